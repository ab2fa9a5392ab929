/**
 * One live picture in a notebook, as the widget of anywidget: the site's own element behind a shadow root,
 * with its own copy of the scripts, so that pictures of several kernels and versions do not meet.
 */

/** What of the comm is used. @typedef {{ get(name: string): any, on(event: string, heard: (message: any) => void): void, off(event: string, heard: (message: any) => void): void, send(message: object): void }} Model */

/** Path and text of each script, after those that it imports; what packs this writes them here. @type {[path: string, text: string][]} */
const MODULES = [];

/** How many pictures there are: an element has a name that no other one has. */
const COUNT = Symbol.for("pyconv live pictures");

/** The scripts, each under an address of this window. @returns {{ address: (path: string) => string, release: () => void }} */
function published() {
  /** @type {Map<string, string>} */ const addresses = new Map();
  for (const [path, text] of MODULES) {
    const own = text.replace(/"@\/([^"]+)"/g, (_, other) => JSON.stringify(addresses.get(other)));
    addresses.set(path, URL.createObjectURL(new Blob([own], { type: "text/javascript" })));
  }
  return {
    address: (path) => addresses.get(path) ?? "",
    release: () => {
      for (const address of addresses.values()) URL.revokeObjectURL(address);
    },
  };
}

/** Finds what says which palette the notebook has. @param {Element} el @param {{ light: string, dark: string }} hosts */
function teller(el, hosts) {
  return el.closest(`:is(${hosts.light}, ${hosts.dark})`);
}

/** Says which palette the notebook has, whatever the system prefers. @param {Element} el @param {{ light: string, dark: string }} hosts */
function isDark(el, hosts) {
  const told = teller(el, hosts);
  return told ? told.matches(hosts.dark) : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** @param {string} text */
function sheetOf(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

/** @param {{ model: Model, el: HTMLElement }} widget */
async function render({ model, el }) {
  const scripts = published();
  /** @param {string} path */
  const load = (path) => import(scripts.address(path));
  const { python } = await load("notebook/kernel.js");
  const { address } = await load("notebook/address.js");
  const { styles } = await load("notebook/styles.js");
  const leaving = new AbortController();
  python.answeredBy(model, leaving.signal);
  address.opens(model.get("first"));
  styles.picture = sheetOf(model.get("styles").picture);
  const { WidgetElement } = await load("js/elements/widget.js");
  const counted = /** @type {Record<symbol, number>} */ (/** @type {unknown} */ (globalThis));
  counted[COUNT] = (counted[COUNT] ?? 0) + 1;
  const name = `pyconv-live-${counted[COUNT]}`;
  customElements.define(name, WidgetElement);

  const place = document.createElement("div");
  const root = place.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheetOf(model.get("styles").widget)];
  const page = document.createElement("div");
  page.lang = model.get("language");
  page.innerHTML = model.get("html").replaceAll("pyconv-widget", name);
  root.append(page);
  const paint = () => (page.dataset.mdColorScheme = isDark(el, model.get("hosts")) ? "slate" : "default");
  const observer = new MutationObserver(paint);
  // marimo says it once more just around each widget, behind a root where the page's own word is not seen.
  for (const each of [document.documentElement, document.body, teller(el, model.get("hosts"))])
    if (each) observer.observe(each, { attributes: true, subtree: false });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint, { signal: leaving.signal });
  // What is typed here is none of the notebook's shortcuts.
  place.dataset.lmSuppressShortcuts = "true";
  place.addEventListener("keydown", (event) => event.stopPropagation());
  el.replaceChildren(place);
  paint();
  return () => {
    leaving.abort();
    observer.disconnect();
    place.remove();
    scripts.release();
  };
}

export default { render };
