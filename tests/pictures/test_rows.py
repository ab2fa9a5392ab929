"""The rows of every grid are fit to be walked along with arrow keys, which go by place in the row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pyconv.errors import ConvError
from pyconv.pictures.controls import Choice
from pyconv.pictures.model import Form, Grid, Kind
from pyconv.pictures.views import VIEWS, view


def settings(name: str) -> Iterator[dict[str, Any]]:
    """Yield the first settings of a view, and those with another choice."""
    yield {}
    for parameter in view(name).parameters:
        if isinstance(parameter, Choice):
            yield from ({parameter.name: option} for option in parameter.options)


def grids(name: str) -> Iterator[Grid]:
    """Yield the grids of a view under all of them."""
    shown = view(name)
    for params in settings(name):
        try:
            prepared = shown.prepared(params)
        except ConvError:
            continue
        yield from (panel for panel in shown.scene(prepared, "en").panels if isinstance(panel, Grid))


@pytest.mark.parametrize("name", VIEWS)
def test_a_row_is_one_line_from_left_to_right(name):
    for grid in grids(name):
        for row in grid.rows:
            # The points of a curve rise and fall.
            if not all(cell.form is Form.DOT and cell.kind is Kind.MADE for cell in row):
                assert len({(cell.row, cell.plane) for cell in row}) == 1, grid.name
            columns = [cell.column for cell in row]
            assert columns == sorted(set(columns)), grid.name


@pytest.mark.parametrize("name", VIEWS)
def test_rows_of_one_length_have_the_same_columns(name):
    for grid in grids(name):
        shapes: dict[int, set[tuple[float, ...]]] = {}
        for row in grid.rows:
            apart = tuple(round(cell.column - row[0].column, 6) for cell in row)
            shapes.setdefault(len(row), set()).add(apart)
        assert all(len(found) == 1 for found in shapes.values()), grid.name
