/**
 * A widget as a slide: it fills the screen, with the caption as the question, its controls folded away, and the
 * keys that a clicker sends. That it fills the screen, and how it stops to, is `full.js`.
 */

import { part } from "../elements/parts.js";
import { fill } from "../elements/words.js";
import { button, make } from "./pieces.js";
import { Predicting } from "./predicting.js";

/** What a reader types, where letters and arrows are none of the slide's. */
const TYPED = "input[type=text], input[type=number], input[type=url], textarea, select";

/** Where arrows have a meaning of their own. */
const MOVED = `${TYPED}, input[type=range], .pc-cell, .pc-shape, .pc-pick`;

/**
 * A figure of a lesson: what is asked over it, where it stands, and the way to its neighbours.
 * @typedef {object} Place
 * @property {string} sentence
 * @property {number} number  From 1.
 * @property {number} count
 * @property {(by: 1 | -1) => void} go
 */

/** @typedef {{ predicts?: boolean, place?: Place, left?: () => void }} Choices */

/** The slide that is shown. @type {Presenting | null} */
let current = null;

/**
 * Shows a widget as a slide, until the reader leaves it.
 * @param {import("./sections.js").Widget} widget
 * @param {import("../elements/words.js").Words} words
 * @param {Choices} [choices]  `left` is told that the reader has left it.
 */
export function present(widget, words, choices = {}) {
  if (current?.host !== widget.host) {
    current?.give();
    current = new Presenting(widget, words);
  }
  current.show(choices);
}

class Presenting {
  /** @type {import("./sections.js").Widget} */ #widget;
  /** @type {import("../elements/words.js").Words} */ #words;
  /** @type {Choices} */ #choices = {};
  /** @type {Predicting} */ #predicting;
  #ended = new AbortController();
  #question = make("p", { class: "pc-question" });
  #group = make("div", { class: "pc-slide", role: "group" });
  #black = make("div", { class: "pc-black", hidden: true });
  /** @type {HTMLButtonElement} */ #hides;
  /** Whether it goes from one way to fill the screen to another. */ #changing = false;

  /**
   * @param {import("./sections.js").Widget} widget
   * @param {import("../elements/words.js").Words} words
   */
  constructor(widget, words) {
    this.#widget = widget;
    this.#words = words;
    this.#predicting = new Predicting(widget, words);
    this.#hides = button(words.predict ?? "", () => this.#toggleResults());
    this.#hides.title = words["predict-key"] ?? "";
    this.#black.addEventListener("click", () => this.#turnBlack(false));
    const { host } = widget;
    part(host, "figure").prepend(this.#question);
    part(host, ".pc-bar").append(this.#group);
    host.append(this.#black);
    host.classList.add("pc-presenting");
    const { signal } = this.#ended;
    window.addEventListener("keydown", (event) => this.#press(event), { capture: true, signal });
    window.addEventListener("resize", () => this.#measure(), { capture: true, signal });
    host.addEventListener("pyconv-full", () => this.#heed(), { signal });
    widget.touched();
    widget.player.pause();
    if (!this.#full) this.#fill.click();
    part(host, ".pc-play").focus({ preventScroll: true });
  }

  get host() {
    return this.#widget.host;
  }

  get #fill() {
    return part(this.host, ".pc-fill");
  }

  get #full() {
    return this.host.classList.contains("pc-full");
  }

  /** @param {Choices} choices */
  show(choices) {
    this.#choices = choices;
    const { place } = choices;
    const caption = part(this.host, "figcaption");
    if (place) this.#question.textContent = place.sentence || caption.textContent;
    else this.#question.replaceChildren(...caption.cloneNode(true).childNodes);
    const held = [...this.#group.children].indexOf(/** @type {Element} */ (document.activeElement));
    this.#group.replaceChildren(this.#hides, ...(place ? this.#neighbours(place) : []));
    if (held >= 0) this.#takeKeyboard(held);
    this.#predict(choices.predicts ?? false);
    this.#turnBlack(false);
    this.#measure();
  }

  /** The button in the same place has the keyboard again, or the one that plays. @param {number} number */
  #takeKeyboard(number) {
    const same = this.#group.children[number];
    const found = same instanceof HTMLButtonElement && !same.disabled ? same : part(this.host, ".pc-play");
    found.focus({ preventScroll: true });
  }

  /** @param {Place} place */
  #neighbours({ number, count, go }) {
    const { previous = "", next = "", end = "" } = this.#words;
    const before = button(previous, () => go(-1));
    before.disabled = number === 1;
    const after = button(number === count ? end : next, () => go(1));
    const where = fill(this.#words.place ?? "", { number, count });
    return [before, make("span", { class: "pc-place" }, where), after];
  }

  /** Leaves it for another one. */
  give() {
    this.#choices = {};
    this.leave();
  }

  /** Leaves it, and the whole screen with it. */
  leave() {
    if (this.#full) this.#fill.click();
    else this.#end();
  }

  #heed() {
    if (!this.#full && !this.#changing) this.#end();
  }

  #end() {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    if (current === this) current = null;
    this.#predicting.end();
    for (const each of [this.#question, this.#group, this.#black]) each.remove();
    this.host.classList.remove("pc-presenting");
    this.host.style.removeProperty("--taken");
    // Where another page takes the place of this one, nobody has left.
    if (this.host.isConnected) this.#choices.left?.();
  }

  /** What is left for the picture by the question above it, and by the bar and the words below it. */
  #measure() {
    const taken = this.#question.offsetHeight + part(this.host, ".pc-bar").offsetHeight;
    this.host.style.setProperty("--taken", `${taken}px`);
  }

  // Keys.

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { key, ctrlKey, metaKey, altKey } = event;
    const [target] = event.composedPath();
    if (ctrlKey || metaKey || altKey || document.querySelector("dialog[open]")) return;
    const on = (/** @type {string} */ places) => target instanceof Element && target.matches(places);
    const does = this.#meant(key, !on(MOVED), !on(TYPED));
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.#black.hidden) return this.#turnBlack(false);
    does();
  }

  /**
   * What a key means; nothing if it is none of the slide's.
   * @param {string} key
   * @param {boolean} moves  Whether arrows are.
   * @param {boolean} letters  Whether letters are.
   */
  #meant(key, moves, letters) {
    if (key === "Escape") return () => this.leave();
    if (key === "PageDown" || (moves && (key === "ArrowRight" || key === "ArrowDown")))
      return () => this.#forward();
    if (key === "PageUp" || (moves && (key === "ArrowLeft" || key === "ArrowUp"))) return () => this.#back();
    if (!letters) return null;
    switch (key.toLowerCase()) {
      case "b":
      case ".":
        return () => this.#turnBlack(true);
      case "h":
        return () => this.#toggleResults();
      case "c":
        return () => part(this.host, ".pc-adjust").click();
      case "f":
        return () => this.#fillReally();
      case "n":
        return () => this.#choices.place?.go(1);
      case "p":
        return () => this.#choices.place?.go(-1);
      default:
        return null;
    }
  }

  /** To what is kept back, to the next step, to the next figure. */
  #forward() {
    const { player } = this.#widget;
    if (this.#predicting.reveal()) return;
    if (player.step < player.steps - 1) this.#go(player.step + 1);
    else this.#choices.place?.go(1);
  }

  #back() {
    const { player } = this.#widget;
    if (player.step > 0) this.#go(player.step - 1);
    else this.#choices.place?.go(-1);
  }

  /** @param {number} step */
  #go(step) {
    const { attention, player, sharing, touched } = this.#widget;
    touched();
    // Nor does the cell that has the keyboard or the pointer keep what is told.
    attention.pin(null);
    attention.point(null);
    void player.go(step).then(() => attention.announce());
    sharing.keep(true);
  }

  #toggleResults() {
    this.#predict(!this.#predicting.on);
  }

  /** @param {boolean} predicts */
  #predict(predicts) {
    if (predicts) this.#predicting.begin();
    else this.#predicting.end();
    this.#hides.setAttribute("aria-pressed", String(predicts));
  }

  /** @param {boolean} black */
  #turnBlack(black) {
    this.#black.hidden = !black;
    if (black) this.#widget.player.pause();
    part(this.host, ".pc-live").textContent = black ? (this.#words["is-black"] ?? "") : "";
  }

  /** A slide that a link has opened fills the window until a key is pressed: browsers want that. */
  #fillReally() {
    if (document.fullscreenElement) return this.#fill.click();
    this.#changing = true;
    this.#fill.click();
    this.#fill.click();
    this.#changing = false;
  }
}
