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

  /** Says what has changed since it was asked the last time; nothing if all is as it was. */
  take() {
    const lines = this.#lines();
    const fresh = lines.filter((line) => !this.#told.includes(line));
    this.#told = lines;
    return fresh.map((line) => (/[.!?…]$/.test(line) ? line : `${line}.`)).join(" ");
  }

  #lines() {
    const said = [...this.#stage.querySelectorAll(".pc-title"), this.#summary];
    return said.map(({ textContent }) => (textContent ?? "").trim()).filter(Boolean);
  }
}
