"""The same convolution along one, two and three axes, and how a volume is drawn."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec
from pyconv.messages import LANGUAGES, say
from pyconv.pictures import pieces, svg
from pyconv.pictures.model import FLAT, HUES, LEAN, NO_HUE, Box, Cell, Focus, Grid, Kind, Plane
from pyconv.pictures.parts.volumes import Content, grid_of, window_frames
from pyconv.pictures.views import view
from pyconv.pictures.views.dimensions.focus import focus
from tests.pictures.pictures import text_of
from tests.pictures.views import (
    Params,
    asked,
    assembled,
    check_focuses,
    picture,
    prepared,
    refusal,
    texts,
)
from tests.strategies import span
from tests.unit import reference

VIEW = "dimensions"
SIDES = {"1d": ("line", 12), "2d": ("square", 8), "3d": ("cube", 5)}

languages = st.sampled_from(LANGUAGES)


@st.composite
def any_params(draw: st.DrawFn, dimensions: str = "") -> Params:
    chosen = dimensions or draw(st.sampled_from(sorted(SIDES)))
    name, most = SIDES[chosen]
    return {
        "dimensions": chosen,
        name: draw(st.integers(1, most)),
        "kernel": draw(st.integers(1, 3)),
        "stride": draw(st.integers(1, 3)),
        "padding": draw(st.integers(0, 1)),
        "dilation": draw(st.integers(1, 2)),
        "operation": draw(st.sampled_from(["correlation", "convolution"])),
        "kernel_values": draw(st.sampled_from(["mixed", "counting", "ones", "box-blur"])),
        "input_values": draw(st.sampled_from(["random", "ramp", "ones"])),
    }


def fits(params: Params) -> bool:
    side = params[SIDES[params["dimensions"]][0]]
    return bool(span(params["kernel"], params["dilation"]) <= side + 2 * params["padding"])


def legal_params(dimensions: str = "") -> st.SearchStrategy[Params]:
    return any_params(dimensions).filter(fits)


def geometry(params: Params) -> dict[str, Any]:
    axes = int(params["dimensions"][0])
    return {
        "input_size": (params[SIDES[params["dimensions"]][0]],) * axes,
        "kernel_size": (params["kernel"],) * axes,
        "stride": (params["stride"],) * axes,
        "padding": ((params["padding"],) * 2,) * axes,
        "dilation": (params["dilation"],) * axes,
        "flipped": params["operation"] == "convolution",
    }


@settings(max_examples=40)
@given(legal_params(), languages)
def test_the_output_is_the_convolution_of_the_cells_shown(params: Params, language: str) -> None:
    drawn = picture(VIEW, params, language)
    padded, weights, output = (list(texts(drawn, name).items()) for name in ("input", "kernel", "output"))
    sums = dict.fromkeys(range(len(output)), Fraction(0))
    products = 0
    for cell, tap, out in reference.meetings(geometry(params)):
        sums[out] += reference.number(padded[cell][1]) * reference.number(weights[tap][1])
        products += 1
    for (key, text), (out, value) in zip(output, sums.items(), strict=True):
        assert key == f"out:{out}"
        assert abs(reference.number(text) - value) <= Fraction(1, 200)
    assert drawn["steps"] == [key for key, _ in output]
    assert re.findall(r"\d+", drawn["summary"])[:2] == [str(products // len(output)), str(products)]
    inside = reference.sources(geometry(params)["input_size"], geometry(params)["padding"], "zeros")
    wanted = [f"pad:{at}" if cell is None else f"in:{cell}" for at, cell in enumerate(inside)]
    assert [key for key, _ in padded] == wanted


@settings(max_examples=25)
@given(legal_params(), languages, st.data())
def test_a_focus_names_what_is_drawn(params: Params, language: str, data: st.DataObject) -> None:
    drawn = picture(VIEW, params, language)
    known = sorted(
        key for panel in drawn["panels"] for row in [panel["shapes"], *panel["rows"]] for key, *_ in row
    )
    check_focuses(VIEW, params, language, data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=6)))


@settings(max_examples=40)
@given(legal_params(), st.data())
def test_the_window_is_lit_and_framed_in_every_slice_that_it_reads(
    params: Params, data: st.DataObject
) -> None:
    shown = prepared(VIEW, params)
    out = data.draw(st.integers(0, shown.spec.outputs - 1))
    found = focus(shown, f"out:{out}", "en")
    grid = view(VIEW).scene(shown, "en").panels[0]
    assert isinstance(grid, Grid)
    cells = {cell.key: cell for row in grid.rows for cell in row}
    names = list(cells)
    window = {names[cell]: tap % HUES for cell, tap, to in reference.meetings(geometry(params)) if to == out}
    assert {key: hue for key, hue in found.lit.items() if key in cells} == window
    assert len(found.boxes) == (params["kernel"] if params["dimensions"] == "3d" else 1)
    for box in found.boxes:
        inside = [cells[key] for key in window if cells[key].plane == box.plane]
        rows, columns = [cell.row for cell in inside], [cell.column for cell in inside]
        assert (box.row, box.column) == (min(rows), min(columns))
        assert (box.height, box.width) == (max(rows) - box.row + 1, max(columns) - box.column + 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(SIDES))
def test_both_ends_of_every_range(name: str, language: str) -> None:
    shown = view(VIEW)
    for parameter in shown.parameters:
        ends = getattr(parameter, "options", None) or (parameter.low, parameter.high)  # type: ignore[union-attr]
        for end in ends:
            params = {"dimensions": name} | {parameter.name: end}
            answer = asked(VIEW, params, language)
            assert "panels" in answer or answer["refused"]["field"] == "kernel"


def test_a_kernel_that_does_not_fit_is_refused_without_an_axis() -> None:
    refused = refusal(VIEW, {"dimensions": "3d", "cube": 2, "kernel": 3, "dilation": 2, "padding": 1})
    assert refused["field"] == "kernel"
    assert refused["message"].startswith(
        "The kernel spans 5 cells (size 3, dilation 2), but the padded input"
    )
    assert "has 4 (size 2, padding 1 + 1; along the axis)" in refused["message"]


def test_the_formula_counts_the_axes() -> None:
    for name, axes in (("1d", 1), ("2d", 2), ("3d", 3)):
        formula = picture(VIEW, {"dimensions": name})["formula"]
        assert formula.count("∑") == axes
        ET.fromstring(f"<div>{formula}</div>")
    params = {"dimensions": "1d", "stride": 2, "dilation": 2, "padding": 1, "kernel": 3}
    assert read_formula(params) == "O(n1)=∑k1=02K(k1)·X(2n1+2k1−1)".replace("2n", "2\u2062n").replace(
        "2k1−", "2\u2062k1−"
    )


def read_formula(params: Params) -> str:
    first = ET.fromstring(f"<div>{picture(VIEW, params)['formula']}</div>")[0]
    return re.sub(r"\s", "", "".join("".join(part.itertext()) for part in first.findall("math")))


def test_with_one_cell_of_padding_the_convolution_reads_n_minus_k() -> None:
    params = {"dimensions": "2d", "operation": "convolution", "kernel": 2, "padding": 1}
    assert read_formula(params).endswith("X(n1−k1,n2−k2)")


def test_a_sum_in_one_axis() -> None:
    found = focus(prepared(VIEW, {"dimensions": "1d", "input_values": "ramp"}), "out:3", "es")
    assert text_of(found.words) == "Salida (3) = 0·3 + 1·4 = 4"
    assert found.spoken == "Salida (3): 0·3 + 1·4 = 4"


def test_slices_have_numbers_and_can_be_named() -> None:
    params = {"cube": 2, "kernel": 1, "padding": 1}
    grid = view(VIEW).scene(prepared(VIEW, params), "es").panels[0]
    assert isinstance(grid, Grid)
    assert [shape.text for shape in grid.shapes if shape.kind == "caption"] == ["−1", "0", "1", "2"]
    found = focus(prepared(VIEW, params), "slice:input:-1", "es")
    assert set(found.lit) == {f"pad:{cell}" for cell in range(16)}
    assert found.words == say("es", "dimensions.slice-input", number="−1")
    assert focus(prepared(VIEW, params), "stack:input", "es").words == say("es", "dimensions.stack")
    for key in (
        "slice:input:4",
        "slice:kernel:0",
        "slice:nothing:0",
        "stack:kernel",
        "slice:",
        "in:8",
        "cube:0",
    ):
        with pytest.raises(ConvError, match="there is no cell"):
            focus(prepared(VIEW, params), key, "en")


def test_a_line_and_an_image_lie_on_no_plane() -> None:
    for name in ("1d", "2d"):
        for grid in view(VIEW).scene(prepared(VIEW, {"dimensions": name}), "en").panels:
            assert isinstance(grid, Grid)
            assert not grid.shapes
            assert {cell.plane for row in grid.rows for cell in row} == {None}


# Planes, as SVG.


def test_a_cell_on_a_plane_by_hand() -> None:
    cell = Cell("in:0", Kind.INPUT, "7", 2, 3, plane=Plane(10, 1))
    (drawn,) = svg.panels([Grid("input", "", "", ((cell,),))])
    shell = assembled(drawn)
    x, y = (1 + 3 - 2 * LEAN) * svg.CELL, (10 + 2 * FLAT) * svg.CELL
    assert f'transform="matrix(1 0 {-LEAN:g} {FLAT:g} {x:g} {y:g})"' in shell


@given(st.integers(2, 4), st.integers(1, 4), st.integers(0, 1))
def test_a_volume_is_inside_its_frame_and_its_slices_apart(slices: int, side: int, before: int) -> None:
    size = (slices, side, side)
    cells = [Content(f"in:{place}", "input", "1", NO_HUE) for place in range(slices * side * side)]
    grid = grid_of("input", "", "", size, cells, before=(before,) * 3)
    (drawn,) = svg.panels([grid])
    left, top, width, height = drawn["viewBox"]
    lowest: dict[Plane, float] = {}
    highest: dict[Plane, float] = {}
    for row in grid.rows:
        for cell in row:
            assert cell.plane is not None
            for down, across in ((0, 0), (0, 1), (1, 0), (1, 1)):
                x = (cell.plane.column + cell.column + across - (cell.row + down) * LEAN) * svg.CELL
                y = (cell.plane.row + (cell.row + down) * FLAT) * svg.CELL
                assert left <= x <= left + width
                assert top <= y <= top + height
                lowest[cell.plane] = max(y, lowest.get(cell.plane, y))
                highest[cell.plane] = min(y, highest.get(cell.plane, y))
    planes = sorted(lowest)
    assert len(planes) == slices
    assert all(lowest[one] < highest[other] for one, other in pairwise(planes))


def test_several_frames_in_one_grid() -> None:
    grid = grid_of(
        "input", "", "", (2, 1, 1), [Content(f"in:{at}", Kind.INPUT, "1", NO_HUE) for at in range(2)]
    )
    planes = [cell.plane for row in grid.rows for cell in row]
    boxes = tuple(Box("input", 0, 0, 1, 1, plane) for plane in planes)
    root = ET.fromstring(svg.stills([grid], Focus("in:0", {}, {}, boxes, "", ""))[0])
    frames = [node for node in root if "pc-window" in node.get("class", "")]
    assert [node.attrib["transform"] for node in frames] == [
        f"matrix(1 0 {-LEAN:g} {FLAT:g} 0 {plane.row * svg.CELL:g})" for plane in planes if plane
    ]
    assert all("pc-shown" in node.attrib["class"] for node in frames)
    assert pieces.slant(None) == (0, 1)
    answer = asked(VIEW, {}, key="out:0")["focus"]
    assert [box["slant"] for box in answer["boxes"]] == [[-LEAN, FLAT]] * 2


def test_two_slices_are_a_stack_and_one_is_none() -> None:
    for side, kernel, numbers in ((2, 1, ["0", "1"]), (1, 1, [])):
        params = {"dimensions": "3d", "cube": side, "kernel": kernel}
        scene = view(VIEW).scene(prepared(VIEW, params), "en")
        grid = next(panel for panel in scene.panels if panel.name == "input")
        assert isinstance(grid, Grid)
        assert [shape.text for shape in grid.shapes if shape.kind == "caption"] == numbers
        assert grid.stacked == (side > 1)


def test_a_window_has_a_frame_in_each_slice_that_it_reads() -> None:
    spec = ConvSpec((4, 5, 6), 2, padding=[(2, 0), (1, 0), (0, 0)], dilation=(2, 1, 1), stride=(2, 1, 1))
    for out in range(spec.outputs):
        place = np.unravel_index(out, spec.output_size)
        # The first slice is drawn first, so padding counts too.
        planes = [place[0] * 2 + read for read in (0, 2)]
        boxes = window_frames(spec, out)
        step = grid_of("input", "", "", (6, 6, 6), [Content("", "", "", NO_HUE)] * 216, before=(0, 0, 0)).rows
        assert [box.plane for box in boxes] == [step[plane * 6][0].plane for plane in planes]
        assert {(box.row, box.column) for box in boxes} == {(place[1] - 1, place[2])}
