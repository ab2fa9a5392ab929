/** `<pyconv-image>`: a reader's own image, under any kernel. */

import { OwnElement } from "./own.js";

export class ImageElement extends OwnElement {
  /** @override */
  async fetched() {
    return (await import("../image/image.js")).OwnImage;
  }
}
