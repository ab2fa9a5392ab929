/**
 * All messages between the page and the worker that holds Python.
 *
 * Pictures cross as JSON text: the page's request and Python's answer are passed on as they
 * are, so nothing of Python leaks into JavaScript or back.
 */

/** What a reader has chosen, as the page holds it or as typed; Python reads it. @typedef {Record<string, Value>} Params */
/** @typedef {string | number} Entry */
/** One for each part of a parameter, or the values of cells by their names. @typedef {Entry | Entry[] | Record<string, string>} Value */

/**
 * The functions of `pyconv.pictures.web` that the page calls: what each is asked with and what it answers.
 * "plot" needs matplotlib, which comes when it is first asked.
 * @typedef {object} Web
 * @property {{ request: OfView & { step: number }, answer: Picture }} build
 * @property {{ request: OfView & { key: string }, answer: { focus: Focus } }} focus
 * @property {{ request: { figure: string, language: string, params: Params, narrow: boolean }, answer: Plot }} plot
 */

/** @typedef {{ view: string, language: string, params: Params }} OfView */

/** @typedef {keyof Web} Question */

/** @template {Question} Q @typedef {Web[Q]["request"]} Request */

/** @template {Question} Q @typedef {Web[Q]["answer"]} Answer */

/** What every function may answer instead: why the settings make no picture, and the field to blame. @typedef {{ message: string, field: string | null }} Refusal */

/** Page to worker, before all else: start Python from these files. @typedef {{ type: "start", site: import("./facts.js").Site }} Start */

/** Page to worker: answer a question. @typedef {{ type: "ask", id: number, question: Question, request: string }} Ask */

/** Worker to page: Python's answer, and the milliseconds it took. @typedef {{ type: "answered", id: number, answer: string, spent: number }} Answered */

/** Worker to page: Python raised what it should not have. @typedef {{ type: "crashed", id: number, trace: string }} Crashed */

/**
 * Worker to page: how far the start has come; bytes while it downloads.
 * @typedef {{ type: "progress", of: Program, stage: Stage, loaded: number, total: number }} Progress
 */

/** What is started: Python itself, or what it only needs for plots. @typedef {"python" | "matplotlib"} Program */

/** @typedef {"download" | "start" | "import" | "ready"} Stage */

/** Worker to page: Python could not start; `again`: another worker may. @typedef {{ type: "failed", reason: FailureReason, name: string, again: boolean }} Failed */

/** Worker to page: a question needs what could not be had; Python itself is well. @typedef {{ type: "lacking", id: number, reason: FailureReason, name: string }} Lacking */

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

/** A line, an area or a caption: its key, its markup without words, its words. @typedef {[key: string, shell: string, words: string]} Shape */

/**
 * A cell: its key, the number of its look, its value and where it lies; what it is called if it can be edited,
 * and what the parameter becomes that is dropped on it.
 * @typedef {[key: string, look: number, value: string, x: number, y: number, place?: string, drop?: string]} Cell
 */

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
 * @property {Shape[]} shapes
 * @property {string[]} looks  Markup of a cell without a name and a value, at the origin.
 * @property {Cell[][]} rows
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

/**
 * A plot of matplotlib.
 * @typedef {object} Plot
 * @property {{ light: string, dark: string }} svg
 * @property {[number, number]} size  Width and height in pixels.
 * @property {string} alt
 * @property {string} summary
 */

export {};
