/** What a picture in a notebook opens with: the notebook has its own address, which is no picture's. */

import { settingsOf } from "../js/elements/links.js";

class Opening extends EventTarget {
  #said = "";

  /** @param {string} said  As in a link, without the name of the figure. */
  opens(said) {
    this.#said = said;
  }

  /** @param {string} id */
  of(id) {
    return this.#said ? { id, settings: settingsOf(this.#said) } : undefined;
  }

  /** Nothing follows it. */
  follow() {}

  show() {}

  linkTo() {
    return "";
  }
}

export const address = new Opening();
