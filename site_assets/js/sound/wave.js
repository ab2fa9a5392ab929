/** One of the waveforms: what is drawn of it, the sample that is pointed at, and where it plays. */

import { part } from "../elements/parts.js";
import { write } from "../elements/words.js";
import { make } from "../taking/pieces.js";

/** Samples that each key leads further; pages are parts of the whole. @type {Record<string, number>} */
const ARROWS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

/** Samples of a step with the shift key. */
const STRIDE = 10;

/** Pages of the whole. */
const PAGES = 40;

export class Wave {
  /** @type {HTMLElement} */ #host;
  /** @type {HTMLElement} */ #place;
  #here = make("span", { class: "pc-sound-here", hidden: true });
  #head = make("span", { class: "pc-sound-head", hidden: true });
  #length = 1;
  #sample = 0;

  /**
   * @param {HTMLElement} host
   * @param {(sample: number) => void} pointed
   * @param {string} [name]  By which the keyboard finds it; one of both is enough.
   */
  constructor(host, pointed, name) {
    this.#host = host;
    this.#place = part(host, ".pc-sound-place");
    this.#place.append(this.#here, this.#head);
    const point = (/** @type {number} */ sample) =>
      pointed(Math.min(Math.max(Math.round(sample), 0), this.#length - 1));
    /** @param {MouseEvent} event */
    const at = ({ clientX }) => {
      const { left, width } = this.#place.getBoundingClientRect();
      point(((clientX - left) / width) * this.#length - 0.5);
    };
    this.#place.addEventListener("pointermove", (event) => {
      // A finger that moves scrolls.
      if (event.pointerType === "mouse" && event.buttons) at(event);
    });
    this.#place.addEventListener("click", at);
    if (name === undefined) return;
    this.#place.tabIndex = 0;
    this.#place.role = "slider";
    this.#place.ariaLabel = name;
    this.#place.ariaValueMin = "0";
    this.#place.ariaValueNow = String(this.#sample);
    this.#place.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const arrow = ARROWS[event.key];
      const page = { PageUp: 1, PageDown: -1 }[event.key];
      const end = { Home: 0, End: this.#length - 1 }[event.key];
      if (arrow === undefined && page === undefined && end === undefined) return;
      event.preventDefault();
      const step = arrow ? arrow * (event.shiftKey ? STRIDE : 1) : (page ?? 0) * (this.#length / PAGES);
      point(end ?? this.#sample + step);
    });
  }

  /** @param {import("../worker/protocol.js").Drawn} drawn @param {number} length  Samples of its width. */
  draw({ title, told = "", drawing }, length) {
    this.#length = length;
    if (this.#place.role) this.#place.ariaValueMax = String(length - 1);
    part(this.#host, ".pc-title").textContent = title;
    part(this.#host, ".pc-told-shades").textContent = told;
    write(part(this.#place, ".pc-sound-svg"), drawing);
  }

  /** Marks a sample. @param {number} sample @param {string} [spoken]  What it is, once that is known. */
  mark(sample, spoken) {
    this.#sample = sample;
    this.#here.hidden = false;
    this.#here.style.left = `${(100 * (sample + 0.5)) / this.#length}%`;
    if (!this.#place.role) return;
    this.#place.ariaValueNow = String(sample);
    if (spoken !== undefined) this.#place.ariaValueText = spoken;
  }

  /** Shows where it plays, or nothing. @param {number | null} sample */
  plays(sample) {
    this.#head.hidden = sample === null;
    if (sample !== null) this.#head.style.left = `${(100 * sample) / this.#length}%`;
  }
}
