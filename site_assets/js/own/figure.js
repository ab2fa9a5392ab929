/**
 * What a reader brings, under kernels: its controls, what Python is asked of it, and its links and files.
 *
 * What is brought goes along with every question, so that Python keeps nothing and can be started anew at any
 * time; the newest question wins.
 */

import { NotHad } from "../elements/had.js";
import { firstState, pageWords, part } from "../elements/parts.js";
import { Questions } from "../elements/questions.js";
import { RefusalLine } from "../elements/refusal.js";
import { watchNearness } from "../elements/screen.js";
import { Settings } from "../elements/settings.js";
import { Sharing } from "../elements/sharing.js";
import { Status } from "../elements/status.js";
import { fill } from "../elements/words.js";
import { python } from "../worker/client.js";
import { filesOf, linked, makeOwn, STILL, setUpBy } from "./taken.js";

/** @typedef {import("../elements/words.js").Words} Words */
/** @typedef {import("../worker/protocol.js").OfOwn} OfOwn */
/** @typedef {import("../worker/protocol.js").Params} Params */

/** What the page says of it. @typedef {{ params: Params, words: Words }} First */

/** Milliseconds that an answer may take before the page says that it is behind. */
const PROMPT = 400;

/** Milliseconds of rest before a screen reader is told what has changed. */
const CALM = 400;

/**
 * @abstract
 * @template {"image" | "sound"} Kind
 */
export class OwnFigure {
  /** @type {Kind} */ #kind;
  /** @type {Status} */ #status;
  /** @type {Questions<Kind>} */ #questions;
  /** @type {RefusalLine} */ #refusal;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #calm;
  /** As Python takes what the reader has brought; nothing before it is there. @protected */ data = "";
  /** Whether an answer was wanted, though there may be nothing yet to ask of. @protected */ early = false;
  /** What is shown. @protected @type {OfOwn | null} */ shown = null;

  /**
   * @param {Kind} kind
   * @param {HTMLElement} host  Holds its first state.
   * @param {import("./taken.js").Kernels} kernels
   */
  constructor(kind, host, kernels) {
    this.#kind = kind;
    /** @protected @readonly */
    this.host = host;
    /** @protected @readonly @type {First} */
    this.first = firstState(host);
    /** Holds all controls. @protected @readonly */
    this.form = part(host, ".pc-own-body");
    const words = pageWords(host);
    this.#status = new Status(part(host, ".pc-python"), words);
    // A weight that is changed makes a kernel the reader's own.
    this.form.addEventListener("input", (event) => makeOwn(this.settings, kernels, event), { capture: true });
    /** @protected @readonly */
    this.settings = new Settings(this.form, this.first.params, () => this.changed());
    this.#refusal = new RefusalLine(part(host, ".pc-refusal"), words["errors.stale"] ?? "", [this.settings]);
    this.#questions = new Questions(
      kind,
      PROMPT,
      {
        wanted: () => this.#wanted,
        drawn: (answer, request, timing) => this.#draw(answer, request, timing),
        refused: (refusal) => this.#refusal.show(refusal),
        broken: () => this.#status.broken(),
        behind: (behind) => host.classList.toggle("pc-behind", behind),
      },
      this.#aside,
    );
    /** @protected @readonly */
    this.sharing = new Sharing(host, words, {
      ...STILL,
      settings: linked(this.settings, kernels, () => this.become()),
      standing: this.#refusal,
      wanted: () => this.renew(),
    });
  }

  /** Is set up by a link. @param {import("../elements/sharing.js").Found} found */
  open(found) {
    this.sharing.open(found);
  }

  /** Follows its reader until the signal. @param {AbortSignal} signal */
  start(signal) {
    const { host } = this;
    host.addEventListener("click", (event) => void this.#click(event), { signal });
    this.#files.addEventListener("change", () => void this.#choose(), { signal });
    host.addEventListener("drop", (event) => void this.#drop(event), { signal });
    python.addEventListener("change", () => this.#hearPython(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.hush(), { signal });
    signal.addEventListener("abort", () => {
      this.#questions.rest();
      this.hush();
      clearTimeout(this.#calm);
    });
    watchNearness(host, () => python.start(), signal);
    this.sharing.follow(signal);
    this.#hearPython();
    this.#questions.begin();
  }

  // What each kind says of itself.

  /** Shows as many fields as the kernels have weights. @abstract @protected */
  show() {}

  /** The settings have become others. @protected */
  become() {
    this.show();
  }

  /** Asks for what is made of it by other settings. @protected */
  renew() {
    this.want();
  }

  /** Shows what Python answers. @abstract @protected @param {import("../worker/protocol.js").Answer<Kind>} _answer @param {OfOwn} _request */
  draw(_answer, _request) {}

  /** Whether there is anything to ask of what is shown. @abstract @protected */
  get asks() {
    return false;
  }

  /** Asks it. @abstract @protected */
  async ask() {}

  /** Gives up what is not answered of it. @abstract @protected */
  forget() {}

  /** Does what a button says. @protected @param {string} does @returns {unknown} */
  do(does) {
    switch (does) {
      case "file":
        return this.#files.click();
      case "reset":
        this.settings.reset();
        this.become();
        return this.changed();
      case "share":
        return this.sharing.copy();
      case "take-along":
        return this.sharing.offer({
          ...{ host: this.host, player: STILL.player, sharing: this.sharing, touched: () => {} },
          files: () => filesOf(this.#kind, this.host, () => this.#wanted, this.saved),
          allows: [this.#kind === "image" ? "camera" : "microphone"],
        });
      case "retry":
        if (python.condition.reason === "newer") return location.reload();
        if (python.condition.state === "failed" || python.condition.slow) python.restart();
        return this.want();
      default:
        return undefined;
    }
  }

  /** What of it can be saved, if not all that is seen. @protected @type {string[] | undefined} */
  get saved() {
    return undefined;
  }

  /** Takes a file in, or says why not. @abstract @protected @param {File} _file @returns {Promise<void>} */
  async receive(_file) {}

  /** Neither sees nor hears the reader any more. @abstract @protected */
  hush() {}

  // What all do.

  /** @returns {OfOwn} */
  get #wanted() {
    const { language = "" } = this.host.dataset;
    return { language, data: this.data, params: this.settings.params };
  }

  /** What is asked of a place while nothing else is wanted. @type {import("../elements/questions.js").Aside} */
  get #aside() {
    const own = this;
    return {
      get waits() {
        return own.asks && own.shown !== null;
      },
      ask: () => own.ask(),
      forget: () => own.forget(),
    };
  }

  /** @protected */
  changed() {
    this.show();
    this.#refusal.note("");
    this.renew();
    this.sharing.keep();
  }

  /** Asks for what is made of it. @protected */
  want() {
    this.early = true;
    if (this.data) this.#questions.want();
  }

  /** What was brought is there: what is made of it is wanted if that was asked for, and else if Python runs. @protected */
  come() {
    if (this.early) this.want();
    else this.#hearPython();
  }

  /** Asks whatever there is to ask. @protected */
  work() {
    void this.#questions.work();
  }

  /** Tells a screen reader, once nothing newer is told. @protected @param {string} words */
  announce(words) {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => {
      part(this.host, ".pc-live").textContent = words;
    }, CALM);
  }

  /**
   * Says something of where it comes from.
   * @protected
   * @param {string} name  Of the words; none to say nothing.
   * @param {Parameters<typeof fill>[1]} [values]
   */
  say(name, values = {}) {
    this.tell(name && fill(this.first.words[name] ?? "", values));
  }

  /** @protected @param {string} words */
  tell(words) {
    part(this.host, ".pc-source-told").textContent = words;
  }

  /** Says why it cannot be had, if that is what happened. @protected @param {unknown} error */
  sayWhy(error) {
    if (!(error instanceof NotHad)) throw error;
    this.say(error.words, error.values);
  }

  /** @param {import("../worker/protocol.js").Answer<Kind>} answer @param {OfOwn} request @param {import("../elements/questions.js").Timing} detail */
  #draw(answer, request, detail) {
    this.draw(answer, request);
    this.shown = request;
    this.sharing.settle(0);
    this.#refusal.show(null);
    this.host.dispatchEvent(new CustomEvent("pyconv-drawn", { bubbles: true, detail }));
  }

  #hearPython() {
    const { condition } = python;
    this.#status.show(condition);
    if (condition.state === "failed") this.host.classList.remove("pc-behind");
    if (condition.state === "failed" || condition.slow) this.announce(this.#status.words);
    if (condition.state !== "ready") return;
    // Until then what the page holds is right.
    if (this.early) this.#questions.resume();
    else this.want();
  }

  /** @param {MouseEvent} event */
  async #click({ target }) {
    const button = target instanceof Element ? target.closest("[data-does]") : null;
    const does = /** @type {HTMLElement | null} */ (button)?.dataset.does;
    if (does) await this.do(does);
  }

  get #files() {
    return part(this.host, "input[type='file']", HTMLInputElement);
  }

  async #choose() {
    const [file] = this.#files.files ?? [];
    if (file) await this.receive(file);
    // The same file may be chosen again.
    this.#files.value = "";
  }

  /** @param {DragEvent} event */
  async #drop(event) {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    const told = await setUpBy(file, this.host);
    if (told === null) return this.receive(file);
    if (told) this.tell(told);
    else this.say("settings-taken");
  }
}
