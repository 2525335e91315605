/**
 * A layer in two programs for one thread: WebAssembly with SIMD (kernels.c) and plain loops in JavaScript.
 *
 * A layer is {channels, out_channels, size, kernel, stride, groups}: `channels` maps of size × size pixels, padding
 * kernel // 2, no bias; groups is 1 or, with out_channels = channels, as many as there are channels. Maps are
 * (channels, size, size), weights (out_channels, channels / groups, kernel, kernel), both flat Float32Arrays.
 */

/** Return the height and width of what a layer gives. */
export const sizeOut = ({ size, kernel, stride }) => Math.floor((size + 2 * (kernel >> 1) - kernel) / stride) + 1;

/** Return the products of one call of a layer. */
export const macs = (layer) => layer.out_channels * (layer.channels / layer.groups) * (layer.kernel * sizeOut(layer)) ** 2;

/** Return [the weights' count, the map's count] of a layer. */
export const counts = ({ channels, out_channels, size, kernel, groups }) =>
  [out_channels * (channels / groups) * kernel ** 2, channels * size ** 2];

/**
 * Return a run of the layer in plain loops, and what reads its result. Each weight goes over a whole map; with `rows`,
 * over so many rows of what comes out.
 */
export function plain(layer, x, w, rows = sizeOut(layer)) {
  const { channels, out_channels, size, kernel, stride, groups } = layer;
  const side = sizeOut(layer), padding = kernel >> 1, wide = size + 2 * padding;
  const fromEach = channels / groups, toEach = out_channels / groups;
  const y = new Float32Array(out_channels * side * side), padded = new Float32Array(channels * wide * wide);
  for (let m = 0; m < channels; m++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) padded[(m * wide + i + padding) * wide + j + padding] = x[(m * size + i) * size + j];
    }
  }
  const run = () => {
    y.fill(0);
    for (let n = 0; n < out_channels; n++) {
      for (let m = 0; m < fromEach; m++) {
        const channel = Math.floor(n / toEach) * fromEach + m;
        for (let u = 0; u < kernel; u++) {
          for (let v = 0; v < kernel; v++) {
            const weight = w[((n * fromEach + m) * kernel + u) * kernel + v];
            for (let i = 0; i < rows; i++) {
              const from = (channel * wide + i * stride + u) * wide + v, to = (n * side + i) * side;
              for (let j = 0; j < side; j++) y[to + j] += weight * padded[from + j * stride];
            }
          }
        }
      }
    }
  };
  return { run, read: () => y };
}

const PAGE = 65536; // bytes of a page of WebAssembly's memory
const up = (channels) => Math.ceil(channels / 8) * 8; // kernels.c asks for multiples of 8

/** Compile kernels.wasm; rejects where there is no SIMD. Return what makes the same runs as `plain`. */
export async function loadSimd() {
  const file = await fetch(new URL("kernels.wasm", import.meta.url));
  const { instance: { exports } } = await WebAssembly.instantiate(await file.arrayBuffer());
  const { memory } = exports;
  const heap = exports.__heap_base.value;
  let end = heap;

  /** Return the address of `count` new numbers, all 0. */
  function allot(count) {
    const address = Math.ceil(end / 16) * 16;
    end = address + 4 * count;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    new Float32Array(memory.buffer, address, count).fill(0);
    return address;
  }

  /** Return a run of the layer with maps in channels-last, and what reads its result; memory is kept until `clear`. */
  function simd(layer, x, w) {
    const { channels, out_channels, size, kernel, stride, groups } = layer;
    const side = sizeOut(layer), padding = kernel >> 1, isDepthwise = groups > 1;
    const [C, N, wide, area] = [up(channels), up(out_channels), size + 2 * padding, kernel ** 2];
    const [input, weight, output] = [wide * wide * C, area * (isDepthwise ? C : C * N), side * side * N].map(allot);
    const numbers = (address, count) => new Float32Array(memory.buffer, address, count);

    const maps = numbers(input, wide * wide * C);
    for (let m = 0; m < channels; m++) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) maps[((i + padding) * wide + j + padding) * C + m] = x[(m * size + i) * size + j];
      }
    }
    const kept = numbers(weight, area * (isDepthwise ? C : C * N));
    const fromEach = channels / groups;
    for (let n = 0; n < out_channels; n++) {
      for (let m = 0; m < fromEach; m++) {
        for (let k = 0; k < area; k++) {
          const at = isDepthwise ? k * C + n : (((n >> 3) * area + k) * C + m) * 8 + (n & 7);
          kept[at] = w[(n * fromEach + m) * area + k];
        }
      }
    }
    const run = isDepthwise
      ? () => exports.depthwise(input, weight, output, C, wide, side, side, stride)
      : () => exports.standard(input, weight, output, C, N, wide, side, side, kernel, stride);
    const read = () => {
      const y = numbers(output, side * side * N);
      return Float32Array.from({ length: out_channels * side * side }, (_, k) => y[(k % side ** 2) * N + Math.floor(k / side ** 2)]);
    };
    return { run, read };
  }

  /** Return a run that reads and writes `count` numbers. */
  function addOne(count) {
    const [from, to] = [allot(count), allot(count)];
    return { run: () => exports.add_one(from, to, count) };
  }

  return { simd, addOne, clear: () => { end = heap; } };
}
