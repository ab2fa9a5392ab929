/**
 * What is kept for times without a network, and how it gets there.
 *
 * A version is whole once its cache has a seal, which is put last; until then the service worker shows the
 * version before. The files of that one stay until the next version is kept, so that a page of it that is
 * still open goes on working.
 */

import { BootError, Download } from "../worker/download.js";
import { published, sizeOf } from "./listing.js";
import { FILES, OWN, pagesOf, ROOT, SEAL, SERVICE_WORKER } from "./names.js";

/** @typedef {import("./listing.js").Listing} Listing */
/** @typedef {import("./listing.js").Wanted} Wanted */

/** What is kept: the version, the bytes of all that lies in the caches, and its files. @typedef {{ version: string, bytes: number, files: Wanted[] }} Kept */

/** So many files are asked for at once: the rest would wait in the browser, and silence would be blamed on it. */
const AT_ONCE = 4;

/** The browser has no room. */
export class Full extends Error {
  /** @param {number} needed @param {number} [free]  Bytes. */
  constructor(needed, free) {
    super(`${needed} bytes needed, ${free ?? "fewer"} free`);
    this.needed = needed;
    this.free = free;
  }
}

/** The names of the caches of versions, the newest first. */
async function versions() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(OWN) && name !== FILES).reverse();
}

/** What is kept and whole. @returns {Promise<Kept | null>} */
export async function kept() {
  for (const name of await versions()) {
    const seal = await (await caches.open(name)).match(SEAL);
    if (seal) return await seal.json();
  }
  return null;
}

/**
 * Runs `work` when no other tab of this site changes what is kept.
 * @template T @param {() => Promise<T>} work @param {AbortSignal} [signal]  Ends the waiting. @returns {Promise<T>}
 */
export async function alone(work, signal) {
  return await navigator.locks.request(OWN, signal ? { signal } : {}, work);
}

/**
 * Keeps the version that is published now; what has come already is not fetched again.
 * @param {(loaded: number, total: number) => void} report  Bytes.
 * @param {AbortSignal} signal
 * @returns {Promise<Kept>}
 * @throws {BootError | Full | DOMException}
 */
export async function keep(report, signal) {
  for (let before = ""; ; ) {
    const listing = await published(downloading(signal));
    try {
      return await take(listing, report, signal);
    } catch (error) {
      // Another version may have been published meanwhile: then it is that one that is kept.
      if (signal.aborted || !(error instanceof BootError) || before === listing.version) throw error;
      before = listing.version;
    }
  }
}

/** @param {AbortSignal} signal @param {Wanted[]} [files] @param {(loaded: number) => void} [report] */
function downloading(signal, files = [], report = () => {}) {
  const download = new Download(files, ({ loaded }) => report(loaded));
  signal.throwIfAborted();
  signal.addEventListener("abort", () => download.cancel());
  return download;
}

/** @param {Listing} listing @param {(loaded: number, total: number) => void} report @param {AbortSignal} signal @returns {Promise<Kept>} */
async function take({ version, files, pages }, report, signal) {
  const former = await kept();
  if (former?.version === version) return former;
  const places = { files: await caches.open(FILES), pages: await caches.open(pagesOf(version)) };
  const there = new Set();
  for (const cache of Object.values(places)) for (const { url } of await cache.keys()) there.add(url);
  const wanted = [
    ...files.map((file) => ({ ...file, cache: places.files })),
    ...pages.map((page) => ({ ...page, cache: places.pages })),
  ];
  const absent = wanted.filter(({ url }) => !there.has(url));
  const total = sizeOf(wanted);
  const before = total - sizeOf(absent);
  await makeRoom(sizeOf(absent));
  const download = downloading(signal, absent, (loaded) => report(before + loaded, total));
  report(before, total);
  const judge = { files: () => {}, pages: judgeOf(version) };
  const queue = absent.values();
  const one = async () => {
    for (const { cache, ...file } of queue) {
      const paged = cache === places.pages && file.sha256 === undefined && file.url.endsWith("/");
      await put(
        cache,
        file.url,
        await download.answer(file, paged ? judge.pages : judge.files),
        sizeOf(absent),
      );
      signal.throwIfAborted();
    }
  };
  await download.all(Array.from({ length: AT_ONCE }, one));
  await navigator.serviceWorker.register(SERVICE_WORKER, { scope: ROOT.href });
  const stays = new Set([...files, ...(former?.files ?? [])].map(({ url }) => url));
  for (const { url } of await places.files.keys()) if (!stays.has(url)) await places.files.delete(url);
  const own = new Set(files.map(({ url }) => url));
  const rest = (former?.files ?? []).filter(({ url }) => !own.has(url));
  const seal = { version, bytes: total + sizeOf(rest), files };
  await put(places.pages, SEAL, new Response(JSON.stringify(seal)), 0);
  for (const name of await versions()) if (name !== pagesOf(version)) await caches.delete(name);
  return seal;
}

/** What throws if a page is not one of that version. @param {string} version */
function judgeOf(version) {
  const mark = `<meta name="pyconv-version" content="${version}"`;
  return (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => {
    if (!new TextDecoder().decode(bytes).includes(mark)) throw new TypeError("a page of another version");
  };
}

/** @param {Cache} cache @param {string} url @param {Response} response @param {number} needed  Bytes of all that is put. */
async function put(cache, url, response, needed) {
  try {
    await cache.put(url, response);
  } catch (error) {
    if (/** @type {{ name?: string }} */ (error).name === "QuotaExceededError") throw new Full(needed);
    throw error;
  }
}

/** @param {number} needed  Bytes. @throws {Full} */
async function makeRoom(needed) {
  const { quota, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota !== undefined && quota - usage < needed) throw new Full(needed, Math.max(quota - usage, 0));
}

/** Whether something is kept, or has begun to come. */
export const begun = async () => (await caches.keys()).some((name) => name.startsWith(OWN));

/** Lets go of what came of a version that is not whole. */
export async function giveUp() {
  const former = await kept();
  if (!former) return drop();
  for (const name of await versions()) if (name !== pagesOf(former.version)) await caches.delete(name);
}

/** Deletes all that is kept, and takes leave of the service worker. */
export async function drop() {
  const registration = await navigator.serviceWorker.getRegistration(ROOT);
  if (registration?.scope === ROOT.href) await registration.unregister();
  for (const name of await caches.keys()) if (name.startsWith(OWN)) await caches.delete(name);
}
