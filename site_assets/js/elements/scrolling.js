/** Tables wider than the screen: the theme lets them scroll, this lets the keyboard scroll them. */

import { offer } from "./wide.js";

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
