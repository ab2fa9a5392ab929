/** A series for a class: the kinds that a teacher ticks and the number of the series, as a link to copy. */

import { fill } from "../elements/words.js";
import { button, make } from "../taking/pieces.js";

/**
 * @typedef {object} Given
 * @property {string[]} kinds  Those of the page.
 * @property {string[]} chosen  Those that are ticked at first.
 * @property {number} seed
 * @property {number} last  The last number that a series may have.
 * @property {Record<string, string>} names
 * @property {Record<string, string>} words
 * @property {(seed: number, kinds: string[]) => string} link
 */

/** @param {Given} given */
export function classSeries({ kinds, chosen, seed, last, names, words, link }) {
  const said = make("output", {});
  const boxes = kinds.map((kind) => {
    const box = make("input", { type: "checkbox", value: kind, autocomplete: "off" });
    box.checked = chosen.includes(kind);
    return box;
  });
  const labels = boxes.map((box) => make("label", {}, box, " ", names[box.value] ?? box.value));
  const field = make("input", {
    type: "number",
    min: "1",
    max: String(last),
    step: "1",
    autocomplete: "off",
  });
  field.value = String(seed);
  const number = make("label", {}, make("span", {}, words["class-seed"] ?? ""), " ", field);

  /** The link, or nothing where none can be made: then it is said why. */
  const made = () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    const wanted = field.valueAsNumber;
    const fits = Number.isInteger(wanted) && wanted >= 1 && wanted <= last;
    const [first] = boxes;
    if (!ticked.length) return refuse(words["class-none"] ?? "", first ?? field);
    if (!fits) return refuse(fill(words["class-number"] ?? "", { last }), field);
    return link(wanted, ticked);
  };
  /** @param {string} why @param {HTMLElement} where */
  const refuse = (why, where) => {
    said.textContent = why;
    where.focus();
    return "";
  };

  const copy = button(words["class-copy"] ?? "", async () => {
    const address = made();
    if (!address) return;
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = words.linked ?? "";
    } catch {
      said.textContent = `${words["not-linked"]} ${address}`;
    }
  });
  const open = button(words["class-open"] ?? "", () => {
    const address = made();
    if (!address) return;
    said.textContent = "";
    location.href = address;
  });
  const group = make(
    "fieldset",
    { class: "pc-ticks" },
    make("legend", {}, words["class-kinds"] ?? ""),
    ...labels,
  );
  const acts = make("p", { class: "pc-acts" }, copy, open);
  const form = make("form", { autocomplete: "off", novalidate: true }, group, number, acts, said);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    copy.click();
  });
  return make("details", { class: "pc-class" }, make("summary", {}, words.class ?? ""), form);
}
