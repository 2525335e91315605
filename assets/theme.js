// Before the first paint: the colours that the reader chose, or the system's. The theme alone knows them only when all scripts have run.
"use strict";

{
  const root = document.documentElement;
  let mode = "auto";
  try {
    mode = localStorage.getItem("mode") || mode;
  } catch { /* storage is forbidden: the system's colours */ }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.dataset.mode = mode;
  root.dataset.theme = mode === "auto" ? system : mode;
}
