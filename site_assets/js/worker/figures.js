/** Adds matplotlib to a Python that runs: only a reader who asks for it downloads it. */

import { BootError, Download, nameOf } from "./download.js";

/** @typedef {import("./boot.js").Pyodide} Pyodide */
/** @typedef {import("./facts.js").FileFacts} FileFacts */

/**
 * @param {Pyodide} pyodide
 * @param {FileFacts[]} files  The wheels of matplotlib and of what it needs.
 * @param {import("./download.js").Report} report
 * @throws {BootError}
 */
export async function addFigures(pyodide, files, report) {
  const download = new Download(files, report);
  const wheels = await download.all(files.map((file) => download.bytes(file)));
  download.tell("import");
  // A moment for the page to hear of it: what follows leaves none.
  await new Promise((resolve) => setTimeout(resolve));
  const extractDir = pyodide.runPython("import pathlib, numpy; str(pathlib.Path(numpy.__file__).parents[1])");
  wheels.forEach((bytes, place) => {
    try {
      pyodide.unpackArchive(bytes, "wheel", { extractDir });
    } catch (error) {
      throw new BootError("damaged", nameOf(files[place]?.url ?? ""), error);
    }
  });
  try {
    pyodide.runPython(
      "import gc, importlib; gc.disable(); importlib.invalidate_caches()\n" +
        "import pyconv.pictures.plot.sheet\n" +
        "gc.freeze(); gc.enable()",
    );
  } catch (error) {
    throw new BootError("crashed", "", error);
  }
  download.tell("ready");
}
