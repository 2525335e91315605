// What the theme does with Bootstrap (82 kB): marks the section that is read in the list of contents, and folds the list of chapters on wide screens. And what opens a picture large over the page.
"use strict";

const sections = new Map();
for (const link of document.querySelectorAll("#pst-page-toc-nav a")) {
  const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (section) sections.set(section, link);
}

let waiting = false;
function markSection() {
  waiting = false;
  let here;
  for (const section of sections.keys()) {
    if (section.getBoundingClientRect().top < innerHeight * 0.3) here = section;
  }
  for (const [section, link] of sections) {
    link.classList.toggle("active", section.contains(here ?? null));
    if (section === here) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

if (sections.size) {
  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(markSection);
    waiting = true;
  }, { passive: true });
  markSection();
}

const wide = matchMedia("(min-width: 992px)");
document.querySelector(".primary-toggle")?.addEventListener("click", (event) => {
  if (!wide.matches) return;
  event.stopImmediatePropagation();
  document.getElementById("pst-primary-sidebar").classList.toggle("pst-sidebar-hidden");
}, true);

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
