/**
 * All messages between the page and the worker that holds Python.
 *
 * Pictures cross as JSON text: the page's request and Python's answer are passed on as they
 * are, so nothing of Python leaks into JavaScript or back.
 */

/** Page to worker, before all else: start Python from these files. @typedef {{ type: "start", site: import("./facts.js").Site }} Start */

/** The functions of `pyconv.pictures.web` that the page calls; "plot" needs matplotlib, which comes when it is first asked. @typedef {"build" | "focus" | "plot"} Question */

/** Page to worker: answer a question. @typedef {{ type: "ask", id: number, question: Question, request: string }} Ask */

/** Worker to page: Python's answer, and the milliseconds it took. @typedef {{ type: "answered", id: number, answer: string, spent: number }} Answered */

/** Worker to page: Python raised what it should not have. @typedef {{ type: "crashed", id: number, trace: string }} Crashed */

/**
 * Worker to page: how far the start has come; bytes while it downloads.
 * @typedef {{ type: "progress", stage: Stage | FiguresStage, loaded: number, total: number }} Progress
 */

/** How far Python has come. @typedef {"download" | "start" | "packages" | "import" | "ready"} Stage */

/** How far matplotlib has come. @typedef {"figures-download" | "figures-import" | "figures-ready"} FiguresStage */

/** Worker to page: Python could not start; `again`: another worker may. @typedef {{ type: "failed", reason: FailureReason, detail: string, name: string, again: boolean }} Failed */

/** Worker to page: a question needs what could not be had; Python itself is well. @typedef {{ type: "lacking", id: number, reason: Exclude<FailureReason, "hung">, detail: string, name: string }} Lacking */

/** `hung` is said by the page, of a worker that says nothing. @typedef {import("./download.js").Reason | "hung"} FailureReason */

/** @typedef {Start | Ask} ToWorker */
/** @typedef {Answered | Crashed | Progress | Failed | Lacking} FromWorker */

/**
 * A frame: where it begins and its size, and where one unit down leads: to the right and down.
 * @typedef {{ grid: string, place: [number, number, number, number], slant: [number, number] }} Box
 */

/**
 * A cell in words and marks, as `pyconv.pictures.web` answers it.
 * @typedef {object} Focus
 * @property {string} key
 * @property {Record<string, number>} lit  Hue of each cell that takes part; -1 for none.
 * @property {Record<string, string>} notes
 * @property {Box[]} boxes
 * @property {string} words  HTML.
 * @property {string} spoken
 * @property {Record<string, Record<string, string>>} texts  By panel and key, what cells say while this is shown.
 */

/** A cell or shape: its key, its markup without the value, the value or the words of a caption. @typedef {[key: string, shell: string, text: string]} Piece */

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

/**
 * A figure of matplotlib.
 * @typedef {object} Drawing
 * @property {{ light: string, dark: string }} svg
 * @property {[number, number]} size  Width and height in pixels.
 * @property {string} alt
 * @property {string} summary
 */

/** What a question is answered with. @typedef {{ refused: Refusal } | Picture | { focus: Focus } | Drawing} Answer */

/** The milliseconds that Python spent on it come along. @typedef {Answer & { spent: number }} TimedAnswer */

export {};
