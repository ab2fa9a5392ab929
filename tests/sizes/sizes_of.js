/** Answers settings, one JSON object a line, as a page does before Python is there. */

import { readFileSync } from "node:fs";
import { outputSizes } from "../../site_assets/js/elements/sizes.js";
import { Wrong } from "../../site_assets/js/elements/typed.js";

const [words = "", drawn = ""] = process.argv.slice(2).map((name) => readFileSync(name, "utf-8"));
const catalogue = JSON.parse(words);

/** @param {string} line */
function answer(line) {
  try {
    return outputSizes(JSON.parse(line)).map(String);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { message: error.sentence(catalogue), field: error.field };
  }
}

console.log(JSON.stringify(drawn.trim().split("\n").map(answer)));
