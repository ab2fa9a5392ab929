/** Where an arrow key leads in a grid: by its rows and columns, wherever these lie on the screen. */

/** @typedef {Element | null | undefined} Target */

export class Walk {
  /** The cell whose column a walk up or down keeps to. @type {Element | null} */ #guide = null;
  /** The cell that the walk has come to. @type {Element | null} */ #last = null;

  /**
   * The cell that a key leads to; nothing at an edge.
   * @param {Element} cell
   * @param {string} key  Its name.
   * @returns {Target} `undefined` if the key is none that moves.
   */
  next(cell, key) {
    const row = cell.parentElement;
    if (key === "ArrowUp") return this.#across(cell, row?.previousElementSibling);
    if (key === "ArrowDown") return this.#across(cell, row?.nextElementSibling);
    this.#last = null;
    switch (key) {
      case "ArrowLeft":
        return cell.previousElementSibling;
      case "ArrowRight":
        return cell.nextElementSibling;
      case "Home":
        return row?.firstElementChild;
      case "End":
        return row?.lastElementChild;
      default:
        return undefined;
    }
  }

  /**
   * Rows of one length have the same columns, though a plane leans. A row of another length, such
   * as the head of a map, does not turn the walk aside: beyond it, it finds its column again.
   * @param {Element} cell
   * @param {Target} row
   * @returns {Element | null}
   */
  #across(cell, row) {
    if (!row) return null;
    const guide = this.#guide && this.#last === cell ? this.#guide : cell;
    const next = opposite(cell, row) ?? opposite(guide, row) ?? nearest(guide, row);
    this.#guide = opposite(guide, row) ? next : guide;
    this.#last = next;
    return next;
  }
}

/** The cell in the same place of a row of the same length, if it is one. @param {Element} cell @param {Element} row */
function opposite(cell, row) {
  const own = [...(cell.parentElement?.children ?? [])];
  return own.length === row.children.length ? row.children[own.indexOf(cell)] : undefined;
}

/** The cell that is drawn nearest, the first of two; in the numbers of the drawing, not those of the screen. @param {Element} cell @param {Element} row */
function nearest(cell, row) {
  const from = left(cell);
  return [...row.children].reduce((best, other) =>
    Math.abs(left(other) - from) < Math.abs(left(best) - from) ? other : best,
  );
}

/** @param {Element} cell */
function left(cell) {
  const places = /** @type {SVGGElement} */ (cell).transform.baseVal;
  return places.numberOfItems ? places.getItem(0).matrix.e : 0;
}
