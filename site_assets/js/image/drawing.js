/** Drawing on the input: with a finger, a pen or the mouse, or by the keys that lead from pixel to pixel. */

/** @typedef {import("./shot.js").Shot} Shot */

/**
 * Lets a reader draw while that is wanted.
 * @param {Shot} shot  On which it is done.
 * @param {object} how
 * @param {() => HTMLCanvasElement | null} how.sheet  On which it is kept, of the same shape; none while nobody draws.
 * @param {() => { tone: number, width: number }} how.pen
 * @param {() => void} how.drawn
 */
export function letDraw(shot, { sheet, pen, drawn }) {
  const { canvas } = shot;
  /** Where the pen was last, while it is down. @type {[x: number, y: number] | null} */
  let last = null;

  /** @param {number} x @param {number} y  From 0 to 1. */
  const to = (x, y) => {
    const on = sheet();
    if (!on) return;
    const context = /** @type {CanvasRenderingContext2D} */ (on.getContext("2d"));
    const { tone, width } = pen();
    const here = /** @type {[number, number]} */ ([x * on.width, y * on.height]);
    context.strokeStyle = context.fillStyle = `rgb(${tone} ${tone} ${tone})`;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(...(last ?? here));
    context.lineTo(...here);
    context.stroke();
    // Its round end, and all there is of a dot.
    context.beginPath();
    context.arc(...here, width / 2, 0, 2 * Math.PI);
    context.fill();
    last = here;
  };

  /** @param {PointerEvent} event */
  const follow = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const several = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of several.length ? several : [event])
      to((clientX - left) / width, (clientY - top) / height);
    drawn();
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (!sheet() || event.button) return;
    canvas.setPointerCapture(event.pointerId);
    last = null;
    follow(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (last) follow(event);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"]))
    canvas.addEventListener(end, () => {
      last = null;
    });
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== " " || !sheet()) return;
    event.preventDefault();
    const [row, column] = shot.place;
    to((column + 0.5) / canvas.width, (row + 0.5) / canvas.height);
    last = null;
    drawn();
  });
}
