/**
 * What the query of an address asks for: `?present` or `?present=predict`, a figure as a slide; `?embed`, a figure
 * in somebody else's page, with `=light` or `=dark`; `?lesson`, a lesson that the fragment holds, or the figure of the
 * one that is played. Which figure, and
 * how it is set up, stands behind it in the fragment, as in any link. A host need not know of it: the page is
 * the same.
 */

import { LateElement } from "../elements/late.js";
import { WidgetElement } from "../elements/widget.js";
import { fill } from "../elements/words.js";
import { embed } from "./embedded.js";
import { unpacked } from "./lesson.js";
import { reasonOf, showLesson } from "./overview.js";
import { present } from "./presenting.js";
import { play, played } from "./shelf.js";
import { dress, spoken, wordsOf } from "./words.js";

/** The address that was last heeded. */
let heeded = "";

/** The figure that was last shown. @type {HTMLElement | null} */
let host = null;

/** Does what the address of the page asks for, once. */
export async function heed() {
  // The theme may make the elements of the page anew.
  if (location.href === heeded && (!host || host.isConnected)) return;
  heeded = location.href;
  const query = new URLSearchParams(location.search);
  const shown = figureOf(document, location.hash);
  if (query.has("embed")) return showAlone(shown, query.get("embed") ?? "");
  // What is no widget has neither steps nor results to keep back.
  const figure = shown instanceof WidgetElement ? shown : null;
  if (query.has("lesson")) return teach(figure);
  if (query.has("present") && figure) await show(figure, query.get("present") === "predict");
}

/** The figure that a fragment names, or the first widget of the page. @param {Document} page @param {string} fragment */
function figureOf(page, fragment) {
  const [name = ""] = fragment.slice(1).split(/[?;]/);
  const named = name ? page.getElementById(name) : page.querySelector("pyconv-widget");
  return named instanceof LateElement ? named : null;
}

/** A lesson: what is in it, or the figure that it has come to. @param {WidgetElement | null} figure */
async function teach(figure) {
  const [words] = await Promise.all([wordsOf(spoken()), dress()]);
  try {
    const lesson = await unpacked(location.hash);
    if (lesson) return showLesson(lesson, "", words);
  } catch (error) {
    return showLesson(null, reasonOf(error, words), words);
  }
  const now = played();
  if (!figure || !now) return showLesson(null, words[now ? "lesson-gone" : "lesson-none"] ?? "", words);
  const { lesson, at } = now;
  const { sentence = "" } = lesson.figures[at] ?? {};
  /** @param {1 | -1} by */
  const go = (by) => {
    if (at + by >= lesson.figures.length) return showLesson(lesson, words["lesson-ended"] ?? "", words);
    const before = location.href;
    const address = play(lesson, at + by);
    // The same figure once more has the same address, of which nobody is told.
    if (address !== before) return;
    heeded = "";
    void heed();
  };
  await show(figure, false, { sentence, number: at + 1, count: lesson.figures.length, go });
}

/** @param {WidgetElement} figure @param {boolean} predicts @param {import("./presenting.js").Place} [place] */
async function show(figure, predicts, place) {
  const [words, { widget }] = await Promise.all([
    wordsOf(figure.dataset.language ?? ""),
    figure.setUp(),
    dress(),
  ]);
  host = figure;
  if (!widget || !figure.isConnected) return;
  present(widget, words, place ? { predicts, left, place } : { predicts, left });
}

/** @param {LateElement | null} figure @param {string} scheme */
async function showAlone(figure, scheme) {
  const astray = document.querySelector(".pc-astray");
  const shown = figure ?? astray;
  if (!(shown instanceof HTMLElement)) return;
  // Without settings in the link nobody has said yet that the figure is gone.
  if (shown === astray && !shown.textContent) {
    const [name = ""] = location.hash.split(/[?;]/);
    shown.textContent = fill(shown.dataset.words ?? "", { names: name });
  }
  const [words] = await Promise.all([
    wordsOf(figure?.dataset.language ?? spoken()),
    figure?.setUp(),
    dress(),
  ]);
  host = shown;
  embed(shown, scheme, words);
}

/** The page is one like any other again. */
function left() {
  heeded = location.href.replace(location.search, "");
  history.replaceState(history.state, "", heeded);
}
