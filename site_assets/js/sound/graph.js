/** What is heard: the sound, by itself and through a ConvolverNode that holds the kernel. */

import { FULL, RATE } from "./source.js";

/** Each weight with its place in samples. @typedef {[place: number, weight: number][]} Response */

/** A sound, what the browser is to make of it, how many samples that has, and how loud it is played. @typedef {{ samples: Int16Array, response: Response, length: number, gain: number }} Heard */

/** @typedef {"before" | "after"} Which */

/** Seconds in which one sound gives way to another, so that nothing clicks, and milliseconds until none of it is left. */
const SOFT = 0.015;
const GONE = 300;

/** Samples after a sound that are kept for what becomes of it: of nine weights as far apart as may be. */
const TAIL = 8 * 8000;

/** @param {BaseAudioContext} context @param {Int16Array} samples @param {number} length */
function sourceOf(context, samples, length) {
  const buffer = new AudioBuffer({ length, sampleRate: RATE });
  buffer.getChannelData(0).set(Float32Array.from(samples, (sample) => sample / FULL));
  return new AudioBufferSourceNode(context, { buffer });
}

/** @param {BaseAudioContext} context @param {Response} response */
function convolverOf(context, response) {
  const length = Math.max(...response.map(([place]) => place)) + 1;
  const buffer = new AudioBuffer({ length, sampleRate: RATE });
  const impulse = buffer.getChannelData(0);
  for (const [place, weight] of response) impulse[place] = weight;
  return new ConvolverNode(context, { buffer, disableNormalization: true });
}

/**
 * What the browser makes of a sound, sample for sample, by what it is heard through.
 * @param {Heard} heard
 */
export async function rendered({ samples, response, length }) {
  const context = new OfflineAudioContext(1, length, RATE);
  const source = sourceOf(context, samples, length);
  source.connect(convolverOf(context, response)).connect(context.destination);
  source.start();
  return (await context.startRendering()).getChannelData(0);
}

export class Player {
  /** @type {AudioContext | null} */ #context = null;
  /** @type {AudioBufferSourceNode | null} */ #source = null;
  /** @type {GainNode | null} */ #dry = null;
  /** @type {GainNode | null} */ #wet = null;
  /** @type {Which | null} */ #which = null;
  /** @type {Heard | null} */ #heard = null;
  /** When the sound was at its beginning, in the time of the context. */ #begun = 0;
  /** @type {() => void} */ #changed;

  /** @param {() => void} changed  It plays something else, or nothing any more. */
  constructor(changed) {
    this.#changed = changed;
  }

  /** What is playing, if anything is. */
  get plays() {
    return this.#which;
  }

  /** Where it is, in samples. */
  get place() {
    if (!this.#context || !this.#heard) return 0;
    const seconds = Math.max(0, this.#context.currentTime - this.#begun);
    return (seconds * RATE) % this.#heard.length;
  }

  /**
   * Plays one of both from its beginning, or goes over to it where the other one is.
   * @param {Which} which
   * @param {Heard} heard
   * @param {boolean} loop
   * @throws {DOMException} there is no sound to be had
   */
  play(which, heard, loop) {
    this.#context ??= new AudioContext({ sampleRate: RATE });
    const context = this.#context;
    // Where it may not play it waits, and the reader's press lets it go on.
    void context.resume();
    if (!this.#source) this.#begin(context, heard, loop);
    this.#which = which;
    this.#mix();
    this.#changed();
  }

  /** @param {AudioContext} context @param {Heard} heard @param {boolean} loop */
  #begin(context, heard, loop) {
    const source = sourceOf(context, heard.samples, heard.samples.length + TAIL);
    this.#source = source;
    this.#heard = heard;
    this.#dry = new GainNode(context, { gain: 0 });
    source.connect(this.#dry).connect(context.destination);
    this.#wet = this.#through(context, source, heard);
    this.#begun = context.currentTime;
    source.addEventListener("ended", () => {
      if (this.#source === source) this.stop();
    });
    source.start();
    this.loop(loop);
  }

  /** @param {AudioContext} context @param {AudioBufferSourceNode} source @param {Heard} heard */
  #through(context, source, { response }) {
    const wet = new GainNode(context, { gain: 0 });
    source.connect(convolverOf(context, response)).connect(wet).connect(context.destination);
    return wet;
  }

  /** Whether it begins again at its end. @param {boolean} loop */
  loop(loop) {
    if (!this.#source || !this.#heard) return;
    this.#source.loop = loop;
    this.#source.loopEnd = this.#heard.length / RATE;
    this.#endAt();
  }

  /** Has it end behind the last sample, unless it begins again. */
  #endAt() {
    const { currentTime = 0 } = this.#context ?? {};
    const left = ((this.#heard?.length ?? 0) - this.place) / RATE;
    // What is set later counts.
    this.#source?.stop(this.#source.loop ? 1e9 : currentTime + left + SOFT);
  }

  /** Goes on with what has become of the sound meanwhile. @param {Heard} heard */
  change(heard) {
    const [context, source, old] = [this.#context, this.#source, this.#wet];
    if (!context || !source || !old || !this.#heard) return;
    if (this.#heard.samples !== heard.samples) return this.stop();
    const { place } = this;
    this.#begun = context.currentTime - (place < heard.length ? place / RATE : 0);
    this.#heard = heard;
    this.#wet = this.#through(context, source, heard);
    old.gain.setTargetAtTime(0, context.currentTime, SOFT / 3);
    setTimeout(() => old.disconnect(), GONE);
    this.loop(source.loop);
    this.#mix();
  }

  #mix() {
    const { currentTime = 0 } = this.#context ?? {};
    const after = this.#which === "after";
    this.#dry?.gain.setTargetAtTime(after ? 0 : 1, currentTime, SOFT / 3);
    this.#wet?.gain.setTargetAtTime(after ? (this.#heard?.gain ?? 1) : 0, currentTime, SOFT / 3);
  }

  stop() {
    const { currentTime = 0 } = this.#context ?? {};
    const gone = [this.#dry, this.#wet];
    for (const level of gone) level?.gain.setTargetAtTime(0, currentTime, SOFT / 3);
    setTimeout(() => {
      for (const level of gone) level?.disconnect();
    }, GONE);
    this.#source?.stop(currentTime + GONE / 1000);
    this.#source = this.#dry = this.#wet = this.#which = this.#heard = null;
    this.#changed();
  }

  /** Gives the device back. */
  end() {
    if (this.#source) this.stop();
    void this.#context?.close();
    this.#context = null;
  }
}
