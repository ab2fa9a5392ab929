/**
 * What the site says of its own files: `site.json` names the parts of the runtime, the wheel and the
 * scripts of the worker. Read here once, and trusted afterwards.
 */

/** Where a file is and what its bytes are. @typedef {{ url: string, bytes: number, sha256: string }} FileFacts */

const PARTS = /** @type {const} */ (["loader", "script", "wasm", "stdlib", "lock", "numpy"]);

/** What Python is started from. @typedef {Record<(typeof PARTS)[number], FileFacts>} Runtime */

/**
 * @typedef {object} Site
 * @property {Runtime} runtime  All in one folder.
 * @property {FileFacts} rest  What Python can start without.
 * @property {FileFacts[]} matplotlib  The wheels of matplotlib and of what it needs.
 * @property {FileFacts} fonttools  What it writes PDF with.
 * @property {FileFacts} wheel  What was the wheel of pyconv.
 * @property {FileFacts[]} scripts  Those of the worker.
 */

/**
 * Nobody vouches for `site.json` but itself.
 * @param {string} text @param {string} url  The address of `site.json`.
 * @returns {Promise<Site>}
 * @throws {TypeError | SyntaxError} it has not the shape that it should have, or another hash
 */
export async function readSite(text, url) {
  return siteFacts(await unsealed(text), url);
}

/**
 * What a file says that holds its facts as a text, and the hash of that.
 * @param {string} text
 * @returns {Promise<unknown>}
 * @throws {TypeError | SyntaxError} it has another hash, or not this shape
 */
export async function unsealed(text) {
  const { sha256, facts } = record(JSON.parse(text));
  const found = await hashOf(new TextEncoder().encode(String(facts)));
  if (found && found !== sha256) throw new TypeError(`${found} != ${sha256}`);
  return JSON.parse(String(facts));
}

/**
 * @param {unknown} facts @param {string} url  What addresses are relative to.
 * @returns {Site}
 * @throws {TypeError} they have not the shape that they should have
 */
export function siteFacts(facts, url) {
  const { runtime, rest, matplotlib, fonttools, wheel, scripts } = record(facts);
  const parts = record(runtime);
  /** @param {unknown} value */
  const file = (value) => fileFacts(value, url);
  return {
    runtime: /** @type {Runtime} */ (Object.fromEntries(PARTS.map((part) => [part, file(parts[part])]))),
    rest: file(rest),
    matplotlib: list(matplotlib).map(file),
    fonttools: file(fonttools),
    wheel: file(wheel),
    scripts: list(scripts).map(file),
  };
}

/**
 * The SHA-256 of some bytes; nothing where browsers offer no hashing: they do where the connection is
 * trusted (https, or this very machine).
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export async function hashOf(bytes) {
  if (!globalThis.crypto?.subtle) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {unknown} value @param {string} base @returns {FileFacts} */
export function fileFacts(value, base) {
  const { address, bytes, sha256 } = record(value);
  if (typeof address !== "string" || !Number.isSafeInteger(bytes) || !/^[0-9a-f]{64}$/.test(String(sha256))) {
    throw new TypeError(`no facts of a file: ${JSON.stringify(value)}`);
  }
  return { url: new URL(address, base).href, bytes: Number(bytes), sha256: String(sha256) };
}

/** @param {unknown} value @returns {Record<string, unknown>} */
export function record(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`no record: ${value}`);
  return /** @type {Record<string, unknown>} */ (value);
}

/** @param {unknown} value @returns {unknown[]} */
export function list(value) {
  if (!Array.isArray(value)) throw new TypeError(`no list: ${value}`);
  return value;
}
