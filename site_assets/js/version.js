/**
 * Another version of the site, published while a page of this one is open.
 *
 * The page's guard (`site_assets/inline/guard.js`) knows when files are gone; here is what scripts
 * have to do with it.
 */

/** The version that a page says it is of. @param {Document} page */
export const versionOf = (page) => page.querySelector("meta[name=pyconv-version]")?.getAttribute("content");

/**
 * Whether this page is older than the site; no answer if the page can be loaded anew by itself.
 * On a site without the guard nobody can tell.
 */
export async function outdated() {
  const { pyconvOutdated } = /** @type {{ pyconvOutdated?: () => Promise<boolean> }} */ (
    /** @type {unknown} */ (window)
  );
  return (await pyconvOutdated?.()) ?? false;
}

/**
 * Has pages of another version loaded, where the theme would put them into this one: these scripts
 * and styles do not know them. The theme tells nobody of a page before it has taken it over, so it
 * is caught where the theme parses it; the address is the new page's by then.
 */
export function watchVersions() {
  const { parseFromString } = DOMParser.prototype;
  /** @param {string} text @param {DOMParserSupportedType} type */
  DOMParser.prototype.parseFromString = function (text, type) {
    const page = parseFromString.call(this, text, type);
    if (type !== "text/html" || versionOf(page) === versionOf(document)) return page;
    // The theme has the browser keep where the reader was, which is not a place in the new page.
    addEventListener("beforeunload", () => (history.scrollRestoration = "manual"));
    // After what the theme does on errors: it goes to the address, which goes nowhere if only a part
    // of a page is named. Past the cache, that may hold a third version.
    queueMicrotask(() => location.reload());
    throw new Error("a page of another version");
  };
}
