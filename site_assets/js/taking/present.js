/** A widget as a slide: now, or by a link. */

import { button, copied, inMode, make } from "./pieces.js";
import { present } from "./presenting.js";

/** @type {import("./sections.js").Fill} */
export async function fill(place, given) {
  const { words, widget, close } = given;
  const predicts = make("input", { type: "checkbox", autocomplete: "off" });
  const link = copied(words["present-link"] ?? "", words.copy ?? "", given);
  const plain = await widget.sharing.link();
  const write = () => {
    link.field.value = inMode(plain, predicts.checked ? "present=predict" : "present");
  };
  predicts.addEventListener("change", write);
  write();
  const begin = button(words["present-now"] ?? "", () => {
    close();
    present(widget, words, { predicts: predicts.checked });
  });
  begin.className = "pc-first";
  place.append(
    make("label", { class: "pc-tick" }, predicts, words["present-predict"] ?? ""),
    begin,
    link.place,
    make("p", { class: "pc-small" }, words["present-keys"] ?? ""),
  );
}
