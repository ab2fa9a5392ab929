/** `<pyconv-image>`: a reader's own image, under any kernel. */

import { OwnElement } from "./own.js";

export class ImageElement extends OwnElement {
  /** @override */
  async fetched() {
    const { OwnImage } = await import("../image/image.js");
    return () => new OwnImage(this);
  }
}
