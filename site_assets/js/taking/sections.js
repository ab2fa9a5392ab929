/**
 * What "Take it with you" offers: the sections of its dialog, in order. Each is a module of this folder that
 * offers `fill`, and is fetched when a reader opens it.
 *
 * To add one: its words under `[taking]` of `pyconv/pictures/es.toml` and `en.toml`, of which the one called as
 * the section is its title; a module; and a line here.
 */

/** What a widget is made of, for a section to read and to use. @typedef {import("../elements/commands.js").Parts} Widget */
/** What any figure has. @typedef {import("../elements/commands.js").Figure} Figure */

/**
 * What a section is given.
 * @template {Figure} [F=Widget]
 * @typedef {object} Given
 * @property {F} widget
 * @property {import("../elements/words.js").Words} words  Those under `[taking]`, by their names there.
 * @property {(words: string) => void} say  Says something at the end of the dialog, and aloud.
 * @property {() => void} close  Closes the dialog; the keyboard is where it was.
 * @property {AbortSignal} signal  Until the dialog is closed.
 */

/** Puts what a section offers into its place. @template {Figure} [F=Widget] @typedef {(place: HTMLElement, given: Given<F>) => void | Promise<void>} Fill */

/** @template {Figure} [F=Widget] @typedef {{ name: string, load: () => Promise<{ fill: Fill<F> }> }} Section */

/** Of any figure. @type {Record<"link" | "file" | "embed", Section<Figure>>} */
const ANY = {
  link: { name: "link", load: () => import("./link.js") },
  file: { name: "file", load: () => import("./file.js") },
  embed: { name: "embed", load: () => import("./embed.js") },
};

/** Of a figure that is no widget. @type {Section<Figure>[]} */
export const COMMON = Object.values(ANY);

/** Of a widget. @type {Section[]} */
export const SECTIONS = [
  ANY.link,
  ANY.file,
  { name: "present", load: () => import("./present.js") },
  ANY.embed,
  { name: "lesson", load: () => import("./lessons.js") },
];
