/** What the buttons of a widget do, and the key that plays it. */

import { python } from "../worker/client.js";
import { copyCode } from "./copying.js";

/**
 * What can be taken along of any figure.
 * @typedef {object} Figure
 * @property {HTMLElement} host
 * @property {Pick<import("./player.js").Player, "pause">} player
 * @property {Pick<import("./sharing.js").Sharing, "link">} sharing
 * @property {() => void} touched  The reader does something.
 * @property {() => import("../taking/file.js").Files} [files]  What files it can become, if others than a widget.
 * @property {string[]} [allows]  What a frame has to allow besides, as browsers call it.
 */

/**
 * What a widget is made of, as far as others act on it.
 * @typedef {object} Parts
 * @property {HTMLElement} host
 * @property {import("./picture.js").Picture} picture
 * @property {import("./cells.js").Cells} cells
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
  /** What the controls in the picture do. @type {Promise<import("./editing.js").Editing | null> | undefined} */ #editing;

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

  /** Has a control of the picture do something. @param {string} does @param {HTMLElement} control */
  async #edit(does, control) {
    this.#editing ??= editing(this.#parts);
    const found = await this.#editing;
    if (found) found.do(does, control);
    else this.#parts.sharing.outdated();
  }

  /** @param {string} does  The `data-does` of a button. @param {HTMLElement} [button] */
  do(does, button) {
    const { settings, player, sharing, change } = this.#parts;
    switch (does) {
      case "take":
        settings.take(JSON.parse(button?.dataset.takes ?? "{}"));
        return change();
      case "edit":
      case "pick":
      case "ArrowUp":
      case "ArrowDown":
        return button && void this.#edit(does, button);
      case "copy":
        return void copyCode(button);
      case "share":
        return void sharing.copy();
      case "take-along":
        return void sharing.offer(this.#parts);
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

/** Nothing, where a newer version has taken the place of this one. @param {Parts} parts */
async function editing(parts) {
  const module = await import("./editing.js").catch(() => null);
  return module && new module.Editing(parts);
}
