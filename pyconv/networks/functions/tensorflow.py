"""Functions of `tf.nn`, channels last unless the data format says otherwise.

Source: the pages of `tf.nn.conv2d`, `tf.nn.conv2d_transpose`, `tf.nn.max_pool2d` and their like.
"""

from pyconv.arithmetic import whole
from pyconv.arrays import shape_text
from pyconv.errors import ConvError
from pyconv.networks.functions.arrays import Unrun, numbers, pairs, weights
from pyconv.networks.functions.made import Made, Maker, unread
from pyconv.pooling import PoolingKind, PoolingSpec
from pyconv.spec import ConvSpec, Padding, PaddingName, PerAxis, per_axis
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec

NAMES: dict[str, PaddingName] = {"SAME": "same", "VALID": "valid"}
"""What the paddings are called, in capitals only."""


def padding_of(given: object, axes: int, *, by_number: bool = True) -> Padding:
    """Return a padding by its name, or by number where the function takes numbers.

    Raises:
        ConvError: it has another name.
    """
    if isinstance(given, tuple) and by_number:
        return pairs(given, axes)
    if not isinstance(given, str) or given not in NAMES:
        raise ConvError("unknown-choice", field="padding", name="padding", value=given, choices=tuple(NAMES))
    return NAMES[given]


def convolved(
    name: str, size: PerAxis, filters: object, axes: int | None, strides: object, padding: object,
    dilations: object,
) -> Made:  # fmt: skip
    """Return a convolution of a function of that name; of images alone it takes padding by number."""
    told = weights(name, filters, axes, last=True)
    count = len(told.kernel)
    spec = ConvSpec(
        per_axis("input", size, count),
        told.kernel,
        stride=numbers("stride", 1 if strides is None else strides, count),
        padding=padding_of(padding, count, by_number=name == "conv2d"),
        dilation=numbers("dilation", 1 if dilations is None else dilations, count),
    )
    return Made(spec, told.first, told.second)


def image(
    size: PerAxis, input: object, filters: object, strides: object, padding: object,
    data_format: object = None, dilations: object = None, name: object = None,
) -> Made:  # fmt: skip
    """Return `conv2d`."""
    return convolved("conv2d", size, filters, 2, strides, padding, dilations)


def volume(
    size: PerAxis, input: object, filters: object, strides: object, padding: object,
    data_format: object = None, dilations: object = None, name: object = None,
) -> Made:  # fmt: skip
    """Return `conv3d`, which takes its steps for all axes of the array only."""
    check_listed("conv3d", 5, strides=strides, dilations=dilations)
    return convolved("conv3d", size, filters, 3, strides, padding, dilations)


def signal(
    size: PerAxis, input: object, filters: object, stride: object, padding: object,
    data_format: object = None, dilations: object = None, name: object = None,
) -> Made:  # fmt: skip
    """Return `conv1d`, whose stride has a name of its own."""
    return convolved("conv1d", size, filters, 1, stride, padding, dilations)


def convolution(
    size: PerAxis, input: object, filters: object, strides: object = None, padding: object = "VALID",
    data_format: object = None, dilations: object = None, name: object = None,
) -> Made:  # fmt: skip
    """Return `convolution`, which refuses a stride together with a dilation."""
    made = convolved("convolution", size, filters, None, strides, padding, dilations)
    check_steps("tf.nn.convolution", made.spec)
    return made


def atrous(
    size: PerAxis, value: object, filters: object, rate: object, padding: object, name: object = None
) -> Made:
    """Return `atrous_conv2d`, whose dilation is one number for both axes."""
    whole("dilation", rate, minimum=1)
    return convolved("atrous_conv2d", size, filters, 2, 1, padding, rate)


def check_listed(name: str, count: int, **arguments: object) -> None:
    """Refuse steps that are no list of so many numbers.

    Raises:
        ConvError: some are not, and are given.
    """
    for argument, value in arguments.items():
        if value is not None and not (isinstance(value, tuple) and len(value) == count):
            raise ConvError(
                "list-needed", field="layers", name=name, argument=argument, value=value, count=count
            )


def check_steps(name: str, spec: Spec) -> None:
    """Refuse a stride together with a dilation.

    Raises:
        ConvError: there are both.
    """
    if max(spec.stride) > 1 and max(spec.dilation) > 1:
        raise ConvError(
            "stride-and-dilation",
            field="dilation",
            name=name,
            stride=shape_text(spec.stride),
            dilation=shape_text(spec.dilation),
        )


def depthwise(
    size: PerAxis, input: object, filter: object, strides: object, padding: object,
    data_format: object = None, dilations: object = None, name: object = None,
) -> Made:  # fmt: skip
    """Return `depthwise_conv2d`, which refuses a stride together with a dilation."""
    check_listed("depthwise_conv2d", 4, strides=strides)
    check_listed("depthwise_conv2d", 2, dilations=dilations)
    told = weights("depthwise_conv2d", filter, 2, last=True)
    spec = ConvSpec(
        per_axis("input", size, 2),
        told.kernel,
        stride=numbers("stride", strides, 2),
        padding=padding_of(padding, 2),
        dilation=numbers("dilation", 1 if dilations is None else dilations, 2),
    )
    check_steps("tf.nn.depthwise_conv2d", spec)
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
        named = padding_of(padding, axes, by_number=axes == 2)
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
        spec = PoolingSpec(
            per_axis("input", size, axes),
            numbers("kernel", ksize, axes),
            stride=numbers("stride", strides, axes),
            padding=padding_of(padding, axes, by_number=kind == "max" and axes < 3),
            kind=kind,
        )
        return Made(spec)

    return make


KINDS: dict[str, PoolingKind] = {"MAX": "max", "AVG": "average"}
"""What `pool` calls each kind."""


def any_pool(
    size: PerAxis, input: object, window_shape: object, pooling_type: object, strides: object = None,
    padding: object = "VALID", data_format: object = None, dilations: object = None, name: object = None,
) -> Made:  # fmt: skip
    """Return `pool`, which takes as many axes as its window has.

    It refuses a stride together with a dilation, one longer than its window, and SAME with a dilation.
    """
    if not isinstance(window_shape, tuple):
        raise unread("pool", "window_shape", window_shape)
    if not isinstance(pooling_type, str) or pooling_type not in KINDS:
        raise ConvError(
            "unknown-choice", field="layers", name="pooling_type", value=pooling_type, choices=tuple(KINDS)
        )
    axes = len(window_shape)
    spec = PoolingSpec(
        per_axis("input", size, axes),
        per_axis("kernel", window_shape, axes),
        stride=per_axis("stride", 1 if strides is None else strides, axes),
        padding=padding_of(padding, axes, by_number=False),
        dilation=per_axis("dilation", 1 if dilations is None else dilations, axes),
        kind=KINDS[pooling_type],
    )
    check_steps("tf.nn.pool", spec)
    if padding == "SAME" and max(spec.dilation) > 1:
        raise unread("pool", "dilations", dilations)
    if any(step > window for step, window in zip(spec.stride, spec.kernel_size, strict=True)):
        raise unread("pool", "strides", strides)
    return Made(spec)


FUNCTIONS: dict[str, Maker] = {
    "atrous_conv2d": atrous,
    "conv1d": signal,
    "conv2d": image,
    "conv3d": volume,
    "convolution": convolution,
    "depthwise_conv2d": depthwise,
    "avg_pool": pool(2, "average"),
    "max_pool": pool(2, "max"),
    "pool": any_pool,
}
"""What `tf.nn` calls each function."""

for _axes in (1, 2, 3):
    FUNCTIONS |= {
        f"conv{_axes}d_transpose": transposed(_axes),
        f"avg_pool{_axes}d": pool(_axes, "average"),
        f"max_pool{_axes}d": pool(_axes, "max"),
    }

__all__ = ["FUNCTIONS"]
