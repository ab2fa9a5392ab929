// Boots as the site's own worker does, and tells whether all that was borrowed is back.
import { boot } from "./js/worker/boot.js";
import { readSite } from "./js/worker/facts.js";

const before = [self.fetch, WebAssembly.instantiateStreaming];
try {
  const site = await readSite(await (await fetch("./setup.json")).text(), self.location.href);
  const pyodide = await boot(site, (progress) => self.postMessage(progress));
  const restored = before[0] === self.fetch && before[1] === WebAssembly.instantiateStreaming;
  self.postMessage({ answer: pyodide.runPython("pyconv.pictures.web.answer()"), restored });
} catch (error) {
  const { name, reason, file, status, message } = /** @type {import("./js/worker/download.js").BootError} */ (
    error
  );
  self.postMessage({ name, reason, file, status, message });
}
