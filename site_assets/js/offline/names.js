/** Where what is kept lies. The service worker has the same names: it can import nothing. */

/** The root of the site: this script is `static/<hash>/js/offline/names.js` there. */
export const ROOT = new URL("../../../../", import.meta.url);

/** What the names of all caches of this site begin with; another site of the same host has another path. */
export const OWN = `pyconv:${ROOT.pathname}:`;

/** The cache of what never changes: files with a hash in their address. */
export const FILES = `${OWN}files`;

/** The cache of what belongs to one version. @param {string} version */
export const pagesOf = (version) => OWN + version;

/** The address of what says that a version is whole, in its cache. */
export const SEAL = new URL("kept", ROOT).href;

export const SERVICE_WORKER = new URL("service-worker.js", ROOT).href;

export const LIST = new URL("offline.json", ROOT).href;
