"""Receptive fields: what a cell sees of the input through several layers.

Spec 0 is the input itself.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from typing import NamedTuple, Self

import numpy as np

from pyconv.arrays import shape_text
from pyconv.errors import ConvError
from pyconv.paths import paths_along
from pyconv.spec import PerAxis
from pyconv.stack import Spec, chained, place, windows
from pyconv.terms import Terms
from pyconv.transposed import TransposedSpec

MOST_PHASES = 2**16
"""Cells side by side whose fields may all differ in size."""


class _Ends(NamedTuple):
    """First and last places of the fields along one axis.

    After a transposed layer, neighbours see different numbers of cells: the fields repeat only every
    few cells, and then lie `step` further. `firsts` and `lasts` have one entry for each of those few.
    """

    step: int
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    @property
    def jump(self) -> int | Fraction:
        """Return how much further the next field lies, on average."""
        period = len(self.firsts)
        return Fraction(self.step, period) if self.step % period else self.step // period

    def of(self, first: int, last: int) -> tuple[int, int]:
        """Return the first and the last place that any of the cells from `first` to `last` sees."""
        turns, phase = divmod(first, len(self.firsts))
        begin = self.firsts[phase] + turns * self.step
        turns, phase = divmod(last, len(self.firsts))
        return begin, self.lasts[phase] + turns * self.step

    def through(self, layer: Spec, axis: int) -> "_Ends":
        """Return the ends of the fields one layer further."""
        stride, reach, before = layer.stride[axis], layer.span[axis] - 1, layer.padding[axis][0]
        period = len(self.firsts)
        if isinstance(layer, TransposedSpec):
            if period * stride > MOST_PHASES:
                raise ConvError("too-many-phases", count=period * stride, most=MOST_PHASES, axis=axis)
            ends = [
                self.of(-((reach - cell - before) // stride), (cell + before) // stride)
                for cell in range(period * stride)
            ]
            return _Ends(self.step, *zip(*ends, strict=True))
        shared = gcd(period, stride)
        ends = [
            self.of(cell * stride - before, cell * stride - before + reach)
            for cell in range(period // shared)
        ]
        return _Ends(self.step * stride // shared, *zip(*ends, strict=True))


class _Measures(NamedTuple):
    layer: int
    size: tuple[int, ...]
    jump: tuple[int | Fraction, ...]
    span: tuple[int, ...]
    start: tuple[Fraction, ...]


class ReceptiveField(_Measures):
    """What the cells of one layer see of the input, per axis, in cells of the input.

    Attributes:
        layer: number of the layer; 0 is the input.
        size: cells of the layer's output, n.
        jump: distance from the field of one cell to that of the next, j; a fraction after a
            transposed layer.
        span: cells from the first one of a field to its last, r; after a transposed layer, whose
            cells do not all see as many, the most of them. With a dilation, or where a kernel is
            shorter than its stride, a field can have holes: then it holds fewer cells than it spans;
            `reaching_cells` lists them.
        start: centre of the first cell's field, counted from the centre of the first input
            cell; padding moves it below 0, an even kernel between two cells.
    """

    _ends: tuple[_Ends, ...]

    @classmethod
    def of_input(cls, size: tuple[int, ...]) -> Self:
        """Return the field of the input's own cells: each sees itself."""
        return cls._made(0, size, (_Ends(1, (0,), (0,)),) * len(size), (Fraction(0),) * len(size))

    @classmethod
    def _made(
        cls, layer: int, size: tuple[int, ...], ends: tuple[_Ends, ...], start: tuple[Fraction, ...]
    ) -> Self:
        made = cls(
            layer,
            size,
            tuple(each.jump for each in ends),
            tuple(max(b - a + 1 for a, b in zip(each.firsts, each.lasts, strict=True)) for each in ends),
            start,
        )
        made._ends = ends
        return made

    def numbered(self, layer: int) -> Self:
        """Return the same field of a layer with another number, such as one that moves no cell."""
        return self._made(layer, self.size, self._ends, self.start)

    def through(self, layer: Spec) -> Self:
        """Return the field of the cells that a layer makes of these.

            n = o,  r += (k̂ - 1)j,  start += ((k̂ - 1) / 2 - p)j,  j *= s

        and of a transposed one

            n = o',  r += about (k̂ - 1)j / s,  start -= ((k̂ - 1) / 2 - p)j / s,  j /= s
        """
        seen = windows(layer)
        moves = (
            (Fraction(span - 1, 2) - before) * jump
            for span, (before, _), jump in zip(seen.span, seen.padding, self.jump, strict=True)
        )
        if isinstance(seen, TransposedSpec):
            moves = (-move / stride for move, stride in zip(moves, seen.stride, strict=True))
        return self._made(
            self.layer + 1,
            seen.output_size,
            tuple(each.through(seen, axis) for axis, each in enumerate(self._ends)),
            tuple(start + move for start, move in zip(self.start, moves, strict=True)),
        )

    def extent(self, cell: PerAxis) -> tuple[tuple[int, int], ...]:
        """Return the first and the last place that the field of a cell spans, per axis.

            start + cell · j ± (r - 1) / 2

        Places below 0, or past the input's last cell, are padding. After a transposed layer the
        places are those of the cell itself, which may span fewer than r; where its kernel is shorter
        than its stride, a cell may see nothing, and the last place comes before the first.

        Raises:
            ConvError: the layer has no such cell.

        >>> from pyconv import stack
        >>> receptive_field(stack(5, [{"kernel_size": 3, "padding": 1}]))[1].extent(0)
        ((-1, 1),)
        """
        return tuple(each.of(at, at) for each, at in zip(self._ends, place(cell, self.size), strict=True))


def receptive_field(layers: Sequence[Spec]) -> tuple[ReceptiveField, ...]:
    """Return the receptive fields of every layer, that of the input (layer 0) first.

        n = o,  r += (k̂ - 1)j,  start += ((k̂ - 1) / 2 - p)j,  j *= s

    from r = 1, j = 1, start = 0, along each axis; p is the padding before the input, which
    alone moves the start. A transposed layer divides j by its stride. The size of the input makes no
    difference to j, r and start: `stack(None, …)` needs none.

    Raises:
        ConvError: there is no layer, or the input of one is not the output of the one before.

    Source: Araujo, Norris and Sim, "Computing receptive fields of convolutional neural
    networks", https://distill.pub/2019/computing-receptive-fields.

    >>> from pyconv import stack
    >>> [field.span for field in receptive_field(stack(None, [{"kernel_size": 3}] * 3))]
    [(1,), (3,), (5,), (7,)]
    >>> up = receptive_field(stack(4, [{"transposed": True, "kernel_size": 4, "stride": 2}]))[1]
    >>> up.jump, up.span, up.extent(3)
    ((Fraction(1, 2),), (2,), ((0, 1),))
    """
    chain = chained(layers)
    fields = [ReceptiveField.of_input(chain[0].input_size)]
    for layer in chain:
        fields.append(fields[-1].through(layer))
    return tuple(fields)


def reaching_cells(layers: Sequence[Spec], cell: PerAxis) -> Terms:
    """Return the input cells that reach one output cell of the last layer, in order.

    They are found by following the windows of every layer backwards, so they are exact: holes
    are left out, padding with a value is no input, and padding that copies an input cell
    counts as that cell.

    Args:
        cell: its number, row-major from 0, or its place, one number per axis.

    Returns:
        Cells of the first layer's input, counted row-major from 0.

    Raises:
        ConvError: there is no layer, the input of one is not the output of the one before,
            there is no such cell, or the input has more cells than 64 bits can count.

    >>> from pyconv import stack
    >>> reaching_cells(stack(9, [{"kernel_size": 3, "dilation": 3}, {"kernel_size": 2}]), 0)
    array([0, 1, 3, 4, 6, 7])
    """
    chain = chained(layers)
    at = place(cell, chain[-1].output_size)
    if chain[0].inputs > np.iinfo(np.int64).max:
        raise ConvError("no-room", shape=shape_text(chain[0].input_size))
    cells = np.zeros(1, dtype=np.int64)
    # A field is all combinations of what is reached along each axis, so each is followed alone.
    for axis, (size, position) in enumerate(zip(chain[0].input_size, at, strict=True)):
        reached = [at for at, paths in enumerate(paths_along(chain, axis, position)) if paths]
        cells = np.add.outer(cells * size, np.array(reached, dtype=np.int64)).ravel()
    return cells


__all__ = ["ReceptiveField", "reaching_cells", "receptive_field"]
