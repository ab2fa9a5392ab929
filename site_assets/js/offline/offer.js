/**
 * "Keep for offline", in the footer of every page: shown where a browser can do it. What does it is fetched
 * when somebody presses the button, or has done so before.
 */

import { fill } from "../elements/words.js";
import { outdated } from "../version.js";
import { OWN } from "./names.js";

/** What does it; the same for all pages that the theme shows in this document. @returns {Promise<import("./keeping.js").Keeping>} */
const keeping = async () => (await import("./keeping.js")).keeping;

/** Follows the footer of each page that the theme shows. */
export function watchOffer() {
  if (!able()) return;
  /** @type {{ document$?: { subscribe: (told: () => void) => void } }} */ (window).document$?.subscribe(
    () => {
      const place = /** @type {HTMLElement | null} */ (document.querySelector(".offline"));
      if (place) void offer(place);
    },
  );
}

/** @param {HTMLElement} place */
async function offer(place) {
  const { keep = "", why = "", megabytes = "", decimal = "." } = place.dataset;
  const button = /** @type {HTMLButtonElement} */ (place.querySelector("button"));
  button.textContent = fill(keep, { size: megabytes.replace(".", decimal) });
  button.title = why;
  button.onclick = async () => {
    try {
      (await keeping()).keep(place);
    } catch {
      // A newer version may have taken its place, and the page is loaded anew.
      await outdated();
      const said = /** @type {HTMLElement} */ (place.querySelector("[role=status]"));
      said.textContent = incomplete();
    }
  };
  place.hidden = false;
  try {
    if ((await caches.keys()).some((name) => name.startsWith(OWN))) await (await keeping()).show(place);
  } catch {
    // Storage is denied, or the script did not come: the offer stands.
  }
}

/** What every page can say of a part of it that did not come. */
function incomplete() {
  const version = /** @type {HTMLElement | null} */ (document.querySelector("meta[name=pyconv-version]"));
  return version?.dataset.incomplete ?? "";
}

/** Whether this browser has what it takes; where the connection is not trusted it has not. */
function able() {
  try {
    return Boolean(navigator.serviceWorker && globalThis.caches && navigator.locks);
  } catch {
    return false;
  }
}
