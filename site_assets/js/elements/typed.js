/**
 * Reads sizes as `pyconv.pictures.size_controls` does, text for text, and refuses what that refuses.
 *
 * Numbers are big integers: their products are exact, as they are in Python.
 */

import { fill } from "./words.js";

/** What is wrong: a reason of `pyconv.messages`, the field to blame, and what the sentence names. */
export class Wrong extends Error {
  /**
   * @param {string} reason
   * @param {string} field
   * @param {Record<string, string | number | bigint | null>} numbers
   */
  constructor(reason, field, numbers = {}) {
    super(reason);
    this.reason = reason;
    this.field = field;
    this.numbers = numbers;
  }

  /** The sentence that Python would say. @param {import("./words.js").Words} words */
  sentence(words) {
    const { axis, name } = this.numbers;
    const named = axis === null ? words["errors.any-axis"] : words[`axes.${axis}`];
    const values = { ...this.numbers, axis: named ?? "", name: words[`parameters.${name}`] ?? "" };
    const message = fill(words[`errors.${this.reason}`] ?? "", values);
    return `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`;
  }
}

/**
 * How a field is read.
 * @typedef {object} Field
 * @property {string} name
 * @property {bigint} low
 * @property {number} axes  The most numbers, or pairs of them.
 */

export const LARGEST = 10n ** 15n;

const SHOWN = 24;
const APART = /[\s×xX*,;]+/;
const ENCLOSED = /^[([](.*)[)\]]$/s;
const NESTED = /^[([]\s*([([].*[)\]])[\s,;]*[)\]]$/s;
const ITEM = /[([][^()[\]]*[)\]]|[^()[\]×xX*,;]+/g;
const LEFT = /^[\s×xX*,;]*$/;

/** @param {string} text */
const plain = (text) => text.replaceAll("−", "-").trim();

/** @param {string} text */
const short = (text) => [...text].slice(0, SHOWN).join("");

/** The parts of one number or several. @param {string} text */
const parts = (text) => (ENCLOSED.exec(text)?.[1] ?? text).split(APART).filter((part) => part !== "");

/** @param {string} part @param {Field} field @returns {bigint} */
function number(part, { name, low }) {
  if (!/^-?[0-9]+$/.test(part)) throw new Wrong("not-integer", name, { name, value: short(part) });
  const value = BigInt(part);
  if (value < low || value > LARGEST)
    throw new Wrong("out-of-range", name, { name, value: short(part), low, high: LARGEST });
  return value;
}

/**
 * @param {string[]} items
 * @param {string} text
 * @param {Field} field
 */
function counted(items, text, { name, low, axes }) {
  if (text === "") throw new Wrong("missing-number", name, { name, low, high: LARGEST });
  if (items.length < 1 || items.length > axes)
    throw new Wrong("axes-disagree", name, { name, count: items.length, axes });
  return items;
}

/**
 * One number for all axes, or one for each.
 * @param {string} raw
 * @param {Field} field
 */
export function sizesIn(raw, field) {
  const text = plain(raw);
  return counted(parts(text), text, field).map((part) => number(part, field));
}

/**
 * One number for both sides or a pair, for all axes or for each.
 * @param {string} raw
 * @param {Field} field
 */
export function sidesIn(raw, field) {
  const { name } = field;
  const text = plain(raw);
  const inside = NESTED.exec(text)?.[1] ?? text;
  if (!LEFT.test(inside.replace(ITEM, "")))
    throw new Wrong("not-integer", name, { name, value: short(text) });
  const items = (inside.match(ITEM) ?? []).map((item) => item.trim()).filter((item) => item !== "");
  return counted(items, text, field).map((item, axis) => {
    const pair = parts(item);
    if (pair.length !== 1 && pair.length !== 2)
      throw new Wrong("not-a-pair", name, { axis, count: pair.length });
    return pair.map((part) => number(part, field));
  });
}
