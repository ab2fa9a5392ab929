/**
 * Boots Pyodide with NumPy and the pyconv wheel.
 *
 * Everything is asked for at once, checked as it arrives, and only handed to Pyodide when all of it
 * is there: Pyodide's loader waits for ever when a file of its own is missing or damaged.
 */

import { BootError, Download } from "./download.js";
import { install, load, unpack } from "./packages.js";

/** @typedef {import("./packages.js").FileSystem} FileSystem */
/** @typedef {import("./packages.js").Pyodide} Pyodide */
/** @typedef {{ loadPyodide(options: object): Promise<Pyodide> }} Loader */

/**
 * @param {import("./facts.js").Site} site
 * @param {import("./download.js").Report} report  What to call with progress.
 * @returns {Promise<Pyodide>} with `numpy` and `pyconv.pictures.web` imported
 * @throws {BootError}
 */
export async function boot({ runtime, wheel }, report) {
  const download = new Download([...Object.values(runtime), wheel], report);
  const [loader, , module, stdlib, lock, numpy, packed] = await download.all([
    /** @type {Promise<Loader>} */ (download.module(runtime.loader)),
    download.module(runtime.script),
    download.compiled(runtime.wasm),
    download.bytes(runtime.stdlib),
    download.text(runtime.lock, (text) => {
      JSON.parse(text);
      return text;
    }),
    download.unzipped(runtime.numpy),
    download.bytes(wheel),
  ]);

  download.tell("start");
  let packages = "";
  const folder = new URL("./", runtime.loader.url).href;
  const given = { [runtime.wasm.url]: new Uint8Array(), [runtime.stdlib.url]: stdlib };
  const pyodide = await handingOver(given, module, () =>
    loader.loadPyodide({
      indexURL: folder,
      packageBaseUrl: folder,
      stdLibURL: runtime.stdlib.url,
      lockFileContents: lock,
      /** @param {FileSystem} files @param {{ sitePackages: string }} places */
      fsInit: async (files, { sitePackages }) => {
        packages = sitePackages;
        unpack(numpy, files, packages);
      },
    }),
  );

  download.tell("packages");
  install(pyodide, packed, wheel.url, packages);

  download.tell("import");
  load(pyodide, "numpy, pyconv.pictures.web");
  download.tell("ready");
  return pyodide;
}

/**
 * Runs `start` while `fetch` answers with files that are already here, by their addresses, and
 * instantiating takes `module`. Fails if instantiating does, which Pyodide would only write to the console.
 * @template T @param {Record<string, Uint8Array<ArrayBuffer>>} files @param {WebAssembly.Module} module @param {() => Promise<T>} start
 */
async function handingOver(files, module, start) {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  try {
    return await new Promise((/** @type {(value: T) => void} */ resolve, reject) => {
      globalThis.fetch = async (input, init) => {
        const bytes = files[String(input)];
        return bytes ? new Response(bytes) : fetch(input, init);
      };
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
