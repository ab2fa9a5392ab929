/** Writing a link: what differs from the first state of a figure. It is fetched when something does, or may. */

import { CELL, decoded, editsOf, escaped, farness, same, VERSION } from "./links.js";
import { deflate } from "./packing.js";

/** @typedef {import("../worker/protocol.js").Entry} Entry */
/** @typedef {import("../worker/protocol.js").Params} Params */
/** @typedef {import("./links.js").Facts} Facts */
/** @typedef {import("./links.js").State} State */

/** From so many characters on it is tried whether packing makes the long settings shorter. */
const WORTH = 400;

/** To what part of itself something is to be packed, or it stays readable. */
const SAVING = 0.8;

/** A text from so many characters on is none to be read in an address. */
const LONG = 100;

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
  /** @param {string} name */
  const raw = (name) => {
    const [value, shape] = [params[name], facts.shape(name)];
    return shape && Array.isArray(value) ? corner(value, shape).map(entryOf).join(",") : rawOf(value);
  };
  const changed = new Set(
    Object.keys(first).filter((name) => name !== "edits" && !same(params[name], first[name])),
  );
  /** @type {string[]} */
  const settings = [];
  for (const name of Object.keys(first)) {
    const amounts = facts.byHand(name);
    if (amounts && params[name] === "explicit" && (changed.has(name) || changed.has(amounts))) {
      const said = raw(amounts);
      if (/\d/.test(decoded(said) ?? "")) {
        settings.push(`${name}=${said}`);
        changed.delete(name);
        changed.delete(amounts);
      }
    }
    if (changed.has(name)) settings.push(`${name}=${raw(name)}`);
  }
  return settings;
}

/** One number stands for all that are the same. @param {import("../worker/protocol.js").Value | undefined} value */
function rawOf(value) {
  if (!Array.isArray(value)) return escaped(String(value));
  const [entry = ""] = value;
  return value.every((other) => same(other, entry)) ? entryOf(entry) : value.map(entryOf).join(",");
}

/** The smallest kernel in the first corner of its fields beyond which there are only zeros. @param {Entry[]} entries @param {number[]} shape */
function corner(entries, shape) {
  const far = farness(shape);
  const last = Math.max(...far.map((each, place) => (same(entries[place], "0") ? 0 : each)));
  return entries.filter((_, place) => (far[place] ?? 0) <= last);
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
