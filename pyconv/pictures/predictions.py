"""What a reader foretells of a result before it is shown: whether it is right."""

from math import inf

from pyconv.errors import ConvError
from pyconv.pictures import exact
from pyconv.pictures.model import Cell, Grid, Kind, Mark, Scene

RESULTS = (Kind.OUTPUT, Kind.MADE, Kind.ACTIVATION)
"""Kinds of cells whose values are worked out. Scripts know them by the same names."""


def is_result(cell: Cell) -> bool:
    """Return whether a cell has a value that is worked out."""
    return cell.kind in RESULTS and Mark.NAMED not in cell.marks and bool(cell.text)


def is_right(scene: Scene, key: str, typed: str, language: str) -> bool:
    """Return whether a number that was typed is the value of a result.

    It is if the cell would write it as it writes its own value: one that has no short decimals is
    written to two of them, and then both the fraction and what the cell shows are right.

    Args:
        scene: the picture.
        key: of the cell of a result.
        typed: a number as cells take them, of any size: `3`, `-0.5`, `0,5` or `1/9`.
        language: of the picture.

    Raises:
        ConvError: there is no such result, or no number was typed.

    >>> from pyconv.pictures.views import view
    >>> shown = view("sliding-filter")
    >>> scene = shown.scene(shown.prepared({"input_values": "ones", "kernel_values": "box-blur"}), "en")
    >>> [is_right(scene, "out:0", typed, "en") for typed in ("1", "9/9", "1,0", "2")]
    [True, True, True, False]
    """
    told = {
        cell.text
        for panel in scene.panels
        if isinstance(panel, Grid)
        for row in panel.rows
        for cell in row
        if cell.key == key and is_result(cell)
    }
    if not told:
        raise ConvError("no-result", value=key)
    above, below = exact.parse(typed, inf, inf).as_integer_ratio()
    return bool(
        told & {exact.show(above, below, language, as_fraction=fraction) for fraction in (True, False)}
    )
