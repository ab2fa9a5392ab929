/** The worker that holds Python: it boots once and then answers questions one by one. */

import { boot } from "./boot.js";
import { addFigures } from "./figures.js";

/** @typedef {import("./protocol.js").ToWorker} ToWorker */
/** @typedef {import("./protocol.js").FromWorker} FromWorker */

/** @param {FromWorker} message */
function tell(message) {
  self.postMessage(message);
}

async function start() {
  const site = new URL("../../site.json", import.meta.url);
  const response = await fetch(site);
  if (!response.ok) throw Object.assign(new Error(`${response.status}`), { reason: "missing", file: "site.json" });
  const { runtime, wheel, wheelBytes } = await response.json();
  const runtimeURL = new URL(runtime, site).href;
  const pyodide = await boot({
    runtimeURL,
    wheelURL: new URL(wheel, site).href,
    wheelBytes,
    report: ({ stage, loaded, total }) => tell({ type: "progress", stage, loaded, total }),
  });
  const web = pyodide.pyimport("pyconv.web");
  tell({ type: "progress", stage: "ready", loaded: 1, total: 1 });
  return { pyodide, web, runtimeURL };
}

const started = start();
started.catch((error) => {
  tell({ type: "failed", reason: error.reason ?? "crashed", detail: String(error), name: error.file ?? "" });
});

/** @type {Promise<void> | undefined} */
let figures;

/**
 * Waits for what a question needs besides Python itself; once that failed, it is tried anew.
 * @param {import("./protocol.js").Question} question
 * @param {{ pyodide: import("./boot.js").Pyodide, runtimeURL: string }} python
 */
async function need(question, { pyodide, runtimeURL }) {
  if (question !== "plot") return;
  figures ??= addFigures(pyodide, runtimeURL, ({ stage, loaded, total }) =>
    tell({ type: "progress", stage: `figures-${stage}`, loaded, total }));
  try {
    await figures;
  } catch (error) {
    figures = undefined;
    throw error;
  }
}

self.addEventListener("message", async (/** @type {MessageEvent<ToWorker>} */ { data: { id, question, request } }) => {
  let python;
  try {
    python = await started;
  } catch {
    return; // Said already, as "failed".
  }
  try {
    await need(question, python);
  } catch (error) {
    const { reason = "crashed", file = "" } = /** @type {import("./download.js").BootError} */ (error);
    tell({ type: "lacking", id, reason, detail: String(error), name: file });
    return;
  }
  try {
    const asked = performance.now();
    const answer = python.web[question](request);
    tell({ type: "answered", id, answer, spent: performance.now() - asked });
  } catch (error) {
    tell({ type: "crashed", id, trace: String(error) });
  }
});
