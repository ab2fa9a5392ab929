/** What the buttons of a widget do, and the key that plays it. */

import { python } from "../worker/client.js";
import { copyCode } from "./copying.js";

/**
 * @typedef {object} Parts
 * @property {import("./settings.js").Settings} settings
 * @property {import("./editor.js").Editor} editor
 * @property {import("./player.js").Player} player
 * @property {import("./attention.js").Attention} attention
 * @property {import("./sharing.js").Sharing} sharing
 * @property {() => void} touched  The reader does something.
 * @property {() => void} change  It is set up otherwise.
 */

export class Commands {
  /** @type {Parts} */ #parts;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Goes to a step by hand. @param {number} step */
  go(step) {
    const { player, attention, sharing, touched } = this.#parts;
    touched();
    attention.pin(null);
    void player.go(step).then(() => attention.announce());
    sharing.keep(true);
  }

  #toggle() {
    const { player, attention, sharing, touched } = this.#parts;
    touched();
    if (player.playing) {
      player.pause();
      attention.announce();
    } else {
      attention.pin(null);
      player.play();
      void attention.show();
    }
    sharing.keep(true);
  }

  #reset() {
    const { settings, editor, change } = this.#parts;
    settings.reset();
    editor.close();
    this.go(0);
    change();
  }

  /** @param {string} does  The `data-does` of a button. @param {HTMLElement} [button] */
  do(does, button) {
    const { settings, player, sharing, change } = this.#parts;
    switch (does) {
      case "take":
        settings.take(JSON.parse(button?.dataset.takes ?? "{}"));
        return change();
      case "copy":
        return void copyCode(button);
      case "share":
        return void sharing.copy();
      case "play":
        return this.#toggle();
      case "back":
        return this.go(player.step - 1);
      case "forward":
        return this.go(player.step + 1);
      case "reset":
        return this.#reset();
      case "retry":
        if (python.condition.state !== "starting") python.restart();
    }
  }
}
