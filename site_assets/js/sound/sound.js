/**
 * A sound under a kernel: Python computes and draws, the browser plays, and here is shown what Python answers.
 *
 * The sound goes along with every question, so that Python keeps nothing and can be started anew at any
 * time; the newest question wins.
 */

import { firstState, pageWords, part } from "../elements/parts.js";
import { Questions } from "../elements/questions.js";
import { RefusalLine } from "../elements/refusal.js";
import { watchNearness } from "../elements/screen.js";
import { Settings } from "../elements/settings.js";
import { Sharing } from "../elements/sharing.js";
import { Status } from "../elements/status.js";
import { fill, write } from "../elements/words.js";
import { filesOf, linked, makeOwn, OWN, STILL, setUpBy } from "../own/taken.js";
import { WeightFields } from "../own/weights.js";
import { python } from "../worker/client.js";
import { Player, rendered } from "./graph.js";
import { Microphone } from "./microphone.js";
import { base64, LONGEST, NoSound, ofFile, ofPage, written } from "./source.js";
import { Wave } from "./wave.js";

/** @typedef {import("../elements/words.js").Words} Words */
/** @typedef {import("../worker/protocol.js").OfSound} OfSound */
/** @typedef {import("../worker/protocol.js").Params} Params */
/** @typedef {import("../worker/protocol.js").Sounds} Sounds */
/** @typedef {import("./graph.js").Heard} Heard */
/** @typedef {import("./source.js").Taken} Taken */

/** What the page says of its first sound. @typedef {{ params: Params, words: Words, presets: Record<string, Record<string, string>>, sounds: Record<string, string>, heard: Omit<Heard, "samples">, sample: number }} First */

/** Milliseconds that an answer may take before the page says that it is behind. */
const PROMPT = 400;

/** Milliseconds of rest before a screen reader is told what has changed. */
const CALM = 400;

/** The kernel, and which control says its name. */
const KERNELS = { sound: "sound_kernel" };

/** The sound that the reader has brought to each page, and whether it is the one in use: the theme may make its elements anew while one works. @type {Map<string, { samples: Int16Array<ArrayBuffer>, used: boolean }>} */
const standing = new Map();

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class OwnSound {
  /** @type {HTMLElement} */ #host;
  /** @type {First} */ #first;
  /** @type {Words} */ #words;
  /** @type {Settings} */ #settings;
  /** @type {Status} */ #status;
  /** @type {RefusalLine} */ #refusal;
  /** @type {Questions<"sound">} */ #questions;
  /** @type {Sharing} */ #sharing;
  /** @type {WeightFields} */ #weights;
  /** @type {{ input: Wave, result: Wave }} */ #waves;
  /** @type {HTMLSelectElement} */ #sounds;
  /** @type {HTMLInputElement} */ #loop;
  #microphone = new Microphone();
  #player = new Player(() => this.#tellPlaying());
  /** @type {Int16Array<ArrayBuffer> | null} */ #samples = null;
  /** The page that it is on. */ #page = location.pathname;
  /** As Python takes it. */ #data = "";
  /** What the field of the sounds calls it. */ #sound = "";
  /** What is played through the kernel. @type {Omit<Heard, "samples">} */ #heard;
  /** What is drawn. @type {OfSound | null} */ #shown = null;
  /** The sample that is pointed at, and whether Python is to be asked of it. */ #sample = 0;
  #pointed = false;
  /** Whether the reader has pointed at it. */ #chosen = false;
  /** Whether it is the reader who asks, and not a new sound. */ #spoken = false;
  /** Whether it is to be looked whether the browser hears the same. */ #compares = false;
  /** Whether an answer was wanted, though there may be no sound yet. */ #early = false;
  /** Counts the sounds that were asked for: the newest counts. */ #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #calm;

  /** @param {HTMLElement} host  Holds the first sound and its result. */
  constructor(host) {
    this.#host = host;
    this.#first = firstState(host);
    this.#words = this.#first.words;
    this.#heard = this.#first.heard;
    this.#sample = this.#first.sample;
    const form = part(host, ".pc-own-body");
    this.#sounds = part(form, "[data-field='sound']", HTMLSelectElement);
    this.#loop = part(host, ".pc-sound-loop", HTMLInputElement);
    this.#status = new Status(part(host, ".pc-python"), pageWords(host));
    this.#weights = new WeightFields(part(form, ".pc-weights"));
    const point = (/** @type {number} */ sample) => this.#point(sample);
    this.#waves = {
      input: new Wave(this.#shot("input"), point),
      result: new Wave(this.#shot("result"), point, this.#words.scrub),
    };
    // A kernel that is chosen brings how many weights it has; a weight that is changed makes it the reader's own.
    form.addEventListener("input", (event) => this.#kernel(event), { capture: true });
    this.#settings = new Settings(form, this.#first.params, () => this.#changed());
    const stale = pageWords(host)["errors.stale"] ?? "";
    this.#refusal = new RefusalLine(part(host, ".pc-refusal"), stale, [this.#settings]);
    this.#questions = new Questions(
      "sound",
      PROMPT,
      {
        wanted: () => this.#wanted,
        drawn: (sounds, request, timing) => this.#draw(sounds, request, timing),
        refused: (refusal) => this.#refusal.show(refusal),
        broken: () => this.#status.broken(),
        behind: (behind) => host.classList.toggle("pc-behind", behind),
      },
      this.#aside,
    );
    this.#sharing = new Sharing(host, pageWords(host), {
      ...STILL,
      settings: linked(this.#settings, KERNELS, () => {
        this.#hold();
        this.#show();
      }),
      standing: this.#refusal,
      wanted: () => this.#renew(),
    });
    const stood = standing.get(this.#page);
    if (stood?.used) this.#put(stood.samples, OWN);
    this.#tellOwn();
    this.#show();
    this.#tellPlaying();
  }

  /** Is set up by a link. @param {import("../elements/sharing.js").Found} found */
  open(found) {
    this.#sharing.open(found);
  }

  /** Follows its reader until the signal. @param {AbortSignal} signal */
  start(signal) {
    const host = this.#host;
    host.addEventListener("click", (event) => void this.#click(event), { signal });
    this.#loop.addEventListener("change", () => this.#player.loop(this.#loop.checked), { signal });
    part(host, "input[type='file']").addEventListener("change", ({ target }) => void this.#open(target), {
      signal,
    });
    host.addEventListener("drop", (event) => void this.#drop(event), { signal });
    python.addEventListener("change", () => this.#hearPython(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#endRecording(), { signal });
    signal.addEventListener("abort", () => {
      this.#questions.rest();
      this.#endRecording();
      this.#player.end();
      clearTimeout(this.#calm);
    });
    watchNearness(host, () => python.start(), signal);
    this.#sharing.follow(signal);
    this.#hearPython();
    this.#questions.begin();
    // The one of a link may be on its way.
    if (!this.#samples && !this.#asked) void this.#choose(true);
  }

  /** @param {string} name */
  #shot(name) {
    return part(this.#host, `.pc-shot[data-name="${name}"]`);
  }

  /** @returns {OfSound} */
  get #wanted() {
    const { language = "" } = this.#host.dataset;
    return { language, data: this.#data, params: this.#settings.params };
  }

  /** What is asked of samples while no sound is wanted. @type {import("../elements/questions.js").Aside} */
  get #aside() {
    const own = this;
    return {
      get waits() {
        return (own.#pointed || own.#compares) && own.#shown !== null;
      },
      ask: () => (own.#pointed ? own.#askSample() : own.#compare()),
      forget: () => {
        own.#pointed = own.#compares = false;
      },
    };
  }

  async #askSample() {
    this.#pointed = false;
    const shown = /** @type {OfSound} */ (this.#shown);
    const { drawing, words, spoken } = await python.ask("sample", { ...shown, key: `out:${this.#sample}` });
    // Newer words are on their way.
    if (this.#pointed) return;
    write(part(this.#shot("close"), ".pc-sound-svg"), drawing);
    write(part(this.#host, ".pc-words"), words);
    this.#mark(spoken);
    if (this.#spoken) this.#announce(spoken);
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
    void this.#questions.work();
  }

  /** Has Python say how far what the browser makes of the sound is from what is drawn. */
  async #compare() {
    this.#compares = false;
    const shown = /** @type {OfSound} */ (this.#shown);
    const samples = /** @type {Int16Array<ArrayBuffer>} */ (this.#samples);
    const played = await rendered({ ...this.#heard, samples });
    if (shown !== this.#shown) return;
    const { words } = await python.ask("heard", { ...shown, played: base64(played.buffer) });
    if (shown === this.#shown) part(this.#host, ".pc-sound-compared").textContent = words;
  }

  /** @param {string} words */
  #announce(words) {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => {
      part(this.#host, ".pc-live").textContent = words;
    }, CALM);
  }

  /** @param {Event} event */
  #kernel(event) {
    makeOwn(this.#settings, KERNELS, event);
    const { target } = event;
    if (target instanceof HTMLSelectElement && target.dataset.field === KERNELS.sound)
      this.#settings.take(this.#first.presets[target.value] ?? {});
  }

  #changed() {
    this.#show();
    this.#refusal.note("");
    this.#renew();
    this.#sharing.keep();
  }

  /** Asks for what is made of the sound, which may be another one by now. */
  #renew() {
    this.#early = true;
    if (this.#sounds.value === this.#sound) this.#want();
    else void this.#choose();
  }

  /** Has a sound of the reader's own stay where it is, unless the settings have come to name another one. */
  #hold() {
    if (this.#sound === OWN && this.#settings.params.sound === this.#first.params.sound) this.#call(OWN);
  }

  /** Shows as many fields as the kernel has weights. */
  #show() {
    const count = [this.#settings.params.sound_count].flat()[0];
    this.#weights.show(Math.min(Math.max(Math.trunc(Number(count)) || 1, 1), 9));
    this.#weights.follow();
  }

  #want() {
    this.#early = true;
    if (!this.#samples) return;
    this.#questions.want();
  }

  /** @param {Int16Array<ArrayBuffer>} samples @param {string} sound  As the field of the sounds calls it. */
  #put(samples, sound) {
    this.#samples = samples;
    this.#sound = sound;
    this.#data = written(samples);
    this.#call(sound);
  }

  /** Has the field of the sounds name one; the settings know no name of the reader's own. @param {string} sound */
  #call(sound) {
    this.#settings.set("sound", sound === OWN ? String(this.#first.params.sound) : sound);
    this.#sounds.value = sound;
  }

  /** A sound of the reader's own can be chosen again. */
  #tellOwn() {
    part(this.#sounds, `[value="${OWN}"]`, HTMLOptionElement).hidden = !standing.has(this.#page);
  }

  /** @param {Sounds} sounds @param {OfSound} request @param {import("../elements/questions.js").Timing} detail */
  #draw(sounds, request, detail) {
    const { input, result, kernel, response, length, gain, take, does, loudest } = sounds;
    const known = this.#shown?.data;
    this.#shown = request;
    this.#waves.input.draw(input, length);
    this.#waves.result.draw(result, length);
    part(this.#shot("kernel"), ".pc-title").textContent = kernel.title;
    write(part(this.#shot("kernel"), ".pc-sound-svg"), kernel.drawing);
    part(this.#host, ".pc-does").textContent = does;
    part(this.#host, ".pc-sound-compared").textContent = "";
    if (request.params.sound_kernel === this.#settings.params.sound_kernel) {
      this.#settings.take(take);
      this.#weights.follow();
    }
    this.#sharing.settle(0);
    this.#refusal.show(null);
    this.#heard = { response, length, gain };
    if (this.#samples && request.data === this.#data)
      this.#player.change({ ...this.#heard, samples: this.#samples });
    if (known !== undefined && known !== request.data) this.#chosen = false;
    // Where nobody has pointed at anything, the loudest sample is shown.
    this.#sample = this.#chosen ? Math.min(this.#sample, length - 1) : loudest;
    // What the reader has just pointed at is still to be told.
    this.#spoken &&= this.#pointed;
    this.#pointed = true;
    this.#mark();
    this.#announce(`${result.title}. ${result.told}`);
    this.#host.dispatchEvent(new CustomEvent("pyconv-drawn", { bubbles: true, detail }));
  }

  #hearPython() {
    const { condition } = python;
    this.#status.show(condition);
    if (condition.state === "failed") this.#host.classList.remove("pc-behind");
    if (condition.state === "failed" || condition.slow) this.#announce(this.#status.words);
    if (condition.state !== "ready") return;
    // Until then what the page holds is right.
    if (this.#early) this.#questions.resume();
    else this.#want();
  }

  /** @param {MouseEvent} event */
  async #click({ target }) {
    const button = target instanceof Element ? target.closest("[data-does]") : null;
    const does = /** @type {HTMLElement | null} */ (button)?.dataset.does;
    switch (does) {
      case "before":
      case "after":
        return this.#play(does);
      case "stop":
        return this.#player.stop();
      case "file":
        return part(this.#host, "input[type='file']").click();
      case "record":
        return this.#microphone.records ? this.#microphone.stop() : this.#record();
      case "closer":
        return this.#space(0.5);
      case "further":
        return this.#space(2);
      case "compare":
        this.#compares = true;
        return this.#questions.work();
      case "reset":
        this.#settings.reset();
        this.#hold();
        return this.#changed();
      case "share":
        return this.#sharing.copy();
      case "take-along":
        return this.#sharing.offer({
          ...{ host: this.#host, player: STILL.player, sharing: this.#sharing, touched: () => {} },
          files: () => filesOf("sound", this.#host, () => this.#wanted, ["input", "result"]),
        });
      case "retry":
        if (python.condition.reason === "newer") return location.reload();
        if (python.condition.state === "failed" || python.condition.slow) python.restart();
        return this.#want();
    }
  }

  /** @param {number} times */
  #space(times) {
    const field = /** @type {HTMLInputElement} */ (this.#settings.control("spacing.0"));
    const wanted = Math.round((Number(field.value) || 1) * times);
    this.#settings.set("spacing.0", String(Math.min(Math.max(wanted, 1), Number(field.max))));
    this.#changed();
  }

  /** @param {import("./graph.js").Which} which */
  #play(which) {
    if (!this.#samples) return;
    try {
      this.#player.play(which, { ...this.#heard, samples: this.#samples }, this.#loop.checked);
      this.#follow();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#say(fill(this.#words["no-audio"] ?? "", { reason }));
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
    part(this.#host, ".pc-sound-playing").textContent = this.#words[`now-${plays ?? "nothing"}`] ?? "";
    for (const which of ["before", "after"])
      part(this.#host, `[data-does="${which}"]`).ariaPressed = String(plays === which);
    part(this.#host, "[data-does='stop']", HTMLButtonElement).ariaDisabled = String(!plays);
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
      return this.#want();
    }
    await this.#receive(() => ofPage(this.#first.sounds[value] ?? ""), value, first);
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
      if (sound === OWN) this.#sharing.keep();
      if (first && !this.#early) this.#hearPython();
      else this.#want();
      const values = { count: this.#number(seconds), most: LONGEST, gain: this.#number(100 * gain) };
      const told = [seconds > LONGEST ? "cut" : "taken", ...(gain < 1 ? ["quieter"] : [])];
      // Of those of the page nothing has to be said.
      const words = told.map((name) => fill(this.#words[name] ?? "", values)).join(" ");
      this.#say(sound === OWN ? words : "");
    } catch (error) {
      if (!(error instanceof NoSound)) throw error;
      if (asked !== this.#asked) return;
      // The last one stays.
      if (this.#sound && this.#sounds.value !== this.#sound) {
        this.#call(this.#sound);
        this.#want();
        this.#sharing.keep();
      }
      this.#say(fill(this.#words[error.words] ?? "", error.values));
    }
  }

  /** In two decimals at most. @param {number} value */
  #number(value) {
    return String(Math.round(100 * value) / 100).replace(".", pageWords(this.#host).decimal ?? ".");
  }

  /** Says something of where the sound comes from. @param {string} words */
  #say(words) {
    part(this.#host, ".pc-source-told").textContent = words;
  }

  /** @param {EventTarget | null} field */
  async #open(field) {
    if (!(field instanceof HTMLInputElement)) return;
    const [file] = field.files ?? [];
    if (file) await this.#receive(() => ofFile(file, file.name));
    // The same file may be chosen again.
    field.value = "";
  }

  /** @param {DragEvent} event */
  async #drop(event) {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    const told = await setUpBy(file, this.#host);
    if (told === null) return this.#receive(() => ofFile(file, file.name));
    this.#say(told || (this.#words["settings-taken"] ?? ""));
  }

  async #record() {
    this.#player.stop();
    this.#say("");
    try {
      const recording = await this.#microphone.start();
      if (!recording) return;
      this.#tellRecording(true);
      const blob = await recording.recorded;
      this.#tellRecording(false);
      if (blob) await this.#receive(() => ofFile(blob, this.#words.record ?? ""));
    } catch (error) {
      if (!(error instanceof NoSound)) throw error;
      this.#say(this.#words[error.words] ?? "");
    }
  }

  /** @param {boolean} records */
  #tellRecording(records) {
    const button = part(this.#host, "[data-does='record']");
    button.textContent = this.#words[records ? "stop-recording" : "record"] ?? "";
    this.#host.classList.toggle("pc-records", records);
    if (records) this.#say(fill(this.#words.recording ?? "", { most: LONGEST }));
  }

  #endRecording() {
    if (this.#microphone.records) this.#say("");
    this.#microphone.cancel();
  }
}
