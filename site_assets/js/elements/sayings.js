/** What the pieces of a panel say: each has a value, and writes of it what belongs to the moment. */

/** Cells whose values are worked out; `predictions.py` has the same. */
const RESULTS = ":is(.output, .made, .activation):not(.named)";

const SVG = "http://www.w3.org/2000/svg";

export class Sayings {
  #panel;
  #moment;
  /** The value of each piece, whether it is written yet or not. @type {WeakMap<Element, string>} */
  #values = new WeakMap();
  /** What stands in each text. @type {WeakMap<Element, string>} */
  #said = new WeakMap();

  /**
   * @param {string} panel  Its name.
   * @param {import("./moment.js").Moment} moment  Of the picture that it is part of.
   */
  constructor(panel, moment) {
    this.#panel = panel;
    this.#moment = moment;
  }

  /** Takes over what the page holds of a piece. @param {SVGGElement} piece */
  read(piece) {
    const place = piece.querySelector("text");
    const lines = [...(place?.querySelectorAll("tspan") ?? [])].map((line) => line.textContent);
    const text = lines.length ? lines.join("\n") : (place?.textContent ?? "");
    this.#values.set(piece, piece.dataset.value ?? text);
    if (place) this.#said.set(place, text);
  }

  /** @param {SVGGElement} piece @param {string} value */
  give(piece, value) {
    this.#values.set(piece, value);
    this.say(piece);
  }

  /** The value of a piece that is worked out, written or not; none if it is none. @param {SVGGElement} piece */
  result(piece) {
    return piece.matches(RESULTS) ? (this.#values.get(piece) ?? "") : "";
  }

  /**
   * A value that the animation makes is written only once it has come to it: text that nobody
   * sees would still have to be laid out.
   * @param {SVGGElement} piece
   */
  say(piece) {
    const { key = "" } = piece.dataset;
    const made = piece.classList.contains("output");
    if (made) piece.classList.toggle("pc-pending", this.#moment.awaits(key));
    const [place] = piece.getElementsByTagName("text"); // A note stands behind the value.
    if (!place) return;
    const result = piece.matches(RESULTS);
    const text = this.#moment.text(this.#panel, key, this.#values.get(piece) ?? "", made, result);
    if ((this.#said.get(place) ?? "") === text) return;
    this.#said.set(place, text);
    typeset(place, text);
  }
}

/**
 * Writes the text of a cell, its lines one under the other, as `svg.typeset` does.
 * @param {SVGTextElement} place
 * @param {string} text
 */
function typeset(place, text) {
  const lines = text.split("\n");
  if (lines.length === 1) {
    place.textContent = text;
    return;
  }
  place.replaceChildren(
    ...lines.map((line, index) => {
      const span = document.createElementNS(SVG, "tspan");
      span.setAttribute("x", place.getAttribute("x") ?? "0");
      span.setAttribute("dy", `${index ? 1 : -(lines.length - 1) / 2}em`);
      span.textContent = line;
      return span;
    }),
  );
}
