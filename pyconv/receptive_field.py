"""Receptive fields: what a cell sees of the input through several layers.

A layer is a `ConvSpec`; a pooling layer has the geometry of its windows. Layer 0 is the
input itself.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple

import numpy as np

from pyconv.arrays import shape_text
from pyconv.errors import ConvError, shown
from pyconv.spec import ConvSpec, PerAxis, per_axis
from pyconv.terms import Terms, distinct, terms

SETTINGS = ("kernel_size", "stride", "padding", "dilation", "padding_mode", "flipped")
"""What `stack` takes for a layer: the arguments of `ConvSpec` but for the size of the input."""


class ReceptiveField(NamedTuple):
    """What the cells of one layer see of the input, per axis, in cells of the input.

    Attributes:
        layer: number of the layer; 0 is the input.
        size: cells of the layer's output, n.
        jump: distance from the field of one cell to that of the next, j.
        span: cells from the first one of a field to its last, r. With a dilation, or where
            a kernel is shorter than its stride, a field can have holes: then it holds fewer
            cells than it spans; `reaching_cells` lists them.
        start: centre of the first cell's field, counted from the centre of the first input
            cell; padding moves it below 0, an even kernel between two cells.
    """

    layer: int
    size: tuple[int, ...]
    jump: tuple[int, ...]
    span: tuple[int, ...]
    start: tuple[Fraction, ...]

    def extent(self, cell: PerAxis) -> tuple[tuple[int, int], ...]:
        """Return the first and the last place that the field of a cell spans, per axis.

            start + cell · j ± (r - 1) / 2

        Places below 0, or past the input's last cell, are padding.

        Raises:
            ConvError: the layer has no such cell.

        >>> receptive_field(stack(5, [{"kernel_size": 3, "padding": 1}]))[1].extent(0)
        ((-1, 1),)
        """
        centres = (
            start + place * jump
            for start, place, jump in zip(self.start, _place(cell, self.size), self.jump, strict=True)
        )
        halves = (Fraction(span - 1, 2) for span in self.span)
        return tuple(
            (int(centre - half), int(centre + half)) for centre, half in zip(centres, halves, strict=True)
        )


def stack(input_size: PerAxis, layers: Sequence[Mapping[str, Any]]) -> tuple[ConvSpec, ...]:
    """Return layers one after the other: the output of each is the input of the next.

    Args:
        input_size: input cells of the first layer, as in `ConvSpec`.
        layers: for each layer the other arguments of `ConvSpec` by name, at least its
            `kernel_size`.

    Raises:
        ConvError: there is no layer, or one is no convolution of what comes before it. Such
            an error holds the number of the layer, from 1, under `numbers["layer"]`.

    >>> [layer.output_size for layer in stack(9, [{"kernel_size": 3}, {"kernel_size": 2, "stride": 2}])]
    [(7,), (3,)]
    """
    made: list[ConvSpec] = []
    size = input_size
    for number, settings in enumerate(_listed(layers), 1):
        try:
            made.append(_layer(number, size, settings))
        except ConvError as error:
            error.numbers["layer"] = number
            error.add_note(f"layer {number} of the stack")
            raise
        size = made[-1].output_size
    return _chained(made)


def receptive_field(layers: Sequence[ConvSpec]) -> tuple[ReceptiveField, ...]:
    """Return the receptive fields of every layer, that of the input (layer 0) first.

        n = o,  r += (k̂ - 1)j,  start += ((k̂ - 1) / 2 - p)j,  j *= s

    from r = 1, j = 1, start = 0, along each axis; p is the padding before the input, which
    alone moves the start.

    Raises:
        ConvError: there is no layer, or the input of one is not the output of the one before.

    Source: Araujo, Norris and Sim, "Computing receptive fields of convolutional neural
    networks", https://distill.pub/2019/computing-receptive-fields.

    >>> [field.span for field in receptive_field(stack(9, [{"kernel_size": 3}] * 3))]
    [(1,), (3,), (5,), (7,)]
    """
    chain = _chained(layers)
    axes = chain[0].axes
    fields = [ReceptiveField(0, chain[0].input_size, (1,) * axes, (1,) * axes, (Fraction(0),) * axes)]
    for number, spec in enumerate(chain, 1):
        _, _, jumps, spans, starts = fields[-1]
        reaches = [span - 1 for span in spec.span]
        before = [pair[0] for pair in spec.padding]
        fields.append(
            ReceptiveField(
                number,
                spec.output_size,
                tuple(j * s for j, s in zip(jumps, spec.stride, strict=True)),
                tuple(r + reach * j for r, reach, j in zip(spans, reaches, jumps, strict=True)),
                tuple(
                    start + (Fraction(reach, 2) - p) * j
                    for start, reach, p, j in zip(starts, reaches, before, jumps, strict=True)
                ),
            )
        )
    return tuple(fields)


def reaching_cells(layers: Sequence[ConvSpec], cell: PerAxis) -> Terms:
    """Return the input cells that reach one output cell of the last layer, in order.

    They are found by following the terms of every layer backwards, so they are exact: holes
    are left out, padding with a value is no input, and padding that copies an input cell
    counts as that cell.

    Args:
        cell: its number, row-major from 0, or its place, one number per axis.

    Returns:
        Cells of the first layer's input, counted row-major from 0.

    Raises:
        ConvError: there is no layer, the input of one is not the output of the one before,
            there is no such cell, or the input has more cells than 64 bits can count.

    >>> reaching_cells(stack(9, [{"kernel_size": 3, "dilation": 3}, {"kernel_size": 2}]), 0)
    array([0, 1, 3, 4, 6, 7])
    """
    chain = _chained(layers)
    place = _place(cell, chain[-1].output_size)
    if chain[0].inputs > np.iinfo(np.int64).max:
        raise ConvError("no-room", shape=shape_text(chain[0].input_size))
    cells = np.zeros(1, dtype=np.int64)
    # A field is all combinations of what is reached along each axis, so each is followed alone.
    for axis, (size, position) in enumerate(zip(chain[0].input_size, place, strict=True)):
        reached = np.array([position], dtype=np.int64)
        for spec in reversed(chain):
            table = _terms_along(spec, axis)
            reached = distinct(table[np.isin(table[:, 2], reached), 0])
        cells = np.add.outer(cells * size, reached).ravel()
    return cells


def _terms_along(spec: ConvSpec, axis: int) -> Terms:
    """Return the terms of one axis alone."""
    return terms(
        ConvSpec(
            spec.input_size[axis],
            spec.kernel_size[axis],
            stride=spec.stride[axis],
            padding=[spec.padding[axis]],
            dilation=spec.dilation[axis],
            padding_mode=spec.padding_mode,
        )
    )


def _layer(number: int, size: PerAxis, settings: object) -> ConvSpec:
    if not isinstance(settings, Mapping):
        raise ConvError("not-settings", field="layers", layer=number, kind=type(settings).__name__)
    for name in settings:
        if name not in SETTINGS:
            raise ConvError("unknown-parameter", field="layers", value=name, choices=SETTINGS)
    if "kernel_size" not in settings:
        raise ConvError("no-kernel-size", field="layers", layer=number)
    return ConvSpec(size, **settings)


def _listed(layers: object) -> Sequence[Any]:
    if not isinstance(layers, Sequence) or isinstance(layers, str | bytes):
        raise ConvError("not-layers", field="layers", kind=type(layers).__name__)
    if not layers:
        raise ConvError("no-layers", field="layers")
    return layers


def _chained(layers: object) -> tuple[ConvSpec, ...]:
    """Return the layers, checked: each begins with what the one before ends with."""
    chain = tuple(_listed(layers))
    for number, spec in enumerate(chain, 1):
        if not isinstance(spec, ConvSpec):
            raise ConvError("not-layer", field="layers", layer=number, kind=type(spec).__name__)
    for number, (before, after) in enumerate(pairwise(chain), 2):
        if before.output_size != after.input_size:
            raise ConvError(
                "layers-differ",
                field="layers",
                layer=number,
                before=number - 1,
                size=shape_text(after.input_size),
                output=shape_text(before.output_size),
            )
    return chain


def _place(cell: object, size: tuple[int, ...]) -> tuple[int, ...]:
    """Return where a cell is, of which its number or its place is given."""
    entries = tuple(cell) if isinstance(cell, Sequence) and not isinstance(cell, str | bytes) else (cell,)
    counts = (prod(size),) if len(entries) == 1 else size
    place = per_axis("cell", entries, len(counts), minimum=0)
    if any(at >= count for at, count in zip(place, counts, strict=True)):
        told = ", ".join(map(shown, place))
        raise ConvError("no-such-output", field="cell", value=told, size=shape_text(size), count=prod(size))
    if len(place) == len(size):
        return place
    number, found = place[0], []
    for cells in reversed(size):
        number, at = divmod(number, cells)
        found.append(at)
    return tuple(reversed(found))


__all__ = ["SETTINGS", "ReceptiveField", "reaching_cells", "receptive_field", "stack"]
