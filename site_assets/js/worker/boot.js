/**
 * Boots Pyodide with NumPy and pyconv.
 *
 * Everything is asked for at once, checked as it arrives, and only handed to Pyodide when all of it
 * is there: Pyodide's loader waits for ever when a file of its own is missing or damaged.
 */

import { BootError, Download } from "./download.js";
import { load, parentOf, unpack } from "./packages.js";

/** @typedef {import("./packages.js").FileSystem} FileSystem */
/** @typedef {import("./packages.js").Pyodide} Pyodide */
/** @typedef {{ loadPyodide(options: object): Promise<Pyodide> }} Loader */
/** What Pyodide calls to make the machine that Python runs on. @typedef {{ default: unknown }} Script */

/**
 * @param {import("./facts.js").Site} site
 * @param {import("./download.js").Report} report  What to call with progress.
 * @param {boolean} whole  Whether with all of Python's library and NumPy, rather than what figures need.
 * @returns {Promise<Pyodide>} with `numpy` and `pyconv.pictures.web` imported
 * @throws {BootError}
 */
export async function boot({ runtime, wheel, rest }, report, whole = false) {
  const later = whole ? [rest] : [];
  const download = new Download([...Object.values(runtime), wheel, ...later], report);
  const [loader, script, module, lock, ...archives] = await download.all([
    /** @type {Promise<Loader>} */ (download.module(runtime.loader)),
    /** @type {Promise<Script>} */ (download.unzippedModule(runtime.script)),
    download.compiled(runtime.wasm),
    download.text(runtime.lock, (text) => {
      JSON.parse(text);
      return text;
    }),
    download.unzipped(runtime.stdlib),
    download.unzipped(runtime.numpy),
    download.unzipped(wheel),
    ...later.map((file) => download.unzipped(file)),
  ]);

  download.tell("start");
  const folder = new URL("./", runtime.loader.url).href;
  const pyodide = await withoutFetching(folder, module, () =>
    loader.loadPyodide({
      indexURL: folder,
      packageBaseUrl: folder,
      lockFileContents: lock,
      createPyodideModule: script.default,
      /** @param {FileSystem} files @param {{ sitePackages: string }} places */
      fsInit: async (files, { sitePackages }) => {
        // Python's own modules lie in a folder, like the packages below it: nothing has to be found in a zip.
        for (const archive of archives) unpack(archive, files, parentOf(sitePackages));
      },
    }),
  );

  download.tell("import");
  load(pyodide, "numpy, pyconv.pictures.web");
  download.tell("ready");
  return pyodide;
}

/**
 * Runs `start`, for which everything is here already: instantiating takes `module`, and where Pyodide asks
 * for a file of `folder`, the library that is unpacked or the code that is compiled, it gets an empty answer.
 * Fails if instantiating does, which Pyodide would only write to the console.
 * @template T @param {string} folder @param {WebAssembly.Module} module @param {() => Promise<T>} start
 */
async function withoutFetching(folder, module, start) {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  try {
    return await new Promise((/** @type {(value: T) => void} */ resolve, reject) => {
      globalThis.fetch = async (input, init) =>
        String(input).startsWith(folder) ? new Response(new Uint8Array()) : fetch(input, init);
      WebAssembly.instantiateStreaming = async (_, imports) => {
        try {
          return { module, instance: await WebAssembly.instantiate(module, imports) };
        } catch (error) {
          reject(error);
          throw error;
        }
      };
      start().then(resolve, reject);
    });
  } catch (error) {
    throw new BootError("crashed", "", error);
  } finally {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}
