/**
 * Runs in a page that is measured: from moving a slider to the painted picture.
 *
 * `moves` are [slider, value] pairs; `change` sets one and resolves when the page has drawn.
 */
export async function redraw({ plain, moves }) {
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

  const move = (slider, value) => {
    const control = document.querySelector(slider);
    control.value = value;
    control.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };

  const measured = [];
  for (const [slider, value] of moves) {
    await pause(40 + Math.random() * 40); // At no fixed moment of a frame.
    const drawn = plain
      ? null
      : new Promise((resolve) => document.addEventListener("pyconv-drawn", resolve, { once: true }));
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
