"""The input of the ordinary convolution that makes the same as a transposed one.

Each given cell keeps its key `out:`. Everything else is a zero, called `zero:` and its
row-major index on the whole grid: one between two cells, one of padding, one of the extra
edge. Where the padding is negative, the edge of the grid is cropped.
"""

from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.model import HUES, Cell, Grid, Kind, Mark, Panel, Prose, in_rows
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.parts.transposition import Transposition
from pyconv.pictures.views.transposed.sizes import per_axis_text
from pyconv.spec import ConvSpec
from pyconv.terms import pad
from pyconv.transposed import TransposedSpec, equivalent_convolution


class Stretched(NamedTuple):
    """The stretched and padded grid, without values.

    Attributes:
        rows: a cell for each place, without a text; row and column 0 are the first given cell's.
        convolution: the ordinary convolution over what is not cropped; its kernel is turned.
        corner: row and column of the first cell that is not cropped.
        keys: keys of the cells that are not cropped, row-major.
    """

    rows: tuple[tuple[Cell, ...], ...]
    convolution: ConvSpec
    corner: tuple[int, ...]
    keys: tuple[str, ...]


def stretched_values(layer: TransposedSpec, given: NDArray[Any]) -> NDArray[Any]:
    """Return the given cells with zeros between and around them, before anything is cropped."""
    equal = equivalent_convolution(layer)
    stretched = np.zeros(equal.stretched_size, given.dtype)
    stretched[tuple(slice(None, None, stride) for stride in layer.stride)] = given
    around = tuple((max(before, 0), max(after, 0)) for before, after in equal.padding)
    return pad(stretched, around, "zeros")


def cropped(layer: TransposedSpec, whole: NDArray[Any]) -> NDArray[Any]:
    """Return what negative padding leaves of the stretched and padded grid."""
    sides = zip(whole.shape, equivalent_convolution(layer).padding, strict=True)
    return whole[tuple(slice(max(-before, 0), size - max(-after, 0)) for size, (before, after) in sides)]


@lru_cache(maxsize=32)
def stretched(layer: TransposedSpec) -> Stretched:
    """Return the grid over which the equivalent convolution slides."""
    equal = equivalent_convolution(layer)
    # 0 stands for a zero, and n + 1 for the given cell n.
    given = np.arange(layer.inputs).reshape(layer.input_size) + 1
    whole = stretched_values(layer, given)
    kinds = [_kinds(layer, axis) for axis in range(layer.axes)]
    top, left = (-max(before, 0) for before, _ in equal.padding)
    names = np.array(
        [f"out:{cell - 1}" if cell else f"zero:{place}" for place, cell in enumerate(whole.ravel().tolist())],
        dtype=object,
    ).reshape(whole.shape)
    rows = tuple(
        tuple(
            Cell(
                names[row, column],
                Kind.INPUT if whole[row, column] else _KINDS[said_first(down, across)],
                "",
                top + row,
                left + column,
                marks=_marks(whole[row, column] > 0, down, across),
            )
            for column, across in enumerate(kinds[1])
        )
        for row, down in enumerate(kinds[0])
    )
    kept = cropped(layer, names)
    convolution = ConvSpec(kept.shape, layer.kernel_size, dilation=layer.dilation, flipped=True)
    return Stretched(rows, convolution, tuple(-before for before, _ in equal.padding), tuple(kept.ravel()))


def _kinds(layer: TransposedSpec, axis: int) -> list[str]:
    """Return what each line of the grid across one axis is: "cropped", "extra", "padding", "gap" or ""."""
    equal = equivalent_convolution(layer)
    (before, after), extra = equal.padding[axis], equal.extra[axis]
    size, stride = equal.stretched_size[axis], layer.stride[axis]

    def kind(place: int) -> str:
        if not -before <= place < size + after:
            return "cropped"
        if place >= max(size, size + after - extra):
            return "extra"
        if not 0 <= place < size:
            return "padding"
        return "gap" if place % stride else ""

    return [kind(place) for place in range(-max(before, 0), size + max(after, 0))]


_KINDS = {"extra": Kind.PADDING, "padding": Kind.PADDING, "gap": Kind.GAP}
"""What a zero is, by what its row or column is."""


def said_first(*lines: str) -> str:
    """Return what a zero is where a row and a column meet: what is said first of them, in this order."""
    return next((what for what in _KINDS if what in lines), "gap")


def _marks(given: bool, down: str, across: str) -> tuple[Mark, ...]:  # noqa: FBT001 - private, of one call
    extra = (Mark.EXTRA,) if said_first(down, across) == "extra" and not given else ()
    return (*extra, Mark.CROPPED) if "cropped" in {down, across} else extra


def stretched_panels(layer: TransposedSpec, stamped: Transposition, language: str) -> tuple[Panel, ...]:
    """Return the input of the equivalent convolution and its turned kernel."""
    grid = stretched(layer)
    given = exact.texts(stamped.given, language, exact=True)

    def written(cell: Cell) -> Cell:
        text = given[int(cell.key[4:])] if cell.key.startswith("out:") else "0"
        return cell._replace(text=text)

    weights = exact.texts(stamped.kernel, language, exact=True)
    taps = range(stamped.spec.taps - 1, -1, -1)
    width = stamped.spec.kernel_size[1]
    turned = [
        Cell(f"tap:{tap}", Kind.TAP, weights[tap], *divmod(place, width), hue=tap % HUES)
        for place, tap in enumerate(taps)
    ]
    return (
        Grid(
            "stretched",
            say(language, "transposed.stretched", size=size_text(grid.convolution.input_size)),
            "",
            tuple(tuple(map(written, line)) for line in grid.rows),
            scale="parameters",
        ),
        Grid(
            "turned",
            say(language, "transposed.turned"),
            "⋆",
            in_rows(turned, width),
            scale="parameters",
        ),
    )


def stretched_legend(layer: TransposedSpec, language: str) -> tuple[Prose, ...]:
    """Return what the zeros of the stretched grid are, how many of each there are, and a sample."""
    equal = equivalent_convolution(layer)
    around = [before for before, _ in equal.padding]
    counts = {
        "gap": equal.zeros_between,
        "padding": tuple(max(count, 0) for count in around),
        "extra": equal.extra,
        "cropped": tuple(max(-count, 0) for count in around),
    }
    kinds = {"extra": "padding extra"}
    samples = [
        f'<span class="pc-sample {kinds.get(kind, kind)}"></span>'
        + escape(say(language, f"transposed.legend-{kind}", count=per_axis_text(count, language)))
        for kind, count in counts.items()
        if any(count)
    ]
    listed = "".join(f"<li>{sample}</li>" for sample in samples)
    return (Prose("legend", "", f'<ul class="pc-legend">{listed}</ul>'),) if listed else ()
