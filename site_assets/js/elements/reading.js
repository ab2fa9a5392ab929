/** Reading a link: what of it makes sense of a figure, and what does not. It is fetched for a reader who has one. */

import { CELL, decoded, editsOf, farness, same, settingsOf, VERSION } from "./links.js";
import { inflate } from "./packing.js";

/** @typedef {import("../worker/protocol.js").Params} Params */
/** @typedef {import("./links.js").Facts} Facts */
/** @typedef {import("./links.js").Setting} Setting */
/** @typedef {import("./links.js").State} State */

/**
 * What was read: the state, what of the link made no sense, as it was written, and whether it is in
 * a later grammar than this, of which nothing is read.
 * @typedef {State & { left: string[], newer: boolean }} Linked
 */

/** Bytes that are unpacked at most: a few of them could stand for a great many. */
const UNPACKED = 300_000;

/** No column of a cell has such a number. */
const BEYOND = 10_000;

const NUMBER = /^-?(\d+(\.\d+)?|\.\d+)([eE][-+]?\d+)?$/;
const STEP = /^[1-9]\d{0,5}$/;
const KEY = /^[a-z]+([-:][a-z]+)*(:(0|[1-9]\d{0,5}))+$/;

/** Settings with those that were packed, which is said once; what cannot be unpacked stays. @param {Setting[]} settings @returns {Promise<Setting[]>} */
export async function unpacked(settings) {
  const first = settings.findIndex(([name]) => name === "deflate");
  const read = settings.map(async ([name, raw], place) => {
    if (place !== first) return [/** @type {Setting} */ ([name, raw])];
    try {
      return settingsOf(await inflate(raw, UNPACKED));
    } catch {
      return [/** @type {Setting} */ ([name, raw])];
    }
  });
  return (await Promise.all(read)).flat();
}

/**
 * The state that the settings of a link make of the first one. What makes no sense is left out and named.
 * @param {Setting[]} settings  Unpacked.
 * @param {Facts} facts
 * @returns {Linked}
 */
export function readLink(settings, facts) {
  /** @type {Linked} */
  const linked = { params: structuredClone(facts.first), step: 0, pin: null, left: [], newer: false };
  linked.newer = settings.some(([name, raw]) => name === "v" && raw !== VERSION);
  if (linked.newer) return linked;
  const seen = new Set(["v"]);
  for (const [name, raw] of settings) {
    if (name === "v") continue;
    if (seen.has(name) || !take(linked, name, raw, facts)) linked.left.push(`${name}=${raw}`);
    seen.add(name);
  }
  return linked;
}

/**
 * Takes one setting over; tells whether it makes sense.
 * @param {Linked} linked
 * @param {string} name
 * @param {string} raw
 * @param {Facts} facts
 */
function take(linked, name, raw, facts) {
  const { params } = linked;
  if (name === "step") {
    if (STEP.test(raw)) linked.step = Number(raw) - 1;
    return STEP.test(raw);
  }
  if (name === "pin") {
    const key = decoded(raw) ?? "";
    if (KEY.test(key)) linked.pin = key;
    return KEY.test(key);
  }
  if (CELL.test(name)) return takeCells(params, name, raw, facts);
  if (!Object.hasOwn(facts.first, name)) return false;
  if (name === "edits") {
    if (raw === "none") params.edits = {};
    return raw === "none";
  }
  return takeValue(params, name, raw, facts);
}

/** @param {Params} params @param {string} name @param {string} raw @param {Facts} facts @returns {boolean} */
function takeValue(params, name, raw, facts) {
  const first = facts.first[name];
  if (Array.isArray(first)) {
    const entries = /** @type {string[]} */ (raw.split(",").map(decoded));
    const shape = facts.shape(name);
    const laid = entries.every(fits) && (shape ? laidOut(entries, shape) : spread(entries, first.length));
    if (!laid) return false;
    params[name] = laid;
    return true;
  }
  const text = decoded(raw);
  const options = facts.options(name);
  if (text === undefined) return false;
  if (!options || options.includes(text)) {
    params[name] = text;
    return true;
  }
  const amounts = facts.byHand(name);
  if (!amounts || !/\d/.test(text) || !takeValue(params, amounts, raw, facts)) return false;
  params[name] = "explicit";
  return true;
}

/** So many numbers, each of these standing for as many of them; nothing if it cannot. @param {string[]} entries @param {number} count */
function spread(entries, count) {
  const times = count / entries.length;
  return Number.isInteger(times) && entries.flatMap((entry) => Array(times).fill(entry));
}

/** What all fields say of a kernel that stands in their first corner; nothing if no kernel there has as many weights. @param {string[]} entries @param {number[]} shape */
function laidOut(entries, shape) {
  const length = Math.round(entries.length ** (1 / shape.length));
  const far = farness(shape);
  if (far.filter((each) => each < length).length !== entries.length) return false;
  const left = entries.values();
  return far.map((each) => (each < length ? (left.next().value ?? "0") : "0"));
}

/** Whether a field for numbers can hold it. @param {string | undefined} entry */
function fits(entry) {
  return entry === "" || (NUMBER.test(entry ?? "") && Number.isFinite(Number(entry)));
}

/** @param {Params} params @param {string} name @param {string} raw @param {Facts} facts */
function takeCells(params, name, raw, { first, grids }) {
  const [, grid = "", row, column] = CELL.exec(name) ?? [];
  const values = raw.split(",").map(decoded);
  if (!Object.hasOwn(first, "edits") || !grids.includes(grid) || values.includes(undefined)) return false;
  if (Number(column) + values.length > BEYOND) return false;
  const cells = values.map((value, place) => [`${grid}:${Number(row)},${Number(column) + place}`, value]);
  params.edits = { ...editsOf(params), ...Object.fromEntries(cells) };
  return true;
}

/** Whether two readers have chosen the same. @param {Params} one @param {Params} other */
export function alike(one, other) {
  /** @param {Params} params */
  const text = (params) => JSON.stringify(Object.entries(editsOf(params)).sort());
  return (
    Object.keys(one).every((name) => name === "edits" || same(one[name], other[name])) &&
    text(one) === text(other)
  );
}
