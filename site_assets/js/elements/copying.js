/** Copying the text that a button belongs to, and the link of a figure. */

import { part } from "./parts.js";

/**
 * Copies the program in the panel of a button, and says so beside it; where the browser refuses, the
 * text is selected for the reader to copy.
 * @param {HTMLElement} [button]
 */
export async function copyCode(button) {
  const panel = button?.closest(".pc-html");
  const code = panel?.querySelector("pre");
  const said = panel?.querySelector("output");
  if (!button || !code || !said) return;
  const { done = "", failed = "" } = button.dataset;
  // Emptied first, so that the same words are said again.
  said.textContent = "";
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    said.textContent = done;
  } catch {
    getSelection()?.selectAllChildren(code);
    said.textContent = failed;
  }
}

/**
 * Copies the link of a figure, and says so beside the button; where the browser refuses, the link is
 * shown and selected for the reader to copy.
 * @param {HTMLElement} foot  Holds the button and what stands beside it.
 * @param {string} link
 * @param {import("./words.js").Words} words
 */
export async function copyLink(foot, link, words) {
  const said = part(foot, ".pc-shared");
  const field = part(foot, ".pc-shared-link", HTMLInputElement);
  said.textContent = "";
  field.value = link;
  try {
    await navigator.clipboard.writeText(link);
    field.hidden = true;
    said.textContent = words["link.copied"] ?? "";
  } catch {
    field.hidden = false;
    field.select();
    said.textContent = words["link.not-copied"] ?? "";
  }
}
