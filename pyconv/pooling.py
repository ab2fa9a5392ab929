"""The geometry of a pooling, validated once."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from pyconv.arithmetic import flag
from pyconv.coverage import floor_sum
from pyconv.errors import ConvError
from pyconv.spec import (
    SAME,
    ConvSpec,
    Geometry,
    Padding,
    PaddingName,
    PerAxis,
    count_axes,
    per_axis,
    resolved_padding,
)

PoolingKind = Literal["max", "average"]

POOLING_KINDS: tuple[PoolingKind, ...] = get_args(PoolingKind)


@dataclass(frozen=True)
class PoolingSpec(Geometry):
    """A pooling without its values: windows along every axis, and what each of them divides by.

        o = floor((i + 2p - k̂) / s) + 1

    where 2p is before + after when the two sides differ. `ceil_mode` rounds up instead; then a last
    window that would begin in the padding after is dropped.

    The arguments may be one integer for all axes or one per axis; the number of axes is that of the
    longest. After construction each field is a tuple with one entry per axis, and `padding` holds
    one `(before, after)` pair per axis, in cells.

    Args:
        input_size: input cells per axis, at least 1.
        kernel_size: cells of a window per axis, at least 1.
        stride: cells from one window to the next, at least 1; without it, windows lie side by side.
        padding: as in `ConvSpec`, but never below 0.
        dilation: cells from one cell of a window to its next, at least 1.
        kind: "max" or "average".
        ceil_mode: whether the size is rounded up. The last window may then stick out of the padded
            input; what lies beyond it is no cell and never counts.
        count_include_pad: whether an average divides by the cells of the padding as well. Without
            it, an average counts padding given in cells and leaves out that of "same" and
            "same_lower". A maximum never counts padding, whatever is said here.

    Attributes:
        windows: the `ConvSpec` with the very same windows. With `ceil_mode` its padding after is as
            large as they need.
        padding_name: the name by which the padding was asked for, if it was.

    Raises:
        ConvError: the arguments define no pooling, or a window would hold nothing but padding.

    Source: PyTorch's `MaxPool2d` and `AvgPool2d`; ONNX's `MaxPool` and `AveragePool`; TensorFlow's
    `avg_pool2d`, which leaves out the padding of SAME.

    >>> PoolingSpec(112, 3, stride=2).output_size, PoolingSpec(112, 3, stride=2, ceil_mode=True).output_size
    ((55,), (56,))
    >>> PoolingSpec(112, 3, stride=2, ceil_mode=True).windows.padding
    ((0, 1),)
    """

    input_size: tuple[int, ...]
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    kind: PoolingKind
    ceil_mode: bool
    count_include_pad: bool
    output_size: tuple[int, ...] = field(init=False, compare=False)
    windows: ConvSpec = field(init=False, compare=False, repr=False)
    padding_name: PaddingName | None = field(init=False, compare=False, repr=False)

    def __init__(
        self,
        input_size: PerAxis,
        kernel_size: PerAxis,
        *,
        stride: PerAxis | None = None,
        padding: Padding = 0,
        dilation: PerAxis = 1,
        kind: PoolingKind = "max",
        ceil_mode: bool = False,
        count_include_pad: bool | None = None,
    ) -> None:
        steps = kernel_size if stride is None else stride
        axes = count_axes(input_size, kernel_size, steps, padding, dilation)
        put = object.__setattr__
        put(self, "input_size", per_axis("input", input_size, axes))
        put(self, "kernel_size", per_axis("kernel", kernel_size, axes))
        put(self, "stride", per_axis("stride", steps, axes))
        put(self, "dilation", per_axis("dilation", dilation, axes))
        pads = resolved_padding(
            padding, self.input_size, self.kernel_size, self.stride, self.dilation, minimum=0
        )
        put(self, "padding", pads)
        put(self, "padding_name", padding if isinstance(padding, str) else None)
        _check_kind(kind)
        put(self, "kind", kind)
        put(self, "ceil_mode", flag("ceil_mode", ceil_mode))
        counted = not (isinstance(padding, str) and padding in SAME)
        if count_include_pad is not None:
            counted = flag("count_include_pad", count_include_pad)
        put(self, "count_include_pad", counted and kind == "average")
        windows = ConvSpec(
            self.input_size,
            self.kernel_size,
            stride=self.stride,
            padding=tuple((before, self._after(axis)) for axis, (before, _) in enumerate(pads)),
            dilation=self.dilation,
        )
        check_windows(windows)
        put(self, "output_size", windows.output_size)
        put(self, "windows", windows)

    @property
    def padded_size(self) -> tuple[int, ...]:
        """Return the cells of the padded input per axis, without what `ceil_mode` sticks out of it."""
        return tuple(i + b + a for i, (b, a) in zip(self.input_size, self.padding, strict=True))

    def _after(self, axis: int) -> int:
        """Return the padding after with which rounding down makes as many windows as are wanted."""
        before, after = self.padding[axis]
        if not self.ceil_mode:
            return after
        size, span, stride = self.input_size[axis], self.span[axis], self.stride[axis]
        count = -((span - size - before - after) // stride) + 1
        if (count - 1) * stride >= size + before:
            count -= 1
        # If not even one window begins where it may, that is for `ConvSpec` to say.
        least = (count - 1) * stride + span - size - before if count > 0 else after
        return min(max(after, least), least + stride - 1)


def check_windows(spec: ConvSpec) -> None:
    """Refuse a pooling of which a window would lie in the padding alone.

    Raises:
        ConvError: one of them would.

    >>> check_windows(ConvSpec(5, 2, padding=1))
    """
    axes = zip(
        spec.input_size, spec.span, spec.stride, spec.dilation, spec.padding, spec.output_size, strict=True
    )
    for axis, (size, window, stride, dilation, (before, after), count) in enumerate(axes):
        early = min(-(-before // stride), count)
        if (
            before >= window
            or (count - 1) * stride >= before + size
            or _landing(early, stride, -before, dilation, size) < early
        ):
            raise ConvError(
                "window-of-padding",
                field="padding",
                axis=axis,
                window=window,
                stride=stride,
                size=size,
                before=before,
                after=after,
            )


def _check_kind(kind: object) -> None:
    if not isinstance(kind, str) or kind not in POOLING_KINDS:
        raise ConvError("unknown-choice", field="kind", name="kind", value=kind, choices=POOLING_KINDS)


def _landing(count: int, stride: int, start: int, dilation: int, size: int) -> int:
    """Return how many of `count` windows that begin before the input have a cell in it.

    The first cell of such a window that is not before the input lies at its start modulo the
    dilation. With large dilations that may be past the input's end.
    """
    return floor_sum(count, dilation, stride, start) - floor_sum(count, dilation, stride, start - size)


__all__ = ["POOLING_KINDS", "PoolingKind", "PoolingSpec", "check_windows"]
