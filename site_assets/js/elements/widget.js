/** `<pyconv-widget>`: a picture that can be played, touched and changed. */

import { Figure } from "./figure.js";

export class ConvolutionWidget extends HTMLElement {
  /** @type {Figure | undefined} */ #figure;
  /** @type {AbortController | undefined} */ #connection;

  connectedCallback() {
    this.#figure ??= new Figure(this);
    this.#connection = new AbortController();
    this.#figure.start(this.#connection.signal);
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }
}
