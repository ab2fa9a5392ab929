/** What is said of something that a reader wants to bring and that cannot be had: the name of the words, and what they name. */
export class NotHad extends Error {
  /** @param {string} words @param {Record<string, string | number>} [values] */
  constructor(words, values = {}) {
    super(words);
    this.words = words;
    this.values = values;
  }
}
