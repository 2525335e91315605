/** Parts shared by the explorables: elements, controls, the live line, challenges, and the state in the address. */

import { keepFocus, letDrag, letNudge } from "./grips.js";

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Make an HTML element; an attribute whose value is a function is a listener. */
export const html = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** Make an SVG element, likewise. */
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** Make an <svg> of width × height CSS pixels; `label` is what a screen reader calls it. */
export const drawing = (width, height, label, ...children) =>
  svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...children);

/** Make an <svg> with parts that can be taken hold of or pointed at; a screen reader meets each by itself. */
export const stage = (width, height, label, ...children) =>
  svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label }, ...children);

/**
 * Make the attributes of an element that is taken hold of: dragged, or focused and moved with the arrow keys.
 *
 * @param {string} name - what `drag` and `nudge` are told, unique in the picture
 * @param {string} label - its accessible name
 * @param {number} value - where it stands, a number
 * @param {string} [text] - where it stands, in words
 */
export const grip = (name, label, value, text) => ({
  "data-grip": name, tabindex: 0, role: "slider", "aria-label": label, "aria-valuenow": value, "aria-valuetext": text,
});

/** A setting that PyTorch refuses, or that has nothing to show; its message tells the reader why. */
export class Illegal extends Error {}

/** 1234567 → "1,234,567" */
export const thousands = (number) => number.toLocaleString("en-US");

/** 1, "pixel" → "1 pixel"; 2, "pixel" → "2 pixels" */
export const count = (number, noun) => `${thousands(number)} ${noun}${number === 1 ? "" : "s"}`;

/** [1, 2, 3] → "1, 2 and 3" */
export const list = (items) => items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** A table from rows of cells, the first its heads; a cell is text or a node. */
export const table = (head, ...rows) => html("table", {},
  ...[head, ...rows].map((row, k) => html("tr", {}, ...row.map((cell) => k || !cell ? html("td", {}, cell) : html("th", { scope: "col" }, cell)))));

/** A row of swatches: pairs of the class that colours one, and its text. */
export const legend = (...entries) => html("ul", { class: "explorable-legend" },
  ...entries.map(([colour, text]) => html("li", {}, html("span", { class: `swatch ${colour}` }), text)));

const isRange = (control) => !control.options && control.kind === undefined;
const highest = (control, state) => typeof control.max === "function" ? control.max(state) : control.max;

/** Return the value of `control` that `text` names, moved to the nearest legal one; undefined where it names none. */
function read(control, text, state) {
  if (control.kind === "text") return text;
  if (control.options) return control.options.find((option) => String(option) === text);
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) return undefined;
  if (control.values) return control.values.reduce((a, b) => Math.abs(b - number) < Math.abs(a - number) ? b : a);
  const { min, step = 1 } = control;
  const stepped = control.kind === "number" ? number : min + Math.round((number - min) / step) * step;
  return Number(Math.max(min, Math.min(highest(control, state), stepped)).toFixed(6));
}

/** Make the form control of `control`; return its element and a function that shows the state in it. */
function makeControl(control, state, changed) {
  const id = `explorable-${control.name}`;
  const say = control.format ?? String;
  const label = html("label", { for: id }, control.label ?? control.name);
  const set = (value) => {
    if (value === undefined || value === state[control.name]) return;
    state[control.name] = value;
    changed(control.name);
  };
  let input, show;
  const parts = [label];
  if (control.options) {
    input = html("select", { id, change: () => set(control.options[input.selectedIndex]) },
      ...control.options.map((option) => html("option", {}, say(option))));
    show = () => { input.selectedIndex = control.options.indexOf(state[control.name]); };
  } else if (control.kind === "text") {
    input = html("textarea", { id, rows: control.rows, spellcheck: "false", input: () => set(input.value) });
    show = () => { if (input.value !== state[control.name]) input.value = state[control.name]; };
  } else if (control.kind === "number") {
    const { min, max, step = "any" } = control;
    input = html("input", { id, type: "number", min, max, step, inputmode: "decimal", input: () => set(read(control, input.value, state)) });
    show = () => { if (read(control, input.value, state) !== state[control.name]) input.value = state[control.name]; };
  } else {
    const { values, min = 0, step = 1 } = control;
    const output = html("span", { class: "explorable-value" });
    input = html("input", { id, type: "range", min, step, input: () => set(values ? values[input.value] : read(control, input.value, state)) });
    parts.push(output);
    show = () => {
      input.max = values ? values.length - 1 : highest(control, state);
      input.value = values ? values.indexOf(state[control.name]) : state[control.name];
      output.textContent = say(state[control.name], state);
      input.setAttribute("aria-valuetext", output.textContent);
    };
  }
  return { element: html("div", { class: `explorable-control ${control.wide ? "wide" : ""}` }, ...parts, input), show };
}

/** Keep the settings that differ from the start in the address's query; other keys and the anchor stay as they are. */
function toAddress(controls, state, start) {
  const url = new URL(location.href);
  for (const { name } of controls) {
    if (state[name] === start[name]) url.searchParams.delete(name);
    else url.searchParams.set(name, state[name]);
  }
  return url;
}

function fromAddress(controls, start) {
  const query = new URLSearchParams(location.search);
  const state = { ...start };
  for (const control of controls) {
    if (query.has(control.name)) state[control.name] = read(control, query.get(control.name), state) ?? start[control.name];
  }
  return state;
}

/** The buttons that move `thing` through the values of a range control, and play them where motion is welcome. */
function makePlayer(control, thing, state, changed) {
  let timer;
  const name = (button, text, does) => {
    button.textContent = text;
    button.setAttribute("aria-label", `${text}: ${does}`);
    return button;
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    name(play, "Play", `move the ${thing} on and on`);
    changed();
  };
  const step = (by) => {
    const values = highest(control, state) + 1;
    state[control.name] = (state[control.name] + by + values) % values;
    changed();
  };
  const start = () => {
    name(play, "Pause", `stop the ${thing}`);
    timer = setInterval(() => step(1), 500);
  };
  const still = (by) => () => { if (timer) stop(); step(by); };
  const button = (click, text, does) => name(html("button", { type: "button", click }), text, does);
  const play = button(() => timer ? stop() : start(), "Play", `move the ${thing} on and on`);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const element = html("div", { class: "explorable-player" },
    button(still(-1), "Step back", `move the ${thing} to the place before`),
    ...(calm ? [] : [play]),
    button(still(1), "Step", `move the ${thing} to the next place`));
  return { element, isPlaying: () => timer !== undefined };
}

/**
 * Build an explorable in `root`.
 *
 * @param {HTMLElement} root
 * @param {object} spec
 * @param {string} spec.label - the accessible name
 * @param {object[]} spec.controls - {name, label, value} with {min, max, step} or {values} for a slider (max may be a
 *   function of the state), {options} for a menu, {kind: "number" | "text"} for a field; also {format, wide, group, hidden}.
 *   {quiet: true}: kept in the address like the others, but moved in the picture alone, without a control of its own
 * @param {(state: object) => object} spec.compute - the arithmetic; throws Illegal with the reason
 * @param {(result: object, state: object, width: number, colour: (name: string) => string,
 *   set: (changes: object, remark?: string) => void) => Node[]} spec.draw - the picture, `width` CSS pixels wide; colour("--c2")
 *   is that colour in the page's theme, for a canvas; set changes the state, and the live line begins with the remark until the
 *   next change. An element with a data-key, or a grip, keeps the focus when all is drawn anew
 * @param {(result: object, state: object) => string} spec.describe - the live line
 * @param {(result: object, state: object) => string} [spec.code] - the line of Python that says it
 * @param {{text: string, met: (result: object, state: object) => boolean}[]} spec.challenges
 * @param {{name: string, thing: string}} [spec.play] - the range control that can be played, and what it moves
 * @param {(target: Element, state: object, at: {u: number, v: number}) => object | undefined} [spec.point] - what pointing at a
 *   part of the picture sets; at: where in that part, as shares of its width and height
 * @param {(name: string, at: object, from: object) => object | undefined} [spec.drag] - what dragging the grip `name` sets;
 *   at: {x, y} in CSS pixels of the svg or canvas that it lies in, {u, v} as shares of its width and height, {dx, dy} since
 *   it was taken, {over} the element under the pointer, {begun} whether it was taken just now; from: the state then
 * @param {(name: string, dx: number, dy: number, state: object) => object | undefined} [spec.nudge] - what an arrow key sets;
 *   dx, dy: −1, 0 or 1, with Shift 5 times that; Page Down and Up: dx −10 and 10; Home and End: dx −Infinity and Infinity
 */
export function explore(root, { label, controls, compute, draw, describe, code, challenges, play, point, drag, nudge }) {
  const start = Object.fromEntries(controls.map(({ name, value }) => [name, value]));
  const state = fromAddress(controls, start);
  let latest, saving, told, remarked = "", isPressed = false, width = 0, tallest = 0;

  const shown = controls.filter(({ quiet }) => !quiet);
  const made = shown.map((control) => makeControl(control, state, () => update()));
  const form = html("div", { class: "explorable-controls" });
  const groups = new Map();
  shown.forEach((control, k) => {
    if (!control.group) return form.append(made[k].element);
    if (!groups.has(control.group)) {
      groups.set(control.group, html("fieldset", {}, html("legend", {}, control.group)));
      form.append(groups.get(control.group));
    }
    groups.get(control.group).append(made[k].element);
  });
  const player = play && makePlayer(controls.find(({ name }) => name === play.name), play.thing, state, () => update());

  const picture = html("div", { class: "explorable-picture" });
  const sentence = html("p"), live = html("div", { class: "explorable-live" }, sentence);
  const news = html("div", { class: "explorable-news", role: "status" });
  const line = html("code");
  const items = challenges.map(({ text }) => {
    const sign = html("span", { class: "sign sign-open", "aria-hidden": "true" }), said = html("span", { class: "explorable-said" }, "open: ");
    return { element: html("li", {}, sign, html("span", {}, said, text)), sign, said, met: false };
  });
  const link = html("a", {}, "Link to this setting");
  const reset = html("button", { type: "button", click: () => { Object.assign(state, start); settle(); update(); } }, "Reset");

  root.classList.add("explorable");
  fill(root, { role: "group", "aria-label": label }, [
    ...(shown.length ? [form] : []), ...(player ? [player.element] : []), picture, live,
    ...(code ? [html("pre", { tabindex: "0", role: "region", "aria-label": "The same in PyTorch" }, line)] : []),
    news, html("div", { class: "explorable-challenges" }, html("p", {}, "Can you …"), html("ul", {}, ...items.map(({ element }) => element))),
    html("div", { class: "explorable-foot" }, link, reset),
  ]);
  if (point) {
    let rest;
    const pointed = ({ target, type, pointerType, clientX, clientY }) => {
      const at = `${clientX} ${clientY}`, moved = at !== rest; // what is drawn anew under a pointer at rest is not pointed at
      rest = at;
      if (type !== "click" && (pointerType !== "mouse" || !moved)) return;
      const { left, top, width: wide, height } = target.getBoundingClientRect();
      set(point(target, state, { u: (clientX - left) / wide, v: (clientY - top) / height }));
    };
    picture.addEventListener("click", pointed);
    picture.addEventListener("pointermove", pointed);
  }

  // A challenge that is met in passing, while something is dragged, does not count: where it is let go does. The news of it
  // stays until something else has been done.
  root.addEventListener("pointerdown", () => {
    const released = new AbortController();
    const release = () => {
      released.abort();
      isPressed = false;
      tick();
    };
    isPressed = true;
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, release, { signal: released.signal });
  });

  /** Take over what the reader changed in the picture, each value moved to the nearest legal one; `remark`: what to say of it. */
  function set(changes, remark = "") {
    const before = { ...state };
    for (const control of controls) {
      if (changes?.[control.name] !== undefined) state[control.name] = read(control, String(changes[control.name]), state) ?? state[control.name];
    }
    if (controls.some(({ name }) => state[name] !== before[name])) update(remark);
    else if (remark) {
      remarked = remark;
      say(...latest);
    }
  }

  if (drag) letDrag(picture, state, (...grabbed) => set(drag(...grabbed)));
  if (nudge) letNudge(picture, (...pressed) => set(nudge(...pressed, state)));

  /** Draw the picture, and say what it shows; what the reader has just done is not asked here. */
  function show(result, problem) {
    if (!width) return;
    keepFocus(picture, () => picture.replaceChildren(
      ...(problem ? [html("p", { class: "explorable-problem" }, problem)] : draw(result, state, width, colour, set))));
    say(result, problem);
    if (code) line.textContent = problem ? "# PyTorch raises an error here." : code(result, state);
  }

  function say(result, problem) {
    const said = [remarked, problem ? `There is nothing to draw. ${problem}` : describe(result, state)].join(" ").trim();
    if (sentence.textContent !== said) sentence.textContent = said; // what stays is not spoken again
    tallest = Math.max(tallest, live.offsetHeight);
    live.style.minHeight = `${tallest}px`;
  }

  /** Let the live line be as high as its text; it only grows from here, so that what is below does not jump. */
  function settle() {
    tallest = 0;
    live.style.minHeight = "";
  }

  function tick() {
    const [result] = latest;
    if (!result || isPressed) return;
    const met = items.filter((item, k) => !item.met && challenges[k].met(result, state));
    for (const item of met) {
      item.met = true;
      item.sign.className = "sign sign-right";
      item.said.textContent = "met: ";
      item.element.classList.add("met");
    }
    const now = JSON.stringify(state);
    if (!met.length && now !== told && !player?.isPlaying()) news.textContent = "";
    if (!met.length) return;
    told = now;
    const texts = met.map((item) => challenges[items.indexOf(item)].text.replace(/\?$/, ""));
    news.replaceChildren(html("span", {}, `Challenge met: ${texts.join("; ")}.`));
  }

  function update(remark = "") {
    remarked = remark;
    for (const control of controls) {
      if (isRange(control) && !control.values) state[control.name] = Math.min(state[control.name], highest(control, state));
    }
    shown.forEach((control, k) => {
      if (control.hidden) (groups.get(control.group) ?? made[k].element).hidden = control.hidden(state);
    });
    made.forEach((control) => control.show());
    try {
      latest = [compute(state)];
    } catch (error) {
      if (!(error instanceof Illegal)) throw error;
      latest = [undefined, error.message];
    }
    live.setAttribute("aria-live", player?.isPlaying() ? "off" : "polite"); // before it says something new
    show(...latest);
    tick();
    save();
  }

  function save() {
    clearTimeout(saving);
    saving = setTimeout(() => {
      const url = toAddress(controls, state, start);
      if (root.isConnected && url.href !== location.href) history.replaceState(history.state, "", url);
    }, 200);
    const shared = toAddress(controls, state, start);
    shared.hash = root.closest("section[id]")?.id ?? "";
    link.href = shared;
  }

  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  update();
  new MutationObserver(() => show(...latest)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  // In the next frame: what is drawn at once changes the size again, and WebKit calls that an error.
  new ResizeObserver(() => requestAnimationFrame(() => {
    if (picture.clientWidth === width) return;
    width = picture.clientWidth;
    settle();
    show(...latest);
  })).observe(picture);
}
