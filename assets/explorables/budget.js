/** A network built row by row beside its bill, and the function that makes it. */

import { Illegal, count, drawing, explore, grip, html, svg, thousands } from "./common.js";

const PICTURE = 32; // pixels along a side
const LARGE = 96; // the picture on which the judge measures the field; that much stands for all
const CLASSES = 10;
const NARROW = 560; // below that many CSS pixels a row has two lines
const MOST_ROWS = 12, MOST_CHANNELS = 128, MOST_EXPANSION = 6;

/** The chapter's levels: at most so many parameters and MACs, at least such a field, and a share of V1's time. */
const LEVELS = [
  { parameters: 30_000, macs: 800_000, field: 20 },
  { parameters: 15_000, macs: 400_000, field: 32 },
  { parameters: 8_000, macs: 250_000, field: 40 },
  { parameters: 100_000, macs: 4_000_000, field: 20, share: 0.75 },
];
const NAMES = { parameters: "parameters", macs: "MACs", field: "field" };

/** The letter of each kind of row in the address; `hue` colours it. */
const KINDS = {
  c: { name: "standard", hue: 2 },
  d: { name: "separable", hue: 1 },
  i: { name: "inverted", hue: 3 },
  p: { name: "1×1", hue: 0 },
};

const START = "c8-i16s2t2-i16t2-i32s2t2-i32t2-p64";

/**
 * Read the rows of a design, such as "c8s2-i16t2-p64": kind, out_channels, s2 for stride 2, t for an inverted residual's expansion.
 *
 * @param {string} text
 * @returns {{kind: string, channels: number, stride: number, expansion: number}[]}
 */
export function readRows(text) {
  const words = text.split("-");
  if (words.length > MOST_ROWS) throw new Illegal(`${words.length} rows are in the address; ${MOST_ROWS} are the most.`);
  return words.map((word) => {
    const [, kind, channels, stride = 1, expansion = 1] = /^([cdip])(\d{1,3})(?:s([12]))?(?:t([1-6]))?$/.exec(word) ?? [];
    if (!(channels >= 1 && channels <= MOST_CHANNELS)) {
      throw new Illegal(`“${word}” in the address is no row. A row is c, d, i or p, then out_channels from 1 to ${MOST_CHANNELS}, as in c8s2-d16-p64.`);
    }
    return { kind, channels: Number(channels), stride: Number(stride), expansion: Number(expansion) };
  });
}

/** Write rows as `readRows` reads them. */
export const writeRows = (rows) => rows.map(({ kind, channels, stride, expansion }) =>
  `${kind}${channels}${stride > 1 ? `s${stride}` : ""}${kind === "i" ? `t${expansion}` : ""}`).join("-");

/** Return the convolutions of a row, in their order; each has a BatchNorm behind it. */
function convolutionsOf({ kind, channels, stride, expansion }, inChannels) {
  const hidden = kind === "i" ? inChannels * expansion : inChannels;
  const one = (kernel) => ({ name: "", inputs: inChannels, outputs: channels, kernel, stride, groups: 1 });
  const mix = (name, inputs, outputs) => ({ name, inputs, outputs, kernel: 1, stride: 1, groups: 1 });
  const depthwise = { name: "depthwise.", inputs: hidden, outputs: hidden, kernel: 3, stride, groups: hidden };
  if (kind === "c") return [one(3)];
  if (kind === "p") return [one(1)];
  if (kind === "d") return [depthwise, mix("pointwise.", hidden, channels)];
  const expand = expansion > 1 ? [mix("expand.", inChannels, hidden)] : [];
  return [...expand, depthwise, mix("project.", hidden, channels)];
}

/** A map's side behind a stride; the padding is kernel_size // 2. */
const behind = (size, stride) => Math.ceil(size / stride);

/**
 * The field as the judge measures it: how many pixels along a side change the centre of the last map, on a large picture.
 * A map of one position counts as pooled: then it is the last map before it.
 * @param {{kernel: number, stride: number, size: number}[]} convolutions - size: of the output, for a picture of 32×32
 */
function fieldOf(convolutions) {
  const seen = convolutions.filter(({ size }) => size > 1), sizes = [LARGE];
  for (const { stride } of seen) sizes.push(behind(sizes.at(-1), stride));
  let first = Math.floor(sizes.at(-1) / 2), last = first;
  for (let k = seen.length - 1; k >= 0; k--) {
    const { kernel, stride } = seen[k], margin = (kernel - 1) / 2;
    first = Math.max(0, first * stride - margin);
    last = Math.min(sizes[k] - 1, last * stride + margin);
  }
  return last - first + 1;
}

const most = (layers, key) => layers.reduce((a, b) => b[key] > a[key] ? b : a);
const sum = (layers, key) => layers.reduce((total, layer) => total + layer[key], 0);

/**
 * The bill of a design for one picture of 32×32, as the chapter's judge reads it.
 *
 * @param {{rows: string}} settings - see `readRows`
 * @returns {object} rows: each with its size (the output's side), parameters, macs and the field up to it; the classifier;
 *   parameters, macs and field (in pixels; 96 stands for all) of the whole; the heaviest and the dearest layer, by PyTorch's
 *   names; how many convolutions run; what is not within each level; the rows whose stride finds a map of 1×1
 */
export function compute({ rows: text }) {
  const layers = [], convolutions = [], rows = readRows(text), idle = [];
  let inChannels = 1, size = PICTURE;
  rows.forEach((row, k) => {
    if (size === 1 && row.stride > 1) idle.push(k);
    for (const one of convolutionsOf(row, inChannels)) {
      size = behind(size, one.stride);
      const weights = one.kernel ** 2 * one.inputs / one.groups * one.outputs;
      convolutions.push({ ...one, size });
      layers.push(
        { row: k, name: `${k}.${one.name}0`, parameters: weights, macs: weights * size ** 2, shape: `${one.outputs}×${size}×${size}` },
        { row: k, name: `${k}.${one.name}1`, parameters: 2 * one.outputs, macs: 0 });
    }
    const own = layers.filter((layer) => layer.row === k);
    Object.assign(row, { size, parameters: sum(own, "parameters"), macs: sum(own, "macs"), field: fieldOf(convolutions) });
    inChannels = row.channels;
  });
  const classifier = { name: String(rows.length + 2), parameters: (inChannels + 1) * CLASSES, macs: inChannels * CLASSES, shape: String(CLASSES) };
  layers.push(classifier);
  const bill = { parameters: sum(layers, "parameters"), macs: sum(layers, "macs"), field: rows.at(-1).field };
  return {
    ...bill, rows, classifier, idle, heaviest: most(layers, "parameters"), dearest: most(layers, "macs"), convolutions: convolutions.length,
    misses: LEVELS.map((limits) => Object.keys(NAMES).filter((key) => lacks(key, bill[key], limits) > 0)),
  };
}

/** By how much a value misses a level's limit; below 0: what is left. */
const lacks = (key, value, limits) => key === "field" ? limits.field - value : value - limits[key];

const V1 = compute({ rows: "c16s2-d32-d64s2-d64-d128s2-d128" });

/** The function that makes the design, of the chapter's blocks. */
export function code({ rows, parameters, macs, field }, { level }) {
  let inChannels = 1;
  const lines = rows.map(({ kind, channels, stride, expansion }) => {
    const given = `${inChannels}, ${channels}`, step = stride > 1 ? `, stride=${stride}` : "";
    inChannels = channels;
    return {
      c: `standard_block(${given}${step})`,
      d: `DepthwiseSeparableBlock(${given}${step})`,
      i: `InvertedResidual(${given}${step}, expansion=${expansion})`,
      p: `conv_bn_act(${given}, kernel_size=1${step})`,
    }[kind];
  });
  return [
    `def design_${level}():`,
    `    """${thousands(parameters)} parameters, ${thousands(macs)} MACs, field ${say(field)}."""`,
    "    return nn.Sequential(",
    ...lines.map((line) => `        ${line},`),
    `        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(${inChannels}, ${CLASSES}))`,
  ].join("\n");
}

const say = (field) => field < LARGE ? String(field) : "all";

/** A line of the bill in words: what it comes to, and how far that is from a level's limit. */
function lineOf(key, result, level) {
  const far = lacks(key, result[key], LEVELS[level - 1]);
  if (key === "field") return [`field ${say(result.field)}`, far > 0 ? `${far} short of level ${level}` : `enough for level ${level}`];
  return [`${NAMES[key]} ${thousands(result[key])}`, far > 0 ? `${thousands(far)} above level ${level}` : `${thousands(-far)} left in level ${level}`];
}

/** Where most of a line is. */
const mostOf = (key, { heaviest, dearest }) => key === "field" ? [] : [`most in layer ${(key === "macs" ? dearest : heaviest).name}`];

/** The marks of the levels on a line of the bill: where each is, and for which levels. */
function marksOf(key, full) {
  const limits = [...new Set(LEVELS.map((level) => level[key]))].sort((a, b) => a - b);
  return limits.filter((limit) => limit <= full).map((limit) => ({ limit, levels: LEVELS.flatMap((level, k) => level[key] === limit ? [k + 1] : []) }));
}

/** Draw one line of the bill. */
function drawLine(key, top, result, level, width) {
  const isField = key === "field", bar = top + 33;
  let full = isField ? LARGE : 1.2 * LEVELS[0][key];
  while (full < Math.max(result[key], 1.1 * LEVELS[level - 1][key])) full *= 2;
  const x = (value) => 1 + (width - 2) * value / full;

  let end = 0;
  const pieces = [...result.rows, result.classifier].flatMap((row, k) => {
    const begin = end, hue = KINDS[row.kind]?.hue;
    end = isField ? Math.max(end, row.field ?? 0) : end + row[key];
    const piece = svg("rect", { x: x(begin), y: bar, width: x(end) - x(begin), height: 16, class: row.kind ? `k${hue} parted` : "other", "data-row": row.kind && k });
    return row.kind && x(end) - x(begin) > 13 ? [piece, svg("text", { x: x((begin + end) / 2), y: bar + 12, class: `digit on${hue}` }, String(k))] : [piece];
  });

  const marks = marksOf(key, full), isRoomy = marks.every(({ limit }, k) => !k || x(limit) - x(marks[k - 1].limit) > 62);
  const signs = marks.map(({ limit, levels }) => svg("path", { d: `M${x(limit)} ${bar - 3}v22`, class: levels.includes(level) ? "roof" : "dotted" }));
  const names = []; // close marks share one
  for (const { limit, levels } of marks) {
    const all = [...(x(limit) - names.at(-1)?.at < 26 ? names.pop().levels : []), ...levels];
    names.push({ at: Math.max(8 * all.length - 2, x(limit)), levels: all });
  }
  signs.push(...names.map(({ at, levels }) => svg("text", {
    x: at, y: bar - 6, class: `mark middle ${levels.includes(level) ? "emphasis" : ""}`,
  }, `${isRoomy ? "level " : ""}${levels.join(", ")}`)));

  const [amount, verdict] = lineOf(key, result, level);
  return [
    svg("text", { x: 0, y: top + 12 }, svg("tspan", { class: "emphasis" }, amount), `, ${verdict}`),
    ...(width < NARROW ? [] : [svg("text", { x: width, y: top + 12, class: "end" }, ...mostOf(key, result))]),
    ...pieces, ...signs,
  ];
}

const drawBill = (result, { level }, width) => drawing(width, 3 * 57, "The bill: a piece for each row, a mark for each level",
  ...Object.keys(NAMES).flatMap((key, k) => drawLine(key, 57 * k, result, level, width)));

/** The levels, and what each misses. */
function drawLevels({ misses }, { level }, set) {
  return html("div", { class: "levels", role: "group", "aria-label": "The level that you design for" }, ...misses.map((missed, k) => {
    const verdict = missed.length === 3 ? "✗ misses all" : missed.length ? `✗ ${missed.map((key) => NAMES[key]).join(", ")}` : LEVELS[k].share ? "✓ bill fits; time?" : "✓ the bill fits";
    return html("button", { type: "button", "data-key": `level-${k + 1}`, "aria-pressed": String(level === k + 1), click: () => set({ level: k + 1 }) },
      html("b", {}, `level ${k + 1}`), ` ${verdict}`);
  }));
}

const OPTIONS = [
  ...["c", "d"].map((kind) => ({ kind, expansion: 1, text: KINDS[kind].name })),
  ...Array.from({ length: MOST_EXPANSION }, (_, k) => ({ kind: "i", expansion: k + 1, text: `inverted t=${k + 1}` })),
  { kind: "p", expansion: 1, text: KINDS.p.name },
];

/** A control of row `k` with its label, which a screen reader says. */
const labelled = (k, label, control) => {
  control.id = `explorable-${control.dataset.key}`;
  return html("span", {}, html("label", { for: control.id, class: "explorable-said" }, `Row ${k}: ${label}`), control);
};

/** 12802048 → "12.8 M" */
const brief = (number) => number < 1e6 ? thousands(number) : `${(number / 1e6).toFixed(1)} M`;

/** Draw row `k`; `change(rows)` takes what its controls make of the rows. */
function drawRow(row, k, rows, change) {
  const hue = `k${KINDS[row.kind].hue}`;
  const turn = (changes) => change(rows.with(k, { ...row, ...changes }));
  const order = html("span", { ...grip(`order-${k}`, `Row ${k}: its place`, k, `${k} of 0 to ${rows.length - 1}`), class: "place" }, `≡ ${k}`);
  const kind = html("select", { "data-key": `kind-${k}`, change: ({ target }) => turn(OPTIONS[target.selectedIndex]) },
    ...OPTIONS.map(({ text }) => html("option", {}, text)));
  kind.selectedIndex = OPTIONS.findIndex((option) => option.kind === row.kind && (row.kind !== "i" || option.expansion === row.expansion));
  const bar = html("span", { class: `bar ${hue}` });
  bar.style.width = `${100 * row.channels / MOST_CHANNELS}%`;
  const track = html("span", { ...grip(`channels-${k}`, `Row ${k}: out_channels`, row.channels, count(row.channels, "channel")), class: "track" }, bar);
  const typed = html("input", {
    "data-key": `typed-${k}`, value: row.channels, inputmode: "numeric", maxlength: 3,
    input: ({ target }) => Number(target.value) >= 1 && turn({ channels: clamp(target.value) }),
    change: ({ target }) => { target.value = row.channels; },
  });
  const button = (key, text, label, act, disabled = false) =>
    html("button", { type: "button", "data-key": `${key}-${k}`, "aria-label": `Row ${k}: ${label}`, title: label, disabled, click: act }, text);
  const cost = (key) => html(most(rows, key) === row ? "b" : "span", { class: "cost" }, brief(row[key]), html("span", { class: "explorable-said" }, ` ${NAMES[key]}`));
  return html("li", { class: "block", "data-row": k },
    html("div", {}, order, labelled(k, "kind", kind), track, labelled(k, "out_channels", typed)),
    html("div", {},
      button("stride", html(row.stride > 1 ? "b" : "span", {}, `stride ${row.stride}`), `stride ${row.stride}`, () => turn({ stride: 3 - row.stride })),
      html("span", { class: "cost" }, `${row.channels}×${row.size}×${row.size}`),
      cost("parameters"), cost("macs"),
      button("copy", "+", "add one like it below", () => change(rows.toSpliced(k + 1, 0, { ...row, stride: 1 })), rows.length === MOST_ROWS),
      button("remove", "×", "remove it", () => change(rows.toSpliced(k, 1)), rows.length === 1)));
}

/** A line of the list without controls: the heads, or the classifier. */
const drawPlain = (left, right) => html("li", { class: "block plain" }, ...[left, right].map((words) =>
  html("div", {}, ...words.map((word, k) => html("span", { class: k && words === right ? "cost" : "" }, word)))));

const clamp = (channels) => Math.max(1, Math.min(MOST_CHANNELS, Math.round(channels)));

/** The rows with row `k` moved to place `to`. */
const move = (rows, k, to) => rows.toSpliced(k, 1).toSpliced(to, 0, rows[k]);

function describe(result, { level }) {
  const { rows, convolutions, misses, idle } = result, { share } = LEVELS[level - 1], last = rows.at(-1);
  const lines = Object.keys(NAMES).map((key) => [...lineOf(key, result, level), ...mostOf(key, result)].join(", "));
  return `${count(rows.length, "row")} with ${count(convolutions, "convolution")} end in ${last.channels}×${last.size}×${last.size}. The bill: ${lines.join("; ")}. `
    + (misses[level - 1].length ? "" : `It is within level ${level}; what the network learns, only training tells.`)
    + (share ? ` Level ${level} also asks for ${share} of V1's time, which a page cannot tell: the exercise takes the clock. V1 has ${V1.convolutions} convolutions.` : "")
    + idle.map((k) => ` Row ${k} has stride ${rows[k].stride} on a map of 1×1, where a stride changes nothing.`).join("");
}

export function mount(root) {
  root.classList.add("explore-budget");
  let current = 0;

  /** Make row `k` the one at hand: its controls are stops of the Tab key, and its pieces of the bill stand out. */
  function choose(k) {
    current = k;
    for (const part of root.querySelectorAll("[data-row]")) {
      const isCurrent = Number(part.dataset.row) === k;
      part.classList.toggle("lit", isCurrent);
      for (const control of part.querySelectorAll("[data-grip], [data-key]")) control.tabIndex = isCurrent ? 0 : -1;
    }
  }

  const take = (what, k) => root.querySelector(`[data-grip="${what}-${k}"]`)?.focus({ preventScroll: true });

  function draw(result, state, width, colour, set) {
    const { rows, classifier } = result;
    const change = (changed) => {
      set({ rows: writeRows(changed) });
      if (!root.contains(document.activeElement)) take("channels", changed.length - 1);
    };
    queueMicrotask(() => choose(Math.min(current, rows.length - 1)));
    return [
      drawLevels(result, state, set), drawBill(result, state, width),
      html("ol", { class: `design surface ${width < NARROW ? "narrow" : ""}` },
        drawPlain(["", "kind", "out_channels"], ["", "output", "params", "MACs"]),
        ...rows.map((row, k) => drawRow(row, k, rows, change)),
        drawPlain([], ["classifier", "10", thousands(classifier.parameters), thousands(classifier.macs)])),
    ];
  }

  function drag(name, { dx, over }, from) {
    const [what, k] = name.split("-"), rows = readRows(from.rows), row = rows[k];
    if (what === "order") {
      const to = over?.closest("li.block:not(.plain)")?.dataset.row;
      if (to === undefined) return undefined;
      queueMicrotask(() => take("order", to));
      return { rows: writeRows(move(rows, Number(k), Number(to))) };
    }
    const more = dx * MOST_CHANNELS / root.querySelector(".track").clientWidth;
    const channels = Math.abs(dx) < 2 ? row.channels : Math.max(4, 4 * Math.round((row.channels + more) / 4));
    return { rows: writeRows(rows.with(k, { ...row, channels: clamp(channels) })) };
  }

  function nudge(name, dx, dy, state) {
    const [what, text] = name.split("-"), k = Number(text), rows = readRows(state.rows);
    const to = Math.max(0, Math.min(rows.length - 1, k + (dy || (what === "order" ? dx : 0))));
    if (what === "order" || dy) queueMicrotask(() => take(what, to));
    if (what === "order") return { rows: writeRows(move(rows, k, to)) };
    return dx ? { rows: writeRows(rows.with(k, { ...rows[k], channels: clamp(rows[k].channels + dx) })) } : undefined;
  }

  const pointed = ({ target }) => {
    const k = target.closest("[data-row]")?.dataset.row;
    if (k !== undefined) choose(Number(k));
  };
  root.addEventListener("pointerover", pointed);
  root.addEventListener("focusin", pointed);

  const fits = (result, level) => !result.misses[level - 1].length;
  const start = compute({ rows: START });
  explore(root, {
    label: "Explorable: a network, row by row, and its bill",
    controls: [
      { name: "rows", kind: "text", value: START, quiet: true },
      { name: "level", options: LEVELS.map((_, k) => k + 1), value: 1, quiet: true },
    ],
    compute, draw, describe, code, drag, nudge,
    challenges: [
      { text: "fit the bill of level 1 without changing the number of parameters?", met: (result) => fits(result, 1) && result.parameters === start.parameters },
      { text: "fit the bill of level 2 with at most six convolutions?", met: (result) => fits(result, 2) && result.convolutions <= 6 },
      { text: "fit the bill of level 3 with a depthwise layer in every row but the first?", met: ({ rows, ...result }) => fits(result, 3) && rows.slice(1).every(({ kind }) => kind === "d" || kind === "i") },
    ],
  });

  const line = root.querySelector("pre");
  const copy = html("button", { type: "button", click: async () => {
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(line.textContent);
    } catch {
      getSelection().selectAllChildren(line);
      said = "Selected, to be copied";
    }
    copy.textContent = said;
    setTimeout(() => { copy.textContent = "Copy the function"; }, 2000);
  } }, "Copy the function");
  line.before(html("div", { class: "copy" }, copy));
}
