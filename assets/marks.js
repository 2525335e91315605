// Marks the words that a search found, in the section or the term that its result leads to. page.js loads it where the address has ?highlight=.
"use strict";

{
  const wanted = new Set(readWords(new URLSearchParams(location.search).get("highlight")).map(({ stem }) => stem));
  const SKIPPED = "section, h1, h2, h3, script, style, math, svg, button, input, textarea, select, .explorable, .headerlink";

  /** Return the elements that the address leads to: a term and its definition, or a section. */
  function target() {
    const place = document.querySelector(":target");
    if (place?.tagName !== "DT") return [place?.closest("section") ?? document.querySelector("article section")].filter(Boolean);
    const parts = [place];
    while (parts.at(-1).nextElementSibling?.tagName === "DD") parts.push(parts.at(-1).nextElementSibling);
    return parts;
  }

  /** Mark the words in an element, but not in the sections in it, and not in headings, formulas and controls. */
  function markIn(part) {
    const choose = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, choose);
    const texts = [];
    while (walker.nextNode()) if (walker.currentNode.nodeType === Node.TEXT_NODE) texts.push(walker.currentNode);
    for (const text of texts) if (readWords(text.data).some(({ stem }) => wanted.has(stem))) text.replaceWith(...withMarks(text.data, wanted));
  }

  const parts = target();
  parts.forEach(markIn);
  const marks = parts.flatMap((part) => [...part.querySelectorAll("mark")]);

  // A fold keeps what it hides, a guess above all; only where all words are in folds, the first one opens.
  if (marks.length && marks.every((mark) => mark.closest("details:not([open])"))) marks[0].closest("details").open = true;

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const mark of marks) mark.replaceWith(...mark.childNodes);
    const url = new URL(location.href);
    url.searchParams.delete("highlight");
    history.replaceState(history.state, "", url);
  });
}
