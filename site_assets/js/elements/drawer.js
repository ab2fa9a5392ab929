/**
 * The menu of a narrow page, with the keyboard: the theme opens it with a checkbox that is not shown,
 * and a label that no key reaches.
 */

/** Puts a button into the sign of the menu, which stays the same one on all pages. */
export function watchDrawer() {
  const toggle = /** @type {HTMLInputElement | null} */ (document.querySelector("#__drawer"));
  const sign = /** @type {HTMLElement | null} */ (document.querySelector(".md-header [for=__drawer]"));
  if (!toggle || !sign) return;
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "drawer",
    title: sign.title,
    ariaLabel: sign.title,
  });
  button.append(...sign.childNodes);
  sign.append(button);
  sign.removeAttribute("title");
  const tell = () => button.setAttribute("aria-expanded", String(toggle.checked));
  tell();
  toggle.addEventListener("change", tell);
  button.addEventListener("click", () => toggle.click());
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !toggle.checked) return;
    toggle.click();
    button.focus();
  });
}
