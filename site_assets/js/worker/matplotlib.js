/** Adds matplotlib to a Python that runs: only a reader who asks for it downloads it. */

import { Download } from "./download.js";
import { install, load } from "./packages.js";

/**
 * @param {import("./packages.js").Pyodide} pyodide
 * @param {import("./facts.js").FileFacts[]} files  The wheels of matplotlib and of what it needs.
 * @param {import("./download.js").Report} report
 * @throws {import("./download.js").BootError}
 */
export async function addMatplotlib(pyodide, files, report) {
  const download = new Download(files, report);
  const wheels = await download.all(
    files.map(async (file) => ({ url: file.url, bytes: await download.bytes(file) })),
  );
  download.tell("import");
  // A moment for the page to hear of it: what follows leaves none.
  await new Promise((resolve) => setTimeout(resolve));
  const folder = pyodide.runPython("import pathlib, numpy; str(pathlib.Path(numpy.__file__).parents[1])");
  for (const { url, bytes } of wheels) install(pyodide, bytes, url, String(folder));
  load(pyodide, "pyconv.pictures.plot.sheet");
  download.tell("ready");
}
