"""Pixel shuffle: channels laid out as cells, and the transposed convolution that does the same."""

from math import prod

import numpy as np
from numpy.typing import ArrayLike

from pyconv.arithmetic import whole
from pyconv.arrays import Array, numbers, room
from pyconv.errors import ConvError
from pyconv.spec import MOST_AXES, PerAxis, per_axis
from pyconv.windows import computing


def pixel_shuffle(x: ArrayLike, factor: PerAxis) -> Array:
    """Return a map with the channels of `x` laid out as cells, so many times as large along each axis.

        output[n, c, r·i + s, r·j + t] = x[n, r²·c + r·s + t, i, j]

    The r² channels that belong to one of the output become, row by row, the r × r cells that stand
    where one stood. Along one axis of space there are r of them, along three r³.

    Args:
        x: (N, C · r², space): samples, channels and one or more axes of space.
        factor: how many times as large the map becomes (r), for all axes or one per axis.

    Returns:
        An array (N, C, r · space) of the dtype of `x`.

    Raises:
        ConvError: the channels cannot be shared out among the cells.

    Source: Shi and others, "Real-time single image and video super-resolution using an efficient
    sub-pixel convolutional neural network", arXiv:1609.05158; PyTorch's `PixelShuffle`; ONNX's
    `DepthToSpace` with mode CRD.

    >>> pixel_shuffle([[[[1]], [[2]], [[3]], [[4]]]], 2)
    array([[[[1, 2],
             [3, 4]]]])
    """
    image = numbers("input", x)
    least = len(("samples", "channels", "space"))
    if image.ndim < least:
        raise ConvError("map-axes", field="input", count=image.ndim, least=least)
    axes = image.ndim - 2
    factors = per_axis("factor", factor, axes)
    samples, channels, *space = image.shape
    whole("batch", samples, minimum=1)
    per_axis("input", space, axes)
    cells = prod(factors)
    if channels % cells or not channels:
        raise ConvError("channels-unshuffled", field="factor", count=channels, cells=cells)
    parts = image.reshape(samples, channels // cells, *factors, *space)
    # Each factor goes behind the axis that it makes longer.
    order = [place for axis in range(axes) for place in (2 + axes + axis, 2 + axis)]
    sizes = (size * many for size, many in zip(space, factors, strict=True))
    with computing(image):
        return parts.transpose(0, 1, *order).copy().reshape(samples, channels // cells, *sizes)


def pixel_shuffle_weight(out_channels: int, factor: PerAxis, axes: int = 2) -> Array:
    """Return the weights of the transposed layer that does what `pixel_shuffle` does.

        transposed_conv_layer(x, pixel_shuffle_weight(C, r), stride=r) == pixel_shuffle(x, r)

    Each channel of the input has a kernel with a single 1, at the cell that it becomes. So a
    convolution with r² channels for each one of its output, then shuffled, is a transposed
    convolution as well, with a larger kernel: the composition of the two.

    Args:
        out_channels: channels of the output, C.
        factor: r, for all axes or one per axis.
        axes: axes of space.

    Returns:
        An array (C · r², C, r, r) of integers, with as many r as there are axes.

    Raises:
        ConvError: a count is below 1, there are too many axes, or the weights do not fit in the
            memory.

    Source: Shi and others, "Is the deconvolution layer the same as a convolutional layer?",
    arXiv:1609.07009.

    >>> pixel_shuffle_weight(1, 2, axes=1)
    array([[[1, 0]],
    <BLANKLINE>
           [[0, 1]]])
    """
    count = whole("axes", axes, minimum=1)
    if count > MOST_AXES:
        raise ConvError("too-many-axes", count=count, most=MOST_AXES)
    factors = per_axis("factor", factor, count)
    channels, cells = whole("out_channels", out_channels, minimum=1), prod(factors)
    weight = room((channels * cells, channels, cells), np.dtype(np.int64))
    weight[...] = 0
    given = np.arange(channels * cells)
    weight[given, given // cells, given % cells] = 1
    return weight.reshape(channels * cells, channels, *factors)


__all__ = ["pixel_shuffle", "pixel_shuffle_weight"]
