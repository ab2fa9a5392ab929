"""Grids of one, two or three axes, and the frame of a window in them.

A line is a grid of one row. A volume is its slices, each on a plane, the first on top.
"""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from pyconv.pictures.exact import signed
from pyconv.pictures.model import (
    FLAT,
    LEAN,
    NO_HUE,
    UNIT,
    Box,
    Cell,
    Grid,
    Kind,
    Mark,
    Plane,
    Shape,
    ShapeKind,
)
from pyconv.spec import ConvSpec

GAP = 0.5
"""The space between two slices, in sides of a cell."""

Size = tuple[int, ...]


class Content(NamedTuple):
    """What one cell holds, wherever it stands."""

    key: str
    kind: Kind
    text: str
    hue: int = NO_HUE
    marks: tuple[Mark, ...] = ()


def grid_of(
    name: str, title: str, sign: str, size: Size, cells: Sequence[Content], *, before: Size = ()
) -> Grid:
    """Return a grid of one, two or three axes.

    Args:
        name: as of `Grid`; the captions of its slices are named after it.
        title: as of `Grid`.
        sign: as of `Grid`.
        size: how many cells there are along each axis.
        cells: what they hold, row-major.
        before: how many of them are padding before the first cell, along each axis.
    """
    slices, lines, width = _threefold(size, 1)
    _, top, left = _threefold(before, 0)
    rows = []
    for place, start in enumerate(range(0, len(cells), width)):
        number, line = divmod(place, lines)
        lies = _plane(number, lines) if len(size) == 3 else None
        rows.append(
            tuple(
                Cell(
                    each.key,
                    each.kind,
                    each.text,
                    line - top,
                    column,
                    hue=each.hue,
                    plane=lies,
                    marks=each.marks,
                )
                for column, each in enumerate(cells[start : start + width], -left)
            )
        )
    shapes = _stack(name, size, before) if slices > 1 else ()
    return Grid(name, title, sign, tuple(rows), shapes, stacked=slices > 1)


def _threefold(numbers: Size, missing: int) -> tuple[int, int, int]:
    """Return one number for each of three axes; the first of them may be missing."""
    slices, lines, width = (missing,) * (3 - len(numbers)) + numbers
    return slices, lines, width


def _plane(number: int, lines: int) -> Plane:
    """Return where a slice of so many lines lies, counted from the first that is drawn."""
    return Plane(number * (lines * FLAT + GAP), 0)


def _stack(name: str, size: Size, before: Size) -> tuple[Shape, ...]:
    """Return what shows that slices are one volume: lines from slice to slice, and their numbers."""
    slices, lines, width = size
    above, top, left = _threefold(before, 0)
    planes = [_plane(number, lines) for number in range(slices)]

    def at(row: float, column: float, lies: Plane) -> str:
        return f"{(column - row * LEAN) * UNIT:g} {(lies.row + row * FLAT) * UNIT:g}"

    corners = product((-top, lines - top), (-left, width - left))
    ways = [(at(*each, planes[0]), at(*each, planes[-1])) for each in corners]
    numbers = (
        # Above the front corner on the left, where the row at the back leaves room.
        Shape(
            f"slice:{name}:{number - above}",
            ShapeKind.CAPTION,
            f"{(-left - (lines - top) * LEAN) * UNIT:g} {(lies.row + (0.4 - top) * FLAT) * UNIT:g}",
            text=signed(number - above),
        )
        for number, lies in enumerate(planes)
    )
    return (Shape(f"stack:{name}", ShapeKind.GUIDE, "".join(f"M{one}L{end}" for one, end in ways)), *numbers)


def window_frames(spec: ConvSpec, out: int) -> tuple[Box, ...]:
    """Return the frames of the window of an output cell: one, or one in each slice that it reads."""
    place = np.unravel_index(out, spec.output_size)
    corner = tuple(
        int(at) * stride - before
        for at, stride, (before, _) in zip(place, spec.stride, spec.padding, strict=True)
    )
    first, line, column = _threefold(corner, 0)
    _, height, width = _threefold(spec.span, 1)
    if spec.axes < 3:
        return (Box("input", line, column, height, width),)
    drawn = first + spec.padding[0][0]
    read = range(drawn, drawn + spec.span[0], spec.dilation[0])
    return tuple(
        Box("input", line, column, height, width, _plane(number, spec.padded_size[1])) for number in read
    )
