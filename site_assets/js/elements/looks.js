/**
 * Draws cells: each look that Python wrote is parsed once, and a cell is a copy of it with a name,
 * a value and a place of its own. A cell that is there is changed where it differs.
 */

/** @typedef {import("../worker/protocol.js").Cell} Cell */

/** How many looks are remembered: far more than one picture has. */
const REMEMBERED = 2000;

/**
 * @typedef {object} Look
 * @property {SVGGElement} model  What cells are copied from.
 * @property {string} classes
 * @property {string | undefined} drags
 * @property {string} moves  The transform up to the place; nothing if `x` and `y` say where it is.
 * @property {string} inside  What the cell holds, but for its value.
 */

/** @type {Map<string, Look>} */
const looks = new Map();

/** What each cell was last drawn from. @type {WeakMap<Element, { look: Look, cell: Cell }>} */
const drawn = new WeakMap();

/** @param {string} markup @returns {Look} */
function look(markup) {
  const before = looks.get(markup);
  if (before) return before;
  const template = document.createElement("template");
  template.innerHTML = `<svg>${markup}</svg>`;
  const parsed = template.content.firstElementChild?.firstElementChild;
  const model = /** @type {SVGGElement} */ (document.importNode(/** @type {Element} */ (parsed), true));
  const made = {
    model,
    classes: model.getAttribute("class") ?? "",
    drags: model.dataset.drags,
    moves: model.getAttribute("transform")?.replace(/0 0\)$/, "") ?? "",
    inside: model.innerHTML,
  };
  if (looks.size >= REMEMBERED) looks.clear();
  looks.set(markup, made);
  return made;
}

/** Where a cell was last drawn: nothing is known of one that the page brought along. @param {Element} element */
export function placeOf(element) {
  return drawn.get(element)?.cell[3];
}

/**
 * Draws a cell, in an element that is there if that will do.
 * @param {SVGGElement | undefined} there
 * @param {Cell} cell
 * @param {string} markup  Of its look.
 * @returns {SVGGElement} Where it is drawn; whatever its value stands in is empty if it is new.
 */
export function drawCell(there, cell, markup) {
  const seen = look(markup);
  const element =
    there?.tagName === seen.model.tagName ? there : /** @type {SVGGElement} */ (seen.model.cloneNode(true));
  const before = element === there ? drawn.get(element) : undefined;
  drawn.set(element, { look: seen, cell });
  if (element === there && before?.look !== seen) dress(element, seen, before?.look);
  const [key, , , x, y, place, drop] = cell;
  const [oldKey, , , oldX, oldY, oldPlace, oldDrop] = before?.cell ?? [];
  if (key !== oldKey) element.setAttribute("data-key", key);
  if (place !== oldPlace) put(element, "data-place", place);
  if (drop !== oldDrop) put(element, "data-drop", drop);
  if (x === oldX && y === oldY && before?.look.moves === seen.moves) return element;
  if (seen.moves) element.setAttribute("transform", `${seen.moves}${x} ${y})`);
  else {
    element.setAttribute("x", String(x));
    element.setAttribute("y", String(y));
  }
  return element;
}

/**
 * Gives a cell another look; what lights it goes.
 * @param {SVGGElement} element
 * @param {Look} seen
 * @param {Look | undefined} before
 */
function dress(element, seen, before) {
  element.setAttribute("class", seen.classes);
  if (!before || seen.drags !== before.drags) put(element, "data-drags", seen.drags);
  if (!before) for (const name of ["data-value", "data-place", "data-drop"]) element.removeAttribute(name);
  if (seen.inside !== before?.inside) element.replaceChildren(...seen.model.cloneNode(true).childNodes);
}

/** @param {Element} element @param {string} name @param {string | undefined} value  Nothing takes it away. */
function put(element, name, value) {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}
