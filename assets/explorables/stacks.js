/** What a stack of layers sees along one side, in numbers; rows and columns work alike. */

import { Illegal } from "./common.js";
import { compute as computeGeometry } from "./convolution.js";

/** Pixels along a side of the input, layers at most, and their settings at most. */
export const SIZE = 64, MOST_LAYERS = 6, MOST = { kernel_size: 5, stride: 3, dilation: 9 };
/** The layers at the start, as they are written in the address. */
export const START = "k3s1d1,k3s1d2,k3s1d4";

/** The padding that the chapter gives each layer: half of what its window spans beyond one pixel. */
export const paddingOf = ({ kernel_size, dilation }) => Math.floor(dilation * (kernel_size - 1) / 2);

/** Return which values of the layer below value `i` reads. */
export const taps = (layer, i) => Array.from({ length: layer.kernel_size }, (_, tap) => i * layer.stride - paddingOf(layer) + tap * layer.dilation);

/** Write layers as a text, the one next to the input first: "k3s1d1,k3s2d1". */
export const writeLayers = (layers) => layers.map(({ kernel_size, stride, dilation }) => `k${kernel_size}s${stride}d${dilation}`).join(",");

/** Read such a text; what is no layer is left out, and numbers become legal. */
export function readLayers(text) {
  const found = text.split(",").map((part) => /^k(\d+)s(\d+)d(\d+)$/.exec(part.trim())).filter(Boolean).slice(0, MOST_LAYERS);
  const legal = (number, name) => Math.max(1, Math.min(MOST[name], Number(number)));
  const layers = found.map(([, k, s, d]) => ({ kernel_size: legal(k, "kernel_size"), stride: legal(s, "stride"), dilation: legal(d, "dilation") }));
  return layers.length ? layers : readLayers(START);
}

/** Return the side of the input's map and of each layer's; Illegal where one has none. */
function sizesOf(layers, size) {
  const sizes = [size];
  layers.forEach((layer, n) => {
    try {
      sizes.push(computeGeometry({ size: sizes[n], ...layer, padding: paddingOf(layer) }).outputSize);
    } catch (error) {
      throw new Illegal(`Layer ${n + 1}: ${error.message}`);
    }
  });
  return sizes;
}

/** Return what `compute` does, but for the sizes. */
export function see(layers) {
  let field = 1, jump = 1, start = 0;
  const seen = [], below = [[1]];
  for (const layer of layers) {
    const { kernel_size, stride, dilation } = layer, step = dilation * jump, paths = Array(field + step * (kernel_size - 1)).fill(0);
    for (let tap = 0; tap < kernel_size; tap++) below.at(-1).forEach((number, pixel) => { paths[pixel + tap * step] += number; });
    below.push(paths);
    field = paths.length;
    start -= paddingOf(layer) * jump;
    jump *= stride;
    seen.push({ field, jump, start });
  }
  const rows = [new Map([[0, 1]])];
  for (const layer of layers.toReversed()) {
    const row = new Map();
    for (const [i, number] of rows[0]) for (const j of taps(layer, i)) row.set(j, (row.get(j) ?? 0) + number);
    rows.unshift(row);
  }
  const sorted = rows.map((row) => [...row].sort(([a], [b]) => a - b));
  return {
    seen, below, paths: below.at(-1),
    reached: sorted.map((row) => row.map(([i]) => i)), ways: sorted.map((row) => row.map(([, number]) => number)),
  };
}

/**
 * What a stack sees along one side.
 *
 * @param {{kernel_size: number, stride: number, dilation: number}[]} layers
 * @param {number} size - the input's side in pixels
 * @returns {{seen: {field: number, jump: number, start: number}[], sizes: number[], reached: number[][], ways: number[][],
 *   below: number[][], paths: number[]}} seen: after each layer, in input pixels; sizes: the side of each map, the input's
 *   first; reached: the indices in each map that lead to output 0; ways: how many paths lead to each of them from there;
 *   below: how many paths lead from a value of each map to each pixel of its field; paths: the last of these
 */
export const compute = (layers, size = SIZE) => ({ ...see(layers), sizes: sizesOf(layers, size) });

/** Return which values lie on a path from output 0 through value `index` of map `level`: for each map their indices, in order. */
export function throughValue(layers, { reached }, level, index) {
  const lit = reached.map(() => new Set());
  if (reached[level].includes(index)) lit[level].add(index);
  for (let n = level; n > 0; n--) for (const i of lit[n]) taps(layers[n - 1], i).forEach((j) => lit[n - 1].add(j));
  for (let n = level + 1; n < reached.length; n++) {
    for (const i of reached[n]) if (taps(layers[n - 1], i).some((j) => lit[n - 1].has(j))) lit[n].add(i);
  }
  return lit.map((row) => [...row].sort((a, b) => a - b));
}

/** Return the width of the centred band that holds at least `share` of the paths. */
export function band(paths, share = 0.9545) {
  const middle = Math.floor(paths.length / 2), sum = (numbers) => numbers.reduce((total, number) => total + number, 0), all = sum(paths);
  for (let half = 0; ; half++) {
    if (half >= middle || sum(paths.slice(middle - half, middle + half + 1)) >= share * all) return Math.min(paths.length, 2 * half + 1);
  }
}
