/**
 * In the head of every page, before its style sheets: what a page does when files that belong to
 * it are gone, because another version of the site was published while it was open or cached.
 *
 * It needs nothing but the page itself; styles and scripts may be what is missing.
 */
(() => {
  // Of a page that is embedded nothing but the figure is ever seen.
  if (/[?&]embed\b/.test(location.search)) document.documentElement.classList.add("embedded");
  /** Milliseconds after which nobody answers. */
  const PATIENCE = 5000;
  const { content: version, dataset: words } = /** @type {HTMLMetaElement} */ (
    document.querySelector("meta[name=pyconv-version]")
  );
  const { type } = /** @type {PerformanceNavigationTiming} */ (
    performance.getEntriesByType("navigation")[0] ?? {}
  );
  /** A page that was just loaded anew does not do so by itself: it would go on for ever. */
  const fresh = type === "reload";
  /** Whether the reader has chosen or typed something, which loading anew would lose. */
  let touched = false;
  /** @type {Promise<boolean> | undefined} */ let asking;
  /** Addresses of what the page cannot do without and does not have. @type {Set<string>} */
  const missing = new Set();

  /** Whether the site now has another version than this page, past every cache. */
  const ask = async () => {
    try {
      const response = await fetch(location.href, { cache: "reload", signal: AbortSignal.timeout(PATIENCE) });
      const read = /<meta name="pyconv-version" content="(\w+)"/.exec(await response.text());
      return read !== null && read[1] !== version;
    } catch {
      return false;
    }
  };

  /** Whether what was missing is there by now; a cache that has kept its absence is told so. */
  const found = async () => {
    for (const { name, responseStatus } of /** @type {PerformanceResourceTiming[]} */ (
      performance.getEntriesByType("resource")
    )) {
      if (responseStatus >= 400) missing.add(name);
    }
    const there = [...missing].map((address) =>
      fetch(address, { cache: "reload" }).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    return (await Promise.all(there)).every(Boolean);
  };

  /**
   * Loads the page anew if that helps and loses nothing; else says why it should be.
   * @param {"newer" | "incomplete"} reason
   */
  const renew = (reason, helps = true) => {
    if (helps && !touched && !fresh) return location.reload();
    if (document.querySelector(".notice")) return;
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      textContent: words.reload,
    });
    button.dataset.does = "reload";
    const notice = Object.assign(document.createElement("p"), { className: "notice", role: "alert" });
    notice.append(`${words[reason]} `, button);
    const show = () => document.body.prepend(notice);
    if (document.body) show();
    else addEventListener("DOMContentLoaded", show);
  };

  /**
   * Whether this page is older than the site. If so, and if nothing is lost, the page is loaded anew,
   * and there is no answer.
   * @returns {Promise<boolean>}
   */
  const outdated = () => {
    asking ??= ask().then((newer) => {
      if (newer && !touched && !fresh) {
        renew("newer");
        // The page goes on until the new one is there; it neither asks nor begins once more.
        return new Promise(() => {});
      }
      asking = undefined;
      return newer;
    });
    return asking;
  };
  Object.assign(window, { pyconvOutdated: outdated });

  addEventListener(
    "error",
    async ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      const needed = target.matches("script, link[rel=stylesheet]");
      if (needed)
        missing.add(
          /** @type {HTMLScriptElement} */ (target).src || /** @type {HTMLLinkElement} */ (target).href,
        );
      // The first one speaks for all.
      if (needed ? missing.size > 1 : !target.matches("img")) return;
      if (await outdated()) renew("newer");
      else if (needed) renew("incomplete", await found());
    },
    true,
  );

  for (const kind of ["input", "keydown", "pointerdown"]) {
    addEventListener(
      kind,
      ({ target }) => {
        touched ||= target instanceof Element && target.closest(".pc, form") !== null;
      },
      true,
    );
  }
  addEventListener("click", async ({ target }) => {
    if (!(target instanceof Element && target.closest("[data-does=reload]"))) return;
    if (missing.size) await found();
    location.reload();
  });
})();
