/** What a question may come to instead of its answer. */

/** The settings of the reader make no picture. */
export class Refused extends Error {
  /** @param {import("./protocol.js").Refusal} refusal */
  constructor(refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** The question was dropped: Python was restarted or failed before it answered. */
export class Dropped extends Error {}

/** Python raised what it should not have. */
export class Crashed extends Error {}
