"""What a reader can change of a matrix, and what is computed of it."""

from typing import NamedTuple

from pyconv.pictures.controls import Choice, Integers
from pyconv.pictures.parts import transposition
from pyconv.pictures.parts.convolution import AXES, Convolution, Direction, Linear, geometry, linear
from pyconv.pictures.parts.transposition import Transposition
from pyconv.pictures.settings import Controls
from pyconv.spec import ConvSpec


class Written(Controls):
    """What the entries are."""

    entries = Choice(("symbols", "numbers"), "symbols")


class Settings(Linear, Written, Direction):
    """What a reader can change."""

    stride = Integers(1, 4, (2, 2), AXES, "both")
    prominent = ("direction", "entries", "input", "kernel", "stride", "padding", "amounts")


class Shown(NamedTuple):
    """A convolution or its transpose, and whether it is written in symbols."""

    values: Convolution | Transposition
    in_symbols: bool

    @property
    def spec(self) -> ConvSpec:
        """The convolution whose matrix it is."""
        return self.values.spec


def prepare(chosen: Settings) -> Shown:
    """Return what the reader set up, computed.

    Raises:
        ConvError: the settings define no convolution.
    """
    spec = geometry(chosen, flipped=chosen.flipped)
    values = linear(chosen) if chosen.direction == "direct" else transposition.linear(chosen, spec)
    return Shown(values, chosen.entries == "symbols")
