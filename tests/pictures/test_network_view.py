"""The view of a network: known sums of known networks, the tries of other inputs, and what is refused."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import numpy as np
import pytest

from pyconv import paths_to, read_network
from pyconv.errors import ConvError
from pyconv.frameworks import FRAMEWORKS
from pyconv.messages import LANGUAGES
from pyconv.pictures.controls import Code
from pyconv.pictures.views.network import setup
from pyconv.pictures.views.network.field import Drawn
from pyconv.pictures.views.network.presets import PRESETS
from pyconv.pictures.views.network.totals import TIMES
from pyconv.translation.decoder import matching_decoder
from tests.pictures.views import asked, check_focuses, keys, picture

NETWORK = "network"

KNOWN = {
    "lenet": (61_706, (10,)),
    "alexnet": (60_965_224, (1000,)),
    "vgg": (138_357_544, (1000,)),
    "resnet": (9408 + 2 * 64 + 2 * (36_864 + 2 * 64), (64, 56, 56)),
    "unet": (31_030_658, (2, 388, 388)),
    "dcgan": (3_576_704, (3, 64, 64)),
    "mobilenet": (9 * 32 + 2 * 32 + 32 * 64 + 2 * 64, (64, 112, 112)),
    "wavenet": (64 + 10 * (2 * 32 * 32 + 32), (32, 16000)),
    "c3d": (78_409_573 + 4097 * (487 - 101), (487,)),
}
"""Parameters as the networks' authors, or the frameworks that carry them, count them; and the outputs."""


def own(code: str, shape: str = "3 × 32 × 32", **params: Any) -> dict[str, Any]:
    """Return settings with code of one's own."""
    return {"network": "own", "code": code, "own_input": shape, **params}


def table(name: str, params: dict[str, Any], language: str = "en") -> list[list[str]]:
    """Return the texts of a table, row by row."""
    (found,) = [panel for panel in picture(NETWORK, params, language)["panels"] if panel["name"] == name]
    rows = re.findall("<tr.*?</tr>", found["html"])
    return [[text_of(cell) for cell in re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def text_of(html: str) -> str:
    """Return the text of some HTML, with plain spaces."""
    return unescape(re.sub("<[^>]*>", "", html)).replace("\N{NO-BREAK SPACE}", " ")


def refused(params: dict[str, Any], language: str = "en") -> dict[str, str]:
    """Return why settings are refused."""
    answer: dict[str, str] = asked(NETWORK, params, language)["refused"]
    return answer


def test_every_preset_is_the_network_of_its_authors() -> None:
    assert set(KNOWN) == set(PRESETS)
    for name, (parameters, output) in KNOWN.items():
        preset = PRESETS[name]
        network = read_network(preset.text, preset.input_shape)
        assert not network.unknown
        assert (network.parameters, network.output_shape) == (parameters, output), name


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_looked_at(name: str) -> None:
    for language in LANGUAGES:
        check_focuses(NETWORK, {"network": name}, language, sorted(keys(picture(NETWORK, {"network": name}))))


def test_the_table_has_a_row_for_every_layer() -> None:
    heads, *rows = table("layers", own("nn.Conv2d(3, 8, 3, stride=2)\n\nnn.MaxPool2d(2)\nnn.Flatten()"))
    assert heads[:4] == ["no. line", "layer", "output", "parameters multiplications (MACs)"]
    assert rows[0] == [
        "1",
        "nn.Conv2d(3, 8, 3, stride=2)",
        "8 × 15 × 15",
        "224 48,600",
        "2",
        "3",
        "1",
        "2",
        "no",
    ]
    assert rows[1][:3] == ["2 l. 3", "nn.MaxPool2d(2)", "8 × 7 × 7"]
    assert rows[2][2:] == ["392", "0", *"–––––"]


def test_axes_that_differ_are_told_each() -> None:
    _, row = table("layers", own("nn.Conv2d(3, 8, (3, 5), stride=(1, 2), padding=(1, 0))"))
    assert row[4:] == ["1 × 2", "3 × 5", "0 × 2", "2 × 3", "at the edges"]
    _, row = table("layers", own("nn.Conv2d(3, 8, 5, padding=1)", "3 × 3 × 3"))
    assert row[5:] == ["5 more than the input", "1", "3", "everywhere"]


def test_paths_that_cannot_be_counted_leave_the_rest() -> None:
    _, row, _ = table("layers", own("nn.ConvTranspose1d(1, 1, 300, stride=300)\nnn.ReLU()", "1 × 9"))
    assert row[4:] == ["1/300", "1", "−299/600", "–", "no"]


def totals(params: dict[str, Any]) -> dict[str, str]:
    """Return the table of the whole network."""
    return dict(map(tuple, table("whole", params)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "shape", "values"),
    [
        ("nn.Conv2d(1, 6, 5)\nnn.MaxPool2d(2)\nnn.Flatten()", "1 × 28 × 28", "28 … 29"),
        ("nn.Conv1d(1, 6, 3)", "1 × 28", "28"),
        ("nn.MaxPool1d(100)", "1 × 250", "200 … 299"),
        ("nn.MaxPool1d(100000)", "1 × 150000", "100,000 … 199,999"),
        ("nn.AdaptiveAvgPool2d(1)", "1 × 8 × 9", "1 …"),
        ("nn.Conv2d(1, 1, (2, 1), stride=(2, 1))", "1 × 8 × 9", "8 … 9 × 9"),
    ],
)
def test_other_inputs_with_the_same_map(code: str, shape: str, values: str) -> None:
    (told,) = [value for head, value in totals(own(code, shape)).items() if head.startswith("inputs")]
    assert told == values


def test_other_inputs_are_not_told_where_there_is_no_space_or_too_much_to_try() -> None:
    sized = "nn.ReLU()\n" * 60 + "nn.AdaptiveAvgPool1d(1)"
    for code, shape in (("nn.Linear(8, 4)", "8"), (sized, "1 × 8")):
        assert not [head for head in totals(own(code, shape)) if head.startswith("inputs")]
    assert [head for head in totals(own(sized.replace("nn.ReLU()\n", "", 1), "1 × 8")) if "inputs" in head]


@pytest.mark.parametrize(
    ("code", "shape", "lost", "near"),
    [
        ("nn.MaxPool2d(2)\nnn.MaxPool2d(2)", "1 × 22 × 22", "layer 2: 1", "20 or 24"),
        ("nn.MaxPool2d(2)", "1 × 9 × 8", "layer 1: 1 × 0", "8 or 10 × 8"),
        ("nn.MaxPool2d(2)", "1 × 8 × 8", "none", None),
        ("nn.ZeroPad2d(-1)", "1 × 8 × 8", "layer 1: 2", "no size near this one"),
        ("nn.MaxPool1d(9)", "1 × 10", "layer 1: 1", "9 or 18"),
    ],
)
def test_cells_that_no_window_touches(code: str, shape: str, lost: str, near: str | None) -> None:
    told = totals(own(code, shape))
    assert told["cells that no window touches"] == lost
    assert told.get("nearest inputs of which none is lost") == near


SAME = (
    "nn.Conv2d(1, 4, 3, padding=1)\n" + "nn.MaxPool2d(2)\n" * 4 + "nn.Upsample(scale_factor=2)\n" * 4
    + "nn.Conv2d(8, 2, 1)"
)  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("1 × 572 × 572", "572: no; the nearest that do: 560 or 576"),
        ("1 × 576 × 576", "576: yes"),
        ("1 × 572 × 576", "572 × 576: no; the nearest that do: 560 or 576 × 576"),
        ("1 × 16 × 16", "16: yes"),
    ],
)
def test_inputs_that_come_back_whole(shape: str, said: str) -> None:
    assert totals(own(SAME, shape))["does the input come back whole?"] == said


def test_nothing_is_said_of_coming_back_where_nothing_grows() -> None:
    assert "does the input come back whole?" not in totals({})
    assert totals({"network": "unet"})["does the input come back whole?"] == "no size near this one"


def test_copies_say_what_is_cropped_or_padded() -> None:
    assert table("copies", {"network": "unet"})[1:] == [
        ["26", "layer 19 (line 19)", "512 × 64 × 64", "crop the copy: 4 + 4"],
        ["31", "layer 14 (line 14)", "256 × 136 × 136", "crop the copy: 16 + 16"],
        ["36", "layer 9 (line 9)", "128 × 280 × 280", "crop the copy: 40 + 40"],
        ["41", "layer 4 (line 4)", "64 × 568 × 568", "crop the copy: 88 + 88"],
    ]
    assert table("copies", own(SAME, "1 × 572 × 576"))[1][1:] == [
        "layer 1 (line 1)", "4 × 572 × 576", "crop the copy: 6 + 6 × 0 + 0",
    ]  # fmt: skip
    down = "nn.MaxPool1d(2)\n"
    both = down + "nn.ConvTranspose1d(1, 1, 3, stride=2)\nnn.Conv1d(2, 1, 1)"
    assert table("copies", own(both, "1 × 8"))[1] == ["3", "the input", "1 × 8", "crop what arrives: 0 + 1"]
    both = down + "nn.Upsample(scale_factor=2)\nnn.Conv1d(2, 1, 1)"
    assert table("copies", own(both, "1 × 9"))[1][3] == "pad what arrives: 0 + 1"
    assert table("copies", own(both, "1 × 8"))[1][3] == "nothing: they are of one size"
    assert "deepest way" in picture(NETWORK, {"network": "unet"})["summary"]
    assert "deepest way" not in picture(NETWORK, {})["summary"]


def code_of(params: dict[str, Any]) -> str:
    """Return the text of the decoder."""
    (found,) = [panel for panel in picture(NETWORK, params)["panels"] if panel["name"] == "decoder"]
    return unescape(re.findall("<code>(.*?)</code>", found["html"], re.DOTALL)[0])


def taken(params: dict[str, Any], panel: str) -> dict[str, Any]:
    """Return the settings that the last button of a panel takes over."""
    (found,) = [each for each in picture(NETWORK, params)["panels"] if each["name"] == panel]
    settings: dict[str, Any] = json.loads(unescape(re.findall('data-takes="([^"]*)"', found["html"])[-1]))
    return settings


def test_the_decoder_is_code_that_leads_back() -> None:
    text = code_of({})
    assert read_network(text, (10,)).output_shape == (1, 32, 32)
    read = taken({}, "decoder")
    assert read["code"] == text
    assert picture(NETWORK, read)["summary"].startswith("From 10 to 1 × 32 × 32.".replace(" × ", TIMES))
    panels = picture(NETWORK, own("nn.Unfold(3)"))["panels"]
    assert "decoder" not in [panel["name"] for panel in panels]


def test_the_decoder_is_written_in_the_framework_that_is_chosen() -> None:
    assert "import keras" in code_of({"framework": "keras"})
    assert "def network(x, weights):" in code_of({"framework": "numpy"})
    # What is read here is the decoder in the network's own framework.
    assert taken({"framework": "numpy"}, "decoder")["code"] == code_of({})
    # Its comments are in the language of the page, there too.
    lenet = PRESETS["lenet"]
    (told,) = [each for each in picture(NETWORK, {}, "es")["panels"] if each["name"] == "decoder"]
    [read] = re.findall('data-takes="([^"]*)"', told["html"])
    assert (
        json.loads(unescape(read))["code"]
        == matching_decoder(read_network(lenet.text, lenet.input_shape), language="es").text
    )
    maps = own("nn.Linear(6, 3)", "2 × 5 × 6") | {"framework": "jax"}
    (told,) = [panel["html"] for panel in picture(NETWORK, maps)["panels"] if panel["name"] == "decoder"]
    assert "<pre" not in told


def test_a_network_that_is_ready_can_be_changed() -> None:
    params = {"network": "alexnet", "other_input": "3 × 230 × 258"}
    mine = taken(params, "edit")
    assert mine["network"] == "own"
    assert table("layers", mine) == table("layers", params)
    assert "edit" not in [panel["name"] for panel in picture(NETWORK, mine)["panels"]]


def test_the_first_dense_layer_is_told_its_inputs() -> None:
    code = "nn.Conv2d(1, 8, 4)\nnn.MaxPool2d(2)\nnn.Conv2d(8, 16, 3)\nnn.MaxPool2d(2)\nnn.Flatten()"
    assert totals(own(code, "1 × 28 × 28"))["numbers after flattening"].startswith("400:")


def test_what_is_not_understood_is_named_with_its_line() -> None:
    drawn = picture(NETWORK, own("nn.Conv2d(3, 8, 3)\n\nsomething(<b>)\nelse"))
    assert drawn["panels"][0]["name"] == "unknown"
    assert "line 3: something(&lt;b&gt;)" in drawn["panels"][0]["html"]


def test_what_is_taken_for_granted_is_said() -> None:
    printed = "(pool): MaxPool2d(kernel_size=4)\n(fc): Linear(in_features=192, out_features=10)"
    (panel,) = [each for each in picture(NETWORK, own(printed))["panels"] if each["name"] == "noted"]
    said = f"Layer 2, line 2: 3{TIMES}8{TIMES}8 is flattened before it, to the 192 numbers that it takes in."
    assert said in unescape(panel["html"])
    joined = """x = keras.Input((9, 8, 3))
y = layers.UpSampling2D()(layers.MaxPooling2D()(x))
z = layers.Concatenate()([y, x])
"""
    (panel,) = [
        each for each in picture(NETWORK, own(joined, "3 × 9 × 8"))["panels"] if each["name"] == "noted"
    ]
    said = f"Layer 3, line 3: Keras refuses to put 3{TIMES}8{TIMES}8 and 3{TIMES}9{TIMES}8 together"
    assert said in unescape(panel["html"])
    fits = own(joined.replace("9", "8"), "3 × 8 × 8")
    assert "noted" not in [each["name"] for each in picture(NETWORK, fits)["panels"]]


def test_a_line_that_makes_no_layer_is_to_blame() -> None:
    wrong = own("nn.Conv2d(3, 8, 3)\nnn.Conv2d(9, 8, 3)")
    assert refused(wrong)["message"].startswith("Line 2: ")
    assert refused(wrong, "es")["message"].startswith("Línea 2: ")
    assert refused(wrong)["field"] == "code"
    assert refused({"network": "alexnet", "other_input": "3 × 8 × 8"})["field"] == "other_input"
    assert refused(own("nn.ReLU()", ""))["field"] == "own_input"
    assert refused(own("hello()"))["message"].endswith("(1 were not understood).")
    assert refused(own("nn.ReLU()", layer="2"))["field"] == "layer"
    assert refused(own("nn.ReLU()", field_cell="32"))["field"] == "field_cell"
    assert refused(own("nn.ReLU()" + " " * 20_000))["field"] == "code"
    assert refused(own("nn.ReLU()") | {"code": 3})["field"] == "code"


def field(params: dict[str, Any]) -> Any:
    """Return the panel of the drawn field."""
    (found,) = [panel for panel in picture(NETWORK, params)["panels"] if panel["name"] == "field"]
    return found


@pytest.mark.parametrize(
    ("code", "shape", "layer", "paths"),
    [
        ("nn.Conv1d(1, 1, 3)\nnn.Conv1d(1, 1, 3)", "1 × 9", "", [1, 2, 3, 2, 1]),
        ("nn.Conv1d(1, 1, 3)\nnn.Conv1d(1, 1, 3)", "1 × 9", "1", [1, 1, 1]),
        ("nn.Conv1d(1, 1, 3, dilation=2)", "1 × 9", "1", [1, 0, 1, 0, 1]),
        ("nn.ReLU()", "1 × 9", "1", [1]),
        ("nn.Conv1d(1, 1, 9, padding=4)", "1 × 3", "1", [1, 1, 1]),
    ],
)
def test_the_field_has_its_paths(code: str, shape: str, layer: str, paths: list[int]) -> None:
    shown = setup.prepare(setup.Settings.read(own(code, shape, layer=layer)))
    assert isinstance(shown.drawn, Drawn)
    assert shown.drawn.lines[0].paths == paths
    assert field(own(code, shape, layer=layer))["rows"]


def lines(params: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Return each row of the field by the number at its left: the keys and numbers of its cells."""
    drawn = field(params)["rows"]
    return {head[2]: [(cell[0], cell[2]) for cell in cells] for head, *cells in drawn}


def test_a_field_is_drawn_on_every_layer_between() -> None:
    code = "nn.Conv1d(1, 1, 3)\nnn.ReLU()\nnn.ConstantPad1d(1, 0)\nnn.Conv1d(1, 1, 2, dilation=2)\nnn.ReLU()"
    found = lines(own(code, "1 × 12", layer="5", field_cell="4"))
    assert found == {
        "0": [(f"in:{at}", str(paths)) for at, paths in zip(range(3, 8), (1, 1, 2, 1, 1), strict=True)],
        "1": [("map:1:3", "1"), ("map:1:4", "0"), ("map:1:5", "1")],
        "5": [("map:5:4", "1")],
    }
    focus = asked(NETWORK, own(code, "1 × 12", layer="5", field_cell="4"), key="map:1:5")["focus"]
    assert focus["words"] == "Cell 5 of layer 1: 1 path leads from it to cell 4 of layer 5."
    assert {key for key in focus["lit"] if key.startswith("in:")} == {"in:5", "in:6", "in:7"}
    for wrong in ("map:1:6", "map:2:5", "map:0:5", "in:2", "input:1"):
        assert asked(NETWORK, own(code, "1 × 12", layer="5", field_cell="4"), key=wrong)["refused"], wrong
    edge = lines(own(code, "1 × 12", layer="5", field_cell="0"))
    assert edge["1"] == [("map:1:1", "1")]


def planes(params: dict[str, Any]) -> dict[str, list[list[int]]]:
    """Return the numbers of each plane of a field by its title."""
    return {
        panel["title"]: [[int(cell[2] or -1) for cell in row] for row in panel["rows"]]
        for panel in picture(NETWORK, params)["panels"]
        if panel["name"].startswith("plane") and "rows" in panel
    }


TWO_AXES = "nn.Conv2d(1, 1, 3)\nnn.ReLU()\nnn.Conv2d(1, 1, (2, 3), dilation=2)"


def test_along_two_axes_the_paths_of_a_field_multiply() -> None:
    params = own(TWO_AXES, "1 × 12 × 14", layer="3", field_cell="2, 1")
    down, across = [1, 1, 2, 1, 1], [1, 1, 2, 1, 2, 1, 1]
    assert planes(params) == {
        "Input: rows 2 to 6, columns 1 to 7": [[a * b for b in across] for a in down],
        # With its holes.
        "Layer 1: rows 2 to 4, columns 1 to 5": [[1, 0, 1, 0, 1], [0, 0, 0, 0, 0], [1, 0, 1, 0, 1]],
        "Layer 3: rows 2 to 2, columns 1 to 1": [[1]],
    }
    layers = read_network(TWO_AXES, (1, 12, 14)).layers
    every = paths_to(layers, (2, 1))
    assert np.array_equal(every[2:7, 1:8], np.outer(down, across))
    assert every.sum() == sum(down) * sum(across)
    for key, words in (
        ("plane:0:2:2", "Input cell (4, 3): 4 paths lead from it to cell (2, 1) of layer 3."),
        ("plane:1:1:1", "Cell (3, 2) of layer 1: no path leads from it to cell (2, 1) of layer 3."),
    ):
        focus = asked(NETWORK, params, key=key)["focus"]
        assert focus["words"] == words
        assert set(focus["lit"]) == {key, "layer:2"}
    for wrong in ("plane:2:0:0", "plane:1:3:0", "plane:1:0:5", "plane:0:5:0", "plane:4:0:0"):
        assert asked(NETWORK, params, key=wrong)["refused"], wrong
    # Without a column it is the one in the middle; a column that there is not is refused.
    assert "Layer 3: rows 2 to 2, columns 4 to 4" in planes(params | {"field_cell": "2"})
    assert refused(params | {"field_cell": "2, 8"})["field"] == "field_cell"


def plane_words(params: dict[str, Any]) -> str:
    """Return what is said of a field along two axes; nothing where there is none."""
    return " ".join(
        text_of(panel["html"]) for panel in picture(NETWORK, params)["panels"] if panel["name"] == "plane"
    )


def test_planes_that_are_too_large_leave_the_field_along_one_axis() -> None:
    said = "Along both axes the field has {} cells; up to 32 × 32 are drawn"
    wide = own("nn.Conv2d(1, 1, (3, 33))", "1 × 9 × 40", layer="1")
    assert said.format("3 × 33") in plane_words(wide)
    assert planes(wide) == {}
    assert field(wide)["rows"]
    far = own("nn.Conv2d(1, 1, 3)", "1 × 9 × 200000", layer="1")
    assert said.format("3 × 200,000") in plane_words(far).replace("\N{NARROW NO-BREAK SPACE}", ",")
    # Of several large ones the nearest to the cell are left, and the input.
    many = own("nn.Conv2d(1, 1, 5)\n" * 7, "1 × 40 × 40", layer="7")
    assert [title.split(":")[0] for title in planes(many)] == ["Input", *(f"Layer {n}" for n in (4, 5, 6, 7))]
    assert "3 layers between are not drawn." in plane_words(many)
    assert {number for rows in planes(many).values() for row in rows for number in row} == {-1}
    holes = planes(own("nn.Conv2d(1, 1, (17, 2), dilation=(1, 2))", "1 × 20 × 9", layer="1"))
    assert holes["Input: rows 2 to 18, columns 3 to 5"] == [[-1, 0, -1]] * 17
    # There is nothing to add along one axis, nor along three, nor where nothing is seen along the second.
    assert plane_words(own("nn.Conv1d(1, 1, 3)", "1 × 9", layer="1")) == ""
    blind = own("nn.ZeroPad2d((3, 0, 0, 0))\nnn.Conv2d(1, 1, 1)", "1 × 9 × 9", layer="2", field_cell="0, 0")
    assert plane_words(blind) == ""


def test_a_field_of_many_layers_leaves_some_out() -> None:
    params = own("nn.Conv1d(1, 1, 2)\n" * 15, "1 × 30")
    assert list(lines(params)) == ["0", *map(str, range(5, 16))]
    (legend,) = [panel for panel in picture(NETWORK, params)["panels"] if panel["name"] == "legend"]
    assert "4 layers between are not drawn." in legend["html"]


def test_a_decoder_shows_its_checkerboard() -> None:
    def told(params: dict[str, Any]) -> tuple[list[list[str]], str]:
        panels = {panel["name"]: panel for panel in picture(NETWORK, params)["panels"]}
        rows = [[cell[2] for cell in row] for row in panels["repeated"]["rows"]]
        return rows, text_of(panels["evenness"]["html"])

    def decoder(kernel: int, axes: int = 2) -> dict[str, Any]:
        code = f"nn.ConvTranspose{axes}d(1, 1, {kernel}, stride=2)\n" * 3
        return own(code, " × ".join("1" + "4" * axes))

    rows, words = told(decoder(3))
    assert (len(rows), rows[0][:4], words[:17]) == (8, ["16", "12", "20", "8"], "From 1 to 25 path")
    rows, words = told(decoder(4))
    assert ({each for row in rows for each in row}, "no checkerboard" in words) == ({"64"}, True)
    rows, words = told(decoder(1, axes=1))
    assert rows == [["1", *"0000000"]]
    assert words.startswith("From none to 1 paths")
    assert told({"network": "dcgan"})[1].startswith("All cells have the same number of paths, 4096")
    assert len(told(own("nn.ConvTranspose3d(1, 1, 2, stride=20)", "1 × 2 × 2 × 2"))[0]) == 16
    focus = asked(NETWORK, decoder(3), key="total:0:2")["focus"]
    assert focus["words"] == "20 paths from the input lead into this cell of layer 3."
    focus = asked(NETWORK, decoder(1, axes=1), key="total:0:2")["focus"]
    assert focus["words"] == "No path from the input leads into this cell of layer 3."
    for params in ({}, own("nn.ConvTranspose1d(1, 1, 4, stride=5000)", "1 × 2"), own("nn.Flatten()")):
        assert "repeated" not in [panel["name"] for panel in picture(NETWORK, params)["panels"]]
    assert asked(NETWORK, own("nn.Flatten()"), key="in:0")["refused"]


@pytest.mark.parametrize(
    ("code", "shape", "words"),
    [
        ("nn.Conv1d(1, 1, 65)", "1 × 99", "too large"),
        ("nn.Conv1d(1, 1, 3)", "1 × 100001", "too large"),
        ("nn.ConvTranspose1d(1, 1, 1, stride=3)", "1 × 2", "sees no cell"),
        ("nn.Flatten()", "1 × 9", "no receptive field"),
        ("nn.Upsample(scale_factor=40)\nnn.Conv1d(1, 1, 70)", "1 × 9", "too large"),
    ],
)
def test_a_field_that_cannot_be_drawn_says_so(code: str, shape: str, words: str) -> None:
    assert words in field(own(code, shape, layer=str(code.count("\n") + 1)))["html"]


def test_cells_tell_their_paths() -> None:
    params = own("nn.Conv1d(1, 1, 3)\nnn.Conv1d(1, 1, 3)", "1 × 9")
    told = asked(NETWORK, params, key="in:4")["focus"]["words"]
    assert told == "Input cell 4: 3 paths lead from it to cell 2 of layer 2."
    assert asked(NETWORK, params, key="in:1")["refused"]
    assert asked(NETWORK, params, key="layer:0")["focus"]["boxes"]


def test_the_text_of_a_control_can_be_given_in_a_block() -> None:
    control = Code("a").starting("b")
    assert control.default == "b"
    with pytest.raises(ConvError):
        control.starting(["b"])


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("name", PRESETS)
def test_a_network_is_written_as_code(name: str, framework: str) -> None:
    (html,) = [
        unescape(panel["html"])
        for panel in picture("network", {"network": name, "framework": framework})["panels"]
        if panel["name"] == "code"
    ]
    text = re.search(r"<code>(.*)</code>", html, re.DOTALL)
    assert text
    assert "network" in text[1]
    preset = PRESETS[name]
    first = read_network(preset.text, preset.input_shape)
    if framework == first.framework:
        written = read_network(text[1], preset.input_shape)
        assert (written.parameters, written.output_shape) == (first.parameters, first.output_shape)
