/** The worker that holds Python: it boots once and then answers questions one by one. */

import { boot } from "./boot.js";
import { BootError } from "./download.js";
import { addFontTools, addMatplotlib } from "./matplotlib.js";
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

/** How what questions need besides Python itself is added. */
const ADD = { matplotlib: addMatplotlib, fonttools: addFontTools };

/** @typedef {keyof typeof ADD} Addition */

/** What each question needs of it, in order. @type {Partial<Record<Question, Addition[]>>} */
const NEEDED = { plot: ["matplotlib"], drawing: ["matplotlib"], pdf: ["matplotlib", "fonttools"] };

/** What was added, or is on its way. @type {Partial<Record<Addition, Promise<void>>>} */
const added = {};

/** @param {FromWorker} message */
function tell(message) {
  self.postMessage(message);
}

/** @param {import("./protocol.js").Start} started */
async function start({ site, whole }) {
  /** @param {Parameters<import("./download.js").Report>[0]} progress */
  const report = (progress) => {
    // Ready is more than booted: it is said below.
    if (progress.stage !== "ready") tell({ type: "progress", of: "python", ...progress });
  };
  // What a reader's code breaks is told on the page, and not in the console.
  if (whole) console.error = console.warn = console.log = () => {};
  const pyodide = await boot(site, report, whole);
  const web = /** @type {Record<Question, (request: string, tell?: (part: string) => void) => string>} */ (
    pyodide.pyimport("pyconv.pictures.web")
  );
  tell({ type: "progress", of: "python", stage: "ready", loaded: 1, total: 1 });
  return { pyodide, web, site, whole };
}

/**
 * Waits for something that a question needs; once that failed, it is tried anew.
 * @param {Addition} of
 * @param {Python} python
 */
async function need(of, { pyodide, site, whole }) {
  /** @param {Parameters<import("./download.js").Report>[0]} progress */
  const report = (progress) => tell({ type: "progress", of: "matplotlib", ...progress });
  added[of] ??= ADD[of](pyodide, site, report, whole);
  try {
    await added[of];
  } catch (error) {
    delete added[of];
    throw error;
  }
}

/**
 * Asks Python; if it lacks a module, what it started without is fetched, and it is asked once more.
 * @param {Python} python
 * @param {import("./protocol.js").Ask} ask
 */
async function ask({ pyodide, web, site }, { id, question, request }) {
  if (question === "run") return web.run(request, (part) => tell({ type: "told", id, part }));
  try {
    return web[question](request);
  } catch (error) {
    if (/** @type {{ type?: string }} */ (error).type !== "ModuleNotFoundError") throw error;
    await addRest(pyodide, site.rest);
    return web[question](request);
  }
}

/**
 * What a question needs besides Python itself: of a cell, Python knows.
 * @param {Python} python
 * @param {import("./protocol.js").Ask} ask
 * @returns {Addition[]}
 */
function neededBy({ web }, { question, request }) {
  if (question !== "run") return NEEDED[question] ?? [];
  return JSON.parse(web.needed(request)).needed ?? [];
}

/** @param {import("./protocol.js").Ask} asked */
async function answer(asked) {
  const { id } = asked;
  let python;
  try {
    python = await started;
  } catch {
    return; // Said already, as "failed".
  }
  for (const of of neededBy(python, asked)) {
    try {
      await need(of, python);
    } catch (error) {
      const { reason, file } = BootError.of(error);
      tell({ type: "lacking", of, id, reason, name: file });
      return;
    }
  }
  try {
    const begun = performance.now();
    const said = await ask(python, asked);
    tell({ type: "answered", id, answer: said, spent: performance.now() - begun });
  } catch (error) {
    tell({ type: "crashed", id, trace: String(error) });
  }
}

self.addEventListener("message", (/** @type {MessageEvent<ToWorker>} */ { data }) => {
  if (data.type === "start") begin(start(data));
  else void answer(data);
});
