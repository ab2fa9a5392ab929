"""Values that a reader types and sees: read exactly, shown exactly or rounded rightly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures.controls import Integer
from pyconv.pictures.exact import Rationals, is_short, parse, product_dtype, show, texts, whole, with_values
from tests.strategies import BAD_CELLS
from tests.unit.reference import number

values = st.fractions(-9999, 9999, max_denominator=1000)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3", Fraction(3)),
        (" 3 ", Fraction(3)),
        ("+3", Fraction(3)),
        ("-3", Fraction(-3)),
        ("−3", Fraction(-3)),
        ("- 3", Fraction(-3)),
        ("-0", Fraction(0)),
        ("007", Fraction(7)),
        ("0.5", Fraction(1, 2)),
        ("0,5", Fraction(1, 2)),
        (".5", Fraction(1, 2)),
        (",5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("-0.125", Fraction(-1, 8)),
        ("0.1", Fraction(1, 10)),
        ("1/9", Fraction(1, 9)),
        ("-1 / 9", Fraction(-1, 9)),
        ("2/6", Fraction(1, 3)),
        ("1,5/2", Fraction(3, 4)),
        ("9999", Fraction(9999)),
        ("−9999", Fraction(-9999)),
        ("1/1000", Fraction(1, 1000)),
        ("2000/2000", Fraction(1)),
    ],
)
def test_what_a_reader_may_type(typed: str, value: Fraction) -> None:
    assert parse(typed) == value


@given(values, st.booleans())
def test_every_value_can_be_typed_as_a_fraction(value: Fraction, spaced: bool) -> None:
    typed = f"{value.numerator}{' / ' if spaced else '/'}{value.denominator}"
    if len(typed.replace(" ", "")) <= 16:
        assert parse(typed) == value


@given(st.integers(-9_999_000, 9_999_000), st.sampled_from([".", ","]))
def test_every_three_decimals_can_be_typed(thousandths: int, point: str) -> None:
    sign = "-" if thousandths < 0 else ""
    units, rest = divmod(abs(thousandths), 1000)
    assert parse(f"{sign}{units}{point}{rest:03}") == Fraction(thousandths, 1000)


@pytest.mark.parametrize(("typed", "reason", "said"), BAD_CELLS)
def test_what_a_reader_may_not_type(typed: str, reason: str, said: tuple[str, ...]) -> None:
    with pytest.raises(ConvError) as refused:
        parse(typed)
    assert refused.value.reason == reason
    for language in LANGUAGES:
        message = refused.value.message(language)
        assert all(piece in message for piece in said), message


@pytest.mark.parametrize("typed", ["1 2", "1 2/3", "1 1/2", "1\t2"])
def test_two_numbers_in_a_cell_are_not_read_as_one(typed: str) -> None:
    # "1 1/2" would be eleven halves.
    with pytest.raises(ConvError, match="is not a number"):
        parse(typed)


@pytest.mark.parametrize("typed", ["1/-9", "1/2/3", "1..2", "1,2.3", "٣/", "½", "1_000", "0x10", "inf", "1/"])
def test_other_forms_of_numbers_are_refused(typed: str) -> None:
    with pytest.raises(ConvError, match="is not a number"):
        parse(typed)


FOREIGN = [
    chr(code) for code in range(128, 0x110000) if chr(code).isdecimal() or chr(code).isdigit()
]  # fmt: skip
"""Digits of every script but ours, those in circles and above the line too."""


def test_digits_of_other_scripts_are_refused_in_cells_and_in_fields() -> None:
    field = Integer(0, 9999, (1,), name="input")
    assert len(FOREIGN) > 700
    for digit in FOREIGN:
        for typed in (digit, f"1{digit}", f"-{digit}", f"{digit}.5", f"0,{digit}", f"1/{digit}"):
            with pytest.raises(ConvError, match="is not a number"):
                parse(typed)
            assert whole(typed) is None
            with pytest.raises(ConvError, match="must be a whole number"):
                field.read(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", 3),
        (" 3 ", 3),
        ("+3", 3),
        ("-3", -3),
        ("−3", -3),
        ("− 3", -3),
        ("007", 7),
        ("9" * 16, int("9" * 16)),
    ],
)
def test_whole_numbers_are_typed_alike_in_cells_and_in_fields(typed: str, number: int) -> None:
    assert whole(typed) == number
    if abs(number) <= 9999:
        assert parse(typed) == number
        assert Integer(-9999, 9999, (1,), name="input").read(typed) == number


@pytest.mark.parametrize(
    "typed", ["", " ", "-", "3.", "3.0", "3,0", "6/2", "1 2", "1_0", "--1", "－1", "1e3", "9" * 17, "0x1"]
)
def test_what_is_no_whole_number(typed: str) -> None:
    assert whole(typed) is None


@given(st.text("0123456789+-−.,/ ٣３", max_size=18))
def test_a_field_reads_what_a_cell_reads_as_whole(typed: str) -> None:
    number = whole(typed)
    if number is not None and abs(number) <= 9999:
        assert parse(typed) == number
    elif number is None and not set("./,") & set(typed):
        with pytest.raises(ConvError, match=r"is not a number|the cell is empty"):
            parse(typed)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        value = parse(typed)
    except ConvError:
        return
    assert abs(value) <= 9999
    assert value.denominator <= 1000


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (Fraction(0), "0", "0"),
        (Fraction(3), "3", "3"),
        (Fraction(-3), "−3", "−3"),
        (Fraction(3, 4), "0.75", "0,75"),
        (Fraction(-1, 8), "−0.125", "−0,125"),
        (Fraction(1, 1000), "0.001", "0,001"),
        (Fraction(2, 3), "0.67", "0,67"),
        (Fraction(-2, 3), "−0.67", "−0,67"),
        (Fraction(200, 3), "66.67", "66,67"),
        (Fraction(1, 3000), "0", "0"),
        (Fraction(-1, 3000), "0", "0"),
        (Fraction(299_999, 3000), "100", "100"),
        (Fraction(10), "10", "10"),
        (Fraction(1, 2), "0.5", "0,5"),
    ],
)
def test_how_values_are_shown(value: Fraction, english: str, spanish: str) -> None:
    assert show(value.numerator, value.denominator, "en") == english
    assert show(value.numerator, value.denominator, "es") == spanish


@given(values, st.integers(1, 12), st.sampled_from(LANGUAGES))
def test_a_shown_value_is_exact_or_the_nearest_hundredth(value: Fraction, times: int, language: str) -> None:
    above, below = value.numerator * times, value.denominator * times
    shown = number(show(above, below, language))
    if 1000 % value.denominator == 0:
        assert shown == value
        assert is_short(above, below)
    else:
        assert abs(shown - value) <= Fraction(1, 200)
        assert not is_short(above, below)
    assert number(show(above, below, language, as_fraction=True)) == value


@given(st.lists(values, min_size=1, max_size=6), st.sampled_from(LANGUAGES))
def test_exact_texts_read_back_as_the_values(cells: list[Fraction], language: str) -> None:
    zeros = Rationals(np.zeros(len(cells), dtype=np.int64))
    grid = with_values(zeros, dict(enumerate(cells)))
    shown = texts(grid, language, exact=True)
    assert [number(text) for text in shown] == cells
    assert [parse(text) for text in shown if len(text) <= 16] == [
        cell for cell, text in zip(cells, shown, strict=True) if len(text) <= 16
    ]
    assert [grid.fraction(place) for place in range(len(cells))] == cells


@given(
    st.lists(st.integers(-99, 99), min_size=6, max_size=6),
    st.integers(1, 12),
    st.dictionaries(st.integers(0, 5), values, max_size=4),
)
def test_with_values_changes_those_cells_and_no_other(
    numerators: list[int], denominator: int, edits: dict[int, Fraction]
) -> None:
    before = Rationals(np.array(numerators).reshape(2, 3), denominator)
    after = with_values(before, edits)
    assert after.numerators.shape == (2, 3)
    assert before.numerators.ravel().tolist() == numerators
    for place in range(6):
        assert after.fraction(place) == edits.get(place, before.fraction(place))


@given(
    st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=3),
    st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=3),
)
def test_the_dtype_of_products_holds_their_sums(x: list[int], kernel: list[int]) -> None:
    image, weights = Rationals(np.array(x, dtype=object)), Rationals(np.array(kernel, dtype=object))
    worst = max(map(abs, x)) * max(map(abs, kernel)) * len(kernel)
    dtype = product_dtype(image, weights)
    assert dtype in {np.int64, object}
    assert dtype is object or worst < 2**63
    assert dtype is np.int64 or worst >= 2**61


@pytest.mark.parametrize(
    ("x", "taps", "dtype"),
    [([2**31], [2**30], np.int64), ([2**31, 0], [2**30] * 4, object), ([0, -(2**63)], [1], object)],
)
def test_the_dtype_of_products_by_hand(x: list[int], taps: list[int], dtype: type) -> None:
    image, weights = Rationals(np.array(x)), Rationals(np.array(taps))
    assert product_dtype(image, weights) is dtype
