/** The worker that holds Python: it boots once and then answers questions one by one. */

import { boot } from "./boot.js";
import { BootError } from "./download.js";
import { addMatplotlib } from "./matplotlib.js";
import { addRest } from "./rest.js";

/** @typedef {import("./protocol.js").ToWorker} ToWorker */
/** @typedef {import("./protocol.js").FromWorker} FromWorker */
/** @typedef {import("./protocol.js").Question} Question */
/** @typedef {Awaited<ReturnType<typeof start>>} Python */

/** @type {(python: Promise<Python>) => void} */
let begin;

/** Python, which begins when the page says what it is made of. @type {Promise<Python>} */
const started = new Promise((resolve) => {
  begin = resolve;
});
started.catch((error) => {
  const { reason, file, again } = BootError.of(error);
  tell({ type: "failed", reason, name: file, again });
});

/** @type {Promise<void> | undefined} */
let matplotlib;

/** @param {FromWorker} message */
function tell(message) {
  self.postMessage(message);
}

/** @param {import("./facts.js").Site} site */
async function start(site) {
  const pyodide = await boot(site, (progress) => {
    // Ready is more than booted: it is said below.
    if (progress.stage !== "ready") tell({ type: "progress", of: "python", ...progress });
  });
  const web = /** @type {Record<Question, (request: string) => string>} */ (
    pyodide.pyimport("pyconv.pictures.web")
  );
  tell({ type: "progress", of: "python", stage: "ready", loaded: 1, total: 1 });
  return { pyodide, web, site };
}

/**
 * Waits for what a question needs besides Python itself; once that failed, it is tried anew.
 * @param {Question} question
 * @param {Python} python
 */
async function need(question, { pyodide, site }) {
  if (question !== "plot") return;
  matplotlib ??= addMatplotlib(pyodide, site, (progress) =>
    tell({ type: "progress", of: "matplotlib", ...progress }),
  );
  try {
    await matplotlib;
  } catch (error) {
    matplotlib = undefined;
    throw error;
  }
}

/**
 * Asks Python; if it lacks a module, what it started without is fetched, and it is asked once more.
 * @param {Python} python
 * @param {Question} question
 * @param {string} request
 */
async function ask({ pyodide, web, site }, question, request) {
  try {
    return web[question](request);
  } catch (error) {
    if (/** @type {{ type?: string }} */ (error).type !== "ModuleNotFoundError") throw error;
    await addRest(pyodide, site.rest);
    return web[question](request);
  }
}

/** @param {import("./protocol.js").Ask} ask */
async function answer({ id, question, request }) {
  let python;
  try {
    python = await started;
  } catch {
    return; // Said already, as "failed".
  }
  try {
    await need(question, python);
  } catch (error) {
    const { reason, file } = BootError.of(error);
    tell({ type: "lacking", id, reason, name: file });
    return;
  }
  try {
    const asked = performance.now();
    const said = await ask(python, question, request);
    tell({ type: "answered", id, answer: said, spent: performance.now() - asked });
  } catch (error) {
    tell({ type: "crashed", id, trace: String(error) });
  }
}

self.addEventListener("message", (/** @type {MessageEvent<ToWorker>} */ { data }) => {
  if (data.type === "start") begin(start(data.site));
  else void answer(data);
});
