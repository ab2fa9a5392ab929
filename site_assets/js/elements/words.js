/** The words that Python wrote into the page for scripts to show. */

/** @typedef {Record<string, string>} Words */

/**
 * Fills `{name}` in words with values.
 * @param {string} words
 * @param {Record<string, string | number>} values
 */
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
