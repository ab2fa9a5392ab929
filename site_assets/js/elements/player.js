/** Plays the steps of a picture: when to move on, never what a step shows. */

/** Milliseconds from one step to the next at speed 1. */
const BEAT = 1000;

/** How many beats the last step stays before the animation begins again. */
const REST = 2;

export class Player {
  #playing = false;
  #visible = true;
  #step = 0;
  #steps = 1;
  #speed = 1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {(step: number) => Promise<unknown>} */ #show;
  /** @type {() => void} */ #changed;

  /**
   * @param {(step: number) => Promise<unknown>} show  Shows a step; the next waits for it.
   * @param {() => void} changed  Told when playing begins or ends.
   */
  constructor(show, changed) {
    this.#show = show;
    this.#changed = changed;
  }

  get playing() {
    return this.#playing;
  }

  get step() {
    return this.#step;
  }

  get steps() {
    return this.#steps;
  }

  /** @param {number} speed  Steps a second. */
  set speed(speed) {
    this.#speed = speed;
    this.#wait();
  }

  /** Whether the picture is on screen; off screen nothing moves. @param {boolean} visible */
  set visible(visible) {
    if (this.#visible === visible) return;
    this.#visible = visible;
    this.#wait();
  }

  /**
   * Says how many steps there are and where the picture stands.
   * @param {number} steps
   * @param {number} step
   */
  set(steps, step) {
    this.#steps = steps;
    this.#step = step;
    if (steps < 2) this.pause();
  }

  play() {
    if (this.#playing || this.#steps < 2) return;
    this.#playing = true;
    this.#changed();
    this.#wait();
  }

  pause() {
    if (!this.#playing) return;
    this.#playing = false;
    clearTimeout(this.#timer);
    this.#changed();
  }

  /** Goes to a step by hand, which ends the playing. @param {number} step */
  go(step) {
    this.pause();
    this.#step = Math.max(Math.min(step, this.#steps - 1), 0);
    return this.#show(this.#step);
  }

  #wait() {
    clearTimeout(this.#timer);
    if (!this.#playing || !this.#visible) return;
    const beats = this.#step === this.#steps - 1 ? REST : 1;
    this.#timer = setTimeout(() => this.#next(), (beats * BEAT) / this.#speed);
  }

  async #next() {
    this.#step = (this.#step + 1) % this.#steps;
    await this.#show(this.#step);
    this.#wait();
  }
}
