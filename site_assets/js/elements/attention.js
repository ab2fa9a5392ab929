/**
 * Which cell a widget tells of, and the telling: lit in the picture, in a sentence below it, and to a
 * screen reader. It is the cell that was pinned, else the one pointed at or reached with the
 * keyboard, else that of the step of the animation.
 */

import { News } from "./news.js";
import { part } from "./parts.js";
import { write } from "./words.js";

/** @typedef {import("../worker/protocol.js").Focus} Focus */

/** Milliseconds of rest before a screen reader is told where the reader is. */
const CALM = 250;

/** Before it is told what came of a control: it says the control's own value first. */
const PAUSE = 600;

/**
 * @typedef {object} Parts
 * @property {HTMLElement} host  The widget.
 * @property {HTMLElement} stage
 * @property {import("./picture.js").Picture} picture
 * @property {import("./cells.js").Cells} cells
 * @property {import("./questions.js").Questions<"build">} questions
 * @property {() => string} step  The cell of the step.
 */

export class Attention {
  /** @type {Parts} */ #parts;
  /** @type {HTMLElement} The sentence. */ #words;
  /** @type {HTMLElement} What a screen reader says. */ #live;
  /** @type {string | null} */ #pinned = null;
  /** @type {string | null} */ #pointed = null;
  /** @type {News} */ #news;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #calm;
  /** What was done, which is said before what came of it. */ #done = "";
  /**
   * What is said instead of a focus that is kept back; nothing of one that is not. It is told whether that is shown now.
   * @type {(focus: Focus | null, shown: boolean) => string | null}
   */
  veil = () => null;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#words = part(parts.host, ".pc-words");
    this.#live = part(parts.host, ".pc-live");
    this.#news = new News(parts.stage, part(parts.host, ".pc-summary"));
  }

  get pinned() {
    return this.#pinned;
  }

  /** @param {string | null} key */
  pin(key) {
    this.#pinned = key;
  }

  /** @param {string | null} key */
  point(key) {
    if (key === this.#pointed) return;
    this.#pointed = key;
    if (!this.#pinned) void this.show();
  }

  /** The cell that is told of. */
  get told() {
    return this.#wanted;
  }

  /** Lets go of the cells that another picture does not have. */
  keep() {
    const { picture } = this.#parts;
    if (this.#pinned && !picture.has(this.#pinned)) this.#pinned = null;
    if (this.#pointed && !picture.has(this.#pointed)) this.#pointed = null;
  }

  /** Says nothing more for the time being. */
  rest() {
    clearTimeout(this.#calm);
    this.#pointed = null;
  }

  get #wanted() {
    return this.#pinned ?? this.#pointed ?? this.#parts.step();
  }

  /** What a cell is connected to; nothing if that cannot be known. @param {string} key @returns {Promise<Focus | null>} */
  async #focus(key) {
    const { cells, questions } = this.#parts;
    const known = cells.known(key);
    if (known || !key || questions.resting) return known;
    const answer = cells.wait(key);
    void questions.work();
    return answer;
  }

  /** Lights the cell that is to be shown and writes what it is connected to. */
  async show() {
    const { stage, picture, cells } = this.#parts;
    const key = this.#wanted;
    // What is known is shown at once: another picture may come before a promise is kept.
    const focus = cells.known(key) ?? (key ? await this.#focus(key) : null);
    if (key !== this.#wanted || (key && !focus)) return;
    picture.light(focus);
    write(this.#words, this.veil(focus, true) === null ? (focus?.words ?? "") : "");
    stage.classList.toggle("pc-pinned", this.#pinned !== null);
  }

  /** Tells a screen reader what is shown, once the reader comes to rest. */
  announce() {
    this.#say(CALM, () => this.#spoken());
  }

  /**
   * Tells a screen reader what came of a control, once it rests: what changed, or else what is shown.
   * Where it has been refused meanwhile, the refusal tells itself.
   */
  report() {
    this.#say(PAUSE, async () => {
      const done = this.#done;
      this.#done = "";
      if (this.#parts.stage.matches(".pc-stale")) return done;
      const news = this.#news.take(done !== "");
      return [done, news].filter(Boolean).join(" ") || this.#spoken();
    });
  }

  /** What was done, or why not, is told before what came of it. @param {string} done */
  tell(done) {
    this.#done = done;
  }

  async #spoken() {
    const focus = await this.#focus(this.#pointed ?? this.#wanted);
    return this.veil(focus, false) ?? focus?.spoken ?? "";
  }

  /** @param {number} rest  Milliseconds. @param {() => Promise<string>} words */
  #say(rest, words) {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(async () => {
      this.#live.textContent = await words();
    }, rest);
  }
}
