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
 * "plot", "drawing" and "pdf" need matplotlib, which comes when they are first asked.
 * @typedef {object} Web
 * @property {{ request: OfView & { step: number }, answer: Picture }} build
 * @property {{ request: OfView & { key: string }, answer: { focus: Focus } }} focus
 * @property {{ request: OfView & { key: string, typed: string }, answer: { right: boolean } }} check
 * @property {{ request: OfView & { edit: Edit }, answer: Taken }} edit
 * @property {{ request: { language: string, kind: string, seed: number }, answer: Posed }} exercise
 * @property {{ request: { language: string, kind: string, seed: number, typed?: string, view?: string, params?: Params }, answer: { right: boolean, why: string } }} attempt
 * @property {{ request: OfOwn, answer: Images }} image  What settings make of a reader's own image.
 * @property {{ request: OfOwn & { key: string }, answer: Pixel }} pixel
 * @property {{ request: OfOwn, answer: Sounds }} sound  What settings make of a sound.
 * @property {{ request: OfOwn & { key: string }, answer: Sample }} sample
 * @property {{ request: OfOwn & { played: string }, answer: { words: string } }} heard  How far what a browser played is from it.
 * @property {{ request: OfOwn & { format: string }, answer: Making }} image_file  One of the images, or all values.
 * @property {{ request: OfOwn & { format: string }, answer: Making }} sound_file  One of the sounds, or all values.
 * @property {{ request: { figure: string, language: string, params: Params, narrow: boolean }, answer: Plot }} plot
 * @property {{ request: OfFile, answer: Making }} file  Begins a file that is not drawn.
 * @property {{ request: OfFile, answer: Making }} drawing  Begins one that is.
 * @property {{ request: OfFile, answer: Making }} pdf  Begins one that needs fontTools too.
 * @property {{ request: { language: string }, answer: Making }} further  Goes on with it.
 * @property {{ request: { language: string, data: string }, answer: { view: string, said: string } }} opened  What a file says of its figure.
 * @property {{ request: { language: string, code: string }, answer: { needed: "matplotlib"[] } }} needed  Before a cell is run.
 * @property {{ request: { language: string, code: string, cell: string, page: string }, answer: { failure: Failure | null } }} run  Runs a cell of a page, and tells meanwhile what it puts out.
 */

/** @typedef {{ view: string, language: string, params: Params }} OfView */

/** What a reader has brought, in Base64: an image as a grey map, or samples of 16 bits; and what is to be done with it. @typedef {{ language: string, data: string, params: Params }} OfOwn */

/**
 * One of the images on the way: a level for each pixel and the colours that they number, or none if they are
 * greys; both in Base64. The input has no levels: the page has it.
 * @typedef {{ name: string, title: string, size: [height: number, width: number], levels: string, colours: string, told: string }} Shown
 */

/** What settings make of an image, what the fields of a kernel are to say, and what the kernels do. @typedef {{ stages: Shown[], take: Record<string, string>, does: Record<string, string> }} Images */

/** What is told of a pixel, and what to frame in each image: the first row and column, and how many. @typedef {{ key: string, frames: Record<string, [number, number, number, number]>, words: string }} Pixel */

/** Something of a sound, drawn: SVG. @typedef {{ title: string, told?: string, drawing: string }} Drawn */

/**
 * What settings make of a sound: both of them and the kernel, each weight with its place in samples, how many
 * samples the result has, and what it is multiplied by to be played.
 * @typedef {{ input: Drawn, result: Drawn, kernel: Drawn, response: [place: number, weight: number][], length: number, gain: number, take: Record<string, string>, does: string, loudest: number }} Sounds
 */

/** What is told of a sample of the result: its time, a drawing, and words as HTML and in plain text. @typedef {{ key: string, time: string, drawing: string, words: string, spoken: string }} Sample */

/** How a cell of code failed: Python's words, the line to blame if there is one, and what is said of it besides. @typedef {{ text: string, line: number | null, said: string }} Failure */

/**
 * What a cell puts out: a text that was printed or is its value, that there is too much of it, a picture as HTML
 * or as the address of an image. With pictures, `text` says what they are.
 * @typedef {{ kind: "out" | "err" | "value" | "cut", text: string } | { kind: "html", html: string, text: string } | { kind: "image", image: string, text: string }} Output
 */

/** What is done in a picture: what a button or a field of it `does`, and what is `typed` there. @typedef {{ does: string, name?: string, typed: string }} Edit */

/** What an edit makes of the settings, and what is said of it. @typedef {{ take: Record<string, string>, said: string }} Taken */

/** A file that is asked for: its kind is one of `FORMATS` of `pyconv.pictures.export`. @typedef {OfView & { format: string, step: number, key: string, dark: boolean, scale: number, address: string }} OfFile */

/** How far the making of a file has come, or the file itself, in Base64, and the line that it carries. @typedef {{ done: number, of: number } | { file: string, name: string, media: string, carries: string }} Making */

/** Cells of an exercise, and what its rows and columns are called. @typedef {{ title: string, rows: string[][], marked: number[], pointed: boolean, heads: [string[], string[]] }} Table */

/**
 * An exercise, with the words that the page says around it and the names of all kinds.
 * @typedef {object} Posed
 * @property {string} kind
 * @property {number} seed
 * @property {"number" | "cells" | "choice" | "figure"} way
 * @property {string} question
 * @property {string} hint
 * @property {string} solution
 * @property {string} answer
 * @property {Table[]} tables
 * @property {string[]} options
 * @property {Record<string, string>} names
 * @property {Record<string, string>} words
 */

/** @typedef {keyof Web} Question */

/** @template {Question} Q @typedef {Web[Q]["request"]} Request */

/** @template {Question} Q @typedef {Web[Q]["answer"]} Answer */

/** What every function may answer instead: why the settings make no picture, and the field to blame. @typedef {{ message: string, field: string | null }} Refusal */

/** Page to worker, before all else: start Python from these files, with all of its library if it is to be `whole`. @typedef {{ type: "start", site: import("./facts.js").Site, whole: boolean }} Start */

/** Page to worker: answer a question. @typedef {{ type: "ask", id: number, question: Question, request: string }} Ask */

/** Worker to page: Python's answer, and the milliseconds it took. @typedef {{ type: "answered", id: number, answer: string, spent: number }} Answered */

/** Worker to page: a part of what a cell puts out, as the JSON text of an `Output`. @typedef {{ type: "told", id: number, part: string }} Told */

/** Worker to page: Python raised what it should not have. @typedef {{ type: "crashed", id: number, trace: string }} Crashed */

/**
 * Worker to page: how far the start has come; bytes while it downloads.
 * @typedef {{ type: "progress", of: Program, stage: Stage, loaded: number, total: number }} Progress
 */

/** What is started: Python itself, or what it only needs for plots. @typedef {"python" | "matplotlib"} Program */

/** @typedef {"download" | "start" | "import" | "ready"} Stage */

/** Worker to page: Python could not start; `again`: another worker may. @typedef {{ type: "failed", reason: FailureReason, name: string, again: boolean }} Failed */

/** Worker to page: a question needs what could not be had; Python itself is well. @typedef {{ type: "lacking", of: "matplotlib" | "fonttools", id: number, reason: FailureReason, name: string }} Lacking */

/** `hung` is said by the page, of a worker that says nothing. @typedef {import("./download.js").Reason | "hung"} FailureReason */

/** @typedef {Start | Ask} ToWorker */
/** @typedef {Answered | Told | Crashed | Progress | Failed | Lacking} FromWorker */

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
