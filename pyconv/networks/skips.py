"""Maps that a network copies past some of its layers, as U-Net does, and how the two are made to fit.

The maps before each step down wait, one for each level; a step up brings back the one of its level.
"""

from fractions import Fraction
from math import prod
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.networks.steps import Shape, Step, padded
from pyconv.transposed import TransposedSpec

DECLARED = ("in_channels", "num_features")
"""Arguments by which a layer of PyTorch says how many channels come in."""

Pair = tuple[int, int]


class Skip(NamedTuple):
    """A map from before a step down, which a layer reads beside what arrives.

    Attributes:
        row: number of the layer that made it, from 1; 0 is the input.
        line: that layer's line; 0 for the input.
        output_shape: channels, then space.
        cropped: cells cut off it before and after, for each axis.
        padded: cells added to what arrives, before and after, for each axis; below 0, cut off it.
        stride: by how much the step down made the maps smaller, along each axis.
    """

    row: int
    line: int
    output_shape: Shape
    cropped: tuple[Pair, ...]
    padded: tuple[Pair, ...]
    stride: tuple[Fraction, ...]

    @property
    def fits(self) -> bool:
        """Return whether both are of one size as they are."""
        return not any(map(any, (*self.cropped, *self.padded)))


class _Kept(NamedTuple):
    scale: tuple[Fraction, ...]
    stride: tuple[Fraction, ...]
    row: int
    line: int
    shape: Shape


class Levels:
    """The maps that wait, and how coarse the present ones are."""

    def __init__(self, shape: Shape) -> None:
        self._scale = (Fraction(1),) * (len(shape) - 1)
        self._kept: list[_Kept] = []

    def passed(self, before: Shape, made: Step, row: int, line: int) -> None:
        """Take in a layer: what came before it, what it made, and the number and line of that before."""
        if made.layers is not None and all(max(layer.stride) == 1 for layer in made.layers):
            return
        factors = _factors(before, made)
        if factors is None:
            self._scale, self._kept = (Fraction(1),) * (len(made.shape) - 1), []
            return
        scale = tuple(old * factor for old, factor in zip(self._scale, factors, strict=True))
        if any(factor > 1 for factor in factors):
            self._kept = [each for each in self._kept if each.scale != self._scale]
            self._kept.append(_Kept(self._scale, factors, row, line, before))
        while self._kept and any(a > b for a, b in zip(self._kept[-1].scale, scale, strict=True)):
            self._kept.pop()
        self._scale = scale

    def back(self, arriving: Shape) -> Skip | None:
        """Return the map of the present level that a step up has brought back, if it still waits."""
        if not self._kept or self._kept[-1].scale != self._scale:
            return None
        kept = self._kept[-1]
        along = zip(arriving[1:], kept.shape[1:], kept.stride, strict=True)
        pairs = [fitted(*each) for each in along]
        return Skip(
            kept.row,
            kept.line,
            kept.shape,
            tuple(cropped for cropped, _ in pairs),
            tuple(added for _, added in pairs),
            kept.stride,
        )

    def read(self) -> None:
        """Let go of the map that was brought back: it is read once."""
        self._kept.pop()


def fitted(arriving: int, copied: int, stride: Fraction | int) -> tuple[Pair, Pair]:
    """Return the cells that are cut off the copy and those that what arrives is padded by, along an axis.

    What a step down has rounded off, fewer cells than its stride, is padded; of a copy that is longer
    still the edges are cropped; and so are those of what arrives if it is the longer one. The odd cell
    is at the end.

    >>> fitted(56, 64, 2), fitted(70, 71, 2), fitted(9, 8, 2)
    (((4, 4), (0, 0)), ((0, 0), (0, 1)), ((0, 0), (0, -1)))
    """
    more = copied - arriving
    if more >= stride:
        return (more // 2, more - more // 2), (0, 0)
    before = abs(more) // 2
    return (0, 0), (before, more - before) if more > 0 else (-before, more + before)


def lacking(error: ConvError, shape: Shape, skip: Skip) -> bool:
    """Return whether a layer was refused for want of just the channels of a copy."""
    numbers = error.numbers
    return (
        error.reason == "number-differs"
        and error.field in DECLARED
        and numbers["found"] == shape[0]
        and numbers["value"] == shape[0] + skip.output_shape[0]
    )


def concatenated(shape: Shape, skip: Skip) -> Step:
    """Return what arrives, made to fit, and the copy behind it: the channels of both."""
    channels = shape[0] + skip.output_shape[0]
    if not any(map(any, skip.padded)):
        return Step((channels, *shape[1:]))
    step = padded(shape[0], shape[1:], skip.padded)
    return Step((channels, *step.shape[1:]), layers=step.layers)


def _factors(before: Shape, made: Step) -> tuple[Fraction, ...] | None:
    """Return by how much each axis has become coarser; None where the space is another one."""
    if len(before) != len(made.shape):
        return None
    if made.layers is None:
        return tuple(Fraction(old, new) for old, new in zip(before[1:], made.shape[1:], strict=True))
    return tuple(
        prod(
            (
                1 / Fraction(layer.stride[axis])
                if isinstance(layer, TransposedSpec)
                else Fraction(layer.stride[axis])
                for layer in made.layers
            ),
            start=Fraction(1),
        )
        for axis in range(len(before) - 1)
    )
