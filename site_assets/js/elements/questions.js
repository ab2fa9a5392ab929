/**
 * What one widget or plot asks Python: one question at a time, and only what is still wanted.
 *
 * A new picture replaces one that was wanted before it, and comes before any cell.
 */

import { Crashed, Dropped, python, Refused } from "../worker/client.js";

/** @typedef {import("../worker/protocol.js").Question} Question */

/** When it was asked and answered, and the milliseconds Python took. @typedef {{ asked: number, answered: number, python: number }} Timing */

/**
 * @template {Question} Q
 * @typedef {object} Listener
 * @property {() => import("../worker/protocol.js").Request<Q>} wanted  What the newest picture is to show.
 * @property {(picture: import("../worker/protocol.js").Answer<Q>, request: import("../worker/protocol.js").Request<Q>, timing: Timing) => void} drawn
 * @property {(refusal: import("../worker/protocol.js").Refusal) => void} refused
 * @property {() => void} broken  Python raised what it should not have.
 * @property {(behind: boolean) => void} behind  Whether the picture is older than what is wanted.
 */

/**
 * What is asked beside, while no picture is wanted.
 * @typedef {object} Aside
 * @property {boolean} waits  Whether there is anything to ask.
 * @property {() => Promise<void>} ask
 * @property {() => void} forget  Gives up what is not answered.
 */

/** @template {Question} Q */
export class Questions {
  /** @type {Q} */ #question;
  /** @type {number} */ #prompt;
  /** @type {Listener<Q>} */ #listener;
  /** @type {Aside | undefined} */ #aside;
  #wanted = false;
  #busy = false;
  #resting = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #late;

  /**
   * @param {Q} question  That is answered with a picture.
   * @param {number} prompt  Milliseconds that a picture may take before the page says that it is behind.
   * @param {Listener<Q>} listener
   * @param {Aside} [aside]
   */
  constructor(question, prompt, listener, aside) {
    this.#question = question;
    this.#prompt = prompt;
    this.#listener = listener;
    this.#aside = aside;
  }

  /** Whether nothing is asked for the time being. */
  get resting() {
    return this.#resting;
  }

  /** Asks for the picture of what is wanted now. */
  want() {
    this.#wanted = true;
    this.resume();
  }

  /** Asks again for the picture, if it was left without an answer. */
  resume() {
    if (!this.#wanted || this.#resting) return;
    this.#late ??= setTimeout(() => this.#listener.behind(true), this.#prompt);
    void this.work();
  }

  /** Asks nothing more for the time being, and gives up what is not answered of cells. */
  rest() {
    this.#resting = true;
    this.#inTime();
    this.#aside?.forget();
  }

  /** Asks again, and first for the picture that was left without an answer. */
  begin() {
    this.#resting = false;
    this.resume();
  }

  #inTime() {
    clearTimeout(this.#late);
    this.#late = undefined;
    this.#listener.behind(false);
  }

  /** Asks whatever there is to ask, unless it does so already. */
  async work() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (!this.#resting && (this.#wanted || this.#aside?.waits)) {
        if (this.#wanted) await this.#ask();
        else await this.#aside?.ask();
      }
    } catch (error) {
      this.#aside?.forget();
      if (error instanceof Crashed) {
        console.error(error.message);
        this.#listener.broken();
      } else if (!(error instanceof Dropped)) throw error;
    } finally {
      this.#busy = false;
    }
  }

  async #ask() {
    this.#wanted = false;
    const request = structuredClone(this.#listener.wanted());
    const asked = performance.now();
    let picture;
    try {
      picture = await python.ask(this.#question, request);
    } catch (error) {
      if (!(error instanceof Refused)) {
        this.#wanted = true;
        throw error;
      }
      if (!this.#wanted) this.#inTime();
      return this.#listener.refused(error.refusal);
    }
    if (!this.#wanted) this.#inTime();
    this.#listener.drawn(picture, request, { asked, answered: performance.now(), python: picture.spent });
  }
}
