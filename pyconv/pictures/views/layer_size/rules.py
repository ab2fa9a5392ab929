"""What a reader may have reckoned with who expected another size: the rules that give his number."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pyconv.arithmetic import dilated_size
from pyconv.expressions import Expression, Fenced, Fraction, Operator, Row, floor, product, row
from pyconv.pooling import PoolingSpec
from pyconv.spec import PaddingName, resolved_padding
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec

MOST = 3
"""So many rules are told: the most usual come first."""


class Axis(NamedTuple):
    """The numbers of one axis, as somebody reckons with them.

    Attributes:
        name: by which the padding was asked for: for other numbers it means another one.
        rounds_up: whether the number of windows is rounded up.
    """

    size: int
    kernel: int
    stride: int
    dilation: int
    before: int
    after: int
    extra: int = 0
    name: PaddingName | None = None
    rounds_up: bool = False

    @property
    def span(self) -> int:
        """Return the cells from the first tap to the last."""
        return dilated_size(self.kernel, self.dilation)

    def but(self, **numbers: Any) -> "Axis":
        """Return the axis with other numbers, and the padding that its name means for them."""
        other = self._replace(**numbers)
        if other.name is None:
            return other
        sizes = (other.size,), (other.kernel,), (other.stride,), (other.dilation,)
        ((before, after),) = resolved_padding(other.name, *sizes)
        return other._replace(before=before, after=after)

    def padded(self, before: int, after: int) -> "Axis":
        """Return the axis with padding by number."""
        return self._replace(before=before, after=after, name=None)


class Reckoned(NamedTuple):
    """What a rule gives along one axis, and how it is written."""

    written: Row
    size: int


class Rule(NamedTuple):
    """A rule that gives the number expected along every axis.

    Attributes:
        name: of its words.
        formulas: with the numbers, one for each axis that differs from those before.
    """

    name: str
    formulas: tuple[Row, ...]


Reckoning = Callable[[Axis], Reckoned]


def rules_for(spec: Spec, expected: Sequence[int]) -> list[Rule]:
    """Return the rules by which a layer would have a size that it has not, the most usual first."""
    if tuple(expected) == spec.output_size:
        return []
    axes = [_axis(spec, place) for place in range(spec.axes)]
    found = []
    for name, reckoning in _rules(spec).items():
        told = [reckoning(axis) for axis in axes]
        if [each.size for each in told] == list(expected):
            formulas = dict.fromkeys(
                row(each.written, "=", size) for each, size in zip(told, expected, strict=True)
            )
            found.append(Rule(name, tuple(formulas)))
    if spec.axes > 1 and sorted(expected) == sorted(spec.output_size):
        found.append(Rule("order", ()))
    return found[:MOST]


def _axis(spec: Spec, place: int) -> Axis:
    before, after = spec.padding[place]
    extra = spec.output_padding[place] if isinstance(spec, TransposedSpec) else 0
    numbers = spec.input_size[place], spec.kernel_size[place], spec.stride[place], spec.dilation[place]
    name = None if isinstance(spec, TransposedSpec) else spec.padding_name
    return Axis(*numbers, before, after, extra, name, isinstance(spec, PoolingSpec) and spec.ceil_mode)


def _rules(spec: Spec) -> Mapping[str, Reckoning]:
    if isinstance(spec, TransposedSpec):
        return BACK
    if not isinstance(spec, PoolingSpec):
        return {"up": _up, **DIRECT}
    first = {"not-dropped": _up, "down": _down} if spec.ceil_mode else {"ceil-mode": _dropping}
    return {**first, "stride-of-kernel": lambda axis: _slid(axis.but(stride=axis.kernel)), **DIRECT}


def _slid(axis: Axis) -> Reckoned:
    """Return what a window makes that slides over an axis, with the rounding that is the layer's own."""
    return _dropping(axis) if axis.rounds_up else _down(axis)


def _down(axis: Axis) -> Reckoned:
    above, value = _spare(axis)
    return Reckoned(row(floor(Fraction(above, axis.stride)), "+", 1), value // axis.stride + 1)


def _up(axis: Axis) -> Reckoned:
    above, value = _spare(axis)
    return Reckoned(row(_ceiling(above, axis.stride), "+", 1), -(-value // axis.stride) + 1)


def _dropping(axis: Axis) -> Reckoned:
    """Return what is rounded up, without a last window that would begin in the padding after."""
    written, count = _up(axis)
    if (count - 1) * axis.stride < axis.size + axis.before:
        return Reckoned(written, count)
    return Reckoned(row(*written.parts, "−", 1), count - 1)


def _without_one(axis: Axis) -> Reckoned:
    above, value = _spare(axis)
    if axis.rounds_up:
        return Reckoned(row(_ceiling(above, axis.stride)), -(-value // axis.stride))
    return Reckoned(row(floor(Fraction(above, axis.stride))), value // axis.stride)


def _same(axis: Axis) -> Reckoned:
    return Reckoned(row(_ceiling(axis.size, axis.stride)), -(-axis.size // axis.stride))


def _around(axis: Axis, amount: int) -> Reckoned:
    return _slid(axis.padded(amount, amount))


def _stamped(axis: Axis, *, first: int = 1) -> Reckoned:
    """Return what a transposed convolution makes; `first` is what is taken off the cells given."""
    steps = axis.size - first
    terms = product(axis.stride, steps), "+", axis.span, *_signed(-axis.before, -axis.after, axis.extra)
    size = axis.stride * steps + axis.span - axis.before - axis.after + axis.extra
    return Reckoned(row(*terms), size)


def _times_stride(axis: Axis) -> Reckoned:
    return Reckoned(row(product(axis.stride, axis.size)), axis.stride * axis.size)


def _spare(axis: Axis) -> tuple[Row, int]:
    """Return what the stride divides, written and as a number."""
    written = row(axis.size, *_signed(axis.before, axis.after), "−", axis.span)
    return written, axis.size + axis.before + axis.after - axis.span


def _signed(*amounts: int) -> Iterator[Expression]:
    """Return what is added to a row, without what is 0."""
    for amount in amounts:
        if amount:
            yield Operator("+" if amount > 0 else "−")
            yield abs(amount)


def _ceiling(above: Expression, below: int) -> Fenced:
    return Fenced("⌈", Fraction(above, below), "⌉")


DIRECT: Mapping[str, Reckoning] = {
    "no-dilation": lambda axis: _slid(axis.but(dilation=1)),
    "one-side": lambda axis: _slid(axis.padded(axis.before, 0)),
    "no-padding": lambda axis: _around(axis, 0),
    "same": _same,
    "no-one": _without_one,
    "no-stride": lambda axis: _slid(axis.but(stride=1)),
    "half": lambda axis: _around(axis, axis.span // 2),
    "full": lambda axis: _around(axis, axis.span - 1),
    "swapped": lambda axis: _slid(axis.but(kernel=axis.stride, stride=axis.kernel)),
    "transposed": _stamped,
}
"""Of what slides a window over its input, by name."""

BACK: Mapping[str, Reckoning] = {
    "no-extra": lambda axis: _stamped(axis._replace(extra=0)),
    "no-dilation": lambda axis: _stamped(axis._replace(dilation=1)),
    "one-side": lambda axis: _stamped(axis._replace(after=0)),
    "no-crop": lambda axis: _stamped(axis._replace(before=0, after=0)),
    "times-stride": _times_stride,
    "added": lambda axis: _stamped(axis._replace(before=-axis.before, after=-axis.after)),
    "no-less-one": lambda axis: _stamped(axis, first=0),
    "convolution": _down,
}
"""Of a transposed convolution, by name."""
