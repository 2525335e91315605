/** Pictures in numbers: the small photograph, filtering it, and putting it on a canvas. */

import { html } from "./common.js";

export const CREDIT = "Photograph: china.jpg by danielbuechele, CC BY 2.0.";

/** Return `rows` lists of `columns` values, each value(i, j). */
export const grid = (rows, columns, value) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => value(i, j)));

/** Load the photograph, (96, 96), grey, 0 to 1: china.jpg by danielbuechele, CC BY 2.0. `tools/photograph.py` makes it. */
export async function loadPhotograph() {
  const image = new Image();
  image.src = new URL("photograph.png", import.meta.url);
  await image.decode();
  const canvas = html("canvas", { width: image.width, height: image.height }), context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return grid(image.height, image.width, (i, j) => data[4 * (i * image.width + j)] / 255);
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

/** Put values on a canvas of `side` CSS pixels; `colour(value)` gives red, green, blue. */
export function paint(values, side, label, colour) {
  const canvas = html("canvas", { width: values[0].length, height: values.length, role: "img", "aria-label": label });
  const pixels = new ImageData(values[0].length, values.length);
  values.flat().forEach((value, k) => pixels.data.set([...colour(value), 255], 4 * k));
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  canvas.style.width = `${side}px`;
  return canvas;
}
