/** The link of a figure as it stands. */

import { copied } from "./pieces.js";
import { qrOf } from "./qr.js";

/** @type {import("./sections.js").Fill<import("./sections.js").Figure>} */
export async function fill(place, given) {
  const { words, widget } = given;
  const link = copied(words["link-name"] ?? "", words.copy ?? "", given);
  link.field.value = await widget.sharing.link();
  place.append(
    link.place,
    qrOf(() => link.field.value, given),
  );
}
