/** `<pyconv-image>`: a reader's own image, under any kernel. */

import { outdated } from "../version.js";
import { LateElement } from "./late.js";
import { complete, pageWords, part } from "./parts.js";

export class ImageElement extends LateElement {
  /** @override */
  async follower() {
    try {
      const [{ OwnImage }, { dress }] = await Promise.all([
        import("../image/image.js"),
        import("../taking/words.js"),
      ]);
      await dress("image");
      complete(this);
      return new OwnImage(this);
    } catch {
      return { start: () => void this.#tell() };
    }
  }

  /** Says why there is nothing but what the page holds. */
  async #tell() {
    const reason = (await outdated()) ? "newer" : "incomplete";
    part(this, ".pc-python").dataset.state = "failed";
    part(this, ".pc-status").textContent = pageWords(this)[`runtime.${reason}`] ?? "";
  }
}
