/** `<pyconv-widget>`: a picture that can be played, touched and changed. */

import { Session } from "./session.js";

export class WidgetElement extends HTMLElement {
  /** @type {Session | undefined} */ #session;
  /** @type {AbortController | undefined} */ #connection;

  connectedCallback() {
    this.#session ??= new Session(this);
    this.#connection = new AbortController();
    this.#session.start(this.#connection.signal);
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }
}
