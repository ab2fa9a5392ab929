/** The bar under a picture: shows how far the player has come, and hears where it is sent. */

import { part } from "./parts.js";
import { fill } from "./words.js";

export class Bar {
  /** @type {HTMLElement} */ #bar;
  /** @type {HTMLInputElement} */ #scrubber;
  /** @type {HTMLSelectElement} */ #speed;
  /** @type {HTMLElement} */ #button;
  /** @type {import("./words.js").Words} */ #words;

  /**
   * @param {HTMLElement} bar
   * @param {import("./words.js").Words} words
   */
  constructor(bar, words) {
    this.#bar = bar;
    this.#scrubber = part(bar, ".pc-scrubber", HTMLInputElement);
    this.#speed = part(bar, ".pc-speed select", HTMLSelectElement);
    this.#button = part(bar, "[data-does=play]");
    this.#words = words;
  }

  /**
   * Follows its reader until the signal.
   * @param {import("./player.js").Player} player
   * @param {(step: number) => void} go
   * @param {AbortSignal} signal
   */
  follow(player, go, signal) {
    const hurry = () => {
      player.speed = Number(this.#speed.value);
    };
    this.#scrubber.addEventListener("input", () => go(this.#scrubber.valueAsNumber), { signal });
    this.#speed.addEventListener("change", hurry, { signal });
    hurry();
  }

  /** @param {import("./player.js").Player} player */
  show({ step, steps, playing }) {
    const words = fill(this.#words["controls.step"] ?? "", { step: step + 1, steps });
    this.#bar.hidden = steps < 2;
    this.#scrubber.max = String(Math.max(steps - 1, 0));
    this.#scrubber.value = String(step);
    this.#scrubber.setAttribute("aria-valuetext", words);
    part(this.#bar, ".pc-step").textContent = words;
    this.#button.title = this.#words[playing ? "controls.pause" : "controls.play"] ?? "";
    this.#button.setAttribute("aria-label", this.#button.title);
  }
}
