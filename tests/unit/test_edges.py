"""Where numbers and arrays end: the limits of dtypes, of axes and of memory, and what is no number at all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from pyconv import (
    ConvError,
    ConvSpec,
    TransposedSpec,
    conv_layer,
    conv_matrix,
    cross_correlate,
    pool,
    reaching_cells,
    same_padding,
    stack,
    terms,
    transposed_conv,
    transposed_conv_layer,
)
from pyconv.errors import shown
from pyconv.formulas import latex, mathml, text
from pyconv.messages import LANGUAGES
from pyconv.windows import computing

ONE = [[[1]]]
GIANT = 10**5000
"""Python refuses to write it out."""


@pytest.mark.parametrize("layer", [conv_layer, transposed_conv_layer])
@pytest.mark.parametrize("value", [2**24, 2**53, 2**63 - 3, 2**63, 2**64 - 1])
def test_a_bias_of_64_bits_without_sign_is_added_exactly(layer: Any, value: int) -> None:
    bias = np.array([value], dtype=np.uint64)
    assert layer([[[1, -2]]], ONE, bias).tolist() == [[[value + 1, value - 2]]]


@pytest.mark.parametrize("layer", [conv_layer, transposed_conv_layer])
@pytest.mark.parametrize("limit", [2**24, 2**53, 2**63])
def test_layers_are_exact_on_both_sides_of_every_limit(layer: Any, limit: int) -> None:
    for value in range(limit - 2, limit + 3):
        assert layer([[[value, -value]]], ONE).tolist() == [[[value, -value]]]
        assert layer([[[1, -1]]], [[[value]]], [1]).tolist() == [[[value + 1, 1 - value]]]
        assert pool([value, 1 - value], 2).tolist() == [value]
        assert transposed_conv([1, 1], [value, 1], stride=1).tolist() == [value, value + 1, 1]


def test_integers_of_numpy_in_a_list_are_exact() -> None:
    mixed = [np.uint64(2**63 + 1), np.int64(-1), 3]
    assert cross_correlate(mixed, [1]).tolist() == [2**63 + 1, -1, 3]


def test_floats_of_16_bits_are_rounded_once() -> None:
    ones = np.ones(100, dtype=np.float16)
    each = np.full(100, 1.001, dtype=np.float16)
    exact = np.float16(100 * float(each[0]))
    assert cross_correlate(each, ones) == exact
    assert transposed_conv(each, ones)[99] == exact
    for order in "<>":
        large = np.array([60000, 60000], dtype=f"{order}f2")
        average = pool(large, 2, kind="average")
        assert (average.tolist(), average.dtype) == ([60000], np.float16)


def test_a_float_in_the_padding_makes_floats_of_integers() -> None:
    output = cross_correlate([1, 2], [3, 4], padding=1, padding_mode="constant", padding_value=0.5)
    assert (output.tolist(), output.dtype) == ([5.5, 11, 8], np.float64)


def test_the_largest_of_objects_passes_nan_on() -> None:
    for at in range(3):
        x: list[Any] = [Fraction(1), 2, 3]
        x[at] = float("nan")
        assert np.isnan(pool(np.array(x, dtype=object), 3)[0])
    assert pool([Decimal(1), Decimal("NaN")], 2)[0].is_nan()


MASKED = np.ma.array([1, 2, 3], mask=[0, 1, 0])
DURATIONS = np.array([np.timedelta64(1, "s")] * 3, dtype=object)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (MASKED, "input must hold numbers, not MaskedConstant"),
        (DURATIONS, "must hold numbers, not timedelta"),
    ],
)
def test_what_hides_or_counts_no_number_is_refused(values: Any, said: str) -> None:
    for run in (lambda: cross_correlate(values, [1]), lambda: pool(values, 1)):
        with pytest.raises(ConvError, match=said):
            run()
    assert cross_correlate(np.ma.array([1, 2, 3], mask=[0, 0, 0]), [2]).tolist() == [2, 4, 6]


@pytest.mark.parametrize(
    "run",
    [
        lambda axes: ConvSpec([2] * axes, 1),
        lambda axes: TransposedSpec(2, [1] * axes),
        lambda axes: cross_correlate(np.ones([1] * axes), np.ones([1] * axes)),
        lambda axes: transposed_conv(np.ones([1] * axes), np.ones([1] * axes)),
        lambda axes: pool(np.ones([1] * axes), 1),
    ],
)
def test_more_axes_than_an_array_of_windows_can_have_are_refused(run: Any) -> None:
    run(31)
    for axes in (32, 34, 64):
        with pytest.raises(ConvError, match=f"there are {axes} axes, .* only along 31 at most"):
            run(axes)


def test_a_layer_has_two_axes_more() -> None:
    most, one_more = np.ones([1] * 33), np.ones([1] * 34)
    assert conv_layer(most, most).shape == most.shape
    with pytest.raises(ConvError, match="only along 31 at most"):
        conv_layer(one_more, one_more)


@pytest.mark.parametrize("huge", [2**62, 2**63, 2**64, GIANT], ids=int.bit_length)
def test_steps_longer_than_any_array_have_their_terms(huge: int) -> None:
    assert terms(ConvSpec(5, 2, stride=huge)).tolist() == [[0, 0, 0], [1, 1, 0]]
    assert terms(ConvSpec(2, 1, dilation=huge)).tolist() == [[0, 0, 0], [1, 0, 1]]
    assert conv_matrix(ConvSpec(3, 2, stride=huge), [5, 7]).tolist() == [[5], [7], [0]]


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (lambda: terms(ConvSpec(10**14, 3)), f"array of {3 * (10**14 - 2)}×3 cells does not fit"),
        (lambda: terms(ConvSpec(3, 1, stride=2**70, padding=2**70, padding_mode="replicate")), "not fit"),
        (
            lambda: conv_matrix(ConvSpec([7] * 31, 1), np.ones([1] * 31)),
            f"array of {7**31}×3 cells does not fit",
        ),
        (lambda: terms(ConvSpec(GIANT, 3)), "array of ≈10.5000×3 cells does not fit"),
        (lambda: cross_correlate([1], [1], padding=GIANT), "array of 1×1×≈10.5000 cells does not fit"),
        (
            lambda: cross_correlate([1, 2], [1], stride=2**70, padding=2**70, padding_mode="replicate"),
            f"array of 1×1×{2**71 + 2} cells does not fit",
        ),
        (
            lambda: reaching_cells(stack([2**21] * 4, [{"kernel_size": 1}]), [2**21 - 1] * 4),
            "array of 2097152×2097152×2097152×2097152 cells does not fit",
        ),
        (lambda: reaching_cells(stack(9, [{"kernel_size": 1}]), GIANT), "no output cell ≈10.5000"),
        (lambda: pool(np.ones([1] * 24), 10**3, padding=999, kind="average"), "does not fit"),
    ],
)
def test_what_does_not_fit_in_the_memory_is_refused(run: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        run()


def test_a_copy_that_does_not_fit_is_told_with_the_shape_of_its_original() -> None:
    with pytest.raises(ConvError, match="array of 2×3 cells does not fit"), computing(None, np.ones((2, 3))):
        raise MemoryError


@pytest.mark.parametrize("wrong", [None, 5, "5", (5, 3), [5], {}, np.ones(2), ConvSpec, TransposedSpec(5, 3)])
def test_only_a_spec_has_terms(wrong: Any) -> None:
    with pytest.raises(ConvError, match=f"must be a ConvSpec, not {type(wrong).__name__}"):
        terms(wrong)


@pytest.mark.parametrize("wrong", ["no", 1, None, np.ones(2), []])
def test_the_side_of_the_odd_cell_is_chosen_by_a_flag(wrong: Any) -> None:
    with pytest.raises(ConvError, match="extra_before must be true or false"):
        same_padding(6, 3, extra_before=wrong)


def test_one_pair_in_a_list_speaks_of_every_axis() -> None:
    assert ConvSpec((5, 6), 3, padding=[(0, 1)]) == ConvSpec((5, 6), 3, padding=[(0, 1), (0, 1)])
    assert pool(np.ones((3, 3)), 2, padding=[1]).shape == (2, 2)


def test_numbers_that_do_not_go_together_make_no_matrix() -> None:
    spec = ConvSpec(1, 3, padding=1, padding_mode="replicate")
    kernel = [Decimal(1), Fraction(1, 2), Decimal(2)]
    with pytest.raises(ConvError, match="added together: Decimal, Fraction"):
        conv_matrix(spec, kernel)
    large = np.full(3, 60000, dtype=np.float16)
    assert conv_matrix(spec, large).tolist() == [[np.inf]]


@pytest.mark.parametrize("write", [latex, mathml, text])
@pytest.mark.parametrize("wrong", [True, False])
def test_a_truth_is_no_number_of_a_formula(write: Any, wrong: bool) -> None:
    with pytest.raises(ConvError, match="not of bool"):
        write(wrong)


def test_a_formula_stands_in_a_line_or_in_one_of_its_own() -> None:
    wrong: Any = "wide"
    with pytest.raises(ConvError, match="display cannot be “wide”; it can be: inline, block"):
        mathml(1, display=wrong)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (10**40 - 1, "9" * 40),
        (10**40, "≈10^40"),
        (-GIANT, "-≈10^5000"),
        ([GIANT], "list"),
        ("y" * 121, "y" * 120 + "…"),
        (np.ones((2, 2)), "[[1. 1.]  [1. 1.]]"),
        (True, "True"),
    ],
    ids=range(7),
)
def test_a_sentence_shows_a_value_on_one_line_of_bearable_length(value: Any, told: str) -> None:
    assert shown(value) == told
    for language in LANGUAGES:
        assert told in ConvError("not-integer", name="stride", value=value).message(language)
