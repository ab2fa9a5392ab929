// The runtime of the site, booted by the site's own module.
import { boot } from "./js/worker/boot.js";

try {
  const { runtimeURL, wheelURL, wheelBytes, answer } = await (await fetch("./setup.json")).json();
  const absolute = (/** @type {string} */ url) => new URL(url, self.location.href).href;
  const pyodide = await boot({
    runtimeURL: absolute(runtimeURL),
    wheelURL: absolute(wheelURL),
    wheelBytes,
    report: () => {},
  });
  self.postMessage({ answer: String(pyodide.runPython(answer)) });
} catch (error) {
  self.postMessage({ error: String(error) });
}
