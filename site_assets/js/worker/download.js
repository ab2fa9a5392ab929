/** The download of everything that the boot needs: bytes counted as they come, failures told by their reason. */

/** @typedef {"download" | "start" | "packages" | "import" | "ready"} Stage */
/** @typedef {(progress: { stage: Stage, loaded: number, total: number }) => void} Report */
/** @typedef {{ stdlib: string, lock: string, files: Record<string, number>, boot: string[], figures: string[], sha256: Record<string, string> }} Manifest */

const REPORT_EVERY = 50; // milliseconds

/** Why the boot failed: `reason` is "missing", "damaged" or "crashed"; `file` and `status` where they apply. */
export class BootError extends Error {
  /** @param {"missing" | "damaged" | "crashed"} reason @param {string} file @param {unknown} cause @param {number} status */
  constructor(reason, file, cause, status = 0) {
    super([reason, file, status || "", cause ?? ""].filter(Boolean).join(" "), { cause });
    this.name = "BootError";
    this.reason = reason;
    this.file = file;
    this.status = status;
  }
}

/** Downloads files, counting their bytes as they come. */
export class Download {
  #loaded = 0;
  #told = 0;
  #report;
  total = 0;

  /** @param {Report} report */
  constructor(report) {
    this.#report = report;
  }

  /** @param {number} bytes */
  count(bytes) {
    this.#loaded += bytes;
    const now = performance.now();
    // Until the manifest has come the total is not known, and there is nothing true to say.
    if (this.total && (now - this.#told >= REPORT_EVERY || this.#loaded >= this.total)) {
      this.#told = now;
      this.tell("download");
    }
  }

  /** @param {Stage} stage */
  tell(stage) {
    this.#report({ stage, loaded: Math.min(this.#loaded, this.total), total: this.total });
  }

  /** @param {string} url */
  async response(url) {
    let response;
    try {
      response = await fetch(url);
    } catch (error) {
      throw new BootError("missing", nameOf(url), error);
    }
    if (!response.ok || !response.body) throw new BootError("missing", nameOf(url), null, response.status);
    return response;
  }

  /** Every byte of a file, counted. @param {string} url @param {Response} [response] */
  async bytes(url, response) {
    const { body } = response ?? (await this.response(url));
    try {
      return await collect(/** @type {ReadableStream<Uint8Array>} */ (body), (chunk) => this.count(chunk.length));
    } catch (error) {
      throw new BootError("missing", nameOf(url), error);
    }
  }

  /** The content of a gzipped file, unpacked by the browser while it arrives. @param {string} url */
  async unzipped(url) {
    const { body } = await this.response(url);
    const counter = new TransformStream({
      transform: (chunk, controller) => {
        this.count(chunk.length);
        controller.enqueue(chunk);
      },
    });
    try {
      return await collect(
        /** @type {ReadableStream<Uint8Array>} */ (body)
          .pipeThrough(counter)
          .pipeThrough(new DecompressionStream("gzip")),
      );
    } catch (error) {
      throw new BootError("damaged", nameOf(url), error);
    }
  }

  /** A WebAssembly module, compiled while it arrives. @param {string} url */
  async compiled(url) {
    const response = await this.response(url);
    // The bytes are counted on a copy: only an untouched response lets the browser keep, and find
    // again, the code that it made of it.
    const copy = this.bytes(url, response.clone());
    const streamed = response.headers.get("content-type")?.startsWith("application/wasm");
    try {
      const [module] = await Promise.all([
        streamed ? WebAssembly.compileStreaming(response) : copy.then((bytes) => WebAssembly.compile(bytes)),
        copy,
      ]);
      return module;
    } catch (error) {
      throw error instanceof BootError ? error : new BootError("damaged", nameOf(url), error);
    }
  }

  /** An ES module; the browser fetches it, so its bytes count when all have come. @param {string} url @param {Promise<Manifest>} manifest */
  async script(url, manifest) {
    let module;
    try {
      module = await import(url);
    } catch (error) {
      // An import says nothing of why it failed: ask again in a way that does.
      await this.response(url);
      throw new BootError("damaged", nameOf(url), error);
    }
    this.count((await manifest).files[nameOf(url)] ?? 0);
    return module;
  }

  /** @template T @param {string} url @param {(text: string) => T} read */
  async text(url, read) {
    const bytes = await this.bytes(url);
    try {
      return read(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (error) {
      throw new BootError("damaged", nameOf(url), error);
    }
  }
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

/** The last part of an address. @param {string} url */
export function nameOf(url) {
  return url.slice(url.lastIndexOf("/") + 1);
}
