/** The moving picture of the landing page: a window slides over a photograph, and what it adds up becomes another picture. */

import { html } from "./common.js";
import { filter, grid, loadPhotograph } from "./pictures.js";

const NINTH = 1 / 9;
const KERNELS = {
  "upright edges": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
  "level edges": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
  "blur": grid(3, 3, () => NINTH),
  "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
};
const SIZE = 48; // pixels along a side of the photograph
const OUT = SIZE - 2, LAST = OUT * OUT - 1;
const BANDS = 4, NEAR = 2; // how often the window is slow, and how many outputs before and behind the place that it is slow for
const SLOW = 2, FAST = 260; // outputs a second
const REST = 2500; // milliseconds between two kernels

/** Halve a picture (96, 96), 0 to 1; whole numbers from 0 to 255. */
export const halve = (picture) => grid(SIZE, SIZE, (i, j) => Math.round(255 / 4 *
  [0, 1].reduce((sum, u) => sum + picture[2 * i + u][2 * j] + picture[2 * i + u][2 * j + 1], 0)));

/** Return where the window slows down: in each band of rows of `output`, counted along its rows, the number farthest from the mean. */
export function slowPlaces(output) {
  const mean = output.flat().reduce((sum, value) => sum + value, 0) / output.flat().length;
  const far = (k) => Math.abs(output[Math.floor(k / OUT)][k % OUT] - mean);
  return Array.from({ length: BANDS }, (_, band) => {
    const rows = [band, band + 1].map((edge) => Math.floor(edge * OUT / BANDS));
    const inner = Array.from({ length: (rows[1] - rows[0]) * OUT }, (_, k) => rows[0] * OUT + k)
      .filter((k) => k % OUT > NEAR && k % OUT < OUT - 1 - NEAR);
    return inner.reduce((best, k) => far(k) > far(best) ? k : best);
  });
}

/** Return the numbers that are drawn black and white: those of the photograph where the weights sum to 1, else 0 is grey. */
export function shadesOf(kernel, output) {
  if (kernel.flat().reduce((sum, weight) => sum + weight, 0) > 0.5) return [0, 255];
  const most = 0.7 * Math.max(...output.flat().map(Math.abs));
  return [-most, most];
}

const number = (value) => String(Math.round(value)).replace("-", "−");
const written = (weight) => weight === NINTH ? "1/9" : number(weight);
const toGrey = (value, [black, white]) => Math.max(0, Math.min(255, 255 * (value - black) / (white - black)));

/** Put values on a canvas, a pixel each. */
function develop(values, shades) {
  const canvas = html("canvas", { width: values[0].length, height: values.length });
  const pixels = new ImageData(canvas.width, canvas.height);
  values.flat().forEach((value, k) => pixels.data.set([...Array(3).fill(toGrey(value, shades)), 255], 4 * k));
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}

/** Return where photograph, table and output lie on width × height CSS pixels, and what is written of the table: the middle and
 * the baselines of three lines. A narrow one has the table under the photograph, and the words beside it, where no line runs. */
function layOut(width, height) {
  const title = 24, foot = 34;
  if (width >= 560) {
    const side = Math.min((width - 0.08 * width) / 3, height - title - foot), gap = (width - 3 * side) / 2;
    const table = 0.82 * side, middle = [side + gap + (side - table) / 2, title + (side - table) / 2];
    return { side, table, photo: [0, title], middle, output: [width - side, title], words: [middle[0] + table / 2, middle[1] - 8, middle[1] - 8, middle[1] + table + 24] };
  }
  const side = Math.min((width - 16) / 2, 0.55 * height - title), table = Math.min(height - side - title - 16, side), low = title + side + 12 + table;
  return { side, table, photo: [0, title], middle: [3, low - table], output: [width - side, title], words: [(3 + table + width) / 2, low - 42, low - 24, low] };
}

/** Draw all: `at` is the output under the window, `filled` how many are done, `slow` whether the numbers can be read. */
function draw(canvas, { photograph, developed, kernel, output, shades, at, filled, slow }) {
  const dots = Math.max(1, devicePixelRatio), width = canvas.clientWidth, height = canvas.clientHeight;
  canvas.width = Math.round(width * dots);
  canvas.height = Math.round(height * dots);
  const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
  const colour = (name) => style.getPropertyValue(name).trim();
  const [ink, paper, line, frame] = ["--pst-color-text-base", "--pst-color-background", "--pst-color-border", "--frame"].map(colour);
  const signs = [colour("--frame"), colour("--pst-color-primary")];
  const { side, table, photo, middle, output: out, words: [centre, ...lines] } = layOut(width, height);
  const pixel = side / SIZE, square = table / 3, row = Math.floor(at / OUT), column = at % OUT, below = width < 560;
  context.scale(dots, dots);
  context.imageSmoothingEnabled = false;
  context.textAlign = "center";
  const write = (text, x, y, size, fill = ink) => {
    context.font = `${size}px ${style.fontFamily}`;
    context.fillStyle = fill;
    context.fillText(text, x, y);
  };
  const outline = (x, y, long) => {
    for (const [look, thick] of [[paper, 5], [frame, 2.5]]) {
      context.strokeStyle = look;
      context.lineWidth = thick;
      context.strokeRect(x, y, long, long);
    }
  };

  context.drawImage(developed.photograph, ...photo, side, side);
  write("a photograph", photo[0] + side / 2, photo[1] - 8, 14);
  context.strokeStyle = line;
  context.strokeRect(out[0] + pixel, out[1] + pixel, OUT * pixel, OUT * pixel);
  const whole = Math.floor(filled / OUT), rest = filled % OUT;
  for (const [rows, columns, top] of [[whole, OUT, 0], [1, rest, whole]]) {
    if (rows && columns) context.drawImage(developed.output, 0, top, columns, rows, out[0] + pixel, out[1] + (top + 1) * pixel, columns * pixel, rows * pixel);
  }
  write("all the sums", out[0] + side / 2, out[1] - 8, 14);

  const from = [photo[0] + column * pixel, photo[1] + row * pixel], to = [out[0] + (column + 1) * pixel, out[1] + (row + 1) * pixel];
  if (slow) {
    context.strokeStyle = frame;
    context.lineWidth = 1.25;
    context.beginPath();
    const ends = below
      ? [[from[0], from[1] + 3 * pixel, middle[0], middle[1]], [from[0] + 3 * pixel, from[1] + 3 * pixel, middle[0] + table, middle[1]]]
      : [[from[0] + 3 * pixel, from[1], ...middle], [from[0] + 3 * pixel, from[1] + 3 * pixel, middle[0], middle[1] + table]];
    ends.push([middle[0] + table, middle[1] + table / 2, to[0] + (below ? pixel / 2 : 0), to[1] + (below ? pixel : pixel / 2)]);
    for (const [x, y, endX, endY] of ends) {
      context.moveTo(x, y);
      context.lineTo(endX, endY);
    }
    context.stroke();
  }
  outline(...from, 3 * pixel);
  outline(...to, pixel);

  const most = Math.max(...kernel.flat().map(Math.abs));
  kernel.forEach((weights, u) => weights.forEach((weight, v) => {
    const [x, y] = [middle[0] + v * square, middle[1] + u * square], value = photograph[row + u][column + v];
    context.fillStyle = slow ? `rgb(${value} ${value} ${value})` : paper;
    context.fillRect(x, y, square, square);
    if (!slow) {
      context.globalAlpha = 0.55 * Math.abs(weight) / most;
      context.fillStyle = signs[weight < 0 ? 0 : 1];
      context.fillRect(x, y, square, square);
      context.globalAlpha = 1;
    }
    context.strokeStyle = line;
    context.lineWidth = 1;
    context.strokeRect(x, y, square, square);
    const text = slow ? number(value) : written(weight), size = Math.min(20, 0.3 * square), small = Math.max(10, 0.19 * square);
    write(text, x + square / 2, y + (slow ? Math.max(0.66 * square, small + 6 + 0.75 * size) : 0.58 * square), size, slow ? (value < 118 ? "#fff" : "#000") : ink);
    if (slow) {
      const tag = `×${written(weight)}`;
      context.font = `${small}px ${style.fontFamily}`;
      const wide = context.measureText(tag).width + 6;
      context.fillStyle = paper;
      context.fillRect(x + square - wide, y, wide, small + 4);
      write(tag, x + square - wide / 2, y + small, small, weight ? signs[weight < 0 ? 0 : 1] : ink);
    }
  }));
  const said = !slow ? ["nine weights"] : below ? ["nine pixels", "× nine weights"] : ["nine pixels × nine weights"];
  said.forEach((text, k) => write(text, centre, lines[k], 14));
  if (slow) write(`sum: ${number(output[row][column])}`, centre, lines[2], 18);
  outline(...middle, table);
}

/** Mount the moving picture in `place`, a figure with a still one. */
export async function mount(place) {
  const photograph = halve(await loadPhotograph());
  const shown = { photograph, developed: { photograph: develop(photograph, [0, 255]) }, filled: LAST + 1 };
  let position, places, playing = !matchMedia("(prefers-reduced-motion: reduce)").matches, seen = false, pointed = false, before, rested = 0;

  const canvas = html("canvas", { role: "img" });
  const button = html("button", { type: "button", class: "moving-play", click: () => { playing = !playing; show(); } });
  const names = Object.keys(KERNELS);
  const choices = names.map((name) => html("button", { type: "button", click: () => { choose(name); show(); } }, name));

  /** Begin with another kernel; a picture at rest shows its whole output. */
  function choose(name) {
    const kernel = KERNELS[name], output = filter(photograph, kernel), shades = shadesOf(kernel, output);
    shown.developed.output = develop(output, shades);
    places = slowPlaces(output);
    position = playing ? 0 : places[1];
    rested = 0;
    Object.assign(shown, { name, kernel, output, shades, at: Math.floor(position), slow: !playing, filled: playing ? 1 : LAST + 1 });
    choices.forEach((choice, k) => choice.setAttribute("aria-pressed", names[k] === name));
    const rows = kernel.map((weights) => weights.map(written).join(", ")).join("; ");
    canvas.setAttribute("aria-label", `A window of 3×3 pixels slides over a photograph. Its pixels times nine weights, ${rows}, are added up; the sums are another picture: ${name}.`);
  }

  const isSlow = () => places.some((k) => Math.abs(Math.floor(position) - k) <= NEAR);

  function step(now) {
    const passed = Math.min(50, now - (before ?? now));
    before = now;
    if (position < LAST + 1) {
      const from = position;
      position += passed / 1000 * (isSlow() ? SLOW : FAST);
      const slow = places.find((k) => from < k - NEAR && position > k - NEAR);
      if (slow) position = slow - NEAR; // not past its beginning
      Object.assign(shown, { at: Math.min(LAST, Math.floor(position)), filled: Math.min(LAST, Math.floor(position)) + 1, slow: isSlow() });
    } else if ((rested += passed) > REST) {
      choose(names[(names.indexOf(shown.name) + 1) % names.length]);
    }
    show();
  }

  let asked;
  function show() {
    button.textContent = playing ? "Pause" : "Play";
    draw(canvas, shown);
    cancelAnimationFrame(asked);
    if (playing && seen && !pointed) asked = requestAnimationFrame(step);
    else before = undefined;
  }

  /** Lay the window where the photograph, or the output, is pointed at. */
  function point({ offsetX, offsetY }) {
    const { side, photo, output } = layOut(canvas.clientWidth, canvas.clientHeight);
    const [x, y] = [photo, output].map(([left, top]) => [(offsetX - left) / side, (offsetY - top) / side])
      .find((at) => at.every((share) => share >= 0 && share < 1)) ?? [];
    pointed = x !== undefined;
    if (pointed) {
      const [row, column] = [y, x].map((share) => Math.max(0, Math.min(OUT - 1, Math.floor(share * SIZE) - 1)));
      Object.assign(shown, { at: row * OUT + column, slow: true });
    }
    show();
  }
  const leave = () => { pointed = false; show(); };
  for (const type of ["pointerdown", "pointermove"]) canvas.addEventListener(type, point);
  for (const type of ["pointerleave", "pointercancel"]) canvas.addEventListener(type, leave);

  choose(names[0]);
  place.prepend(html("div", { class: "moving-stage" }, canvas, html("div", { class: "moving-controls" }, button, ...choices)));
  place.classList.add("moves");
  show();
  new IntersectionObserver(([{ isIntersecting }]) => { seen = isIntersecting; show(); }).observe(canvas);
  new ResizeObserver(() => requestAnimationFrame(show)).observe(canvas);
  new MutationObserver(show).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
