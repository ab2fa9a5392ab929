/**
 * What a link says of figures, in the fragment of an address: for each its name, and what differs from
 * the first state that the page holds.
 *
 *     #stride-figure?stride=2&padding=1&input:0,0=3,1/2&step=4&pin=out:3&v=1;kernel-figure?kernel=5
 *
 * Settings are named as in blocks and in Python; of several numbers one stands for all, and weights are those
 * of a kernel that is as long along each axis, row by row. Cells are those to the right of the one named,
 * `step` is the number that the page shows, what is long is packed in `deflate`. `v` is the version of this
 * grammar, 1 if none is said: what was once read is read for ever.
 */

/** @typedef {import("../worker/protocol.js").Params} Params */
/** A name and what is said of it, still escaped. @typedef {[name: string, raw: string]} Setting */
/** What is said of one figure. @typedef {{ id: string, settings: Setting[] }} Part */

/**
 * What a figure knows of its settings.
 * @typedef {object} Facts
 * @property {Params} first  The first state.
 * @property {(name: string) => string[] | undefined} options  What can be chosen, if it is a choice.
 * @property {(name: string) => string | undefined} byHand  The setting that has the amounts of "explicit".
 * @property {(name: string) => number[] | undefined} shape  Fields along each axis, if it is the weights of a kernel.
 * @property {string[]} grids  Whose cells can be edited.
 */

/** What a reader has set up; the step counts from 0. @typedef {{ params: Params, step: number, pin: string | null }} State */

export const VERSION = "1";

/** Characters of a fragment that is read at all, and settings of a figure: more than there are. */
const [LONGEST, MOST] = [100_000, 1000];

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

/**
 * How far each field of the weights of a kernel is from the first corner, along the axis where it is farthest:
 * a smaller kernel has those that are near.
 * @param {number[]} shape  Fields along each axis.
 */
export function farness(shape) {
  return shape.reduce(
    (cells, count) => cells.flatMap((far) => Array.from({ length: count }, (_, at) => Math.max(far, at))),
    [0],
  );
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
