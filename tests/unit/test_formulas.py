"""Formulas: the MathML is well formed, and the numbers in it come to the result beside it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.formulas import (
    Fenced,
    Fraction,
    Operator,
    Row,
    Symbol,
    floor,
    latex,
    mathml,
    parenthesised,
    row,
    size_formula,
)
from tests.strategies import Axis, axes
from tests.unit.reference import evaluated, positions

names = st.text(alphabet="ikspd<>&\"' ñ", min_size=1, max_size=3)
leaves = st.one_of(
    st.integers(-99, 99),
    st.builds(Symbol, names, st.one_of(st.just(""), names)),
    st.builds(Operator, st.sampled_from(["+", "−", "·", "=", "<", "&"])),
)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: Row(tuple(parts))),
        st.builds(Fraction, inner, inner),
        inner.map(floor),
        inner.map(parenthesised),
        st.builds(Fenced, st.just("|"), inner, st.just("|")),
    ),
    max_leaves=8,
)


@given(expressions)
def test_mathml_is_well_formed(expression: object) -> None:
    parsed = ET.fromstring(mathml(expression))  # type: ignore[arg-type]
    assert parsed.tag == "math"
    for fraction in parsed.iter("mfrac"):
        assert len(fraction) == 2
    for symbol in parsed.iter("msub"):
        assert len(symbol) == 2


@given(expressions)
def test_latex_has_its_braces_in_pairs(expression: object) -> None:
    text = latex(expression)  # type: ignore[arg-type]
    assert text.count("{") == text.count("}")
    assert text.count(r"\left") == text.count(r"\right")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (3, "<math><mn>3</mn></math>"),
        (-3, "<math><mrow><mo>−</mo><mn>3</mn></mrow></math>"),
        (Symbol("p", "izq."), "<math><msub><mi>p</mi><mtext>izq.</mtext></msub></math>"),
        (
            row(Symbol("o"), "=", floor(Fraction(row(5, "−", 3), 2))),
            (
                "<math><mrow><mi>o</mi><mo>=</mo><mrow><mo>⌊</mo><mfrac><mrow><mn>5</mn><mo>−</mo><mn>3</mn>"
                "</mrow><mn>2</mn></mfrac><mo>⌋</mo></mrow></mrow></math>"
            ),
        ),
    ],
)
def test_mathml_by_hand(expression: object, expected: str) -> None:
    assert mathml(expression) == expected  # type: ignore[arg-type]


def test_latex_by_hand() -> None:
    letters, numbers, result = size_formula(7, 3, stride=2, padding=(1, 2), dilation=2, sides=("a", "b"))
    assert latex(letters) == (
        r"\left\lfloor \frac{i + p_{\text{a}} + p_{\text{b}} - k"
        r" - \left( k - 1 \right) \left( d - 1 \right)}{s} \right\rfloor + 1"
    )
    assert latex(numbers) == r"\left\lfloor \frac{7 + 1 + 2 - 3 - 2 \cdot 1}{2} \right\rfloor + 1"
    assert result == 3
    letters, numbers, result = size_formula(5, 3, stride=2, padding=(1, 1), dilation=1)
    assert latex(letters) == r"\left\lfloor \frac{i + 2 p - k}{s} \right\rfloor + 1"
    assert latex(numbers) == r"\left\lfloor \frac{5 + 2 \cdot 1 - 3}{2} \right\rfloor + 1"
    assert result == 3


@given(axes(largest_kernel=7))
def test_the_letters_and_the_numbers_come_to_the_result(axis: Axis) -> None:
    size, kernel, stride, padding, dilation = axis
    letters, numbers, result = size_formula(
        size, kernel, stride=stride, padding=padding, dilation=dilation, sides=("before", "after")
    )
    meaning = {
        "i": size, "k": kernel, "s": stride, "d": dilation, "p": padding[0],
        "p_before": padding[0], "p_after": padding[1],
    }  # fmt: skip
    assert result == len(positions(*axis))
    assert evaluated(ET.fromstring(mathml(numbers))) == result
    assert evaluated(ET.fromstring(mathml(letters)), meaning) == result
    said = {node.text for node in ET.fromstring(mathml(letters)).iter("mi")}
    assert said == {"i", "k", "s", "p"} | ({"d"} if dilation > 1 else set())


def test_no_formula_of_what_has_no_size() -> None:
    with pytest.raises(ConvError, match="spans 5 cells"):
        size_formula(3, 5, stride=1, padding=(0, 1), dilation=1)
