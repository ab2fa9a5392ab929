"""The guide's relationships: each gives what counting gives, and the most particular is told."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction as Number
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pyconv.errors import ConvError
from pyconv.expressions import Expression, Fenced, Fraction, Operator, Row, Symbol
from pyconv.messages import catalogue
from pyconv.relationships import Relationship, relationship, relationships
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec
from tests.strategies import Axis, axes, span
from tests.unit.reference import positions

Draw = Callable[[st.SearchStrategy[Any]], Any]
DIRECT, TRANSPOSED = (1, 2, 3, 4, 5, 6, 7, 15), (8, 9, 10, 11, 12, 13, 14)


@st.composite
def settings(draw: Draw, number: int) -> Axis:
    """Draw one axis of a convolution that meets the conditions of a relationship, or of its transpose."""
    kernel, stride, dilation = draw(st.integers(1, 5)), draw(st.integers(1, 4)), 1
    padding = draw(st.tuples(st.integers(0, 5), st.integers(0, 5)))
    if number in {1, 5, 7, 8, 12}:
        padding = (0, 0)
    if number in {1, 2, 3, 4, 8, 9, 10, 11}:
        stride = 1
    if number in {3, 10}:
        half = draw(st.integers(0, 2))
        kernel, padding = 2 * half + 1, (half, half)
    if number in {4, 11}:
        padding = (kernel - 1, kernel - 1)
    if number in {14, 15}:
        dilation = draw(st.integers(1, 3))
    if number in {12, 13}:
        size = kernel + stride * draw(st.integers(0, 4)) - sum(padding)
        assume(size >= 1)
    else:
        size = max(1, span(kernel, dilation) - sum(padding)) + draw(st.integers(0, 6))
    return Axis(size, kernel, stride, padding, dilation)


def counted(axis: Axis) -> tuple[int, int]:
    """Count the windows on one axis, and the cells after the last one."""
    starts = positions(*axis)
    cells = axis.input_size + sum(axis.padding)
    return len(starts), cells - (starts[-1] + span(axis.kernel_size, axis.dilation))


def geometry(number: int, drawn: list[Axis]) -> tuple[ConvSpec | TransposedSpec, tuple[int, ...]]:
    """Return the convolution of these axes, or its transpose, and the size of the result."""
    same: dict[str, Any] = {
        "kernel_size": [axis.kernel_size for axis in drawn],
        "stride": [axis.stride for axis in drawn],
        "padding": [axis.padding for axis in drawn],
        "dilation": [axis.dilation for axis in drawn],
    }
    sizes = tuple(axis.input_size for axis in drawn)
    windows, rests = zip(*map(counted, drawn), strict=True)
    if number in TRANSPOSED:
        return TransposedSpec(windows, output_padding=rests, **same), sizes
    return ConvSpec(sizes, **same), windows


def worth(expression: Expression, letters: dict[str, Number] | None = None) -> Number:
    """Return what an expression comes to, read with Python's own precedence."""
    return Number(eval(_python(expression), {"floor": math.floor, "Number": Number, "let": letters or {}}))


def _python(expression: Expression) -> str:
    match expression:
        case int(number):
            return f"Number({number})"
        case Symbol(name):
            return f"let[{name!r}]"
        case Fraction(above, below):
            return f"(({_python(above)}) / ({_python(below)}))"
        case Fenced(left, inside, _):
            return f"{'floor' if left == '⌊' else ''}({_python(inside)})"
        case Row(parts):
            text, beside = "", False
            for part in parts:
                sign = isinstance(part, Operator)
                text += "*" if beside and not sign else ""
                text += (
                    {"−": "-", "·": "*", "+": "+"}[part.sign] if isinstance(part, Operator) else _python(part)
                )
                beside = not sign
            return text
    raise AssertionError(expression)


def written(expression: Expression) -> str:
    """Return an expression on one line."""
    match expression:
        case Symbol(name):
            return name
        case Operator(sign):
            return f" {sign} "
        case Row(parts):
            return "".join(map(written, parts))
        case Fraction(above, below):
            return f"[{written(above)}]/{written(below)}"
        case Fenced(left, inside, right):
            return left + written(inside) + right
        case _:
            return str(expression)


@pytest.mark.parametrize("number", range(1, 16))
@given(st.data())
def test_each_relationship_gives_what_counting_gives(number: int, data: st.DataObject) -> None:
    drawn = data.draw(st.lists(settings(number), min_size=1, max_size=3))
    spec, expected = geometry(number, drawn)
    found = relationships(spec, pooling=number == 7)[number - 1]
    assert (found.number, found.applies, found.failing) == (number, True, None)
    assert found.result == expected
    assert tuple(map(worth, found.numbers)) == expected
    for axis, given_size, extra, size in zip(
        drawn, spec.input_size, getattr(spec, "output_padding", [0] * spec.axes), expected, strict=True
    ):
        letters = {
            "i": Number(given_size), "i′": Number(given_size), "k": Number(axis.kernel_size),
            "k̂": Number(span(axis.kernel_size, axis.dilation)), "s": Number(axis.stride),
            "p": Number(sum(axis.padding), 2), "d": Number(axis.dilation), "a": Number(extra),
        }  # fmt: skip
        assert worth(found.letters, letters) == size


def test_the_letters_are_those_of_the_guide() -> None:
    spec = ConvSpec((5, 6), 3)
    assert {found.number: written(found.letters) for found in relationships(spec)} == {
        1: "(i − k) + 1",
        2: "(i − k) + 2p + 1",
        3: "i",
        4: "i + (k − 1)",
        5: "⌊[i − k]/s⌋ + 1",
        6: "⌊[i + 2p − k]/s⌋ + 1",
        7: "⌊[i − k]/s⌋ + 1",
        8: "i′ + (k − 1)",
        9: "i′ + (k − 1) − 2p",
        10: "i′",
        11: "i′ − (k − 1)",
        12: "s(i′ − 1) + k",
        13: "s(i′ − 1) + k − 2p",
        14: "s(i′ − 1) + a + k − 2p",
        15: "⌊[i + 2p − k − (k − 1)(d − 1)]/s⌋ + 1",
    }
    for found in relationships(spec):
        assert found.output_letter == Symbol("o′" if found.number in TRANSPOSED else "o")


def test_a_transposed_dilated_kernel_is_written_with_its_span() -> None:
    spec = TransposedSpec((3, 2), 3, stride=2, padding=[1, (0, 2)], dilation=(1, 2), output_padding=(0, 1))
    found = relationship(spec)
    assert found.number == 14
    assert written(found.letters) == "s(i′ − 1) + a + k̂ − 2p"
    assert [written(numbers) for numbers in found.numbers] == [
        "2 · (3 − 1) + 0 + 3 − 2 · 1",
        "2 · (2 − 1) + 1 + 5 − (0 + 2)",
    ]
    assert found.result == spec.output_size == (5, 6)
    # An output padding of the stride or more is allowed under dilation, and is read the same.
    beyond = relationship(TransposedSpec(3, 3, dilation=3, output_padding=2))
    assert (beyond.number, beyond.result) == (14, (11,))


def test_numbers_are_put_in_axis_by_axis() -> None:
    found = relationship(ConvSpec((6, 7), 3, stride=(2, 3), padding=[1, (0, 2)]))
    assert [written(numbers) for numbers in found.numbers] == [
        "⌊[6 + 2 · 1 − 3]/2⌋ + 1",
        "⌊[7 + 0 + 2 − 3]/3⌋ + 1",
    ]
    dilated = relationship(ConvSpec(9, 3, dilation=2))
    assert (dilated.number, dilated.result) == (15, (5,))
    assert written(dilated.numbers[0]) == "⌊[9 + 2 · 0 − 3 − (3 − 1) · (2 − 1)]/1⌋ + 1"


# The conditions once more, written plainly, of one axis of the convolution and of its transpose's a.
CONDITIONS: dict[int, Callable[[Axis, int], bool]] = {
    1: lambda x, _: (x.stride, x.padding, x.dilation) == (1, (0, 0), 1),
    2: lambda x, _: (x.stride, x.dilation) == (1, 1),
    3: lambda x, _: (x.stride, x.dilation) == (1, 1) and {2 * p + 1 for p in x.padding} == {x.kernel_size},
    4: lambda x, _: (x.stride, x.dilation) == (1, 1) and {p + 1 for p in x.padding} == {x.kernel_size},
    5: lambda x, _: (x.padding, x.dilation) == ((0, 0), 1),
    6: lambda x, _: x.dilation == 1,
    7: lambda x, _: (x.padding, x.dilation) == ((0, 0), 1),
    12: lambda x, a: (x.padding, x.dilation, a) == ((0, 0), 1, 0),
    13: lambda x, a: (x.dilation, a) == (1, 0),
    14: lambda *_: True,
    15: lambda *_: True,
}
CONDITIONS |= {8: CONDITIONS[1], 9: CONDITIONS[2], 10: CONDITIONS[3], 11: CONDITIONS[4]}

# Which relationship is a special case of which others; and 1 and 8 before what they meet in k = 1.
BEFORE = {
    1: {2, 3, 4, 5, 6, 15}, 2: {6, 15}, 3: {2, 6, 15}, 4: {2, 6, 15}, 5: {6, 15}, 6: {15},
    7: {1, 2, 3, 4, 5, 6, 15},
    8: {9, 10, 11, 12, 13, 14}, 9: {13, 14}, 10: {9, 13, 14}, 11: {9, 13, 14}, 12: {13, 14}, 13: {14},
}  # fmt: skip


def lost(spec: ConvSpec) -> bool:
    """Return whether a window has no cell in the input: it is beside it, or steps over it."""
    return not all(
        any(0 <= window * stride - before + tap * dilation < size for tap in range(taps))
        for size, taps, dilation, stride, (before, _), count in zip(
            spec.input_size,
            spec.kernel_size,
            spec.dilation,
            spec.stride,
            spec.padding,
            spec.output_size,
            strict=True,
        )
        for window in range(count)
    )


@given(st.sampled_from(range(1, 16)), st.data())
def test_the_most_particular_one_is_told(number: int, data: st.DataObject) -> None:
    anything = axes() if number in {14, 15} else settings(number)
    drawn = data.draw(st.lists(st.one_of(settings(number), anything), min_size=1, max_size=2))
    spec, expected = geometry(number, drawn)
    pooling = number in DIRECT and data.draw(st.booleans()) and not lost(spec)
    kind = TRANSPOSED if number in TRANSPOSED else DIRECT if pooling else set(DIRECT) - {7}
    hold = {
        each for each in kind if all(CONDITIONS[each](axis, counted(axis)[1]) for axis in drawn)
    }  # fmt: skip
    told = relationships(spec, pooling=pooling)
    assert [each.number for each in told] == list(range(1, 16))
    assert {each.number for each in told if each.applies} == hold
    for each in told:
        assert each.result == (expected if each.applies else ())
        assert len(each.numbers) == len(each.result)
    found = relationship(spec, pooling=pooling)
    assert found == told[found.number - 1]
    assert found.applies
    assert hold - {found.number} <= BEFORE.get(found.number, set())
    assert hash(found) == hash(told[found.number - 1])


def test_each_condition_names_a_special_case() -> None:
    """Where one relationship comes before another it asks for more, but for k = 1."""
    cells = [
        Axis(9, kernel, stride, (before, after), dilation)
        for kernel in range(1, 5) for stride in (1, 2) for before in range(4) for after in range(4)
        for dilation in (1, 2)
    ]  # fmt: skip
    for number, others in BEFORE.items():
        for other in others - ({1, 2, 3, 4} if number == 7 else set()):
            broken = [
                cell for cell in cells for a in (0, 1)
                if a < cell.stride and CONDITIONS[number](cell, a) and not CONDITIONS[other](cell, a)
            ]  # fmt: skip
            assert bool(broken) == ((number, other) in {(1, 3), (1, 4), (8, 10), (8, 11)})


@pytest.mark.parametrize(
    ("name", "numbers", "expected"),
    [
        # The guide's animations (i, k, s, p), and their transposes.
        ("no_padding_no_strides", (4, 3, 1, 0, 1), (1, 8)),
        ("arbitrary_padding_no_strides", (5, 4, 1, 2, 1), (2, 9)),
        ("same_padding_no_strides", (5, 3, 1, 1, 1), (3, 10)),
        ("full_padding_no_strides", (5, 3, 1, 2, 1), (4, 11)),
        ("no_padding_strides", (5, 3, 2, 0, 1), (5, 12)),
        ("padding_strides", (5, 3, 2, 1, 1), (6, 13)),
        ("padding_strides_odd", (6, 3, 2, 1, 1), (6, 14)),
        ("dilation", (7, 3, 1, 0, 2), (15, 14)),
        ("one tap", (5, 1, 1, 0, 1), (1, 8)),
        ("one tap, full and half, padded by none of them", (5, 1, 1, 1, 1), (2, 9)),
    ],
)
def test_the_guides_animations(
    name: str, numbers: tuple[int, int, int, int, int], expected: tuple[int, int]
) -> None:
    size, kernel, stride, padding, dilation = numbers
    drawn = [Axis(size, kernel, stride, (padding, padding), dilation)] * 2
    direct, transposed = (relationship(geometry(number, drawn)[0]) for number in (15, 14))
    assert (direct.number, transposed.number) == expected, name
    assert transposed.result == (size, size)


def test_pooling() -> None:
    told = relationships(ConvSpec(6, 3, stride=2), pooling=True)
    assert [each.number for each in told if each.applies] == [5, 6, 7, 15]
    assert relationship(ConvSpec(6, 3, stride=2), pooling=True).number == 7
    assert relationship(ConvSpec(6, 3), pooling=True).number == 7
    assert relationship(ConvSpec(6, 3, stride=2, padding=1), pooling=True).number == 6


REFUSALS: list[tuple[int, ConvSpec | TransposedSpec, str, str]] = [
    (1, TransposedSpec(3, 3), "it is for a convolution, and this one is transposed",
     "es para una convolución, y esta es transpuesta"),
    (8, ConvSpec(3, 3), "it is for a transposed convolution", "es para una convolución transpuesta"),
    (7, ConvSpec(3, 3), "it is for pooling", "es para una agrupación"),
    (7, TransposedSpec(3, 3), "it is for pooling", "es para una agrupación"),
    (6, ConvSpec((9, 9), 3, dilation=(1, 2)), "the dilation must be 1, but it is 2 (axis 1)",
     "la dilatación debe ser 1, pero es 2 (eje 1)"),
    (2, ConvSpec((9, 9), 3, stride=(1, 4)), "the stride must be 1, but it is 4 (axis 1)",
     "el paso debe ser 1, pero es 4 (eje 1)"),
    (5, ConvSpec(9, 3, padding=[(0, 2)]), "there must be no padding, but there is 0 + 2 (axis 0)",
     "no debe haber relleno, pero hay 0 + 2 (eje 0)"),
    (12, TransposedSpec((9, 9), 3, padding=[(0, 0), (1, 0)]),
     "there must be no padding, but there is 1 + 0 (axis 1)",
     "no debe haber relleno, pero hay 1 + 0 (eje 1)"),
    (3, ConvSpec((9, 9), (3, 4), padding=[1, 2]), "the kernel size must be odd, but it is 4 (axis 1)",
     "el tamaño del núcleo debe ser impar, pero es 4 (eje 1)"),
    (3, ConvSpec((9, 9), (3, 5), padding=[(1, 1), (2, 1)]),
     "the padding on each side must be half the kernel, ⌊5/2⌋ = 2, but it is 2 + 1 (axis 1)",
     "el relleno de cada lado debe ser la mitad del núcleo, ⌊5/2⌋ = 2, pero es 2 + 1 (eje 1)"),
    (11, TransposedSpec((9, 9), (3, 4), padding=[(2, 2), (3, 2)]),
     "the padding on each side must be one less than the kernel, 4 − 1 = 3, but it is 3 + 2 (axis 1)",
     "el relleno de cada lado debe ser uno menos que el núcleo, 4 − 1 = 3, pero es 3 + 2 (eje 1)"),
    # i = 14 of the convolution that is transposed: 14 + 2·1 − 3 = 13 = 3·4 + 1.
    (13, TransposedSpec((2, 5), 3, stride=3, padding=1, output_padding=(0, 1)),
     "the stride must divide i + 2p − k, but 13 divided by 3 leaves 1 (axis 1)",
     "el paso debe dividir a i + 2p − k, pero 13 entre 3 deja 1 de resto (eje 1)"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "spec", "english", "spanish"), REFUSALS)
def test_what_fails_is_said_with_the_numbers(
    number: int, spec: ConvSpec | TransposedSpec, english: str, spanish: str
) -> None:
    found = relationships(spec)[number - 1]
    assert not found.applies
    assert found.failing is not None
    assert found.failing.message() == english
    assert found.failing.message("es") == spanish
    assert (found.numbers, found.result) == ((), ())
    named = found.failing.message("es", axes={0: "en vertical", 1: "en horizontal"})
    assert "eje" not in named
    assert hash(found) == hash(Relationship(number, found.letters, (), ()))


def test_every_word_of_the_conditions_is_said() -> None:
    said = {
        found.failing.reason
        for number, spec, _, _ in REFUSALS
        if (found := relationships(spec)[number - 1]).failing is not None
    }
    assert {key.split(".")[1] for key in catalogue("es") if key.startswith("conditions.")} == said


@pytest.mark.parametrize("tell", [relationship, relationships])
@pytest.mark.parametrize(
    ("spec", "pooling", "said"),
    [
        (None, False, "the geometry must be a ConvSpec / TransposedSpec, not NoneType"),
        ((5, 3), False, "the geometry must be a ConvSpec / TransposedSpec, not tuple"),
        ("6", False, "the geometry must be a ConvSpec / TransposedSpec, not str"),
        (ConvSpec(5, 3), "max", "pooling must be true or false, not “max”"),
        (ConvSpec(5, 3), 1, "pooling must be true or false, not “1”"),
        (TransposedSpec(5, 3), True, "a transposed convolution is no pooling"),
        (ConvSpec(5, 2, stride=2, padding=8), True, "a window would hold nothing but padding"),
        (ConvSpec((5, 5), 2, padding=[0, (0, 2)]), True, r"nothing but padding \(axis 1\): window 2"),
        (ConvSpec(5, 2, dilation=3, padding=4), True, r"nothing but padding \(axis 0\): window 4"),
    ],
)
def test_what_has_no_relationship_is_refused(
    tell: Callable[..., Any], spec: Any, pooling: Any, said: str
) -> None:
    with pytest.raises(ConvError, match=said):
        tell(spec, pooling=pooling)
