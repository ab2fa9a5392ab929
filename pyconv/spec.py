"""The geometry of a convolution, validated once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import starmap
from math import prod
from typing import Any, Literal, TypeGuard, get_args

from pyconv.arithmetic import dilated_size, flag, output_size, same_padding, sides, whole
from pyconv.errors import ConvError

PaddingMode = Literal["zeros", "constant", "reflect", "replicate", "circular", "wrap"]
PaddingName = Literal["valid", "same", "same_lower", "half", "full", "causal"]
PerAxis = int | Sequence[int]
Padding = PaddingName | int | Sequence[int | tuple[int, int]]

PADDING_MODES: tuple[PaddingMode, ...] = get_args(PaddingMode)
PADDING_NAMES: tuple[PaddingName, ...] = get_args(PaddingName)

SAME: tuple[PaddingName, ...] = ("same", "same_lower")
"""Names of padding that depends on the size of the input."""

MOST_AXES = 31
"""Windows over that many axes are an array of 64, two of them for samples and channels: NumPy's limit."""


class Geometry:
    """What the geometries have in common: sizes per axis, and how many cells and taps those are."""

    input_size: tuple[int, ...]
    kernel_size: tuple[int, ...]
    dilation: tuple[int, ...]
    output_size: tuple[int, ...]

    @property
    def axes(self) -> int:
        """Return the number of axes: 1 for signals, 2 for images, 3 for volumes."""
        return len(self.input_size)

    @property
    def span(self) -> tuple[int, ...]:
        """Return the cells that the dilated kernel spans, per axis."""
        return tuple(map(dilated_size, self.kernel_size, self.dilation))

    @property
    def inputs(self) -> int:
        """Return how many input cells there are."""
        return prod(self.input_size)

    @property
    def taps(self) -> int:
        """Return how many kernel taps there are."""
        return prod(self.kernel_size)

    @property
    def outputs(self) -> int:
        """Return how many output cells there are."""
        return prod(self.output_size)


@dataclass(frozen=True)
class ConvSpec(Geometry):
    """A convolution without its values: sizes, steps and edges along every axis.

    The arguments may be one integer for all axes or one per axis; the number of axes is
    that of the longest. After construction each field is a tuple with one entry per axis,
    and `padding` holds one `(before, after)` pair per axis, in cells.

    Args:
        input_size: input cells per axis, at least 1.
        kernel_size: kernel taps per axis, at least 1.
        stride: cells from one window to the next, at least 1.
        padding: cells added around the input: one integer, one integer or one
            `(before, after)` pair per axis, or a name: "valid" (none), "same" (TensorFlow's
            SAME at any stride), "same_lower" (SAME with the odd cell before), "half"
            (floor(k̂ / 2)), "full" (k̂ - 1), "causal" (k̂ - 1 before, none after). Below 0, so
            many cells of the input are cropped first.
        dilation: cells from one tap to the next, at least 1.
        padding_mode: what stands in the added cells: "zeros" or "constant" (a value), or
            copies of input cells: "reflect" (mirror without the edge), "replicate"
            (the edge), "circular" (the other end, once around at most), "wrap" (the other end,
            as often around as it takes).
        flipped: whether tap t reads the mirrored place in the window, as the mathematical
            convolution does; without it the terms are those of the cross-correlation.

    Attributes:
        padding_name: the name by which the padding was asked for, if it was. It says what another
            size of the input would have, and makes no difference to what is equal.

    Raises:
        ConvError: the arguments define no convolution.

    >>> ConvSpec((5, 7), 3, stride=2, padding="same").output_size
    (3, 4)
    """

    input_size: tuple[int, ...]
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    padding_mode: PaddingMode
    flipped: bool
    output_size: tuple[int, ...] = field(init=False, compare=False)
    padding_name: PaddingName | None = field(init=False, compare=False, repr=False)

    def __init__(
        self,
        input_size: PerAxis,
        kernel_size: PerAxis,
        *,
        stride: PerAxis = 1,
        padding: Padding = "valid",
        dilation: PerAxis = 1,
        padding_mode: PaddingMode = "zeros",
        flipped: bool = False,
    ) -> None:
        axes = count_axes(input_size, kernel_size, stride, padding, dilation)
        inputs = per_axis("input", input_size, axes)
        kernels = per_axis("kernel", kernel_size, axes)
        strides = per_axis("stride", stride, axes)
        dilations = per_axis("dilation", dilation, axes)
        # An array would be compared cell by cell.
        if not isinstance(padding_mode, str) or padding_mode not in PADDING_MODES:  # type: ignore[redundant-expr]
            raise ConvError(
                "unknown-choice",
                field="fill",
                name="padding_mode",
                value=padding_mode,
                choices=PADDING_MODES,
            )
        pads = resolved_padding(padding, inputs, kernels, strides, dilations)
        outputs = tuple(
            output_size(i, k, stride=s, padding=p, dilation=d, axis=axis)
            for axis, (i, k, s, p, d) in enumerate(
                zip(inputs, kernels, strides, pads, dilations, strict=True)
            )
        )
        _check_copies(inputs, pads, padding_mode)
        put = object.__setattr__
        put(self, "input_size", inputs)
        put(self, "kernel_size", kernels)
        put(self, "stride", strides)
        put(self, "padding", pads)
        put(self, "padding_name", padding if isinstance(padding, str) else None)
        put(self, "dilation", dilations)
        put(self, "padding_mode", padding_mode)
        put(self, "flipped", flag("flipped", flipped))
        put(self, "output_size", outputs)

    @property
    def padded_size(self) -> tuple[int, ...]:
        """Return the cells of the padded input, per axis."""
        return tuple(i + b + a for i, (b, a) in zip(self.input_size, self.padding, strict=True))

    def along(self, axis: int) -> "ConvSpec":
        """Return the geometry of one axis alone; all windows are combinations of those of each axis.

        >>> ConvSpec((5, 7), 3, stride=(1, 2)).along(1).output_size
        (3,)
        """
        return ConvSpec(
            self.input_size[axis],
            self.kernel_size[axis],
            stride=self.stride[axis],
            padding=[self.padding[axis]],
            dilation=self.dilation[axis],
            padding_mode=self.padding_mode,
            flipped=self.flipped,
        )


def count_axes(*arguments: object) -> int:
    """Return how many axes the arguments speak of; one number speaks of any.

    Raises:
        ConvError: there are more than `MOST_AXES`.

    >>> count_axes(5, (3, 3), [(0, 1)])
    2
    """
    axes = max([1, *(len(value) for value in arguments if _is_list(value))])
    if axes > MOST_AXES:
        raise ConvError("too-many-axes", count=axes, most=MOST_AXES)
    return axes


def per_axis(name: str, value: object, axes: int, *, minimum: int = 1) -> tuple[int, ...]:
    """Return one integer for each axis; one integer, or a list of one, counts for all of them.

    Raises:
        ConvError: not one integer or one per axis, or an integer below the minimum.

    >>> per_axis("stride", 2, 3)
    (2, 2, 2)
    """
    entries = list(value) if _is_list(value) else [value]
    entries = entries * axes if len(entries) == 1 else entries
    if len(entries) != axes:
        raise ConvError("axes-disagree", field=name, name=name, count=len(entries), axes=axes)
    return tuple(whole(name, entry, minimum=minimum, axis=axis) for axis, entry in enumerate(entries))


def padding_per_axis(
    padding: object, axes: int, *, minimum: int | None = None
) -> tuple[tuple[int, int], ...]:
    """Return one `(before, after)` pair for each axis; one integer, or a list of one, counts for all.

    Raises:
        ConvError: not one integer, or not one integer or pair per axis, or an integer below the
            minimum.

    >>> padding_per_axis([1, (0, 2)], 2)
    ((1, 1), (0, 2))
    """
    entries = list(padding) if _is_list(padding) else [padding]
    entries = entries * axes if len(entries) == 1 else entries
    if len(entries) != axes:
        raise ConvError("axes-disagree", field="padding", name="padding", count=len(entries), axes=axes)
    return tuple(sides(entry, minimum=minimum, axis=axis) for axis, entry in enumerate(entries))


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def resolved_padding(
    padding: Padding,
    inputs: tuple[int, ...],
    kernels: tuple[int, ...],
    strides: tuple[int, ...],
    dilations: tuple[int, ...],
    *,
    minimum: int | None = None,
) -> tuple[tuple[int, int], ...]:
    """Return one `(before, after)` pair for each axis, of padding by number or by name.

    Raises:
        ConvError: neither numbers for each axis nor a name that there is, or a number below the
            minimum.

    >>> resolved_padding("same", (6, 5), (3, 3), (2, 2), (1, 1))
    ((0, 1), (1, 1))
    """
    if not isinstance(padding, str):
        return padding_per_axis(padding, len(inputs), minimum=minimum)
    spans = tuple(map(dilated_size, kernels, dilations))
    if padding == "valid":
        return ((0, 0),) * len(inputs)
    if padding == "half":
        return tuple((span // 2, span // 2) for span in spans)
    if padding == "full":
        return tuple((span - 1, span - 1) for span in spans)
    if padding == "causal":
        return tuple((span - 1, 0) for span in spans)
    if padding in SAME:

        def same(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
            lower = padding == "same_lower"
            return same_padding(size, kernel, stride=stride, dilation=dilation, extra_before=lower)

        return tuple(starmap(same, zip(inputs, kernels, strides, dilations, strict=True)))
    raise ConvError(
        "unknown-choice",
        field="padding",
        name="padding",
        value=padding,
        choices=PADDING_NAMES,
    )


def _check_copies(inputs: tuple[int, ...], pads: tuple[tuple[int, int], ...], mode: PaddingMode) -> None:
    """Refuse padding that would need input cells that are not there.

    Source: PyTorch's limits: reflect < input, circular <= input, of what a crop leaves of it.
    """
    if mode not in {"reflect", "circular"}:
        return
    for axis, (cells, amounts) in enumerate(zip(inputs, pads, strict=True)):
        size = cells + sum(min(amount, 0) for amount in amounts)
        limit = size - 1 if mode == "reflect" else size
        if max(amounts) > limit:
            raise ConvError(
                f"{mode}-too-large",
                field="padding",
                axis=axis,
                padding=max(amounts),
                size=size,
                limit=limit,
            )


__all__ = ["PADDING_MODES", "PADDING_NAMES", "ConvSpec", "Geometry", "PaddingMode", "PaddingName"]
