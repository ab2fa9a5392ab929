/** The page's side of the worker: one for the whole tab, started when first needed. */

import { outdated } from "../version.js";
import { Crashed, Dropped, Refused } from "./answers.js";
import { BootError, Download, nameOf } from "./download.js";
import { readSite } from "./facts.js";
import { PATIENCE } from "./patience.js";
import { Silence } from "./silence.js";

export { Crashed, Dropped, Refused };

/** @typedef {import("./protocol.js").FailureReason} FailureReason */
/** @typedef {import("./protocol.js").FromWorker} FromWorker */
/** @typedef {import("./protocol.js").Program} Program */
/** @typedef {import("./protocol.js").Question} Question */
/** @typedef {import("./protocol.js").Stage} Stage */

/**
 * How Python is doing, or matplotlib.
 * @typedef {object} Condition
 * @property {Program} of
 * @property {"idle" | "starting" | "ready" | "failed"} state
 * @property {Stage} [stage]
 * @property {number} [loaded]  Bytes.
 * @property {number} [total]
 * @property {FailureReason | "newer"} [reason]  "newer": these files belong to a version of the site that is gone.
 * @property {string} [name]  The file to blame.
 * @property {boolean} [slow]  Whether what it does now takes longer than usual.
 */

/** What was asked and not answered yet. @typedef {{ ask: import("./protocol.js").Ask, hear: Hear, resolve: (answer: any) => void, reject: (error: Error) => void }} Waiting */

/** What is called with each part that is told before the answer. @typedef {(part: import("./protocol.js").Output) => void} Hear */

const SITE = new URL("../../site.json", import.meta.url).href;
const WORKER = new URL("./worker.js", import.meta.url);

class Client extends EventTarget {
  /** @type {Worker | null} */ #worker = null;
  /** The check of what the worker is made of. @type {Download | null} */ #check = null;
  /** Whether the worker has said anything. */ #spoken = false;
  /** Whether this is the second worker of one start. */ #again = false;
  /** @type {Map<number, Waiting>} */ #waiting = new Map();
  #lastId = 0;
  #silence = new Silence({
    awaited: () => this.#step,
    changed: () => this.dispatchEvent(new Event("change")),
    over: () => this.#fail("hung", ""),
  });
  /** @type {Condition} */ #condition = { of: "python", state: "idle" };
  /** @type {Condition} */ #matplotlib = { of: "matplotlib", state: "idle" };
  #whole;

  /** @param {boolean} whole  Whether with all of Python's library and NumPy, which cells may import. */
  constructor(whole) {
    super();
    this.#whole = whole;
  }

  /** @returns {Condition} */
  get condition() {
    return { ...this.#condition, slow: this.#silence.slow };
  }

  /** How matplotlib is doing, which Python gets when it is first asked for a plot. @returns {Condition} */
  get matplotlib() {
    return { ...this.#matplotlib, slow: this.#silence.slow };
  }

  /** Starts Python, unless it runs or has failed; `restart` starts it again. */
  start() {
    if (this.#condition.state !== "idle") return;
    this.#become({ of: "python", state: "starting", stage: "download", loaded: 0, total: 0 });
    this.#again = false;
    this.#launch();
    this.#silence.watch();
  }

  restart() {
    this.end();
    this.start();
  }

  /** Ends Python, whatever it is doing; it starts again when it is next asked. */
  end() {
    this.#stop();
    this.#become({ of: "python", state: "idle" });
  }

  /**
   * Asks Python, starting it if need be.
   * @template {Question} Q
   * @param {Q} question
   * @param {import("./protocol.js").Request<Q>} request
   * @param {Hear} [hear]
   * @returns {Promise<import("./protocol.js").Answer<Q> & { spent: number }>} with the milliseconds that Python spent on it
   * @throws {Refused | Dropped | Crashed}
   */
  ask(question, request, hear = () => {}) {
    this.start();
    return new Promise((resolve, reject) => {
      if (this.#condition.state === "failed") return reject(new Dropped());
      const id = ++this.#lastId;
      /** @type {import("./protocol.js").Ask} */
      const ask = { type: "ask", id, question, request: JSON.stringify(request) };
      this.#waiting.set(id, { ask, hear, resolve, reject });
      this.#worker?.postMessage(ask);
      this.#silence.watch();
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
      this.#silence.heard();
      worker.postMessage({ type: "start", site, whole: this.#whole });
      const again = await check.all(site.scripts.map((script) => check.script(script)));
      const place = again.indexOf(true);
      if (this.#worker === worker && place >= 0)
        this.#failOnce("damaged", nameOf(site.scripts[place]?.url ?? ""));
    } catch (error) {
      const { reason, file } = BootError.of(error);
      // A worker that speaks has all its scripts, whether or not they could be asked for again.
      const moot = reason === "missing" && this.#spoken;
      if (this.#worker === worker && !moot) this.#fail(reason, file);
    }
  }

  /** @param {FromWorker} message */
  #hear(message) {
    this.#spoken = true;
    this.#silence.heard();
    switch (message.type) {
      case "progress": {
        const { of, stage, loaded, total } = message;
        this.#become(
          stage === "ready" ? { of, state: "ready" } : { of, state: "starting", stage, loaded, total },
        );
        break;
      }
      case "failed":
        if (message.again) this.#failOnce(message.reason, message.name);
        else this.#fail(message.reason, message.name);
        return;
      case "lacking":
        this.#take(message.id)?.reject(new Dropped());
        if (message.of === "matplotlib") void this.#lack(message.reason, message.name);
        break;
      case "told": {
        const part = read(message.part);
        if (part) this.#waiting.get(message.id)?.hear(part);
        else this.#take(message.id)?.reject(new Crashed("no text"));
        break;
      }
      case "answered": {
        const answer = read(message.answer);
        const waiting = this.#take(message.id);
        if (!answer) {
          waiting?.reject(new Crashed("no text"));
          break;
        }
        if ("refused" in answer) waiting?.reject(new Refused(answer.refused));
        else waiting?.resolve({ ...answer, spent: message.spent });
        break;
      }
      case "crashed":
        this.#take(message.id)?.reject(new Crashed(message.trace));
        break;
    }
    this.#silence.watch();
  }

  /** @param {number} id */
  #take(id) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** What is awaited now, if anything. @returns {import("./patience.js").Step | undefined} */
  get #step() {
    for (const { state, stage } of [this.#condition, this.#matplotlib])
      if (state === "starting") return stage;
    const questions = [...this.#waiting.values()].map(({ ask }) => ask.question);
    return questions.find((question) => PATIENCE[question] === PATIENCE.plot) ?? questions[0];
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
    if (!this.#worker)
      this.#become({ of: "python", state: "failed", reason: newer ? "newer" : reason, name });
  }

  /**
   * Matplotlib could not be had.
   * @param {FailureReason} reason
   * @param {string} name
   */
  async #lack(reason, name) {
    const worker = this.#worker;
    const newer = await outdated();
    if (worker !== this.#worker) return;
    this.#become({ of: "matplotlib", state: "failed", reason: newer ? "newer" : reason, name });
  }

  #dismiss() {
    this.#check?.cancel();
    this.#check = null;
    this.#worker?.terminate();
    this.#worker = null;
  }

  #stop() {
    this.#silence.end();
    this.#dismiss();
    this.#matplotlib = { of: "matplotlib", state: "idle" };
    const dropped = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of dropped) reject(new Dropped());
  }

  /** @param {Condition} condition */
  #become(condition) {
    if (condition.of === "python") this.#condition = condition;
    else this.#matplotlib = condition;
    this.dispatchEvent(new Event("change"));
  }
}

/** What Python wrote as JSON; nothing if it is none, as where its memory is full. @param {string} text */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Python, for every widget of this tab. */
export const python = new Client(false);

/** A Python of its own for the cells of code: whatever a reader has it do, the figures are answered. */
export const interpreter = new Client(true);
