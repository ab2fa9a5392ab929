"""Sizes along one axis: integers only, no arrays.

Every size, stride, dilation and padding counts cells. The guide is Dumoulin and Visin,
"A guide to convolution arithmetic for deep learning", arXiv:1603.07285.
"""

from collections.abc import Sequence
from operator import index

from pyconv.errors import ConvError

Padding = int | tuple[int, int]


def whole(name: str, value: object, *, minimum: int | None, axis: int | None = None) -> int:
    """Return `value` as an int that is at least `minimum`, if there is a least one.

    Raises:
        ConvError: it is not an integer (a bool is not), or it is below the minimum.

    >>> whole("stride", 2, minimum=1)
    2
    """
    try:
        # A bool would pass for an integer: 1.5 takes the way that it should.
        number = index(1.5 if isinstance(value, bool) else value)  # type: ignore[arg-type]
    except TypeError:
        raise ConvError("not-integer", field=name, name=name, value=value, axis=axis) from None
    if minimum is not None and number < minimum:
        raise ConvError("below-minimum", field=name, name=name, value=number, minimum=minimum, axis=axis)
    return number


def flag(name: str, value: object) -> bool:
    """Return `value` as a bool.

    Raises:
        ConvError: it is neither true nor false; numbers and texts are not.

    >>> flag("flipped", True)
    True
    """
    if not (isinstance(value, bool) or type(value).__name__ == "bool"):  # NumPy's own is named so
        raise ConvError("not-flag", field=name, name=name, value=value)
    return bool(value)


def dilated_size(kernel_size: int, dilation: int = 1) -> int:
    """Return how many cells a dilated kernel spans, holes included.

        k̂ = k + (k - 1)(d - 1)

    Raises:
        ConvError: the kernel size or the dilation is below 1.

    Source: arXiv:1603.07285, section 5.1.

    >>> dilated_size(3, 2)
    5
    """
    size = whole("kernel", kernel_size, minimum=1)
    return size + (size - 1) * (whole("dilation", dilation, minimum=1) - 1)


def sides(padding: object, *, minimum: int | None = None, axis: int | None = None) -> tuple[int, int]:
    """Return the padding of one axis as `(before, after)`; one integer counts for both sides.

    Raises:
        ConvError: neither one integer nor a pair, or an integer below the minimum.

    >>> sides(2), sides((0, 1))
    ((2, 2), (0, 1))
    """
    pair = [padding, padding]
    if isinstance(padding, Sequence) and not isinstance(padding, str | bytes):
        pair = list(padding)
    if len(pair) != len(("before", "after")):
        raise ConvError("not-a-pair", field="padding", axis=axis, count=len(pair))
    before, after = (whole("padding", side, minimum=minimum, axis=axis) for side in pair)
    return before, after


def output_size(
    input_size: int,
    kernel_size: int,
    *,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    axis: int | None = None,
) -> int:
    """Return the number of output cells along one axis.

        o = floor((i + 2p - k - (k - 1)(d - 1)) / s) + 1

    where 2p is before + after when the two sides differ.

    Args:
        padding: cells added on each side, or a pair `(before, after)`; below 0, so many cells of
            the input are cropped.
        axis: number of the axis, named in the error.

    Raises:
        ConvError: the dilated kernel is larger than the padded input, or nothing of the input is
            left.

    Source: arXiv:1603.07285, relationship 15.

    >>> output_size(5, 3, stride=2, padding=1), output_size(11, 3, padding=-2)
    (3, 5)
    """
    size = whole("input", input_size, minimum=1, axis=axis)
    step = whole("stride", stride, minimum=1, axis=axis)
    span = dilated_size(kernel_size, dilation)
    before, after = sides(padding, axis=axis)
    if size + min(before, 0) + min(after, 0) < 1:
        raise ConvError("input-cropped", field="padding", axis=axis, size=size, before=before, after=after)
    padded = size + before + after
    if span > padded:
        raise ConvError(
            "kernel-too-large",
            field="kernel",
            axis=axis,
            span=span,
            kernel=kernel_size,
            dilation=dilation,
            padded=padded,
            size=size,
            before=before,
            after=after,
        )
    return (padded - span) // step + 1


def transposed_output_size(
    input_size: int,
    kernel_size: int,
    *,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    output_padding: int = 0,
    axis: int | None = None,
) -> int:
    """Return the number of output cells of a transposed convolution along one axis.

        o' = s(i' - 1) - 2p + d(k - 1) + 1 + a

    where 2p is before + after when the two sides differ.

    Args:
        input_size: cells that the transposed convolution is given, the guide's i'.
        padding: cells cropped from each side of the result, or a pair `(before, after)`;
            it is the padding of the convolution that is transposed.
        output_padding: cells by which the result is longer at its end, a: below the stride
            or below the dilation.
        axis: number of the axis, named in the error.

    Raises:
        ConvError: the output padding is too large, or nothing of the result is left.

    Source: arXiv:1603.07285, relationship 14; PyTorch's `ConvTranspose2d` for the dilation.

    >>> transposed_output_size(3, 3, stride=2, padding=1, output_padding=1)
    6
    """
    size = whole("input", input_size, minimum=1, axis=axis)
    step = whole("stride", stride, minimum=1, axis=axis)
    span = dilated_size(kernel_size, dilation)
    before, after = sides(padding, minimum=0, axis=axis)
    extra = whole("output_padding", output_padding, minimum=0, axis=axis)
    if extra >= max(step, dilation):
        raise ConvError(
            "output-padding-too-large",
            field="output_padding",
            axis=axis,
            value=extra,
            stride=step,
            dilation=dilation,
        )
    canvas = step * (size - 1) + span + extra
    if before + after >= canvas:
        raise ConvError(
            "all-cropped",
            field="padding",
            axis=axis,
            canvas=canvas,
            size=size,
            stride=step,
            span=span,
            extra=extra,
            before=before,
            after=after,
        )
    return canvas - before - after


def unpooled_size(
    input_size: int,
    kernel_size: int,
    *,
    stride: int | None = None,
    padding: Padding = 0,
    output_shape: int | None = None,
    axis: int | None = None,
) -> int:
    """Return the number of cells along one axis when a pooling is undone.

        o' = s(i' - 1) - 2p + k

    where 2p is before + after when the two sides differ. This is the smallest size of which that
    pooling makes i' when it rounds down, and the largest when it rounds up. Sizes less than a stride
    away may have been pooled to i' as well: which one it was has to be told.

    Args:
        input_size: cells that the pooling made, i'.
        kernel_size, stride, padding: those of the pooling; without a stride, its windows lie side
            by side.
        output_shape: the size wanted, that of the pooling's input.
        axis: number of the axis, named in the error.

    Raises:
        ConvError: no pooling with these numbers makes i' of the size wanted, whichever way it
            rounds, or nothing would be left.

    Source: PyTorch's `MaxUnpool2d`, whose `output_size` this is.

    >>> unpooled_size(67, 2), unpooled_size(67, 2, output_shape=135)
    (134, 135)
    """
    size = whole("input", input_size, minimum=1, axis=axis)
    window = whole("window", kernel_size, minimum=1, axis=axis)
    step = window if stride is None else whole("stride", stride, minimum=1, axis=axis)
    before, after = sides(padding, minimum=0, axis=axis)
    made = step * (size - 1) - before - after + window
    low, high = max(made - step + 1, 1), made + step - 1
    wanted = made if output_shape is None else whole("output_shape", output_shape, minimum=1, axis=axis)
    numbers = {"axis": axis, "size": size, "stride": step, "before": before, "after": after}
    if high < 1 or (output_shape is None and made < 1):
        raise ConvError("nothing-unpooled", field="padding", window=window, **numbers)
    if not low <= wanted <= high:
        raise ConvError(
            "unpooled-out-of-reach",
            field="output_shape",
            value=wanted,
            low=low,
            high=high,
            window=window,
            **numbers,
        )
    return wanted


def same_padding(
    input_size: int,
    kernel_size: int,
    *,
    stride: int = 1,
    dilation: int = 1,
    extra_before: bool = False,
) -> tuple[int, int]:
    """Return the SAME padding `(before, after)` that makes o = ceil(i / s).

        P = max((o - 1)s + k̂ - i, 0),  before = floor(P / 2),  after = P - before

    An odd total puts the extra cell after, or before with `extra_before`.

    Raises:
        ConvError: a size, the stride or the dilation is below 1, or `extra_before` is neither
            true nor false.

    Source: TensorFlow's `SAME` (the extra cell after); ONNX's `SAME_LOWER` (before).

    >>> same_padding(6, 3, stride=2)
    (0, 1)
    """
    size = whole("input", input_size, minimum=1)
    step = whole("stride", stride, minimum=1)
    outputs = -(-size // step)
    total = max((outputs - 1) * step + dilated_size(kernel_size, dilation) - size, 0)
    less, more = total // 2, total - total // 2
    return (more, less) if flag("extra_before", extra_before) else (less, more)
