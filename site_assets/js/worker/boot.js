/**
 * Boots Pyodide with NumPy and the pyconv wheel.
 *
 * Everything is asked for at once, checked as it arrives, and only handed to Pyodide when all of it
 * is there: Pyodide's loader waits for ever when a file of its own is missing or damaged.
 */

import { BootError, Download, nameOf } from "./download.js";

/** @typedef {import("./download.js").Report} Report */
/** @typedef {import("./download.js").Manifest} Manifest */
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

const MANIFEST = "runtime.json";
const LOADER = "pyodide.mjs";
const SCRIPT = "pyodide.asm.mjs";
const WASM = "pyodide.asm.wasm";
const STDLIB = "python_stdlib.zip";
const LOCK = "pyodide-lock.json";
const NUMPY = "numpy.bin";

/**
 * @param {{ runtimeURL: string, wheelURL: string, wheelBytes: number, report: Report }} options
 *   absolute addresses of the runtime's folder and of the wheel, the wheel's size, and what to call with progress
 * @returns {Promise<Pyodide>} with `numpy` and `pyconv.web` imported
 * @throws {BootError}
 */
export async function boot({ runtimeURL, wheelURL, wheelBytes, report }) {
  const download = new Download(report);
  const manifest = new Download(() => {}).text(runtimeURL + MANIFEST, (text) => {
    const read = /** @type {Manifest} */ (JSON.parse(text));
    download.total = read.boot.reduce((sum, name) => sum + (read.files[name] ?? 0), wheelBytes);
    return read;
  });
  // Whoever needs it waits for it below; it may fail before the first of them does.
  manifest.catch(() => {});
  const [loader, , module, stdlib, lock, numpy, wheel] = await Promise.all([
    /** @type {Promise<Loader>} */ (download.script(runtimeURL + LOADER, manifest)),
    download.script(runtimeURL + SCRIPT, manifest),
    download.compiled(runtimeURL + WASM),
    download.bytes(runtimeURL + STDLIB).then((bytes) => verified(bytes, STDLIB, manifest)),
    download.text(runtimeURL + LOCK, (text) => (JSON.parse(text), text)),
    download.unzipped(runtimeURL + NUMPY),
    download.bytes(wheelURL),
  ]);

  download.tell("start");
  let packages = "";
  const pyodide = await handingOver({ [WASM]: new Uint8Array(), [STDLIB]: stdlib }, module, () =>
    loader.loadPyodide({
      indexURL: runtimeURL,
      packageBaseUrl: runtimeURL,
      stdLibURL: runtimeURL + STDLIB,
      lockFileContents: lock,
      fsInit: async (/** @type {FileSystem} */ files, /** @type {{ sitePackages: string }} */ { sitePackages }) => {
        packages = sitePackages;
        unpack(numpy, files, packages);
      },
    }),
  );

  download.tell("packages");
  try {
    pyodide.unpackArchive(wheel, "wheel", { extractDir: packages });
  } catch (error) {
    throw new BootError("damaged", nameOf(wheelURL), error);
  }

  download.tell("import");
  try {
    // What is imported stays for good: collecting garbage meanwhile, or ever looking at it again, is time lost.
    pyodide.runPython(
      "import gc, importlib; gc.disable(); importlib.invalidate_caches()\n" +
        "import numpy, pyconv.web\n" +
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
    const size = parseInt(field(at + 124, 12), 8);
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
 * Runs `load` while `fetch` answers with files that are already here and instantiating takes `module`.
 * Fails if instantiating does, which Pyodide would only write to the console.
 * @template T @param {Record<string, Uint8Array<ArrayBuffer>>} files @param {WebAssembly.Module} module @param {() => Promise<T>} load
 */
async function handingOver(files, module, load) {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  try {
    return await new Promise((/** @type {(value: T) => void} */ resolve, reject) => {
      globalThis.fetch = async (input, init) => {
        const bytes = files[nameOf(String(input))];
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

/**
 * Returns the bytes if they are those that the manifest knows.
 * @param {Uint8Array<ArrayBuffer>} bytes @param {string} name @param {Promise<Manifest>} manifest
 */
export async function verified(bytes, name, manifest) {
  const expected = (await manifest).sha256[name];
  // Browsers offer hashing only where the connection is trusted (https, or this very machine).
  if (expected && globalThis.crypto?.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (found !== expected) throw new BootError("damaged", name, `${found} != ${expected}`);
  }
  return bytes;
}
