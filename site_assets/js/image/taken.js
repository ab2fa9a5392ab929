/** What of an own image goes into links and files: its settings, and never the image itself. */

/** @typedef {import("../elements/settings.js").Settings} Settings */
/** @typedef {import("../worker/protocol.js").OfImage} OfImage */
/** @typedef {import("../worker/protocol.js").Params} Params */

/** The kernels, and which control says their name. */
export const KERNELS = { image: "image_filter", second: "second_kernel" };

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
 * @param {() => void} become  Told when they have become others.
 */
export function linked(settings, become) {
  return {
    get facts() {
      return settings.facts;
    },
    get params() {
      const { first } = settings.facts;
      const params = { ...settings.params };
      for (const [which, chosen] of Object.entries(KERNELS))
        if (params[chosen] !== "own") for (const name of saying(which)) params[name] = first[name] ?? "";
      return params;
    },
    /** @param {Params} params */
    become: (params) => {
      const { first } = settings.facts;
      const own = Object.entries(KERNELS).filter(([which]) =>
        saying(which).some((name) => String(params[name]) !== String(first[name])),
      );
      settings.become({ ...params, ...Object.fromEntries(own.map(([, chosen]) => [chosen, "own"])) });
      become();
    },
  };
}

/**
 * What files it can become: each of the images, and the values of all.
 * @param {HTMLElement} host
 * @param {() => OfImage} wanted
 * @returns {import("../taking/file.js").Files<"image_file">}
 */
export function filesOf(host, wanted) {
  const shots = /** @type {NodeListOf<HTMLElement>} */ (host.querySelectorAll(".pc-shot"));
  const titles = new Map(
    [...shots].map((shot) => [
      shot.dataset.name ?? "",
      shot.querySelector(".pc-title")?.textContent ?? undefined,
    ]),
  );
  return {
    kinds: [
      ["images", [...titles.keys()].map((name) => [name, "image_file"])],
      [
        "source",
        [
          ["numpy", "image_file"],
          ["csv", "image_file"],
        ],
      ],
    ],
    asked: async (format) => ({ ...structuredClone(wanted()), format }),
    name: (kind) => titles.get(kind),
    saved: "file-saved-image",
  };
}
