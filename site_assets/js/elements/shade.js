/**
 * Puts the picture behind a shadow root, where the styles of the page cannot reach it.
 *
 * The theme has hundreds of rules that a browser must try on every new element; a picture
 * makes hundreds of elements at each change. Behind the root only its own rules are tried.
 */

/** The style sheet that the pictures need, also loaded by the page for those without scripts. */
const SHEET = /\/picture\.css$/;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** @returns {CSSStyleSheet | null} Nothing if the page's own has not come. */
function styles() {
  if (sheet) return sheet;
  const loaded = [...document.styleSheets].find(({ href }) => href && SHEET.test(new URL(href).pathname));
  if (!loaded) return null;
  sheet = new CSSStyleSheet();
  sheet.replaceSync([...loaded.cssRules].map((rule) => rule.cssText).join("\n"));
  return sheet;
}

/**
 * @param {HTMLElement} stage
 */
export function shade(stage) {
  const own = styles();
  const frame = stage.parentElement;
  if (!own || !frame || frame.shadowRoot) return;
  const root = frame.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [own];
  root.append(stage);
}
