// The search page: every typed word must occur in a section; the best sections come first, with the words in their place.
"use strict";

const [titles, index] = window.bookIndex;
const field = document.querySelector("article form.bd-search input");
const status = document.getElementById("search-status");
const list = document.getElementById("search-results");
const SHOWN = 40;

// 1x1, 1×1 and 1 x 1 are the same; so are upper and lower case.
function pattern(word) {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return escaped.replace(/(?<=\d)[x×](?=\d)/g, "\\s?[x×]\\s?");
}

function words(query) {
  return query.normalize("NFKC").toLowerCase().replace(/(?<=\d)\s*[x×]\s*(?=\d)/g, "x").split(/[\s,;]+/).filter(Boolean);
}

function score(entry, query) {
  const [page, , heading, text] = entry;
  let sum = 0;
  for (const word of query) {
    const anywhere = new RegExp(pattern(word), "giu");
    const inText = text.match(anywhere)?.length ?? 0;
    const inHeading = anywhere.test(heading);
    if (!inText && !inHeading && !new RegExp(pattern(word), "iu").test(titles[page])) return 0;
    sum += Math.min(inText, 5) + (inHeading ? 12 : 0);
  }
  const phrase = new RegExp(query.map(pattern).join("\\s*"), "iu");
  if (phrase.test(heading)) sum += 20 + (40 * query.join(" ").length) / heading.length;
  if (phrase.test(text)) sum += 5;
  if (heading === titles[page]) sum += 8;
  return sum;
}

// A piece of the text around the first word found, with every found word marked.
function snippet(text, query) {
  const found = new RegExp(query.map(pattern).join("|"), "giu");
  const at = Math.max(text.search(found) - 70, 0);
  const start = at && text.indexOf(" ", at) + 1;
  const part = text.slice(start, start + 220);
  const line = document.createElement("p");
  let end = 0;
  if (start) line.append("… ");
  for (const match of part.matchAll(found)) {
    const mark = document.createElement("mark");
    mark.textContent = match[0];
    line.append(part.slice(end, match.index), mark);
    end = match.index + match[0].length;
  }
  line.append(part.slice(end), start + 220 < text.length ? " …" : "");
  return line;
}

function show(found, query) {
  list.replaceChildren(...found.slice(0, SHOWN).map(([page, anchor, heading, text]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = page + (anchor && `#${anchor}`);
    link.textContent = heading;
    item.append(link);
    if (heading !== titles[page]) {
      const chapter = document.createElement("span");
      chapter.textContent = titles[page];
      item.append(" ", chapter);
    }
    item.append(snippet(text, query));
    return item;
  }));
}

function search() {
  const typed = words(field.value);
  let query = typed;
  const find = () => index.map((entry) => [score(entry, query), entry]).filter(([value]) => value).sort((a, b) => b[0] - a[0]).map(([, entry]) => entry);
  let found = query.length ? find() : [];
  if (!found.length && query.length) {
    query = typed.map((word) => word.replace(/(?<=[a-z]{4})(?:ing|ed|es|s|al|ally)$/, ""));
    found = find();
  }
  show(found, query);
  const many = found.length > SHOWN ? `${found.length} sections; the best ${SHOWN} are shown.` : `${found.length} ${found.length === 1 ? "section" : "sections"}.`;
  status.textContent = !typed.length ? "" : found.length ? many : "Nothing holds all these words. Try fewer, or look into the glossary.";
}

field.value = new URLSearchParams(location.search).get("q") ?? "";
field.addEventListener("input", search);
field.focus();
search();
