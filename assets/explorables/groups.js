/** Which input channels a grouped convolution connects to which outputs. */

import { Illegal, count, drawing, explore, html, list, svg, thousands } from "./common.js";

const KERNEL_SIZE = 3;

const divisors = (number) => Array.from({ length: number }, (_, k) => k + 1).filter((k) => number % k === 0);

/**
 * A 3×3 convolution without bias, cut into groups.
 *
 * @param {{in_channels: number, out_channels: number, groups: number}} settings
 * @returns {{shape: number[], parameters: number, standard: number, wiring: boolean[][]}} shape: of the kernel tensor;
 *   standard: the parameters with groups=1; wiring[n][m]: does input m reach output n?
 */
export function compute({ in_channels, out_channels, groups }) {
  if (Math.min(in_channels, out_channels, groups) < 1) throw new Illegal("in_channels, out_channels and groups are at least 1.");
  const wrong = Object.entries({ in_channels, out_channels }).filter(([, channels]) => channels % groups);
  if (wrong.length) {
    const legal = divisors(in_channels).filter((k) => out_channels % k === 0);
    throw new Illegal(`groups=${groups} does not divide ${wrong.map(([name, channels]) => `${name}=${channels}`).join(" nor ")}, and PyTorch raises an error. Legal here: ${list(legal)}.`);
  }
  const fromEach = in_channels / groups, toEach = out_channels / groups;
  const wiring = Array.from({ length: out_channels }, (_, n) =>
    Array.from({ length: in_channels }, (_, m) => Math.floor(n / toEach) === Math.floor(m / fromEach)));
  const area = KERNEL_SIZE ** 2;
  return {
    shape: [out_channels, fromEach, KERNEL_SIZE, KERNEL_SIZE],
    parameters: area * out_channels * fromEach,
    standard: area * out_channels * in_channels,
    wiring,
  };
}

const colourOf = (channel, channels, groups) => `k${Math.floor(channel * groups / channels) % 6}`;

/** Draw the channels as two rows of dots, and a line from each input to each output that it reaches. */
function drawWiring({ wiring }, { in_channels, out_channels, groups }, width) {
  const height = 210, bottom = height - 32;
  const place = (k, channels) => (k + 0.5) * width / channels;
  const lines = wiring.flatMap((row, n) => row.flatMap((reaches, m) => reaches
    ? [svg("path", { d: `M${place(m, in_channels)} 32L${place(n, out_channels)} ${bottom}`, class: colourOf(n, out_channels, groups) })] : []));
  const dots = (channels, y) => Array.from({ length: channels }, (_, k) =>
    svg("circle", { cx: place(k, channels), cy: y, r: Math.min(7, 0.3 * width / channels), class: colourOf(k, channels, groups) }));
  return drawing(width, height, `${in_channels} inputs above, ${out_channels} outputs below, in ${count(groups, "group")}`,
    svg("text", { x: 0, y: 14 }, `${count(in_channels, "input channel")}`), ...lines,
    ...dots(in_channels, 32), ...dots(out_channels, bottom), svg("text", { x: 0, y: height - 6 }, count(out_channels, "output channel")));
}

/** Draw the kernel that a standard layer would need, a 3×3 window a cell; what groups leave out stays empty. */
function drawKernel({ wiring }, { in_channels, out_channels, groups }, width) {
  const cell = Math.min(26, Math.floor((width - 4) / in_channels)), third = (cell - 3) / KERNEL_SIZE;
  const windows = wiring.flatMap((row, n) => row.flatMap((reaches, m) => {
    const x = 2 + m * cell, y = 24 + n * cell;
    if (!reaches) return [svg("rect", { x, y, width: cell - 2, height: cell - 2, class: "empty" })];
    return Array.from({ length: KERNEL_SIZE ** 2 }, (_, k) =>
      svg("rect", { x: x + (k % 3) * third, y: y + Math.floor(k / 3) * third, width: third - 0.75, height: third - 0.75,
        class: `${colourOf(n, out_channels, groups)} flat` }));
  }));
  return drawing(width, 26 + out_channels * cell, "The kernel: a row for each output, a column for each input",
    svg("text", { x: 2, y: 14 }, "a row an output, a column an input"), ...windows);
}

function draw(result, state, width) {
  const wide = width > 560, half = wide ? (width - 32) / 2 : width;
  return [html("div", { class: "side-by-side" }, drawWiring(result, state, half), drawKernel(result, state, half))];
}

function describe({ shape, parameters, standard }, { in_channels, out_channels, groups }) {
  const kind = groups === 1 ? "A standard layer: every output sees every input."
    : groups === in_channels ? `A depthwise layer with depth multiplier ${out_channels / in_channels}: every output sees one input.`
      : `Every output sees ${shape[1]} of ${in_channels} inputs.`;
  const share = groups === 1 ? "" : `, 1/${groups} of the ${thousands(standard)} without groups`;
  return `${kind} The kernel is ${shape.join("×")}: ${count(parameters, "weight")}${share}.`;
}

function code({ shape }, { in_channels, out_channels, groups }) {
  return `layer = nn.Conv2d(${in_channels}, ${out_channels}, kernel_size=3, groups=${groups}, bias=False)\n`
    + `layer.weight.shape  # torch.Size([${shape.join(", ")}])`;
}

export function mount(root) {
  explore(root, {
    label: "Explorable: who sees whom in a grouped convolution",
    controls: [
      { name: "in_channels", min: 1, max: 16, value: 4 },
      { name: "out_channels", min: 1, max: 16, value: 8 },
      { name: "groups", min: 1, max: 16, value: 2 },
    ],
    compute, draw, describe, code,
    challenges: [
      {
        text: "find two different channel counts above 1 for which only groups=1 is legal?",
        met: (_, { in_channels: M, out_channels: N }) => M > 1 && N > 1 && M !== N && divisors(M).filter((k) => N % k === 0).length === 1,
      },
      { text: "make a depthwise layer with a depth multiplier of 3?", met: (_, { in_channels: M, out_channels: N, groups }) => groups === M && M > 1 && N === 3 * M },
      {
        text: "give each output two inputs to itself, which no other output sees?",
        met: (_, { in_channels: M, out_channels: N, groups }) => groups === N && N > 1 && M === 2 * N,
      },
    ],
  });
}
