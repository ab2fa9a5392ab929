"""What a reader can change of a layer, and its geometry at its real size."""

from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

from pyconv.counts import multiply_count, parameter_count
from pyconv.errors import ConvError
from pyconv.frameworks import FRAMEWORKS, Framework
from pyconv.pictures.controls import Choice, Condition
from pyconv.pictures.parts.poolings import COUNTED
from pyconv.pictures.settings import Controls
from pyconv.pictures.size_controls import Sides, Sizes
from pyconv.pictures.views.layer_size.example import Example, example
from pyconv.pooling import PoolingKind, PoolingSpec
from pyconv.spec import PADDING_NAMES, SAME, ConvSpec
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec

WEIGHTED = ("convolution", "transposed")
POOLINGS = ("max_pooling", "average_pooling")

_POOLING = Condition("kind", POOLINGS)
_TRANSPOSED = Condition("kind", ("transposed",))
_WEIGHTED = Condition("kind", WEIGHTED)

REASONS = (
    "all-cropped", "axes-disagree", "below-minimum", "groups-unequal", "input-cropped", "kernel-too-large",
    "kernel-too-large-channels", "missing-number", "not-a-pair", "not-integer", "out-of-range",
    "output-given-twice", "output-out-of-reach", "output-padding-too-large", "window-of-padding",
)  # fmt: skip
"""Whatever can be wrong with what is typed."""

FEW = 4
"""A size of no more than so many cells among several is often not a size, but that of the channels."""


class Settings(Controls):
    """What a reader can change."""

    kind = Choice((*WEIGHTED, *POOLINGS), "convolution", words="layer_kind")
    spatial_axes = Choice(("1", "2", "3"), "2")
    input = Sizes("224")
    kernel = Sizes("7")
    stride = Sizes("2")
    padding = Choice((*PADDING_NAMES, "explicit"), "explicit", by_hand="amounts", words="padding_rule")
    amounts = Sides("3", when=Condition("padding", ("explicit",)))
    dilation = Sizes("1")
    output_padding = Sizes("0", low=0, when=_TRANSPOSED)
    output_shape = Sizes("", optional=True, when=_TRANSPOSED)
    rounding = Choice(("floor", "ceil"), "floor", when=_POOLING)
    averaged_padding = Choice(tuple(COUNTED), "default", when=Condition("kind", ("average_pooling",)))
    in_channels = Sizes("3", axes=1)
    out_channels = Sizes("64", axes=1, when=_WEIGHTED)
    groups = Sizes("1", axes=1, when=_WEIGHTED)
    expected = Sizes("", optional=True)
    framework = Choice(FRAMEWORKS, "pytorch")
    prominent = (
        "kind", "spatial_axes", "input", "kernel", "stride", "padding", "amounts", "dilation",
        "output_padding", "output_shape", "rounding", "averaged_padding",
        "expected", "framework",
    )  # fmt: skip


NAMES = tuple(parameter.name for parameter in Settings.parameters)


class Real(NamedTuple):
    """A layer at its real size.

    Attributes:
        spec: its geometry.
        channels: of the input and of the output.
        parameters: how many numbers it learns, without and with a bias.
        products: how many multiplications it takes for one input.
        groups: into how many its channels are split.
    """

    spec: Spec
    channels: tuple[int, int]
    parameters: tuple[int, int]
    products: int
    groups: int = 1


class Layer(NamedTuple):
    """A layer at its real size, and small.

    Attributes:
        real: the layer.
        named: the name of its padding, or "explicit".
        example: the same thing small.
        kind: of the layer.
        expected: the size that the reader expected or wants, if he says one.
        framework: whose code is shown.
    """

    real: Real
    named: str
    example: Example
    kind: str
    expected: tuple[int, ...]
    framework: Framework

    @property
    def spec(self) -> Spec:
        """Return the geometry at its real size."""
        return self.real.spec

    @property
    def same(self) -> bool:
        """Return whether the padding follows from the size of the input."""
        return self.named in SAME


def prepare(chosen: Settings) -> Layer:
    """Return the layer that the reader set up, and its example.

    Raises:
        ConvError: there is none.
    """
    real = layer(chosen)
    small = example(real.spec, chosen.padding)
    expected = _along("expected", chosen.expected, real.spec.axes) if chosen.expected else ()
    return Layer(real, chosen.padding, small, chosen.kind, expected, chosen.framework)


def layer(chosen: Settings) -> Real:
    """Return the layer that the reader set up.

    Raises:
        ConvError: there is none.
    """
    axes = int(chosen.spatial_axes)
    try:
        spec = _geometry(chosen, axes)
    except ConvError as error:
        _told_of_axis(error, axes)
    (inputs,) = chosen.in_channels
    if isinstance(spec, PoolingSpec):
        return Real(spec, (inputs, inputs), (0, 0), 0)
    (outputs,), (groups,) = chosen.out_channels, chosen.groups
    channels: dict[str, Any] = {"in_channels": inputs, "out_channels": outputs, "groups": groups}
    without, with_bias = (parameter_count(spec, bias=bias, **channels) for bias in (False, True))
    return Real(spec, (inputs, outputs), (without, with_bias), multiply_count(spec, **channels), groups)


def _geometry(chosen: Settings, axes: int) -> Spec:
    given: dict[str, Any] = {
        name: _along(name, getattr(chosen, name), axes) for name in ("input", "kernel", "stride")
    }
    sizes = given.pop("input"), given.pop("kernel")
    given["padding"] = _padding(chosen, axes)
    given["dilation"] = _along("dilation", chosen.dilation, axes)
    if chosen.kind == "transposed":
        given["output_padding"] = _along("output_padding", chosen.output_padding, axes)
        if chosen.output_shape:
            given["output_shape"] = _along("output_shape", chosen.output_shape, axes)
        return TransposedSpec(*sizes, **given)
    if chosen.kind == "convolution":
        return ConvSpec(*sizes, **given)
    kind: PoolingKind = "max" if chosen.kind == "max_pooling" else "average"
    rounded_up = chosen.rounding == "ceil"
    counted = COUNTED[chosen.averaged_padding]
    return PoolingSpec(*sizes, kind=kind, ceil_mode=rounded_up, count_include_pad=counted, **given)


def _padding(chosen: Settings, axes: int) -> Any:
    if chosen.padding != "explicit":
        return chosen.padding
    sides: Sequence[tuple[int, ...]] = chosen.amounts
    if axes == 1 and [len(each) for each in sides] == [1, 1]:
        # With one axis, two numbers can only be its two sides.
        return [tuple(number for (number,) in sides)]
    pairs = [each if len(each) > 1 else each * 2 for each in sides]
    return _along("amounts", tuple(pairs), axes)


def _along(name: str, typed: tuple[Any, ...], axes: int) -> tuple[Any, ...]:
    """Return what was typed, for each axis."""
    if len(typed) == 1:
        return typed * axes
    if len(typed) != axes:
        raise ConvError("axes-disagree", field=name, name=name, count=len(typed), axes=axes)
    return typed


def _told_of_axis(error: ConvError, axes: int) -> NoReturn:
    """Raise an error with the number that its axis has in words, and with what may lie behind it."""
    numbers: dict[str, Any] = {
        name: " × ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in error.numbers.items()
    }
    field = "amounts" if error.field == "padding" and "axis" in numbers else error.field
    if isinstance(numbers.get("axis"), int):
        # One axis has no name; of three, the last two are those of an image and the first is depth.
        place = numbers["axis"]
        numbers["axis"] = None if axes == 1 else (place - 1) % axes if axes > 2 else place
    if error.reason == "kernel-too-large" and axes > 1 and numbers["size"] <= FEW:
        raise ConvError("kernel-too-large-channels", field=field, **numbers) from None
    raise ConvError(error.reason, field=field, **numbers) from None
