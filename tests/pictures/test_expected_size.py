"""Another size than that of the layer: the rule behind a number, and the layers that do give it."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import product
from typing import Any

import pytest

from pyconv import ConvSpec, PoolingSpec, TransposedSpec
from pyconv.inverses import settings_that_give
from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures.views.layer_size.rules import BACK, DIRECT, rules_for
from tests.pictures.views import picture, prepared, refusal

VIEW = "layer-size"
ONE = {"spatial_axes": "1", "stride": "1", "padding": "valid"}


def panel(name: str, params: dict[str, Any], language: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = next(
        (each for each in picture(VIEW, params, language)["panels"] if each["name"] == name), {}
    )
    return found


def takes(params: dict[str, Any]) -> list[dict[str, str]]:
    """Return the settings that the buttons of a picture put into the controls."""
    return [
        json.loads(unescape(each))
        for each in re.findall(r'data-takes="([^"]*)"', panel("others", params)["html"])
    ]


def names(spec: Any, expected: int | tuple[int, ...]) -> list[str]:
    wanted = (expected,) if isinstance(expected, int) else expected
    return [rule.name for rule in rules_for(spec, wanted)]


@pytest.mark.parametrize(
    ("spec", "expected", "rule"),
    [
        (ConvSpec(224, 7, stride=2, padding=3), 113, "up"),
        (ConvSpec(32, 3, dilation=2), 30, "no-dilation"),
        (ConvSpec(32, 5, padding=2), 30, "one-side"),
        (ConvSpec(32, 5, padding=2), 28, "no-padding"),
        (ConvSpec(13, 5, stride=3), 5, "same"),
        (ConvSpec(32, 5), 27, "no-one"),
        (ConvSpec(32, 5, stride=2), 28, "no-stride"),
        (ConvSpec(33, 4), 34, "half"),
        (ConvSpec(33, 4), 36, "full"),
        (ConvSpec(30, 5, stride=3), 6, "swapped"),
        (ConvSpec(30, 1, stride=3), 28, "swapped"),
        (ConvSpec(30, 3, stride=2, dilation=2), 10, "swapped"),
        (ConvSpec(6, 4, stride=2), 14, "transposed"),
        (ConvSpec((6, 9), 3), (7, 4), "order"),
        (PoolingSpec(112, 3, stride=2), 56, "ceil-mode"),
        (PoolingSpec(112, 3, stride=2, ceil_mode=True), 55, "down"),
        (PoolingSpec(4, 1, stride=3, padding=0, ceil_mode=True), 3, ""),
        (PoolingSpec(5, 2, stride=2, padding=1, ceil_mode=True), 4, "not-dropped"),
        (PoolingSpec(12, 3, stride=2), 4, "stride-of-kernel"),
        (TransposedSpec(7, 3, stride=2, padding=1, output_padding=1), 13, "no-extra"),
        (TransposedSpec(7, 3, dilation=3), 9, "no-dilation"),
        (TransposedSpec(7, 5, padding=2), 9, "one-side"),
        (TransposedSpec(7, 5, padding=2), 11, "no-crop"),
        (TransposedSpec(7, 3, stride=2, padding=1), 14, "times-stride"),
        (TransposedSpec(7, 5, padding=2), 15, "added"),
        (TransposedSpec(7, 3, stride=2), 17, "no-less-one"),
        (TransposedSpec(17, 3, stride=2), 8, "convolution"),
    ],
)  # fmt: skip
def test_the_rule_behind_a_number(spec: Any, expected: int | tuple[int, ...], rule: str) -> None:
    found = names(spec, expected)
    assert rule in found if rule else not found


@pytest.mark.parametrize(
    ("spec", "expected", "rules"),
    [
        # What the layer has not is not forgotten: ⌈109 / 2⌉ + 1 is its size, and rounded down it is 55.
        (PoolingSpec(112, 3, stride=2, ceil_mode=True), 55, ["down", "no-one"]),
        # ⌈8 / 3⌉ + 1 is 4. Rounded down it is 3; so is ⌈8 / 5⌉ + 1, and 6 / 3 + 1 without padding.
        (
            PoolingSpec(11, 5, stride=3, padding=1, ceil_mode=True),
            3,
            ["down", "stride-of-kernel", "no-padding"],
        ),
        # ⌈9 / 2⌉ + 1 is 6. With padding on one side 8 / 2 + 1 is 5, without any ⌈7 / 2⌉ + 1 is.
        (PoolingSpec(10, 3, stride=2, padding=1, ceil_mode=True), 5, ["down", "one-side", "no-padding"]),
        # By that name the padding of stride 1 is another one: 1 and 1, of stride 2 it is 0 and 1.
        (ConvSpec(28, 3, stride=2, padding="same"), 28, ["no-stride"]),
        (ConvSpec(28, 3, stride=2, padding="same"), 10, ["swapped"]),
        (ConvSpec(9, 3, stride=2, padding="causal", dilation=2), 9, ["no-stride"]),
        (PoolingSpec(28, 3, stride=2, padding="same"), 10, ["stride-of-kernel", "swapped"]),
        # ⌈5 / 2⌉ + 1 is 4, but ceil_mode drops the last of them, which begins at place 6 of 5 + 1.
        (PoolingSpec(5, 2, stride=2, padding=1), 4, []),
        # A third window would begin there with a stride of 3, too.
        (PoolingSpec(5, 3, stride=1, padding=1, ceil_mode=True), 2, ["stride-of-kernel", "swapped"]),
    ],
)
def test_a_rule_keeps_the_rounding_and_the_name_of_the_padding(
    spec: Any, expected: int, rules: list[str]
) -> None:
    assert names(spec, expected) == rules


def test_no_rule_is_made_up() -> None:
    assert names(ConvSpec(224, 7, stride=2, padding=3), 97) == []
    shown = panel("why", {"expected": "97"})["html"]
    assert shown == f"<p>{catalogue('en')['layer-size.no-rule']}</p>"


def test_a_rule_holds_along_every_axis_and_says_its_numbers() -> None:
    spec = ConvSpec((224, 7), 3, stride=2)
    assert names(spec, (111, 3)) == []
    (rule,) = rules_for(spec, (112, 3))[:1]
    assert rule.name == "up"
    assert len(rule.formulas) == 2
    assert len(rules_for(ConvSpec((8, 8), 3, stride=2), (4, 4))[0].formulas) == 1


def test_every_rule_has_words() -> None:
    named = {"up", "ceil-mode", "down", "not-dropped", "stride-of-kernel", "order", *DIRECT, *BACK}
    for language in LANGUAGES:
        said = {key.removeprefix("layer-size.rule-") for key in catalogue(language) if ".rule-" in key}
        assert named <= said, language


def test_what_a_rule_gives_is_what_is_expected() -> None:
    for size, kernel, stride, padding, dilation in product((5, 8, 13), (1, 3, 4), (1, 2, 3), (0, 1), (1, 2)):
        if (kernel - 1) * dilation >= size:
            continue
        spec = ConvSpec(size, kernel, stride=stride, padding=padding, dilation=dilation)
        for expected in range(1, 20):
            for rule in rules_for(spec, (expected,)):
                for formula in rule.formulas:
                    assert formula.parts[-1] == expected


@pytest.mark.parametrize(
    ("params", "first"),
    [
        ({"input": "112", "expected": "56"}, {"kind": "convolution", "kernel": "2", "stride": "2"}),
        ({"input": "112", "expected": "224"}, {"kind": "transposed", "kernel": "2", "stride": "2"}),
        ({"kind": "max_pooling", "input": "112", "padding": "valid", "expected": "56"},
         {"kind": "max_pooling", "kernel": "2", "stride": "2", "padding": "valid"}),
        ({"input": "8 × 9", "padding": "valid", "kernel": "3", "expected": "8 × 8"}, {}),
    ],
)  # fmt: skip
def test_layers_that_are_offered_have_the_size(params: dict[str, Any], first: dict[str, str]) -> None:
    offered = takes(params)
    assert offered
    assert first.items() <= offered[0].items()
    for settings in offered:
        taken = prepared(VIEW, params | settings)
        assert taken.spec.output_size == taken.expected
        assert (
            panel("why", params | settings)["html"] == f"<p>{catalogue('en')['layer-size.as-expected']}</p>"
        )


def test_a_pooling_is_not_offered_where_a_window_would_meet_padding_alone() -> None:
    # Of a kernel of 2 with dilation 2 and padding 1 both taps stand beside the only cell.
    lone = {"input": "1", "kernel": "1", "expected": "1"}
    straddling = {"kernel_size": 2, "padding": 1, "dilation": 2}
    assert straddling in settings_that_give(1, 1, most=24)
    offered = takes(ONE | lone | {"kind": "max_pooling"})
    assert offered
    for settings in offered:
        assert prepared(VIEW, ONE | lone | settings).spec.output_size == (1,)


def test_no_layer_is_offered_where_none_is_found() -> None:
    shown = panel("others", ONE | {"input": "7", "kernel": "1", "expected": "1000003"})
    assert shown["html"] == f"<p>{catalogue('en')['layer-size.no-others']}</p>"


def test_nothing_is_said_where_nothing_was_expected() -> None:
    assert not panel("why", {})
    assert not panel("others", {})


@pytest.mark.parametrize("typed", ["1 2 3", "x", "0"])
def test_what_is_no_size_is_refused_in_its_field(typed: str) -> None:
    assert refusal(VIEW, {"expected": typed})["field"] == "expected"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("framework", ["pytorch", "keras", "tensorflow", "jax", "onnx", "numpy"])
def test_the_layer_as_code(framework: str, language: str) -> None:
    params = {"framework": framework, "groups": "3", "out_channels": "6", "padding": "same"}
    shown = panel("code", params, language)
    assert "tabindex" in shown["html"]
    code = unescape(re.findall(r"<code>(.*)</code>", shown["html"], re.DOTALL)[0])
    compile(code, framework, "exec")
    assert "layer" in code or "model" in code
