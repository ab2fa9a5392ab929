/**
 * What one figure takes from links and what it gives to them: the settings, the step and the pinned cell.
 */

import { python } from "../worker/client.js";
import { address } from "./address.js";
import { copyLink } from "./copying.js";
import { asWritten } from "./links.js";
import { part } from "./parts.js";
import { fill } from "./words.js";

/** @typedef {import("./reading.js").Linked} Linked */

/** So many of the things that made no sense are repeated, */
const MOST = 5;

/** and so many characters of each. */
const LONG = 40;

/** What the address says of a widget, as it was written and unpacked, and what can read it. @typedef {{ said: string, settings: import("./links.js").Setting[], reading: typeof import("./reading.js") }} Found */

/**
 * What of a figure a link is about; one without steps or cells has parts that say so.
 * @typedef {object} Parts
 * @property {Pick<import("./settings.js").Settings, "params" | "facts" | "become">} settings
 * @property {Pick<import("./player.js").Player, "playing" | "step" | "steps" | "pause" | "go">} player
 * @property {Pick<import("./attention.js").Attention, "pinned" | "pin">} attention
 * @property {Pick<import("./picture.js").Picture, "has">} picture
 * @property {Pick<import("./standing.js").Standing, "note">} standing
 * @property {() => void} wanted  Told when another picture is wanted.
 */

/** What of a link is to be told: what made no sense in it. @param {Linked} linked @param {import("./words.js").Words} words */
export function toldOf({ left, newer }, words) {
  if (newer) return words["link.newer"] ?? "";
  if (!left.length) return "";
  const shown = left.slice(0, MOST).map((each) => (each.length > LONG ? `${each.slice(0, LONG)}…` : each));
  if (left.length > shown.length) shown.push("…");
  return fill(words["link.left"] ?? "", { settings: shown.join(", ") });
}

export class Sharing {
  /** @type {HTMLElement} */ #host;
  /** @type {import("./words.js").Words} */ #words;
  /** @type {Parts} */ #parts;
  /** The page that it is on. */ #page = location.pathname;
  /** What is shown with the picture that a link asks for. @type {Linked | null} */ #awaited = null;
  /** What a link to it says, once that was found out; nothing if it cannot be. @type {Promise<string | null>} */ #link =
    Promise.resolve("");
  /** What the address said of it when it was last heeded. */ #heeded = "";

  /** @param {HTMLElement} host @returns {Promise<Found | null>} */
  static async find(host) {
    const found = address.of(host.id);
    if (!found) return null;
    // Where a newer version has taken the place of this one the figure begins as the page has it.
    const reading = await import("./reading.js").catch(() => null);
    if (!reading) return null;
    return { said: asWritten(found.settings), settings: await reading.unpacked(found.settings), reading };
  }

  /**
   * @param {HTMLElement} host
   * @param {import("./words.js").Words} words
   * @param {Parts} parts
   */
  constructor(host, words, parts) {
    this.#host = host;
    this.#words = words;
    this.#parts = parts;
  }

  /** Heeds links to the widget until the signal. @param {AbortSignal} signal */
  follow(signal) {
    address.addEventListener("change", () => void this.#heed(), { signal });
    // With Python there, all goes on when a newer version takes the place of this one; links do too.
    const prepare = () => {
      if (python.condition.state === "ready") void import("./writing.js").catch(() => {});
    };
    python.addEventListener("change", prepare, { signal });
    prepare();
  }

  async #heed() {
    const link = this.#link;
    const found = this.#page === location.pathname ? await Sharing.find(this.#host) : null;
    if (!found || found.said === this.#heeded || found.said === (await link)) return;
    // What the reader has set up meanwhile is newer than the address.
    if (link !== this.#link) return;
    this.#take(found);
    this.#parts.wanted();
  }

  // What a link says.

  /** Whether the picture that a link asks for is yet to come. */
  get awaits() {
    return this.#awaited !== null;
  }

  /** The step that is shown, or will be. */
  get step() {
    return this.#awaited?.step ?? this.#parts.player.step;
  }

  /** Sets a widget up that is in its first state. @param {Found} found */
  open(found) {
    const { settings, player, wanted } = this.#parts;
    const { params } = settings;
    const { step } = this.#take(found);
    if (found.reading.alike(params, settings.params)) {
      this.settle(player.steps);
      void player.go(step);
      return;
    }
    wanted();
    if (python.condition.state === "ready") return;
    const coming = this.#words["link.coming"] ?? "";
    for (const place of this.#host.querySelectorAll(".pc-summary, .pc-live")) place.textContent = coming;
  }

  /** @param {Found} found */
  #take({ said, settings, reading }) {
    this.#heeded = said;
    address.drop(this.#host.id);
    const linked = reading.readLink(settings, this.#parts.settings.facts);
    this.#parts.player.pause();
    this.#parts.settings.become(linked.params);
    this.#parts.attention.pin(null);
    this.#parts.standing.note(toldOf(linked, this.#words));
    this.#awaited = linked;
    return linked;
  }

  /** Comes to the cell of a link, now that its picture is there. @param {number} steps  How many the picture has. */
  settle(steps) {
    const { attention, picture, standing } = this.#parts;
    const linked = this.#awaited;
    this.#awaited = null;
    if (!linked) return;
    const { step, pin } = linked;
    if (step >= Math.max(steps, 1)) linked.left.push(`step=${step + 1}`);
    if (pin && !picture.has(pin)) linked.left.push(`pin=${pin}`);
    else attention.pin(pin);
    standing.note(toldOf(linked, this.#words));
  }

  // What a link would say.

  /** Has the address follow what the reader has set up. @param {boolean} [moved]  Whether it is the step or the pinned cell. */
  keep(moved = false) {
    if (moved) this.#awaited = null;
    const { settings, player, attention } = this.#parts;
    const state = {
      params: structuredClone(settings.params),
      step: player.playing ? 0 : this.step,
      pin: this.#awaited ? this.#awaited.pin : attention.pinned,
    };
    const link = import("./writing.js").then(
      ({ writeLink }) => writeLink(state, settings.facts),
      // A newer version has taken the place of this one.
      () => null,
    );
    this.#link = link;
    void link.then((said) => {
      if (link !== this.#link || said === null) return;
      this.#heeded = said;
      address.follow(this.#host.id, said, this.#page);
    });
  }

  /** The link to the widget as it stands. @throws a newer version has taken the place of this one */
  async link() {
    this.keep();
    const said = await this.#link;
    if (said === null) throw new Error("nothing writes links");
    return address.linkTo(this.#host.id, said);
  }

  /** Copies the link to the widget as it stands. */
  async copy() {
    try {
      await copyLink(part(this.#host, ".pc-foot"), await this.link(), this.#words);
    } catch {
      this.outdated();
    }
  }

  /** Opens what else can be taken along, if it can be had. @param {import("./commands.js").Figure} figure */
  async offer(figure) {
    try {
      const { openDialog } = await import("../taking/dialog.js");
      await openDialog(figure);
    } catch {
      this.outdated();
    }
  }

  /** Says that what is asked for belongs to a version of the site that is gone. */
  outdated() {
    part(this.#host, ".pc-shared").textContent = this.#words["runtime.newer"] ?? "";
  }
}
