"""The fifteen relationships of the guide between the sizes of a convolution.

The guide is Dumoulin and Visin, "A guide to convolution arithmetic for deep learning",
arXiv:1603.07285. Where padding differs at the two sides, its 2p is read as before + after.
The relationships of the transposed convolution speak of the convolution that is
transposed: its stride, its padding, and i for the size of its input, which is o'.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pyconv.arithmetic import dilated_size, flag
from pyconv.errors import ConvError
from pyconv.expressions import Expression, Fraction, Row, Symbol, floor, parenthesised, row
from pyconv.messages import say
from pyconv.pooling import check_windows
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec


class Failing(NamedTuple):
    """A condition of a relationship that does not hold.

    Attributes:
        reason: key of the words under `conditions.` in the word files.
        axis: number of the axis along which it fails; None where no axis matters.
        numbers: the values that the words name.

    >>> relationships(ConvSpec((5, 5), 3, stride=(1, 2)))[0].failing
    Failing(reason='stride', axis=1, numbers={'stride': 2})
    """

    reason: str
    axis: int | None
    numbers: Mapping[str, int]

    def message(self, language: str = "en", *, axes: Mapping[int, str] | None = None) -> str:
        """Return the sentence for a reader; `axes` gives words for the axis numbers.

        >>> relationships(ConvSpec(5, 3, stride=2))[0].failing.message()
        'the stride must be 1, but it is 2 (axis 0)'
        """
        if self.axis is None:
            return say(language, f"conditions.{self.reason}")
        axis = (axes or {}).get(self.axis) or say(language, "errors.axis", number=self.axis)
        return say(language, f"conditions.{self.reason}", axis=axis, **self.numbers)


@dataclass(frozen=True)
class Relationship:
    """One of the guide's relationships, told of one geometry.

    Attributes:
        number: from 1 to 15, as the guide counts them.
        letters: what the output size is, in the guide's own letters (`output_letter` is o or o′).
        numbers: the same with the numbers of each axis put in; none where it does not apply.
        result: the size that it gives along each axis; none where it does not apply.
        failing: the first condition that does not hold, or None where it applies.

    >>> half = relationships(ConvSpec(5, 3, padding=1))[2]
    >>> half.number, half.applies, half.output_letter, half.letters, half.result
    (3, True, Symbol(name='o', subscript=''), Symbol(name='i', subscript=''), (5,))
    """

    number: int
    letters: Expression
    numbers: tuple[Expression, ...]
    result: tuple[int, ...]
    failing: Failing | None = field(default=None, hash=False)

    @property
    def applies(self) -> bool:
        """Return whether all its conditions hold along every axis."""
        return self.failing is None

    @property
    def output_letter(self) -> Symbol:
        """Return the letter of the size that it gives: o, or o′ for a transposed convolution."""
        return Symbol("o′" if _TABLE[self.number].kind == "transposed" else "o")


class _Axis(NamedTuple):
    """The numbers of one axis; `i` is the size of the cells that the operation is given."""

    i: int
    k: int
    s: int
    before: int
    after: int
    d: int
    a: int


class _Put(NamedTuple):
    """What a relationship is written with: its letters, or the numbers of one axis."""

    i: Expression
    k: Expression
    s: Expression
    plus_2p: tuple[Expression | str, ...]
    minus_2p: tuple[Expression | str, ...]
    d: Expression
    a: Expression
    times: tuple[str, ...]


def _letters(kind: str, *, dilated: bool) -> _Put:
    i, k, s, p, d, a = map(Symbol, "ikspda")
    if kind == "transposed":
        i = Symbol("i′")
        k = Symbol("k̂") if dilated else k
    return _Put(i, k, s, ("+", 2, p), ("−", 2, p), d, a, times=())


def _numbers(kind: str, axis: _Axis) -> _Put:
    k = dilated_size(axis.k, axis.d) if kind == "transposed" else axis.k
    if axis.before == axis.after:
        twice: tuple[Expression | str, ...] = (2, "·", axis.before)
        plus, minus = ("+", *twice), ("−", *twice)
    else:
        twice = (axis.before, "+", axis.after)
        plus, minus = ("+", *twice), ("−", parenthesised(row(*twice)))
    return _Put(axis.i, k, axis.s, plus, minus, axis.d, axis.a, times=("·",))


def _less_one(size: Expression) -> Expression:
    return parenthesised(row(size, "−", 1))


def _rest(put: _Put) -> Expression:
    return parenthesised(row(put.i, "−", put.k))


def _holes(put: _Put) -> tuple[Expression | str, ...]:
    return _less_one(put.k), *put.times, _less_one(put.d)


def _steps(put: _Put, *left: Expression | str) -> Row:
    return row(floor(Fraction(row(put.i, *left), put.s)), "+", 1)


def _copies(put: _Put, *rest: Expression | str) -> Row:
    return row(put.s, *put.times, _less_one(put.i), "+", *rest)


class _Condition(NamedTuple):
    """A condition on one axis: whether it holds, and the values named where it does not."""

    reason: str
    holds: Callable[[_Axis], bool]
    said: Callable[[_Axis], dict[str, int]]


def _sides(axis: _Axis) -> dict[str, int]:
    return {"before": axis.before, "after": axis.after}


_UNDILATED = _Condition("dilated", lambda x: x.d == 1, lambda x: {"dilation": x.d})
_UNIT = _Condition("stride", lambda x: x.s == 1, lambda x: {"stride": x.s})
_UNPADDED = _Condition("padded", lambda x: x.before == x.after == 0, _sides)
_ODD = _Condition("even", lambda x: x.k % 2 == 1, lambda x: {"kernel": x.k})
_HALF = _Condition(
    "not-half",
    lambda x: x.before == x.after == x.k // 2,
    lambda x: {**_sides(x), "kernel": x.k, "half": x.k // 2},
)
_FULL = _Condition(
    "not-full",
    lambda x: x.before == x.after == x.k - 1,
    lambda x: {**_sides(x), "kernel": x.k, "full": x.k - 1},
)
_DIVIDES = _Condition(
    "remainder",
    lambda x: x.a == 0,
    lambda x: {"extra": x.a, "stride": x.s, "left": x.s * (x.i - 1) + x.a},
)


class _Rule(NamedTuple):
    kind: str
    conditions: tuple[_Condition, ...]
    written: Callable[[_Put], Expression]


_TABLE: dict[int, _Rule] = {
    1: _Rule("direct", (_UNDILATED, _UNIT, _UNPADDED), lambda x: row(_rest(x), "+", 1)),
    2: _Rule("direct", (_UNDILATED, _UNIT), lambda x: row(_rest(x), *x.plus_2p, "+", 1)),
    3: _Rule("direct", (_UNDILATED, _UNIT, _ODD, _HALF), lambda x: x.i),
    4: _Rule("direct", (_UNDILATED, _UNIT, _FULL), lambda x: row(x.i, "+", _less_one(x.k))),
    5: _Rule("direct", (_UNDILATED, _UNPADDED), lambda x: _steps(x, "−", x.k)),
    6: _Rule("direct", (_UNDILATED,), lambda x: _steps(x, *x.plus_2p, "−", x.k)),
    7: _Rule("pooling", (_UNDILATED, _UNPADDED), lambda x: _steps(x, "−", x.k)),
    8: _Rule("transposed", (_UNDILATED, _UNIT, _UNPADDED), lambda x: row(x.i, "+", _less_one(x.k))),
    9: _Rule("transposed", (_UNDILATED, _UNIT), lambda x: row(x.i, "+", _less_one(x.k), *x.minus_2p)),
    10: _Rule("transposed", (_UNDILATED, _UNIT, _ODD, _HALF), lambda x: x.i),
    11: _Rule("transposed", (_UNDILATED, _UNIT, _FULL), lambda x: row(x.i, "−", _less_one(x.k))),
    12: _Rule("transposed", (_UNDILATED, _UNPADDED, _DIVIDES), lambda x: _copies(x, x.k)),
    13: _Rule("transposed", (_UNDILATED, _DIVIDES), lambda x: _copies(x, x.k, *x.minus_2p)),
    14: _Rule("transposed", (), lambda x: _copies(x, x.a, "+", x.k, *x.minus_2p)),
    15: _Rule("direct", (), lambda x: _steps(x, *x.plus_2p, "−", x.k, "−", *_holes(x))),
}

_MOST_PARTICULAR_FIRST = (7, 1, 3, 4, 2, 5, 6, 15, 8, 10, 11, 9, 12, 13, 14)


def relationships(spec: ConvSpec | TransposedSpec, *, pooling: bool = False) -> tuple[Relationship, ...]:
    """Return all fifteen of the guide's relationships, in its order, as they stand to one geometry.

    One applies where its conditions hold along every axis; if not, `failing` says which one
    fails first. 1 to 6 are the special cases of a convolution without dilation, 8 to 13 those
    of its transpose. 7 is for pooling, which moves its windows as a convolution does, so 1 to
    6 and 15 give its size as well. The guide has no transposed convolution with dilation: 14
    is read with the dilated span k̂ in the place of k, and gives the size also where the output
    padding is not below the stride.

    Args:
        spec: the geometry of a convolution, of a pooling, or of a transposed convolution.
        pooling: whether the windows are those of a pooling.

    Raises:
        ConvError: no geometry, or a pooling that is transposed or has a window in the padding
            alone, which `pool` refuses as well.

    Source: arXiv:1603.07285, relationships 1 to 15.

    >>> [one.number for one in relationships(ConvSpec(5, 3, stride=2, padding=1)) if one.applies]
    [6, 15]
    """
    if not isinstance(spec, ConvSpec | TransposedSpec):
        raise ConvError(
            "not-geometry", field="spec", choices="ConvSpec / TransposedSpec", kind=type(spec).__name__
        )
    pooled = flag("pooling", pooling)
    if pooled:
        if isinstance(spec, TransposedSpec):
            raise ConvError("pooling-transposed", field="pooling")
        check_windows(spec)
    kinds = {"transposed"} if isinstance(spec, TransposedSpec) else {"direct"}
    kinds |= {"pooling"} if pooled else set()
    axes = _axes(spec)
    return tuple(_told(number, rule, kinds, axes, spec.output_size) for number, rule in _TABLE.items())


def relationship(spec: ConvSpec | TransposedSpec, *, pooling: bool = False) -> Relationship:
    r"""Return the most particular of the guide's relationships that holds along every axis.

    It is the first that applies of 7 (with `pooling`), 1, 3, 4, 2, 5, 6, 15, or for a
    transposed convolution of 8, 10, 11, 9, 12, 13, 14. Where the conditions of one include
    those of another, the one that asks for more comes first. 1, 3 and 4 meet in a kernel of
    one tap without padding: 1 is said of it, because nothing is padded; 8 likewise.

    Arguments and errors are those of `relationships`.

    Source: arXiv:1603.07285, relationships 1 to 15.

    >>> from pyconv.formulas import latex
    >>> found = relationship(ConvSpec(6, 3, stride=2, padding=1))
    >>> found.number, latex(found.letters), found.result
    (6, '\\left\\lfloor \\frac{i + 2 p - k}{s} \\right\\rfloor + 1', (3,))
    """
    told = relationships(spec, pooling=pooling)
    return next(told[number - 1] for number in _MOST_PARTICULAR_FIRST if told[number - 1].applies)


def _axes(spec: ConvSpec | TransposedSpec) -> tuple[_Axis, ...]:
    extras = spec.output_padding if isinstance(spec, TransposedSpec) else (0,) * spec.axes
    return tuple(
        _Axis(i, k, s, before, after, d, a)
        for i, k, s, (before, after), d, a in zip(
            spec.input_size, spec.kernel_size, spec.stride, spec.padding, spec.dilation, extras, strict=True
        )
    )


def _told(
    number: int, rule: _Rule, kinds: set[str], axes: tuple[_Axis, ...], result: tuple[int, ...]
) -> Relationship:
    dilated = not rule.conditions and any(axis.d > 1 for axis in axes)
    letters = rule.written(_letters(rule.kind, dilated=dilated))
    failing = _failing(rule, kinds, axes)
    if failing:
        return Relationship(number, letters, (), (), failing)
    return Relationship(
        number, letters, tuple(rule.written(_numbers(rule.kind, axis)) for axis in axes), result
    )


def _failing(rule: _Rule, kinds: set[str], axes: tuple[_Axis, ...]) -> Failing | None:
    """Return the first condition that does not hold, taken condition by condition."""
    if rule.kind not in kinds:
        return Failing(f"not-{rule.kind}", None, {})
    for condition in rule.conditions:
        for number, axis in enumerate(axes):
            if not condition.holds(axis):
                return Failing(condition.reason, number, condition.said(axis))
    return None
