/** The dialog "Take it with you" of a widget: a link, a slide, a lesson and whatever else `sections.js` names. */

import { dialogOf, make } from "./pieces.js";
import { SECTIONS } from "./sections.js";
import { dress, wordsOf } from "./words.js";

/** @typedef {import("./sections.js").Widget} Widget */
/** @typedef {import("./sections.js").Given} Given */

/**
 * Opens the dialog of a widget.
 * @param {Widget} widget
 * @param {string} [opened]  Name of the section that is open at first.
 * @throws its words or its style cannot be had
 */
export async function openDialog(widget, opened = "link") {
  const [words] = await Promise.all([wordsOf(widget.host.dataset.language ?? ""), dress()]);
  if (document.querySelector("dialog.pc-taking")) return;
  // It is taken along as it stands.
  widget.touched();
  widget.player.pause();
  const said = make("output", { class: "pc-told" });
  const { dialog, signal } = dialogOf(words.title ?? "", words.close ?? "");
  /** @type {Given} */
  const given = {
    widget,
    words,
    say: (told) => {
      said.textContent = told;
    },
    close: () => dialog.close(),
    signal,
  };
  dialog.append(...SECTIONS.map((section) => folded(section, given, section.name === opened)), said);
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * A section, filled when it is opened for the first time.
 * @param {import("./sections.js").Section} section
 * @param {Given} given
 * @param {boolean} open
 */
function folded({ name, load }, given, open) {
  const place = make("div", { class: `pc-section pc-${name}-section` });
  const section = make("details", { name: "pc-taking" }, make("summary", {}, given.words[name] ?? ""), place);
  let filled = false;
  section.addEventListener("toggle", async () => {
    if (!section.open || filled) return;
    filled = true;
    given.say("");
    try {
      const { fill } = await load();
      await fill(place, given);
    } catch {
      filled = false;
      given.say(given.words.lost ?? "");
    }
  });
  section.open = open;
  return section;
}
