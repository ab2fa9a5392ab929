/** What the page holds of a widget: its parts, which its template always has, and its first state. */

import { inflate } from "./packing.js";

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
  return JSON.parse(part(host, ".pc-state", HTMLTemplateElement).content.textContent ?? "");
}

/**
 * What the page holds packed: JSON in a raw deflate stream in Base64.
 * @param {string} text
 */
export async function unpack(text) {
  return JSON.parse(await inflate(text));
}

/**
 * The words that scripts put on the page of a widget.
 * @param {HTMLElement} host
 * @returns {import("./words.js").Words}
 */
export function pageWords(host) {
  return JSON.parse(ofPage(host, ".pc-page-words").textContent ?? "");
}

/**
 * Puts what only scripts can use where it belongs: the page holds it in templates, so that nobody
 * waits for it to be styled and laid out before it is needed.
 * @param {HTMLElement} host
 */
export function complete(host) {
  for (const later of /** @type {NodeListOf<HTMLTemplateElement>} */ (host.querySelectorAll(".pc-later")))
    later.replaceWith(document.importNode(later.content, true));
}

/**
 * Gives a widget its bar and its foot, which all widgets of a page have, and the controls that all of its view have.
 * @param {HTMLElement} host
 */
export function equip(host) {
  complete(host);
  part(host, ".pc-bar").append(ofPage(host, ".pc-page-bar"));
  equipFoot(host);
  const form = part(host, ".pc-settings", HTMLFormElement);
  const held = templateOf(host, `.pc-page-controls[data-view="${host.dataset.view}"]`);
  const controls = document.importNode(held.content, true);
  form.dataset.grids = held.dataset.grids ?? "";
  const folded = part(controls, "details", HTMLDetailsElement);
  const prominent = (form.dataset.prominent ?? "").split(" ").filter(Boolean);
  for (const control of /** @type {NodeListOf<HTMLElement>} */ (controls.querySelectorAll(".pc-control")))
    if (!prominent.includes(control.dataset.parameter ?? "")) folded.append(control);
  folded.open = prominent.length === 0;
  if (!folded.querySelector(".pc-control")) folded.remove();
  form.append(controls);
}

/** Gives a figure the foot that all of a page have. @param {HTMLElement} host */
export function equipFoot(host) {
  part(host, ".pc-foot").append(ofPage(host, ".pc-page-foot"));
}

/** The field over the cells of a picture. @param {HTMLElement} host */
export function fieldOver(host) {
  return /** @type {HTMLInputElement} */ (ofPage(host, ".pc-page-field").firstElementChild);
}

/**
 * A copy of what the page of a widget holds once for all of them. The page may have been left while the
 * widget was being set up; then both are in what was taken from the document.
 * @param {HTMLElement} host
 * @param {string} selector
 */
function ofPage(host, selector) {
  return document.importNode(templateOf(host, selector).content, true);
}

/** @param {HTMLElement} host @param {string} selector */
function templateOf(host, selector) {
  const page = /** @type {ParentNode & Node} */ (host.getRootNode());
  return part(page, selector, HTMLTemplateElement);
}
