/**
 * What a cell puts out, below it: texts as texts, images as images, and HTML without whatever could do
 * anything, behind a shadow root.
 */

import { pictureStyles } from "../elements/styles.js";
import { make } from "../taking/pieces.js";

/** @typedef {import("../worker/protocol.js").Output} Part */

/** Milliseconds between two changes of the page, however fast a cell prints. */
const BREATH = 40;

/** What draws, and nothing that leads away, asks for something, is fetched or changes the looks of the page. */
const DRAWS = {
  USE_PROFILES: { html: true, svg: true, mathMl: true },
  FORBID_TAGS:
    "a area audio button dialog form input label link map option picture select source style textarea track use video".split(
      " ",
    ),
  FORBID_ATTR: ["action", "id", "name", "popover", "srcset", "style", "tabindex"],
  ALLOW_DATA_ATTR: false,
  IN_PLACE: true,
};

/** The address of an image that carries all of it. */
const IMAGE = /^data:image\/(gif|jpeg|png|svg\+xml)[;,]/;

/**
 * HTML without the styles and handlers that stand in it. The policy of a page blocks them, and tells of each in
 * the console, even where it is only parsed.
 * @param {string} html
 */
const quiet = (html) =>
  html
    .replace(/<style\b.*?<\/style>/gis, "")
    .replace(/<[^>]+>/g, (tag) => tag.replace(/([\s"'/])(style|on\w+)(?=\s*=)/gi, "$1data-$2"));

/** Takes out of parsed HTML what it is not to have. @param {Element} root */
async function purify(root) {
  const { default: purifier } = await import("../vendor/dompurify/dompurify.js");
  purifier.removeAllHooks();
  purifier.addHook("uponSanitizeAttribute", (_, attribute) => {
    if (/^(src|(xlink:)?href)$/.test(attribute.attrName) && !IMAGE.test(attribute.attrValue))
      attribute.keepAttr = false;
  });
  purifier.sanitize(root, DRAWS);
}

export class Output {
  /** @type {Part[]} */ #coming = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  /** @param {string} name  What it is called. */
  constructor(name) {
    this.element = make("section", { class: "pc-put-out", "aria-label": name, tabindex: "0", hidden: true });
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#coming = [];
    this.element.replaceChildren();
    this.element.hidden = true;
  }

  get empty() {
    return !this.element.childNodes.length && !this.#coming.length;
  }

  /** @param {Part} part */
  add(part) {
    this.#coming.push(part);
    this.#timer ??= setTimeout(() => this.flush(), BREATH);
  }

  /** Shows what has come. */
  flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const part of this.#coming.splice(0)) this.#show(part);
  }

  /** @param {...Node} nodes */
  append(...nodes) {
    this.flush();
    this.element.append(...nodes);
    this.element.hidden = false;
  }

  /** @param {Part} part */
  #show(part) {
    this.element.hidden = false;
    if (part.kind === "html") this.element.append(this.#drawn(part));
    else if (part.kind === "image") {
      if (IMAGE.test(part.image)) this.element.append(make("img", { src: part.image, alt: part.text }));
    } else if (part.kind === "cut") this.element.append(make("p", {}, part.text));
    else {
      const last = this.element.lastElementChild;
      if (last instanceof HTMLPreElement && last.dataset.kind === part.kind) last.append(part.text);
      else this.element.append(make("pre", { "data-kind": part.kind }, part.text));
    }
  }

  /** @param {{ html: string, text: string }} part */
  #drawn({ html, text }) {
    const place = make("div", { class: "pc-drawn" });
    // A template parses it where nothing is loaded, run or styled.
    const template = document.createElement("template");
    const shown = make("div");
    template.content.append(shown);
    shown.innerHTML = quiet(html);
    purify(shown).then(
      () => {
        const styles = pictureStyles();
        const root = place.attachShadow({ mode: "open" });
        if (styles) root.adoptedStyleSheets = [styles];
        root.append(shown);
      },
      () => place.append(make("pre", { "data-kind": "value" }, text)),
    );
    return place;
  }
}
