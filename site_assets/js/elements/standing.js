/**
 * How the picture of a widget stands to its settings: it is theirs, comes after them, or they make none;
 * and how far Python is, which all of it depends on.
 */

import { python } from "../worker/client.js";
import { part } from "./parts.js";
import { RefusalLine } from "./refusal.js";
import { Status } from "./status.js";

/** @typedef {import("../worker/protocol.js").Refusal} Refusal */

export class Standing {
  /** @type {HTMLElement} */ #stage;
  /** @type {Status} */ #status;
  /** @type {RefusalLine} */ #refusal;
  /** Whether the picture is older than the settings. */ #behind = false;

  /**
   * @param {HTMLElement} host  The widget.
   * @param {HTMLElement} stage  Its picture.
   * @param {import("./words.js").Words} words
   * @param {ConstructorParameters<typeof RefusalLine>[2]} blamed  Who shows which value is refused.
   */
  constructor(host, stage, words, blamed) {
    this.#stage = stage;
    this.#status = new Status(part(host, ".pc-python"), words);
    this.#refusal = new RefusalLine(part(host, ".pc-refusal"), words["errors.stale"] ?? "", blamed);
  }

  /** Shows how far Python is. @returns {string} What of it is worth saying aloud, or nothing. */
  hear() {
    const { condition } = python;
    this.#status.show(condition);
    this.#show();
    return condition.state === "failed" || condition.slow ? this.#status.words : "";
  }

  /** Says why these settings make no picture, or that they do; the last good one stays. @param {Refusal | null} refusal */
  refuse(refusal) {
    this.#refusal.show(refusal);
    this.#stage.classList.toggle("pc-stale", refusal !== null);
  }

  /** Says something of the settings, as long as they are not refused. @param {string} words */
  note(words) {
    this.#refusal.note(words);
  }

  /** Says that a picture could not be drawn, which is no fault of the reader's. */
  broken() {
    this.#status.broken();
  }

  /** @param {boolean} behind  Whether the picture is older than the settings. */
  fallBehind(behind) {
    this.#behind = behind;
    this.#show();
  }

  /** Shows that the picture does not follow the settings yet, or cannot without Python. */
  #show() {
    const failed = this.#behind && python.condition.state === "failed";
    this.#stage.classList.toggle("pc-behind", this.#behind && !failed);
    if (failed) this.refuse({ message: this.#status.words, field: null });
  }
}
