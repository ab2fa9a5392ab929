/** Copying the text that a button belongs to. */

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
