/** Where the windows of a convolution lie. */

import { Illegal, count, drawing, explore, legend, list, svg } from "./common.js";

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

const inside = (pixels, size) => pixels.filter((pixel) => pixel >= 0 && pixel < size);

/** Return whether some window holds nothing but padding. */
function hasEmptyWindow({ outputSize }, state) {
  return Array.from({ length: outputSize }, (_, i) => i).some((i) => inside(taps(state, i), state.size).length === 0);
}

/** Return the row and the column of the output that the picture shows. */
const chosen = ({ outputSize }, { at }) => [Math.floor(at / outputSize), at % outputSize];

/** Draw a square of cells with a caption above; `look(row, column)` gives each cell's class and attributes. */
function grid(x, y, side, cell, caption, look) {
  const cells = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const box = { x: x + column * cell, y: y + 24 + row * cell, width: cell - 1, height: cell - 1 };
      cells.push(...look(row, column, box));
    }
  }
  return [svg("text", { x, y: y + 14 }, caption), ...cells];
}

function draw(result, state, width) {
  const { size, padding, stride } = state, { extent, outputSize, reads } = result;
  const padded = size + 2 * padding;
  const [row, column] = chosen(result, state);
  const rows = taps(state, row), columns = taps(state, column);
  const beside = Math.min(28, (width - 40) / (padded + outputSize));
  const stacked = beside < 8;
  const cell = Math.floor(2 * (stacked ? Math.min(7, (width - 4) / Math.max(padded, outputSize)) : beside)) / 2;
  const left = stacked ? 0 : Math.max(padded * cell, 118) + 32;
  const top = stacked ? padded * cell + 36 : 0;

  const input = grid(2, 0, padded, cell, `input ${size}×${size}${padding ? `, padding ${padding}` : ""}`, (r, c, box) => {
    const y = r - padding, x = c - padding;
    const isPadding = Math.min(x, y) < 0 || Math.max(x, y) >= size;
    const isRead = rows.includes(y) && columns.includes(x);
    const unread = !isPadding && !(reads[x] && reads[y]);
    const parts = [svg("rect", { ...box, class: `${isPadding ? "zero" : unread ? "unread" : "pixel"} ${isRead ? "read" : ""}` })];
    if (unread && cell > 5) parts.push(svg("path", { d: `M${box.x} ${box.y}l${box.width} ${box.height}m0 ${-box.height}l${-box.width} ${box.height}`, class: "cross" }));
    return parts;
  });
  const frame = svg("rect", {
    x: 2 + column * stride * cell - 1.5, y: 24 + row * stride * cell - 1.5, width: extent * cell + 2, height: extent * cell + 2, class: "frame",
  });
  const output = grid(left + 2, top, outputSize, cell, `output ${outputSize}×${outputSize}`, (r, c, box) =>
    [svg("rect", { ...box, class: `result ${r === row && c === column ? "read" : ""}`, "data-at": r * outputSize + c })]);
  const [x1, x2, y1, y2] = [column * stride * cell + extent * cell + 2, left + 2 + column * cell, 24 + row * stride * cell, 24 + row * cell];
  const rays = stacked ? [] : [svg("path", { d: `M${x1} ${y1}L${x2} ${y2}M${x1} ${y1 + extent * cell}L${x2} ${y2 + cell - 1}`, class: "ray" })];
  const height = Math.max(stacked ? 0 : padded * cell, top + outputSize * cell) + 28;
  const label = `Input of ${size}×${size} pixels and its window for output (${row}, ${column})`;
  return [
    drawing(width, height, label, ...input, frame, ...output, ...rays),
    legend(["read", "read by this window"], ["pixel", "pixel"], ["zero", "padding: zeros"], ["unread", "pixel that no window reads"]),
  ];
}

function describe(result, state) {
  const { size, kernel_size } = state, { outputSize, reads } = result;
  const [row, column] = chosen(result, state);
  const rows = taps(state, row), columns = taps(state, column);
  const zeros = kernel_size ** 2 - inside(rows, size).length * inside(columns, size).length;
  const unread = reads.flatMap((times, pixel) => times ? [] : [pixel]);
  const minus = (numbers) => list(numbers.map((n) => String(n).replace("-", "−")));
  return [
    `The output is ${outputSize}×${outputSize}.`,
    `Output (${row}, ${column}) reads rows ${minus(rows)} and columns ${minus(columns)}${zeros ? `; of its ${count(kernel_size ** 2, "number")}, ${zeros} ${zeros === 1 ? "is" : "are"} padding` : ""}.`,
    unread.length ? `No window reads ${unread.length === 1 ? "row and column" : "rows and columns"} ${list(unread)}.` : "Every pixel is read.",
  ].join(" ");
}

function code({ outputSize }, { size, kernel_size, stride, padding, dilation }) {
  return `layer = nn.Conv2d(1, 1, kernel_size=${kernel_size}, stride=${stride}, padding=${padding}, dilation=${dilation})\n`
    + `layer(torch.rand(1, 1, ${size}, ${size})).shape  # torch.Size([1, 1, ${outputSize}, ${outputSize}])`;
}

/** Return how many outputs there are along a side; 1 where the setting is illegal, so that the slider stays usable. */
function outputs(state) {
  try {
    return compute(state).outputSize;
  } catch {
    return 1;
  }
}

export function mount(root) {
  explore(root, {
    label: "Explorable: where the windows lie",
    controls: [
      { name: "size", label: "size", min: 1, max: 36, value: 7 },
      { name: "kernel_size", min: 1, max: 9, value: 3 },
      { name: "stride", min: 1, max: 5, value: 2 },
      { name: "padding", min: 0, max: 6, value: 1 },
      { name: "dilation", min: 1, max: 6, value: 1 },
      {
        name: "at", label: "output", min: 0, max: (state) => outputs(state) ** 2 - 1, value: 0,
        format: (at, state) => `(${Math.floor(at / outputs(state))}, ${at % outputs(state)})`,
      },
    ],
    compute, draw, describe, code,
    play: "at",
    point: ({ dataset }) => dataset.at && { at: Number(dataset.at) },
    challenges: [
      { text: "make the output 32×32 with kernel_size 3 and dilation 2?", met: ({ outputSize }, s) => outputSize === 32 && s.kernel_size === 3 && s.dilation === 2 },
      { text: "make the last pixel fall off the edge?", met: ({ lost }) => lost > 0 },
      { text: "pad so much that a window holds nothing but zeros?", met: hasEmptyWindow },
    ],
  });
}
