/**
 * The size of a layer's output before Python is there, and nothing else: the one formula that this site
 * has twice. A test holds it to `pyconv`, refusals and all.
 */

import { LARGEST, sidesIn, sizesIn, Wrong } from "./typed.js";

/** What a reader chose, as texts. @typedef {Record<string, string>} Chosen */
/** @typedef {[before: bigint, after: bigint]} Pair */

/**
 * One axis of a layer.
 * @typedef {object} Axis
 * @property {bigint} size
 * @property {bigint} kernel
 * @property {bigint} stride
 * @property {bigint} dilation
 * @property {bigint} span  The cells from the first tap to the last.
 * @property {number} axis
 */

/** What a list has for an axis. @template T @param {T[]} list @param {number} axis */
const at = (list, axis) => /** @type {T} */ (list[axis]);

/** @param {bigint} above @param {bigint} below */
const floored = (above, below) => (above - (((above % below) + below) % below)) / below;

/** @param {bigint} above @param {bigint} below */
const ceiled = (above, below) => -floored(-above, below);

/** @param {bigint[]} values */
// biome-ignore lint/complexity/useMathMinMax: Math knows no big integers.
const most = (...values) => values.reduce((one, other) => (one > other ? one : other));

/** @param {bigint[]} values */
// biome-ignore lint/complexity/useMathMinMax: Math knows no big integers.
const least = (...values) => values.reduce((one, other) => (one < other ? one : other));

/**
 * The size of the output along each axis.
 * @param {Chosen} chosen
 * @returns {bigint[]}
 * @throws {Wrong} there is none
 */
export function outputSizes(chosen) {
  const read = readAll(chosen);
  const sizes = measured(chosen, read);
  if (!isPooling(chosen)) checkGroups(read);
  return sizes;
}

/** @param {Chosen} chosen */
const isPooling = ({ kind = "" }) => kind.endsWith("pooling");

/**
 * Reads every field that is offered, in the order of the settings.
 * @param {Chosen} chosen
 */
function readAll(chosen) {
  /** @type {Record<string, bigint[]>} */
  const sizes = {};
  /** @type {bigint[][]} */
  let sides = [[0n]];
  /** @param {string} name @param {bigint} [low] @param {number} [axes] */
  const read = (name, low = 1n, axes = 3) => {
    sizes[name] = sizesIn(chosen[name] ?? "", { name, low, axes });
  };
  for (const name of ["input", "kernel", "stride"]) read(name);
  if (chosen.padding === "explicit")
    sides = sidesIn(chosen.amounts ?? "", { name: "amounts", low: -LARGEST, axes: 3 });
  read("dilation");
  if (chosen.kind === "transposed") {
    read("output_padding", 0n);
    if ((chosen.output_shape ?? "").trim() !== "") read("output_shape");
  }
  read("in_channels", 1n, 1);
  if (!isPooling(chosen)) for (const name of ["out_channels", "groups"]) read(name, 1n, 1);
  if ((chosen.expected ?? "").trim() !== "") read("expected");
  return { sizes, sides };
}

/** @typedef {ReturnType<typeof readAll>} Read */

/**
 * @param {Chosen} chosen
 * @param {Read} read
 */
function measured(chosen, { sizes, sides }) {
  const axes = Number(chosen.spatial_axes);
  /** @template T @param {string} name @param {T[]} typed @returns {T[]} */
  const along = (name, typed) => {
    if (typed.length === 1) return Array.from({ length: axes }, () => /** @type {T} */ (typed[0]));
    if (typed.length !== axes) throw new Wrong("axes-disagree", name, { name, count: typed.length, axes });
    return typed;
  };
  const one = axes === 1 && sides.length === 2 && sides.every((each) => each.length === 1);
  /** @param {string} name */
  const of = (name) => along(name, sizes[name] ?? []);
  const [inputs, kernels, strides] = [of("input"), of("kernel"), of("stride")];
  const pairs = along("amounts", one ? [sides.flat()] : sides);
  const dilations = of("dilation");
  const extras = chosen.kind === "transposed" ? of("output_padding") : [];
  const shape = sizes.output_shape && of("output_shape");
  const numbers = inputs.map((size, axis) => {
    const [kernel, stride, dilation] = [at(kernels, axis), at(strides, axis), at(dilations, axis)];
    return { size, kernel, stride, dilation, span: (kernel - 1n) * dilation + 1n, axis };
  });
  const explicit = pairs.map(([before, after = before]) => /** @type {Pair} */ ([before, after]));
  try {
    if (chosen.kind === "transposed") return transposedSizes(numbers, chosen, explicit, extras, shape);
    const pads = numbers.map((each, axis) => paddingOf(chosen, each, at(explicit, axis)));
    if (!isPooling(chosen)) return numbers.map((each, axis) => slidSize(each, at(pads, axis)));
    return pooledSizes(numbers, pads, chosen.rounding === "ceil");
  } catch (error) {
    if (error instanceof Wrong) tellAxis(error, axes);
    throw error;
  }
}

/** The padding of one axis. @param {Chosen} chosen @param {Axis} numbers @param {Pair} explicit @returns {Pair} */
function paddingOf({ padding }, { size, stride, span }, explicit) {
  switch (padding) {
    case "valid":
      return [0n, 0n];
    case "half":
      return [span / 2n, span / 2n];
    case "full":
      return [span - 1n, span - 1n];
    case "causal":
      return [span - 1n, 0n];
    case "same":
    case "same_lower":
      return shared(most((ceiled(size, stride) - 1n) * stride + span - size, 0n), padding);
    default:
      return explicit;
  }
}

/** Both sides of a total, of which one may get a cell more. @param {bigint} total @param {string} padding @returns {Pair} */
const shared = (total, padding) =>
  padding === "same" ? [total / 2n, total - total / 2n] : [total - total / 2n, total / 2n];

/** How many windows there are. @param {Axis} numbers @param {Pair} pads */
function slidSize({ size, kernel, stride, dilation, span, axis }, [before, after]) {
  if (size + least(before, 0n) + least(after, 0n) < 1n)
    throw new Wrong("input-cropped", "padding", { axis, size, before, after });
  const padded = size + before + after;
  if (span > padded)
    throw new Wrong("kernel-too-large", "kernel", {
      ...{ axis, span, kernel, dilation, padded, size, before, after },
    });
  return floored(padded - span, stride) + 1n;
}

/** @param {Axis[]} numbers @param {Pair[]} pads @param {boolean} up  Whether it is rounded up. */
function pooledSizes(numbers, pads, up) {
  for (const { axis } of numbers) checkSides(at(pads, axis), axis);
  const reached = numbers.map(
    (each, axis) => /** @type {Pair} */ ([at(pads, axis)[0], afterOf(each, at(pads, axis), up)]),
  );
  const counts = numbers.map((each, axis) => slidSize(each, at(reached, axis)));
  for (const each of numbers) checkWindows(each, at(reached, each.axis), at(counts, each.axis));
  return counts;
}

/** @param {Pair} pads @param {number} axis */
function checkSides(pads, axis) {
  for (const value of pads)
    if (value < 0n)
      throw new Wrong("below-minimum", "padding", { name: "padding", value, minimum: 0n, axis });
}

/** The padding after with which rounding down makes as many windows as there are. @param {Axis} numbers @param {Pair} pads @param {boolean} up */
function afterOf({ size, stride, span }, [before, after], up) {
  if (!up) return after;
  let count = ceiled(size + before + after - span, stride) + 1n;
  if ((count - 1n) * stride >= size + before) count -= 1n;
  const lowest = count > 0n ? (count - 1n) * stride + span - size - before : after;
  return least(most(after, lowest), lowest + stride - 1n);
}

/** Refuses windows that lie in the padding alone. @param {Axis} numbers @param {Pair} pads @param {bigint} count */
function checkWindows({ size, stride, dilation, span, axis }, [before, after], count) {
  const early = least(ceiled(before, stride), count);
  /** @param {bigint} start */
  const sum = (start) => floorSum(early, dilation, stride, start);
  const lost =
    before >= span || (count - 1n) * stride >= before + size || sum(-before) - sum(-before - size) < early;
  if (lost)
    throw new Wrong("window-of-padding", "padding", { axis, window: span, stride, size, before, after });
}

/** The sum of ⌊(step · n + start) / modulus⌋ over n below a count. @param {bigint} count @param {bigint} modulus @param {bigint} step @param {bigint} start */
function floorSum(count, modulus, step, start) {
  let total = 0n;
  while (count) {
    total += ((count * (count - 1n)) / 2n) * floored(step, modulus) + count * floored(start, modulus);
    step -= floored(step, modulus) * modulus;
    start -= floored(start, modulus) * modulus;
    const last = step * count + start;
    [count, start, modulus, step] = [last / modulus, last % modulus, step, modulus];
  }
  return total;
}

/**
 * @param {Axis[]} numbers
 * @param {Chosen} chosen
 * @param {Pair[]} explicit
 * @param {bigint[]} extras
 * @param {bigint[]} [given]  The size wanted.
 */
function transposedSizes(numbers, chosen, explicit, extras, given) {
  const { padding = "" } = chosen;
  const same = padding.startsWith("same");
  const wanted = given ?? (same ? numbers.map(({ size, stride }) => size * stride) : undefined);
  if (wanted && extras.some((extra) => extra > 0n))
    throw new Wrong("output-given-twice", "output_padding", {
      ...{ value: extras.join(" × "), shape: wanted.join(" × ") },
    });
  const pads = numbers.map((each, axis) => {
    if (!same || !wanted) return paddingOf(chosen, each, at(explicit, axis));
    return shared(most(each.stride * (each.size - 1n) + each.span - at(wanted, axis), 0n), padding);
  });
  for (const { axis } of numbers) checkSides(at(pads, axis), axis);
  const added = wanted
    ? numbers.map((each, axis) => extraOf(each, at(pads, axis), at(wanted, axis), same))
    : extras;
  return numbers.map((each, axis) => stampedSize(each, at(pads, axis), at(added, axis)));
}

/** The output padding that makes the size wanted. @param {Axis} numbers @param {Pair} pads @param {bigint} value @param {boolean} same */
function extraOf(numbers, [before, after], value, same) {
  const { size, stride, dilation, span, axis } = numbers;
  const largest = most(stride, dilation) - 1n;
  const high = stampedSize(numbers, [before, after], largest);
  const low = same ? 1n : most(high - largest, 1n);
  if (value < low || value > high)
    throw new Wrong("output-out-of-reach", "output_shape", {
      ...{ axis, value, low, high, size, stride, span, before, after, dilation },
    });
  return value - high + largest;
}

/** How long the result is. @param {Axis} numbers @param {Pair} pads @param {bigint} extra */
function stampedSize({ size, stride, dilation, span, axis }, [before, after], extra) {
  if (extra >= most(stride, dilation))
    throw new Wrong("output-padding-too-large", "output_padding", { axis, value: extra, stride, dilation });
  const canvas = stride * (size - 1n) + span + extra;
  if (before + after >= canvas)
    throw new Wrong("all-cropped", "padding", { axis, canvas, size, stride, span, extra, before, after });
  return canvas - before - after;
}

/** @param {Read} read */
function checkGroups({ sizes }) {
  const [groups = 1n] = sizes.groups ?? [];
  for (const name of ["input", "output"]) {
    const [count = 1n] = sizes[name === "input" ? "in_channels" : "out_channels"] ?? [];
    if (count % groups) throw new Wrong("groups-unequal", "groups", { name, count, groups });
  }
}

/** Says the axis as the words count them, and what may lie behind. @param {Wrong} error @param {number} axes */
function tellAxis(error, axes) {
  const { numbers } = error;
  if (error.reason === "kernel-too-large" && axes > 1 && /** @type {bigint} */ (numbers.size) <= 4n)
    error.reason = "kernel-too-large-channels";
  if (!("axis" in numbers)) return;
  if (error.field === "padding") error.field = "amounts";
  const place = Number(numbers.axis);
  numbers.axis = axes === 1 ? null : axes === 3 ? (place + 2) % 3 : place;
}

/** A size in words. @param {bigint[]} sizes @param {string} thousands  What stands between groups of digits. */
export function written(sizes, thousands) {
  return sizes
    .map((size) => {
      const digits = String(size);
      // Where a space parts them, four digits stay together.
      if (thousands.trim() === "" && digits.length <= 4) return digits;
      return digits.replace(/\B(?=(\d{3})+$)/g, thousands);
    })
    .join(" × ");
}
