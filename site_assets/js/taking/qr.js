/** A button that shows the QR code of a link, and the code as a file. */

import { fill } from "../elements/words.js";
import { button, download, make } from "./pieces.js";

/**
 * What a section shows of a link that others are to open with a camera.
 * @param {() => string} link
 * @param {Pick<import("./sections.js").Given, "words" | "say">} given
 */
export function qrOf(link, given) {
  const { words } = given;
  const place = make("div", { class: "pc-qr" });
  const show = async () => {
    place.replaceChildren();
    const text = link();
    const { HOLDS, asCanvas, asSvg, modules } = await import("./code.js");
    const length = new TextEncoder().encode(text).length;
    if (length > HOLDS) return given.say(fill(words["qr-long"] ?? "", { length, most: HOLDS }));
    given.say("");
    const rows = modules(text);
    const canvas = asCanvas(rows);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words["qr-name"] ?? "");
    const svg = () => download("qr.svg", new Blob([asSvg(rows)], { type: "image/svg+xml" }));
    const png = () => canvas.toBlob((file) => file && download("qr.png", file), "image/png");
    place.append(canvas, button("SVG", svg), button("PNG", png));
  };
  const shows = button(words["qr-show"] ?? "", async () => {
    try {
      await show();
    } catch {
      given.say(words.lost ?? "");
    }
  });
  return make("div", { class: "pc-row" }, shows, place);
}
