/** What the screen has to do with a widget: whether it is seen, soon will be, or gives way to paper. */

/** How near the window a widget comes before Python is started for it. */
const NEAR = "400px";

/** How near the window a widget comes before it is set up: a window's height. */
const COMING = "100%";

/** How much of a picture must be seen for it to play. */
const SEEN = 0.25;

/** Whether the reader asked for less motion. */
export const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Tells whenever an element comes into sight or leaves it, or its tab does.
 * @param {Element} element
 * @param {(seen: boolean) => void} changed
 * @param {AbortSignal} signal
 */
export function watchSight(element, changed, signal) {
  let within = false;
  const tell = () => changed(within && !document.hidden);
  const observer = new IntersectionObserver(
    (entries) => {
      within = Boolean(entries.at(-1)?.isIntersecting);
      tell();
    },
    { threshold: SEEN },
  );
  observer.observe(element);
  document.addEventListener("visibilitychange", tell, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}

/** What a reader does with an element of which more is wanted. */
const INTEREST = ["pointerover", "touchstart", "focusin"];

/**
 * Tells once that an element is near and the page itself has come, or that the reader turned to it before
 * that; never to a reader who
 * wants to save data, for whom touching the widget has to do.
 * @param {Element} element
 * @param {() => void} near
 * @param {AbortSignal} signal
 */
export function watchNearness(element, near, signal) {
  const { connection } = /** @type {{ connection?: { saveData?: boolean } }} */ (navigator);
  if (connection?.saveData) return;
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      let told = false;
      const tell = () => {
        if (!told) near();
        told = true;
      };
      if (document.readyState === "complete") tell();
      const once = { once: true, passive: true, signal };
      for (const done of INTEREST) element.addEventListener(done, tell, once);
      for (const done of ["load", "scroll"]) window.addEventListener(done, tell, once);
    },
    { rootMargin: NEAR },
  );
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}

/**
 * Tells that the page is about to be printed, and that it has been.
 * @param {(printing: boolean) => void} changed
 * @param {AbortSignal} signal
 */
export function watchPaper(changed, signal) {
  const paper = matchMedia("print");
  // Browsers differ in which of these they tell, and in what order.
  paper.addEventListener("change", () => changed(paper.matches), { signal });
  window.addEventListener("beforeprint", () => changed(true), { signal });
  window.addEventListener("afterprint", () => changed(false), { signal });
}

/** What waits for its turn, one a task. @type {(() => void)[]} */
const queue = [];

function takeTurn() {
  queue.shift()?.();
  if (queue.length) setTimeout(takeTurn);
}

/**
 * Tells once that an element comes near the window; in a task of its own.
 * @param {Element} element
 * @param {() => void} coming
 * @param {AbortSignal} signal
 */
export function watchComing(element, coming, signal) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      queue.push(() => signal.aborted || coming());
      if (queue.length === 1) setTimeout(takeTurn);
    },
    { rootMargin: COMING },
  );
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}
