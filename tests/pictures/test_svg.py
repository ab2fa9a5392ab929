"""Cells and grids as SVG: well formed whatever stands in them, and everything inside the frame."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pyconv.pictures import pieces, svg
from pyconv.pictures.model import HUES, NO_HUE, Box, Cell, Focus, Grid, Kind, Mark
from pyconv.pictures.parts import connections, convolution
from pyconv.pictures.views import view
from tests.pictures.pictures import VIEW, Drawn, built, cell, drawn_rows, keys
from tests.strategies import Params, legal_params

texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@example("<b>&amp;\"'", 0, 0, True, True)
@example("></text>", 0, 0, False, False)
@given(texts, st.integers(-20, 20), st.integers(-20, 20), st.booleans(), st.booleans())
def test_any_text_makes_a_well_formed_cell(
    text: str, row: int, column: int, editable: bool, untouched: bool
) -> None:
    marks = (Mark.UNTOUCHED,) if untouched else ()
    ((drawn,),) = read_back(Cell("in:3", Kind.INPUT, text, row, column, editable, marks=marks))
    assert drawn.text == text
    assert (drawn.key, drawn.row, drawn.column, drawn.hatched) == ("in:3", row, column, untouched)
    assert drawn.place == (f"{row},{column}" if editable else None)


def read_back(one: Cell) -> list[list[Drawn]]:
    (drawn,) = svg.panels([Grid("input", "", "", ((one,),))])
    return drawn_rows(drawn)


def grid(rows: int, columns: int, first: int = 0) -> Grid:
    cells = tuple(
        tuple(Cell(f"in:{r * columns + c}", Kind.INPUT, "1", r + first, c + first) for c in range(columns))
        for r in range(rows)
    )
    return Grid("input", 'In & <out> "1"', "", cells)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (3, 5), (16, 16), (32, 1), (40, 33), (64, 64)])
def test_any_grid_that_the_parameters_allow_is_drawn(rows: int, columns: int) -> None:
    # An input of 16 cells with a kernel of 7, dilation 4 and full padding has 64 × 64 cells.
    (drawn,) = svg.panels([grid(rows, columns, -2)])
    assert len(drawn["rows"]) == rows
    assert all(len(row) == columns for row in drawn["rows"])
    assert drawn["top"] == -2
    assert min(drawn["size"]) > 0


def test_grids_of_one_picture_have_cells_of_one_size() -> None:
    large, small = svg.panels([grid(20, 12), grid(3, 3)])
    for drawn in (large, small):
        assert drawn["size"][0] * drawn["viewBox"][3] == pytest.approx(
            drawn["size"][1] * drawn["viewBox"][2], rel=0.02
        )
    assert large["size"][0] / large["viewBox"][2] == pytest.approx(
        small["size"][0] / small["viewBox"][2], rel=0.02
    )
    (alone,) = svg.panels([grid(3, 3)])
    assert alone["size"][0] > small["size"][0]


@given(legal_params(largest_input=6, largest_kernel=3), st.data())
def test_a_picture_is_well_formed_and_inside_its_frame(params: Params, data: st.DataObject) -> None:
    picture = built(params)
    shown = view(VIEW).scene(prepared(params), "es").panels
    # Steps are outputs, which have a frame; other cells have none.
    key = data.draw(st.sampled_from(picture["steps"]) | st.sampled_from(keys(picture)))
    focus = connections.focus(prepared(params), key, "es")
    lit: dict[str, set[str]] = {}
    notes: dict[str, str] = {}
    for drawn, still in zip(picture["panels"], svg.stills(shown, focus), strict=True):
        root = ET.fromstring(still)
        assert root.tag == "svg"
        assert root.attrib["aria-label"] == drawn["title"]
        x, y, width, height = map(int, root.attrib["viewBox"].split())
        found_keys = []
        lines = [node for node in root.iter("g") if node.get("role") == "row"]
        assert [int(line.attrib["data-line"]) for line in lines] == [
            drawn["top"] + place for place in range(len(drawn["rows"]))
        ]
        for line in lines:
            for piece in line:
                found = cell(piece)
                assert found.row == int(line.attrib["data-line"])
                assert x <= found.column * svg.CELL
                assert (found.column + 1) * svg.CELL <= x + width
                assert y <= found.row * svg.CELL
                assert (found.row + 1) * svg.CELL <= y + height
                found_keys.append(found.key)
                if "pc-lit" in found.kinds:
                    lit[found.key] = set(found.kinds)
                for note in piece.findall("text")[1:]:
                    notes[found.key] = (note.text or "").lstrip("×")
        assert found_keys == [entry[0] for row in drawn["rows"] for entry in row]
        (window,) = (node for node in root if "pc-window" in node.get("class", "").split())
        box = next((each for each in focus.boxes if each.grid == drawn["name"]), None)
        shown = box is not None
        assert ("pc-shown" in window.attrib["class"].split()) == shown
        if shown:
            assert box is not None
            left, top, wide, high = pieces.frame(box)
            assert (window.attrib["width"], window.attrib["height"]) == (str(wide), str(high))
            assert window.attrib["transform"] == f"translate({left} {top})"
            assert x <= left
            assert y <= top
            assert left + wide <= x + width
            assert top + high <= y + height
    # What the focus lights is lit, each cell in its hue, and nothing else is.
    assert set(lit) == set(focus.lit)
    assert notes == focus.notes
    assert [name for name, classes in lit.items() if "pc-chosen" in classes] == [key]
    for name, hue in focus.lit.items():
        hues = {kind for kind in lit[name] if kind.startswith("pc-hue-")}
        own = {f"pc-hue-{int(name[4:]) % HUES}"} if name.startswith("tap:") else set()
        assert hues == (own if hue == NO_HUE else {f"pc-hue-{hue}"})


def prepared(params: Params) -> convolution.Convolution:
    return view(VIEW).prepared(params)


def test_hostile_titles_are_escaped() -> None:
    (drawn,) = svg.stills([grid(1, 2)])
    assert ET.fromstring(drawn).attrib["aria-label"] == 'In & <out> "1"'


def test_the_frame_in_units_of_the_drawing() -> None:
    assert pieces.frame(Box("input", -1, 2, 3, 5)) == (80, -40, 200, 120)
    shown = [grid(2, 2)]
    focus = Focus("out:0", {}, {}, (Box("input", -1, 2, 3, 5),), "", "")
    assert 'width="200" height="120" transform="translate(80 -40)"' in svg.stills(shown, focus)[0]
    elsewhere = focus._replace(boxes=(Box("output", -1, 2, 3, 5),))
    assert "pc-shown" not in svg.stills(shown, elsewhere)[0]
    assert "pc-shown" not in svg.stills(shown)[0]


def test_a_cell_by_hand() -> None:
    drawn = Cell("tap:4", Kind.TAP, "−0.5", 1, 2, editable=True)
    (one,) = svg.stills([Grid("kernel", "", "", ((drawn,),))])
    root = next(node for node in ET.fromstring(one).iter("g") if node.get("role") == "gridcell")
    wanted: dict[str, Any] = {
        "role": "gridcell", "tabindex": "-1", "data-key": "tap:4", "data-place": "1,2",
        "transform": "translate(80 40)",
    }  # fmt: skip
    assert wanted.items() <= root.attrib.items()
    assert {"pc-cell", "tap"} <= set(root.attrib["class"].split())
    rect, text = root
    assert (rect.attrib["width"], rect.attrib["height"]) == ("40", "40")
    assert text.text == "−0.5"
    assert text.attrib["class"] == "pc-n4"
