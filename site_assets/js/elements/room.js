/**
 * The room that a picture has in the window: it is drawn as large as fits, and what it has once taken
 * it keeps, so that nothing below it moves while a control makes it smaller.
 */

import { arrange } from "./arranging.js";
import { Lengths } from "./lengths.js";

/** @typedef {import("./arranging.js").Item} Item */

/** The least side of a cell for a finger and for a mouse, in pixels. */
const [FINGER, MOUSE] = [24, 18];

/** How much larger than on the page a picture may be drawn that fills the screen. */
const MOST = 2.6;

/** How often a reckoning that was too small is mended for one picture. */
const MENDINGS = 4;

/** The padding of the frame, in pixels. */
const EDGE = 4;

/** The side of a cell in the units of a drawing. */
const CELL = 40;

const coarse = matchMedia("(pointer: coarse)");

// A frame that changes with the picture in it is told of in the next frame of the screen, which is soon
// enough. Browsers report that as if it were an error.
addEventListener("error", (event) => {
  if (event.message?.startsWith("ResizeObserver loop")) event.preventDefault();
});

export class Room {
  /** @type {HTMLElement} */ #frame;
  /** @type {HTMLElement} */ #stage;
  #observer = new ResizeObserver((entries) => this.#measured(entries));
  #width = 0;
  /** The height that the style sheet allows, in pixels. */ #allowed = 0;
  /** What stands between two panels, in pixels. */ #gap = 0;
  #titles = new Lengths();
  /** What the reckoning misses of the true height. */ #missed = 0;
  #mendings = 0;
  /** The largest height that was taken. */ #kept = 0;
  /** @type {WeakMap<Element, number>} The heights of panels of prose. */ #heights = new WeakMap();

  /**
   * @param {HTMLElement} frame  Around the picture.
   * @param {HTMLElement} stage  The picture.
   */
  constructor(frame, stage) {
    this.#frame = frame;
    this.#stage = stage;
  }

  /** Follows the window until the signal. @param {AbortSignal} signal */
  follow(signal) {
    this.#observer.observe(this.#frame);
    this.#observer.observe(this.#stage);
    signal.addEventListener("abort", () => this.#observer.disconnect());
    const again = () => this.renew();
    window.addEventListener("resize", again, { signal });
    coarse.addEventListener("change", again, { signal });
  }

  /** The room is another one: all is reckoned anew. */
  renew() {
    this.release();
    this.#allow();
    this.fit();
  }

  /** @param {ResizeObserverEntry[]} entries */
  #measured(entries) {
    const [frame, stage] = [this.#frame, this.#stage].map(
      (each) => entries.find(({ target }) => target === each)?.borderBoxSize[0],
    );
    if (frame && Math.abs(frame.inlineSize - this.#width) > 0.5) {
      this.#width = frame.inlineSize;
      // What was measured of the picture is no longer true.
      return this.renew();
    }
    if (frame) this.#keep(frame.blockSize);
    const retold = entries.filter(({ target, borderBoxSize: [box] }) => {
      const known = this.#heights.get(target);
      if (known === undefined || !box || Math.abs(box.blockSize - known) < 1) return false;
      this.#heights.set(target, box.blockSize);
      return true;
    });
    const beyond = (stage?.blockSize ?? 0) - this.#inner;
    if (this.#mendings === MENDINGS || (beyond <= 1 && !retold.length)) return;
    this.#mendings += 1;
    if (retold.length) return this.#arrange();
    this.#missed += beyond;
    this.#arrange();
  }

  /** The height inside the frame. */
  get #inner() {
    return this.#allowed - 2 * EDGE;
  }

  #allow() {
    const height = Number.parseFloat(getComputedStyle(this.#frame).maxHeight);
    this.#allowed = Number.isFinite(height) ? height : Number.POSITIVE_INFINITY;
    this.#gap = Number.parseFloat(getComputedStyle(this.#stage).columnGap) || 0;
    const title = this.#stage.querySelector(".pc-title");
    if (title) this.#titles.setIn(getComputedStyle(title));
  }

  /** Whatever is drawn from now on has at least this height. @param {number} height */
  #keep(height) {
    if (height <= this.#kept) return;
    this.#kept = height;
    this.#frame.style.minHeight = `${height}px`;
  }

  /** Gives back the room that the picture has taken and does not need. */
  release() {
    this.#kept = 0;
    this.#frame.style.minHeight = "";
    this.#measure(this.#frame);
  }

  /** Has it measured, even if it stays as it was. @param {HTMLElement} part */
  #measure(part) {
    this.#observer.unobserve(part);
    this.#observer.observe(part);
  }

  /** The height of a panel of prose, as it was when it was last laid out. @param {HTMLElement} panel */
  #heightOf(panel) {
    const known = this.#heights.get(panel);
    if (known !== undefined) return known;
    const height = panel.offsetHeight;
    this.#heights.set(panel, height);
    this.#observer.observe(panel);
    return height;
  }

  /** Draws the panels that there are now as large as fits. */
  fit() {
    this.#missed = this.#mendings = 0;
    this.#arrange();
    this.#measure(this.#stage);
  }

  #arrange() {
    if (!this.#width) return;
    const panels = /** @type {HTMLElement[]} */ ([...this.#stage.querySelectorAll(".pc-item")]);
    const full = this.#frame.closest(".pc-full") !== null;
    const space = {
      width: this.#width - 2 * EDGE,
      height: this.#inner - this.#missed,
      gap: this.#gap,
      least: coarse.matches ? FINGER : MOUSE,
      finger: coarse.matches,
      most: full ? MOST : 1,
    };
    const { widths, aside, margin, beside } = arrange(
      panels.map((panel) => itemOf(panel, this.#titles, (prose) => this.#heightOf(prose))),
      space,
    );
    panels.forEach((panel, place) => {
      const width = widths[place] ?? 0;
      const svg = panel.querySelector(/** @type {"svg"} */ ("svg[role=grid]"));
      if (svg) svg.style.width = `${width}px`;
      panel.classList.toggle("pc-aside", place === aside);
      panel.classList.toggle("pc-pans", width > space.width);
      panel.style.insetInlineEnd = place === aside ? `${margin}px` : "";
      panel.style.width = place === aside ? `${beside[0]}px` : "";
    });
    const { style } = this.#stage;
    style.paddingInline = aside < 0 ? "" : `${margin}px ${margin + beside[0] + this.#gap}px`;
    style.minHeight = aside < 0 ? "" : `${beside[1]}px`;
  }
}

/**
 * A panel as it would be drawn by itself, read without laying it out.
 * @param {HTMLElement} panel
 * @param {Lengths} titles
 * @param {(prose: HTMLElement) => number} heightOf  Prose has to be laid out, once.
 * @returns {Item}
 */
function itemOf(panel, titles, heightOf) {
  const title = panel.querySelector(/** @type {"p"} */ (".pc-title"));
  const sign = panel.querySelector(/** @type {"span"} */ (".pc-sign"));
  const svg = panel.querySelector(/** @type {"svg"} */ ("svg[role=grid]"));
  const common = {
    title: title?.hidden ? 0 : titles.of(title?.textContent ?? ""),
    sign: sign !== null && !sign.hidden,
    wide: panel.classList.contains("pc-wide"),
  };
  if (!svg) return { ...common, title: 0, width: 0, height: heightOf(panel), cell: 0, image: false };
  const [width, height] = ["width", "height"].map((side) => Number(svg.getAttribute(side)));
  const image =
    svg.querySelector(".pc-image")?.hasAttributeNS("http://www.w3.org/1999/xlink", "href") ?? false;
  const cells = svg.viewBox.baseVal.width / CELL;
  return { ...common, width: width ?? 0, height: height ?? 0, cell: image ? 0 : (width ?? 0) / cells, image };
}
