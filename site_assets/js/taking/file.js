/** The figure as it stands as a file, of whatever kind; and a file as the figure that it was made from. */

import { fill as filled } from "../elements/words.js";
import { Dropped, python, Refused } from "../worker/client.js";
import { openFile } from "./opened.js";
import { button, download, make } from "./pieces.js";
import { containers, encoded, TooLarge } from "./video.js";

/** @typedef {import("../worker/protocol.js").Making} Making */

/** @typedef {import("./video.js").Container} Container */
/** @typedef {import("./sections.js").Widget} Widget */

/** What Python is asked that makes a file, for what it needs. @typedef {"file" | "drawing" | "pdf" | "image_file" | "sound_file"} Maker */

/**
 * What files a figure can become.
 * @template {Maker} [M=Maker]
 * @typedef {object} Files
 * @property {[purpose: string, kinds: [kind: string, maker: M, scale?: number][]][]} kinds  As `pyconv.pictures.export` calls them, by what they are for.
 * @property {(kind: string, scale: number) => Promise<import("../worker/protocol.js").Request<M>>} asked  What is asked of Python.
 * @property {(kind: string) => string | undefined} [name]  What a kind is called that the words do not name.
 * @property {string} [saved]  The words that say that one is saved, if others.
 */

/** Those of a widget. @type {Files<"file" | "drawing" | "pdf">["kinds"]} */
const KINDS = [
  [
    "still",
    [
      ["svg", "drawing"],
      ["png", "drawing", 2],
      ["png", "drawing", 4],
      ["pdf", "pdf"],
    ],
  ],
  [
    "all-steps",
    [
      ["html", "file"],
      ["gif", "drawing"],
      ["animated-svg", "drawing"],
    ],
  ],
  [
    "source",
    [
      ["tex", "file"],
      ["tikz", "file"],
      ["numpy", "file"],
      ["csv", "file"],
    ],
  ],
];

/** As a GIF, a film is smaller by half than other pictures of the same scale. */
const OF_VIDEO = 4;

/** Milliseconds after which it is told how far it has come. */
const PROMPT = 700;

/** @type {import("./sections.js").Fill<import("./sections.js").Figure>} */
export async function fill(place, given) {
  const { widget, words, say, signal } = given;
  const files = widget.files?.() ?? filesOf(/** @type {Widget} */ (widget));
  /** @type {AbortController | null} */
  let making = null;
  const bar = make("progress", { max: "1" });
  const cancel = button(words["file-cancel"] ?? "", () => making?.abort());
  const busy = make("div", { class: "pc-making", hidden: true }, bar, cancel);
  signal.addEventListener("abort", () => making?.abort());

  /** @param {Maker} maker @param {(signal: AbortSignal) => Promise<{ name: string, blob: Blob } | null>} worked */
  async function save(maker, worked) {
    making?.abort();
    const mine = new AbortController();
    making = mine;
    say("");
    bar.removeAttribute("value");
    const prompt = setTimeout(() => {
      busy.hidden = false;
      say(words[maker === "drawing" || maker === "pdf" ? "file-drawing" : "file-making"] ?? "");
    }, PROMPT);
    try {
      // Python may be in the middle of something; whoever gives it up does not wait for that.
      const file = await Promise.race([worked(mine.signal), abandoned(mine.signal)]);
      if (!file) return;
      download(file.name, file.blob);
      say(filled(words[files.saved ?? "file-saved"] ?? "", { name: file.name }));
    } catch (error) {
      if (mine.signal.aborted) return;
      if (error instanceof Refused) say(error.message);
      else if (error instanceof Dropped) say(words["file-dropped"] ?? "");
      else if (error instanceof TooLarge) say(filled(words["file-wide"] ?? "", error.size));
      else say(words["file-failed"] ?? "");
    } finally {
      clearTimeout(prompt);
      if (making === mine) {
        making = null;
        busy.hidden = true;
        if (mine.signal.aborted) say(words["file-cancelled"] ?? "");
      }
    }
  }

  /** @param {string} kind @param {Maker} maker @param {number} scale */
  const picture = (kind, maker, scale) =>
    save(maker, async (ended) => {
      const request = await files.asked(kind, scale);
      const file = await made(maker, request, ended, (part) => {
        bar.value = part;
      });
      return file && { name: file.name, blob: new Blob([bytesOf(file.file)], { type: file.media }) };
    });

  /** @param {Container} container */
  const video = (container) =>
    save("drawing", async (ended) => {
      const request = /** @type {import("../worker/protocol.js").OfFile} */ (
        await files.asked("gif", OF_VIDEO)
      );
      const file = await made("drawing", request, ended, (part) => {
        bar.value = part / 2;
      });
      if (!file) return null;
      // A space ends what is read again, and what follows in the file is anything.
      const tags = { title: file.name, comment: `${file.carries} ${request.address}` };
      const blob = await encoded(bytesOf(file.file), container, tags, ended, (part) => {
        bar.value = (1 + part) / 2;
      });
      return blob && { name: file.name.replace(/gif$/, container), blob };
    });

  const videos = await containers();
  for (const [purpose, kinds] of files.kinds) {
    const buttons = kinds.map(([kind, maker, scale]) => {
      const name = files.name?.(kind) ?? words[scale ? `file-${kind}-${scale}` : `file-${kind}`] ?? kind;
      return button(name, () => picture(kind, maker, scale ?? 2));
    });
    if (purpose === "all-steps")
      for (const container of videos)
        buttons.push(button(words[`file-${container}`] ?? "", () => video(container)));
    place.append(
      make(
        "div",
        { class: "pc-kinds", role: "group", "aria-label": words[`file-${purpose}`] ?? "" },
        make("span", {}, words[`file-${purpose}`] ?? ""),
        ...buttons,
      ),
    );
  }
  const chosen = make("input", { type: "file" });
  chosen.addEventListener("change", async () => {
    const [file] = chosen.files ?? [];
    if (!file) return;
    const told = await openFile(file, widget.host, words);
    chosen.value = "";
    if (told) say(told);
    else given.close();
  });
  place.append(busy, make("label", { class: "pc-open" }, make("span", {}, words["file-open"] ?? ""), chosen));
}

/** @param {AbortSignal} signal @returns {Promise<null>} When it is given up. */
function abandoned(signal) {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(null)));
}

/** The files of a widget as it stands. @param {Widget} widget @returns {Files<"file" | "drawing" | "pdf">} */
function filesOf({ host, settings, sharing, attention }) {
  const { view = "", language = "" } = host.dataset;
  return {
    kinds: KINDS,
    asked: async (kind, scale) => ({
      ...{ view, language, params: structuredClone(settings.params), format: kind, scale },
      ...{ step: sharing.step, key: attention.pinned ?? "", dark: isDark(host) },
      address: await sharing.link(),
    }),
  };
}

/** Whether an element lies on dark paper. @param {Element} host */
function isDark(host) {
  return getComputedStyle(host).colorScheme.includes("dark");
}

/**
 * A file, asked for piece by piece; nothing if it was given up.
 * @param {Maker} maker
 * @param {import("../worker/protocol.js").Request<Maker>} request
 * @param {AbortSignal} signal
 * @param {(part: number) => void} come  Told how far it has come.
 */
async function made(maker, request, signal, come) {
  const { language } = request;
  /** @type {Making} */
  let making = await python.ask(maker, request);
  while (!("file" in making)) {
    if (signal.aborted) return null;
    come(making.done / making.of);
    making = await python.ask("further", { language });
  }
  return signal.aborted ? null : making;
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
