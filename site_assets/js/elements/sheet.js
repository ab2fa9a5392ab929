/**
 * The controls of a widget where there is no place beside its picture: a sheet below the bar at the
 * bottom of the window, with the picture in sight above it.
 */

import { part } from "./parts.js";

export class Sheet {
  /** @type {HTMLElement} */ #host;
  /** @type {HTMLElement} */ #button;
  /** @type {() => void} */ #changed;

  /**
   * @param {HTMLElement} host  The widget.
   * @param {() => void} changed  Told when the picture has another room.
   */
  constructor(host, changed) {
    this.#host = host;
    this.#button = part(host, ".pc-adjust");
    this.#changed = changed;
  }

  /** Follows its reader until the signal. @param {AbortSignal} signal */
  follow(signal) {
    this.#button.addEventListener("click", () => this.#toggle(!this.#open), { signal });
    part(this.#host, ".pc-dock").addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || !this.#open) return;
        event.stopPropagation();
        this.#toggle(false);
        this.#button.focus();
      },
      { signal },
    );
  }

  get #open() {
    return this.#host.classList.contains("pc-adjusting");
  }

  /** @param {boolean} open */
  #toggle(open) {
    this.#host.classList.toggle("pc-adjusting", open);
    this.#button.setAttribute("aria-expanded", String(open));
    this.#changed();
    if (open) part(this.#host, ".pc-frame").scrollIntoView({ block: "start", behavior: "instant" });
  }
}
