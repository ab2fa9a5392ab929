/**
 * Lets the pages go that a reader leaves.
 *
 * With instant navigation one document shows all pages, and the theme holds on to each that it
 * showed, with everything in it: to a page's side bars through listeners of media queries that it
 * adds for every page and never removes, and to its contents through `toc.follow`. So the former
 * are removed here, and the latter is done here, once for all pages.
 */

import { stillness } from "./screen.js";

/** @template Told @typedef {{ subscribe: (heard: (told: Told) => void) => void }} Observable */

/** What a component of the theme tells: of the contents, the headings that were passed. @typedef {{ ref: HTMLElement, prev?: [HTMLElement][] }} Component */

const theme = /** @type {{ document$?: Observable<Document>, component$?: Observable<Component> }} */ (
  window
);

/** Follows the pages that the theme shows; before it shows the first. */
export function letPagesGo() {
  dropSideBars();
  followContents();
}

function dropSideBars() {
  let coming = new AbortController();
  let shown = new AbortController();
  // Only the theme still adds listeners in this way. Those of the palette are not a page's.
  MediaQueryList.prototype.addListener = function (/** @type {any} */ heard) {
    this.addEventListener("change", heard, this.media.includes("width") ? { signal: coming.signal } : {});
  };
  // The theme has set up the page before this is told of it.
  theme.document$?.subscribe(() => {
    shown.abort();
    [shown, coming] = [coming, new AbortController()];
  });
}

/** Keeps in sight where the reader is in the contents of a page. */
function followContents() {
  theme.component$?.subscribe(({ ref, prev = [] }) => {
    const [link] = prev.at(-1) ?? [];
    const bar = link?.closest(".md-sidebar__scrollwrap");
    if (ref.dataset.mdComponent !== "toc" || !link?.offsetHeight || !(bar instanceof HTMLElement)) return;
    const top = link.offsetTop - bar.offsetTop - bar.offsetHeight / 2;
    bar.scrollTo({ top, behavior: stillness.matches ? "instant" : "smooth" });
  });
}
