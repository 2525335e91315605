/** What ReLU leaves of a spiral in n random dimensions. */

import { Illegal, drawing, explore, html, legend, svg } from "./common.js";

const POINTS = 200;

/** Return a function that gives the numbers of a generator (mulberry32), evenly in [0, 1). */
function generator(seed) {
  let state = (seed + 1) * 0x9e3779b9 | 0;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}

/** Return a random (dimension, 2) matrix, normally distributed; the same for the same seed. */
export function randomMatrix(dimension, seed) {
  const next = generator(seed);
  return Array.from({ length: dimension }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - next())), angle = 2 * Math.PI * next();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** Return a spiral of two turns around the origin, `points` pairs (x, y). */
export function makeSpiral(points = POINTS) {
  return Array.from({ length: points }, (_, k) => {
    const t = 0.5 + (4 * Math.PI - 0.5) * k / (points - 1);
    return [t * Math.cos(t) / (4 * Math.PI), t * Math.sin(t) / (4 * Math.PI)];
  });
}

/** Return the pseudo-inverse of a matrix (n, 2) whose columns are independent, or of one row: (2, n). */
export function pseudoInverse(matrix) {
  if (matrix.length === 1) {
    const [[a, b]] = matrix;
    return [[a / (a * a + b * b)], [b / (a * a + b * b)]];
  }
  const sum = (i, j) => matrix.reduce((total, row) => total + row[i] * row[j], 0);
  const [xx, xy, yy] = [sum(0, 0), sum(0, 1), sum(1, 1)], determinant = xx * yy - xy * xy;
  return [matrix.map(([x, y]) => (yy * x - xy * y) / determinant), matrix.map(([x, y]) => (xx * y - xy * x) / determinant)];
}

/**
 * Send points through `matrix`, ReLU and back.
 *
 * @param {number[][]} matrix - (n, 2)
 * @param {number[][]} points - (points, 2)
 * @returns {{back: number[][], active: number[]}} what comes back, (points, 2), and how many rows were active, (points,)
 */
export function throughRelu(matrix, points) {
  const inverse = pseudoInverse(matrix);
  const lifted = points.map(([x, y]) => matrix.map(([a, b]) => Math.max(0, a * x + b * y)));
  const dot = (row, values) => row.reduce((total, weight, k) => total + weight * values[k], 0);
  return { back: lifted.map((values) => inverse.map((row) => dot(row, values))), active: lifted.map((values) => values.filter((value) => value > 0).length) };
}

/**
 * @param {{dimension: number, seed: number}} settings
 * @returns {{spiral: number[][], back: number[][], active: number[], lost: number, expected: number}} lost: points with
 *   fewer than two active rows; expected: their share over all random matrices
 */
export function compute({ dimension, seed }) {
  if (dimension < 1) throw new Illegal("There is at least 1 dimension.");
  const spiral = makeSpiral(), { back, active } = throughRelu(randomMatrix(dimension, seed), spiral);
  return { spiral, back, active, lost: active.filter((rows) => rows < 2).length, expected: (dimension + 1) / 2 ** dimension };
}

/** Draw points, with the same scale on both axes; `isLost` says which are grey and hollow. */
function panel(points, isLost, side, title) {
  const across = points.map(([x]) => x), up = points.map(([, y]) => y);
  const [x0, x1, y0, y1] = [Math.min(...across), Math.max(...across), Math.min(...up), Math.max(...up)];
  const scale = (side - 10) / Math.max(x1 - x0, y1 - y0, 1e-9);
  const circles = points.map(([x, y], k) => {
    const circle = svg("circle", {
      cx: side / 2 + (x - (x0 + x1) / 2) * scale, cy: 24 + side / 2 - (y - (y0 + y1) / 2) * scale, r: side / 90, class: isLost(k) ? "unseen" : "point",
    });
    circle.style.setProperty("--share", `${100 * k / (points.length - 1)}%`);
    return circle;
  });
  return drawing(side, side + 26, title, svg("text", { x: 0, y: 14 }, title), ...circles);
}

function draw({ spiral, back, active }, { dimension }, width) {
  const side = Math.floor(Math.min(310, (width - 32) / 2));
  const isLost = (k) => active[k] < 2;
  return [
    html("div", { class: "side-by-side" }, panel(spiral, isLost, side, "before"), panel(back, isLost, side, `back, n = ${dimension}`)),
    legend(["point-out", "kept, from the inner to the outer end"], ["unseen", "lost: fewer than two rows active"]),
  ];
}

const percent = (share) => `${(100 * share).toFixed(share && share < 0.01 ? 3 : 0)} %`;

function describe({ lost, expected }, { dimension }) {
  return `${dimension === 1 ? "One dimension loses" : `${dimension} dimensions lose`} ${lost} of ${POINTS} points, ${percent(lost / POINTS)}. Over all random matrices ${percent(expected)} is expected.`;
}

export function mount(root) {
  explore(root, {
    label: "Explorable: what ReLU leaves of a spiral",
    controls: [
      { name: "dimension", min: 1, max: 30, value: 3 },
      { name: "seed", label: "random matrix", min: 0, max: 30, value: 0 },
    ],
    compute, draw, describe,
    challenges: [
      { text: "lose every point?", met: ({ lost }) => lost === POINTS },
      { text: "find a matrix with which two dimensions lose less than 60 %?", met: ({ lost }, { dimension }) => dimension === 2 && lost < 0.6 * POINTS },
      { text: "find a matrix with which five dimensions lose nothing?", met: ({ lost }, { dimension }) => dimension === 5 && lost === 0 },
    ],
  });
}
