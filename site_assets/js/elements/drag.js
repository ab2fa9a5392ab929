/**
 * Lets a reader pull something along the cells of a picture.
 *
 * A cell says which parameter it drags, and each cell which value that takes when it is
 * dropped there: nothing is reckoned here.
 */

/**
 * @param {HTMLElement} stage
 * @param {(field: string, value: string) => void} moved
 * @param {AbortSignal} signal
 */
export function watchDragging(stage, moved, signal) {
  /** What is pulled: its parameter, and the value that it has last taken. @type {{ pointer: number, field: string, last: string | undefined } | null} */
  let pulled = null;
  /** @param {EventTarget | null} target @param {string} selector @returns {SVGGElement | null} */
  const at = (target, selector) => (target instanceof Element ? target.closest(selector) : null);
  // The pointer is the stage's own as long as it pulls: however that ends, with a button released
  // or the stage taken out of the page, nothing is pulled any more.
  const pulls = () => pulled !== null && stage.hasPointerCapture(pulled.pointer);
  stage.addEventListener(
    "pointerdown",
    (event) => {
      const cell = at(event.target, "[data-drags]");
      if (!cell || event.button !== 0 || pulls()) return;
      pulled = { pointer: event.pointerId, field: cell.dataset.drags ?? "", last: cell.dataset.drop };
      // A finger's events stay with what it touched first, so the cell below it is looked up.
      stage.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  // A finger that drags does not scroll: Chromium heeds no `touch-action` inside an SVG.
  stage.addEventListener(
    "touchstart",
    (event) => {
      if (at(event.target, "[data-drags]")) event.preventDefault();
    },
    { signal, passive: false },
  );
  stage.addEventListener(
    "pointermove",
    (event) => {
      if (!pulled || pulled.pointer !== event.pointerId || !pulls()) return;
      const root = /** @type {ShadowRoot | Document} */ (stage.getRootNode());
      const value = at(root.elementFromPoint(event.clientX, event.clientY), "[data-drop]")?.dataset.drop;
      if (value === undefined || value === pulled.last) return;
      pulled.last = value;
      moved(pulled.field, value);
    },
    { signal },
  );
}
