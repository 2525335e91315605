/** The first two layers of the published MobileNetV2 on a photograph: filters, maps, and the window behind each value. */

import { drawing, explore, grip, html, legend, stage, svg } from "./common.js";
import { FIRST_LAYERS } from "./first-layers.js";
import { grid } from "./pictures.js";

const CREDIT = "Photograph: chelsea by Stefan van der Walt, CC0.";
const CHANNELS = 32, LID = 6;
const MEAN = [0.485, 0.456, 0.406], DEVIATION = [0.229, 0.224, 0.225]; // of ImageNet, red, green and blue
const NEAR = [0, 1, 2];

/** Cut the published numbers into filters[k][c][u][v], kernels[k][u][v], and what each BatchNorm multiplies by and adds. */
function readWeights() {
  const bytes = Uint8Array.from(atob(FIRST_LAYERS), (letter) => letter.charCodeAt(0));
  let numbers = [...new Float32Array(bytes.buffer)];
  const take = (...shape) => {
    if (!shape.length) return numbers.shift();
    return Array.from({ length: shape[0] }, () => take(...shape.slice(1)));
  };
  return {
    filters: take(CHANNELS, 3, 3, 3), firstScale: take(CHANNELS), firstShift: take(CHANNELS),
    kernels: take(CHANNELS, 3, 3), secondScale: take(CHANNELS), secondShift: take(CHANNELS),
  };
}

const WEIGHTS = readWeights();
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const norm = (numbers) => Math.hypot(...numbers);
const total = (kernel) => sum(kernel.flat());
const product = (a, b) => grid(3, 3, (i, j) => sum(NEAR.map((k) => a[i][k] * b[k][j])));

const SIZES = WEIGHTS.filters.map((filter) => norm(filter.flat(2)));
/** The channels, those with the largest filters first. */
export const ORDER = SIZES.map((_, k) => k).sort((a, b) => SIZES[b] - SIZES[a]);
const MEDIAN = SIZES[ORDER[CHANNELS / 2]]; // of an even number PyTorch takes the lower one

/** Return the nearest kernel (3, 3) of rank 1. */
export function cut(kernel) {
  const turned = grid(3, 3, (i, j) => kernel[j][i]);
  let along = product(turned, kernel);
  for (let k = 0; k < 30; k++) { // squared again and again, only the strongest direction is left
    const squared = product(along, along), trace = sum(NEAR.map((i) => squared[i][i]));
    along = grid(3, 3, (i, j) => squared[i][j] / trace);
  }
  return product(kernel, along);
}

const withTotal = (kernel, wanted) => kernel.map((row) => row.map((weight) => weight + (wanted - total(kernel)) / 9));

/** What can be done to a depthwise kernel (3, 3), under the chapter's names. */
const CHANGES = {
  "as published": (kernel) => kernel,
  "rank 1": cut,
  "rank 1, sums mended": (kernel) => withTotal(cut(kernel), total(kernel)),
  "only the sums spoilt": (kernel) => withTotal(kernel, total(cut(kernel))),
};

const relu6 = (value) => Math.min(LID, Math.max(0, value));

/** Return the shares of a map (H, W), before ReLU6, that it sets to 0 and to 6. */
function shares(map) {
  const values = map.flat();
  return { floor: values.filter((value) => value <= 0).length / values.length, lid: values.filter((value) => value >= LID).length / values.length };
}

/**
 * What one channel of the first two layers makes of a photograph.
 *
 * @param {{channel: number, row: number, column: number, kernel: string}} settings - a place in the second map, and what is
 *   done to the depthwise kernel
 * @param {number[][][]} picture - (H, W, 3), 0 to 255, both sides even
 * @returns {object} first and second: {map, floor, lid}, the maps (H / 2, W / 2) before ReLU6; weights: the kernel that was
 *   used; total: its sum, publishedTotal: that of the published one; kept: the share of the published one's energy at rank
 *   1; window: the 3×3 values of the first map, after ReLU6, that the place reads; added: their sum, times the weights; off:
 *   how far the second map is off after ReLU6, relative; undefined where there is nothing; isEmpty: whether the filter is
 *   under a tenth of the median one
 */
export function compute({ channel, row, column, kernel }, picture) {
  const published = WEIGHTS.kernels[channel], weights = CHANGES[kernel](published);
  const size = picture.length, [height, width] = [size / 2, picture[0].length / 2];
  const colours = picture.map((line) => line.map((pixel) => pixel.map((value, c) => (value / 255 - MEAN[c]) / DEVIATION[c])));
  const first = grid(height, width, (i, j) => {
    let found = 0;
    for (const u of NEAR) {
      for (const v of NEAR) {
        const pixel = colours[2 * i + u - 1]?.[2 * j + v - 1];
        if (pixel) for (const c of NEAR) found += WEIGHTS.filters[channel][c][u][v] * pixel[c];
      }
    }
    return found * WEIGHTS.firstScale[channel] + WEIGHTS.firstShift[channel];
  });
  const given = first.map((line) => line.map(relu6));
  const addUp = (used) => (i, j) => sum(NEAR.map((u) => sum(NEAR.map((v) => used[u][v] * (given[i + u - 1]?.[j + v - 1] ?? 0)))));
  const steps = (used) => grid(height, width, (i, j) => addUp(used)(i, j) * WEIGHTS.secondScale[channel] + WEIGHTS.secondShift[channel]);
  const second = steps(weights), exact = (weights === published ? second : steps(published)).flat().map(relu6);
  const length = norm(exact), gone = norm(second.flat().map((value, k) => relu6(value) - exact[k]));
  return {
    first: { map: first, ...shares(first) }, second: { map: second, ...shares(second) },
    weights, total: total(weights), publishedTotal: total(published),
    kept: (norm(cut(published).flat()) / norm(published.flat())) ** 2,
    window: grid(3, 3, (u, v) => given[row + u - 1]?.[column + v - 1]),
    added: addUp(weights)(row, column),
    off: length > 0 ? gone / length : undefined,
    isEmpty: SIZES[channel] < MEDIAN / 10,
  };
}

// The picture

const mix = (a, b, share) => a.map((value, k) => Math.round(value + (b[k] - value) * share));
const PALE = [247, 247, 247], GREY = 128;

/** Return the colour of a weight: violet above 0, orange below, pale near it. */
const colourOfWeight = (weight, limit) => mix(PALE, weight < 0 ? [179, 88, 6] : [84, 39, 136], Math.min(1, Math.abs(weight) / limit));

/** Return how the values of a map are coloured: grey between black and white, blue what ReLU6 sets to 0, orange what it sets to 6. */
function tones(map) {
  const values = map.flat(), kept = values.filter((value) => value > 0 && value < LID).sort((a, b) => a - b);
  const at = (share) => kept[Math.round(share * (kept.length - 1))];
  const [black, white, lowest, highest] = [at(0.02), at(0.98), Math.min(...values), Math.max(...values)];
  const isFlat = white - black < 0.005;
  const colour = (value) => {
    if (value <= 0) return mix([158, 202, 233], [8, 64, 140], lowest < 0 ? value / lowest : 0);
    if (value >= LID) return mix([253, 190, 133], [200, 70, 1], highest > LID ? (value - LID) / (highest - LID) : 0);
    return Array(3).fill(isFlat ? GREY : Math.round(255 * Math.max(0, Math.min(1, (value - black) / (white - black)))));
  };
  return { colour, black, white };
}

/** Return the address of a picture of colours (H, W), each red, green, blue, or undefined for nothing. */
function toAddress(colours) {
  const canvas = html("canvas", { width: colours[0].length, height: colours.length });
  const pixels = new ImageData(canvas.width, canvas.height);
  colours.flat().forEach((colour, k) => colour && pixels.data.set([...colour, 255], 4 * k));
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas.toDataURL();
}

const image = (href, width, height) => svg("image", { href, width, height, preserveAspectRatio: "none", class: "sharp", "aria-hidden": "true" });
const frame = (x, y, width, height) => ["halo", "frame dark"].map((look) => svg("rect", { x, y, width, height, class: look }));
const short = (number) => number === undefined ? "" : (Math.abs(number) < 0.005 ? 0 : number).toFixed(2).replace("-", "−");
const percent = (share) => share === 0 ? "none" : `${share < 0.01 ? (100 * share).toFixed(1) : Math.round(100 * share)} %`;

/** How the strip of filters is laid out: its columns and rows, and how high a row is, in weights; a wide one has the depthwise kernels too. */
const layOut = (width) => width >= 560 ? { columns: 16, rows: 2, high: 8 } : { columns: 8, rows: 4, high: 4 };

/** Draw the filters as they come into the strip, a weight a pixel; the weak ones on the scale of the middle one, so that they stay weak. */
function drawStrip({ columns, rows, high }) {
  const largest = (numbers) => Math.max(...numbers.map(Math.abs));
  const middle = largest(WEIGHTS.filters[ORDER[CHANNELS / 2]].flat(2)) / 2;
  const strong = WEIGHTS.kernels.map((kernel) => largest(kernel.flat())).sort((a, b) => a - b)[CHANNELS / 2] / 2;
  return toAddress(grid(rows * high, columns * 4, (y, x) => {
    const channel = ORDER[Math.floor(y / high) * columns + Math.floor(x / 4)], [u, v] = [y % high, x % 4];
    if (v > 2 || u % 4 > 2) return undefined;
    if (u > 3) return colourOfWeight(WEIGHTS.kernels[channel][u - 4][v], Math.max(strong, largest(WEIGHTS.kernels[channel].flat())));
    const filter = WEIGHTS.filters[channel], limit = Math.max(middle, largest(filter.flat(2)));
    return filter.map((plane) => 255 * (plane[u][v] / limit / 2 + 0.5));
  }));
}

function strip({ channel }, width, draw) {
  const { columns, rows, high } = layOut(width), unit = width / (4 * columns);
  const place = ORDER.indexOf(channel), [x, y] = [place % columns * 4 * unit, Math.floor(place / columns) * high * unit];
  const said = `channel ${channel}, ${place + 1} of ${CHANNELS}`;
  return stage(width, rows * high * unit, "The filters of the first layer, the strongest first, each above its depthwise kernel",
    image(draw, width, rows * high * unit),
    ...ORDER.flatMap((_, k) => (high > 4 ? [0, 4] : [0]).map((down) => svg("rect", {
      x: k % columns * 4 * unit, y: (Math.floor(k / columns) * high + down) * unit, width: 3 * unit, height: 3 * unit, class: "empty",
    }))),
    ...frame(x + 1, y + 1, 3 * unit - 2, (high - 1) * unit - 2),
    svg("rect", { width, height: rows * high * unit, class: "reach", ...grip("channel", "Channel", place, said) }));
}

/** A picture `side` CSS pixels wide with a frame around `window`, all in shares of the side; it can be taken hold of. */
function pane(side, label, href, [x, y, width], name, value, text, ...caption) {
  // the same place is taken hold of in all three; keys meet one of them
  const held = name === "place" ? grip(name, "Place in the map", value, text) : { "data-grip": name, "aria-hidden": "true" };
  return html("figure", {},
    stage(side, side, label, image(href, side, side),
      ...frame(x * side, y * side, width * side, width * side),
      svg("rect", { width: side, height: side, class: "reach", ...held })),
    html("figcaption", {}, ...caption.map((line, k) => html(k ? "span" : "strong", {}, line))));
}

function panes(result, { row, column, kernel }, width, photograph) {
  const side = Math.min(204, Math.floor((width - 16) / 3)), size = result.first.map.length;
  const shown = [result.first, result.second].map(({ map, floor, lid }) => {
    const { colour, black, white } = tones(map);
    const range = black === undefined ? "nothing above 0" : `black ${short(black)}, white ${short(white)}`;
    return { href: toAddress(map.map((line) => line.map(colour))), said: [range, `at 0: ${percent(floor)}`, `at 6: ${percent(lid)}`] };
  });
  const window = (from, to) => [(column - from) / size, (row - from) / size, to / size];
  const off = result.off > 0 ? `off by ${short(result.off)}` : kernel; // always a line, so that nothing below moves
  return html("div", { class: "panes" },
    pane(side, "The photograph", photograph, window(1.5, 3.5), "photo", 0, "", side < 90 ? "photo" : "photograph", `${2 * size}×${2 * size} pixels`, "window 7×7"),
    pane(side, "The map of the first layer", shown[0].href, window(1, 3), "first", 0, "", "first layer", ...shown[0].said),
    pane(side, "The map behind the depthwise kernel", shown[1].href, window(0, 1), "place", row * size + column, `row ${row}, column ${column}`,
      "depthwise", ...shown[1].said, off));
}

/** Cells of `side` CSS pixels in rows and columns; each has a colour, or undefined for padding, and a text. */
function cells(x, y, side, colours, texts) {
  return svg("g", { transform: `translate(${x} ${y})` }, ...colours.flatMap((line, i) => line.map((colour, j) => {
    const rect = svg("rect", { x: j * side, y: i * side, width: side, height: side, class: colour ? "toned" : "zero" });
    if (colour) rect.style.setProperty("--fill", `rgb(${colour})`);
    const isDark = colour && 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2] < 140;
    const place = { x: (j + 0.5) * side, y: (i + 0.5) * side + 4, class: `digit ${colour ? isDark ? "on-dark" : "on-light" : ""}` };
    return svg("g", {}, rect, ...(texts ? [svg("text", place, texts[i][j])] : []));
  })));
}

/** The window of the place: its pixels, the values of the first map, the weights, and what comes of them. */
function windows(result, { row, column, channel }, width, picture) {
  const isWide = width >= 560, small = isWide ? 14 : 10, gap = isWide ? 34 : 18, fitting = Math.floor((width - 7 * small - 2 * gap) / 6);
  const isStacked = fitting < 31, large = isStacked ? 33 : Math.min(33, fitting);
  const pixels = grid(7, 7, (u, v) => picture[2 * row - 3 + u]?.[2 * column - 3 + v]);
  const { colour } = tones(result.first.map), limit = Math.max(...result.weights.flat().map(Math.abs));
  const value = result.second.map[row][column];
  const first = 7 * small + gap, second = isStacked ? first : first + 3 * large + gap, end = second + 3 * large;
  const foot = Math.max(7 * small, 3 * large) + 16, down = isStacked ? foot + 12 : 0, last = foot + down;
  const said = [`sum ${short(result.added)}`, `BatchNorm ${short(value)}`, `ReLU6 ${short(relu6(value))}`];
  return drawing(width, isWide ? foot + 8 : last + 44, `The window, number by number, of row ${row}, column ${column}`,
    cells(0, 0, small, pixels),
    ...frame(2 * small, 2 * small, 3 * small, 3 * small),
    svg("text", { x: 7 * small + gap / 2, y: 50, class: "middle" }, "→"),
    cells(first, 0, large, result.window.map((line) => line.map((one) => one === undefined ? undefined : colour(one))),
      result.window.map((line) => line.map((one) => one === undefined ? "0" : short(one)))),
    svg("text", { x: second - gap / 2, y: down + 50, class: "middle" }, "×"),
    cells(second, down, large, result.weights.map((line) => line.map((weight) => colourOfWeight(weight, limit))),
      result.weights.map((line) => line.map(short))),
    svg("text", { x: 0, y: foot }, isWide ? "pixels" : "7×7"),
    svg("text", { x: first, y: foot }, isWide ? "first layer" : "values"),
    svg("text", { x: second, y: last }, `sum ${short(result.total)}`),
    ...(isWide ? said.map((line, k) => svg("text", { x: end + 24, y: 24 + 26 * k, class: k === 2 ? "strong" : "" }, `${"=→→"[k]} ${line}`))
      : [svg("text", { x: 0, y: last + 20 }, `= ${said[0]} → ${said[1]}`), svg("text", { x: 0, y: last + 38, class: "strong" }, `→ ${said[2]}`)]),
    ...(isWide ? [svg("text", { x: end + 24, y: foot }, `channel ${channel}; rank 1 keeps ${(100 * result.kept).toFixed(1)} %`)] : []));
}

function describe(result, { channel, row, column, kernel }) {
  const { first, second, off, kept, isEmpty } = result, value = second.map[row][column];
  const filter = isEmpty ? "an empty filter, its weights near 0," : `its filter, number ${ORDER.indexOf(channel) + 1} of ${CHANNELS} in strength,`;
  const changed = kernel === "as published" ? "" : ` (${kernel}; the published one sums to ${short(result.publishedTotal)})`;
  return `Channel ${channel}: ${filter} leaves ${percent(first.floor)} of its map at 0. The depthwise kernel sums to ${short(result.total)}${changed}, `
    + `and rank 1 keeps ${(100 * kept).toFixed(1)} % of its energy, the sum of its squares. ${percent(second.floor)} of its map at 0, ${percent(second.lid)} at 6`
    + `${off > 0 ? `; it is off by ${short(off)}` : ""}. Row ${row}, column ${column}: ${short(result.added)}, after BatchNorm ${short(value)}, after ReLU6 ${short(relu6(value))}.`;
}

/** Load the photograph, (112, 112, 3), 0 to 255. `tools/first_layers.py` makes it. */
async function loadPhotograph() {
  const photograph = new Image();
  photograph.src = new URL("published.webp", import.meta.url);
  await photograph.decode();
  const { width, height } = photograph, canvas = html("canvas", { width, height }), context = canvas.getContext("2d");
  context.drawImage(photograph, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return grid(height, width, (i, j) => NEAR.map((c) => data[4 * (i * width + j) + c]));
}

export async function mount(root) {
  const picture = await loadPhotograph(), photograph = toAddress(picture), last = picture.length / 2 - 1;
  const strips = new Map();
  let columns;
  root.classList.add("explore-published");
  explore(root, {
    label: "Explorable: the first two layers of the published network",
    controls: [
      { name: "kernel", label: "the depthwise kernel", options: Object.keys(CHANGES), value: "as published" },
      { name: "channel", min: 0, max: CHANNELS - 1, value: 7, quiet: true },
      { name: "row", min: 0, max: last, value: 21, quiet: true },
      { name: "column", min: 0, max: last, value: 23, quiet: true },
    ],
    compute: (state) => compute(state, picture),
    draw(result, state, width) {
      ({ columns } = layOut(width));
      if (!strips.has(columns)) strips.set(columns, drawStrip(layOut(width)));
      return [
        strip(state, Math.min(560, width), strips.get(columns)), panes(result, state, width, photograph), windows(result, state, width, picture),
        legend(["below", "ReLU6 sets it to 0"], ["above", "to 6"], ["positive", "weight above 0"], ["negative", "below"]),
        html("p", { class: "explorable-credit" }, CREDIT),
      ];
    },
    describe,
    drag(name, { u, v, x }) {
      if (name !== "channel") return { row: Math.floor(v * (last + 1)), column: Math.floor(u * (last + 1)) };
      const { rows } = layOut(x / u), at = (share, many) => Math.max(0, Math.min(many - 1, Math.floor(share * many)));
      return { channel: ORDER[at(v, rows) * columns + at(u, columns)] };
    },
    nudge(name, dx, dy, { channel, row, column }) {
      if (name === "place") return { row: row + dy, column: Math.max(0, Math.min(last, column + dx)) };
      return { channel: ORDER[Math.max(0, Math.min(CHANNELS - 1, ORDER.indexOf(channel) + dx + columns * dy))] };
    },
    challenges: [
      { text: "find a filter that is not empty, and of whose map ReLU6 leaves nothing?", met: ({ first, isEmpty }) => first.floor === 1 && !isEmpty },
      {
        text: "find a place where ReLU6 cuts a value above 6 off?",
        met: ({ second }, { row, column, kernel }) => kernel === "as published" && second.map[row][column] > LID,
      },
      {
        text: "find a kernel of which rank 1 keeps 99 % of the energy, and whose map is off by more than a third all the same?",
        met: ({ kept, off }, { kernel }) => kernel === "rank 1" && kept > 0.99 && off > 1 / 3,
      },
    ],
  });
}
