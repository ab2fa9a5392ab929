/** How text stands in the fragment of an address. */

/** Text as an address holds it, with a plus for a space and without what other programs take for its end. @param {string} text */
export function escaped(text) {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"))
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(?:2C|2F|3A)/g, decodeURIComponent)
    .replaceAll("%20", "+");
}

/** The text of what an address holds; nothing if it is broken. @param {string} raw */
export function decoded(raw) {
  try {
    return decodeURIComponent(raw.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
