"""Two lines of code are compared as their frameworks mean them, and their first difference is drawn."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pyconv import ConvSpec, PoolingSpec
from pyconv.messages import LANGUAGES
from pyconv.pictures.views.same_layer.drawing import written
from pyconv.pictures.views.same_layer.examples import EXAMPLES
from pyconv.pictures.views.same_layer.reasons import listed
from tests.pictures.linear import ends
from tests.pictures.views import asked, check_focuses, picture, refusal, texts

NAME = "same-layer"
CONV = "nn.Conv2d(3, 8, 3)"


def own(first: str, second: str, up_to: int = 32) -> dict[str, Any]:
    return {"pair": "own", "first_layer": first, "second_layer": second, "up_to": [up_to]}


def panel(drawn: dict[str, Any], name: str) -> str:
    """Return the title and the words of a panel."""
    found = next((each for each in drawn["panels"] if each["name"] == name), None)
    if found is None:
        return ""
    return " ".join([found["title"], re.sub("<[^>]+>", " ", found.get("html", ""))]).strip()


VERDICTS = [
    ("same", "The same for inputs 1, 3, 5 … 31; different for 2, 4, 6 … 32."),
    ("transposed", "Different, for every input up to 32."),
    ("average", "Different, for every input up to 32."),
    ("numpy", "Different, for every input up to 32."),
    ("onnx", "The same for inputs 1, 3, 5 … 31; different for 2, 4, 6 … 32."),
    ("ceil", "The same, for every input up to 32 that they take."),
]


def test_every_example_has_its_verdict() -> None:
    assert [name for name, _ in VERDICTS] == list(EXAMPLES)


@pytest.mark.parametrize(("name", "verdict"), VERDICTS)
def test_examples_are_judged(name: str, verdict: str) -> None:
    drawn = picture(NAME, {"pair": name})
    assert panel(drawn, "verdict") == verdict
    for language in LANGUAGES:
        check_focuses(NAME, {"pair": name}, language)


def test_the_first_difference_is_in_words_and_drawn() -> None:
    drawn = picture(NAME, {"pair": "same"})
    assert "With 4, the first cell to differ is (0, 0)." in panel(drawn, "why")
    # PyTorch's window begins in the padding, Keras's with the first cell.
    assert list(texts(drawn, "first").items())[:5] == [
        ("in:0", "0"),
        ("in:1", "1"),
        ("in:2", "2"),
        ("in:3", "3"),
        ("pad:4", "4"),
    ]
    assert next(iter(texts(drawn, "second").items())) == ("second:pad:0", "−1")
    told = asked(NAME, {"pair": "same"}, key="out:0")["focus"]
    assert "First: y[0] = w[0]·x[0] + w[1]·x[1] + w[2]·x[2]." in told["words"]
    assert "Second: y[0] = w[1]·x[0] + w[2]·x[1]." in told["spoken"]
    assert {told["notes"][key] for key in ("in:1", "second:in:0")} == {"w1"}
    assert {box["grid"] for box in told["boxes"]} == {"first", "second"}
    told = asked(NAME, {"pair": "same"}, key="second:in:1")["focus"]
    assert told["words"] == "Input cell 1 of the second: output cells 0, 1 read it."


def test_transposed_layers_of_one_size_lie_a_cell_apart() -> None:
    told = asked(NAME, {"pair": "transposed"}, key="out:0")["focus"]
    assert "y[0] = w[0]·x[0]" in told["words"]
    assert "y[0] = w[1]·x[0]" in told["words"]
    assert told["boxes"] == []


REASONS = [
    (own(CONV, "nn.Conv2d(3, 8, 3, padding=1)"), "With 4 they measure 2 × 2 and 4 × 4."),
    (own(CONV, "nn.Conv2d(3, 8, 5, padding=1)"), "the kernels measure 3 × 3 and 5 × 5"),
    (own(CONV, "nn.MaxPool2d(3, 1)"), "the first multiplies by weights, the second takes the largest."),
    (
        own("nn.MaxPool2d(3, 1)", "nn.AvgPool2d(3, 1)"),
        "the first takes the largest, the second takes the average.",
    ),
    (
        own(CONV, "nn.Conv2d(3, 8, 3, padding=1)"),
        "Inputs 1, 2: only the second takes it. With 1 the first says: line 1: the kernel spans 3 cells",
    ),
    (own("nn.Conv2d(3, 8, 2)", CONV, 3), "Input 2: only the first takes it."),
    (own(CONV, "layers.Conv2D(8, 3)", 9), "Inputs 1, 2: neither of them takes them."),
    (own("nn.Conv1d(3, 8, (2,))", "layers.Conv1D(8, 2)", 9), "Input 1: neither of them takes it."),
]


@pytest.mark.parametrize(("params", "words"), REASONS)
def test_why_layers_differ_is_said(params: dict[str, Any], words: str) -> None:
    drawn = picture(NAME, params)
    assert words in panel(drawn, "why")
    for language in LANGUAGES:
        check_focuses(NAME, params, language)


def test_what_only_one_layer_has_is_drawn_for_that_one() -> None:
    params = own("nn.Conv1d(1, 1, 3, padding=1)", "nn.Conv1d(1, 1, 3)", 4)
    told = asked(NAME, params, key="out:3")["focus"]
    assert "Second: it has no cell 3 here." in told["words"]
    params = own("nn.Conv1d(1, 1, 1)", "nn.Conv1d(1, 1, 1, stride=2)", 6)
    drawn = picture(NAME, params)
    # The first output cell is the same in both: the second is the first that differs.
    assert drawn["steps"][:2] == ["out:1", "out:2"]
    params = own("nn.MaxPool1d(2, ceil_mode=True)", "nn.MaxPool1d(2)", 5)
    assert "The same for inputs 2, 4; different for 1, 3, 5." in panel(picture(NAME, params), "verdict")
    assert picture(NAME, params)["steps"] == ["out:2", "out:0", "out:1"]


def test_the_axis_along_which_they_differ_is_drawn() -> None:
    one = "nn.Conv2d(3, 8, 3, padding=(1, 0))"
    drawn = picture(NAME, own(one, 'layers.Conv2D(8, 3, padding="same")', 6))
    assert {"pad:0", "in:0"} & set(texts(drawn, "first")) == {"in:0"}
    pads = ("nn.ZeroPad2d((0, 1, 1, 1))", "nn.ZeroPad2d((1, 0, 1, 1))")
    drawn = picture(NAME, own(*(f"{pad}\nnn.Conv2d(3, 8, 3)" for pad in pads), 6))
    assert "second:pad:0" in texts(drawn, "second")
    assert "pad:0" not in texts(drawn, "first")
    told = asked(NAME, own(one, one, 6), key="pad:0")["focus"]
    assert told["words"] == "Padding of the first at place −1: output cell 0 reads it."


def test_windows_too_wide_are_told_and_not_drawn() -> None:
    params = own("nn.Conv1d(1, 1, 40, padding=20)", "nn.Conv1d(1, 1, 40, padding=19)", 64)
    drawn = picture(NAME, params)
    assert "too wide" in panel(drawn, "drawing")
    assert drawn["steps"] == []
    assert "y[0] = w[20]·x[0] + w[21]·x[1] + w[22]·x[2]" in panel(drawn, "why")
    assert asked(NAME, params, key="in:0")["refused"]["field"] == "in:0"
    params = own("nn.Conv1d(1, 1, 3, dilation=30)", "nn.Conv1d(1, 1, 3, dilation=30, padding=30)", 64)
    assert "–" not in panel(picture(NAME, params), "why")
    params = own("nn.Conv1d(1, 1, 60, stride=3)", "nn.Conv1d(1, 1, 60, stride=64)", 64)
    assert re.search(r"second, PyTorch +–", panel(picture(NAME, params), "why"))


def test_operations_that_differ_have_nothing_to_be_drawn() -> None:
    drawn = picture(NAME, own(CONV, "nn.MaxPool2d(3, 1)"))
    assert not any(each["name"] in {"first", "second"} for each in drawn["panels"])
    assert drawn["steps"] == []


def test_the_first_line_is_written_in_the_framework_of_the_second() -> None:
    drawn = picture(NAME, {"pair": "same"})
    code = panel(drawn, "code")
    assert "The first line in PyTorch, for an input of 32 × 32" in code
    # The channels that Keras does not say are those of the other line.
    assert "nn.Conv2d(3, 8, 3, stride=2)" in code
    assert "is the first line for inputs 2, 4, 6 … 32" in code
    assert 'data-does="copy"' in next(each["html"] for each in drawn["panels"] if each["name"] == "code")
    assert "for every input up to 32 that this takes" in panel(picture(NAME, {"pair": "transposed"}), "code")
    # Of two texts the one that is the same for more inputs.
    odd = own('layers.Conv2D(8, 3, strides=2, padding="same")', CONV, 31)
    assert "nn.Conv2d(3, 8, 3, stride=2, padding=1)" in panel(picture(NAME, odd), "code")
    # With 1 on both sides windows begin at place -1, as those of SAME_LOWER do; what sticks out is not met.
    shown = panel(picture(NAME, {"pair": "onnx"}), "code")
    assert "tf.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)])" in shown
    assert "for every input up to 32 that this takes" in shown
    # A text that cannot be read again is not said to be the same.
    counted = own("nn.AvgPool2d(3, padding=1, count_include_pad=False)", 'tf.nn.max_pool2d(x, 3, 2, "VALID")')
    assert "read again" not in panel(picture(NAME, counted), "code")
    # Channels that its groups do not share are not taken from the other line.
    groups = own("layers.Conv2D(8, 3, groups=4)", CONV)
    assert "nn.Conv2d(4, 8, 3, groups=4)" in panel(picture(NAME, groups), "code")


@pytest.mark.parametrize(
    ("params", "field", "words"),
    [
        (own("nn.Foo(3)", CONV), "first_layer", "Line 1: “nn.Foo(3)” is no layer that is known here."),
        (own(CONV, "\nnn.Conv2d(3, 8)"), "second_layer", "Line 2: Conv2d cannot be called like this"),
        (
            own(CONV, "nn.Conv1d(3, 8, 3)"),
            "second_layer",
            "a layer of 2 axes of space and the second one of 1",
        ),
        (own("", CONV), "first_layer", "There are 0 layers in the text: one is needed."),
        (own("nn.Conv1d(3, 8, 90)", CONV), "first_layer", "size 32, padding 0 + 0; along the axis"),
        (own("nn.Conv2d(3, 8, (3, 90))", CONV), "first_layer", "horizontally"),
        (own("nn.Conv3d(3, 8, (90, 3, 3))", CONV), "first_layer", "in depth"),
        (own(CONV, "nn.Conv2d(3, 8, 0)"), "second_layer", "Line 1: kernel must be at least 1, but it is 0"),
    ],
)
def test_what_is_no_layer_is_blamed_in_its_field(params: dict[str, Any], field: str, words: str) -> None:
    refused = refusal(NAME, params)
    assert refused["field"] == field
    assert words in refused["message"]
    assert "{" not in refusal(NAME, params, "es")["message"]


def test_a_line_that_takes_small_inputs_only_is_no_error() -> None:
    line = 'tf.nn.conv2d_transpose(x, tf.zeros((3, 3, 8, 16)), [1, 12, 12, 8], 2, "SAME")'
    drawn = picture(NAME, own("nn.ConvTranspose2d(16, 8, 3, 2, 1, 1)", line))
    assert "line 1: the output cannot have 12 cells (vertically)" in panel(drawn, "why")
    assert "With 6, the first cell to differ is (0, 0)" in panel(drawn, "why")


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ([3], "3"),
        ([1, 2], "1, 2"),
        ([2, 4, 6, 8], "2, 4, 6, 8"),
        ([1, 5, 9, 13, 17], "1, 5, 9 … 17"),
        ([1, 2, 3, 4, 9], "1 … 4, 9"),
        ([*range(1, 40, 4), 38], "1, 5, 9, 13, 17, 21, …, 37, 38"),
    ],
)
def test_sizes_are_listed_as_people_do(sizes: list[int], words: str) -> None:
    assert listed(sizes) == words


def test_sums_are_written_as_code() -> None:
    assert written(ConvSpec(20, 9), 0, 1).startswith("w[0]·x[1] + w[1]·x[2]")
    assert written(ConvSpec(20, 9), 0, 1).endswith(" + … + w[8]·x[9]")
    assert written(ConvSpec(3, 2, padding="full", flipped=True), 0, 1) == "w[0]·x[1] + w[1]·x[0]"
    assert written(ConvSpec(2, 1, padding=1), 0, 0) == "0"
    assert written(PoolingSpec(3, 2), 0, 0) == "max(x[0], x[1])"
    average = PoolingSpec(3, 3, padding=1, kind="average", count_include_pad=False)
    assert written(average, 0, 0) == "(x[0] + x[1]) / 2"


def test_both_ends_of_every_control_are_tried() -> None:
    assert any(params.get("pair") == "own" for params in ends(NAME))
