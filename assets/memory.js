// What a reader did is kept on this device only, and not at all where storage is forbidden or full.
"use strict";

/** Return what is kept under a name, or `otherwise`. */
function recall(name, otherwise) {
  try { return JSON.parse(localStorage.getItem(name)) ?? otherwise; } catch { return otherwise; }
}

function keep(name, value) {
  try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* nothing is kept */ }
}
