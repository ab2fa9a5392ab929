/** Pieces that the sections of the dialog are made of. */

let last = 0;

/**
 * An element with attributes and content; texts are texts, never markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | boolean>} [attributes]  `false` is none.
 * @param {...(Node | string)} content
 */
export function make(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...content);
  return made;
}

/** @param {string} words @param {() => unknown} pressed */
export function button(words, pressed) {
  const made = make("button", { type: "button" }, words);
  made.addEventListener("click", () => void pressed());
  return made;
}

/**
 * A text that can be read, selected and copied, under a name.
 * @param {string} name
 * @param {string} copy  What the button is called.
 * @param {Pick<import("./sections.js").Given, "words" | "say">} given
 * @param {{ lines?: number }} [choices]
 */
export function copied(name, copy, given, { lines = 1 } = {}) {
  const field =
    lines > 1
      ? make("textarea", { rows: String(lines), readonly: true, spellcheck: "false" })
      : make("input", { type: "text", readonly: true });
  field.autocomplete = "off";
  const press = button(copy, async () => {
    given.say("");
    try {
      await navigator.clipboard.writeText(field.value);
      given.say(given.words.copied ?? "");
    } catch {
      // Where the browser refuses, the reader does it.
      field.select();
      given.say(given.words["not-copied"] ?? "");
    }
  });
  const label = make("label", {}, make("span", {}, name), field);
  return { place: make("div", { class: "pc-copied" }, label, press), field };
}

/** A name that nothing else of the page has. */
export function newId() {
  last += 1;
  return `pc-taking-${last}`;
}

/**
 * A dialog with its head. It is in a layer above all of the page, and the browser keeps the keyboard in it and
 * gives it back at its end. It is gone once it is closed, also by whatever leads to another place.
 * @param {string} words  What it is called.
 * @param {string} close  What its button is called.
 */
export function dialogOf(words, close) {
  const title = make("h2", { id: newId() }, words);
  const dialog = make("dialog", { class: "pc pc-taking", "aria-labelledby": title.id });
  const closing = button("×", () => dialog.close());
  closing.title = close;
  closing.setAttribute("aria-label", close);
  dialog.append(make("header", {}, title, closing));
  const ended = new AbortController();
  const end = () => dialog.close();
  // Its own keys are none of the page's.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog && isOutside(dialog, event)) end();
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a[href]")) end();
  });
  // A page that is left takes it along.
  window.addEventListener("popstate", end, { signal: ended.signal });
  dialog.addEventListener("close", () => {
    ended.abort();
    dialog.remove();
  });
  return { dialog, signal: ended.signal };
}

/** Whether it is beside the dialog that something was pressed. @param {Element} dialog @param {MouseEvent} event */
function isOutside(dialog, { clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

/**
 * Has the browser keep a file.
 * @param {string} name
 * @param {Blob} file
 */
export function download(name, file) {
  const address = URL.createObjectURL(file);
  make("a", { href: address, download: name }).click();
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A link in one of the modes of the site, which its query names. @param {string} link @param {string} mode */
export function inMode(link, mode) {
  const url = new URL(link);
  url.search = mode;
  return url.href;
}
