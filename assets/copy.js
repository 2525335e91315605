// A button at each block of code that copies it.
"use strict";

{
  const ICONS = {
    copy: '<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8v-2a2 2 0 0 0 -2 -2h-8a2 2 0 0 0 -2 2v8a2 2 0 0 0 2 2h2"/>',
    copied: '<path d="M5 12l5 5l10 -10"/>',
  };

  /** Show a sign and what is said of it; `name` tells a button from the others. */
  function show(button, icon, said, name = said) {
    button.innerHTML = `<svg viewBox="0 0 24 24" fill="none" stroke-width="1.5">${ICONS[icon]}</svg>`;
    button.dataset.tooltip = said;
    button.ariaLabel = name;
    button.classList.toggle("success", icon === "copied");
  }

  /** Copy a block of code, or select it where the browser does not allow to copy. */
  async function copy(code, button, name) {
    try {
      await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
      show(button, "copied", "Copied!");
    } catch {
      getSelection().selectAllChildren(code);
      show(button, "copy", "Selected: press Ctrl+C");
    }
    setTimeout(show, 2000, button, "copy", "Copy", name);
  }

  const met = {};
  for (const code of document.querySelectorAll(".highlight pre:not(.cell_output pre)")) {
    const button = document.createElement("button");
    const begin = `Copy: ${code.textContent.replace(/^\s*#.*\n/gm, "").replace(/\s+/g, " ").slice(0, 60)}`;
    met[begin] = (met[begin] ?? 0) + 1;
    const name = met[begin] > 1 ? `${begin}, ${met[begin]}` : begin;
    button.className = "copybtn o-tooltip--left";
    show(button, "copy", "Copy", name);
    button.addEventListener("click", () => copy(code, button, name));
    code.after(button);
  }
}
