/**
 * Runs in a page that is measured: from moving a slider to the painted picture.
 *
 * Each move sets a slider to a value and waits until the page has drawn.
 * @param {{ asks: boolean, moves: [slider: string, value: string | number][] }} what  Whether the page asks Python.
 */
export async function redraw({ asks, moves }) {
  /** @param {number} ms */
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  // After the next frame's callbacks come style, layout and paint, and then this message.
  const painted = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(null);
      }),
    );

  // Not the property of the element itself: a framework may have put its own in its place.
  const property = /** @type {{ set: (this: HTMLInputElement, value: string) => void }} */ (
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")
  );

  /** @param {string} slider @param {string | number} value */
  const move = (slider, value) => {
    /** @type {HTMLInputElement} */ const control = document.querySelector(slider);
    if (control.matches("select")) control.value = String(value);
    else property.set.call(control, String(value));
    control.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };

  /** @returns {Promise<CustomEvent<{ asked: number, answered: number, python: number }>>} */
  const drawing = () =>
    new Promise((resolve) =>
      document.addEventListener("pyconv-drawn", (event) => resolve(/** @type {CustomEvent} */ (event)), {
        once: true,
      }),
    );

  const measured = [];
  for (const [slider, value] of moves) {
    await pause(40 + Math.random() * 40); // At no fixed moment of a frame.
    const drawn = asks ? drawing() : null;
    const moved = performance.now();
    move(slider, value);
    const timing = (await drawn)?.detail;
    await painted();
    const total = performance.now() - moved;
    const python = timing?.python ?? 0;
    const crossing = timing ? timing.answered - timing.asked - python : 0;
    measured.push({ total, python, transfer: crossing, page: total - python - crossing });
  }
  return measured;
}
