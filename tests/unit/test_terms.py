"""The set of terms is what three plain loops find."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given

from pyconv import ConvSpec, terms
from pyconv.terms import OUTSIDE, padded_source, placements, untouched
from tests.strategies import geometries
from tests.unit.reference import meetings, sources

STRIDED: dict[str, Any] = {
    "input_size": (6, 4), "kernel_size": (3, 2), "stride": (2, 3), "padding": ((1, 0), (2, 1)),
    "dilation": (2, 1), "padding_mode": "reflect", "flipped": True,
}  # fmt: skip


def expected_terms(geometry: dict[str, Any]) -> list[tuple[int, int, int]]:
    behind = sources(geometry["input_size"], geometry["padding"], geometry["padding_mode"])
    found = [(behind[cell], tap, out) for cell, tap, out in meetings(geometry)]
    return [(cell, tap, out) for cell, tap, out in found if cell is not None]


def rows(table: Any) -> list[tuple[int, ...]]:
    return [tuple(row) for row in table.tolist()]


@given(geometries())
@example(STRIDED)
def test_terms_are_what_the_loops_find(geometry: dict[str, Any]) -> None:
    assert rows(terms(ConvSpec(**geometry))) == expected_terms(geometry)


@given(geometries())
@example(STRIDED)
def test_placements_are_windows_in_order(geometry: dict[str, Any]) -> None:
    spec = ConvSpec(**geometry)
    table = placements(spec)
    assert rows(table) == meetings(geometry)
    assert table[:, 2].tolist() == [out for out in range(spec.outputs) for _ in range(spec.taps)]


@given(geometries())
def test_the_source_of_every_padded_cell(geometry: dict[str, Any]) -> None:
    spec = ConvSpec(**geometry)
    found = padded_source(spec)
    assert found.shape == spec.padded_size
    expected = sources(spec.input_size, spec.padding, spec.padding_mode)
    assert found.ravel().tolist() == [OUTSIDE if cell is None else cell for cell in expected]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("zeros", [-1, -1, 0, 1, 2, -1]),
        ("constant", [-1, -1, 0, 1, 2, -1]),
        ("reflect", [2, 1, 0, 1, 2, 1]),
        ("replicate", [0, 0, 0, 1, 2, 2]),
        ("circular", [1, 2, 0, 1, 2, 0]),
    ],
)
def test_the_source_along_one_axis_by_hand(mode: Any, expected: list[int]) -> None:
    assert padded_source(ConvSpec(3, 1, padding=[(2, 1)], padding_mode=mode)).tolist() == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("zeros", [[-1, -1, -1, -1], [-1, 0, 1, -1], [-1, 2, 3, -1], [-1, 4, 5, -1]]),
        ("reflect", [[3, 2, 3, 2], [1, 0, 1, 0], [3, 2, 3, 2], [5, 4, 5, 4]]),
        ("replicate", [[0, 0, 1, 1], [0, 0, 1, 1], [2, 2, 3, 3], [4, 4, 5, 5]]),
        ("circular", [[5, 4, 5, 4], [1, 0, 1, 0], [3, 2, 3, 2], [5, 4, 5, 4]]),
    ],
)
def test_the_source_in_two_dimensions_by_hand(mode: Any, expected: list[list[int]]) -> None:
    spec = ConvSpec((3, 2), 1, padding=[(1, 0), (1, 1)], padding_mode=mode)
    assert padded_source(spec).tolist() == expected


@given(geometries())
def test_untouched_cells_are_those_of_no_term(geometry: dict[str, Any]) -> None:
    spec = ConvSpec(**geometry)
    touched = {cell for cell, _, _ in expected_terms(geometry)}
    assert untouched(spec).tolist() == [cell for cell in range(spec.inputs) if cell not in touched]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (ConvSpec(5, 3, stride=2), []),
        (ConvSpec(6, 3, stride=2), [5]),
        (ConvSpec(5, 1, stride=3), [1, 2, 4]),
        (ConvSpec(5, 2, dilation=3, stride=4), [1, 2, 4]),
        (ConvSpec(3, 2, padding=2, stride=4), [0, 1]),
        (ConvSpec(3, 2, padding=2, stride=4, padding_mode="circular"), []),
        (ConvSpec(3, 2, padding=2, stride=4, padding_mode="replicate"), [1]),
        (ConvSpec((3, 2), 2, stride=2), [4, 5]),
    ],
)
def test_untouched_by_hand(spec: ConvSpec, expected: list[int]) -> None:
    assert untouched(spec).tolist() == expected


@given(geometries(flips=False))
def test_flipping_turns_the_taps_around(geometry: dict[str, Any]) -> None:
    plain, turned = terms(ConvSpec(**geometry)), terms(ConvSpec(**{**geometry, "flipped": True}))
    assert (plain[:, [0, 2]] == turned[:, [0, 2]]).all()
    assert (plain[:, 1] + turned[:, 1] == ConvSpec(**geometry).taps - 1).all()


@given(geometries())
def test_every_tap_meets_at_most_one_padded_cell_of_a_window(geometry: dict[str, Any]) -> None:
    spec = ConvSpec(**geometry)
    table = placements(spec)
    assert len(table) == spec.outputs * spec.taps
    assert len(set(rows(table[:, [1, 2]]))) == len(table)
    assert len(set(rows(table[:, [0, 2]]))) == len(table)


@pytest.mark.parametrize("shared", [padded_source, placements, untouched])
def test_what_is_kept_for_the_next_caller_cannot_be_changed(shared: Any) -> None:
    array = shared(ConvSpec(6, 3, stride=2))
    assert shared(ConvSpec(6, 3, stride=2)) is array
    with pytest.raises(ValueError, match="read-only"):
        array[:] = 0
    assert not np.shares_memory(terms(ConvSpec(6, 3, stride=2)), array)
