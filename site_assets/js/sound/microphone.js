/** The microphone: asked for when somebody presses, and off as soon as there is a recording or nobody listens. */

import { LONGEST, NoSound } from "./source.js";

export class Microphone {
  /** @type {MediaRecorder | null} */ #recorder = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #end;
  /** Counts what was asked of it, so that what comes too late is known. */ #asked = 0;

  get records() {
    return this.#recorder?.state === "recording";
  }

  /**
   * Begins a recording, and returns what comes of it: nothing if it was given up.
   * @returns {Promise<{ recorded: Promise<Blob | null> } | null>} once it records; null if it was given up before.
   * @throws {NoSound} it cannot be had
   */
  async start() {
    this.cancel();
    const asked = this.#asked;
    let stream;
    try {
      // Browsers know of no microphone where the page is not safe from others.
      if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
      // As it is: what they do to speech would be heard as well.
      const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
      stream = await navigator.mediaDevices.getUserMedia({ audio: raw });
      if (asked !== this.#asked) {
        end(stream);
        return null;
      }
      const recorder = new MediaRecorder(stream);
      this.#recorder = recorder;
      return { recorded: this.#recorded(recorder, asked) };
    } catch (error) {
      if (stream) end(stream);
      const { name } = /** @type {DOMException} */ (error);
      if (name === "NotAllowedError" || name === "SecurityError") throw new NoSound("microphone-denied");
      if (name === "NotFoundError" || name === "OverconstrainedError") throw new NoSound("no-microphone");
      throw new NoSound("microphone-busy");
    }
  }

  /** @param {MediaRecorder} recorder @param {number} asked @returns {Promise<Blob | null>} */
  #recorded(recorder, asked) {
    /** @type {Blob[]} */
    const parts = [];
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    recorder.start();
    this.#end = setTimeout(() => this.stop(), 1000 * LONGEST);
    return new Promise((resolve) => {
      recorder.addEventListener("stop", () => {
        end(recorder.stream);
        resolve(asked === this.#asked ? new Blob(parts, { type: recorder.mimeType }) : null);
      });
    });
  }

  /** Ends the recording, which is taken. */
  stop() {
    clearTimeout(this.#end);
    if (this.records) this.#recorder?.stop();
  }

  /** Gives up the recording. */
  cancel() {
    this.#asked += 1;
    this.stop();
    this.#recorder = null;
  }
}

/** @param {MediaStream} stream */
function end(stream) {
  for (const track of stream.getTracks()) track.stop();
}
