/**
 * An element whose first state the page holds, and which is set up when it comes near the window or
 * when the reader reaches for it, one a task: a page answers at once, however many it has.
 */

import { complete } from "./parts.js";
import { watchComing } from "./screen.js";

/** What follows its reader until a signal. @typedef {{ start: (signal: AbortSignal) => void }} Follower */

/** What a reader does to an element. */
const REACHED = ["pointerdown", "keydown", "focusin", "input"];

export class LateElement extends HTMLElement {
  /** @type {Follower | undefined} */ #follower;
  /** Whether it is being set up, or was. */ #coming = false;
  /** @type {AbortController | undefined} */ #connection;

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    if (this.#follower) return this.#follower.start(signal);
    const setUp = () => void this.#setUp();
    watchComing(this, setUp, signal);
    for (const event of REACHED) this.addEventListener(event, setUp, { capture: true, once: true, signal });
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  async #setUp() {
    if (this.#coming) return;
    this.#coming = true;
    this.classList.add("pc-set-up");
    complete(this);
    this.#follower = await this.follower();
    // The page may have been left meanwhile, and come back to.
    const signal = this.#connection?.signal;
    if (signal && !signal.aborted) this.#follower.start(signal);
  }

  /** What makes it live, now that it is complete. @returns {Follower | Promise<Follower>} */
  follower() {
    throw new TypeError("an element says what makes it live");
  }
}
