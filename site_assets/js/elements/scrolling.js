/** What is wider than its place scrolls there; this lets the keyboard scroll it. */

/** @param {ResizeObserverEntry[]} entries */
function offer(entries) {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
}

/** Follows one element that may become wider than its place. @param {Element} element */
export function followWidth(element) {
  new ResizeObserver(offer).observe(element);
}

/** Follows the tables of each page that the theme shows. */
export function watchTables() {
  const observer = new ResizeObserver(offer);
  /** @type {{ document$?: { subscribe: (told: () => void) => void } }} */ (window).document$?.subscribe(
    () => {
      // The theme wraps the tables of a page when it is told of it, perhaps after this.
      requestAnimationFrame(() => {
        observer.disconnect();
        for (const table of document.querySelectorAll(".md-typeset__scrollwrap")) observer.observe(table);
      });
    },
  );
}
