/**
 * The keys of a field for a whole number, beyond the arrows that a browser gives it: those that the
 * slider beside it has. So the field alone is enough for the keyboard, and Tab passes the slider by.
 */

/** A page is a tenth of the range, as of a slider. @param {number} low @param {number} high */
const page = (low, high) => Math.max(1, Math.round((high - low) / 10));

/** @type {Record<string, (value: number, low: number, high: number) => number>} */
const KEYS = {
  PageUp: (value, low, high) => value + page(low, high),
  PageDown: (value, low, high) => value - page(low, high),
  Home: (_, low) => low,
  End: (_, __, high) => high,
};

/** @param {KeyboardEvent} event */
export function pressInNumber(event) {
  const { target: field, key, shiftKey, ctrlKey, altKey, metaKey } = event;
  const turn = KEYS[key];
  if (!turn || shiftKey || ctrlKey || altKey || metaKey) return;
  if (!(field instanceof HTMLInputElement) || field.type !== "number") return;
  event.preventDefault();
  const [low, high] = [Number(field.min), Number(field.max)];
  // What is no number, or left empty, counts as the least.
  const value = Number.isNaN(field.valueAsNumber) ? low : field.valueAsNumber;
  const turned = String(Math.min(Math.max(turn(value, low, high), low), high));
  if (field.value === turned) return;
  field.value = turned;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
