"""ConvSpec: what it makes of its arguments, and what it refuses, in both languages."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec
from tests.strategies import MODES, axes, geometries, named_padding, span
from tests.unit.reference import positions


@given(geometries())
def test_one_number_per_axis_is_kept_as_it_is(geometry: dict[str, Any]) -> None:
    spec = ConvSpec(**geometry)
    for name, value in geometry.items():
        assert getattr(spec, name) == value
    assert spec.axes == len(geometry["input_size"])
    assert spec.output_size == tuple(
        len(positions(*numbers))
        for numbers in zip(
            *(geometry[name] for name in ("input_size", "kernel_size", "stride", "padding", "dilation")),
            strict=True,
        )
    )
    assert spec.span == tuple(map(span, spec.kernel_size, spec.dilation))
    assert spec.padded_size == tuple(
        before + size + after for size, (before, after) in zip(spec.input_size, spec.padding, strict=True)
    )
    assert spec.inputs == np.prod(spec.input_size)
    assert spec.taps == np.prod(spec.kernel_size)
    assert spec.outputs == np.prod(spec.output_size)


def test_one_number_speaks_of_every_axis() -> None:
    short = ConvSpec((7, 8, 9), 3, stride=2, padding=1, dilation=2)
    long = ConvSpec([7, 8, 9], [3, 3, 3], stride=[2, 2, 2], padding=[(1, 1), [1, 1], 1], dilation=(2, 2, 2))
    assert short == long
    assert short.padding == ((1, 1), (1, 1), (1, 1))
    assert ConvSpec(7, 3).axes == 1
    assert ConvSpec(7, 3).input_size == (7,)


@pytest.mark.parametrize("name", ["kernel_size", "stride", "dilation", "padding"])
def test_any_argument_may_tell_the_number_of_axes(name: str) -> None:
    arguments: dict[str, Any] = {"input_size": 9, "kernel_size": 2, name: (1, 2)}
    spec = ConvSpec(**arguments)
    assert spec.axes == 2
    assert spec.input_size == (9, 9)
    assert getattr(spec, name) == (((1, 1), (2, 2)) if name == "padding" else (1, 2))


def test_the_integers_of_numpy_become_integers() -> None:
    spec = ConvSpec((np.int64(5), np.uint8(6)), np.int32(3), padding=[(np.int8(1), 0), 2])
    assert spec == ConvSpec((5, 6), 3, padding=[(1, 0), (2, 2)])
    assert {type(number) for number in (*spec.input_size, *spec.kernel_size, *spec.padding[0])} == {int}


@given(
    st.sampled_from(("valid", "same", "same_lower", "half", "full")),
    st.lists(axes(largest_kernel=5), min_size=1, max_size=3),
)
def test_names_of_padding(name: str, drawn: list[Any]) -> None:
    spans = [span(axis.kernel_size, axis.dilation) for axis in drawn]
    sizes = [max(axis.input_size, wide) for axis, wide in zip(drawn, spans, strict=True)]
    spec = ConvSpec(
        sizes,
        [axis.kernel_size for axis in drawn],
        stride=[axis.stride for axis in drawn],
        dilation=[axis.dilation for axis in drawn],
        padding=name,  # type: ignore[arg-type]
    )
    expected = tuple(
        named_padding(name, size, wide, axis.stride)
        for size, wide, axis in zip(sizes, spans, drawn, strict=True)
    )
    assert spec.padding == expected
    if name == "same":
        lower = dataclasses.replace(spec, padding="same_lower")  # type: ignore[arg-type]
        assert lower.padding == tuple((after, before) for before, after in expected)
        assert lower.output_size == spec.output_size
        assert spec.output_size == tuple(
            -(-size // axis.stride) for size, axis in zip(sizes, drawn, strict=True)
        )


def test_named_padding_by_hand() -> None:
    assert ConvSpec((5, 6), 3, stride=2, padding="same").padding == ((1, 1), (0, 1))
    assert ConvSpec((5, 6), 3, stride=2, padding="same_lower").padding == ((1, 1), (1, 0))
    assert ConvSpec((5, 9), (3, 4), padding="half", dilation=(1, 2)).padding == ((1, 1), (3, 3))
    assert ConvSpec((5, 9), (3, 4), padding="full", dilation=(1, 2)).padding == ((2, 2), (6, 6))
    assert ConvSpec((5, 9), (3, 4)).padding == ((0, 0), (0, 0))


def test_a_spec_is_frozen() -> None:
    spec = ConvSpec(5, 3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        spec.stride = (2,)  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del spec.stride


@given(geometries())
def test_specs_are_equal_and_hash_by_their_geometry(geometry: dict[str, Any]) -> None:
    one, other = ConvSpec(**geometry), ConvSpec(**copy.deepcopy(geometry))
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert dataclasses.replace(one) == one
    assert dataclasses.replace(one, flipped=not one.flipped) != one
    assert {one: 1}[other] == 1


def test_a_mode_of_padding_tells_specs_apart() -> None:
    assert len({ConvSpec(5, 3, padding=1, padding_mode=mode) for mode in MODES}) == 5  # type: ignore[arg-type]


REFUSALS: list[tuple[dict[str, Any], str, str | None, str, str]] = [
    (
        {"input_size": (9, 3), "kernel_size": 5, "dilation": (1, 2), "padding": [(0, 0), (1, 0)]},
        "kernel-too-large", "kernel",
        (
            "the kernel spans 9 cells (size 5, dilation 2), but the padded input has 4"
            " (size 3, padding 1 + 0; axis 1)"
        ),
        (
            "el núcleo abarca 9 celdas (tamaño 5, dilatación 2), pero la entrada con relleno tiene 4"
            " (tamaño 3, relleno 1 + 0; eje 1)"
        ),
    ),
    (
        {"input_size": (5, 2), "kernel_size": 3, "padding": 2, "padding_mode": "reflect"},
        "reflect-too-large", "padding",
        "reflect padding (2) must be smaller than the input (2): at most 1 (axis 1)",
        "el relleno por reflejo (2) debe ser menor que la entrada (2): como mucho 1 (eje 1)",
    ),
    (
        {"input_size": (2, 5), "kernel_size": 3, "padding": [(0, 3), 0], "padding_mode": "circular"},
        "circular-too-large", "padding",
        "circular padding (3) cannot be larger than the input (2; axis 0)",
        "el relleno circular (3) no puede ser mayor que la entrada (2; eje 0)",
    ),
    (
        {"input_size": (5, 0), "kernel_size": 3},
        "below-minimum", "input",
        "input must be at least 1, but it is 0",
        "entrada: debe ser al menos 1, pero es 0",
    ),
    (
        {"input_size": 5, "kernel_size": (3, -1)},
        "below-minimum", "kernel",
        "kernel must be at least 1, but it is -1",
        "núcleo: debe ser al menos 1, pero es -1",
    ),
    (
        {"input_size": 5, "kernel_size": 3, "stride": 0},
        "below-minimum", "stride",
        "stride must be at least 1, but it is 0",
        "paso: debe ser al menos 1, pero es 0",
    ),
    (
        {"input_size": 5, "kernel_size": 3, "dilation": -2},
        "below-minimum", "dilation",
        "dilation must be at least 1, but it is -2",
        "dilatación: debe ser al menos 1, pero es -2",
    ),
    (
        {"input_size": 5, "kernel_size": 3, "padding": [(-6, 2)]},
        "input-cropped", "padding",
        "the padding (-6 + 2) crops all of the input (5; axis 0)",
        "el relleno (-6 + 2) recorta toda la entrada (5; eje 0)",
    ),
    (
        {"input_size": 5.0, "kernel_size": 3},
        "not-integer", "input",
        "input must be a whole number, not “5.0”",
        "entrada: debe ser un número entero, no «5.0»",
    ),
    (
        {"input_size": 5, "kernel_size": "3"},
        "not-integer", "kernel",
        "kernel must be a whole number, not “3”",
        "núcleo: debe ser un número entero, no «3»",
    ),
    (
        {"input_size": 5, "kernel_size": 3, "stride": (1, None)},
        "not-integer", "stride",
        "stride must be a whole number, not “None”",
        "paso: debe ser un número entero, no «None»",
    ),
    (
        {"input_size": 5, "kernel_size": 3, "padding": True},
        "not-integer", "padding",
        "padding must be a whole number, not “True”",
        "relleno: debe ser un número entero, no «True»",
    ),
    (
        {"input_size": (5, 5, 5), "kernel_size": (3, 2)},
        "axes-disagree", "kernel",
        "kernel has 2 numbers, but it needs one or 3",
        "núcleo: hay 2 números, pero deben ser uno o 3",
    ),
    (
        {"input_size": (5, 5, 5), "kernel_size": 3, "padding": (1, 2)},
        "axes-disagree", "padding",
        "padding has 2 numbers, but it needs one or 3",
        "relleno: hay 2 números, pero deben ser uno o 3",
    ),
    (
        {"input_size": (), "kernel_size": 3},
        "axes-disagree", "input",
        "input has 0 numbers",
        "entrada: hay 0 números",
    ),
    (
        {"input_size": (5, 5), "kernel_size": 3, "padding": [(1, 1), (1, 1, 1)]},
        "not-a-pair", "padding",
        "the padding of axis 1 must be one number or a pair (before, after), but it has 3 numbers",
        "el relleno del eje 1 debe ser un número o un par (antes, después), pero tiene 3 números",
    ),
    (
        {"input_size": 5, "kernel_size": 3, "padding": "SAME"},
        "unknown-choice", "padding",
        "padding cannot be “SAME”; it can be: valid, same, same_lower, half, full",
        "relleno: no puede ser «SAME»; puede ser: valid, same, same_lower, half, full",
    ),
    (
        {"input_size": 5, "kernel_size": 3, "padding_mode": "mirror"},
        "unknown-choice", "fill",
        "cannot be “mirror”; it can be: zeros, constant, reflect, replicate, circular",
        "no puede ser «mirror»; puede ser: zeros, constant, reflect, replicate, circular",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "reason", "field", "english", "spanish"), REFUSALS)
def test_refusals_in_both_languages(
    arguments: dict[str, Any], reason: str, field: str | None, english: str, spanish: str
) -> None:
    with pytest.raises(ConvError) as refused:
        ConvSpec(**arguments)
    assert refused.value.reason == reason
    assert refused.value.field == field
    assert english in str(refused.value)
    assert spanish in refused.value.message("es")


def test_one_number_in_brackets_for_two_axes_makes_sense_or_is_told_so() -> None:
    # "has 1 numbers, but it needs one or 2" would send the reader in circles.
    said = ""
    try:
        spec = ConvSpec((5, 5), 3, stride=(2,))
    except ConvError as refused:
        said = str(refused)
    else:
        assert spec == ConvSpec((5, 5), 3, stride=2)
    assert "1 numbers, but it needs one" not in said


def test_the_numbers_just_inside_the_limits_are_fine() -> None:
    assert ConvSpec(2, 3, padding=1, padding_mode="reflect").output_size == (2,)
    assert ConvSpec(2, 3, padding=2, padding_mode="circular").output_size == (4,)
    assert ConvSpec(3, 5, padding=(3,), dilation=2).output_size == (1,)
    assert ConvSpec(1, 1, padding=9, padding_mode="replicate").output_size == (19,)


def test_an_axis_goes_by_the_word_it_is_given() -> None:
    with pytest.raises(ConvError) as refused:
        ConvSpec((9, 3), 5)
    assert "vertically" in refused.value.message("en", axes={1: "vertically"})
    assert "axis 1" in refused.value.message("en", axes={0: "horizontally"})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"flipped": "no"}, "flipped must be true or false, not “no”"),
        ({"flipped": 1}, "flipped must be true or false, not “1”"),
        ({"flipped": np.ones(2)}, "flipped must be true or false"),
        ({"padding_mode": np.array(["zeros", "reflect"])}, "padding_mode cannot be “.'zeros' 'reflect'.”"),
        ({"padding_mode": ["zeros"]}, "padding_mode cannot be “"),
        ({"padding_mode": None}, "padding_mode cannot be “None”"),
        ({"padding": b"\x01"}, "padding must be a whole number"),
        ({"stride": np.array([1, 2])}, "stride must be a whole number"),
    ],
)
def test_wrong_types_are_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ConvError, match=said):
        ConvSpec(5, 3, **arguments)
