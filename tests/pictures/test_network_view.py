"""The view of a network: known sums of known networks, the tries of other inputs, and what is refused."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from pyconv import read_network
from pyconv.errors import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures.controls import Code
from pyconv.pictures.views.network import setup
from pyconv.pictures.views.network.presets import PRESETS
from tests.pictures.views import asked, check_focuses, keys, picture

NETWORK = "network"

KNOWN = {
    "lenet": (61_706, (10,)),
    "alexnet": (60_965_224, (1000,)),
    "vgg": (138_357_544, (1000,)),
    "resnet": (9408 + 2 * 64 + 2 * (36_864 + 2 * 64), (64, 56, 56)),
    # The whole U-Net has 31 030 658; the copies are the second half of what four layers take in.
    "unet": (31_030_658 - 9 * sum(channels**2 for channels in (512, 256, 128, 64)), (2, 388, 388)),
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
    assert heads[:4] == ["no.", "line", "layer", "output"]
    assert rows[0] == [
        "1", "1", "nn.Conv2d(3, 8, 3, stride=2)", "8 × 15 × 15", "224", "48,600", "2", "3", "1", "2", "no",
    ]  # fmt: skip
    assert rows[1][1:4] == ["3", "nn.MaxPool2d(2)", "8 × 7 × 7"]
    assert rows[2][3:] == ["392", "0", "0", *"–––––"]


def test_axes_that_differ_are_told_each() -> None:
    _, row = table("layers", own("nn.Conv2d(3, 8, (3, 5), stride=(1, 2), padding=(1, 0))"))
    assert row[6:] == ["1 × 2", "3 × 5", "0 × 2", "2 × 3", "at the edges"]
    _, row = table("layers", own("nn.Conv2d(3, 8, 5, padding=1)", "3 × 3 × 3"))
    assert row[7:] == ["5 (more than the input)", "1", "3", "everywhere"]


def test_paths_that_cannot_be_counted_leave_the_rest() -> None:
    _, row, _ = table("layers", own("nn.ConvTranspose1d(1, 1, 300, stride=300)\nnn.ReLU()", "1 × 9"))
    assert row[6:] == ["1/300", "1", "−299/600", "–", "no"]


def totals(params: dict[str, Any]) -> dict[str, str]:
    """Return the table of the whole network."""
    return dict(map(tuple, table("whole", params)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "shape", "values"),
    [
        ("nn.Conv2d(1, 6, 5)\nnn.MaxPool2d(2)\nnn.Flatten()", "1 × 28 × 28", "28 … 29"),
        ("nn.Conv1d(1, 6, 3)", "1 × 28", "28"),
        ("nn.MaxPool1d(100)", "1 × 250", "200 … 299"),
        ("nn.MaxPool1d(5000)", "1 × 7500", "5000 … 9999".replace("5000", "5,000").replace("9999", "9,999")),
        ("nn.MaxPool1d(100000)", "1 × 150000", "…"),
        ("nn.AdaptiveAvgPool2d(1)", "1 × 8 × 9", "1 …"),
        ("nn.Conv2d(1, 1, (2, 1), stride=(2, 1))", "1 × 8 × 9", "8 … 9 × 9"),
    ],
)
def test_other_inputs_with_the_same_map(code: str, shape: str, values: str) -> None:
    (told,) = [value for head, value in totals(own(code, shape)).items() if head.startswith("inputs")]
    assert told == values


def test_other_inputs_are_not_tried_where_there_is_no_space_or_too_much_to_read() -> None:
    for code, shape in (("nn.Linear(8, 4)", "8"), ("nn.ReLU()\n" * 61, "1 × 8")):
        assert not [head for head in totals(own(code, shape)) if head.startswith("inputs")]


def test_the_first_dense_layer_is_told_its_inputs() -> None:
    code = "nn.Conv2d(1, 8, 4)\nnn.MaxPool2d(2)\nnn.Conv2d(8, 16, 3)\nnn.MaxPool2d(2)\nnn.Flatten()"
    assert totals(own(code, "1 × 28 × 28"))["numbers after flattening"].startswith("400:")


def test_what_is_not_understood_is_named_with_its_line() -> None:
    drawn = picture(NETWORK, own("nn.Conv2d(3, 8, 3)\n\nsomething(<b>)\nelse"))
    assert drawn["panels"][0]["name"] == "unknown"
    assert "line 3: something(&lt;b&gt;)" in drawn["panels"][0]["html"]


def test_a_line_that_makes_no_layer_is_to_blame() -> None:
    wrong = own("nn.Conv2d(3, 8, 3)\nnn.Conv2d(9, 8, 3)")
    assert refused(wrong)["message"].startswith("Line 2: ")
    assert refused(wrong, "es")["message"].startswith("Línea 2: ")
    assert refused(wrong)["field"] == "code"
    assert refused({"network": "alexnet", "other_input": "3 × 8 × 8"})["field"] == "other_input"
    assert refused(own("nn.ReLU()", ""))["field"] == "own_input"
    assert refused(own("hello()"))["message"].endswith("(1 were not understood).")
    assert refused(own("nn.ReLU()", layer="2"))["field"] == "layer"
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
    assert shown.drawn is not None
    assert shown.drawn.paths == paths
    assert field(own(code, shape, layer=layer))["rows"]


@pytest.mark.parametrize(
    ("code", "shape", "words"),
    [
        ("nn.Conv1d(1, 1, 65)", "1 × 99", "too large"),
        ("nn.Conv1d(1, 1, 3)", "1 × 100001", "too large"),
        ("nn.ConvTranspose1d(1, 1, 1, stride=3)", "1 × 2", "too large"),
        ("nn.Flatten()", "1 × 9", "no receptive field"),
    ],
)
def test_a_field_that_cannot_be_drawn_says_so(code: str, shape: str, words: str) -> None:
    assert words in field(own(code, shape, layer="1"))["html"]


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
