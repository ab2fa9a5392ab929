"""Both detectors: what each makes of the pixels, what is drawn and dragged, what is refused."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures import svg
from pyconv.pictures.controls import Integers, Ranged
from pyconv.pictures.model import HUES, Cell, Grid, Mark
from pyconv.pictures.views.pattern_detector import focus as detector_connections
from pyconv.pictures.views.pattern_detector import picture as pattern_detector
from pyconv.pictures.views.pattern_detector.setup import FILTER, PATTERN, Detectors, Settings, prepare
from tests.pictures.pictures import text_of
from tests.pictures.views import asked
from tests.unit import reference

Params = dict[str, Any]

VIEW = "pattern-detector"

languages = st.sampled_from(LANGUAGES)


@st.composite
def legal(draw: st.DrawFn) -> Params:
    length = draw(st.integers(8, 32))
    places = st.integers(0, length - 3)
    return {
        "patterns": draw(st.sampled_from(["one", "two"])),
        "place": draw(places),
        "second": draw(places),
        "noise": draw(st.sampled_from(["none", "some"])),
        "seed": draw(st.integers(0, 999)),
        "threshold": draw(st.integers(-1, 3)),
        "length": length,
        "fitted": draw(places),
        "outside": draw(st.sampled_from(["zero", "minus"])),
    }


def ask(params: Params, language: str = "es", **more: Any) -> dict[str, Any]:
    return asked(VIEW, params, language, **more)


def prepared(params: Params) -> Detectors:
    return prepare(Settings.read(params))


def line(shown: Detectors, language: str = "es") -> Grid:
    grid = pattern_detector.scene(shown, language).panels[0]
    assert isinstance(grid, Grid)
    return grid


def by_key(grid: Grid) -> dict[str, Cell]:
    cells = [cell for row in grid.rows for cell in row]
    assert len({cell.key for cell in cells}) == len(cells)
    return {cell.key: cell for cell in cells}


def window(pixels: list[int], start: int) -> int:
    return pixels[start] - pixels[start + 1] + pixels[start + 2]


def test_only_the_pattern_itself_reaches_the_threshold() -> None:
    sums = {three: window(list(three), 0) for three in product((0, 1), repeat=3)}
    assert max(sums.values()) == sums[PATTERN] == 2
    assert sorted(sums.values())[-2] == 1
    assert FILTER == (1, -1, 1)


@given(legal(), languages)
def test_what_both_make_of_the_pixels(params: Params, language: str) -> None:
    cells = by_key(line(prepared(params), language))
    length, fitted = params["length"], params["fitted"]
    pixels = [int(cells[f"in:{at}"].text) for at in range(length)]
    weights = [reference.number(cells[f"weight:{at}"].text) for at in range(length)]
    outside = 0 if params["outside"] == "zero" else -1
    assert weights == [
        FILTER[at - fitted] if fitted <= at < fitted + 3 else outside for at in range(length)
    ]  # fmt: skip
    unit = sum(weight * pixel for weight, pixel in zip(weights, pixels, strict=True))
    found = [window(pixels, start) for start in range(length - 2)]
    assert reference.number(cells["unit:0"].text) == unit
    assert [reference.number(cells[f"out:{at}"].text) for at in range(length - 2)] == found
    assert reference.number(cells["max:0"].text) == max(found)
    for key, value in [
        ("unit:0", unit),
        ("max:0", max(found)),
        *((f"out:{n}", v) for n, v in enumerate(found)),
    ]:
        assert (Mark.FIRES in cells[key].marks) == (value >= params["threshold"])
    assert [Mark.INK in cells[f"in:{at}"].marks for at in range(length)] == [pixel == 1 for pixel in pixels]


@given(legal())
def test_the_patterns_are_where_they_were_put(params: Params) -> None:
    shown = prepared(params)
    places = [params["place"], params["second"]] if params["patterns"] == "two" else [params["place"]]
    assert list(shown.places) == places
    assert shown.pixels[places[-1] : places[-1] + 3] == PATTERN
    covered = {at for place in places for at in range(place, place + 3)}
    around = [pixel for at, pixel in enumerate(shown.pixels) if at not in covered]
    if params["noise"] == "none":
        assert not any(around)
    # The noise belongs to the pixels: it stays when a pattern is dragged.
    moved = prepared(params | {"place": (params["place"] + 1) % (params["length"] - 2)})
    still = covered | {at for place in moved.places for at in range(place, place + 3)}
    assert all(
        one == other
        for at, (one, other) in enumerate(zip(shown.pixels, moved.pixels, strict=True))
        if at not in still
    )


@given(st.integers(8, 32), st.data())
def test_the_map_moves_with_the_pattern_and_its_maximum_stays(length: int, data: st.DataObject) -> None:
    one, other = data.draw(st.tuples(*[st.integers(2, length - 5)] * 2)) if length > 8 else (2, 3)
    first, second = (prepared({"length": length, "place": place, "fitted": 0}) for place in (one, other))
    shift = other - one
    assert [second.activations[(at + shift) % (length - 2)] for at in range(length - 2)] == list(
        first.activations
    )
    assert max(first.activations) == max(second.activations) == 2


@given(legal())
def test_cells_under_a_pixel_stand_in_its_column_and_drop_the_pattern_around_it(params: Params) -> None:
    grid = line(prepared(params))
    for cell in by_key(grid).values():
        kind, number = cell.key.split(":")
        column = {"unit": params["fitted"] + 1, "max": 1, "out": int(number) + 1}.get(kind, int(number))
        assert cell.column == column
        assert int(cell.drop) == min(max(column - 1, 0), params["length"] - 3)
    last = params["second"] if params["patterns"] == "two" else params["place"]
    name = "second.0" if params["patterns"] == "two" else "place.0"
    assert {cell.column for cell in grid.rows[0] if cell.drags == name} >= {last, last + 1, last + 2}
    assert {cell.drags for cell in grid.rows[0]} <= {"", "place.0", "second.0"}


@given(legal(), languages)
def test_every_key_that_is_named_is_drawn(params: Params, language: str) -> None:
    shown = prepared(params)
    scene = pattern_detector.scene(shown, language)
    grids = [panel for panel in scene.panels if isinstance(panel, Grid)]
    drawn = {each.key for grid in grids for row in (grid.shapes, *grid.rows) for each in row}
    assert scene.steps == tuple(f"out:{place}" for place in range(params["length"] - 2))
    assert set(scene.steps) <= drawn
    for key in drawn:
        found = detector_connections.focus(shown, key, language)
        assert found.key == key
        assert set(found.lit) <= drawn
        assert set(found.notes) <= drawn
        assert set(found.texts.get("line", {})) <= drawn
        named = {node.get("data-key") for node in ET.fromstring(f"<p>{found.words}</p>").iter("span")}
        assert named - {None} <= drawn
        assert found.spoken
        assert "<span" not in found.spoken


@given(legal(), languages, st.data())
def test_a_window_lights_its_pixels_and_puts_the_filter_under_them(
    params: Params, language: str, data: st.DataObject
) -> None:
    shown = prepared(params)
    place = data.draw(st.integers(0, params["length"] - 3))
    found = detector_connections.focus(shown, f"out:{place}", language)
    assert found.lit == {f"out:{place}": -1} | {
        f"{name}:{at}": tap % HUES
        for tap in range(3)
        for name, at in (("in", place + tap), ("slot", place + tap), ("tap", tap))
    }
    assert found.texts == {"line": {f"slot:{place + tap}": text for tap, text in enumerate(("1", "−1", "1"))}}
    (box,) = found.boxes
    assert (box.grid, box.row, box.column, box.height, box.width) == ("line", 0, place, 1, 3)
    *_, result = text_of(found.words).split(" = ")
    assert reference.number(result.split()[0]) == window(list(shown.pixels), place)
    # Pointing along the line of the filter moves it there.
    slot = detector_connections.focus(shown, f"slot:{place + 1}", language)
    assert (slot.texts, slot.boxes, slot.words) == (found.texts, found.boxes, found.words)


@given(legal(), languages)
def test_the_sum_of_the_dense_unit_is_written_out(params: Params, language: str) -> None:
    shown = prepared(params)
    found = detector_connections.focus(shown, "unit:0", language)
    _, products, verdict = text_of(found.words).split(" = ")
    total = 0
    for product_text in products.split(" + "):
        value = 1
        for factor in product_text.split("·"):
            value *= int(reference.number(factor.strip("()")))
        total += value
    assert total == shown.unit == reference.number(verdict.split()[0])


def test_the_words_by_hand() -> None:
    params = {"place": 6, "patterns": "two", "second": 11}
    assert ask(params, "es")["summary"] == "La unidad densa calla. El filtro se activa en 2 lugares: 6, 11."
    assert ask({}, "en")["summary"] == "The dense unit fires. The filter fires at 1 place: 3."
    assert ask({"threshold": 3}, "en")["summary"].endswith("The filter fires nowhere.")
    assert ask({"threshold": -1}, "en")["summary"].endswith("The filter fires at 14 of the 14 places.")
    assert ask({}, "es")["formula"] == (
        "<p>Para vigilar los 14 lugares: 14 unidades densas con 16 pesos cada una, 224 pesos;"
        " o un filtro, 3 pesos.</p>"
    )
    assert ask({}, "en", key="out:3")["focus"]["spoken"] == "Window 3 = 1·1 + (−1)·0 + 1·1 = 2 ≥ 2: fires"
    spoken = ask({"outside": "minus", "place": 8}, "es", key="unit:0")["focus"]["spoken"]
    assert spoken == (
        "Unidad densa = 1·0 + (−1)·0 + 1·0 + (−2) = −2 < 2: calla."
        " Los otros 13 píxeles, con pesos de −1, suman −2."
    )
    spoken = ask({}, "en", key="in:3")["focus"]["spoken"]
    assert spoken == "Pixel 3 = 1. The dense unit multiplies it by 1; the filter, in 3 windows: 1, 2, 3"


@pytest.mark.parametrize(("name", "params"), [
    ("place", {"place": 6, "length": 8}),
    ("second", {"second": 6, "length": 8, "patterns": "two"}),
    ("fitted", {"fitted": 6, "length": 8}),
])  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pattern_outside_the_pixels_is_refused(name: str, params: Params, language: str) -> None:
    refused = ask(params, language)["refused"]
    assert refused["field"] == f"{name}.0"
    assert {"6", "8", "5"} <= set("".join(c if c.isdigit() else " " for c in refused["message"]).split())
    # What is not offered is not in the way.
    assert "refused" not in ask({"second": 29, "length": 8}, language)


@pytest.mark.parametrize("parameter", [each for each in Settings.parameters if isinstance(each, Ranged)])
@pytest.mark.parametrize("length", [8, 16, 32])
def test_the_ends_of_every_range(parameter: Integers, length: int) -> None:
    for value in (parameter.low, parameter.high):
        answer = ask({"length": length, "patterns": "two", "noise": "some", parameter.name: value})
        if "refused" in answer:
            assert answer["refused"]["field"] in {"place.0", "second.0", "fitted.0"}


@pytest.mark.parametrize(
    "key",
    ["in:16", "in:-1", "in:01", "out:14", "tap:3", "unit:1", "pattern:1", "slot:x", "caption:", "", "pad:0"],
)
def test_an_unknown_cell_is_refused(key: str) -> None:
    with pytest.raises(ConvError, match="there is no cell"):
        detector_connections.focus(prepared({}), key, "en")


def test_captions_are_drawn_as_words() -> None:
    shown = prepared({"length": 32, "place": 20, "fitted": 20})
    root = ET.fromstring(svg.stills([line(shown, "en")])[0])
    captions = {
        node.attrib["data-key"]: (
            node.attrib["class"].split(),
            text_of(ET.tostring(node.find("text"), "unicode")),
        )
        for node in root.iter("g")
        if "caption" in node.get("class", "").split()
    }
    assert captions["caption:unit"] == (["pc-shape", "caption", "ends"], "2 ≥ 2: fires")
    assert captions["caption:dense"][1] == "Dense unit: 32 weights, one activation"
    assert set(captions) == {f"caption:{name}" for name in ("dense", "unit", "filter", "maximum")}


def test_eight_places_are_named_and_nine_are_counted() -> None:
    for length, said in ((10, "at 8 places: 0, 1, 2, 3, 4, 5, 6, 7."), (11, "at 9 of the 9 places.")):
        summary = ask({"length": length, "threshold": -1}, "en")["summary"]
        assert summary.endswith(f"The filter fires {said}")
