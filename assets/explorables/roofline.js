/** A layer's place under the roof of a machine. */

import { Illegal, drawing, explore, html, legend, svg } from "./common.js";

const BYTES_PER_NUMBER = 4;

/** The layers whose time the chapter measures, from C to C channels on an equal map: how many weights each of their convolutions has. */
const LAYERS = {
  "standard 3×3": (C) => [9 * C * C],
  "depthwise 3×3": (C) => [9 * C],
  "pointwise 1×1": (C) => [C * C],
  "depthwise + pointwise": (C) => [9 * C, C * C],
  "8 groups, 3×3": (C) => [9 * C * C / 8],
  "3×1 + 1×3": (C) => [3 * C * C, 3 * C * C],
  "dilation 2, 3×3": (C) => [9 * C * C],
};

/**
 * The layer's work, what it moves, and the least time that the two ceilings allow. Each convolution reads its input and
 * its weights once and writes its output once; where there are two, one runs after the other.
 *
 * @param {{layer: string, channels: number, size: number, batch: number, peak: number, bandwidth: number}} settings - peak
 *   in GFLOPs a second, bandwidth in GB a second
 * @returns {{flops: number, bytes: number, intensity: number, corner: number, limit: number, microseconds: number,
 *   ceilings: string[]}} intensity and corner in FLOPs a byte, limit in GFLOPs a second; ceilings: what limits each step
 */
export function compute({ layer, channels, size, batch, peak, bandwidth }) {
  if (Math.min(peak, bandwidth) <= 0) throw new Illegal("Both ceilings are above 0.");
  if (channels % 8) throw new Illegal("Eight groups must divide the channels: take a multiple of 8.");
  const positions = batch * size * size;
  const steps = LAYERS[layer](channels).map((weights) => ({
    flops: 2 * weights * positions,
    bytes: BYTES_PER_NUMBER * (2 * channels * positions + weights),
  }));
  const sum = (amount) => steps.reduce((total, step) => total + amount(step), 0);
  const flops = sum((step) => step.flops), bytes = sum((step) => step.bytes), corner = peak / bandwidth;
  const microseconds = sum((step) => Math.max(step.flops / peak, step.bytes / bandwidth)) / 1000;
  return {
    flops, bytes, intensity: flops / bytes, corner, microseconds,
    limit: flops / microseconds / 1000,
    ceilings: steps.map((step) => step.flops / step.bytes < corner ? "memory" : "arithmetic"),
  };
}

/** 0.1234 → "0.12", 12.34 → "12.3", 1234.5 → "1,235" */
const short = (number) => number.toLocaleString("en-US", { maximumFractionDigits: number < 10 ? 2 : number < 1000 ? 1 : 0 });

const powersOfTen = (low, high) => {
  const first = Math.ceil(Math.log10(low)), last = Math.floor(Math.log10(high));
  return Array.from({ length: last - first + 1 }, (_, k) => 10 ** (first + k));
};

function draw(result, state, width) {
  const { peak, bandwidth } = state, { corner } = result;
  const others = Object.keys(LAYERS).filter((layer) => layer !== state.layer).map((layer) => [layer, compute({ ...state, layer })]);
  const all = [result, ...others.map(([, other]) => other)];
  const low = Math.min(0.1, corner / 10), high = Math.max(1000, 10 * corner);
  const bottom = Math.min(...all.map(({ limit }) => limit)) / 5, top = 3 * peak;
  const [left, right, above, below] = [52, width - 22, 26, 272];
  const x = (intensity) => left + (right - left) * Math.log(intensity / low) / Math.log(high / low);
  const y = (rate) => below - (below - above) * Math.log(rate / bottom) / Math.log(top / bottom);
  const floor = Math.max(low, bottom / bandwidth);
  const ticks = [
    ...powersOfTen(low, high).map((value) => svg("text", { x: x(value), y: below + 18, class: "middle" }, String(value))),
    ...powersOfTen(bottom, top).map((value) => svg("text", { x: left - 6, y: y(value) + 4, class: "end" }, String(value))),
  ];
  const place = ({ intensity, limit }, attributes, name) =>
    svg("circle", { cx: x(intensity), cy: y(limit), ...attributes }, svg("title", {}, name));
  return [
    drawing(width, 314, "The roofline, both axes logarithmic",
      svg("text", { x: 0, y: 14 }, "GFLOPs a second"),
      svg("path", { d: `M${left} ${above}V${below}H${right}`, class: "axis" }), ...ticks,
      svg("text", { x: width, y: below + 36, class: "end" }, "FLOPs a byte"),
      svg("path", { d: `M${x(corner)} ${y(peak)}V${below}`, class: "dotted" }),
      svg("path", { d: `M${x(floor)} ${y(floor * bandwidth)}L${x(corner)} ${y(peak)}H${right}`, class: "roof" }),
      svg("path", { d: `M${x(result.intensity)} ${y(result.limit)}V${below}`, class: "k0" }),
      ...others.map(([name, other]) => place(other, { r: 4, class: "other" }, name)),
      place(result, { r: 7, class: "k0" }, state.layer)),
    legend(["k0", state.layer], ["other", "the other six layers"], ["roof", "the roof; its corner dotted"]),
  ];
}

function describe(result, { layer }) {
  const { flops, bytes, intensity, corner, limit, microseconds, ceilings } = result;
  return `${layer}: ${short(flops / 1e6)} MFLOPs, ${short(bytes / 1e6)} MB moved, ${short(intensity)} FLOPs a byte. `
    + `The corner is at ${short(corner)}, so it is limited by ${[...new Set(ceilings)].join(", then by ")}: `
    + `at most ${short(limit)} GFLOPs a second, at least ${short(microseconds)} µs.`;
}

export function mount(root) {
  explore(root, {
    label: "Explorable: a layer under the roof",
    controls: [
      { name: "layer", options: Object.keys(LAYERS), value: "depthwise 3×3" },
      { name: "channels", values: [8, 16, 32, 64, 128, 256, 512, 1024], value: 128 },
      { name: "size", label: "map size", values: [1, 2, 4, 7, 14, 28, 56, 112, 224], value: 28 },
      { name: "batch", values: [1, 2, 4, 8, 16, 32, 64], value: 1 },
      { name: "peak", label: "GFLOPs a second", kind: "number", min: 0.1, max: 1e6, value: 200 },
      { name: "bandwidth", label: "GB a second", kind: "number", min: 0.1, max: 1e5, value: 20 },
    ],
    compute, draw, describe,
    challenges: [
      { text: "make the pointwise layer memory-bound?", met: (result, { layer }) => layer === "pointwise 1×1" && result.ceilings[0] === "memory" },
      { text: "make the depthwise layer compute-bound?", met: (result, { layer }) => layer === "depthwise 3×3" && result.ceilings[0] === "arithmetic" },
      {
        text: "find a machine and a size for which the depthwise + pointwise pair takes longer than the standard layer?",
        met: (result, state) => state.layer === "depthwise + pointwise" && result.microseconds > compute({ ...state, layer: "standard 3×3" }).microseconds,
      },
    ],
  });
}
