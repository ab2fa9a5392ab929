/** The text of a frame that shows a figure in another page. */

import { copied, inMode, make } from "./pieces.js";

/** What a page does that gives the frame the height of its figure. */
const LISTENER = `<script>
addEventListener("message", ({ data, source }) => {
  for (const frame of document.querySelectorAll("iframe"))
    if (source === frame.contentWindow && data?.pyconv === "height") frame.height = data.height;
});
</script>`;

/** @type {import("./sections.js").Fill<import("./sections.js").Figure>} */
export async function fill(place, given) {
  const { words, widget } = given;
  const plain = await widget.sharing.link();
  const palette = make("select", { autocomplete: "off" });
  for (const name of ["system", "light", "dark"])
    palette.append(make("option", { value: name }, words[`palette-${name}`] ?? ""));
  const frame = copied(words["embed-frame"] ?? "", words.copy ?? "", given, { lines: 4 });
  const listener = copied(words["embed-height"] ?? "", words.copy ?? "", given, { lines: 4 });
  listener.field.value = LISTENER;
  const write = () => {
    const mode = palette.value === "system" ? "embed" : `embed=${palette.value}`;
    const made = make("iframe", {
      src: inMode(plain, mode),
      title: widget.host.querySelector("figure")?.getAttribute("aria-label") ?? "",
      width: "100%",
      height: String(Math.ceil(widget.host.getBoundingClientRect().height)),
      loading: "lazy",
      allow: ["fullscreen", "clipboard-write", ...(widget.allows ?? [])].join("; "),
      frameborder: "0",
    });
    frame.field.value = made.outerHTML;
  };
  palette.addEventListener("change", write);
  write();
  const chosen = make("label", { class: "pc-choice" }, words["embed-palette"] ?? "", palette);
  place.append(chosen, frame.place, listener.place);
}
