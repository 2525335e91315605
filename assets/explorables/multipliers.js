/** What the width multiplier α and the resolution (ρ · 224) save in MobileNetV1. */

import { Illegal, drawing, explore, html, legend, svg } from "./common.js";

/** Outputs and stride of the 13 pairs of MobileNetV1, at α = 1. */
const PAIRS = [
  [64, 1], [128, 2], [128, 1], [256, 2], [256, 1], [512, 2], [512, 1], [512, 1], [512, 1], [512, 1], [512, 1], [1024, 2], [1024, 1],
];
const CLASSES = 1000;
const LEAST_CHANNELS = 8;

/** [α, size, top-1 in %]: Howard et al. 2017, tables 6, 7 and 9. */
const PAPER = [
  [1, 224, 70.6], [1, 192, 69.1], [1, 160, 67.2], [1, 128, 64.4], [0.75, 224, 68.4], [0.5, 224, 63.7], [0.25, 224, 50.6], [0.5, 160, 60.2],
];

const scale = (channels, alpha) => Math.max(LEAST_CHANNELS, Math.trunc(channels * alpha));

/**
 * The whole network's costs for one picture of size × size pixels, BatchNorm and classifier included.
 *
 * @param {{alpha: number, size: number}} settings
 * @returns {{parameters: number, macs: number, largestMap: number, allMaps: number, top1: number | undefined}} the maps
 *   in numbers that the convolutions write; top1 in %, where the paper has it
 */
export function compute({ alpha, size }) {
  if (alpha <= 0 || size < 1) throw new Illegal("α is above 0, and the picture has a pixel or more.");
  let channels = scale(32, alpha), side = Math.ceil(size / 2);
  let parameters = 29 * channels, macs = 27 * channels * side * side;
  const maps = [channels * side * side];
  for (const [outputs, stride] of PAIRS) {
    const outChannels = scale(outputs, alpha);
    side = Math.ceil(side / stride);
    parameters += 11 * channels + channels * outChannels + 2 * outChannels;
    macs += (9 * channels + channels * outChannels) * side * side;
    maps.push(channels * side * side, outChannels * side * side);
    channels = outChannels;
  }
  return {
    parameters: parameters + (channels + 1) * CLASSES,
    macs: macs + channels * CLASSES,
    largestMap: Math.max(...maps),
    allMaps: maps.reduce((sum, numbers) => sum + numbers),
    top1: PAPER.find((row) => row[0] === alpha && row[1] === size)?.[2],
  };
}

const FULL = compute({ alpha: 1, size: 224 });
const BARS = [["parameters", "parameters", "k0"], ["macs", "MACs", "k1"], ["largestMap", "largest map", "k2"], ["allMaps", "all maps", "k3"]];

const percent = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const millions = (number) => (number / 1e6).toFixed(2);

/** Draw each cost as a share of the full network's. */
function drawBars(result, width) {
  const shares = BARS.map(([key]) => result[key] / FULL[key]);
  const perShare = (width - 2) / Math.max(1.1, ...shares);
  const bars = BARS.flatMap(([key, name, colour], k) => [
    svg("text", { x: 0, y: 14 + 44 * k }, `${name}: ${millions(result[key])} million, ${percent(shares[k])}`),
    svg("rect", { x: 1, y: 20 + 44 * k, width: shares[k] * perShare, height: 16, class: `${colour} flat` }),
  ]);
  return drawing(width, 180, "The costs, each as a share of the full network's", ...bars,
    svg("path", { d: `M${1 + perShare} 18V176`, class: "dotted" }));
}

/** Draw the paper's accuracies over the MACs, and where this setting's MACs lie. */
function drawAccuracy({ macs }, { alpha, size }, width) {
  const [left, right, above, below] = [34, width - 18, 42, 198];
  const [low, high] = [9e6, 1.3e9];
  const x = (number) => left + (right - left) * Math.log(Math.min(high, Math.max(low, number)) / low) / Math.log(high / low);
  const y = (top1) => below - (below - above) * (top1 - 48) / 25;
  const points = PAPER.map(([a, s, top1]) => {
    const chosen = a === alpha && s === size;
    return svg("circle", { cx: x(compute({ alpha: a, size: s }).macs), cy: y(top1), r: chosen ? 7 : 4, class: chosen ? "k0" : s === 224 ? "k2" : a === 1 ? "k2 hollow" : "other" },
      svg("title", {}, `α ${a}, ${s}×${s}: ${top1} %`));
  });
  return drawing(width, 238, "The paper's accuracies over the MACs",
    svg("text", { x: 0, y: 26 }, "top-1 on ImageNet in % (paper)"),
    svg("path", { d: `M${left} ${above}V${below}H${right}`, class: "axis" }),
    ...[50, 60, 70].map((top1) => svg("text", { x: left - 6, y: y(top1) + 4, class: "end" }, String(top1))),
    ...[10, 30, 100, 300, 1000].map((number) => svg("text", { x: x(number * 1e6), y: below + 18, class: "middle" }, String(number))),
    svg("text", { x: right, y: below + 36, class: "end" }, "million MACs (computed)"),
    svg("path", { d: `M${x(macs)} ${above}V${below}`, class: "k0" }), ...points);
}

function draw(result, state, width) {
  return [
    drawBars(result, width),
    legend(["dotted", "the full network: α = 1 on 224×224"]),
    drawAccuracy(result, state, width),
    legend(["k0", "this setting"], ["k2", "α at 224×224"], ["k2 hollow", "smaller pictures at α = 1"], ["other", "both: α 0.5 at 160×160"]),
  ];
}

function describe({ macs, parameters, allMaps, top1 }, { alpha, size }) {
  return `α = ${alpha} on ${size}×${size} (ρ = ${(size / 224).toFixed(2)}): ${percent(parameters / FULL.parameters)} of the parameters, `
    + `${percent(macs / FULL.macs)} of the MACs and ${percent(allMaps / FULL.allMaps)} of the maps. `
    + (top1 ? `The paper reports ${top1} %.` : "The paper reports no accuracy for it.");
}

const code = ({ parameters, macs }, { alpha, size }) =>
  `model = MobileNetV1(width_multiplier=${alpha})\ncount_parameters(model)  # ${parameters}\ncount_macs(model, (3, ${size}, ${size}))  # ${macs}`;

export function mount(root) {
  explore(root, {
    label: "Explorable: what the two multipliers save",
    controls: [
      { name: "alpha", label: "α", min: 0.1, max: 1.5, step: 0.05, value: 0.5 },
      { name: "size", label: "size", min: 32, max: 320, step: 32, value: 160, format: (size) => `${size}×${size}` },
    ],
    compute, draw, describe, code,
    challenges: [
      { text: "halve the MACs, within 3 %, without changing a parameter?", met: ({ macs, parameters }) => parameters === FULL.parameters && Math.abs(macs / FULL.macs - 0.5) < 0.03 },
      {
        text: "match the MACs of α = 1 on 128×128, within 5 %, with pictures of 224×224? Compare the maps.",
        met: ({ macs }, { size }) => size === 224 && Math.abs(macs / compute({ alpha: 1, size: 128 }).macs - 1) < 0.05,
      },
      { text: "make α so small that the floor of 8 channels holds?", met: (_, { alpha }) => Math.trunc(32 * alpha) < LEAST_CHANNELS },
    ],
  });
}
