/**
 * A cell of code: the reader changes it and runs it, and what it puts out stands below.
 *
 * The cells of a page share one Python, which is none of the figures'. It is started by the first run, and
 * stopping a cell ends it. Nothing is ever run that the reader has not asked for: a link brings text alone.
 */

import { address } from "../elements/address.js";
import { pageWords } from "../elements/parts.js";
import { Status } from "../elements/status.js";
import { fill } from "../elements/words.js";
import { button, make, newId } from "../taking/pieces.js";
import { dress, wordsOf } from "../taking/words.js";
import { Dropped, interpreter, Refused } from "../worker/client.js";
import { forget, keep, keptOf, linkedTo, linkTo } from "./code.js";
import { Editor } from "./editor.js";
import { Output } from "./output.js";

/** @typedef {import("../elements/words.js").Words} Words */

/** The cells that were set up, by page and name: the theme may make elements of a page anew while one works. @type {Map<string, Cell>} */
const standing = new Map();

/** Sets a cell up, or goes on with it. @param {HTMLElement} host @throws its words or looks cannot be had */
export async function cellOf(host) {
  const place = `${location.pathname}#${host.id}`;
  const looks = [dress("../js/vendor/prism-code-editor/layout"), dress("python")];
  const [words] = await Promise.all([wordsOf(host.dataset.language ?? "", "cells-"), ...looks]);
  const cell = standing.get(place) ?? new Cell(host, words);
  standing.set(place, cell);
  cell.lieIn(host);
  return cell;
}

class Cell {
  #id;
  #page = location.pathname;
  #language;
  /** As the page has it. */ #first;
  /** @type {Words} */ #words;
  /** @type {Editor} */ #editor;
  /** @type {Output} */ #output;
  /** @type {Status} */ #status;
  #run;
  #stop;
  #resetAll;
  #link = make("input", { type: "text", readonly: true, hidden: true, autocomplete: "off" });
  #came = make("p", { class: "pc-came", role: "status" });
  #said = make("p", { class: "pc-said", role: "status", id: newId() });
  #line = make("div", { class: "pc-python", hidden: true });
  #body;
  /** Whether it is to be run, or is running. */ #running = false;
  /** Whether it is to be run once more, by a Python that was started again. */ #again = false;
  /** Whether it could not be run for want of Python. */ #failed = false;
  /** The link that was read last. */ #linked = "";

  /** @param {HTMLElement} host @param {Words} words */
  constructor(host, words) {
    this.#id = host.id;
    this.#language = host.dataset.language ?? "";
    this.#words = words;
    this.#first = (host.querySelector("pre code")?.textContent ?? "").trimEnd();
    const { code = this.#first, link = "" } = keptOf(this.#id);
    this.#linked = link;
    const keys = make("p", { class: "pc-keys", id: newId() }, this.#word("keys"));
    this.#editor = new Editor(code, {
      name: this.#word("code"),
      described: keys.id,
      changed: () => this.#keep(),
      run: () => void this.run(),
    });
    this.#output = new Output(this.#word("output"));
    this.#line.append(make("span", { class: "pc-status" }), make("progress", { max: "1", value: "0" }));
    this.#line.append(button("", () => this.#retry()));
    // What of a failure is said of figures is said of cells instead.
    this.#status = new Status(this.#line, { ...pageWords(host), ...words });
    this.#run = button(this.#word("run"), () => this.run());
    this.#run.className = "pc-run";
    this.#stop = button(this.#word("stop"), () => interpreter.end());
    this.#resetAll = button(this.#word("reset-all"), () => this.#resetEvery());
    this.#link.setAttribute("aria-label", this.#word("not-linked"));
    const bar = make(
      "div",
      { class: "pc-acts" },
      this.#run,
      this.#stop,
      button(this.#word("reset"), () => this.#reset()),
      this.#resetAll,
      button(this.#word("link"), () => this.#copyLink()),
    );
    this.#body = [
      this.#came,
      this.#editor.element,
      bar,
      keys,
      this.#link,
      this.#said,
      this.#line,
      this.#output.element,
    ];
    this.#show();
    interpreter.addEventListener("change", () => this.#heed());
  }

  /** Takes the place of what the page has. @param {HTMLElement} host */
  lieIn(host) {
    host.classList.add("pc", "pc-script");
    host.replaceChildren(...this.#body);
    this.#resetAll.hidden = document.querySelectorAll("pyconv-python").length < 2;
  }

  /** @param {AbortSignal} signal */
  start(signal) {
    address.addEventListener("change", () => void this.#open(), { signal });
    void this.#open();
  }

  /** @param {string} key */
  #word(key) {
    return this.#words[key] ?? "";
  }

  // The code.

  #keep() {
    keep(this.#id, { code: this.#editor.code, link: this.#linked });
  }

  /** Puts the code of a link there, if the address has one that was not read before. */
  async #open() {
    if (this.#page !== location.pathname) return;
    const found = await linkedTo(this.#id).catch(() => null);
    if (!found) return;
    const read = found.link === this.#linked;
    this.#linked = found.link;
    if ("wrong" in found) this.#came.textContent = this.#word(found.wrong);
    else if (!read) {
      this.#editor.become(found.code);
      this.#output.clear();
      this.#said.textContent = "";
    }
    if ("code" in found) this.#came.textContent = this.#editor.code === this.#first ? "" : this.#word("came");
    this.#keep();
  }

  #reset() {
    // With no other cell there is nothing that names of this one could be needed for.
    if (this.#resetAll.hidden) return this.#resetEvery();
    this.#begin();
    this.#said.textContent = this.#word("reset-done");
  }

  #begin() {
    this.#editor.become(this.#first);
    this.#editor.unmark();
    this.#output.clear();
    this.#came.textContent = this.#said.textContent = "";
    this.#link.hidden = true;
    this.#keep();
  }

  #resetEvery() {
    interpreter.end();
    forget();
    for (const cell of standing.values()) if (cell.#page === this.#page) cell.#begin();
    // What was stopped says so first.
    setTimeout(() => {
      this.#said.textContent = this.#word("reset-all-done");
    });
  }

  async #copyLink() {
    const link = await linkTo(this.#id, this.#editor.code);
    this.#link.hidden = true;
    this.#said.textContent = "";
    if (link === null) {
      this.#said.textContent = this.#word("long");
      return;
    }
    try {
      await navigator.clipboard.writeText(link);
      this.#said.textContent = this.#word("linked");
    } catch {
      this.#said.textContent = this.#word("not-linked");
      this.#link.value = link;
      this.#link.hidden = false;
      this.#link.select();
    }
  }

  // Running.

  async run() {
    if (this.#running) return;
    this.#running = true;
    this.#failed = false;
    this.#editor.unmark();
    this.#output.clear();
    this.#link.hidden = true;
    this.#heed();
    const asked = { language: this.#language, code: this.#editor.code, cell: this.#id, page: this.#page };
    let said = "";
    try {
      const { failure } = await interpreter.ask("run", asked, (part) => this.#output.add(part));
      this.#output.flush();
      said = failure ? this.#blame(failure) : this.#word(this.#output.empty ? "silent" : "done");
    } catch (error) {
      said = this.#dropped(error);
    }
    this.#running = false;
    this.#said.textContent = said;
    this.#heed();
    if (!this.#again) return;
    this.#again = false;
    void this.run();
  }

  /** What is said of a run that has no answer. @param {unknown} error */
  #dropped(error) {
    this.#output.flush();
    if (error instanceof Refused) return error.message;
    if (error instanceof Dropped) {
      // It was ended by the reader, or else Python could not be had, of which its own line tells.
      if (interpreter.condition.state === "idle") return this.#word("stopped");
      this.#failed = true;
      return "";
    }
    // It may have used up its memory or its stack: this Python is good for nothing any more.
    interpreter.end();
    return this.#word("ended");
  }

  /** Shows how the code failed. @param {import("../worker/protocol.js").Failure} failure */
  #blame({ text, line, said }) {
    const why = make("pre", { class: "pc-failure" }, text.trimEnd());
    const lines = this.#editor.code.split("\n").length;
    const there = line !== null && line >= 1 && line <= lines ? line : null;
    this.#output.append(why, ...(said ? [make("p", {}, said)] : []));
    if (there) {
      const go = button(fill(this.#word("to-line"), { line: there }), () => this.#editor.goTo(there));
      this.#output.append(make("p", {}, go));
    }
    this.#editor.mark(there, this.#said.id);
    return there ? fill(this.#word("failed-line"), { line: there }) : this.#word("failed");
  }

  #retry() {
    if (interpreter.condition.reason === "newer" || interpreter.matplotlib.reason === "newer")
      return location.reload();
    const { state } = interpreter.condition;
    this.#again = this.#running;
    if (state !== "ready" || this.#running) interpreter.restart();
    if (!this.#again) void this.run();
  }

  /** Says how Python is doing, where this cell waits for it. */
  #heed() {
    const { condition, matplotlib } = interpreter;
    const shown = condition.state === "ready" ? matplotlib : condition;
    const awaited = this.#running && shown.state === "starting";
    this.#line.hidden = !awaited && !(this.#failed && shown.state === "failed");
    if (!this.#line.hidden) this.#status.show(shown);
    if (this.#running) this.#tell(this.#word(condition.state === "ready" && !awaited ? "running" : "waits"));
    this.#show();
  }

  /** @param {string} words */
  #tell(words) {
    if (this.#said.textContent !== words) this.#said.textContent = words;
  }

  #show() {
    // The keyboard does not stay on what cannot be pressed any more.
    if (!this.#running && document.activeElement === this.#stop) this.#run.focus();
    this.#stop.disabled = !this.#running;
    this.#run.setAttribute("aria-disabled", String(this.#running));
  }
}
