/**
 * `<pyconv-widget>`: a picture, its player and its settings.
 *
 * The page holds the first state; from then on Python draws. What is shown is, in this
 * order: the cell that was pinned, the one pointed at or reached with the keyboard, the
 * step of the animation.
 */

import { Crashed, python } from "../worker/client.js";
import { Editor } from "./editor.js";
import { Picture } from "./picture.js";
import { Player } from "./player.js";
import { Settings } from "./settings.js";
import { Status } from "./status.js";
import { fill } from "./words.js";

/** @typedef {import("../worker/protocol.js").Focus} Focus */
/** @typedef {import("../worker/protocol.js").Picture} Drawn */
/** @typedef {import("../worker/protocol.js").Refusal} Refusal */
/** @typedef {{ params: import("./settings.js").Params, steps: string[], focuses: Record<string, Focus>, words: import("./words.js").Words }} State */

/** Milliseconds of rest before a screen reader is told where the reader is. */
const CALM = 250;

/** How near the window a widget comes before Python is started for it. */
const NEAR = "400px";

let widgets = 0;

export class ConvolutionWidget extends HTMLElement {
  /** @type {State} */ #state = { params: {}, steps: [], focuses: {}, words: {} };
  /** @type {Picture} */ #picture;
  /** @type {Player} */ #player;
  /** @type {Settings} */ #settings;
  /** @type {Editor} */ #editor;
  /** @type {Status} */ #status;
  /** @type {Map<string, Focus>} What is known of the cells as they are drawn. */ #focuses = new Map();
  /** @type {string | null} */ #pinned = null;
  /** @type {string | null} */ #pointed = null;
  /** @type {string | null} */ #shown = null;
  /** @type {object | null} The parameters of the picture that is shown. */ #drawn = null;
  #stale = false;
  #busy = false;
  #wantsPicture = false;
  /** @type {Map<string, ((focus: Focus | null) => void)[]>} */ #wantedFocuses = new Map();
  #resumes = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #calm;
  /** @type {AbortController | null} */ #connection = null;

  connectedCallback() {
    if (this.#connection) return;
    this.#connection = new AbortController();
    if (!this.#picture) this.#adopt();
    this.#listen(this.#connection.signal);
    this.#watchScreen(this.#connection.signal);
    this.#status.show(python.condition);
    if (python.condition.state === "ready" && this.#wantsPicture) this.#work();
  }

  disconnectedCallback() {
    this.#connection?.abort();
    this.#connection = null;
    this.#player.pause();
    clearTimeout(this.#calm);
  }

  /** Takes over what the page holds. */
  #adopt() {
    this.#state = JSON.parse(this.querySelector("template")?.content.textContent ?? "{}");
    const refusal = this.#one(".pc-refusal");
    refusal.id = `pc-refusal-${++widgets}`;
    this.#picture = new Picture(this.#one(".pc-stage"));
    this.#player = new Player((step) => this.#step(step), () => this.#showPlaying());
    this.#settings = new Settings(
      /** @type {HTMLFormElement} */ (this.#one(".pc-settings")), this.#state.params, () => this.#change());
    this.#editor = new Editor(/** @type {HTMLInputElement} */ (this.#one(".pc-edit")), (cell, typed) => {
      this.#settings.edit(cell, typed);
      this.#change();
    });
    this.#status = new Status(this.#one(".pc-python"), this.#state.words);
    this.#focuses = new Map(Object.entries(this.#state.focuses));
    this.#drawn = this.#settings.params;
    this.#player.set(this.#state.steps.length, 0);
    this.#picture.write(this.#state.steps, 0);
    this.#showStep();
    this.#show();
  }

  /** @param {string} selector */
  #one(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const options = { signal };
    const stage = this.#one(".pc-stage");
    const scrubber = /** @type {HTMLInputElement} */ (this.#one(".pc-scrubber"));
    const speed = /** @type {HTMLSelectElement} */ (this.#one(".pc-speed select"));
    python.addEventListener("change", () => this.#hearPython(), options);
    this.addEventListener("click", (event) => this.#click(event), options);
    this.addEventListener("keydown", (event) => this.#key(event), options);
    stage.addEventListener("pointerover", (event) => this.#point(event), options);
    stage.addEventListener("pointerleave", () => this.#pointAt(null), options);
    this.#one(".pc-words").addEventListener("pointerover", (event) => this.#pointAtTerm(event), options);
    this.#one(".pc-words").addEventListener("pointerleave", () => this.#hint(null), options);
    stage.addEventListener("focusin", ({ target }) => this.#reach(target), options);
    stage.addEventListener("focusout", () => this.#pointAt(null), options);
    stage.addEventListener("dblclick", ({ target }) => this.#edit(this.#cellAt(target)), options);
    scrubber.addEventListener("input", () => void this.#player.go(scrubber.valueAsNumber).then(() => this.#announce()), options);
    speed.addEventListener("change", () => (this.#player.speed = Number(speed.value)), options);
    this.addEventListener("pointerdown", () => (this.#resumes = false), options);
    this.#player.speed = Number(speed.value);
  }

  /** Plays only what can be seen, and gets Python before it is needed. @param {AbortSignal} signal */
  #watchScreen(signal) {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    this.#resumes = this.hasAttribute("data-autoplay") && !still.matches;
    const seen = new IntersectionObserver(([entry]) => {
      this.#player.visible = Boolean(entry?.isIntersecting) && !document.hidden;
      if (entry?.isIntersecting && this.#resumes) this.#player.play();
    }, { threshold: 0.25 });
    const near = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      near.disconnect();
      const { connection } = /** @type {{ connection?: { saveData?: boolean } }} */ (navigator);
      if (!connection?.saveData) this.#startPython(signal);
    }, { rootMargin: NEAR });
    seen.observe(this.#one(".pc-stage"));
    near.observe(this);
    document.addEventListener("visibilitychange", () => {
      seen.unobserve(this.#one(".pc-stage"));
      seen.observe(this.#one(".pc-stage"));
    }, { signal });
    still.addEventListener("change", () => {
      if (still.matches) this.#player.pause();
    }, { signal });
    signal.addEventListener("abort", () => {
      seen.disconnect();
      near.disconnect();
    });
  }

  /** Starts Python once the page itself has come. @param {AbortSignal} signal */
  #startPython(signal) {
    if (document.readyState === "complete") python.start();
    else window.addEventListener("load", () => python.start(), { once: true, signal });
  }

  // What Python is asked, one question at a time; the newest picture wins.

  #change() {
    this.#wantsPicture = true;
    void this.#work();
  }

  /** @param {string} key @returns {Promise<Focus | null>} */
  #focusOf(key) {
    const known = this.#focuses.get(key);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      this.#wantedFocuses.set(key, [...(this.#wantedFocuses.get(key) ?? []), resolve]);
      void this.#work();
    });
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#connection) {
        if (this.#wantsPicture) await this.#askPicture();
        else if (this.#wantedFocuses.size) await this.#askFocus();
        else break;
      }
    } catch (error) {
      for (const resolve of [...this.#wantedFocuses.values()].flat()) resolve(null);
      this.#wantedFocuses.clear();
      if (error instanceof Crashed) {
        console.error(error.message);
        this.#status.bug();
      }
    } finally {
      this.#busy = false;
    }
  }

  async #askPicture() {
    this.#wantsPicture = false;
    const params = structuredClone(this.#settings.params);
    let answer;
    try {
      answer = await python.ask("build", { ...this.#request(params), step: this.#player.step });
    } catch (error) {
      this.#wantsPicture ||= !(error instanceof Crashed);
      throw error;
    }
    if ("refused" in answer) this.#refuse(answer.refused);
    else this.#draw(/** @type {Drawn} */ (answer), params);
  }

  async #askFocus() {
    const [key, waiting] = /** @type {[string, ((focus: Focus | null) => void)[]]} */ ([...this.#wantedFocuses].at(-1));
    const answer = await python.ask("focus", { ...this.#request(this.#drawn ?? {}), key });
    this.#wantedFocuses.delete(key);
    const focus = "focus" in answer ? answer.focus : null;
    if (focus) this.#focuses.set(key, focus);
    for (const resolve of waiting) resolve(focus);
  }

  /** @param {object} params */
  #request(params) {
    return { view: this.dataset.view, language: this.dataset.language, params };
  }

  #hearPython() {
    const { condition } = python;
    this.#status.show(condition);
    if (condition.state === "ready" && (this.#wantsPicture || this.#wantedFocuses.size)) void this.#work();
  }

  // What is shown.

  /**
   * @param {Drawn} drawn
   * @param {object} params
   */
  #draw(drawn, params) {
    this.#picture.update(drawn.grids);
    this.#drawn = params;
    this.#state.steps = drawn.steps;
    this.#focuses = new Map([[drawn.focus.key, drawn.focus]]);
    this.#player.set(drawn.steps.length, drawn.step);
    this.#picture.write(drawn.steps, drawn.step);
    this.#one(".pc-formulas").innerHTML = drawn.formula;
    this.#one(".pc-summary").textContent = drawn.summary;
    if (this.#pinned && !this.#picture.cell(this.#pinned)) this.#pinned = null;
    if (this.#pointed && !this.#picture.cell(this.#pointed)) this.#pointed = null;
    this.#refuse(null);
    this.#showStep();
    this.#show();
    this.dispatchEvent(new CustomEvent("pyconv-drawn", { bubbles: true }));
  }

  /** Says why there is no picture of these settings; the last good one stays. @param {Refusal | null} refusal */
  #refuse(refusal) {
    const place = this.#one(".pc-refusal");
    const stale = this.#state.words["errors.stale"] ?? "";
    const words = refusal ? `${refusal.message} ${stale}` : "";
    if (place.textContent !== words) place.textContent = words;
    this.#stale = refusal !== null;
    this.classList.toggle("pc-stale", this.#stale);
    this.#settings.blame(refusal?.field ?? null, place.id);
    this.#editor.blame(refusal?.field ?? null, place.id);
  }

  get #wantedKey() {
    return this.#pinned ?? this.#pointed ?? this.#state.steps[this.#player.step] ?? "";
  }

  /** Lights the cell that is to be shown and writes what it is connected to. */
  async #show() {
    const key = this.#wantedKey;
    const focus = await this.#focusOf(key);
    if (!focus || key !== this.#wantedKey) return;
    this.#shown = key;
    this.#picture.light(focus);
    this.#one(".pc-words").innerHTML = focus.words;
    this.classList.toggle("pc-pinned", this.#pinned !== null);
  }

  /** @param {number} step */
  async #step(step) {
    this.#picture.writeUpTo(step);
    this.#showStep();
    if (!this.#pinned && !this.#pointed) await this.#show();
  }

  #showStep() {
    const { step, steps } = this.#player;
    const words = fill(this.#state.words["controls.step"] ?? "", { step: step + 1, steps });
    const scrubber = /** @type {HTMLInputElement} */ (this.#one(".pc-scrubber"));
    scrubber.max = String(steps - 1);
    scrubber.value = String(step);
    scrubber.setAttribute("aria-valuetext", words);
    this.#one(".pc-step").textContent = words;
  }

  #showPlaying() {
    const button = this.#one("[data-does=play]");
    const words = this.#state.words[this.#player.playing ? "controls.pause" : "controls.play"] ?? "";
    this.classList.toggle("pc-playing", this.#player.playing);
    button.setAttribute("aria-label", words);
    button.title = words;
  }

  /** Tells a screen reader what is shown, once the reader comes to rest. */
  #announce() {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(async () => {
      const focus = await this.#focusOf(this.#wantedKey);
      this.#one(".pc-live").textContent = focus?.spoken ?? "";
    }, CALM);
  }

  // What the reader does.

  /** @param {EventTarget | null} target */
  #cellAt(target) {
    return /** @type {SVGGElement | null} */ (/** @type {Element | null} */ (target)?.closest?.(".pc-cell") ?? null);
  }

  /** @param {PointerEvent} event */
  #point({ target, pointerType }) {
    if (pointerType !== "touch") this.#pointAt(this.#cellAt(target)?.dataset.key ?? null);
  }

  /** @param {string | null} key */
  #pointAt(key) {
    if (key === this.#pointed) return;
    this.#pointed = key;
    if (!this.#pinned) void this.#show();
  }

  /** @param {Event} event */
  #pointAtTerm({ target }) {
    this.#hint(/** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest(".pc-term"))?.dataset.key ?? null);
  }

  /** Marks the cell that a product in the sum speaks of. @param {string | null} key */
  #hint(key) {
    for (const cell of this.querySelectorAll(".pc-hinted")) cell.classList.remove("pc-hinted");
    if (key) this.#picture.cell(key)?.classList.add("pc-hinted");
  }

  /** @param {EventTarget | null} target */
  #reach(target) {
    const cell = this.#cellAt(target);
    if (!cell) return;
    this.#picture.reach(cell);
    if (!cell.matches(":focus-visible")) return;
    this.#pointAt(cell.dataset.key ?? null);
    this.#announce();
  }

  /** @param {string | null} key */
  #pin(key) {
    this.#pinned = key;
    if (key) this.#player.pause();
    void this.#show();
    this.#announce();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const { does } = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-does]"))?.dataset ?? {};
    if (does) return this.#do(does);
    const cell = this.#cellAt(event.target);
    if (cell) {
      const key = cell.dataset.key ?? null;
      if (key !== this.#pinned) this.#pin(key);
      else if (Editor.nameOf(cell)) this.#edit(cell);
      else this.#pin(null);
    } else if (/** @type {Element} */ (event.target).closest(".pc-stage") && !(event.target instanceof HTMLInputElement)) this.#pin(null);
  }

  /** @param {string} what */
  #do(what) {
    this.#resumes = false;
    if (what === "retry") return python.restart();
    if (what === "reset") {
      this.#settings.reset();
      this.#editor.close();
      this.#pinned = null;
      this.#player.set(this.#state.steps.length, 0);
      return this.#change();
    }
    this.#pinned = null;
    if (what === "play") return this.#player.playing ? this.#player.pause() : this.#play();
    void this.#player.go(this.#player.step + (what === "back" ? -1 : 1)).then(() => this.#announce());
  }

  #play() {
    this.#player.play();
    void this.#show();
  }

  /** @param {SVGGElement | null} cell @param {string} [typed] */
  #edit(cell, typed) {
    if (!cell) return;
    this.#player.pause();
    this.#pinned = cell.dataset.key ?? null;
    void this.#show();
    this.#editor.open(cell, typed);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {Element} */ (event.target);
    const cell = this.#cellAt(target);
    const { key } = event;
    this.#resumes = false;
    if (key === "Escape") this.#pin(null);
    else if (key === " " && !target.closest("button, input, select, summary")) this.#do("play");
    else if (!cell) return;
    else if (key === "Enter" || key === "F2") Editor.nameOf(cell) ? this.#edit(cell) : this.#pin(cell.dataset.key ?? null);
    else if (/^[-\d.,]$/.test(key) && Editor.nameOf(cell)) this.#edit(cell, key);
    else if (!this.#picture.walk(cell, key)) return;
    event.preventDefault();
    event.stopPropagation();
  }
}
