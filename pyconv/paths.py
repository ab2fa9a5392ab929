"""Paths through several layers: how often a cell of the input counts in a cell of the output.

A path goes from a cell to a window that holds it, layer by layer. With all weights equal to 1 the
number of paths is what the input cell is multiplied by; trained weights differ.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from itertools import accumulate, takewhile
from math import gcd, prod
from typing import NamedTuple

import numpy as np

from pyconv.arrays import Array, room, shape_text
from pyconv.errors import ConvError
from pyconv.packed import Packed
from pyconv.spec import ConvSpec, PaddingMode, PerAxis
from pyconv.stack import Spec, chained, place, windows
from pyconv.terms import NUMPY_PAD_MODE, padded_source
from pyconv.transposed import TransposedSpec

MOST_CELLS = 10**8
"""Cells along one axis on which paths are counted."""

MOST_PHASES = 2**8
"""Cells side by side of which `effective_field` looks at each."""


def paths_to(layers: Sequence[Spec], cell: PerAxis) -> Array:
    """Return, for each input cell, the number of paths from it to one output cell of the last layer.

        paths[i] = product over the axes of the paths along each

    A cell counts once for every way through the windows of all layers. Padding with a value is no
    input; padding that copies an input cell counts as that cell.

    Args:
        cell: its number, row-major from 0, or its place, one number per axis.

    Returns:
        An array of the first layer's input size, of 64-bit integers or, where those may not be
        enough, of Python's.

    Raises:
        ConvError: the layers make no chain, there is no such cell, or the input does not fit in the
            memory.

    Source: Luo, Li, Urtasun and Zemel, "Understanding the effective receptive field in deep
    convolutional neural networks", arXiv:1701.04128.

    >>> from pyconv import stack
    >>> paths_to(stack(7, [{"kernel_size": 3}] * 2), 1)
    array([0, 1, 2, 3, 2, 1, 0])
    """
    chain = chained(layers)
    at = place(cell, chain[-1].output_size)
    return _outer(chain, [paths_along(chain, axis, position) for axis, position in enumerate(at)])


def path_totals(layers: Sequence[Spec]) -> Array:
    """Return, for each output cell of the last layer, the number of paths into it from the whole input.

    Where the cells of a decoder differ, its result shows a checkerboard.

    Returns:
        An array of the last layer's output size, as `paths_to`.

    Raises:
        ConvError: the layers make no chain, or the input or the output does not fit in the memory.

    Source: Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts",
    https://distill.pub/2016/deconv-checkerboard.

    >>> from pyconv import stack
    >>> path_totals(stack(4, [{"transposed": True, "kernel_size": 3, "stride": 2}]))
    array([1, 1, 2, 1, 2, 1, 2, 1, 1])
    """
    chain = chained(layers)
    return _outer(chain, [_totals(_line(chain, axis)) for axis in range(chain[0].axes)])


def effective_field(layers: Sequence[Spec]) -> tuple[tuple[int, ...], ...]:
    """Return, for every layer and along each axis, the fewest cells that hold half of all paths.

    They lie in the middle of the receptive field, and are far fewer than it spans: their number
    grows as the square root of the number of layers. The cell that is looked at is one that no
    padding reaches; after a transposed layer it is the one that needs most.

    Raises:
        ConvError: the layers make no chain, or a field is too large to be counted.

    Source: as `paths_to`.

    >>> from pyconv import stack
    >>> effective_field(stack(None, [{"kernel_size": 3}] * 4))
    ((1,), (2,), (2,), (3,), (3,))
    """
    chain = chained(layers)
    along = [_halves(_line(chain, axis)) for axis in range(chain[0].axes)]
    return tuple(zip(*along, strict=True))


def paths_along(chain: Sequence[Spec], axis: int, cell: int) -> list[int]:
    """Return the paths to a cell from every input cell along one axis.

    Raises:
        ConvError: the axis is too long.
    """
    return _followed(_line(chain, axis), cell)


class _Along(NamedTuple):
    """One layer along one axis: its numbers, and whether it is transposed."""

    size: int
    outputs: int
    taps: int
    stride: int
    dilation: int
    padding: tuple[int, int]
    mode: PaddingMode
    transposed: bool

    @property
    def reach(self) -> int:
        """Return the cells from the first tap to the last."""
        return (self.taps - 1) * self.dilation

    def sources(self) -> Array:
        """Return the input cell that every cell of the padded input copies."""
        return padded_source(
            ConvSpec(
                self.size,
                self.taps,
                stride=self.stride,
                padding=[self.padding],
                dilation=self.dilation,
                padding_mode=self.mode,
            )
        )

    def back(self, first: int, paths: Packed) -> tuple[int, Packed]:
        """Return the paths one layer before: the first cell that has any, and the numbers from there on."""
        if self.transposed:
            # Cell i reaches the places from i·s on: the last of its taps ends a sum of as many.
            offset = first + self.padding[0]
            begin = min(max(-((self.reach - offset) // self.stride), 0), self.size)
            end = min((offset + paths.cells - 1) // self.stride + 1, self.size)
            sums = paths.windowed(self.taps, self.dilation)
            wanted = max((end - begin - 1) * self.stride + 1, 0)
            return begin, sums.cut(begin * self.stride + self.reach - offset, wanted).every(self.stride)
        reached = paths.stretched(self.stride).windowed(self.taps, self.dilation)
        begin = first * self.stride - self.padding[0]
        if self.mode in NUMPY_PAD_MODE:
            counts = [0] * self.size
            sources = self.sources()[begin + self.padding[0] :].tolist()
            for source, number in zip(sources, reached.numbers(), strict=False):
                counts[source] += number
            return 0, Packed.of(counts, paths.width)
        start = min(max(begin, 0), self.size)
        return start, reached.cut(start - begin, max(min(begin + reached.cells, self.size) - start, 0))

    def forth(self, paths: Packed) -> Packed:
        """Return the paths into the cells that the layer makes."""
        if self.transposed:
            made = paths.stretched(self.stride).windowed(self.taps, self.dilation)
            return made.cut(self.padding[0], self.outputs)
        if self.mode in NUMPY_PAD_MODE:
            numbers = paths.numbers()
            padded = Packed.of([numbers[source] for source in self.sources().tolist()], paths.width)
        else:
            padded = paths.cut(-self.padding[0], self.size + sum(self.padding))
        sums = padded.windowed(self.taps, self.dilation)
        return sums.cut(self.reach, (self.outputs - 1) * self.stride + 1).every(self.stride)


class _Spread(NamedTuple):
    """The paths to cells that no padding reaches, along one axis.

    They repeat every so many cells as there are entries, and then lie `step` further. An entry is the
    first place that has a path, and the numbers of paths from there on.
    """

    step: int
    cells: tuple[tuple[int, Packed], ...]

    def through(self, layer: _Along) -> "_Spread":
        period, taps = len(self.cells), range(layer.taps)
        if layer.transposed:
            if period * layer.stride > MOST_PHASES:
                raise ConvError("too-many-phases", count=period * layer.stride, most=MOST_PHASES, axis=None)
            places = (
                [divmod(cell - tap * layer.dilation, layer.stride) for tap in taps]
                for cell in range(period * layer.stride)
            )
            return _Spread(
                self.step, tuple(self._sum([at for at, rest in each if not rest]) for each in places)
            )
        shared = gcd(period, layer.stride)
        cells = tuple(
            self._sum([cell * layer.stride + tap * layer.dilation for tap in taps])
            for cell in range(period // shared)
        )
        return _Spread(self.step * layer.stride // shared, cells)

    def _sum(self, places: Sequence[int]) -> tuple[int, Packed]:
        """Return the paths to several cells together."""
        width = self.cells[0][1].width
        parts = []
        for at in places:
            turns, phase = divmod(at, len(self.cells))
            first, paths = self.cells[phase]
            parts.append((first + turns * self.step, paths))
        first = min((first for first, _ in parts), default=0)
        cells = max((start + paths.cells for start, paths in parts), default=first) - first
        value = sum(paths.cut(first - start, cells).value for start, paths in parts)
        return first, Packed(value, cells, width)


def _fewest(paths: Packed) -> int:
    """Return how many of the largest numbers make up half of the sum."""
    total = paths.total()
    sums = accumulate(paths.most())
    return sum(1 for _ in takewhile(lambda held: 2 * held < total, sums)) + (total > 0)


def _line(chain: Sequence[Spec], axis: int) -> tuple[_Along, ...]:
    """Return the layers along one axis."""
    line = []
    for layer in chain:
        seen = windows(layer)
        line.append(
            _Along(
                seen.input_size[axis],
                seen.output_size[axis],
                seen.kernel_size[axis],
                seen.stride[axis],
                seen.dilation[axis],
                seen.padding[axis],
                "zeros" if isinstance(seen, TransposedSpec) else seen.padding_mode,
                isinstance(seen, TransposedSpec),
            )
        )
    return tuple(line)


def _width(line: Iterable[_Along]) -> int:
    """Return the bytes of the largest number of paths: there are never more than choices of taps."""
    return prod(layer.taps for layer in line).bit_length() // 8 + 1


# Axes along which all numbers agree, as those of a square image, are followed once.
@lru_cache(maxsize=32)
def _followed(line: tuple[_Along, ...], cell: int) -> list[int]:
    size = line[0].size
    if size > MOST_CELLS:
        raise ConvError("no-room", shape=shape_text((size,)))
    first, paths = cell, Packed.ones(1, _width(line))
    for layer in reversed(line):
        first, paths = layer.back(first, paths)
    return [0] * first + paths.numbers() + [0] * (size - first - paths.cells)


@lru_cache(maxsize=32)
def _totals(line: tuple[_Along, ...]) -> list[int]:
    return reduce(
        lambda paths, layer: layer.forth(paths), line, Packed.ones(line[0].size, _width(line))
    ).numbers()


@lru_cache(maxsize=32)
def _halves(line: tuple[_Along, ...]) -> list[int]:
    spread = _Spread(1, ((0, Packed.ones(1, _width(line))),))
    halves = [1]
    for layer in line:
        spread = spread.through(layer)
        halves.append(max(_fewest(paths) for _, paths in spread.cells))
    return halves


def _outer(chain: Sequence[Spec], along: Sequence[list[int]]) -> Array:
    """Return the products of what there is along every axis."""
    most = prod(layer.taps for layer in chain)
    dtype = np.dtype(np.int64 if most <= np.iinfo(np.int64).max else object)
    room(tuple(map(len, along)), dtype)
    return reduce(np.multiply.outer, (np.array(line, dtype) for line in along))


__all__ = ["effective_field", "path_totals", "paths_along", "paths_to"]
