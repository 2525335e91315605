// The search and the bars at the sides. The theme's own script (11 kB) does this too, and much that this book has no use for.
"use strict";

{
  const wide = matchMedia("(min-width: 992px)");

  function closeOutside({ currentTarget: dialog, clientX: x, clientY: y }) {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    if (x < left || x > right || y < top || y > bottom) dialog.close();
  }

  /** Move what is in an element, and its classes, into another one. */
  function move(from, to) {
    to.append(...from.childNodes);
    to.classList.add(...from.classList);
    from.className = "";
  }

  for (const side of ["primary", "secondary"]) {
    const bar = document.getElementById(`pst-${side}-sidebar`), dialog = document.getElementById(`pst-${side}-sidebar-modal`);
    const button = document.querySelector(`.${side}-toggle`);
    if (!bar || !dialog || !button) continue;
    if (side === "primary" && wide.matches) button.ariaExpanded = true;
    button.addEventListener("click", () => {
      if (side === "primary" && wide.matches) {
        button.ariaExpanded = !bar.classList.toggle("pst-sidebar-hidden");
        return;
      }
      move(bar, dialog);
      dialog.showModal();
    });
    dialog.addEventListener("click", closeOutside);
    dialog.addEventListener("close", () => move(dialog, bar));
  }

  // The chapter that is read is seen in the list of chapters.
  const list = document.getElementById("pst-primary-sidebar"), current = list?.querySelector("li.current");
  const below = current ? current.getBoundingClientRect().top - list.getBoundingClientRect().top : 0;
  if (below > innerHeight / 2) list.scrollTop = below - list.clientHeight / 4;

  // On the page of the search its own field, on all others a dialog.
  const dialog = document.getElementById("pst-search-dialog");
  const field = document.querySelector(":not(#pst-search-dialog) > form.bd-search input");
  const mac = /^(Mac|iP)/.test(navigator.platform);

  function search() {
    if (field) field.select();
    else if (dialog.open) dialog.close();
    else dialog.showModal();
  }

  dialog.addEventListener("click", closeOutside);
  for (const button of document.querySelectorAll(".search-button__button")) button.addEventListener("click", search);
  addEventListener("keydown", (event) => {
    const { key, metaKey, ctrlKey, shiftKey, altKey } = event;
    if (key?.toLowerCase() !== "k" || shiftKey || altKey || metaKey !== mac || ctrlKey === mac) return;
    event.preventDefault();
    search();
  }, true);
  if (mac) document.querySelectorAll(".kbd-shortcut__modifier").forEach((part) => { part.textContent = "⌘"; });
}
