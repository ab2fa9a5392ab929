/**
 * Where a reader works with a widget: the room of its picture, the sheet of its controls where there is
 * no place beside it, and the screen that it can fill.
 */

import { watchClearance } from "./clearance.js";
import { FullScreen } from "./full.js";
import { pageWords, part } from "./parts.js";
import { Room } from "./room.js";
import { Sheet } from "./sheet.js";
import { help } from "./words.js";

/** The width of a widget's inside from which its controls stand beside the picture, in pixels; as in its style sheet. */
const BESIDE = 640;

/**
 * Follows its reader until the signal.
 * @param {HTMLElement} host  The widget.
 * @param {HTMLElement} stage  Its picture.
 * @param {AbortSignal} signal
 */
export function watchWorkplace(host, stage, signal) {
  const room = new Room(part(host, ".pc-frame"), stage);
  const renew = () => room.renew();
  room.follow(signal);
  new Sheet(host, renew).follow(signal);
  new FullScreen(host, renew).follow(signal);
  writeHelp(host, signal);
  watchClearance(host, stage, signal);
  host.addEventListener("pyconv-drawn", () => room.fit(), { signal });
  if (host.dataset.opens) void watchOpenings(host, stage, signal);
  part(host, ".pc-reset").addEventListener("click", () => room.release(), { signal });
  const observer = new ResizeObserver(([entry]) => placeSpeed(host, entry?.contentRect.width ?? 0));
  observer.observe(part(host, ".pc-body"));
  signal.addEventListener("abort", () => observer.disconnect());
}

/**
 * A bar that is one line high has no place for the speed: it goes to the other controls.
 * @param {HTMLElement} host
 * @param {number} width
 */
function placeSpeed(host, width) {
  const speed = part(host, ".pc-speed");
  const place = part(host, width < BESIDE ? ".pc-settings" : ".pc-player");
  if (width && speed.parentElement !== place) place.append(speed);
}

/**
 * What is said of how to use it, which a table that is only read has not. It lies over the picture, and
 * goes when the reader turns to something else.
 * @param {HTMLElement} host
 * @param {AbortSignal} signal
 */
function writeHelp(host, signal) {
  const { help: can } = part(host, ".pc-foot").dataset;
  const place = part(host, ".pc-help", HTMLDetailsElement);
  if (can === undefined) return place.remove();
  part(place, "p").textContent = help(pageWords(host), can === "editable");
  /** @param {Event} event */
  const leave = ({ target }) => {
    if (!place.contains(/** @type {Node} */ (target))) place.open = false;
  };
  document.addEventListener("pointerdown", leave, { signal });
  document.addEventListener("focusin", leave, { signal });
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !place.open) return;
    event.stopPropagation();
    place.open = false;
    part(place, "summary").focus();
  });
}

/**
 * Offers to open what the picture shows in other figures, where the page knows of some.
 * @param {HTMLElement} host
 * @param {HTMLElement} stage
 * @param {AbortSignal} signal
 */
async function watchOpenings(host, stage, signal) {
  // Where a newer version has taken the place of this one there is nothing to fetch, and no link.
  const opening = await import("./opening.js").catch(() => null);
  if (!opening || signal.aborted) return;
  const offer = () => opening.offerOpenings(host, stage);
  host.addEventListener("pyconv-drawn", offer, { signal });
  offer();
}
