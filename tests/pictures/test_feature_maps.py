"""Feature maps: the values of every map, what each cell sees, and the images of both."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures import svg
from pyconv.pictures.images import image
from pyconv.pictures.model import HUES, NO_HUE, Grid
from pyconv.pictures.presets import KERNELS
from pyconv.pictures.views.feature_maps import focus as fields
from pyconv.pictures.views.feature_maps import picture as feature_maps
from pyconv.pictures.views.feature_maps.setup import FILTERS, FeatureMaps, Settings, prepare
from tests.pictures.pictures import assembled, text_of
from tests.pictures.views import asked
from tests.unit import reference
from tests.unit.test_png import read_back

Params = dict[str, Any]
Values = dict[tuple[int, int], Fraction]
Place = tuple[int, int]

VIEW = "feature-maps"

languages = st.sampled_from(LANGUAGES)
drawn_params = st.fixed_dictionaries({}, optional={
    "first_filter": st.sampled_from(FILTERS),
    "second_filter": st.sampled_from(FILTERS),
    "activation": st.sampled_from(["relu", "none"]),
    "pooling": st.sampled_from(["max", "average", "none"]),
    "first_stride": st.integers(1, 4),
    "border": st.sampled_from(["valid", "same"]),
})  # fmt: skip


def ask(params: Params, language: str = "es", **more: Any) -> dict[str, Any]:
    return asked(VIEW, params, language, **more)


def prepared(params: Params) -> FeatureMaps:
    return prepare(Settings.read(params))


# The maps, reckoned by plain loops.


def windows(size: int, kernel: int, stride: int, *, same: bool) -> list[list[int]]:
    """List the places of each window along one axis; some may lie outside."""
    count = -(-size // stride) if same else (size - kernel) // stride + 1
    before = max((count - 1) * stride + kernel - size, 0) // 2 if same else 0
    return [[start * stride - before + tap for tap in range(kernel)] for start in range(count)]


def steps(params: Params) -> list[tuple[str, str, list[list[int]]]]:
    """List the maps: the name, the filter or kind of pooling, and the windows along each axis."""
    same = params.get("border") == "same"
    pooling = params.get("pooling", "max")
    size, made = 24, []
    for name, what, kernel, stride in (
        ("first", params.get("first_filter", "sobel-x"), 3, params.get("first_stride", 1)),
        ("pooled", pooling, 2, 2),
        ("second", params.get("second_filter", "sobel-y"), 3, 1),
    ):
        if what == "none":
            continue
        made.append((name, what, windows(size, kernel, stride, same=same and name != "pooled")))
        size = len(made[-1][2])
    return made


def next_map(given: Values, name: str, what: str, axis: list[list[int]], *, relu: bool) -> Values:
    out: Values = {}
    for row, down in enumerate(axis):
        for column, across in enumerate(axis):
            met = [given.get((r, c), Fraction(0)) for r in down for c in across]
            if name == "pooled":
                out[row, column] = max(met) if what == "max" else sum(met, Fraction(0)) / 4
                continue
            kernel = KERNELS[what](3, 3)
            total = sum((kernel.fraction(tap) * value for tap, value in enumerate(met)), Fraction(0))
            out[row, column] = max(total, Fraction(0)) if relu else total
    return out


def every_map(params: Params) -> dict[str, Values]:
    given = {
        (r, c): Fraction(int(value)) for r, row in enumerate(image("cup")) for c, value in enumerate(row)
    }
    maps = {"in": given}
    for name, what, axis in steps(params):
        given = next_map(given, name, what, axis, relu=params.get("activation", "relu") == "relu")
        maps[name] = given
    return maps


@settings(max_examples=20)
@given(drawn_params)
def test_the_values_of_every_map(params: Params) -> None:
    shown = prepared(params)
    wanted = every_map(params)
    assert ["in", *(each.name for each in shown.maps)] == list(wanted)
    for each in shown.maps:
        side = each.spec.output_size[1]
        for (row, column), value in wanted[each.name].items():
            assert each.values.fraction(row * side + column) == value
        assert each.values.numerators.size == len(wanted[each.name])


@settings(max_examples=20)
@given(drawn_params, languages)
def test_every_map_is_drawn_as_an_image_of_its_values(params: Params, language: str) -> None:
    picture = ask(params, language)
    wanted = every_map(params)
    grids = {panel["name"]: panel for panel in picture["panels"] if panel["image"]}
    assert list(grids) == list(wanted)
    for name, values in wanted.items():
        side = max(values)[0] + 1
        colours = read_back(b64decode(grids[name]["image"].partition(",")[2]))
        assert (len(colours), len(colours[0])) == (side, side)
        if min(values.values()) >= 0:
            most = max(values.values()) or Fraction(1)
            assert all(colours[r][c] == (int(255 * value / most),) * 3 for (r, c), value in values.items())
        else:
            bright = sorted((value, sum(colours[r][c])) for (r, c), value in values.items())
            assert [b for _, b in bright] == sorted(b for _, b in bright)
        if name != "in":
            low, high = (
                reference.number(text) for text in re.findall(r"[−\d.,]+", grids[name]["title"])[-2:]
            )
            assert abs(low - min(values.values())) <= Fraction(1, 200)
            assert abs(high - max(values.values())) <= Fraction(1, 200)


def test_every_end_of_every_parameter_makes_a_picture() -> None:
    for border in ("valid", "same"):
        for stride in (1, 2, 3, 4):
            for pooling in ("max", "average", "none"):
                params = {"border": border, "first_stride": stride, "pooling": pooling, "activation": "none"}
                picture = ask(params)
                assert "refused" not in picture, params
                assert picture["steps"]
                for panel in picture["panels"]:
                    ET.fromstring(assembled(panel))


# The cells.


def jumps(params: Params) -> dict[str, int]:
    stride = params.get("first_stride", 1)
    pooled = stride * (1 if params.get("pooling") == "none" else 2)
    return {"in": 1, "first": stride, "pooled": pooled, "second": pooled}


@settings(max_examples=20)
@given(drawn_params)
def test_a_cell_is_as_large_as_its_field_moves(params: Params) -> None:
    scene = feature_maps.scene(prepared(params), "en")
    sides = jumps(params)
    for panel in scene.panels:
        assert isinstance(panel, Grid)
        if not panel.image:
            continue
        assert panel.cell == (sides[panel.name],) * 2
        width = len(panel.rows[0])
        for row, cells in enumerate(panel.rows):
            for column, cell in enumerate(cells):
                assert (cell.key, cell.kind, cell.text) == (
                    f"{panel.name}:{row * width + column}",
                    "pixel",
                    "",
                )
                assert (cell.row, cell.column) == (row * sides[panel.name], column * sides[panel.name])


def test_other_values_leave_the_cells_as_they_are() -> None:
    one, other = (
        {p["name"]: p for p in ask({"first_filter": name})["panels"]} for name in ("sobel-x", "emboss")
    )
    for name in ("in", "first", "pooled", "second"):
        assert one[name]["rows"] == other[name]["rows"]
        assert (one[name]["image"] == other[name]["image"]) == (name == "in")


# What a cell sees.


def seen(params: Params, name: str, places: set[Place]) -> dict[str, set[Place]]:
    """Return what reaches some cells of a map, on each map before it."""
    found: dict[str, set[Place]] = {}
    order = steps(params)
    depth = [step[0] for step in order].index(name)
    for before in range(depth, -1, -1):
        axis = order[before][2]
        size = len(order[before - 1][2]) if before else 24
        places = {
            (r, c)
            for row, column in places for r in axis[row] for c in axis[column]
            if 0 <= r < size and 0 <= c < size
        }  # fmt: skip
        found[order[before - 1][0] if before else "in"] = places
    return found


def some_key(params: Params, data: st.DataObject, name: str) -> tuple[str, Place]:
    side = len({step[0]: step[2] for step in steps(params)}[name]) if name != "in" else 24
    row, column = data.draw(st.integers(0, side - 1)), data.draw(st.integers(0, side - 1))
    return f"{name}:{row * side + column}", (row, column)


@settings(max_examples=20)
@given(drawn_params, languages, st.data())
def test_a_cell_lights_and_frames_what_it_sees(params: Params, language: str, data: st.DataObject) -> None:
    shown = prepared(params)
    order = [step[0] for step in steps(params)]
    name = data.draw(st.sampled_from(order))
    key, place = some_key(params, data, name)
    found = fields.focus(shown, key, language)
    sides = {"in": 24} | {step[0]: len(step[2]) for step in steps(params)}
    wanted = seen(params, name, {place})
    lit = {f"{where}:{r * sides[where] + c}" for where, places in wanted.items() for r, c in places} | {key}
    assert {one for one in found.lit if "-tap:" not in one} == lit
    scale = jumps(params)
    boxes = {box.grid: box for box in found.boxes}
    assert set(boxes) == set(wanted)
    for where, places in wanted.items():
        rows, columns = [r for r, _ in places], [c for _, c in places]
        assert (boxes[where].row, boxes[where].column) == (
            min(rows) * scale[where],
            min(columns) * scale[where],
        )
        assert boxes[where].height == (max(rows) - min(rows) + 1) * scale[where]
        assert boxes[where].width == (max(columns) - min(columns) + 1) * scale[where]
    assert str(len(wanted["in"])) in found.spoken or f"{shown.maps[order.index(name)].span}" in found.spoken


@settings(max_examples=20)
@given(drawn_params, languages, st.data())
def test_the_sum_written_out_is_the_value(params: Params, language: str, data: st.DataObject) -> None:
    shown = prepared(params)
    maps = every_map(params)
    order = ["in", *(step[0] for step in steps(params))]
    name = data.draw(st.sampled_from(order[1:]))
    key, place = some_key(params, data, name)
    value = maps[name][place]
    found = fields.focus(shown, key, language)
    said = text_of(found.words)
    exact = next(part for part in re.split(r" = ", said)[-1].replace(". ", " ").split() if part).rstrip(".")
    if name == "pooled":
        assert reference.number(exact) == value
        return
    products = re.findall(r"\(?(−?[\d/.,]+)\)?·\(?(−?[\d/.,]+)\)?(?= )", said)
    assert len(products) == 9
    total = sum((number(one) * number(other) for one, other in products), Fraction(0))
    assert number(exact) == total
    cut = params.get("activation", "relu") == "relu" and total < 0
    assert value == (0 if cut else total)
    assert ("ReLU" in said) == cut
    hues = {one: hue for one, hue in found.lit.items() if one.startswith(f"{name}-tap:")}
    assert hues == {f"{name}-tap:{tap}": tap % HUES for tap in range(9)}


def number(text: str) -> Fraction:
    return reference.number(text.strip("()"))


@settings(max_examples=20)
@given(drawn_params, languages, st.data())
def test_a_pixel_lights_the_cells_that_see_it(params: Params, language: str, data: st.DataObject) -> None:
    key, place = some_key(params, data, "in")
    found = fields.focus(prepared(params), key, language)
    lit = {key}
    for name, _, axis in steps(params):
        reached = {
            (row, column)
            for row in range(len(axis)) for column in range(len(axis))
            if place in seen(params, name, {(row, column)})["in"]
        }  # fmt: skip
        lit |= {f"{name}:{row * len(axis) + column}" for row, column in reached}
        assert any(box.grid == name for box in found.boxes) == bool(reached)
        assert re.search(rf"\b{len(reached)}\b", found.spoken)
    assert set(found.lit) == lit
    assert str(image("cup")[place]) in found.words


@settings(max_examples=20)
@given(drawn_params)
def test_the_steps_are_the_largest_values_of_each_quarter(params: Params) -> None:
    maps = every_map(params)
    found: dict[str, list[Place]] = {}
    for key in ask(params)["steps"]:
        name, flat = key.split(":")
        found.setdefault(name, []).append(divmod(int(flat), max(maps[name])[0] + 1))
    for name in ("first", "second"):
        side = max(maps[name])[0] + 1
        half = side // 2
        quarters: dict[tuple[bool, bool], list[Place]] = {}
        for row, column in maps[name]:
            quarters.setdefault((row >= half, column >= half), []).append((row, column))
        tops = [max(maps[name][place] for place in places) for places in quarters.values()]
        assert [maps[name][place] for place in found.get(name, [])] == [top for top in tops if top > 0]
    assert "pooled" not in found


@settings(max_examples=20)
@given(drawn_params, languages)
def test_every_key_that_is_named_is_drawn(params: Params, language: str) -> None:
    picture = ask(params, language)
    drawn = [key for panel in picture["panels"] for row in panel["rows"] for key, *_ in row]
    assert len(set(drawn)) == len(drawn)
    shown = prepared(params)
    for key in [*picture["steps"], "in:0", "in:575", "first-tap:8", "second-tap:0", "second:0"]:
        found = fields.focus(shown, key, language)
        assert set(found.lit) <= set(drawn)
        named = {node.get("data-key") for node in ET.fromstring(f"<p>{found.words}</p>").iter("span")}
        assert named - {None} <= set(drawn)
        assert found.lit[key] == (int(key[-1]) % HUES if "-tap" in key else NO_HUE)
        assert found.words
        assert found.spoken


@pytest.mark.parametrize(
    "key", ["", "in:576", "in:-1", "in:01", "first:484", "second:81", "first-tap:9", "pooled-tap:0", "out:0"]
)
def test_a_cell_that_is_not_there_is_refused(key: str) -> None:
    with pytest.raises(ConvError, match="there is no cell"):
        fields.focus(prepared({}), key, "en")
    with pytest.raises(ConvError, match="there is no cell"):
        fields.focus(prepared({"pooling": "none"}), "pooled:0", "en")


@pytest.mark.parametrize(
    ("params", "message", "field"),
    [
        ({"first_stride": 5}, "Stride of layer 1 must be between 1 and 4, but it is 5.", "first_stride.0"),
        ({"pooling": "sum"}, "Pooling cannot be “sum”; it can be: max, average, none.", "pooling"),
    ],
)
def test_settings_out_of_range_are_refused(params: Params, message: str, field: str) -> None:
    assert ask(params, "en")["refused"] == {"message": message, "field": field}


def test_where_the_photograph_is_from_is_said_in_both_languages() -> None:
    for language in LANGUAGES:
        assert "Rachel Michetti" in ask({}, language)["summary"]
        assert "CC0" in ask({}, language)["summary"]


def test_one_by_hand() -> None:
    found = ask({}, "en", key="second:0")["focus"]
    assert "8\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}8" in found["words"]
    assert [box["grid"] for box in found["boxes"]] == ["in", "first", "pooled"]
    assert found["boxes"][0]["place"] == [0, 0, 8 * svg.CELL, 8 * svg.CELL]
