/** What a reader does to a widget with pointer and keys, told by what it means. */

import { Editor } from "./editor.js";

/** What is typed to begin a number: also the digits of other scripts, which Python answers in place. */
const BEGINS_NUMBER = /^[-+\u2212.,\p{Nd}]$/u;

/** A cell or shape of a picture. @typedef {SVGGElement} Cell */

/**
 * @typedef {object} Hearer
 * @property {(key: string | null) => void} point  At a cell, or at none any more.
 * @property {(cell: Cell) => void} touch  Makes it the one that Tab reaches.
 * @property {(cell: Cell) => void} arrive  With the keyboard.
 * @property {(key: string | null) => void} hint  At what a part of the sentence speaks of.
 * @property {(cell: Cell) => void} choose
 * @property {(cell: Cell, typed?: string) => void} edit
 * @property {(key: string | null) => void} pin
 * @property {(cell: Cell, key: string) => boolean} walk  With an arrow key; whether it is one.
 * @property {() => void} cancel
 * @property {(does: string, button?: HTMLElement) => void} command  The `data-does` of a button, or a key pressed on it.
 * @property {() => void} touched  Any of these by hand.
 */

/**
 * @param {HTMLElement} host  The widget.
 * @param {HTMLElement} stage  Its picture.
 * @param {HTMLElement} words  The sentence under it.
 * @param {Hearer} hearer
 * @param {AbortSignal} signal
 */
export function watchGestures(host, stage, words, hearer, signal) {
  host.addEventListener("click", (event) => click(event, hearer), { signal });
  host.addEventListener("keydown", (event) => press(event, hearer), { signal });
  stage.addEventListener("dblclick", ({ target }) => on(cellAt(target), hearer.edit), { signal });
  stage.addEventListener("pointerdown", ({ target }) => on(cellAt(target, ".pc-cell"), hearer.touch), {
    signal,
  });
  stage.addEventListener("focusin", ({ target }) => on(cellAt(target), hearer.arrive), { signal });
  stage.addEventListener("focusout", () => hearer.point(null), { signal });
  stage.addEventListener(
    "change",
    ({ target }) => {
      if (target instanceof HTMLElement && target.dataset.edit) hearer.command("edit", target);
    },
    { signal },
  );
  stage.addEventListener("pointerleave", () => hearer.point(null), { signal });
  stage.addEventListener(
    "pointerover",
    ({ target, pointerType }) => {
      if (pointerType !== "touch") hearer.point(keyOf(cellAt(target)));
    },
    { signal },
  );
  words.addEventListener("pointerover", ({ target }) => hearer.hint(keyOf(cellAt(target, ".pc-term"))), {
    signal,
  });
  words.addEventListener("pointerleave", () => hearer.hint(null), { signal });
}

/** @param {MouseEvent} event @param {Hearer} hearer */
function click(event, hearer) {
  const [target] = event.composedPath();
  if (!(target instanceof Element)) return;
  const button = /** @type {HTMLElement | null} */ (target.closest("[data-does]"));
  const cell = cellAt(target);
  if (cell || button) hearer.touched();
  if (button) hearer.command(button.dataset.does ?? "", button);
  else if (cell) hearer.choose(cell);
  else if (target.closest(".pc-stage") && !target.closest("input")) hearer.pin(null);
}

/** @param {KeyboardEvent} event @param {Hearer} hearer */
function press(event, hearer) {
  const { key, ctrlKey, metaKey, altKey } = event;
  const [target] = event.composedPath();
  if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return;
  const cell = cellAt(target);
  const typing = target.closest("button, input, select, textarea, summary, a, pre");
  if (key === " " && !typing) hearer.command("play");
  else if (key === "Escape") hearer.cancel();
  else if (!cell) {
    if (!(target instanceof HTMLElement) || !target.matches(".pc-pick") || !/^Arrow(Up|Down)/.test(key))
      return;
    hearer.command(key, target);
  } else if (key === "Enter" || key === "F2") {
    if (Editor.nameOf(cell)) hearer.edit(cell);
    else hearer.pin(keyOf(cell));
  } else if (BEGINS_NUMBER.test(key) && Editor.nameOf(cell)) hearer.edit(cell, key);
  else if (!hearer.walk(cell, key)) return;
  hearer.touched();
  event.preventDefault();
  event.stopPropagation();
}

/** @param {Cell | null} cell @param {(cell: Cell) => void} heard */
function on(cell, heard) {
  if (cell) heard(cell);
}

/** @param {EventTarget | null} target @param {string} selector @returns {Cell | null} */
function cellAt(target, selector = ".pc-cell, .pc-shape") {
  return target instanceof Element ? target.closest(selector) : null;
}

/** The key of a cell, or of a part of a sentence. @param {HTMLElement | SVGElement | null} element */
export function keyOf(element) {
  return element?.dataset.key ?? null;
}
