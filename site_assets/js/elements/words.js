/** The words that Python wrote into the page for scripts to show. */

/** @typedef {Record<string, string>} Words */

/**
 * Fills `{name}` in words with values.
 * @param {string} words
 * @param {Record<string, string | number | bigint | null>} values
 */
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** A number of bytes as megabytes. @param {number} bytes @param {string} [decimal] */
export const megabytes = (bytes, decimal = ".") => (bytes / 1e6).toFixed(1).replace(".", decimal);

/** How to use a widget: the page says it once, and each says what of it can be done there. @param {Words} words @param {boolean} editable */
export function help(words, editable) {
  return fill(words["controls.help"] ?? "", {
    editing: editable ? (words["controls.help-editing"] ?? "") : "",
  });
}

/** What keeps what a reader has hold of while all around it is written anew. */
export const hold = {
  /** @param {Element} _element @param {() => void} renew */
  around: (_element, renew) => renew(),
};

/** @type {WeakMap<Element, string>} */
const written = new WeakMap();

/**
 * Puts HTML that Python wrote into an element, unless it is there already. What is the same in both
 * stays as it is: a formula made anew has to be laid out anew, even if one number differs.
 * @param {Element} element
 * @param {string} html
 */
export function write(element, html) {
  if (written.get(element) === html) return;
  written.set(element, html);
  // Under the pointer all of it is new, so that the browser tells what the pointer is over now; but what is
  // pressed and typed into stays.
  if (element.matches(":hover") && !element.querySelector("[data-hold]")) {
    element.innerHTML = html;
    return;
  }
  const template = document.createElement("template");
  template.innerHTML = html;
  hold.around(element, () => liken(element, template.content));
}

/** Makes the content of a node like that of another, changing only what differs. @param {Node} node @param {Node} wanted */
function liken(node, wanted) {
  const next = [...wanted.childNodes];
  const now = [...node.childNodes];
  next.forEach((child, index) => {
    const there = now[index];
    if (!there) node.appendChild(child);
    else if (there.nodeName !== child.nodeName) node.replaceChild(child, there);
    else if (child instanceof Element) {
      dress(/** @type {Element} */ (there), child);
      liken(there, child);
    } else if (there.nodeValue !== child.nodeValue) there.nodeValue = child.nodeValue;
  });
  for (const left of now.slice(next.length)) node.removeChild(left);
}

/** @param {Element} element @param {Element} wanted */
function dress(element, wanted) {
  // What a reader has unfolded stays so.
  for (const { name } of [...element.attributes])
    if (!wanted.hasAttribute(name) && name !== "open") element.removeAttribute(name);
  for (const { name, value } of wanted.attributes)
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
