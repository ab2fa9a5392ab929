/** Adds matplotlib to a Python that runs: only a reader who asks for it downloads it. */

import { verified } from "./boot.js";
import { BootError, Download } from "./download.js";

/** @typedef {import("./boot.js").Pyodide} Pyodide */
/** @typedef {import("./download.js").Manifest} Manifest */
/** @typedef {(progress: { stage: "download" | "import" | "ready", loaded: number, total: number }) => void} Report */

/**
 * @param {Pyodide} pyodide
 * @param {string} runtimeURL  Absolute address of the runtime's folder.
 * @param {Report} report
 * @throws {BootError}
 */
export async function addFigures(pyodide, runtimeURL, report) {
  let failed = false;
  // The other files go on arriving when one has failed: of that nobody is told.
  const heard = (/** @type {Parameters<Report>[0]} */ progress) => failed || report(progress);
  const download = new Download(/** @type {import("./download.js").Report} */ (heard));
  const manifest = await new Download(() => {}).text(`${runtimeURL}runtime.json`, (text) => /** @type {Manifest} */ (JSON.parse(text)));
  download.total = manifest.figures.reduce((sum, name) => sum + (manifest.files[name] ?? 0), 0);
  const wheels = await Promise.all(manifest.figures.map(async (name) => {
    const bytes = await download.bytes(runtimeURL + name);
    return { name, bytes: await verified(bytes, name, Promise.resolve(manifest)) };
  })).catch((error) => {
    failed = true;
    throw error;
  });
  download.tell("import");
  // A moment for the page to hear of it: what follows leaves none.
  await new Promise((resolve) => setTimeout(resolve));
  const extractDir = pyodide.runPython("import pathlib, numpy; str(pathlib.Path(numpy.__file__).parents[1])");
  for (const { name, bytes } of wheels) {
    try {
      pyodide.unpackArchive(bytes, "wheel", { extractDir });
    } catch (error) {
      throw new BootError("damaged", name, error);
    }
  }
  try {
    pyodide.runPython(
      "import gc, importlib; gc.disable(); importlib.invalidate_caches()\n" +
        "import pyconv.figures.sheet\n" +
        "gc.freeze(); gc.enable()",
    );
  } catch (error) {
    throw new BootError("crashed", "", error);
  }
  download.tell("ready");
}
