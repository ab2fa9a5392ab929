/** The ways to answer: a number that is typed, cells that are pointed at, a line that is chosen, a figure that is set. */

import { fill } from "../elements/words.js";
import { make } from "../taking/pieces.js";

/** @typedef {import("../worker/protocol.js").Posed} Posed */
/** @typedef {import("../worker/protocol.js").Table} Table */
/** What an answer is asked with; a sentence where there is none yet. @typedef {{ typed?: string, view?: string, params?: import("../worker/protocol.js").Params, missing?: string }} Given */
/**
 * @typedef {object} Answering
 * @property {Node[]} content
 * @property {() => Given | Promise<Given>} given
 * @property {HTMLElement} first  Where the keyboard goes.
 * @property {(answer: string) => void} [frame]  Shows the cells that are right.
 */

/**
 * @param {Posed} posed
 * @param {string} figure  The name of the figure of the page, if there is one.
 * @returns {Answering}
 */
export function answering(posed, figure) {
  switch (posed.way) {
    case "cells":
      return pointing(posed);
    case "choice":
      return choosing(posed);
    case "figure":
      return setting(posed, figure);
    default:
      return typing(posed);
  }
}

/** Cells that are only looked at, with the numbers of their rows and columns. @param {Table} table */
export function shown({ title, rows }) {
  /** @param {string} scope @param {number} number */
  const head = (scope, number) => make("th", { scope }, String(number));
  const several = rows.length > 1;
  const columns = (rows[0] ?? []).map((_, column) => head("col", column));
  const made = make("table", { class: "pc-values" }, make("caption", {}, title));
  made.append(make("tr", {}, ...(several ? [make("td")] : []), ...columns));
  for (const [line, row] of rows.entries()) {
    const values = row.map((value) => make("td", {}, value));
    made.append(make("tr", {}, ...(several ? [head("row", line)] : []), ...values));
  }
  return made;
}

/** @param {Posed} posed @returns {Answering} */
function typing({ words }) {
  const field = make("input", { type: "text", autocomplete: "off", inputmode: "text", size: "8" });
  const label = make("label", {}, make("span", {}, words.field ?? ""), " ", field);
  return { content: [label], given: () => ({ typed: field.value }), first: field };
}

/** @param {Posed} posed @returns {Answering} */
function choosing({ options, question, words }) {
  const group = make("fieldset", { class: "pc-lines" }, make("legend", { class: "pc-unseen" }, question));
  const radios = options.map((option, place) => {
    const radio = make("input", { type: "radio", name: "pc-option", value: String(place) });
    group.append(make("label", {}, radio, " ", make(option.startsWith("nn.") ? "code" : "span", {}, option)));
    return radio;
  });
  const given = () => {
    const chosen = radios.find((radio) => radio.checked);
    return chosen ? { typed: chosen.value } : { missing: words.choose ?? "" };
  };
  return { content: [group], given, first: radios[0] ?? group };
}

/** @param {Posed} posed @returns {Answering} */
function pointing({ tables, words }) {
  const table = /** @type {Table} */ (tables.find(({ pointed }) => pointed));
  const [lines, columns] = table.heads;
  /** @type {HTMLButtonElement[]} */
  const cells = [];
  const rows = table.rows.map((row, line) => {
    const made = row.map((_, column) => cell(line, column));
    const head = lines[line] ? [make("th", { scope: "row" }, lines[line] ?? "")] : [];
    return make("tr", {}, ...head, ...made);
  });
  if (columns.length)
    rows.unshift(make("tr", {}, ...["", ...columns].map((head) => make("th", { scope: "col" }, head))));
  const grid = make(
    "table",
    { class: "pc-pointed", role: "grid" },
    make("caption", {}, table.title),
    ...rows,
  );
  const width = table.rows[0]?.length ?? 1;
  grid.addEventListener("keydown", (event) => move(event, cells, width));

  /** @param {number} line @param {number} column */
  function cell(line, column) {
    const place = fill(words.place ?? "", { row: lines[line] ?? line, column: columns[column] ?? column });
    // One stop of Tab for all of them; the arrows lead on.
    const pressed = make("button", { type: "button", "aria-pressed": "false", "aria-label": place });
    pressed.tabIndex = cells.length ? -1 : 0;
    pressed.addEventListener("click", () => {
      pressed.ariaPressed = String(pressed.ariaPressed !== "true");
      stop(cells, pressed);
    });
    cells.push(pressed);
    return make("td", {}, pressed);
  }

  const given = () => {
    const pointed = [...cells.keys()].filter((place) => cells[place]?.ariaPressed === "true");
    return pointed.length ? { typed: pointed.join(" ") } : { missing: words.empty ?? "" };
  };
  /** @param {string} answer */
  const frame = (answer) => {
    for (const place of answer.split(" ")) cells[Number(place)]?.classList.add("pc-right");
  };
  return { content: [grid], given, frame, first: cells[0] ?? grid };
}

/** @param {HTMLButtonElement[]} cells @param {HTMLButtonElement} one  The stop of Tab from now on. */
function stop(cells, one) {
  for (const cell of cells) cell.tabIndex = cell === one ? 0 : -1;
}

/** @param {KeyboardEvent} event @param {HTMLButtonElement[]} cells @param {number} width */
function move(event, cells, width) {
  const at = cells.indexOf(/** @type {HTMLButtonElement} */ (event.target));
  const column = at % width;
  const steps = {
    ArrowLeft: column ? -1 : 0,
    ArrowRight: column < width - 1 ? 1 : 0,
    ArrowUp: -width,
    ArrowDown: width,
    Home: -column,
    End: width - 1 - column,
  };
  const step = steps[/** @type {keyof typeof steps} */ (event.key)];
  if (at < 0 || step === undefined) return;
  event.preventDefault();
  const next = cells[at + step];
  if (!next) return;
  stop(cells, next);
  next.focus();
}

/** @param {Posed} posed @param {string} figure @returns {Answering} */
function setting({ words }, figure) {
  const go = make("a", { href: `#${figure}` }, words.go ?? "");
  const given = async () => {
    const host = document.getElementById(figure);
    if (!host || !("setUp" in host)) return { missing: words.figure ?? "" };
    const late = /** @type {import("../elements/late.js").LateElement} */ (host);
    const { view, params } = (await late.setUp()).widget?.cells.picture ?? { view: "", params: {} };
    return { view, params };
  };
  return { content: [make("p", {}, words.figure ?? "", " ", go)], given, first: go };
}
