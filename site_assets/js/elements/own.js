/** An element for what a reader brings: it is fetched with its style sheets when it is first reached for. */

import { outdated } from "../version.js";
import { LateElement } from "./late.js";
import { complete, equipFoot, pageWords, part } from "./parts.js";
import { Sharing } from "./sharing.js";

/** @typedef {import("./late.js").Follower} Follower */

/** What makes it live, and is set up by a link. @typedef {Follower & { open: (found: import("./sharing.js").Found) => void }} Figure */

export class OwnElement extends LateElement {
  /** @override */
  async follower() {
    try {
      const [Figure, linked, { dress }] = await Promise.all([
        this.fetched(),
        Sharing.find(this),
        import("../taking/words.js"),
      ]);
      await Promise.all(this.sheets.map(dress));
      complete(this);
      equipFoot(this);
      // What is told of it stands there anyway.
      part(this, ".pc-help").remove();
      const figure = new Figure(this);
      if (linked) figure.open(linked);
      return figure;
    } catch {
      return { start: () => void this.#tell() };
    }
  }

  /** What it wears. @returns {string[]} */
  get sheets() {
    return ["image"];
  }

  /** Fetches what makes it live. @returns {Promise<new (host: HTMLElement) => Figure>} */
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
