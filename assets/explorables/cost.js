/** What a depthwise and a pointwise step cost in place of a standard convolution, and what is lost. */

import { count, explore, grip, html, legend, list, stage, svg, thousands } from "./common.js";
import { CREDIT, filter, grid, loadPhotograph, paint } from "./pictures.js";
import { decompose } from "./kernels.js";

const OUTPUTS = [1, 2, 3, 4];  // of the layer on the photograph
const VALUES = {
  size: [1, 7, 14, 28, 32, 56, 64, 112, 128, 224],
  in_channels: [1, 2, 3, 4, 8, 16, 32, 64, 128, 256, 512],
  kernel_size: [1, 3, 5, 7, 9, 11],
  out_channels: [1, 2, 3, 4, 8, 9, 16, 25, 32, 49, 64, 81, 121, 128, 256, 512, 1024],
  depth_multiplier: OUTPUTS,
};
const KERNELS = {
  "edges, left to right": "-1,0,1,-2,0,2,-1,0,1",
  "edges, top to bottom": "-1,-2,-1,0,0,0,1,2,1",
  "edges, falling": "-1,-1,0,-1,0,1,0,1,1",
  "edges, rising": "0,1,1,-1,0,1,-1,-1,0",
  mean: "1,1,1,1,1,1,1,1,1",
  sharpen: "0,-1,0,-1,5,-1,0,-1,0",
  Laplacian: "0,1,0,1,-4,1,0,1,0",
  "leave as it is": "0,0,0,0,1,0,0,0,0",
};

/**
 * Count weights and MACs, without biases; the output is size × size.
 *
 * @param {{in_channels: number, out_channels: number, kernel_size: number, size: number, depth_multiplier: number}} settings
 * @returns {{[part: string]: {parameters: number, macs: number}}} of the standard layer, the depthwise and the pointwise
 *   step, and the pair of them
 */
export function costs({ in_channels, out_channels, kernel_size, size, depth_multiplier }) {
  const cost = (parameters) => ({ parameters, macs: parameters * size ** 2 });
  const depthwise = kernel_size ** 2 * in_channels * depth_multiplier, pointwise = in_channels * depth_multiplier * out_channels;
  return {
    standard: cost(kernel_size ** 2 * in_channels * out_channels),
    depthwise: cost(depthwise),
    pointwise: cost(pointwise),
    pair: cost(depthwise + pointwise),
  };
}

const total = (values) => values.reduce((sum, value) => sum + value, 0);
const norm = (values) => Math.sqrt(total(values.map((value) => value * value)));
const asKernel = (row) => [row.slice(0, 3), row.slice(3, 6), row.slice(6)];

/**
 * Find the pair that is nearest to a standard layer with one input channel.
 *
 * @param {number[][]} rows - a standard 3×3 kernel a row, nine weights
 * @param {number} multiplier - depthwise filters for the channel
 * @returns {{rank: number, errors: number[], filters: number[][], shares: number[][], rows: number[][]}} rank: of the table;
 *   errors: relative, of the table, with 1, 2, … filters; filters: nine weights each; shares[n][k]: the pointwise weight with
 *   which output n takes filter k; rows: the standard kernels that the pair amounts to
 */
export function approximate(rows, multiplier) {
  const terms = decompose(rows), strengths = terms.map(({ value }) => value), whole = norm(strengths) || 1;
  const rank = strengths.filter((value) => value > 1e-9 * strengths[0]).length, kept = terms.slice(0, multiplier);
  // A term has two signs that cancel: the one with the larger shares above 0 is shown.
  const signs = kept.map(({ left }) => total(left) < 0 ? -1 : 1);
  const filters = kept.map(({ value, right }, k) => right.map((entry) => signs[k] * value * entry));
  const shares = rows.map((_, n) => kept.map(({ left }, k) => k < rank ? signs[k] * left[n] : 0));
  return {
    rank,
    errors: strengths.map((_, k) => norm(strengths.slice(k + 1)) / whole),
    filters, shares,
    rows: shares.map((share) => rows[0].map((_, j) => total(share.map((part, k) => part * filters[k][j])))),
  };
}

/** Read nine weights from text; what is no number counts as 0. */
export const readWeights = (text) => Array.from({ length: 9 }, (_, k) => Number.parseFloat(text.split(",")[k]?.replace("−", "-")) || 0);

const kernelsOf = (state) => OUTPUTS.map((n) => readWeights(state[`kernel_${n}`]));

/**
 * Count, and compare what a standard layer and the pair make of a picture.
 *
 * @param {object} settings - of `costs`, and kernel_1 … kernel_4, nine weights each as text
 * @param {number[][]} picture - (H, W), grey, 0 to 1
 * @returns {object} what `costs` and `approximate` return, and kernels; maps and near: the filtered pictures, by the standard
 *   layer and by the pair; off: how far they are apart, relative, for each output
 */
export function compute(settings, picture) {
  const kernels = kernelsOf(settings), pair = approximate(kernels, settings.depth_multiplier);
  const maps = kernels.map((row) => filter(picture, asKernel(row)));
  const looked = pair.filters.map((row) => filter(picture, asKernel(row)));
  const near = pair.shares.map((share) => grid(maps[0].length, maps[0][0].length, (i, j) => total(share.map((part, k) => part * looked[k][i][j]))));
  const off = maps.map((map, n) => {
    const wanted = map.flat(), length = norm(wanted);
    return length && norm(near[n].flat().map((value, k) => value - wanted[k])) / length;
  });
  return { ...costs(settings), ...pair, kernels, maps, near, off };
}

const say = (value) => value < 0.0005 ? "0" : value.toFixed(value < 0.095 ? 3 : 2);

function verdict({ standard, pair }) {
  const ratio = standard.macs / pair.macs;
  return ratio > 1 ? `${ratio.toFixed(2)} times fewer` : ratio < 1 ? `${(1 / ratio).toFixed(2)} times as many` : "as many";
}

const FACTORS = {
  size: { sign: "H′W′", look: "other", power: 2, label: "side of the output map" },
  in_channels: { sign: "M", look: "k1", power: 1, label: "M, input channels" },
  depth_multiplier: { sign: "r", look: "k4", power: 1 },
  kernel_size: { sign: "K²", look: "k0", power: 2, label: "K, side of the window" },
  out_channels: { sign: "N", look: "k3", power: 1, label: "N, output channels" },
};
const DECADES = 12.6;  // of the scale: a little more than the dearest layer that can be set

const decadeOf = (width) => (width - 16) / DECADES;

/** Draw a bar whose parts are the factors of a product, on a logarithmic scale; return where it ends. */
function drawFactors(names, state, y, decade) {
  let x = 6;
  const parts = names.flatMap((name) => {
    const { sign, look, power } = FACTORS[name], value = state[name] ** power, length = decade * Math.log10(value);
    const text = `${sign} ${thousands(value)}`, shown = length > 7.5 * text.length ? text : length > 9 * sign.length ? sign : "";
    const ink = look.replace("k", "on").replace("on4", "on3").replace("on1", "on2");
    x += length;
    return length ? [
      svg("rect", { x: x - length, y, width: length, height: 20, class: look === "other" ? look : `${look} parted` }),
      svg("text", { x: x - length / 2, y: y + 14, class: `middle factor ${ink}` }, shown),
    ] : [];
  });
  return { parts, end: x };
}

/** Draw the MACs of the standard layer, of each step and of both: on this scale to multiply is to lay end to end. */
function drawCosts(result, state, width) {
  const { standard, pair } = result, decade = decadeOf(width), wide = width > 560, row = 48, top = 4;
  const { out_channels: N, kernel_size: K, depth_multiplier: r } = state;
  const y = (k) => top + k * row + 17;
  const bars = [
    ["standard", ["size", "in_channels", "kernel_size", "out_channels"]],
    ["depthwise", ["size", "in_channels", "depth_multiplier", "kernel_size"], `${r === 1 ? "1" : "r"}/N = ${r}/${N}`],
    ["pointwise", ["size", "in_channels", "depth_multiplier", "out_channels"], `${r === 1 ? "1" : "r"}/K² = ${r}/${K * K}`],
  ].map(([name, factors, share], k) => ({ name, share, ...drawFactors(factors, state, y(k), decade) }));
  const sum = 6 + decade * Math.log10(pair.macs), end = bars[0].end;
  bars.push({ name: "pair", end: sum, share: wide ? `${r}/${N} + ${r}/${K * K} = ${(pair.macs / standard.macs).toFixed(3)}: ${verdict(result)}` : verdict(result),
    parts: [svg("rect", { x: 6, y: y(3), width: sum - 6, height: 20, class: "k2 parted" })] });
  const knob = (name, x, y, high) => {
    const { label, sign, power } = FACTORS[name], value = state[name];
    return svg("g", grip(name, label, value, power === 2 ? `${value}×${value}` : `${sign} = ${value}`),
      svg("rect", { x: x - 12, y: y - 3, width: 24, height: 26, class: "reach" }),
      svg("rect", { x: x - 5, y: y + (high === false ? 10 : -2), width: 10, height: high === undefined ? 24 : 13, rx: 4, class: "handle" }));
  };
  const [first, second] = ["size", "in_channels"].map((_, k, names) => 6 + decade * total(names.slice(0, k + 1).map((name) => Math.log10(state[name] ** FACTORS[name].power))));
  const ghost = (from, y, times) => times <= 1 ? [] : [
    svg("rect", { x: from, y, width: end - from, height: 20, class: "dotted" }),
    svg("text", { x: (from + end) / 2, y: y + 14, class: "middle factor" }, end - from > 44 ? `÷ ${Number(times.toFixed(2))}` : ""),
  ];
  const ticks = ["1", "10³", "10⁶", "10⁹", "10¹²"].flatMap((text, k) => {
    const x = 6 + 3 * k * decade;
    return [svg("path", { d: [0, 1, 2, 3].map((at) => `M${x} ${y(at) - 2}v24`).join(""), class: "ray" }),
      svg("text", { x: k ? x : 0, y: top + 4 * row + 14, class: k ? "middle" : "" }, k === 4 && wide ? `${text} MACs` : text)];
  });
  return stage(width, top + 4 * row + 20, "The MACs on a logarithmic scale, each bar the product of its factors",
    ...ticks,
    ...bars.flatMap(({ name, parts, end: own, share }, k) => [
      svg("text", { x: 6, y: y(k) - 6 }, `${name}: ${wide ? `${count(result[name].parameters, "weight")}, ` : ""}${wide || !k ? count(result[name].macs, "MAC") : thousands(result[name].macs)}${share ? `, ${share}` : ""}`),
      ...ghost(own, y(k), standard.macs / result[name].macs), ...parts, svg("path", { d: `M${end} ${y(k) - 2}v24`, class: "frame" })]),
    knob("size", first, y(0), true), knob("in_channels", second, y(0), false),
    knob("kernel_size", bars[1].end, y(1)), knob("out_channels", bars[2].end, y(2)));
}

/** Draw the error and the price of 1, 2, … filters, one below the other; the one that is shown is a grip. */
function drawPrices({ errors }, { depth_multiplier: r }, width) {
  const full = 9 * OUTPUTS.length, priceOf = (k) => k * (9 + OUTPUTS.length), bar = width - 108;
  return stage(width, 118, "The error of the kernels, and the weights, for each depth multiplier",
    svg("text", { x: 0, y: 12 }, "r"), svg("text", { x: 18, y: 12 }, "kernel error"), svg("text", { x: width, y: 12, class: "end" }, "weights"),
    svg("g", grip("depth_multiplier", "r, depth multiplier", r, `${r}: error ${say(errors[r - 1])}, ${priceOf(r)} weights, not ${full}`),
      ...OUTPUTS.flatMap((k) => {
        const y = 18 + 25 * (k - 1), look = k === r ? "k4" : "other";
        return [
          svg("rect", { x: 18.5, y: y + 3, width: Math.max(1, errors[k - 1] * bar), height: 18, class: look }),
          svg("text", { x: 0, y: y + 17, class: k === r ? "here" : "" }, k),
          svg("text", { x: 24 + errors[k - 1] * bar, y: y + 17, class: k === r ? "here" : "" }, say(errors[k - 1])),
          svg("text", { x: width, y: y + 17, class: `end ${k === r ? "here" : ""}` }, `${priceOf(k)}${priceOf(k) > full ? " > " : " < "}${full}`),
          svg("rect", { x: 0, y, width, height: 25, class: "reach", "data-value": k }),
        ];
      })));
}

/** Nine weights, told row by row; what rounds to 0 has no sign. */
const inRows = (weights) => asKernel(weights.map((weight) => String(Number(Number(weight).toFixed(2)) || 0).replace("-", "−")))
  .map((row, k) => `row ${k}: ${row.join(", ")}`).join("; ");

/** Show a kernel as nine numbers: fields where it is being edited, and otherwise a button that makes them so. */
function makeKernel(n, state, set) {
  const name = `kernel_${n}`, cells = Array.from({ length: 9 }, (_, k) => state[name].split(",")[k] ?? "");
  const type = (k) => ({ target }) => set({ [name]: cells.map((text, j) => j === k ? target.value.replaceAll(",", ".").replace("−", "-") : text).join(",") });
  if (state.output !== n) {
    return html("button", { type: "button", class: "cost-kernel", "data-key": `output_${n}`, click: () => set({ output: n }) },
      html("span", { class: "explorable-said" }, `Edit kernel ${n}: ${inRows(cells)}`),
      ...cells.map((text) => html("span", { "aria-hidden": "true" }, text.replace("-", "−"))));
  }
  return html("div", { class: "cost-kernel", role: "group", "aria-label": `Kernel ${n}` }, ...cells.map((value, k) => {
    const field = html("input", {
      id: `${name}_${k}`, inputmode: "decimal", autocomplete: "off", "data-key": k ? `${name}_${k}` : `output_${n}`,
      "aria-label": `Kernel ${n}, weight, row ${Math.floor(k / 3)}, column ${k % 3}`, input: type(k),
    });
    field.value = value.replace("-", "−");
    return field;
  }));
}

function makeMenu(state, set) {
  const name = `kernel_${state.output}`, own = "of your own", chosen = Object.keys(KERNELS).find((key) => KERNELS[key] === state[name]) ?? own;
  const menu = html("select", { id: "cost-menu", "data-key": "menu", change: () => set({ [name]: KERNELS[menu.value] }) },
    ...[...Object.keys(KERNELS), ...(chosen === own ? [own] : [])].map((key) => html("option", {}, key)));
  menu.value = chosen;
  return html("label", { class: "cost-menu" }, `kernel ${state.output}: pick or type`, menu);
}

/** White is 0, orange below and violet above it. */
const signed = (limit) => (value) => (value < 0 ? [213, 94, 0] : [130, 100, 210]).map((end) => 255 + (end - 255) * Math.min(1, Math.abs(value) / limit));

function drawLoss(result, state, width, set) {
  const { kernels, maps, near, off, filters, shares, rank } = result;
  const wide = width > 560, side = Math.floor((wide ? width - 160 - 40 : width - 24) / 4), most = Math.max(...filters.flat().map(Math.abs), 1e-9);
  const grey = (row) => {
    const sum = total(row), scale = total(row.map(Math.abs)) || 1;
    const [low, high] = Math.abs(sum) > 0.1 * scale ? [Math.min(0, sum), Math.max(0, sum)] : [-0.15 * scale, 0.15 * scale];
    return (value) => Array(3).fill(255 * (value - low) / (high - low));
  };
  const shown = (map, n, by) => paint(map, side - 2, `Output ${n + 1}: the photograph filtered by ${by}`, grey(kernels[n]));
  const showShare = (share) => {
    const text = String(Number(share.toFixed(1)) || 0).replace("-", "−"), cell = html("span", { class: "cost-share" }, wide ? text : text.replace("0.", "."));
    cell.style.background = `rgb(${signed(1)(share)})`;
    cell.style.width = `${Math.floor(side / OUTPUTS.length) - 2}px`;
    return cell;
  };
  return html("div", { class: `cost-outputs ${wide ? "" : "narrow"}` },
    html("div", { class: "cost-side" }, html("strong", {}, "What is lost"), makeMenu(state, set)),
    ...OUTPUTS.map((n) => makeKernel(n, state, set)),
    html("div", { class: "cost-side" }, html("span", {}, `standard: ${9 * OUTPUTS.length} weights,`), html("span", {}, `table of rank ${rank}`)),
    ...maps.map((map, n) => shown(map, n, "its standard kernel")),
    html("div", { class: "cost-side" },
      html("span", {}, `pair: ${state.depth_multiplier === 1 ? "one filter" : `${state.depth_multiplier} filters`}`),
      html("div", { class: "cost-filters" }, ...filters.map((row, k) => paint(asKernel(row), 30, `filter ${k + 1}. ${inRows(row)}`, signed(most)))),
      drawPrices(result, state, wide ? 158 : width)),
    ...near.map((map, n) => html("div", {}, shown(map, n, "the pair"),
      html("div", { class: "cost-filters", "aria-hidden": "true" }, ...shares[n].map(showShare)),
      html("span", {}, `off by ${say(off[n])}`))));
}

function draw(result, state, width, _, set) {
  const factors = legend(["other", `H′W′, map: ${state.size}×${state.size}`], ["k1", `M, channels in: ${state.in_channels}`],
    ["k0", `K², window: ${state.kernel_size}×${state.kernel_size}`], ["k3", `N, channels out: ${state.out_channels}`], ["k4", `r: ${state.depth_multiplier}`]);
  return [drawCosts(result, state, width), factors, drawLoss(result, state, width, set), html("p", { class: "explorable-credit" }, CREDIT)];
}

function describe(result, state) {
  const { standard, pair, rank, errors, off } = result, { out_channels: N, kernel_size: K, depth_multiplier: r } = state;
  const filters = r === 1 ? "one filter" : `${r} filters`;
  return `The pair needs ${count(pair.macs, "MAC")} where the standard layer needs ${thousands(standard.macs)}: ${r}/${N} + ${r}/${K * K} = ${(pair.macs / standard.macs).toFixed(3)} of them, ${verdict(result)}. `
    + `On the photograph, four kernels make a table of rank ${rank}. With ${filters} the pair has ${errors[r - 1] < 1e-9 ? "no error" : `an error of ${say(errors[r - 1])} in the table`}, for ${13 * r} weights and not 36; its four outputs are off by ${list(off.map(say))}.`;
}

const code = (_, { in_channels: M, out_channels: N, kernel_size: K, depth_multiplier: r }) => [
  `nn.Conv2d(${M}, ${N}, kernel_size=${K}, bias=False)  # standard`,
  `nn.Conv2d(${M}, ${M * r}, kernel_size=${K}, groups=${M}, bias=False)  # depthwise`,
  `nn.Conv2d(${M * r}, ${N}, kernel_size=1, bias=False)  # pointwise`,
].join("\n");

function drag(name, { x, u, dx, over }, from) {
  if (name === "depth_multiplier") return { [name]: over?.dataset.value };
  return { [name]: from[name] * 10 ** (dx / decadeOf(x / u) / FACTORS[name].power) };
}

function nudge(name, dx, dy, state) {
  const values = VALUES[name], by = name === "depth_multiplier" ? dx + dy : dx - dy;
  return { [name]: values[Math.max(0, Math.min(values.length - 1, values.indexOf(state[name]) + by))] };
}

const areParallel = (a, b) => Math.abs(total(a.map((weight, k) => weight * b[k]))) > (1 - 1e-9) * norm(a) * norm(b);

export async function mount(root) {
  const photograph = await loadPhotograph();
  const start = { size: 32, in_channels: 64, kernel_size: 3, out_channels: 128, depth_multiplier: 1 };
  const kernels = ["edges, left to right", "edges, top to bottom", "edges, falling", "mean"];
  root.classList.add("explore-cost");
  explore(root, {
    label: "Explorable: where the cost goes, and what is lost",
    controls: [
      ...Object.keys(start).map((name) => ({ name, values: VALUES[name], value: start[name], quiet: true })),
      ...kernels.map((key, k) => ({ name: `kernel_${k + 1}`, kind: "text", value: KERNELS[key], quiet: true })),
      { name: "output", options: OUTPUTS, value: 1, quiet: true },
    ],
    compute: (state) => compute(state, photograph),
    draw, describe, code, drag, nudge,
    challenges: [
      { text: "make the depthwise and the pointwise step cost the same?", met: ({ depthwise, pointwise }) => depthwise.macs === pointwise.macs },
      {
        text: "make the pair dearer than the standard layer, with a 3×3 window and r = 1?",
        met: ({ standard, pair }, { kernel_size, depth_multiplier }) => kernel_size === 3 && depth_multiplier === 1 && pair.macs > standard.macs,
      },
      {
        text: "choose four kernels, none a multiple of another, that r = 2 gives exactly?",
        met: ({ rank, kernels: rows }, { depth_multiplier }) => rank === 2 && depth_multiplier === 2
          && rows.every((a, k) => norm(a) && rows.slice(k + 1).every((b) => !areParallel(a, b))),
      },
    ],
  });
}
