/* Mounts what can be played with when the reader comes near, or goes through the page by keys: an explorable in place of the picture that it starts from, the benchmark of this device in its section, the moving picture of the landing page over its still one. A classic script, so that it runs from file:// too. */

(() => {
  const here = document.currentScript.src;

  let styles;

  /** Load the styles of all that is mounted, once. */
  function loadStyles() {
    styles ??= new Promise((resolve, reject) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = new URL("explorables.css", here);
      link.onload = resolve;
      link.onerror = reject;
      document.head.append(link);
    });
    return styles;
  }

  /** Mount the module at `path` on `place`; if that fails, say so in it. */
  async function mount(path, place, { failed = () => {}, otherwise }) {
    try {
      const [module] = await Promise.all([import(new URL(path, here)), loadStyles()]);
      await module.mount(place);
    } catch (error) {
      failed();
      const note = document.createElement("p");
      note.className = "explorable-missing";
      note.textContent = location.protocol === "file:"
        ? "The interactive version needs a web server: run “make serve” in the book's folder, and open http://localhost:8000."
        : `The interactive version did not load. ${otherwise}`;
      place.append(note);
      if (location.protocol !== "file:") throw error;
    }
  }

  /** Mount the explorable of a cell with a picture in the place of that picture. */
  function mountExplorable(start) {
    const name = [...start.classList].find((some) => some.startsWith("starts-")).slice("starts-".length);
    const root = document.createElement("div");
    start.querySelector(".cell_output").before(root);
    start.classList.add("explorable-mounted");
    const failed = () => {
      start.classList.remove("explorable-awaited", "explorable-mounted");
      root.className = "";
      root.replaceChildren();
    };
    return mount(`${name}.js`, root, { failed, otherwise: "The picture here is where it starts." });
  }

  /** Mount the benchmark of the device that shows the page below the first paragraph of its section. */
  function mountBenchmark(section) {
    const root = document.createElement("div");
    section.querySelectorAll("p")[1].after(root);
    return mount("../device/device.js", root, { otherwise: "The times of the page's own machine stand above." });
  }

  /** Mount the moving picture over the still one, which stays where it cannot be loaded. */
  async function mountMovingPicture(place) {
    const { mount } = await import(new URL("moving-picture.js", here));
    await mount(place);
  }

  const mounts = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) begin(target);
  }, { rootMargin: "800px" });
  const begin = (place) => {
    observer.unobserve(place);
    mounts.get(place)?.(place);
    mounts.delete(place);
  };
  for (const start of document.querySelectorAll(".explorable-start")) {
    start.classList.add("explorable-awaited");
    mounts.set(start, mountExplorable);
  }
  for (const section of document.querySelectorAll("#time-it-on-this-device")) mounts.set(section, mountBenchmark);
  if (location.protocol !== "file:") {
    for (const place of document.querySelectorAll(".moving-picture")) mounts.set(place, mountMovingPicture);
  }
  for (const place of mounts.keys()) observer.observe(place);

  // Who goes through the page by keys comes to a place faster than it is built: all are built at the first Tab.
  addEventListener("keydown", function atTab({ key }) {
    if (key !== "Tab") return;
    removeEventListener("keydown", atTab);
    [...mounts.keys()].forEach(begin);
  });
})();
