/**
 * Times a standard 3×3 layer against the depthwise and pointwise pair, away from the page.
 *
 * Asked {kind: "time", sizes: [[channels, size], …]}, it posts {kind: "size", channels, size, taken} for each size and
 * {kind: "limits", taken, …}, then {kind: "end", hasSimd}. `taken` is {name: milliseconds of a call in each round}. Asked
 * {kind: "compute", program, layer, x, w}, it posts {kind: "result", y}.
 */

import { counts, loadSimd, macs, plain, sizeOut } from "./kernels.js";

const ROUNDS = 7, BUDGET = 4000; // rounds of a race, and milliseconds after which no further one begins
const SHORTEST = 20; // milliseconds of a block

/** Return how long a block of calls has to be: the clocks of browsers are coarse. */
function blockLength() {
  let step = Infinity;
  for (let k = 0; k < 5; k++) {
    const begin = performance.now();
    let now = begin;
    while (now === begin) now = performance.now();
    step = Math.min(step, now - begin);
  }
  return Math.max(SHORTEST, 40 * step);
}

/** Return {name: milliseconds of a call in each round} of the runs, which take turns in an order that changes. */
function race(runs, block) {
  const names = Object.keys(runs), begin = performance.now();
  const calls = {}, taken = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) {
    runs[name]();
    let done = 1, spent = 0;
    while (spent < block / 4) { // a coarse clock may stand still for many calls
      const start = performance.now();
      for (let call = 0; call < done; call++) runs[name]();
      spent = performance.now() - start;
      if (spent < block / 4) done *= 2;
    }
    calls[name] = Math.ceil(done * block / spent);
  }
  for (let round = 0; round < ROUNDS && (round < 3 || performance.now() - begin < BUDGET); round++) {
    for (const k of names.keys()) {
      const name = names[(k + round) % names.length], start = performance.now();
      for (let call = 0; call < calls[name]; call++) runs[name]();
      taken[name].push((performance.now() - start) / calls[name]);
    }
  }
  return taken;
}

const random = (count) => Float32Array.from({ length: count }, () => Math.random() - 0.5);

/** Return {name: run} of the three layers of a size, in both programs. */
function runsOf(channels, size, program) {
  const layer = { channels, out_channels: channels, size, kernel: 3, stride: 1, groups: 1 };
  const layers = { standard: layer, depthwise: { ...layer, groups: channels }, pointwise: { ...layer, kernel: 1 } };
  const runs = {};
  for (const [name, one] of Object.entries(layers)) {
    const [weights, maps] = counts(one), x = random(maps), w = random(weights);
    // plain loops are slow: an eighth of the rows will do
    runs[`plain ${name}`] = plain(one, x, w, Math.ceil(sizeOut(one) / 8)).run;
    if (program) runs[name] = program.simd(one, x, w).run;
  }
  const pair = (of) => {
    const [depthwise, pointwise] = [runs[`${of}depthwise`], runs[`${of}pointwise`]];
    return () => { depthwise(); pointwise(); };
  };
  runs["plain pair"] = pair("plain ");
  delete runs["plain depthwise"];
  delete runs["plain pointwise"];
  return program ? { ...runs, pair: pair(""), again: runs.standard } : { ...runs, again: runs["plain standard"] };
}

async function time(sizes) {
  const program = await loadSimd().catch(() => undefined), block = blockLength();
  for (const [channels, size] of sizes) {
    postMessage({ kind: "size", channels, size, taken: race(runsOf(channels, size, program), block) });
    program?.clear();
  }
  if (program) {
    const products = [32, 64, 128].map((channels) => ({ channels, out_channels: channels, size: 8, kernel: 1, stride: 1, groups: 1 }));
    const multiply = (layer) => {
      const [weights, maps] = counts(layer);
      return program.simd(layer, random(maps), random(weights)).run;
    };
    const [small, large] = [2 ** 11, 2 ** 22]; // numbers: 8 kB, and 16 MB
    const taken = race({
      ...Object.fromEntries(products.map((layer) => [`product ${layer.channels}`, multiply(layer)])),
      cache: program.addOne(small).run, memory: program.addOne(large).run,
    }, block);
    postMessage({ kind: "limits", taken, products: products.map((layer) => [`product ${layer.channels}`, 2 * macs(layer)]), cacheBytes: 8 * small, memoryBytes: 8 * large });
  }
  postMessage({ kind: "end", hasSimd: program !== undefined });
}

async function compute({ program, layer, x, w }) {
  const make = program === "plain" ? plain : (await loadSimd()).simd;
  const { run, read } = make(layer, Float32Array.from(x), Float32Array.from(w));
  run();
  postMessage({ kind: "result", y: [...read()] });
}

addEventListener("message", async ({ data }) => {
  try {
    await (data.kind === "time" ? time(data.sizes) : compute(data));
  } catch (error) {
    setTimeout(() => { throw error; }); // a rejected promise would not reach the page
  }
});
