/**
 * The code of a cell besides what the page has: as it was left in this tab, and as a link brings it.
 *
 *     #first-sizes?code=print(1)&v=1
 *
 * The grammar is that of the figures: what is long is packed in `deflate`. A link only says what stands in a
 * cell; whoever reads it runs it, or does not.
 */

import { address } from "../elements/address.js";
import { asWritten, decoded, escaped, VERSION } from "../elements/links.js";
import { deflate } from "../elements/packing.js";

/** What is kept of a cell: the code, and the link that was read last. @typedef {{ code?: string | undefined, link?: string | undefined }} Kept */

/** What a link says of a cell: its code, or why there is none. @typedef {{ link: string, code: string } | { link: string, wrong: "damaged" | "newer" }} Linked */

/** Characters of code that a link may bring, and of a link that is written. */
const [LONGEST, LONGEST_LINK] = [50_000, 60_000];

/** From so many characters on a link is packed. */
const WORTH = 400;

/** Signs that cannot be seen, or have what follows them read in another order than it is written. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const KEY = "pyconv cells";

/** @returns {Record<string, Kept>} */
function all() {
  try {
    const found = JSON.parse(sessionStorage.getItem(`${KEY} ${location.pathname}`) ?? "");
    return typeof found === "object" && found ? found : {};
  } catch {
    return {};
  }
}

/** @param {Record<string, Kept>} kept */
function keepAll(kept) {
  try {
    sessionStorage.setItem(`${KEY} ${location.pathname}`, JSON.stringify(kept));
  } catch {
    // A browser may keep nothing: then it is so until the page is left.
  }
}

/** @param {string} id @returns {Kept} */
export function keptOf(id) {
  const { code, link } = all()[id] ?? {};
  return {
    code: typeof code === "string" ? code : undefined,
    link: typeof link === "string" ? link : undefined,
  };
}

/** @param {string} id @param {Kept} kept */
export function keep(id, kept) {
  keepAll({ ...all(), [id]: kept });
}

/** Forgets the code of all cells of the page, but not which links were read. */
export function forget() {
  keepAll(Object.fromEntries(Object.entries(all()).map(([id, { link }]) => [id, { link }])));
}

/** What the address says of a cell, if it says anything. @param {string} id @returns {Promise<Linked | null>} */
export async function linkedTo(id) {
  const found = address.of(id);
  if (!found) return null;
  const link = asWritten(found.settings);
  const { unpacked } = await import("../elements/reading.js");
  const settings = new Map(await unpacked(found.settings));
  if ((settings.get("v") ?? VERSION) !== VERSION) return { link, wrong: "newer" };
  const code = decoded(settings.get("code") ?? "%")?.replaceAll("\r\n", "\n");
  if (code === undefined || code.length > LONGEST || UNSEEN.test(code.replace(/[\t\n]/g, "")))
    return { link, wrong: "damaged" };
  return { link, code };
}

/** The link to a cell with this code; nothing if it would be too long. @param {string} id @param {string} code */
export async function linkTo(id, code) {
  const plain = `code=${escaped(code)}`;
  const said = plain.length < WORTH ? plain : `deflate=${await deflate(plain)}`;
  if (code.length > LONGEST || said.length > LONGEST_LINK) return null;
  return address.linkTo(id, `${said}&v=${VERSION}`);
}
