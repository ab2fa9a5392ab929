/** What a reader has hold of stays where it is, and goes on to be held, when all around it is written anew. */

/**
 * Writes an element anew. A control with a `data-hold` keeps the keyboard, and its place in the window; what
 * opens for edits comes into sight.
 * @param {Element} element
 * @param {() => void} renew
 */
export function holding(element, renew) {
  const held = heldIn(element, ":focus");
  const hold = held?.dataset.hold;
  const [top, typed, opened] = [topOf(held), written(held), openIn(element)];
  renew();
  const again = hold ? heldIn(element, `="${hold}"`) : null;
  again?.focus({ preventScroll: true });
  // What is being typed stays, unless Python says that it is something else now.
  for (const input of element.querySelectorAll("input"))
    if (input !== again || written(input) !== typed) restore(input);
  const root = again?.getRootNode();
  if (root instanceof ShadowRoot) root.host.scrollTop += topOf(again) - top;
  const line = element.querySelector(".pc-edits");
  if (line && openIn(element) !== opened && !line.contains(again)) line.scrollIntoView({ block: "nearest" });
}

/** Gives a field what Python wrote into it. @param {HTMLInputElement} input */
export function restore(input) {
  input.value = input.defaultValue;
  input.checked = input.defaultChecked;
}

/** @param {Element} element @param {string} which @returns {HTMLElement | null} */
function heldIn(element, which) {
  return element.querySelector(which.startsWith(":") ? `[data-hold]${which}` : `[data-hold${which}]`);
}

/** @param {Element | null} element */
const topOf = (element) => element?.getBoundingClientRect().top ?? 0;

/** What Python wrote into a field. @param {Element | null} field */
const written = (field) =>
  field instanceof HTMLInputElement ? `${field.defaultValue} ${field.defaultChecked}` : "";

/** What is open for edits. @param {Element} element */
const openIn = (element) => element.querySelector(".pc-edits [role=group]")?.getAttribute("aria-label");
