/**
 * Reading where things lie without making the browser lay them out before it must.
 *
 * Whoever asks for a width between two changes of the page has it laid out twice. What is to be
 * read waits until the page has been laid out for the next frame, and is still in time for it.
 */

/** @type {Map<Element, () => void>} What to do, by the element that is asked about; the last thing counts. */
const waiting = new Map();

// An element that is newly observed is told of in the next frame, after its layout and before it is painted.
const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    observer.unobserve(target);
    const read = waiting.get(target);
    waiting.delete(target);
    read?.();
  }
});

/**
 * Does something once an element is laid out; never if it is not shown.
 * @param {Element} element
 * @param {() => void} read
 */
export function onceLaidOut(element, read) {
  waiting.set(element, read);
  observer.unobserve(element);
  observer.observe(element);
}
