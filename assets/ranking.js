// Which sections of the book answer a query, the best first. It reads window.bookIndex (searchindex.js) by words.js.
"use strict";

const [titles, index, elsewhere] = window.bookIndex;
const HEADING = 5, ABOVE = 1.5, NAME = 6, TEXT = 1, OUTPUT = 0.25, TITLE = 0.4;
const COMMON = new Set("a am an and are as at be by can do does difference differ explain calculate compute although because but if than then between for from has have how i in is it its me many me much my of on or should that the there this to use used using vs was what when where which why will with you".split(" "));
const ASIDE = [[/^(?:index|chapters\/references)\.html/, 0.6], [/#(?:exercises|what-you-can-do-now)$/, 0.5], [/#exercise-/, 0.7], [/#explore-/, 0.8]];

const spelt = new Map();      // each word of the book, as readWords returns it
const postings = new Map();   // each stem: the entries that have it

/** Make an entry of the index ready: how often it has each stem, by weight, and its stems in their order. */
function prepare([page, anchor, heading, above, text, output, names]) {
  const entry = { page, anchor, heading, text, output, names: names.map(keyOf), counts: new Map(), length: 0, aside: 1 };
  const count = (said, weight) => {
    const words = readWords(said);
    for (const one of words) {
      if (!spelt.has(one.word)) spelt.set(one.word, one);
      entry.counts.set(one.stem, (entry.counts.get(one.stem) ?? 0) + weight);
    }
    return words;
  };
  const isTold = page.endsWith("errors.html");
  const lines = [count(heading, names.length ? 1 : HEADING), count(text, TEXT), count(output, isTold ? TEXT : OUTPUT)];
  entry.length = lines[1].length + lines[2].length * (isTold ? TEXT : OUTPUT);
  entry.lines = lines.map((words) => ` ${key(words.filter(({ word, again }) => !again && !COMMON.has(word)))} `);
  entry.called = names.length ? entry.names : [entry.lines[0].trim()];
  count(above, ABOVE);
  count(titles[page], TITLE);
  for (const name of names) count(name, NAME);
  for (const stem of entry.counts.keys()) {
    if (!postings.has(stem)) postings.set(stem, []);
    postings.get(stem).push(entry);
  }
  for (const [pattern, share] of ASIDE) if (pattern.test(`${page}#${anchor}`)) entry.aside = share;
  return entry;
}

const key = (words) => words.map((word) => word.stem).join(" ");
const keyOf = (text) => key(simple(readWords(text)));
const entries = index.map(prepare);
const usual = sum(entries.map((entry) => entry.length)) / entries.length;

// What else a name is called: in the glossary's entries, and in its table of words from elsewhere.
const synonyms = new Map();
const call = (name, others) => synonyms.set(keyOf(name), [...(synonyms.get(keyOf(name)) ?? []), ...others]);
for (const [, , , , , , names] of index) for (const name of names) call(name, names.filter((other) => other !== name && (HAN.test(name) || !HAN.test(other))));
for (const [theirs, ours] of elsewhere) for (const name of theirs) call(name, ours);

/** Leave out what says the same again. */
function simple(words) {
  return words.filter(({ again }) => !again);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/** How much a word says: the rarer, the more. */
function rarity(stem) {
  const many = postings.get(stem)?.length ?? 0;
  return Math.log(1 + (entries.length - many + 0.5) / (many + 0.5));
}

function worth(stem, entry) {
  const count = entry.counts.get(stem);
  if (!count) return 0;
  return (rarity(stem) * 2.2 * count) / (count + 1.2 * (0.4 + (0.6 * entry.length) / usual));
}

/** Return whether two words differ by one letter: more, less, another, or two that changed places. */
function isNear(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0, end = 0;
  while (start < one.length && one[start] === other[start]) start++;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  return (left.length < 2 && right.length < 2) || (left.length === 2 && right === left[1] + left[0]);
}

/** Take out of a pasted traceback what it says, and the numbers that are the reader's own. */
function clean(query) {
  const words = simple(readWords(query.match(/(?:Error|Exception|Warning): *(.+)/s)?.[1] ?? query));
  const telling = words.filter(({ word }) => !COMMON.has(word));
  if (!telling.length) return words;
  return telling.length > 6 ? telling.filter(({ word }) => !/^[\dx]+$/.test(word)) : telling;
}

const MANY = 30;
const option = (words, weight) => ({ words, weight });
const wordsThat = (test, weight) => [...spelt.values()].filter(({ word }) => test(word)).slice(0, MANY).map((word) => option([word], weight));

/** Return what else one word may stand for: written in one with the next, not typed to its end, or mistyped. */
function others({ word, stem }, next, isLast) {
  const whole = next && spelt.get(word + next.word);
  if (whole) return [option([whole], 1)];
  const isBegun = (one) => one.startsWith(word) && one !== word;
  if (postings.has(stem)) return isLast && word.length > 2 ? wordsThat(isBegun, 0.3) : [];
  const begun = word.length > 3 ? wordsThat(isBegun, 0.8) : [];
  return begun.length || word.length < 5 || /[^a-z]/.test(word) ? begun : wordsThat((one) => isNear(word, one), 0.8);
}

/**
 * Return what is looked for, a list of units. Each is a list of options, of which the best one counts: words, or the other
 * names that the glossary has for them. Also the words that the book does not have, and what was read for them.
 */
function understand(query) {
  const words = clean(query), units = [], unknown = [];
  for (let at = 0; at < words.length;) {
    let length = Math.min(5, words.length - at);
    while (length > 1 && !synonyms.has(key(words.slice(at, at + length)))) length--;
    const these = words.slice(at, at + length), names = synonyms.get(key(these)) ?? [];
    at += length;
    const options = these.some(({ stem }) => postings.has(stem)) ? [option(these, 1)] : [];
    options.push(...names.map((name) => option(simple(readWords(name)), 0.7)));
    const [{ word, raw }] = these, isKnown = options.length;
    if (length === 1) options.push(...others(these[0], words[at], at === words.length && !/\s$/.test(query)));
    if (options.length) units.push(options);
    const read = options[0]?.words[0];
    if (!isKnown && !read?.word.startsWith(word) && !HAN.test(word) && !/^\d+$/.test(word)) unknown.push({ raw, read: read?.raw });
  }
  return { words, units, unknown };
}

/** Return how well an entry does what an option asks, the share of its words that it has, and these words. */
function weigh(entry, { words, weight }) {
  const here = words.filter(({ stem }) => entry.counts.has(stem));
  const all = sum(words.map(({ stem }) => rarity(stem)));
  const share = sum(here.map(({ stem }) => rarity(stem))) / all;
  return { value: weight * sum(here.map(({ stem }) => worth(stem, entry))), share: weight * share, words: here };
}

/** Return what it is worth that words stand side by side, in the heading or in the text. */
function inOrder(entry, words) {
  return sum(words.slice(1).map((word, k) => {
    const pair = ` ${words[k].stem} ${word.stem} `, rare = rarity(words[k].stem) + rarity(word.stem);
    return entry.lines[0].includes(pair) ? rare : entry.lines[1].includes(pair) ? 0.4 * rare : entry.lines[2].includes(pair) ? 0.3 * rare : 0;
  }));
}

/** Return how much of a heading or a name the words are. */
function shareOf(name, words) {
  const stems = name.split(" ");
  return stems.filter((stem) => words.some((word) => word.stem === stem)).length / stems.length;
}

/** Return the entries that answer a query, the best first, and the words that the book does not have. */
function rank(query) {
  const { words, units, unknown } = understand(query);
  const asked = key(words), isMessage = words.length > 5 || /Error/.test(query);
  const masses = units.map((options) => Math.max(...options.map((one) => one.weight * sum(one.words.map(({ stem }) => rarity(stem))))));
  const mass = sum(masses), seen = new Set(units.flat().flatMap((one) => one.words).flatMap(({ stem }) => postings.get(stem) ?? []));
  const found = [...seen].map((entry) => {
    const best = units.map((options) => options.map((one) => weigh(entry, one)).reduce((a, b) => (b.value > a.value ? b : a)));
    const covered = sum(best.map(({ share }, k) => share * masses[k])) / mass;
    let score = sum(best.map(({ value }) => value)) + inOrder(entry, words);
    if (entry.names.includes(asked)) score += 2 * mass;
    score += 0.5 * mass * Math.max(...entry.called.map((name) => shareOf(name, words))) * (entry.anchor ? 1 : 2);
    score *= covered ** 1.5 * entry.aside * (isMessage && entry.page.endsWith("errors.html") ? 1.6 : 1);
    return { entry, score, hasAll: best.every((one) => one.words.length), words: best.flatMap((one) => one.words) };
  });
  found.sort((a, b) => b.score - a.score);
  return { found: found.filter(({ score }) => score > found[0].score / 8), unknown };
}

/** Return the entries of the glossary whose names are spelt most like what was typed. */
function nearestTerms(query) {
  const pairs = (text) => new Set([...text].slice(1).map((letter, k) => text[k] + letter));
  const typed = pairs(spell(query));
  const likeness = (name) => {
    const own = pairs(spell(name));
    return (2 * [...own].filter((pair) => typed.has(pair)).length) / (own.size + typed.size);
  };
  const terms = entries.map((entry, k) => ({ entry, likeness: Math.max(0, ...index[k][6].map(likeness)), words: [] }));
  return terms.filter((term) => term.likeness > 0.5).sort((a, b) => b.likeness - a.likeness).slice(0, 3);
}
