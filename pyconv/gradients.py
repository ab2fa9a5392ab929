"""What a layer learns from: the gradient of a loss to the weights of a kernel, and to the input.

Both are read from the terms that the convolution is made of: `output[o] += kernel[t] · input[i]`, so that
the gradient of the output at `o` reaches weight `t` times the cell, and the cell times the weight.
"""

import numpy as np
from numpy.typing import ArrayLike

from pyconv.arrays import Array, dtypes, numbers, one_number, shape_text
from pyconv.errors import ConvError
from pyconv.ops import spec_of
from pyconv.spec import ConvSpec, Padding, PaddingMode, PerAxis, per_axis
from pyconv.terms import OUTSIDE, padded_source
from pyconv.transposed import TransposedSpec
from pyconv.windows import computing, gathered, scattered


def weight_gradient(
    x: ArrayLike,
    gradient: ArrayLike,
    kernel_size: PerAxis,
    *,
    stride: PerAxis = 1,
    padding: Padding = "valid",
    dilation: PerAxis = 1,
    padding_mode: PaddingMode = "zeros",
    padding_value: float = 0,
) -> Array:
    """Return the gradient of a loss to the weights, from its gradient to the output of `cross_correlate`.

        to_kernel[t] = sum over o of gradient[o] · padded[o·s + t·d]

    A weight is used in every window, and each use adds what it did there: the gradient of that output
    times the cell that the weight met. So it is the cross-correlation of the input with the gradient of
    the output, in which the stride and the dilation have changed places.

    Args:
        x: the input of the layer, one channel with any number of axes.
        gradient: that of the loss to each cell of the output.
        kernel_size: taps of the kernel, for all axes or one per axis.
        stride, padding, dilation, padding_mode, padding_value: as in `cross_correlate`.

    Returns:
        An array of `kernel_size` weights; integers give exact integers. The gradient to a bias, which is
        added to every cell of the output, is `np.sum(gradient)`.

    Raises:
        ConvError: the arguments define no convolution, or the gradient is not of its output.

    Source: PyTorch's `torch.nn.grad.conv2d_weight`.

    >>> weight_gradient([1, 2, 3, 4], [1, 10], 3)
    array([21, 32, 43])
    >>> weight_gradient([1, 2, 3, 4, 5], [1, 10], 3, stride=2)
    array([31, 42, 53])
    """
    image, given = numbers("input", x), numbers("gradient", gradient)
    spec = spec_of(
        image.shape,
        per_axis("kernel", kernel_size, image.ndim),
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=padding_mode,
    )
    check_output("gradient", given, spec)
    across = ConvSpec(
        spec.input_size,
        spec.output_size,
        stride=spec.dilation,
        padding=spec.padding,
        dilation=spec.stride,
        padding_mode=spec.padding_mode,
    )
    fill = one_number("padding_value", padding_value)
    sums = gathered(image[np.newaxis, np.newaxis], given[np.newaxis, np.newaxis], across, fill=fill)[0, 0]
    # Cells that the stride leaves over would make room for weights that there are not.
    return np.ascontiguousarray(sums[tuple(map(slice, spec.kernel_size))])


def input_gradient(
    gradient: ArrayLike,
    kernel: ArrayLike,
    input_size: PerAxis,
    *,
    stride: PerAxis = 1,
    padding: Padding = "valid",
    dilation: PerAxis = 1,
    padding_mode: PaddingMode = "zeros",
) -> Array:
    """Return the gradient of a loss to the input, from its gradient to the output of `cross_correlate`.

        to_padded[o·s + t·d] += kernel[t] · gradient[o]

    It is the transposed convolution: each cell of the gradient stamps the kernel where its window was.
    What falls on padding is left out; where padding copies cells, it is added to the cell it is a copy of.

    Args:
        gradient: that of the loss to each cell of the output, one channel with any number of axes.
        kernel: the weights of the layer.
        input_size: cells of the input per axis, which a stride may leave open.
        stride, padding, dilation, padding_mode: as in `cross_correlate`.

    Returns:
        An array of `input_size` cells; integers give exact integers.

    Raises:
        ConvError: the arguments define no convolution, or the gradient is not of its output.

    Source: PyTorch's `torch.nn.grad.conv2d_input`.

    >>> input_gradient([1, 10], [1, 2, 3], 4)
    array([ 1, 12, 23, 30])
    >>> input_gradient([1, 10], [1, 2, 3], 6, stride=2)
    array([ 1,  2, 13, 20, 30,  0])
    """
    given, weights = numbers("gradient", gradient), numbers("kernel", kernel)
    if given.ndim != weights.ndim:
        raise ConvError("axes-differ", field="kernel", input_axes=given.ndim, kernel_axes=weights.ndim)
    spec = spec_of(
        per_axis("input", input_size, given.ndim),
        weights.shape,
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=padding_mode,
    )
    check_output("gradient", given, spec)
    back = TransposedSpec(
        spec.output_size,
        spec.kernel_size,
        stride=spec.stride,
        dilation=spec.dilation,
        output_shape=spec.padded_size,
    )
    stamped = scattered(given[np.newaxis, np.newaxis], weights[np.newaxis, np.newaxis], back).ravel()
    source = padded_source(spec).ravel()
    inside = source != OUTSIDE
    total = np.zeros(spec.inputs, _adding(stamped))
    with computing(given, weights):
        np.add.at(total, source[inside], stamped[inside])
    return total.reshape(spec.input_size)


def check_output(name: str, values: Array, spec: ConvSpec) -> None:
    """Check that an array has the shape of the output of a convolution.

    Raises:
        ConvError: it has another.
    """
    if values.shape != spec.output_size:
        shape, expected = shape_text(values.shape), shape_text(spec.output_size)
        raise ConvError("output-differs", field=name, name=name, shape=shape, expected=expected)


def _adding(values: Array) -> np.dtype:
    """Return a dtype in which all the values can be added up."""
    return dtypes(values, np.ones(1, bool), terms=values.size).result


__all__ = ["input_gradient", "weight_gradient"]
