/** The style sheet that the pictures need, also loaded by the page for those without scripts. */

const SHEET = /\/picture\.css$/;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** @returns {CSSStyleSheet | null} Nothing if the page's own has not come. */
export function pictureStyles() {
  if (sheet) return sheet;
  const loaded = [...document.styleSheets].find(({ href }) => href && SHEET.test(new URL(href).pathname));
  if (!loaded) return null;
  sheet = new CSSStyleSheet();
  sheet.replaceSync([...loaded.cssRules].map((rule) => rule.cssText).join("\n"));
  return sheet;
}
