/**
 * The download of everything that Python needs: bytes counted as they come, every file checked, failures
 * told by their reason.
 *
 * A file that fails is asked for once more, past the browser's cache: a cache keeps a damaged answer as
 * faithfully as a good one. Scripts are loaded by the browser, so that it can keep what it compiled of them,
 * and checked beside that; one that had to be asked for again can only be loaded anew by another worker.
 */

import { hashOf } from "./facts.js";
import { FILE_PATIENCE } from "./patience.js";

/** @typedef {import("./facts.js").FileFacts} FileFacts */
/** A file, and what is known of its bytes: nothing, if it tells of itself. @typedef {FileFacts | { url: string }} File */
/** @typedef {"missing" | "damaged" | "mistyped" | "crashed"} Reason */
/** @typedef {(progress: { stage: import("./protocol.js").Stage, loaded: number, total: number }) => void} Report */

/**
 * What is done with a file.
 * @template M, T
 * @typedef {object} Use
 * @property {(bytes: Uint8Array<ArrayBuffer>, made: M | undefined, again: boolean, headers: Headers) => T | Promise<T>} read  Once all of it is there, and whether it had to be asked for again.
 * @property {(response: Response) => M | Promise<M>} [meanwhile]  While it arrives.
 * @property {RegExp} [type]  Of a content type without which browsers refuse it.
 * @property {boolean} [page]  Whether it is a page.
 */

const REPORT_EVERY = 50; // milliseconds

/** The types under which a browser takes a module. */
const SCRIPT = /^(text|application)\/(x-)?(java|ecma)script\b/i;

/** Why Python could not start: the reason, and the file to blame, with the status of its answer, where they apply. */
export class BootError extends Error {
  /** Whether the file is good by now, so that another worker may well start. */ again = false;

  /** @param {Reason} reason @param {string} file @param {unknown} cause @param {number} status */
  constructor(reason, file, cause, status = 0) {
    super([reason, file, status || "", cause ?? ""].filter(Boolean).join(" "), { cause });
    this.name = "BootError";
    this.reason = reason;
    this.file = file;
    this.status = status;
  }

  /** What went wrong, whatever was raised. @param {unknown} error */
  static of(error) {
    return error instanceof BootError ? error : new BootError("crashed", "", error);
  }
}

/** Downloads files, counting their bytes as they come. */
export class Download {
  #loaded = 0;
  #told = 0;
  #report;
  /** @type {Set<AbortController>} */ #asking = new Set();
  #cancelled = false;
  #total;

  /**
   * @param {{ bytes: number }[]} files  Those whose bytes are counted.
   * @param {Report} report
   */
  constructor(files = [], report = () => {}) {
    this.#total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#report = report;
  }

  /** @param {import("./protocol.js").Stage} stage */
  tell(stage) {
    this.#report({ stage, loaded: Math.min(this.#loaded, this.#total), total: this.#total });
  }

  /** Waits for several files; when one fails the others are given up. @template {any[]} T @param {readonly [...T]} files */
  async all(files) {
    try {
      return await Promise.all(files);
    } catch (error) {
      this.cancel();
      throw error;
    }
  }

  cancel() {
    this.#cancelled = true;
    for (const asking of this.#asking) asking.abort();
  }

  /** Every byte of a file. @param {File} file */
  bytes(file) {
    return this.#get(file, { read: (bytes) => bytes });
  }

  /** What `read` makes of a text; it throws if the text is not what it should be. @template T @param {File} file @param {(text: string) => T | Promise<T>} read */
  text(file, read) {
    return this.#get(file, {
      read: async (bytes) => {
        try {
          return await read(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
        } catch (error) {
          throw new BootError("damaged", nameOf(file.url), error);
        }
      },
    });
  }

  /** The content of a gzipped file, unpacked by the browser while it arrives. @param {File} file */
  unzipped(file) {
    return this.#get(file, {
      meanwhile: (response) => collect(plain(response)),
      read: (_, content) => /** @type {Uint8Array} */ (content),
    });
  }

  /**
   * A gzipped WebAssembly module, unpacked and compiled while it arrives. It carries the type without which
   * browsers do not compile a stream, whatever that of the answer is.
   * @param {File} file
   */
  compiled(file) {
    return this.#get(file, {
      meanwhile: (response) =>
        WebAssembly.compileStreaming(
          new Response(plain(response), { headers: { "content-type": "application/wasm" } }),
        ),
      read: (_, module) => /** @type {WebAssembly.Module} */ (module),
    });
  }

  /**
   * A gzipped ES module, made of its bytes once they are known to be good. Only a worker may do that: the
   * policy of a page forbids it, and a worker has the policy that its own script was sent with.
   * @param {File} file
   */
  unzippedModule(file) {
    return this.#get(file, {
      meanwhile: (response) =>
        new Response(plain(response), { headers: { "content-type": "text/javascript" } }).blob(),
      read: async (_, content) => {
        const url = URL.createObjectURL(/** @type {Blob} */ (content));
        try {
          return await import(url);
        } finally {
          URL.revokeObjectURL(url);
        }
      },
    });
  }

  /**
   * The answer with a file, whole and checked, to be put into a cache. `judge` throws if the bytes are not
   * what they should be.
   * @param {File} file @param {(bytes: Uint8Array<ArrayBuffer>) => void} judge
   */
  answer(file, judge) {
    return this.#get(file, {
      page: file.url.endsWith("/"),
      read: (bytes, _, __, sent) => {
        judge(bytes);
        const headers = new Headers(sent);
        // The bytes are unpacked by now.
        for (const name of ["content-encoding", "content-length"]) headers.delete(name);
        return new Response(bytes, { headers });
      },
    });
  }

  /** Checks a script that the browser loads itself, and returns whether it had to be asked for again. @param {File} file */
  script(file) {
    return this.#get(file, { type: SCRIPT, read: (_, __, again) => again });
  }

  /** An ES module, checked once it is loaded: by then its bytes lie in the cache. @param {File} file */
  async module(file) {
    let module;
    /** @type {unknown} */
    let failure;
    try {
      module = await import(file.url);
    } catch (refused) {
      failure = refused;
    }
    const again = await this.script(file);
    if (!again && !failure) return module;
    const reason = again ? "damaged" : failure instanceof SyntaxError ? "crashed" : "missing";
    const error = new BootError(reason, nameOf(file.url), failure);
    error.again = true;
    throw error;
  }

  /** @template M, T @param {File} file @param {Use<M, T>} use */
  async #get(file, use) {
    try {
      return await this.#ask(file, use, false);
    } catch (error) {
      if (this.#cancelled || !(error instanceof BootError) || error.file !== nameOf(file.url)) throw error;
      return await this.#ask(file, use, true);
    }
  }

  /** @template M, T @param {File} file @param {Use<M, T>} use @param {boolean} again @returns {Promise<T>} */
  async #ask(file, { read, meanwhile, type, page }, again) {
    const { url } = file;
    const name = nameOf(url);
    const asking = new AbortController();
    if (this.#cancelled) asking.abort();
    this.#asking.add(asking);
    let counted = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let silence;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => asking.abort(new Error(`silence for ${FILE_PATIENCE} ms`)), FILE_PATIENCE);
    };
    try {
      heard();
      const response = await fetch(url, { cache: again ? "reload" : "default", signal: asking.signal });
      // A page in the place of a file says that it is not there, whatever its status says.
      if (!response.ok || !response.body || (!page && typeOf(response).startsWith("text/html"))) {
        throw new BootError("missing", name, null, response.status);
      }
      // What is made of it meanwhile takes the response itself, and the bytes that are checked are those of a copy.
      const { body } = meanwhile ? response.clone() : response;
      const made = Promise.resolve(meanwhile?.(response));
      // It is looked at only once the bytes are known to be good.
      made.catch(() => {});
      const bytes = await collect(/** @type {ReadableStream<Uint8Array>} */ (body), (chunk) => {
        heard();
        counted += chunk.length;
        this.#count(chunk.length);
      });
      clearTimeout(silence);
      const checked = await check(bytes, file);
      if (type && !type.test(typeOf(response))) throw new BootError("mistyped", name, typeOf(response));
      return await made
        .then((early) => read(bytes, early, again, response.headers))
        .catch((error) => {
          throw error instanceof BootError
            ? error
            : new BootError(checked ? "crashed" : "damaged", name, error);
        });
    } catch (error) {
      this.#count(-counted);
      throw error instanceof BootError ? error : new BootError("missing", name, error);
    } finally {
      clearTimeout(silence);
      this.#asking.delete(asking);
    }
  }

  /** @param {number} bytes */
  #count(bytes) {
    this.#loaded += bytes;
    const now = performance.now();
    if (now - this.#told >= REPORT_EVERY || this.#loaded >= this.#total) {
      this.#told = now;
      this.tell("download");
    }
  }
}

/**
 * Whether the bytes could be compared with their hash.
 * @param {Uint8Array<ArrayBuffer>} bytes @param {File} file
 * @throws {BootError} they are not those that are expected; too few were not all that were sent
 */
async function check(bytes, file) {
  if (!("sha256" in file)) return false;
  const name = nameOf(file.url);
  if (bytes.length !== file.bytes) {
    const reason = bytes.length < file.bytes ? "missing" : "damaged";
    throw new BootError(reason, name, `${bytes.length} bytes instead of ${file.bytes}`);
  }
  const found = await hashOf(bytes);
  if (found && found !== file.sha256) throw new BootError("damaged", name, `${found} != ${file.sha256}`);
  return found !== null;
}

/** @param {ReadableStream<Uint8Array>} stream @param {(chunk: Uint8Array) => void} [see] */
async function collect(stream, see = () => {}) {
  const chunks = [];
  let size = 0;
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    chunks.push(step.value);
    size += step.value.length;
    see(step.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** What a gzipped file holds. @param {Response} response @returns {ReadableStream<Uint8Array<ArrayBuffer>>} */
function plain({ body }) {
  return /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (body).pipeThrough(
    new DecompressionStream("gzip"),
  );
}

/** @param {Response} response */
function typeOf(response) {
  return response.headers.get("content-type") ?? "";
}

/** The last part of an address. @param {string} url */
export function nameOf(url) {
  return url.slice(url.lastIndexOf("/") + 1);
}
