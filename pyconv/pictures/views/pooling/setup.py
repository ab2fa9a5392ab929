"""What a reader can change of a pooling, and what it makes of a map."""

from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.pictures import exact
from pyconv.pictures.controls import Choice, Condition, Integers
from pyconv.pictures.exact import Rationals
from pyconv.pictures.parts.convolution import AXES, EDGES, HEIGHT_WIDTH, Mapped
from pyconv.pictures.parts.poolings import COUNTED
from pyconv.pictures.settings import Controls
from pyconv.pooling import POOLING_KINDS, PoolingSpec


class Windows(Controls):
    """The kind of pooling, and its windows."""

    pooling_kind = Choice(POOLING_KINDS, "max")
    input = Integers(1, 16, (5, 5), HEIGHT_WIDTH, "both")
    window = Integers(1, 7, (2, 2), HEIGHT_WIDTH, "both")
    stride = Integers(1, 5, (2, 2), AXES, "both")
    padding = Choice(("valid", "same", "same_lower", "explicit"), "valid", by_hand="amounts", words="padding")
    amounts = Integers(0, 6, (1, 1, 1, 1), EDGES, "all-sides", when=Condition("padding", ("explicit",)))
    dilation = Integers(1, 4, (1, 1), AXES, "both")
    rounding = Choice(("floor", "ceil"), "floor")
    averaged_padding = Choice(tuple(COUNTED), "default", when=Condition("pooling_kind", ("average",)))


class Settings(Mapped, Windows):
    """What a reader can change."""

    prominent = ("pooling_kind", "input", "window", "stride", "padding", "amounts", "rounding")


class Pooled(NamedTuple):
    """A pooling with its values.

    Attributes:
        spec: its geometry.
        x: the map, without padding.
        output: the largest number of each window, or its average, exactly.
    """

    spec: PoolingSpec
    x: Rationals
    output: Rationals


def prepare(chosen: Settings) -> Pooled:
    """Return the pooling that the reader set up, computed.

    Raises:
        ConvError: the settings define none.
    """
    top, bottom, left, right = chosen.amounts
    try:
        spec = PoolingSpec(
            chosen.input,
            chosen.window,
            stride=chosen.stride,
            padding=((top, bottom), (left, right)) if chosen.padding == "explicit" else chosen.padding,  # type: ignore[arg-type]
            dilation=chosen.dilation,
            kind=chosen.pooling_kind,
            ceil_mode=chosen.rounding == "ceil",
            count_include_pad=COUNTED[chosen.averaged_padding],
        )
    except ConvError as error:
        field = "window" if error.field == "kernel" else error.field
        raise ConvError(error.reason, field=field, **error.numbers) from None
    x = chosen.map_of(spec.input_size)
    return Pooled(spec, x, exact.pool(x, spec))
