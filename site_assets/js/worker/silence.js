/**
 * How long a worker that should speak has said nothing.
 *
 * Silence is counted in looks, not read from a clock: while the machine sleeps or the tab is frozen
 * the worker is silent too, and nobody looks.
 */

import { LOOK_EVERY, PATIENCE } from "./patience.js";

/**
 * @typedef {object} Listener
 * @property {() => import("./patience.js").Step | undefined} awaited  What is awaited now, if anything.
 * @property {() => void} changed  It has become slow, or is no longer.
 * @property {() => void} over  It has lasted too long.
 */

export class Silence {
  /** @type {Listener} */ #listener;
  /** Milliseconds since the last word, while one is awaited. */ #lasted = 0;
  #slow = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #looking;

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  /** Whether what is awaited takes longer than usual. */
  get slow() {
    return this.#slow;
  }

  /** Looks after the worker for as long as something is awaited of it. */
  watch() {
    if (this.#listener.awaited()) {
      this.#looking ??= setInterval(() => this.#look(), LOOK_EVERY);
      return;
    }
    this.#rest();
    this.heard();
  }

  heard() {
    this.#lasted = 0;
    this.#become(false);
  }

  /** Nothing is awaited any more. */
  end() {
    this.#rest();
    this.#lasted = 0;
    this.#slow = false;
  }

  #rest() {
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #look() {
    const step = this.#listener.awaited();
    if (!step) return;
    this.#lasted += LOOK_EVERY;
    if (this.#lasted >= PATIENCE[step].end) this.#listener.over();
    else if (this.#lasted >= PATIENCE[step].slow) this.#become(true);
  }

  /** @param {boolean} slow */
  #become(slow) {
    if (this.#slow === slow) return;
    this.#slow = slow;
    this.#listener.changed();
  }
}
