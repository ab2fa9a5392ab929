/** The words of this folder and of cells of code: no page holds them, they are fetched with what says them. */

/** @type {Map<string, Promise<import("../elements/words.js").Words>>} */
const fetched = new Map();

/**
 * Those under `[taking]` of a language, by their names there, or those around cells of code.
 * @param {string} language
 * @param {"" | "cells-"} of
 * @throws they cannot be had
 */
export function wordsOf(language, of = "") {
  const name = `${of}${language}`;
  const known = fetched.get(name);
  if (known) return known;
  const coming = fetchWords(name);
  fetched.set(name, coming);
  // What failed may be there the next time.
  coming.catch(() => fetched.delete(name));
  return coming;
}

/** The language of the figures of the page: that of the page itself may be one that they do not speak. */
export function spoken() {
  const speaks = /** @type {HTMLElement | null} */ (document.querySelector(".pc[data-language]"));
  return speaks?.dataset.language ?? document.documentElement.lang;
}

/** @param {string} name @returns {Promise<import("../elements/words.js").Words>} */
async function fetchWords(name) {
  const response = await fetch(new URL(`../../words/${name}.json`, import.meta.url));
  if (!response.ok) throw new Error(`no words: ${response.status}`);
  return response.json();
}

/** Has the page load a style sheet that it does not begin with, once. @param {string} [sheet] @returns {Promise<void>} when it is there */
export function dress(sheet = "taking") {
  const { href } = new URL(`../../css/${sheet}.css`, import.meta.url);
  const there = [...document.querySelectorAll("link")].find((each) => each.href === href);
  if (there?.sheet) return Promise.resolve();
  const link = there ?? Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error("no style sheet"));
    });
    if (!there) document.head.append(link);
  });
}
