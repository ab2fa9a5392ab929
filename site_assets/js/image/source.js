/** Where an image comes from. It is read and scaled down here, and goes nowhere else than to Python. */

import { NotHad } from "../elements/had.js";

/** The longest side of what is kept of an image, in pixels. */
export const LONGEST = 128;

/** What is said of an image that cannot be had. */
export class NoImage extends NotHad {}

/** @param {number} width @param {number} height */
function canvasOf(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  context.imageSmoothingQuality = "high";
  return { canvas, context };
}

/**
 * A copy whose longest side has so many pixels at most, halved until that is near: browsers that go there at
 * once leave pixels out.
 * @param {CanvasImageSource} image
 * @param {number} width
 * @param {number} height
 * @param {number} [longest]
 */
export function scaled(image, width, height, longest = LONGEST) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const [least, lowest] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  let [from, wide, high] = [image, width, height];
  while (wide > 2 * least && high > 2 * lowest) {
    const half = canvasOf(Math.ceil(wide / 2), Math.ceil(high / 2));
    half.context.drawImage(from, 0, 0, half.canvas.width, half.canvas.height);
    [from, wide, high] = [half.canvas, half.canvas.width, half.canvas.height];
  }
  const { canvas, context } = canvasOf(least, lowest);
  // What is transparent is seen on paper.
  context.fillStyle = "white";
  context.fillRect(0, 0, least, lowest);
  context.drawImage(from, 0, 0, least, lowest);
  return canvas;
}

/** An empty sheet. */
export function sheet() {
  const { canvas, context } = canvasOf(LONGEST, LONGEST);
  context.fillStyle = "white";
  context.fillRect(0, 0, LONGEST, LONGEST);
  return canvas;
}

/**
 * The image of a file.
 * @param {Blob} file
 * @param {string} name  What it is called where it is none.
 * @throws {NoImage}
 */
export async function ofFile(file, name) {
  const image = await decoded(file).catch(() => {
    throw new NoImage("no-image", { name });
  });
  const [width, height] =
    image instanceof HTMLImageElement
      ? [image.naturalWidth, image.naturalHeight]
      : [image.width, image.height];
  if (!width || !height) throw new NoImage("no-pixels", { name });
  return scaled(image, width, height);
}

/** @param {Blob} file */
async function decoded(file) {
  // Browsers make a bitmap of no SVG; as an image it can load nothing.
  if (!file.type.startsWith("image/svg")) return createImageBitmap(file);
  const image = new Image();
  image.src = await addressOf(file);
  await image.decode();
  return image;
}

/** @param {Blob} file @returns {Promise<string>} */
function addressOf(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}

/** The first image among files, if one is. @param {Iterable<File>} files */
export const imageAmong = (files) => [...files].find(({ type }) => type.startsWith("image/"));

/** The image of the clipboard. @throws {NoImage} */
export async function ofClipboard() {
  let items;
  try {
    items = await navigator.clipboard.read();
  } catch {
    throw new NoImage("clipboard-denied");
  }
  for (const item of items) {
    const type = item.types.find((each) => each.startsWith("image/"));
    if (type) return ofFile(await item.getType(type), type);
  }
  throw new NoImage("no-clipboard");
}

/**
 * The levels of grey of an image, as bright as its colours are, row by row.
 *
 * Source: ITU-R BT.601, the luma of PNG and JPEG viewers that turn colours into greys.
 * @param {HTMLCanvasElement} canvas
 */
export function greys(canvas) {
  const { width, height } = canvas;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const { data } = context.getImageData(0, 0, width, height);
  const levels = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < levels.length; at += 1, from += 4) {
    const [red = 0, green = 0, blue = 0] = [data[from], data[from + 1], data[from + 2]];
    levels[at] = Math.round((299 * red + 587 * green + 114 * blue) / 1000);
  }
  return levels;
}

/**
 * A binary grey map in Base64, as Python takes it.
 * @param {Uint8Array} levels
 * @param {number} width
 * @param {number} height
 */
export function greyMap(levels, width, height) {
  let text = `P5 ${width} ${height} 255\n`;
  for (const level of levels) text += String.fromCharCode(level);
  return btoa(text);
}
