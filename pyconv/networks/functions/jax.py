"""Functions of `jax.lax`.

Source: the pages of `jax.lax.conv_general_dilated`, `jax.lax.conv_transpose` and `jax.lax.reduce_window`.
"""

from pyconv.arithmetic import flag, whole
from pyconv.arrays import shape_text
from pyconv.errors import ConvError
from pyconv.networks.functions.arrays import Unrun, Weights, numbers, pairs, weights
from pyconv.networks.functions.made import Made, Maker, plain, unread
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec, PaddingName, PerAxis, per_axis
from pyconv.transposed import TransposedSpec

NAMES: dict[str, PaddingName] = {"SAME": "same", "SAME_LOWER": "same_lower", "VALID": "valid"}
"""What the paddings are called, in letters of any size."""

LAID = ("SAME", "VALID")
"""Those of `conv_transpose`, in capitals only."""


def conv(
    size: PerAxis, lhs: object, rhs: object, window_strides: object, padding: object,
    lhs_dilation: object = None, rhs_dilation: object = None, dimension_numbers: object = None,
    feature_group_count: object = 1, batch_group_count: object = 1, precision: object = None,
    preferred_element_type: object = None,
) -> Made:  # fmt: skip
    """Return `conv_general_dilated`. One that stretches its input is another kind of layer."""
    told = kernel_of("conv_general_dilated", rhs, dimension_numbers)
    axes = len(told.kernel)
    if batch_group_count != 1:
        raise unread("conv_general_dilated", "batch_group_count", batch_group_count)
    if max(numbers("dilation", lhs_dilation or 1, axes)) > 1:
        raise unread("conv_general_dilated", "lhs_dilation", lhs_dilation)
    groups = whole("groups", feature_group_count, minimum=1)
    spec = ConvSpec(
        per_axis("input", size, axes),
        told.kernel,
        stride=numbers("stride", window_strides, axes),
        padding=padding_of(padding, axes),
        dilation=numbers("dilation", rhs_dilation or 1, axes),
    )
    return Made(spec, told.second * groups, told.first, groups)


def simple(size: PerAxis, lhs: object, rhs: object, window_strides: object, padding: object) -> Made:
    """Return `conv`."""
    return conv(size, lhs, rhs, window_strides, padding)


def padded(
    size: PerAxis, lhs: object, rhs: object, window_strides: object, padding: object,
    lhs_dilation: object = None, rhs_dilation: object = None,
) -> Made:  # fmt: skip
    """Return `conv_with_general_padding`."""
    return conv(size, lhs, rhs, window_strides, padding, lhs_dilation, rhs_dilation)


def transposed(
    size: PerAxis, lhs: object, rhs: object, strides: object, padding: object, rhs_dilation: object = None,
    dimension_numbers: object = None, transpose_kernel: object = False, precision: object = None,
    preferred_element_type: object = None,
) -> Made:  # fmt: skip
    """Return `conv_transpose`.

    Where its kernel is not transposed it slides as it is: without a stride that is a convolution, and with
    one it is the transpose of none, if the kernel has more than one tap.
    """
    if isinstance(padding, str) and padding not in LAID:
        raise ConvError("unknown-choice", field="padding", name="padding", value=padding, choices=tuple(LAID))
    turned = flag("transpose_kernel", transpose_kernel)
    if dimension_numbers is None:
        # Here the channels come last, if nothing else is said.
        kernel, made, given = weights("conv_transpose", rhs, None, last=True)
        told = Weights(kernel, given, made)
    else:
        told = kernel_of("conv_transpose", rhs, dimension_numbers)
    # The weights of the convolution that is transposed have the channels that come in as those that it makes.
    channels, outputs = (told.first, told.second) if turned else (told.second, told.first)
    axes = len(told.kernel)
    steps, rates = numbers("stride", strides, axes), numbers("dilation", rhs_dilation or 1, axes)
    cells, sides = per_axis("input", size, axes), padding_of(padding, axes)
    spans = [d * (k - 1) + 1 for k, d in zip(told.kernel, rates, strict=True)]
    pads = [
        _stretched(sides, span, step) if isinstance(sides, str) else sides[axis]
        for axis, (span, step) in enumerate(zip(spans, steps, strict=True))
    ]
    if not turned and max(steps) == 1:
        return Made(ConvSpec(cells, told.kernel, padding=pads, dilation=rates), channels, outputs)
    if not turned and max(told.kernel) > 1:
        raise ConvError("kernel-unturned", field="layers", name="conv_transpose", stride=shape_text(steps))
    # The padding is that of the stretched input: what the kernel reaches beyond it is cropped.
    sized = list(zip(spans, pads, strict=True))
    crop = [(span - 1 - before, max(span - 1 - after, 0)) for span, (before, after) in sized]
    extra = [max(after - span + 1, 0) for span, (_, after) in sized]
    spec = TransposedSpec(
        cells, told.kernel, stride=steps, padding=crop, dilation=rates, output_padding=extra
    )
    return Made(spec, channels, outputs)


def _stretched(name: str, span: int, stride: int) -> tuple[int, int]:
    """Return the padding of the stretched input that JAX means by a name."""
    total = span + stride - 2 + (max(span - stride, 0) if name == "valid" else 0)
    before = span - 1 if name == "valid" or stride > span - 1 else -(-total // 2)
    return before, total - before


def largest(
    size: PerAxis, operand: object, init_value: object, computation: object, window_dimensions: object,
    window_strides: object, padding: object, base_dilation: object = None, window_dilation: object = None,
) -> Made:  # fmt: skip
    """Return `reduce_window` with the largest; sums are no average."""
    if not (isinstance(computation, Unrun) and computation.name.endswith("lax.max")):
        raise unread("reduce_window", "computation", computation)
    plain("reduce_window", base_dilation=base_dilation)
    if not isinstance(window_dimensions, tuple) or not 3 <= len(window_dimensions) <= 5:
        raise unread("reduce_window", "window_dimensions", window_dimensions)
    axes = len(window_dimensions) - 2
    spec = PoolingSpec(
        per_axis("input", size, axes),
        numbers("kernel", window_dimensions, axes),
        stride=numbers("stride", window_strides or 1, axes),
        padding=padding_of(padding, axes),
        dilation=numbers("dilation", window_dilation or 1, axes),
    )
    return Made(spec)


def padding_of(given: object, axes: int) -> PaddingName | tuple[tuple[int, int], ...]:
    """Return a padding by its name, or by number.

    Raises:
        ConvError: it has another name.
    """
    if isinstance(given, tuple):
        return pairs(given, axes)
    name = given.upper() if isinstance(given, str) else ""
    if name not in NAMES:
        raise ConvError("unknown-choice", field="padding", name="padding", value=given, choices=tuple(NAMES))
    return NAMES[name]


def kernel_of(name: str, rhs: object, dimension_numbers: object) -> Weights:
    """Return the weights' shape: channels out, channels in, and space in the order of the input."""
    told = weights(name, rhs, None, last=False)
    if dimension_numbers is None:
        return told
    shape = (told.first, told.second, *told.kernel)
    if not isinstance(dimension_numbers, tuple) or len(dimension_numbers) != 3:
        raise unread(name, "dimension_numbers", dimension_numbers)
    data, layout = map(str, dimension_numbers[:2])
    space = [letter for letter in data if letter not in "NC"]
    if sorted(layout) != sorted(["O", "I", *space]) or len(layout) != len(shape):
        raise ConvError(
            "weights-shape", field="layers", name=name, shape=shape_text(shape), count=len(layout)
        )
    sizes = dict(zip(layout, shape, strict=True))
    return Weights(tuple(sizes[letter] for letter in space), sizes["O"], sizes["I"])


FUNCTIONS: dict[str, Maker] = {
    "conv": simple,
    "conv_general_dilated": conv,
    "conv_transpose": transposed,
    "conv_with_general_padding": padded,
    "reduce_window": largest,
}
"""What `jax.lax` calls each function."""

__all__ = ["FUNCTIONS"]
