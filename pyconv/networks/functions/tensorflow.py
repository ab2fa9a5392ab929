"""Functions of `tf.nn`, channels last unless the data format says otherwise.

Source: the pages of `tf.nn.conv2d`, `tf.nn.conv2d_transpose`, `tf.nn.max_pool2d` and their like.
"""

from pyconv.errors import ConvError
from pyconv.networks.constants import Unreadable
from pyconv.networks.functions.arrays import Unrun, numbers, pairs, weights
from pyconv.networks.functions.made import Made, Maker
from pyconv.pooling import PoolingKind, PoolingSpec
from pyconv.spec import ConvSpec, Padding, PerAxis, per_axis
from pyconv.transposed import TransposedSpec


def padding_of(given: object, axes: int) -> Padding:
    """Return a padding by its name, or by number.

    Raises:
        ConvError: it has another name.
    """
    if isinstance(given, tuple):
        return pairs(given, axes)
    named = given.upper() if isinstance(given, str) else given
    if named not in {"SAME", "VALID"}:
        raise ConvError(
            "unknown-choice", field="padding", name="padding", value=given, choices=("SAME", "VALID")
        )
    return "same" if named == "SAME" else "valid"


def conv(axes: int | None) -> Maker:
    """Return `conv1d`, `conv2d`, `conv3d`, or `convolution`, which takes any number of axes."""

    def make(
        size: PerAxis, input: object, filters: object, strides: object = 1, padding: object = "VALID",
        data_format: object = None, dilations: object = None, name: object = None,
    ) -> Made:  # fmt: skip
        told = weights(f"conv{axes}d" if axes else "convolution", filters, axes, last=True)
        count = len(told.kernel)
        spec = ConvSpec(
            per_axis("input", size, count),
            told.kernel,
            stride=numbers("stride", 1 if strides is None else strides, count),
            padding=padding_of(padding, count),
            dilation=numbers("dilation", 1 if dilations is None else dilations, count),
        )
        return Made(spec, told.first, told.second)

    return make


def depthwise(
    size: PerAxis, input: object, filter: object, strides: object, padding: object,
    data_format: object = None, dilations: object = None, name: object = None,
) -> Made:  # fmt: skip
    """Return `depthwise_conv2d`."""
    told = weights("depthwise_conv2d", filter, 2, last=True)
    spec = ConvSpec(
        per_axis("input", size, 2),
        told.kernel,
        stride=numbers("stride", strides, 2),
        padding=padding_of(padding, 2),
        dilation=numbers("dilation", 1 if dilations is None else dilations, 2),
    )
    return Made(spec, told.first, told.first * told.second, told.first)


def transposed(axes: int) -> Maker:
    """Return `conv1d_transpose`, `conv2d_transpose` or `conv3d_transpose`.

    Where the output's shape is not written out, it is the least that the call takes, and with SAME s · i.
    """

    def make(
        size: PerAxis, input: object, filters: object, output_shape: object, strides: object,
        padding: object = "SAME", data_format: object = None, dilations: object = None, name: object = None,
    ) -> Made:  # fmt: skip
        told = weights(f"conv{axes}d_transpose", filters, axes, last=True)
        cells, steps = per_axis("input", size, axes), numbers("stride", strides, axes)
        named = padding_of(padding, axes)
        wanted = _space(output_shape, axes, first=str(data_format).startswith("NC"))
        spec = TransposedSpec(
            cells,
            told.kernel,
            stride=steps,
            padding=named,
            dilation=numbers("dilation", 1 if dilations is None else dilations, axes),
            output_shape=wanted,
        )
        for axis, (made, step, given) in enumerate(zip(spec.output_size, steps, cells, strict=True)):
            if named == "same" and -(-made // step) != given:
                low, high = step * (given - 1) + 1, step * given
                raise ConvError(
                    "tensorflow-shape", field="layers", axis=axis, value=made, low=low, high=high, size=given
                )
        return Made(spec, told.second, told.first)

    return make


def _space(shape: object, axes: int, *, first: bool) -> tuple[int, ...] | None:
    """Return the cells of the output along each axis, if they are written out."""
    if not isinstance(shape, tuple) or len(shape) != axes + 2:
        return None
    cells = shape[2:] if first else shape[1:-1]
    return None if any(isinstance(each, Unrun) for each in cells) else numbers("output_shape", cells, axes)


def pool(axes: int, kind: PoolingKind) -> Maker:
    """Return a pooling of one kind. The padding of SAME counts for no average."""

    def make(
        size: PerAxis, input: object, ksize: object, strides: object, padding: object,
        data_format: object = None, name: object = None,
    ) -> Made:  # fmt: skip
        sides = padding_of(padding, axes)
        if kind == "average" and not isinstance(sides, str):
            raise Unreadable
        spec = PoolingSpec(
            per_axis("input", size, axes),
            numbers("kernel", ksize, axes),
            stride=numbers("stride", strides, axes),
            padding=sides,
            kind=kind,
        )
        return Made(spec)

    return make


FUNCTIONS: dict[str, Maker] = {
    "convolution": conv(None),
    "depthwise_conv2d": depthwise,
    "avg_pool": pool(2, "average"),
    "max_pool": pool(2, "max"),
}
"""What `tf.nn` calls each function."""

for _axes in (1, 2, 3):
    FUNCTIONS |= {
        f"conv{_axes}d": conv(_axes),
        f"conv{_axes}d_transpose": transposed(_axes),
        f"avg_pool{_axes}d": pool(_axes, "average"),
        f"max_pool{_axes}d": pool(_axes, "max"),
    }

__all__ = ["FUNCTIONS"]
