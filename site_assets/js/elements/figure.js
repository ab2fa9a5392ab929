/**
 * The life of one widget: what it shows and what its reader does.
 *
 * The page holds the first state; from then on Python draws. What is shown is, in this
 * order: the cell that was pinned, the one pointed at or reached with the keyboard, the
 * step of the animation.
 */

import { python } from "../worker/client.js";
import { watchDragging } from "./drag.js";
import { Editor } from "./editor.js";
import { Picture } from "./picture.js";
import { Player } from "./player.js";
import { Questions } from "./questions.js";
import { stillness, watchNearness, watchSight } from "./screen.js";
import { Settings } from "./settings.js";
import { shade } from "./shade.js";
import { Status } from "./status.js";
import { fill, write } from "./words.js";

/** @typedef {import("../worker/protocol.js").Focus} Focus */
/** @typedef {import("../worker/protocol.js").Refusal} Refusal */
/** @typedef {{ params: import("./settings.js").Params, steps: string[], focuses: Record<string, Focus>, words: import("./words.js").Words }} State */

/** Milliseconds of rest before a screen reader is told where the reader is. */
const CALM = 250;

/** What is typed to begin a number: also the digits of other scripts, which Python answers in place. */
const BEGINS_NUMBER = /^[-+\u2212.,\p{Nd}]$/u;

let figures = 0;

export class Figure {
  /** @type {HTMLElement} */ #host;
  /** @type {HTMLElement} */ #stage;
  /** @type {import("./words.js").Words} */ #words;
  /** @type {string[]} */ #steps;
  /** @type {Picture} */ #picture;
  /** @type {Player} */ #player;
  /** @type {Settings} */ #settings;
  /** @type {Editor} */ #editor;
  /** @type {Status} */ #status;
  /** @type {Questions} */ #questions;
  /** @type {string | null} */ #pinned = null;
  /** @type {string | null} */ #pointed = null;
  /** Whether it plays by itself: until the reader does something. */ #unasked;
  /** Whether the picture is older than the settings. */ #behind = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #calm;

  /** @param {HTMLElement} host  Holds the first state. */
  constructor(host) {
    this.#host = host;
    /** @type {State} */
    const { params, steps, focuses, words } = JSON.parse(
      host.querySelector("template")?.content.textContent ?? "",
    );
    this.#words = words;
    this.#steps = steps;
    this.#unasked = host.hasAttribute("data-autoplay") && !stillness.matches;
    this.#one(".pc-refusal").id = `pc-refusal-${++figures}`;
    this.#stage = this.#one(".pc-stage");
    const field = this.#input(".pc-edit");
    shade(this.#stage);
    this.#picture = new Picture(this.#stage, steps, focuses[steps[0] ?? ""] ?? null);
    this.#player = new Player(
      (step) => this.#step(step),
      () => this.#showPlaying(),
    );
    this.#status = new Status(this.#one(".pc-python"), words);
    this.#settings = new Settings(this.#form(".pc-settings"), params, () => this.#questions.picture());
    this.#editor = new Editor(field, this.#stage, {
      get: (cell) => this.#settings.params.edits[cell],
      set: (cell, typed) => {
        this.#settings.edit(cell, typed);
        this.#questions.picture();
      },
    });
    const { view = "", language = "" } = host.dataset;
    this.#questions = new Questions({ view, language }, params, focuses, {
      wanted: () => ({ params: this.#settings.params, step: this.#player.step }),
      drawn: (picture, timing) => this.#draw(picture, timing),
      refused: (refusal) => this.#refuse(refusal),
      broken: () => this.#status.broken(),
      behind: (behind) => {
        this.#behind = behind;
        this.#showWaiting();
      },
    });
    this.#player.set(steps.length, 0);
    this.#showStep();
  }

  /**
   * Follows its reader until the signal.
   * @param {AbortSignal} signal
   */
  start(signal) {
    const host = this.#host;
    const stage = this.#stage;
    const words = this.#one(".pc-words");
    const scrubber = this.#input(".pc-scrubber");
    const speed = /** @type {HTMLSelectElement} */ (this.#one(".pc-speed select"));
    /** @param {EventTarget} target @param {string} type @param {(event: any) => void} heard */
    const on = (target, type, heard) => target.addEventListener(type, heard, { signal });
    on(python, "change", () => this.#hearPython());
    on(stillness, "change", () => this.#player.pause());
    on(host, "click", (event) => this.#click(event));
    on(host, "keydown", (event) => this.#press(event));
    on(stage, "dblclick", ({ target }) => this.#edit(cellAt(target)));
    on(
      stage,
      "pointerover",
      (event) => event.pointerType !== "touch" && this.#point(keyOf(cellAt(event.target))),
    );
    on(stage, "pointerdown", ({ target }) => {
      const cell = cellAt(target);
      if (cell?.matches(".pc-cell")) this.#picture.reach(cell);
    });
    on(stage, "pointerleave", () => this.#point(null));
    on(stage, "focusin", ({ target }) => this.#reach(cellAt(target)));
    on(stage, "focusout", () => this.#point(null));
    on(words, "pointerover", ({ target }) => this.#picture.hint(keyOf(target.closest(".pc-term"))));
    on(words, "pointerleave", () => this.#picture.hint(null));
    on(scrubber, "input", () => this.#go(scrubber.valueAsNumber));
    on(speed, "change", () => (this.#player.speed = Number(speed.value)));
    for (const [target, type] of /** @type {const} */ ([
      [window, "resize"],
      [stage, "scroll"],
    ])) {
      target.addEventListener(type, () => this.#editor.follow(), { signal, capture: true });
    }
    watchDragging(
      stage,
      (field, value) => {
        this.#unasked = false;
        this.#settings.set(field, value);
        this.#questions.picture();
      },
      signal,
    );
    watchSight(
      stage,
      (seen) => {
        this.#player.visible = seen;
        if (seen && this.#unasked) this.#player.play();
      },
      signal,
    );
    watchNearness(host, () => python.start(), signal);
    signal.addEventListener("abort", () => this.#leave());
    this.#player.speed = Number(speed.value);
    this.#hearPython();
    this.#questions.begin();
    void this.#show();
  }

  /** Until it is put back, if ever it is. */
  #leave() {
    this.#player.pause();
    this.#questions.rest();
    clearTimeout(this.#calm);
    this.#pointed = null;
  }

  /** @param {string} selector */
  #one(selector) {
    return /** @type {HTMLElement} */ (this.#host.querySelector(selector));
  }

  /** @param {string} selector */
  #input(selector) {
    return /** @type {HTMLInputElement} */ (this.#one(selector));
  }

  /** @param {string} selector */
  #form(selector) {
    return /** @type {HTMLFormElement} */ (this.#one(selector));
  }

  #hearPython() {
    const { condition } = python;
    this.#status.show(condition);
    if (condition.state === "ready") this.#questions.resume();
    if (condition.state === "failed" || condition.slow)
      this.#one(".pc-live").textContent = this.#status.words;
    this.#showWaiting();
  }

  // What is shown.

  /**
   * @param {import("../worker/protocol.js").Picture} drawn
   * @param {import("./questions.js").Timing} timing
   */
  #draw(drawn, timing) {
    this.#steps = drawn.steps;
    // Where the reader is now, who may have moved on since the picture was asked for.
    const step = Math.max(Math.min(this.#player.step, drawn.steps.length - 1), 0);
    this.#picture.update(drawn.panels, drawn.steps, step);
    this.#player.set(drawn.steps.length, step);
    write(this.#one(".pc-formulas"), drawn.formula);
    this.#one(".pc-summary").textContent = drawn.summary;
    if (this.#pinned && !this.#picture.has(this.#pinned)) this.#pinned = null;
    if (this.#pointed && !this.#picture.has(this.#pointed)) this.#pointed = null;
    this.#refuse(null);
    this.#editor.follow();
    this.#showStep();
    void this.#show();
    this.#host.dispatchEvent(new CustomEvent("pyconv-drawn", { bubbles: true, detail: timing }));
  }

  /** Says why these settings make no picture, or that they do; the last good one stays. @param {Refusal | null} refusal */
  #refuse(refusal) {
    const place = this.#one(".pc-refusal");
    const words = refusal ? `${refusal.message} ${this.#words["errors.stale"]}` : "";
    if (place.textContent !== words) place.textContent = words;
    this.#stage.classList.toggle("pc-stale", refusal !== null);
    this.#settings.blame(refusal?.field ?? null, place.id);
    this.#editor.blame(refusal?.field ?? null, place.id);
  }

  /** Shows that the picture does not follow the settings yet, or cannot without Python. */
  #showWaiting() {
    const failed = this.#behind && python.condition.state === "failed";
    this.#stage.classList.toggle("pc-behind", this.#behind && !failed);
    if (failed) this.#refuse({ message: this.#status.words, field: null });
  }

  get #wanted() {
    return this.#pinned ?? this.#pointed ?? this.#steps[this.#player.step] ?? "";
  }

  /** Lights the cell that is to be shown and writes what it is connected to. */
  async #show() {
    const key = this.#wanted;
    // What is known is shown at once: another picture may come before a promise is kept.
    const focus = this.#questions.known(key) ?? (key ? await this.#questions.focus(key) : null);
    if (key !== this.#wanted || (key && !focus)) return;
    this.#picture.light(focus);
    write(this.#one(".pc-words"), focus?.words ?? "");
    this.#stage.classList.toggle("pc-pinned", this.#pinned !== null);
  }

  /** @param {number} step */
  async #step(step) {
    this.#picture.come(step);
    this.#showStep();
    await this.#show();
  }

  #showStep() {
    const { step, steps } = this.#player;
    const words = fill(this.#words["controls.step"] ?? "", { step: step + 1, steps });
    const scrubber = this.#input(".pc-scrubber");
    this.#one(".pc-player").hidden = steps < 2;
    scrubber.max = String(Math.max(steps - 1, 0));
    scrubber.value = String(step);
    scrubber.setAttribute("aria-valuetext", words);
    this.#one(".pc-step").textContent = words;
  }

  #showPlaying() {
    const { playing } = this.#player;
    const button = this.#one("[data-does=play]");
    button.title = this.#words[playing ? "controls.pause" : "controls.play"] ?? "";
    button.setAttribute("aria-label", button.title);
    for (const part of [this.#host, this.#stage]) part.classList.toggle("pc-playing", playing);
  }

  /** Tells a screen reader what is shown, once the reader comes to rest. */
  #announce() {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(async () => {
      const key = this.#pointed ?? this.#wanted;
      const focus = key ? await this.#questions.focus(key) : null;
      this.#one(".pc-live").textContent = focus?.spoken ?? "";
    }, CALM);
  }

  // What the reader does.

  /** @param {string | null} key */
  #point(key) {
    if (key === this.#pointed) return;
    this.#pointed = key;
    if (!this.#pinned) void this.#show();
  }

  /** @param {SVGGElement | null} cell */
  #reach(cell) {
    if (!cell) return;
    this.#picture.reach(cell);
    if (!cell.matches(":focus-visible")) return;
    this.#point(keyOf(cell));
    this.#announce();
  }

  /** @param {string | null} key */
  #pin(key) {
    this.#pinned = key;
    if (key) this.#player.pause();
    void this.#show();
    this.#announce();
  }

  /** @param {SVGGElement | null} cell @param {string} [typed] */
  #edit(cell, typed) {
    if (!cell || !Editor.nameOf(cell)) return;
    this.#pin(keyOf(cell));
    this.#editor.open(cell, typed);
  }

  /** @param {number} step */
  #go(step) {
    this.#unasked = false;
    this.#pinned = null;
    void this.#player.go(step).then(() => this.#announce());
  }

  #toggle() {
    this.#unasked = false;
    if (this.#player.playing) {
      this.#player.pause();
      return this.#announce();
    }
    this.#pinned = null;
    this.#player.play();
    void this.#show();
  }

  #reset() {
    this.#settings.reset();
    this.#editor.close();
    this.#go(0);
    this.#questions.picture();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const element = /** @type {HTMLElement} */ (event.composedPath()[0]);
    const { does } = /** @type {HTMLElement | null} */ (element.closest("[data-does]"))?.dataset ?? {};
    const cell = cellAt(element);
    this.#unasked &&= !cell && !does;
    switch (does) {
      case "play":
        return this.#toggle();
      case "back":
        return this.#go(this.#player.step - 1);
      case "forward":
        return this.#go(this.#player.step + 1);
      case "reset":
        return this.#reset();
      case "retry":
        return python.condition.state === "starting" ? undefined : python.restart();
    }
    if (!cell) {
      if (element.closest(".pc-stage") && !element.closest("input")) this.#pin(null);
    } else if (keyOf(cell) !== this.#pinned) this.#pin(keyOf(cell));
    else if (Editor.nameOf(cell)) this.#edit(cell);
    else this.#pin(null);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { key, ctrlKey, metaKey, altKey } = event;
    const [target] = /** @type {[Element]} */ (event.composedPath());
    if (ctrlKey || metaKey || altKey) return;
    const cell = cellAt(target);
    const typing = target.closest("button, input, select, summary, a");
    if (key === " " && !typing) this.#toggle();
    else if (key === "Escape") {
      this.#editor.cancel();
      this.#pin(null);
    } else if (!cell) return;
    else if (key === "Enter" || key === "F2") {
      if (Editor.nameOf(cell)) this.#edit(cell);
      else this.#pin(keyOf(cell));
    } else if (BEGINS_NUMBER.test(key) && Editor.nameOf(cell)) this.#edit(cell, key);
    else if (!this.#picture.walk(cell, key)) return;
    this.#unasked = false;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {EventTarget | null} target @returns {SVGGElement | null} */
function cellAt(target) {
  return target instanceof Element ? target.closest(".pc-cell, .pc-shape") : null;
}

/** @param {HTMLElement | SVGElement | null} element */
function keyOf(element) {
  return element?.dataset.key ?? null;
}
