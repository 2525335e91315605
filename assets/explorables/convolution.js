/** The arithmetic of a window on a picture: where it lies, its weights, and what it adds up. */

import { Illegal, count } from "./common.js";
import { grid } from "./pictures.js";

/**
 * The geometry of a convolution along one side; rows and columns work alike.
 *
 * @param {{size: number, kernel_size: number, stride: number, padding: number, dilation: number}} settings - in pixels
 * @returns {{extent: number, outputSize: number, reads: number[], lost: number}} extent: pixels from a window's first to its
 *   last; reads: how many windows read each pixel; lost: pixels after the last window's end
 */
export function compute({ size, kernel_size, stride, padding, dilation }) {
  if (Math.min(size, kernel_size, stride, dilation) < 1 || padding < 0) {
    throw new Illegal("Size, kernel_size, stride and dilation are at least 1, and padding is at least 0.");
  }
  const extent = dilation * (kernel_size - 1) + 1;
  const padded = size + 2 * padding;
  if (extent > padded) {
    throw new Illegal(`The window spans ${count(extent, "pixel")}, the input with its padding only ${padded}. It does not fit, and PyTorch raises an error.`);
  }
  const outputSize = Math.floor((padded - extent) / stride) + 1;
  const reads = Array(size).fill(0);
  for (let i = 0; i < outputSize; i++) {
    for (const pixel of taps({ kernel_size, stride, padding, dilation }, i)) {
      if (pixel >= 0 && pixel < size) reads[pixel]++;
    }
  }
  const end = (outputSize - 1) * stride - padding + extent;
  return { extent, outputSize, reads, lost: Math.max(0, Math.min(size, size - end)) };
}

/** Return the pixels that output `i` reads along one side; below 0 and from `size` on they are padding. */
export function taps({ kernel_size, stride, padding, dilation }, i) {
  return Array.from({ length: kernel_size }, (_, k) => i * stride - padding + k * dilation);
}

/** Shrink a picture (H, W), 0 to 1, to size × size means of what each pixel covers, whole numbers from 0 to 255. */
export function shrink(picture, size) {
  const span = (k, length) => [Math.floor(k * length / size), Math.ceil((k + 1) * length / size)];
  return grid(size, size, (i, j) => {
    const covered = picture.slice(...span(i, picture.length)).flatMap((row) => row.slice(...span(j, row.length)));
    return Math.round(255 * covered.reduce((sum, value) => sum + value, 0) / covered.length);
  });
}

export const KERNELS = {
  "upright edges": (u, v, K) => (v === K - 1) - (v === 0),
  "level edges": (u, v, K) => (u === K - 1) - (u === 0),
  "blur": (u, v, K) => K === 1 ? 1 : `1/${K * K}`,
  "sharpen": inMiddle("0 -1 0 -1 5 -1 0 -1 0"),
  "outline": inMiddle("-1 -1 -1 -1 8 -1 -1 -1 -1"),
  "no change": inMiddle("0 0 0 0 1 0 0 0 0"),
};

/** Lay nine weights into the middle of a kernel of any size; the others are 0. */
function inMiddle(text) {
  const nine = text.split(" ");
  return (u, v, K) => {
    const [row, column] = [u, v].map((k) => k + Math.floor((3 - K) / 2));
    return Math.min(row, column) < 0 || Math.max(row, column) > 2 ? "0" : nine[3 * row + column] ?? "0";
  };
}

/** Return the weights as they are written, (K, K): those of a named kernel, or what was typed in. */
export function writtenWeights({ kernel, weights, kernel_size }) {
  const write = KERNELS[kernel] ?? inMiddle(weights);
  return grid(kernel_size, kernel_size, (u, v) => String(write(u, v, kernel_size)));
}

/** Weights are no larger than that: what they make is still read in its square. */
export const LARGEST = 10;

const parse = (text) => {
  const [number, divisor = 1, ...more] = text.split("/").map((part) => part ? Number(part) : NaN);
  return more.length ? NaN : number / divisor;
};

/** Read a weight such as "-1", ".5" or "1/9"; what is not (yet) a number counts as 0. */
export function readWeight(text) {
  const weight = parse(text);
  return Number.isFinite(weight) ? Math.max(-LARGEST, Math.min(LARGEST, weight)) : 0;
}

/** Return whether what is typed counts as it stands. */
export const isWeight = (text) => Math.abs(parse(text)) <= LARGEST;

/** Filter a picture (H, W) with a kernel (K, K) as F.conv2d does; return (H', W'). */
export function convolve(picture, kernel, { stride, padding, dilation }) {
  const kernel_size = kernel.length, settings = { kernel_size, stride, padding, dilation };
  const { outputSize } = compute({ size: picture.length, ...settings });
  return grid(outputSize, outputSize, (i, j) => {
    const rows = taps(settings, i), columns = taps(settings, j);
    let sum = 0;
    rows.forEach((row, u) => columns.forEach((column, v) => { sum += (picture[row]?.[column] ?? 0) * kernel[u][v]; }));
    return sum;
  });
}

/**
 * Return the numbers that are drawn black and white. A kernel of sum 0 answers to changes: its 0 is grey, and what windows
 * beyond the edge answer does not count, since it outdoes all others.
 */
export function shades(output, kernel, reaches) {
  const sum = kernel.flat().reduce((total, weight) => total + weight, 0);
  if (sum > 1e-9) return [0, 255 * Math.max(1, sum)];
  const within = output.flatMap((values, i) => values.filter((_, j) => !reaches[i] && !reaches[j]));
  const most = Math.max(1, ...(within.length ? within : output.flat()).map(Math.abs));
  return [-most, most];
}
