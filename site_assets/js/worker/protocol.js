/**
 * All messages between the page and the worker that holds Python.
 *
 * Pictures cross as JSON text: the page's request and Python's answer are passed on as they
 * are, so nothing of Python leaks into JavaScript or back.
 */

/** The two functions of `pyconv.web` that the page calls. @typedef {"build" | "focus"} Question */

/** Page to worker: answer a question. @typedef {{ type: "ask", id: number, question: Question, request: string }} Ask */

/** Worker to page: Python's answer, and the milliseconds it took. @typedef {{ type: "answered", id: number, answer: string, spent: number }} Answered */

/** Worker to page: Python raised what it should not have. @typedef {{ type: "crashed", id: number, trace: string }} Crashed */

/**
 * Worker to page: how far the start has come; bytes while it downloads.
 * @typedef {{ type: "progress", stage: Stage, loaded: number, total: number }} Progress
 */

/** @typedef {"download" | "start" | "packages" | "import" | "ready"} Stage */

/** Worker to page: Python could not start. @typedef {{ type: "failed", reason: FailureReason, detail: string, name: string }} Failed */

/** `hung` is said by the page, of a worker that says nothing. @typedef {"missing" | "damaged" | "crashed" | "hung"} FailureReason */

/** @typedef {Ask} ToWorker */
/** @typedef {Answered | Crashed | Progress | Failed} FromWorker */

/**
 * A cell in words and marks, as `pyconv.web` answers it.
 * @typedef {object} Focus
 * @property {string} key
 * @property {Record<string, number>} lit  Hue of each cell that takes part; -1 for none.
 * @property {Record<string, string>} notes
 * @property {{ grid: string, place: [number, number, number, number] }[]} boxes
 * @property {string} words  HTML.
 * @property {string} spoken
 * @property {Record<string, Record<string, string>>} texts  By panel and key, what cells say while this is shown.
 */

/** A cell or shape: its key, its markup without the value, the value. @typedef {[key: string, shell: string, text: string]} Piece */

/**
 * @typedef {object} Grid
 * @property {string} name
 * @property {string} title
 * @property {string} sign
 * @property {[number, number, number, number]} viewBox
 * @property {[number, number]} size  Width and height on the screen, in pixels.
 * @property {number} top  Number of the first row.
 * @property {boolean} dense  Whether its cells are small.
 * @property {boolean} wide  Whether it takes a line of its own.
 * @property {string} image  Address of what lies behind, or nothing.
 * @property {number} margin  Around the cells, in units of the drawing.
 * @property {Piece[]} shapes
 * @property {Piece[][]} rows
 */

/** Words, a formula or a table. @typedef {{ name: string, title: string, html: string }} Prose */

/** @typedef {Grid | Prose} Panel */

/**
 * @typedef {object} Picture
 * @property {Panel[]} panels
 * @property {string[]} steps
 * @property {number} step
 * @property {string} summary
 * @property {string} formula  HTML.
 * @property {Focus | null} focus  Nothing if there are no steps.
 */

/** @typedef {{ message: string, field: string | null }} Refusal */

/** What a question is answered with. @typedef {{ refused: Refusal } | Picture | { focus: Focus }} Answer */

/** The milliseconds that Python spent on it come along. @typedef {Answer & { spent: number }} TimedAnswer */

export {};
