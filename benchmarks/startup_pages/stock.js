// Pyodide as its documentation shows it in a module worker.
// @ts-expect-error: it lies there when it is served
import { loadPyodide } from "./stock/pyodide.mjs";

try {
  const { stockWheelURL, answer } = await (await fetch("./setup.json")).json();
  const pyodide = await loadPyodide();
  await pyodide.loadPackage("numpy");
  await pyodide.loadPackage(new URL(stockWheelURL, self.location.href).href);
  self.postMessage({ answer: String(pyodide.runPython(answer)) });
} catch (error) {
  self.postMessage({ error: String(error) });
}
