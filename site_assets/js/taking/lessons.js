/** The reader's own lesson: figures are added as they stand, and it is played, sent or saved. */

import { fill as filled } from "../elements/words.js";
import { MOST, packed, read, write } from "./lesson.js";
import { reasonOf, showLesson } from "./overview.js";
import { button, copied, download, make } from "./pieces.js";
import { qrOf } from "./qr.js";
import { keepLesson, ownLesson, play, ROOT } from "./shelf.js";

/** @type {import("./sections.js").Fill} */
export async function fill(place, given) {
  const { words, widget, close, say } = given;
  const lesson = ownLesson();
  const list = make("ol", { class: "pc-lesson" });
  const title = make("input", { type: "text", autocomplete: "off", maxlength: "120" });
  title.value = lesson.title;
  const link = copied(words["lesson-link"] ?? "", words.copy ?? "", given);
  const ready = make("div", { class: "pc-row" });
  const keep = async () => {
    if (!keepLesson(lesson)) say(words["lesson-not-kept"] ?? "");
    ready.hidden = !lesson.figures.length;
    // Of the page of its first figure, which has what opens it.
    const [page = ""] = (lesson.figures[0]?.link ?? "").split("#");
    link.field.value = `${ROOT}${page}?lesson#${await packed(lesson)}`;
  };
  title.addEventListener("input", () => {
    lesson.title = title.value;
    void keep();
  });

  /** @param {number} focused  Of which figure the keyboard stays. @param {string} [which]  At which of its buttons. */
  const show = (focused = -1, which = "") => {
    list.replaceChildren(
      ...lesson.figures.map((figure, number) => {
        const sentence = make("input", { type: "text", maxlength: "400", autocomplete: "off" });
        sentence.placeholder = words["lesson-sentence"] ?? "";
        sentence.setAttribute(
          "aria-label",
          filled(words["lesson-sentence-of"] ?? "", { number: number + 1 }),
        );
        sentence.value = figure.sentence;
        sentence.addEventListener("input", () => {
          figure.sentence = sentence.value;
          void keep();
        });
        const named = (
          /** @type {string} */ sign,
          /** @type {string} */ name,
          /** @type {() => void} */ does,
        ) => {
          const made = button(sign, does);
          made.title = filled(words[name] ?? "", { number: number + 1 });
          made.setAttribute("aria-label", made.title);
          made.dataset.which = name;
          return made;
        };
        const move = (/** @type {number} */ by) => {
          const [moved] = lesson.figures.splice(number, 1);
          if (moved) lesson.figures.splice(number + by, 0, moved);
          show(number + by, by < 0 ? "lesson-up" : "lesson-down");
        };
        const up = named("↑", "lesson-up", () => move(-1));
        const down = named("↓", "lesson-down", () => move(1));
        const remove = named("×", "lesson-remove", () => {
          lesson.figures.splice(number, 1);
          show(Math.min(number, lesson.figures.length - 1), "lesson-remove");
        });
        up.disabled = number === 0;
        down.disabled = number === lesson.figures.length - 1;
        const where = make(
          "a",
          { href: ROOT + figure.link, class: "pc-small" },
          figure.link.split("?")[0] ?? "",
        );
        return make("li", {}, make("div", { class: "pc-line" }, sentence, up, down, remove), where);
      }),
    );
    const buttons = [...(list.children[focused]?.querySelectorAll("button") ?? [])];
    (buttons.find((each) => each.dataset.which === which && !each.disabled) ?? buttons.at(-1))?.focus();
    void keep();
  };

  const add = button(words["lesson-add"] ?? "", async () => {
    if (lesson.figures.length >= MOST)
      return say(filled(words["lesson-many"] ?? "", { count: lesson.figures.length + 1, most: MOST }));
    const here = (await widget.sharing.link()).replace(ROOT, "");
    // Also the first state is said, or the figure would stay as another one has left it.
    const figure = { link: here.includes("?") ? here : `${here}?v=1`, sentence: "" };
    try {
      // Nothing is kept that could not be read again.
      read(write({ title: "", figures: [figure] }));
    } catch (error) {
      return say(reasonOf(error, words));
    }
    lesson.figures.push(figure);
    show();
    say(filled(words["lesson-added"] ?? "", { count: lesson.figures.length }));
    list.lastElementChild?.querySelector("input")?.focus();
  });
  add.className = "pc-first";
  const open = make("input", { type: "file", accept: ".json,application/json" });
  open.addEventListener("change", async () => {
    const [file] = open.files ?? [];
    open.value = "";
    if (!file) return;
    try {
      showLesson(read(await file.text()), "", words);
    } catch (error) {
      say(reasonOf(error, words));
    }
  });
  ready.append(
    make(
      "div",
      { class: "pc-line" },
      button(words["lesson-play"] ?? "", () => {
        close();
        play(lesson, 0);
      }),
      button(words["lesson-save"] ?? "", () =>
        download("lesson.json", new Blob([write(lesson)], { type: "application/json" })),
      ),
    ),
    link.place,
    qrOf(() => link.field.value, given),
  );
  place.append(
    make("p", { class: "pc-small" }, words["lesson-about"] ?? ""),
    add,
    make("label", { class: "pc-choice" }, words["lesson-title"] ?? "", title),
    list,
    ready,
    make("label", { class: "pc-choice" }, words["lesson-open"] ?? "", open),
  );
  show();
}
