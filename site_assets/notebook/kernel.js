/** Who answers in a notebook: the Python of its kernel. It has the place of the worker's client. */

import { Crashed, Dropped, Refused } from "../js/worker/answers.js";

export { Crashed, Dropped, Refused };

/** What of the comm is used. @typedef {{ on(event: string, heard: (message: any) => void): void, off(event: string, heard: (message: any) => void): void, send(message: object): void }} Model */

/** What was asked and not answered yet. @typedef {{ resolve: (answer: any) => void, reject: (error: Error) => void, late: ReturnType<typeof setTimeout> }} Waiting */

/** Milliseconds after which a kernel that does not answer is called slow: it may be at work on another cell. */
const PATIENCE = 5000;

/** What pictures ask of the Python of a page. @typedef {typeof import("../js/worker/client.js").python} Python */

/** @implements {Omit<Python, "matplotlib" | "end">} */
class Kernel extends EventTarget {
  /** @type {Model | undefined} */ #model;
  /** @type {Map<number, Waiting>} */ #waiting = new Map();
  #lastId = 0;
  #slow = false;

  /** @param {Model} model @param {AbortSignal} signal */
  answeredBy(model, signal) {
    this.#model = model;
    const heard = (/** @type {any} */ message) => this.#hear(message);
    model.on("msg:custom", heard);
    signal.addEventListener("abort", () => {
      model.off("msg:custom", heard);
      this.restart();
    });
  }

  /** @returns {import("../js/worker/client.js").Condition} */
  get condition() {
    return { of: "python", state: "ready", slow: this.#slow };
  }

  /** It runs already. */
  start() {}

  /** Asks once more what was not answered. */
  restart() {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, late } of waiting) {
      clearTimeout(late);
      reject(new Dropped());
    }
    // Once those who asked know that it was dropped.
    setTimeout(() => this.#become(false));
  }

  /** @param {string} question @param {object} request @returns {Promise<any>} */
  ask(question, request) {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const late = setTimeout(() => this.#become(true), PATIENCE);
      this.#waiting.set(id, { resolve, reject, late });
      this.#model?.send({ id, question, request: JSON.stringify(request) });
    });
  }

  /** @param {{ id?: number, answer?: string, trace?: string, spent?: number }} message */
  #hear({ id = 0, answer, trace, spent }) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.late);
    if (this.#slow) this.#become(false);
    if (answer === undefined) return waiting.reject(new Crashed(trace));
    const said = JSON.parse(answer);
    if ("refused" in said) waiting.reject(new Refused(said.refused));
    else waiting.resolve({ ...said, spent });
  }

  /** @param {boolean} slow */
  #become(slow) {
    this.#slow = slow;
    this.dispatchEvent(new Event("change"));
  }
}

export const python = new Kernel();
