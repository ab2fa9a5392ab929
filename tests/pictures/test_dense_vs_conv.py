"""A dense layer beside a convolution: what each joins, with which weights, counted by plain loops."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures.model import HUES, Cell, Grid, Prose
from pyconv.pictures.views.dense_vs_conv import focus as dense_connections
from pyconv.pictures.views.dense_vs_conv import picture as dense_vs_conv
from pyconv.pictures.views.dense_vs_conv.picture import Settings, prepare
from pyconv.spec import ConvSpec
from tests.pictures.views import asked

Params = dict[str, int]

VIEW = "dense-vs-conv"
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

languages = st.sampled_from(LANGUAGES)
anything = st.fixed_dictionaries({
    "input": st.integers(3, 12), "kernel": st.integers(1, 5),
    "stride": st.integers(1, 4), "padding": st.integers(0, 2),
})  # fmt: skip
legal = anything.filter(lambda params: params["kernel"] <= params["input"] + 2 * params["padding"])


def ask(params: Params, language: str = "es", **more: Any) -> dict[str, Any]:
    return asked(VIEW, params, language, **more)


def prepared(params: Params) -> ConvSpec:
    return prepare(Settings.read(params))


def meetings(params: Params) -> tuple[int, list[tuple[int, int, int]], int]:
    """Return how many outputs there are, the terms, and how many products meet padding."""
    size, kernel, stride, padding = (params[name] for name in ("input", "kernel", "stride", "padding"))
    starts = range(-padding, size + padding - kernel + 1, stride)
    places = [(start + tap, tap, out) for out, start in enumerate(starts) for tap in range(kernel)]
    inside = [met for met in places if 0 <= met[0] < size]
    return len(starts), inside, len(places) - len(inside)


def panels(params: Params, language: str = "es") -> dict[str, Grid]:
    scene = dense_vs_conv.scene(prepared(params), language)
    return {panel.name: panel for panel in scene.panels if isinstance(panel, Grid)}


def cells(grid: Grid) -> dict[str, Cell]:
    return {cell.key: cell for row in grid.rows for cell in row}


@given(legal)
def test_the_dense_layer_joins_everything_with_weights_of_its_own(params: Params) -> None:
    outputs, _, _ = meetings(params)
    grids = panels(params)
    pairs = [f"pair:{cell}:{out}" for cell in range(params["input"]) for out in range(outputs)]
    assert [shape.key for shape in grids["dense"].shapes] == pairs
    entries = [cells(grids["dense-matrix"])[pair].text.translate(SUBSCRIPTS) for pair in pairs]
    assert entries == [f"w{number}" for number in range(len(pairs))]
    assert {shape.hue for shape in grids["dense"].shapes} == {-1}


@given(legal)
def test_the_convolution_joins_what_its_terms_join(params: Params) -> None:
    outputs, terms, outside = meetings(params)
    grids = panels(params)
    drawn = grids["convolution"].shapes
    assert {shape.key: shape.hue for shape in drawn if not shape.key.startswith("pad")} == {
        f"term:{cell}:{tap}:{out}": tap % HUES for cell, tap, out in terms
    }
    assert sum(shape.key.startswith("pad-term:") for shape in drawn) == outside
    matrix = cells(grids["convolution-matrix"])
    joined = {(cell, out): tap for cell, tap, out in terms}
    for cell in range(params["input"]):
        for out in range(outputs):
            tap = joined.get((cell, out))
            key = f"apart:{cell}:{out}" if tap is None else f"term:{cell}:{tap}:{out}"
            assert matrix[key].text.translate(SUBSCRIPTS) == ("0" if tap is None else f"k{tap}")
    assert list(cells(grids["kernel"])) == [f"tap:{tap}" for tap in range(params["kernel"])]


@given(legal, languages)
def test_the_table_counts_weights_and_products(params: Params, language: str) -> None:
    outputs, terms, outside = meetings(params)
    scene = dense_vs_conv.scene(prepared(params), language)
    (table,) = (panel for panel in scene.panels if isinstance(panel, Prose))
    rows = [
        [int(cell.text or "") for cell in row.iter("td")]
        for row in ET.fromstring(table.html).iter("tr")
        if row.find("td") is not None
    ]
    everything = params["input"] * outputs
    local = len(terms) + outside
    assert rows == [[everything, everything], [local, local], [params["kernel"], local]]


@given(legal, languages)
def test_every_key_that_is_named_is_drawn(params: Params, language: str) -> None:
    spec = prepared(params)
    scene = dense_vs_conv.scene(spec, language)
    grids = [panel for panel in scene.panels if isinstance(panel, Grid)]
    drawn = {each.key for grid in grids for row in (grid.shapes, *grid.rows) for each in row}
    for grid in grids:
        keys = [each.key for row in (grid.shapes, *grid.rows) for each in row]
        assert len(set(keys)) == len(keys)
    assert scene.steps == tuple(f"out:{out}" for out in range(spec.outputs))
    assert set(scene.steps) <= drawn
    for key in list(drawn)[:: max(1, len(drawn) // 25)]:
        found = dense_connections.focus(spec, key, language)
        assert found.key == key
        assert key in found.lit or key.split(":")[0] in {"corner", "dense-corner"}
        assert set(found.lit) <= drawn
        assert found.spoken


@given(legal, st.data())
def test_pointing_at_either_layer_lights_both(params: Params, data: st.DataObject) -> None:
    outputs, terms, _ = meetings(params)
    spec = prepared(params)
    cell, out = data.draw(st.integers(0, params["input"] - 1)), data.draw(st.integers(0, outputs - 1))
    for name, column, at, others in (("in", 0, cell, outputs), ("out", 2, out, params["input"])):
        here, there = (dense_connections.focus(spec, f"{layer}{name}:{at}", "en") for layer in ("", "dense-"))
        assert here.lit == there.lit
        assert (here.boxes, here.words) == (there.boxes, there.words)
        lines = {f"term:{i}:{t}:{o}": t % HUES for i, t, o in terms if (i, t, o)[column] == at}
        assert {key: hue for key, hue in here.lit.items() if key.startswith("term:")} == lines
        assert sum(key.startswith("pair:") for key in here.lit) == others
    met = dense_connections.focus(spec, f"pair:{cell}:{out}", "en")
    joined = [f"term:{i}:{t}:{o}" for i, t, o in terms if (i, o) == (cell, out)] or [f"apart:{cell}:{out}"]
    assert met.lit == dense_connections.focus(spec, joined[0], "en").lit


@given(legal, languages, st.data())
def test_a_tap_lights_every_pair_that_it_joins(params: Params, language: str, data: st.DataObject) -> None:
    _, terms, _ = meetings(params)
    tap = data.draw(st.integers(0, params["kernel"] - 1))
    found = dense_connections.focus(prepared(params), f"tap:{tap}", language)
    shared = [(cell, out) for cell, other, out in terms if other == tap]
    assert {key for key in found.lit if key.startswith("pair:")} == {f"pair:{i}:{o}" for i, o in shared}
    assert len(re.findall("w[₀-₉]+", found.words)) == len(shared)


@given(anything, languages)
def test_a_kernel_that_does_not_fit_is_refused_without_naming_an_axis(params: Params, language: str) -> None:
    answer = ask(params, language)
    if params["kernel"] <= params["input"] + 2 * params["padding"]:
        assert "refused" not in answer
        return
    refused = answer["refused"]
    assert refused["field"] == "kernel"
    assert str(params["kernel"]) in refused["message"]
    assert not {"vertical", "horizontal"} & set(refused["message"].replace(")", " ").split())


def test_the_words_by_hand() -> None:
    assert ask({}, "en")["summary"] == (
        "Of the 15 connections of the dense layer the convolution keeps 9, with 3 weights among them."
    )
    assert ask({"padding": 1, "stride": 4, "input": 6}, "es")["summary"] == (
        "De las 12 conexiones de la capa densa, la convolución conserva 5, con 3 pesos entre todas."
        " Un producto más es con el relleno, que vale 0."
        " Hay 1 celda de la entrada que ninguna ventana toca (rayada)."
    )
    assert ask({}, "es", key="pair:1:0")["focus"]["spoken"] == (
        "I₁ y O₀: en la capa densa, w₃, que no une otras celdas; en la convolución, k₁, que une 3 parejas."
    )
    assert ask({}, "en", key="apart:4:0")["focus"]["spoken"] == (
        "I₄ and O₀: the dense layer has to learn w₁₂; in the convolution nothing joins them."
    )


@pytest.mark.parametrize(
    "key",
    [
        "in:5",
        "out:3",
        "tap:3",
        "pair:5:0",
        "pair:0:3",
        "apart:0:0",
        "term:0:1:0",
        "pad:0",
        "dense-in:-1",
        "in",
        "corner:x",
        "",
    ],
)
def test_an_unknown_cell_is_refused(key: str) -> None:
    with pytest.raises(ConvError, match="there is no cell"):
        dense_connections.focus(prepared({}), key, "en")


def test_frames_are_a_row_or_a_column_of_both_matrices_with_its_head() -> None:
    spec = prepare(Settings.read({"input": 6, "kernel": 2, "stride": 2}))
    names = ["dense-matrix", "convolution-matrix"]
    for key, wanted in (
        ("in:4", (4, -1, 1, spec.outputs + 1)),
        ("dense-in:4", (4, -1, 1, spec.outputs + 1)),
        ("out:2", (-1, 2, spec.inputs + 1, 1)),
        ("dense-out:2", (-1, 2, spec.inputs + 1, 1)),
    ):
        boxes = dense_connections.focus(spec, key, "en").boxes
        assert [box.grid for box in boxes] == names
        assert {(box.row, box.column, box.height, box.width) for box in boxes} == {wanted}
