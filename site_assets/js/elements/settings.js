/** The controls of a widget: what they say, which are offered, which is to blame. */

import { pressInNumber } from "./numbers.js";

/** @typedef {import("../worker/protocol.js").Entry} Entry */
/** @typedef {import("../worker/protocol.js").Params} Params */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

export class Settings {
  /** @type {HTMLElement} */ #form;
  /** @type {Params} */ #first;
  /** @type {Params} */ #params;

  /**
   * @param {HTMLElement} form  Holds the controls.
   * @param {Params} params  The first state.
   * @param {() => void} changed
   */
  constructor(form, params, changed) {
    this.#form = form;
    this.#first = params;
    this.#params = structuredClone(params);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", ({ target }) => {
      if (this.#read(/** @type {Control} */ (target))) changed();
    });
    form.addEventListener("keydown", pressInNumber);
    form.addEventListener("focusin", ({ target }) => this.#reach(/** @type {Node} */ (target)));
    form.addEventListener("focusout", () => this.#reach(null));
    // The page holds the controls of a view as the view begins.
    this.reset();
  }

  /** What the reader has chosen, as `pyconv.pictures.web` takes it. */
  get params() {
    return this.#params;
  }

  /** The values that the reader typed into cells, by the names of these. */
  get edits() {
    const { edits } = this.#params;
    return typeof edits === "object" && !Array.isArray(edits) ? edits : {};
  }

  /** @param {string} field */
  control(field) {
    return /** @type {Control | null} */ (
      this.#form.querySelector(`[data-field="${field}"]`) ??
        this.#form.querySelector(`[data-field^="${field}."]`)
    );
  }

  /** Puts a value into a control, as if it had been typed. @param {string} field @param {string} value */
  set(field, value) {
    const control = this.control(field);
    if (!control) return;
    this.#put(control, value);
    this.#read(control);
  }

  /** Puts values into several controls, by field. @param {Record<string, string>} values */
  take(values) {
    for (const [field, value] of Object.entries(values)) this.set(field, value);
  }

  /** What a link has to know of them. @returns {import("./links.js").Facts} */
  get facts() {
    const choice = (/** @type {string} */ name) => {
      const control = this.#form.querySelector(`select[data-field="${name}"]`);
      return control instanceof HTMLSelectElement ? control : undefined;
    };
    return {
      first: this.#first,
      options: (name) => {
        const options = choice(name)?.options;
        return options && [...options].filter(({ dataset }) => !dataset.unsaid).map(({ value }) => value);
      },
      byHand: (name) => choice(name)?.dataset.byHand,
      shape: (name) => {
        const fields = this.#form.querySelector(`[data-parameter="${name}"] [data-shape]`);
        return fields instanceof HTMLElement ? fields.dataset.shape?.split(" ").map(Number) : undefined;
      },
      grids: (this.#form.dataset.grids ?? "").split(" ").filter(Boolean),
    };
  }

  /** Puts every control to the first state. */
  reset() {
    this.become(this.#first);
  }

  /** Puts every control to what was chosen elsewhere. @param {Params} params  With all of them. */
  become(params) {
    this.#params = structuredClone(params);
    for (const control of /** @type {NodeListOf<Control>} */ (this.#form.querySelectorAll("[data-field]"))) {
      const [name, place] = this.#name(control);
      this.#put(control, place === undefined ? params[name] : entries(params, name)[place]);
    }
    for (const link of this.#links()) {
      link.checked = new Set(entries(params, link.dataset.links ?? "").map(String)).size === 1;
      this.#link(link);
    }
    this.#offer();
  }

  /**
   * Replaces the value of a cell, or gives it back its own with `undefined`.
   * @param {string} cell  Grid and place, as `input:0,2`.
   * @param {string | undefined} typed
   */
  edit(cell, typed) {
    const { [cell]: _, ...others } = this.edits;
    this.#params.edits = typed === undefined ? others : { ...others, [cell]: typed };
  }

  /**
   * Marks the control to blame, or none.
   * @param {string | null} field
   * @param {string} describedBy  Id of the sentence that says why.
   */
  blame(field, describedBy) {
    for (const control of this.#form.querySelectorAll("[aria-invalid]")) {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
    }
    const control = field === null ? null : this.control(field);
    control?.setAttribute("aria-invalid", "true");
    control?.setAttribute("aria-describedby", describedBy);
    const folded = control?.closest("details");
    if (folded) folded.open = true;
  }

  /**
   * Takes in what a control says now.
   * @param {Control} control
   * @returns {boolean} Whether the parameters may have changed.
   */
  #read(control) {
    const { field, slides, links } = control.dataset;
    if (links) {
      this.#link(/** @type {HTMLInputElement} */ (control));
      return true;
    }
    const target = slides ? this.control(slides) : field ? control : null;
    if (!target) return false;
    this.#put(target, control.value, slides ? control : undefined);
    const [name, place] = this.#name(target);
    if (place === undefined) this.#params[name] = control.value;
    else {
      const linked = this.#links().some((link) => link.checked && link.dataset.links === name);
      this.#params[name] = entries(this.#params, name).map((old, index) =>
        linked || index === place ? control.value : old,
      );
      if (linked) this.#spread(name);
    }
    const { fills } = target.dataset;
    if (fills) {
      const kept = Object.entries(this.edits).filter(([cell]) => !cell.startsWith(`${fills}:`));
      this.#params.edits = Object.fromEntries(kept);
    }
    this.#offer();
    return true;
  }

  /**
   * @param {Control} control
   * @returns {[name: string, place: number | undefined]}
   */
  #name(control) {
    const [name = "", place] = (control.dataset.field ?? "").split(".");
    return [name, place === undefined ? undefined : Number(place)];
  }

  /**
   * Shows a value in a control and in the slider beside it.
   * @param {Control} control
   * @param {unknown} value
   * @param {Control} [source]  The one that the reader is moving: left alone.
   */
  #put(control, value, source) {
    const text = String(value);
    if (control.value !== text) control.value = text;
    const slider = /** @type {HTMLInputElement | null} */ (
      this.#form.querySelector(`[data-slides="${control.dataset.field}"]`)
    );
    if (slider && slider !== source && text.trim() !== "") slider.value = text;
  }

  #links() {
    return /** @type {HTMLInputElement[]} */ ([...this.#form.querySelectorAll("[data-links]")]);
  }

  /**
   * Tab goes from field to field. The box that links the parts of a parameter stands before its first
   * field, and the keyboard reaches it from there, with Shift and Tab.
   * @param {Node | null} target  What has the keyboard.
   */
  #reach(target) {
    for (const link of this.#links()) link.tabIndex = link.closest("fieldset")?.contains(target) ? 0 : -1;
  }

  /**
   * One control for all parts of a parameter, or one for each.
   * @param {HTMLInputElement} link
   */
  #link(link) {
    const name = link.dataset.links ?? "";
    const parts = /** @type {HTMLElement[]} */ ([
      ...this.#form.querySelectorAll(`[data-parameter="${name}"] .pc-part`),
    ]);
    parts.forEach((part, index) => {
      part.hidden = link.checked && index > 0;
      const title = /** @type {HTMLElement | null} */ (part.querySelector(".pc-part-name"));
      if (title) title.hidden = link.checked;
      for (const control of part.querySelectorAll("input")) {
        control.setAttribute("aria-label", (link.checked ? link.dataset.name : control.dataset.part) ?? "");
      }
    });
    if (link.checked) {
      const [first = "", ...others] = entries(this.#params, name);
      this.#params[name] = [first, ...others.map(() => first)];
      this.#spread(name);
    }
  }

  /** Shows the values of a parameter in all its controls. @param {string} name */
  #spread(name) {
    entries(this.#params, name).forEach((value, place) => {
      const control = this.control(`${name}.${place}`);
      if (control) this.#put(control, value);
    });
  }

  /** Shows the controls that the choices so far offer. */
  #offer() {
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.#form.querySelectorAll("[data-when]"))) {
      const { when = "", is = "" } = row.dataset;
      row.hidden = !is.split(" ").includes(String(this.#params[when]));
    }
  }
}

/** The values of a parameter that has several. @param {Params} params @param {string} name @returns {Entry[]} */
function entries(params, name) {
  const value = params[name];
  return Array.isArray(value) ? value : [];
}
