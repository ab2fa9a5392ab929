/** One panel of a picture: cells drawn from pieces, over lines or an image; or a piece of prose. */

import { write } from "./words.js";

/** @typedef {import("../worker/protocol.js").Panel} Drawn */
/** @typedef {import("../worker/protocol.js").Grid} Grid */
/** @typedef {import("../worker/protocol.js").Piece} Piece */

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

/**
 * Writes the text of a cell, its lines one under the other, as `svg.typeset` does.
 * @param {SVGTextElement} place
 * @param {string} text
 */
function typeset(place, text) {
  const lines = text.split("\n");
  if (lines.length === 1) {
    place.textContent = text;
    return;
  }
  place.replaceChildren(
    ...lines.map((line, index) => {
      const span = document.createElementNS(SVG, "tspan");
      span.setAttribute("x", place.getAttribute("x") ?? "0");
      span.setAttribute("dy", `${index ? 1 : -(lines.length - 1) / 2}em`);
      span.textContent = line;
      return span;
    }),
  );
}

export class Panel {
  /** @type {HTMLElement} */ #item;
  /** @type {import("./moment.js").Moment} */ #moment;
  /** @type {Map<string, SVGGElement>} Each cell and shape under its key. */ #pieces = new Map();
  /** @type {WeakMap<Element, string>} What each was drawn from, but for its value. */ #shells =
    new WeakMap();
  /** @type {WeakMap<Element, string>} The value of each cell, whether it is written yet or not. */ #values =
    new WeakMap();
  /** @type {WeakMap<Element, string>} What each cell says. */ #said = new WeakMap();

  /**
   * @param {HTMLElement} item  Holds the panel, with all its values.
   * @param {import("./moment.js").Moment} moment  Of the picture that it is part of.
   */
  constructor(item, moment) {
    this.#item = item;
    this.#moment = moment;
    this.#collect();
    for (const piece of this.#pieces.values()) {
      const place = piece.querySelector("text");
      const lines = [...(place?.querySelectorAll("tspan") ?? [])].map((line) => line.textContent);
      const text = lines.length ? lines.join("\n") : (place?.textContent ?? "");
      this.#values.set(piece, piece.dataset.value ?? text);
      this.#said.set(piece, text);
    }
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
    } else this.#grid(drawn);
    this.#collect();
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
    const made = this.#make([...grid.shapes, ...grid.rows.flat()].filter((piece) => !this.#keep(piece)));
    this.#order(/** @type {Element} */ (svg.querySelector(".pc-shapes")), grid.shapes, made);
    this.#rows(/** @type {Element} */ (svg.querySelector(".pc-rows")), grid, made);
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
   * @param {Element} body
   * @param {Grid} grid
   * @param {Map<string, SVGGElement>} made
   */
  #rows(body, grid, made) {
    const shown = new Map([...body.children].map((row) => [row.getAttribute("data-line"), row]));
    let after = body.firstElementChild;
    grid.rows.forEach((pieces, index) => {
      const line = String(grid.top + index);
      let row = shown.get(line);
      shown.delete(line);
      if (!row) {
        row = document.createElementNS(SVG, "g");
        row.setAttribute("role", "row");
        row.setAttribute("data-line", line);
      }
      if (row === after) after = after.nextElementSibling;
      else body.insertBefore(row, after);
      this.#order(row, pieces, made);
    });
    for (const row of shown.values()) row.remove();
  }

  /**
   * Puts pieces in order, moving none that can stay.
   * @param {Element} parent
   * @param {Piece[]} pieces
   * @param {Map<string, SVGGElement>} made
   */
  #order(parent, pieces, made) {
    const wanted = pieces.map(([key]) => made.get(key) ?? /** @type {SVGGElement} */ (this.#pieces.get(key)));
    const kept = new Set(/** @type {Element[]} */ (wanted));
    for (const piece of [...parent.children]) if (!kept.has(piece)) piece.remove();
    let next = parent.firstElementChild;
    for (const piece of wanted) {
      if (piece === next) next = next.nextElementSibling;
      else parent.insertBefore(piece, next);
    }
  }

  /** Whether a piece that is there can stay, with another value if need be. @param {Piece} piece */
  #keep([key, shell, value]) {
    const piece = this.#pieces.get(key);
    if (!piece || this.#shells.get(piece) !== shell) return false;
    this.#fill(piece, value);
    return true;
  }

  /** Makes pieces of their markup, all in one go. @param {Piece[]} pieces */
  #make(pieces) {
    /** @type {Map<string, SVGGElement>} */ const made = new Map();
    const template = document.createElement("template");
    template.innerHTML = `<svg>${pieces.map(([, shell]) => shell).join("")}</svg>`;
    const drawn = /** @type {SVGGElement[]} */ ([...(template.content.firstElementChild?.children ?? [])]);
    pieces.forEach(([key, shell, value], index) => {
      const piece = /** @type {SVGGElement} */ (drawn[index]);
      this.#shells.set(piece, shell);
      this.#fill(piece, value);
      made.set(key, piece);
    });
    return made;
  }

  /** @param {SVGGElement} cell @param {string} value */
  #fill(cell, value) {
    this.#values.set(cell, value);
    this.#say(cell);
  }

  /** Has a piece say what it says at this moment. @param {string} key */
  tell(key) {
    const piece = this.#pieces.get(key);
    if (piece) this.#say(piece);
  }

  /**
   * A value that the animation makes is written only once it has come to it: text that nobody
   * sees would still have to be laid out.
   * @param {SVGGElement} cell
   */
  #say(cell) {
    const { key = "" } = cell.dataset;
    const made = cell.classList.contains("output");
    cell.classList.toggle("pc-pending", made && this.#moment.awaits(key));
    const text = this.#moment.text(this.name, key, this.#values.get(cell) ?? "", made);
    if (this.#said.get(cell) === text) return;
    this.#said.set(cell, text);
    const place = /** @type {SVGTextElement | null} */ (cell.querySelector("text:not(.pc-note)"));
    if (place) typeset(place, text);
  }

  #collect() {
    this.#pieces.clear();
    for (const piece of this.#item.querySelectorAll("[data-key]")) {
      this.#pieces.set(
        /** @type {SVGGElement} */ (piece).dataset.key ?? "",
        /** @type {SVGGElement} */ (piece),
      );
    }
    if (!this.stop) this.svg?.querySelector(".pc-cell")?.setAttribute("tabindex", "0");
  }
}
