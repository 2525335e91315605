/** What one output of a stack of layers sees. */

import { Illegal, count, drawing, explore, html, legend, list, svg, table, thousands } from "./common.js";
import { compute as computeGeometry } from "./geometry.js";

const SIZE = 64;
const MOST_LAYERS = 4;
const GUTTER = 56; // for the names of the rows, in CSS pixels

/** The padding that the chapter gives each layer: half of what its window spans beyond one pixel. */
const paddingOf = ({ kernel_size, dilation }) => Math.floor(dilation * (kernel_size - 1) / 2);

/**
 * What a stack sees along one side; rows and columns work alike.
 *
 * @param {{kernel_size: number, stride: number, dilation: number}[]} layers
 * @param {number} size - the input's side in pixels
 * @returns {{seen: {field: number, jump: number, start: number}[], sizes: number[], reached: number[][], paths: number[]}}
 *   seen: after each layer, in input pixels; sizes: the side of each map, the input's first; reached: the indices in each
 *   map, the input's first, that lead to output 0; paths: how many paths lead to each pixel of the field
 */
export function compute(layers, size = SIZE) {
  let field = 1, jump = 1, start = 0, paths = [1];
  const seen = [], sizes = [size];
  layers.forEach((layer, n) => {
    const { kernel_size, stride, dilation } = layer, padding = paddingOf(layer);
    try {
      sizes.push(computeGeometry({ size: sizes[n], kernel_size, stride, padding, dilation }).outputSize);
    } catch (error) {
      throw new Illegal(`Layer ${n + 1}: ${error.message}`);
    }
    const longer = Array(field + dilation * jump * (kernel_size - 1)).fill(0);
    for (let tap = 0; tap < kernel_size; tap++) {
      paths.forEach((number, pixel) => { longer[pixel + tap * dilation * jump] += number; });
    }
    paths = longer;
    field = paths.length;
    start -= padding * jump;
    jump *= stride;
    seen.push({ field, jump, start });
  });
  const reached = [[0]];
  for (const { kernel_size, stride, dilation } of layers.toReversed()) {
    const padding = paddingOf({ kernel_size, dilation });
    const below = new Set(reached[0].flatMap((i) => Array.from({ length: kernel_size }, (_, tap) => i * stride - padding + tap * dilation)));
    reached.unshift([...below].sort((a, b) => a - b));
  }
  return { seen, sizes, reached, paths };
}

/** Return the layers that the controls describe. */
const layersOf = (state) => Array.from({ length: state.layers }, (_, n) => ({
  kernel_size: state[`kernel_size_${n + 1}`], stride: state[`stride_${n + 1}`], dilation: state[`dilation_${n + 1}`],
}));

const readPixels = ({ paths }) => paths.filter((number) => number > 0).length;

/** Draw which values reach one output, along one side: the output on top, the input at the bottom. */
function drawPyramid({ seen, sizes, reached }, layers, width) {
  const { field, start } = seen.at(-1);
  const pixel = Math.min(36, (width - GUTTER) / field), radius = Math.max(0.9, Math.min(5, pixel * 0.4));
  const geometry = [{ field: 1, jump: 1, start: 0 }, ...seen];
  const x = (level, i) => GUTTER + (geometry[level].start + i * geometry[level].jump + (geometry[level].field - 1) / 2 - start + 0.5) * pixel;
  const y = (level) => 12 + (layers.length - level) * 52;
  const parts = [];
  layers.forEach((layer, n) => {
    const { kernel_size, stride, dilation } = layer, padding = paddingOf(layer);
    const edges = reached[n + 1].flatMap((i) => Array.from({ length: kernel_size }, (_, tap) =>
      `M${x(n + 1, i).toFixed(1)} ${y(n + 1)}L${x(n, i * stride - padding + tap * dilation).toFixed(1)} ${y(n)}`));
    parts.push(svg("path", { d: edges.join(""), class: "ray" }));
  });
  reached.slice(1).forEach((indices, n) => {
    parts.push(...indices.map((i) => svg("circle", { cx: x(n + 1, i), cy: y(n + 1), r: radius, class: "node" })));
    parts.push(svg("text", { x: 0, y: y(n + 1) + 4 }, `layer ${n + 1}`));
  });
  const isRead = new Set(reached[0]);
  for (let i = start; i < start + field; i++) {
    parts.push(svg("circle", { cx: x(0, i), cy: y(0), r: radius, class: isRead.has(i) ? "seen" : "unseen" }));
  }
  parts.push(svg("text", { x: 0, y: y(0) + 4 }, "input"));
  const height = y(0) + 14;
  return drawing(width, height, "Which values reach one output, layer by layer", ...parts);
}

/** The numbers of each layer, the last on top as in the picture. */
function numbers({ seen, sizes }) {
  const rows = seen.map(({ field, jump }, n) => [`layer ${n + 1}`, field, jump, `${sizes[n + 1]}×${sizes[n + 1]}`]);
  return table(["", "field", "jump", "map"], ...rows.reverse(), ["input", 1, 1, `${sizes[0]}×${sizes[0]}`]);
}

/** Draw how many paths lead from one output to each pixel of its field, on a canvas: a field may have a million pixels. */
function drawPaths(result, width, colour) {
  const side = result.paths.length, most = Math.max(...result.paths);
  const [red, green, blue] = colour("--c2").match(/[\da-f]{2}/gi).map((digits) => parseInt(digits, 16));
  const canvas = html("canvas", { width: side, height: side, role: "img", "aria-label": "The field from above: the more paths lead to a pixel, the stronger its colour" });
  const pixels = new ImageData(side, side);
  result.paths.forEach((down, row) => result.paths.forEach((across, column) => {
    const alpha = down * across ? 80 + 175 * Math.sqrt(down * across) / most : 0;
    pixels.data.set([red, green, blue, alpha], 4 * (row * side + column));
  }));
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  canvas.style.width = canvas.style.height = `${Math.min(width - 2, 260, side * 20)}px`;
  const read = readPixels(result) ** 2;
  return html("figure", {}, canvas, html("figcaption", {}, `${thousands(read)} of ${thousands(side ** 2)} pixels read. Stronger colour: more paths.`));
}

function describe(result, { layers }) {
  const { seen, sizes } = result, { field, jump } = seen.at(-1), read = readPixels(result);
  return [
    `${layers > 1 ? "The fields are" : "The field is"} ${list(seen.map((layer) => layer.field))}.`,
    read === field ? "No pixel of the last is left out." : `Holes: only ${read} of ${field} pixels along a side are read, ${thousands(read ** 2)} of ${thousands(field ** 2)} in all.`,
    `Neighbouring outputs look ${count(jump, "pixel")} apart, and ${sizes[0]}×${sizes[0]} becomes ${sizes.at(-1)}×${sizes.at(-1)}.`,
  ].join(" ");
}

function code({ seen }, state) {
  const windows = layersOf(state).map((layer) => {
    const padding = paddingOf(layer);
    return `    Window(${layer.kernel_size}, stride=${layer.stride}, padding=${padding}, dilation=${layer.dilation}),`;
  });
  const { field, jump, start } = seen.at(-1);
  return `receptive_field([\n${windows.join("\n")}\n])[-1]  # (field, jump, start) = (${field}, ${jump}, ${start})`;
}

export function mount(root) {
  const layerControls = [1, 2, 4, 8].flatMap((dilation, n) => [
    { name: "kernel_size", options: [1, 2, 3, 4, 5], value: 3 },
    { name: "stride", options: [1, 2, 3], value: 1 },
    { name: "dilation", options: [1, 2, 3, 4, 5, 6, 7, 8, 9], value: dilation },
  ].map((control) => ({
    ...control, label: control.name, name: `${control.name}_${n + 1}`, group: `Layer ${n + 1}`, hidden: ({ layers }) => layers <= n,
  })));
  const threeSmall = (state) => state.layers === 3 && layersOf(state).every(({ kernel_size }) => kernel_size === 3);
  explore(root, {
    label: "Explorable: what a stack of layers sees",
    controls: [{ name: "layers", min: 1, max: MOST_LAYERS, value: 3 }, ...layerControls],
    compute: (state) => compute(layersOf(state)),
    draw: (result, state, width, colour) => [
      drawPyramid(result, layersOf(state), width),
      legend(["node", "value that reaches the output"], ["seen", "pixel read"], ["unseen", "pixel in a hole"]),
      html("div", { class: "side-by-side" }, drawPaths(result, width, colour), numbers(result)),
    ],
    describe, code,
    challenges: [
      { text: "make holes with three 3×3 layers?", met: (result, state) => threeSmall(state) && readPixels(result) < result.paths.length },
      {
        text: "reach a field of 15 with three 3×3 layers by strides alone, all dilations 1?",
        met: (result, state) => threeSmall(state) && result.paths.length === 15 && layersOf(state).every(({ dilation }) => dilation === 1),
      },
      {
        text: "read each pixel of a field of 27 by exactly one path, with three 3×3 layers?",
        met: (result, state) => threeSmall(state) && result.paths.length === 27 && result.paths.every((number) => number === 1),
      },
    ],
  });
}
