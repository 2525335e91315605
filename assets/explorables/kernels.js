/** Kernels by name or typed in, taken apart into columns times rows, and run on a picture. */

import { Illegal, list } from "./common.js";
import { filter, grid } from "./pictures.js";

/** Rows and columns of a kernel at most. */
export const MOST = 21;

const bell = (x, y, K) => Math.exp(-(x * x + y * y) / (2 * (K / 6) ** 2));
/** The kernels of the chapter with a side of their own choice, and a dot: value at (x, y), both counted from the middle, for side K. */
const SHAPES = {
  Gaussian: bell,
  turned: (x, y, K) => Math.exp(-((x + y) ** 2) / (4 * (K / 5) ** 2) - (y - x) ** 2 / (4 * (K / 15) ** 2)),
  Laplacian: (x, y, K) => bell(x, y, K) * (2 * (K / 6) ** 2 - x * x - y * y),
  edge: (x, y, K) => bell(x, y, K) * Math.sin(2 * Math.PI / (0.6 * K) * (Math.cos(Math.PI / 6) * x + Math.sin(Math.PI / 6) * y)),
  disc: (x, y, K) => Number(x * x + y * y <= (K / 2) ** 2),
  ring: (x, y, K) => Number(x * x + y * y <= (K / 2) ** 2 && x * x + y * y >= (K / 4) ** 2),
  streak: (x, y, K) => x === -y ? y + (K + 1) / 2 : 0,
  dot: (x, y) => Number(x === 0 && y === 0),
};
export const TYPED = "typed in";
export const NAMES = Object.keys(SHAPES);

export const total = (kernel) => kernel.flat().reduce((sum, weight) => sum + weight, 0);
export const sizes = (kernel) => kernel.map((row) => row.map(Math.abs));
export const largest = (kernel) => Math.max(...sizes(kernel).flat());
const times = (kernel, factor) => kernel.map((row) => row.map((weight) => weight * factor));

/** Return the named kernel, (K, K); its absolute values sum to 1. */
export function makeKernel(name, K) {
  const middle = (K - 1) / 2, kernel = grid(K, K, (i, j) => SHAPES[name](j - middle, i - middle, K));
  return times(kernel, 1 / total(sizes(kernel)));
}

/** Read a kernel from text, a line a row; Illegal where it is none. */
export function readKernel(text) {
  const rows = text.trim().split(/\n|;/).map((line) => line.trim().split(/[\s,]+/).map((word) => word ? Number(word) : NaN));
  if (rows.flat().some((weight) => !Number.isFinite(weight))) throw new Illegal("Type numbers, with spaces between them, and a row a line.");
  if (rows.some((row) => row.length !== rows[0].length)) throw new Illegal(`The rows have ${list(rows.map((row) => row.length))} numbers; a kernel has as many in each.`);
  if (Math.max(rows.length, rows[0].length) > MOST) throw new Illegal(`At most ${MOST} rows of ${MOST} numbers fit here.`);
  if (!largest(rows)) throw new Illegal("All weights are 0: such a kernel has rank 0.");
  return rows;
}

const norm = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/**
 * The singular value decomposition by one-sided Jacobi rotations: they turn pairs of columns until all are orthogonal.
 *
 * @param {number[][]} matrix - (rows, columns)
 * @returns {{value: number, left: number[], right: number[]}[]} the largest first; matrix = Σ value · left · rightᵀ
 */
export function decompose(matrix) {
  const size = matrix[0].length;
  const columns = grid(size, matrix.length, (j, i) => matrix[i][j]), turns = grid(size, size, (i, j) => Number(i === j));
  const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
  const tiny = 1e-30 * dot(matrix.flat(), matrix.flat());
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const [pp, qq, pq] = [dot(columns[p], columns[p]), dot(columns[q], columns[q]), dot(columns[p], columns[q])];
        if (Math.abs(pq) <= 1e-15 * Math.sqrt(pp * qq) || Math.abs(pq) < tiny) continue;
        turned = true;
        const zeta = (qq - pp) / (2 * pq), tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const cosine = 1 / Math.hypot(1, tangent), sine = cosine * tangent;
        for (const basis of [columns, turns]) {
          const [a, b] = [basis[p], basis[q]];
          basis[p] = a.map((value, k) => cosine * value - sine * b[k]);
          basis[q] = a.map((value, k) => sine * value + cosine * b[k]);
        }
      }
    }
  }
  return columns.map((column, k) => {
    const value = norm(column);
    return { value, left: column.map((entry) => value ? entry / value : 0), right: turns[k] };
  }).sort((a, b) => b.value - a.value).slice(0, Math.min(size, matrix.length));
}

/** Return the kernel of rank `rank` or less that is nearest to the decomposed one. */
function nearest(parts, rank) {
  return grid(parts[0].left.length, parts[0].right.length, (i, j) =>
    parts.slice(0, rank).reduce((sum, { value, left, right }) => sum + value * left[i] * right[j], 0));
}

/** Return ‖estimate − target‖ / ‖target‖. */
function relativeError(estimate, target) {
  const wanted = target.flat();
  return norm(estimate.flat().map((value, k) => value - wanted[k])) / norm(wanted);
}

/**
 * Take a kernel apart, and filter a picture with it.
 *
 * @param {number[][]} kernel - (K_h, K_w)
 * @param {number[][]} picture - (H, W), grey, 0 to 1
 * @returns {{kernel: number[][], parts: object[], values: number[], rank: number, macs: number, filtered: number[][]}}
 *   values: the singular values; macs: for a pixel
 */
export function analyse(kernel, picture) {
  const parts = decompose(kernel), values = parts.map(({ value }) => value);
  const rank = values.filter((value) => value > 1e-9 * values[0]).length;
  return { kernel, parts, values, rank, macs: kernel.length * kernel[0].length, filtered: filter(picture, kernel) };
}

const passes = new WeakMap();

/** Return what one part of a kernel makes of a picture, in a pass across and one down; worked out once. */
function passOf(part, picture) {
  const { value, left, right } = part;
  if (!passes.has(part)) passes.set(part, filter(filter(picture, [right]), left.map((weight) => [value * weight])));
  return passes.get(part);
}

/**
 * Keep the first `rank` parts of an analysed kernel: the nearest kernel of that rank, run part by part.
 *
 * @returns {{kernel: number[][], error: number, filtered: number[][], pictureError: number, rank: number, macs: number}}
 */
export function cut({ kernel, parts, filtered }, picture, rank) {
  const kept = parts.slice(0, rank), estimate = nearest(parts, rank);
  const made = kept.map((part) => passOf(part, picture));
  const sum = filtered.map((row, i) => row.map((_, j) => made.reduce((pixel, pass) => pixel + pass[i][j], 0)));
  return {
    kernel: estimate, error: relativeError(estimate, kernel), filtered: sum, pictureError: relativeError(sum, filtered),
    rank: kept.length, macs: kept.length * (kernel.length + kernel[0].length),
  };
}

/** Return what `analyse` does, with `near`, what `cut` does. */
export function compute(kernel, picture, rank, analysed = analyse(kernel, picture)) {
  return { ...analysed, near: cut(analysed, picture, rank) };
}

/** Return the cells that `painted`, a text such as "disc15_r7c7w-1", holds for a state's kernel: [row, column, weight]. */
export function readPainted({ kernel, K, painted }) {
  const [base, ...cells] = painted.split("_");
  const found = base === `${kernel}${K}` ? cells.map((cell) => /^r(\d+)c(\d+)w(-?[\d.]+)$/.exec(cell)?.slice(1).map(Number) ?? []) : [];
  return found.filter(([row, column, weight]) => Math.max(row, column) < K && Number.isFinite(weight));
}

/** Return a state's weights as they are painted: typed in; or named, the largest of them 1, with what was painted on them. */
export function weightsOf(state) {
  if (state.kernel === TYPED) return readKernel(state.weights);
  const named = makeKernel(state.kernel, state.K), weights = times(named, 1 / largest(named));
  for (const [row, column, weight] of readPainted(state)) weights[row][column] = weight;
  if (!largest(weights)) throw new Illegal("All weights are 0: such a kernel has rank 0.");
  return weights;
}

/** Return a state's kernel, (K_h, K_w): as it was typed in; or named and painted, its absolute values sum to 1. */
export function kernelOf(state) {
  const weights = weightsOf(state);
  return state.kernel === TYPED ? weights : times(weights, 1 / total(sizes(weights)));
}

/** Return what to change in `state` so that a cell bears `weight`; nothing where no weight would be left. */
export function paintCell(state, row, column, weight) {
  const weights = weightsOf(state);
  weights[row][column] = weight;
  if (!largest(weights)) return {};
  if (state.kernel === TYPED) return { weights: weights.map((line) => line.join(" ")).join("\n") };
  const others = readPainted(state).filter(([i, j]) => i !== row || j !== column);
  return { painted: `${state.kernel}${state.K}${[...others, [row, column, weight]].map(([i, j, w]) => `_r${i}c${j}w${w}`).join("")}` };
}
