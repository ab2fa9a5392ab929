/**
 * How long silence may last.
 *
 * Python says nothing while it works, so from outside a slow machine looks like a dead one: only the
 * time tells them apart. What is known to take long is given long.
 */

/**
 * What may be awaited: a stage of the start, or the answer to a question.
 * @typedef {import("./protocol.js").Stage | import("./protocol.js").Question} Step
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Milliseconds between two looks at a silent worker. */
export const LOOK_EVERY = SECOND;

/** A stage in which bytes come now and then. */
const DOWNLOAD = { slow: 10 * SECOND, end: 3 * MINUTE };

/** A stage that is one long breath: compiling, unpacking, importing. */
const BREATH = { slow: 15 * SECOND, end: 5 * MINUTE };

/** What a reader has written may take as long as it takes: there is a button that stops it. */
const FREE = { slow: Number.POSITIVE_INFINITY, end: Number.POSITIVE_INFINITY };

/** An answer, which takes milliseconds. */
const ANSWER = { slow: 5 * SECOND, end: MINUTE };

/**
 * Milliseconds without a word from Python after which the reader is told that it is slow, and after
 * which it is taken for dead.
 * @type {Record<Step, { slow: number, end: number }>}
 */
export const PATIENCE = {
  download: DOWNLOAD,
  start: BREATH,
  import: BREATH,
  ready: ANSWER,
  build: ANSWER,
  focus: ANSWER,
  check: ANSWER,
  edit: ANSWER,
  exercise: ANSWER,
  attempt: ANSWER,
  image: ANSWER,
  image_file: ANSWER,
  pixel: ANSWER,
  sound: ANSWER,
  // Hundreds of thousands of values are written out.
  sound_file: BREATH,
  sample: ANSWER,
  heard: ANSWER,
  plot: BREATH,
  file: BREATH,
  drawing: BREATH,
  pdf: BREATH,
  further: BREATH,
  opened: ANSWER,
  needed: ANSWER,
  run: FREE,
};

/** Milliseconds without a byte of a file after which it is asked for once more, and then counts as missing. */
export const FILE_PATIENCE = 45 * SECOND;
