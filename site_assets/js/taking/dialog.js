/** The dialog "Take it with you" of a figure: a link, a slide, a lesson and whatever else `sections.js` names. */

import { dialogOf, make } from "./pieces.js";
import { COMMON, SECTIONS } from "./sections.js";
import { dress, wordsOf } from "./words.js";

/** @typedef {import("./sections.js").Figure} Figure */
/** @typedef {import("./sections.js").Widget} Widget */

/**
 * Opens the dialog of a figure.
 * @param {Figure} widget
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
  const given = {
    words,
    say: (/** @type {string} */ told) => {
      said.textContent = told;
    },
    close: () => dialog.close(),
    signal,
  };
  const sections = isWidget(widget)
    ? SECTIONS.map((section) => folded(section, { ...given, widget }, section.name === opened))
    : COMMON.map((section) => folded(section, { ...given, widget }, section.name === opened));
  dialog.append(...sections, said);
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {Figure} figure @returns {figure is Widget} */
const isWidget = (figure) => "attention" in figure;

/**
 * A section, filled when it is opened for the first time.
 * @template {Figure} F
 * @param {import("./sections.js").Section<F>} section
 * @param {import("./sections.js").Given<F>} given
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
