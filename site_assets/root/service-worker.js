/**
 * Answers for the site where the network does not, from what a reader has had kept (`js/offline`).
 *
 * It stays at one address for ever, so it knows no version and no list of files: a file with a hash in its
 * address lies in one cache, the pages of a version in a cache of their own, which is whole once it has a
 * seal. Nothing is registered before a reader asks for it, and nothing here is ever written, only deleted.
 */

/** Milliseconds after which a kept page is shown instead of one that does not come. */
const PATIENCE = 4000;

/** How long a network that did not answer is given less of it: a page asks for one thing after the other. */
const [SILENCE, LESS] = [10_000, 400];

/**
 * What is there in a service worker and not in a page.
 * @typedef {object} Own
 * @property {ServiceWorkerRegistration} registration
 * @property {{ claim(): Promise<void> }} clients
 * @property {() => Promise<void>} skipWaiting
 */
const { registration, clients, skipWaiting } = /** @type {Own} */ (/** @type {unknown} */ (self));

/** Two sites of one host have the same storage: each touches only what begins with its own path. */
const OWN = `pyconv:${new URL(registration.scope).pathname}:`;
const FILES = `${OWN}files`;
const SEAL = new URL("kept", registration.scope).href;

/** Whether it was looked, since this script began to run, if the site still has it. */
let looked = false;

/** When the network last did not answer. */
let silent = -SILENCE;

/** @typedef {Event & { waitUntil(done: Promise<unknown>): void }} Lasting */
/** @typedef {Lasting & { request: Request, respondWith(answer: Promise<Response>): void }} Asked */

addEventListener("install", () => void skipWaiting.call(self));

addEventListener("activate", (event) => /** @type {Lasting} */ (event).waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const asked = /** @type {Asked} */ (event);
  const { method, mode, cache, url } = asked.request;
  if (method !== "GET" || !url.startsWith(registration.scope)) return;
  // Who asks past all caches wants to know what the network has.
  if (mode !== "navigate" && (cache === "reload" || cache === "no-store")) return;
  asked.respondWith(answer(asked));
});

/** @param {Asked} asked */
async function answer(asked) {
  const { request } = asked;
  const file = await caches.match(request.url, { cacheName: FILES, ignoreVary: true });
  if (file) return file;
  const patience = performance.now() - silent < SILENCE ? LESS : PATIENCE;
  const coming = fetch(request);
  const soon = await Promise.race([
    coming.catch(() => null),
    new Promise((/** @type {(nothing: null) => void} */ resolve) => setTimeout(resolve, patience, null)),
  ]);
  if (soon && soon.status < 500) {
    if (request.mode === "navigate" && !looked) asked.waitUntil(look());
    return soon;
  }
  if (!soon) silent = performance.now();
  const kept = await page(request.url);
  if (kept) coming.catch(() => {});
  return kept ?? coming;
}

/** What is kept for an address, of the newest version that is whole. @param {string} address */
async function page(address) {
  const { origin, pathname } = new URL(address);
  for (const name of (await caches.keys()).reverse()) {
    if (!name.startsWith(OWN) || name === FILES) continue;
    const cache = await caches.open(name);
    if (!(await cache.match(SEAL))) continue;
    return cache.match(origin + pathname.replace(/\/index\.html$/, "/"), { ignoreVary: true });
  }
  return undefined;
}

/** Takes leave of a site that has no such script any more: what is kept of it would never be renewed. */
async function look() {
  looked = true;
  const { status } = await fetch(self.location.href, { method: "HEAD", cache: "no-store" });
  if (status !== 404 && status !== 410) return;
  for (const name of await caches.keys()) if (name.startsWith(OWN)) await caches.delete(name);
  await registration.unregister();
}
