/* Mounts a page's explorable on the cell whose tag names it, when the reader comes near. A classic script, so that it runs from file:// too. */

(() => {
  const here = document.currentScript.src;
  const PREFIX = "tag_explore-";

  async function mount(cell) {
    const name = [...cell.classList].find((tag) => tag.startsWith(PREFIX)).slice(PREFIX.length);
    const root = document.createElement("div");
    try {
      const explorable = await import(new URL(`${name}.js`, here));
      cell.prepend(root);
      await explorable.mount(root);
      fold(cell);
    } catch (error) {
      root.className = "explorable-missing";
      root.textContent = location.protocol === "file:"
        ? "The interactive version of this picture needs a web server: run “make serve” in the book's folder, and open http://localhost:8000."
        : "The interactive version of this picture did not load. The picture above is where it starts.";
      cell.prepend(root);
      cell.classList.add("explorable-failed");
      if (location.protocol !== "file:") throw error;
    }
  }

  /** Put the cell's code, which needs a kernel, into a fold below the explorable. */
  function fold(cell) {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "The cell that does this in Colab and Jupyter";
    details.append(summary, cell.querySelector(".cell_input"));
    // Unfolded, the code may be wider than the page, and then a keyboard must reach it to scroll.
    details.addEventListener("toggle", () => { details.querySelector("pre").tabIndex = 0; });
    cell.append(details);
  }

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        observer.unobserve(target);
        mount(target);
      }
    }
  }, { rootMargin: "800px" });
  document.querySelectorAll(`.cell[class*="${PREFIX}"]`).forEach((cell) => observer.observe(cell));
})();
