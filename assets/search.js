// The search page: what ranking.js finds, with the words in their place; what is typed stands in the address.
"use strict";

const field = document.querySelector("article form.bd-search input");
const status = document.getElementById("search-status");
const list = document.getElementById("search-results");
const SHOWN = 20, LENGTH = 220;

/** Return a piece of an entry's text in which as many of the found words stand as can be. */
function snippet({ text, output }, wanted) {
  const all = [text, output].filter(Boolean).join(" … ");
  const places = readWords(all).filter(({ stem }) => wanted.has(stem));
  let best = 0, start = 0;
  for (const { at } of places) {
    const near = new Set(places.filter((place) => place.at >= at && place.end < at + LENGTH - 60).map(({ stem }) => stem));
    const value = sum([...near].map(rarity));
    if (value > best) [best, start] = [value, at];
  }
  start = start > 60 ? all.indexOf(" ", start - 60) + 1 : 0;
  const line = document.createElement("p");
  line.append(start ? "… " : "", ...withMarks(all.slice(start, start + LENGTH), wanted), start + LENGTH < all.length ? " …" : "");
  return line;
}

/** Return the address of an entry; the page that it leads to marks the words behind `highlight`. */
function address({ page, anchor }, words) {
  const found = new URLSearchParams({ highlight: [...new Set(words.map(({ raw }) => raw.toLowerCase()))].slice(0, 12).join(" ") });
  return `${page}${words.length ? `?${found}` : ""}${anchor && `#${anchor}`}`;
}

function show(found) {
  list.replaceChildren(...found.slice(0, SHOWN).map(({ entry, words }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address(entry, words);
    link.textContent = entry.heading;
    item.append(link);
    if (entry.heading !== titles[entry.page]) {
      const chapter = document.createElement("span");
      chapter.textContent = titles[entry.page];
      item.append(" ", chapter);
    }
    item.append(snippet(entry, new Set(words.map(({ stem }) => stem))));
    return item;
  }));
}

/** Say what was found, and kindly what the book does not have. */
function say(found, unknown) {
  const mistyped = unknown.filter(({ read }) => read), missing = unknown.filter(({ read }) => !read);
  const quote = (words) => words.map((word) => `“${word}”`).join(", ");
  const lines = mistyped.map(({ raw, read }) => `This is for “${read.toLowerCase()}”: “${raw}” is nowhere in this book.`);
  if (missing.length) lines.push(`This book has nothing on ${quote(missing.map(({ raw }) => raw))}.`);
  if (!found.length) lines.push("These terms of the glossary are spelt most like it, if they are of use:");
  else if (!found.slice(0, 3).some(({ hasAll }) => hasAll)) lines.push("No section has all of these words. The nearest first:");
  else if (missing.length) lines.push("On the rest, the best first:");
  else if (found.length > SHOWN) lines.push(`The best ${SHOWN} of ${found.length} sections.`);
  else lines.push(found.length === 1 ? "1 section." : `${found.length} sections, the best first.`);
  return lines.join(" ");
}

function search() {
  const { found, unknown } = rank(field.value);
  const terms = found.length || !field.value.trim() ? [] : nearestTerms(field.value);
  show(found.length ? found : terms);
  status.textContent = field.value.trim() ? say(found, unknown) : "Type a word, a question or an error message.";
  if (field.value.trim() && !found.length && !terms.length) {
    const link = document.createElement("a");
    link.href = "chapters/glossary.html";
    link.textContent = "glossary";
    status.textContent = `This book has nothing on “${field.value.trim()}”. Perhaps under another word: the `;
    status.append(link, " has all of its terms.");
  }
}

/** Keep what is typed in the address, for the way back and for sharing. */
function remember() {
  const url = new URL(location.href);
  if (field.value) url.searchParams.set("q", field.value);
  else url.searchParams.delete("q");
  try { history.replaceState(history.state, "", url); } catch { /* too many in a short time: the next one */ }
}

field.value = new URLSearchParams(location.search).get("q") ?? "";
field.addEventListener("input", () => { search(); remember(); });
list.addEventListener("click", remember);
field.focus();
search();
