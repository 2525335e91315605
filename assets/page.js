// What the theme does with Bootstrap (82 kB): marks the section that is read in the list of contents. And: lets what scrolls be reached by keys, opens a picture large over the page, follows an old address, reports a mistake in the section that is read.
"use strict";

/** Go on to where a page, or a section, has moved, with the settings in the address. */
function follow() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const link = document.querySelector(".moved:not([id]) a") ?? (place?.matches(".moved") && place.querySelector("a"));
  if (!link) return;
  const url = new URL(link.href);
  url.search = location.search;
  url.hash ||= location.hash;
  location.replace(url);
}
addEventListener("hashchange", follow);
follow();

const sections = new Map();
for (const link of document.querySelectorAll("#pst-page-toc-nav a")) {
  const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (section) sections.set(section, link);
}

const report = document.querySelector(".report a"), issue = report?.href;

/** Let the link that reports a mistake name a section; `link` is the one in the list of contents. */
function reportOn(link) {
  const url = new URL(issue), heading = link?.textContent.trim(), fields = url.searchParams;
  if (heading) {
    fields.set("title", `${fields.get("title")}: ${heading}`);
    fields.set("body", fields.get("body").replace(/^Page: .*/, `$&${link.hash}`));
  }
  report.href = url;
  report.textContent = heading ? `Report a mistake in “${heading}”` : "Report a mistake";
}

let waiting = false, here;
function markSection() {
  waiting = false;
  const before = here;
  here = undefined;
  for (const section of sections.keys()) {
    if (section.getBoundingClientRect().top < innerHeight * 0.3) here = section;
  }
  for (const [section, link] of sections) {
    link.classList.toggle("active", section.contains(here ?? null));
    if (section === here) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (report && here !== before) reportOn(sections.get(here));
}

if (sections.size) {
  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(markSection);
    waiting = true;
  }, { passive: true });
  markSection();
}

// What does not fit, a formula, code or a table, is reached by Tab, to scroll it; what fits is no stop.
const fits = new ResizeObserver((entries) => {
  for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
});
for (const part of document.querySelectorAll(".formula, pre, .cell_output > .output, .pst-scrollable-table-container")) fits.observe(part);

// Opens the picture of a link large over the page; where no script runs, the link leads to its file.
function enlarge(link) {
  const dialog = document.createElement("dialog"), close = document.createElement("button");
  dialog.className = link.closest(".tag_photograph") ? "enlarged tag_photograph" : "enlarged";
  dialog.ariaLabel = "The picture, enlarged";
  close.textContent = "Close";
  dialog.append(close, link.querySelector("img").cloneNode());
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.enlarge");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  link.focus({ preventScroll: true });    // WebKit does not focus a link that is clicked; the dialog gives the focus back to it
  enlarge(link);
});

// A result of the search says which words it found: they are marked, until Escape is pressed.
if (new URLSearchParams(location.search).has("highlight")) {
  for (const name of ["words.js", "marks.js"]) {
    const script = document.createElement("script");
    script.src = new URL(name, document.currentScript.src).href;
    script.async = false;
    document.head.append(script);
  }
}
