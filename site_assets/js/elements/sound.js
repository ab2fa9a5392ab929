/** `<pyconv-sound>`: a sound under any kernel, heard and seen. */

import { OwnElement } from "./own.js";

export class SoundElement extends OwnElement {
  /** @override */
  get sheets() {
    // What is set, and where it comes from, looks as with an image.
    return ["image", "sound"];
  }

  /** @override */
  async fetched() {
    return (await import("../sound/sound.js")).OwnSound;
  }
}
