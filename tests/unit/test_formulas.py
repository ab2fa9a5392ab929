"""Formulas: the MathML is well formed, and the numbers in it come to the result beside it."""

from __future__ import annotations

import fractions
import math
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from latex2mathml.converter import convert

from pyconv import ConvError
from pyconv.expressions import (
    Fenced,
    Fraction,
    Indexed,
    Matrix,
    Operator,
    Product,
    Row,
    Sum,
    Symbol,
    floor,
    parenthesised,
    product,
    row,
    total,
)
from pyconv.formulas import latex, mathml, text
from pyconv.symbols import size_formula
from tests.strategies import Axis, axes
from tests.unit.reference import evaluated, positions

names = st.text(alphabet="ikspd<>&\"' ñ\u0302′", min_size=1, max_size=3)
places = st.lists(st.integers(0, 12), min_size=1, max_size=3).map(tuple)
leaves = st.one_of(
    st.integers(-99, 99),
    st.builds(Symbol, names, st.one_of(st.just(""), names)),
    st.builds(Indexed, names, places, st.booleans()),
    st.builds(Operator, st.sampled_from(["+", "−", "·", "=", "<", "&"])),
)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: Row(tuple(parts))),
        st.builds(Fraction, inner, inner),
        st.builds(Sum, inner, inner),
        inner.map(floor),
        inner.map(parenthesised),
        st.builds(Fenced, st.just("|"), inner, st.just("|")),
        st.builds(Fenced, st.just("<"), inner, st.just("&")),
        st.lists(inner, max_size=3).map(lambda factors: Product(tuple(factors))),
        st.lists(st.tuples(inner, inner), max_size=2).map(lambda rows: Matrix(tuple(rows))),
    ),
    max_leaves=8,
)


def converted(formula: str) -> ET.Element:
    """Return LaTeX as another program's MathML, without namespaces."""
    math = ET.fromstring(convert(formula))
    for node in math.iter():
        node.tag = node.tag.rpartition("}")[2]
    return math


@given(expressions)
def test_mathml_is_well_formed(expression: object) -> None:
    parsed = ET.fromstring(mathml(expression))  # type: ignore[arg-type]
    assert parsed.tag == "math"
    for tag in ("mfrac", "msub", "msup", "mover"):
        for pair in parsed.iter(tag):
            assert len(pair) == 2
    assert {tuple(cell.tag for cell in line) for line in parsed.iter("mtr")} <= {("mtd", "mtd")}


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


O00, K22 = Indexed("O", (0, 0)), Indexed("k", (2, 2))


@pytest.mark.parametrize(
    ("expression", "as_latex", "as_text", "as_mathml"),
    [
        (-3, "-3", "−3", "<mrow><mo>−</mo><mn>3</mn></mrow>"),
        (Symbol("p", "izq."), r"p_{\text{izq.}}", "p_izq.", "<msub><mi>p</mi><mtext>izq.</mtext></msub>"),
        (Symbol("i′"), "i'", "i′", "<msup><mi>i</mi><mo>′</mo></msup>"),
        (Symbol("k̂"), r"\hat{k}", "k̂", '<mover accent="true"><mi>k</mi><mo>^</mo></mover>'),
        (
            Symbol("k̂′", "a"), r"\hat{k}'_{\text{a}}", "k̂′_a",
            ('<msub><msup><mover accent="true"><mi>k</mi><mo>^</mo></mover><mo>′</mo></msup>'
            "<mtext>a</mtext></msub>"),
        ),
        (Symbol("R&D"), r"\mathrm{R\&D}", "R&D", "<mi>R&amp;D</mi>"),
        (O00, "O_{00}", "O₀₀", "<msub><mi>O</mi><mn>00</mn></msub>"),
        (Indexed("k", (7,), separated=True), "k_{7}", "k₇", "<msub><mi>k</mi><mn>7</mn></msub>"),
        (
            Indexed("k", (10, 2), separated=True), "k_{10,2}", "k₁₀,₂",
            '<msub><mi>k</mi><mrow><mn>10</mn><mo separator="true">,</mo><mn>2</mn></mrow></msub>',
        ),
        (
            product(O00, K22), "O_{00} k_{22}", "O₀₀k₂₂",
            "<mrow><msub><mi>O</mi><mn>00</mn></msub><mo>\u2062</mo><msub><mi>k</mi><mn>22</mn></msub></mrow>",
        ),
        (product(2, 3), r"2 \cdot 3", "2·3", "<mrow><mn>2</mn><mo>·</mo><mn>3</mn></mrow>"),
        (
            product(K22, -1), r"k_{22} \left( -1 \right)", "k₂₂(−1)",
            ("<mrow><msub><mi>k</mi><mn>22</mn></msub><mo>\u2062</mo>"
            "<mrow><mo>(</mo><mrow><mo>−</mo><mn>1</mn></mrow><mo>)</mo></mrow></mrow>"),
        ),
        (product(Fraction(1, Symbol("s")), Symbol("i")), r"\frac{1}{s} i", "(1/s)i", None),
        (product(total(1, K22), O00), r"\left( 1 + k_{22} \right) O_{00}", "(1 + k₂₂)O₀₀", None),
        (total(product(O00, K22), 0), "O_{00} k_{22} + 0", "O₀₀k₂₂ + 0", None),
        (Fraction(product(2, Symbol("p")), product(2, Symbol("s"))), r"\frac{2 p}{2 s}", "2p/(2s)", None),
        (row("−", Symbol("i"), "=", "−", 2), "- i = - 2", "−i = −2", None),
        (row("=", 5, "·", 2), r"= 5 \cdot 2", "= 5·2", None),
        (row(1, "≤", Symbol("i"), "×", 2), r"1 \leq i \times 2", "1 ≤ i × 2", None),
        (Fenced("{", 1, "}"), r"\left\{ 1 \right\}", "{1}", "<mrow><mo>{</mo><mn>1</mn><mo>}</mo></mrow>"),
        (Fenced("<", 1, "&"), r"\left< 1 \right\&", "<1&",
         "<mrow><mo>&lt;</mo><mn>1</mn><mo>&amp;</mo></mrow>"),
        (
            Matrix(((K22, 0), (1, O00))),
            r"\left[\begin{matrix}k_{22} & 0\\1 & O_{00}\end{matrix}\right]", "[k₂₂, 0; 1, O₀₀]",
            ("<mrow><mo>[</mo><mtable>"
            "<mtr><mtd><msub><mi>k</mi><mn>22</mn></msub></mtd><mtd><mn>0</mn></mtd></mtr>"
            "<mtr><mtd><mn>1</mn></mtd><mtd><msub><mi>O</mi><mn>00</mn></msub></mtd></mtr>"
            "</mtable><mo>]</mo></mrow>"),
        ),
        (
            Matrix((tuple(range(11)),)),
            r"\left[\begin{array}{ccccccccccc}0 & 1 & 2 & 3 & 4 & 5 & 6 & 7 & 8 & 9 & 10\end{array}\right]",
            "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", None,
        ),
        (
            Matrix(()), r"\left[\begin{matrix}\end{matrix}\right]", "[]",
            "<mrow><mo>[</mo><mtable></mtable><mo>]</mo></mrow>",
        ),
        (
            row(Sum(row(Symbol("c"), "=", 0), 2), Symbol("w")), r"\sum_{c = 0}^{2} w", "∑[c = 0 … 2]w",
            ('<mrow><munderover><mo movablelimits="false">∑</mo><mrow><mi>c</mi><mo>=</mo><mn>0</mn></mrow>'
            "<mn>2</mn></munderover><mi>w</mi></mrow>"),
        ),
    ],
)  # fmt: skip
def test_all_three_by_hand(expression: Any, as_latex: str, as_text: str, as_mathml: str | None) -> None:
    assert latex(expression) == as_latex
    assert text(expression) == as_text
    if as_mathml is not None:
        assert mathml(expression) == f"<math>{as_mathml}</math>"


def test_a_formula_may_stand_in_a_line_of_its_own() -> None:
    assert mathml(1, display="block") == '<math display="block"><mn>1</mn></math>'
    assert mathml(1, display="inline") == mathml(1) == "<math><mn>1</mn></math>"


@pytest.mark.parametrize("wrong", [None, "k", 1.5, [1], row(1, Fraction(None, 2))])  # type: ignore[arg-type]
@pytest.mark.parametrize("written", [mathml, latex, text])
def test_what_is_no_expression_is_not_written(written: Any, wrong: Any) -> None:
    with pytest.raises(ConvError, match=r"expressions and whole numbers, not of (NoneType|str|float|list)"):
        written(wrong)


def test_sums_of_few() -> None:
    assert total() == 0
    assert total(O00) == O00
    assert total(O00, 1, K22) == row(O00, "+", 1, "+", K22)


def test_a_matrix_has_rows_of_one_length() -> None:
    assert Matrix(((1, 2, 3),)).shape == (1, 3)
    assert Matrix(()).shape == (0, 0)
    with pytest.raises(ConvError, match="the rows of matrix are not all of the same length"):
        Matrix(((1, 2), (3, 4, 5)))


LETTERS = {"i": 5, "s": 2, "p": -1, "i′": 7, "k^": -4, "k_00": 3, "k_01": -2, "I_10,2": 11, "p_a": 13}
WRITTEN = {
    "i": Symbol("i"), "s": Symbol("s"), "p": Symbol("p"), "i′": Symbol("i′"), "k^": Symbol("k̂"),
    "k_00": Indexed("k", (0, 0)), "k_01": Indexed("k", (0, 1)),
    "I_10,2": Indexed("I", (10, 2), separated=True), "p_a": Symbol("p", "a"),
}  # fmt: skip
Meant = tuple[Any, fractions.Fraction]


def meant_leaves() -> st.SearchStrategy[Meant]:
    number = st.integers(-9, 9).map(lambda value: (value, fractions.Fraction(value)))
    letter = st.sampled_from(sorted(LETTERS)).map(
        lambda name: (WRITTEN[name], fractions.Fraction(LETTERS[name]))
    )
    return st.one_of(number, letter)


def grown(inner: st.SearchStrategy[Meant]) -> st.SearchStrategy[Meant]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        several.map(
            lambda parts: (total(*(p for p, _ in parts)), sum((v for _, v in parts), fractions.Fraction()))
        ),
        several.map(lambda parts: (product(*(p for p, _ in parts)), math.prod((v for _, v in parts)))),
        inner.map(lambda part: (Fraction(part[0], 3), part[1] / 3)),
        inner.map(lambda part: (floor(part[0]), fractions.Fraction(math.floor(part[1])))),
        inner.map(lambda part: (parenthesised(part[0]), part[1])),
    )


@given(st.recursive(meant_leaves(), grown, max_leaves=8))
def test_mathml_and_latex_mean_what_was_put_together(meant: Meant) -> None:
    expression, value = meant
    assert evaluated(ET.fromstring(mathml(expression)), LETTERS) == value
    assert evaluated(converted(latex(expression)), LETTERS) == value


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
