/**
 * The moment that a picture shows: how far its animation has come, and what is lit.
 *
 * What a cell says follows from these two and its own value, in whatever order they came about.
 */

/** @typedef {import("../worker/protocol.js").Focus} Focus */

export class Moment {
  /** @type {Map<string, number>} The step that comes to a cell. */ #steps = new Map();
  #step = 0;
  /** Whether every value is written, however far the animation has come: on paper nothing plays. */ whole = false;
  /** @type {Focus | null} What is lit. */ focus = null;
  /** Whether the result of a key is kept back until it is asked for. @type {((key: string) => boolean) | null} */ veil =
    null;

  /**
   * Begins with another picture, of which nothing is lit yet.
   * @param {string[]} steps  Keys of the cells that the animation comes to.
   * @param {number} step  Up to which it has come.
   */
  begin(steps, step) {
    this.#steps = new Map(steps.map((key, place) => [key, place]));
    this.#step = step;
    this.focus = null;
  }

  /**
   * Comes to a step.
   * @param {number} step
   * @returns {string[]} Keys of the cells that this makes a difference to.
   */
  come(step) {
    const [from, to] = [Math.min(this.#step, step), Math.max(this.#step, step)];
    this.#step = step;
    return [...this.#steps].filter(([, place]) => place > from && place <= to).map(([key]) => key);
  }

  /** Keys of all the cells that the animation comes to. */
  get steps() {
    return this.#steps.keys();
  }

  /** Whether the animation has yet to come to a cell. @param {string} key */
  awaits(key) {
    return !this.whole && (this.#steps.get(key) ?? 0) > this.#step;
  }

  /**
   * What a cell says.
   * @param {string} panel  Name of the panel that it is in.
   * @param {string} key
   * @param {string} value
   * @param {boolean} made  Whether the animation makes its value.
   * @param {boolean} result  Whether it is worked out at all.
   */
  text(panel, key, value, made, result) {
    const waits = made && this.awaits(key) && this.focus?.lit[key] === undefined;
    if (result && value && this.veil?.(key)) return waits ? "" : "?";
    return this.focus?.texts[panel]?.[key] ?? (waits ? "" : value);
  }
}
