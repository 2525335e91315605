/** What the width multiplier α and the resolution (ρ · 224) save in MobileNetV1, and what they cost in accuracy. */

import { Illegal, explore, grip, html, legend, stage, svg, thousands } from "./common.js";

/** Outputs and stride of the 13 pairs of MobileNetV1, at α = 1. */
const PAIRS = [
  [64, 1], [128, 2], [128, 1], [256, 2], [256, 1], [512, 2], [512, 1], [512, 1], [512, 1], [512, 1], [512, 1], [1024, 2], [1024, 1],
];
const CLASSES = 1000;
const LEAST_CHANNELS = 8;
const SIZES = [224, 192, 160, 128];

/** {α: top-1 in % for pictures of 224, 192, 160 and 128}, by source; undefined where the paper has none. */
const TOP1 = {
  "authors' page": { 1: [70.9, 70, 68, 65.2], 0.75: [68.4, 67.2, 65.3, 62.1], 0.5: [63.3, 61.7, 59.1, 56.3], 0.25: [49.8, 47.7, 45.5, 41.5] },
  paper: { 1: [70.6, 69.1, 67.2, 64.4], 0.75: [68.4], 0.5: [63.7, , 60.2], 0.25: [50.6] },
};
const SOURCES = Object.keys(TOP1);

const scale = (channels, alpha) => Math.max(LEAST_CHANNELS, Math.trunc(channels * alpha));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** The 28 layers as they run: kind, input and output channels, side of the map, parameters (BatchNorm's too) and MACs. */
function layersOf({ alpha, size }) {
  const layers = [];
  let channels = 3, side = size;
  const add = (kind, outChannels, stride, fanIn) => {
    side = Math.ceil(side / stride);
    const weights = fanIn * outChannels;
    layers.push({ kind, inChannels: channels, channels: outChannels, side, parameters: weights + 2 * outChannels, macs: weights * side * side });
    channels = outChannels;
  };
  add("standard 3×3", scale(32, alpha), 2, 27);
  for (const [outputs, stride] of PAIRS) {
    add("depthwise 3×3", channels, stride, 9);
    add("1×1", scale(outputs, alpha), 1, channels);
  }
  const weights = channels * CLASSES;
  layers.push({ kind: "fully connected", inChannels: channels, channels: CLASSES, side: 1, parameters: weights + CLASSES, macs: weights });
  return layers;
}

/**
 * The whole network's costs for one picture of size × size pixels, BatchNorm and classifier included.
 *
 * @param {{alpha: number, size: number}} settings
 * @returns {{layers: object[], parameters: number, macs: number, largestMap: number, allMaps: number, dearest: number[]}}
 *   the maps in numbers that the convolutions write; dearest: the indices of the layers with the most MACs
 */
export function compute({ alpha, size }) {
  if (alpha <= 0 || size < 1) throw new Illegal("α is above 0, and the picture has a pixel or more.");
  const layers = layersOf({ alpha, size });
  const maps = layers.slice(0, -1).map(({ channels, side }) => channels * side * side);
  const most = Math.max(...layers.map(({ macs }) => macs));
  return {
    layers, parameters: sum(layers.map(({ parameters }) => parameters)), macs: sum(layers.map(({ macs }) => macs)),
    largestMap: Math.max(...maps), allMaps: sum(maps), dearest: layers.flatMap(({ macs }, k) => macs === most ? [k] : []),
  };
}

/** The settings whose accuracy `source` publishes, the fewest MACs first: {alpha, size, macs, top1 in %}. */
export function published(source) {
  return Object.entries(TOP1[source]).flatMap(([alpha, row]) => row.map((top1, k) => {
    const setting = { alpha: Number(alpha), size: SIZES[k] };
    return { ...setting, macs: compute(setting).macs, top1 };
  })).filter(({ top1 }) => top1).sort((a, b) => a.macs - b.macs);
}

/** The most accurate setting with at most `macs` MACs; undefined where nothing fits. */
export const bestWithin = (macs, points) =>
  points.filter((point) => point.macs <= macs).reduce((best, point) => best?.top1 >= point.top1 ? best : point, undefined);

const POINTS = Object.fromEntries(SOURCES.map((source) => [source, published(source)]));
/** What is moved in the picture: from, to, by steps of, at first. The budget is in million MACs. */
const RANGES = { alpha: [0.1, 1, 0.05, 0.5], size: [32, 224, 32, 160], budget: [10, 700, 1, 100], layer: [1, 28, 1, 27] };
const FULL = compute({ alpha: 1, size: 224 });
const COLOURS = { "standard 3×3": "k2", "depthwise 3×3": "k0", "1×1": "k3", "fully connected": "k1" };
const LINES = { 1: "k0", 0.75: "k1", 0.5: "k2", 0.25: "k3" };
/** A marker for each size, around (0, 0), as in the chapter's picture. */
const MARKERS = { 224: "M-4.5 0A4.5 4.5 0 1 1 4.5 0A4.5 4.5 0 1 1 -4.5 0Z", 192: "M-4 -4H4V4H-4Z", 160: "M0 -5L5 4H-5Z", 128: "M0 -5.5L5.5 0L0 5.5L-5.5 0Z" };

const percent = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const amount = (number) => number < 1e6 ? thousands(number) : `${(number / 1e6).toFixed(number < 1e8 ? number < 1e7 ? 2 : 1 : 0)} million`;
const nameOf = ({ alpha, size }) => `α ${alpha}, ${size}×${size}`;
const at = ({ alpha, size }, points) => points.find((point) => point.alpha === alpha && point.size === size);

// The network: each layer is a block, its MACs and parameters are bars below it.

const LEFT = 14, TOP = 26, TALLEST = 112, BASE = TOP + TALLEST, ROW = 52;
const NARROW = 310, LINE = 17; // below so many CSS pixels what is said of the layer has lines of its own

const gapIn = (width) => width > 500 ? 3 : 2;
/** The width of all blocks of the full network's convolutions together, in CSS pixels, in a picture of `width`. */
const spanIn = (width) => {
  const roots = FULL.layers.map(({ channels }) => Math.sqrt(channels));
  return (width - LEFT - 32 - 27 * gapIn(width)) * sum(roots.slice(0, -1)) / sum(roots);
};

/** Return the left edge and the width of each layer's block; the width falls with α, between layers it grows with the root. */
function place(layers, width) {
  const unit = spanIn(width) / sum(FULL.layers.slice(0, -1).map(({ channels }) => Math.sqrt(channels)));
  let x = LEFT;
  return layers.map(({ channels }, k) => {
    const full = FULL.layers[k].channels, wide = unit * channels / Math.sqrt(full);
    if (k === layers.length - 1) x += 16;
    x += wide + gapIn(width);
    return [x - wide - gapIn(width), wide];
  });
}

const heightOf = ({ side }) => Math.max(side * TALLEST / 112, 3);

/** The outline of the full network in `width`: its blocks, or bars of `key`. */
const ghost = (width, base, height) => svg("path", {
  class: "ghost", d: place(FULL.layers, width).map(([x, wide], k) => `M${x} ${base}h${wide}v${-height(FULL.layers[k])}h${-wide}Z`).join(""),
});

function drawNetwork(result, { alpha, size, layer }, width) {
  const { layers } = result, places = place(layers, width), chosen = layers[layer - 1], [x, wide] = places[layer - 1];
  const right = places[26][0] + places[26][1] + 3, top = BASE - size / 224 * TALLEST, isLeft = right < width / 2;
  const more = width < NARROW ? LINE : 0, macsAt = BASE + 110 + 2 * more, parametersAt = macsAt + ROW + 22 + more;
  const rows = [["macs", "MACs", macsAt, 12], ["parameters", "parameters", parametersAt, 4]]; // above the bars of MACs are the triangles
  const said = [`layer ${layer}: ${chosen.kind}`, `${chosen.inChannels} → ${chosen.channels}, ${chosen.side}×${chosen.side}`];
  const setting = `α = ${alpha}, ${size}×${size}`, long = 7.8 * setting.length;
  const barOf = (key) => (one) => ROW * one[key] / Math.max(...FULL.layers.map((full) => full[key]));
  const blocks = (base, height) => layers.map((one, k) =>
    svg("rect", { x: places[k][0], y: base - height(one), width: places[k][1], height: height(one), class: `${COLOURS[one.kind]} flat` }));
  const knob = (cx, cy, attributes) => svg("g", attributes, svg("circle", { cx, cy, r: 14, class: "reach" }), svg("circle", { cx, cy, r: 7, class: "knob" }));
  return stage(width, parametersAt + 4, "MobileNetV1's layers, their MACs and parameters",
    ghost(width, BASE, heightOf),
    svg("rect", {
      x: x - 2, y: TOP, width: wide + 4, height: parametersAt - TOP, class: "column",
      ...grip("layer", "layer", layer, `${layer}, ${chosen.kind}: ${amount(chosen.macs)} MACs, ${amount(chosen.parameters)} parameters`),
    }),
    ...blocks(BASE, heightOf),
    ...(more ? said : [said.join(", ")]).map((line, k) => svg("text", { x: 0, y: BASE + 24 + k * LINE, class: "on-page" }, line)),
    ...rows.flatMap(([key, name, base, room]) => [
      ghost(width, base, barOf(key)), ...blocks(base, barOf(key)),
      svg("path", { d: `M${LEFT} ${base}H${width}`, class: "axis" }),
      svg("text", { x: 0, y: base - ROW - room - more, class: "on-page" }, `${amount(result[key])} ${name}, ${percent(result[key] / FULL[key])}`),
      svg("text", { x: width, y: base - ROW - room, class: "on-page end" }, `here: ${amount(chosen[key])}`),
    ]),
    ...result.dearest.map((k) => svg("path", { d: `M${places[k][0] + places[k][1] / 2 - 4} ${macsAt - barOf("macs")(layers[k]) - 8}h8l-4 6Z`, class: "most" })),
    ...places.flatMap(([left, columnWidth], k) => {
      const column = { x: left - 1.5, width: columnWidth + 3, class: "reach pointable", "data-layer": k + 1 };
      return [
        svg("rect", { ...column, y: TOP, height: BASE - TOP }),
        svg("rect", { ...column, y: BASE + 28 + more, height: parametersAt - BASE - 28 - more, "data-grip": "layer" }),
      ];
    }),
    svg("rect", { x: LEFT - 3, y: top - 1, width: right - LEFT + 3, height: BASE - top + 1, class: "envelope" }),
    svg("text", { x: isLeft ? Math.min(right + 14, width - long) : Math.max(right - 14, long), y: top - 11, class: `on-page ${isLeft ? "" : "end"}` }, setting),
    knob(LEFT - 3, top, grip("size", "side of the picture", size, `${size}×${size} pixels`)),
    knob(right, BASE, grip("alpha", "width multiplier α", alpha)),
    knob(right, top, { "data-grip": "both" }));
}

// The accuracies over the MACs, and a budget.

const ABOVE = 46, BELOW = 196;
const [FEWEST, MOST] = RANGES.budget;
const acrossIn = (width) => [44, width - 14];
const xOf = (macs, width) => {
  const [left, right] = acrossIn(width);
  return left + (right - left) * Math.log(macs / 1e6 / FEWEST) / Math.log(MOST / FEWEST);
};
const yOf = (top1) => BELOW - (BELOW - ABOVE) * (top1 - 39) / 33;

/** The published point nearest to (x, y) in the picture. */
const nearest = (x, y, points, width) => points.reduce((best, point) => {
  const distance = Math.hypot(xOf(point.macs, width) - x, yOf(point.top1) - y);
  return distance < best.distance ? { point, distance } : best;
}, { distance: Infinity }).point;
const closest = (macs, points) => points.reduce((best, point) => Math.abs(Math.log(point.macs / macs)) < Math.abs(Math.log(best.macs / macs)) ? point : best);

function drawPoints(result, state, width) {
  const points = POINTS[state.source], [left, right] = acrossIn(width), budgetAt = xOf(state.budget * 1e6, width);
  const chosen = at(state, points), best = bestWithin(state.budget * 1e6, points), focus = chosen ?? closest(result.macs, points);
  const name = (point, type) => {
    const text = `α ${point.alpha}, ${point.size}²: ${point.top1} %`, long = 7 * text.length, end = Math.max(left + long, xOf(point.macs, width) - 6);
    const isCut = budgetAt > end - long - 4 && budgetAt < end + 4, before = budgetAt - 6, after = budgetAt + 6 + long;
    return svg("text", { x: isCut ? before > left + long ? before : Math.min(width, after) : end, y: yOf(point.top1) - 13, class: `end on-page ${type}` }, text);
  };
  const marker = (point) => svg("path", { d: MARKERS[point.size], transform: `translate(${xOf(point.macs, width)} ${yOf(point.top1)})`, class: `marker ${LINES[point.alpha]} ${point.macs > state.budget * 1e6 ? "too-dear" : ""}` });
  const middle = Math.min(width - 105, Math.max(105, budgetAt)), here = Math.min(right, Math.max(left, xOf(result.macs, width)));
  const isWide = width >= 560, pitch = Math.min(78, width / 4), keysAt = (k, line) => isWide ? [4 + k * pitch + line * 340, BELOW + 54] : [4 + k * pitch, BELOW + 54 + 20 * line];
  return stage(width, BELOW + (isWide ? 62 : 82), "Published accuracies over the MACs, and a budget",
    svg("rect", { x: budgetAt, y: ABOVE, width: Math.max(0, right - budgetAt), height: BELOW - ABOVE, class: "beyond" }),
    svg("path", { d: `M${left} ${ABOVE}V${BELOW}H${right}`, class: "axis" }),
    ...[40, 50, 60, 70].map((top1) => svg("text", { x: left - 5, y: yOf(top1) + 4, class: "end" }, `${top1} %`)),
    ...[10, 20, 50, 100, 200, 500].map((number) => svg("text", { x: xOf(number * 1e6, width), y: BELOW + 16, class: "middle" }, String(number))),
    svg("text", { x: width, y: BELOW + 32, class: "end" }, "top-1 on ImageNet over million MACs"),
    svg("path", { d: `M${here} ${BELOW}V${chosen ? yOf(chosen.top1) : ABOVE}`, class: "dotted" }),
    svg("path", { d: `M${here - 2} ${BELOW - 5}h4v10h-4Z`, class: "here" }),
    svg("text", { x: middle, y: 10, class: "middle" }, `budget: ${state.budget} million MACs`),
    svg("text", { x: middle, y: 25, class: "middle" }, best ? `best: ${nameOf(best)}, ${best.top1} %` : "nothing published fits"),
    svg("g", grip("budget", "budget in million MACs", state.budget, `${state.budget} million MACs`),
      svg("rect", { x: budgetAt - 12, y: 33, width: 24, height: BELOW - 33, class: "reach" }),
      svg("path", { d: `M${budgetAt} 40V${BELOW}`, class: "budget" }), svg("circle", { cx: budgetAt, cy: 40, r: 7, class: "knob" })),
    ...Object.entries(LINES).map(([alpha, colour]) => svg("path", { class: colour, d: "M" + points.filter((point) => point.alpha === Number(alpha)).map((point) => `${xOf(point.macs, width)} ${yOf(point.top1)}`).join("L") })),
    svg("circle", { cx: xOf(focus.macs, width), cy: yOf(focus.top1), r: 10, class: chosen ? "frame" : "reach", ...grip("point", "published setting", points.indexOf(focus) + 1, `${nameOf(focus)}: ${focus.top1} %`) }),
    ...points.map(marker),
    ...(chosen ? [name(chosen, "")] : []),
    ...points.map((point) => svg("g", { class: "named" },
      svg("circle", { cx: xOf(point.macs, width), cy: yOf(point.top1), r: 12, class: "reach", "data-grip": "point" }), name(point, "name"))),
    ...Object.keys(LINES).sort((a, b) => b - a).flatMap((alpha, k) => {
      const [x, y] = keysAt(k, 0);
      return [svg("path", { d: `M${x} ${y - 4}h12`, class: `${LINES[alpha]} key` }), svg("text", { x: x + 17, y }, `α ${alpha}`)];
    }),
    ...SIZES.flatMap((size, k) => {
      const [x, y] = keysAt(k, 1);
      return [svg("path", { d: MARKERS[size], transform: `translate(${x + 6} ${y - 4})`, class: "marker other" }), svg("text", { x: x + 17, y }, `${size}²`)];
    }));
}

function draw(result, state, width) {
  return [
    html("p", { class: "caption" }, "Each block is a layer: as high as its map, wider with more channels."),
    drawNetwork(result, state, width),
    legend(...Object.entries(COLOURS).map(([kind, colour]) => [colour, kind]), ["ghost", "the full network"], ["most", "the most MACs"]),
    drawPoints(result, state, width),
  ];
}

/** Say which layers have the most MACs. */
function nameDearest({ layers, dearest }) {
  const { kind, macs } = layers[dearest[0]];
  return dearest.length === 1
    ? `The dearest layer is number ${dearest[0] + 1}, ${kind}, with ${amount(macs)} MACs.`
    : `The dearest are ${dearest.length} layers, ${kind}, with ${amount(macs)} MACs each.`;
}

function describe(result, { alpha, size, source, budget, layer }) {
  const { parameters, macs, allMaps, layers } = result, points = POINTS[source];
  const known = SOURCES.flatMap((name) => POINTS[name].filter((point) => point.alpha === alpha && point.size === size).map(({ top1 }) => `${top1} % (${name})`));
  const chosen = at({ alpha, size }, points), better = chosen && points.find((point) => point.macs <= macs && point.top1 > chosen.top1);
  const best = bestWithin(budget * 1e6, points), one = layers[layer - 1];
  return `α = ${alpha} on ${size}×${size} (ρ = ${(size / 224).toFixed(2)}): ${percent(parameters / FULL.parameters)} of the parameters, `
    + `${percent(macs / FULL.macs)} of the MACs, ${percent(allMaps / FULL.allMaps)} of the numbers in all maps. ${nameDearest(result)} `
    + `Layer ${layer}, ${one.kind}: ${amount(one.macs)} MACs, ${amount(one.parameters)} parameters. `
    + (known.length ? `Accuracy: ${known.join(", ")}.` : "Neither source has its accuracy.")
    + (better ? ` ${nameOf(better)} is better for fewer MACs.` : "")
    + ` Within ${budget} million MACs ${best ? `the best is ${nameOf(best)}, ${best.top1} %` : "nothing published fits"} (${source}).`;
}

const code = ({ parameters, macs }, { alpha, size }) =>
  `model = MobileNetV1(width_multiplier=${alpha})\ncount_parameters(model)  # ${parameters}\ncount_macs(model, (3, ${size}, ${size}))  # ${macs}`;

export function mount(root) {
  let width = 0;
  const dragged = {
    alpha: ({ dx }, from) => ({ alpha: from.alpha + dx / spanIn(width) }),
    size: ({ dy }, from) => ({ size: from.size - 224 * dy / TALLEST }),
    both: (hand, from) => ({ ...dragged.alpha(hand, from), ...dragged.size(hand, from) }),
    layer: ({ x }, from) => {
      const distances = place(layersOf(from), width).map(([left, wide]) => Math.abs(left + wide / 2 - x));
      return { layer: 1 + distances.indexOf(Math.min(...distances)) };
    },
    budget: ({ dx }, from) => ({ budget: from.budget * (MOST / FEWEST) ** (dx / (acrossIn(width)[1] - acrossIn(width)[0])) }),
    point: ({ x, y }, from) => nearest(x, y, POINTS[from.source], width),
  };
  const step = (by, state) => {
    const points = POINTS[state.source], { macs } = compute(state), now = points.indexOf(at(state, points) ?? closest(macs, points));
    return points[Math.max(0, Math.min(points.length - 1, now + by))];
  };
  root.classList.add("explore-multipliers");
  explore(root, {
    label: "Explorable: what the two multipliers save",
    controls: [
      { name: "source", label: "accuracies", options: SOURCES, value: SOURCES[0], format: (source) => `${source} (${POINTS[source].length})` },
      ...Object.entries(RANGES).map(([name, [min, max, step, value]]) => ({ name, min, max, step, value, quiet: true })),
    ],
    compute, describe, code,
    draw: (result, state, available) => draw(result, state, width = available),
    point: (target) => target.dataset.layer && { layer: Number(target.dataset.layer) },
    drag: (name, hand, from) => dragged[name](hand, from),
    nudge: (name, dx, dy, state) => {
      if (name === "point") return step(dx || -dy, state);
      const [min, max, least] = RANGES[name], by = name === "budget" ? Math.max(least, Math.round(state.budget / 20)) : least;
      return { [name]: Math.max(min, Math.min(max, state[name] + (dx || -dy) * by)) };
    },
    challenges: [
      { text: "halve the MACs, within 3 %, without changing a parameter?", met: ({ macs, parameters }) => parameters === FULL.parameters && Math.abs(macs / FULL.macs - 0.5) < 0.03 },
      {
        text: "find a budget that full width fits into, on small pictures, and for which thinner layers on larger pictures are better?",
        met: (_, { source, budget }) => bestWithin(budget * 1e6, POINTS[source])?.alpha < 1 && POINTS[source].some(({ alpha, macs }) => alpha === 1 && macs <= budget * 1e6),
      },
      { text: "make the first layer the dearest of all, and see where it stops shrinking?", met: ({ dearest }) => dearest[0] === 0 },
    ],
  });
}
