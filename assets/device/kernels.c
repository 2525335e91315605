/* A standard convolution, a depthwise one and an addition, in float32 with SIMD, for one thread of WebAssembly.

   Maps are (rows, columns, channels), channels last; those that are read have a border of zeros already. Channels
   are a multiple of 8: kernels.js adds zeros. Products and sums are rounded one by one: the instruction set has no
   fused ones.

   make device     compiles this file into kernels.wasm */

#include <wasm_simd128.h>

#define BLOCK 8  /* output channels at a time, two vectors */

typedef struct { int channels, columns, kernel, stride; } Shape;

/* Return where the window of output (row, column) begins in x. */
static const float *window(const float *x, const Shape *s, int row, int column) {
  return x + (row * s->columns + column) * s->stride * s->channels;
}

/* Write `count` neighbouring pixels of one block of output channels. */
__attribute__((always_inline)) static inline void pixels(
    const float *x, const float *w, float *y, const Shape *s, int out_channels, int count) {
  v128_t sum[4][2];
  for (int p = 0; p < count; p++) sum[p][0] = sum[p][1] = wasm_f32x4_splat(0);
  for (int u = 0; u < s->kernel; u++) {
    for (int v = 0; v < s->kernel; v++) {
      const float *tap = x + (u * s->columns + v) * s->channels;
      for (int m = 0; m < s->channels; m++, w += BLOCK) {
        v128_t low = wasm_v128_load(w), high = wasm_v128_load(w + 4);
        for (int p = 0; p < count; p++) {
          v128_t value = wasm_v128_load32_splat(tap + p * s->stride * s->channels + m);
          sum[p][0] = wasm_f32x4_add(sum[p][0], wasm_f32x4_mul(value, low));
          sum[p][1] = wasm_f32x4_add(sum[p][1], wasm_f32x4_mul(value, high));
        }
      }
    }
  }
  for (int p = 0; p < count; p++) {
    wasm_v128_store(y + p * out_channels, sum[p][0]);
    wasm_v128_store(y + p * out_channels + 4, sum[p][1]);
  }
}

/* A convolution with one group: w is (out_channels / 8, kernel, kernel, channels, 8). */
void standard(const float *x, const float *w, float *y, int channels, int out_channels,
              int columns_in, int rows, int columns, int kernel, int stride) {
  const Shape s = {channels, columns_in, kernel, stride};
  for (int n = 0; n < out_channels; n += BLOCK) {
    const float *block = w + n * kernel * kernel * channels;
    for (int i = 0; i < rows; i++) {
      float *row = y + i * columns * out_channels + n;
      int j = 0;
      for (; j + 4 <= columns; j += 4) pixels(window(x, &s, i, j), block, row + j * out_channels, &s, out_channels, 4);
      for (; j < columns; j++) pixels(window(x, &s, i, j), block, row + j * out_channels, &s, out_channels, 1);
    }
  }
}

/* A depthwise convolution, a 3×3 window for each channel: w is (3, 3, channels). */
void depthwise(const float *x, const float *w, float *y, int channels, int columns_in, int rows, int columns, int stride) {
  const Shape s = {channels, columns_in, 3, stride};
  for (int i = 0; i < rows; i++) {
    for (int m = 0; m < channels; m += 4) {
      v128_t weight[9];
      for (int k = 0; k < 9; k++) weight[k] = wasm_v128_load(w + k * channels + m);
      for (int j = 0; j < columns; j++) {
        const float *from = window(x, &s, i, j) + m;
        v128_t sum = wasm_f32x4_splat(0);
        for (int k = 0; k < 9; k++) {
          v128_t value = wasm_v128_load(from + (k / 3 * columns_in + k % 3) * channels);
          sum = wasm_f32x4_add(sum, wasm_f32x4_mul(value, weight[k]));
        }
        wasm_v128_store(y + (i * columns + j) * channels + m, sum);
      }
    }
  }
}

/* y = x + 1, to see how fast memory is. */
void add_one(const float *x, float *y, int count) {
  for (int k = 0; k < count; k += 4) wasm_v128_store(y + k, wasm_f32x4_add(wasm_v128_load(x + k), wasm_f32x4_splat(1)));
}
