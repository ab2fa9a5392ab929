/** What is wider than its place scrolls there; this lets the keyboard scroll it. */

/** @param {ResizeObserverEntry[]} entries */
export function offer(entries) {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
}

/** Follows one element that may become wider than its place. @param {Element} element */
export function followWidth(element) {
  new ResizeObserver(offer).observe(element);
}
