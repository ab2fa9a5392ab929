/** The sentence that says why the settings make no picture; the last good one stays. */

/** @typedef {{ blame: (field: string | null, describedBy: string) => void }} Blamed */

let lines = 0;

export class RefusalLine {
  /** @type {HTMLElement} */ #place;
  /** @type {string} */ #stale;
  /** @type {Blamed[]} */ #blamed;
  /** What is said as long as nothing is refused. */ #note = "";

  /**
   * @param {HTMLElement} place
   * @param {string} stale  What is said of the picture that stays.
   * @param {Blamed[]} blamed  What may hold the field to blame.
   */
  constructor(place, stale, blamed) {
    this.#place = place;
    this.#stale = stale;
    this.#blamed = blamed;
    place.id = `pc-refusal-${++lines}`;
  }

  /** Says something of the settings that no value of theirs is to blame for. @param {string} words */
  note(words) {
    const shows = this.#place.textContent === this.#note;
    this.#note = words;
    if (shows) this.show(null);
  }

  /** Says why, or that these settings make one. @param {import("../worker/protocol.js").Refusal | null} refusal */
  show(refusal) {
    const words = refusal ? `${refusal.message} ${this.#stale}` : this.#note;
    // A screen reader would say the same again.
    if (this.#place.textContent !== words) this.#place.textContent = words;
    this.#place.classList.toggle("pc-noted", !refusal && words !== "");
    for (const each of this.#blamed) each.blame(refusal?.field ?? null, this.#place.id);
  }
}
