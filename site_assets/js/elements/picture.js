/** The picture of a widget: its panels, lit by a focus and walked with the arrow keys. */

import { onceLaidOut } from "./laid.js";
import { Moment } from "./moment.js";
import { Panel } from "./panel.js";
import { Walk } from "./walking.js";

/** @typedef {import("../worker/protocol.js").Focus} Focus */
/** @typedef {import("../worker/protocol.js").Panel} Drawn */

const SVG = "http://www.w3.org/2000/svg";

export class Picture {
  /** @type {HTMLElement} */ #stage;
  /** @type {Map<string, Panel>} */ #panels = new Map();
  /** @type {[SVGGElement, string[]][]} Lit pieces, with the classes that light them. */ #lit = [];
  /** @type {SVGTextElement[]} */ #notes = [];
  #moment = new Moment();
  #walk = new Walk();

  /**
   * @param {HTMLElement} stage  Holds the first picture, with all its values.
   * @param {string[]} steps  Keys of the cells that the animation comes to.
   * @param {Focus | null} focus  What the first picture shows.
   */
  constructor(stage, steps, focus) {
    this.#stage = stage;
    this.#moment.begin(steps, 0);
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (stage.querySelectorAll(".pc-item"))) {
      this.#panels.set(item.dataset.name ?? "", new Panel(item, this.#moment));
    }
    for (const piece of /** @type {NodeListOf<SVGGElement>} */ (stage.querySelectorAll(".pc-lit"))) {
      const hue = [...piece.classList].filter(
        (name) => piece.matches(".pc-tinted") && name.startsWith("pc-hue"),
      );
      this.#lit.push([piece, ["pc-lit", "pc-chosen", "pc-tinted", ...hue]]);
    }
    this.#notes.push(...stage.querySelectorAll(/** @type {"text"} */ (".pc-note")));
    this.light(focus);
    this.#tell(steps);
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
   * Redraws what differs from what is shown, with nothing lit.
   * @param {Drawn[]} drawn
   * @param {string[]} steps  Keys of the cells that the animation comes to.
   * @param {number} step  Up to which it has come.
   */
  update(drawn, steps, step) {
    this.#moment.begin(steps, step);
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
        panel = Panel.make(each, this.#moment);
        this.#panels.set(each.name, panel);
      }
      if (panel.item === next) next = panel.item.nextElementSibling;
      else this.#stage.insertBefore(panel.item, next);
      panel.update(each);
    }
    // Also what was lit meanwhile: a cell that goes tells at once that it loses the keyboard.
    this.light(null);
    if (active && !active.cell.isConnected) this.#reachAgain(active);
  }

  /**
   * Gives the keyboard back when the cell that had it is drawn anew; if there is none any more, to
   * its grid.
   * @param {{ panel: string, key: string }} active
   */
  #reachAgain({ panel, key }) {
    const again = this.#panels.get(panel)?.piece(key) ?? this.#panels.get(panel)?.stop;
    if (again) this.reach(again);
    again?.focus({ preventScroll: true });
  }

  /** Comes to a step. @param {number} step */
  come(step) {
    this.#tell(this.#moment.come(step));
  }

  /** Writes every value, or again those alone that the animation has come to. @param {boolean} whole */
  complete(whole) {
    this.#moment.whole = whole;
    this.#tell(this.#moment.steps);
  }

  /** The values of the results that it shows, by their keys; a step may be yet to come to them. */
  get results() {
    return new Map([...this.#panels.values()].flatMap((panel) => panel.results));
  }

  /** The cell under a key, in the first panel that has it. @param {string} key */
  cell(key) {
    return this.#all(key)[0]?.[1];
  }

  /** Keeps results back, by their keys, or none any more. @param {((key: string) => boolean) | null} veil */
  veil(veil) {
    this.#moment.veil = veil;
    const keys = [...this.results.keys()];
    this.#tell(keys);
    // What words say of all results together waits for the last of them.
    this.#stage.classList.toggle(
      "pc-keeping",
      keys.some((key) => veil?.(key)),
    );
  }

  /** Has cells say what they say at this moment, in every panel. @param {Iterable<string>} keys */
  #tell(keys) {
    for (const key of keys) for (const panel of this.#panels.values()) panel.tell(key);
  }

  #darken() {
    for (const [piece, classes] of this.#lit) piece.classList.remove(...classes);
    for (const note of this.#notes) note.remove();
    this.#lit = [];
    this.#notes = [];
  }

  /**
   * Lights a cell and what it is connected to, or nothing.
   * @param {Focus | null} focus
   */
  light(focus) {
    const before = this.#moment.focus;
    if (focus === before && focus) return;
    this.#darken();
    this.#moment.focus = focus;
    this.#tell(new Set([...told(before), ...told(focus)]));
    if (focus) for (const panel of this.#panels.values()) this.#lightIn(panel, focus);
    this.#frame(focus?.boxes ?? []);
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
      this.#lit.push([piece, classes]);
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

  /** @param {Focus["boxes"]} boxes */
  #frame(boxes) {
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
        const [across, down] = box.slant;
        frame.setAttribute("width", String(width));
        frame.setAttribute("height", String(height));
        frame.style.transform = `matrix(1, 0, ${across}, ${down}, ${x}, ${y})`;
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
    for (const other of cell.closest("svg")?.querySelectorAll('[tabindex="0"]') ?? [])
      other.setAttribute("tabindex", "-1");
    cell.setAttribute("tabindex", "0");
  }

  /**
   * Moves the keyboard from a cell to its neighbour.
   * @param {SVGGElement} cell
   * @param {string} key  Name of the key pressed.
   * @returns {boolean} Whether the key is one that moves.
   */
  walk(cell, key) {
    const next = /** @type {SVGGElement | null | undefined} */ (this.#walk.next(cell, key));
    if (next) this.reach(next);
    next?.focus();
    return next !== undefined;
  }
}

/** The cells that a focus has a say in. @param {Focus | null} focus */
function told(focus) {
  return focus ? [...Object.keys(focus.lit), ...Object.values(focus.texts).flatMap(Object.keys)] : [];
}

/**
 * Scrolls a panel that is wider than the page until a frame is in sight, unless the reader points into it.
 * @param {SVGSVGElement} svg
 * @param {number[]} place  Of the frame, in units of the drawing.
 */
function follow(svg, [x = 0, , width = 0]) {
  const view = svg.parentElement;
  if (!view) return;
  onceLaidOut(view, () => {
    if (view.scrollWidth <= view.clientWidth || svg.matches(":hover")) return;
    const scale = svg.clientWidth / svg.viewBox.baseVal.width;
    const start = (x - svg.viewBox.baseVal.x) * scale;
    const end = start + width * scale;
    if (end - start > view.clientWidth) return;
    if (start < view.scrollLeft || end > view.scrollLeft + view.clientWidth)
      view.scrollLeft = (start + end - view.clientWidth) / 2;
  });
}
