/**
 * What the site says of its own files: `site.json` names the scripts of the worker, the wheel and
 * `runtime.json`, which names the files of the runtime. Read here once, and trusted afterwards.
 */

/** Where a file is and what its bytes are. @typedef {{ url: string, bytes: number, sha256: string }} FileFacts */

/** @typedef {{ manifest: FileFacts, wheel: FileFacts, scripts: FileFacts[] }} Site */

/** @typedef {{ boot: Map<string, FileFacts>, figures: FileFacts[] }} Manifest  What the start needs, by name, and matplotlib. */

/**
 * Nobody vouches for `site.json` but itself: it holds its facts as a text, and the hash of that.
 * @param {string} text @param {string} url  The address of `site.json`.
 * @returns {Promise<Site>}
 * @throws {TypeError | SyntaxError} it has not the shape that it should have, or another hash
 */
export async function readSite(text, url) {
  const { sha256, facts } = record(JSON.parse(text));
  const found = await hashOf(new TextEncoder().encode(String(facts)));
  if (found && found !== sha256) throw new TypeError(`${found} != ${sha256}`);
  const { manifest, wheel, scripts } = record(JSON.parse(String(facts)));
  return {
    manifest: fileFacts(manifest, url),
    wheel: fileFacts(wheel, url),
    scripts: list(scripts).map((script) => fileFacts(script, url)),
  };
}

/**
 * @param {string} text @param {string} url  The address of `runtime.json`.
 * @param {Iterable<string>} needed  What the start asks for by name.
 * @returns {Manifest}
 * @throws {TypeError | SyntaxError} it has not the shape that it should have, or lacks what is needed
 */
export function readManifest(text, url, needed) {
  const { files, boot, figures } = record(JSON.parse(text));
  const known = record(files);
  /** @param {unknown} name */
  const named = (name) => fileFacts({ ...record(known[String(name)]), address: name }, url);
  const manifest = {
    boot: new Map(list(boot).map((name) => [String(name), named(name)])),
    figures: list(figures).map(named),
  };
  for (const name of needed) if (!manifest.boot.has(name)) throw new TypeError(`no ${name}`);
  return manifest;
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
function fileFacts(value, base) {
  const { address, bytes, sha256 } = record(value);
  if (typeof address !== "string" || !Number.isSafeInteger(bytes) || !/^[0-9a-f]{64}$/.test(String(sha256))) {
    throw new TypeError(`no facts of a file: ${JSON.stringify(value)}`);
  }
  return { url: new URL(address, base).href, bytes: Number(bytes), sha256: String(sha256) };
}

/** @param {unknown} value @returns {Record<string, unknown>} */
function record(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`no record: ${value}`);
  return /** @type {Record<string, unknown>} */ (value);
}

/** @param {unknown} value @returns {unknown[]} */
function list(value) {
  if (!Array.isArray(value)) throw new TypeError(`no list: ${value}`);
  return value;
}
