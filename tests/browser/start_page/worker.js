// Boots as the site's own worker does; tells what some Python gives before and after the rest is there.
import { boot } from "./js/worker/boot.js";
import { readSite } from "./js/worker/facts.js";
import { addMatplotlib } from "./js/worker/matplotlib.js";
import { addRest } from "./js/worker/rest.js";

/** @type {string[]} */
const answers = [];
try {
  const setup = await (await fetch("./setup.json")).json();
  const site = await readSite(JSON.stringify(setup.site), self.location.href);
  const pyodide = await boot(site, () => {});
  const run = () => answers.push(String(pyodide.runPython(setup.python)));
  run();
  if (setup.added === "rest") await addRest(pyodide, site.rest);
  else await addMatplotlib(pyodide, site, () => {});
  run();
  self.postMessage({ answers });
} catch (error) {
  self.postMessage({ error: String(error) });
}
