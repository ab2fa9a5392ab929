/** The QR codes of texts, one JSON string a line: each as a file, as the page writes it, or why there is none. */

import { readFileSync } from "node:fs";
import { asSvg, modules } from "../../site_assets/js/taking/code.js";

/** @param {string} line */
function answer(line) {
  try {
    return { svg: asSvg(modules(JSON.parse(line))) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { reason: error.message };
  }
}

const [drawn = ""] = process.argv.slice(2).map((name) => readFileSync(name, "utf-8"));
console.log(JSON.stringify(drawn.trim().split("\n").map(answer)));
