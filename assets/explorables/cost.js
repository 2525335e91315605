/** What a standard convolution costs, and the depthwise and pointwise pair that replaces it. */

import { drawing, explore, html, svg, table, thousands } from "./common.js";

/**
 * Count both, without biases; the output is height × width.
 *
 * @param {{in_channels: number, out_channels: number, kernel_size: number, height: number, width: number}} settings
 * @returns {{[part: string]: {parameters: number, macs: number}}} of the standard layer, the depthwise and the pointwise
 *   step, and the pair of them
 */
export function compute({ in_channels, out_channels, kernel_size, height, width }) {
  const cost = (parameters) => ({ parameters, macs: parameters * height * width });
  const depthwise = kernel_size ** 2 * in_channels, pointwise = in_channels * out_channels;
  return {
    standard: cost(kernel_size ** 2 * in_channels * out_channels),
    depthwise: cost(depthwise),
    pointwise: cost(pointwise),
    pair: cost(depthwise + pointwise),
  };
}

const PARTS = { standard: "k2", depthwise: "k0", pointwise: "k3" };

function draw({ standard, depthwise, pointwise, pair }, _, width) {
  const scale = (width - 2) / Math.max(standard.macs, pair.macs);
  const bar = (x, y, { macs }, name) => svg("rect", {
    x: 1 + x * scale, y, width: Math.max(0.5, macs * scale), height: 30, class: `${PARTS[name]} ${macs * scale > 4 ? "parted" : "flat"}`,
  });
  const row = (name, { parameters, macs }) => [
    html("span", {}, ...(name in PARTS ? [html("span", { class: `swatch ${PARTS[name]}` })] : []), name), thousands(parameters), thousands(macs)];
  const parts = Object.entries({ standard, depthwise, pointwise, pair });
  return [
    drawing(width, 122, "The MACs, to scale",
      svg("text", { x: 0, y: 14 }, "standard"), bar(0, 20, standard, "standard"),
      svg("text", { x: 0, y: 76 }, "pair: depthwise, then pointwise"), bar(depthwise.macs, 82, pointwise, "pointwise"), bar(0, 82, depthwise, "depthwise")),
    table(["", "parameters", "MACs"], ...parts.map(([name, cost]) => row(name, cost))),
  ];
}

function describe({ standard, depthwise, pair }) {
  const ratio = standard.macs / pair.macs;
  const verdict = ratio > 1 ? `${ratio.toFixed(2)} times fewer`
    : ratio < 1 ? `${(1 / ratio).toFixed(2)} times as many, so it loses` : "as many";
  return `The pair needs ${thousands(pair.macs)} MACs where the standard layer needs ${thousands(standard.macs)}: ${verdict}. The depthwise step has ${(100 * depthwise.macs / pair.macs).toFixed(0)} % of the pair's MACs, the pointwise step the rest.`;
}

const code = (_, { in_channels: M, out_channels: N, kernel_size: K }) => [
  `nn.Conv2d(${M}, ${N}, kernel_size=${K}, bias=False)  # standard`,
  `nn.Conv2d(${M}, ${M}, kernel_size=${K}, groups=${M}, bias=False)  # depthwise`,
  `nn.Conv2d(${M}, ${N}, kernel_size=1, bias=False)  # pointwise`,
].join("\n");

export function mount(root) {
  const sides = [1, 7, 14, 28, 32, 56, 64, 112, 128, 224];
  explore(root, {
    label: "Explorable: where the cost goes",
    controls: [
      { name: "in_channels", values: [1, 2, 3, 8, 16, 32, 64, 128, 256, 512], value: 64 },
      { name: "out_channels", values: [1, 2, 4, 8, 9, 16, 25, 32, 49, 64, 81, 121, 128, 256, 512, 1024], value: 128 },
      { name: "kernel_size", values: [1, 3, 5, 7, 9, 11], value: 3 },
      { name: "height", values: sides, value: 32 },
      { name: "width", values: sides, value: 32 },
    ],
    compute, draw, describe, code,
    challenges: [
      { text: "make the two parts of the lower bar equal?", met: ({ depthwise, pointwise }) => depthwise.macs === pointwise.macs },
      { text: "find a layer for which the pair loses?", met: ({ standard, pair }) => pair.macs > standard.macs },
      { text: "save more than 8.9 times with 3×3? (9 times is never reached.)", met: ({ standard, pair }, { kernel_size }) => kernel_size === 3 && standard.macs > 8.9 * pair.macs },
    ],
  });
}
