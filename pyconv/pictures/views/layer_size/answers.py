"""What is said of a layer's sizes in numbers, in closed form: nothing here goes through cells."""

from collections.abc import Sequence
from math import gcd, prod

from pyconv.arithmetic import output_size
from pyconv.coverage import touched_size
from pyconv.expressions import Expression, Row, Symbol, parenthesised, product, row
from pyconv.pictures.exact import grouped
from pyconv.pictures.parts.poolings import ceiling, rounded_up
from pyconv.pictures.views.layer_size.setup import Layer
from pyconv.pooling import PoolingSpec
from pyconv.relationships import relationship
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec

BYTES = 4
"""Of a number in float32."""


def by_axis(values: Sequence[int], language: str) -> str:
    """Return a size: `112 × 112`."""
    return " × ".join(grouped(value, language) for value in values)


def touched(layer: Layer) -> tuple[int, ...]:
    """Return how many cells some window touches, per axis: of the input, or of a transposed one's result."""
    spec = layer.spec
    backwards = isinstance(spec, TransposedSpec)
    cells, windows = (spec.output_size, spec.input_size) if backwards else (spec.input_size, spec.output_size)
    return tuple(
        touched_size(size, before=before, windows=count, kernel_size=k, stride=s, dilation=d)
        for size, count, (before, _), k, s, d in zip(
            cells, windows, spec.padding, spec.kernel_size, spec.stride, spec.dilation, strict=True
        )
    )


def untouched(layer: Layer) -> int:
    """Return how many cells no window touches, of all axes together."""
    cells = layer.spec.output_size if isinstance(layer.spec, TransposedSpec) else layer.spec.input_size
    return prod(cells) - prod(touched(layer))


def alike(layer: Layer) -> tuple[tuple[int, int], ...]:
    """Return per axis the least and the greatest size that there can be instead.

    Of the input, with the same output; of a transposed convolution's result, from the same input.
    """
    spec = layer.spec
    if isinstance(spec, TransposedSpec) and layer.same:
        # The crop follows the size wanted, down to a single cell.
        return tuple(
            (1, stride * (size - 1) + span + max(stride, dilation) - 1)
            for size, span, stride, dilation in zip(
                spec.input_size, spec.span, spec.stride, spec.dilation, strict=True
            )
        )
    if isinstance(spec, TransposedSpec):
        return tuple(
            (max(size - extra, 1), size - extra + max(stride, dilation) - 1)
            for size, extra, stride, dilation in zip(
                spec.output_size, spec.output_padding, spec.stride, spec.dilation, strict=True
            )
        )
    return tuple(_inputs_alike(layer, axis) for axis in range(spec.axes))


def tensorflow_shapes(spec: TransposedSpec) -> tuple[tuple[int, int], ...]:
    """Return per axis the sizes that TensorFlow takes with SAME: those of which ⌈o′/s⌉ is i′."""
    return tuple((s * (i - 1) + 1, s * i) for i, s in zip(spec.input_size, spec.stride, strict=True))


def _inputs_alike(layer: Layer, axis: int) -> tuple[int, int]:
    spec = layer.spec
    stride, count, (before, after) = spec.stride[axis], spec.output_size[axis], spec.padding[axis]
    if layer.same:
        return (count - 1) * stride + 1, count * stride
    # What the windows reach to, less the padding.
    reached = (count - 1) * stride + spec.span[axis] - before - after
    low, high = reached, reached + stride - 1
    if isinstance(spec, PoolingSpec) and spec.ceil_mode:
        # The last window reaches out; one more that would begin in the padding after is dropped.
        begins = (count - 1) * stride - before
        low, high = max(reached - stride + 1, begins + 1), reached
        high = max(high, min(reached + stride, begins + stride))
    return max(low, 1 - min(before, 0) - min(after, 0)), high


def divisors(spec: PoolingSpec) -> tuple[int, int, int]:
    """Return what an average divides by in the first window, inside, and in the last."""

    def counted(axis: int, window: int) -> int:
        (before, after), d = spec.padding[axis], spec.dilation[axis]
        low, high = (
            (-before, spec.input_size[axis] + after) if spec.count_include_pad else (0, spec.input_size[axis])
        )
        start = window * spec.stride[axis] - before
        first = max(-((start - low) // d), 0)
        last = min((high - 1 - start) // d, spec.kernel_size[axis] - 1)
        return last - first + 1

    axes = range(spec.axes)
    return (
        prod(counted(axis, 0) for axis in axes),
        spec.taps,
        prod(counted(axis, spec.output_size[axis] - 1) for axis in axes),
    )


def left_over(spec: ConvSpec) -> tuple[int, ...]:
    """Return what the windows leave over per axis: the output padding of the transpose that comes back."""
    return tuple(
        (size - span) % stride
        for size, span, stride in zip(spec.padded_size, spec.span, spec.stride, strict=True)
    )


def gradient_size(spec: ConvSpec) -> tuple[int, ...]:
    """Return the size of the padded input correlated with the gradient of the output, stride as dilation.

    Its stride is the dilation of the layer. The first cells, as many as the kernel has, are the gradient
    of the kernel; beyond them are those of weights that the kernel has not.
    """
    return tuple(
        output_size(size, count, stride=dilation, dilation=stride)
        for size, count, stride, dilation in zip(
            spec.padded_size, spec.output_size, spec.stride, spec.dilation, strict=True
        )
    )


def corner_windows(spec: ConvSpec) -> int:
    """Return how many windows hold the first cell of the input, once for each tap that meets it."""
    return prod(
        _taps_on(before, stride, dilation, kernel, count)
        for (before, _), stride, dilation, kernel, count in zip(
            spec.padding, spec.stride, spec.dilation, spec.kernel_size, spec.output_size, strict=True
        )
    )


def most_windows(spec: ConvSpec) -> int:
    """Return how many windows hold one cell of the input at most."""
    found = 1
    for stride, dilation, kernel, count in zip(
        spec.stride, spec.dilation, spec.kernel_size, spec.output_size, strict=True
    ):
        common = gcd(stride, dilation)
        # From one window on a cell to the next that meets it, and likewise from tap to tap.
        windows, taps = dilation // common, stride // common
        found *= min(-(-count // windows), -(-kernel // taps))
    return found


def _taps_on(place: int, stride: int, dilation: int, kernel: int, count: int) -> int:
    """Return how many taps t of how many windows w meet a place: w·s + t·d = place."""
    common = gcd(stride, dilation)
    if place % common:
        return 0
    step = stride // common
    first = place // common * pow(dilation // common, -1, step) % step
    low = max(-(((count - 1) * stride - place) // dilation), 0)
    high = min(kernel - 1, place // dilation)
    return max((high - first) // step - (low - 1 - first) // step, 0)


def relationship_number(layer: Layer) -> int | None:
    """Return the number of the guide's relationship that gives the size; none rounds up."""
    spec = layer.spec
    if isinstance(spec, PoolingSpec):
        return None if spec.ceil_mode else relationship(spec.windows, pooling=True).number
    return relationship(spec).number


def formulas(layer: Layer, axis: int) -> list[list[Row]]:
    """Return how the size along one axis comes about, a list of pieces for each line."""
    spec = layer.spec
    lines = []
    if layer.same and not isinstance(spec, TransposedSpec):
        lines.append(_same(spec, axis))
    if isinstance(spec, PoolingSpec) and spec.ceil_mode:
        return [*lines, rounded_up(spec, axis)]
    told = relationship(spec.windows, pooling=True) if isinstance(spec, PoolingSpec) else relationship(spec)
    parts = [row(told.output_letter, "=", told.letters)]
    if told.numbers[axis] != told.result[axis]:
        parts.append(row("=", told.numbers[axis]))
    return [*lines, [*parts, row("=", told.result[axis])]]


def _same(spec: ConvSpec | PoolingSpec, axis: int) -> list[Row]:
    """Return P = max((⌈i/s⌉ - 1)s + k̂ - i, 0)."""
    size, stride, span = spec.input_size[axis], spec.stride[axis], spec.span[axis]
    i, s = Symbol("i"), Symbol("s")
    k = Symbol("k̂" if spec.dilation[axis] > 1 else "k")
    windows = -(-size // stride)
    lacking = (windows - 1) * stride + span - size
    letters = row(product(row(ceiling(i, s), "−", 1), s), "+", k, "−", i)
    numbers = row(product(windows - 1, stride), "+", span, "−", size)
    return [
        row(Symbol("P"), "=", _at_least_0(letters)),
        row("=", _at_least_0(numbers)),
        row("=", _at_least_0(lacking)),
        row("=", max(lacking, 0)),
    ]


def _at_least_0(inside: Expression) -> Row:
    return row(Symbol("max"), parenthesised(row(inside, ",", 0)))
