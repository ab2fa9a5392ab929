/** What the screen has to do with a widget: whether it is seen, or soon will be. */

/** How near the window a widget comes before Python is started for it. */
const NEAR = "400px";

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

/**
 * Tells once that an element is near and the page itself has come; never to a reader who
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
      if (document.readyState === "complete") near();
      else window.addEventListener("load", near, { once: true, signal });
    },
    { rootMargin: NEAR },
  );
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}
