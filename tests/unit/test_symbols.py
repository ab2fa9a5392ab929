"""A convolution in letters: the matrices that a reader knows, and what they come to with numbers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from latex2mathml.converter import convert

from pyconv import ConvError, ConvSpec
from pyconv.expressions import Expression, Indexed, Matrix, Operator, Product, Row, product, total
from pyconv.formulas import latex, mathml, text
from pyconv.matrix import conv_matrix
from pyconv.symbols import (
    flattened,
    input_symbols,
    kernel_symbols,
    matrix_symbols,
    output_sums,
    output_symbols,
    placed_filters,
    transposed_sums,
)
from pyconv.transposed import TransposedSpec
from tests.strategies import nested, span
from tests.unit.reference import evaluated, meetings, slid, sources
from tests.unit.reference import flattened as leaves

# The example of the guide: a kernel of 3×3 over an input of 5×5 with steps of 2.
SPEC = ConvSpec((5, 5), 3, stride=2)

INPUT = """
    00 01 02 03 04
    10 11 12 13 14
    20 21 22 23 24
    30 31 32 33 34
    40 41 42 43 44
"""
PLACED = [
    """
    00 01 02 . .
    10 11 12 . .
    20 21 22 . .
    . . . . .
    . . . . .
    """,
    """
    . . 00 01 02
    . . 10 11 12
    . . 20 21 22
    . . . . .
    . . . . .
    """,
    """
    . . . . .
    . . . . .
    00 01 02 . .
    10 11 12 . .
    20 21 22 . .
    """,
    """
    . . . . .
    . . . . .
    . . 00 01 02
    . . 10 11 12
    . . 20 21 22
    """,
]
U = """
    00 .  .  .
    01 .  .  .
    02 00 .  .
    .  01 .  .
    .  02 .  .
    10 .  .  .
    11 .  .  .
    12 10 .  .
    .  11 .  .
    .  12 .  .
    20 .  00 .
    21 .  01 .
    22 20 02 00
    .  21 .  01
    .  22 .  02
    .  .  10 .
    .  .  11 .
    .  .  12 10
    .  .  .  11
    .  .  .  12
    .  .  20 .
    .  .  21 .
    .  .  22 20
    .  .  .  21
    .  .  .  22
"""
C = """
    00*00 | 00*01 | 00*02 + 01*00 | 01*01 | 01*02
    00*10 | 00*11 | 00*12 + 01*10 | 01*11 | 01*12
    00*20 + 10*00 | 00*21 + 10*01 | 00*22 + 01*20 + 10*02 + 11*00 | 01*21 + 11*01 | 01*22 + 11*02
    10*10 | 10*11 | 10*12 + 11*10 | 11*11 | 11*12
    10*20 | 10*21 | 10*22 + 11*20 | 11*21 | 11*22
"""


def entries_of(letter: str, table: str) -> Matrix:
    """Return a matrix of one letter from a table of places; a dot is 0."""
    lines = [line.split() for line in table.strip().splitlines()]
    return Matrix(
        tuple(
            tuple(0 if at == "." else Indexed(letter, tuple(map(int, at))) for at in line) for line in lines
        )
    )


def sums_of(one: str, other: str, table: str) -> Matrix:
    """Return a matrix of sums of products of two letters from a table of their places."""

    def written(summand: str) -> Expression:
        first, second = summand.split("*")
        return product(Indexed(one, tuple(map(int, first))), Indexed(other, tuple(map(int, second.strip()))))

    lines = [line.split("|") for line in table.strip().splitlines()]
    return Matrix(
        tuple(tuple(total(*map(written, re.findall(r"\d+\*\d+", cell))) for cell in line) for line in lines)
    )


def latex_of(letter: str, table: str) -> str:
    """Return the LaTeX of such a table by replacing one text with another."""
    cells = re.sub(r"\d\d", lambda place: f"{letter}_{{{place[0]}}}", table.strip()).replace(".", "0")
    lines = [" & ".join(line.split()) for line in cells.splitlines()]
    return r"\left[\begin{matrix}" + r"\\".join(lines) + r"\end{matrix}\right]"


def test_the_matrices_of_the_example_entry_by_entry() -> None:
    assert input_symbols(SPEC) == entries_of("I", INPUT)
    assert kernel_symbols(SPEC) == entries_of("k", "00 01 02\n10 11 12\n20 21 22")
    assert output_symbols(SPEC) == entries_of("O", "00 01\n10 11")
    assert flattened(input_symbols(SPEC)) == entries_of("I", " ".join(INPUT.split()))
    assert flattened(output_symbols(SPEC)) == entries_of("O", "00 01 10 11")
    assert placed_filters(SPEC) == tuple(entries_of("k", table) for table in PLACED)
    assert matrix_symbols(SPEC) == entries_of("k", U)
    columns = zip(*(line.split() for line in U.strip().splitlines()), strict=True)
    assert matrix_symbols(SPEC, transposed=True) == entries_of("k", "\n".join(map(" ".join, columns)))
    assert transposed_sums(SPEC) == sums_of("O", "k", C)


def test_the_latex_of_the_example() -> None:
    assert latex(input_symbols(SPEC)) == latex_of("I", INPUT)
    assert [latex(placed) for placed in placed_filters(SPEC)] == [latex_of("k", table) for table in PLACED]
    assert latex(matrix_symbols(SPEC)) == latex_of("k", U)
    assert (
        latex(output_symbols(SPEC))
        == r"\left[\begin{matrix}O_{00} & O_{01}\\O_{10} & O_{11}\end{matrix}\right]"
    )
    # More columns than LaTeX's matrix holds.
    wide = " & ".join(f"I_{{{place}}}" for place in INPUT.split())
    columns = "c" * 25
    assert latex(flattened(input_symbols(SPEC))) == (
        rf"\left[\begin{{array}}{{{columns}}}{wide}\end{{array}}\right]"
    )
    lines = []
    for line in C.strip().splitlines():
        cells = re.sub(r"(\d\d)\*(\d\d)", r"O_{\1} k_{\2}", line).split("|")
        lines.append(" & ".join(cell.strip() for cell in cells))
    inside = r"\\".join(lines)
    assert latex(transposed_sums(SPEC)) == rf"\left[\begin{{matrix}}{inside}\end{{matrix}}\right]"


def test_the_centre_and_a_window_in_plain_characters() -> None:
    assert text(transposed_sums(SPEC).rows[2][2]) == "O₀₀k₂₂ + O₀₁k₂₀ + O₁₀k₀₂ + O₁₁k₀₀"
    assert text(output_sums(SPEC).rows[1][0]) == (
        "k₀₀I₂₀ + k₀₁I₂₁ + k₀₂I₂₂ + k₁₀I₃₀ + k₁₁I₃₁ + k₁₂I₃₂ + k₂₀I₄₀ + k₂₁I₄₁ + k₂₂I₄₂"
    )


def test_one_axis_has_one_number_and_three_axes_have_three() -> None:
    one = ConvSpec(12, 2, stride=10)
    assert input_symbols(one).rows[0][11] == Indexed("I", (11,))
    assert text(output_sums(one)) == "[k₀I₀ + k₁I₁, k₀I₁₀ + k₁I₁₁]"
    three = ConvSpec((2, 1, 2), (1, 1, 2))
    assert text(input_symbols(three)) == "[I₀₀₀, I₀₀₁; I₁₀₀, I₁₀₁]"
    assert text(output_sums(three)) == "[k₀₀₀I₀₀₀ + k₀₀₁I₀₀₁; k₀₀₀I₁₀₀ + k₀₀₁I₁₀₁]"
    assert text(matrix_symbols(three)) == "[k₀₀₀, 0; k₀₀₁, 0; 0, k₀₀₀; 0, k₀₀₁]"


def test_commas_where_a_place_may_have_two_digits() -> None:
    spec = ConvSpec((11, 2), 2, stride=9)
    assert text(input_symbols(spec).rows[10][1]) == "I₁₀,₁"
    assert text(input_symbols(spec).rows[0][0]) == "I₀,₀"
    assert text(kernel_symbols(spec).rows[1][1]) == "k₁₁"
    assert text(output_symbols(spec)) == "[O₀₀; O₁₀]"
    assert latex(output_sums(spec).rows[1][0]) == (
        "k_{00} I_{9,0} + k_{01} I_{9,1} + k_{10} I_{10,0} + k_{11} I_{10,1}"
    )
    assert text(input_symbols(ConvSpec((10, 2), 2)).rows[9][1]) == "I₉₁"


def test_copies_add_taps_up_and_zeros_leave_products_out() -> None:
    copied = ConvSpec(2, 3, padding=1, padding_mode="replicate")
    assert text(matrix_symbols(copied)) == "[k₀ + k₁, k₀; k₂, k₁ + k₂]"
    assert [text(placed) for placed in placed_filters(copied)] == ["[k₀ + k₁, k₂]", "[k₀, k₁ + k₂]"]
    assert text(output_sums(copied)) == "[k₀I₀ + k₁I₀ + k₂I₁, k₀I₀ + k₁I₁ + k₂I₁]"
    assert text(transposed_sums(copied)) == "[O₀k₀ + O₀k₁ + O₁k₀, O₀k₂ + O₁k₁ + O₁k₂]"
    turned = ConvSpec(2, 3, padding=1, padding_mode="replicate", flipped=True)
    assert text(matrix_symbols(turned)) == "[k₁ + k₂, k₂; k₀, k₀ + k₁]"
    assert text(output_sums(turned)) == "[k₂I₀ + k₁I₀ + k₀I₁, k₂I₀ + k₁I₁ + k₀I₁]"
    around = ConvSpec(2, 2, padding=1)
    assert text(output_sums(around)) == "[k₁I₀, k₀I₀ + k₁I₁, k₀I₁]"
    assert text(output_sums(ConvSpec(1, 1, padding=1))) == "[0, k₀I₀, 0]"
    assert text(transposed_sums(ConvSpec(3, 1, stride=2))) == "[O₀k₀, 0, O₁k₀]"


def test_a_transposed_geometry_is_told_by_the_convolution_that_it_transposes() -> None:
    spec = TransposedSpec((2, 2), 3, stride=2)
    assert matrix_symbols(spec) == matrix_symbols(SPEC, transposed=True)
    assert matrix_symbols(spec, transposed=True) == matrix_symbols(SPEC)
    for letters in (
        input_symbols,
        kernel_symbols,
        output_symbols,
        output_sums,
        transposed_sums,
        placed_filters,
    ):
        assert letters(spec) == letters(SPEC)
    longer = TransposedSpec(2, 2, stride=2, padding=1, output_padding=1)
    assert text(transposed_sums(longer)) == "[O₀k₁, O₁k₀, O₁k₁]"


@st.composite
def problems(draw: st.DrawFn) -> tuple[dict[str, Any], Any, Any, Any]:
    """Draw a small convolution that a matrix gives, with values for input, kernel and output."""
    count = draw(st.sampled_from([1, 2, 2, 3]))
    mode = draw(st.sampled_from(["zeros", "constant", "reflect", "replicate", "circular"]))
    names = ("input_size", "kernel_size", "stride", "padding", "dilation")
    drawn: dict[str, list[Any]] = {name: [] for name in names}
    outputs = []
    for _ in range(count):
        kernel, dilation = draw(st.integers(1, 3 if count < 3 else 2)), draw(st.integers(1, 2))
        most = 0 if mode == "constant" else 2
        before, after = draw(st.integers(0, most)), draw(st.integers(0, most))
        least = max(1, span(kernel, dilation) - before - after, *{
            "reflect": (before + 1, after + 1), "circular": (before, after),
        }.get(mode, ()))  # fmt: skip
        size, stride = least + draw(st.integers(0, 2)), draw(st.integers(1, 3))
        for name, value in zip(names, (size, kernel, stride, (before, after), dilation), strict=True):
            drawn[name].append(value)
        outputs.append((size + before + after - span(kernel, dilation)) // stride + 1)
    geometry: dict[str, Any] = {name: tuple(values) for name, values in drawn.items()}
    geometry |= {"padding_mode": mode, "flipped": draw(st.booleans())}
    values = [
        draw(nested(size)) for size in (geometry["input_size"], geometry["kernel_size"], tuple(outputs))
    ]
    return geometry, *values


def value(expression: Expression, meaning: dict[str, Any]) -> int:
    """Return what letters come to, straight from the expression."""
    match expression:
        case int(number):
            return number
        case Indexed(name, place, _):
            return int(meaning[name][place])
        case Product(factors):
            return prod(value(factor, meaning) for factor in factors)
        case Row(parts):
            assert set(parts[1::2]) == {Operator("+")}
            return sum(value(part, meaning) for part in parts[::2])
    raise AssertionError(expression)


def values(matrix: Matrix, meaning: dict[str, Any]) -> list[list[int]]:
    return [[value(cell, meaning) for cell in line] for line in matrix.rows]


def meaning_of(problem: Any) -> dict[str, Any]:
    _, x, kernel, y = problem
    return {"I": np.array(x), "k": np.array(kernel), "O": np.array(y)}


def spread(geometry: dict[str, Any], y: Any, kernel: Any) -> list[int]:
    """Return what the transposed convolution makes of `y`, by loops."""
    behind = sources(geometry["input_size"], geometry["padding"], geometry["padding_mode"])
    given_back: dict[int | None, int] = defaultdict(int)
    for cell, tap, out in meetings(geometry):
        given_back[behind[cell]] += int(np.ravel(kernel)[tap] * np.ravel(y)[out])
    return [given_back[cell] for cell in range(prod(geometry["input_size"]))]


@given(problems())
def test_with_numbers_the_letters_come_to_what_the_loops_do(problem: Any) -> None:
    geometry, x, kernel, y = problem
    spec, meaning = ConvSpec(**geometry), meaning_of(problem)
    u = conv_matrix(spec, kernel)
    assert values(matrix_symbols(spec), meaning) == u.tolist()
    assert values(matrix_symbols(spec, transposed=True), meaning) == u.T.tolist()
    assert [leaves(values(placed, meaning)) for placed in placed_filters(spec)] == u.T.tolist()
    assert leaves(values(output_sums(spec), meaning)) == slid(geometry, x, kernel)
    assert leaves(values(transposed_sums(spec), meaning)) == spread(geometry, y, kernel)
    assert values(flattened(input_symbols(spec)), meaning) == [np.ravel(x).tolist()]
    assert values(flattened(kernel_symbols(spec)), meaning) == [np.ravel(kernel).tolist()]
    assert values(flattened(output_symbols(spec)), meaning) == [np.ravel(y).tolist()]


@given(problems())
def test_the_matrices_have_the_shapes_of_what_they_stand_for(problem: Any) -> None:
    spec = ConvSpec(**problem[0])
    for matrix, size in [
        (input_symbols(spec), spec.input_size), (transposed_sums(spec), spec.input_size),
        (placed_filters(spec)[-1], spec.input_size), (kernel_symbols(spec), spec.kernel_size),
        (output_symbols(spec), spec.output_size), (output_sums(spec), spec.output_size),
    ]:  # fmt: skip
        assert matrix.shape == (prod(size[:-1]), size[-1])
    assert matrix_symbols(spec).shape == (spec.inputs, spec.outputs)
    assert matrix_symbols(spec, transposed=True).shape == (spec.outputs, spec.inputs)
    assert len(placed_filters(spec)) == spec.outputs


def read(math: str, letters: dict[str, int]) -> list[list[int]]:
    """Return the values of the cells of a matrix in MathML."""
    root = ET.fromstring(math)
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    return [[int(evaluated(cell, letters)) for cell in line] for line in root.iter("mtr")]


def read_text(cell: str, letters: dict[str, int]) -> int:
    """Return the value of a cell in plain characters."""
    found = [re.findall(r"[IkO][₀-₉,]+", summand) for summand in cell.split(" + ")]
    assert "".join("".join(each) or "0" for each in found) == cell.replace(" + ", "")
    names = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
    plain = [[f"{name[0]}_{name[1:].translate(names)}" for name in each] for each in found]
    return sum(prod(letters[name] for name in each) if each else 0 for each in plain)


@settings(max_examples=25)
@given(problems())
def test_every_way_of_writing_means_the_same(problem: Any) -> None:
    spec, meaning = ConvSpec(**problem[0]), meaning_of(problem)
    letters = {
        f"{name}_{(',' if array.ndim > 1 and max(array.shape) > 10 else '').join(map(str, place))}": int(
            number
        )
        for name, array in meaning.items()
        for place, number in np.ndenumerate(array)
    }
    for matrix in (output_sums(spec), transposed_sums(spec), placed_filters(spec)[0]):
        expected = values(matrix, meaning)
        assert read(mathml(matrix), letters) == expected
        assert read(convert(latex(matrix)), letters) == expected
        assert [[read_text(text(cell), letters) for cell in line] for line in matrix.rows] == expected


READERS = (placed_filters, matrix_symbols, output_sums, transposed_sums)
LETTERS = (input_symbols, kernel_symbols, output_symbols)


@pytest.mark.parametrize("letters", [*LETTERS, *READERS])
@pytest.mark.parametrize("wrong", [None, 5, "5", (5, 3), float("nan")])
def test_what_is_no_geometry_is_refused(letters: Any, wrong: Any) -> None:
    with pytest.raises(ConvError, match=f"must be a ConvSpec / TransposedSpec, not {type(wrong).__name__}"):
        letters(wrong)
    with pytest.raises(ConvError, match=r"the output padding \(2\) is not smaller than the stride \(1"):
        letters(TransposedSpec(3, 3, dilation=3, output_padding=2))


@pytest.mark.parametrize("letters", READERS)
def test_padding_with_a_constant_has_no_letters(letters: Any) -> None:
    with pytest.raises(ConvError, match="2 of the 9 products read padding with a constant"):
        letters(ConvSpec(3, 3, padding=1, padding_mode="constant"))


@pytest.mark.parametrize("wrong", [1, 0, None, "yes"])
def test_whether_it_is_transposed_is_true_or_false(wrong: Any) -> None:
    with pytest.raises(ConvError, match=f"transposed must be true or false, not “{wrong}”"):
        matrix_symbols(SPEC, transposed=wrong)
