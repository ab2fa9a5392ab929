/**
 * A lesson: figures as somebody has set them up, with a sentence each, in one text.
 *
 *     { "lesson": 1, "title": "Strides", "figures": [{ "link": "en/parameters/#stride-figure?stride=2&v=1", "sentence": "…" }] }
 *
 * That is a file; packed it stands in a link, `?lesson#lesson?deflate=…&v=1`. A link of a figure is one as seen from
 * the root of the site, so it leads nowhere else. This imports nothing of the page and is tested by itself.
 */

import { partsOf } from "../elements/links.js";
import { deflate, inflate } from "../elements/packing.js";

/** @typedef {{ link: string, sentence: string }} Figure */
/** @typedef {{ title: string, figures: Figure[] }} Lesson */

/** The version of what stands above: what was once written is read for ever. */
export const VERSION = 1;

/** Figures of a lesson, and characters of a text of it, at most. */
export const [MOST, LONGEST] = [50, 5000];

/** Characters of a whole lesson that are read at all. */
const READ = 300_000;

const LINK = /^((?!\.{1,2}\/)[\w.-]+\/)*([\w-]+\.html)?#[a-z][a-z0-9]*(-[a-z0-9]+)*(\?[\w\-.~:/,=&?%+]*)?$/;

/** Why a text is no lesson: the name of the words that say it, with their values. */
export class Flaw extends Error {
  /** @param {string} reason @param {Record<string, string | number>} [values] */
  constructor(reason, values = {}) {
    super(reason);
    this.reason = reason;
    this.values = values;
  }
}

/** The text of a lesson. @param {Lesson} lesson */
export function write({ title, figures }) {
  return JSON.stringify({ lesson: VERSION, title, figures });
}

/**
 * The lesson of a text that anybody may have written.
 * @param {string} text
 * @returns {Lesson}
 * @throws {Flaw}
 */
export function read(text) {
  if (text.length > READ) throw new Flaw("lesson-large", { count: text.length, most: READ });
  const { lesson: version, title = "", figures } = parsed(text);
  if (Number.isInteger(version) && version > VERSION)
    throw new Flaw("lesson-newer", { version, known: VERSION });
  if (version !== VERSION || typeof title !== "string" || !Array.isArray(figures))
    throw new Flaw("lesson-broken");
  if (figures.length > MOST) throw new Flaw("lesson-many", { count: figures.length, most: MOST });
  return { title: title.slice(0, LONGEST), figures: figures.map(figureOf) };
}

/** @param {string} text @returns {Record<string, any>} */
function parsed(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Flaw("lesson-broken");
  }
}

/** @param {unknown} raw @param {number} place @returns {Figure} */
function figureOf(raw, place) {
  const { link, sentence = "" } = Object(raw);
  if (typeof link !== "string" || typeof sentence !== "string" || !LINK.test(link))
    throw new Flaw("lesson-foreign", { number: place + 1 });
  for (const said of [link, sentence])
    if (said.length > LONGEST)
      throw new Flaw("lesson-long", { number: place + 1, count: said.length, most: LONGEST });
  return { link, sentence };
}

/** What stands in the fragment of a link to a lesson. @param {Lesson} lesson */
export async function packed(lesson) {
  return `lesson?deflate=${await deflate(write(lesson))}&v=${VERSION}`;
}

/**
 * The lesson of a fragment; nothing if there is none in it.
 * @param {string} fragment
 * @throws {Flaw}
 */
export async function unpacked(fragment) {
  const part = partsOf(fragment).find(({ id }) => id === "lesson");
  if (!part) return null;
  const settings = new Map(part.settings);
  const version = Number(settings.get("v") ?? VERSION);
  if (version > VERSION) throw new Flaw("lesson-newer", { version, known: VERSION });
  let text = "";
  try {
    text = await inflate(settings.get("deflate") ?? "", READ);
  } catch {
    throw new Flaw("lesson-broken");
  }
  return read(text);
}
