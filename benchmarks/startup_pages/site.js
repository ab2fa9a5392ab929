// The runtime of the site, booted by the site's own module.
import { boot } from "./js/worker/boot.js";
import { siteFacts } from "./js/worker/facts.js";
import { addRest } from "./js/worker/rest.js";

try {
  const { site, answer, whole } = await (await fetch("./setup.json")).json();
  const facts = siteFacts(site, self.location.href);
  const pyodide = await boot(facts, () => {});
  if (whole) await addRest(pyodide, facts.rest);
  self.postMessage({ answer: String(pyodide.runPython(answer)) });
} catch (error) {
  self.postMessage({ error: String(error) });
}
