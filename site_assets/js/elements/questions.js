/**
 * What one widget asks Python: one question at a time, and only what is still wanted.
 *
 * A new picture replaces one that was wanted before it, and comes before any cell.
 */

import { Crashed, python } from "../worker/client.js";

/** @typedef {import("../worker/protocol.js").Focus} Focus */
/** @typedef {import("../worker/protocol.js").Picture} Picture */
/** @typedef {import("../worker/protocol.js").Refusal} Refusal */

/** Milliseconds that a picture may take before the page says that it is behind. */
const PROMPT = 300;

/** When it was asked and answered, and the milliseconds Python took. @typedef {{ asked: number, answered: number, python: number }} Timing */

/**
 * @typedef {object} Listener
 * @property {() => { params: object, step: number }} wanted  What the newest picture is to show.
 * @property {(picture: Picture, timing: Timing) => void} drawn
 * @property {(refusal: Refusal) => void} refused
 * @property {() => void} broken  Python raised what it should not have.
 * @property {(behind: boolean) => void} behind  Whether the picture is older than what is wanted.
 */

export class Questions {
  /** @type {{ view: string, language: string }} */ #about;
  /** @type {Listener} */ #listener;
  /** @type {object} The parameters of the picture that is shown. */ #shown;
  /** @type {Map<string, Focus>} What is known of the cells of that picture. */ #known;
  /** @type {Map<string, ((focus: Focus | null) => void)[]>} */ #cells = new Map();
  #wantsPicture = false;
  #busy = false;
  #resting = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #late;

  /**
   * @param {{ view: string, language: string }} about
   * @param {object} params  Of the picture that the page holds.
   * @param {Record<string, Focus>} focuses  What the page knows of its cells.
   * @param {Listener} listener
   */
  constructor(about, params, focuses, listener) {
    this.#about = about;
    this.#shown = params;
    this.#known = new Map(Object.entries(focuses));
    this.#listener = listener;
  }

  /** Asks for the picture of what is wanted now. */
  picture() {
    this.#wantsPicture = true;
    this.resume();
  }

  /** What is known of a cell of the picture. @param {string} key */
  known(key) {
    return this.#known.get(key) ?? null;
  }

  /**
   * What a cell of the picture is connected to; nothing if that cannot be known.
   * @param {string} key
   * @returns {Promise<Focus | null>}
   */
  focus(key) {
    const known = this.known(key);
    if (known || this.#resting) return Promise.resolve(known);
    return new Promise((resolve) => {
      this.#cells.set(key, [...(this.#cells.get(key) ?? []), resolve]);
      void this.#work();
    });
  }

  /** Asks again for the picture, if it was left without an answer. */
  resume() {
    if (!this.#wantsPicture || this.#resting) return;
    this.#late ??= setTimeout(() => this.#listener.behind(true), PROMPT);
    void this.#work();
  }

  /** Asks nothing more for the time being, and gives up what is not answered of cells. */
  rest() {
    this.#resting = true;
    this.#inTime();
    this.#forget();
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

  #forget() {
    const waiting = [...this.#cells.values()].flat();
    this.#cells.clear();
    for (const resolve of waiting) resolve(null);
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (!this.#resting && (this.#wantsPicture || this.#cells.size)) {
        if (this.#wantsPicture) await this.#askPicture();
        else await this.#askFocus();
      }
    } catch (error) {
      this.#forget();
      if (error instanceof Crashed) {
        console.error(error.message);
        this.#listener.broken();
      }
    } finally {
      this.#busy = false;
    }
  }

  async #askPicture() {
    this.#wantsPicture = false;
    const { params, step } = structuredClone(this.#listener.wanted());
    const asked = performance.now();
    let answer;
    try {
      answer = await python.ask("build", { ...this.#about, params, step });
    } catch (error) {
      this.#wantsPicture = true;
      throw error;
    }
    if (!this.#wantsPicture) this.#inTime();
    if ("refused" in answer) return this.#listener.refused(answer.refused);
    const picture = /** @type {Picture} */ (answer);
    this.#forget();
    this.#shown = params;
    this.#known = new Map(picture.focus ? [[picture.focus.key, picture.focus]] : []);
    this.#listener.drawn(picture, { asked, answered: performance.now(), python: answer.spent });
  }

  async #askFocus() {
    const [key = ""] = [...this.#cells.keys()].slice(-1);
    const answer = await python.ask("focus", { ...this.#about, params: this.#shown, key });
    const focus = "focus" in answer ? answer.focus : null;
    if (focus) this.#known.set(key, focus);
    const waiting = this.#cells.get(key) ?? [];
    this.#cells.delete(key);
    for (const resolve of waiting) resolve(focus);
  }
}
