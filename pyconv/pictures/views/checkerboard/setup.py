"""What a reader can change of the checkerboard, and the counts and sums that make one."""

from typing import NamedTuple

import numpy as np

from pyconv.pictures.controls import Choice, Edits, Integers
from pyconv.pictures.exact import Rationals
from pyconv.pictures.parts import transposition
from pyconv.pictures.parts.convolution import HEIGHT_WIDTH, Valued
from pyconv.pictures.parts.evenness import product_counts
from pyconv.pictures.parts.transposition import TransposedPlane, Transposition
from pyconv.pictures.presets import KERNELS
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec


class Settings(TransposedPlane):
    """What a reader can change."""

    input = Integers(1, 6, (4, 4), HEIGHT_WIDTH, "both")
    kernel_values = Choice(tuple(KERNELS), "counting", fills="kernel")
    edits = Edits(("kernel",))
    prominent = ("input", "kernel", "stride", "kernel_values")


class Board(NamedTuple):
    """A transposed convolution of a map of ones.

    Attributes:
        layer: its geometry.
        stamped: its values.
        counts: of how many products each cell of the result is made, in its shape.
        classes: for each weight, which class it belongs to, counted row-major.
        shape: how many classes there are along each axis: the stride.
    """

    layer: TransposedSpec
    stamped: Transposition
    counts: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    classes: tuple[int, ...]
    shape: tuple[int, ...]

    @property
    def spec(self) -> ConvSpec:
        """The convolution that is transposed."""
        return self.stamped.spec

    def taps(self, number: int) -> list[int]:
        """Return the weights of a class."""
        return [tap for tap, its in enumerate(self.classes) if its == number]

    def sums(self) -> Rationals:
        """Return the sum of the weights of each class, in the shape of the classes."""
        weights = self.stamped.kernel.numerators.ravel()
        added = [sum(weights[self.taps(number)].tolist()) for number in range(int(np.prod(self.shape)))]
        return Rationals(np.array(added, dtype=object).reshape(self.shape), self.stamped.kernel.denominator)

    def class_of(self, cell: int) -> int:
        """Return the class of weights that reaches a cell of the result."""
        place = np.unravel_index(cell, self.spec.input_size)
        residues = [
            (int(at) + before) % stride
            for at, (before, _), stride in zip(place, self.spec.padding, self.spec.stride, strict=True)
        ]
        return int(np.ravel_multi_index(residues, self.shape))

    def is_inside(self, cell: int) -> bool:
        """Return whether every weight of its class reaches a cell of the result."""
        return int(self.counts.flat[cell]) == len(self.taps(self.class_of(cell)))


def prepare(chosen: Settings) -> Board:
    """Return the transposed convolution that the reader set up, of a map of ones.

    The weight `t` reaches cells whose place, counted from before the padding, leaves the remainder
    `d t mod s` along each axis: there is a class of weights for each remainder.

    Raises:
        ConvError: the settings define none, or no convolution has it as its transpose.
    """
    layer = chosen.layer()
    values = Valued.read({"kernel_values": chosen.kernel_values}, edits={"input": {}} | chosen.edits)
    ones = Rationals(np.ones(layer.input_size, dtype=np.int64))
    spec = layer.direct
    stamped = transposition.transposed(spec, ones, values.kernel_of(spec.kernel_size))
    taps = np.indices(spec.kernel_size).reshape(len(spec.stride), -1).T
    residues = (taps * spec.dilation % spec.stride).T
    classes = np.ravel_multi_index(tuple(residues), spec.stride).tolist()
    return Board(layer, stamped, product_counts(spec), tuple(classes), spec.stride)
