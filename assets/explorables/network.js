/** A network written as rows of blocks: its bill, as the chapter's judge reads it, and the function that makes it. */

import { Illegal, thousands } from "./common.js";

const PICTURE = 32; // pixels along a side
export const LARGE = 96; // the picture on which the judge measures the field; that much stands for all
const CLASSES = 10;
export const MOST_ROWS = 12, MOST_CHANNELS = 128, MOST_EXPANSION = 6;

/** The chapter's levels: at most so many parameters and MACs, at least such a field, and a share of V1's time. */
export const LEVELS = [
  { parameters: 30_000, macs: 800_000, field: 20 },
  { parameters: 15_000, macs: 400_000, field: 32 },
  { parameters: 8_000, macs: 250_000, field: 40 },
  { parameters: 100_000, macs: 4_000_000, field: 20, share: 0.75 },
];
export const NAMES = { parameters: "parameters", macs: "MACs", field: "field" };

/** The letter of each kind of row in the address; `hue` colours it. */
export const KINDS = {
  c: { name: "standard", hue: 2 },
  d: { name: "separable", hue: 1 },
  i: { name: "inverted", hue: 3 },
  p: { name: "1×1", hue: 0 },
};

/**
 * Read the rows of a design, such as "c8s2-i16t2-p64": kind, out_channels, s2 for stride 2, t for an inverted residual's expansion.
 *
 * @param {string} text
 * @returns {{kind: string, channels: number, stride: number, expansion: number}[]}
 */
export function readRows(text) {
  const words = text.split("-");
  if (words.length > MOST_ROWS) throw new Illegal(`${words.length} rows are in the address; ${MOST_ROWS} are the most.`);
  return words.map((word) => {
    const [, kind, channels, stride = 1, expansion = 1] = /^([cdip])(\d{1,3})(?:s([12]))?(?:t([1-6]))?$/.exec(word) ?? [];
    if (!(channels >= 1 && channels <= MOST_CHANNELS)) {
      throw new Illegal(`“${word}” in the address is no row. A row is c, d, i or p, then out_channels from 1 to ${MOST_CHANNELS}, as in c8s2-d16-p64.`);
    }
    return { kind, channels: Number(channels), stride: Number(stride), expansion: Number(expansion) };
  });
}

/** Write rows as `readRows` reads them. */
export const writeRows = (rows) => rows.map(({ kind, channels, stride, expansion }) =>
  `${kind}${channels}${stride > 1 ? `s${stride}` : ""}${kind === "i" ? `t${expansion}` : ""}`).join("-");

/** The layers within a row, in words, by PyTorch's names. */
const PARTS = { "expand.": "expansion", "depthwise.": "depthwise step", "pointwise.": "pointwise step", "project.": "projection" };

/** Return the convolutions of a row, in their order; each has a BatchNorm behind it. */
function convolutionsOf({ kind, channels, stride, expansion }, inChannels) {
  const hidden = kind === "i" ? inChannels * expansion : inChannels;
  const one = (kernel) => ({ name: "", inputs: inChannels, outputs: channels, kernel, stride, groups: 1 });
  const mix = (name, inputs, outputs) => ({ name, inputs, outputs, kernel: 1, stride: 1, groups: 1 });
  const depthwise = { name: "depthwise.", inputs: hidden, outputs: hidden, kernel: 3, stride, groups: hidden };
  if (kind === "c") return [one(3)];
  if (kind === "p") return [one(1)];
  if (kind === "d") return [depthwise, mix("pointwise.", hidden, channels)];
  const expand = expansion > 1 ? [mix("expand.", inChannels, hidden)] : [];
  return [...expand, depthwise, mix("project.", hidden, channels)];
}

/** A map's side behind a stride; the padding is kernel_size // 2. */
const behind = (size, stride) => Math.ceil(size / stride);

/**
 * The field as the judge measures it: how many pixels along a side change the centre of the last map, on a large picture.
 * A map of one position counts as pooled: then it is the last map before it.
 * @param {{kernel: number, stride: number, size: number}[]} convolutions - size: of the output, for a picture of 32×32
 */
function fieldOf(convolutions) {
  const seen = convolutions.filter(({ size }) => size > 1), sizes = [LARGE];
  for (const { stride } of seen) sizes.push(behind(sizes.at(-1), stride));
  let first = Math.floor(sizes.at(-1) / 2), last = first;
  for (let k = seen.length - 1; k >= 0; k--) {
    const { kernel, stride } = seen[k], margin = (kernel - 1) / 2;
    first = Math.max(0, first * stride - margin);
    last = Math.min(sizes[k] - 1, last * stride + margin);
  }
  return last - first + 1;
}

/** The layer, or row, that has most of something. */
export const most = (layers, key) => layers.reduce((a, b) => b[key] > a[key] ? b : a);
const sum = (layers, key) => layers.reduce((total, layer) => total + layer[key], 0);

/**
 * The bill of a design for one picture of 32×32, as the chapter's judge reads it.
 *
 * @param {{rows: string}} settings - see `readRows`
 * @returns {object} rows: each with its size (the output's side), parameters, macs and the field up to it; the classifier;
 *   parameters, macs and field (in pixels; 96 stands for all) of the whole; the heaviest and the dearest layer, each by
 *   PyTorch's name, and where it is; how many convolutions run; what is not within each level; the rows whose stride finds
 *   a map of 1×1
 */
export function compute({ rows: text }) {
  const layers = [], convolutions = [], rows = readRows(text), idle = [];
  let inChannels = 1, size = PICTURE;
  rows.forEach((row, k) => {
    if (size === 1 && row.stride > 1) idle.push(k);
    for (const one of convolutionsOf(row, inChannels)) {
      size = behind(size, one.stride);
      const weights = one.kernel ** 2 * one.inputs / one.groups * one.outputs;
      convolutions.push({ ...one, size });
      layers.push(
        { row: k, name: `${k}.${one.name}0`, where: `row ${k}${one.name && `, its ${PARTS[one.name]}`}`, parameters: weights, macs: weights * size ** 2, shape: `${one.outputs}×${size}×${size}` },
        { row: k, name: `${k}.${one.name}1`, where: `row ${k}, a BatchNorm`, parameters: 2 * one.outputs, macs: 0 });
    }
    const own = layers.filter((layer) => layer.row === k);
    Object.assign(row, { size, parameters: sum(own, "parameters"), macs: sum(own, "macs"), field: fieldOf(convolutions) });
    inChannels = row.channels;
  });
  const classifier = { name: String(rows.length + 2), where: "the classifier", parameters: (inChannels + 1) * CLASSES, macs: inChannels * CLASSES, shape: String(CLASSES) };
  layers.push(classifier);
  const bill = { parameters: sum(layers, "parameters"), macs: sum(layers, "macs"), field: rows.at(-1).field };
  return {
    ...bill, rows, classifier, idle, heaviest: most(layers, "parameters"), dearest: most(layers, "macs"), convolutions: convolutions.length,
    misses: LEVELS.map((limits) => Object.keys(NAMES).filter((key) => lacks(key, bill[key], limits) > 0)),
  };
}

/** By how much a value misses a level's limit; below 0: what is left. */
export const lacks = (key, value, limits) => key === "field" ? limits.field - value : value - limits[key];

export const V1 = compute({ rows: "c16s2-d32-d64s2-d64-d128s2-d128" });

/** The function that makes the design, of the chapter's blocks. */
export function code({ rows, parameters, macs, field }, { level }) {
  let inChannels = 1;
  const lines = rows.map(({ kind, channels, stride, expansion }) => {
    const given = `${inChannels}, ${channels}`, step = stride > 1 ? `, stride=${stride}` : "";
    inChannels = channels;
    return {
      c: `standard_block(${given}${step})`,
      d: `DepthwiseSeparableBlock(${given}${step})`,
      i: `InvertedResidual(${given}${step}, expansion=${expansion})`,
      p: `conv_bn_act(${given}, kernel_size=1${step})`,
    }[kind];
  });
  return [
    `def design_${level}():`,
    `    """${thousands(parameters)} parameters, ${thousands(macs)} MACs, field ${say(field)}."""`,
    "    return nn.Sequential(",
    ...lines.map((line) => `        ${line},`),
    `        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(${inChannels}, ${CLASSES}))`,
  ].join("\n");
}

/** 39 → "39"; what sees all of the picture: "all" */
export const say = (field) => field < LARGE ? String(field) : "all";
