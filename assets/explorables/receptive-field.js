/** What one output of a stack of layers sees: a pyramid to point at, whose layers are changed and exchanged. */

import { Illegal, count, explore, grip, html, legend, list, stage, svg, thousands } from "./common.js";
import { MOST, MOST_LAYERS, SIZE, START, band, compute, paddingOf, readLayers, see, taps, throughValue, writeLayers } from "./stacks.js";

export { band, compute, readLayers, throughValue } from "./stacks.js";

const BINS = 240; // of the field seen from above, along a side
const HANDLE = 42, BARS = 50; // in CSS pixels

const minus = (number) => String(number).replace("-", "−");
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const readPixels = (paths) => paths.filter((number) => number > 0).length;

/** What the reader points at: a value of a map, or output 1, with its field in input pixels and how many paths lead to it. */
function pointedAt({ layers, seen, reached, ways }, state) {
  const level = Math.min(state.level, layers.length), isOutput = level === layers.length;
  const index = clamp(state.index, reached[level][0], isOutput ? 1 : reached[level].at(-1));
  const { field, jump, start } = level ? seen[level - 1] : { field: 1, jump: 1, start: 0 };
  return { level, index, field, jump, first: start + index * jump, number: isOutput ? 1 : ways[level][reached[level].indexOf(index)] ?? 0 };
}

/** Where everything lies in `width` CSS pixels: rows of values from the output down to the input, and a card for each layer. */
function layOut({ layers, seen }, width) {
  const wide = width >= 560, button = width < 276 ? 22 : 24, stepper = 2 * button + (width < 276 ? 18 : 22), cardWide = HANDLE + 3 * stepper + 24, gutter = wide ? cardWide + 14 : 18, pitch = wide ? 58 : 42, top = wide ? 34 : 28;
  const { field, jump, start } = seen.at(-1), scale = Math.min(36, (width - gutter - 4) / (field + jump));
  const fields = [{ field: 1, jump: 1, start: 0 }, ...seen], bottom = top + layers.length * pitch, base = bottom + 18 + BARS;
  return {
    wide, pitch, scale, base, bottom, width, button, stepper, cardWide, layers: layers.length,
    pixel: (p) => gutter + (p - start) * scale,
    x: (level, i) => gutter + (fields[level].start + i * fields[level].jump + fields[level].field / 2 - start) * scale,
    y: (level) => bottom - level * pitch,
    value: (level, x) => Math.round(((x - gutter) / scale + start - fields[level].start - fields[level].field / 2) / fields[level].jump),
    radius: (level) => clamp(0.42 * scale * fields[level].jump, 0.8, 10),
    spread: (level) => scale * fields[level].jump,
    card: (n) => wide ? bottom - n * pitch + 16 : base + 120 + (layers.length - n) * 50,
    height: base + 80 + (wide ? 0 : 24 + layers.length * 50),
  };
}

/** Draw a row of values: those on the pointed value's paths strong, the others pale, and holes between them empty. */
function drawRow({ reached, ways }, level, at, lit) {
  const radius = at.radius(level), y = at.y(level), colour = level ? "node" : "seen";
  if (radius < 2.5) {
    const ticks = (values, look) => svg("path", { d: values.map((i) => `M${at.x(level, i).toFixed(1)} ${y - 4}v8`).join(""), class: `tick ${look}` });
    return [ticks(reached[level].filter((i) => !lit[level].has(i)), "dim"), ticks([...lit[level]], colour)];
  }
  const number = new Map(reached[level].map((i, k) => [i, ways[level][k]])), [first, last] = [reached[level][0], reached[level].at(-1)];
  return Array.from({ length: last - first + 1 }, (_, k) => first + k).flatMap((i) => {
    const place = { cx: at.x(level, i), cy: y }, on = lit[level].has(i), text = number.get(i);
    const look = text === undefined ? "unseen" : on ? colour : `${colour} dim`;
    return [
      svg("circle", { ...place, r: radius, class: look, "data-value": `${level} ${i}` }),
      ...(text && radius >= 7.5 && text < 1000 ? [svg("text", { x: place.cx, y: y + 4, class: `digit ${on ? level ? "on2" : "on3" : ""}` }, String(text))] : []),
    ];
  });
}

/** Draw the pyramid: rows of values, and lines from each to those that it reads. */
function drawPyramid(result, at, lit, pointed) {
  const { layers, reached } = result, faint = [], strong = [];
  layers.forEach((layer, n) => {
    for (const i of reached[n + 1]) {
      for (const j of taps(layer, i)) {
        const line = `M${at.x(n + 1, i).toFixed(1)} ${at.y(n + 1)}L${at.x(n, j).toFixed(1)} ${at.y(n)}`;
        (lit[n + 1].has(i) && lit[n].has(j) ? strong : faint).push(line);
      }
    }
  });
  const { level, index, number } = pointed, isOutput = level === layers.length, next = isOutput ? 1 : index + 1;
  const said = isOutput ? `output ${index}` : number ? count(number, "path") : "no path";
  const label = { x: clamp(at.x(level, index), at.pixel(result.seen.at(-1).start) + 26, at.width - 30), y: at.y(level) - at.radius(level) - 5 };
  return svg("g", grip("value", "Value in the pyramid", index, `${nameOf(pointed, layers)}: ${said}`),
    svg("rect", { x: at.pixel(result.seen.at(-1).start) - 6, y: 0, width: at.width - at.pixel(result.seen.at(-1).start) + 6, height: at.bottom + 14, class: "reach" }),
    svg("path", { d: faint.join(""), class: "ray" }), svg("path", { d: strong.join(""), class: "ray strong" }),
    ...(level && at.radius(level) >= 2.5 ? [svg("circle", { cx: at.x(level, next), cy: at.y(level), r: at.radius(level), class: "next", "data-value": `${level} ${next}` })] : []),
    ...reached.flatMap((_, n) => drawRow(result, n, at, lit)),
    svg("circle", { cx: at.x(level, index), cy: at.y(level), r: at.radius(level) + 2.5, class: "pointed" }),
    svg("text", { ...label, class: "middle haloed" }, said));
}

const nameOf = ({ level, index }, layers) => level === layers.length ? `output ${index}` : level ? `value ${minus(index)} of layer ${level}` : `pixel ${minus(index)}`;

/** Draw under each pixel how many paths lead to it, those through the pointed value strong; and the field, its start and the jump. */
function drawField({ paths, below, seen }, at, { level, index, field, jump, first, number }) {
  const { start } = seen.at(-1), most = Math.max(...paths), tall = (share) => BARS * share / most;
  const bar = (pixel, height) => `M${at.pixel(pixel + 0.1).toFixed(1)} ${at.base}v${-height.toFixed(2)}h${Math.max(0.5, 0.8 * at.scale).toFixed(2)}V${at.base}z`;
  const all = paths.map((ways, k) => ways ? bar(start + k, tall(ways)) : ""), through = below[level].map((ways, k) => ways * number ? bar(first + k, tall(ways * number)) : "");
  const bracket = (from, to, y) => `M${at.pixel(from)} ${y - 5}v5H${at.pixel(to)}v-5`;
  const wide = band(below[level]), left = first + Math.floor((field - wide) / 2), text = (from, to, y, words) =>
    svg("text", { x: clamp((at.pixel(from) + at.pixel(to)) / 2, at.pixel(start) + 3.3 * words.length, at.width - 3.3 * words.length), y, class: "middle" }, words);
  const labels = [...new Set([start, 0, start + paths.length - 1])].filter((p, k, some) => k !== 1 || some.every((other) => other === p || Math.abs(at.pixel(other) - at.pixel(p)) > 26));
  const rest = level ? [
    svg("path", { d: bracket(first, first + field, at.base + 22), class: "measure" }), text(first, first + field, at.base + 35, `field ${thousands(field)}, ${index ? "from" : "start"} ${minus(first)}`),
    svg("path", { d: `M${at.pixel(first)} ${at.base + 41}v10m0 -5H${at.pixel(first + jump)}m0 -5v10`, class: "measure" }), svg("text", { x: at.pixel(first + jump) + 5, y: at.base + 50 }, `jump ${thousands(jump)}`),
    svg("path", { d: bracket(left, left + wide, at.base + 62), class: "measure" }), text(left, left + wide, at.base + 75, `95 % of the paths: ${count(wide, "pixel")}`),
  ] : [];
  return svg("g", { class: "untouched" },
    svg("path", { d: all.join(""), class: "bar dim" }), svg("path", { d: through.join(""), class: "bar" }),
    svg("path", { d: `M${at.pixel(start)} ${at.base}H${at.pixel(start + paths.length)}`, class: "axis" }),
    ...labels.map((p) => svg("text", { x: at.pixel(p + 0.5), y: at.base + 12, class: "digit" }, minus(p))), ...rest,
    ...paths.flatMap((_, k) => at.scale < 2 ? [] : [svg("rect", { x: at.pixel(start + k), y: at.base - BARS, width: at.scale, height: BARS + 14, class: "reach", "data-value": `0 ${start + k}` })]));
}

/** Draw a layer's card: the handle that it is dragged by, and a stepper for each of its numbers. */
function drawCard({ layers, seen, sizes }, n, { field: chosen }, at, remove) {
  const layer = layers[n - 1], { button, stepper, cardWide } = at, y = at.card(n), x = (k) => HANDLE + k * stepper, { field, jump, start } = seen[n - 1];
  const step = (name, k, by, sign) => svg("g", { "data-grip": `step ${n} ${name} ${by}`, class: "pointable" },
    svg("rect", { x: k, y, width: button, height: 26, class: "button" }), svg("text", { x: k + button / 2, y: y + 18, class: "middle" }, sign));
  const steppers = Object.keys(MOST).flatMap((name, k) => [
    svg("rect", { x: x(k) - 1, y: y - 1, width: stepper - 2, height: 28, class: name === chosen ? "picked" : "flat" }),
    step(name, x(k), -1, "−"), svg("text", { x: x(k) + (stepper - 4) / 2, y: y + 18, class: "middle" }, layer[name]), step(name, x(k) + stepper - 4 - button, 1, "+"),
  ]);
  const text = chosen === "place" ? `place ${n} of ${layers.length}` : `${chosen} ${layer[chosen]}`;
  const keydown = (event) => {
    if (event.key === "Delete" || event.key === "Backspace") remove(n);
  };
  const told = `field ${thousands(field)}, jump ${thousands(jump)}, start ${minus(start)}, map ${sizes ? sizes[n] : "none"}`;
  return [
    svg("text", { x: 0, y: at.wide ? at.y(n) + 6 : y - 5, class: "told haloed" }, ...(at.wide ? [svg("tspan", { class: "bold" }, `layer ${n}: `)] : []), told),
    svg("g", { class: "card", keydown, "aria-keyshortcuts": "Delete", ...grip(`layer ${n}`, `Layer ${n}; left and right choose, up and down change`, layer[chosen] ?? n, text) },
      svg("rect", { x: 0, y: y - 2, width: cardWide, height: 30, rx: 4, class: "body" }),
      svg("rect", { x: 1, y: y - 1, width: 38, height: 28, class: chosen === "place" ? "picked" : "flat" }),
      svg("text", { x: 8, y: y + 18 }, `⠿ ${n}`), ...steppers,
      ...(layers.length > 1 ? [svg("g", { "data-grip": `remove ${n}`, class: "pointable" },
        svg("rect", { x: cardWide - 25, y, width: 24, height: 26, class: "reach" }), svg("text", { x: cardWide - 13, y: y + 18, class: "middle" }, "×"))] : [])),
  ];
}

/** Draw how many paths lead to each pixel of the field, from above; a large field in bins, the most of each. */
function drawAbove({ paths }, colour) {
  const bins = Math.min(paths.length, BINS), counts = Array(bins).fill(0), most = Math.max(...paths);
  paths.forEach((number, k) => {
    const bin = Math.floor(k * bins / paths.length);
    counts[bin] = Math.max(counts[bin], number);
  });
  const [red, green, blue] = colour("--c2").match(/[\da-f]{2}/gi).map((digits) => parseInt(digits, 16));
  const canvas = html("canvas", { width: bins, height: bins, role: "img", "aria-label": "The field from above: the more paths lead to a pixel, the stronger its colour" });
  const pixels = new ImageData(bins, bins);
  for (let k = 0; k < bins * bins; k++) {
    const here = counts[Math.floor(k / bins)] * counts[k % bins];
    pixels.data.set([red, green, blue, here ? 80 + 175 * Math.sqrt(here) / most : 0], 4 * k);
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return html("figure", { class: "from-above" }, canvas,
    html("figcaption", {}, `From above: ${thousands(readPixels(paths) ** 2)} of ${thousands(paths.length ** 2)} pixels read. Stronger: more paths.`));
}

function draw(result, state, at, colour, set) {
  const { layers, seen, problem } = result, pointed = pointedAt(result, state), lit = throughValue(layers, result, pointed.level, pointed.index).map((row) => new Set(row));
  const remove = (n) => set({ layers: writeLayers(without(layers, n)) });
  const names = Object.keys(MOST).map((name, k) => svg("text", { x: HANDLE + k * at.stepper + (at.stepper - 4) / 2, y: at.wide ? 12 : at.card(layers.length) - 24, class: "middle told" }, name));
  return [
    html("div", { class: "top" },
      html("button", { type: "button", "data-key": "add", "aria-disabled": layers.length === MOST_LAYERS ? "true" : undefined, click: () => set({ layers: `${state.layers},k3s1d1` }) }, "Add a layer"),
      legend(["node", "value on a path"], ["seen", "pixel read"], ["unseen", "not read"])),
    html("div", { class: "pyramid" },
      stage(at.width, at.height, "The stack, the output on top and the input at the bottom", ...names,
        ...(at.wide ? [svg("text", { x: 0, y: at.y(0) + 6, class: "told" }, svg("tspan", { class: "bold" }, "input: "), `field 1, jump 1, start 0, map ${SIZE}`)]
          : layers.map((_, n) => svg("text", { x: 0, y: at.y(n + 1) + 4, class: "told" }, n + 1))),
        drawField(result, at, pointed), drawPyramid(result, at, lit, pointed),
        ...layers.flatMap((_, n) => drawCard(result, layers.length - n, state, at, remove))),
      drawAbove(result, colour)),
    ...(problem ? [html("p", {}, problem)] : []),
  ];
}

const without = (layers, n) => layers.length > 1 ? layers.filter((_, k) => k !== n - 1) : layers;

/** Return the layers with number `n` moved to place `to`, both counted from 1. */
function moved(layers, n, to) {
  const others = without(layers, n);
  return layers.length > 1 ? [...others.slice(0, to - 1), layers[n - 1], ...others.slice(to - 1)] : layers;
}

/** Return the layers with a number of layer `n` changed, as far as it goes. */
const changed = (layers, n, name, by) => layers.map((layer, k) => k === n - 1 ? { ...layer, [name]: clamp(layer[name] + by, 1, MOST[name]) } : layer);

function sayPointed({ layers, paths }, { level, first, field, number, ...pointed }) {
  const name = nameOf({ level, ...pointed }, layers), lead = number === 1 ? "leads" : "lead";
  if (!number) return `No path leads to ${name}.`;
  if (!level) return `${thousands(number)} of ${count(paths.reduce((sum, ways) => sum + ways, 0), "path")} ${lead} to ${name}.`;
  const sees = `${name} sees pixels ${minus(first)} to ${minus(first + field - 1)}.`;
  return level === layers.length ? sees.replace("o", "O") : `${count(number, "path")} ${lead} to ${name}. V${sees.slice(1)}`;
}

function describe(result, state) {
  const { layers, seen, sizes, paths, problem } = result, { field, jump } = seen.at(-1), read = readPixels(paths), pointed = pointedAt(result, state);
  const windows = layers.map(({ kernel_size, ...others }) => {
    const set = Object.entries(others).flatMap(([name, value]) => value > 1 ? [`${name} ${value}`] : []);
    return `${kernel_size}×${kernel_size}${set.length ? ` (${set.join(", ")})` : ""}`;
  });
  return [
    `From the input up: ${list(windows)}. ${layers.length > 1 ? "The fields are" : "The field is"} ${list(seen.map((layer) => thousands(layer.field)))}.`,
    read === field ? "No pixel of the last is left out." : `Holes: only ${thousands(read)} of ${thousands(field)} pixels along a side are read, ${thousands(read ** 2)} of ${thousands(field ** 2)} in all.`,
    `Neighbouring outputs look ${count(jump, "pixel")} apart.`,
    problem ?? `${sizes[0]}×${sizes[0]} becomes ${sizes.at(-1)}×${sizes.at(-1)}.`,
    sayPointed(result, pointed),
  ].join(" ");
}

function code({ seen, layers }) {
  const windows = layers.map((layer) => `    Window(${layer.kernel_size}, stride=${layer.stride}, padding=${paddingOf(layer)}, dilation=${layer.dilation}),`);
  const { field, jump, start } = seen.at(-1);
  return `receptive_field([\n${windows.join("\n")}\n])[-1]  # (field, jump, start) = (${field}, ${jump}, ${start})`;
}

/** What a state shows; where a layer's map has no size, why. */
function resultOf(state) {
  const layers = readLayers(state.layers);
  try {
    return { layers, ...compute(layers) };
  } catch (error) {
    if (!(error instanceof Illegal)) throw error;
    return { layers, ...see(layers), problem: error.message };
  }
}

export function mount(root) {
  const fields = ["place", ...Object.keys(MOST)];
  let at;
  const point = (level, index, layers) => ({ level: level === layers ? MOST_LAYERS : level, index });

  /** Keep the focus on a layer that moves to place `to`. */
  const focusLayer = (to) => queueMicrotask(() => root.querySelector(`[data-grip="layer ${to}"]`).focus({ preventScroll: true }));

  function drag(name, { x, y, begun }, { layers: text }) {
    const layers = readLayers(text), [part, ...rest] = name.split(" "), n = Number(rest[0]);
    if (part === "value") {
      const level = clamp(Math.round((at.bottom - y) / at.pitch), 0, at.layers);
      return point(level, at.value(level, x), at.layers);
    }
    if (part === "layer") {
      const to = clamp(n + Math.round((at.card(n) + 13 - y) / (at.wide ? at.pitch : 50)), 1, layers.length);
      focusLayer(to);
      return { layers: writeLayers(moved(layers, n, to)) };
    }
    if (!begun) return {};
    return { layers: writeLayers(part === "remove" ? without(layers, n) : changed(layers, n, rest[1], Number(rest[2]))) };
  }

  function nudge(name, dx, dy, state) {
    const layers = readLayers(state.layers), [part, number] = name.split(" "), n = Number(number);
    if (part === "value") {
      const { level, index } = pointedAt(resultOf(state), state), to = clamp(level - Math.sign(dy), 0, layers.length);
      return point(to, dy ? (to < layers.length ? at.value(to, at.x(level, index)) : 0) : clamp(index + dx, -1e6, 1e6), layers.length);
    }
    if (dx) return { field: fields[clamp(fields.indexOf(state.field) + dx, 0, fields.length - 1)] };
    if (state.field !== "place") return { layers: writeLayers(changed(layers, n, state.field, -dy)) };
    const to = clamp(n - Math.sign(dy), 1, layers.length);
    focusLayer(to);
    return { layers: writeLayers(moved(layers, n, to)) };
  }

  const threeSmall = ({ layers }) => layers.length === 3 && layers.every(({ kernel_size }) => kernel_size === 3);
  root.classList.add("explore-receptive-field");
  explore(root, {
    label: "Explorable: what a stack of layers sees",
    controls: [
      { name: "layers", kind: "text", value: START, quiet: true },
      { name: "level", min: 0, max: MOST_LAYERS, value: MOST_LAYERS, quiet: true },
      { name: "index", min: -1e6, max: 1e6, value: 0, quiet: true },
      { name: "field", options: fields, value: "dilation", quiet: true },
    ],
    compute: resultOf,
    draw(result, state, width, colour, set) {
      at = layOut(result, width);
      return draw(result, state, at, colour, set);
    },
    describe, code, drag, nudge,
    point(target) {
      const value = target.dataset.value?.split(" ").map(Number);
      return value && point(...value, at.layers);
    },
    challenges: [
      { text: "read every second pixel and no other, with three 3×3 layers?", met: (result) => threeSmall(result) && result.paths.every((number, k) => (number > 0) === (k % 2 === 0)) },
      {
        text: "see 13 pixels with three 3×3 layers: one of stride 2, one of dilation 2, and one with neither?",
        met: (result) => threeSmall(result) && result.paths.length === 13 && result.layers.map(({ stride, dilation }) => `${stride}${dilation}`).sort().join() === "11,12,21",
      },
      { text: "see the 19 pixels of nine plain 3×3 layers with three, and leave none out?", met: (result) => threeSmall(result) && result.paths.length === 19 && Math.min(...result.paths) > 0 },
      { text: "read each pixel of a field of 27 by exactly one path, with three 3×3 layers?", met: (result) => threeSmall(result) && result.paths.length === 27 && result.paths.every((number) => number === 1) },
    ],
  });
}
