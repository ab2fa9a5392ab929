/** A file that was saved here, or by the package, becomes the figure that it was made from. */

import { address } from "../elements/address.js";
import { python, Refused } from "../worker/client.js";
import { spoken } from "./words.js";

/** @typedef {import("../elements/words.js").Words} Words */

/** Bytes of a file that is read: a larger one is none of these. */
const LARGEST = 20_000_000;

/** What a file may become: each says what it shows. */
const FIGURES = "pyconv-widget, pyconv-image, pyconv-sound";

/** Letters that are made of bytes at once. */
const PIECE = 0x8000;

/**
 * Opens a file: on the figure that it was dropped on or asked for, if that shows its view, else on another
 * of this page, else on the page that has one.
 * @param {File} file
 * @param {HTMLElement | null} near  The figure.
 * @param {Words} words
 * @returns {Promise<string>} why it cannot be opened, or nothing
 */
export async function openFile(file, near, words) {
  if (file.size > LARGEST) return words["file-large"] ?? "";
  try {
    const language = spoken();
    const data = base64(new Uint8Array(await file.arrayBuffer()));
    const { view, said } = await python.ask("opened", { language, data });
    const here = [near, ...document.querySelectorAll(FIGURES)].find((each) => shows(each, view));
    if (here) {
      address.go(`#${here.id}?${said}`);
      return "";
    }
    const other = await elsewhere(view, said);
    if (!other) return words["file-nowhere"] ?? "";
    location.assign(other);
    return "";
  } catch (error) {
    return error instanceof Refused ? error.message : (words["file-failed"] ?? "");
  }
}

/** Whether a file was saved here, of whatever kind it is. @param {File} file */
export async function carries(file) {
  return file.size <= LARGEST && (await file.text()).includes("pyconv:");
}

/** @param {Element | null} figure @param {string} view */
function shows(figure, view) {
  return figure instanceof HTMLElement && figure.id !== "" && figure.dataset.view === view;
}

/**
 * The address of the first figure that shows a view, on the pages that the navigation leads to.
 * @param {string} view @param {string} said
 */
async function elsewhere(view, said) {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("nav a[href], .md-tabs a[href]")
  );
  const here = location.href.replace(/[?#].*/, "");
  const pages = new Set([...links].map(({ href }) => href.replace(/[?#].*/, "")));
  pages.delete(here);
  for (const page of pages) {
    if (new URL(page).origin !== location.origin) continue;
    const response = await fetch(page);
    if (!response.ok) continue;
    const found = new DOMParser().parseFromString(await response.text(), "text/html");
    const figure = [...found.querySelectorAll(FIGURES)].find(
      (each) => each.getAttribute("data-view") === view,
    );
    if (figure?.id) return `${page}#${figure.id}?${said}`;
  }
  return "";
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  let letters = "";
  for (let at = 0; at < bytes.length; at += PIECE) {
    letters += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return btoa(letters);
}
