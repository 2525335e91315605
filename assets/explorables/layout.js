/** Where a tensor's numbers lie in memory, what moves them, and what only looks as if it did. */

import { count, explore, grip, html, stage, svg } from "./common.js";

const NEEDS = ["all channels of the pixel", "one number", "a 3×3 window of one channel", "a 3×3 window of all channels"];
const A_ROW = 16; // cells of a tape, at most
const GAP = 6, LEAST = 18, MARGIN = 24; // between grids or runs; a cell that three digits fit into; before a tape
const MOST_MOVES = 5;

const range = (length) => Array.from({ length }, (_, k) => k);
const product = (sizes) => sizes.reduce((so_far, size) => so_far * size, 1);
const tuple = (numbers) => `(${numbers.join(", ")})`;

/** Return the address of the entry at `index`: the sum of index times stride. */
export const address = (index, strides) => index.reduce((sum, i, axis) => sum + i * strides[axis], 0);

/** Return the strides of `shape` when its last axis runs fastest. */
export const contiguousStrides = (shape) => shape.map((_, axis) => product(shape.slice(axis + 1)));

/** Return whether the strides of `tensor` are those of its axes, named slowest first; an axis of size 1 has no say. */
function liesInOrder({ shape, strides }, axes) {
  const wanted = contiguousStrides(axes.map((axis) => shape[axis]));
  return axes.every((axis, k) => shape[axis] === 1 || strides[axis] === wanted[k]);
}

export const isContiguous = (tensor) => liesInOrder(tensor, [0, 1, 2, 3]);
export const isChannelsLast = (tensor) => liesInOrder(tensor, [0, 2, 3, 1]);

/** Return every index of `shape`, the last axis fastest. */
const indices = (shape) => range(product(shape)).map((k) => contiguousStrides(shape).map((stride, axis) => Math.floor(k / stride) % shape[axis]));

/** Return the numbers of `tensor` in the order of its indices. */
export const entries = ({ shape, strides, memory }) => indices(shape).map((index) => memory[address(index, strides)]);

/** Return the strides with which the same memory has the shape `to`; undefined where one stride an axis does not suffice. */
export function viewStrides({ shape, strides }, to) {
  const found = Array(to.length);
  let axis = to.length - 1, step = strides.at(-1), merged = 1, covered = 1;
  for (let k = shape.length - 1; k >= 0; k--) {
    merged *= shape[k];
    if (k > 0 && (shape[k - 1] === 1 || strides[k - 1] === merged * step)) continue;
    while (axis >= 0 && (covered < merged || to[axis] === 1)) {
      found[axis] = covered * step;
      covered *= to[axis--];
    }
    if (covered !== merged) return undefined;
    [step, merged, covered] = [strides[k - 1], 1, 1];
  }
  return axis < 0 ? found : undefined;
}

const permute = (...axes) => ({ shape, strides, memory }) => ({ shape: axes.map((axis) => shape[axis]), strides: axes.map((axis) => strides[axis]), memory });
const copy = (tensor) => ({ shape: tensor.shape, strides: contiguousStrides(tensor.shape), memory: entries(tensor) });
const contiguous = (tensor) => isContiguous(tensor) ? tensor : copy(tensor);
const reshape = (axes) => (tensor, state) => {
  const shape = [...axes].map((axis) => state[axis]), strides = viewStrides(tensor, shape);
  return strides ? { ...tensor, shape, strides } : { ...copy(tensor), shape, strides: contiguousStrides(shape) };
};

const MOVES = {
  "permute(0, 2, 3, 1)": permute(0, 2, 3, 1),
  "permute(0, 3, 1, 2)": permute(0, 3, 1, 2),
  "contiguous()": contiguous,
  "reshape(N, C, H, W)": reshape("NCHW"),
  "reshape(N, H, W, C)": reshape("NHWC"),
};

/** Return the moves that a text names, such as "permute(0, 2, 3, 1).contiguous()"; what is none is left out. */
const movesOf = ({ moves }) => moves.split(".").filter((move) => move in MOVES).slice(0, MOST_MOVES);

/** Return the indices of x that `needs` names around the entry. */
function neededFor({ C, H, W, n, c, h, w, needs }) {
  const margin = needs.includes("window") ? 1 : 0;
  const near = (size, i) => range(size).filter((k) => Math.abs(k - i) <= margin);
  const channels = needs.includes("all channels") ? range(C) : [c];
  return channels.flatMap((k) => near(H, h).flatMap((row) => near(W, w).map((column) => [n, k, row, column])));
}

/**
 * A tensor x, contiguous, and y, what the moves make of it. A number is known by its address in x.
 *
 * @param {{N: number, C: number, H: number, W: number, n: number, c: number, h: number, w: number, needs: string,
 *   moves: string, step: number}} state - shape, entry of x, what is needed for it, and the first `step` of the moves
 * @returns {{wanted: number[], chosen: number, x: object, y: object}} wanted: the numbers that are needed; for each tensor
 *   {shape, strides, memory, entries, index, address, addresses, pieces}: its memory as numbers, its entries in the order of
 *   their indices, where the entry is and all that is needed, and in how many pieces that lies; of y also `isCopy`
 */
export function compute(state) {
  const shape = ["N", "C", "H", "W"].map((axis) => state[axis]), strides = contiguousStrides(shape);
  const wanted = neededFor(state).map((index) => address(index, strides));
  const chosen = address([state.n, state.c, state.h, state.w], strides);
  const x = { shape, strides, memory: range(product(shape)) };
  const y = movesOf(state).slice(0, state.step).reduce((tensor, move) => MOVES[move](tensor, state), x);
  const look = (tensor) => {
    const addressOf = new Map(tensor.memory.map((number, place) => [number, place]));
    const addresses = wanted.map((number) => addressOf.get(number)).sort((a, b) => a - b);
    const pieces = addresses.filter((cell, k) => cell !== addresses[k - 1] + 1).length, seen = entries(tensor);
    return { ...tensor, entries: seen, index: indices(tensor.shape)[seen.indexOf(chosen)], address: addressOf.get(chosen), addresses, pieces };
  };
  return { wanted, chosen, x: look(x), y: { ...look(y), isCopy: y.memory !== x.memory } };
}

/** Return [n, c, h, w] in x of a number, which is an address there. */
const indexOf = (number, { N, C, H, W }) => indices([N, C, H, W])[number];

/** Draw a number as a coloured cell; it spells its index in x. */
function drawCell(number, x, y, side, { wanted, chosen }, state) {
  const [n, c, h, w] = indexOf(number, state), isWanted = wanted.includes(number);
  const parts = [svg("rect", { x, y, width: side - 1, height: side - 1, class: `k${c} flat pointable ${isWanted ? "" : "pale"}`, "data-number": number })];
  if (side >= 14) {
    const look = `digit spelled ${n ? "long" : ""} ${isWanted ? `on${c}` : ""}`;
    const squeezed = n && { textLength: side - 3, lengthAdjust: "spacingAndGlyphs" };
    parts.push(svg("text", { x: x + side / 2 - 0.5, y: y + side / 2 + 3, class: look, ...squeezed }, String(1000 * n + 100 * c + 10 * h + w)));
  }
  if (number === chosen) parts.push(svg("rect", { x: x - 1, y: y - 1, width: side + 1, height: side + 1, class: "frame untouched" }));
  return parts;
}

const inFront = (cells) => cells.toSorted((a, b) => a.length - b.length).flat();

/** Return how many grids or runs of `cells` cells fit into `width`, one at least. */
const fitting = (cells, width) => Math.max(1, Math.floor((width + GAP) / (cells * LEAST + GAP)));

/** Draw a tensor as a layer reads it: a grid for each index of axis 1, a row of them for each picture, or as many as it takes. */
function drawPlanes(name, tensor, result, state, width) {
  const [images, planes, rows, columns] = tensor.shape, across = Math.min(planes, fitting(columns, width - 4)), down = Math.ceil(planes / across);
  const side = Math.min(22, (width - 4 - GAP * (across - 1)) / (across * columns)), high = rows * side + GAP;
  const cells = indices(tensor.shape).map(([image, plane, row, column], k) => drawCell(tensor.entries[k],
    2 + plane % across * (columns * side + GAP) + column * side, 2 + (image * down + Math.floor(plane / across)) * high + row * side, side, result, state));
  return stage(width, images * down * high + 2, `The numbers of ${name} by their indices`,
    svg("g", grip(`planes ${name}`, `Entry of ${name}`, tensor.entries.indexOf(result.chosen), tuple(tensor.index)), ...inFront(cells)));
}

/** Return how many cells of a tape belong together, those along its fastest axis, and how many fit a row of `width`. */
function rowOf({ shape, strides }, width) {
  const together = shape.filter((size, axis) => size > 1 && strides[axis] === 1)[0] ?? 1;
  return [together, together * Math.max(1, Math.min(Math.floor(A_ROW / together), fitting(together, width - MARGIN - 4)))];
}

/** Draw the memory of a tensor as a tape, with gaps between the runs of its fastest axis. */
function drawTape(name, tensor, result, state, width) {
  const [together, inRow] = rowOf(tensor, width);
  const side = Math.min(22, (width - MARGIN - 4 - GAP * (inRow / together - 1)) / inRow), high = side + GAP;
  const cells = tensor.memory.map((number, place) => drawCell(number,
    MARGIN + 2 + (place % inRow) * side + Math.floor((place % inRow) / together) * GAP, 2 + Math.floor(place / inRow) * high, side, result, state));
  const rows = range(Math.ceil(cells.length / inRow));
  return stage(width, rows.length * high + 2, `The memory of ${name}`,
    ...rows.map((row) => svg("text", { x: MARGIN - 4, y: row * high + side / 2 + 6, class: "end small" }, String(row * inRow))),
    svg("g", grip(`tape ${name}`, `Address in the memory of ${name}`, tensor.address, String(tensor.address)), ...inFront(cells)));
}

/** Draw x or y: what it is, its numbers by index, the way from an index to an address, its memory. */
function drawTensor(name, tensor, result, state, width) {
  const { shape, strides, index } = tensor;
  const says = (fact) => fact ? "yes" : "no";
  const facts = [["shape", tuple(shape)], ["strides", tuple(strides)], ["contiguous", says(isContiguous(tensor))], ["channels_last", says(isChannelsLast(tensor))]];
  const memory = name === "x" ? "" : tensor.isCopy ? ": a copy" : ": x’s own";
  return [
    html("dl", {}, ...facts.map(([term, value]) => html("div", {}, html("dt", {}, `${term === "shape" ? `${name}: ` : ""}${term}`), html("dd", {}, value)))),
    html("p", {}, `A layer sees ${count(shape[1], "channel")} of ${shape[2]}×${shape[3]}.`),
    drawPlanes(name, tensor, result, state, width),
    html("p", { class: "way" }, html("b", {}, `${name}[${index.join(", ")}] at ${tensor.address}`), html("span", {}, ` = ${index.map((i, axis) => `${i}·${strides[axis]}`).join(" + ")}`)),
    drawTape(name, tensor, result, state, width),
    html("p", {}, `memory${memory}; ${count(tensor.addresses.length, "cell")} needed, in `, html("b", {}, count(tensor.pieces, "piece"))),
  ];
}

/** The moves as buttons: those that were made, to step through, and those that may come next. */
function makeMoves(state, set) {
  const moves = movesOf(state);
  const step = (k, text) => html("button", { type: "button", "data-key": `step ${k}`, "aria-pressed": String(k === state.step),
    class: k > state.step ? "undone" : "done", click: () => set({ step: k }) }, text);
  const add = (move) => html("button", { type: "button", "data-key": move, disabled: state.step >= MOST_MOVES,
    click: () => set({ moves: [...moves.slice(0, state.step), move].join("."), step: state.step + 1 }) }, move);
  return html("div", { class: "moves" },
    html("div", { role: "group", "aria-label": "y, step by step" }, html("span", {}, "y ="), step(0, "x"), ...moves.map((move, k) => step(k + 1, `.${move}`))),
    html("div", { role: "group", "aria-label": "Next move" }, html("span", {}, "then"), ...Object.keys(MOVES).map(add)));
}

const isNarrow = (width) => width < 560;
/** How wide a tensor is drawn in a picture of `width`. */
const widthOfOne = (width) => isNarrow(width) ? width : (width - 28) / 2;

function draw(result, state, width, colour, set) {
  const narrow = isNarrow(width), each = widthOfOne(width);
  const [x, y] = ["x", "y"].map((name) => drawTensor(name, result[name], result, state, each));
  return [makeMoves(state, set), html("div", { class: `two-tensors ${narrow ? "narrow" : ""}` }, ...(narrow ? [...x, ...y] : x.flatMap((part, k) => [part, y[k]])))];
}

const made = (state) => ["x", ...movesOf(state).slice(0, state.step)].join(".");

function describe({ x, y }, state) {
  return `y = ${made(state)} has shape ${tuple(y.shape)} and strides ${tuple(y.strides)}; ${y.isCopy ? "its memory is a copy" : "its memory is that of x, and no number moved"}. `
    + `x${JSON.stringify(x.index).replaceAll(",", ", ")} is at address ${x.address}. The same number is y${JSON.stringify(y.index).replaceAll(",", ", ")}, at address ${y.address}. `
    + `For ${state.needs}, ${count(x.addresses.length, "cell")} in ${count(x.pieces, "piece")} in x, in ${count(y.pieces, "piece")} in y.`;
}

function code({ x, y }, state) {
  const line = made(state).replaceAll(/\b[NCHW]\b/g, (axis) => state[axis]);
  return `x = torch.rand${tuple(x.shape)}\ny = ${line}\ny.stride(), y.is_contiguous()  # (${tuple(y.strides)}, ${isContiguous(y) ? "True" : "False"})`;
}

const entryOf = (number, state) => Object.fromEntries(indexOf(number, state).map((i, axis) => ["nchw"[axis], i]));

/** Return the number that an arrow key leads to: a neighbour by index or in memory, and at an end the next grid's. */
function neighbour(name, dx, dy, state, width) {
  const [kind, which] = name.split(" "), { chosen, ...tensors } = compute(state), tensor = tensors[which];
  const numbers = kind === "tape" ? tensor.memory : tensor.entries, row = kind === "tape" ? rowOf(tensor, widthOfOne(width))[1] : tensor.shape[3];
  const to = numbers.indexOf(chosen) + dx + dy * row;
  return numbers[Math.max(0, Math.min(numbers.length - 1, to))];
}

const isInPlace = ({ x, y }) => y.entries.every((number, k) => number === x.entries[k]);

export function mount(root) {
  let width = 0;
  root.classList.add("explore-layout");
  const shape = [["N", 2, 1], ["C", 4, 3], ["H", 4, 4], ["W", 5, 5]].map(([name, max, value]) => ({ name, min: 1, max, value }));
  const entry = [["n", 0], ["c", 1], ["h", 2], ["w", 3]]
    .map(([name, value]) => ({ name, min: 0, max: (state) => state[name.toUpperCase()] - 1, value, quiet: true }));
  explore(root, {
    label: "Explorable: where a tensor's numbers lie",
    controls: [
      ...shape, ...entry, { name: "needs", label: "needed for it", options: NEEDS, value: NEEDS[0], wide: true },
      { name: "moves", kind: "text", quiet: true, value: "permute(0, 2, 3, 1).contiguous()" },
      { name: "step", min: 0, max: (state) => movesOf(state).length, value: 2, quiet: true },
    ],
    compute, describe, code,
    draw: (result, state, available, ...rest) => draw(result, state, width = available, ...rest),
    point: ({ dataset }, state) => dataset.number && entryOf(Number(dataset.number), state),
    drag: (name, { over }, state) => over?.dataset.number && entryOf(Number(over.dataset.number), state),
    nudge: (name, dx, dy, state) => entryOf(neighbour(name, dx, dy, state, width), state),
    challenges: [
      {
        text: "give y the shape of x and the order channels_last, with every number in its place?",
        met: ({ x, y }) => isChannelsLast(y) && !isContiguous(y) && String(y.shape) === String(x.shape) && isInPlace({ x, y }),
      },
      { text: "give y the shape of x, and yet mix up its numbers?", met: ({ x, y }) => String(y.shape) === String(x.shape) && !isInPlace({ x, y }) },
      { text: "need something that lies in fewer pieces in x than in y?", met: ({ x, y }) => x.pieces < y.pieces },
    ],
  });
}
