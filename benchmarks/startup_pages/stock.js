// Pyodide as its documentation shows it in a module worker.
import { loadPyodide } from "./stock/pyodide.mjs";

try {
  const { wheelURL, answer } = await (await fetch("./setup.json")).json();
  const pyodide = await loadPyodide();
  await pyodide.loadPackage("numpy");
  await pyodide.loadPackage(new URL(wheelURL, self.location.href).href);
  self.postMessage({ answer: String(pyodide.runPython(answer)) });
} catch (error) {
  self.postMessage({ error: String(error) });
}
