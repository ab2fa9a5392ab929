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
  let field = "";
  let last = "";
  /** @param {EventTarget | null} target @param {string} selector @returns {SVGGElement | null} */
  const at = (target, selector) => (target instanceof Element ? target.closest(selector) : null);
  stage.addEventListener("pointerdown", (event) => {
    const cell = at(event.target, "[data-drags]");
    if (!cell || event.button !== 0) return;
    field = cell.dataset.drags ?? "";
    last = cell.dataset.drop ?? "";
    // A finger's events stay with what it touched first, so the cell below it is looked up.
    stage.setPointerCapture(event.pointerId);
  }, { signal });
  // A finger that drags does not scroll: Chromium heeds no `touch-action` inside an SVG.
  stage.addEventListener("touchstart", (event) => {
    if (at(event.target, "[data-drags]")) event.preventDefault();
  }, { signal, passive: false });
  stage.addEventListener("pointermove", (event) => {
    if (!field) return;
    const root = /** @type {ShadowRoot | Document} */ (stage.getRootNode());
    const value = at(root.elementFromPoint(event.clientX, event.clientY), "[data-drop]")?.dataset.drop;
    if (value === undefined || value === last) return;
    last = value;
    moved(field, value);
  }, { signal });
  const drop = () => (field = "");
  stage.addEventListener("pointerup", drop, { signal });
  stage.addEventListener("pointercancel", drop, { signal });
}
