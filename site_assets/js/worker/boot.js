/**
 * Boots Pyodide with NumPy and the pyconv wheel.
 *
 * Everything is asked for at once, checked as it arrives, and only handed to Pyodide when all of it
 * is there: Pyodide's loader waits for ever when a file of its own is missing or damaged.
 */

import { BootError, Download, nameOf } from "./download.js";
import { readManifest } from "./facts.js";

/** @typedef {import("./download.js").Report} Report */
/** @typedef {import("./facts.js").FileFacts} FileFacts */
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

const LOADER = "pyodide.mjs";
const SCRIPT = "pyodide.asm.mjs";
const WASM = "pyodide.asm.wasm";
const STDLIB = "python_stdlib.zip";
const LOCK = "pyodide-lock.json";
const NUMPY = "numpy.bin";

/**
 * @param {{ manifest: FileFacts, wheel: FileFacts }} site  What of it is needed: `runtime.json`, beside which the runtime lies, and the wheel.
 * @param {Report} report  What to call with progress.
 * @returns {Promise<{ pyodide: Pyodide, figures: FileFacts[] }>} with `numpy` and `pyconv.pictures.web` imported, and the files that matplotlib needs
 * @throws {BootError}
 */
export async function boot(site, report) {
  const download = new Download(report);
  const runtimeURL = new URL("./", site.manifest.url).href;
  const manifest = download.text(site.manifest.url, site.manifest, (text) => {
    const read = readManifest(text, runtimeURL, [LOADER, SCRIPT, WASM, STDLIB, LOCK, NUMPY]);
    const files = [site.manifest, site.wheel, ...read.boot.values()];
    download.total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    return read;
  });
  /** @param {string} name @returns {[string, Promise<FileFacts>]} */
  const part = (name) => {
    const facts = manifest.then(({ boot: files }) => /** @type {FileFacts} */ (files.get(name)));
    // It may fail before anybody waits for it; whoever does hears of it.
    facts.catch(() => {});
    return [runtimeURL + name, facts];
  };
  const [{ figures }, loader, , module, stdlib, lock, numpy, wheel] = await download.all([
    manifest,
    /** @type {Promise<Loader>} */ (download.module(...part(LOADER))),
    download.module(...part(SCRIPT)),
    download.compiled(...part(WASM)),
    download.bytes(...part(STDLIB)),
    download.text(...part(LOCK), (text) => {
      JSON.parse(text);
      return text;
    }),
    download.unzipped(...part(NUMPY)),
    download.bytes(site.wheel.url, site.wheel),
  ]);

  download.tell("start");
  let packages = "";
  const pyodide = await handingOver({ [WASM]: new Uint8Array(), [STDLIB]: stdlib }, module, () =>
    loader.loadPyodide({
      indexURL: runtimeURL,
      packageBaseUrl: runtimeURL,
      stdLibURL: runtimeURL + STDLIB,
      lockFileContents: lock,
      fsInit: async (
        /** @type {FileSystem} */ files,
        /** @type {{ sitePackages: string }} */ { sitePackages },
      ) => {
        packages = sitePackages;
        unpack(numpy, files, packages);
      },
    }),
  );

  download.tell("packages");
  try {
    pyodide.unpackArchive(wheel, "wheel", { extractDir: packages });
  } catch (error) {
    throw new BootError("damaged", nameOf(site.wheel.url), error);
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
  return { pyodide, figures };
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
