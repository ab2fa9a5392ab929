/** A file may be dropped anywhere on a page: what reads it is fetched then. */

/** Lets files be dropped. */
export function watchDrops() {
  addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    // A field for files takes its own.
    if (!file || (event.target instanceof HTMLInputElement && event.target.type === "file")) return;
    event.preventDefault();
    const near = event.target instanceof Element ? event.target.closest("pyconv-widget") : null;
    void opened(file, /** @type {HTMLElement | null} */ (near));
  });
}

/** @param {File} file @param {HTMLElement | null} near */
async function opened(file, near) {
  const place = document.querySelector(".pc-astray");
  try {
    const [{ openFile }, { spoken, wordsOf }] = await Promise.all([
      import("../taking/opened.js"),
      import("../taking/words.js"),
    ]);
    const told = await openFile(file, near, await wordsOf(spoken()));
    if (!place) return;
    place.textContent = told;
    if (told) place.scrollIntoView({ block: "center" });
  } catch {
    // A newer version has taken the place of this page: it says so itself.
  }
}
