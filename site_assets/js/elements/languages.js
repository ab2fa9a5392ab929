/** The link to the other language: figures are called the same there, so it takes along how they are set up. */

export function watchLanguages() {
  document.addEventListener(
    "click",
    ({ target }) => {
      const link = target instanceof Element ? target.closest("a.language-switch") : null;
      // Headings are called otherwise.
      if (link instanceof HTMLAnchorElement) link.hash = location.hash.includes("?") ? location.hash : "";
    },
    { capture: true },
  );
}
