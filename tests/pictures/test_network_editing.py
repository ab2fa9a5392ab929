"""A layer of the table that is picked and changed: what is taken over and said, and what is refused."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from pyconv import read_network
from pyconv.messages import LANGUAGES
from pyconv.networks.editing import KINDS
from pyconv.pictures import web
from pyconv.pictures.views import view
from pyconv.pictures.views.network import editing
from pyconv.pictures.views.network.editing import DOES
from pyconv.pictures.views.network.presets import PRESETS
from tests.pictures.views import picture

NETWORK = "network"

LENET = PRESETS["lenet"].text

OWN = {"network": "own", "own_input": "1 × 12 × 12", "layer": "2"}

LAYERS = "nn.Conv2d(1, 4, 3)  # first\nnn.ReLU()\nnn.Flatten()\nnn.Linear(400, 10)\n"

KERAS = 'keras.Sequential([\n  layers.Input((12, 12, 1)),\n  layers.Conv2D(4, 3, padding="same"),\n])\n'


def edited(params: dict[str, Any], does: Any, language: str = "en", **asked: Any) -> dict[str, Any]:
    """Return what a page is answered that asks for an edit."""
    request = {"view": NETWORK, "language": language, "params": params, "edit": {"does": does, **asked}}
    answer: dict[str, Any] = json.loads(web.edit(json.dumps(request)))
    return answer


def own(code: str = LAYERS, layer: int = 1) -> dict[str, Any]:
    return {**OWN, "code": code, "layer": str(layer)}


def layers(params: dict[str, Any], language: str = "en") -> ET.Element:
    """Return the table of the layers and what is above it, which is well-formed."""
    (found,) = [panel for panel in picture(NETWORK, params, language)["panels"] if panel["name"] == "layers"]
    return ET.fromstring(f"<div>{found['html']}</div>")


@pytest.mark.parametrize(
    ("layer", "asked", "code", "picked", "said"),
    [
        (
            1,
            {"does": "set", "name": "out_channels", "typed": "8"},
            LAYERS.replace("1, 4, 3", "1, 8, 3").replace("400", "800"),
            1,
            "Layer 1, out_channels: 4 → 8. With it layer 4 changes, in_features: 400 → 800.",
        ),
        (
            1,
            {"does": "set", "name": "bias", "typed": "False"},
            LAYERS.replace("1, 4, 3", "1, 4, 3, bias=False"),
            1,
            "Layer 1, bias: True → False.",
        ),
        (
            2,
            {"does": "up"},
            "nn.ReLU()\nnn.Conv2d(1, 4, 3)  # first\nnn.Flatten()\nnn.Linear(400, 10)\n",
            1,
            "Layer 2, nn.ReLU(), is now layer 1.",
        ),
        (
            2,
            {"does": "down"},
            LAYERS.replace("nn.ReLU()\nnn.Flatten()", "nn.Flatten()\nnn.ReLU()"),
            3,
            "Layer 2, nn.ReLU(), is now layer 3.",
        ),
        (2, {"does": "remove"}, LAYERS.replace("nn.ReLU()\n", ""), 2, "Layer 2, nn.ReLU(), is gone."),
        (
            2,
            {"does": "duplicate"},
            LAYERS.replace("nn.ReLU()\n", "nn.ReLU()\nnn.ReLU()\n"),
            3,
            "Layer 3 is a copy of layer 2.",
        ),
        (
            2,
            {"does": "before", "typed": "normalisation"},
            LAYERS.replace("nn.ReLU", "nn.BatchNorm2d(4)\nnn.ReLU"),
            2,
            "Layer 2 is new: nn.BatchNorm2d(4).",
        ),
        (
            4,
            {"does": "after", "typed": "dropout"},
            LAYERS + "nn.Dropout(0.5)\n",
            5,
            "Layer 5 is new: nn.Dropout(0.5).",
        ),
    ],
)
def test_what_is_done_is_taken_over_and_said(
    layer: int, asked: dict[str, str], code: str, picked: int, said: str
) -> None:
    answer = edited(own(layer=layer), **asked)
    taken = {"network": "own", "code": code, "own_input": "1 × 12 × 12", "layer": str(picked)}
    assert answer == {"take": {**taken, "field_cell": ""}, "said": said}
    spanish = edited(own(layer=layer), **asked, language="es")
    assert spanish["take"] == answer["take"]
    assert spanish["said"] != said


def test_a_network_that_is_ready_becomes_ones_own() -> None:
    answer = edited({"network": "lenet", "layer": "2", "other_input": "1 × 33 × 33"}, "remove")
    assert answer["take"]["network"] == "own"
    assert answer["take"]["code"] == LENET.replace("nn.Tanh()\n", "", 1)
    assert answer["take"]["own_input"] == "1 × 33 × 33"


def test_keras_is_edited_as_well_and_what_it_says_no_more_is_told() -> None:
    answer = edited(own(KERAS), "after", typed="max_pooling")
    assert "  layers.MaxPooling2D(2),\n" in answer["take"]["code"]
    declared = "layers.Conv2D(4, 3, input_shape=(12, 12, 1))\nlayers.ReLU()\n"
    answer = edited(own(declared), "before", typed="max_pooling")
    assert answer["take"]["code"] == "layers.MaxPooling2D(2)\nlayers.Conv2D(4, 3)\nlayers.ReLU()\n"
    assert answer["said"].endswith("With it, input_shape disappears from layer 2.")


def test_of_many_numbers_that_follow_few_are_told() -> None:
    code = "nn.Conv2d(1, 4, 3)\n" + "nn.BatchNorm2d(4)\n" * 5
    answer = edited(own(code), "set", name="out_channels", typed="8")
    assert answer["said"].count("num_features: 4 → 8") == 3
    assert answer["said"].endswith("And 2 more numbers.")
    assert answer["take"]["code"].count("(8)") == 5


@pytest.mark.parametrize(
    ("params", "asked", "message", "field"),
    [
        (own(), {"does": "up"}, "Layer 1 is the first already.", "layer"),
        (own(layer=4), {"does": "down"}, "Layer 4 is the last already.", "layer"),
        (own("nn.ReLU()"), {"does": "remove"}, "A network needs a layer, and this is the only one", "layer"),
        (
            own(),
            {"does": "set", "name": "kernel_size", "typed": "13"},
            "Layer 1: the kernel spans 13 cells (size 13, dilation 1), but the padded input has 12 (size 12",
            "kernel",
        ),
        (
            own("nn.Conv2d(1, 1, 9)"),
            {"does": "duplicate"},
            "The new layer: the kernel spans 9 cells (size 9, dilation 1), but the padded input has 4 (size",
            "kernel",
        ),
        (
            own(),
            {"does": "set", "name": "kernel_size", "typed": ""},
            "Kernel_size of layer 1 needs a value: there is no usual one.",
            "kernel_size",
        ),
        (own(), {"does": "set", "name": "kernel_size", "typed": "?"}, "Layer 1: “?” is no value", "value"),
        (own(), {"does": "set", "name": "size"}, "There is no parameter “size”", "size"),
        (own(), {"does": "after", "typed": "pool"}, "Kind cannot be “pool”", "kind"),
        (own(layer=5), {"does": "remove"}, "Layer whose field is drawn (number) must be", "layer"),
        ({**own(), "layer": ""}, {"does": "remove"}, "Layer whose field is drawn (number)", "layer"),
        (own("nn.Linear(5, 5)"), {"does": "remove"}, "Line 1: ", "in_features"),
        (own(), {"does": "paint"}, "Edit cannot be “paint”", "edit"),
        (own(), {"does": 3}, "The request needs “edit.does” (in JSON, string).", None),
        (
            own("# " + "x" * 19_970 + "\nnn.ReLU()"),
            {"does": "before", "typed": "convolution"},
            "The text has 20012 characters",
            "code",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_why(
    params: dict[str, Any], asked: dict[str, Any], message: str, field: str | None
) -> None:
    refused = edited(params, **asked)["refused"]
    assert refused["message"].startswith(message)
    assert refused["field"] == field
    assert edited(params, **asked, language="es")["refused"]["message"] != refused["message"]


def test_only_a_view_with_controls_in_its_picture_is_edited() -> None:
    request = {"view": "matrix", "language": "en", "params": {}, "edit": {"does": "up"}}
    refused = json.loads(web.edit(json.dumps(request)))["refused"]
    assert refused["message"] == "Nothing is changed that way in the figure “matrix”."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_that_is_picked_has_its_controls_below_it(language: str) -> None:
    for params in ({}, {"layer": "3"}):
        table = layers(params, language)
        rows = table.findall(".//tbody/tr")
        buttons = table.findall(".//button[@class='pc-pick']")
        assert len(buttons) == len(read_network(LENET, (1, 32, 32)).rows)
        # One of them is reached with Tab, and says whether it is open.
        assert [each.get("data-hold") for each in buttons if each.get("tabindex") is None] == [
            params.get("layer", "1")
        ]
        opened = [place for place, row in enumerate(rows) if row.get("class") == "pc-edits"]
        assert opened == ([3] if params else [])
        states = [each.get("aria-expanded") for each in buttons]
        assert states.count("true") == len(opened)
        picks = [json.loads(row.get("data-takes") or "null") for row in rows if row.get("data-does")]
        assert [pick["layer"] for pick in picks[:2]] == ["1", "2"]
        assert picks[2]["layer"] == ("" if params else "3")
    controls = [each for each in rows[3].iter() if each.tag in {"input", "select", "button"}]
    asked = [json.loads(each.get("data-edit") or "{}").get("does") for each in controls]
    assert {*asked} == {*DOES, "undo", "redo", None}
    # Whoever hears one alone knows of which layer it is.
    for each in controls:
        name = each.get("aria-label") or each.text or ""
        assert "3" in name or each.get("data-hold") in {"undo", "redo"}, name
    holds = [each.get("data-hold") for each in controls]
    assert len(set(holds)) == len(holds)


def test_fields_say_what_the_line_says_and_what_is_usual() -> None:
    (line,) = layers(own("nn.Conv2d(1, 4, (3, 5), bias=False)\nnn.Flatten()")).findall(
        ".//tr[@class='pc-edits']"
    )
    told = {
        label.findtext("code"): (
            label.find("input").get("value"),  # type: ignore[union-attr]
            label.find("input").get("checked"),  # type: ignore[union-attr]
            label.get("class"),
        )
        for label in line.findall(".//div[@class='pc-arguments']/label")
    }
    assert told["kernel_size"] == ("(3, 5)", None, None)
    assert told["stride"] == ("1", None, "pc-usual")
    assert told["bias"] == ("True", None, None)
    # At the first layer nothing goes further up; flat layers take no layer of space.
    assert line.find(".//button[@data-hold='up']").get("aria-disabled") == "true"  # type: ignore[union-attr]
    assert line.find(".//button[@data-hold='down']").get("aria-disabled") is None  # type: ignore[union-attr]
    assert [each.get("value") for each in line.findall(".//option")] == list(KINDS)
    (last,) = layers(own("nn.Flatten()\nnn.ReLU()", 2)).findall(".//tr[@class='pc-edits']")
    assert last.find(".//option").get("value") == "normalisation"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", PRESETS)
def test_every_layer_of_every_network_can_be_picked(name: str) -> None:
    shown = view(NETWORK).prepared({"network": name})
    for place, row in enumerate(shown.network.rows):
        (line,) = ET.fromstring(editing.line(shown._replace(asked=place, picked=True), 9, "es"))
        assert line.find("div").get("aria-label") == f"Cambiar la capa {place + 1}: {row.text}"  # type: ignore[union-attr]
