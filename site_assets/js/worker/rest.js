/**
 * Adds what Python started without: the rest of its library and of NumPy. What comes later, such as
 * matplotlib, needs it, and so may a module that is imported only now and then.
 */

import { Download } from "./download.js";
import { lookAgain, parentOf, unpack } from "./packages.js";

/**
 * @param {import("./packages.js").Pyodide} pyodide
 * @param {import("./facts.js").FileFacts} file
 * @param {Download} download  Which counts its bytes.
 * @throws {import("./download.js").BootError}
 */
export async function addRest(pyodide, file, download = new Download()) {
  const archive = await download.unzipped(file);
  unpack(archive, pyodide.FS, parentOf(packagesOf(pyodide)));
  lookAgain(pyodide);
}

/** The folder of Python's packages. @param {import("./packages.js").Pyodide} pyodide */
export function packagesOf(pyodide) {
  return String(pyodide.runPython("import pathlib, numpy; str(pathlib.Path(numpy.__file__).parents[1])"));
}
