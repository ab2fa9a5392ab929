/** What a picture in a notebook opens with: the notebook has its own address, which is no picture's. */

import { settingsOf } from "../js/elements/links.js";

/** What figures ask of the address of a page. @typedef {typeof import("../js/elements/address.js").address} Address */

/** @implements {Pick<Address, Exclude<keyof Address, "go">>} */
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

  /** Nothing follows it, */
  follow() {}

  /** and nothing is yet to be written. */
  drop() {}

  show() {}

  linkTo() {
    return "";
  }
}

export const address = new Opening();
