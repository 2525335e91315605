/** A window on a photograph: where it lies, what it multiplies and adds up, and the picture that this makes. */

import { count, explore, grip, html, legend, list, stage, svg } from "./common.js";
import { KERNELS, LARGEST, compute, convolve, isWeight, readWeight, shades, shrink, taps, writtenWeights } from "./convolution.js";
import { CREDIT, grid, loadPhotograph } from "./pictures.js";

const RULER = 50, FOOT = 30; // above and below the pictures, in CSS pixels
const TYPED = 3; // up to this kernel_size weights are typed in
const LIMITS = { stride: [1, 5], padding: [0, 6] };

/** Return all that is shown of the photograph (96, 96). */
function convolution(photograph, state) {
  const geometry = compute(state), { row, column } = state;
  const photo = shrink(photograph, state.size);
  const written = writtenWeights(state), kernel = written.map((weights) => weights.map(readWeight));
  const output = convolve(photo, kernel, state);
  const rows = taps(state, row), columns = taps(state, column);
  const pixels = rows.map((y) => columns.map((x) => photo[y]?.[x]));
  const products = kernel.map((weights, u) => weights.map((weight, v) => weight * (pixels[u][v] ?? 0)));
  const reaches = output.map((_, i) => inside(taps(state, i), state.size).length < state.kernel_size);
  return { ...geometry, photo, written, kernel, output, rows, columns, pixels, products, shades: shades(output, kernel, reaches) };
}

const inside = (pixels, size) => pixels.filter((pixel) => pixel >= 0 && pixel < size);
const number = (value) => String(Math.abs(value) < 100 ? Math.round(10 * value) / 10 : Math.round(value)).replace("-", "−");

/** Return whether some window holds nothing but padding. */
function hasEmptyWindow({ outputSize }, state) {
  return Array.from({ length: outputSize }, (_, i) => i).some((i) => inside(taps(state, i), state.size).length === 0);
}

/** Return whether the kernel takes one neighbour of the middle pixel, and nothing else. */
function movesByOne({ kernel, outputSize }, { kernel_size, stride, dilation }) {
  const taken = kernel.flat().flatMap((weight, k) => weight ? [k] : []);
  return kernel_size === 3 && stride * dilation === 1 && outputSize > 1 && taken.length === 1 && taken[0] !== 4 && kernel.flat()[taken[0]] === 1;
}

/**
 * Return where the two pictures lie in `width` CSS pixels: the side of the input and of a pixel, and their corners; `ring` is
 * what a ring of padding takes on its ruler, which begins at `scale` and ends with the picture.
 */
function place(state, width) {
  const room = (width - (width < 500 ? 16 : 56) - 8) / 2, side = Math.min(290, 44 * state.size, room);
  const cell = side / (state.size + 2 * state.padding), ring = Math.min(14, side / 17);
  return { side, cell, ring, scale: 4 + side - LIMITS.padding[1] * ring, top: RULER, left: 4, outTop: RULER + (side - outputs(state) * cell) / 2, right: width - 4 - room };
}

const light = (value, [black, white]) => Math.max(0, Math.min(255, Math.round(255 * (value - black) / (white - black))));
const tone = (value, shades) => `rgb(${Array(3).fill(light(value, shades)).join(" ")})`;

/** Paint the pixels of both pictures, and the rings of zeros. */
function paintPictures({ photo, output, shades }, { padding }, at, width, colour) {
  const dots = Math.max(1, devicePixelRatio), height = RULER + at.side + FOOT;
  const canvas = html("canvas", { width: Math.round(width * dots), height: Math.round(height * dots), "aria-hidden": "true" });
  canvas.style.width = `${width}px`;
  const context = canvas.getContext("2d");
  const edge = (start, k) => Math.round((start + k * at.cell) * dots);
  const fillCells = (left, top, values, shades) => values.forEach((line, row) => line.forEach((value, column) => {
    const [x, y] = [edge(left, column), edge(top, row)];
    context.fillStyle = tone(value, shades);
    context.fillRect(x, y, edge(left, column + 1) - x, edge(top, row + 1) - y);
  }));
  fillCells(at.left + padding * at.cell, at.top + padding * at.cell, photo, [0, 255]);
  fillCells(at.right, at.outTop, output, shades);
  context.scale(dots, dots);
  context.strokeStyle = colour("--line");
  context.setLineDash([2, 2]);
  for (let ring = 0; ring < padding; ring++) {
    const inset = ring * at.cell + 0.5, long = at.side - 2 * inset;
    context.strokeRect(at.left + inset, at.top + inset, long, long);
  }
  return canvas;
}

/** Draw what is taken hold of: the window, its output, the stride and the padding. */
function drawGrips({ extent, outputSize, shades, reads }, state, at, width) {
  const { size, padding, stride, dilation, kernel_size, row, column } = state, { cell, side, top, left, right, outTop, ring, scale } = at;
  const x = left + column * stride * cell, y = top + row * stride * cell, span = extent * cell;
  const [outX, outY] = [right + column * cell, outTop + row * cell], ruler = top - 20, foot = top + side + 14;
  const frame = (box) => ["halo", "outlined"].map((look) => svg("rect", { ...box, class: look }));
  const tapped = dilation === 1 ? [] : grid(kernel_size, kernel_size, (u, v) =>
    svg("rect", { x: x + v * dilation * cell, y: y + u * dilation * cell, width: cell, height: cell, class: "tapped" })).flat();
  const crosses = grid(size, size, (i, j) => reads[i] && reads[j] ? ""
    : `M${left + (j + padding + 0.2) * cell} ${top + (i + padding + 0.2) * cell}l${0.6 * cell} ${0.6 * cell}m0 ${-0.6 * cell}l${-0.6 * cell} ${0.6 * cell}`);
  const starts = Array.from({ length: outputSize }, (_, k) => `M${left + k * stride * cell} ${top - 6}v4`).join("");
  const knob = (name, label, value, x, y) => svg("g", grip(name, label, value, `${name} ${value}`),
    svg("circle", { cx: x, cy: y, r: 12, class: "reach" }), svg("circle", { cx: x, cy: y, r: 6, class: "knob" }));
  const second = left + stride * cell, rings = scale + padding * ring;
  const marks = Array.from({ length: LIMITS.padding[1] + 1 }, (_, k) => `M${scale + k * ring} ${foot - 3}v6`).join("");
  const ends = [`black ${number(shades[0])}`, `white ${number(shades[1])}`];
  return stage(width, top + side + FOOT, "The photograph, a window on it, and the output",
    svg("text", { x: left, y: 12 }, `${width < 500 ? "input" : "photograph"} ${size}×${size}`),
    svg("text", { x: right, y: 12 }, `output ${outputSize}×${outputSize}`),
    svg("path", { d: starts, class: "axis" }),
    svg("path", { d: `M${left} ${ruler}H${second}`, class: "measure" }),
    svg("text", { x: second + 20, y: ruler + 4, class: "haloed" }, `stride ${stride}`),
    svg("path", { d: `${marks}M${scale} ${foot}H${left + side}`, class: "axis" }),
    svg("path", { d: `M${scale} ${foot}H${rings}`, class: "measure" }),
    svg("text", { x: scale - 14, y: foot + 4, class: "end" }, `padding ${padding}`),
    ...(width < 500 ? ends : [ends.join(", ")]).map((end, k, { length }) => svg("text", { x: right, y: foot + (length === 1 ? 4 : 13 * k - 1) }, end)),
    svg("rect", { x: left, y: top, width: side, height: side, class: "reach", ...grip("window", "Window", row * outputSize + column, `output (${row}, ${column})`) }),
    svg("rect", { x: right, y: outTop, width: outputSize * cell, height: outputSize * cell, class: "reach", "data-grip": "output" }),
    svg("g", { class: "untouched" },
      svg("path", { d: crosses.flat().join(""), class: "outlined thin" }),
      svg("path", { d: `M${x + span} ${y}L${outX} ${outY}M${x + span} ${y + span}L${outX} ${outY + cell}`, class: "outlined thin" }),
      ...tapped,
      ...frame({ x: x - 1, y: y - 1, width: span + 2, height: span + 2 }),
      ...frame({ x: outX - 1, y: outY - 1, width: cell + 2, height: cell + 2 })),
    knob("stride", "Stride", stride, second, ruler),
    knob("padding", "Padding", padding, rings, foot));
}

/** Draw a table (K, K), told row by row; `look(value)` gives the fill and the ink of each square. */
function drawSquares(name, values, side, look) {
  const square = side / values.length;
  const told = values.map((row, u) => `${values.length > 1 ? `row ${u}: ` : ""}${row.map((value) => number(value ?? 0)).join(", ")}`).join("; ");
  return svg("svg", { width: side, height: side, viewBox: `-1 -1 ${side + 2} ${side + 2}`, role: "img", "aria-label": `${name}. ${told}` },
    ...values.flatMap((row, u) => row.flatMap((value, v) => {
      const box = svg("rect", { x: v * square, y: u * square, width: square, height: square, class: value === undefined ? "zero" : "square" });
      const text = svg("text", { x: (v + 0.5) * square, y: (u + 0.5) * square + 4, class: "middle", "aria-hidden": "true" }, number(value ?? 0));
      const { fill = "", ink = "" } = value === undefined ? {} : look(value);
      box.style.setProperty("--fill", fill);
      text.style.fill = ink;
      return values.length <= TYPED ? [box, text] : [box];
    })));
}

const asGrey = (shades) => (value) => ({ fill: tone(value, shades), ink: light(value, shades) < 118 ? "#fff" : "#000" });
const signed = (most) => (value) =>
  ({ fill: `color-mix(in srgb, var(${value < 0 ? "--c0" : "--c2"}) ${Math.round(50 * Math.abs(value) / most)}%, var(--paper))` });
const mostOf = (values) => Math.max(...values.flat().map(Math.abs), 1e-9);

/** Make the fields into which the weights are typed. */
function makeFields({ written, kernel }, state, side, set) {
  const K = written.length, look = signed(mostOf(kernel));
  const clean = (text) => text.replace("−", "-").replace(",", ".").replaceAll(/\s/g, "");
  const type = (u, v, text, remark) => {
    const offset = Math.floor((3 - K) / 2), nine = writtenWeights({ ...state, kernel_size: 3 });
    nine[u + offset][v + offset] = clean(text);
    set({ kernel: "typed in", weights: nine.flat().join(" ") }, remark);
  };
  const remarkOn = (u, v, text) => isWeight(clean(text)) ? "" : `Row ${u}, column ${v} counts as ${number(readWeight(clean(text)))}: `
    + `a weight is a number or a fraction from −${LARGEST} to ${LARGEST}, and ${text.trim() ? `“${text.trim()}” is none` : "nothing was typed"}.`;
  const isBegun = (text) => /^[-.]*$|\/$/.test(clean(text));
  const fields = html("div", { class: "weights" }, ...written.flatMap((row, u) => row.map((text, v) => {
    const field = html("input", {
      type: "text", value: text.replace("-", "−"), maxlength: 8, autocomplete: "off", "data-key": `weight ${u} ${v}`,
      "aria-label": `weight, row ${u}, column ${v}`, focus: ({ target }) => target.select(),
      input: ({ target: { value } }) => type(u, v, value, isBegun(value) ? "" : remarkOn(u, v, value)),
      // once the focus has moved on, the field shows what counts
      blur: () => setTimeout(() => {
        if (field.isConnected && !isWeight(text)) type(u, v, String(kernel[u][v]), remarkOn(u, v, text));
      }),
      keydown: (event) => {
        const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        type(u, v, String(Number((kernel[u][v] + by).toFixed(3))));
      },
    });
    field.style.background = look(kernel[u][v]).fill;
    return field;
  })));
  fields.style.width = fields.style.height = `${side}px`;
  fields.style.gridTemplateColumns = `repeat(${K}, 1fr)`;
  return fields;
}

/** Write a window out: pixels, weights, products and sum. */
function writeOut(result, state, width, set) {
  const side = width < 500 ? 87 : 111, { pixels, kernel, products, output, shades } = result, { row, column } = state;
  const part = (name, node) => html("div", { class: "factor" }, html("span", {}, name), node);
  const sign = (text) => html("span", { class: "join" }, text);
  const weights = kernel.length <= TYPED ? makeFields(result, state, side, set) : drawSquares("The kernel", kernel, side, signed(mostOf(kernel)));
  const sum = drawSquares("The sum", [[output[row][column]]], width < 500 ? 44 : 64, asGrey(shades));
  sum.firstChild.classList.add("outlined");
  return html("div", { class: "written-out" },
    part("pixels", drawSquares("The window's pixels", pixels, side, asGrey([0, 255]))), sign("×"),
    part("kernel", weights), sign("="),
    part("products", drawSquares("The products", products, side, signed(mostOf(products)))),
    html("div", { class: "sum" }, sign("→"), part("their sum", sum)));
}

function draw(result, state, width, colour, set) {
  const at = place(state, width), unread = result.reads.includes(0);
  return [
    html("div", { class: "stacked" }, paintPictures(result, state, at, width, colour), drawGrips(result, state, at, width)),
    writeOut(result, state, width, set),
    ...(unread ? [legend(["unread", "pixel that no window reads"])] : []),
    html("p", { class: "explorable-credit" }, CREDIT),
  ];
}

function describe({ outputSize, reads, rows, columns, output }, { size, kernel_size, kernel, row, column }) {
  const zeros = kernel_size ** 2 - inside(rows, size).length * inside(columns, size).length;
  const unread = reads.flatMap((times, pixel) => times ? [] : [pixel]);
  const minus = (numbers) => list(numbers.map((n) => String(n).replace("-", "−")));
  return [
    `The output is ${outputSize}×${outputSize}; kernel: ${kernel}.`,
    `Output (${row}, ${column}) reads rows ${minus(rows)} and columns ${minus(columns)}${zeros ? `; of its ${count(kernel_size ** 2, "number")}, ${zeros} ${zeros === 1 ? "is" : "are"} padding` : ""}. The sum is ${number(output[row][column])}.`,
    unread.length ? `No window reads ${unread.length === 1 ? "row and column" : "rows and columns"} ${list(unread)}.` : "Every pixel is read.",
  ].join(" ");
}

function code({ outputSize }, { size, kernel_size, stride, padding, dilation }) {
  return `layer = nn.Conv2d(1, 1, kernel_size=${kernel_size}, stride=${stride}, padding=${padding}, dilation=${dilation})\n`
    + `layer(torch.rand(1, 1, ${size}, ${size})).shape  # torch.Size([1, 1, ${outputSize}, ${outputSize}])`;
}

/** Return how many outputs there are along a side; 1 where the setting is illegal. */
function outputs(state) {
  try {
    return compute(state).outputSize;
  } catch {
    return 1;
  }
}

const limited = (name, value) => Math.max(LIMITS[name][0], Math.min(LIMITS[name][1], Math.round(value)));
const within = (value, max) => Math.max(0, Math.min(max, value));

/** Change stride or padding, and leave the window about where it was. */
function keepPlace(from, change) {
  const to = { ...from, ...change }, moved = (k) => (k * from.stride + to.padding - from.padding) / to.stride;
  return { ...change, row: moved(from.row), column: moved(from.column) };
}

export async function mount(root) {
  const photograph = await loadPhotograph();
  let at;
  root.classList.add("explore-geometry");
  explore(root, {
    label: "Explorable: a window on a photograph",
    controls: [
      { name: "size", min: 1, max: 36, value: 24 },
      { name: "kernel_size", min: 1, max: 9, value: 3 },
      { name: "kernel", options: [...Object.keys(KERNELS), "typed in"], value: "upright edges" },
      { name: "dilation", min: 1, max: 6, value: 1 },
      { name: "weights", kind: "text", quiet: true, value: "0 0 0 0 1 0 0 0 0" },
      { name: "stride", min: 1, max: 5, value: 1, quiet: true },
      { name: "padding", min: 0, max: 6, value: 1, quiet: true },
      { name: "row", min: 0, max: (state) => outputs(state) - 1, value: 12, quiet: true },
      { name: "column", min: 0, max: (state) => outputs(state) - 1, value: 19, quiet: true },
    ],
    compute: (state) => convolution(photograph, state),
    draw: (result, state, width, ...others) => {
      at = place(state, width);
      return draw(result, state, width, ...others);
    },
    describe, code,
    play: { name: "column", thing: "window" },
    drag: (name, { x, y }, from) => {
      if (name === "stride") return keepPlace(from, { stride: limited("stride", (x - at.left) / at.cell) });
      if (name === "padding") return keepPlace(from, { padding: limited("padding", (x - at.scale) / at.ring) });
      if (name === "output") return { column: Math.floor((x - at.right) / at.cell), row: Math.floor((y - at.outTop) / at.cell) };
      const [column, row] = [x - at.left, y - at.top].map((along) => (along / at.cell - compute(from).extent / 2) / from.stride);
      return { column, row };
    },
    nudge: (name, dx, dy, state) => {
      const last = outputs(state) - 1;
      if (name === "window") return { column: within(state.column + dx, last), row: within(state.row + dy, last) };
      return keepPlace(state, { [name]: limited(name, state[name] + dx - dy) });
    },
    challenges: [
      { text: "move the picture by one pixel, with nothing but the kernel?", met: movesByOne },
      { text: "make the last pixel fall off the edge?", met: ({ lost }) => lost > 0 },
      { text: "pad so much that a window holds nothing but zeros?", met: hasEmptyWindow },
    ],
  });
}
