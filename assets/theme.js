// The colours: from before the first paint, those that the reader chose, or the system's.
"use strict";

{
  const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)");

  function show(mode) {
    root.dataset.mode = mode;
    root.dataset.theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
    name();
  }

  function name() {
    const colours = root.dataset.mode === "auto" ? "the system’s" : root.dataset.mode;
    for (const button of document.querySelectorAll(".theme-switch-button")) button.ariaLabel = button.title = `Colours: ${colours}`;
  }

  let chosen;
  try {
    chosen = localStorage.getItem("mode");
  } catch { /* storage is forbidden: the system's colours */ }
  show(["light", "dark"].includes(chosen) ? chosen : "auto");

  document.addEventListener("DOMContentLoaded", name);
  dark.addEventListener("change", () => show(root.dataset.mode));
  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.(".theme-switch-button")) return;
    const modes = dark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    show(modes[(modes.indexOf(root.dataset.mode) + 1) % modes.length]);
    try {
      localStorage.setItem("mode", root.dataset.mode);
    } catch { /* they hold for this page */ }
  });
}
