/** The worker that holds Python: it boots once and then answers questions one by one. */

import { boot } from "./boot.js";
import { addFigures } from "./figures.js";

/** @typedef {import("./protocol.js").ToWorker} ToWorker */
/** @typedef {import("./protocol.js").FromWorker} FromWorker */
/** @typedef {Awaited<ReturnType<typeof start>>} Python */

/** @type {(python: Promise<Python>) => void} */
let begin;

/** Python, which begins when the page says what it is made of. @type {Promise<Python>} */
const started = new Promise((resolve) => (begin = resolve));
started.catch((error) => {
  const { reason = "crashed", file = "", again = false } = error;
  tell({ type: "failed", reason, detail: String(error), name: file, again });
});

/** @type {Promise<void> | undefined} */
let figures;

/** @param {FromWorker} message */
function tell(message) {
  self.postMessage(message);
}

/** @param {import("./facts.js").Site} site */
async function start(site) {
  const pyodide = await boot(site, ({ stage, loaded, total }) => {
    // Ready is more than booted: it is said below.
    if (stage !== "ready") tell({ type: "progress", stage, loaded, total });
  });
  const web = pyodide.pyimport("pyconv.pictures.web");
  tell({ type: "progress", stage: "ready", loaded: 1, total: 1 });
  return { pyodide, web, figures: site.matplotlib };
}

/**
 * Waits for what a question needs besides Python itself; once that failed, it is tried anew.
 * @param {import("./protocol.js").Question} question
 * @param {Python} python
 */
async function need(question, { pyodide, figures: files }) {
  if (question !== "plot") return;
  figures ??= addFigures(pyodide, files, ({ stage, loaded, total }) =>
    tell({
      type: "progress",
      stage: /** @type {import("./protocol.js").FiguresStage} */ (`figures-${stage}`),
      loaded,
      total,
    }),
  );
  try {
    await figures;
  } catch (error) {
    figures = undefined;
    throw error;
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
    const { reason = "crashed", file = "" } = /** @type {import("./download.js").BootError} */ (error);
    tell({ type: "lacking", id, reason, detail: String(error), name: file });
    return;
  }
  try {
    const asked = performance.now();
    const said = python.web[question](request);
    tell({ type: "answered", id, answer: said, spent: performance.now() - asked });
  } catch (error) {
    tell({ type: "crashed", id, trace: String(error) });
  }
}

self.addEventListener("message", (/** @type {MessageEvent<ToWorker>} */ { data }) => {
  if (data.type === "start") begin(start(data.site));
  else void answer(data);
});
