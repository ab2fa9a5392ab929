/**
 * `<pyconv-plot>`: a figure of matplotlib that a reader can change.
 *
 * The page holds it as it was built. Matplotlib is only fetched when the reader presses the
 * button that says how large it is; from then on Python redraws the figure at every change.
 */

import { Crashed, python } from "../worker/client.js";
import { Settings } from "./settings.js";
import { Status } from "./status.js";

/** @typedef {import("../worker/protocol.js").Drawing} Drawing */
/** @typedef {import("../worker/protocol.js").Refusal} Refusal */
/** @typedef {{ params: import("./settings.js").Params, narrow: string, words: import("./words.js").Words }} State */

/** Milliseconds that a figure may take before the page says that it is behind. */
const PROMPT = 400;

/** Milliseconds of rest before a screen reader is told what has changed. */
const CALM = 600;

/** Python runs, but has not told of matplotlib yet. @type {import("../worker/client.js").Condition} */
const BEFORE = { state: "starting", stage: "figures-download", loaded: 0, total: 0 };

let plots = 0;

export class FigurePlot extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;
  /** @type {Settings | undefined} */ #settings;
  /** @type {Status | undefined} */ #status;
  /** @type {MediaQueryList | undefined} */ #narrow;
  /** @type {import("./words.js").Words} */ #words = {};
  /** Whether the reader pressed the button. */ #asked = false;
  /** Whether the figure is older than the settings. */ #wanted = false;
  #busy = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #late;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #calm;

  connectedCallback() {
    this.#settings ??= this.#begin();
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.addEventListener("click", (event) => this.#click(event), { signal });
    python.addEventListener("change", () => this.#hearPython(), { signal });
    this.#narrow?.addEventListener("change", () => this.#asked && this.#want(), { signal });
    this.#hearPython();
    // What was left without an answer when it was taken out of the page.
    if (this.#wanted) this.#want();
  }

  disconnectedCallback() {
    this.#connection?.abort();
    this.#inTime();
    clearTimeout(this.#calm);
  }

  #begin() {
    /** @type {State} */
    const { params, narrow, words } = JSON.parse(this.querySelector("template")?.content.textContent ?? "");
    this.#words = words;
    this.#narrow = matchMedia(narrow);
    this.#status = new Status(this.#one(".pc-python"), words);
    this.#one(".pc-refusal").id = `pf-refusal-${++plots}`;
    return new Settings(/** @type {HTMLFormElement} */ (this.#one("form")), params, () => this.#want());
  }

  /** @param {string} selector */
  #one(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {MouseEvent} event */
  #click({ target }) {
    const button = target instanceof Element ? target.closest("[data-does]") : null;
    switch (/** @type {HTMLElement | null} */ (button)?.dataset.does) {
      case "load":
        this.#asked = true;
        this.#one(".pf-load").hidden = true;
        this.#one(".pc-python").hidden = false;
        python.start();
        return this.#want();
      case "reset":
        this.#settings?.reset();
        return this.#want();
      case "retry":
        if (python.condition.state === "failed" || python.condition.slow) python.restart();
        return this.#want();
    }
  }

  #hearPython() {
    if (!this.#asked) return;
    const ready = python.condition.state === "ready";
    const figures = python.figures.state === "idle" ? BEFORE : python.figures;
    this.#status?.show(ready ? figures : python.condition);
    const failed = [python.condition, python.figures].some(({ state }) => state === "failed");
    if (failed || python.condition.slow) this.#one(".pc-live").textContent = this.#status?.words ?? "";
    if (ready && !failed) void this.#work();
  }

  /** Asks for the figure of the present settings. */
  #want() {
    this.#wanted = true;
    this.#late ??= setTimeout(() => this.classList.toggle("pf-behind", true), PROMPT);
    void this.#work();
  }

  #inTime() {
    clearTimeout(this.#late);
    this.#late = undefined;
    this.classList.toggle("pf-behind", false);
  }

  /** One question at a time; what was wanted meanwhile is asked together, after it. */
  async #work() {
    if (this.#busy || !this.#wanted) return;
    this.#busy = true;
    const { figure = "", language = "" } = this.dataset;
    try {
      while (this.#wanted && this.isConnected) {
        this.#wanted = false;
        const params = structuredClone(this.#settings?.params);
        const answer = await python
          .ask("plot", { figure, language, params, narrow: this.#narrow?.matches })
          .catch((error) => {
            this.#wanted = true;
            throw error;
          });
        if (!this.#wanted) this.#inTime();
        if ("refused" in answer) this.#refuse(answer.refused);
        else this.#draw(/** @type {Drawing} */ (/** @type {unknown} */ (answer)));
      }
    } catch (error) {
      this.#inTime();
      if (error instanceof Crashed) {
        this.#wanted = false;
        console.error(error.message);
        this.#status?.broken();
      }
    } finally {
      this.#busy = false;
    }
  }

  /** @param {Drawing} drawing */
  #draw({ svg, size: [width, height], alt, summary }) {
    for (const palette of /** @type {const} */ (["light", "dark"])) {
      const image = /** @type {HTMLImageElement} */ (this.#one(`.pf-${palette} img`));
      this.querySelector(`.pf-${palette} source`)?.remove();
      Object.assign(image, {
        src: `data:image/svg+xml,${encodeURIComponent(svg[palette])}`,
        alt,
        width,
        height,
      });
    }
    const first = this.#one("form").hidden;
    this.#one("form").hidden = false;
    this.#one(".pc-summary").textContent = summary;
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => (this.#one(".pc-live").textContent = summary), CALM);
    this.#refuse(null);
    // The button is gone: who pressed it goes on with the first control.
    if (first && document.activeElement === document.body)
      this.#one("form input, form select").focus({ preventScroll: true });
    this.dispatchEvent(new CustomEvent("pyconv-drawn", { bubbles: true }));
  }

  /** Says why these settings make no figure, or that they do; the last good one stays. @param {Refusal | null} refusal */
  #refuse(refusal) {
    const place = this.#one(".pc-refusal");
    const words = refusal ? `${refusal.message} ${this.#words["errors.stale"]}` : "";
    if (place.textContent !== words) place.textContent = words;
    this.classList.toggle("pf-stale", refusal !== null);
    this.#settings?.blame(refusal?.field ?? null, place.id);
  }
}
