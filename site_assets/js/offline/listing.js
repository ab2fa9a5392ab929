/** What the site says is to be kept: `offline.json`, which is made when it is built. */

import { Download } from "../worker/download.js";
import { fileFacts, list, record, unsealed } from "../worker/facts.js";
import { LIST, ROOT } from "./names.js";

/** A file to keep; a page has no hash, because hosts may change it on its way. @typedef {{ url: string, bytes: number, sha256?: string }} Wanted */

/** @typedef {{ version: string, files: Wanted[], pages: Wanted[] }} Listing  Files never change, pages belong to the version. */

/**
 * The list of the version that is published now.
 * @param {Download} download
 * @returns {Promise<Listing>}
 * @throws {import("../worker/download.js").BootError}
 */
export function published(download) {
  // An address of its own, which no cache has an answer to.
  const url = `${LIST}?${Date.now()}`;
  return download.text({ url }, async (text) => {
    const { version, files, pages } = record(await unsealed(text));
    return { version: String(version), files: list(files).map(wanted), pages: list(pages).map(wanted) };
  });
}

/** @param {unknown} value @returns {Wanted} */
function wanted(value) {
  const { sha256, ...told } = record(value);
  if (sha256 !== null) return fileFacts(value, ROOT.href);
  const { url, bytes } = fileFacts({ ...told, sha256: "0".repeat(64) }, ROOT.href);
  return { url, bytes };
}

/** How many bytes files have. @param {readonly { bytes: number }[]} files */
export const sizeOf = (files) => files.reduce((sum, { bytes }) => sum + bytes, 0);
