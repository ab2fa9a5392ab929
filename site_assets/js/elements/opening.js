/** Links that open what a picture shows in another figure, with what it is set to. */

import { linkOf } from "./writing.js";

/**
 * Shows such links of a picture, if the page knows the figure.
 * @param {HTMLElement} host  Knows the addresses of figures, each by the kind of what it shows.
 * @param {HTMLElement} stage
 */
export function offerOpenings(host, stage) {
  /** @type {Record<string, string>} */
  const figures = JSON.parse(host.dataset.opens ?? "{}");
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (stage.querySelectorAll("a[data-opens]"))) {
    const { opens = "", settings = "{}" } = link.dataset;
    const figure = Object.hasOwn(figures, opens) ? figures[opens] : undefined;
    link.hidden = !figure;
    if (figure) link.href = `${figure}?${linkOf(JSON.parse(settings))}`;
  }
}
