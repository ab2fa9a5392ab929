/** The grids of a widget: drawn from pieces, lit by a focus, walked with the arrow keys. */

/** @typedef {import("../worker/protocol.js").Focus} Focus */
/** @typedef {import("../worker/protocol.js").Grid} Grid */
/** @typedef {import("../worker/protocol.js").Piece} Piece */

const SVG = "http://www.w3.org/2000/svg";

export class Picture {
  /** @type {HTMLElement} */ #stage;
  /** @type {Map<string, SVGGElement>} Each cell under its key. */ #cells = new Map();
  /** @type {WeakMap<Element, string>} What each cell was drawn from, but for its value. */ #shells = new WeakMap();
  /** @type {WeakMap<Element, string>} The value of each cell, whether it is written yet or not. */ #values = new WeakMap();
  /** @type {[SVGGElement, string[]][]} Lit cells, with the classes that light them. */ #lit = [];
  /** @type {SVGTextElement[]} */ #notes = [];
  /** @type {string[]} Keys of the cells that the animation writes, in order. */ #written = [];
  #step = 0;

  /**
   * @param {HTMLElement} stage  Holds the first picture, with all its values.
   * @param {string[]} written  Keys of the cells that the animation writes.
   */
  constructor(stage, written) {
    this.#stage = stage;
    this.#collect();
    for (const cell of this.#cells.values()) {
      const marks = /^pc-(lit|chosen|tinted)$/;
      const classes = [...cell.classList].filter((name) => marks.test(name) || (name.startsWith("pc-hue") && cell.matches(".pc-tinted")));
      if (classes.length) this.#lit.push([cell, classes]);
      this.#values.set(cell, cell.querySelector("text")?.textContent ?? "");
    }
    this.#notes.push(...stage.querySelectorAll(/** @type {"text"} */ (".pc-note")));
    this.#darken();
    this.#written = written;
    this.#step = written.length - 1;
    this.writeUpTo(0);
  }

  /** @param {string} key */
  cell(key) {
    return this.#cells.get(key);
  }

  /**
   * Redraws the pieces that differ from what is shown.
   * @param {Grid[]} grids
   * @param {string[]} written  Keys of the cells that the animation writes.
   * @param {number} step  Up to which it has come.
   */
  update(grids, written, step) {
    this.#darken();
    this.#written = written;
    this.#step = step;
    const pending = new Set(written.slice(step + 1));
    const active = this.focusedKey;
    for (const grid of grids) {
      const shell = this.#stage.querySelector(`.pc-grid[data-name="${grid.name}"]`);
      const svg = shell?.querySelector("svg");
      const title = shell?.querySelector(".pc-title");
      if (!svg || !title) continue;
      if (title.textContent !== grid.title) {
        title.textContent = grid.title;
        svg.setAttribute("aria-label", grid.title);
      }
      const sign = this.#stage.querySelector(`.pc-sign[data-before="${grid.name}"]`);
      if (sign && sign.textContent !== grid.sign) sign.textContent = grid.sign;
      const [x, y, width, height] = grid.viewBox;
      const box = `${x} ${y} ${width} ${height}`;
      if (svg.getAttribute("viewBox") !== box) {
        svg.setAttribute("viewBox", box);
      }
      if (svg.getAttribute("width") !== String(grid.size[0])) svg.setAttribute("width", String(grid.size[0]));
      if (svg.getAttribute("height") !== String(grid.size[1])) svg.setAttribute("height", String(grid.size[1]));
      svg.classList.toggle("pc-dense", grid.dense);
      this.#rows(svg, grid, pending);
    }
    this.#collect();
    if (active && this.focusedKey !== active) this.#cells.get(active)?.focus({ preventScroll: true });
  }

  /**
   * @param {SVGSVGElement} svg
   * @param {Grid} grid
   * @param {Set<string>} pending
   */
  #rows(svg, grid, pending) {
    const made = this.#make(grid.rows.flat().filter((piece) => !this.#keep(piece, pending)), pending);
    const shown = new Map([...svg.querySelectorAll(":scope > g")].map((row) => [row.getAttribute("data-line"), row]));
    let after = svg.firstElementChild;
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
      else svg.insertBefore(row, after);
      this.#cellsOf(row, pieces, made);
    });
    for (const row of shown.values()) row.remove();
  }

  /**
   * Puts the cells of one row in order, moving none that can stay.
   * @param {Element} row
   * @param {Piece[]} pieces
   * @param {Map<string, SVGGElement>} made
   */
  #cellsOf(row, pieces, made) {
    const wanted = pieces.map(([key]) => made.get(key) ?? /** @type {SVGGElement} */ (this.#cells.get(key)));
    const kept = new Set(/** @type {Element[]} */ (wanted));
    for (const cell of [...row.children]) if (!kept.has(cell)) cell.remove();
    let next = row.firstElementChild;
    for (const cell of wanted) {
      if (cell === next) next = next.nextElementSibling;
      else row.insertBefore(cell, next);
    }
  }

  /**
   * Whether a cell that is there can stay, with another value if need be.
   * @param {Piece} piece
   * @param {Set<string>} pending
   */
  #keep([key, shell, value], pending) {
    const cell = this.#cells.get(key);
    if (!cell || this.#shells.get(cell) !== shell) return false;
    this.#fill(cell, value, pending.has(key));
    return true;
  }

  /**
   * Makes cells of their markup, all in one go.
   * @param {Piece[]} pieces
   * @param {Set<string>} pending
   */
  #make(pieces, pending) {
    /** @type {Map<string, SVGGElement>} */ const made = new Map();
    const template = document.createElement("template");
    template.innerHTML = `<svg>${pieces.map(([, shell]) => shell).join("")}</svg>`;
    const cells = /** @type {SVGGElement[]} */ ([...(template.content.firstElementChild?.children ?? [])]);
    pieces.forEach(([key, shell, value], index) => {
      const cell = /** @type {SVGGElement} */ (cells[index]);
      this.#shells.set(cell, shell);
      this.#fill(cell, value, pending.has(key));
      made.set(key, cell);
    });
    return made;
  }

  /**
   * Gives a cell its value, which is written only once the animation has come to it: text
   * that nobody sees would still have to be laid out.
   * @param {SVGGElement} cell
   * @param {string} value
   * @param {boolean} pending
   */
  #fill(cell, value, pending) {
    this.#values.set(cell, value);
    cell.classList.toggle("pc-pending", pending);
    this.#write(cell, pending ? "" : value);
  }

  /** @param {SVGGElement} cell @param {string} [text]  Its value unless told. */
  #write(cell, text = this.#values.get(cell) ?? "") {
    const place = cell.querySelector("text");
    if (place && place.textContent !== text) place.textContent = text;
  }

  #collect() {
    this.#cells.clear();
    for (const cell of this.#stage.querySelectorAll("[data-key]")) {
      this.#cells.set(/** @type {SVGGElement} */ (cell).dataset.key ?? "", /** @type {SVGGElement} */ (cell));
    }
    for (const svg of this.#stage.querySelectorAll("svg[role=grid]")) {
      if (svg.querySelector('[tabindex="0"]')) continue;
      svg.querySelector("[data-key]")?.setAttribute("tabindex", "0");
    }
  }

  /** Writes the cells of the animation up to a step, and no others. @param {number} step */
  writeUpTo(step) {
    const [from, to] = step > this.#step ? [this.#step + 1, step] : [step + 1, this.#step];
    const pending = step < this.#step;
    for (const key of this.#written.slice(from, to + 1)) {
      const cell = this.#cells.get(key);
      if (cell) this.#fill(cell, this.#values.get(cell) ?? "", pending);
    }
    this.#step = step;
  }

  #darken() {
    for (const [cell, classes] of this.#lit) {
      cell.classList.remove(...classes);
      if (cell.classList.contains("pc-pending")) this.#write(cell, "");
    }
    for (const note of this.#notes) note.remove();
    this.#lit = [];
    this.#notes = [];
  }

  /**
   * Lights a cell and what it is connected to.
   * @param {Focus} focus
   */
  light(focus) {
    this.#darken();
    for (const [key, hue] of Object.entries(focus.lit)) {
      const cell = this.#cells.get(key);
      if (!cell) continue;
      const classes = ["pc-lit"];
      if (key === focus.key) classes.push("pc-chosen");
      // A cell that has a hue of its own keeps it.
      if (hue >= 0 && !cell.classList.contains(`pc-hue-${hue}`)) classes.push("pc-tinted", `pc-hue-${hue}`);
      cell.classList.add(...classes);
      this.#write(cell);
      this.#lit.push([cell, classes]);
    }
    for (const [key, words] of Object.entries(focus.notes)) {
      const note = document.createElementNS(SVG, "text");
      note.setAttribute("class", "pc-note");
      note.textContent = `×${words}`;
      this.#cells.get(key)?.append(note);
      this.#notes.push(note);
    }
    this.#frame(focus);
  }

  /** @param {Focus} focus */
  #frame({ box }) {
    for (const frame of /** @type {NodeListOf<SVGRectElement>} */ (this.#stage.querySelectorAll(".pc-window"))) {
      const here = box !== null && frame.closest("svg")?.dataset.grid === box.grid;
      frame.classList.toggle("pc-shown", here);
      if (!here) continue;
      const [x, y, width, height] = box.place;
      frame.setAttribute("width", String(width));
      frame.setAttribute("height", String(height));
      frame.style.transform = `translate(${x}px, ${y}px)`;
    }
  }

  /** Marks the cell that a part of a sentence speaks of. @param {string | null} key */
  hint(key) {
    for (const cell of this.#stage.querySelectorAll(".pc-hinted")) cell.classList.remove("pc-hinted");
    if (key) this.#cells.get(key)?.classList.add("pc-hinted");
  }

  /** Key of the cell that has the keyboard, if any. */
  get focusedKey() {
    return /** @type {SVGGElement | null} */ (this.#stage.querySelector(".pc-cell:focus"))?.dataset.key;
  }

  /**
   * Makes a cell the one that Tab reaches in its grid.
   * @param {SVGGElement} cell
   */
  reach(cell) {
    for (const other of cell.closest("svg")?.querySelectorAll('[tabindex="0"]') ?? []) other.setAttribute("tabindex", "-1");
    cell.setAttribute("tabindex", "0");
  }

  /**
   * Moves the keyboard from a cell to its neighbour.
   * @param {SVGGElement} cell
   * @param {string} key  Name of the key pressed.
   * @returns {boolean} Whether the key is one that moves.
   */
  walk(cell, key) {
    const row = cell.parentElement;
    if (!row) return false;
    const across = (/** @type {Element | null} */ other) => {
      if (!other?.matches("g[role=row]")) return null;
      return other.children[[...row.children].indexOf(cell)] ?? null;
    };
    const target = {
      ArrowLeft: () => cell.previousElementSibling,
      ArrowRight: () => cell.nextElementSibling,
      ArrowUp: () => across(row.previousElementSibling),
      ArrowDown: () => across(row.nextElementSibling),
      Home: () => row.firstElementChild,
      End: () => row.lastElementChild,
    }[key];
    if (!target) return false;
    /** @type {SVGGElement | null} */ (target())?.focus();
    return true;
  }
}
