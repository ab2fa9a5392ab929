/** Where a sound comes from. It is read and brought to the rate of the page here, and goes nowhere else than to Python. */

import { NotHad } from "../elements/had.js";

/** Samples of a second. */
export const RATE = 16000;

/** Seconds that are kept of a sound. */
export const LONGEST = 8;

/** Full scale: samples of 16 bits reach from its negative up to one less. */
export const FULL = 32768;

/** The largest file that is read, in megabytes: what browsers unpack has many times its size. */
const LARGEST = 20;

/** What is said of a sound that cannot be had. */
export class NoSound extends NotHad {}

/**
 * Samples of 16 bits, the seconds that there were, and what they were multiplied by to stay within full scale.
 * @typedef {{ samples: Int16Array<ArrayBuffer>, seconds: number, gain: number }} Taken
 */

/** One of the sounds of the page, sample for sample. @param {string} address @returns {Promise<Taken>} @throws {NoSound} */
export async function ofPage(address) {
  const bytes = await fetch(address)
    .then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(response.status)))
    .catch(() => {
      throw new NoSound("not-fetched");
    });
  // Behind the 44 bytes that say what the file is.
  const samples = new Int16Array(bytes.slice(44));
  return { samples, seconds: samples.length / RATE, gain: 1 };
}

/**
 * The sound of a file.
 * @param {Blob} file
 * @param {string} name  What it is called where it is none.
 * @returns {Promise<Taken>}
 * @throws {NoSound}
 */
export async function ofFile(file, name) {
  if (!file.size) throw new NoSound("empty-file", { name });
  if (file.size > LARGEST * 1e6)
    throw new NoSound("large-file", { name, size: Math.ceil(file.size / 1e6), most: LARGEST });
  let decoded;
  try {
    // The browser brings what it decodes to the rate of the context.
    decoded = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await file.arrayBuffer());
  } catch {
    throw new NoSound("no-sound", { name });
  }
  if (!decoded.length) throw new NoSound("no-samples", { name });
  const { numberOfChannels: channels, length, duration } = decoded;
  const mixed = new Float32Array(Math.min(length, LONGEST * RATE));
  for (let channel = 0; channel < channels; channel += 1) {
    const data = decoded.getChannelData(channel);
    for (let at = 0; at < mixed.length; at += 1) mixed[at] = (mixed[at] ?? 0) + (data[at] ?? 0) / channels;
  }
  const peak = mixed.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const gain = peak > 1 ? 1 / peak : 1;
  const samples = Int16Array.from(mixed, (sample) => Math.min(Math.round(sample * gain * FULL), FULL - 1));
  return { samples, seconds: duration, gain };
}

/** As Python takes it. @param {Int16Array<ArrayBuffer>} samples */
export const written = (samples) => base64(samples.buffer);

/** @param {ArrayBuffer} buffer */
export function base64(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  // So many arguments at once are no trouble to any browser.
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
