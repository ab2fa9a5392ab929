/** The QR code of a link: dark on white in either palette, for cameras expect that. */

import { generate } from "../vendor/lean-qr/lean-qr.js";

/** Bytes that the largest code of the weakest correction holds, by ISO/IEC 18004. */
export const HOLDS = 2953;

/** White modules around a code. */
const MARGIN = 4;

/** Pixels of a module in the file. */
const SCALE = 12;

/**
 * The rows of a code, `true` where it is dark, with its margin.
 * @param {string} text
 * @returns {boolean[][]}
 * @throws {RangeError} the text is longer than a code holds
 */
export function modules(text) {
  if (new TextEncoder().encode(text).length > HOLDS) throw new RangeError("too long");
  const code = generate(text);
  const places = Array.from({ length: code.size + 2 * MARGIN }, (_, place) => place - MARGIN);
  return places.map((y) => places.map((x) => code.get(x, y)));
}

/** A code as the text of an SVG. @param {boolean[][]} rows */
export function asSvg(rows) {
  const side = rows.length;
  const dark = rows.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side * SCALE}" height="${side * SCALE}" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="#000" d="${dark.join("")}"/></svg>`
  );
}

/** A code on a canvas. @param {boolean[][]} rows */
export function asCanvas(rows) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = rows.length * SCALE;
  const paper = canvas.getContext("2d");
  if (!paper) throw new TypeError("no canvas");
  paper.fillStyle = "white";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.fillStyle = "black";
  for (const [y, row] of rows.entries())
    for (const [x, on] of row.entries()) if (on) paper.fillRect(x * SCALE, y * SCALE, SCALE, SCALE);
  return canvas;
}
