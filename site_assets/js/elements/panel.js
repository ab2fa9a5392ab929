/** One panel of a picture: rows of cells, over lines or an image; or a piece of prose. */

import { drawCell, placeOf } from "./looks.js";
import { Sayings } from "./sayings.js";
import { followWidth } from "./wide.js";
import { write } from "./words.js";

/** @typedef {import("../worker/protocol.js").Panel} Drawn */
/** @typedef {import("../worker/protocol.js").Grid} Grid */
/** @typedef {import("../worker/protocol.js").Cell} Cell */
/** @typedef {import("../worker/protocol.js").Shape} Shape */

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";

const EMPTY_GRID = `<span class="pc-sign" aria-hidden="true"></span><div class="pc-grid"><p class="pc-title"></p><svg role="grid">
<image class="pc-image" aria-hidden="true" preserveAspectRatio="none"/><g class="pc-shapes" role="presentation"></g><g class="pc-rows" role="rowgroup"></g>
<rect class="pc-window"/></svg></div>`;

const EMPTY_PROSE = `<div class="pc-prose"><p class="pc-title"></p><div class="pc-html"></div></div>`;

/**
 * Sets an attribute that differs: writing the same again would cost a layout.
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
function put(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export class Panel {
  /** @type {HTMLElement} */ #item;
  /** @type {Map<string, SVGGElement>} Each cell and shape under its key. */ #pieces = new Map();
  /** @type {WeakMap<Element, string>} What each shape was drawn from, but for its words. */ #shells =
    new WeakMap();
  /** @type {Sayings} */ #sayings;

  /**
   * @param {HTMLElement} item  Holds the panel, with all its values.
   * @param {import("./moment.js").Moment} moment  Of the picture that it is part of.
   */
  constructor(item, moment) {
    this.#item = item;
    this.#sayings = new Sayings(item.dataset.name ?? "", moment);
    this.#collect();
    for (const piece of this.#pieces.values()) this.#sayings.read(piece);
    // In the stills that a page holds only one cell can have the keyboard.
    for (const cell of item.querySelectorAll("g.pc-cell")) cell.setAttribute("tabindex", "-1");
    this.#offer();
    const prose = item.querySelector(".pc-prose");
    if (prose) followWidth(prose);
  }

  /**
   * Makes the place of a panel that is not there yet.
   * @param {Drawn} drawn
   * @param {import("./moment.js").Moment} moment
   */
  static make(drawn, moment) {
    const item = document.createElement("div");
    item.className = "pc-item";
    item.dataset.name = drawn.name;
    item.innerHTML = "html" in drawn ? EMPTY_PROSE : EMPTY_GRID;
    item.querySelector("svg")?.setAttribute("data-grid", drawn.name);
    return new Panel(item, moment);
  }

  get name() {
    return this.#item.dataset.name ?? "";
  }

  get item() {
    return this.#item;
  }

  get svg() {
    return this.#item.querySelector(/** @type {"svg"} */ ("svg[role=grid]"));
  }

  /** Whether it can show what was drawn. @param {Drawn} drawn */
  fits(drawn) {
    return "html" in drawn === (this.svg === null);
  }

  /** The cell, shape or part of the prose under a key. @param {string} key */
  piece(key) {
    return this.#pieces.get(key);
  }

  /** The cell that Tab reaches. */
  get stop() {
    return this.svg?.querySelector(/** @type {"g"} */ ('[tabindex="0"]'));
  }

  /** Redraws what differs from what is shown. @param {Drawn} drawn */
  update(drawn) {
    const title = /** @type {HTMLElement} */ (this.#item.querySelector(".pc-title"));
    if (title.textContent !== drawn.title) title.textContent = drawn.title;
    title.hidden = !drawn.title;
    if ("html" in drawn) {
      this.#item.classList.add("pc-wide");
      write(/** @type {Element} */ (this.#item.querySelector(".pc-html")), drawn.html);
      this.#collect();
    } else this.#grid(drawn);
    this.#offer();
  }

  /** @param {Grid} grid */
  #grid(grid) {
    const svg = /** @type {SVGSVGElement} */ (this.svg);
    this.#item.classList.toggle("pc-wide", grid.wide);
    const sign = /** @type {HTMLElement} */ (this.#item.querySelector(".pc-sign"));
    if (sign.textContent !== grid.sign) sign.textContent = grid.sign;
    sign.hidden = !grid.sign;
    put(svg, "aria-label", grid.title);
    put(svg, "viewBox", grid.viewBox.join(" "));
    put(svg, "width", String(grid.size[0]));
    put(svg, "height", String(grid.size[1]));
    svg.classList.toggle("pc-dense", grid.dense);
    this.#image(svg, grid);
    const shapes = /** @type {Element} */ (svg.querySelector(".pc-shapes"));
    const rows = /** @type {Element} */ (svg.querySelector(".pc-rows"));
    const before = this.#pieces;
    this.#pieces = new Map();
    this.#shapes(shapes, grid.shapes, before);
    this.#rows(rows, grid);
  }

  /** @param {SVGSVGElement} svg @param {Grid} grid */
  #image(svg, { image, viewBox: [x, y, width, height], margin }) {
    const place = /** @type {SVGImageElement} */ (svg.querySelector(".pc-image"));
    if (!image) return place.removeAttributeNS(XLINK, "href");
    const sides = { x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin };
    for (const [name, value] of Object.entries(sides)) put(place, name, String(value));
    if (place.getAttributeNS(XLINK, "href") !== image) place.setAttributeNS(XLINK, "xlink:href", image);
  }

  /**
   * @param {Element} parent
   * @param {Shape[]} shapes
   * @param {Map<string, SVGGElement>} before  What was drawn, by its key.
   */
  #shapes(parent, shapes, before) {
    const kept = shapes.map(([key, shell]) => {
      const there = before.get(key);
      return there && this.#shells.get(there) === shell ? there : null;
    });
    const template = document.createElement("template");
    template.innerHTML = `<svg>${shapes.map(([, shell], index) => (kept[index] ? "" : shell)).join("")}</svg>`;
    const made = [...(template.content.firstElementChild?.children ?? [])].values();
    const wanted = shapes.map(([key, shell, words], index) => {
      const shape = kept[index] ?? /** @type {SVGGElement} */ (made.next().value);
      this.#shells.set(shape, shell);
      this.#pieces.set(key, shape);
      this.#sayings.give(shape, words);
      return shape;
    });
    order(parent, wanted);
  }

  /** @param {Element} body @param {Grid} grid */
  #rows(body, grid) {
    const held = this.#held;
    const shown = new Map([...body.children].map((row) => [row.getAttribute("data-line"), row]));
    const rows = grid.rows.map((cells, index) => {
      const line = String(grid.top + index);
      let row = shown.get(line);
      if (!row) {
        row = document.createElementNS(SVG, "g");
        row.setAttribute("role", "row");
        row.setAttribute("data-line", line);
      }
      this.#row(row, cells, grid.looks, held);
      return row;
    });
    order(body, rows);
  }

  /**
   * Draws a row: what stands at a place is drawn where something stood before.
   * @param {Element} row
   * @param {Cell[]} cells
   * @param {string[]} looks
   * @param {Element | null} held
   */
  #row(row, cells, looks, held) {
    /** @type {Map<number, SVGGElement>} */ const there = new Map();
    /** @type {SVGGElement[]} */ const unknown = [];
    for (const cell of /** @type {Iterable<SVGGElement>} */ (row.children)) {
      const place = placeOf(cell);
      if (place === undefined) unknown.push(cell);
      else there.set(place, cell);
    }
    const wanted = cells.map((cell) => {
      const [key, number, value, place] = cell;
      const before = there.get(place) ?? unknown.shift();
      const free = before !== held || before?.dataset.key === key ? before : undefined;
      const drawn = drawCell(free, cell, looks[number] ?? "");
      this.#pieces.set(key, drawn);
      this.#sayings.give(drawn, value);
      return drawn;
    });
    order(row, wanted);
  }

  /**
   * The cell that the reader has hold of: it never becomes another one unnoticed, so that the
   * browser tells what the pointer and the keyboard have come to.
   */
  get #held() {
    return this.#item.querySelector(".pc-cell:is(:hover, :focus)");
  }

  /** Has a piece say what it says at this moment. @param {string} key */
  tell(key) {
    const piece = this.#pieces.get(key);
    if (piece) this.#sayings.say(piece);
  }

  /** The results that it shows, by their keys. @returns {[key: string, value: string][]} */
  get results() {
    const told = [...this.#pieces].map(
      ([key, piece]) => /** @type {[string, string]} */ ([key, this.#sayings.result(piece)]),
    );
    return told.filter(([, value]) => value);
  }

  #collect() {
    this.#pieces = new Map(
      /** @type {SVGGElement[]} */ ([...this.#item.querySelectorAll("[data-key]")]).map((piece) => [
        piece.dataset.key ?? "",
        piece,
      ]),
    );
  }

  /** Lets Tab reach a cell. */
  #offer() {
    if (!this.stop) this.svg?.querySelector(".pc-cell")?.setAttribute("tabindex", "0");
  }
}

/**
 * Leaves these children in this order, moving none that can stay.
 * @param {Element} parent
 * @param {Element[]} wanted
 */
function order(parent, wanted) {
  if (wanted.length !== parent.children.length || wanted.some((child) => child.parentElement !== parent)) {
    const kept = new Set(wanted);
    for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  }
  let next = parent.firstElementChild;
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}
