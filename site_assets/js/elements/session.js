/**
 * One reader's session with one widget: what it shows, and what follows from what the reader does.
 *
 * The page holds the first state; from then on Python draws.
 */

import { python } from "../worker/client.js";
import { Attention } from "./attention.js";
import { Bar } from "./bar.js";
import { Cells } from "./cells.js";
import { Commands } from "./commands.js";
import { watchDragging } from "./drag.js";
import { Editor } from "./editor.js";
import { keyOf, watchGestures } from "./gestures.js";
import { equip, fieldOver, firstState, pageWords, part, unpack } from "./parts.js";
import { Picture } from "./picture.js";
import { Player } from "./player.js";
import { Questions } from "./questions.js";
import { stillness, watchNearness, watchPaper, watchSight } from "./screen.js";
import { Settings } from "./settings.js";
import { shade } from "./shade.js";
import { Sharing } from "./sharing.js";
import { Standing } from "./standing.js";
import { write } from "./words.js";
import { watchWorkplace } from "./workplace.js";

/** @typedef {import("./gestures.js").Cell} Cell */
/** @typedef {import("../worker/protocol.js").Focus} Focus */
/** @typedef {{ params: import("../worker/protocol.js").Params, steps: string[], focuses: string }} State */

/** Milliseconds that a picture may take before the page says that it is behind. */
const PROMPT = 300;

export class Session {
  /** @type {HTMLElement} */ #host;
  /** @type {HTMLElement} */ #stage;
  /** @type {HTMLElement} What a screen reader says. */ #live;
  /** @type {Attention} */ #attention;
  /** @type {string[]} */ #steps;
  /** @type {Picture} */ #picture;
  /** @type {Player} */ #player;
  /** @type {Bar} */ #bar;
  /** @type {Settings} */ #settings;
  /** @type {Editor} */ #editor;
  /** @type {Standing} */ #standing;
  /** @type {Cells} */ #cells;
  /** @type {Questions<"build">} */ #questions;
  /** Whether it plays by itself: until the reader does something. */ #unasked;
  /** @type {Sharing} */ #sharing;
  /** @type {import("./commands.js").Parts} */ #widget;
  /** @type {Commands} */ #commands;

  /** Reads the first state, which the host holds, and follows on from it. @param {HTMLElement} host */
  static async of(host) {
    /** @type {State} */
    const { params, steps, focuses } = firstState(host);
    const [told, linked] = await Promise.all([unpack(focuses), Sharing.find(host)]);
    // Not before: what a reader did to a control that nobody heeds yet would be lost.
    equip(host);
    const session = new Session(host, params, steps, told);
    if (linked) session.#open(linked);
    return session;
  }

  /**
   * @param {HTMLElement} host
   * @param {import("../worker/protocol.js").Params} params
   * @param {string[]} steps
   * @param {Partial<Focus>[]} focuses  Of the steps.
   */
  constructor(host, params, steps, focuses) {
    this.#host = host;
    const words = pageWords(host);
    const { view = "", language = "" } = host.dataset;
    this.#steps = steps;
    this.#unasked = host.hasAttribute("data-autoplay") && !stillness.matches;
    this.#stage = part(host, ".pc-stage");
    this.#live = part(host, ".pc-live");
    const field = fieldOver(host);
    this.#stage.append(field);
    shade(this.#stage);
    this.#cells = new Cells({ view, language, params }, steps, focuses);
    this.#picture = new Picture(this.#stage, steps, this.#cells.known(steps[0] ?? ""));
    this.#player = new Player(
      (step) => this.#step(step),
      () => this.#showPlaying(),
    );
    this.#bar = new Bar(part(host, ".pc-player"), words);
    const form = part(host, ".pc-settings", HTMLFormElement);
    this.#settings = new Settings(form, params, () => this.#change());
    this.#editor = new Editor(field, this.#stage, {
      get: (cell) => this.#settings.edits[cell],
      set: (cell, typed) => {
        this.#settings.edit(cell, typed);
        this.#change();
      },
    });
    this.#standing = new Standing(host, this.#stage, words, [this.#settings, this.#editor]);
    /** @type {import("./questions.js").Listener<"build">} */
    const listener = {
      wanted: () => ({ view, language, params: this.#settings.params, step: this.#sharing.step }),
      drawn: (picture, request, timing) => {
        this.#cells.begin(request, picture.focus);
        this.#draw(picture, timing);
      },
      refused: (refusal) => this.#standing.refuse(refusal),
      broken: () => this.#standing.broken(),
      behind: (behind) => this.#standing.fallBehind(behind),
    };
    this.#questions = new Questions("build", PROMPT, listener, this.#cells);
    this.#attention = new Attention({
      stage: this.#stage,
      host,
      picture: this.#picture,
      cells: this.#cells,
      questions: this.#questions,
      step: () => this.#steps[this.#player.step] ?? "",
    });
    const parts = { settings: this.#settings, player: this.#player, attention: this.#attention };
    this.#sharing = new Sharing(host, words, {
      ...parts,
      picture: this.#picture,
      standing: this.#standing,
      wanted: () => this.#questions.want(),
    });
    const told = { touched: () => this.#touch(), change: () => this.#change() };
    const seen = { host, picture: this.#picture, cells: this.#cells };
    this.#widget = { ...seen, ...parts, editor: this.#editor, sharing: this.#sharing, ...told };
    this.#commands = new Commands(this.#widget);
    this.#player.set(steps.length, 0);
    this.#bar.show(this.#player);
  }

  /** @param {import("./sharing.js").Found} linked */
  #open(linked) {
    this.#touch();
    this.#sharing.open(linked);
  }

  /** What it is made of, for what acts on it from elsewhere. */
  get widget() {
    return this.#widget;
  }

  /** Whether a link has set it up, and its picture is yet to come. */
  get linked() {
    return this.#sharing.awaits;
  }

  /**
   * Follows its reader until the signal.
   * @param {AbortSignal} signal
   */
  start(signal) {
    watchGestures(this.#host, this.#stage, part(this.#host, ".pc-words"), this.#hearer, signal);
    watchDragging(this.#stage, (field, value) => this.#drag(field, value), signal);
    watchSight(this.#stage, (seen) => this.#see(seen), signal);
    watchPaper((printing) => this.#picture.complete(printing), signal);
    watchNearness(this.#host, () => python.start(), signal);
    this.#editor.watch(signal);
    this.#sharing.follow(signal);
    watchWorkplace(this.#host, this.#stage, signal);
    python.addEventListener("change", () => this.#hearPython(), { signal });
    stillness.addEventListener("change", () => this.#player.pause(), { signal });
    signal.addEventListener("abort", () => this.#leave());
    this.#bar.follow(this.#player, (step) => this.#commands.go(step), signal);
    this.#hearPython();
    this.#questions.begin();
    void this.#attention.show();
  }

  /** Until it is put back, if ever it is. */
  #leave() {
    this.#player.pause();
    this.#questions.rest();
    this.#attention.rest();
  }

  #hearPython() {
    if (python.condition.state === "ready") this.#questions.resume();
    const said = this.#standing.hear();
    if (said) this.#live.textContent = said;
  }

  // What is shown.

  /**
   * @param {import("../worker/protocol.js").Picture} drawn
   * @param {import("./questions.js").Timing} timing
   */
  #draw(drawn, timing) {
    this.#steps = drawn.steps;
    // Where the reader is now, who may have moved on since the picture was asked for.
    const step = Math.max(Math.min(this.#sharing.step, drawn.steps.length - 1), 0);
    this.#picture.update(drawn.panels, drawn.steps, step);
    this.#player.set(drawn.steps.length, step);
    write(part(this.#host, ".pc-formulas"), drawn.formula);
    const summary = part(this.#host, ".pc-summary");
    if (summary.textContent !== drawn.summary) summary.textContent = drawn.summary;
    this.#sharing.settle(drawn.steps.length);
    this.#attention.keep();
    this.#standing.refuse(null);
    this.#bar.show(this.#player);
    void this.#attention.show();
    this.#attention.report();
    this.#host.dispatchEvent(new CustomEvent("pyconv-drawn", { bubbles: true, detail: timing }));
    this.#editor.follow();
  }

  /** @param {number} step */
  async #step(step) {
    this.#picture.come(step);
    this.#bar.show(this.#player);
    await this.#attention.show();
  }

  #showPlaying() {
    this.#bar.show(this.#player);
    for (const each of [this.#host, this.#stage]) each.classList.toggle("pc-playing", this.#player.playing);
  }

  // What the reader does.

  /** Sets it up otherwise. */
  #change() {
    this.#standing.note("");
    this.#questions.want();
    this.#sharing.keep();
  }

  /** @returns {import("./gestures.js").Hearer} */
  get #hearer() {
    return {
      point: (key) => this.#attention.point(key),
      touch: (cell) => this.#picture.reach(cell),
      arrive: (cell) => this.#arrive(cell),
      hint: (key) => this.#picture.hint(key),
      choose: (cell) => this.#choose(cell),
      edit: (cell, typed) => this.#edit(cell, typed),
      pin: (key) => this.#pin(key),
      walk: (cell, key) => this.#picture.walk(cell, key),
      cancel: () => {
        this.#editor.cancel();
        this.#pin(null);
      },
      command: (does, button) => this.#commands.do(does, button),
      touched: () => this.#touch(),
    };
  }

  /** It plays no more by itself. */
  #touch() {
    this.#unasked = false;
  }

  /** @param {boolean} seen */
  #see(seen) {
    this.#player.visible = seen;
    if (seen && this.#unasked) this.#player.play();
  }

  /** @param {string} field @param {string} value */
  #drag(field, value) {
    this.#touch();
    this.#settings.set(field, value);
    this.#change();
  }

  /** @param {Cell} cell */
  #arrive(cell) {
    this.#picture.reach(cell);
    if (!cell.matches(":focus-visible")) return;
    this.#attention.point(keyOf(cell));
    this.#attention.announce();
  }

  /** A second time it is edited, or let go. @param {Cell} cell */
  #choose(cell) {
    if (keyOf(cell) !== this.#attention.pinned) this.#pin(keyOf(cell));
    else if (Editor.nameOf(cell)) this.#edit(cell);
    else this.#pin(null);
  }

  /** @param {string | null} key */
  #pin(key) {
    this.#attention.pin(key);
    if (key) this.#player.pause();
    void this.#attention.show();
    this.#attention.announce();
    this.#sharing.keep(true);
  }

  /** @param {Cell} cell @param {string} [typed] */
  #edit(cell, typed) {
    if (!Editor.nameOf(cell)) return;
    this.#pin(keyOf(cell));
    this.#editor.open(cell, typed);
  }
}
