/**
 * `<pyconv-plot>`: a plot of matplotlib that a reader can change.
 *
 * The page holds it as it was built. Matplotlib is only fetched when the reader presses the
 * button that says how large it is; from then on Python redraws the plot at every change. A link sets its
 * controls; what they draw waits for that button.
 */

import { python } from "../worker/client.js";
import { address } from "./address.js";
import { copyLink } from "./copying.js";
import { LateElement } from "./late.js";
import { complete, firstState, pageWords, part } from "./parts.js";
import { Questions } from "./questions.js";
import { RefusalLine } from "./refusal.js";
import { Settings } from "./settings.js";
import { Sharing, toldOf } from "./sharing.js";
import { Status } from "./status.js";

/** @typedef {import("../worker/protocol.js").Refusal} Refusal */
/** @typedef {{ params: import("../worker/protocol.js").Params, narrow: string }} State */

/** Milliseconds that a plot may take before the page says that it is behind. */
const PROMPT = 400;

/** Milliseconds of rest before a screen reader is told what has changed. */
const CALM = 600;

/** Python runs, but has not told of matplotlib yet. @type {import("../worker/client.js").Condition} */
const BEFORE = { of: "matplotlib", state: "starting", stage: "download", loaded: 0, total: 0 };

export class PlotElement extends LateElement {
  /** @override */
  async follower() {
    const linked = await Sharing.find(this);
    complete(this);
    const plot = new Plot(this);
    if (linked) plot.open(linked);
    return plot;
  }
}

class Plot {
  /** @type {HTMLElement} */ #host;
  /** @type {HTMLFormElement} */ #form;
  /** @type {Settings} */ #settings;
  /** @type {Status} */ #status;
  /** @type {RefusalLine} */ #refusal;
  /** @type {import("./words.js").Words} */ #words;
  /** The page that it is on. */ #page = location.pathname;
  /** What the address says of it, as far as it was heeded or written. */ #said = "";
  /** What a link to it says, once that was found out; nothing if it cannot be. @type {Promise<string | null>} */ #link =
    Promise.resolve("");
  /** @type {MediaQueryList} */ #narrow;
  /** @type {Questions<"plot">} */ #questions;
  /** Whether the reader pressed the button. */ #asked = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #calm;

  /** @param {HTMLElement} host  Holds the plot as it was built. */
  constructor(host) {
    this.#host = host;
    /** @type {State} */
    const { params, narrow } = firstState(host);
    const words = pageWords(host);
    this.#words = words;
    const { figure = "", language = "" } = host.dataset;
    this.#narrow = matchMedia(narrow);
    this.#form = part(host, "form", HTMLFormElement);
    this.#status = new Status(part(host, ".pc-python"), words);
    this.#settings = new Settings(this.#form, params, () => this.#change());
    this.#refusal = new RefusalLine(part(host, ".pc-refusal"), words["errors.stale"] ?? "", [this.#settings]);
    this.#questions = new Questions("plot", PROMPT, {
      wanted: () => ({ figure, language, params: this.#settings.params, narrow: this.#narrow.matches }),
      drawn: (plot) => this.#draw(plot),
      refused: (refusal) => this.#refuse(refusal),
      broken: () => this.#status.broken(),
      behind: (behind) => host.classList.toggle("pc-behind", behind && !this.#failed),
    });
  }

  /** Follows its reader until the signal. @param {AbortSignal} signal */
  start(signal) {
    this.#host.addEventListener("click", (event) => this.#click(event), { signal });
    this.#narrow.addEventListener("change", () => this.#asked && this.#questions.want(), { signal });
    python.addEventListener("change", () => this.#hearPython(), { signal });
    address.addEventListener("change", () => void this.#heed(), { signal });
    signal.addEventListener("abort", () => {
      this.#questions.rest();
      clearTimeout(this.#calm);
    });
    this.#hearPython();
    this.#questions.begin();
  }

  /** @param {MouseEvent} event */
  #click({ target }) {
    const button = target instanceof Element ? target.closest("[data-does]") : null;
    switch (/** @type {HTMLElement | null} */ (button)?.dataset.does) {
      case "load":
        return this.#load();
      case "reset":
        this.#settings.reset();
        return this.#change();
      case "share":
        return void this.#copy();
      case "retry":
        if (python.condition.state === "failed" || python.condition.slow) python.restart();
        return this.#questions.want();
    }
  }

  #load() {
    this.#asked = true;
    part(this.#host, ".pc-plot-load").hidden = true;
    part(this.#host, ".pc-python").hidden = false;
    python.start();
    this.#questions.want();
  }

  #change() {
    this.#questions.want();
    void this.#keep();
  }

  // Links.

  /** Takes over what a link says. @param {import("./sharing.js").Found} found */
  open({ said, settings, reading }) {
    this.#said = said;
    address.drop(this.#host.id);
    const linked = reading.readLink(settings, this.#settings.facts);
    this.#settings.become(linked.params);
    const coming = this.#asked || linked.newer ? "" : (this.#words["link.plot"] ?? "");
    const told = [toldOf(linked, this.#words), coming].filter(Boolean).join(" ");
    for (const place of [".pc-summary", ".pc-live"]) if (told) part(this.#host, place).textContent = told;
    if (this.#asked) this.#questions.want();
    // Nothing has to be fetched any more.
    else if (python.matplotlib.state === "ready") this.#load();
  }

  async #heed() {
    const link = this.#link;
    const found = this.#page === location.pathname ? await Sharing.find(this.#host) : null;
    if (!found || found.said === this.#said || found.said === (await link)) return;
    // What the reader has set up meanwhile is newer than the address.
    if (link === this.#link) this.open(found);
  }

  /** Has the address follow what is set up; tells what a link says. @returns {Promise<string | null>} */
  #keep() {
    const params = structuredClone(this.#settings.params);
    const link = import("./writing.js").then(
      ({ writeLink }) => writeLink({ params, step: 0, pin: null }, this.#settings.facts),
      // A newer version has taken the place of this one.
      () => null,
    );
    this.#link = link;
    return link.then((said) => {
      if (link === this.#link && said !== null) {
        this.#said = said;
        address.follow(this.#host.id, said, this.#page);
      }
      return said;
    });
  }

  async #copy() {
    const said = await this.#keep();
    if (said !== null) await copyLink(this.#form, address.linkTo(this.#host.id, said), this.#words);
    else part(this.#form, ".pc-shared").textContent = this.#words["runtime.newer"] ?? "";
  }

  get #failed() {
    return [python.condition, python.matplotlib].some(({ state }) => state === "failed");
  }

  #hearPython() {
    if (!this.#asked) return;
    const ready = python.condition.state === "ready";
    const matplotlib = python.matplotlib.state === "idle" ? BEFORE : python.matplotlib;
    this.#status.show(ready ? matplotlib : python.condition);
    if (this.#failed) this.#host.classList.remove("pc-behind");
    if (this.#failed || python.condition.slow) part(this.#host, ".pc-live").textContent = this.#status.words;
    if (ready && !this.#failed) this.#questions.resume();
  }

  /** @param {import("../worker/protocol.js").Plot} plot */
  #draw({ svg, size: [width, height], alt, summary }) {
    for (const palette of /** @type {const} */ (["light", "dark"])) {
      const picture = part(this.#host, `.pc-plot-${palette}`);
      picture.querySelector("source")?.remove();
      const image = part(picture, "img", HTMLImageElement);
      const src = `data:image/svg+xml,${encodeURIComponent(svg[palette])}`;
      Object.assign(image, { src, alt, width, height });
    }
    const first = this.#form.hidden;
    this.#form.hidden = false;
    part(this.#host, ".pc-summary").textContent = summary;
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => {
      part(this.#host, ".pc-live").textContent = summary;
    }, CALM);
    this.#refuse(null);
    // The button is gone: who pressed it goes on with the first control.
    if (first && document.activeElement === document.body) {
      part(this.#form, "input, select").focus({ preventScroll: true });
    }
    this.#host.dispatchEvent(new CustomEvent("pyconv-drawn", { bubbles: true }));
  }

  /** Says why these settings make no plot, or that they do; the last good one stays. @param {Refusal | null} refusal */
  #refuse(refusal) {
    this.#refusal.show(refusal);
    this.#host.classList.toggle("pc-stale", refusal !== null);
  }
}
