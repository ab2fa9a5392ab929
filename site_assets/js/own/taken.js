/** What of something that a reader brings goes into links and files: the settings, and never the thing itself. */

import { wordsOf } from "../taking/words.js";

/** @typedef {import("../elements/settings.js").Settings} Settings */
/** @typedef {import("../worker/protocol.js").Params} Params */

/** The kernels of a figure, and which control says their name. @typedef {Record<string, string>} Kernels */

/** The kernel whose weights the reader types. */
export const OWN = "own";

/** The fields that say what a kernel is. @param {string} which */
const saying = (which) => [`${which}_weights`, `${which}_divisor`];

/** There are no steps, and no cells to pin. */
export const STILL = {
  player: { playing: false, step: 0, steps: 0, pause: () => {}, go: async () => {} },
  attention: { pinned: null, pin: () => {} },
  picture: { has: () => false },
};

/**
 * The settings as links know them: the fields of a kernel with a name only repeat what it is, and whoever
 * writes weights into a link wants a kernel of these.
 * @param {Settings} settings
 * @param {Kernels} kernels
 * @param {() => void} become  Told when they have become others.
 */
export function linked(settings, kernels, become) {
  return {
    get facts() {
      return settings.facts;
    },
    get params() {
      const { first } = settings.facts;
      const params = { ...settings.params };
      for (const [which, chosen] of Object.entries(kernels))
        if (params[chosen] !== OWN) for (const name of saying(which)) params[name] = first[name] ?? "";
      return params;
    },
    /** @param {Params} params */
    become: (params) => {
      const { first } = settings.facts;
      const own = Object.entries(kernels).filter(([which]) =>
        saying(which).some((name) => String(params[name]) !== String(first[name])),
      );
      settings.become({ ...params, ...Object.fromEntries(own.map(([, chosen]) => [chosen, OWN])) });
      become();
    },
  };
}

/** Has a weight or a divisor that is changed make its kernel the reader's own. @param {Settings} settings @param {Kernels} kernels @param {Event} event */
export function makeOwn(settings, kernels, { target }) {
  const { field = "" } = target instanceof HTMLElement ? target.dataset : {};
  for (const [which, chosen] of Object.entries(kernels))
    if (saying(which).includes(field.split(".")[0] ?? "")) settings.set(chosen, OWN);
}

/**
 * What files it can become: each of what it shows, and the values of all.
 * @template {"image" | "sound"} Kind
 * @param {Kind} kind
 * @param {HTMLElement} host
 * @param {() => import("../worker/protocol.js").OfOwn} wanted
 * @param {string[]} [names]  Of what is seen, if not of all that is.
 * @returns {import("../taking/file.js").Files<`${Kind}_file`>}
 */
export function filesOf(kind, host, wanted, names) {
  const shots = /** @type {NodeListOf<HTMLElement>} */ (host.querySelectorAll(".pc-shot"));
  const titles = new Map(
    [...shots].map((shot) => [
      shot.dataset.name ?? "",
      shot.querySelector(".pc-title")?.textContent ?? undefined,
    ]),
  );
  const maker = /** @type {const} */ (`${kind}_file`);
  /** @param {string[]} kinds @returns {[string, typeof maker][]} */
  const made = (kinds) => kinds.map((each) => [each, maker]);
  return {
    kinds: [
      [`${kind}s`, made(names ?? [...titles.keys()])],
      ["source", made(["numpy", "csv"])],
    ],
    asked: async (format) =>
      /** @type {import("../worker/protocol.js").Request<typeof maker>} */ ({
        ...structuredClone(wanted()),
        format,
      }),
    name: (each) => titles.get(each),
    saved: `file-saved-${kind}`,
  };
}

/**
 * Sets a figure up by a file that was saved here.
 * @param {File} file
 * @param {HTMLElement} host
 * @returns {Promise<string | null>} why that cannot be, or nothing; null if it was not saved here
 */
export async function setUpBy(file, host) {
  // Where a newer version has taken the place of this one, it is a file like any other.
  const opened = await import("../taking/opened.js").catch(() => null);
  if (!opened || !(await opened.carries(file))) return null;
  return opened.openFile(file, host, await wordsOf(host.dataset.language ?? ""));
}
