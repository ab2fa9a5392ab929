/**
 * The menu of a narrow page, with the keyboard: the theme opens it with a checkbox that is not shown,
 * and a label that no key reaches.
 */

/** Makes the sign of the menu a button. It stays the same one on all pages. */
export function watchDrawer() {
  const toggle = /** @type {HTMLInputElement | null} */ (document.querySelector("#__drawer"));
  const sign = /** @type {HTMLElement | null} */ (document.querySelector(".md-header [for=__drawer]"));
  if (!toggle || !sign) return;
  sign.tabIndex = 0;
  sign.setAttribute("role", "button");
  const tell = () => sign.setAttribute("aria-expanded", String(toggle.checked));
  tell();
  /** @param {boolean} open */
  const set = (open) => {
    if (toggle.checked !== open) toggle.click();
  };
  toggle.addEventListener("change", tell);
  // The theme knows the other key of a button, Enter, for whatever label has the keyboard.
  sign.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    set(!toggle.checked);
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !toggle.checked) return;
    set(false);
    sign.focus();
  });
}
