/** The worker that holds Python: it boots once and then answers questions one by one. */

import { boot } from "./boot.js";

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
  const pyodide = await boot({
    runtimeURL: new URL(runtime, site).href,
    wheelURL: new URL(wheel, site).href,
    wheelBytes,
    report: ({ stage, loaded, total }) => tell({ type: "progress", stage, loaded, total }),
  });
  const web = pyodide.pyimport("pyconv.web");
  tell({ type: "progress", stage: "ready", loaded: 1, total: 1 });
  return web;
}

const started = start();
started.catch((error) => {
  tell({ type: "failed", reason: error.reason ?? "crashed", detail: String(error), name: error.file ?? "" });
});

self.addEventListener("message", async (/** @type {MessageEvent<ToWorker>} */ { data: { id, question, request } }) => {
  let web;
  try {
    web = await started;
  } catch {
    return; // Said already, as "failed".
  }
  try {
    const asked = performance.now();
    const answer = web[question](request);
    tell({ type: "answered", id, answer, spent: performance.now() - asked });
  } catch (error) {
    tell({ type: "crashed", id, trace: String(error) });
  }
});
