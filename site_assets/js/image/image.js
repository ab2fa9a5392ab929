/**
 * A reader's own image under a kernel: Python computes, and here is drawn what it answers.
 *
 * The image goes along with every question, so that Python keeps nothing and can be started anew at any
 * time; the newest question wins.
 */

import { firstState, pageWords, part } from "../elements/parts.js";
import { Questions } from "../elements/questions.js";
import { RefusalLine } from "../elements/refusal.js";
import { watchNearness } from "../elements/screen.js";
import { Settings } from "../elements/settings.js";
import { Sharing } from "../elements/sharing.js";
import { Status } from "../elements/status.js";
import { fill } from "../elements/words.js";
import { filesOf, linked, makeOwn, STILL, setUpBy } from "../own/taken.js";
import { WeightFields } from "../own/weights.js";
import { make } from "../taking/pieces.js";
import { python } from "../worker/client.js";
import { Camera } from "./camera.js";
import { letDraw } from "./drawing.js";
import { Shot } from "./shot.js";
import { greyMap, greys, imageAmong, NoImage, ofClipboard, ofFile, scaled, sheet } from "./source.js";

/** @typedef {import("../elements/words.js").Words} Words */
/** @typedef {import("../worker/protocol.js").Images} Images */
/** @typedef {import("../worker/protocol.js").OfImage} OfImage */
/** @typedef {import("../worker/protocol.js").Params} Params */
/** @typedef {import("./shot.js").Place} Place */

/** The kernels, and which control says their name. */
const KERNELS = { image: "image_filter", second: "second_kernel" };

/** Milliseconds that an answer may take before the page says that it is behind. */
const PROMPT = 400;

/** Milliseconds of rest before a screen reader is told what has changed. */
const CALM = 400;

/** The image that each page has come to: the theme may make its elements anew while one works. @type {Map<string, { master: HTMLCanvasElement, drawing: boolean }>} */
const standing = new Map();

export class OwnImage {
  /** @type {HTMLElement} */ #host;
  /** Holds all controls. @type {HTMLElement} */ #form;
  /** @type {Words} */ #words;
  /** @type {Settings} */ #settings;
  /** @type {Status} */ #status;
  /** @type {RefusalLine} */ #refusal;
  /** @type {Questions<"image">} */ #questions;
  /** @type {Camera} */ #camera;
  /** @type {Sharing} */ #sharing;
  /** Of the page. @type {HTMLImageElement} */ #sample;
  /** @type {Map<string, Shot>} */ #shots = new Map();
  /** @type {Record<string, WeightFields>} */ #weights = {};
  /** The image as it came, no larger than is kept. @type {HTMLCanvasElement | null} */ #master = null;
  /** Whether it is a drawing. */ #drawing = false;
  /** As Python takes it. */ #data = "";
  /** To so many pixels along its longest side. */ #longest = 0;
  /** What the images show. @type {OfImage | null} */ #shown = null;
  /** The pixel that is pointed at. */ #key = "";
  /** Whether Python is to be asked of it. */ #pointed = false;
  /** Whether it is the reader who asks, and not a new image. */ #heard = false;
  /** Whether an answer was wanted, though there may be no image yet. */ #early = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #calm;

  /** @param {HTMLElement} host  Holds the sample and its result. */
  constructor(host) {
    this.#host = host;
    const { params, words } = /** @type {{ params: Params, words: Words }} */ (firstState(host));
    this.#words = words;
    this.#form = part(host, ".pc-own-body");
    this.#camera = new Camera(part(host, "video", HTMLVideoElement));
    this.#status = new Status(part(host, ".pc-python"), pageWords(host));
    for (const which of Object.keys(KERNELS)) {
      const fields = part(this.#form, `[data-parameter="${which}_weights"] .pc-weights`);
      this.#weights[which] = new WeightFields(fields);
    }
    // A weight that is changed makes a kernel the reader's own.
    this.#form.addEventListener("input", (event) => makeOwn(this.#settings, KERNELS, event), {
      capture: true,
    });
    this.#settings = new Settings(this.#form, params, () => this.#changed());
    const stale = pageWords(host)["errors.stale"] ?? "";
    this.#refusal = new RefusalLine(part(host, ".pc-refusal"), stale, [this.#settings]);
    this.#questions = new Questions(
      "image",
      PROMPT,
      {
        wanted: () => this.#wanted,
        drawn: (images, request, timing) => this.#draw(images, request, timing),
        refused: (refusal) => this.#refusal.show(refusal),
        broken: () => this.#status.broken(),
        behind: (behind) => host.classList.toggle("pc-behind", behind),
      },
      this.#aside,
    );
    this.#sharing = new Sharing(host, pageWords(host), {
      ...STILL,
      settings: linked(this.#settings, KERNELS, () => this.#show()),
      standing: this.#refusal,
      wanted: () => this.#renew(),
    });
    const input = part(host, ".pc-shot[data-name='input']");
    this.#sample = part(input, "img", HTMLImageElement);
    const stood = standing.get(location.pathname);
    if (stood) {
      this.#drawing = stood.drawing;
      this.#master = stood.master;
    }
    this.#show();
  }

  /** Is set up by a link. @param {import("../elements/sharing.js").Found} found */
  open(found) {
    this.#sharing.open(found);
  }

  /** Follows its reader until the signal. @param {AbortSignal} signal */
  start(signal) {
    const host = this.#host;
    host.addEventListener("click", (event) => void this.#click(event), { signal });
    part(host, "input[type='file']").addEventListener("change", ({ target }) => void this.#choose(target), {
      signal,
    });
    host.addEventListener("drop", (event) => void this.#drop(event), { signal });
    document.addEventListener("paste", (event) => void this.#paste(event), { signal });
    python.addEventListener("change", () => this.#hearPython(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#endCamera(), { signal });
    signal.addEventListener("abort", () => {
      this.#questions.rest();
      this.#endCamera();
      clearTimeout(this.#calm);
    });
    watchNearness(host, () => python.start(), signal);
    this.#sharing.follow(signal);
    this.#hearPython();
    this.#questions.begin();
    void this.#begin();
  }

  /** Shows the image that the page was left with, or the sample. */
  async #begin() {
    this.#master ??= await this.#sampled();
    if (this.#data) return;
    this.#scale();
    if (this.#early) this.#want();
    else this.#hearPython();
  }

  async #sampled() {
    const image = this.#sample;
    await image.decode();
    return scaled(image, image.naturalWidth, image.naturalHeight);
  }

  /** @returns {OfImage} */
  get #wanted() {
    const { language = "" } = this.#host.dataset;
    return { language, data: this.#data, params: this.#settings.params };
  }

  /** What is asked of pixels while no image is wanted. @type {import("../elements/questions.js").Aside} */
  get #aside() {
    const own = this;
    return {
      get waits() {
        return own.#pointed && own.#shown !== null;
      },
      ask: () => own.#askPixel(),
      forget: () => {
        own.#pointed = false;
      },
    };
  }

  async #askPixel() {
    this.#pointed = false;
    const shown = /** @type {OfImage} */ (this.#shown);
    try {
      const { key, frames, words } = await python.ask("pixel", { ...shown, key: this.#key });
      if (key !== this.#key) return;
      for (const [name, shot] of this.#shots) shot.frame(frames[name]);
      part(this.#host, ".pc-words").textContent = words;
      if (this.#heard) this.#announce(words);
    } catch (error) {
      if (!(error instanceof Error) || !("refusal" in error)) throw error;
      // An image with fewer pixels has taken the place of the one that was pointed at.
      this.#forgetPixel();
    }
  }

  #forgetPixel() {
    this.#key = "";
    this.#pointed = false;
    for (const shot of this.#shots.values()) shot.frame(undefined);
    part(this.#host, ".pc-words").textContent = this.#hint;
  }

  get #hint() {
    return this.#words[this.#draws ? "drawing" : "pointing"] ?? "";
  }

  /** @param {string} name @param {Place} place */
  #point(name, [row, column]) {
    const key = `${name}:${row},${column}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#pointed = this.#heard = true;
    void this.#questions.work();
  }

  /** @param {string} words */
  #announce(words) {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => {
      part(this.#host, ".pc-live").textContent = words;
    }, CALM);
  }

  #changed() {
    this.#show();
    this.#refusal.note("");
    this.#renew();
    this.#sharing.keep();
  }

  /** Asks for what is made of the image, which may be wanted in another size. */
  #renew() {
    if (this.#master && this.#longest !== Number(this.#settings.params.image_longest)) this.#scale();
    this.#want();
  }

  /** Shows as many fields as the kernels have weights. */
  #show() {
    for (const [which, fields] of Object.entries(this.#weights)) {
      const side = [this.#settings.params[`${which}_side`]].flat()[0];
      fields.show(Math.min(Math.max(Math.trunc(Number(side)) || 1, 1), 5));
      fields.follow();
    }
  }

  #want() {
    this.#early = true;
    const master = this.#master;
    if (!master || !this.#data) return;
    standing.set(location.pathname, { master, drawing: this.#drawing });
    this.#questions.want();
  }

  /** Puts the image where it is seen, at once, and asks for what is made of it. */
  #put() {
    this.#scale();
    this.#want();
  }

  #scale() {
    const master = /** @type {HTMLCanvasElement} */ (this.#master);
    const { width, height } = master;
    this.#longest = Number(this.#settings.params.image_longest);
    const small = scaled(master, width, height, this.#longest);
    const levels = greys(small);
    this.#data = greyMap(levels, small.width, small.height);
    this.#shot("input").draw(levels, small.width, small.height);
  }

  /** @param {string} name */
  #shot(name) {
    const known = this.#shots.get(name);
    if (known) return known;
    const place = this.#host.querySelector(`.pc-shot[data-name="${name}"]`);
    const host = place instanceof HTMLElement ? place : make("div", { class: "pc-shot" });
    const shot = new Shot(name, host, (of, at) => this.#point(of, at));
    this.#shots.set(name, shot);
    if (name === "input") {
      const pen = (/** @type {string} */ what) =>
        Number(part(this.#host, `[data-pen="${what}"]`, HTMLSelectElement).value);
      letDraw(shot, {
        sheet: () => (this.#draws ? this.#master : null),
        pen: () => ({ tone: pen("tone"), width: pen("width") }),
        drawn: () => this.#put(),
      });
    }
    return shot;
  }

  /** @param {Images} images @param {OfImage} request @param {import("../elements/questions.js").Timing} detail */
  #draw({ stages, take, does }, request, detail) {
    this.#shown = request;
    const shown = part(this.#host, ".pc-shots");
    for (const [name, shot] of this.#shots)
      if (!stages.some((stage) => stage.name === name)) {
        shot.host.remove();
        this.#shots.delete(name);
      }
    let next = shown.firstElementChild;
    for (const { name, title, size, levels, colours, told } of stages) {
      const shot = this.#shot(name);
      // The order of the images is that of their making; one that is moved would lose the keyboard.
      if (shot.host === next) next = next.nextElementSibling;
      else shown.insertBefore(shot.host, next);
      const [height, width] = size;
      if (levels) shot.draw(bytes(levels), width, height, colours ? bytes(colours) : undefined);
      shot.tell(title, told, fill(this.#words.explore ?? "", { title }));
    }
    this.#take(take, request.params);
    for (const line of /** @type {NodeListOf<HTMLElement>} */ (this.#host.querySelectorAll(".pc-does")))
      line.textContent = does[line.dataset.which ?? ""] ?? "";
    this.#sharing.settle(0);
    this.#refusal.show(null);
    if (this.#key) {
      // What the reader has just pointed at is still to be told.
      this.#heard &&= this.#pointed;
      this.#pointed = true;
    } else this.#forgetPixel();
    const last = stages.at(-1);
    if (last) this.#announce(`${last.title}. ${last.told}`);
    this.#host.dispatchEvent(new CustomEvent("pyconv-drawn", { bubbles: true, detail }));
  }

  /**
   * Has the fields say the weights of a kernel that has a name, unless it is another one by now.
   * @param {Record<string, string>} take
   * @param {Params} asked
   */
  #take(take, asked) {
    for (const [which, chosen] of Object.entries(KERNELS)) {
      if (asked[chosen] !== this.#settings.params[chosen]) continue;
      const own = Object.entries(take).filter(([field]) => field.startsWith(`${which}_`));
      this.#settings.take(Object.fromEntries(own));
      this.#weights[which]?.follow();
    }
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
    if (!does) return;
    const files = part(this.#host, "input[type='file']", HTMLInputElement);
    switch (does) {
      case "sample":
        return this.#receive(() => this.#sampled());
      case "file":
        return files.click();
      case "paste":
        return this.#receive(ofClipboard);
      case "camera":
        return this.#startCamera();
      case "shoot":
        return this.#receive(() => this.#camera.shoot());
      case "stop":
        this.#endCamera();
        return part(this.#host, "[data-does='camera']").focus();
      case "draw":
        return this.#draws ? this.#endDrawing() : this.#beginDrawing();
      case "clear":
        return this.#accept(sheet(), true);
      case "reset":
        this.#settings.reset();
        return this.#changed();
      case "share":
        return this.#sharing.copy();
      case "take-along":
        return this.#sharing.offer({
          ...{ host: this.#host, player: STILL.player, sharing: this.#sharing, touched: () => {} },
          files: () => filesOf("image", this.#host, () => this.#wanted),
        });
      case "retry":
        if (python.condition.reason === "newer") return location.reload();
        if (python.condition.state === "failed" || python.condition.slow) python.restart();
        return this.#want();
    }
  }

  /**
   * Takes an image in, or says why there is none.
   * @param {() => HTMLCanvasElement | Promise<HTMLCanvasElement>} source
   */
  async #receive(source) {
    try {
      this.#accept(await source(), false);
    } catch (error) {
      if (!(error instanceof NoImage)) throw error;
      this.#say(fill(this.#words[error.words] ?? "", error.values));
    }
  }

  /** @param {HTMLCanvasElement} image @param {boolean} drawing */
  #accept(image, drawing) {
    this.#endCamera();
    this.#master = image;
    this.#drawing = drawing;
    if (!drawing) this.#endDrawing();
    this.#put();
    const { height, width } = this.#shot("input").canvas;
    this.#say(fill(this.#words.taken ?? "", { height, width }));
  }

  /** Says something of where the image comes from. @param {string} words */
  #say(words) {
    part(this.#host, ".pc-source-told").textContent = words;
  }

  /** @param {EventTarget | null} field */
  async #choose(field) {
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

  /** @param {ClipboardEvent} event */
  async #paste(event) {
    const image = imageAmong(event.clipboardData?.files ?? []);
    const { target } = event;
    if (image) {
      event.preventDefault();
      return this.#receive(() => ofFile(image, image.name));
    }
    const types = target instanceof Element && target.closest("input, textarea");
    if (target instanceof Node && this.#host.contains(target) && !types)
      this.#say(this.#words["no-clipboard"] ?? "");
  }

  async #startCamera() {
    this.#say("");
    const place = part(this.#host, ".pc-camera");
    try {
      place.hidden = false;
      await this.#camera.start();
      part(place, "[data-does='shoot']").focus();
    } catch (error) {
      place.hidden = true;
      if (!(error instanceof NoImage)) throw error;
      this.#say(this.#words[error.words] ?? "");
    }
  }

  #endCamera() {
    this.#camera.stop();
    const place = part(this.#host, ".pc-camera");
    const held = place.contains(document.activeElement);
    place.hidden = true;
    if (held) part(this.#host, "[data-does='camera']").focus();
  }

  /** Whether the reader is drawing. */
  get #draws() {
    return this.#host.classList.contains("pc-draws");
  }

  #beginDrawing() {
    this.#setDrawing(true);
    if (!this.#drawing) this.#accept(sheet(), true);
    this.#say("");
  }

  #endDrawing() {
    this.#setDrawing(false);
  }

  /** @param {boolean} draws */
  #setDrawing(draws) {
    this.#host.classList.toggle("pc-draws", draws);
    const button = part(this.#host, "[data-does='draw']");
    button.setAttribute("aria-pressed", String(draws));
    part(this.#host, ".pc-drawing").hidden = !draws;
    this.#forgetPixel();
  }
}

/** What stands in Base64. @param {string} text */
function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
