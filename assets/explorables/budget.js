/** A network built row by row beside its bill, and the function that makes it. */

import { count, drawing, explore, grip, html, svg, thousands } from "./common.js";
import { KINDS, LARGE, LEVELS, MOST_CHANNELS, MOST_EXPANSION, MOST_ROWS, NAMES, V1, code, compute, lacks, most, readRows, say, writeRows } from "./network.js";

const START = "c8-i16s2t2-i16t2-i32s2t2-i32t2-p64";
const NARROW = 560; // below that many CSS pixels a row has two lines
const NARROWEST = 300; // and a line of the bill does not say of which level

/** A line of the bill in words: what it comes to, and how far that is from a level's limit. */
function lineOf(key, result, level) {
  const far = lacks(key, result[key], LEVELS[level - 1]);
  if (key === "field") return [`field ${say(result.field)}`, far > 0 ? `${far} short of level ${level}` : `enough for level ${level}`];
  return [`${NAMES[key]} ${thousands(result[key])}`, far > 0 ? `${thousands(far)} above level ${level}` : `${thousands(-far)} left in level ${level}`];
}

/** Where most of a line is. */
const mostOf = (key, { heaviest, dearest }) => key === "field" ? [] : [`most in ${(key === "macs" ? dearest : heaviest).where}`];

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
  const short = width < NARROWEST ? verdict.replace(/ (in |of |for )?level .*/, "") : verdict;
  return [
    svg("text", { x: 0, y: top + 12 }, svg("tspan", { class: "emphasis" }, amount), `, ${short}`),
    ...(width < NARROW ? [] : [svg("text", { x: width, y: top + 12, class: "end" }, ...mostOf(key, result))]),
    ...pieces, ...signs,
  ];
}

const drawBill = (result, { level }, width) => drawing(width, 3 * 57, "The bill: a piece for each row, a mark for each level",
  ...Object.keys(NAMES).flatMap((key, k) => drawLine(key, 57 * k, result, level, width)));

const BRIEF = { ...NAMES, parameters: "params" };

/** A mark for the eye, of what is said beside it. */
const sign = (holds) => html("span", { "aria-hidden": "true" }, holds ? "✓ " : "✗ ");

/** The bill in a line that stays in sight over the rows; the live line says the same. */
const drawShort = (result, { level }) => html("p", { class: "short", "aria-hidden": "true" },
  html("b", {}, `level ${level}`), ...Object.keys(NAMES).map((key) => html("span", {}, result.misses[level - 1].includes(key) ? "✗ " : "✓ ",
    key === "field" ? `field ${say(result.field)}` : `${brief(result[key])} ${BRIEF[key]}`)));

/** The levels, and what each misses. */
function drawLevels({ misses }, { level }, set) {
  return html("div", { class: "levels", role: "group", "aria-label": "The level that you design for" }, ...misses.map((missed, k) => {
    const verdict = missed.length === 3 ? "misses all" : missed.length ? `misses ${missed.map((key) => BRIEF[key]).join(", ")}` : LEVELS[k].share ? "bill fits; time?" : "the bill fits";
    return html("button", { type: "button", "data-key": `level-${k + 1}`, "aria-pressed": String(level === k + 1), click: () => set({ level: k + 1 }) },
      html("b", {}, `level ${k + 1} `, sign(!missed.length)), verdict);
  }));
}

const OPTIONS = [
  ...["c", "d"].map((kind) => ({ kind, expansion: 1, text: KINDS[kind].name })),
  ...Array.from({ length: MOST_EXPANSION }, (_, k) => ({ kind: "i", expansion: k + 1, text: `inverted t=${k + 1}` })),
  { kind: "p", expansion: 1, text: KINDS.p.name },
];

/** 12802048 → "12.8 M" */
const brief = (number) => number < 1e6 ? thousands(number) : `${(number / 1e6).toFixed(1)} M`;

/** Say what is taken for the channels that were typed into row `k`, where it is not what was typed; undefined where it is. */
function remarkOn(text, k, taken) {
  return Number(text) === taken ? undefined : `Row ${k} has ${count(taken, "channel")}: a row takes whole numbers from 1 to ${MOST_CHANNELS}, and ${text.trim() ? `“${text.trim()}” is none` : "nothing was typed"}.`;
}

/** Draw row `k`; `change(rows, remark)` takes what its controls make of the rows, `tell(remark)` what they do not take. */
function drawRow(row, k, rows, change, tell) {
  const hue = `k${KINDS[row.kind].hue}`;
  const turn = (changes, remark) => change(rows.with(k, { ...row, ...changes }), remark);
  const order = html("span", { ...grip(`order-${k}`, `Row ${k}: its place`, k, `${k} of 0 to ${rows.length - 1}`), class: "place" }, `≡ ${k}`);
  const kind = html("select", { "data-key": `kind-${k}`, "aria-label": `Row ${k}: kind`, change: ({ target }) => turn(OPTIONS[target.selectedIndex]) },
    ...OPTIONS.map(({ text }) => html("option", {}, text)));
  kind.selectedIndex = OPTIONS.findIndex((option) => option.kind === row.kind && (row.kind !== "i" || option.expansion === row.expansion));
  const bar = html("span", { class: `bar ${hue}` });
  bar.style.width = `${100 * row.channels / MOST_CHANNELS}%`;
  const track = html("span", { ...grip(`channels-${k}`, `Row ${k}: out_channels, as a bar`, row.channels, count(row.channels, "channel")), class: "track" }, bar);
  let isTaken = false;
  const typed = html("input", {
    "data-key": `typed-${k}`, "aria-label": `Row ${k}: out_channels, typed`, value: row.channels, inputmode: "numeric", maxlength: 5, autocomplete: "off",
    input({ target: { value } }) {
      isTaken = Number(value) >= 1;
      if (isTaken) turn({ channels: clamp(value) }, remarkOn(value, k, clamp(value)));
    },
    change({ target }) {
      if (!isTaken) tell(remarkOn(target.value, k, row.channels));
      target.value = row.channels;
    },
  });
  const button = (key, text, label, act, disabled = false) =>
    html("button", { type: "button", "data-key": `${key}-${k}`, "aria-label": `Row ${k}: ${label}`, title: label, disabled, click: act }, text);
  const cost = (key) => html(most(rows, key) === row ? "b" : "span", { class: "cost" }, brief(row[key]), html("span", { class: "explorable-said" }, ` ${NAMES[key]}`));
  return html("li", { class: "block", "data-row": k },
    html("div", {}, order, kind, track, typed),
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
  return `${count(rows.length, "row")} with ${count(convolutions, "convolution")} ${rows.length === 1 ? "ends" : "end"} in ${last.channels}×${last.size}×${last.size}. The bill: ${lines.join("; ")}. `
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
    const change = (changed, remark) => {
      set({ rows: writeRows(changed) }, remark);
      if (!root.contains(document.activeElement)) take("channels", changed.length - 1);
    };
    queueMicrotask(() => choose(Math.min(current, rows.length - 1)));
    return [
      drawLevels(result, state, set), drawBill(result, state, width), ...(width < NARROW ? [drawShort(result, state)] : []),
      html("ol", { class: `design surface ${width < NARROW ? "narrow" : ""}` },
        drawPlain(["", "kind", "out_channels"], ["", "output", "params", "MACs"]),
        ...rows.map((row, k) => drawRow(row, k, rows, change, (remark) => set({}, remark))),
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
