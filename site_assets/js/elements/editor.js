/** A text field over a cell, to change its value in place. */

export class Editor {
  /** @type {HTMLInputElement} */ #field;
  /** @type {SVGGElement | null} */ #cell = null;
  /** @type {(cell: string, typed: string | undefined) => void} */ #changed;

  /**
   * @param {HTMLInputElement} field
   * @param {(cell: string, typed: string | undefined) => void} changed  Told the name of the
   *   cell and what was typed; `undefined` gives the cell back the value it had.
   */
  constructor(field, changed) {
    this.#field = field;
    this.#changed = changed;
    field.addEventListener("input", (event) => event.stopPropagation());
    field.addEventListener("change", () => this.#commit());
    field.addEventListener("blur", () => {
      if (!this.#invalid) this.close();
    });
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.#cancel();
      if (event.key !== "Enter") return;
      this.#commit();
      if (!this.#invalid) this.#leave();
    });
  }

  /** Name of a cell to edit, as `input:0,2`; none if its value is not the reader's. @param {SVGGElement} cell */
  static nameOf(cell) {
    const { place } = cell.dataset;
    return place && `${cell.closest("svg")?.dataset.grid}:${place}`;
  }

  /**
   * Opens over a cell.
   * @param {SVGGElement} cell
   * @param {string} [typed]  What to begin with, instead of the value.
   */
  open(cell, typed) {
    if (!Editor.nameOf(cell)) return;
    if (this.#invalid) this.#cancel();
    const field = this.#field;
    const stage = field.parentElement?.getBoundingClientRect();
    const rect = cell.querySelector("rect")?.getBoundingClientRect();
    if (!stage || !rect) return;
    this.#cell = cell;
    field.value = typed ?? cell.querySelector("text:not(.pc-note)")?.textContent ?? "";
    field.style.left = `${rect.left + rect.width / 2 - stage.left}px`;
    field.style.top = `${rect.top + rect.height / 2 - stage.top}px`;
    field.hidden = false;
    field.focus();
    if (typed === undefined) field.select();
  }

  get #invalid() {
    return this.#field.getAttribute("aria-invalid") === "true";
  }

  /**
   * Says whether what was typed is refused, and where the reason stands.
   * @param {string | null} cell  Name of the cell to blame.
   * @param {string} describedBy
   */
  blame(cell, describedBy) {
    const here = this.#cell !== null && cell === Editor.nameOf(this.#cell);
    this.#field.toggleAttribute("aria-invalid", here);
    if (here) {
      this.#field.setAttribute("aria-invalid", "true");
      this.#field.setAttribute("aria-describedby", describedBy);
    } else if (document.activeElement !== this.#field) this.close();
  }

  close() {
    this.#cell = null;
    this.#field.hidden = true;
    this.#field.removeAttribute("aria-invalid");
    this.#field.removeAttribute("aria-describedby");
  }

  #commit() {
    const name = this.#cell && Editor.nameOf(this.#cell);
    if (name) this.#changed(name, this.#field.value);
  }

  #cancel() {
    const name = this.#cell && Editor.nameOf(this.#cell);
    if (name && this.#invalid) this.#changed(name, undefined);
    this.#leave();
  }

  #leave() {
    const { key } = this.#cell?.dataset ?? {};
    const stage = this.#field.parentElement;
    this.close();
    /** @type {SVGGElement | null | undefined} */ (stage?.querySelector(`[data-key="${key}"]`))?.focus();
  }
}
