/** A sound under a kernel: Python computes and draws, the browser plays, and here is shown what Python answers. */

import { pageWords, part } from "../elements/parts.js";
import { fill, write } from "../elements/words.js";
import { OwnFigure } from "../own/figure.js";
import { OWN } from "../own/taken.js";
import { WeightFields } from "../own/weights.js";
import { python } from "../worker/client.js";
import { Player, rendered } from "./graph.js";
import { Microphone } from "./microphone.js";
import { base64, LONGEST, ofFile, ofPage, written } from "./source.js";
import { Wave } from "./wave.js";

/** @typedef {import("../worker/protocol.js").OfOwn} OfOwn */
/** @typedef {import("../worker/protocol.js").Sounds} Sounds */
/** @typedef {import("./graph.js").Heard} Heard */
/** @typedef {import("./source.js").Taken} Taken */

/** What the page says of its first sound. @typedef {import("../own/figure.js").First & { presets: Record<string, Record<string, string>>, sounds: Record<string, string>, heard: Omit<Heard, "samples">, sample: number }} First */

/** The kernel, and which control says its name. */
const KERNELS = { sound: "sound_kernel" };

/** The sound that the reader has brought to each page, and whether it is the one in use: the theme may make its elements anew while one works. @type {Map<string, { samples: Int16Array<ArrayBuffer>, used: boolean }>} */
const standing = new Map();

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @extends {OwnFigure<"sound">} */
export class OwnSound extends OwnFigure {
  /** @type {First} */ #given;
  /** @type {WeightFields} */ #weights;
  /** @type {{ input: Wave, result: Wave }} */ #waves;
  /** @type {HTMLSelectElement} */ #sounds;
  /** @type {HTMLInputElement} */ #loop;
  #microphone = new Microphone();
  #player = new Player(() => this.#tellPlaying());
  /** @type {Int16Array<ArrayBuffer> | null} */ #samples = null;
  /** The page that it is on. */ #page = location.pathname;
  /** What the field of the sounds calls it. */ #sound = "";
  /** What is played through the kernel. @type {Omit<Heard, "samples">} */ #heard;
  /** The sample that is pointed at, and whether Python is to be asked of it. */ #sample = 0;
  #pointed = false;
  /** Whether the reader has pointed at it. */ #chosen = false;
  /** Whether it is the reader who asks, and not a new sound. */ #spoken = false;
  /** Whether it is to be looked whether the browser hears the same. */ #compares = false;
  /** Counts the sounds that were asked for: the newest counts. */ #asked = 0;

  /** @param {HTMLElement} host  Holds the first sound and its result. */
  constructor(host) {
    super("sound", host, KERNELS);
    this.#given = /** @type {First} */ (this.first);
    this.#heard = this.#given.heard;
    this.#sample = this.#given.sample;
    this.#sounds = part(this.form, "[data-field='sound']", HTMLSelectElement);
    this.#loop = part(host, ".pc-sound-loop", HTMLInputElement);
    this.#weights = new WeightFields(part(this.form, ".pc-weights"));
    const point = (/** @type {number} */ sample) => this.#point(sample);
    this.#waves = {
      input: new Wave(this.#shot("input"), point),
      result: new Wave(this.#shot("result"), point, this.first.words.scrub),
    };
    // A kernel that is chosen brings how many weights it has.
    this.form.addEventListener("input", (event) => this.#kernel(event), { capture: true });
    const stood = standing.get(this.#page);
    if (stood?.used) this.#put(stood.samples, OWN);
    this.#tellOwn();
    this.show();
    this.#tellPlaying();
  }

  /** @override @param {AbortSignal} signal */
  start(signal) {
    super.start(signal);
    this.#loop.addEventListener("change", () => this.#player.loop(this.#loop.checked), { signal });
    signal.addEventListener("abort", () => this.#player.end());
    // The one of a link may be on its way.
    if (!this.#samples && !this.#asked) void this.#choose(true);
  }

  /** @param {string} name */
  #shot(name) {
    return part(this.host, `.pc-shot[data-name="${name}"]`);
  }

  /** @override */
  get asks() {
    return this.#pointed || this.#compares;
  }

  /** @override */
  ask() {
    return this.#pointed ? this.#askSample() : this.#compare();
  }

  /** @override */
  forget() {
    this.#pointed = this.#compares = false;
  }

  async #askSample() {
    this.#pointed = false;
    const shown = /** @type {OfOwn} */ (this.shown);
    const { drawing, words, spoken } = await python.ask("sample", { ...shown, key: `out:${this.#sample}` });
    // Newer words are on their way.
    if (this.#pointed) return;
    write(part(this.#shot("close"), ".pc-sound-svg"), drawing);
    write(part(this.host, ".pc-words"), words);
    this.#mark(spoken);
    if (this.#spoken) this.announce(spoken);
  }

  /** @param {string} [spoken] */
  #mark(spoken) {
    for (const wave of Object.values(this.#waves)) wave.mark(this.#sample, spoken);
  }

  /** @param {number} sample */
  #point(sample) {
    if (sample === this.#sample && this.#chosen) return;
    this.#sample = sample;
    this.#mark();
    this.#pointed = this.#chosen = this.#spoken = true;
    this.work();
  }

  /** Has Python say how far what the browser makes of the sound is from what is drawn. */
  async #compare() {
    this.#compares = false;
    const shown = /** @type {OfOwn} */ (this.shown);
    const samples = /** @type {Int16Array<ArrayBuffer>} */ (this.#samples);
    const played = await rendered({ ...this.#heard, samples });
    if (shown !== this.shown) return;
    const { words } = await python.ask("heard", { ...shown, played: base64(played.buffer) });
    if (shown === this.shown) part(this.host, ".pc-sound-compared").textContent = words;
  }

  /** @param {Event} event */
  #kernel({ target }) {
    if (target instanceof HTMLSelectElement && target.dataset.field === KERNELS.sound)
      this.settings.take(this.#given.presets[target.value] ?? {});
  }

  /** Asks for what is made of the sound, which may be another one by now. @override */
  renew() {
    this.early = true;
    if (this.#sounds.value === this.#sound) this.want();
    else void this.#choose();
  }

  /** @override */
  become() {
    this.#hold();
    super.become();
  }

  /** Has a sound of the reader's own stay where it is, unless the settings have come to name another one. */
  #hold() {
    if (this.#sound === OWN && this.settings.params.sound === this.#given.params.sound) this.#call(OWN);
  }

  /** @override */
  show() {
    const count = [this.settings.params.sound_count].flat()[0];
    this.#weights.show(Math.min(Math.max(Math.trunc(Number(count)) || 1, 1), 9));
    this.#weights.follow();
  }

  /** @param {Int16Array<ArrayBuffer>} samples @param {string} sound  As the field of the sounds calls it. */
  #put(samples, sound) {
    this.#samples = samples;
    this.#sound = sound;
    this.data = written(samples);
    this.#call(sound);
  }

  /** Has the field of the sounds name one; the settings know no name of the reader's own. @param {string} sound */
  #call(sound) {
    this.settings.set("sound", sound === OWN ? String(this.#given.params.sound) : sound);
    this.#sounds.value = sound;
  }

  /** A sound of the reader's own can be chosen again. */
  #tellOwn() {
    part(this.#sounds, `[value="${OWN}"]`, HTMLOptionElement).hidden = !standing.has(this.#page);
  }

  /** @override @param {Sounds} sounds @param {OfOwn} request */
  draw(sounds, request) {
    const { input, result, kernel, response, length, gain, take, does, loudest } = sounds;
    const known = this.shown?.data;
    this.#waves.input.draw(input, length);
    this.#waves.result.draw(result, length);
    part(this.#shot("kernel"), ".pc-title").textContent = kernel.title;
    write(part(this.#shot("kernel"), ".pc-sound-svg"), kernel.drawing);
    part(this.host, ".pc-does").textContent = does;
    part(this.host, ".pc-sound-compared").textContent = "";
    if (request.params.sound_kernel === this.settings.params.sound_kernel) {
      this.settings.take(take);
      this.#weights.follow();
    }
    this.#heard = { response, length, gain };
    if (this.#samples && request.data === this.data)
      this.#player.change({ ...this.#heard, samples: this.#samples });
    if (known !== undefined && known !== request.data) this.#chosen = false;
    // Where nobody has pointed at anything, the loudest sample is shown.
    this.#sample = this.#chosen ? Math.min(this.#sample, length - 1) : loudest;
    // What the reader has just pointed at is still to be told.
    this.#spoken &&= this.#pointed;
    this.#pointed = true;
    this.#mark();
    this.announce(`${result.title}. ${result.told}`);
  }

  /** @override @param {string} does @returns {unknown} */
  do(does) {
    switch (does) {
      case "before":
      case "after":
        return this.#play(does);
      case "stop":
        return this.#player.stop();
      case "record":
        return this.#microphone.records ? this.#microphone.stop() : this.#record();
      case "closer":
        return this.#space(0.5);
      case "further":
        return this.#space(2);
      case "compare":
        this.#compares = true;
        return this.work();
      default:
        return super.do(does);
    }
  }

  /** @override */
  get saved() {
    return ["input", "result"];
  }

  /** @override @param {File} file */
  receive(file) {
    return this.#receive(() => ofFile(file, file.name));
  }

  /** @param {number} times */
  #space(times) {
    const field = /** @type {HTMLInputElement} */ (this.settings.control("spacing.0"));
    const wanted = Math.round((Number(field.value) || 1) * times);
    this.settings.set("spacing.0", String(Math.min(Math.max(wanted, 1), Number(field.max))));
    this.changed();
  }

  /** @param {import("./graph.js").Which} which */
  #play(which) {
    if (!this.#samples) return;
    try {
      this.#player.play(which, { ...this.#heard, samples: this.#samples }, this.#loop.checked);
      this.#follow();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.say("no-audio", { reason });
    }
  }

  /** Shows where it plays, for whoever may see things move. */
  #follow() {
    const { plays, place } = this.#player;
    for (const wave of Object.values(this.#waves)) wave.plays(plays && !still.matches ? place : null);
    if (plays && !still.matches) requestAnimationFrame(() => this.#follow());
  }

  #tellPlaying() {
    const { plays } = this.#player;
    part(this.host, ".pc-sound-playing").textContent = this.first.words[`now-${plays ?? "nothing"}`] ?? "";
    for (const which of ["before", "after"])
      part(this.host, `[data-does="${which}"]`).ariaPressed = String(plays === which);
    part(this.host, "[data-does='stop']", HTMLButtonElement).ariaDisabled = String(!plays);
  }

  /** @param {Int16Array<ArrayBuffer>} samples @param {string} sound */
  #take(samples, sound) {
    this.#player.stop();
    this.#put(samples, sound);
    this.#chosen = false;
    const own = sound === OWN ? samples : standing.get(this.#page)?.samples;
    if (own) standing.set(this.#page, { samples: own, used: sound === OWN });
    this.#tellOwn();
  }

  /** Takes the sound that the field names. @param {boolean} [first]  Whether it is the one that is drawn there. */
  async #choose(first = false) {
    const { value } = this.#sounds;
    const own = standing.get(this.#page);
    if (value === OWN && own) {
      this.#asked += 1;
      this.#take(own.samples, OWN);
      return this.want();
    }
    await this.#receive(() => ofPage(this.#given.sounds[value] ?? ""), value, first);
  }

  /**
   * Takes a sound in, or says why there is none.
   * @param {() => Promise<Taken>} source
   * @param {string} [sound]  As the field of the sounds calls it.
   * @param {boolean} [first]  Whether it is drawn already.
   */
  async #receive(source, sound = OWN, first = false) {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const { samples, seconds, gain } = await source();
      if (asked !== this.#asked) return;
      this.#take(samples, sound);
      if (sound === OWN) this.sharing.keep();
      if (first) this.come();
      else this.want();
      const values = { count: this.#number(seconds), most: LONGEST, gain: this.#number(100 * gain) };
      const told = [seconds > LONGEST ? "cut" : "taken", ...(gain < 1 ? ["quieter"] : [])];
      // Of those of the page nothing has to be said.
      const words = told.map((name) => fill(this.first.words[name] ?? "", values)).join(" ");
      this.tell(sound === OWN ? words : "");
    } catch (error) {
      if (asked !== this.#asked) return;
      // The last one stays.
      if (this.#sound && this.#sounds.value !== this.#sound) {
        this.#call(this.#sound);
        this.want();
        this.sharing.keep();
      }
      this.sayWhy(error);
    }
  }

  /** In two decimals at most. @param {number} value */
  #number(value) {
    return String(Math.round(100 * value) / 100).replace(".", pageWords(this.host).decimal ?? ".");
  }

  async #record() {
    this.#player.stop();
    this.say("");
    try {
      const recording = await this.#microphone.start();
      if (!recording) return;
      this.#tellRecording(true);
      const blob = await recording.recorded;
      this.#tellRecording(false);
      if (blob) await this.#receive(() => ofFile(blob, this.first.words.record ?? ""));
    } catch (error) {
      this.sayWhy(error);
    }
  }

  /** @param {boolean} records */
  #tellRecording(records) {
    const button = part(this.host, "[data-does='record']");
    button.textContent = this.first.words[records ? "stop-recording" : "record"] ?? "";
    this.host.classList.toggle("pc-records", records);
    if (records) this.say("recording", { most: LONGEST });
  }

  /** Hears nothing any more. @override */
  hush() {
    if (this.#microphone.records) this.say("");
    this.#microphone.cancel();
  }
}
