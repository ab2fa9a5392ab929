/**
 * An element whose first state the page holds, and which is set up when it comes near the window or
 * when the reader reaches for it, one a task: a page answers at once, however many it has.
 *
 * Until then Tab comes to the element itself, so that no distance hides it from the keyboard.
 */

import { address } from "./address.js";
import { watchComing } from "./screen.js";

/** What follows its reader until a signal, and what a widget is made of. @typedef {{ start: (signal: AbortSignal) => void, widget?: import("./commands.js").Parts }} Follower */

/** What a reader does to an element. */
const REACHED = ["pointerdown", "keydown", "focusin", "input"];

const STOPS = "button, input, select, textarea, summary, [tabindex='0']";

export class LateElement extends HTMLElement {
  /** @type {Follower | undefined} */ #follower;
  /** Once it is being set up, or was. @type {Promise<Follower> | undefined} */ #coming;
  /** @type {AbortController | undefined} */ #connection;

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    address.show();
    if (this.#follower) return this.#follower.start(signal);
    this.tabIndex = 0;
    /** @param {Event} [event] */
    const setUp = (event) => void this.setUp(event instanceof FocusEvent ? event.relatedTarget : null);
    watchComing(this, setUp, signal);
    for (const event of REACHED) this.addEventListener(event, setUp, { capture: true, once: true, signal });
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  /** Sets it up, once. @param {EventTarget | null} [from]  Where the keyboard was, if it has come from somewhere. */
  setUp(from = null) {
    this.#coming ??= this.#setUp(from);
    return this.#coming;
  }

  /** @param {EventTarget | null} from */
  async #setUp(from) {
    this.#follower = await this.follower();
    // The page may have been left meanwhile, and come back to.
    const signal = this.#connection?.signal;
    if (signal && !signal.aborted) this.#follower.start(signal);
    this.classList.add("pc-set-up");
    // The keyboard stands on the element itself, or on a picture that had to be scrolled as long as
    // nothing in it could have the keyboard.
    const active = document.activeElement;
    const stop = active?.shadowRoot?.activeElement ?? active;
    const stands = active !== this && stop?.matches(STOPS);
    this.removeAttribute("tabindex");
    if (this.contains(active) && !stands) this.#enter(from);
    return this.#follower;
  }

  /** Gives the keyboard to the stop that it would have come to. @param {EventTarget | null} from */
  #enter(from) {
    const roots = [this.querySelector(".pc-frame")?.shadowRoot, this];
    const stops = roots.flatMap((root) => [...(root?.querySelectorAll(STOPS) ?? [])]);
    const seen = /** @type {HTMLElement[]} */ (stops.filter((stop) => stop.checkVisibility()));
    const backwards =
      from instanceof Node && this.compareDocumentPosition(from) & Node.DOCUMENT_POSITION_FOLLOWING;
    seen.at(backwards ? -1 : 0)?.focus();
  }

  /** Completes it, and says what makes it live from that moment on. @returns {Follower | Promise<Follower>} */
  follower() {
    throw new TypeError("an element says what makes it live");
  }
}
