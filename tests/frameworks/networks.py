"""Networks drawn for the texts: lines of PyTorch or Keras, their weights, and what they make of an input.

What they make is computed here, layer by layer, with this package's layers; nothing of it is read from
the lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from pyconv.layers import conv_layer, transposed_conv_layer
from pyconv.pooling_ops import pool
from tests.strategies import Draw

Array = Any


class Weighted(NamedTuple):
    """The arrays of a layer, as PyTorch has them: of a kind that says how others lay them out."""

    kind: str
    arrays: tuple[Array, ...]


class Drawn(NamedTuple):
    """A network: its text, the shape of its input, its weights in order, an input, and what comes out."""

    framework: str
    text: str
    input_shape: tuple[int, ...]
    weights: list[Weighted]
    x: Array
    expected: Array


class Line(NamedTuple):
    """A layer: its lines in both frameworks, its weights, and what it computes."""

    pytorch: str
    keras: str
    compute: Callable[[Array], Array]
    weights: Weighted | None = None


def whole(draw: Draw, *shape: int) -> Array:
    """Draw an array of small whole numbers."""
    return np.random.default_rng(draw(st.integers(0, 2**31))).integers(-3, 4, shape).astype(np.float64)


@st.composite
def conv(draw: Draw, shape: tuple[int, ...], framework: str) -> Line:
    channels, axes = shape[0], len(shape) - 1
    kernel = draw(st.integers(1, min(3, *shape[1:])))
    stride, bias = draw(st.integers(1, 2)), draw(st.booleans())
    groups = draw(st.sampled_from([each for each in (1, 2) if channels % each == 0]))
    outputs = groups * draw(st.integers(1, 2))
    weight, summand = whole(draw, outputs, channels // groups, *[kernel] * axes), whole(draw, outputs)
    arrays = (weight, summand) if bias else (weight,)
    side = draw(st.integers(0, 1))
    named = draw(st.sampled_from(["valid", "same"]))
    padding: Any = side if framework == "pytorch" else named

    def compute(x: Array) -> Array:
        return conv_layer(x, *arrays, stride=stride, padding=padding, groups=groups)

    return Line(
        f"nn.Conv{axes}d({channels}, {outputs}, {kernel}, stride={stride}, padding={side}, groups={groups},"
        f" bias={bias})",
        f'layers.Conv{axes}D({outputs}, {kernel}, strides={stride}, padding="{named}", groups={groups},'
        f" use_bias={bias})",
        compute,
        Weighted("conv", arrays),
    )


@st.composite
def transposed(draw: Draw, shape: tuple[int, ...], framework: str) -> Line:
    channels, axes = shape[0], len(shape) - 1
    kernel, stride, outputs = draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    arrays = (whole(draw, channels, outputs, *[kernel] * axes), whole(draw, outputs))
    extra = draw(st.integers(0, stride - 1))
    keras = keras_ends(draw, kernel, stride)
    named: dict[str, Any] = {"output_padding": extra}
    if framework == "keras":
        # Half of what is cropped in all is cropped before, or a cell less.
        crop, longer = max(kernel - keras.more, 0), max(keras.more - kernel, 0)
        named = {"padding": [(crop // 2, crop - crop // 2)], "output_padding": longer}

    def compute(x: Array) -> Array:
        return transposed_conv_layer(x, *arrays, stride=stride, **named)

    return Line(
        f"nn.ConvTranspose{axes}d({channels}, {outputs}, {kernel}, {stride}, output_padding={extra})",
        f"layers.Conv{axes}DTranspose({outputs}, {kernel}, strides={stride}, {keras.text})",
        compute,
        Weighted("transposed", arrays),
    )


class KerasEnds(NamedTuple):
    """How a transposed layer of Keras ends: its arguments, and the cells that it makes beyond s(i' - 1)."""

    text: str
    more: int


def keras_ends(draw: Draw, kernel: int, stride: int) -> KerasEnds:
    """Draw the padding and the output padding of a transposed layer, of those that TensorFlow takes."""
    same = draw(st.booleans())
    # With "same" an even kernel needs one at least: SAME brings no fewer cells back to so many.
    least = 1 - kernel % 2 if same else 0
    extra = draw(st.none() | st.integers(least, stride - 1)) if least < stride else None
    text = f'padding="{"same" if same else "valid"}", output_padding={extra}'
    if extra is None:
        return KerasEnds(text, stride if same else max(kernel, stride))
    return KerasEnds(text, (kernel % 2 if same else kernel) + extra)


@st.composite
def pooling(draw: Draw, shape: tuple[int, ...], framework: str) -> Line:
    axes, largest = len(shape) - 1, draw(st.booleans())
    window, stride = draw(st.integers(1, min(3, *shape[1:]))), draw(st.integers(1, 2))
    side = draw(st.integers(0, window // 2))
    named = draw(st.sampled_from(["valid", "same"]))
    padding: Any = side if framework == "pytorch" else named
    kind: Any = "max" if largest else "average"

    def compute(x: Array) -> Array:
        maps = x.reshape(-1, *x.shape[2:])
        made = [pool(each, window, stride=stride, padding=padding, kind=kind) for each in maps]
        return np.reshape(made, (*x.shape[:2], *made[0].shape))

    return Line(
        f"nn.{'Max' if largest else 'Avg'}Pool{axes}d({window}, {stride}, {side})",
        f'layers.{"Max" if largest else "Average"}Pooling{axes}D({window}, {stride}, "{named}")',
        compute,
    )


@st.composite
def padding(draw: Draw, shape: tuple[int, ...], _framework: str) -> Line:
    axes = len(shape) - 1
    sides = [(draw(st.integers(0, 2)), draw(st.integers(0, 2))) for _ in range(axes)]
    flat = [side for pair in reversed(sides) for side in pair]

    def compute(x: Array) -> Array:
        return np.pad(x, [(0, 0), (0, 0), *sides])

    keras = tuple(sides) if axes > 1 else sides[0]
    return Line(f"nn.ZeroPad{axes}d({tuple(flat)})", f"layers.ZeroPadding{axes}D({keras})", compute)


@st.composite
def enlarging(draw: Draw, shape: tuple[int, ...], _framework: str, factor: int = 0) -> Line:
    axes, factor = len(shape) - 1, factor or draw(st.integers(1, 2))

    def compute(x: Array) -> Array:
        for axis in range(2, x.ndim):
            x = np.repeat(x, factor, axis)
        return x

    return Line(f"nn.Upsample(scale_factor={factor})", f"layers.UpSampling{axes}D({factor})", compute)


@st.composite
def normalising(draw: Draw, shape: tuple[int, ...], _framework: str) -> Line:
    channels, axes = shape[0], max(len(shape) - 1, 1)
    factor, summand, mean = (whole(draw, channels) for _ in range(3))
    variance = np.abs(whole(draw, channels)) + 1

    def compute(x: Array) -> Array:
        parts = [each.reshape(-1, *[1] * (x.ndim - 2)) for each in (mean, variance, factor, summand)]
        return (x - parts[0]) / np.sqrt(parts[1] + 0.25) * parts[2] + parts[3]

    return Line(
        f"nn.BatchNorm{axes}d({channels}, eps=0.25)",
        "layers.BatchNormalization(epsilon=0.25)",
        compute,
        Weighted("normal", (mean, variance, factor, summand)),
    )


def flattening(_shape: tuple[int, ...], framework: str) -> st.SearchStrategy[Line]:
    def compute(x: Array) -> Array:
        return (x if framework == "pytorch" else np.moveaxis(x, 1, -1)).reshape(len(x), -1)

    return st.just(Line("nn.Flatten()", "layers.Flatten()", compute))


@st.composite
def whole_map(draw: Draw, shape: tuple[int, ...], framework: str) -> Line:
    axes, largest = len(shape) - 1, draw(st.booleans())
    kept = framework == "pytorch" or draw(st.booleans())

    def compute(x: Array) -> Array:
        over = tuple(range(2, x.ndim))
        return x.max(over, keepdims=kept) if largest else x.mean(over, keepdims=kept)

    name = "Max" if largest else "Average"
    return Line(
        f"nn.Adaptive{'Max' if largest else 'Avg'}Pool{axes}d(1)",
        f"layers.Global{name}Pooling{axes}D(keepdims={kept})",
        compute,
    )


@st.composite
def dense(draw: Draw, shape: tuple[int, ...], _framework: str) -> Line:
    outputs, bias = draw(st.integers(1, 4)), draw(st.booleans())
    weight, summand = whole(draw, outputs, shape[0]), whole(draw, outputs)

    def compute(x: Array) -> Array:
        return x @ weight.T + (summand if bias else 0)

    return Line(
        f"nn.Linear({shape[0]}, {outputs}, bias={bias})",
        f"layers.Dense({outputs}, use_bias={bias})",
        compute,
        Weighted("dense", (weight, summand) if bias else (weight,)),
    )


PLAIN = [
    Line("nn.ReLU()", "layers.ReLU()", lambda x: np.maximum(x, 0)),
    Line("nn.ReLU6()", 'layers.Activation("relu6")', lambda x: np.clip(x, 0, 6)),
    Line("nn.LeakyReLU(0.5)", "layers.LeakyReLU(0.5)", lambda x: np.where(x > 0, x, x / 2)),
    Line("nn.Dropout(0.25)", "layers.Dropout(0.25)", lambda x: x),
    Line("nn.Tanh()", 'layers.Activation("tanh")', np.tanh),
]

SPACE = (conv, transposed, pooling, padding, enlarging, normalising, flattening, whole_map)
FLAT = (dense, normalising)


class Copied(NamedTuple):
    """The lines of layers with a copy past them, and what they make."""

    lines: list[Line]
    made: Array


@st.composite
def copied(draw: Draw, x: Array, framework: str, depth: int) -> Copied:
    """Draw a step down, layers below, a step up, and a layer that reads what was before the step down."""
    axes = x.ndim - 2
    lines: list[Line] = []

    def add(line: Line) -> None:
        nonlocal x
        lines.append(line)
        x = line.compute(x)

    add(draw(st.sampled_from(PLAIN)))
    kept = x
    add(
        Line(
            f"nn.MaxPool{axes}d(2)",
            f"layers.MaxPooling{axes}D(2)",
            lambda x: np.stack([[pool(each, 2) for each in maps] for maps in x]),
        )
    )
    add(draw(flat_conv(x.shape[1:], draw(st.integers(1, 3)))))
    if depth and min(x.shape[2:]) > 1:
        below = draw(copied(x, framework, depth - 1))
        lines, x = [*lines, *below.lines], below.made
    add(draw(doubling(x.shape[1:], framework)))
    sides = list(zip(x.shape[2:], kept.shape[2:], strict=True))

    def join(x: Array) -> Array:
        copy = kept
        for axis, (arriving, cells) in enumerate(sides, 2):
            more = cells - arriving
            first = abs(more) // 2
            if more >= 2:
                copy = copy.take(range(first, first + arriving), axis)
            elif more < 0:
                x = x.take(range(first, first + cells), axis)
            else:
                around = [(0, 0)] * x.ndim
                around[axis] = (first, more - first)
                x = np.pad(x, around)
        return np.concatenate([x, copy], axis=1)

    both = join(x)
    read = draw(flat_conv(both.shape[1:], draw(st.integers(1, 3))))
    lines.append(Line(read.pytorch, f"layers.Concatenate()\n{read.keras}", join, read.weights))
    return Copied(lines, read.compute(both))


@st.composite
def flat_conv(draw: Draw, shape: tuple[int, ...], outputs: int) -> Line:
    """Draw a convolution with the stride 1 and no padding."""
    channels, axes = shape[0], len(shape) - 1
    kernel = draw(st.integers(1, min(3, *shape[1:])))
    weight, summand = whole(draw, outputs, channels, *[kernel] * axes), whole(draw, outputs)
    return Line(
        f"nn.Conv{axes}d({channels}, {outputs}, {kernel})",
        f"layers.Conv{axes}D({outputs}, {kernel})",
        lambda x: conv_layer(x, weight, summand),
        Weighted("conv", (weight, summand)),
    )


@st.composite
def doubling(draw: Draw, shape: tuple[int, ...], framework: str) -> Line:
    """Draw a step up by two."""
    channels, axes = shape[0], len(shape) - 1
    kernel = draw(st.integers(1, 3))
    if kernel == 1:
        return draw(enlarging(shape, framework, factor=2))
    arrays = (whole(draw, channels, 2, *[kernel] * axes), whole(draw, 2))
    return Line(
        f"nn.ConvTranspose{axes}d({channels}, 2, {kernel}, 2)",
        f"layers.Conv{axes}DTranspose(2, {kernel}, strides=2)",
        lambda x: transposed_conv_layer(x, *arrays, stride=2),
        Weighted("transposed", arrays),
    )


@st.composite
def networks_with_copies(draw: Draw) -> Drawn:
    """Draw a network with copies past its layers, as U-Net has them."""
    framework = draw(st.sampled_from(["pytorch", "keras"]))
    shape = (draw(st.integers(1, 2)), *[draw(st.integers(2, 9)) for _ in range(draw(st.integers(1, 2)))])
    x = whole(draw, 2, *shape)
    lines, made = draw(copied(x, framework, draw(st.integers(0, 1))))
    text = "\n".join(getattr(line, framework) for line in lines)
    return Drawn(framework, text, shape, [line.weights for line in lines if line.weights], x, made)


@st.composite
def networks(draw: Draw) -> Drawn:
    """Draw a network of a few layers, with what it makes of two inputs."""
    framework = draw(st.sampled_from(["pytorch", "keras"]))
    shape = (draw(st.integers(1, 4)), *[draw(st.integers(2, 5)) for _ in range(draw(st.integers(1, 3)))])
    x = made = whole(draw, 2, *shape)
    lines, weights = [], []
    for _ in range(draw(st.integers(1, 6))):
        if draw(st.booleans()):
            line = draw(st.sampled_from(PLAIN))
        else:
            kinds = SPACE if made.ndim > 2 else FLAT
            line = draw(draw(st.sampled_from(kinds))(made.shape[1:], framework))
        made = line.compute(made)
        lines.append(getattr(line, framework))
        weights += [line.weights] if line.weights else []
        if made.size > 5000:
            break
    return Drawn(framework, "\n".join(lines), shape, weights, x, made)


def laid_out(weighted: Weighted, *, last: bool) -> list[Array]:
    """Return the arrays of a layer as the functions take them, channels last or first."""
    first, *others = weighted.arrays
    if last and weighted.kind in {"conv", "transposed"}:
        first = np.moveaxis(first, (0, 1), (-1, -2))
    if last and weighted.kind == "dense":
        first = first.T
    return [first, *others]
