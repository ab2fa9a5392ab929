/** One of the images: its canvas, the frame on it, and the pixel that the reader points at. */

import { make } from "../taking/pieces.js";

/** @typedef {[row: number, column: number]} Place */

/** Rows and columns that each key leads further. @type {Record<string, Place>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Pixels of a step with the shift key. */
const STRIDE = 10;

export class Shot {
  /** @type {HTMLElement} */ #host;
  #canvas = make("canvas", { tabindex: "0", role: "application" });
  #frame = make("span", { class: "pc-spot", hidden: true });
  /** @type {HTMLElement} */ #title;
  /** @type {HTMLElement} */ #told;
  /** @type {Place} */ #place = [0, 0];

  /**
   * @param {string} name
   * @param {HTMLElement} host  Of the page, with an image in it, or a new one.
   * @param {(name: string, place: Place) => void} pointed
   */
  constructor(name, host, pointed) {
    this.name = name;
    this.#host = host;
    host.dataset.name = name;
    const pixels = make("div", { class: "pc-pixels" }, this.#canvas, this.#frame);
    // What the page says of its image holds until Python says more.
    this.#title = host.querySelector(".pc-title") ?? make("p", { class: "pc-title" });
    this.#told = host.querySelector(".pc-told-shades") ?? make("p", { class: "pc-told-shades" });
    this.#canvas.setAttribute("aria-label", this.#title.textContent ?? "");
    host.replaceChildren(this.#title, pixels, this.#told);
    const point = (/** @type {Place} */ place) => {
      this.#place = place;
      pointed(this.name, place);
    };
    this.#canvas.addEventListener("pointermove", (event) => {
      // A finger that moves scrolls.
      if (event.pointerType === "mouse") point(this.placeOf(event));
    });
    this.#canvas.addEventListener("click", (event) => point(this.placeOf(event)));
    this.#canvas.addEventListener("focus", () => {
      if (this.#canvas.matches(":focus-visible")) point(this.#place);
    });
    this.#canvas.addEventListener("keydown", (event) => {
      const [down, right] = ARROWS[event.key] ?? [0, 0];
      if ((!down && !right) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const step = event.shiftKey ? STRIDE : 1;
      point(this.#within(this.#place[0] + step * down, this.#place[1] + step * right));
    });
  }

  get host() {
    return this.#host;
  }

  get canvas() {
    return this.#canvas;
  }

  /** The pixel that was last pointed at. */
  get place() {
    return this.#place;
  }

  /** The pixel under a pointer. @param {MouseEvent} event */
  placeOf({ clientX, clientY }) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    const row = Math.floor(((clientY - top) / height) * this.#canvas.height);
    return this.#within(row, Math.floor(((clientX - left) / width) * this.#canvas.width));
  }

  /** @param {number} row @param {number} column @returns {Place} */
  #within(row, column) {
    const { height, width } = this.#canvas;
    return [Math.min(Math.max(row, 0), height - 1), Math.min(Math.max(column, 0), width - 1)];
  }

  /**
   * @param {Uint8Array} levels
   * @param {number} width
   * @param {number} height
   * @param {Uint8Array} [colours]  Three bytes for each level, or none if levels are greys.
   */
  draw(levels, width, height, colours) {
    const canvas = this.#canvas;
    if (canvas.width !== width || canvas.height !== height) {
      // A new size begins in the middle.
      this.#place = [Math.floor(height / 2), Math.floor(width / 2)];
      Object.assign(canvas, { width, height });
    }
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = context.createImageData(width, height);
    const { data } = image;
    for (let at = 0, to = 0; at < levels.length; at += 1, to += 4) {
      const level = levels[at] ?? 0;
      data[to] = colours ? (colours[3 * level] ?? 0) : level;
      data[to + 1] = colours ? (colours[3 * level + 1] ?? 0) : level;
      data[to + 2] = colours ? (colours[3 * level + 2] ?? 0) : level;
      data[to + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }

  /** @param {string} title @param {string} told @param {string} explained  What a screen reader says of the canvas. */
  tell(title, told, explained) {
    if (this.#title.textContent !== title) this.#title.textContent = title;
    if (this.#told.textContent !== told) this.#told.textContent = told;
    this.#canvas.setAttribute("aria-label", explained);
  }

  /** Frames pixels, or none. @param {[top: number, left: number, height: number, width: number] | undefined} at */
  frame(at) {
    this.#frame.hidden = !at;
    if (!at) return;
    const { width, height } = this.#canvas;
    const [top, left, high, wide] = at;
    const { style } = this.#frame;
    style.top = `${(100 * top) / height}%`;
    style.left = `${(100 * left) / width}%`;
    style.height = `${(100 * high) / height}%`;
    style.width = `${(100 * wide) / width}%`;
  }
}
