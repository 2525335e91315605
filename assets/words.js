// How the search reads words: on its own page, and on the page where they are marked.
"use strict";

// 1x1 and 1 × 1 are one word, and so is K²; Chinese is written without spaces; all else is letters and numbers.
const WORD = /\d+(?:\s?[x×]\s?\d+)+(?!\p{L})|\p{L}\^\d|\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const HAN = /\p{Script=Han}/u;

const known = new Map();

/** Return a word as it is spelt here, and its stem. */
function learn(raw) {
  if (!known.has(raw)) known.set(raw, [spell(raw), stem(spell(raw))]);
  return known.get(raw);
}

/** Spell a word in one way: full-width as half-width, small letters, British, 1×1 as 1x1. */
function spell(word) {
  const plain = word.normalize("NFKC").toLowerCase();
  if (/^\d+\s?[x×]/.test(plain)) return plain.replace(/\s?[x×]\s?/g, "x");
  return plain.replace("^", "").replace(/z/g, "s").replace(/olor/, "olour").replace(/gray/, "grey").replace(/center/, "centre");
}

/** Take the endings off a spelt word: layers, padding, slower, convolutional. */
function stem(word) {
  if (word.length < 4 || /[^a-z]/.test(word)) return word;
  let root = word.replace(/ies$/, "y").replace(/(?<=s|x|ch|sh)es$/, "").replace(/(?<![aius])s$/, "");
  root = root.replace(/(?<=.{5})(?:ation|ational|ated?|ating)$/, "").replace(/(?<=.{4})(?:ional|ion|ally|ly)$/, "");
  root = root.replace(/(?<=.{3})(?:ing|ed)$/, "").replace(/([bdgmnprt])\1$/, "$1").replace(/(?<=.{3})er$/, "");
  return root.replace(/(?<=.{3})e$/, "");
}

/**
 * Return the words of a text with their places: {word, stem, raw, at, end}. Of Chinese each pair of neighbours is one.
 * Marked as `again` are the whole behind parts with a hyphen or an underscore between them, conv behind Conv2d, and
 * mobilenet behind MobileNetV2.
 */
function readWords(text) {
  const found = [];
  let whole;
  for (const { 0: raw, index: at } of text.matchAll(WORD)) {
    const end = at + raw.length;
    const add = (word, from, to, again) => found.push({ word, stem: stem(word), raw: text.slice(from, to), at: from, end: to, again });
    if (HAN.test(raw)) {
      if (raw.length === 1) add(raw, at, end, false);
      for (let k = 0; k + 1 < raw.length; k++) add(raw.slice(k, k + 2), at + k, at + k + 2, false);
      whole = undefined;
      continue;
    }
    const [word, root] = learn(raw);
    found.push({ word, stem: root, raw, at, end, again: false });
    const base = word.match(/^([a-z]{3,})(?:[123]d|v[123])$/)?.[1];
    if (base) add(base, at, end, true);
    const isJoined = whole && at === whole.end + 1 && /[-_‐–]/.test(text[whole.end]);
    whole = isJoined ? { word: whole.word + word, at: whole.at, end } : { word, at, end };
    if (isJoined) add(whole.word, whole.at, end, true);
  }
  return found;
}

/** Cut a text into [part, whether it is one of the wanted stems]. */
function cutAtWords(text, wanted) {
  const parts = [];
  let end = 0;
  for (const word of readWords(text).filter((one) => wanted.has(one.stem)).sort((a, b) => a.at - b.at || b.end - a.end)) {
    if (word.end <= end) continue;
    if (word.at > end) parts.push([text.slice(end, word.at), false]);
    const more = text.slice(Math.max(word.at, end), word.end);
    if (parts.length && parts.at(-1)[1] && word.at <= end) parts.at(-1)[0] += more;
    else parts.push([more, true]);
    end = word.end;
  }
  if (end < text.length) parts.push([text.slice(end), false]);
  return parts;
}

/** Return a text as nodes, with the wanted words marked. */
function withMarks(text, wanted) {
  return cutAtWords(text, wanted).map(([part, isFound]) => {
    if (!isFound) return document.createTextNode(part);
    const mark = document.createElement("mark");
    mark.textContent = part;
    return mark;
  });
}
