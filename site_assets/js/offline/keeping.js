/** What the footer says of what is kept, and what its buttons do. One for all pages of this document. */

import { fill, megabytes } from "../elements/words.js";
import { versionOf } from "../version.js";
import { BootError, nameOf } from "../worker/download.js";
import { LIST } from "./names.js";
import { alone, begun, drop, Full, giveUp, keep, kept } from "./stock.js";

/** @typedef {import("./stock.js").Kept} Kept */

/**
 * How it stands: nothing is kept; it is coming; it is kept; what is kept is older than the page.
 * @typedef {{ is: "offer", said: string } | { is: "working", former: Kept | null, loaded: number, total: number } | { is: "kept" | "older", found: Kept, said: string }} State
 */

/** What a button says and does. @typedef {{ words: string, does: () => void }} Deed */

/** What is said once somebody has asked for it. @type {import("../elements/words.js").Words} */
const WORDS = await (
  await fetch(new URL(`words/${document.documentElement.lang}.json`, import.meta.url))
).json();

export class Keeping {
  /** The footer of the page that is shown. @type {HTMLElement | null} */ #place = null;
  /** @type {State} */ #state = { is: "offer", said: "" };
  #cancelling = new AbortController();
  /** Whether the reader did not want the newer version. */ #declined = false;

  constructor() {
    document.addEventListener("visibilitychange", () => {
      // Another tab may have changed it.
      if (!document.hidden && this.#place) void this.show(this.#place);
    });
  }

  /** Says in the footer of a page how it stands. @param {HTMLElement} place */
  async show(place) {
    this.#place = place;
    if (this.#state.is === "working") {
      this.#render();
      return;
    }
    const found = await kept();
    const some = await begun();
    if (found && found.version === versionOf(document)) this.#become({ is: "kept", found, said: "" });
    else if (found && (this.#declined || saving())) this.#become({ is: "older", found, said: "" });
    // A page that is left while it comes leaves some of it.
    else if (found || some) void this.#work(found);
    else this.#become({ is: "offer", said: "" });
  }

  /** Keeps all of it, because the reader has asked for it. @param {HTMLElement} place */
  keep(place) {
    this.#place = place;
    // That the browser does not clear it away by itself; some ask the reader, and nothing waits for that.
    void navigator.storage?.persist?.().catch(() => {});
    void this.#work(null);
  }

  /** @param {Kept | null} former */
  async #work(former) {
    if (this.#state.is === "working") return;
    this.#cancelling = new AbortController();
    const { signal } = this.#cancelling;
    this.#become({ is: "working", former, loaded: 0, total: 0 });
    const report = (/** @type {number} */ loaded, /** @type {number} */ total) =>
      this.#become({ is: "working", former, loaded, total });
    let some = false;
    try {
      const found = await alone(() => {
        some = true;
        return keep(report, signal);
      }, signal);
      this.#become({ is: "kept", found, said: "" });
    } catch (error) {
      const coming = error instanceof BootError;
      // What has come is of use when it is tried again.
      if (some && (!coming || signal.aborted)) await alone(giveUp).catch(() => {});
      this.#stopped(error, signal.aborted, former);
    }
  }

  /** @param {unknown} error @param {boolean} cancelled @param {Kept | null} former */
  #stopped(error, cancelled, former) {
    const coming = error instanceof BootError;
    this.#declined = former !== null;
    const said = cancelled ? "" : this.#reason(error);
    if (!former) this.#become({ is: "offer", said });
    // Whether there is a newer version cannot be known then.
    else if (coming && error.file.startsWith(nameOf(LIST)))
      this.#become({ is: "kept", found: former, said: "" });
    else this.#become({ is: "older", found: former, said });
  }

  async #drop() {
    const found = await kept();
    await alone(drop);
    this.#declined = false;
    this.#become({ is: "offer", said: found ? this.#say("dropped", { size: found.bytes }) : "" });
  }

  /** @param {unknown} error */
  #reason(error) {
    if (error instanceof Full) {
      const { needed, free } = error;
      return free === undefined ? this.#say("full-unknown", { needed }) : this.#say("full", { needed, free });
    }
    if (error instanceof BootError)
      return this.#say(error.reason === "damaged" ? "damaged" : "missing", { name: error.file });
    return this.#say("denied");
  }

  /** What there is to say of that, with numbers of bytes as megabytes. @param {string} name @param {Record<string, number | string>} [values] */
  #say(name, values = {}) {
    const { decimal, [name]: offered } = this.#place?.dataset ?? {};
    const words = WORDS[name] ?? offered ?? "";
    const told = Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "number" ? megabytes(value, decimal) : value,
    ]);
    return fill(words, Object.fromEntries(told));
  }

  /** @param {State} state */
  #become(state) {
    this.#state = state;
    this.#render();
  }

  #render() {
    const place = this.#place;
    if (!place) return;
    const state = this.#state;
    const { megabytes: size = "", decimal = "." } = place.dataset;
    /** @type {Deed} */ const dropping = { words: this.#say("drop"), does: () => void this.#drop() };
    place.dataset.state = state.is;
    let count = "";
    switch (state.is) {
      case "offer": {
        const words = this.#say("keep", { size: size.replace(".", decimal) });
        this.#tell(state.said, { words, does: () => this.keep(place) });
        break;
      }
      case "working": {
        const { former, loaded, total } = state;
        if (total) count = this.#say(former ? "renew" : "fetch", { loaded, total });
        // Once there are numbers, they say it; the others are read aloud.
        this.#tell(count ? "" : this.#say("wait"), {
          words: this.#say("cancel"),
          does: () => this.#cancelling.abort(),
        });
        break;
      }
      case "kept":
        this.#tell(this.#say("kept", { size: state.found.bytes }), dropping);
        break;
      case "older": {
        const { found, said } = state;
        const words = said || this.#say("older", { size: found.bytes });
        this.#tell(words, { words: this.#say("update"), does: () => void this.#work(found) }, dropping);
        break;
      }
    }
    this.#progress(count, state);
  }

  /** @param {string} said @param {Deed[]} deeds */
  #tell(said, ...deeds) {
    const place = /** @type {HTMLElement} */ (this.#place);
    const line = /** @type {HTMLElement} */ (place.querySelector("[role=status]"));
    if (line.textContent !== said) line.textContent = said;
    place.querySelectorAll("button").forEach((button, index, buttons) => {
      const deed = deeds[index];
      // The keyboard does not vanish with what was pressed.
      if (!deed && button === document.activeElement) buttons[0]?.focus();
      button.hidden = !deed;
      if (!deed) return;
      if (button.textContent !== deed.words) button.textContent = deed.words;
      button.title = "";
      // The second click of two is of the button that stood there before.
      button.onclick = ({ detail }) => detail > 1 || deed.does();
    });
  }

  /** Not where screen readers follow what changes: it changes all the time. @param {string} count @param {State} state */
  #progress(count, state) {
    const place = /** @type {HTMLElement} */ (this.#place);
    const line = /** @type {HTMLElement} */ (place.querySelector(".offline__count"));
    const bar = /** @type {HTMLProgressElement} */ (place.querySelector("progress"));
    line.textContent = count;
    line.hidden = !count;
    bar.hidden = state.is !== "working";
    bar.setAttribute("aria-label", count || this.#say("wait"));
    if (state.is === "working" && state.total) bar.value = state.loaded / state.total;
    else bar.removeAttribute("value");
  }
}

/** Whether the reader wants to save what the connection costs. */
function saving() {
  const { connection } = /** @type {{ connection?: { saveData: boolean } }} */ (navigator);
  return connection?.saveData ?? false;
}

export const keeping = new Keeping();
