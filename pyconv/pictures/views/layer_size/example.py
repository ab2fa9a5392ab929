"""The same thing small: one axis with so few cells that each of them can be drawn."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pyconv.errors import ConvError
from pyconv.pooling import PoolingSpec
from pyconv.spec import SAME, ConvSpec
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec

MOST_CELLS = 16
"""Of the input, or of the result of a transposed convolution."""

MOST_PLACES = 22
"""Those and the padding around them."""

WINDOWS = 3
"""So many windows show how they follow each other."""


class Numbers(NamedTuple):
    """What makes up one axis."""

    size: int
    kernel: int
    stride: int
    dilation: int
    before: int
    after: int
    extra: int


class Example(NamedTuple):
    """One axis of a layer, or one like it with fewer cells.

    Attributes:
        real: the numbers of the first axis.
        small: those that are drawn.
        windows: the drawn windows, over all places; those of a transposed convolution are the copies of
            its kernel over the result that nothing was cropped from yet.
        drawn: how many of them there are.
        cells: how many cells the row of places holds without what is around them.
    """

    real: Numbers
    small: Numbers
    windows: ConvSpec
    drawn: int
    cells: int


def example(spec: Spec, named: str) -> Example:
    """Return the first axis of a layer small: the same remainder, and the same numbers where they fit.

    What is too large for it is reduced in this order: the input by whole strides, the padding likewise,
    the dilation, the kernel, the stride.
    """
    real = _of_axis(spec)
    if real.size <= MOST_CELLS and (whole := _made(spec, named, real)):
        return Example(real, *whole)
    windows = real.size if isinstance(spec, TransposedSpec) else spec.output_size[0]
    for tried in _reduced(real):
        made = (_made(spec, named, tried._replace(size=size)) for size in _sizes(spec, tried))
        found = [each for each in made if each]
        # One window alone does not show how they follow each other, if there are more.
        if found and found[-1][2] >= min(windows, 2):
            return Example(real, *next((each for each in found if each[2] >= WINDOWS), found[-1]))
    raise AssertionError  # pragma: no cover - the last that is tried always fits


def _of_axis(spec: Spec) -> Numbers:
    (before, after), extra = spec.padding[0], 0
    if isinstance(spec, TransposedSpec):
        extra = spec.output_padding[0]
    return Numbers(
        spec.input_size[0], spec.kernel_size[0], spec.stride[0], spec.dilation[0], before, after, extra
    )


def _reduced(real: Numbers) -> Iterator[Numbers]:
    """Return the numbers, and then with less and less of them as they are."""
    now = real
    yield now
    now = now._replace(before=_near(now.before, now.stride), after=_near(now.after, now.stride))
    yield now
    for dilation in (3, 2):
        if now.dilation > dilation:
            now = now._replace(dilation=dilation, extra=min(now.extra, max(now.stride, dilation) - 1))
            yield now
    for kernel in (7, 5, 3) if now.kernel % 2 else (8, 4, 2):
        if now.kernel > kernel:
            now = now._replace(kernel=kernel)
            yield now
    for stride in (5, 4, 3):
        if now.stride > stride:
            now = now._replace(stride=stride, extra=min(now.extra, max(stride, now.dilation) - 1))
            yield now
    yield now._replace(before=max(min(now.before, 1), -1), after=max(min(now.after, 1), -1))
    yield now._replace(before=0, after=0)
    yield Numbers(8, 2, min(now.stride, 3), 1, 0, 0, 0)


def _near(amount: int, stride: int) -> int:
    """Return a side with whole strides less, but with some of it left."""
    if amount > stride:
        return amount % stride + stride
    return amount if amount >= 0 else -(-amount % stride) or -min(stride, -amount)


def _sizes(spec: Spec, tried: Numbers) -> range:
    """Return sizes of the same remainder; a transposed convolution has none."""
    step = 1 if isinstance(spec, TransposedSpec) else tried.stride
    return range((tried.size - 1) % step + 1, min(tried.size, MOST_CELLS) + 1, step)


def _made(spec: Spec, named: str, tried: Numbers) -> tuple[Numbers, ConvSpec, int, int] | None:
    """Return what an example holds besides the real numbers, if these make a layer that is small enough."""
    try:
        return (
            _transposed(spec, named, tried)
            if isinstance(spec, TransposedSpec)
            else _direct(spec, named, tried)
        )
    except ConvError:
        return None


def _direct(
    spec: ConvSpec | PoolingSpec, named: str, tried: Numbers
) -> tuple[Numbers, ConvSpec, int, int] | None:
    padding = _padding(named, tried)
    windows: ConvSpec
    if isinstance(spec, PoolingSpec):
        made = PoolingSpec(
            tried.size,
            tried.kernel,
            stride=tried.stride,
            padding=padding,
            dilation=tried.dilation,
            ceil_mode=spec.ceil_mode,
        )
        windows, (pads,) = made.windows, made.padding
    else:
        windows = ConvSpec(
            tried.size, tried.kernel, stride=tried.stride, padding=padding, dilation=tried.dilation
        )
        (pads,) = windows.padding
    small = tried._replace(before=pads[0], after=pads[1])
    if windows.padded_size[0] - min(pads[0], 0) - min(pads[1], 0) > MOST_PLACES:
        return None
    return small, windows, windows.output_size[0], tried.size


def _transposed(
    spec: TransposedSpec, named: str, tried: Numbers
) -> tuple[Numbers, ConvSpec, int, int] | None:
    # The crop of the size wanted is the same at any size, as long as the kernel and the steps are.
    real = _of_axis(spec)
    kept = (tried.kernel, tried.stride, tried.dilation) == (real.kernel, real.stride, real.dilation)
    padding = ((tried.before, tried.after),) if kept else _padding(named, tried)
    made = TransposedSpec(
        tried.size,
        tried.kernel,
        stride=tried.stride,
        padding=padding,
        dilation=tried.dilation,
        output_padding=tried.extra if kept or named not in SAME else 0,
    )
    ((before, after),), (extra,) = made.padding, made.output_padding
    canvas = made.output_size[0] + before + after
    if canvas > MOST_PLACES:
        return None
    windows = ConvSpec(canvas, tried.kernel, stride=tried.stride, dilation=tried.dilation)
    small = tried._replace(before=before, after=after, extra=extra)
    return small, windows, tried.size, made.output_size[0]


def _padding(named: str, tried: Numbers) -> Any:
    return [(tried.before, tried.after)] if named == "explicit" else named
