/** How long a line of text would be, without laying out the page to find out. */

export class Lengths {
  #context = document.createElement("canvas").getContext("2d");
  /** @type {Map<string, number>} */ #known = new Map();

  /** What the text is set in. @param {CSSStyleDeclaration} style */
  setIn({ fontWeight, fontSize, fontFamily }) {
    if (this.#context) this.#context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    // A font may have come meanwhile.
    this.#known.clear();
  }

  /** The width of a text in one line, in pixels. @param {string} text */
  of(text) {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const width = Math.ceil(this.#context?.measureText(text).width ?? 0);
    this.#known.set(text, width);
    return width;
  }
}
