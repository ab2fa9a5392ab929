"""What several views say of a pooling: its size rounded up, and what its averages divide by."""

from pyconv.expressions import Expression, Fenced, Fraction, Row, Symbol, row
from pyconv.pooling import PoolingSpec

COUNTED: dict[str, bool | None] = {"default": None, "included": True, "excluded": False}
"""Whether averages count padding, by what a reader may choose; None where the padding itself decides."""


def windows_rounded_up(spec: PoolingSpec, axis: int) -> int:
    """Return ⌈(i + 2p - k̂) / s⌉ + 1, of which one may be dropped."""
    left = spec.padded_size[axis] - spec.span[axis]
    return -(-left // spec.stride[axis]) + 1


def drops_a_window(spec: PoolingSpec) -> bool:
    """Return whether along some axis a window is dropped that would begin in the padding after."""
    return spec.ceil_mode and any(
        windows_rounded_up(spec, axis) > count for axis, count in enumerate(spec.output_size)
    )


def rounded_up(spec: PoolingSpec, axis: int) -> list[Row]:
    """Return how a size that is rounded up comes about: o = ⌈(i + 2p - k̂) / s⌉ + 1."""
    before, after = spec.padding[axis]
    k = Symbol("k̂" if spec.dilation[axis] > 1 else "k")
    letters = row(Symbol("i"), "+", 2, Symbol("p"), "−", k)
    numbers = row(spec.input_size[axis], "+", before, "+", after, "−", spec.span[axis])
    count = windows_rounded_up(spec, axis)
    dropped: tuple[Expression | str, ...] = ("−", 1) if count > spec.output_size[axis] else ()
    parts = [row(Symbol("o"), "=", ceiling(letters, Symbol("s")), "+", 1)]
    parts.append(row("=", ceiling(numbers, spec.stride[axis]), "+", 1, *dropped))
    return [*parts, row("=", spec.output_size[axis])]


def ceiling(above: Expression, below: Expression) -> Expression:
    """Return a fraction, rounded up."""
    return Fenced("⌈", Fraction(above, below), "⌉")
