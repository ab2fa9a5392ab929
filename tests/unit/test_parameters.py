"""What a reader chose: read within its range, or refused with the field to blame."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures.controls import Choice, Condition, Edits, Integer, Integers, Number, Parameter, Ranged
from pyconv.pictures.settings import Controls, offered, read, with_defaults
from pyconv.pictures.views import VIEWS, view
from tests.strategies import RANGES, Illegal, illegal_params


class Random(Controls):
    values = Choice(("random", "ramp"), "random")
    seed = Integer(0, 999, (1,), when=Condition("values", ("random",)))


class Some(Controls):
    input = Integers(1, 16, (5, 5), ("height", "width"), "both")
    padding = Choice(("valid", "same", "explicit"), "valid", by_hand="amounts")
    amounts = Integers(
        0, 8, (1, 1, 1, 1), ("top", "bottom", "left", "right"), "all-sides",
        when=Condition("padding", ("explicit",)),
    )  # fmt: skip
    fill = Choice(("zeros", "constant"), "zeros")
    constant = Number("1", when=Condition("fill", ("constant",)))
    edits = Edits(("input", "kernel"))


SEED = Random.seed
ALL = SIZE, PADDING, AMOUNTS, FILL, CONSTANT, EDITS = Some.parameters

DEFAULTS = {
    "input": (5, 5),
    "padding": "valid",
    "amounts": (1, 1, 1, 1),
    "fill": "zeros",
    "constant": Fraction(1),
    "edits": {"input": {}, "kernel": {}},
}


@pytest.mark.parametrize(
    ("parameter", "raw", "expected"),
    [
        (SIZE, 7, (7, 7)),
        (SIZE, "7", (7, 7)),
        (SIZE, [7], (7, 7)),
        (SIZE, [3, 16], (3, 16)),
        (SIZE, (1, " 16 "), (1, 16)),
        (AMOUNTS, 2, (2, 2, 2, 2)),
        (AMOUNTS, [2, 3], (2, 2, 3, 3)),
        (AMOUNTS, [0, 1, 2, 8], (0, 1, 2, 8)),
        (SEED, 0, 0),
        (SEED, [999], 999),
        (SEED, "−0", 0),
        (PADDING, "same", "same"),
        (CONSTANT, "−1/9", Fraction(-1, 9)),
        (CONSTANT, 0.1, Fraction(1, 10)),
        (CONSTANT, -4, Fraction(-4)),
        (EDITS, {"input:0,2": "1/2", "kernel:1,1": 3}, {
            "input": {(0, 2): Fraction(1, 2)}, "kernel": {(1, 1): Fraction(3)},
        }),
        (EDITS, None, {"input": {}, "kernel": {}}),
        (EDITS, {}, {"input": {}, "kernel": {}}),
    ],
)  # fmt: skip
def test_read(parameter: Any, raw: object, expected: object) -> None:
    assert parameter.read(raw) == expected


@pytest.mark.parametrize(
    ("parameter", "raw", "reason", "field", "said"),
    [
        (SIZE, 17, "out-of-range", "input.0", "input must be between 1 and 16, but it is 17"),
        (SIZE, [3, 0], "out-of-range", "input.1", "input must be between 1 and 16, but it is 0"),
        (SIZE, [3, "−2"], "out-of-range", "input.1", "but it is -2"),
        (AMOUNTS, [1, 1, 9, 1], "out-of-range", "amounts.2", "between 0 and 8, but it is 9"),
        (AMOUNTS, [9, 1], "out-of-range", "amounts.0", "between 0 and 8, but it is 9"),
        (SIZE, ["", 3], "missing-number", "input.0", "input needs a number between 1 and 16"),
        (SIZE, [3, "   "], "missing-number", "input.1", "input needs a number between 1 and 16"),
        (SIZE, "five", "not-integer", "input.0", "input must be a whole number, not “five”"),
        (SIZE, [3, 4.0], "not-integer", "input.1", "not “4.0”"),
        (SIZE, True, "not-integer", "input.0", "not “True”"),
        (SIZE, None, "not-integer", "input.0", "not “None”"),
        (SIZE, {"a": 1}, "not-integer", "input.0", "whole number"),
        (SIZE, "1" * 40, "not-integer", "input.0", "not “" + "1" * 24 + "”"),
        (SIZE, "1_0", "not-integer", "input.0", "not “1_0”"),
        (SIZE, [1, 2, 3], "axes-disagree", "input", "has 3 numbers"),
        (SIZE, [], "axes-disagree", "input", "has 0 numbers"),
        (AMOUNTS, [1, 2, 3], "axes-disagree", "amounts", "has 3 numbers"),
        (SEED, [1, 2], "axes-disagree", "seed", "has 2 numbers"),
        (PADDING, "half", "unknown-choice", "padding", "cannot be “half”; it can be: valid, same, explicit"),
        (PADDING, None, "unknown-choice", "padding", "cannot be “None”"),
        (PADDING, ["valid"], "unknown-choice", "padding", "it can be: valid"),
        (CONSTANT, "", "empty-cell", "constant", "the cell is empty"),
        (CONSTANT, None, "not-a-number", "constant", "“None” is not a number"),
        (CONSTANT, "10000", "cell-too-large", "constant", "up to ±9999"),
        (EDITS, {"input:0,2": "x"}, "not-a-number", "input:0,2", "“x” is not a number"),
        (EDITS, {"input:0,2": ""}, "empty-cell", "input:0,2", "the cell is empty"),
        (EDITS, {"output:0,2": "1"}, "unknown-cell", "output:0,2", "there is no cell “output:0,2”"),
        (EDITS, {"input:a,2": "1"}, "unknown-cell", "input:a,2", "there is no cell “input:a,2”"),
        (EDITS, {"input": "1"}, "unknown-cell", "input", "there is no cell “input”"),
        (EDITS, {3: "1"}, "unknown-cell", "3", "there is no cell “3”"),
        # A grid has rows and columns, counted from 0: these would change some other cell, or none.
        (EDITS, {"input:0": "1"}, "unknown-cell", "input:0", "there is no cell “input:0”"),
        (EDITS, {"input:0,1,2": "1"}, "unknown-cell", "input:0,1,2", "there is no cell “input:0,1,2”"),
        (EDITS, {"input:-1,0": "1"}, "unknown-cell", "input:-1,0", "there is no cell “input:-1,0”"),
        (EDITS, {"input:0,-1": "1"}, "unknown-cell", "input:0,-1", "there is no cell “input:0,-1”"),
    ],
)
def test_refusals(parameter: Any, raw: object, reason: str, field: str, said: str) -> None:
    with pytest.raises(ConvError) as refused:
        parameter.read(raw)
    assert refused.value.reason == reason
    assert refused.value.field == field
    assert said in str(refused.value)


@pytest.mark.parametrize("raw", [5, "input:0,0", [1], True])
def test_edits_that_are_no_table_are_refused(raw: object) -> None:
    said = f"must say which cells and with what value, not “{re.escape(str(raw))}”"
    with pytest.raises(ConvError, match=said):
        EDITS.read(raw)


def test_nothing_chosen_gives_the_defaults() -> None:
    assert read(ALL, {}) == DEFAULTS


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    said = "no parameter “kernel”; there are: amounts, constant, edits, fill, input, padding"
    with pytest.raises(ConvError, match=said):
        read(ALL, {"kernel": 3})


def test_what_is_not_offered_is_not_read() -> None:
    # The reader left nonsense in a field that is out of sight: it must not stand in the way.
    assert read(ALL, {"constant": "", "amounts": [99]}) == DEFAULTS
    with pytest.raises(ConvError, match="the cell is empty"):
        read(ALL, {"constant": "", "fill": "constant"})
    with pytest.raises(ConvError, match="it is 99"):
        read(ALL, {"amounts": 99, "padding": "explicit"})


def test_offered() -> None:
    assert offered(SIZE, {}, ALL)
    assert not offered(CONSTANT, {}, ALL)
    assert offered(CONSTANT, {"fill": "constant"}, ALL)
    assert not offered(AMOUNTS, {"padding": "same"}, ALL)
    assert offered(AMOUNTS, {}, with_defaults(ALL, {"padding": 3}))


def test_with_defaults_changes_those_and_no_other() -> None:
    chosen = with_defaults(ALL, {"input": 7, "fill": "constant", "constant": 0.5})
    assert [type(parameter) for parameter in chosen] == [type(parameter) for parameter in ALL]
    assert read(chosen, {}) == {
        **DEFAULTS, "input": (7, 7), "fill": "constant", "constant": Fraction(1, 2),
    }  # fmt: skip
    assert read(ALL, {}) == DEFAULTS


@pytest.mark.parametrize(
    ("padding", "amounts"),
    [(2, (2, 2, 2, 2)), ([1, 2], (1, 1, 2, 2)), ([0, 1, 2, 3], (0, 1, 2, 3)), (0, (0, 0, 0, 0))],
)
def test_amounts_given_for_the_padding_make_it_explicit(padding: object, amounts: tuple[int, ...]) -> None:
    values = read(with_defaults(ALL, {"padding": padding}), {})
    assert values["padding"] == "explicit"
    assert values["amounts"] == amounts


def test_edits_become_defaults_as_they_were_written() -> None:
    chosen = with_defaults(ALL, {"edits": {"kernel:0,0": "1/2"}})
    assert read(chosen, {})["edits"] == {"input": {}, "kernel": {(0, 0): Fraction(1, 2)}}


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"input": 17}, "it is 17"),
        ({"padding": "half"}, "cannot be “half”"),
        ({"padding": 9}, "between 0 and 8, but it is 9"),
        ({"padding": [1, 2, 3]}, "has 3 numbers"),
        ({"padding": None}, "cannot be “None”"),
        ({"nothing": 1}, "no parameter “nothing”"),
        ({"fill": "constant", "constant": "x"}, "“x” is not a number"),
        # Out of sight at first, and yet the default that a reader meets later.
        ({"constant": "x"}, "“x” is not a number"),
        ({"amounts": 99}, "it is 99"),
    ],
)
def test_defaults_that_are_not_allowed_are_refused(chosen: dict[str, object], said: str) -> None:
    with pytest.raises(ConvError, match=said):
        with_defaults(ALL, chosen)


def test_settings_hold_the_values_that_were_read() -> None:
    settings = Some.read({"input": [3, 4], "padding": "explicit"})
    assert (settings.input, settings.padding, settings.amounts) == ((3, 4), "explicit", (1, 1, 1, 1))
    assert Some.read({}, fill="constant").fill == "constant"
    assert Some.input is SIZE


def test_settings_take_over_the_controls_of_their_bases_in_place() -> None:
    class More(Some, Random):
        padding = Choice(("valid",), "valid")
        last = Integer(0, 1, (0,))
        prominent = ("last",)

    assert [parameter.name for parameter in More.parameters] == [
        "values", "seed", "input", "padding", "amounts", "fill", "constant", "edits", "last",
    ]  # fmt: skip
    assert More.parameters[3].options == ("valid",)
    assert (More.prominent, Some.prominent[:2]) == (("last",), ("input", "padding"))
    # Nothing is drawn for edited cells.
    assert "edits" not in Some.prominent


@pytest.mark.parametrize("parameter", [SEED, *ALL])
def test_a_control_knows_its_ends_and_its_first_value(parameter: Parameter) -> None:
    assert parameter.read(parameter.first()) is not None
    for end in parameter.ends():
        assert parameter.read(end) is not None
        assert parameter.read(parameter.starting(end).first()) == parameter.read(end)


# The registry.


NUMBERS: dict[str, dict[str, tuple[int, ...]]] = {
    "channels": {
        "in_channels": (1, 3, 2), "out_channels": (1, 3, 3), "input": (3, 6, 5), "kernel": (1, 3, 3),
        "stride": (1, 2, 1), "seed": (0, 999, 1),
    },
    "connectivity": {
        "input": (1, 12, 1, 7), "kernel": (1, 5, 1, 3), "stride": (1, 4, 1, 1),
        "amounts": (0, 4, 0, 0, 1, 1), "dilation": (1, 3, 1, 1), "seed": (0, 999, 1),
    },
    "dense-vs-conv": {"input": (3, 12, 5), "kernel": (1, 5, 3), "stride": (1, 4, 1), "padding": (0, 2, 0)},
    "dimensions": {
        "line": (1, 12, 8), "square": (1, 8, 5), "cube": (1, 5, 3), "kernel": (1, 3, 2),
        "stride": (1, 3, 1), "padding": (0, 1, 0), "dilation": (1, 2, 1), "seed": (0, 999, 1),
    },
    "feature-maps": {"first_stride": (1, 4, 1)},
    "guide-animations": {},
    "matrix": {
        "input": (1, 12, 5, 5), "kernel": (1, 5, 3, 3), "stride": (1, 4, 2, 2),
        "amounts": (0, 4, 1, 1, 1, 1), "dilation": (1, 3, 1, 1), "seed": (0, 999, 1),
    },
    "pattern-detector": {
        "place": (0, 29, 3), "second": (0, 29, 10), "seed": (0, 999, 1), "threshold": (-1, 3, 2),
        "length": (8, 32, 16), "fitted": (0, 29, 3),
    },
    "relationships": {
        "input": (1, 16, 5), "kernel": (1, 7, 3), "stride": (1, 5, 2), "padding": (0, 8, 1),
        "dilation": (1, 4, 1), "output_padding": (0, 4, 0),
    },
    "round-trip": {
        "input": (1, 8, 5, 5), "kernel": (1, 5, 3, 3), "stride": (1, 4, 2, 2), "padding": (0, 4, 0, 0),
        "dilation": (1, 3, 1, 1), "seed": (0, 999, 1),
    },
    "same-padding": {"input": (1, 16, 6), "kernel": (1, 7, 3), "stride": (1, 4, 2), "dilation": (1, 3, 1)},
    "sliding-filter": {
        "input": (1, 16, 5, 5), "kernel": (1, 7, 3, 3), "stride": (1, 5, 1, 1),
        "amounts": (0, 8, 1, 1, 1, 1), "dilation": (1, 4, 1, 1), "seed": (0, 999, 1),
    },
    "upsampling": {"doublings": (1, 3, 2)},
    "three-views": {
        "input": (1, 8, 4, 4), "kernel": (1, 4, 2, 2), "stride": (1, 3, 2, 2),
        "amounts": (0, 4, 0, 0, 1, 1), "dilation": (1, 3, 1, 1), "seed": (0, 999, 1),
    },
    "transposed": {
        "input": (1, 8, 2, 2), "kernel": (1, 5, 3, 3), "stride": (1, 4, 2, 2), "padding": (0, 4, 0, 0),
        "output_padding": (0, 3, 0, 0), "dilation": (1, 3, 1, 1), "seed": (0, 999, 1),
    },
}  # fmt: skip
"""By view and control, the least and the largest number, and those that it begins with."""


@pytest.mark.parametrize("name", sorted(NUMBERS))
def test_the_numbers_of_every_control(name: str) -> None:
    found = {
        parameter.name: (parameter.low, parameter.high, *parameter.default)
        for parameter in view(name).parameters
        if isinstance(parameter, Ranged)
    }
    assert found == NUMBERS[name]


def test_the_ranges_of_the_sliding_filter() -> None:
    found = {
        parameter.name: (parameter.low, parameter.high, len(parameter.parts))
        for parameter in view("sliding-filter").parameters
        if isinstance(parameter, Ranged)
    }
    assert found == RANGES


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_every_view_is_consistent(name: str) -> None:
    shown = view(name)
    assert shown.name == name
    names = [parameter.name for parameter in shown.parameters]
    assert len(set(names)) == len(names)
    assert set(shown.settings.prominent) <= set(names)
    by_name = {parameter.name: parameter for parameter in shown.parameters}
    for parameter in shown.parameters:
        if parameter.when is None:
            assert read([parameter], {})
        if isinstance(parameter, Ranged):
            assert len(parameter.default) == len(parameter.parts)
            assert all(parameter.low <= number <= parameter.high for number in parameter.default)
        if isinstance(parameter, Choice):
            assert parameter.default in parameter.options
            assert len(set(parameter.options)) == len(parameter.options)
            assert not parameter.by_hand or (parameter.by_hand in names and "explicit" in parameter.options)
        if parameter.when is not None:
            other = by_name[parameter.when.name]
            assert isinstance(other, Choice)
            assert set(parameter.when.values) <= set(other.options)
    assert read(shown.parameters, {})


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(
        ConvError, match=rf"no view “matrix2”; there are: matrix, .* … \({len(VIEWS)} in all\)$"
    ):
        view("matrix2")


@given(illegal_params(), st.sampled_from(LANGUAGES))
def test_illegal_settings_are_refused_with_field_and_numbers(illegal: Illegal, language: str) -> None:
    shown = view("sliding-filter")
    with pytest.raises(ConvError) as refused:
        shown.prepared(illegal.params)
    assert refused.value.reason == illegal.reason
    assert refused.value.field == illegal.field
    message = refused.value.message(language)
    assert all(piece in message for piece in illegal.said), message
