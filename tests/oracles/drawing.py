"""What the comparisons with other people's libraries have in common: drawn axes and whole numbers.

Values are small enough that float32 holds every sum of products exactly, so results are compared
cell by cell, without a tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from tests.strategies import Draw, axes, span

LARGEST_KERNEL = {1: 5, 2: 4, 3: 3}
NUMPY_PADS = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}

dimensions = st.sampled_from([1, 2, 2, 3])
seeds = st.integers(0, 2**32 - 1)


class Geometry(NamedTuple):
    """A convolution's sizes and steps, one entry per axis."""

    size: tuple[int, ...]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]

    @property
    def steps(self) -> dict[str, Any]:
        """Return what the package's operations call these numbers."""
        return {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}

    @property
    def dilated(self) -> tuple[int, ...]:
        """Return the cells that the kernel spans."""
        return tuple(map(span, self.kernel, self.dilation))


class Transposed(NamedTuple):
    """A transposed convolution's sizes and steps, one entry per axis."""

    size: tuple[int, ...]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    extra: tuple[int, ...]

    @property
    def steps(self) -> dict[str, Any]:
        """Return what the package's operations call these numbers."""
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "output_padding": self.extra,
        }


class Groups(NamedTuple):
    """How many images and channels a layer has."""

    images: int
    groups: int
    inputs: int
    outputs: int


@st.composite
def convolutions(draw: Draw, mode: str = "zeros", count: int | None = None) -> Geometry:
    """Draw a convolution that exists."""
    count = count or draw(dimensions)
    drawn = [draw(axes(mode, LARGEST_KERNEL[count])) for _ in range(count)]
    size, kernel, stride, padding, dilation = zip(*drawn, strict=True)
    return Geometry(size, kernel, stride, padding, dilation)


@st.composite
def transposed(draw: Draw, count: int | None = None, *, below_stride: bool = False) -> Transposed:
    """Draw a transposed convolution of which something is left after the crop.

    With `below_stride` the output padding is below the stride, not only below the dilation.
    """
    drawn = []
    for _ in range(count or draw(dimensions)):
        size, kernel, stride, _, dilation = draw(axes(largest_kernel=3))
        size = min(size, 6)
        extra = draw(st.integers(0, (stride if below_stride else max(stride, dilation)) - 1))
        most = stride * (size - 1) + span(kernel, dilation) + extra - 1
        before = draw(st.integers(0, min(4, most)))
        after = draw(st.integers(0, min(4, most - before)))
        drawn.append((size, kernel, stride, (before, after), dilation, extra))
    return Transposed(*zip(*drawn, strict=True))


@st.composite
def channels(draw: Draw) -> Groups:
    """Draw a number of images, groups, input channels and output channels."""
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    inputs, outputs = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return Groups(draw(st.integers(1, 3)), groups, groups * inputs, groups * outputs)


def whole(seed: int, *shapes: Sequence[int], low: int = -9, high: int = 9) -> list[Any]:
    """Return arrays of whole numbers, the same ones for the same seed."""
    generator = np.random.default_rng(seed)
    return [generator.integers(low, high, tuple(shape), endpoint=True) for shape in shapes]


def with_holes(kernel: Any, dilation: Sequence[int]) -> Any:
    """Return the kernel with its dilation written out: zeros between the taps."""
    holes = np.zeros(tuple(map(span, kernel.shape, dilation)), kernel.dtype)
    holes[tuple(slice(None, None, step) for step in dilation)] = kernel
    return holes


def every(steps: Sequence[int]) -> tuple[slice, ...]:
    """Return the index that keeps one cell in so many along each axis."""
    return tuple(slice(None, None, step) for step in steps)


def pairs_of(groups: Groups) -> list[tuple[int, int, int, int]]:
    """List `(input channel, its place in the group, output channel, its place in the group)`."""
    inputs, outputs = groups.inputs // groups.groups, groups.outputs // groups.groups
    return [
        (group * inputs + i, i, group * outputs + o, o)
        for group, i, o in product(range(groups.groups), range(inputs), range(outputs))
    ]
