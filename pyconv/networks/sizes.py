"""What inputs of other sizes would make of a network, along one axis and without reading it again."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from math import prod
from typing import NamedTuple, Self

from pyconv.coverage import touched_size
from pyconv.inverses import size_after
from pyconv.networks import Network, Row
from pyconv.networks.skips import Skip, fitted
from pyconv.stack import BEYOND, Spec
from pyconv.transposed import TransposedSpec

FARTHEST = 2**8
"""How far from a size others are looked for that have something it has not."""


class Walk(NamedTuple):
    """The cells along one axis, layer by layer.

    Attributes:
        sizes: of the input, and after each row.
        lost: for each row, the cells before it that no window of it touches.
        whole: whether the last size is the first, and every copy as long as what it is joined with.
    """

    sizes: tuple[int, ...]
    lost: tuple[int, ...]
    whole: bool


@dataclass(frozen=True)
class Axis:
    r"""A network along one axis, up to where its space ends.

    Attributes:
        number: of the axis, from 0.
        rows: the geometries of each row, and the copy that it reads.

    >>> from pyconv import read_network
    >>> network = read_network("nn.MaxPool2d(2)\nnn.Conv2d(1, 1, 3, stride=2)", (1, 28, 28))
    >>> axis = Axis.of(network, 0)
    >>> axis.walk(28), axis.alike(28), axis.lossless(28)
    (Walk(sizes=(28, 14, 6), lost=(0, 1), whole=False), (26, 29), (26, 30))
    """

    number: int
    rows: tuple[tuple[tuple[Spec, ...], Skip | None], ...]

    @classmethod
    def of(cls, network: Network, number: int) -> Self | None:
        """Return one axis of a network; None if some layer has no geometry that holds for any input."""
        rows = spatial(network)
        found = []
        for row in rows:
            if row.layers is None or row.sized:
                return None
            # What is padded at a copy depends on the input: it is found anew.
            padded = row.joins is not None and any(map(any, row.joins.padded))
            found.append((row.layers[padded:], row.joins))
        return cls(number, tuple(found)) if found else None

    def walk(self, cells: int) -> Walk | None:
        """Return the sizes that an input of so many cells has, if there are all the layers then."""
        sizes, lost, whole = [cells], [], True
        for layers, skip in self.rows:
            missing = 0
            if skip:
                copied = sizes[skip.row]
                cropped, padded = fitted(cells, copied, skip.stride[self.number])
                whole = whole and not any((*cropped, *padded))
                cells = copied - sum(cropped)
            for layer in layers:
                made = size_after(layer, self.number, cells)
                if made < 1:
                    return None
                missing += _untouched(layer, self.number, cells, made)
                cells = made
            sizes.append(cells)
            lost.append(missing)
        return Walk(tuple(sizes), tuple(lost), whole and sizes[-1] == sizes[0])

    def alike(self, cells: int) -> tuple[int | None, int | None]:
        """Return the least and the greatest input that gives the same last map; None if there is no end."""

        def last(size: int) -> int | None:
            walk = self.walk(size) if size > 0 else None
            return walk and walk.sizes[-1]

        wanted = last(cells)

        def same(size: int) -> bool:
            return last(size) == wanted

        return border(cells, -1, same, BEYOND), border(cells, 1, same, BEYOND)

    def lossless(self, cells: int) -> tuple[int | None, int | None]:
        """Return the nearest inputs of which no cell is lost: of that size or less, and of that or more."""
        return self._nearest(cells, lambda walk: not any(walk.lost))

    def whole(self, cells: int) -> tuple[int | None, int | None]:
        """Return the nearest inputs that come back whole, with copies that fit, likewise."""
        return self._nearest(cells, lambda walk: walk.whole)

    def _nearest(self, cells: int, good: Callable[[Walk], bool]) -> tuple[int | None, int | None]:
        # After the product of the strides, what is left over is the same again.
        layers = (layer for layers, _ in self.rows for layer in layers)
        strides = (layer.stride[self.number] for layer in layers if not isinstance(layer, TransposedSpec))
        most = min(prod(strides), FARTHEST)

        def first(sizes: range) -> int | None:
            return next((size for size in sizes if (walk := self.walk(size)) and good(walk)), None)

        return first(range(cells, max(cells - most, 0), -1)), first(range(cells, cells + most))


def spatial(network: Network) -> tuple[Row, ...]:
    """Return the rows before the space ends, or becomes another one."""
    axes = len(network.input_shape)
    return tuple(takewhile(lambda row: len(row.output_shape) == axes > 1, network.rows))


def same_along(network: Network, one: int, other: int) -> bool:
    """Return whether a network is the same along two axes, so that what holds of one holds of the other."""
    sizes = network.input_shape[1:]
    return sizes[one] == sizes[other] and all(
        numbers[one] == numbers[other]
        for row in spatial(network)
        for layer in row.layers or ()
        for numbers in (layer.kernel_size, layer.stride, layer.dilation, layer.padding, layer.output_size)
    )


def border(size: int, way: int, good: Callable[[int], bool], most: int) -> int | None:
    """Return the last good size to one side of a good one, or None if that is farther away than `most`.

    Args:
        way: 1 for larger sizes, -1 for smaller ones; good ones lie side by side.

    >>> border(12, 1, lambda size: size < 100, 2**8), border(12, 1, lambda size: True, 2**8)
    (99, None)
    """
    reached, step = 0, 1
    while step <= most and good(size + way * step):
        reached, step = step, step * 2
    if step > most:
        return None
    bad = step
    while bad - reached > 1:
        middle = (reached + bad) // 2
        reached, bad = (middle, bad) if good(size + way * middle) else (reached, middle)
    return size + way * reached


def _untouched(layer: Spec, axis: int, cells: int, windows: int) -> int:
    """Return how many of the cells along an axis no window of a layer touches."""
    taps, stride, dilation = layer.kernel_size[axis], layer.stride[axis], layer.dilation[axis]
    if isinstance(layer, TransposedSpec):
        return 0
    before = layer.padding[axis][0]
    if dilation == 1 and taps >= stride and before >= 0:
        return max(cells + before - (windows - 1) * stride - taps, 0)
    return cells - touched_size(
        cells, before=before, windows=windows, kernel_size=taps, stride=stride, dilation=dilation
    )


__all__ = ["Axis", "Walk", "border", "same_along", "spatial"]
