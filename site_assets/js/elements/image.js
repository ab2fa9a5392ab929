/** `<pyconv-image>`: a reader's own image, under any kernel. */

import { OwnElement } from "./own.js";
import { equipFoot } from "./parts.js";
import { Sharing } from "./sharing.js";

export class ImageElement extends OwnElement {
  /** @override */
  async fetched() {
    const [{ OwnImage }, linked] = await Promise.all([import("../image/image.js"), Sharing.find(this)]);
    return () => {
      equipFoot(this);
      const image = new OwnImage(this);
      if (linked) image.open(linked);
      return image;
    };
  }
}
