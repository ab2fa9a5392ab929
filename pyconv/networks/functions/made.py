"""What a function of a framework is: a geometry with its channels, as far as its arguments say them."""

from collections.abc import Callable
from dataclasses import dataclass

from pyconv.errors import ConvError
from pyconv.networks.functions.arrays import Unrun
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


def plain(name: str, **arguments: object) -> None:
    """Refuse arguments that change what is computed in a way that no layer has.

    Raises:
        ConvError: one of them is given.

    >>> plain("fftconvolve", axes=None)
    """
    for argument, value in arguments.items():
        if value is not None:
            raise unread(name, argument, value)


def unread(name: str, argument: str, value: object) -> ConvError:
    """Return the refusal of an argument with which a function is no layer that is known here.

    >>> str(unread("convolve2d", "fillvalue", 1))
    'convolve2d with fillvalue=1 cannot be represented here as one layer'
    """
    told = (value.name or "…") if isinstance(value, Unrun) else value
    return ConvError("argument-unread", field="layers", name=name, argument=argument, value=told)


def check_divisor(name: str, divisor: object) -> None:
    """Refuse an average that divides by a number of its own, and not by the cells of each window.

    Raises:
        ConvError: it does.
    """
    if divisor is not None:
        raise ConvError("divisor-given", field="layers", name=name, value=divisor)
