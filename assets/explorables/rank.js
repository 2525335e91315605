/** How near kernels of rank 1 and rank 2 come to a given one, and what each makes of a photograph. */

import { Illegal, explore, html, list, table } from "./common.js";

const TYPED = "typed in";

const grid = (rows, columns, value) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => value(i, j)));

/** The kernels of the chapter with a side of their own choice: value at (x, y), both counted from the middle, for side K. */
const bell = (x, y, K) => Math.exp(-(x * x + y * y) / (2 * (K / 6) ** 2));
const SHAPES = {
  Gaussian: bell,
  turned: (x, y, K) => Math.exp(-((x + y) ** 2) / (4 * (K / 5) ** 2) - (y - x) ** 2 / (4 * (K / 15) ** 2)),
  Laplacian: (x, y, K) => bell(x, y, K) * (2 * (K / 6) ** 2 - x * x - y * y),
  edge: (x, y, K) => bell(x, y, K) * Math.sin(2 * Math.PI / (0.6 * K) * (Math.cos(Math.PI / 6) * x + Math.sin(Math.PI / 6) * y)),
  disc: (x, y, K) => Number(x * x + y * y <= (K / 2) ** 2),
  ring: (x, y, K) => Number(x * x + y * y <= (K / 2) ** 2 && x * x + y * y >= (K / 4) ** 2),
  streak: (x, y, K) => x === -y ? y + (K + 1) / 2 : 0,
};

/** Return the named kernel, (K, K); its absolute values sum to 1. */
export function makeKernel(name, K) {
  const middle = (K - 1) / 2;
  return normalise(grid(K, K, (i, j) => SHAPES[name](j - middle, i - middle, K)));
}

function normalise(kernel) {
  const total = kernel.flat().reduce((sum, weight) => sum + Math.abs(weight), 0);
  return kernel.map((row) => row.map((weight) => weight / total));
}

/** Read a kernel from text, a line a row; Illegal where it is none. */
export function readKernel(text) {
  const rows = text.trim().split(/\n|;/).map((line) => line.trim().split(/[\s,]+/).map((word) => word ? Number(word) : NaN));
  if (rows.flat().some((weight) => !Number.isFinite(weight))) throw new Illegal("Type numbers, with spaces between them, and a row a line.");
  if (rows.some((row) => row.length !== rows[0].length)) throw new Illegal(`The rows have ${list(rows.map((row) => row.length))} numbers; a kernel has as many in each.`);
  if (Math.max(rows.length, rows[0].length) > 7) throw new Illegal("At most 7 rows of 7 numbers fit here.");
  if (rows.flat().every((weight) => weight === 0)) throw new Illegal("All weights are 0: such a kernel has rank 0.");
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
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const [pp, qq, pq] = [dot(columns[p], columns[p]), dot(columns[q], columns[q]), dot(columns[p], columns[q])];
        if (Math.abs(pq) <= 1e-15 * Math.sqrt(pp * qq) || Math.abs(pq) < 1e-30) continue;
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

/** Filter a picture (H, W) as F.conv2d does, without padding. */
export function filter(picture, kernel) {
  return grid(picture.length - kernel.length + 1, picture[0].length - kernel[0].length + 1, (i, j) => {
    let sum = 0;
    for (let u = 0; u < kernel.length; u++) {
      for (let v = 0; v < kernel[0].length; v++) sum += kernel[u][v] * picture[i + u][j + v];
    }
    return sum;
  });
}

/**
 * Compare a kernel with its nearest ones of rank 1 and 2.
 *
 * @param {number[][]} kernel - (K_h, K_w)
 * @param {number[][]} picture - (H, W), grey, 0 to 1
 * @returns {{kernel: number[][], values: number[], rank: number, macs: number, filtered: number[][], near: object[]}} values:
 *   the singular values; macs: for a pixel; near: for rank 1 and 2 {kernel, error, filtered, pictureError, macs}
 */
export function compute(kernel, picture) {
  const parts = decompose(kernel), values = parts.map(({ value }) => value), filtered = filter(picture, kernel);
  const near = [1, 2].map((rank) => {
    const estimate = nearest(parts, rank), estimateFiltered = filter(picture, estimate);
    return {
      kernel: estimate, error: relativeError(estimate, kernel),
      filtered: estimateFiltered, pictureError: relativeError(estimateFiltered, filtered),
      macs: rank * (kernel.length + kernel[0].length),
    };
  });
  return { kernel, values, rank: values.filter((value) => value > 1e-9 * values[0]).length, macs: kernel.flat().length, filtered, near };
}

const error = (value) => value < 0.0005 ? "0" : value.toFixed(value < 0.1 ? 3 : 2);

/** Put values on a canvas of `side` CSS pixels; `colour(value)` gives red, green, blue. */
function paint(values, side, label, colour) {
  const canvas = html("canvas", { width: values[0].length, height: values.length, role: "img", "aria-label": label });
  const pixels = new ImageData(values[0].length, values.length);
  values.flat().forEach((value, k) => pixels.data.set([...colour(value), 255], 4 * k));
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  canvas.style.width = `${side}px`;
  return canvas;
}

function draw({ kernel, filtered, near, macs }, _, width) {
  const side = Math.floor(Math.min(200, (width - 24) / 3));
  const limit = Math.max(...kernel.flat().map(Math.abs)), total = kernel.flat().reduce((sum, weight) => sum + weight, 0);
  const [low, high] = Math.abs(total) < 0.5 ? [-0.15, 0.15] : [0, 1];
  // White is 0, orange below and violet above it: the chapter's colours.
  const signed = (value) => (value < 0 ? [179, 88, 6] : [84, 39, 136]).map((end) => 255 + (end - 255) * Math.min(1, Math.abs(value) / limit));
  const grey = (value) => Array(3).fill(255 * (value - low) / (high - low));
  const column = (name, weights, picture) => html("div", {}, html("strong", {}, name),
    paint(weights, side, `${name}: its weights`, signed), paint(picture, side, `${name}: the photograph filtered by it`, grey));
  return [
    html("div", { class: "thirds" },
      column("kernel", kernel, filtered), ...near.map((one, k) => column(`rank ${k + 1}`, one.kernel, one.filtered))),
    table(["", "kernel", "rank 1", "rank 2"],
      ["kernel's error", "", ...near.map((one) => error(one.error))],
      ["picture's error", "", ...near.map((one) => error(one.pictureError))],
      ["MACs a pixel", macs, ...near.map((one) => one.macs)]),
    html("p", { class: "explorable-credit" }, "Photograph: china.jpg by danielbuechele, CC BY 2.0."),
  ];
}

function describe({ kernel, values, rank, near, macs }) {
  const cheap = near.filter((one) => one.error < 1e-9);
  const verdict = rank > 2 ? `Rank 2 still has ${error(near[1].error)} and ${error(near[1].pictureError)}.`
    : `Rank ${rank} gives it exactly, for ${cheap[0].macs} MACs a pixel instead of ${macs}.`;
  return `This kernel is ${kernel.length}×${kernel[0].length} and has rank ${rank}. Rank 1 has an error of ${error(near[0].error)} in the kernel and ${error(near[0].pictureError)} in the picture. `
    + `${verdict} The first singular values are ${list(values.slice(0, 3).map((value) => value.toFixed(3)))}.`;
}

/** Load the photograph, (96, 96), grey, 0 to 1: china.jpg by danielbuechele, CC BY 2.0. `tools/photograph.py` makes it. */
async function loadPhotograph() {
  const image = new Image();
  image.src = new URL("photograph.png", import.meta.url);
  await image.decode();
  const canvas = html("canvas", { width: image.width, height: image.height }), context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return grid(image.height, image.width, (i, j) => data[4 * (i * image.width + j)] / 255);
}

export async function mount(root) {
  const photograph = await loadPhotograph();
  explore(root, {
    label: "Explorable: how much rank a kernel needs",
    controls: [
      { name: "kernel", options: [...Object.keys(SHAPES), TYPED], value: "edge" },
      { name: "K", values: [3, 5, 7, 9, 11, 13, 15], value: 15, hidden: ({ kernel }) => kernel === TYPED },
      { name: "weights", label: "your kernel, a row a line", kind: "text", rows: 3, value: "1 0 -1\n2 0 -2\n1 0 -1", hidden: ({ kernel }) => kernel !== TYPED },
    ],
    compute: ({ kernel, K, weights }) => compute(kernel === TYPED ? normalise(readKernel(weights)) : makeKernel(kernel, K), photograph),
    draw, describe,
    challenges: [
      { text: "find another kernel that rank 2 gives exactly and rank 1 does not?", met: ({ rank }, { kernel }) => rank === 2 && kernel !== "edge" },
      { text: "find a kernel for which rank 1 has an error above 0.3, while the picture's is below 0.05?", met: ({ near: [one] }) => one.error > 0.3 && one.pictureError < 0.05 },
      {
        text: "type in a 3×3 kernel of rank 1 in which no weight is 0 and no two rows are equal?",
        met: ({ rank, kernel }, state) => state.kernel === TYPED && rank === 1 && kernel.length === 3 && kernel[0].length === 3
          && kernel.flat().every((weight) => weight) && new Set(kernel.map(String)).size === 3,
      },
    ],
  });
}
