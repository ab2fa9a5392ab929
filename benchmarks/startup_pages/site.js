// The runtime of the site, booted by the site's own module.
import { boot } from "./js/worker/boot.js";
import { siteFacts } from "./js/worker/facts.js";

try {
  const { site, answer } = await (await fetch("./setup.json")).json();
  const pyodide = await boot(siteFacts(site, self.location.href), () => {});
  self.postMessage({ answer: String(pyodide.runPython(answer)) });
} catch (error) {
  self.postMessage({ error: String(error) });
}
