/** The camera: asked for when somebody presses, and off as soon as there is a picture or nobody looks. */

import { NoImage, scaled } from "./source.js";

export class Camera {
  /** @type {HTMLVideoElement} */ #video;
  /** @type {MediaStream | null} */ #stream = null;
  /** Counts what was asked of it, so that what comes too late is known. */ #asked = 0;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.#video = video;
  }

  /** Shows what it sees. @throws {NoImage} it cannot be had */
  async start() {
    this.stop();
    const asked = this.#asked;
    try {
      // Browsers know of no camera where the page is not safe from others.
      if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
      const wanted = { facingMode: "environment", width: { ideal: 640 } };
      const stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
      // Nobody looks any more, or it was asked for once more meanwhile.
      if (asked !== this.#asked) return end(stream);
      this.#stream = stream;
      this.#video.srcObject = stream;
      await this.#video.play();
    } catch (error) {
      if (asked === this.#asked) this.stop();
      const { name } = /** @type {DOMException} */ (error);
      if (name === "NotAllowedError" || name === "SecurityError") throw new NoImage("camera-denied");
      if (name === "NotFoundError" || name === "OverconstrainedError") throw new NoImage("no-camera");
      throw new NoImage("camera-busy");
    }
  }

  /** Takes a picture, and that is all. @throws {NoImage} it has shown none yet */
  shoot() {
    const { videoWidth, videoHeight } = this.#video;
    if (!videoWidth) throw new NoImage("camera-busy");
    const taken = scaled(this.#video, videoWidth, videoHeight);
    this.stop();
    return taken;
  }

  stop() {
    this.#asked += 1;
    end(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }
}

/** @param {MediaStream | null} stream */
function end(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
