/** Where a lesson is: the reader's own on this machine alone, and the one that is played in its tab. */

import { read, write } from "./lesson.js";

/** @typedef {import("./lesson.js").Lesson} Lesson */

/** The root of the site, that scripts lie four folders below. */
export const ROOT = new URL("../../../../", import.meta.url).href;

const OWN = "pyconv lesson";
const PLAYED = "pyconv lesson played";

/** @returns {Lesson} */
export function ownLesson() {
  try {
    return read(localStorage.getItem(OWN) ?? "");
  } catch {
    return { title: "", figures: [] };
  }
}

/** @param {Lesson} lesson @returns {boolean} Whether it is kept: a browser may keep nothing. */
export function keepLesson(lesson) {
  try {
    localStorage.setItem(OWN, write(lesson));
    return true;
  } catch {
    return false;
  }
}

/** What is played in this tab, and where it is. @returns {{ lesson: Lesson, at: number } | null} */
export function played() {
  try {
    const { text, at } = JSON.parse(sessionStorage.getItem(PLAYED) ?? "");
    const lesson = read(text);
    return lesson.figures[at] ? { lesson, at } : null;
  } catch {
    return null;
  }
}

/**
 * Goes to a figure of a lesson, by a link: where the theme loads pages itself, Python stays.
 * @param {Lesson} lesson
 * @param {number} at
 * @returns {string} Its address.
 */
export function play(lesson, at) {
  const figure = lesson.figures[at];
  if (!figure) return "";
  try {
    sessionStorage.setItem(PLAYED, JSON.stringify({ text: write(lesson), at }));
  } catch {
    // Where nothing is kept, it is said that no lesson is played.
  }
  const link = document.createElement("a");
  // In a frame as well.
  link.target = "_self";
  link.href = ROOT + figure.link.replace("#", "?lesson#");
  document.body.append(link);
  link.click();
  link.remove();
  return link.href;
}
