/** What ReLU leaves of a spiral in n dimensions, each of them a line with a side that is cut. */

import { Illegal, drawing, explore, grip, html, legend, list, stage, svg, thousands } from "./common.js";

const POINTS = 200;
const WAYS = ["all rows", "active rows alone"], SHOWN = ["the spiral", "the block"];
const isBlock = ({ show }) => show === SHOWN[1];
/** So many lines can be turned by hand. */
const MOST_HANDLES = 6;

/** Return a generator (mulberry32) of numbers, evenly in [0, 1). */
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

/** Return the pseudo-inverse of a matrix (n, 2) that is not zero: (2, n). */
export function pseudoInverse(matrix) {
  const sum = (i, j) => matrix.reduce((total, row) => total + row[i] * row[j], 0);
  const [xx, xy, yy] = [sum(0, 0), sum(0, 1), sum(1, 1)], determinant = xx * yy - xy * xy;
  // all rows on one line: of rank 1 the pseudo-inverse is the transpose, scaled
  if (determinant < 1e-12 * (xx + yy) ** 2) return [0, 1].map((axis) => matrix.map((row) => row[axis] / (xx + yy)));
  return [matrix.map(([x, y]) => (yy * x - xy * y) / determinant), matrix.map(([x, y]) => (xx * y - xy * x) / determinant)];
}

const dot = (row, values) => row.reduce((total, weight, k) => total + weight * values[k], 0);
const lift = (matrix, [x, y]) => matrix.map(([a, b]) => Math.max(0, a * x + b * y));

/**
 * Send points through `matrix`, ReLU and back.
 *
 * @param {number[][]} matrix - (n, 2)
 * @param {number[][]} points - (points, 2)
 * @returns {{back: number[][], active: number[]}} what comes back, (points, 2), and how many rows were active, (points,)
 */
export function throughRelu(matrix, points) {
  const inverse = pseudoInverse(matrix);
  const lifted = points.map((point) => lift(matrix, point));
  return { back: lifted.map((values) => inverse.map((row) => dot(row, values))), active: lifted.map((values) => values.filter((value) => value > 0).length) };
}

/**
 * Send points through `matrix` and ReLU, and back from the active rows: of several that fit, the nearest to the origin.
 *
 * @returns {{back: number[][], rank: number[]}} what comes back, (points, 2), and in how many directions the active rows
 *   of each point look, 0, 1 or 2: below 2 the point is lost
 */
export function fromActiveRows(matrix, points) {
  const found = points.map((point) => {
    const values = lift(matrix, point), rows = matrix.filter((_, k) => values[k] > 0);
    if (!rows.length) return { back: [0, 0], rank: 0 };
    const [[a, b]] = rows;
    const looksElsewhere = ([x, y]) => Math.abs(a * y - b * x) > 1e-9 * Math.hypot(a, b) * Math.hypot(x, y);
    return { back: pseudoInverse(rows).map((row) => dot(row, values.filter((value) => value > 0))), rank: rows.some(looksElsewhere) ? 2 : 1 };
  });
  return { back: found.map(({ back }) => back), rank: found.map(({ rank }) => rank) };
}

/** Return {row: degrees} of the rows turned by hand in "seed:row=degrees,row=degrees"; none if it is of another matrix. */
function readTurned(text, seed) {
  const [of, rows = ""] = text.split(":");
  if (Number(of) !== seed) return {};
  return Object.fromEntries([...rows.matchAll(/(\d+)=(-?\d+)/g)].map(([, row, degrees]) => [row, Number(degrees)]));
}

const writeTurned = (turned, seed) => `${seed}:${Object.entries(turned).map((pair) => pair.join("=")).join(",")}`;

const turn = ([x, y], degrees) => [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)].map((part) => part * Math.hypot(x, y));

/**
 * @param {{dimension: number, seed: number, turned?: string, way?: string}} settings - turned: rows turned by hand, as
 *   `readTurned` reads them; way: one of `WAYS`
 * @returns {{matrix: number[][], spiral: number[][], back: number[][], active: number[], rank: number[], lost: number,
 *   expected: number}} lost: points whose active rows look in fewer than two directions; expected: their share over all
 *   random matrices
 */
export function compute({ dimension, seed, turned = "", way = WAYS[0] }) {
  if (dimension < 1) throw new Illegal("There is at least 1 dimension.");
  const degrees = readTurned(turned, seed);
  const matrix = randomMatrix(dimension, seed).map((row, k) => k in degrees ? turn(row, degrees[k]) : row);
  const spiral = makeSpiral(), { back, active } = throughRelu(matrix, spiral), alone = fromActiveRows(matrix, spiral);
  return {
    matrix, spiral, active, back: way === WAYS[0] ? back : alone.back, rank: alone.rank,
    lost: alone.rank.filter((directions) => directions < 2).length, expected: (dimension + 1) / 2 ** dimension,
  };
}

const angleOf = ([x, y]) => Math.atan2(y, x) * 180 / Math.PI;
const rounded = (number) => (Math.abs(number) < 0.005 ? 0 : number).toFixed(2).replace("-", "−");

// The block: narrow, wide, narrow, on maps of 56×56.

const SIDE = 56, MOST_CHANNELS = 48, MOST_TIMES = 8;
const STEPS = { narrow: 8, out: 8, times: 1, point: 1 };

/**
 * @param {{narrow: number, times: number, out: number, stride: number}} settings - channels in and out, and the expansion
 * @returns {{layers: object[], shortcut: boolean}} the layers as they run: name, output channels, parameters (BatchNorm's
 *   too) and MACs; and whether the input may be added
 */
export function computeBlock({ narrow, times, out, stride }) {
  const wide = narrow * times, side = Math.ceil(SIDE / stride);
  const layer = (name, fanIn, channels, places) => ({ name, channels, parameters: (fanIn + 2) * channels, macs: fanIn * channels * places ** 2 });
  const layers = [layer("1×1", narrow, wide, SIDE), layer("3×3 depthwise", 9, wide, side), layer("1×1", wide, out, side)];
  return { layers: times === 1 ? layers.slice(1) : layers, shortcut: stride === 1 && narrow === out };
}

const refusal = ({ narrow, out, stride }) => stride > 1 ? "stride 2 halves the side" : `${narrow} and ${out} channels differ`;
const perChannel = (width) => (width - 50) / (MOST_CHANNELS * MOST_TIMES);
const costsOf = ({ parameters, macs }) => [`${thousands(parameters)} parameters`, `${(macs / 1e6).toFixed(2)} million MACs`];
const sayCosts = (layer) => costsOf(layer).join(", ");

function drawBlock({ layers, shortcut }, state, width) {
  const isNarrow = width < 310, pitch = isNarrow ? 106 : 92, middle = (width - 50) / 2 + 8, maps = [state.narrow, ...layers.map(({ channels }) => channels)], last = maps.length - 1;
  const half = (k) => Math.max(2, maps[k] * perChannel(width) / 2), y = (k) => 8 + pitch * k;
  const handle = (k, name, label, value) => svg("g", grip(name, label, value),
    ...[["reach", 14], ["knob", 7]].map(([look, r]) => svg("circle", { cx: middle + half(k), cy: y(k) + 14, r, class: look })));
  const foot = y(last) + 14, right = width - 14;
  return stage(width, y(last) + 52, "The block: its maps and layers",
    ...layers.map((_, k) => svg("path", { class: "funnel", d: `M${middle - half(k)} ${y(k) + 28}h${2 * half(k)}L${middle + half(k + 1)} ${y(k + 1)}h${-2 * half(k + 1)}Z` })),
    ...maps.flatMap((channels, k) => [
      svg("rect", { x: middle - half(k), y: y(k), width: 2 * half(k), height: 28, class: k % last ? "k3" : "k2" }),
      svg("text", { x: 0, y: y(k) + 19, class: "rows" }, channels),
    ]),
    ...layers.flatMap(({ name, ...costs }, k) => {
      const does = [name === "3×3 depthwise" ? `${name}, stride ${state.stride}` : name, k === last - 1 ? "linear" : "ReLU6"];
      const lines = isNarrow ? [...does, ...costsOf(costs)] : [does.join(", "), sayCosts(costs)];
      return lines.map((line, n) => svg("text", { x: middle, y: y(k) + (isNarrow ? 45 : 54) + 17 * n, class: `middle ${n < lines.length / 2 ? "rows" : "plain"}` }, line));
    }),
    svg("path", { d: `M${middle + half(0)} 22H${right}V${foot}H${middle + half(last) + 8}m9 -6l-9 6l9 6`, class: shortcut ? "roof" : "dotted" }),
    svg("text", { x: width, y: y(last) + 46, class: "end" }, shortcut ? "the input is added" : `no shortcut: ${refusal(state)}`),
    handle(0, "narrow", "channels in", state.narrow), handle(1, "times", "expansion t", state.times), handle(last, "out", "channels out", state.out),
  );
}

/** How the plane lies in a panel: CSS pixels of 1; where the disc ends, and the handles are. */
const DISC = 1.16, HANDLES = 1.32;
const planeIn = (side) => ({ unit: side / 2 / (HANDLES + 0.13), x: side / 2, y: side / 2 });

/** Draw the points: hollow with one direction left, a cross with none; and a ring around one. */
function drawPoints(points, rank, { unit, x, y }, point, gripName) {
  const places = points.map(([right, up]) => [x + right * unit, y - up * unit]);
  const drawn = places.map(([cx, cy], k) => {
    const attributes = { "data-point": k, "data-grip": gripName };
    if (rank[k] === 0) return svg("path", { d: `M${cx - 3} ${cy - 3}l6 6m0 -6l-6 6`, class: "none-left", ...attributes });
    const circle = svg("circle", { cx, cy, r: 3.2, class: rank[k] === 1 ? "unseen" : "point", ...attributes });
    circle.style.setProperty("--share", `${100 * k / (points.length - 1)}%`);
    return circle;
  });
  return [...drawn, svg("circle", { cx: places[point][0], cy: places[point][1], r: 8, class: "frame ring" })];
}

/** The half of a disc that the row `degrees` cuts. */
function cutHalf(degrees, x, y, radius) {
  const [dx, dy] = turn([radius, 0], degrees);
  return `M${x + dy} ${y + dx}A${radius} ${radius} 0 0 1 ${x - dy} ${y - dx}Z`;
}

/** How many rows are active in each wedge between two lines. */
function wedges(matrix) {
  const edges = matrix.flatMap((row) => [90, 270].map((turned) => (angleOf(row) + turned + 720) % 360)).sort((a, b) => a - b);
  return edges.map((edge, k) => [edge, (edges[k + 1] ?? edges[0] + 360) - edge]).filter(([, wide]) => wide > 7)
    .map(([edge, wide]) => [edge + wide / 2, lift(matrix, turn([1, 0], edge + wide / 2)).filter((value) => value > 1e-9).length]);
}

function drawBefore({ matrix, spiral, rank }, { point }, side) {
  const { unit, x, y } = planeIn(side), [px, py] = spiral[point];
  const spot = (degrees, radius) => turn([radius * unit, 0], degrees).map((part, axis) => axis ? y - part : x + part);
  const isTurnable = matrix.length <= MOST_HANDLES, angles = matrix.map(angleOf);
  return stage(side, side, "The spiral, and the rows",
    svg("circle", { cx: x, cy: y, r: DISC * unit, class: "dotted" }),
    ...angles.map((degrees) => {
      const half = svg("path", { d: cutHalf(degrees, x, y, DISC * unit), class: "cut" });
      half.style.fillOpacity = Math.min(0.2, 1 / matrix.length);
      return half;
    }),
    ...angles.map((degrees) => {
      const [from, to] = [90, -90].map((turned) => spot(degrees + turned, DISC));
      return svg("path", { d: `M${from}L${to}`, class: "axis" });
    }),
    ...(isTurnable ? angles : []).map((degrees, k) => {
      const [cx, cy] = spot(degrees, HANDLES);
      return svg("g", grip(`row ${k}`, `row ${k + 1}, the direction that it sees, in degrees`, Math.round(degrees)),
        svg("path", { d: `M${x} ${y}L${cx} ${cy}`, class: "arm" }), svg("circle", { cx, cy, r: 14, class: "reach" }),
        svg("circle", { cx, cy, r: 10, class: "knob" }), svg("text", { x: cx, y: cy + 4.5, class: "middle" }, k + 1));
    }),
    ...wedges(isTurnable ? matrix : []).map(([degrees, rows]) => {
      const [cx, cy] = spot(degrees, DISC - 0.1);
      return svg("text", { x: cx, y: cy + 4, class: `middle rows ${rows < 2 ? "few" : ""}` }, rows);
    }),
    svg("circle", { cx: x + px * unit, cy: y - py * unit, r: 13, class: "reach", ...grip("point", "point on the spiral", point, `${point}, ${rank[point] < 2 ? "lost" : "kept"}`) }),
    ...drawPoints(spiral, rank, planeIn(side), point, "point"));
}

function drawAfter({ back, rank }, { point }, side) {
  const { unit, x, y } = planeIn(side);
  const farthest = Math.max(...back.map(([a, b]) => Math.hypot(a, b))), scale = Math.min(unit, DISC * unit / farthest);
  return drawing(side, side, "What comes back",
    svg("circle", { cx: x, cy: y, r: DISC * scale, class: "dotted" }),
    ...drawPoints(back, rank, { unit: scale, x, y }, point));
}

function drawRows({ matrix, spiral }, { point }, width) {
  const numbers = matrix.map((row) => dot(row, spiral[point])), tallest = Math.max(...numbers.map(Math.abs), 1e-9);
  const step = Math.min(110, width / matrix.length), wide = Math.min(24, step - 3), zero = 40, isNamed = matrix.length <= MOST_HANDLES, isTight = step < 72;
  return drawing(width, !isNamed ? 74 : isTight ? 109 : 92, "The numbers of the rows for the point",
    ...numbers.flatMap((number, k) => {
      const height = Math.abs(number) / tallest * 30, x = k * step + 1, beside = isTight ? x : x + wide + 4;
      return [
        svg("rect", { x, y: number > 0 ? zero - height : zero, width: wide, height, class: number > 0 ? "k1" : "zero" }),
        ...(isNamed ? [
          svg("text", { x, y: 87 }, `row ${k + 1}`),
          svg("text", { x: beside, y: isTight ? 103 : number > 0 ? zero - 8 : zero + 18 }, rounded(number)),
          ...(number > 0 ? [] : [svg("text", { x: beside, y: zero - 8, class: "result-of" }, "→ 0")]),
        ] : []),
      ];
    }),
    svg("path", { d: `M0 ${zero}H${step * matrix.length}`, class: "axis" }));
}

function draw(result, state, width) {
  if (isBlock(state)) return [drawBlock(result, state, width)];
  const side = width >= 560 ? Math.floor((width - 20) / 2) : Math.min(width, 280);
  const panel = (title, picture) => {
    const element = html("div", {}, html("p", { class: "title" }, title), picture);
    element.style.width = `${picture.getAttribute("width")}px`;
    return element;
  };
  return [
    html("div", { class: "panels" },
      panel("before: each row cuts one half away", drawBefore(result, state, side)),
      panel(`back, n = ${state.dimension}: ${result.lost} of ${POINTS} lost`, drawAfter(result, state, side))),
    panel("the ringed point in each row, and after ReLU", drawRows(result, state, width)),
    legend(...(state.dimension > MOST_HANDLES ? [] : [["named", "a row"], ["counted", "active rows there"]]),
      ["point-out", "kept"], ["unseen", "lost, one direction left: back on a line"], ["none-left", "lost, none left: back at the origin"]),
  ];
}

const percent = (share) => `${(100 * share).toFixed(share && share < 0.01 ? 3 : 0)} %`;

function describeBlock({ layers, shortcut }, state) {
  const { narrow, times, out, stride } = state, sum = (key) => layers.reduce((total, layer) => total + layer[key], 0);
  return `From ${narrow} channels to ${narrow * times} (t = ${times}) and to ${out}, stride ${stride}, on ${SIDE}×${SIDE}: `
    + `${layers.map((layer) => `${layer.name} ${sayCosts(layer)}`).join("; ")}. Together ${sayCosts({ parameters: sum("parameters"), macs: sum("macs") })}. `
    + (shortcut ? "The input is added." : `No shortcut: ${refusal(state)}.`);
}

function describe({ lost, expected, rank, spiral, back, matrix }, { dimension, seed, turned, way, point }) {
  const none = rank.filter((directions) => directions === 0).length, numbers = lift(matrix, spiral[point]);
  const place = ([x, y]) => `(${rounded(x)}, ${rounded(y)})`, active = numbers.flatMap((number, k) => number > 0 ? [k + 1] : []);
  const rows = Object.keys(readTurned(turned, seed)).filter((row) => row < dimension).map((row) => Number(row) + 1);
  return `${dimension === 1 ? "One dimension loses" : `${dimension} dimensions lose`} ${lost} of ${POINTS} points, ${percent(lost / POINTS)}`
    + (lost ? `: no way back can restore them, as no row sees ${none}, and ${lost - none} are seen in one direction only. `
      : `. ${way === WAYS[0] ? "Yet this way back bends them, as it reads the zeros too: choose “active rows alone”." : "All come back."} `)
    + (rows.length ? `Turned by hand: ${list(rows)}. ` : `Over all random matrices ${percent(expected)} is expected. `)
    + `Point ${point} at ${place(spiral[point])}, active rows: ${active.length > 8 ? active.length : list(active) || "none"}; `
    + `from ${way === WAYS[0] ? "all rows" : "the active rows"} it comes back at ${place(back[point])}.`;
}

/** The number of the spiral's point nearest to (x, y). */
function nearest(x, y) {
  const distances = makeSpiral().map(([a, b]) => Math.hypot(a - x, b - y));
  return distances.indexOf(Math.min(...distances));
}

/** Turn row `row` to `degrees`, in steps of 5. */
function turnTo(row, degrees, { seed, turned }) {
  const stepped = (Math.round(degrees / 5) * 5 + 360) % 360;
  return { turned: writeTurned({ ...readTurned(turned, seed), [row]: stepped }, seed) };
}

export function mount(root) {
  root.classList.add("explore-spiral");
  explore(root, {
    label: "Explorable: what ReLU leaves of a spiral",
    controls: [
      { name: "show", options: SHOWN, value: SHOWN[0] },
      { name: "dimension", label: "n, rows", min: 1, max: 30, value: 3, hidden: isBlock },
      { name: "seed", label: "random matrix", min: 0, max: 30, value: 0, hidden: isBlock },
      { name: "way", label: "way back from", options: WAYS, value: WAYS[0], hidden: isBlock },
      { name: "stride", options: [1, 2], value: 1, hidden: (state) => !isBlock(state) },
      { name: "turned", kind: "text", value: "", quiet: true },
      { name: "point", min: 0, max: POINTS - 1, value: 120, quiet: true },
      { name: "narrow", min: 8, max: MOST_CHANNELS, step: 8, value: 24, quiet: true },
      { name: "times", min: 1, max: MOST_TIMES, value: 6, quiet: true },
      { name: "out", min: 8, max: MOST_CHANNELS, step: 8, value: 24, quiet: true },
    ],
    draw,
    compute: (state) => isBlock(state) ? computeBlock(state) : compute(state),
    describe: (result, state) => isBlock(state) ? describeBlock(result, state) : describe(result, state),
    point: ({ dataset }) => dataset.point && { point: Number(dataset.point) },
    drag: (name, { x: right, dx, u, v }, from) => {
      if (isBlock(from)) {
        const channels = 2 * dx / perChannel(right / u);
        return { [name]: from[name] + (name === "times" ? channels / from.narrow : channels) };
      }
      const side = 2 * (HANDLES + 0.13), [x, y] = [(u - 0.5) * side, (0.5 - v) * side];
      return name === "point" ? { point: nearest(x, y) } : turnTo(Number(name.slice(4)), angleOf([x, y]), from);
    },
    nudge: (name, dx, dy, state) => {
      const by = dx || -dy;
      if (name in STEPS) return { [name]: Math.max(0, Math.min(POINTS, state[name] + STEPS[name] * by)) };
      const row = Number(name.slice(4));
      return Number.isFinite(by) ? turnTo(row, angleOf(compute(state).matrix[row]) + 5 * by, state) : undefined;
    },
    challenges: [
      { text: "turn four rows so that no point is lost?", met: ({ lost }, { dimension }) => dimension === 4 && lost === 0 },
      { text: "lose less than 55 % with two rows?", met: ({ lost }, { dimension }) => dimension === 2 && lost < 0.55 * POINTS },
      { text: "make the depthwise step of the block its dearest layer?", met: ({ layers }) => layers && layers.at(-2).macs === Math.max(...layers.map(({ macs }) => macs)) },
      { text: "lose every point with three rows or more?", met: ({ lost }, { dimension }) => dimension >= 3 && lost === POINTS },
    ],
  });
}
