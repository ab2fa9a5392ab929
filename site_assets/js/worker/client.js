/** The page's side of the worker: one for the whole tab, started when first needed. */

import { outdated } from "../version.js";

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
 */

/** The question was dropped: Python was restarted or failed before it answered. */
export class Dropped extends Error {}

/** Python raised what it should not have. */
export class Crashed extends Error {}

/** Milliseconds without a word after which the worker is taken for dead. */
const PATIENCE = { starting: 60_000, answering: 20_000 };

class Client extends EventTarget {
  /** @type {Worker | null} */ #worker = null;
  /** @type {Map<number, { resolve: (answer: Answer) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();
  #lastId = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #watchdog;
  /** @type {Condition} */ #condition = { state: "idle" };
  /** @type {Condition} */ #figures = { state: "idle" };

  get condition() {
    return this.#condition;
  }

  /** How matplotlib is doing, which Python gets when it is first asked for a plot. */
  get figures() {
    return this.#figures;
  }

  /** Starts Python, unless it runs or has failed; `restart` starts it again. */
  start() {
    if (this.#condition.state !== "idle") return;
    this.#become({ state: "starting", stage: "download", loaded: 0, total: 0 });
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "pyconv" });
    worker.addEventListener("message", ({ data }) => this.#hear(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fail("crashed", "");
    });
    this.#worker = worker;
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
      if (!this.#worker) return reject(new Dropped());
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ type: "ask", id, question, request: JSON.stringify(request) });
      this.#watch();
    });
  }

  /** @param {FromWorker} message */
  #hear(message) {
    switch (message.type) {
      case "progress": {
        const { stage, loaded, total } = message;
        /** @type {Condition} */
        const condition = stage.endsWith("ready") ? { state: "ready" } : { state: "starting", stage, loaded, total };
        if (stage.startsWith("figures-")) this.#becomeFigures(condition);
        else this.#become(condition);
        break;
      }
      case "failed":
        this.#fail(message.reason, message.name);
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

  /** Pyodide's loader can wait for ever when its files are broken, so silence has an end. */
  #watch() {
    clearTimeout(this.#watchdog);
    const starting = this.#condition.state === "starting";
    if (!starting && this.#waiting.size === 0) return;
    this.#watchdog = setTimeout(() => this.#fail("hung", ""), starting ? PATIENCE.starting : PATIENCE.answering);
  }

  /**
   * @param {FailureReason} reason
   * @param {string} name
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
    if (worker === this.#worker) this.#becomeFigures({ state: "failed", reason: newer ? "newer" : reason, name });
  }

  #stop() {
    clearTimeout(this.#watchdog);
    this.#worker?.terminate();
    this.#worker = null;
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
