/** Texts beside points of a picture. */

import { svg } from "./common.js";

const FONT = "13px"; // that of a picture
const DOWN = [4, 20, -10, 33, -23, 46, -36, 59, -49, 72, -62, 85, -75, 98];
const FAR = 12; // CSS pixels from its point, from where on a text has a line that leads to it
const CROSSING = 120; // so many CSS pixels away a text may go, before a line that leads to one runs behind another
const LEFT_OUT = 1000; // as bad as so many CSS pixels
const PASSES = 8; // at most; in the next one those texts come first that found no good place

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const meet = ([a, b, c, d], [e, f, g, h]) => a <= g && c >= e && b <= h && d >= f;
const meetAny = (boxes, other) => boxes.some((box) => meet(box, other));

/** Return the boxes of some points on the line from a point to another one, both left out. */
const along = ([x, y], [toX, toY]) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((k) => {
  const [across, down] = [x + (toX - x) * k / 10, y + (toY - y) * k / 10];
  return [across, down, across, down];
});

/** Write the texts of `places`, one after the other, each where it costs least; return {x, y, dx, dy, text, near, line, cost} of those that found a place. */
function writeInTurn(places, lines, faint, [left, top, right, bottom]) {
  const taken = [...lines.map(([x, y]) => [x - 1.5, y - 1.5, x + 1.5, y + 1.5]), ...places.map(({ x, y }) => [x - 7, y - 7, x + 7, y + 7])];
  const written = [];
  for (const { x, y, text, long } of places) {
    const tries = DOWN.flatMap((dy) => [9, -9 - long, -long / 2, -long / 4, -3 * long / 4].map((dx) => {
      const box = [x + dx, y + dy - 11, x + dx + long, y + dy + 3], near = [clamp(x, box[0], box[2]), clamp(y, box[1], box[3])];
      return { x, y, dx, dy, text, box, near, away: Math.hypot(near[0] - x, near[1] - y) };
    })).filter(({ box }) => box[0] > left && box[2] < right && box[1] > top && box[3] < bottom && !meetAny(taken, box)).map((one) => {
      const line = one.away > FAR ? along([x, y], one.near) : [];
      const crossed = written.filter((other) => line.some((point) => meet(point, other.box)) || meetAny(other.line, one.box));
      return { ...one, line, cost: one.away + 4 * faint.filter(([a, b]) => meet(one.box, [a, b, a, b])).length + CROSSING * crossed.length };
    });
    if (!tries.length) continue;
    written.push(tries.reduce((a, b) => b.cost < a.cost ? b : a));
    taken.push(written.at(-1).box);
  }
  return written;
}

/**
 * Write a text beside each place: not on another, on a place, on `lines` or outside of `frame`, better not on what is faint.
 * Where nothing is free, it is left out.
 *
 * @param {{x: number, y: number, text: string}[]} places
 * @param {number[][]} lines - points [x, y] that no text may cover, 3 CSS pixels apart at most
 * @param {number[][]} faint - points that a text had better not cover
 * @param {number[]} frame - left, top, right, bottom
 * @returns {Node[]} the lines that lead to texts, then the texts
 */
export function placeLabels(places, lines, faint, frame) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${FONT} ${getComputedStyle(document.body).fontFamily}`;
  const lost = (found) => LEFT_OUT * (places.length - found.length) + found.reduce((sum, { cost }) => sum + cost, 0);
  let order = places.map((place) => ({ ...place, long: pen.measureText(place.text).width + 2 })), written;
  for (let pass = 0; pass < PASSES; pass++) {
    const found = writeInTurn(order, lines, faint, frame), isWell = ({ text }) => found.some((one) => one.text === text && one.cost < CROSSING);
    if (!written || lost(found) < lost(written)) written = found;
    if (order.every(isWell)) break;
    order = [...order.filter((one) => !isWell(one)), ...order.filter(isWell)];
  }
  return [
    ...written.filter(({ line }) => line.length).map(({ x, y, near }) => svg("path", { d: `M${x} ${y}L${near}`, class: "ray" })),
    ...written.map(({ x, y, dx, dy, text }) => svg("text", { x: x + dx, y: y + dy, class: "on-page" }, text)),
  ];
}
