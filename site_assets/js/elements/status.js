/** One line below the picture: how far Python has come, or why it does not run. */

import { fill, megabytes } from "./words.js";

/** @typedef {import("../worker/client.js").Condition} Condition */

export class Status {
  /** @type {HTMLElement} */ #line;
  /** @type {import("./words.js").Words} */ #words;

  /**
   * @param {HTMLElement} line
   * @param {import("./words.js").Words} words
   */
  constructor(line, words) {
    this.#line = line;
    this.#words = words;
  }

  /** @param {Condition} condition */
  show(condition) {
    const { of, state, stage, loaded = 0, total = 0, reason, name = "", slow = false } = condition;
    const downloads = stage === "download";
    const counted = downloads && total === 0 ? "download-start" : stage;
    const going = downloads ? "slow-download" : "slow";
    const key = state === "failed" ? reason : slow ? going : state === "starting" ? counted : state;
    const values = { loaded: this.#number(loaded), total: this.#number(total), name };
    // What is said of matplotlib alone, or else of both.
    const own = of === "matplotlib" ? this.#words[`runtime.matplotlib-${key}`] : undefined;
    const words = fill(own ?? this.#words[`runtime.${key}`] ?? "", values);
    const shown = /** @type {HTMLElement} */ (this.#line.querySelector(".pc-status"));
    if (shown.textContent !== words) shown.textContent = words;
    this.#line.dataset.state = state;
    const bar = /** @type {HTMLProgressElement} */ (this.#line.querySelector("progress"));
    bar.hidden = state !== "starting";
    if (downloads && total > 0) bar.value = loaded / total;
    else bar.removeAttribute("value");
    bar.setAttribute("aria-label", words);
    this.#offer(state === "failed" || slow, reason === "newer");
  }

  /** Says that a picture could not be drawn, which is no fault of the reader's. */
  broken() {
    this.#line.dataset.state = "failed";
    const shown = /** @type {HTMLElement} */ (this.#line.querySelector(".pc-status"));
    shown.textContent = this.#words["runtime.bug"] ?? "";
    this.#offer(true, false);
  }

  /** What the line says now. */
  get words() {
    return this.#line.querySelector(".pc-status")?.textContent ?? "";
  }

  /** Offers to try again, or to load the page anew, which its guard does. @param {boolean} failed @param {boolean} newer */
  #offer(failed, newer) {
    const button = /** @type {HTMLButtonElement} */ (this.#line.querySelector("button"));
    button.hidden = !failed;
    button.dataset.does = newer ? "reload" : "retry";
    button.textContent = this.#words[newer ? "runtime.reload" : "runtime.retry"] ?? "";
  }

  /** @param {number} bytes */
  #number(bytes) {
    return megabytes(bytes, this.#words.decimal);
  }
}
