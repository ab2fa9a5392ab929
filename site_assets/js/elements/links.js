/**
 * What a link says of figures, in the fragment of an address: for each its name, and what differs from
 * the first state that the page holds.
 *
 *     #stride-figure?stride=2&padding=1&input:0,0=3,1/2&step=4&pin=out:3&v=1;kernel-figure?kernel=5
 *
 * Settings are named as in blocks and in Python; of several numbers one stands for all. Cells are those to
 * the right of the one named, `step` is the number that the page shows, what is long is packed in `deflate`. `v` is
 * the version of this grammar, 1 if none is said: what was once read is read for ever.
 */

import { deflate } from "./packing.js";

/** @typedef {import("../worker/protocol.js").Entry} Entry */
/** @typedef {import("../worker/protocol.js").Params} Params */
/** A name and what is said of it, still escaped. @typedef {[name: string, raw: string]} Setting */
/** What is said of one figure. @typedef {{ id: string, settings: Setting[] }} Part */

/**
 * What a figure knows of its settings.
 * @typedef {object} Facts
 * @property {Params} first  The first state.
 * @property {(name: string) => string[] | undefined} options  What can be chosen, if it is a choice.
 * @property {(name: string) => string | undefined} byHand  The setting that has the amounts of "explicit".
 * @property {string[]} grids  Whose cells can be edited.
 */

/** What a reader has set up; the step counts from 0. @typedef {{ params: Params, step: number, pin: string | null }} State */

export const VERSION = "1";

/** Characters of a fragment that is read at all, and settings of a figure: more than there are. */
const [LONGEST, MOST] = [100_000, 1000];

/** From so many characters on it is tried whether packing makes the long settings shorter. */
const WORTH = 400;

/** To what part of itself something is to be packed, or it stays readable. */
const SAVING = 0.8;

/** A text from so many characters on is none to be read in an address. */
const LONG = 100;

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const CELL = /^([a-z]+):(\d{1,4}),(\d{1,4})$/;

/** The parts of a fragment; none if it names no figure with settings. @param {string} fragment @returns {Part[]} */
export function partsOf(fragment) {
  if (fragment.length > LONGEST) return [];
  return fragment
    .replace(/^#/, "")
    .split(";")
    .flatMap((part) => {
      const [id = "", ...rest] = part.split("?");
      return rest.length && ID.test(id) ? [{ id, settings: settingsOf(rest.join("?")) }] : [];
    });
}

/** A fragment, of what is said of each figure. @param {Iterable<[id: string, said: string]>} parts */
export function fragmentOf(parts) {
  return [...parts].map(([id, said]) => `${id}?${said}`).join(";");
}

/** @param {string} said @returns {Setting[]} */
export function settingsOf(said) {
  const pieces = said.split("&").filter(Boolean).slice(0, MOST);
  return pieces.map((piece) => {
    const [name = "", ...raw] = piece.split("=");
    return [decoded(name) ?? name, raw.join("=")];
  });
}

/** What is said of a figure, as it was written. @param {Setting[]} settings */
export function asWritten(settings) {
  return settings.map(([name, raw]) => `${named(name)}=${raw}`).join("&");
}

/**
 * What a link says of a figure, without its name; nothing if it is in its first state.
 * @param {State} state
 * @param {Facts} facts
 */
export async function writeLink({ params, step, pin }, facts) {
  const values = valuesSaid(params, facts);
  const cells = cellsSaid(editsOf(params), editsOf(facts.first));
  const long = [...values.filter(({ length }) => length > LONG), ...cells].join("&");
  const packed = long.length < WORTH ? long : `deflate=${await deflate(long)}`;
  const settings = [
    ...values.filter(({ length }) => length <= LONG),
    packed.length <= SAVING * long.length ? packed : long,
    step ? `step=${step + 1}` : "",
    pin ? `pin=${escaped(pin)}` : "",
  ].filter(Boolean);
  return settings.length ? [...settings, `v=${VERSION}`].join("&") : "";
}

/** What a link says that sets exactly these, whatever a figure begins with. @param {Params} params */
export function linkOf(params) {
  const settings = Object.entries(params).map(([name, value]) => `${name}=${rawOf(value)}`);
  return [...settings, `v=${VERSION}`].join("&");
}

/** @param {Params} params @param {Facts} facts */
function valuesSaid(params, facts) {
  const { first } = facts;
  const changed = new Set(
    Object.keys(first).filter((name) => name !== "edits" && !same(params[name], first[name])),
  );
  /** @type {string[]} */
  const settings = [];
  for (const name of Object.keys(first)) {
    const amounts = facts.byHand(name);
    if (amounts && params[name] === "explicit" && (changed.has(name) || changed.has(amounts))) {
      const raw = rawOf(params[amounts]);
      if (/\d/.test(decoded(raw) ?? "")) {
        settings.push(`${name}=${raw}`);
        changed.delete(name);
        changed.delete(amounts);
      }
    }
    if (changed.has(name)) settings.push(`${name}=${rawOf(params[name])}`);
  }
  return settings;
}

/** One number stands for all that are the same. @param {import("../worker/protocol.js").Value | undefined} value */
function rawOf(value) {
  if (!Array.isArray(value)) return escaped(String(value));
  const [entry = ""] = value;
  return value.every((other) => same(other, entry)) ? entryOf(entry) : value.map(entryOf).join(",");
}

/** @param {Entry} entry */
const entryOf = (entry) => escaped(String(entry)).replaceAll(",", "%2C");

/**
 * The cells that differ, those beside each other in one setting.
 * @param {Record<string, string>} edits
 * @param {Record<string, string>} first
 */
function cellsSaid(edits, first) {
  const removed = Object.keys(first).some((cell) => !Object.hasOwn(edits, cell));
  const cells = Object.entries(edits)
    .filter(([cell, value]) => removed || !same(value, first[cell]))
    .map(([cell, value]) => {
      const [, grid = "", row, column] = CELL.exec(cell) ?? [];
      return { grid, row: Number(row), column: Number(column), raw: entryOf(value) };
    })
    .sort(
      (one, other) => one.grid.localeCompare(other.grid) || one.row - other.row || one.column - other.column,
    );
  /** @type {string[]} */
  const settings = removed ? ["edits=none"] : [];
  cells.forEach(({ grid, row, column, raw }, place) => {
    const before = cells[place - 1];
    if (before?.grid === grid && before.row === row && before.column === column - 1)
      settings[settings.length - 1] += `,${raw}`;
    else settings.push(`${grid}:${row},${column}=${raw}`);
  });
  return settings;
}

/** @param {Params} params @returns {Record<string, string>} */
export function editsOf({ edits }) {
  return typeof edits === "object" && !Array.isArray(edits) ? edits : {};
}

/** Whether two values read the same. @param {unknown} one @param {unknown} other */
export function same(one, other) {
  /** @param {unknown} value */
  const text = (value) => JSON.stringify(Array.isArray(value) ? value.map(String) : String(value));
  return text(one) === text(other);
}

/** @param {string} name */
const named = (name) => (CELL.test(name) ? name : escaped(name));

/** Text as an address holds it, with a plus for a space and without what other programs take for its end. @param {string} text */
export function escaped(text) {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"))
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(?:2C|2F|3A)/g, decodeURIComponent)
    .replaceAll("%20", "+");
}

/** The text of what an address holds; nothing if it is broken. @param {string} raw */
export function decoded(raw) {
  try {
    return decodeURIComponent(raw.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
