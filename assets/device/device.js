/** The benchmark of the page: it times a standard layer and the pair that replaces it on the device that shows the page. */

import { drawing, html, legend, svg, table } from "../explorables/common.js";
import { counts, macs } from "./kernels.js";

const SIZES = [[32, 112], [128, 28], [512, 7]]; // channels; height and width
const BOUND = 0.15; // by how much the same thing may differ from itself
const KINDS = ["standard", "depthwise", "pointwise"];

const named = ([channels, size]) => `${channels}, ${size}×${size}`;
const layerOf = (kind, [channels, size]) => ({
  channels, out_channels: channels, size, kernel: kind === "pointwise" ? 1 : 3, stride: 1, groups: kind === "depthwise" ? channels : 1,
});
const sum = (values) => values.reduce((total, value) => total + value, 0);
const fastest = (rounds) => Math.min(...rounds);

/** Return how many times fewer MACs the pair has. */
export const promised = (size) => macs(layerOf("standard", size)) / sum(["depthwise", "pointwise"].map((kind) => macs(layerOf(kind, size))));

/**
 * Return how many times longer one contestant takes than another: by their fastest rounds, and the range of the ratios
 * of the rounds, which took turns.
 *
 * @param {{[name: string]: number[]}} taken - milliseconds of a call in each round
 */
export function ratio(taken, slow, fast) {
  const each = taken[slow].map((time, round) => time / taken[fast][round]);
  return { value: fastest(taken[slow]) / fastest(taken[fast]), low: Math.min(...each), high: Math.max(...each), rounds: each.length };
}

/** Return why nothing can be said of how many times longer `slow` takes than `fast`, or "". */
export function trouble(taken, slow, fast) {
  const first = "standard" in taken ? "standard" : "plain standard";
  const { value } = ratio(taken, first, "again"), middle = taken.again.toSorted((a, b) => a - b)[taken.again.length >> 1];
  if (Math.abs(value - 1) > BOUND) return `the same layer against itself took ${value.toFixed(2)} of its time`;
  if (middle > 1.5 * fastest(taken.again)) return `its middle round took ${(middle / fastest(taken.again)).toFixed(1)} times its fastest`;
  const { low, high } = ratio(taken, slow, fast);
  return high > 2 * low ? `the rounds of one race gave anything from ${low.toFixed(1)} to ${high.toFixed(1)}` : "";
}

/** Return the ratios that the page's own notebook printed, {"128, 28×28": "3.8"}, in channels-last. */
export function libraryRatios(text) {
  const [, printed = ""] = text.split("channels-last: depthwise + pointwise against standard 3×3");
  return Object.fromEntries([...printed.matchAll(/(\d+, \d+×\d+): [\d.]+× fewer MACs, ([\d.]+)× faster/g)].slice(0, 5).map(([, size, times]) => [size, times]));
}

const said = ({ value, low, high }) => `${value.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`;
const shown = ({ value, low, high }) => html("span", {}, value.toFixed(1), html("small", {}, ` ${low.toFixed(1)} to ${high.toFixed(1)}`));

/** Return the table of ratios. */
function ratiosTable(races, library) {
  const rows = [["promised by MACs", ...SIZES.map((size) => promised(size).toFixed(1))]];
  const program = (name, slow, fast) => {
    if (!(slow in races[0].taken)) return;
    rows.push([name, ...races.map(({ taken }) => trouble(taken, slow, fast) ? "too noisy" : shown(ratio(taken, slow, fast)))]);
  };
  program("plain loops", "plain standard", "plain pair");
  program("loops with SIMD", "standard", "pair");
  const printed = SIZES.map((size) => library[named(size)]);
  if (printed.every(Boolean)) rows.push(["PyTorch, where this page was made", ...printed]);
  return table(["times faster", ...SIZES.map(named)], ...rows);
}

/** Return, for each size and layer, its FLOPs a byte and what it reached in GFLOPs a second. */
function reached(races) {
  return races.flatMap(({ taken, channels, size }) => KINDS.map((kind) => {
    const layer = layerOf(kind, [channels, size]), flops = 2 * macs(layer), [weights, maps] = counts(layer);
    return { kind, channels, intensity: flops / (4 * (2 * maps + weights)), speed: flops / fastest(taken[kind]) / 1e6 };
  }));
}

/** Draw the roofline of the device, measured by the same loops, with the layers under it. */
function drawRoof(races, limits, width) {
  const peak = Math.max(...limits.products.map(([name, flops]) => flops / fastest(limits.taken[name]) / 1e6));
  const rates = ["cache", "memory"].map((name) => limits[`${name}Bytes`] / fastest(limits.taken[name]) / 1e6);
  const dots = reached(races), top = 2 * Math.max(peak, ...dots.map(({ speed }) => speed));
  const bottom = Math.min(...dots.map(({ speed }) => speed)) / 2;
  const [left, right, above, below, low, high] = [46, width - 12, 24, 236, 0.5, 400];
  const x = (intensity) => left + (right - left) * Math.log(intensity / low) / Math.log(high / low);
  const y = (speed) => below - (below - above) * Math.log(speed / bottom) / Math.log(top / bottom);
  const roof = (rate, kind) => {
    const from = Math.max(low, bottom / rate), corner = Math.max(from, peak / rate);
    return svg("path", { d: `M${x(from)} ${y(Math.min(peak, from * rate))}L${x(corner)} ${y(peak)}H${right}`, class: kind });
  };
  const ticks = (values, place) => values.map(place);
  return html("figure", {},
    drawing(width, 276, `The roofline of this device: a peak of ${peak.toFixed(0)} GFLOPs a second, ${rates[0].toFixed(0)} GB a second from the cache, ${rates[1].toFixed(0)} from memory`,
      svg("text", { x: 0, y: 14 }, "GFLOPs a second"),
      svg("path", { d: `M${left} ${above}V${below}H${right}`, class: "axis" }),
      ...ticks([1, 10, 100], (value) => svg("text", { x: x(value), y: below + 18, class: "middle" }, String(value))),
      ...ticks([0.1, 1, 10, 100].filter((value) => value > bottom && value < top), (value) => svg("text", { x: left - 6, y: y(value) + 4, class: "end" }, String(value))),
      svg("text", { x: right, y: below + 36, class: "end" }, "FLOPs a byte"),
      roof(rates[0], "dotted"), roof(rates[1], "roof"),
      ...dots.flatMap(({ kind, channels, intensity, speed }) => [
        svg("circle", { cx: x(intensity), cy: y(speed), r: 5, class: `k${KINDS.indexOf(kind)}` }),
        svg("text", { x: x(intensity) + 8, y: y(speed) + 4 }, String(channels)),
      ])),
    legend(...KINDS.map((kind, k) => [`k${k}`, `${kind}, with its channels`]), ["roof", "memory"], ["dotted", "cache"]));
}

/** Return what the figures say, in sentences. */
export function verdict(races) {
  const [slow, fast] = "standard" in races[0].taken ? ["standard", "pair"] : ["plain standard", "plain pair"];
  const noise = races.map(({ taken }) => trouble(taken, slow, fast)).find(Boolean);
  if (noise) return `Too noisy to say: ${noise}. Close other programs, let the device cool down, and press again.`;
  const kept = races.map(({ taken, channels, size }) => `${(100 * ratio(taken, slow, fast).value / promised([channels, size])).toFixed(0)} %`);
  return `Of what the MACs promise, the pair keeps ${kept[0]} at 32 channels, ${kept[1]} at 128 and ${kept[2]} at 512, ${slow === "standard" ? "in loops with SIMD" : "in plain loops"}.`;
}

/** Return the line for the page of measured machines. */
function lineFor(races) {
  const programs = [["plain loops", "plain standard", "plain pair"], ["SIMD", "standard", "pair"]];
  const figures = programs.filter(([, slow]) => slow in races[0].taken)
    .map(([name, slow, fast]) => `${name} ${races.map(({ taken }) => trouble(taken, slow, fast) ? "too noisy" : said(ratio(taken, slow, fast))).join(" / ")}`);
  return `${new Date().toISOString().slice(0, 10)}; ${navigator.userAgent}; ${navigator.hardwareConcurrency} cores; standard / pair at ${SIZES.map(named).join(" / ")}: `
    + `${figures.join("; ")}; a hand-written kernel in a browser, one thread, not the library of the device`;
}

function show(place, races, limits, library, width) {
  place.replaceChildren(ratiosTable(races, library),
    ...(limits ? [drawRoof(races, limits, width)] : [html("p", {}, "This browser has no SIMD for WebAssembly; only the plain loops were timed.")]),
    html("p", {}, "A line to copy:"), html("textarea", { readonly: true, rows: 4, "aria-label": "A line to copy" }, lineFor(races)));
}

/** Build the benchmark in `root`. */
export function mount(root) {
  const button = html("button", { type: "button", click: time }, "Time it on this device");
  const status = html("p", { role: "status" }, ""), results = html("div", { class: "explorable-picture" });
  root.classList.add("explorable");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Time it on this device");
  root.append(button, status, results);
  const library = libraryRatios(root.closest("article").textContent);

  function time() {
    button.disabled = true;
    results.replaceChildren();
    status.textContent = `Timing ${named(SIZES[0])} …`;
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    const races = [];
    let limits;
    const end = (words) => {
      worker.terminate();
      button.disabled = false;
      status.textContent = words;
    };
    worker.addEventListener("error", ({ message }) => end(`The loops do not run in this browser${message ? `: ${message}` : ""}.`));
    worker.addEventListener("message", ({ data }) => {
      if (data.kind === "size") {
        races.push(data);
        status.textContent = races.length < SIZES.length ? `Timing ${named(SIZES[races.length])} …` : "Timing the limits …";
      } else if (data.kind === "limits") {
        limits = data;
      } else {
        show(results, races, limits, library, results.clientWidth);
        end(verdict(races));
      }
    });
    worker.postMessage({ kind: "time", sizes: SIZES });
  }
}
