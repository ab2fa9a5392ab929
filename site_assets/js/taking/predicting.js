/**
 * Predict first: the results of a picture are kept back until they are asked for, and with them what is said
 * of their cells. A reader may say what will stand in a cell; Python knows whether that is right.
 */

import { fill } from "../elements/words.js";
import { python, Refused } from "../worker/client.js";
import { button, make, newId } from "./pieces.js";

/** @typedef {import("../worker/protocol.js").Focus} Focus */

/** A result that a number can be: others, such as sums of letters, are shown and not asked for. */
const NUMBER = /^[-\u2212]?\d[\d.,]*(\/\d+)?$/;

export class Predicting {
  /** @type {import("./sections.js").Widget} */ #widget;
  /** @type {import("../elements/words.js").Words} */ #words;
  /** The results that were asked for. @type {Set<string>} */ #shown = new Set();
  /** The results of the picture. @type {Map<string, string>} */ #results = new Map();
  /** What is told of at present. @type {Focus | null} */ #focus = null;
  /** Whether an answer is being checked. */ #checks = false;
  #form = make("form", { class: "pc-predict", autocomplete: "off", hidden: true });
  #question = make("span");
  #field = make("input", {
    type: "text",
    inputmode: "text",
    size: "8",
    autocomplete: "off",
    maxlength: "40",
  });
  #verdict = make("output", { class: "pc-verdict", id: newId() });
  /** What can be typed, which not every result is. @type {HTMLElement[]} */ #asking;
  /** @type {AbortController | undefined} */ #ended;

  /**
   * @param {import("./sections.js").Widget} widget
   * @param {import("../elements/words.js").Words} words
   */
  constructor(widget, words) {
    this.#widget = widget;
    this.#words = words;
    const check = make("button", { type: "submit" }, words.check ?? "");
    this.#asking = [this.#field, check];
    this.#form.append(
      make("label", {}, this.#question, this.#field),
      check,
      button(words.show ?? "", () => this.reveal()),
      button(words["show-all"] ?? "", () => this.#revealAll()),
    );
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#check();
    });
    // It stays the cell that is asked for, wherever the pointer goes meanwhile.
    this.#field.addEventListener("focus", () => widget.attention.pin(widget.attention.told));
  }

  get on() {
    return this.#ended !== undefined;
  }

  begin() {
    if (this.on) return;
    const { host, attention } = this.#widget;
    this.#ended = new AbortController();
    const words = host.querySelector(".pc-words");
    words?.before(this.#form);
    words?.before(this.#verdict);
    host.classList.add("pc-predicting");
    attention.veil = (focus, shown) => this.#kept(focus, shown);
    host.addEventListener("pyconv-drawn", () => this.#startAgain(), { signal: this.#ended.signal });
    this.#startAgain();
  }

  end() {
    if (!this.on) return;
    const { host, attention, picture } = this.#widget;
    this.#ended?.abort();
    this.#ended = undefined;
    this.#form.remove();
    this.#verdict.remove();
    host.classList.remove("pc-predicting");
    attention.veil = () => null;
    picture.veil(null);
    void attention.show();
  }

  /** Another picture is another question. */
  #startAgain() {
    this.#shown.clear();
    this.#say("");
    this.#refresh();
  }

  #refresh() {
    const { attention, host, picture } = this.#widget;
    this.#results = picture.results;
    picture.veil((key) => !this.#shown.has(key));
    const left = [...this.#results.keys()].some((key) => !this.#shown.has(key));
    host.classList.toggle("pc-predicting", left);
    void attention.show();
  }

  /** The results that a focus tells of and that nobody has asked for. @param {Focus | null} focus */
  #hidden(focus) {
    const told = focus ? [focus.key, ...Object.keys(focus.lit)] : [];
    return told.filter((key) => this.#results.has(key) && !this.#shown.has(key));
  }

  /** What is said instead of a focus. @param {Focus | null} focus @param {boolean} shown @returns {string | null} */
  #kept(focus, shown) {
    const hidden = this.#hidden(focus).length > 0;
    const question = hidden && focus ? this.#ask(focus.key) : "";
    if (shown) this.#offer(focus, hidden, question);
    return hidden ? question : null;
  }

  /** @param {Focus | null} focus @param {boolean} hidden @param {string} question */
  #offer(focus, hidden, question) {
    if (focus?.key !== this.#focus?.key) {
      this.#field.value = "";
      this.#say("");
    }
    this.#focus = focus;
    const keyboard = this.#form.contains(document.activeElement);
    this.#form.hidden = !hidden;
    // The keyboard is not lost with the field.
    if (!hidden && keyboard) this.#widget.picture.cell(focus?.key ?? "")?.focus();
    const asks = hidden && NUMBER.test(this.#value);
    for (const each of this.#asking) each.hidden = !asks;
    if (this.#question.textContent !== question) this.#question.textContent = question;
  }

  /** The result of the cell that is told of, if it is one that is kept back. */
  get #value() {
    const key = this.#focus?.key ?? "";
    return this.#shown.has(key) ? "" : (this.#results.get(key) ?? "");
  }

  /** What is asked of a cell: by its row and column, as whoever does not see it has to know. @param {string} key */
  #ask(key) {
    if (!this.#results.has(key) || this.#shown.has(key)) return this.#words["ask-step"] ?? "";
    const cell = this.#widget.picture.cell(key);
    const row = cell?.parentElement;
    const place = {
      row: row?.dataset.line ?? "",
      column: cell ? [...(row?.children ?? [])].indexOf(cell) : "",
    };
    return fill(this.#words.ask ?? "", place);
  }

  async #check() {
    const { cells } = this.#widget;
    const [key, value, typed] = [this.#focus?.key ?? "", this.#value, this.#field.value];
    if (!value || this.#checks) return;
    this.#checks = true;
    if (python.condition.state !== "ready") this.#say(this.#words.waits ?? "");
    try {
      const { right } = await python.ask("check", { ...cells.picture, key, typed });
      this.#show([key]);
      // What is told of may be another cell by now, and the sentence is of this one.
      const said = { typed: typed.trim(), value };
      this.#say(fill(this.#words[right ? "right" : "wrong"] ?? "", said), right ? "right" : "wrong");
    } catch (error) {
      this.#say(error instanceof Refused ? error.message : (this.#words["no-python"] ?? ""), "refused");
    } finally {
      this.#checks = false;
    }
  }

  /** Shows what is kept back of what is told of at present; tells whether there was anything. */
  reveal() {
    const keys = this.on ? this.#hidden(this.#focus) : [];
    if (!keys.length) return false;
    this.#show(keys);
    this.#widget.attention.announce();
    return true;
  }

  #revealAll() {
    this.#show(this.#results.keys());
    this.#widget.attention.announce();
  }

  /** @param {Iterable<string>} keys */
  #show(keys) {
    for (const key of keys) this.#shown.add(key);
    this.#refresh();
  }

  /** @param {string} words @param {"right" | "wrong" | "refused" | ""} [kind] */
  #say(words, kind = "") {
    this.#verdict.textContent = words;
    this.#verdict.dataset.kind = kind;
    const refused = kind === "refused";
    if (refused) {
      this.#field.setAttribute("aria-invalid", "true");
      this.#field.setAttribute("aria-describedby", this.#verdict.id);
    } else {
      this.#field.removeAttribute("aria-invalid");
      this.#field.removeAttribute("aria-describedby");
    }
  }
}
