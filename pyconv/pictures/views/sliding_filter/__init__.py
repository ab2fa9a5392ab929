"""A filter that slides along a map."""

from pyconv.pictures.controls import Choice, Condition, Number
from pyconv.pictures.parts import connections, maps
from pyconv.pictures.parts.convolution import Convolution, Operated, Plane, Valued, convolved, geometry
from pyconv.pictures.settings import Controls
from pyconv.pictures.view import View
from pyconv.spec import PaddingMode

FILLS: tuple[PaddingMode, ...] = ("zeros", "constant", "reflect", "replicate", "circular")


class Filled(Controls):
    """What stands in the padding."""

    fill = Choice(FILLS, "zeros")
    constant = Number("1", when=Condition("fill", ("constant",)))


class Settings(Valued, Operated, Filled, Plane):
    """What a reader can change."""

    prominent = ("input", "kernel", "stride", "padding", "amounts", "dilation")


def prepare(chosen: Settings) -> Convolution:
    """Return the convolution that the reader set up, computed.

    Raises:
        ConvError: the settings define no convolution.
    """
    spec = geometry(chosen, chosen.fill, flipped=chosen.flipped)
    constant = chosen.constant if chosen.fill == "constant" else None
    return convolved(spec, chosen.map_of(spec.input_size), chosen.kernel_of(spec.kernel_size), constant)


VIEW = View("sliding-filter", Settings, prepare, maps.scene, connections.focus)
