"""What a layer makes of a shape: its own shape, its parameters, its products, and what its cells see.

A shape is the number of channels and then the cells along every axis of space; after a `Flatten`
it is a single number. What both frameworks have in common is here, under names of neither.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import prod

from pyconv.arithmetic import flag, whole
from pyconv.arrays import shape_text
from pyconv.counts import multiply_count, parameter_count
from pyconv.errors import ConvError
from pyconv.pooling import PoolingKind, PoolingSpec
from pyconv.spec import ConvSpec, PaddingMode, per_axis
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """What one layer makes.

    Attributes:
        shape: channels, then space.
        parameters: numbers that it learns.
        multiplications: products of a weight and a cell for one input.
        layers: the geometries that its cells see the cells before through: none, if a cell sees the
            one in its place. None, if there are no such geometries and so no field from here on.
        sized: whether another size of the input would get other geometries, or none.
    """

    shape: Shape
    parameters: int = 0
    multiplications: int = 0
    layers: tuple[Spec, ...] | None = ()
    sized: bool = False


Maker = Callable[..., Step]
"""Makes a step of a shape and the arguments of a layer, which it names as its framework does."""


def split(shape: Shape, axes: int) -> tuple[int, Shape]:
    """Return the channels and the space of a shape.

    Raises:
        ConvError: it has another number of axes. Which layer needs them says whoever makes it.

    >>> split((3, 224, 224), 2)
    (3, (224, 224))
    """
    if len(shape) != axes + 1:
        raise ConvError("layer-space", field="layers", name="", count=axes, shape=shape_text(shape))
    return shape[0], shape[1:]


def convolved(
    spec: ConvSpec | TransposedSpec, channels: int, outputs: object, groups: object = 1, bias: object = True
) -> Step:
    """Return a layer of convolutions, or of transposed ones."""
    made, parts = whole("out_channels", outputs, minimum=1), whole("groups", groups, minimum=1)
    biased = has_bias(bias)
    return Step(
        (made, *spec.output_size),
        parameter_count(spec, in_channels=channels, out_channels=made, groups=parts, bias=biased),
        multiply_count(spec, in_channels=channels, out_channels=made, groups=parts),
        (spec,),
    )


def moved(layer: Spec, channels: int) -> Step:
    """Return a layer that learns nothing and keeps the channels, such as a pooling."""
    return Step((channels, *layer.output_size), layers=(layer,))


def padded(
    channels: int, space: Shape, pairs: Sequence[tuple[int, int]], mode: PaddingMode = "zeros"
) -> Step:
    """Return a layer that pads, or crops where a number is below 0."""
    return moved(ConvSpec(space, (1,) * len(space), padding=list(pairs), padding_mode=mode), channels)


def shared_out(channels: int, space: Shape, sizes: Shape, kind: PoolingKind) -> Step:
    """Return the pooling whose window i of m begins at floor(i·n / m) and ends at ceil((i + 1)·n / m).

    Where those are not all of one length, a step apart, the cells have no field that one could write down.
    """
    if all(n % m == 0 or m == 1 or (n % m == 1 and n > m) for n, m in zip(space, sizes, strict=True)):
        strides = tuple(n // m for n, m in zip(space, sizes, strict=True))
        kernels = tuple(s + (n % m > 0) for n, m, s in zip(space, sizes, strides, strict=True))
        return replace(moved(PoolingSpec(space, kernels, stride=strides, kind=kind), channels), sized=True)
    return Step((channels, *sizes), layers=None)


SUPPORT = {"nearest": 1, "linear": 2, "bilinear": 2, "trilinear": 2, "bicubic": 4}
"""Cells of the input between which each kind of interpolation finds a value, along an axis."""


def enlarged(channels: int, space: Shape, factors: Shape, mode: str) -> Step:
    """Return a layer that makes the maps larger by whole factors.

    Its cells see what those of a transposed convolution do: as many cells of the input as the kind of
    interpolation takes, in their middle the place of the cell itself.
    """
    support = SUPPORT[mode]
    kernels = tuple(s if support == 1 else support * s - s % 2 for s in factors)
    crops = [((k - s) // 2, k - s - (k - s) // 2) for k, s in zip(kernels, factors, strict=True)]
    return moved(TransposedSpec(space, kernels, stride=factors, padding=crops), channels)


def counted_axis(name: str, value: object, shape: Shape) -> int:
    """Return the axis of a shape that is counted from the samples on, or from the last one back.

    Raises:
        ConvError: there is no such axis.

    >>> counted_axis("dim", 1, (3, 9, 9)), counted_axis("dim", -1, (3, 9, 9))
    (0, 2)
    """
    number = whole(name, value, minimum=-len(shape))
    found = number + len(shape) if number < 0 else number - 1
    if not 0 <= found < len(shape):
        raise ConvError("out-of-range", field=name, name=name, value=number, low=1, high=len(shape))
    return found


def flattened(shape: Shape, first: int = 0, last: int | None = None) -> Step:
    """Return a layer that counts the cells of several axes row by row along one."""
    end = len(shape) if last is None else last + 1
    made = (*shape[:first], prod(shape[first:end]), *shape[end:])
    return Step(made, layers=() if made == shape and len(shape) > 1 else None)


def reshaped(sizes: list[object], cells: int) -> Shape:
    """Return sizes that hold so many cells; one of them may be -1, which is whatever is left.

    Raises:
        ConvError: they hold another number.

    >>> reshaped([-1, 7, 7], 98)
    (2, 7, 7)
    """
    known = prod(whole("size", size, minimum=1) for size in sizes if size != -1)
    if sizes.count(-1) == 1 and cells % known == 0:
        return tuple(cells // known if size == -1 else whole("size", size, minimum=1) for size in sizes)
    if -1 in sizes or known != cells:
        raise ConvError("reshape", field="size", shape="×".join(map(str, sizes)), count=cells)
    return tuple(whole("size", size, minimum=1) for size in sizes)


def joined(channels: int, outputs: object, bias: object) -> tuple[int, int, int]:
    """Return the outputs of a dense layer, its parameters, and its products in one place."""
    made = whole("out_channels", outputs, minimum=1)
    return made, channels * made + (made if has_bias(bias) else 0), channels * made


def has_bias(told: object) -> bool:
    """Return whether a layer has a bias; both frameworks take `None` for none."""
    return flag("bias", False if told is None else told)


def unchanged(shape: Shape, *_arguments: object, **_named: object) -> Step:
    """Return a layer that keeps every cell in its place and learns nothing, whatever its arguments."""
    return Step(shape)


def entries(name: str, value: object, axes: int, *, minimum: int = 1) -> Shape:
    """Return one whole number for each axis."""
    return per_axis(name, value, axes, minimum=minimum)


def same_number(name: str, given: object, found: int) -> None:
    """Refuse a number that is not that of what comes before.

    Raises:
        ConvError: it is another one.
    """
    wanted = whole(name, given, minimum=1)
    if wanted != found:
        raise ConvError("number-differs", field=name, name=name, value=wanted, found=found)


def one_of(name: str, value: object, choices: Sequence[str]) -> str:
    """Return a name that is among those that there are."""
    if not isinstance(value, str) or value not in choices:
        raise ConvError("unknown-choice", field=name, name=name, value=value, choices=choices)
    return value
