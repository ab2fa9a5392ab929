/** The fields of a kernel: as many as it has weights, and one slider that moves the one last in use. */

import { part } from "../elements/parts.js";

export class WeightFields {
  /** @type {HTMLElement} */ #fields;
  /** @type {HTMLInputElement} */ #slider;
  /** @type {HTMLInputElement} */ #chosen;

  /** @param {HTMLElement} fields */
  constructor(fields) {
    this.#fields = fields;
    this.#slider = part(fields, "input[type='range']", HTMLInputElement);
    this.#chosen = part(fields, "input[data-row='0'][data-column='0']", HTMLInputElement);
    fields.addEventListener("focusin", ({ target }) => {
      if (target instanceof HTMLInputElement && target.dataset.row) this.#choose(target);
    });
    this.#slider.addEventListener("input", (event) => {
      // It is the weight that is changed.
      event.stopPropagation();
      this.#chosen.value = this.#slider.value;
      this.#chosen.dispatchEvent(new InputEvent("input", { bubbles: true }));
    });
  }

  /** Shows the weights of a kernel of so many rows and columns. @param {number} side */
  show(side) {
    this.#fields.style.setProperty("--side", String(side));
    for (const each of /** @type {NodeListOf<HTMLElement>} */ (this.#fields.querySelectorAll("[data-row]")))
      each.hidden = Number(each.dataset.row) >= side || Number(each.dataset.column) >= side;
    const { row, column } = this.#chosen.dataset;
    const there = Number(row) < side && Number(column) < side;
    this.#choose(
      there ? this.#chosen : part(this.#fields, "[data-row='0'][data-column='0']", HTMLInputElement),
    );
  }

  /** @param {HTMLInputElement} field */
  #choose(field) {
    this.#chosen.classList.remove("pc-weight-chosen");
    this.#chosen = field;
    field.classList.add("pc-weight-chosen");
    const name = field.getAttribute("aria-label") ?? "";
    this.#slider.setAttribute("aria-label", name);
    part(this.#fields, "output").textContent = name.slice(name.indexOf(", ") + 2);
    this.follow();
  }

  /** Puts the slider where the weight is. */
  follow() {
    if (this.#slider.value !== this.#chosen.value) this.#slider.value = this.#chosen.value;
  }
}
