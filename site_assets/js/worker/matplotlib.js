/** Adds matplotlib to a Python that runs: only a reader who asks for it downloads it. */

import { Download } from "./download.js";
import { install, load, lookAgain } from "./packages.js";
import { addRest, packagesOf } from "./rest.js";

/**
 * @param {import("./packages.js").Pyodide} pyodide
 * @param {import("./facts.js").Site} site
 * @param {import("./download.js").Report} report
 * @param {boolean} whole  Whether the rest of Python's library is there already.
 * @throws {import("./download.js").BootError}
 */
export async function addMatplotlib(pyodide, { rest, matplotlib }, report, whole = false) {
  const download = new Download([...(whole ? [] : [rest]), ...matplotlib], report);
  const [, ...wheels] = await download.all([
    whole ? Promise.resolve() : addRest(pyodide, rest, download),
    ...matplotlib.map(async (file) => ({ url: file.url, bytes: await download.bytes(file) })),
  ]);
  download.tell("import");
  // A moment for the page to hear of it: what follows leaves none.
  await new Promise((resolve) => setTimeout(resolve));
  for (const { url, bytes } of wheels) install(pyodide, bytes, url, packagesOf(pyodide));
  lookAgain(pyodide);
  load(pyodide, "pyconv.pictures.plot.sheet");
  download.tell("ready");
}

/**
 * Adds what matplotlib writes PDF with.
 * @param {import("./packages.js").Pyodide} pyodide
 * @param {import("./facts.js").Site} site
 * @throws {import("./download.js").BootError}
 */
export async function addFontTools(pyodide, { fonttools }) {
  install(pyodide, await new Download().bytes(fonttools), fonttools.url, packagesOf(pyodide));
  lookAgain(pyodide);
  load(pyodide, "matplotlib.backends.backend_pdf");
}
