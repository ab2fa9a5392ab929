/** The picture of a widget: its panels, lit by a focus and walked with the arrow keys. */

import { Panel } from "./panel.js";

/** @typedef {import("../worker/protocol.js").Focus} Focus */
/** @typedef {import("../worker/protocol.js").Panel} Drawn */

const SVG = "http://www.w3.org/2000/svg";

export class Picture {
  /** @type {HTMLElement} */ #stage;
  /** @type {Map<string, Panel>} */ #panels = new Map();
  /** @type {[Panel, SVGGElement, string[]][]} Lit pieces, with the classes that light them. */ #lit = [];
  /** @type {SVGTextElement[]} */ #notes = [];
  /** @type {string[]} Keys of the cells that the animation comes to, in order. */ #steps = [];
  #step = 0;

  /**
   * @param {HTMLElement} stage  Holds the first picture, with all its values.
   * @param {string[]} steps  Keys of the cells that the animation comes to.
   * @param {Focus | null} focus  What the first picture shows.
   */
  constructor(stage, steps, focus) {
    this.#stage = stage;
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (stage.querySelectorAll(".pc-item"))) {
      this.#panels.set(item.dataset.name ?? "", new Panel(item));
    }
    for (const panel of this.#panels.values()) {
      for (const piece of panel.item.querySelectorAll(".pc-lit")) {
        const hue = [...piece.classList].filter((name) => piece.matches(".pc-tinted") && name.startsWith("pc-hue"));
        this.#lit.push([panel, /** @type {SVGGElement} */ (piece), ["pc-lit", "pc-chosen", "pc-tinted", ...hue]]);
      }
    }
    this.#notes.push(...stage.querySelectorAll(/** @type {"text"} */ (".pc-note")));
    this.#darken();
    this.#steps = steps;
    this.#step = steps.length - 1;
    this.writeUpTo(0);
    if (focus) this.light(focus);
  }

  /** Whether there is something under a key. @param {string} key */
  has(key) {
    return this.#all(key).length > 0;
  }

  /** @param {string} key @returns {[Panel, SVGGElement][]} */
  #all(key) {
    return [...this.#panels.values()].flatMap((panel) => {
      const piece = panel.piece(key);
      return piece ? [/** @type {[Panel, SVGGElement]} */ ([panel, piece])] : [];
    });
  }

  /**
   * Redraws what differs from what is shown.
   * @param {Drawn[]} drawn
   * @param {string[]} steps  Keys of the cells that the animation comes to.
   * @param {number} step  Up to which it has come.
   */
  update(drawn, steps, step) {
    this.#darken();
    this.#steps = steps;
    this.#step = step;
    const pending = new Set(steps.slice(step + 1));
    const active = this.#active;
    const names = new Set(drawn.map(({ name }) => name));
    for (const [name, { item }] of this.#panels) {
      if (names.has(name)) continue;
      item.remove();
      this.#panels.delete(name);
    }
    let next = this.#stage.firstElementChild;
    for (const each of drawn) {
      let panel = this.#panels.get(each.name);
      if (!panel?.fits(each)) {
        if (panel?.item === next) next = panel?.item.nextElementSibling ?? null;
        panel?.item.remove();
        panel = Panel.make(each);
        this.#panels.set(each.name, panel);
      }
      if (panel.item === next) next = panel.item.nextElementSibling;
      else this.#stage.insertBefore(panel.item, next);
      panel.update(each, pending);
    }
    const again = active && !active.cell.isConnected ? this.#panels.get(active.panel)?.piece(active.key) : null;
    if (again) this.reach(again);
    again?.focus({ preventScroll: true });
  }

  /** Writes the cells of the animation up to a step, and no others. @param {number} step */
  writeUpTo(step) {
    const [from, to] = step > this.#step ? [this.#step + 1, step] : [step + 1, this.#step];
    const pending = step < this.#step;
    for (const key of this.#steps.slice(from, to + 1)) {
      for (const panel of this.#panels.values()) panel.wait(key, pending);
    }
    this.#step = step;
  }

  #darken() {
    for (const [panel, piece, classes] of this.#lit) {
      piece.classList.remove(...classes);
      panel.rest(piece);
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
    for (const panel of this.#panels.values()) this.#lightIn(panel, focus);
    for (const [name, texts] of Object.entries(focus.texts)) {
      const panel = this.#panels.get(name);
      for (const [key, text] of Object.entries(texts)) {
        const cell = panel?.piece(key);
        if (!panel || !cell) continue;
        panel.say(cell, text);
        this.#lit.push([panel, cell, []]);
      }
    }
    this.#frame(focus);
  }

  /** @param {Panel} panel @param {Focus} focus */
  #lightIn(panel, focus) {
    for (const [key, hue] of Object.entries(focus.lit)) {
      const piece = panel.piece(key);
      if (!piece) continue;
      const classes = ["pc-lit"];
      if (key === focus.key) classes.push("pc-chosen");
      // A piece that has a hue of its own keeps it.
      if (hue >= 0 && !piece.classList.contains(`pc-hue-${hue}`)) classes.push("pc-tinted", `pc-hue-${hue}`);
      piece.classList.add(...classes);
      panel.say(piece);
      this.#lit.push([panel, piece, classes]);
    }
    for (const [key, words] of Object.entries(focus.notes)) {
      const piece = panel.piece(key);
      if (!piece?.matches(".pc-cell")) continue;
      const note = document.createElementNS(SVG, "text");
      note.setAttribute("class", "pc-note");
      note.textContent = `×${words}`;
      piece.append(note);
      this.#notes.push(note);
    }
  }

  /** @param {Focus} focus */
  #frame({ boxes }) {
    for (const [name, { svg }] of this.#panels) {
      const frames = /** @type {SVGRectElement[]} */ ([...(svg?.querySelectorAll(".pc-window") ?? [])]);
      const [first] = frames;
      if (!first) continue;
      const wanted = boxes.filter(({ grid }) => grid === name);
      while (frames.length < wanted.length) {
        const another = /** @type {SVGRectElement} */ (first.cloneNode());
        frames.push(another);
        svg?.append(another);
      }
      frames.forEach((frame, index) => {
        const box = wanted[index];
        frame.classList.toggle("pc-shown", box !== undefined);
        if (!box) return;
        const [x, y, width, height] = box.place;
        frame.setAttribute("width", String(width));
        frame.setAttribute("height", String(height));
        frame.style.transform = `matrix(1, 0, ${box.slant}, ${x}, ${y})`;
      });
      if (svg && wanted[0]) follow(svg, wanted[0].place);
    }
  }

  /** Marks the cells that a part of a sentence speaks of. @param {string | null} key */
  hint(key) {
    for (const piece of this.#stage.querySelectorAll(".pc-hinted")) piece.classList.remove("pc-hinted");
    if (key) for (const [, piece] of this.#all(key)) piece.classList.add("pc-hinted");
  }

  /** The cell that has the keyboard, if any. */
  get #active() {
    const cell = /** @type {SVGGElement | null} */ (this.#stage.querySelector(".pc-cell:focus"));
    const panel = /** @type {HTMLElement | null | undefined} */ (cell?.closest(".pc-item"))?.dataset.name;
    return cell && panel ? { cell, panel, key: cell.dataset.key ?? "" } : null;
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
    const target = {
      ArrowLeft: () => cell.previousElementSibling,
      ArrowRight: () => cell.nextElementSibling,
      ArrowUp: () => beside(cell, row.previousElementSibling),
      ArrowDown: () => beside(cell, row.nextElementSibling),
      Home: () => row.firstElementChild,
      End: () => row.lastElementChild,
    }[key];
    if (!target) return false;
    const next = /** @type {SVGGElement | null} */ (target());
    if (next) this.reach(next);
    next?.focus();
    return true;
  }
}

/**
 * Scrolls a panel that is wider than the page until a frame is in sight, unless the reader points into it.
 * @param {SVGSVGElement} svg
 * @param {number[]} place  Of the frame, in units of the drawing.
 */
function follow(svg, [x = 0, , width = 0]) {
  const view = svg.parentElement;
  if (!view || view.scrollWidth <= view.clientWidth || svg.matches(":hover")) return;
  const scale = svg.clientWidth / svg.viewBox.baseVal.width;
  const start = (x - svg.viewBox.baseVal.x) * scale;
  const end = start + width * scale;
  if (end - start > view.clientWidth) return;
  if (start < view.scrollLeft || end > view.scrollLeft + view.clientWidth) view.scrollLeft = (start + end - view.clientWidth) / 2;
}

/**
 * The cell of another row that is nearest to a cell; rows need not be of one length.
 * @param {SVGGElement} cell
 * @param {Element | null} row
 */
function beside(cell, row) {
  const place = (/** @type {Element} */ other) => other.getBoundingClientRect().left;
  const from = place(cell);
  const [nearest] = [...(row?.children ?? [])].sort((one, other) => Math.abs(place(one) - from) - Math.abs(place(other) - from));
  return nearest ?? null;
}
