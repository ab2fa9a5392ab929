"""The pattern that layers leave where all is equal: how many paths lead into each cell."""

from collections.abc import Sequence
from math import gcd

from pyconv.errors import ConvError
from pyconv.stack import Spec, chained, windows
from pyconv.transposed import TransposedSpec

MOST_PHASES = 2**12
"""Cells side by side whose numbers of paths may all differ."""


def repeated_totals(layers: Sequence[Spec], axis: int = 0) -> tuple[int, ...]:
    """Return the numbers of paths into the cells that no edge reaches, along one axis.

    They repeat every so many cells as there are numbers. With more axes, the paths into a cell are the
    product of those along each; a decoder whose numbers differ shows a checkerboard. `path_totals` has
    those at the edges as well.

    Raises:
        ConvError: the layers make no chain, or the numbers repeat too late.

    Source: as `path_totals`.

    >>> from pyconv import stack
    >>> up = {"transposed": True, "kernel_size": 3, "stride": 2}
    >>> repeated_totals(stack(4, [up])), repeated_totals(stack(4, [up | {"kernel_size": 4}]))
    ((2, 1), (2, 2))
    """
    totals = [1]
    for layer in map(windows, chained(layers)):
        taps, stride = range(layer.kernel_size[axis]), layer.stride[axis]
        dilation, before, period = layer.dilation[axis], layer.padding[axis][0], len(totals)
        if isinstance(layer, TransposedSpec):
            if period * stride > MOST_PHASES:
                raise ConvError("too-many-phases", count=period * stride, most=MOST_PHASES, axis=None)
            places = (
                [divmod(cell + before - tap * dilation, stride) for tap in taps]
                for cell in range(period * stride)
            )
            totals = [sum(totals[at % period] for at, rest in each if not rest) for each in places]
        else:
            totals = [
                sum(totals[(cell * stride + tap * dilation - before) % period] for tap in taps)
                for cell in range(period // gcd(period, stride))
            ]
    return tuple(totals)


__all__ = ["repeated_totals"]
