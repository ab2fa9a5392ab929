/**
 * A part of the answer before Python is there: the size alone. All else waits, and the widget says so.
 *
 * Once Python answers, this keeps still.
 */

import { python } from "../worker/client.js";
import { part } from "./parts.js";
import { outputSizes, written } from "./sizes.js";
import { Wrong } from "./typed.js";
import { fill } from "./words.js";

export class Early {
  /** @type {HTMLElement} */ #host;
  /** @type {import("./words.js").Words} */ #words;
  /** Whether the sentence of refusal on the page is of this. */ #refused = false;

  /** What answers early for a host, if its page holds the words for it. @param {HTMLElement} host */
  static of(host) {
    const held = host.querySelector(".pc-early");
    if (!(held instanceof HTMLTemplateElement)) return null;
    return new Early(host, JSON.parse(held.content.textContent ?? ""));
  }

  /** @param {HTMLElement} host @param {import("./words.js").Words} words */
  constructor(host, words) {
    this.#host = host;
    this.#words = words;
  }

  /** @param {AbortSignal} signal @param {boolean} linked  Whether a link has set the controls. */
  start(signal, linked) {
    const form = part(this.#host, ".pc-settings", HTMLFormElement);
    if (linked) this.#answer(form);
    this.#host.addEventListener("input", () => this.#answer(form), { signal });
    this.#host.addEventListener(
      "click",
      ({ target }) => {
        const reset = target instanceof Element && target.closest("[data-does=reset]");
        // The controls are put back by whoever hears of it next.
        if (reset) queueMicrotask(() => this.#answer(form));
      },
      { signal },
    );
  }

  /** Where the picture is: behind a shadow root, if styles are put there. */
  get #stage() {
    return part(this.#host, ".pc-frame").shadowRoot ?? this.#host;
  }

  /** @param {HTMLFormElement} form */
  #answer(form) {
    if (python.condition.state === "ready") return;
    const fields = /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (
      form.querySelectorAll("[data-field]")
    );
    const chosen = Object.fromEntries([...fields].map((field) => [field.dataset.field ?? "", field.value]));
    try {
      const size = written(outputSizes(chosen), this.#words.thousands ?? "");
      const said = fill(this.#words["layer-size.size"] ?? "", { size });
      part(this.#stage, '[data-name="size"] .pc-title').textContent = said;
      part(this.#host, ".pc-summary").textContent = this.#words["layer-size.rest-waits"] ?? "";
      part(this.#host, ".pc-live").textContent = said;
      if (this.#refused) this.#refuse(fields, null);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      this.#refuse(fields, error);
    }
  }

  /** @param {Iterable<HTMLElement>} fields @param {Wrong | null} wrong */
  #refuse(fields, wrong) {
    this.#refused = wrong !== null;
    const line = part(this.#host, ".pc-refusal");
    line.textContent = wrong?.sentence(this.#words) ?? "";
    for (const field of fields) {
      field.toggleAttribute("aria-invalid", false);
      field.removeAttribute("aria-describedby");
      if (field.dataset.field !== wrong?.field) continue;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", line.id);
    }
  }
}
