/** Where a tensor's numbers lie in memory, in NCHW and in NHWC. */

import { count, drawing, explore, html, svg } from "./common.js";

const NEEDS = ["all channels of the pixel", "one number", "a 3×3 window of one channel", "a 3×3 window of all channels"];
const A_ROW = 15; // cells of a tape

const range = (length) => Array.from({ length }, (_, k) => k);

/** Return the address of the entry at `index` (n, c, h, w): the sum of index times stride. */
export const address = (index, strides) => index.reduce((sum, i, axis) => sum + i * strides[axis], 0);

/**
 * Both orders of a tensor, and what an operation needs for one of its entries.
 *
 * @param {{N: number, C: number, H: number, W: number, n: number, c: number, h: number, w: number, needs: string}} settings
 * @returns {{wanted: number[][], NCHW: object, NHWC: object}} wanted: the indices (n, c, h, w) that are needed; for each
 *   order {strides, address, addresses, pieces}: of the entry, of all that is needed, and in how many pieces that lies
 */
export function compute({ N, C, H, W, n, c, h, w, needs }) {
  const margin = needs.includes("window") ? 1 : 0;
  const near = (size, i) => range(size).filter((k) => Math.abs(k - i) <= margin);
  const channels = needs.includes("all channels") ? range(C) : [c];
  const wanted = channels.flatMap((k) => near(H, h).flatMap((row) => near(W, w).map((column) => [n, k, row, column])));
  const order = (strides) => {
    const addresses = wanted.map((index) => address(index, strides)).sort((a, b) => a - b);
    const pieces = addresses.filter((cell, k) => cell !== addresses[k - 1] + 1).length;
    return { strides, address: address([n, c, h, w], strides), addresses, pieces };
  };
  return { wanted, numbers: N * C * H * W, NCHW: order([C * H * W, H * W, W, 1]), NHWC: order([C * H * W, 1, W * C, C]) };
}

/** Return [n, c, h, w] of the cell at address `cell`: each index is what the stride of its axis leaves over. */
function indexAt(cell, strides, shape) {
  return strides.map((stride, axis) => Math.floor(cell / stride) % shape[axis]);
}

/** A coloured cell with the number of its channel, which can be pointed at. */
function cellAt(x, y, side, index, isWanted, isChosen) {
  const channel = index[1];
  const parts = [svg("rect", { x, y, width: side - 1, height: side - 1, class: `k${channel} flat pointable ${isWanted ? "" : "pale"}`, "data-index": index.join() })];
  if (side >= 14) parts.push(svg("text", { x: x + side / 2 - 0.5, y: y + side / 2 + 3, class: `digit ${isWanted ? `on${channel}` : ""}` }, String(channel)));
  if (isChosen) parts.push(svg("rect", { x: x - 0.5, y: y - 0.5, width: side, height: side, class: "frame" }));
  return parts;
}

const inFront = (cells) => cells.toSorted((a, b) => a.length - b.length).flat();

/** Draw the tensor as its planes: a row for each image, a grid for each channel. */
function drawPlanes({ wanted }, { N, C, H, W, n, c, h, w }, width) {
  const gap = 16, side = Math.floor(Math.min(22, (width - 2 - gap * (C - 1)) / (C * W)));
  const isWanted = new Set(wanted.map(String)), chosen = String([n, c, h, w]);
  const cells = range(N).flatMap((image) => range(C).flatMap((channel) => range(H).flatMap((row) => range(W).map((column) => {
    const index = [image, channel, row, column];
    const x = 1 + channel * (W * side + gap) + column * side, y = 21 + image * (H * side + 28) + row * side;
    return cellAt(x, y, side, index, isWanted.has(String(index)), String(index) === chosen);
  }))));
  const titles = range(N).map((image) => svg("text", { x: 0, y: 14 + image * (H * side + 28) }, `image ${image}, ${C === 1 ? "channel 0" : `channels 0 to ${C - 1}`}`));
  return drawing(width, N * (H * side + 28), "The tensor: a grid for each channel of each image", ...titles, ...inFront(cells));
}

/** Draw one order as a tape, 15 cells a row. */
function drawTape(name, { strides, address: place, addresses, pieces }, state, width) {
  const { N, C, H, W } = state, shape = [N, C, H, W], { n, c, h, w } = state;
  const side = Math.floor(Math.min(20, (width - 2) / A_ROW)), needed = new Set(addresses);
  const cells = range(N * C * H * W).map((cell) =>
    cellAt(1 + (cell % A_ROW) * side, 43 + Math.floor(cell / A_ROW) * side, side, indexAt(cell, strides, shape), needed.has(cell), cell === place));
  const sum = [n, c, h, w].map((i, axis) => `${i}·${strides[axis]}`).join(" + ");
  return drawing(width, 46 + Math.ceil(cells.length / A_ROW) * side, `The tape in ${name}`,
    svg("text", { x: 0, y: 14 }, `${name}: ${sum} = ${place}`),
    svg("text", { x: 0, y: 33 }, `needed: ${addresses.length}, pieces: ${pieces}`), ...inFront(cells));
}

function draw(result, state, width) {
  const half = width > 640 ? (width - 32) / 2 : width;
  return [
    drawPlanes(result, state, width),
    html("div", { class: "side-by-side" }, drawTape("NCHW", result.NCHW, state, half), drawTape("NHWC", result.NHWC, state, half)),
  ];
}

function describe({ NCHW, NHWC }, { n, c, h, w, needs }) {
  return `Entry (${n}, ${c}, ${h}, ${w}) has address ${NCHW.address} in NCHW and ${NHWC.address} in NHWC. `
    + `For ${needs}, ${count(NCHW.addresses.length, "cell")} in ${count(NCHW.pieces, "piece")} in NCHW, in ${count(NHWC.pieces, "piece")} in NHWC.`;
}

function code({ NCHW, NHWC }, { N, C, H, W }) {
  return `x = torch.rand(${N}, ${C}, ${H}, ${W})\nx.stride()  # (${NCHW.strides.join(", ")})\n`
    + `x.to(memory_format=torch.channels_last).stride()  # (${NHWC.strides.join(", ")})`;
}

export function mount(root) {
  const shape = [["N", 2, 2], ["C", 4, 3], ["H", 4, 4], ["W", 5, 5]]
    .map(([name, max, value]) => ({ name, min: 1, max, value, group: "Shape" }));
  const entry = [["n", 0], ["c", 1], ["h", 2], ["w", 3]]
    .map(([name, value]) => ({ name, min: 0, max: (state) => state[name.toUpperCase()] - 1, value, group: "Entry" }));
  explore(root, {
    label: "Explorable: where an operation finds its numbers",
    controls: [...shape, ...entry, { name: "needs", label: "needed for it", options: NEEDS, value: NEEDS[0], wide: true }],
    compute, draw, describe, code,
    point: ({ dataset }) => {
      if (!dataset.index) return undefined;
      const [n, c, h, w] = dataset.index.split(",").map(Number);
      return { n, c, h, w };
    },
    challenges: [
      {
        text: "point at an entry, not the first or the last, that has the same address in both orders, with 2 channels or more?",
        met: ({ NCHW, NHWC, numbers }, { C, H, W }) => C > 1 && H * W > 1 && NCHW.address === NHWC.address && NCHW.address > 0 && NCHW.address < numbers - 1,
      },
      { text: "need something that lies in fewer pieces in NCHW than in NHWC?", met: ({ NCHW, NHWC }) => NCHW.pieces < NHWC.pieces },
      { text: "find a shape with 2 channels or more for which the two orders are one?", met: (_, { C, H, W }) => C > 1 && H * W === 1 },
    ],
  });
}
