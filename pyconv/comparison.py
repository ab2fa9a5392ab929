"""Whether two layers are the same: the same terms, for each size of the input."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv.arrays import shape_text
from pyconv.errors import ConvError
from pyconv.layers import LAYER_MODES
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec, PerAxis, count_axes, per_axis
from pyconv.stack import Spec
from pyconv.terms import OUTSIDE, terms
from pyconv.transposed import TransposedSpec

Reason = Literal["refused", "operation", "size", "kernel", "cell"]


class LayerComparison(NamedTuple):
    """What two layers make of an input of one size.

    Attributes:
        size: the size of the input.
        equal: whether both make the same of every input with every kernel, or neither takes that size.
        reason: why not: "refused" (one of them alone takes that size), "operation" (one learns
            weights and the other pools, or one takes the largest and the other the average), "size"
            (of the output), "kernel" (its size, so their weights differ) or "cell" (an output cell
            meets other cells of the input, or with other weights, or divides by another number).
        outputs: the sizes of both outputs, None for one that is refused.
        cell: the place of the first output cell, row by row, that differs; None where no cell does
            or the outputs are of different sizes.

    >>> compare_layers(ConvSpec(6, 3), ConvSpec(6, 3, padding="same"), [6])[0]
    LayerComparison(size=(6,), equal=False, reason='size', outputs=((4,), (6,)), cell=None)
    """

    size: tuple[int, ...]
    equal: bool
    reason: Reason | None
    outputs: tuple[tuple[int, ...] | None, tuple[int, ...] | None]
    cell: tuple[int, ...] | None = None


def compare_layers(
    first: Spec | Callable[[tuple[int, ...]], Spec],
    second: Spec | Callable[[tuple[int, ...]], Spec],
    sizes: Iterable[PerAxis],
) -> tuple[LayerComparison, ...]:
    """Return for each size of the input whether two layers are the same, or the first difference.

    Two layers give the same for every input and every kernel if and only if they have the same terms
    (input cell, tap, output cell): no values are tried. A pooling has no taps: its windows must hold
    the same cells, and an average divide by the same number.

    Args:
        first, second: a geometry, or a function from the size of the input to a geometry. A geometry
            is made anew for each size, with the padding that was asked for: by its name if it has one.
        sizes: sizes of the input, each one number for all axes or one per axis.

    Raises:
        ConvError: no geometries, or not for inputs of the same size, or padding with a constant,
            which a layer has not.

    >>> same = ConvSpec(6, 3, stride=2, padding="same")
    >>> by_number = ConvSpec(6, 3, stride=2, padding=1)
    >>> [(each.size, each.equal, each.cell) for each in compare_layers(same, by_number, [5, 6])]
    [((5,), True, None), ((6,), False, (0,))]
    """
    return tuple(_compared(first, second, size) for size in sizes)


def at_size(spec: Spec, size: PerAxis) -> Spec:
    """Return the same layer for an input of another size.

    Raises:
        ConvError: the layer does not take that size.

    >>> at_size(ConvSpec(6, 3, stride=2, padding="same"), 5).padding
    ((1, 1),)
    """
    named: dict[str, Any] = {"stride": spec.stride, "dilation": spec.dilation, "padding": spec.padding}
    cells = per_axis("input", size, spec.axes)
    if isinstance(spec, TransposedSpec):
        return TransposedSpec(cells, spec.kernel_size, **named, output_padding=spec.output_padding)
    named["padding"] = spec.padding_name or spec.padding
    if isinstance(spec, ConvSpec):
        named |= {"padding_mode": spec.padding_mode, "flipped": spec.flipped}
        return ConvSpec(cells, spec.kernel_size, **named)
    named |= {"kind": spec.kind, "ceil_mode": spec.ceil_mode, "count_include_pad": spec.count_include_pad}
    return PoolingSpec(cells, spec.kernel_size, **named)


def _compared(first: Any, second: Any, size: PerAxis) -> LayerComparison:
    one, other = _made("first", first, size), _made("second", second, size)
    outputs = (one.output_size if one else None, other.output_size if other else None)
    if one is None or other is None:
        taken = one or other
        cells = taken.input_size if taken else per_axis("input", size, count_axes(size))
        return LayerComparison(cells, taken is None, "refused" if taken else None, outputs)
    if one.input_size != other.input_size:
        raise ConvError(
            "layers-inputs", first=shape_text(one.input_size), second=shape_text(other.input_size)
        )
    reason, cell = _difference(one, other)
    return LayerComparison(one.input_size, reason is None, reason, outputs, cell)


def _made(name: str, layer: object, size: PerAxis) -> Spec | None:
    """Return a layer for a size, or None if it does not take it."""
    cells = per_axis("input", size, layer.axes if isinstance(layer, Spec) else count_axes(size))
    try:
        made = (
            at_size(layer, cells) if isinstance(layer, Spec) else layer(cells) if callable(layer) else layer
        )
    except ConvError:
        return None
    if not isinstance(made, Spec):
        kinds = "ConvSpec, TransposedSpec, PoolingSpec"
        raise ConvError("not-geometry", field=name, choices=kinds, kind=type(made).__name__)
    if isinstance(made, ConvSpec) and made.padding_mode not in LAYER_MODES:
        raise ConvError(
            "unknown-choice",
            field=name,
            name="padding_mode",
            value=made.padding_mode,
            choices=LAYER_MODES,
        )
    return made


def _difference(one: Spec, other: Spec) -> tuple[Reason | None, tuple[int, ...] | None]:
    operations = [each.kind if isinstance(each, PoolingSpec) else "weights" for each in (one, other)]
    if operations[0] != operations[1]:
        return "operation", None
    if one.output_size != other.output_size:
        return "size", None
    if operations[0] == "weights" and one.kernel_size != other.kernel_size:
        return "kernel", None
    # A cell meets all combinations of what is met along each axis, or nothing if that is so along one.
    alike: list[NDArray[np.bool_]] = []
    nothing: tuple[list[NDArray[np.bool_]], list[NDArray[np.bool_]]] = ([], [])
    known: dict[tuple[object, ...], int] = {}
    for axis in range(one.axes):
        # Most layers are the same along all axes.
        numbers = tuple(_numbers(each, axis) for each in (one, other))
        if numbers in known:
            for found in (alike, *nothing):
                found.append(found[known[numbers]])
            continue
        known[numbers] = axis
        widest = max(one.kernel_size[axis], other.kernel_size[axis])
        rows = [_filled(met_along(each, axis), widest) for each in (one, other)]
        alike.append(np.all(rows[0] == rows[1], axis=1))
        for found, row in zip(nothing, rows, strict=True):
            found.append(np.all(row == OUTSIDE, axis=1))
    same = reduce(np.logical_and.outer, alike)
    same |= reduce(np.logical_or.outer, nothing[0]) & reduce(np.logical_or.outer, nothing[1])
    if isinstance(one, PoolingSpec) and isinstance(other, PoolingSpec) and one.kind == "average":
        same &= _divisors(one) == _divisors(other)
    if same.all():
        return None, None
    place = np.unravel_index(int(np.argmin(same)), same.shape)
    return "cell", tuple(map(int, place))


def _numbers(spec: Spec, axis: int) -> tuple[object, ...]:
    """Return what a layer is along an axis: axes that agree in it meet the same."""
    sizes = (spec.input_size, spec.kernel_size, spec.stride, spec.dilation, spec.padding, spec.output_size)
    return tuple(each[axis] for each in sizes)


def met_along(spec: Spec, axis: int) -> NDArray[np.int64]:
    """Return what each output cell (row) meets along an axis: with each tap, or, in a window, last first.

    What is met beyond the input, and is no copy of a cell, is `pyconv.terms.OUTSIDE`.

    >>> met_along(TransposedSpec(2, 3, stride=2, padding=1), 0).tolist()
    [[-1, 0, -1], [1, -1, 0], [-1, 1, -1]]
    """
    size, outputs = spec.input_size[axis], spec.output_size[axis]
    steps: dict[str, Any] = {"stride": spec.stride[axis], "dilation": spec.dilation[axis]}
    if isinstance(spec, TransposedSpec):
        # Each input cell lays down a kernel on a canvas: the terms of a convolution of it, backwards.
        canvas = spec.stride[axis] * (size - 1) + spec.span[axis]
        laid, taps, cells = terms(ConvSpec(canvas, spec.kernel_size[axis], **steps)).T
        places = laid - spec.padding[axis][0]
        kept = (places >= 0) & (places < outputs)
        found = np.full((outputs, spec.kernel_size[axis]), OUTSIDE, np.int64)
        found[places[kept], taps[kept]] = cells[kept]
        return found
    source = spec.windows if isinstance(spec, PoolingSpec) else spec
    along = ConvSpec(
        size,
        source.kernel_size[axis],
        **steps,
        padding=[source.padding[axis]],
        padding_mode=source.padding_mode,
        flipped=source.flipped,
    )
    cells, taps, places = terms(along).T
    found = np.full((outputs, source.kernel_size[axis]), OUTSIDE, np.int64)
    found[places, taps] = cells
    return np.sort(found)[:, ::-1] if isinstance(spec, PoolingSpec) else found


def _filled(rows: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Return rows of that width, the cells that are missing being of no input."""
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])), constant_values=OUTSIDE)


def _divisors(spec: PoolingSpec) -> NDArray[np.int64]:
    """Return by how much each average divides: the cells of its window that count."""
    found: NDArray[np.int64] = reduce(
        np.multiply.outer, [divisors_along(spec, axis) for axis in range(spec.axes)]
    )
    return found


def divisors_along(spec: PoolingSpec, axis: int) -> NDArray[np.int64]:
    """Return how many cells of each window along an axis count in an average.

    >>> divisors_along(PoolingSpec(4, 3, stride=2, padding=1, kind="average", count_include_pad=False), 0)
    array([2, 3])
    """
    before, after = spec.padding[axis]
    size, outputs = spec.input_size[axis], spec.output_size[axis]
    low, high = (-before, size + after) if spec.count_include_pad else (0, size)
    # A step of which there is one may be too long for NumPy.
    first = np.arange(outputs, dtype=np.int64) * (spec.stride[axis] if outputs > 1 else 1) - before
    taps = spec.kernel_size[axis]
    cells = np.add.outer(first, np.arange(taps, dtype=np.int64) * (spec.dilation[axis] if taps > 1 else 1))
    found: NDArray[np.int64] = np.sum((cells >= low) & (cells < high), axis=1)
    return found


__all__ = ["LayerComparison", "at_size", "compare_layers", "divisors_along", "met_along"]
