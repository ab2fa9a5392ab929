/**
 * One figure in somebody else's page: `?embed`, `?embed=light` or `?embed=dark`. All else of the page is out of
 * sight, and the page that holds the frame is told how high the figure is, whenever that changes:
 *
 *     { pyconv: "height", figure: "stride-figure", height: 512 }
 *
 * It says nothing of the reader, so it is sent to whichever page is the parent, and to it alone.
 */

import { around } from "../elements/full.js";
import { make } from "./pieces.js";

/**
 * Shows a figure, or what is said of one that the page does not have, by itself; once.
 * @param {HTMLElement} shown
 * @param {string} scheme  "light", "dark", or whatever else for that of the system.
 * @param {import("../elements/words.js").Words} words
 */
export function embed(shown, scheme, words) {
  const root = document.documentElement;
  if (shown.classList.contains("pc-alone")) return;
  for (const name of ["pc-alone", "pc-away"])
    for (const each of document.querySelectorAll(`.${name}`)) each.classList.remove(name);
  shown.classList.add("pc-alone");
  root.classList.add("pc-embedded");
  // What is said of a link that leads to nothing is said here as well.
  const said = document.querySelector(".pc-astray");
  for (const each of around(shown)) if (each !== said && !each.contains(said)) each.classList.add("pc-away");
  choosePalette(scheme);
  const origin = make("a", { class: "pc-origin", target: "_blank", rel: "noopener" }, words.origin ?? "");
  const lead = () => {
    const url = new URL(location.href);
    url.search = "";
    origin.href = url.href;
  };
  lead();
  // The fragment follows what a reader sets up.
  for (const event of ["pointerdown", "focus", "click"]) origin.addEventListener(event, lead);
  (shown.querySelector("figure") ?? shown).append(make("p", { class: "pc-small" }, origin));
  // A frame stays with its figure: what it names is opened beside the page that holds it.
  document.addEventListener(
    "click",
    (event) => {
      // Also one in the picture, which has a root of its own.
      const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement && each.href);
      if (link instanceof HTMLAnchorElement && !link.target)
        Object.assign(link, { target: "_blank", rel: "noopener" });
    },
    { capture: true },
  );
  tellHeight(shown);
}

/** @param {HTMLElement} shown */
function tellHeight(shown) {
  if (parent === window) return;
  let told = 0;
  const tell = () => {
    const height = Math.ceil(shown.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    parent.postMessage({ pyconv: "height", figure: shown.id, height }, "*");
  };
  new ResizeObserver(tell).observe(shown);
  tell();
}

/** The palette asked for, whatever the reader has chosen for the site itself. @param {string} scheme */
function choosePalette(scheme) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const choose = () => {
    const dark = scheme === "dark" || (scheme !== "light" && system.matches);
    const wanted = dark ? "slate" : "default";
    if (document.body.dataset.mdColorScheme !== wanted) document.body.dataset.mdColorScheme = wanted;
  };
  choose();
  system.addEventListener("change", choose);
  // The theme has its own mind once its script has come.
  new MutationObserver(choose).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
}
