/**
 * Boots Pyodide with NumPy and the pyconv wheel.
 *
 * Everything is asked for at once, checked as it arrives, and only handed to Pyodide when all of it
 * is there: Pyodide's loader waits for ever when a file of its own is missing or damaged.
 */

import { BootError, Download, nameOf } from "./download.js";

/** @typedef {{ mkdirTree(path: string): void, writeFile(path: string, data: Uint8Array, options: { canOwn: boolean }): void }} FileSystem */
/**
 * What is used of Pyodide's own interface.
 * @typedef {object} Pyodide
 * @property {FileSystem} FS
 * @property {(code: string) => any} runPython
 * @property {(name: string) => any} pyimport
 * @property {(names: string | string[]) => Promise<unknown>} loadPackage
 * @property {(data: Uint8Array, format: string, options: { extractDir: string }) => void} unpackArchive
 */
/** @typedef {{ loadPyodide(options: object): Promise<Pyodide> }} Loader */

/**
 * @param {import("./facts.js").Site} site
 * @param {import("./download.js").Report} report  What to call with progress.
 * @returns {Promise<Pyodide>} with `numpy` and `pyconv.pictures.web` imported
 * @throws {BootError}
 */
export async function boot({ runtime, wheel }, report) {
  const files = [...Object.values(runtime), wheel];
  const download = new Download(files, report);
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
      fsInit: async (
        /** @type {FileSystem} */ system,
        /** @type {{ sitePackages: string }} */ { sitePackages },
      ) => {
        packages = sitePackages;
        unpack(numpy, system, packages);
      },
    }),
  );

  download.tell("packages");
  try {
    pyodide.unpackArchive(packed, "wheel", { extractDir: packages });
  } catch (error) {
    throw new BootError("damaged", nameOf(wheel.url), error);
  }

  download.tell("import");
  try {
    // What is imported stays for good: collecting garbage meanwhile, or ever looking at it again, is time lost.
    pyodide.runPython(
      "import gc, importlib; gc.disable(); importlib.invalidate_caches()\n" +
        "import numpy, pyconv.pictures.web\n" +
        "gc.freeze(); gc.enable()",
    );
  } catch (error) {
    throw new BootError("crashed", "", error);
  }
  download.tell("ready");
  return pyodide;
}

/**
 * Writes the files of a tar under a folder of Python's file system, without copying their bytes.
 * @param {Uint8Array} tar @param {FileSystem} files @param {string} folder
 */
export function unpack(tar, files, folder) {
  const text = new TextDecoder();
  /** @param {number} start @param {number} length */
  const field = (start, length) => {
    const bytes = tar.subarray(start, start + length);
    const end = bytes.indexOf(0);
    return text.decode(end < 0 ? bytes : bytes.subarray(0, end));
  };
  const made = new Set();
  for (let at = 0; tar[at]; ) {
    const prefix = field(at + 345, 155);
    const path = `${folder}/${prefix && `${prefix}/`}${field(at, 100)}`;
    const size = Number.parseInt(field(at + 124, 12), 8);
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(parent)) {
      files.mkdirTree(parent);
      made.add(parent);
    }
    files.writeFile(path, tar.subarray(at + 512, at + 512 + size), { canOwn: true });
    at += 512 + 512 * Math.ceil(size / 512);
  }
}

/**
 * Runs `load` while `fetch` answers with files that are already here, by their address, and instantiating takes `module`.
 * Fails if instantiating does, which Pyodide would only write to the console.
 * @template T @param {Record<string, Uint8Array<ArrayBuffer>>} files @param {WebAssembly.Module} module @param {() => Promise<T>} load
 */
async function handingOver(files, module, load) {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  try {
    return await new Promise((/** @type {(value: T) => void} */ resolve, reject) => {
      globalThis.fetch = async (input, init) => {
        const bytes = files[new URL(String(input), self.location.href).href];
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
      load().then(resolve, reject);
    });
  } catch (error) {
    throw new BootError("crashed", "", error);
  } finally {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}
