/**
 * The address of the page, whose fragment follows what the reader sets up: whoever loads the page anew, comes
 * back to it, or sends its address, finds the figures as they were.
 *
 * What is set up is kept for the tab as well. A link to a heading takes the place of the fragment, and the
 * theme may then make the elements of the page anew.
 */

import { asWritten, fragmentOf, partsOf } from "./links.js";
import { fill } from "./words.js";

/** Milliseconds of rest before the address follows: browsers heed a hundred changes in half a minute. */
const REST = 400;

/** What a reader does who goes on from where a link has led. */
const ACTS = ["wheel", "touchmove", "pointerdown", "keydown"];

/** What the theme tells of addresses, and is told. @typedef {{ subscribe: (heard: () => void) => void, next: (url: URL) => void }} Locations */

/** @typedef {{ location$?: Locations, document$?: Pick<Locations, "subscribe"> }} Theme */

const { location$: locations, document$: pages } = /** @type {Theme} */ (/** @type {unknown} */ (window));

class Address extends EventTarget {
  /** What is yet to be written, of each figure. @type {Map<string, string>} */ #coming = new Map();
  /** The page that it is of. */ #page = location.pathname;
  /** The page whose elements are shown. */ #shown = location.pathname;
  /** The page that the address named last. */ #named = location.pathname;
  /** The fragment that was heeded or written last. */ #known = location.hash;
  /** Whether the address that the theme is told of is what was just written: the figures know it. */
  #writing = false;
  /** Whether the theme was told of an address: of the first, it loads the page. */ #told = false;
  /**
   * Whether a reader has come by a link and done nothing since: is led to its figure, and again when
   * the theme makes the page anew.
   */
  #arriving = isNew();
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #review;

  constructor() {
    super();
    if (this.#arriving) this.#forget();
    for (const event of ["hashchange", "popstate"]) window.addEventListener(event, () => this.#heed());
    locations?.subscribe(() => {
      this.#told = true;
      if (!this.#writing) this.#heed();
    });
    // By then the theme has scrolled to where it thinks that the reader was.
    pages?.subscribe(() => this.#lookLater());
    for (const event of ACTS) window.addEventListener(event, () => this.#arrived(), { passive: true });
    // Before another address stands there.
    for (const event of ["click", "pagehide"])
      window.addEventListener(event, () => this.#write(), { capture: true });
    window.addEventListener("click", (event) => this.#lead(event), { capture: true });
  }

  /**
   * What the address says of a figure, or else what was kept.
   * @param {string} id
   */
  of(id) {
    const mine = (/** @type {string} */ fragment) => partsOf(fragment).find((part) => part.id === id);
    const linked = mine(location.hash);
    // Another link may take its place.
    if (linked) this.#keep(fragmentOf(this.#said));
    return linked ?? mine(this.#kept);
  }

  /**
   * Has the address follow a figure.
   * @param {string} id
   * @param {string} settings  None if it is in its first state.
   * @param {string} page  That it is on.
   */
  follow(id, settings, page) {
    if (page !== location.pathname) return;
    this.#page = page;
    this.#coming.set(id, settings);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), REST);
  }

  /** The address of a figure as it is set up. @param {string} id @param {string} settings */
  linkTo(id, settings) {
    const url = new URL(location.href);
    url.search = "";
    url.hash = settings ? fragmentOf([[id, settings]]) : id;
    return url.href;
  }

  /**
   * Goes to figures of this page as a link sets them up. The theme hears nothing of it: for the first address
   * that it is told of it makes the page anew, and what was opened or said there is gone.
   * @param {string} fragment
   */
  go(fragment) {
    this.#write();
    if (fragment !== location.hash) {
      history.replaceState({ x: scrollX, y: scrollY }, "");
      history.pushState(null, "", fragment);
    }
    this.#heed();
  }

  /** @param {MouseEvent} event */
  #lead(event) {
    const { target, button, altKey, ctrlKey, metaKey, shiftKey } = event;
    const link = target instanceof Element ? target.closest("a") : null;
    if (!link || link.target || button || altKey || ctrlKey || metaKey || shiftKey) return;
    const { origin, pathname, search, hash } = new URL(link.href, location.href);
    const isHere =
      [origin, pathname, search].join() === [location.origin, location.pathname, location.search].join();
    if (!isHere || !partsOf(hash).length) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(hash);
  }

  /** An element of the page is shown. */
  show() {
    this.#shown = location.pathname;
    this.#lookLater();
  }

  /** What is yet to be written of a figure gives way to what an address says of it. @param {string} id */
  drop(id) {
    this.#coming.delete(id);
  }

  /** Notices what another address says, even before anything tells of it. */
  #notice() {
    if (location.hash === this.#known) return;
    this.#known = location.hash;
    for (const { id } of partsOf(location.hash)) this.drop(id);
  }

  #write() {
    clearTimeout(this.#timer);
    this.#notice();
    if (!this.#coming.size || this.#page !== location.pathname) return this.#coming.clear();
    const said = this.#said;
    for (const [id, settings] of this.#coming) {
      if (settings) said.set(id, settings);
      // A slide or a frame goes on naming its figure, whatever it is set to.
      else if (location.search && said.has(id)) said.set(id, "v=1");
      else said.delete(id);
    }
    this.#coming.clear();
    const fragment = fragmentOf(said);
    this.#keep(fragment);
    // A link to a heading stays as long as there is nothing to say.
    if (!fragment && !partsOf(location.hash).length) return;
    const url = `${location.pathname}${location.search}${fragment && `#${fragment}`}`;
    try {
      // The theme looks here for the place to come back to.
      history.replaceState({ x: scrollX, y: scrollY }, "", url);
    } catch {
      return; // Too many at once: the next one says it all.
    }
    this.#known = location.hash;
    // It would take a link for the address where the reader is.
    if (!this.#told) return;
    this.#writing = true;
    locations?.next(new URL(location.href));
    this.#writing = false;
  }

  /** What is said of the figures of the page, by the address first. @returns {Map<string, string>} */
  get #said() {
    const linked = partsOf(location.hash);
    const ids = new Set(linked.map(({ id }) => id));
    const rest = partsOf(this.#kept).filter(({ id }) => !ids.has(id));
    // A lesson is in an address alone, and none of what is set up.
    const parts = [...linked, ...rest].filter(({ id }) => id !== "lesson");
    return new Map(parts.map(({ id, settings }) => [id, asWritten(settings)]));
  }

  /** Another address stands there. */
  #heed() {
    this.#notice();
    const isPage = location.pathname === this.#named;
    this.#named = location.pathname;
    // The theme keeps the place of a page that was shown before.
    if (history.state === null) {
      this.#arriving = true;
      if (!isPage) this.#forget();
    }
    if (this.#shown === location.pathname) this.dispatchEvent(new Event("change"));
    this.#lookLater();
  }

  #lookLater() {
    clearTimeout(this.#review);
    this.#review = setTimeout(() => this.#look());
  }

  /** Says which figures of the link the page does not have, and leads to the first that it has. */
  #look() {
    if (this.#shown !== location.pathname) return;
    // A slide, an embedded figure or a lesson; where a newer version has taken the place of this one, just the page.
    if (location.search) import("../taking/modes.js").then(({ heed }) => heed()).catch(() => {});
    const parts = partsOf(location.hash);
    const astray = document.querySelector(".pc-astray");
    // A lesson is a part of an address, and no figure.
    const missing = parts.filter(({ id }) => id !== "lesson" && !document.getElementById(id));
    const lost = missing.map(({ id }) => `#${id}`);
    if (astray instanceof HTMLElement) {
      const words = lost.length ? fill(astray.dataset.words ?? "", { names: lost.join(", ") }) : "";
      if (astray.textContent !== words) astray.textContent = words;
    }
    if (!this.#arriving || !parts.length) return;
    const [found] = parts.flatMap(({ id }) => document.getElementById(id) ?? []);
    (found ?? astray)?.scrollIntoView({ behavior: "instant" });
  }

  #arrived() {
    this.#arriving = false;
  }

  // What is kept for the tab, if it keeps anything.

  get #key() {
    return `pyconv ${location.pathname}`;
  }

  get #kept() {
    try {
      return sessionStorage.getItem(this.#key) ?? "";
    } catch {
      return "";
    }
  }

  #forget() {
    this.#keep("");
  }

  /** @param {string} fragment */
  #keep(fragment) {
    try {
      if (fragment) sessionStorage.setItem(this.#key, fragment);
      else sessionStorage.removeItem(this.#key);
    } catch {
      // The address says it.
    }
  }
}

/** Whether the page was neither loaded anew nor come back to. */
function isNew() {
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return entry?.type === "navigate";
}

export const address = new Address();
