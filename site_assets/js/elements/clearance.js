/** Keeps what the keyboard reaches clear of the bars that lie over a page: its header, and that of a widget. */

import { part } from "./parts.js";

/** What is left between it and a bar, in pixels. */
const GAP = 8;

/**
 * @param {HTMLElement} host  The widget.
 * @param {HTMLElement} stage  Its picture: what moves within a shadow root is not told outside it.
 * @param {AbortSignal} signal
 */
export function watchClearance(host, stage, signal) {
  const dock = part(host, ".pc-dock");
  /** @param {Event} event */
  const heed = (event) => {
    const [target] = event.composedPath();
    // What is pressed with a pointer is in sight already.
    if (!(target instanceof Element) || !target.matches(":focus-visible")) return;
    // The bar does not lie over itself, but whoever comes back to it from below may find it under the header.
    const end = dock.contains(target) ? () => innerHeight : () => dockStart(dock);
    // The browser has scrolled by then as far as it does by itself.
    requestAnimationFrame(() => clear(target, headerEnd(host), end()));
  };
  for (const each of [host, stage]) each.addEventListener("focusin", heed, { signal });
}

/**
 * Scrolls until an element is between two bars; the one above counts more.
 * @param {Element} element
 * @param {number} from
 * @param {number} to
 */
function clear(element, from, to) {
  const { top, bottom } = element.getBoundingClientRect();
  if (top < from) scrollBy({ top: top - from - GAP, behavior: "instant" });
  else if (bottom > to) scrollBy({ top: Math.min(bottom - to, top - from) + GAP, behavior: "instant" });
}

/** Where the page begins to be in sight, as the style sheet knows it. @param {HTMLElement} host */
function headerEnd(host) {
  return Number.parseFloat(getComputedStyle(host.querySelector(".pc-frame") ?? host).scrollMarginTop) || 0;
}

/** Where a bar that sticks begins, or the window ends. @param {HTMLElement} dock */
function dockStart(dock) {
  const sticks = getComputedStyle(dock).position === "sticky";
  return sticks ? Math.min(dock.getBoundingClientRect().top, innerHeight) : innerHeight;
}
