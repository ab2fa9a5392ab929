/** A reader's own image under a kernel: Python computes, and here is drawn what it answers. */

import { part } from "../elements/parts.js";
import { fill } from "../elements/words.js";
import { OwnFigure } from "../own/figure.js";
import { WeightFields } from "../own/weights.js";
import { make } from "../taking/pieces.js";
import { python } from "../worker/client.js";
import { Camera } from "./camera.js";
import { letDraw } from "./drawing.js";
import { Shot } from "./shot.js";
import { greyMap, greys, imageAmong, ofClipboard, ofFile, scaled, sheet } from "./source.js";

/** @typedef {import("../worker/protocol.js").Images} Images */
/** @typedef {import("../worker/protocol.js").OfOwn} OfOwn */
/** @typedef {import("../worker/protocol.js").Params} Params */
/** @typedef {import("./shot.js").Place} Place */

/** The kernels, and which control says their name. */
const KERNELS = { image: "image_filter", second: "second_kernel" };

/** The image that each page has come to: the theme may make its elements anew while one works. @type {Map<string, { master: HTMLCanvasElement, drawing: boolean }>} */
const standing = new Map();

/** @extends {OwnFigure<"image">} */
export class OwnImage extends OwnFigure {
  /** @type {Camera} */ #camera;
  /** Of the page. @type {HTMLImageElement} */ #sample;
  /** @type {Map<string, Shot>} */ #shots = new Map();
  /** @type {Record<string, WeightFields>} */ #weights = {};
  /** The image as it came, no larger than is kept. @type {HTMLCanvasElement | null} */ #master = null;
  /** Whether it is a drawing. */ #drawing = false;
  /** To so many pixels along its longest side. */ #longest = 0;
  /** The pixel that is pointed at. */ #key = "";
  /** Whether Python is to be asked of it. */ #pointed = false;
  /** Whether it is the reader who asks, and not a new image. */ #heard = false;

  /** @param {HTMLElement} host  Holds the sample and its result. */
  constructor(host) {
    super("image", host, KERNELS);
    this.#camera = new Camera(part(host, "video", HTMLVideoElement));
    for (const which of Object.keys(KERNELS)) {
      const fields = part(this.form, `[data-parameter="${which}_weights"] .pc-weights`);
      this.#weights[which] = new WeightFields(fields);
    }
    const input = part(host, ".pc-shot[data-name='input']");
    this.#sample = part(input, "img", HTMLImageElement);
    const stood = standing.get(location.pathname);
    if (stood) {
      this.#drawing = stood.drawing;
      this.#master = stood.master;
    }
    this.show();
  }

  /** @override @param {AbortSignal} signal */
  start(signal) {
    super.start(signal);
    document.addEventListener("paste", (event) => void this.#paste(event), { signal });
    void this.#begin();
  }

  /** Shows the image that the page was left with, or the sample. */
  async #begin() {
    this.#master ??= await this.#sampled();
    if (this.data) return;
    this.#scale();
    this.come();
  }

  async #sampled() {
    const image = this.#sample;
    await image.decode();
    return scaled(image, image.naturalWidth, image.naturalHeight);
  }

  /** @override */
  get asks() {
    return this.#pointed;
  }

  /** @override */
  forget() {
    this.#pointed = false;
  }

  /** Asks of the pixel that is pointed at. @override */
  async ask() {
    this.#pointed = false;
    const shown = /** @type {OfOwn} */ (this.shown);
    try {
      const { key, frames, words } = await python.ask("pixel", { ...shown, key: this.#key });
      if (key !== this.#key) return;
      for (const [name, shot] of this.#shots) shot.frame(frames[name]);
      part(this.host, ".pc-words").textContent = words;
      if (this.#heard) this.announce(words);
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
    part(this.host, ".pc-words").textContent = this.#hint;
  }

  get #hint() {
    return this.first.words[this.#draws ? "drawing" : "pointing"] ?? "";
  }

  /** @param {string} name @param {Place} place */
  #point(name, [row, column]) {
    const key = `${name}:${row},${column}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#pointed = this.#heard = true;
    this.work();
  }

  /** Asks for what is made of the image, which may be wanted in another size. @override */
  renew() {
    if (this.#master && this.#longest !== Number(this.settings.params.image_longest)) this.#scale();
    this.want();
  }

  /** @override */
  show() {
    for (const [which, fields] of Object.entries(this.#weights)) {
      const side = [this.settings.params[`${which}_side`]].flat()[0];
      fields.show(Math.min(Math.max(Math.trunc(Number(side)) || 1, 1), 5));
      fields.follow();
    }
  }

  /** @override */
  want() {
    if (this.#master && this.data)
      standing.set(location.pathname, { master: this.#master, drawing: this.#drawing });
    super.want();
  }

  /** Puts the image where it is seen, at once, and asks for what is made of it. */
  #put() {
    this.#scale();
    this.want();
  }

  #scale() {
    const master = /** @type {HTMLCanvasElement} */ (this.#master);
    const { width, height } = master;
    this.#longest = Number(this.settings.params.image_longest);
    const small = scaled(master, width, height, this.#longest);
    const levels = greys(small);
    this.data = greyMap(levels, small.width, small.height);
    this.#shot("input").draw(levels, small.width, small.height);
  }

  /** @param {string} name */
  #shot(name) {
    const known = this.#shots.get(name);
    if (known) return known;
    const place = this.host.querySelector(`.pc-shot[data-name="${name}"]`);
    const host = place instanceof HTMLElement ? place : make("div", { class: "pc-shot" });
    const shot = new Shot(name, host, (of, at) => this.#point(of, at));
    this.#shots.set(name, shot);
    if (name === "input") {
      const pen = (/** @type {string} */ what) =>
        Number(part(this.host, `[data-pen="${what}"]`, HTMLSelectElement).value);
      letDraw(shot, {
        sheet: () => (this.#draws ? this.#master : null),
        pen: () => ({ tone: pen("tone"), width: pen("width") }),
        drawn: () => this.#put(),
      });
    }
    return shot;
  }

  /** @override @param {Images} images @param {OfOwn} request */
  draw({ stages, take, does }, request) {
    const shown = part(this.host, ".pc-shots");
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
      shot.tell(title, told, fill(this.first.words.explore ?? "", { title }));
    }
    this.#take(take, request.params);
    for (const line of /** @type {NodeListOf<HTMLElement>} */ (this.host.querySelectorAll(".pc-does")))
      line.textContent = does[line.dataset.which ?? ""] ?? "";
    if (this.#key) {
      // What the reader has just pointed at is still to be told.
      this.#heard &&= this.#pointed;
      this.#pointed = true;
    } else this.#forgetPixel();
    const last = stages.at(-1);
    if (last) this.announce(`${last.title}. ${last.told}`);
  }

  /**
   * Has the fields say the weights of a kernel that has a name, unless it is another one by now.
   * @param {Record<string, string>} take
   * @param {Params} asked
   */
  #take(take, asked) {
    for (const [which, chosen] of Object.entries(KERNELS)) {
      if (asked[chosen] !== this.settings.params[chosen]) continue;
      const own = Object.entries(take).filter(([field]) => field.startsWith(`${which}_`));
      this.settings.take(Object.fromEntries(own));
      this.#weights[which]?.follow();
    }
  }

  /** @override @param {string} does @returns {unknown} */
  do(does) {
    switch (does) {
      case "sample":
        return this.#receive(() => this.#sampled());
      case "paste":
        return this.#receive(ofClipboard);
      case "camera":
        return this.#startCamera();
      case "shoot":
        return this.#receive(() => this.#camera.shoot());
      case "stop":
        this.#endCamera();
        return part(this.host, "[data-does='camera']").focus();
      case "draw":
        return this.#draws ? this.#endDrawing() : this.#beginDrawing();
      case "clear":
        return this.#accept(sheet(), true);
      default:
        return super.do(does);
    }
  }

  /** @override @param {File} file */
  receive(file) {
    return this.#receive(() => ofFile(file, file.name));
  }

  /** Sees nothing any more. @override */
  hush() {
    this.#endCamera();
  }

  /**
   * Takes an image in, or says why there is none.
   * @param {() => HTMLCanvasElement | Promise<HTMLCanvasElement>} source
   */
  async #receive(source) {
    try {
      this.#accept(await source(), false);
    } catch (error) {
      this.sayWhy(error);
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
    this.say("taken", { height, width });
  }

  /** @param {ClipboardEvent} event */
  async #paste(event) {
    const image = imageAmong(event.clipboardData?.files ?? []);
    const { target } = event;
    if (image) {
      event.preventDefault();
      return this.receive(image);
    }
    const types = target instanceof Element && target.closest("input, textarea");
    if (target instanceof Node && this.host.contains(target) && !types) this.say("no-clipboard");
  }

  async #startCamera() {
    this.say("");
    const place = part(this.host, ".pc-camera");
    try {
      place.hidden = false;
      await this.#camera.start();
      part(place, "[data-does='shoot']").focus();
    } catch (error) {
      place.hidden = true;
      this.sayWhy(error);
    }
  }

  #endCamera() {
    this.#camera.stop();
    const place = part(this.host, ".pc-camera");
    const held = place.contains(document.activeElement);
    place.hidden = true;
    if (held) part(this.host, "[data-does='camera']").focus();
  }

  /** Whether the reader is drawing. */
  get #draws() {
    return this.host.classList.contains("pc-draws");
  }

  #beginDrawing() {
    this.#setDrawing(true);
    if (!this.#drawing) this.#accept(sheet(), true);
    this.say("");
  }

  #endDrawing() {
    this.#setDrawing(false);
  }

  /** @param {boolean} draws */
  #setDrawing(draws) {
    this.host.classList.toggle("pc-draws", draws);
    const button = part(this.host, "[data-does='draw']");
    button.setAttribute("aria-pressed", String(draws));
    part(this.host, ".pc-drawing").hidden = !draws;
    this.#forgetPixel();
  }
}

/** What stands in Base64. @param {string} text */
function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
