/** What is taken hold of in a picture: it is dragged, moved with the arrow keys, and keeps the focus. */

/**
 * Call `pull(name, at, from)` while a grip in `picture` is dragged, at most once a frame. A finger that drags does not scroll
 * the page: touch-action says so, and the listener of touchmove where Chromium does not heed it, on the parts of an SVG. On a
 * grip that pans, a finger drags across, or taps; what goes up or down scrolls the page, and pulls nothing.
 */
export function letDrag(picture, state, pull) {
  let held, last;
  const stay = (event) => {
    if (!held) return;
    const [{ clientX, clientY }] = event.touches, { pans } = held;
    const [across, along] = [clientX - held.clientX, clientY - held.clientY].map(Math.abs);
    if (across + along) held.drags ??= !pans || across >= along;
    if (held.drags) event.preventDefault();
  };
  const move = () => {
    if (!held || !last || held.waits && !held.drags) return;
    const { clientX, clientY } = last, { box, scale, from, name } = held;
    const [x, y] = [(clientX - box.left) / scale, (clientY - box.top) / scale];
    const at = {
      x, y, u: (clientX - box.left) / box.width, v: (clientY - box.top) / box.height,
      dx: (clientX - held.clientX) / scale, dy: (clientY - held.clientY) / scale,
      over: document.elementFromPoint(clientX, clientY), begun: held.begun,
    };
    held.begun = false;
    last = undefined;
    pull(name, at, from);
  };
  picture.addEventListener("pointerdown", (event) => {
    const taken = event.button === 0 && event.target.closest("[data-grip]");
    if (!taken) return;
    event.preventDefault();
    const surface = taken.closest("svg, canvas, .surface") ?? taken, box = surface.getBoundingClientRect();
    const { clientX, clientY } = event, drawn = surface.viewBox?.baseVal.width, pans = getComputedStyle(taken).touchAction === "pan-y";
    held = { name: taken.dataset.grip, box, scale: drawn ? box.width / drawn : 1, from: { ...state }, clientX, clientY, begun: true, pans };
    held.waits = pans && event.pointerType === "touch"; // until one knows whether it drags or scrolls
    event.target.addEventListener("touchmove", stay, { passive: false }); // once drawn anew, it is in the picture no more
    picture.setPointerCapture(event.pointerId);
    taken.focus({ preventScroll: true });
    last = event;
    move();
  });
  picture.addEventListener("touchmove", stay, { passive: false });
  picture.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (!last || held.waits) requestAnimationFrame(move);
    last = event;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    picture.addEventListener(end, () => {
      if (held && end === "pointerup") held.waits &&= held.drags === false;
      move();
      held = undefined;
    });
  }
}

const KEYS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  PageDown: [-10, 0], PageUp: [10, 0], Home: [-Infinity, 0], End: [Infinity, 0],
};

/** Call `step(name, dx, dy)` when an arrow key, Page Up or Down, Home or End is pressed on a grip in `picture`. */
export function letNudge(picture, step) {
  picture.addEventListener("keydown", (event) => {
    const taken = event.target.closest("[data-grip]"), key = KEYS[event.key];
    if (!taken || !key || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    step(taken.dataset.grip, ...key.map((by) => by && by * (event.shiftKey ? 5 : 1)));
  });
}

/** Call `redraw`, and give the focus, with what is selected in a field, to the new element of the same name; where there is none any more, to another of its kind. */
export function keepFocus(picture, redraw) {
  const nameOf = (element) => element?.dataset?.grip ?? element?.dataset?.key;
  const focused = picture.contains(document.activeElement) ? document.activeElement : undefined, name = nameOf(focused);
  const [from, to] = [focused?.selectionStart, focused?.selectionEnd];
  redraw();
  const all = name ? [...picture.querySelectorAll("[data-grip], [data-key]")] : [], [kind] = name?.split(" ") ?? [];
  const heir = all.find((element) => nameOf(element) === name) ?? all.find((element) => element.tabIndex === 0 && nameOf(element).split(" ")[0] === kind);
  if (!heir || heir === focused) return;
  heir.focus({ preventScroll: true });
  if (typeof from === "number") heir.setSelectionRange(from, to);
}
