"""The checkerboard: counts of products and sums of weights, against plain loops and known numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv.messages import LANGUAGES
from pyconv.pictures.views import view
from tests.pictures.linear import cells_of, grid
from tests.pictures.views import Params, asked, check_focuses, picture, prepared, texts
from tests.unit import reference

VIEW = "checkerboard"


@st.composite
def layers(draw: st.DrawFn) -> Params:
    """Draw settings with another number along each axis, which leave a result."""
    params: dict[str, list[int]] = {
        name: [draw(st.integers(1, most)) for _ in "hw"]
        for name, most in (("input", 4), ("kernel", 5), ("stride", 4), ("dilation", 3))
    }
    params["output_padding"] = [draw(st.integers(0, stride - 1)) for stride in params["stride"]]
    params["padding"] = []
    for axis in (0, 1):
        whole = params["stride"][axis] * (params["input"][axis] - 1)
        whole += params["dilation"][axis] * (params["kernel"][axis] - 1) + 1 + params["output_padding"][axis]
        params["padding"].append(draw(st.integers(0, min(4, (whole - 1) // 2))))
    return params | {"kernel_values": draw(st.sampled_from(["counting", "ones", "sobel-x", "gaussian"]))}


def stamps(params: Params) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the cell of the result and the tap of every product, by plain loops."""
    numbers = [
        [
            params[name][axis]
            for name in ("input", "kernel", "stride", "dilation", "padding", "output_padding")
        ]
        for axis in (0, 1)
    ]
    along = []
    for given_size, kernel, stride, dilation, padding, extra in numbers:
        size = stride * (given_size - 1) + dilation * (kernel - 1) + 1 - 2 * padding + extra
        places = [
            (stride * cell + dilation * tap - padding, tap)
            for cell in range(given_size)
            for tap in range(kernel)
        ]
        along.append([(place, tap) for place, tap in places if 0 <= place < size])
    return [((row, column), (down, across)) for row, down in along[0] for column, across in along[1]]


def size(params: Params) -> tuple[int, int]:
    height, width = (
        params["stride"][axis] * (params["input"][axis] - 1)
        + params["dilation"][axis] * (params["kernel"][axis] - 1)
        + 1
        - 2 * params["padding"][axis]
        + params["output_padding"][axis]
        for axis in (0, 1)
    )
    return height, width


@settings(max_examples=40)
@given(layers(), st.sampled_from(LANGUAGES))
def test_every_cell_counts_its_products_and_belongs_to_the_class_that_makes_it(
    params: Params, language: str
) -> None:
    drawn = picture(VIEW, params, language)
    height, width = size(params)
    counted = dict.fromkeys([(row, column) for row in range(height) for column in range(width)], 0)
    sums: dict[tuple[int, int], Fraction] = dict.fromkeys(counted, Fraction(0))
    board = prepared(VIEW, params)
    kernel = board.stamped.kernel
    for cell, (down, across) in stamps(params):
        counted[cell] += 1
        sums[cell] += kernel.fraction(down * params["kernel"][1] + across)
    assert texts(drawn, "result") == {
        f"in:{row * width + column}": str(count) for (row, column), count in counted.items()
    }
    said = texts(drawn, "classes")
    assert len(said) == params["stride"][0] * params["stride"][1]
    for (row, column), total in sums.items():
        flat = row * width + column
        if board.is_inside(flat):
            text = said[f"class:{board.class_of(flat)}"]
            above, _, below = text.partition("/")
            assert reference.number(above) / int(below or 1) == total


@settings(max_examples=40)
@given(layers())
def test_a_class_is_the_weights_that_reach_its_cells(params: Params) -> None:
    board = prepared(VIEW, params)
    kernel, (down, across) = board.stamped.kernel, params["stride"]
    members: dict[tuple[int, int], list[tuple[int, int]]] = {
        (row, column): [] for row in range(down) for column in range(across)
    }
    for row in range(params["kernel"][0]):
        for column in range(params["kernel"][1]):
            place = row * params["dilation"][0] % down, column * params["dilation"][1] % across
            members[place].append((row, column))
    totals = [
        sum((kernel.fraction(row * params["kernel"][1] + column) for row, column in taps), Fraction(0))
        for taps in members.values()
    ]
    assert [board.sums().fraction(number) for number in range(len(members))] == totals
    # Inside, a cell has a product with every weight of its class; at the edge it lacks some.
    height, width = size(params)
    found = stamps(params)
    for row in range(height):
        for column in range(width):
            own = members[(row + params["padding"][0]) % down, (column + params["padding"][1]) % across]
            lacks = sum(cell == (row, column) for cell, _ in found) < len(own)
            said = asked(VIEW, params, key=f"in:{row * width + column}")["focus"]["spoken"]
            assert ("is at the edge" in said) == lacks


def counts(params: Params) -> list[list[str]]:
    drawn = picture(VIEW, params)
    panel = next(each for each in drawn["panels"] if each["name"] == "result")
    return [[text for _, _, text, *_ in row] for row in panel["rows"]]


def test_kernel_3_makes_a_checkerboard_of_counts_and_kernel_4_none() -> None:
    assert [row[2:6] for row in counts({"kernel": 3})[2:4]] == [["4", "2", "4", "2"], ["2", "1", "2", "1"]]
    inside = [row[2:8] for row in counts({"kernel": 4})[2:8]]
    assert {count for row in inside for count in row} == {"4"}


def test_equal_counts_and_different_sums() -> None:
    # 1 to 16 on a map of ones: 44 40 44 40 / 28 24 28 24, each class counted from its first cell.
    drawn = picture(VIEW, {"kernel": 4, "kernel_values": "counting"})
    assert list(texts(drawn, "classes").values()) == ["24", "28", "40", "44"]
    assert "every cell of the result gets 4 products" in drawn["summary"]
    assert "24 · 28 · 40 · 44" in drawn["summary"]
    even = picture(VIEW, {"kernel": 4, "kernel_values": "ones"})["summary"]
    assert "The weights of all 4 classes add up to the same, 4" in even
    # One weight of each of three classes makes up for it.
    edits = {"kernel:0,0": "21", "kernel:0,1": "18", "kernel:1,0": "9"}
    mended = picture(VIEW, {"kernel": 4, "kernel_values": "counting", "edits": edits})["summary"]
    assert "add up to the same, 44" in mended


@pytest.mark.parametrize(
    ("params", "key", "said"),
    [
        ({"kernel": 4}, "in:0", "is at the edge: 1 product reaches it; further in it would have 4"),
        ({"kernel": 4}, "in:33", "4 products, as every cell of its class has away from the edges"),
        ({"kernel": 1}, "in:1", "no product, because the class (0, 1) has no weights"),
        ({}, "tap:4", "reaches 16 cells of the result. It is the only one of the class (1, 1)."),
        ({}, "tap:1", "One more belongs to the same class, (0, 1); together they add up to 10."),
        (
            {},
            "class:0",
            "1 + 3 + 7 + 9 = 20. 25 cells of the result belong to it (row 0, 2, 4 …; column 0, 2, 4 …).",
        ),
        (
            {"padding": 1},
            "class:1",
            "12 cells of the result belong to it (row 1, 3, 5; column 0, 2, 4 …).",
        ),
        ({"kernel_values": "sobel-x"}, "class:0", "+ (−1)"),
        ({"stride": 1}, "class:0", "36 cells of the result belong to it"),
        (
            {"input": 1, "kernel": 5, "stride": 1, "padding": 2},
            "class:0",
            "One cell of the result belongs to it (row 0; column 0).",
        ),
        ({"input": 1, "kernel": 1, "stride": 4}, "class:5", "No cell of the result belongs to it"),
        ({"input": 1, "kernel": 3, "stride": 2, "padding": 1}, "tap:0", "reaches no cell of the result"),
        ({}, "out:0", "stamp"),
    ],
)
def test_what_a_cell_tells(params: Params, key: str, said: str) -> None:
    assert said in asked(VIEW, params, key=key)["focus"]["spoken"]


def shades(params: Params, name: str) -> list[float | None]:
    scene = view(VIEW).scene(prepared(VIEW, params), "en")
    return [cell.shade for cell in cells_of(grid(scene, name))]


@pytest.mark.parametrize("values", ["counting", "laplacian", "sobel-y", "ones"])
@pytest.mark.parametrize("kernel", [3, 4])
def test_sums_are_equal_where_their_shades_are(kernel: int, values: str) -> None:
    params = {"kernel": kernel, "kernel_values": values}
    sums, board = shades(params, "classes"), prepared(VIEW, params).sums()
    totals = [board.fraction(number) for number in range(len(sums))]
    pairs = list(zip(totals, sums, strict=True))
    assert all((one < other) == (this < that) for one, this in pairs for other, that in pairs)


def test_the_shade_is_the_count_and_the_legend_has_each() -> None:
    assert sorted(set(shades({}, "result"))) == [0.25, 0.5, 1.0]
    legend = next(panel for panel in picture(VIEW, {})["panels"] if panel["name"] == "legend")["html"]
    assert [each for each in ("1 product", "2 products", "4 products") if each in legend] == [
        "1 product", "2 products", "4 products",
    ]  # fmt: skip
    assert legend.count('fill-opacity="0.25"') == legend.count('fill-opacity="1"') == 1
    # Of many counts, the least and the greatest.
    many = next(
        panel
        for panel in picture(VIEW, {"kernel": 5, "stride": 1, "input": 5})["panels"]
        if panel["name"] == "legend"
    )
    assert many["html"].count("<li>") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_named_is_drawn(language: str) -> None:
    check_focuses(VIEW, {"kernel": 4, "padding": 1}, language)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"kernel": 4, "stride": [1, 2]}, "in stripes"),
        # Two strides, and yet all columns are alike.
        (
            {"kernel": 4, "kernel_values": "ones", "edits": {f"kernel:0,{at}": "5" for at in range(4)}},
            "in stripes",
        ),
        ({"kernel": 3}, "a checkerboard"),
        ({"kernel": 5, "stride": 4}, "add up to different sums, written in the figure"),
    ],
)
def test_the_verdict_names_the_pattern(params: Params, said: str) -> None:
    assert said in picture(VIEW, params)["summary"]
