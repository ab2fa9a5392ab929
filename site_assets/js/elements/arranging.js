/**
 * How large the panels of a picture are drawn, and whether one of them stands beside the others, so
 * that all are in sight at once. Reckoned from sizes that are known, so that nothing has to be laid out
 * to find out.
 */

/** A title's line, and what parts it from its panel, in pixels. */
const LINE = 20;

/** What stands between two rows of panels, in pixels. */
const DOWN = 10;

/** The sign before a panel, in pixels. */
const SIGN = 20;

/** The frame of a panel that scrolls sideways, in pixels. */
const BORDER = 8;

/** How much smaller than at first an image is drawn at most, and a picture whatever its cells. */
const LEAST_SCALE = 0.5;

/** From one size that is tried to the next. */
const FINER = 0.97;

/** The width of a title beside the others before it is broken into lines, in pixels. */
const ASIDE = 160;

/**
 * A panel as it would be drawn by itself; prose has no width.
 * @typedef {object} Item
 * @property {number} width
 * @property {number} height
 * @property {number} cell  The side of its cells, in pixels; 0 for an image or prose.
 * @property {number} title  How wide its title is in one line, in pixels; 0 if it has none.
 * @property {boolean} image  Whether it is an image, than which its title is no wider.
 * @property {boolean} sign
 * @property {boolean} wide  Has a row of its own.
 */

/**
 * Where they are drawn.
 * @typedef {object} Space
 * @property {number} width
 * @property {number} height
 * @property {number} gap  What stands between two panels, in pixels.
 * @property {number} least  The least side of a cell, in pixels.
 * @property {boolean} finger  Whether it is a finger that has to hit one.
 * @property {number} most  The largest scale.
 */

/** @typedef {{ widths: number[], aside: number, margin: number, beside: [width: number, height: number] }} Arrangement  `aside` is the place of the panel beside the others, or −1; `margin` is left of all and right of all. */

/**
 * Finds the largest scale at which all panels are in sight; if there is none, the smallest that may be.
 * @param {Item[]} items
 * @param {Space} space
 * @returns {Arrangement}
 */
export function arrange(items, space) {
  const candidates = [-1, ...items.keys()].filter((place) => place < 0 || mayStandAside(items, place));
  for (let scale = space.most; ; scale *= FINER) {
    const last = scale * FINER < LEAST_SCALE;
    const tried = candidates.map((aside) => tryOut(items, space, scale, aside));
    const best = tried.reduce((one, other) => (other.height < one.height ? other : one));
    const [plain] = tried;
    if (plain && plain.height <= space.height) return plain.arrangement;
    if (best.height <= space.height || last) return best.arrangement;
  }
}

/** A panel that is higher than wide, though it has a row of its own. @param {Item[]} items @param {number} place */
function mayStandAside(items, place) {
  const item = items[place];
  return items.length > 1 && item !== undefined && item.wide && item.width > 0 && item.height > item.width;
}

/**
 * How wide a panel is drawn: with cells no smaller than they may be, and no wider than there is room
 * if that can be; else it scrolls sideways. Cells that are small from the beginning stay so, but under a finger.
 * @param {Item} item
 * @param {number} scale
 * @param {Space} space
 */
function drawn({ width, cell, wide }, scale, { width: room, least, finger }) {
  const floor = cell > 0 ? least / cell : LEAST_SCALE;
  const wanted = width * Math.max(scale, finger ? floor : Math.min(floor, 1));
  const smallest = cell > 0 && (finger || wide) ? width * Math.min(floor, finger ? floor : 1) : 0;
  return smallest > room ? Math.max(wanted, smallest) : Math.min(wanted, room);
}

/**
 * @param {Item[]} items
 * @param {Space} space
 * @param {number} scale
 * @param {number} aside
 */
function tryOut(items, space, scale, aside) {
  const widths = items.map((item) => (item.width ? drawn(item, scale, space) : 0));
  const heights = items.map((item, place) =>
    item.width ? (item.height * (widths[place] ?? 0)) / item.width : item.height,
  );
  const one = items[aside];
  const besideWidth = one ? Math.max((widths[aside] ?? 0) + BORDER, ASIDE) : 0;
  const besideHeight = one ? (heights[aside] ?? 0) + BORDER + titled(one, besideWidth) : 0;
  const room = space.width - (one ? besideWidth + 2 * space.gap : 0);
  const flow = { width: 0, height: 0 };
  const row = { width: 0, height: 0 };
  const close = () => {
    if (!row.height) return;
    flow.width = Math.max(flow.width, row.width);
    flow.height += row.height + (flow.height ? DOWN : 0);
    Object.assign(row, { width: 0, height: 0 });
  };
  items.forEach((item, place) => {
    if (place === aside) return;
    const own = item.wide || !item.width;
    const picture = Math.min((widths[place] ?? 0) + (item.wide ? BORDER : 0), room);
    const border = item.wide && item.width ? BORDER : 0;
    const sign = item.sign ? SIGN + space.gap : 0;
    const words = item.image ? picture : Math.max(picture, Math.min(item.title + border, room - sign));
    const width = item.width ? Math.min(words + sign, room) : room;
    const height = (heights[place] ?? 0) + border + titled(item, Math.max(width - sign - border, 1));
    if (own || row.width + (row.width ? space.gap : 0) + width > room) close();
    row.width += (row.width ? space.gap : 0) + width;
    row.height = Math.max(row.height, height);
    if (own) close();
  });
  close();
  const taken = flow.width + (one ? besideWidth + 2 * space.gap : 0);
  return {
    height: Math.max(flow.height, besideHeight),
    arrangement: {
      widths,
      aside: room < 120 ? -1 : aside,
      margin: Math.max((space.width - taken) / 2 - space.gap, 0),
      beside: /** @type {[number, number]} */ ([besideWidth, besideHeight]),
    },
  };
}

/** How high a title is. @param {Item} item @param {number} width */
function titled({ title }, width) {
  return title ? LINE * Math.ceil(title / width) + 4 : 0;
}
