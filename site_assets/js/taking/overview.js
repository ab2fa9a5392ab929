/** A lesson that somebody has sent: what is in it, to be played or kept. Or why it is none. */

import { fill } from "../elements/words.js";
import { Flaw } from "./lesson.js";
import { button, dialogOf, make } from "./pieces.js";
import { keepLesson, ownLesson, play, ROOT } from "./shelf.js";

/** @typedef {import("../elements/words.js").Words} Words */

/** Why something is no lesson. @param {unknown} error @param {Words} words */
export function reasonOf(error, words) {
  if (!(error instanceof Flaw)) throw error;
  return fill(words[error.reason] ?? "", error.values);
}

/**
 * @param {import("./lesson.js").Lesson | null} lesson
 * @param {string} reason  Why there is none.
 * @param {Words} words
 */
export function showLesson(lesson, reason, words) {
  document.querySelector("dialog.pc-overview")?.remove();
  const { dialog } = dialogOf(lesson?.title || (words.lesson ?? ""), words.close ?? "");
  dialog.classList.add("pc-overview");
  const said = make("output", { class: "pc-told" }, reason);
  if (lesson) {
    const figures = lesson.figures.map(({ link, sentence }) =>
      make("li", {}, make("a", { href: ROOT + link }, sentence || link)),
    );
    const begin = button(words["lesson-play"] ?? "", () => {
      dialog.close();
      play(lesson, 0);
    });
    begin.className = "pc-first";
    begin.disabled = !lesson.figures.length;
    const { length } = ownLesson().figures;
    const keeps = fill(words[length ? "lesson-replace" : "lesson-keep"] ?? "", { count: length });
    const keep = button(keeps, () => {
      said.textContent = words[keepLesson(lesson) ? "lesson-kept" : "lesson-not-kept"] ?? "";
    });
    dialog.append(make("ol", {}, ...figures), make("div", { class: "pc-line" }, begin, keep));
  }
  dialog.append(said);
  document.body.append(dialog);
  dialog.showModal();
}
