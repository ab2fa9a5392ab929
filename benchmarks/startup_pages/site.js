// The runtime of the site, booted by the site's own module.
import { boot } from "./js/worker/boot.js";

try {
  const { manifest, wheel, answer } = await (await fetch("./setup.json")).json();
  for (const file of [manifest, wheel]) file.url = new URL(file.address, self.location.href).href;
  const { pyodide } = await boot({ manifest, wheel }, () => {});
  self.postMessage({ answer: String(pyodide.runPython(answer)) });
} catch (error) {
  self.postMessage({ error: String(error) });
}
