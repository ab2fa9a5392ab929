/** The field in which the code of a cell is written. */

import {
  createEditor,
  defaultCommands,
  setIgnoreTab,
} from "../vendor/prism-code-editor/prism-code-editor.js";

const WRONG = "pc-wrong-line";

/**
 * @typedef {object} Reacts
 * @property {string} name  What the field is called.
 * @property {string} described  The id of what says which keys there are.
 * @property {(code: string) => void} changed
 * @property {() => void} run
 */

export class Editor {
  #editor;
  #described;

  /** @param {string} code @param {Reacts} reacts */
  constructor(code, { name, described, changed, run }) {
    const editor = createEditor(null, { language: "python", value: code, tabSize: 4 }, defaultCommands());
    this.#editor = editor;
    this.#described = described;
    const { container, textarea } = editor;
    textarea.setAttribute("aria-label", name);
    textarea.setAttribute("aria-describedby", described);
    textarea.setAttribute("autocorrect", "off");
    // Escape lets Tab go on to what follows, as long as nothing else is done.
    editor.keyCommandMap.Escape = () => true;
    const leave = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        event.stopPropagation();
        run();
      }
      if (event.key === "Escape") setIgnoreTab(true);
      else if (event.key !== "Tab" && event.key !== "Shift") setIgnoreTab(false);
    };
    container.addEventListener("keydown", leave, { capture: true });
    textarea.addEventListener("blur", () => setIgnoreTab(false));
    editor.on("update", (value) => {
      this.unmark();
      changed(value);
    });
  }

  get element() {
    return this.#editor.container;
  }

  get code() {
    return this.#editor.value;
  }

  /** Puts another code in the place of this one. @param {string} code */
  become(code) {
    if (code !== this.code) this.#editor.setOptions({ value: code });
  }

  /** Marks the line that is to blame; the first is 1. @param {number | null} line @param {string} why  The id of what says so. */
  mark(line, why) {
    const { lines, textarea } = this.#editor;
    if (line) lines[line]?.classList.add(WRONG);
    textarea.setAttribute("aria-invalid", "true");
    textarea.setAttribute("aria-describedby", `${this.#described} ${why}`);
  }

  unmark() {
    const { container, textarea } = this.#editor;
    for (const line of container.querySelectorAll(`.${WRONG}`)) line.classList.remove(WRONG);
    textarea.removeAttribute("aria-invalid");
    textarea.setAttribute("aria-describedby", this.#described);
  }

  /** Takes the keyboard to a line. @param {number} line */
  goTo(line) {
    const { textarea } = this.#editor;
    const before = this.code.split("\n").slice(0, line - 1);
    const start = before.reduce((sum, { length }) => sum + length + 1, 0);
    textarea.focus();
    textarea.setSelectionRange(start, start);
    this.#editor.lines[line]?.scrollIntoView({ block: "nearest" });
  }
}
