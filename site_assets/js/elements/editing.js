/**
 * What is changed in a picture itself: a row is picked, and Python says what each edit of it makes of the
 * settings. Every edit can be taken back. What came of it, or why it cannot be, stands beside its controls and is
 * read aloud.
 */

import { Crashed, Dropped, python, Refused } from "../worker/client.js";
import { holding, restore } from "./holding.js";
import { pageWords } from "./parts.js";
import { hold } from "./words.js";

/** @typedef {Record<string, string>} State  Some settings. */

hold.around = holding;

export class Editing {
  /** @type {import("./commands.js").Parts} */ #parts;
  /** What was asked for last: an edit takes its time, and what comes meanwhile waits for it. */ #turn =
    Promise.resolve();
  /** What edits have replaced. @type {State[]} */ #before = [];
  /** What was there when edits were taken back. @type {State[]} */ #after = [];
  /** What is said, and of which settings. */ #said = { words: "", of: "" };

  /** @param {import("./commands.js").Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    parts.host.addEventListener("pyconv-drawn", () => this.#show());
    this.#root?.addEventListener("keydown", (event) => this.#press(/** @type {KeyboardEvent} */ (event)));
  }

  /**
   * Does what a control asks for, once all that was asked for before is done.
   * @param {string} does
   * @param {HTMLElement} control
   */
  do(does, control) {
    // By the time that its turn comes, another picture may stand there.
    const { takes = "{}", edit = "{}", hold: name = "", said = "" } = control.dataset;
    const typed = typedIn(control);
    if (does === "pick") this.#next(() => this.#pick(JSON.parse(takes)));
    else if (does === "edit") this.#next(() => this.#edit({ ...JSON.parse(edit), typed }, name, said));
    else beside(this.#root?.activeElement ?? control, does === "ArrowUp" ? -1 : 1)?.focus();
  }

  /** @param {() => void | Promise<void>} act */
  #next(act) {
    const done = this.#turn.then(act);
    this.#turn = done.catch((error) => console.error(error));
  }

  /** @param {State} take */
  #pick(take) {
    this.#parts.settings.take(take);
    this.#parts.change();
  }

  /**
   * @param {import("../worker/protocol.js").Edit} edit
   * @param {string} name  Of the control that asks for it.
   * @param {string} said  What is said of it, if Python need not be asked.
   */
  async #edit(edit, name, said) {
    if (edit.does === "undo") return this.#takeBack(this.#before, this.#after, said);
    if (edit.does === "redo") return this.#takeBack(this.#after, this.#before, said);
    try {
      const taken = await this.#ask(edit);
      this.#before.push(this.#state(taken.take));
      this.#after = [];
      this.#become(taken.take, taken.said);
    } catch (error) {
      if (error instanceof Crashed) console.error(error.message);
      else if (!(error instanceof Refused || error instanceof Dropped)) throw error;
      this.#refuse(error instanceof Refused ? error.message : this.#trouble(error), name);
    }
  }

  /** Asks again if the reader has set up something else meanwhile. @param {import("../worker/protocol.js").Edit} edit */
  async #ask(edit) {
    const { view = "", language = "" } = this.#parts.host.dataset;
    for (;;) {
      const of = this.#settings;
      const taken = await python.ask("edit", { view, language, params: JSON.parse(of), edit });
      if (of === this.#settings) return taken;
    }
  }

  /** Where the picture is. */
  get #root() {
    return this.#parts.host.querySelector(".pc-frame")?.shadowRoot;
  }

  /** What is wrong if the reader has done nothing wrong. @param {Error} error */
  #trouble(error) {
    const { host } = this.#parts;
    if (error instanceof Crashed) return pageWords(host)["runtime.bug"] ?? "";
    return host.querySelector(".pc-status")?.textContent ?? "";
  }

  get #settings() {
    return JSON.stringify(this.#parts.settings.params);
  }

  /** What the settings are that others are to replace. @param {State} take @returns {State} */
  #state(take) {
    const { params } = this.#parts.settings;
    return Object.fromEntries(Object.keys(take).map((name) => [name, String(params[name])]));
  }

  /** @param {State} take @param {string} words */
  #become(take, words) {
    const { settings, attention, change } = this.#parts;
    settings.take(take);
    this.#said = { words, of: this.#settings };
    change();
    attention.tell(words);
  }

  /** @param {State[]} from @param {State[]} to @param {string} said */
  #takeBack(from, to, said) {
    const state = from.pop();
    if (!state) return;
    to.push(this.#state(state));
    this.#become(state, said);
  }

  /** Shows what there is to take back, and what was said as long as nothing else has changed. */
  #show() {
    if (this.#said.of !== this.#settings) this.#said = { words: "", of: "" };
    for (const [does, states] of Object.entries({ undo: this.#before, redo: this.#after }))
      this.#control(does)?.setAttribute("aria-disabled", String(!states.length));
    this.#write(this.#said.words, null);
  }

  /** @param {string} words @param {string} name */
  #refuse(words, name) {
    this.#write(words, this.#control(name))?.scrollIntoView({ block: "nearest" });
    this.#parts.attention.tell(words);
    this.#parts.attention.report();
  }

  /** @param {string} name */
  #control(name) {
    return this.#root?.querySelector(`[data-hold="${name}"]`) ?? null;
  }

  /** Writes what came of an edit, and marks the field whose value is refused, or none. @param {string} words @param {Element | null} wrong */
  #write(words, wrong) {
    for (const each of this.#root?.querySelectorAll("[aria-invalid]") ?? []) {
      each.removeAttribute("aria-invalid");
      each.removeAttribute("aria-describedby");
    }
    const place = this.#root?.querySelector(".pc-told");
    if (!place) return null;
    place.textContent = words;
    place.classList.toggle("pc-wrong", wrong !== null);
    if (wrong instanceof HTMLInputElement) {
      wrong.setAttribute("aria-invalid", "true");
      wrong.setAttribute("aria-describedby", place.id);
    }
    return place;
  }

  /** Escape gives a field what it had. @param {KeyboardEvent} event */
  #press({ key, target }) {
    if (key !== "Escape" || !(target instanceof HTMLInputElement)) return;
    restore(target);
    this.#show();
  }
}

/** What is typed in a field, or chosen beside a button. @param {HTMLElement} control */
function typedIn(control) {
  if (!(control instanceof HTMLInputElement))
    return control.closest(".pc-edits")?.querySelector("select")?.value ?? "";
  return control.type === "checkbox" && !control.checked ? (control.dataset.off ?? "") : control.value;
}

/** The button of a row so many rows further on. @param {Element} button @param {number} by */
function beside(button, by) {
  const buttons = [
    .../** @type {NodeListOf<HTMLElement>} */ (button.closest("table")?.querySelectorAll(".pc-pick") ?? []),
  ];
  return buttons[buttons.indexOf(/** @type {HTMLElement} */ (button)) + by];
}
