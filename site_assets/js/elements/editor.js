/** A text field over a cell, to change its value in place. */

import { onceLaidOut } from "./laid.js";

/**
 * The values that the reader typed, by the name of their cell.
 * @typedef {object} Edits
 * @property {(cell: string) => string | undefined} get
 * @property {(cell: string, typed: string | undefined) => void} set  `undefined` gives the cell its own value back.
 */

export class Editor {
  /** @type {HTMLInputElement} */ #field;
  /** @type {HTMLElement} */ #stage;
  /** @type {Edits} */ #edits;
  /** Name of the cell that is open, if one is. */ #name = "";
  /** @type {string | undefined} What had been typed there before. */ #before;
  /** Whether to close once what was typed turns out to be good. */ #leaving = false;

  /**
   * @param {HTMLInputElement} field
   * @param {HTMLElement} stage
   * @param {Edits} edits
   */
  constructor(field, stage, edits) {
    this.#field = field;
    this.#stage = stage;
    this.#edits = edits;
    field.addEventListener("change", () => this.#commit());
    field.addEventListener("blur", () => {
      if (!this.#invalid) this.close();
    });
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.cancel();
      else if (event.key === "Enter") this.#finish();
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
    const name = Editor.nameOf(cell);
    if (!name || name === this.#name) return;
    if (this.#invalid) this.#restore();
    this.#before = this.#edits.get(name);
    this.#place(cell, name, typed ?? cell.querySelector("text:not(.pc-note)")?.textContent ?? "");
    this.#field.focus();
    if (typed === undefined) this.#field.select();
  }

  /**
   * Says whether what was typed is refused, and where the reason stands.
   * @param {string | null} name  Of the cell to blame.
   * @param {string} describedBy  Id of the sentence that says why.
   */
  blame(name, describedBy) {
    const typed = name === null ? undefined : this.#edits.get(name);
    if (name !== null && typed !== undefined) {
      const cell = this.#cell(name);
      if (name !== this.#name && cell) this.#place(cell, name, typed);
      this.#field.setAttribute("aria-invalid", "true");
      this.#field.setAttribute("aria-describedby", describedBy);
    } else {
      this.#accept();
      if (this.#leaving || !this.#focused) this.#leave();
    }
    this.#leaving = false;
  }

  close() {
    this.#name = "";
    this.#leaving = false;
    this.#field.hidden = true;
    this.#accept();
  }

  get #focused() {
    return this.#field.matches(":focus");
  }

  get #invalid() {
    return this.#field.hasAttribute("aria-invalid");
  }

  #accept() {
    this.#field.removeAttribute("aria-invalid");
    this.#field.removeAttribute("aria-describedby");
  }

  /** @param {string} name @returns {SVGGElement | null} */
  #cell(name) {
    const [grid, place] = name.split(":");
    return this.#stage.querySelector(`svg[data-grid="${grid}"] [data-place="${place}"]`);
  }

  /** The cell that Tab reaches in the grid of another. @param {string} name @returns {SVGGElement | null} */
  #stop(name) {
    return this.#stage.querySelector(`svg[data-grid="${name.split(":")[0]}"] [tabindex="0"]`);
  }

  /**
   * @param {SVGGElement} cell
   * @param {string} name
   * @param {string} typed
   */
  #place(cell, name, typed) {
    this.#name = name;
    this.#field.value = typed;
    this.#field.hidden = false;
    this.#lay(cell);
  }

  /** @param {Element} cell */
  #lay(cell) {
    const stage = this.#stage.getBoundingClientRect();
    const { left, top, width, height } = cell.getBoundingClientRect();
    this.#field.style.left = `${left + width / 2 - stage.left}px`;
    this.#field.style.top = `${top + height / 2 - stage.top}px`;
  }

  /** Follows the cell when the window changes or something scrolls, until the signal. @param {AbortSignal} signal */
  watch(signal) {
    const follow = () => this.follow();
    window.addEventListener("resize", follow, { signal, capture: true });
    this.#stage.addEventListener("scroll", follow, { signal, capture: true });
  }

  /** Stays over its cell wherever that has moved to; closes if there is none any more. */
  follow() {
    if (!this.#name) return;
    const cell = this.#cell(this.#name);
    if (cell) onceLaidOut(this.#stage, () => cell.isConnected && this.#lay(cell));
    else this.#leave();
  }

  #commit() {
    if (this.#name) this.#edits.set(this.#name, this.#field.value);
  }

  #finish() {
    this.#leaving = true;
    this.#commit();
  }

  #restore() {
    if (this.#name) this.#edits.set(this.#name, this.#before);
  }

  /** Closes without changing the cell. */
  cancel() {
    if (!this.#name) return;
    if (this.#invalid) this.#restore();
    this.#field.value = this.#before ?? "";
    this.#leave();
  }

  /** Closes, and gives the keyboard back to the cell if the field had it. */
  #leave() {
    if (!this.#name) return;
    const cell = this.#cell(this.#name) ?? this.#stop(this.#name);
    const returns = this.#focused;
    this.close();
    if (returns) cell?.focus();
  }
}
