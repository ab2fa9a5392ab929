/**
 * A widget that fills the screen, and the way back. What it shows stays as it is: the element is not
 * moved in the page.
 */

import { part } from "./parts.js";

export class FullScreen {
  /** @type {HTMLElement} */ #host;
  /** @type {HTMLElement} */ #button;
  /** What the button is called: to fill the screen, and to leave it. @type {string[]} */ #names;
  /** @type {() => void} */ #changed;
  /** What cannot be reached meanwhile. @type {HTMLElement[]} */ #behind = [];

  /**
   * @param {HTMLElement} host  The widget.
   * @param {() => void} changed  Told when the picture has another room.
   */
  constructor(host, changed) {
    this.#host = host;
    this.#button = part(host, ".pc-fill");
    this.#names = [this.#button.title, this.#button.dataset.leave ?? ""];
    this.#changed = changed;
  }

  /** Follows its reader until the signal. @param {AbortSignal} signal */
  follow(signal) {
    this.#button.addEventListener("click", () => this.#toggle(), { signal });
    this.#host.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.#host.addEventListener("fullscreenchange", () => this.#heed(), { signal });
    signal.addEventListener("abort", () => this.#leave());
  }

  get #full() {
    return this.#host.classList.contains("pc-full");
  }

  /** What holds it: in a notebook, a root of its own. */
  get #page() {
    return /** @type {Document | ShadowRoot} */ (this.#host.getRootNode());
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const [target] = event.composedPath();
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
    if (event.key === "Escape" && this.#full && !this.#page.fullscreenElement) this.#leave();
    else if (event.key !== "f" || target.matches("input[type=text], input[type=number], select, textarea"))
      return;
    else this.#toggle();
    event.preventDefault();
  }

  #toggle() {
    if (this.#full) this.#leave();
    else void this.#enter();
  }

  async #enter() {
    this.#set(true);
    try {
      // Browsers want that it is a reader who asks, and tell the console where it is a link.
      if (navigator.userActivation?.isActive === false) throw new TypeError("nobody has asked");
      await this.#host.requestFullscreen();
    } catch {
      // Not on a telephone either, nor where a page that holds this one forbids it: then it fills the window.
      if (!this.#full) return;
      this.#host.popover = "manual";
      this.#host.showPopover();
    }
  }

  #leave() {
    if (!this.#full) return;
    this.#set(false);
    this.#host.removeAttribute("popover");
    if (this.#page.fullscreenElement === this.#host) void document.exitFullscreen();
  }

  /** The browser has a key of its own for the way back. */
  #heed() {
    if (this.#page.fullscreenElement !== this.#host && !this.#host.hasAttribute("popover")) this.#leave();
  }

  /** @param {boolean} full */
  #set(full) {
    this.#host.classList.toggle("pc-full", full);
    this.#button.title = this.#names[Number(full)] ?? "";
    this.#button.setAttribute("aria-label", this.#button.title);
    for (const each of this.#behind) each.inert = false;
    this.#behind = full ? [...around(this.#host)].filter((each) => !each.inert) : [];
    for (const each of this.#behind) each.inert = true;
    this.#host.dispatchEvent(new Event("pyconv-full"));
    this.#changed();
    this.#host.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
}

/** All of the page that does not hold an element: what is beside it, and beside what it is in. @param {HTMLElement} element @returns {Generator<HTMLElement>} */
export function* around(element) {
  for (let inner = element; inner.parentElement && inner !== document.body; inner = inner.parentElement) {
    for (const each of inner.parentElement.children) {
      if (each !== inner && each instanceof HTMLElement) yield each;
    }
  }
}
