/** `<pyconv-exercises>`: the exercises of a page, drawn and checked by Python. */

import { outdated } from "../version.js";
import { LateElement } from "./late.js";
import { pageWords, part } from "./parts.js";

export class ExercisesElement extends LateElement {
  /** @override */
  async follower() {
    try {
      const { Practice } = await import("../practice/practice.js");
      return new Practice(this);
    } catch {
      return { start: () => void this.#tell() };
    }
  }

  /** Says why there are none but the one that the page holds. */
  async #tell() {
    const reason = (await outdated()) ? "newer" : "incomplete";
    part(this, ".pc-python").hidden = false;
    part(this, ".pc-status").textContent = pageWords(this)[`runtime.${reason}`] ?? "";
  }
}
