"""What a function of a framework is: a geometry with its channels, as far as its arguments say them."""

from collections.abc import Callable
from dataclasses import dataclass

from pyconv.stack import Spec


@dataclass(frozen=True)
class Made:
    """A layer for one size of the input.

    Attributes:
        spec: its geometry.
        in_channels, out_channels: as far as they are told.
        groups: into how many the channels are split; None if that depends on the channels.
        bias: whether a number is added in each output channel.
    """

    spec: Spec
    in_channels: int | None = None
    out_channels: int | None = None
    groups: int | None = 1
    bias: bool = False


Maker = Callable[..., Made]
"""Makes a layer of a size and the arguments of a function, which it names as its framework does."""
