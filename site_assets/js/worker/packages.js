/** Puts packages where Python finds them, and imports them. */

import { BootError, nameOf } from "./download.js";

/** @typedef {{ mkdirTree(path: string): void, writeFile(path: string, data: Uint8Array, options: { canOwn: boolean }): void }} FileSystem */
/**
 * What is used of Pyodide's own interface.
 * @typedef {object} Pyodide
 * @property {FileSystem} FS
 * @property {(code: string) => unknown} runPython
 * @property {(name: string) => unknown} pyimport
 * @property {(data: Uint8Array, format: string, options: { extractDir: string }) => void} unpackArchive
 */

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
    const parent = parentOf(path);
    if (!made.has(parent)) {
      files.mkdirTree(parent);
      made.add(parent);
    }
    files.writeFile(path, tar.subarray(at + 512, at + 512 + size), { canOwn: true });
    at += 512 + 512 * Math.ceil(size / 512);
  }
}

/** The folder that something lies in. @param {string} path */
export function parentOf(path) {
  return path.slice(0, path.lastIndexOf("/"));
}

/**
 * Unpacks a wheel into a folder of Python's file system.
 * @param {Pyodide} pyodide @param {Uint8Array} wheel @param {string} url  Where it came from. @param {string} folder
 * @throws {BootError}
 */
export function install(pyodide, wheel, url, folder) {
  try {
    pyodide.unpackArchive(wheel, "wheel", { extractDir: folder });
  } catch (error) {
    throw new BootError("damaged", nameOf(url), error);
  }
}

/** Lets Python see modules that came after it had looked for them. @param {Pyodide} pyodide */
export function lookAgain(pyodide) {
  pyodide.runPython("import importlib; importlib.invalidate_caches()");
}

/**
 * Imports modules for good: collecting garbage meanwhile, or ever looking at them again, is time lost.
 * @param {Pyodide} pyodide @param {string} modules
 * @throws {BootError}
 */
export function load(pyodide, modules) {
  try {
    pyodide.runPython(`import gc; gc.disable()\nimport ${modules}\ngc.freeze(); gc.enable()`);
  } catch (error) {
    throw new BootError("crashed", "", error);
  }
}
