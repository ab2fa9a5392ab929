"""Functions that pad what is given to the next one: of PyTorch, TensorFlow, NumPy and JAX.

Source: the pages of `torch.nn.functional.pad`, `tf.pad` and `numpy.pad`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyconv.arithmetic import whole
from pyconv.errors import ConvError
from pyconv.networks.functions.made import plain, unread
from pyconv.spec import PaddingMode, PerAxis, padding_per_axis

Pairs = tuple[tuple[int, int], ...]

MIRRORED = "symmetric"
"""What NumPy and TensorFlow call a mirror that repeats the cell at the edge, which no layer has."""

MODES: Mapping[str, PaddingMode] = {
    "constant": "zeros", "edge": "replicate", "reflect": "reflect", "wrap": "wrap",
}  # fmt: skip
"""What NumPy calls what it pads with."""


@dataclass(frozen=True)
class Padded:
    """What a call pads.

    Attributes:
        name: of the function.
        sides: cells before and after, of the last axes of the array, or of all; a single pair may be
            that of every axis.
        mode: what stands in them.
        every: whether a single pair is that of every axis.
    """

    name: str
    sides: Pairs
    mode: PaddingMode
    every: bool = False

    def along(self, axes: int, *, around: tuple[int, int]) -> Pairs:
        """Return the padding along each axis of space of an array.

        Args:
            axes: how many there are.
            around: how many axes come before those of space, and how many after them.

        Raises:
            ConvError: other axes are padded, too.
        """
        before, after = around
        total = before + axes + after
        sides = self.sides * total if self.every else self.sides
        sides = ((0, 0),) * (total - len(sides)) + sides
        space, others = sides[before : before + axes], sides[:before] + sides[before + axes :]
        if len(sides) != total or any(map(any, others)):
            raise ConvError("pads-others", field="layers", name=self.name, axes=axes)
        return space


Padding = Callable[..., Padded]
"""Makes of the arguments of a function what it pads; the first of its own is passed over."""


def in_pytorch(
    size: PerAxis, input: object, pad: object, mode: object = "constant", value: object = None
) -> Padded:
    """Return `torch.nn.functional.pad`, to which the last axis is told first."""
    modes: dict[str, PaddingMode] = {
        "constant": "zeros", "reflect": "reflect", "replicate": "replicate", "circular": "circular",
    }  # fmt: skip
    found = _mode("F.pad", mode, modes)
    if found == "zeros" and value not in {None, 0}:
        raise unread("F.pad", "value", value)
    if not isinstance(pad, tuple) or len(pad) % 2:
        raise unread("F.pad", "pad", pad)
    amounts = [whole("padding", each, minimum=None) for each in pad]
    sides = zip(amounts[::2], amounts[1::2], strict=True)
    return Padded("F.pad", tuple(reversed(list(sides))), found)


def in_tensorflow(
    size: PerAxis, tensor: object, paddings: object, mode: object = "CONSTANT", constant_values: object = 0,
    name: object = None,
) -> Padded:  # fmt: skip
    """Return `tf.pad`, which is told a pair for each axis of the array."""
    modes = {name: mode for name, mode in MODES.items() if name in {"constant", "reflect"}}
    found = _mode("tf.pad", mode.lower() if isinstance(mode, str) else mode, modes)
    if found == "zeros" and constant_values != 0:
        raise unread("tf.pad", "constant_values", constant_values)
    if not isinstance(paddings, tuple):
        raise unread("tf.pad", "paddings", paddings)
    return Padded("tf.pad", padding_per_axis(paddings, len(paddings)), found)


def in_numpy(
    size: PerAxis, array: object, pad_width: object, mode: object = "constant", *,
    constant_values: object = 0, end_values: object = None, reflect_type: object = "even",
    stat_length: object = None,
) -> Padded:  # fmt: skip
    """Return `numpy.pad`: a number or a pair for every axis, or a pair for each."""
    plain("numpy.pad", end_values=end_values, stat_length=stat_length)
    found = _mode("numpy.pad", mode, MODES)
    if found == "zeros" and constant_values != 0:
        raise unread("numpy.pad", "constant_values", constant_values)
    if reflect_type != "even":
        raise unread("numpy.pad", "reflect_type", reflect_type)
    if isinstance(pad_width, int):
        return Padded("numpy.pad", padding_per_axis(pad_width, 1), found, every=True)
    if not isinstance(pad_width, tuple):
        raise unread("numpy.pad", "pad_width", pad_width)
    if len(pad_width) == 2 and all(isinstance(each, int) for each in pad_width):
        return Padded("numpy.pad", padding_per_axis((pad_width,), 1), found, every=True)
    if len(pad_width) == 1:
        return Padded("numpy.pad", padding_per_axis(pad_width, 1), found, every=True)
    return Padded("numpy.pad", padding_per_axis(pad_width, len(pad_width)), found)


def _mode(name: str, mode: object, known: Mapping[str, PaddingMode]) -> PaddingMode:
    """Return what stands in the cells that are added."""
    if isinstance(mode, str) and mode in known:
        return known[mode]
    if mode == MIRRORED:
        raise ConvError(
            "edge-mirrored", field="fill", name=name, argument="mode", value=mode, choices=tuple(known)
        )
    raise ConvError("unknown-choice", field="fill", name="mode", value=mode, choices=tuple(known))


def layout(framework: str, name: str, arguments: Mapping[str, object]) -> tuple[int, int]:
    """Return how many axes of the array that a function takes come before those of space, and after them.

    Args:
        framework: whose function it is.
        name: of the function.
        arguments: all of them by name.

    >>> layout("tensorflow", "conv2d", {"data_format": None}), layout("numpy", "convolve", {})
    ((1, 1), (0, 0))
    """
    first, last = (2, 0), (1, 1)
    if framework == "tensorflow":
        return first if str(arguments.get("data_format")).startswith("NC") else last
    if framework == "jax":
        window = arguments.get("window_dimensions")
        if isinstance(window, tuple):
            return first if window[1:2] == (1,) != window[-1:] else last
        told = arguments.get("dimension_numbers")
        if isinstance(told, tuple):
            return first if str(told[0])[1:2] == "C" else last
        return last if name == "conv_transpose" else first
    # Arrays of NumPy and SciPy have no other axes; this package pools each of them, as its window says.
    window = arguments.get("window")
    batched = "weight" in arguments or (
        isinstance(window, tuple) and window[:2] == (1, 1) and len(window) > 2
    )
    return first if framework == "pytorch" or batched else (0, 0)


TABLE: tuple[tuple[frozenset[str], Padding], ...] = (
    (frozenset({"tf", "tensorflow"}), in_tensorflow),
    (frozenset({"F", "functional", "torch"}), in_pytorch),
    (frozenset({"np", "numpy", "jnp"}), in_numpy),
)
"""What pads, and the parts of a dotted name that tell whose it is."""


def padding_of(path: tuple[str, ...]) -> Padding | None:
    """Return what a dotted name pads with, if it does.

    >>> padding_of(("tf", "pad")) is in_tensorflow, padding_of(("pad",))
    (True, None)
    """
    if path[-1:] != ("pad",):
        return None
    return next((make for parts, make in TABLE if parts & set(path[:-1])), None)


__all__ = ["Padded", "Padding", "layout", "padding_of"]
