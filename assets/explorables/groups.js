/** Which channels reach which, through a stack of grouped convolutions and channel shuffles. */

import { count, explore, grip, html, list, stage, svg, thousands } from "./common.js";

const LAYERS = 4, CHANNELS = 16; // the most of each
const PANEL = 56; // how high what is said of a layer is above a narrow picture

const range = (length) => Array.from({ length }, (_, k) => k);
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/** Return what PyTorch takes as `groups` of such a layer. */
export const legalGroups = (in_channels, out_channels) =>
  range(in_channels).map((k) => k + 1).filter((groups) => in_channels % groups === 0 && out_channels % groups === 0);

/** Return which channel nn.ChannelShuffle(groups) puts at each place: a group a row, read by columns. */
export const shuffled = (channels, groups) =>
  range(channels).map((place) => (place % groups) * (channels / groups) + Math.floor(place / groups));

const groupOf = (channel, channels, groups) => Math.floor(channel * groups / channels);

/** The name of the setting that says how many channels row `row` has; row 0 are the inputs. */
const channelsOf = (row) => row ? `out_channels_${row}` : "in_channels";

/**
 * Return which channels of every row see or are seen by one of them, through all layers.
 *
 * @param {{wiring: boolean[][]}[]} layers
 * @param {number} row - 0: the inputs; k: what comes out of layer k
 * @param {number} channel
 * @returns {boolean[][]} a row for the inputs and for each layer
 */
export function trace(layers, row, channel) {
  const size = (k) => k ? layers[k - 1].wiring.length : layers[0].wiring[0].length;
  const rows = range(layers.length + 1).map((k) => Array(size(k)).fill(false));
  rows[row][channel] = true;
  for (let k = row; k > 0; k--) rows[k - 1] = rows[k - 1].map((_, c) => layers[k - 1].wiring.some((sees, n) => sees[c] && rows[k][n]));
  for (let k = row; k < layers.length; k++) rows[k + 1] = layers[k].wiring.map((sees) => sees.some((one, c) => one && rows[k][c]));
  return rows;
}

/**
 * A stack of convolutions without biases. Groups that do not divide the channels become the next smaller ones that do.
 *
 * @param {object} settings - layers, in_channels, and for each layer k, from 1: out_channels_k, groups_k, kernel_size_k, and
 *   shuffle_k, "on" where its outputs are shuffled before the next layer
 * @returns {{layers: object[], sees: boolean[][], pairs: number, weights: number}} layers: {in_channels, out_channels, groups,
 *   kernel_size, legal, order, shape, weights, standard, wiring}; order[p]: the channel at place p of its input; wiring[n][c]:
 *   does its output n see channel c; sees: the same of the last outputs and the first inputs; pairs: how many are true
 */
export function compute(settings) {
  const layers = [];
  for (let k = 1; k <= settings.layers; k++) {
    const [in_channels, out_channels, kernel_size] = [settings[channelsOf(k - 1)], settings[channelsOf(k)], settings[`kernel_size_${k}`]];
    const legal = legalGroups(in_channels, out_channels), groups = legal.findLast((some) => some <= settings[`groups_${k}`]);
    const order = settings[`shuffle_${k - 1}`] === "on" ? shuffled(in_channels, layers.at(-1).groups) : range(in_channels);
    const placeOf = range(in_channels).map((channel) => order.indexOf(channel));
    const wiring = range(out_channels).map((n) => placeOf.map((place) =>
      groupOf(n, out_channels, groups) === groupOf(place, in_channels, groups)));
    const shape = [out_channels, in_channels / groups, kernel_size, kernel_size];
    const standard = kernel_size ** 2 * in_channels * out_channels;
    layers.push({ in_channels, out_channels, groups, kernel_size, legal, order, shape, weights: standard / groups, standard, wiring });
  }
  const sees = range(layers.at(-1).out_channels).map((n) => trace(layers, layers.length, n)[0]);
  return { layers, sees, pairs: sees.flat().filter(Boolean).length, weights: layers.reduce((sum, { weights }) => sum + weights, 0) };
}

/** Return the row and the channel that the reader points at; undefined where there is none. */
function pointed({ layers }, { at }) {
  const row = Math.floor(at / CHANNELS), channel = at % CHANNELS;
  const there = at >= 0 && row <= layers.length && channel < (row ? layers[row - 1].out_channels : layers[0].in_channels);
  return there ? { row, channel } : undefined;
}

/** Draw a choice of some values as buttons in a row, one grip. */
function pills(name, label, values, chosen, x, y, width, say = String) {
  return svg("g", grip(name, label, chosen, say(chosen)), ...values.flatMap((value, k) => [
    svg("rect", { x: x + k * width, y, width: width - 2, height: 24, rx: 4, class: `pill ${value === chosen ? "on" : ""}`, "data-value": value }),
    svg("text", { x: x + k * width + width / 2 - 1, y: y + 16.5, class: `pill middle ${value === chosen ? "on" : ""}` }, say(value)),
  ]));
}

const windowPills = (k, { kernel_size }, x, y, width) =>
  pills(`kernel_size_${k}`, `layer ${k}: window`, [1, 3], kernel_size, x, y, width, (side) => `${side}×${side}`);

const groupPills = (k, { groups, legal }, x, y, width) => pills(`groups_${k}`, `layer ${k}: groups`, legal, groups, x, y, width);

/** Draw the switch that shuffles what comes out of layer k. */
function shuffleSwitch(k, state, set, x, y) {
  const name = `shuffle_${k}`, on = state[name] === "on", look = on ? "pill on" : "pill", turn = () => set({ [name]: on ? "off" : "on" });
  const press = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    turn();
  };
  return svg("g", {
    role: "switch", tabindex: 0, "aria-checked": String(on), "aria-label": `shuffle after layer ${k}`, "data-key": name, class: "pointable",
    click: turn, keydown: press,
  },
    svg("rect", { x, y, width: 58, height: 24, rx: 12, class: look }), svg("text", { x: x + 29, y: y + 16, class: `${look} middle` }, "shuffle"));
}

/** Draw the kernel of a layer as a table, a row an output, a column an input; what groups leave out stays empty. */
function drawKernel({ in_channels, out_channels, groups, order }, k, at, x, y, side) {
  const cell = Math.min(14, side / out_channels, 112 / in_channels);
  const left = x - cell * in_channels, top = y + (side - cell * out_channels) / 2;
  const cells = range(out_channels).flatMap((n) => range(in_channels).map((place) => {
    const group = groupOf(n, out_channels, groups), filled = group === groupOf(place, in_channels, groups);
    return svg("rect", {
      x: left + place * cell, y: top + n * cell, width: cell - 0.75, height: cell - 0.75, class: filled ? `k${group % 6} flat` : "empty",
    });
  }));
  const frame = at?.row === k ? { x: left - 1, y: top + at.channel * cell - 1, width: in_channels * cell + 1, height: cell + 1 }
    : at?.row === k - 1 ? { x: left + order.indexOf(at.channel) * cell - 1, y: top - 1, width: cell + 1, height: out_channels * cell + 1 } : undefined;
  return [...cells, ...(frame ? [svg("rect", { ...frame, class: "frame" })] : [])];
}

/** Where everything stands in `width` CSS pixels: rows of channels, and the layers between them. */
function place({ layers }, state, width) {
  const wide = width > 560, panels = wide ? 0 : PANEL * layers.length - 8;
  const left = wide ? 196 : 0, right = width - (wide ? 124 : 30);
  const pitch = (right - left - 20) / CHANNELS, radius = Math.min(10, 0.45 * pitch);
  const gap = wide ? Math.min(170, 400 / layers.length) : Math.min(104, 248 / layers.length);
  const rows = [panels + (wide ? 16 : 22)], ends = [];
  layers.forEach((_, k) => {
    const mixed = k && state[`shuffle_${k}`] === "on";
    ends.push(rows[k] + (mixed ? 48 : 0));
    rows.push(ends[k] + gap);
  });
  return { wide, left, right, pitch, radius, gap, rows, ends, x: (channel) => left + (channel + 0.5) * pitch, height: rows.at(-1) + (wide ? 16 : 20) };
}

/** Draw the lines of every layer and of every shuffle; of a channel that is pointed at, the lines that reach it stand out. */
function drawLines({ layers }, at, traced, { x, rows, ends, radius }) {
  const faded = [], plain = [];
  const line = (from, y1, to, y2, group, row, reached) => {
    const tone = !at ? `k${group % 6}` : !reached ? "faded" : row < at.row ? "k2 strong" : "k0 strong";
    (tone === "faded" ? faded : plain).push(svg("path", { d: `M${x(from)} ${y1 + radius}L${x(to)} ${y2 - radius}`, class: tone }));
  };
  layers.forEach(({ in_channels, out_channels, groups, order, wiring }, k) => order.forEach((channel, p) => {
    if (ends[k] > rows[k]) line(channel, rows[k], p, ends[k], groupOf(channel, in_channels, layers[k - 1].groups), k, traced?.[k][channel]);
    wiring.forEach((sees, n) => {
      if (sees[channel]) line(p, ends[k], n, rows[k + 1], groupOf(n, out_channels, groups), k, traced?.[k][channel] && traced[k + 1][n]);
    });
  }));
  return [...faded, ...plain];
}

/** Draw a row of numbered channels; `order` says which stands where. */
function drawChannels(order, row, y, at, traced, { x, radius, pitch }, isGrip) {
  return order.flatMap((channel, p) => {
    const chosen = at?.row === row && at.channel === channel, reached = traced?.[row][channel];
    const tone = chosen ? "chosen" : reached ? row < at.row ? "k2" : "k0" : "hollow other";
    const ink = chosen ? "onpaper" : reached ? row < at.row ? "on2" : "on0" : "";
    const dot = `${row ? `channel ${channel} after layer ${row}` : `input ${channel}`}`;
    const held = isGrip && channel === (at?.row === row ? at.channel : 0) ? grip("channel", "the channel pointed at", row * CHANNELS + channel, at ? dot : "none") : {};
    return [
      svg("circle", { cx: x(p), cy: y, r: radius, class: tone }),
      svg("text", { x: x(p), y: y + 3.5, class: `digit ${ink} ${pitch < 18 ? "tight" : ""}` }, channel),
      svg("rect", { x: x(p) - pitch / 2, y: y - 13, width: pitch, height: 26, class: "reach pointable", "data-at": row * CHANNELS + channel, ...held }),
    ];
  });
}

/** Draw the places for more channels, and the handle that pulls the row longer. */
function drawHandle(channels, row, y, { x, pitch, radius }) {
  const name = channelsOf(row), end = x(channels) - pitch / 2 + 8;
  return svg("g", grip(name, row ? `channels after layer ${row}` : "input channels", channels, count(channels, "channel")),
    ...range(CHANNELS - channels).map((k) => svg("circle", { cx: x(channels + k), cy: y, r: 0.3 * radius, class: "empty" })),
    svg("rect", { x: x(channels) - pitch / 2, y: y - 13, width: Math.max(22, (CHANNELS - channels) * pitch), height: 26, class: "reach" }),
    svg("rect", { x: end - 6, y: y - 10, width: 12, height: 20, rx: 4, class: "handle" }),
    svg("path", { d: `M${end - 2} ${y - 5}v10m4 0v-10`, class: "axis" }));
}

/** Say how many channels a row has, and how many of them are reached. */
function labelRow(channels, row, last, at, traced, wide) {
  const noun = row === 0 ? "input" : row === last ? "output" : "channel";
  if (!at) return wide ? count(channels, noun) : String(channels);
  const reached = traced[row].filter(Boolean).length;
  if (!wide) return `${reached}/${channels}`;
  return row === at.row ? `${noun} ${at.channel}` : `${row < at.row ? "sees" : "reaches"} ${reached} of ${channels}`;
}

function draw(result, state, width, _, set) {
  const { layers, pairs, sees, weights } = result, places = place(result, state, width);
  const { wide, left, right, gap, rows, ends, height } = places;
  const at = pointed(result, state), traced = at && trace(layers, at.row, at.channel);
  const sizes = rows.map((_, row) => state[channelsOf(row)]), last = layers.length;
  const panels = layers.flatMap((layer, k) => {
    const y = wide ? ends[k] + 9 : 20 + PANEL * k, costs = `${thousands(layer.weights)} of ${thousands(layer.standard)} weights`;
    return wide ? [
      svg("text", { x: 0, y: y + 17 }, `layer ${k + 1}`), windowPills(k + 1, layer, 52, y, 36),
      svg("text", { x: 0, y: y + 42 }, "groups"), groupPills(k + 1, layer, 52, y + 25, 26),
      svg("text", { x: 0, y: y + 63 }, costs), svg("text", { x: 0, y: y + 78 }, `${thousands(layer.weights)} MACs a position`),
      ...drawKernel(layer, k + 1, at, width - 1, ends[k] + 4, gap - 8),
    ] : [svg("text", { x: 0, y: y + 17 }, k + 1), windowPills(k + 1, layer, 14, y, 34), groupPills(k + 1, layer, 88, y, Math.min(26, (width - 132) / layer.legal.length)), svg("text", { x: width, y: y + 17, class: "end" }, thousands(layer.weights))];
  });
  const switches = range(last - 1).map((k) => shuffleSwitch(k + 1, state, set, ...(wide ? [134, rows[k + 1] - 8] : [14, 47 + PANEL * k])));
  const heads = wide ? [svg("text", { x: width, y: 12, class: "end" }, "rows: outputs")]
    : [svg("text", { x: 0, y: 13 }, "layer"), svg("text", { x: 88, y: 13 }, "groups"), svg("text", { x: width, y: 13, class: "end" }, "weights")];
  const picture = stage(width, height, `${count(last, "layer")}, from ${count(sizes[0], "input channel")} above to ${count(sizes[last], "output channel")} below`,
    svg("rect", { x: left, y: rows[0] - 16, width: right - left, height: height - rows[0] + 16, class: "reach", click: () => set({ at: -1 }) }),
    ...heads, ...panels, ...switches, ...drawLines(result, at, traced, places),
    ...rows.flatMap((y, row) => [
      svg("text", { x: wide ? 0 : width, y: y + 4.5, class: wide ? "" : "end" }, labelRow(sizes[row], row, last, at, traced, wide)),
      ...drawChannels(range(sizes[row]), row, y, at, traced, places, row === (at?.row ?? 0)),
      drawHandle(sizes[row], row, y, places),
    ]),
    ...ends.flatMap((y, row) => y === rows[row] ? [] : drawChannels(layers[row].order, row, y, at, traced, places)));
  const more = { layers: last + 1, [channelsOf(last + 1)]: sizes[last], [`groups_${last + 1}`]: state[`groups_${last}`] };
  const button = (key, changes, label) => html("button", { type: "button", "data-key": key, click: () => changes && set(changes), "aria-disabled": String(!changes) }, label);
  return [picture, html("div", { class: "groups-foot" },
    button("add", last < LAYERS && more, "Add a layer"), button("remove", last > 1 && { layers: last - 1 }, "Remove the last"),
    html("span", {}, `${pairs} of ${sees.length * sees[0].length} pairs of input and output meet, ${count(weights, "weight")}.`))];
}

/** Say what the channel that is pointed at sees and reaches. */
function describeChannel({ layers }, { row, channel }) {
  const traced = trace(layers, row, channel), last = layers.length;
  const said = (k, noun) => {
    const reached = traced[k].flatMap((one, c) => one ? [c] : []);
    return reached.length ? `${noun}${reached.length === 1 ? "" : "s"} ${list(reached)} (${reached.length} of ${traced[k].length})` : `no ${noun}`;
  };
  const parts = [...(row > 0 ? [`sees ${said(0, "input")}`] : []), ...(row < last ? [`reaches ${said(last, "output")}`] : [])];
  return `${row === 0 ? "Input" : row === last ? "Output" : "Channel"} ${channel}${row > 0 && row < last ? ` after layer ${row}` : ""} ${parts.join(" and ")}.`;
}

/** Say which groups do not fit the channels, and what stands there instead. */
const refused = (layers, state) => layers.map(({ groups, in_channels, out_channels }, k) => {
  const asked = state[`groups_${k + 1}`];
  return groups === asked ? "" : ` Layer ${k + 1}: groups=${asked} does not divide ${in_channels} and ${out_channels} channels, so it is ${groups}.`;
}).join("");

/** Say what a single layer is. */
function describeLayer({ in_channels, out_channels, groups, legal, shape, weights, standard }) {
  const kind = groups === 1 ? `A standard layer${legal.length === 1 ? `: no other groups are legal from ${in_channels} to ${out_channels} channels` : ""}. `
    : groups === in_channels ? `A depthwise layer with depth multiplier ${out_channels / in_channels}. ` : "";
  return `${kind}The kernel is ${shape.join("×")}: ${count(weights, "weight")}${groups === 1 ? "" : `, 1/${groups} of the ${thousands(standard)} without groups`}`;
}

function describe(result, state) {
  const { layers, sees, pairs, weights } = result, [{ in_channels }] = layers;
  const at = pointed(result, state), some = sees.map((row) => row.filter(Boolean).length), [low, high] = [Math.min(...some), Math.max(...some)];
  const inputs = low === in_channels ? "every input" : `${low === high ? low : `${low} to ${high}`} of ${count(in_channels, "input")}`;
  const what = layers.length === 1 ? describeLayer(layers[0])
    : `That is through ${layers.length} layers with groups ${list(layers.map(({ groups }) => groups))}, which have ${count(weights, "weight")}`;
  return `Every output sees ${inputs}: ${pairs} of ${sees.length * in_channels} pairs. ${what}, and as many MACs a position.${refused(layers, state)} ${at ? describeChannel(result, at) : "Point at a channel to see which inputs it sees and which outputs it reaches."}`;
}

function code({ layers }, state) {
  const lines = layers.flatMap(({ in_channels, out_channels, kernel_size, groups }, k) => [
    `nn.Conv2d(${in_channels}, ${out_channels}, ${kernel_size}, padding=${(kernel_size - 1) / 2}, groups=${groups}, bias=False)`,
    ...(k + 1 < layers.length && state[`shuffle_${k + 1}`] === "on" ? [`nn.ChannelShuffle(${groups})`] : []),
  ]);
  return lines.length === 1 ? `layer = ${lines[0]}` : `stack = nn.Sequential(\n    ${lines.join(",\n    ")})`;
}

function drag(name, { x, u, over }, state) {
  if (!name.includes("channels")) return name === "channel" ? undefined : { [name]: over?.dataset.value };
  const width = x / u, { left, pitch } = place(compute(state), state, width);
  return { [name]: clamp(Math.round((x - left) / pitch), 1, CHANNELS) };
}

function nudge(name, dx, dy, state) {
  const { layers } = compute(state), by = dx - dy;
  if (name === "channel") {
    const { row, channel } = pointed({ layers }, state) ?? { row: 0, channel: -1 }, next = clamp(row + dy, 0, layers.length);
    return { at: next * CHANNELS + clamp(channel + dx, 0, state[channelsOf(next)] - 1) };
  }
  if (name.startsWith("groups")) {
    const { legal, groups } = layers[name.split("_")[1] - 1];
    return { [name]: legal[clamp(legal.indexOf(groups) + by, 0, legal.length - 1)] };
  }
  return { [name]: name.startsWith("kernel") ? by > 0 ? 3 : 1 : clamp(state[name] + by, 1, CHANNELS) };
}

export function mount(root) {
  const own = (k) => [
    { name: channelsOf(k), min: 1, max: CHANNELS, value: 8, quiet: true },
    { name: `groups_${k}`, min: 1, max: CHANNELS, value: 2, quiet: true },
    { name: `kernel_size_${k}`, values: [1, 3], value: 3, quiet: true },
    ...(k < LAYERS ? [{ name: `shuffle_${k}`, options: ["off", "on"], value: "off", quiet: true }] : []),
  ];
  root.classList.add("explore-groups");
  explore(root, {
    label: "Explorable: who meets whom through grouped convolutions",
    controls: [
      { name: "layers", min: 1, max: LAYERS, value: 2, quiet: true },
      { name: "in_channels", min: 1, max: CHANNELS, value: 8, quiet: true },
      ...range(LAYERS).flatMap((k) => own(k + 1)),
      { name: "at", min: -1, max: (LAYERS + 1) * CHANNELS - 1, value: -1, quiet: true },
    ],
    compute, draw, describe, code, drag, nudge,
    point: (target) => target.dataset.at && { at: Number(target.dataset.at) },
    challenges: [
      {
        text: "let every output see every input with two 3×3 layers of groups=4, for 288 weights?",
        met: ({ layers, sees, weights }) => layers.length === 2 && layers.every(({ groups, kernel_size }) => groups === 4 && kernel_size === 3)
          && weights === 288 && sees.flat().every(Boolean),
      },
      {
        text: "find two different channel counts above 1 for which only groups=1 is legal?",
        met: ({ layers }) => layers.some(({ in_channels: M, out_channels: N, legal }) => M > 1 && N > 1 && M !== N && legal.length === 1),
      },
      {
        text: "make a depthwise layer with a depth multiplier of 3?",
        met: ({ layers }) => layers.some(({ in_channels: M, out_channels: N, groups }) => groups === M && M > 1 && N === 3 * M),
      },
    ],
  });
}
