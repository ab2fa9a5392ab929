// Runs rewrite.py in Pyodide: node rewrite.mjs <folder with Pyodide> <folder with job.json> <rewrite.py>
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodideFolder, jobFolder, script] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`).href);
const pyodide = await loadPyodide({
  indexURL: pyodideFolder,
  // Lines tell enough of where code was written: columns would be a tenth of all that is fetched.
  env: { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" },
  lockFileContents: readFileSync(`${jobFolder}/lock.json`, "utf-8"),
});
pyodide.mountNodeFS("/job", jobFolder);
pyodide.runPython(readFileSync(script, "utf-8"), { filename: "rewrite.py" });
pyodide.runPython("run(Path('/job/job.json'))");
