/** Reads lessons as a page does, one JSON string a line: what came of each, packed and read again, or why it is none. */

import { readFileSync } from "node:fs";
import { Flaw, packed, read, unpacked } from "../../site_assets/js/taking/lesson.js";

/** @param {string} line @returns {Promise<unknown>} */
async function answer(line) {
  try {
    const lesson = read(JSON.parse(line));
    return { lesson, again: await unpacked(`#${await packed(lesson)}`) };
  } catch (error) {
    if (!(error instanceof Flaw)) throw error;
    return { reason: error.reason, ...error.values };
  }
}

const [drawn = ""] = process.argv.slice(2).map((name) => readFileSync(name, "utf-8"));
console.log(JSON.stringify(await Promise.all(drawn.trim().split("\n").map(answer))));
