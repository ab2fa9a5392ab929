/** What the page holds of a widget: its parts, which its template always has, and its first state. */

/**
 * The first part that a selector finds.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [kind]
 * @returns {T}
 * @throws {TypeError} there is none of that kind
 */
export function part(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof (kind ?? HTMLElement))) throw new TypeError(`no ${selector}`);
  return /** @type {T} */ (found);
}

/** What Python wrote beside the picture for scripts to begin with. @param {HTMLElement} host */
export function firstState(host) {
  return JSON.parse(part(host, "template", HTMLTemplateElement).content.textContent ?? "");
}
