"""The sizes of one layer: what the tables say is what going through small layers finds."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pyconv import ConvError, window_counts
from pyconv.pictures.size_controls import Sides, Sizes
from pyconv.pictures.views.layer_size import answers
from pyconv.pictures.views.layer_size.example import MOST_PLACES
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.terms import placements, untouched
from pyconv.transposed import TransposedSpec
from tests.pictures.linear import said
from tests.pictures.views import asked, check_focuses, picture, prepared, refusal

VIEW = "layer-size"
ONE = {"spatial_axes": "1", "stride": "1", "padding": "valid"}


class Typed:
    size = Sizes("1")
    free = Sizes("", optional=True)
    sides = Sides("0")


def rows(params: dict[str, Any], panel: str = "axes") -> dict[str, list[str]]:
    """Return the lines of one of the tables by their heads."""
    (html,) = [unescape(each["html"]) for each in picture(VIEW, params)["panels"] if each["name"] == panel]
    lines = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in re.findall(r"<tr>(.*?)</tr>", html)]
    return {head: values for head, *values in lines}


def size(params: dict[str, Any]) -> str:
    return str(picture(VIEW, params)["panels"][0]["title"])


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (" 224 ", (224,)), (224, (224,)), ("224 × 112", (224, 112)), ("224,112;3", (224, 112, 3)),
        ("(5, 7)", (5, 7)), ([5, 7], (5, 7)), ("1" + "0" * 15, (10**15,)),
    ],
)  # fmt: skip
def test_sizes_as_people_write_them(raw: object, read: tuple[int, ...]) -> None:
    assert Typed.size.read(raw) == read
    assert Typed.size.starting(raw).read(Typed.size.starting(raw).first()) == read


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("3", ((3,),)), ("−2", ((-2,),)), ("1 2", ((1, 2),)), ("(1, 2)", ((1, 2),)), ("1, 2", ((1,), (2,))),
        ("(1, 2) × 0", ((1, 2), (0,))), ("((1, 2), (0, 1))", ((1, 2), (0, 1))), ([[1, 2], 0], ((1, 2), (0,))),
    ],
)  # fmt: skip
def test_sides_as_people_write_them(raw: object, read: tuple[tuple[int, ...], ...]) -> None:
    assert Typed.sides.read(raw) == read


@pytest.mark.parametrize(
    ("control", "raw", "reason"),
    [
        (Typed.size, "", "missing-number"), (Typed.size, ",", "axes-disagree"),
        (Typed.size, "1 2 3 4", "axes-disagree"), (Typed.size, "0", "out-of-range"),
        (Typed.size, "9" * 5000, "out-of-range"), (Typed.size, "1.5", "not-integer"),
        (Typed.size, True, "not-integer"), (Typed.sides, "(1", "not-integer"),
        (Typed.sides, "1 2 3", "not-a-pair"), (Typed.sides, " ", "missing-number"),
    ],
)  # fmt: skip
def test_what_is_no_size_is_refused(control: Any, raw: object, reason: str) -> None:
    with pytest.raises(ConvError) as refused:
        control.read(raw)
    assert refused.value.reason == reason
    assert refused.value.field == control.name


def test_a_field_may_be_left_empty_where_it_says_so() -> None:
    assert Typed.free.read(" ") == ()


@st.composite
def drawn(draw: st.DrawFn) -> dict[str, Any]:
    """Draw one axis of a layer that is small enough to go through."""
    kind = draw(st.sampled_from(["convolution", "transposed", "max_pooling", "average_pooling"]))
    names = ("valid", "same", "same_lower", "half", "full", "causal", "explicit", "explicit", "explicit")
    low = -2 if kind == "convolution" else 0
    chosen = {
        "kind": kind,
        "spatial_axes": "1",
        "input": str(draw(st.integers(1, 30))),
        "kernel": str(draw(st.integers(1, 18))),
        "stride": str(draw(st.integers(1, 18))),
        "dilation": str(draw(st.integers(1, 5))),
        "padding": draw(st.sampled_from(names)),
        "amounts": f"{draw(st.integers(low, 30))} {draw(st.integers(low, 30))}",
        "rounding": draw(st.sampled_from(["floor", "ceil"])),
        "averaged_padding": draw(st.sampled_from(["default", "included", "excluded"])),
    }
    if kind == "transposed" and not chosen["padding"].startswith("same"):
        chosen["output_padding"] = str(draw(st.integers(0, 2)))
    return chosen


def layer_of(params: dict[str, Any]) -> Any:
    try:
        return prepared(VIEW, params)
    except ConvError:
        assume(False)


@given(drawn())
def test_numbers_are_those_of_going_through_the_layer(params: dict[str, Any]) -> None:
    layer = layer_of(params)
    spec = layer.spec
    if isinstance(spec, TransposedSpec):
        ((before, _),) = spec.padding
        stamps = {
            spec.stride[0] * cell + spec.dilation[0] * tap - before
            for cell in range(spec.inputs)
            for tap in range(spec.taps)
        }
        assert answers.untouched(layer) == len(set(range(spec.outputs)) - stamps)
        low, high = answers.alike(layer)[0]
        assert low <= spec.outputs <= high
        return
    windows = spec.windows if isinstance(spec, PoolingSpec) else spec
    assert answers.untouched(layer) == len(untouched(windows))
    low, high = answers.alike(layer)[0]
    assert low <= spec.inputs <= high
    for other in {max(low - 1, 1), low, high, high + 1}:
        try:
            same = prepared(VIEW, params | {"input": str(other)}).spec.output_size == spec.output_size
        except ConvError:
            continue
        assert same == (low <= other <= high), (other, low, high)


@given(drawn())
def test_the_example_is_small_and_every_cell_of_it_tells(params: dict[str, Any]) -> None:
    small = layer_of(params).example
    assert small.windows.padded_size[0] <= MOST_PLACES
    assert small.drawn >= 1
    assert isinstance(small.windows, ConvSpec)
    assert len(placements(small.windows)) >= small.drawn
    check_focuses(VIEW, params, "en")


@given(drawn())
def test_what_an_average_divides_by(params: dict[str, Any]) -> None:
    spec = layer_of(params | {"kind": "average_pooling", "amounts": "1 1"}).spec
    (before, after), (low, high) = spec.padding[0], (0, spec.inputs)
    if spec.count_include_pad:
        low, high = -before, high + after

    def counted(window: int) -> int:
        start = window * spec.stride[0] - before
        return len([tap for tap in range(spec.taps) if low <= start + tap * spec.dilation[0] < high])

    assert answers.divisors(spec) == (counted(0), spec.taps, counted(spec.outputs - 1))


def test_every_number_of_a_real_layer() -> None:
    assert size({}) == "The output measures 112 × 112."
    assert rows({})["inputs that give the same output"] == ["223 … 224", "223 … 224"]
    layer = rows({}, "layer")
    assert layer["parameters with bias"] == ["9,472"]
    assert layer["multiplications (MACs)"] == ["118,013,952"]
    assert layer["bytes of the output (float32)"] == ["3,211,264"]
    assert rows({"padding": "same"})["padding before + after"] == ["2 + 3", "2 + 3"]


def test_numbers_that_no_picture_could_show() -> None:
    huge = {"input": "1000000000000", "kernel": "1000000", "stride": "7", "dilation": "512"}
    assert size(huge) == "The output measures 142,784,000,074 × 142,784,000,074."


@pytest.mark.parametrize("language", ["es", "en"])
def test_axes_are_named_as_they_lie(language: str) -> None:
    wrong = {"spatial_axes": "3", "input": "2, 64, 64", "kernel": "3", "padding": "valid"}
    words = {"es": "en profundidad", "en": "in depth"}
    assert words[language] in refusal(VIEW, wrong, language)["message"]
    assert refusal(VIEW, wrong, language)["field"] == "kernel"
    two = {"spatial_axes": "2", "input": "258 × 2", "kernel": "3", "padding": "valid"}
    assert {"es": "canales", "en": "channels"}[language] in refusal(VIEW, two, language)["message"]


def test_different_axes_have_a_formula_each() -> None:
    drawn_formula = asked(VIEW, {"input": "224 × 112"})["formula"]
    assert "Size (height)" in drawn_formula
    assert "Size (width)" in drawn_formula


def test_rounding_up_drops_the_window_in_the_padding() -> None:
    params = ONE | {"kind": "max_pooling", "input": "5", "kernel": "2", "stride": "2", "padding": "explicit"}
    answer = picture(VIEW, params | {"amounts": "1", "rounding": "ceil"})
    assert answer["panels"][0]["title"] == "The output measures 3."
    assert "not counted" in answer["summary"]
    assert said(answer["formula"].replace("&nbsp;", " "))


def test_one_axis_takes_two_numbers_for_its_sides() -> None:
    assert rows(ONE | {"padding": "explicit", "amounts": "1, 2"})["padding before + after"] == ["1 + 2"]


def test_as_many_numbers_as_axes() -> None:
    assert refusal(VIEW, {"input": "1 2 3"})["field"] == "input"


def test_the_size_wanted_of_a_transposed_convolution() -> None:
    back = ONE | {"kind": "transposed", "input": "16", "kernel": "3", "stride": "2"}
    by_name = rows(back | {"padding": "same", "output_shape": "32"})
    assert by_name["crop before + after"] == ["0 + 1"]
    assert by_name["of those, with TensorFlow's SAME"] == ["31 … 32"]
    by_hand = back | {"padding": "explicit", "amounts": "1", "output_shape": "32"}
    assert rows(by_hand)["output padding"] == ["1"]
    both = refusal(VIEW, by_hand | {"output_padding": "1"})
    assert both["message"].startswith("Give the output padding (1) or the output shape (32)"), both


@given(
    size=st.integers(1, 14),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 5),
    dilation=st.integers(1, 4),
    sides=st.tuples(*[st.integers(-2, 5)] * 2),
)
def test_windows_on_a_cell_are_counted(
    size: int, kernel: int, stride: int, dilation: int, sides: tuple[int, int]
) -> None:
    try:
        spec = ConvSpec(size, kernel, stride=stride, dilation=dilation, padding=[sides])
    except ConvError:
        return
    counts = window_counts(spec)
    assert answers.corner_windows(spec) == counts[0]
    assert answers.most_windows(spec) >= counts.max()
    (left,) = answers.left_over(spec)
    if left < max(stride, dilation) and min(sides) >= 0:
        back = TransposedSpec(
            spec.output_size, kernel, stride=stride, dilation=dilation, padding=[sides], output_padding=left
        )
        assert back.output_size == (size,)
    gradient = ConvSpec(spec.padded_size, spec.output_size, stride=dilation, dilation=stride)
    assert answers.gradient_size(spec) == gradient.output_size
    assert gradient.output_size[0] >= kernel


def test_columns_and_gradients_are_told() -> None:
    plain = {"kernel": "3", "stride": "1", "padding": "valid"}
    told = rows(plain | {"input": "16"}, "layer")
    assert told["columns of im2col (unfold)"] == ["196 of 9 per channel"]
    (fold,) = [values for head, values in told.items() if "fold(unfold(x))" in head]
    assert fold == ["1 · 9"]
    (gradient,) = [
        values
        for head, values in rows(plain | {"input": "8", "stride": "2"}, "layer").items()
        if "gradient of the kernel" in head
    ]
    assert gradient == ["4 × 4, of which the first 3 × 3"]
    back = rows(ONE | {"input": "25", "kernel": "3", "stride": "2", "padding": "explicit", "amounts": "1"})
    assert back["output padding of the transpose that comes back"] == ["0"]
