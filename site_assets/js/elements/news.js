/** What is new in a picture since a screen reader was last told: its sizes, and what to notice. */

export class News {
  /** @type {HTMLElement} */ #stage;
  /** @type {HTMLElement} */ #summary;
  /** @type {string[]} */ #told;

  /**
   * @param {HTMLElement} stage  Holds the panels, whose titles say their sizes.
   * @param {HTMLElement} summary
   */
  constructor(stage, summary) {
    this.#stage = stage;
    this.#summary = summary;
    this.#told = this.#lines();
  }

  /**
   * Says what has changed since it was asked the last time; nothing if all is as it was.
   * @param {boolean} briefly  Only what there is to notice.
   */
  take(briefly) {
    const lines = this.#lines();
    const wanted = briefly ? lines.slice(-1) : lines;
    const fresh = wanted.filter((line) => !this.#told.includes(line));
    this.#told = lines;
    return fresh.map((line) => (/[.!?…]$/.test(line) ? line : `${line}.`)).join(" ");
  }

  #lines() {
    const seen = this.#summary.checkVisibility() ? [this.#summary] : [];
    const said = [...this.#stage.querySelectorAll(".pc-title"), ...seen];
    return said.map(({ textContent }) => (textContent ?? "").trim()).filter(Boolean);
  }
}
