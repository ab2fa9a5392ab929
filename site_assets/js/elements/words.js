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

/** @type {WeakMap<Element, string>} */
const written = new WeakMap();

/**
 * Puts HTML that Python wrote into an element, unless it is there already: laying out a
 * formula again is what costs.
 * @param {Element} element
 * @param {string} html
 */
export function write(element, html) {
  if (written.get(element) === html) return;
  written.set(element, html);
  element.innerHTML = html;
}
