/** A layer under the roof of a machine, and the least times of the seven layers. */

import { Illegal, explore, grip, html, legend, stage, svg, thousands } from "./common.js";
import { placeLabels } from "./labels.js";

const BYTES_PER_NUMBER = 4;

/** The layers whose time the chapter measures, from C to C channels on an equal map: how many weights each of their convolutions has. */
const LAYERS = {
  "standard 3×3": (C) => [9 * C * C],
  "depthwise 3×3": (C) => [9 * C],
  "pointwise 1×1": (C) => [C * C],
  "depthwise + pointwise": (C) => [9 * C, C * C],
  "8 groups, 3×3": (C) => [9 * C * C / 8],
  "3×1 + 1×3": (C) => [3 * C * C, 3 * C * C],
  "dilation 2, 3×3": (C) => [9 * C * C],
};
const NAMES = Object.keys(LAYERS);
const SHORT = ["standard", "depthwise", "pointwise", "pair", "8 groups", "3×1 + 1×3", "dilation 2"];
const CHANNELS = [8, 16, 32, 64, 128, 256, 512, 1024], SIZES = [1, 2, 4, 7, 14, 28, 56, 112, 224];
const START = { layer: "depthwise 3×3", channels: 128, size: 28, batch: 1 };

/** Machines: GFLOPs a second, GB a second of memory and cache, MB of cache, µs a call; and where these numbers come from. */
const MACHINES = {
  "invented": { numbers: { peak: 200, bandwidth: 20, cache_bandwidth: 100, cache: 0.5, call: 5 }, source: "All five numbers are invented." },
  "an accelerator": {
    numbers: { peak: 60000, bandwidth: 300, cache_bandwidth: 300, cache: 0, call: 0 },
    source: "The one of an exercise below, without a cache; its calls cost nothing.",
  },
};

/** Add the processor that ran the chapter, if its cells say what it can do. */
function addPrinted(text) {
  const [peak, bandwidth, cache_bandwidth, second] = [/peak: (\S+) GFLOPs/, /memory: (\S+) GB/, /cache: (\S+) GB/, /L2 (\S+) kB/]
    .map((phrase) => Number(phrase.exec(text)?.[1].replace(",", "")));
  const numbers = { peak, bandwidth, cache_bandwidth, cache: second / 1024, call: 31 };
  const source = "Peak, rates and second cache as printed on this page. The call: the smallest depthwise layer, channels-last, one thread.";
  if (Object.values(numbers).every(Number.isFinite)) MACHINES["this page's processor"] = { numbers, source };
}
const LIMITS = { peak: [1, 1e5], bandwidth: [0.2, 1e4], cache_bandwidth: [0.2, 1e4], call: [0, 1e4] };

/**
 * The layer's work, what it moves, and the least time that the machine allows. Each convolution reads its input and its
 * weights once and writes its output once; where all that fits into the cache, the cache's rate counts. Where there are
 * two convolutions, one runs after the other, and each is a call.
 *
 * @param {{layer: string, channels: number, size: number, batch: number, peak: number, bandwidth: number,
 *   cache_bandwidth: number, cache: number, call: number}} settings - peak in GFLOPs a second, the bandwidths in GB a
 *   second, cache in MB, call in µs
 * @returns {object} flops; bytes; intensity in FLOPs a byte; limit in GFLOPs a second; microseconds; their parts, were each
 *   alone: arithmetic, moving, calls; steps: for each convolution its flops, bytes, whether it fits, and what limits it
 */
export function compute({ layer, channels, size, batch, peak, bandwidth, cache_bandwidth, cache, call }) {
  if (Math.min(peak, bandwidth) <= 0) throw new Illegal("Peak and bandwidth are above 0.");
  if (cache_bandwidth < bandwidth) throw new Illegal("A cache is at least as fast as the memory behind it.");
  if (Math.min(cache, call) < 0) throw new Illegal("The cache's size and the call are at least 0.");
  if (channels % 8) throw new Illegal("Eight groups must divide the channels: take a multiple of 8.");
  const positions = batch * size * size;
  const steps = LAYERS[layer](channels).map((weights) => {
    const flops = 2 * weights * positions, bytes = BYTES_PER_NUMBER * (2 * channels * positions + weights);
    const fits = bytes <= 1e6 * cache;
    const times = { arithmetic: flops / peak / 1000, [fits ? "cache" : "memory"]: bytes / (fits ? cache_bandwidth : bandwidth) / 1000, call };
    const microseconds = Math.max(...Object.values(times));
    return { flops, bytes, fits, times, microseconds, limit: Object.keys(times).find((name) => times[name] === microseconds) };
  });
  const sum = (amount) => steps.reduce((total, step) => total + amount(step), 0);
  const flops = sum((step) => step.flops), bytes = sum((step) => step.bytes), microseconds = sum((step) => step.microseconds);
  return {
    flops, bytes, microseconds, steps, intensity: flops / bytes, limit: flops / microseconds / 1000,
    arithmetic: sum(({ times }) => times.arithmetic), moving: sum(({ times }) => times.memory ?? times.cache), calls: call * steps.length,
  };
}

/** 0.1234 → "0.12", 12.34 → "12.3", 1234.5 → "1,235" */
const short = (number) => number.toLocaleString("en-US", { maximumFractionDigits: number < 10 ? 2 : number < 1000 ? 1 : 0 });
const clamp = (value, [low, high]) => Math.max(low, Math.min(high, value));
const rounded = (value) => Number(value.toPrecision(2));
const tick = (value) => value >= 1000 ? `${value / 1000}k` : String(value);

// Where things lie: both pictures keep their axes, so that what is dragged stays under the pointer.

/** A logarithmic axis from `low` to `high` on the CSS pixels from `start` to `end`: its place of a value, and back. */
const axis = (low, high, start, end) => ({
  at: (value) => start + (end - start) * clamp(Math.log(value / low) / Math.log(high / low), [0, 1]),
  from: (pixel) => low * (high / low) ** clamp((pixel - start) / (end - start), [0, 1]),
  ticks: Array.from({ length: 12 }, (_, k) => 10 ** (k - 2)).filter((value) => value >= low && value <= high),
});

const ROOF = { height: 250, top: 20, bottom: 216 };
const roofAxes = (width) => ({ x: axis(0.3, 4000, 42, width - 6), y: axis(0.1, 1e5, ROOF.bottom, ROOF.top) });
const ROW = 18, TIMES = { top: 30, bottom: 30 + NAMES.length * ROW };
const isWide = (width) => width >= 560;
/** Of the times; a narrow picture writes them at its right edge. */
const timeAxis = (width) => isWide(width) ? axis(0.1, 1e5, 176, width - 18) : axis(0.1, 1e5, 86, width - 76);

function drawRoof(result, state, others, width) {
  const { x, y } = roofAxes(width), { layer, peak, bandwidth, cache_bandwidth, cache, call } = state;
  const [left, right] = [x.at(0), x.at(Infinity)];
  const slant = (rate, look) => {
    const corner = peak / rate, from = Math.max(0.3, 0.1 / rate);
    return svg("path", { d: `M${x.at(from)} ${y.at(from * rate)}L${x.at(corner)} ${y.at(peak)}H${right}`, class: look });
  };
  const hasCache = cache > 0, onSlant = (rate, intensity) => {
    const place = Math.min(intensity, peak / rate / 1.6);
    return { x: x.at(place), y: y.at(place * rate) };
  };
  const knobs = [
    { name: "peak", label: "Peak", unit: "GFLOPs a second", text: `peak ${short(peak)}`, x: right - 12, y: y.at(peak) },
    { name: "bandwidth", label: "Memory's rate", unit: "GB a second", text: `memory ${short(bandwidth)} GB/s`, ...onSlant(bandwidth, 0.55) },
    ...(hasCache ? [{ name: "cache_bandwidth", label: "Cache's rate", unit: "GB a second", text: `cache ${short(cache_bandwidth)} GB/s`, ...onSlant(cache_bandwidth, 0.9) }] : []),
  ];
  const handles = knobs.map(({ name, label, unit, x: cx, y: cy }) => svg("g", grip(name, label, state[name], `${short(state[name])} ${unit}`),
    svg("circle", { cx, cy, r: 15, class: "reach" }), svg("circle", { cx, cy, r: 6, class: "knob" })));
  const cloud = CHANNELS.flatMap((channels) => SIZES.map((size) => compute({ ...state, channels, size })))
    .filter(({ limit }) => limit > 0.1).map((one) => [x.at(one.intensity), y.at(one.limit)]);
  const spots = new Map();
  NAMES.forEach((name, k) => {
    const at = [x.at(others[k].intensity), y.at(others[k].limit)].map(Math.round), key = String(at);
    spots.set(key, { x: at[0], y: at[1], text: spots.has(key) ? `${spots.get(key).text}, ${SHORT[k]}` : SHORT[k] });
  });
  const [dotX, dotY] = [x.at(result.intensity), y.at(result.limit)], roofOfCall = result.flops / result.calls / 1000;
  const alongRoofs = [bandwidth, cache_bandwidth].flatMap((rate) =>
    Array.from({ length: (right - left) / 3 }, (_, k) => left + 3 * k).map((at) => [at, y.at(Math.min(peak, rate * x.from(at)))]));
  const belowDot = Array.from({ length: 20 }, (_, k) => [dotX, dotY + 10 * k]);
  return stage(width, ROOF.height, "The roofline, both axes logarithmic",
    svg("text", { x: 0, y: 11 }, "GFLOPs a second"),
    svg("path", { d: `M${left} ${ROOF.top}V${ROOF.bottom}H${right}`, class: "axis" }),
    ...x.ticks.map((value) => svg("text", { x: x.at(value), y: ROOF.bottom + 16, class: "middle" }, thousands(value))),
    ...y.ticks.map((value) => svg("text", { x: left - 5, y: y.at(value) + 4, class: "end" }, tick(value))),
    svg("text", { x: right, y: ROOF.height - 4, class: "end" }, "FLOPs a byte"),
    ...(hasCache ? [slant(cache_bandwidth, "roof dashed")] : []), slant(bandwidth, "roof"),
    ...cloud.map(([cx, cy]) => svg("circle", { cx, cy, r: 1.7, class: "speck" })),
    ...(call > 0 ? [svg("path", { d: `M${dotX} ${dotY}V${y.at(roofOfCall)}M${dotX - 8} ${y.at(roofOfCall)}h16`, class: "k0" })] : []),
    svg("path", { d: `M${dotX} ${dotY}V${ROOF.bottom}`, class: "ray" }),
    ...NAMES.map((name, k) => name === layer ? "" : svg("circle", {
      cx: x.at(others[k].intensity), cy: y.at(others[k].limit), r: 5, class: "other", "data-grip": `dot:${name}`, "aria-hidden": "true",
    })),
    ...placeLabels([...knobs, ...spots.values()], alongRoofs, [...cloud, ...belowDot], [44, 12, width, ROOF.bottom]),
    svg("path", { d: `M${left} ${y.at(peak)}H${right}`, class: "reach-line", "data-grip": "peak", "aria-hidden": "true" }),
    ...handles,
    svg("g", grip(`dot:${layer}`, "The layer's place: channels and size", state.channels, `${state.channels} channels, ${state.size}×${state.size}`),
      svg("circle", { cx: dotX, cy: dotY, r: 14, class: "reach" }), svg("circle", { cx: dotX, cy: dotY, r: 7, class: "k0" })));
}

function drawTimes(state, others, width) {
  const x = timeAxis(width), { layer, call } = state, [left, right] = [x.at(0), x.at(Infinity)], words = isWide(width);
  const rows = others.flatMap((one, k) => {
    const y = TIMES.top + (k + 0.5) * ROW, at = x.at(one.microseconds), chosen = NAMES[k] === layer, beside = at > right - 64 ? { x: at - 9, class: "on-page end" } : { x: at + 10, class: "on-page" };
    const arithmetic = x.at(one.arithmetic), moving = x.at(one.moving);
    return [
      ...(chosen ? [svg("rect", { x: 0, y: y - ROW / 2, width, height: ROW, class: "row" })] : []),
      svg("text", { x: 2, y: y + 4, class: chosen ? "strong" : "" }, words ? NAMES[k] : SHORT[k]),
      svg("path", { d: `M${left} ${y}H${at}`, class: "ray" }),
      ...(call > 0 ? [svg("path", { d: `M${x.at(one.calls)} ${y - 8}v16`, class: "k0 floor" })] : []),
      svg("path", { d: `M${arithmetic} ${y - 6}v12`, class: "k2 mark" }),
      svg("path", { d: `M${moving - 5} ${y}l5 -5l5 5l-5 5z`, class: "k3 mark" }),
      svg("circle", { cx: at, cy: y, r: chosen ? 5 : 4, class: chosen ? "k0" : "spot" }),
      svg("text", { y: y + 4, ...(words ? beside : { x: width, class: "on-page end" }) }, `${short(one.microseconds)} µs`),
    ];
  });
  const handle = x.at(call), isLeft = handle < width / 2;
  return stage(width, TIMES.bottom + 20, "The least time of each of the seven layers, in microseconds, logarithmic",
    svg("path", { d: `M${left} ${TIMES.top - 6}V${TIMES.bottom}H${right}`, class: "axis" }),
    ...x.ticks.filter((_, k) => words || k % 2 === 0).map((value) => svg("text", { x: x.at(value), y: TIMES.bottom + 15, class: "middle" }, tick(value))),
    svg("text", { x: 2, y: TIMES.bottom + 15 }, words ? "least time, µs" : "µs"),
    svg("path", { d: `M${handle} ${TIMES.top - 10}V${TIMES.bottom}`, class: "dotted" }),
    ...rows,
    svg("rect", { x: 1, y: TIMES.top, width: width - 2, height: NAMES.length * ROW, class: "reach", ...grip("layer", "Layer", NAMES.indexOf(layer), layer) }),
    svg("g", grip("call", "What a call takes at least", call, `${short(call)} µs`),
      svg("rect", { x: handle - 14, y: 0, width: 28, height: TIMES.top + 4, class: "reach" }), svg("circle", { cx: handle, cy: 14, r: 6, class: "knob" })),
    svg("text", { x: isLeft ? handle + 12 : handle - 12, y: 18, class: isLeft ? "" : "end" }, `a call: ${call > 0 ? `${short(call)} µs` : "nothing"}`));
}

const isMachine = ({ numbers }, state) => Object.entries(numbers).every(([name, value]) => state[name] === value);

function draw(result, state, width, colour, set) {
  const others = NAMES.map((layer) => compute({ ...state, layer }));
  const source = Object.values(MACHINES).find((machine) => isMachine(machine, state))?.source ?? "A machine of yours.";
  const buttons = Object.entries(MACHINES).map(([name, machine]) => html("button", {
    type: "button", "data-key": name, "aria-pressed": String(isMachine(machine, state)), click: () => set(machine.numbers),
  }, name));
  return [
    html("div", { class: "machines" }, ...buttons), html("p", { class: "source" }, source),
    drawRoof(result, state, others, width), drawTimes(state, others, width),
    legend(["k0", state.layer], ["speck", "with other channels and sizes"],
      ["k2 tick", "arithmetic alone"], ["k3 diamond", "bytes alone"], ["k0 tick", "calls alone"], ["spot", "the longest of them"]),
  ];
}

function describe(result, state) {
  const { layer, channels, size, batch, cache } = state, { flops, bytes, intensity, limit, microseconds, steps, arithmetic, moving, calls } = result;
  const fits = steps.map((step) => step.fits), both = fits.every((one) => one === fits[0]);
  const cached = cache === 0 ? "There is no cache" : `${both ? "It" : "A part of it"} ${fits.includes(true) ? "fits" : "does not fit"} into ${short(cache)} MB of cache`;
  const limits = [...new Set(steps.map((step) => step.limit))].map((name) => name === "call" ? "its call" : name);
  return `${layer}, ${channels} channels, ${size}×${size}, batch ${batch}: ${short(flops / 1e6)} MFLOPs, ${short(bytes / 1e6)} MB moved, ${short(intensity)} FLOPs a byte. `
    + `${cached}. It is limited by ${limits.join(", then by ")}: at most ${short(limit)} GFLOPs a second, at least ${short(microseconds)} µs, `
    + `were all done at the same time. One after the other, arithmetic, bytes and call take ${short(arithmetic + moving + calls)} µs.`;
}

/** Return the channels and the size with which the layer's place is nearest to `at`, and if there are several, those nearest to the ones that it had. */
function nearest(at, from) {
  const { x, y } = roofAxes(at.x / at.u), steps = (values, value, name) => Math.abs(values.indexOf(value) - values.indexOf(from[name]));
  const found = CHANNELS.flatMap((channels) => SIZES.map((size) => {
    const one = compute({ ...from, channels, size });
    const away = (x.at(one.intensity) - at.x) ** 2 + (y.at(one.limit) - at.y) ** 2;
    return { channels, size, away: away + 4 * (steps(CHANNELS, channels, "channels") + steps(SIZES, size, "size")) ** 2 };
  })).reduce((a, b) => b.away < a.away ? b : a);
  return { channels: found.channels, size: found.size };
}

/** Keep the cache at least as fast as the memory: the one that is not set gives way. */
function setRate(name, value, { bandwidth, cache_bandwidth }) {
  const rate = rounded(clamp(value, LIMITS[name]));
  return name === "bandwidth" ? { bandwidth: rate, cache_bandwidth: Math.max(rate, cache_bandwidth) } : { cache_bandwidth: rate, bandwidth: Math.min(rate, bandwidth) };
}

function drag(name, at, from) {
  if (name === "layer") return { layer: NAMES[clamp(Math.floor((at.y - TIMES.top) / ROW), [0, NAMES.length - 1])] };
  if (name === "call") {
    const x = timeAxis(at.x / at.u);
    return { call: at.x <= x.at(0) ? 0 : rounded(clamp(x.from(at.x), LIMITS.call)) };
  }
  if (name.startsWith("dot:")) {
    const layer = name.slice(4);
    return Math.hypot(at.dx, at.dy) < 4 ? { layer } : { layer, ...nearest(at, { ...from, layer }) };
  }
  const { x, y } = roofAxes(at.x / at.u);
  return name === "peak" ? { peak: rounded(clamp(y.from(at.y), LIMITS.peak)) } : setRate(name, y.from(at.y) / x.from(at.x), from);
}

function nudge(name, dx, dy, state) {
  const step = (values, value, by) => values[clamp(values.indexOf(value) + by, [0, values.length - 1])];
  if (name === "layer") return { layer: step(NAMES, state.layer, dx + dy) };
  if (name.startsWith("dot:")) return { channels: step(CHANNELS, state.channels, dx), size: step(SIZES, state.size, -dy) };
  const by = dx - dy, value = state[name] || 0.1; // a tenth of a decade
  const next = clamp(Number.isFinite(by) ? value * 10 ** (by / 10) : by, LIMITS[name]);
  if (name === "call") return { call: next < 0.1 ? 0 : rounded(next) };
  return name === "peak" ? { peak: rounded(next) } : setRate(name, next, state);
}

const number = (name) => ({ name, kind: "number", min: LIMITS[name][0], max: LIMITS[name][1], value: MACHINES.invented.numbers[name], quiet: true });

export function mount(root) {
  root.classList.add("explore-roofline");
  addPrinted(root.closest("article").textContent);
  const timeOf = (layer, state) => compute({ ...state, layer }).microseconds;
  const isPointwise = ({ layer }, { steps }) => layer === "pointwise 1×1" && steps[0].limit === "memory";
  explore(root, {
    label: "Explorable: a layer under the roof",
    controls: [
      { name: "channels", values: CHANNELS, value: START.channels },
      { name: "size", label: "map size", values: SIZES, value: START.size },
      { name: "batch", values: [1, 2, 4, 8, 16, 32, 64], value: START.batch },
      { name: "cache", label: "cache, MB", values: [0, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128], value: MACHINES.invented.numbers.cache },
      { name: "layer", options: NAMES, value: START.layer, quiet: true },
      ...["peak", "bandwidth", "cache_bandwidth", "call"].map(number),
    ],
    compute, draw, describe, drag, nudge,
    challenges: [
      {
        text: "make the pointwise layer wait for memory on the invented machine?",
        met: (result, state) => isPointwise(state, result) && isMachine(MACHINES.invented, state),
      },
      {
        text: "make it wait for memory with 128 channels, 28×28 and batch 1?",
        met: (result, state) => isPointwise(state, result) && ["channels", "size", "batch"].every((name) => state[name] === START[name]),
      },
      {
        text: "find a machine and a size for which the depthwise + pointwise pair takes longer than the standard layer?",
        met: (_, state) => timeOf("depthwise + pointwise", state) > timeOf("standard 3×3", state),
      },
      {
        text: "let the MACs count for nothing: find a size at which the standard layer takes no longer than the depthwise one, with a call of 10 µs at most?",
        met: (_, state) => state.call <= 10 && timeOf("standard 3×3", state) <= timeOf("depthwise 3×3", state),
      },
    ],
  });
}
