/** What is known of the cells of a picture, and the asking for what is not. */

import { python, Refused } from "../worker/client.js";

/** @typedef {import("../worker/protocol.js").Focus} Focus */
/** @typedef {import("../worker/protocol.js").OfView} OfView */

/** @type {Omit<Focus, "key">} */
const NOTHING = { lit: {}, notes: {}, boxes: [], words: "", spoken: "", texts: {} };

export class Cells {
  /** @type {OfView} The picture that is shown. */ #picture;
  /** @type {Map<string, Focus>} */ #known;
  /** @type {Map<string, ((focus: Focus | null) => void)[]>} */ #waiting = new Map();

  /**
   * @param {OfView} picture
   * @param {string[]} steps  Keys of the cells that the animation comes to.
   * @param {Partial<Focus>[]} focuses  What the page knows of each of those, without what is empty.
   */
  constructor(picture, steps, focuses) {
    this.#picture = picture;
    this.#known = new Map(steps.map((key, step) => [key, { ...NOTHING, ...focuses[step], key }]));
  }

  /** What makes the picture that is shown. */
  get picture() {
    return this.#picture;
  }

  /** Another picture is shown, of which this much is known. @param {OfView} picture @param {Focus | null} focus */
  begin({ view, language, params }, focus) {
    this.forget();
    this.#picture = { view, language, params };
    this.#known = new Map(focus ? [[focus.key, focus]] : []);
  }

  /** What is known of a cell of the picture. @param {string} key */
  known(key) {
    return this.#known.get(key) ?? null;
  }

  /**
   * What a cell of the picture is connected to, once it was asked; nothing if that cannot be known.
   * @param {string} key
   * @returns {Promise<Focus | null>}
   */
  wait(key) {
    return new Promise((resolve) => {
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), resolve]);
    });
  }

  /** Whether there is anything to ask. */
  get waits() {
    return this.#waiting.size > 0;
  }

  /** Asks for the cell that was last wanted. */
  async ask() {
    const [key = ""] = [...this.#waiting.keys()].slice(-1);
    const focus = await this.#focus(key);
    if (focus) this.#known.set(key, focus);
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const resolve of waiting) resolve(focus);
  }

  /** @param {string} key */
  async #focus(key) {
    try {
      return (await python.ask("focus", { ...this.#picture, key })).focus;
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  /** Gives up what is not answered. */
  forget() {
    const waiting = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    for (const resolve of waiting) resolve(null);
  }
}
