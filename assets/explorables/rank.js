/** How near kernels of low rank come to a given one, and what they make of a photograph: kernels are painted, a row of singular values is cut. */

import { explore, grip, html, list, stage, svg } from "./common.js";
import { MOST, NAMES, TYPED, analyse, compute, kernelOf, largest, paintCell, readPainted, sizes, total, weightsOf } from "./kernels.js";
import { CREDIT, grid, loadPhotograph, paint } from "./pictures.js";

export { compute, decompose, kernelOf, makeKernel, paintCell, readKernel } from "./kernels.js";

const SHELF = [...NAMES, TYPED];
const SIDE = 96; // of the photograph, in pixels
const BAND = 26, GAP = 4, MARGIN = 34; // in CSS pixels
const BRUSHES = [-2, -1, 0, 1, 2];

/** Return what a key makes of a cell's weight: space the brush, or 0 where that is already; minus its negative; a digit itself. */
function pressed(key, weight, brush) {
  if (key === " ") return weight === brush ? 0 : brush;
  return key === "-" ? -weight : /^\d$/.test(key) ? Number(key) : undefined;
}

const minus = (text) => text.replace(/^-/, "−");
const fixed = (value) => minus(value.toFixed(2)).replace("−0.00", "0.00");
const short = (value) => minus(String(Number(value.toFixed(2)) + 0));
const offBy = (value) => value < 0.0005 ? "0" : value.toFixed(value < 0.1 ? 3 : 2);

// White is 0, orange below and violet above it: the chapter's colours.
const signed = (limit) => (value) => (value < 0 ? [179, 88, 6] : [84, 39, 136]).map((end) => 255 + (end - 255) * Math.min(1, Math.abs(value) / limit));
const inkOn = (value, limit) => Math.abs(value) > 0.55 * limit ? "on-strong" : "on-weak";
const grey = ([black, white]) => (value) => Array(3).fill(255 * (value - black) / (white - black));

/** Return the numbers drawn black and white: a kernel whose sum is small answers to changes, and 0 is in the middle. */
function shades(kernel) {
  const sum = total(kernel), size = total(sizes(kernel));
  if (Math.abs(sum) < 0.5 * size) return [-0.15 * size, 0.15 * size];
  return sum > 0 ? [0, size] : [-size, 0];
}

/** Return what a table of values is wide and high where its longer side has `side` CSS pixels. */
const fit = (values, side) => [values[0].length, values.length].map((along) => side * along / Math.max(values.length, values[0].length));

/** Paint values, and put a drawing of the same size on them. */
function panel(values, [width, height], label, colour, ...shapes) {
  const canvas = paint(values, width, label, colour);
  canvas.style.height = `${height}px`;
  return html("div", { class: "stacked" }, canvas, stage(width, height, label, svg("rect", { width, height, class: "empty" }), ...shapes));
}

function titled(title, note, width, ...nodes) {
  const part = html("div", { class: "titled" }, html("strong", {}, title), html("span", {}, note), ...nodes);
  part.style.width = `${width}px`;
  return part;
}

/** Write weights into large cells; in small ones a dash says which are negative. */
function writeWeights(kernel, [width, height]) {
  const [across, down] = [width / kernel[0].length, height / kernel.length], limit = largest(kernel);
  const cells = kernel.flatMap((row, u) => row.map((weight, v) => ({ weight, x: (v + 0.5) * across, y: (u + 0.5) * down })));
  if (Math.min(across, down) > 24) return cells.map(({ weight, x, y }) => svg("text", { x, y: y + 4, class: `digit ${inkOn(weight, limit)}` }, across > 36 ? short(weight) : short(weight).replace("0.", ".")));
  const negative = cells.filter(({ weight }) => weight < -0.05 * limit);
  return [svg("path", { d: negative.map(({ x, y }) => `M${x - across / 5} ${y}h${across / 2.5}`).join(""), class: "dash" })];
}

/** Draw what marks a place on a picture: a shape on a halo, so that it shows on dark and light. */
const mark = (shape, attributes) => svg("g", { class: "untouched" }, ...["halo", "mark"].map((look) => svg(shape, { ...attributes, class: look })));

const brushWidth = (width) => Math.min(28, width / BRUSHES.length);

/** Draw the weights that one paints with. */
function drawBrushes(brush, width) {
  const step = brushWidth(width), left = width - BRUSHES.length * step;
  return stage(width, BAND, "What the kernel is painted with", ...(left > 30 ? [svg("text", { x: 0, y: 18 }, "paint")] : []),
    svg("g", grip("brush", "Weight to paint with", brush), ...BRUSHES.flatMap((value, k) => {
      const box = svg("rect", { x: left + step * k + 2, y: 2, width: step - 4, height: BAND - 4, class: value === brush ? "brush taken" : "brush" });
      box.style.setProperty("--fill", `rgb(${signed(2)(value)})`);
      return [box, svg("text", { x: left + step * (k + 0.5), y: 18, class: `middle ${inkOn(value, 2)}` }, short(value))];
    })));
}

/** Draw the kernel, whose cells are painted. */
function drawKernel({ kernel, rank, macs }, state, side, set) {
  const [rows, columns] = [kernel.length, kernel[0].length], [width, height] = fit(kernel, side), cell = width / columns;
  const row = Math.floor(state.cell / columns), column = state.cell % columns;
  const keydown = (event) => {
    const weight = event.ctrlKey || event.metaKey || event.altKey ? undefined : pressed(event.key, weightsOf(state)[row][column], state.brush);
    if (weight === undefined) return;
    event.preventDefault();
    set(paintCell(state, row, column, weight));
  };
  const told = `row ${row}, column ${column}: weight ${fixed(kernel[row][column])}`;
  return titled(`${state.kernel}, ${rows}×${columns}: rank ${rank}`, `${readPainted(state).length ? "painted, " : ""}${macs} MACs, sum ${fixed(total(kernel))}`, side,
    drawBrushes(state.brush, side),
    panel(kernel, [width, height], "The kernel", signed(largest(kernel)), ...writeWeights(kernel, [width, height]),
      svg("rect", { width, height, class: "reach", keydown, ...grip("cell", "Cell of the kernel; space paints it", state.cell, told) }),
      mark("rect", { x: column * cell, y: row * cell, width: cell, height: cell })));
}

/** Return columns (K_h, r) and rows (r, K_w) whose product is the stand-in; at rank 1 the column's largest entry is 1. */
function bands({ parts, near: { rank } }) {
  const columns = parts.slice(0, rank).map(({ value, left }) => {
    const scale = rank > 1 ? Math.sqrt(value) || 1 : 1 / left.reduce((a, b) => Math.abs(b) > Math.abs(a) ? b : a);
    return { entries: left.map((entry) => entry * scale), scale };
  });
  return [
    grid(columns[0].entries.length, rank, (i, k) => columns[k].entries[i]),
    columns.map(({ scale }, k) => parts[k].right.map((entry) => entry * parts[k].value / scale)),
  ];
}

/** Draw the stand-in, between the columns and the rows that it is made of. */
function drawStandIn(result, side) {
  const { kernel, error, macs, rank } = result.near, [columns, rows] = bands(result), [width, height] = fit(kernel, side);
  const part = (values, size, label, limit = largest(values)) => panel(values, size, label, signed(limit), ...writeWeights(values, size));
  return titled(`rank ${rank}: off by ${offBy(error)}`, `${macs} MACs, sum ${fixed(total(kernel))}`, side + BAND + GAP,
    html("div", { class: "made" }, html("span", { "aria-hidden": "true" }, "×"),
      part(rows, [width, BAND], "Its rows"), part(columns, [BAND, height], "Its columns"),
      part(kernel, [width, height], "The stand-in", largest(result.kernel))));
}

/** Draw the singular values as bars, and the knife that cuts them. */
function drawValues({ kernel, values, rank, near, macs }, [width, height]) {
  const slot = (width - MARGIN - 8) / values.length, top = 34, base = height - 24, x = (k) => MARGIN + k * slot, at = x(near.rank);
  const y = (k) => base - (base - top) * values[k] / values[0];
  const bars = values.map((_, k) => k < rank
    ? svg("rect", { x: x(k + 0.12), y: y(k), width: slot * 0.76, height: base - y(k), class: k < near.rank ? "k2" : "cut-off" })
    : svg("circle", { cx: x(k + 0.5), cy: base - 4, r: Math.min(2.5, slot / 5), class: "none-left" }));
  const told = [near.rank - 1, near.rank].filter((k) => k < rank).map((k) =>
    svg("text", { x: at + (k < near.rank ? -4 : 4), y: y(k) - 4, class: k < near.rank ? "end haloed" : "haloed" }, values[k].toFixed(2)));
  const even = x(macs / (kernel.length + kernel[0].length));
  return titled("singular values", "drag the cut", width, stage(width, height, "The singular values",
    svg("path", { d: `M${MARGIN} ${base}H${width - 8}`, class: "axis" }), ...bars,
    svg("path", { d: `M${even} 2V${base}`, class: "dotted" }),
    svg("text", { x: even - 4, y: 12, class: "end" }, "cheaper"), svg("text", { x: even + 4, y: 12 }, "dearer"),
    svg("g", grip("rank", "Cut after so many singular values", near.rank, `rank ${near.rank}, ${near.macs} MACs, off by ${offBy(near.error)} and ${offBy(near.pictureError)}`),
      svg("rect", { x: 0, y: top - 14, width: width - 2, height: height - top + 14, class: "reach" }),
      svg("path", { d: `M${at} ${top - 12}V${base + 4}`, class: "knife" }),
      svg("circle", { cx: at, cy: base + 12, r: 8, class: "knob" })),
    ...told));
}

/** Draw what each makes of the photograph, and the difference; a place in them is pointed at. */
function drawPictures({ kernel, filtered, near }, { row, column }, photograph, side) {
  const range = shades(kernel), limit = (range[1] - range[0]) / 2, pixel = side / SIDE;
  const difference = near.filtered.map((values, i) => values.map((value, j) => value - filtered[i][j]));
  const most = largest(difference), factor = most > 1e-9 * limit ? 10 ** Math.max(0, Math.floor(Math.log10(limit / most))) : 1;
  const told = `row ${row}, column ${column}: ${fixed(filtered[row][column])} by the kernel, ${fixed(near.filtered[row][column])} by rank ${near.rank}`;
  const picture = (title, values, colour, note = `here ${fixed(values[row][column])}`, held = { "data-grip": "pixel" }) => {
    const [width, height] = [side, side * values.length / values[0].length], scale = width / values[0].length;
    return titled(title, note, side, panel(values, [width, height], title, colour, svg("rect", { width, height, class: "reach glide", ...held }),
      mark("circle", { cx: (column + 0.5) * scale, cy: (row + 0.5) * scale, r: 5 })));
  };
  const photo = () => titled("photograph", "point at a place", side, panel(photograph, [side, side], "The photograph, and the window on it", grey([0, 1]),
    svg("rect", { width: side, height: side, class: "reach glide", "data-grip": "photograph" }),
    mark("rect", { x: column * pixel, y: row * pixel, width: kernel[0].length * pixel, height: kernel.length * pixel })));
  return [
    photo(),
    picture("by kernel", filtered, grey(range), undefined, grip("pixel", "Place in the picture", row, told)),
    picture(`by rank ${near.rank}`, near.filtered, grey(range)),
    picture(`off by ${offBy(near.pictureError)}`, difference, signed(limit / factor), `here ${fixed(difference[row][column])}${factor > 1 ? ` (×${factor})` : ""}`),
  ];
}

function describe({ kernel, values, rank, near, macs, filtered }, { row, column }) {
  return [
    `This kernel is ${kernel.length}×${kernel[0].length} and has rank ${rank}; its first singular values are ${list(values.slice(0, 3).map((value) => value.toFixed(3)))}.`,
    `Rank ${near.rank} is ${near.error < 1e-9 ? "exact" : `off by ${offBy(near.error)} in the kernel and by ${offBy(near.pictureError)} in the picture`}, for ${near.macs} MACs a pixel instead of ${macs}.`,
    `The sum of the weights is ${fixed(total(kernel))} and becomes ${fixed(total(near.kernel))}.`,
    `At row ${row}, column ${column} the kernel gives ${fixed(filtered[row][column])}, and rank ${near.rank} gives ${fixed(near.filtered[row][column])}.`,
  ].join(" ");
}

const known = new Map();

/** Return a kernel of the shelf with its rank, worked out once; nothing where what is typed in is no kernel. */
function onShelf(kernel, { K, weights }) {
  const key = `${kernel}${kernel === TYPED ? weights : K}`;
  if (!known.has(key)) {
    try {
      known.set(key, analyse(kernelOf({ kernel, K, weights, painted: "" }), [[]]));
    } catch {
      known.set(key, undefined);
    }
  }
  return known.get(key);
}

/** Return the rows and columns of a state's kernel; of what is no kernel, the most there are. */
function sizeOf(state) {
  if (state.kernel !== TYPED) return [state.K, state.K];
  const { kernel } = onShelf(TYPED, state) ?? {};
  return kernel ? [kernel.length, kernel[0].length] : [MOST, MOST];
}

/** Return how many places a state's kernel has down and across the photograph. */
const placesOf = (state) => sizeOf(state).map((along) => SIDE - along + 1);

/** Show the kernels to choose from side by side, each with its rank. */
function drawShelf(state, side) {
  const of = (name) => onShelf(name, state) ?? { kernel: [[0]], rank: "?" };
  return html("div", { class: "shelf surface glide", ...grip("kernel", "Kernel", SHELF.indexOf(state.kernel), `${state.kernel}, rank ${of(state.kernel).rank}`) },
    ...SHELF.map((name) => html("div", { class: name === state.kernel ? "chosen" : "", "data-kernel": name },
      paint(of(name).kernel, side, name, signed(largest(of(name).kernel) || 1)),
      html("span", { class: "name" }, name), html("span", {}, html("span", { class: "name" }, "rank "), of(name).rank))));
}

/** How wide the parts are in `width` CSS pixels. */
function layOut(width) {
  const wide = width >= 560, side = wide ? 200 : (width - 10 - BAND - GAP) / 2;
  return {
    wide, side, small: wide ? (width - 3 * 12) / 4 : (width - 8) / 2, thumb: wide ? 36 : Math.floor(width / SHELF.length) - 10,
    chart: wide ? [width - 2 * side - BAND - GAP - 2 * 16, side + BAND + GAP] : [width, 104],
  };
}

/** Return the cells on the way from one to another, without the first. */
function between([u, v], [row, column]) {
  const steps = Math.max(Math.abs(row - u), Math.abs(column - v));
  return Array.from({ length: steps }, (_, k) => [u + Math.round((row - u) * (k + 1) / steps), v + Math.round((column - v) * (k + 1) / steps)]);
}

const within = (value, end) => Math.max(0, Math.min(end - 1, Math.floor(value)));

export async function mount(root) {
  const photograph = await loadPhotograph();
  let last = {}, stroke, place;

  /** Paint all cells that the pointer has passed since it was last seen; a stroke that begins on its own colour wipes. */
  function paintTo({ u, v, begun }, from) {
    const [rows, columns] = sizeOf(from), [row, column] = [within(v * rows, rows), within(u * columns, columns)];
    if (begun) stroke = { ...from, at: [row, column], brush: pressed(" ", weightsOf(from)[row][column], from.brush) };
    for (const passed of begun ? [stroke.at] : between(stroke.at, [row, column])) Object.assign(stroke, paintCell(stroke, ...passed, stroke.brush));
    stroke.at = [row, column];
    return { painted: stroke.painted, weights: stroke.weights, cell: row * columns + column };
  }

  const pulls = {
    kernel({ over, begun }, from) {
      const kernel = over?.closest("[data-kernel]")?.dataset.kernel;
      return begun || kernel !== from.kernel ? { kernel, painted: "" } : {};
    },
    brush: ({ x }) => ({ brush: BRUSHES[within((x - place.side) / brushWidth(place.side) + BRUSHES.length, BRUSHES.length)] }),
    cell: paintTo,
    rank: ({ x }, from) => ({ rank: Math.round((x - MARGIN) / (place.chart[0] - MARGIN - 8) * Math.min(...sizeOf(from))) }),
    pixel: ({ u, v }, from) => ({ row: Math.floor(v * placesOf(from)[0]), column: Math.floor(u * placesOf(from)[1]) }),
    photograph: ({ u, v }, from) => ({ row: v * SIDE - sizeOf(from)[0] / 2, column: u * SIDE - sizeOf(from)[1] / 2 }),
  };
  const next = (all, value, by) => all[within(all.indexOf(value) + by, all.length)];
  const nudges = {
    kernel: (dx, dy, { kernel }) => ({ kernel: next(SHELF, kernel, dx + dy), painted: "" }),
    brush: (dx, dy, { brush }) => ({ brush: next(BRUSHES, brush, dx - dy) }),
    cell(dx, dy, state) {
      const [rows, columns] = sizeOf(state);
      return { cell: within(state.cell / columns + dy, rows) * columns + within(state.cell % columns + dx, columns) };
    },
    rank: (dx, dy, { rank }) => ({ rank: 1 + within(rank - 1 + dx - dy, MOST) }),
    pixel: (dx, dy, { row, column }) => ({ row: within(row + dy, SIDE), column: within(column + dx, SIDE) }),
  };

  root.classList.add("explore-rank");
  explore(root, {
    label: "Explorable: how much rank a kernel needs",
    controls: [
      { name: "kernel", options: SHELF, value: "edge", quiet: true },
      { name: "K", label: "side of the kernel", values: [3, 5, 7, 9, 11, 13, 15, 17, 19, 21], value: 15, hidden: ({ kernel }) => kernel === TYPED },
      { name: "weights", label: "your kernel, a row a line", kind: "text", rows: 3, value: "1 0 -1\n2 0 -2\n1 0 -1", hidden: ({ kernel }) => kernel !== TYPED },
      { name: "painted", kind: "text", value: "", quiet: true },
      { name: "rank", min: 1, max: (state) => Math.min(...sizeOf(state)), value: 1, quiet: true },
      { name: "brush", options: BRUSHES, value: 1, quiet: true },
      { name: "cell", min: 0, max: (state) => sizeOf(state)[0] * sizeOf(state)[1] - 1, value: 112, quiet: true },
      { name: "row", min: 0, max: (state) => placesOf(state)[0] - 1, value: 16, quiet: true },
      { name: "column", min: 0, max: (state) => placesOf(state)[1] - 1, value: 50, quiet: true },
    ],
    compute(state) {
      const kernel = kernelOf(state), key = JSON.stringify(kernel);
      if (key !== last.key) last = { key, analysed: analyse(kernel, photograph) };
      return compute(kernel, photograph, state.rank, last.analysed);
    },
    draw(result, state, width, _, set) {
      place = layOut(width);
      const { side, small } = place;
      return [
        drawShelf(state, place.thumb),
        html("div", { class: "bench" }, drawKernel(result, state, side, set), drawStandIn(result, side), drawValues(result, place.chart)),
        html("div", { class: "results" }, ...drawPictures(result, state, photograph, small)),
        html("p", { class: "explorable-credit" }, CREDIT),
      ];
    },
    describe,
    drag: (name, at, from) => pulls[name](at, from),
    point: ({ dataset: { grip: name } }, state, at) => name === "pixel" || name === "photograph" ? pulls[name](at, state) : undefined,
    nudge: (name, dx, dy, state) => nudges[name](dx, dy, state),
    challenges: [
      { text: "find another kernel for which rank 2 is exact, and rank 1 is not?", met: ({ rank, near }, { kernel }) => rank === 2 && near.rank === 2 && kernel !== "edge" },
      { text: "be off by more than 0.3 in the kernel, and by less than 0.05 in the picture?", met: ({ near }) => near.error > 0.3 && near.pictureError < 0.05 },
      {
        text: "paint or type a 3×3 kernel of rank 1 in which no weight is 0 and no two rows are equal?",
        met: ({ rank, kernel }) => rank === 1 && kernel.length === 3 && kernel[0].length === 3
          && kernel.flat().every((weight) => weight) && new Set(kernel.map(String)).size === 3,
      },
    ],
  });
}
