/** The page's side of the worker: one for the whole tab, started when first needed. */

import { outdated } from "../version.js";
import { Download, nameOf } from "./download.js";
import { readSite } from "./facts.js";
import { LOOK_EVERY, PATIENCE } from "./patience.js";

/** @typedef {import("./protocol.js").TimedAnswer} Answer */
/** @typedef {import("./protocol.js").FailureReason} FailureReason */
/** @typedef {import("./protocol.js").FromWorker} FromWorker */
/** @typedef {import("./protocol.js").Question} Question */

/**
 * How Python is doing.
 * @typedef {object} Condition
 * @property {"idle" | "starting" | "ready" | "failed"} state
 * @property {import("./protocol.js").Stage | import("./protocol.js").FiguresStage} [stage]
 * @property {number} [loaded]  Bytes.
 * @property {number} [total]
 * @property {FailureReason | `figures-${FailureReason}` | "newer"} [reason]  "newer": these files belong to a version of the site that is gone.
 * @property {string} [name]  The file to blame.
 * @property {boolean} [slow]  Whether what it does now takes longer than usual.
 */

/** What was asked and not answered yet. @typedef {{ ask: import("./protocol.js").Ask, resolve: (answer: Answer) => void, reject: (error: Error) => void }} Waiting */

/** The question was dropped: Python was restarted or failed before it answered. */
export class Dropped extends Error {}

/** Python raised what it should not have. */
export class Crashed extends Error {}

const SITE = new URL("../../site.json", import.meta.url).href;
const WORKER = new URL("./worker.js", import.meta.url);

class Client extends EventTarget {
  /** @type {Worker | null} */ #worker = null;
  /** The check of what the worker is made of. @type {Download | null} */ #check = null;
  /** Whether the worker has said anything. */ #spoken = false;
  /** Whether this is the second worker of one start. */ #again = false;
  /** @type {Map<number, Waiting>} */ #waiting = new Map();
  #lastId = 0;
  /** Milliseconds since the last word, while one is awaited. */ #silence = 0;
  #slow = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #looking;
  /** @type {Condition} */ #condition = { state: "idle" };
  /** @type {Condition} */ #figures = { state: "idle" };

  /** @returns {Condition} */
  get condition() {
    return { ...this.#condition, slow: this.#slow };
  }

  /** How matplotlib is doing, which Python gets when it is first asked for a plot. @returns {Condition} */
  get figures() {
    return { ...this.#figures, slow: this.#slow };
  }

  /** Starts Python, unless it runs or has failed; `restart` starts it again. */
  start() {
    if (this.#condition.state !== "idle") return;
    this.#become({ state: "starting", stage: "download", loaded: 0, total: 0 });
    this.#again = false;
    this.#launch();
    this.#watch();
  }

  restart() {
    this.#stop();
    this.#become({ state: "idle" });
    this.start();
  }

  /**
   * Asks Python, starting it if need be.
   * @param {Question} question
   * @param {object} request
   * @returns {Promise<Answer>}
   */
  ask(question, request) {
    this.start();
    return new Promise((resolve, reject) => {
      if (this.#condition.state === "failed") return reject(new Dropped());
      const id = ++this.#lastId;
      /** @type {import("./protocol.js").Ask} */
      const ask = { type: "ask", id, question, request: JSON.stringify(request) };
      this.#waiting.set(id, { ask, resolve, reject });
      this.#worker?.postMessage(ask);
      this.#watch();
    });
  }

  /**
   * Makes a worker, and checks its scripts while it loads them: it cannot tell of one that it could not
   * load, nor of one that is not what it should be.
   */
  #launch() {
    const worker = new Worker(WORKER, { type: "module", name: "pyconv" });
    this.#worker = worker;
    this.#spoken = false;
    const checked = this.#examine(worker);
    worker.addEventListener("message", ({ data }) => this.#hear(data));
    worker.addEventListener("messageerror", () => this.#fail("crashed", ""));
    worker.addEventListener("error", async (event) => {
      event.preventDefault();
      await checked;
      if (this.#worker !== worker) return;
      // Without a message it is no script that failed, but the loading of one.
      if (event.message) this.#fail("crashed", "");
      else this.#failOnce("missing", nameOf(WORKER.href));
    });
    for (const { ask } of this.#waiting.values()) worker.postMessage(ask);
  }

  /** @param {Worker} worker */
  async #examine(worker) {
    const check = new Download();
    this.#check = check;
    try {
      const site = await check.text({ url: SITE }, (text) => readSite(text, SITE));
      if (this.#worker !== worker) return;
      this.#heard();
      worker.postMessage({ type: "start", site });
      const again = await check.all(site.scripts.map((script) => check.script(script)));
      const place = again.indexOf(true);
      if (this.#worker === worker && place >= 0)
        this.#failOnce("damaged", nameOf(site.scripts[place]?.url ?? ""));
    } catch (error) {
      const { reason = "crashed", file = "" } = /** @type {import("./download.js").BootError} */ (error);
      // A worker that speaks has all its scripts, whether or not they could be asked for again.
      const moot = reason === "missing" && this.#spoken;
      if (this.#worker === worker && !moot) this.#fail(reason, file);
    }
  }

  /** @param {FromWorker} message */
  #hear(message) {
    this.#spoken = true;
    this.#heard();
    switch (message.type) {
      case "progress": {
        const { stage, loaded, total } = message;
        /** @type {Condition} */
        const condition = stage.endsWith("ready")
          ? { state: "ready" }
          : { state: "starting", stage, loaded, total };
        if (stage.startsWith("figures-")) this.#becomeFigures(condition);
        else this.#become(condition);
        break;
      }
      case "failed":
        if (message.again) this.#failOnce(message.reason, message.name);
        else this.#fail(message.reason, message.name);
        return;
      case "lacking":
        this.#take(message.id)?.reject(new Dropped());
        void this.#lack(`figures-${message.reason}`, message.name);
        break;
      case "answered":
        this.#take(message.id)?.resolve({ ...JSON.parse(message.answer), spent: message.spent });
        break;
      case "crashed":
        this.#take(message.id)?.reject(new Crashed(message.trace));
        break;
    }
    this.#watch();
  }

  /** @param {number} id */
  #take(id) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** What is awaited now, if anything. @returns {import("./patience.js").Step | undefined} */
  get #step() {
    for (const { state, stage } of [this.#condition, this.#figures]) if (state === "starting") return stage;
    const questions = [...this.#waiting.values()].map(({ ask }) => ask.question);
    return questions.find((question) => question === "plot") ?? questions[0];
  }

  /** Looks after the worker for as long as something is awaited of it. */
  #watch() {
    if (this.#step) {
      this.#looking ??= setInterval(() => this.#look(), LOOK_EVERY);
      return;
    }
    clearInterval(this.#looking);
    this.#looking = undefined;
    this.#heard();
  }

  /**
   * Silence is counted in looks, not read from a clock: while the machine sleeps or the tab is frozen
   * the worker is silent too, and nobody looks.
   */
  #look() {
    const step = this.#step;
    if (!step) return;
    this.#silence += LOOK_EVERY;
    if (this.#silence >= PATIENCE[step].end) this.#fail("hung", "");
    else if (this.#silence >= PATIENCE[step].slow) this.#slowed(true);
  }

  #heard() {
    this.#silence = 0;
    this.#slowed(false);
  }

  /** @param {boolean} slow */
  #slowed(slow) {
    if (this.#slow === slow) return;
    this.#slow = slow;
    this.dispatchEvent(new Event("change"));
  }

  /**
   * What failed is good by now, and another worker may start; a second one does not get a third.
   * @param {FailureReason} reason
   * @param {string} name
   */
  #failOnce(reason, name) {
    if (this.#again) {
      void this.#fail(reason, name);
      return;
    }
    this.#again = true;
    this.#dismiss();
    this.#launch();
  }

  /**
   * The one place in which it is told that Python does not run.
   * @param {FailureReason} reason
   * @param {string} name  The file to blame, if one is.
   */
  async #fail(reason, name) {
    this.#stop();
    const newer = await outdated();
    // Somebody may have started it again meanwhile.
    if (!this.#worker) this.#become({ state: "failed", reason: newer ? "newer" : reason, name });
  }

  /**
   * Matplotlib could not be had.
   * @param {`figures-${FailureReason}`} reason
   * @param {string} name
   */
  async #lack(reason, name) {
    const worker = this.#worker;
    const newer = await outdated();
    if (worker === this.#worker)
      this.#becomeFigures({ state: "failed", reason: newer ? "newer" : reason, name });
  }

  #dismiss() {
    this.#check?.cancel();
    this.#check = null;
    this.#worker?.terminate();
    this.#worker = null;
  }

  #stop() {
    clearInterval(this.#looking);
    this.#looking = undefined;
    this.#silence = 0;
    this.#slow = false;
    this.#dismiss();
    this.#figures = { state: "idle" };
    const dropped = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of dropped) reject(new Dropped());
  }

  /** @param {Condition} condition */
  #become(condition) {
    this.#condition = condition;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Condition} condition */
  #becomeFigures(condition) {
    this.#figures = condition;
    this.dispatchEvent(new Event("change"));
  }
}

/** Python, for every widget of this tab. */
export const python = new Client();
