/**
 * Reads and writes links as a page does, one JSON object a line: `{ facts, state }` becomes a link and is read
 * again, `{ facts, link }` is read and becomes a link again.
 */

import { readFileSync } from "node:fs";
import { fragmentOf, partsOf } from "../../site_assets/js/elements/links.js";
import { readLink, unpacked } from "../../site_assets/js/elements/reading.js";
import { writeLink } from "../../site_assets/js/elements/writing.js";

/** @typedef {{ first: import("../../site_assets/js/worker/protocol.js").Params, options: Record<string, string[]>, byHand: Record<string, string>, shape: Record<string, number[]>, grids: string[] }} Told */

/** @param {Told} told @returns {import("../../site_assets/js/elements/links.js").Facts} */
function factsOf({ first, options, byHand, shape, grids }) {
  const own = (/** @type {Record<string, any>} */ table) => (/** @type {string} */ name) =>
    Object.hasOwn(table, name) ? table[name] : undefined;
  return { first, options: own(options), byHand: own(byHand), shape: own(shape), grids };
}

/** @param {string} line @returns {Promise<Record<string, any>>} */
async function answer(line) {
  const { facts: told, state, link } = JSON.parse(line);
  const facts = factsOf(told);
  const said = link ?? fragmentOf([["a-figure", await writeLink(state, facts)]]);
  const [part] = partsOf(new URL(`#${said}`, "https://example.org/").hash);
  if (!part) return { link: said, id: null };
  const read = readLink(await unpacked(part.settings), facts);
  return { link: said, id: part.id, ...read, again: await writeLink(read, facts) };
}

const [drawn = ""] = process.argv.slice(2).map((name) => readFileSync(name, "utf-8"));
const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
const answers = await Promise.all(drawn.trim().split("\n").map(answer));
if (JSON.stringify(Object.getOwnPropertyNames(Object.prototype)) !== before)
  throw new Error("changed all objects");
console.log(JSON.stringify(answers));
