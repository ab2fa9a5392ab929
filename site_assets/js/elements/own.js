/** An element for what a reader brings: it is fetched with its style sheets when it is first reached for. */

import { outdated } from "../version.js";
import { LateElement } from "./late.js";
import { complete, pageWords, part } from "./parts.js";

/** @typedef {import("./late.js").Follower} Follower */

export class OwnElement extends LateElement {
  /** @override */
  async follower() {
    try {
      const [make, { dress }] = await Promise.all([this.fetched(), import("../taking/words.js")]);
      await Promise.all(this.sheets.map(dress));
      complete(this);
      return make();
    } catch {
      return { start: () => void this.#tell() };
    }
  }

  /** What it wears. @returns {string[]} */
  get sheets() {
    return ["image"];
  }

  /** Fetches what makes it live. @returns {Promise<() => Follower>} */
  fetched() {
    throw new TypeError("an element says what it fetches");
  }

  /** Says why there is nothing but what the page holds. */
  async #tell() {
    const reason = (await outdated()) ? "newer" : "incomplete";
    part(this, ".pc-python").dataset.state = "failed";
    part(this, ".pc-status").textContent = pageWords(this)[`runtime.${reason}`] ?? "";
  }
}
