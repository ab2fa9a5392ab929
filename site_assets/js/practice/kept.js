/** What a reader has solved: kept on this machine alone, until it is cleared there. */

const KEPT = "pyconv exercises";

/** How many of each kind are solved, and how far each series has come. @typedef {{ solved: Record<string, number>, series: Record<string, number> }} Kept */

/** What is kept, or where nothing can be what is known in this page. @param {Kept} [otherwise] @returns {Kept} */
export function kept(otherwise = { solved: {}, series: {} }) {
  try {
    const { solved, series } = JSON.parse(localStorage.getItem(KEPT) ?? "");
    return { solved: counts(solved), series: counts(series) };
  } catch {
    return otherwise;
  }
}

/** @param {Kept} progress */
export function keep(progress) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(progress));
  } catch {
    // A browser may keep nothing: then it is so until the page is left.
  }
}

export function forget() {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // There is nothing.
  }
}

/** Whatever stands there, as numbers by names. @param {unknown} given @returns {Record<string, number>} */
function counts(given) {
  const entries = Object.entries(given ?? {}).filter(([, count]) => Number.isInteger(count) && count > 0);
  return Object.fromEntries(entries);
}
