/**
 * Puts the picture behind a shadow root, where the styles of the page cannot reach it.
 *
 * The theme has hundreds of rules that a browser must try on every new element; a picture
 * makes hundreds of elements at each change. Behind the root only its own rules are tried.
 */

import { pictureStyles } from "./styles.js";

/**
 * @param {HTMLElement} stage
 */
export function shade(stage) {
  const own = pictureStyles();
  const frame = stage.parentElement;
  if (!own || !frame || frame.shadowRoot) return;
  const root = frame.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [own];
  root.append(stage);
}
