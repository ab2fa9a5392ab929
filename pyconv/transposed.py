"""The geometry of a transposed convolution, validated once."""

from dataclasses import dataclass, field
from typing import NamedTuple

from pyconv.arithmetic import transposed_output_size
from pyconv.errors import ConvError
from pyconv.spec import SAME, ConvSpec, Geometry, Padding, PerAxis, count_axes, per_axis, resolved_padding


@dataclass(frozen=True)
class TransposedSpec(Geometry):
    """A transposed convolution without its values: sizes, steps and edges along every axis.

        o' = s(i' - 1) - 2p + d(k - 1) + 1 + a

    The arguments may be one integer for all axes or one per axis; the number of axes is
    that of the longest. After construction each field is a tuple with one entry per axis,
    and `padding` holds one `(before, after)` pair per axis, in cells. Stride, padding and
    dilation are those of the convolution that is transposed, as in the frameworks.

    Args:
        input_size: cells per axis that the transposed convolution is given (i'), at least 1.
        kernel_size: kernel taps per axis, at least 1.
        stride: cells of the result from one copy of the kernel to the next, at least 1.
        padding: cells cropped from the result, since the convolution had them added: at least 0,
            by number or by name as in `ConvSpec`. With "same" and "same_lower" the crop is what
            the size of the result leaves over, half of it before and half after, with an odd cell
            after or before; where it leaves nothing over, there is output padding.
        dilation: cells from one tap to the next, at least 1.
        output_padding: cells by which the result is longer at its end (a). They tell apart
            the sizes that a convolution with that stride brings to the same i', and carry
            values as other cells do. It is below the stride, or below the dilation.
        output_shape: size wanted of the result, instead of `output_padding`. With a crop given
            by number or as "valid", "half", "full" or "causal" the output padding follows from it,
            as in PyTorch; with "same" and "same_lower" the crop does, as in TensorFlow and ONNX.
            Without it, these two make s · i'.

    Raises:
        ConvError: the arguments define no transposed convolution.

    Source: arXiv:1603.07285, relationship 14; PyTorch's `ConvTranspose2d` for dilation, output
    padding and the shape that is reached by it (its `output_size`); TensorFlow's
    `conv2d_transpose` with SAME, which takes the shapes with ceil(o' / s) = i' only, and ONNX's
    `ConvTranspose` with SAME_UPPER for "same"; ONNX's with another `auto_pad` or none for
    "same_lower".

    >>> TransposedSpec((3, 4), 3, stride=2, padding=1, output_padding=(0, 1)).output_size
    (5, 8)
    >>> TransposedSpec(3, 3, stride=2, padding=1, output_shape=6).output_padding
    (1,)
    >>> TransposedSpec(3, 3, stride=2, padding="same", output_shape=6).padding
    ((0, 1),)
    """

    input_size: tuple[int, ...]
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    output_padding: tuple[int, ...]
    output_size: tuple[int, ...] = field(init=False, compare=False)

    def __init__(
        self,
        input_size: PerAxis,
        kernel_size: PerAxis,
        *,
        stride: PerAxis = 1,
        padding: Padding = 0,
        dilation: PerAxis = 1,
        output_padding: PerAxis = 0,
        output_shape: PerAxis | None = None,
    ) -> None:
        axes = count_axes(input_size, kernel_size, stride, padding, dilation, output_padding, output_shape)
        put = object.__setattr__
        put(self, "input_size", per_axis("input", input_size, axes))
        put(self, "kernel_size", per_axis("kernel", kernel_size, axes))
        put(self, "stride", per_axis("stride", stride, axes))
        put(self, "dilation", per_axis("dilation", dilation, axes))
        extras = per_axis("output_padding", output_padding, axes, minimum=0)
        same = isinstance(padding, str) and padding in SAME
        shape = output_shape
        if same and shape is None:
            shape = tuple(s * i for s, i in zip(self.stride, self.input_size, strict=True))
        if shape is not None and any(extras):
            raise ConvError("output-given-twice", field="output_padding", value=output_padding, shape=shape)
        wanted = None if shape is None else per_axis("output_shape", shape, axes)
        if same and wanted is not None:
            pads = tuple(self._crop(axis, size, padding) for axis, size in enumerate(wanted))
        else:
            geometry = (self.input_size, self.kernel_size, self.stride, self.dilation)
            pads = resolved_padding(padding, *geometry, minimum=0)
        put(self, "padding", pads)
        if wanted is not None:
            extras = tuple(self._extra(axis, size, cropped=same) for axis, size in enumerate(wanted))
        put(self, "output_padding", extras)
        put(self, "output_size", tuple(self._size(axis, extra) for axis, extra in enumerate(extras)))

    def _crop(self, axis: int, wanted: int, name: Padding) -> tuple[int, int]:
        """Return the crop of one axis that leaves the size wanted, as far as there is so much."""
        canvas = self.stride[axis] * (self.input_size[axis] - 1) + self.span[axis]
        total = max(canvas - wanted, 0)
        less, more = total // 2, total - total // 2
        return (less, more) if name == "same" else (more, less)

    def _size(self, axis: int, extra: int) -> int:
        return transposed_output_size(
            self.input_size[axis],
            self.kernel_size[axis],
            stride=self.stride[axis],
            padding=self.padding[axis],
            dilation=self.dilation[axis],
            output_padding=extra,
            axis=axis,
        )

    def _extra(self, axis: int, wanted: int, *, cropped: bool) -> int:
        """Return the output padding that makes the size wanted along one axis, cropped for it or not."""
        most = max(self.stride[axis], self.dilation[axis]) - 1
        high = self._size(axis, most)
        low = 1 if cropped else max(high - most, 1)
        if not low <= wanted <= high:
            before, after = self.padding[axis]
            raise ConvError(
                "output-out-of-reach",
                field="output_shape",
                axis=axis,
                value=wanted,
                low=low,
                high=high,
                size=self.input_size[axis],
                stride=self.stride[axis],
                span=self.span[axis],
                before=before,
                after=after,
                dilation=self.dilation[axis],
            )
        return wanted - high + most

    @property
    def direct(self) -> ConvSpec:
        """Return the convolution from the output's size to the input's that is transposed here.

        The transposed convolution reads its terms backwards. PyTorch allows an output
        padding of the stride or more where the dilation is larger still. The result is
        well defined then, but a convolution of that size with this padding has more outputs
        than i', so there is none to return. (Where a <= p, one with less padding after, p - a,
        has it as its transpose.)

        Raises:
            ConvError: the output padding is not below the stride.

        >>> TransposedSpec(3, 3, stride=2, output_padding=1).direct.output_size
        (3,)
        """
        direct = ConvSpec(
            self.output_size,
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
        )
        for axis, (extra, stride) in enumerate(zip(self.output_padding, self.stride, strict=True)):
            if extra >= stride:
                raise ConvError(
                    "no-direct",
                    field="output_padding",
                    axis=axis,
                    extra=extra,
                    stride=stride,
                    outputs=self.output_size[axis],
                    count=direct.output_size[axis],
                    size=self.input_size[axis],
                )
        return direct


class EquivalentConvolution(NamedTuple):
    """The ordinary convolution whose result is that of a transposed one, every field per axis.

    Its stride is 1 and its kernel is the one transposed, turned by 180°.

    Attributes:
        zeros_between: zeros put between two neighbouring cells of the input, s - 1.
        stretched_size: cells of the input with those zeros, s(i' - 1) + 1.
        kernel_size, dilation: those of the transposed convolution.
        padding: cells `(before, after)` put around the stretched input; where negative, that
            many cells are cropped from it, after the other side is padded.
        extra: the cells of the padding after that are output padding.

    >>> equivalent_convolution(TransposedSpec(2, 3, stride=2))  # doctest: +NORMALIZE_WHITESPACE
    EquivalentConvolution(zeros_between=(1,), stretched_size=(3,), kernel_size=(3,),
                          dilation=(1,), padding=((2, 2),), extra=(0,))
    """

    zeros_between: tuple[int, ...]
    stretched_size: tuple[int, ...]
    kernel_size: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    extra: tuple[int, ...]


def equivalent_convolution(spec: TransposedSpec) -> EquivalentConvolution:
    """Return the convolution of stride 1 over the stretched, padded input that gives the same result.

        before = d(k - 1) - p,  after = d(k - 1) - p + a

    The guide names the padding k - p - 1 and does not say that the kernel is turned, which
    makes no difference to sizes, but to values.

    Raises:
        ConvError: `spec` is not a `TransposedSpec`.

    Source: arXiv:1603.07285, relationship 14.

    >>> equivalent_convolution(TransposedSpec(2, 3, stride=2, padding=1, output_padding=1)).padding
    ((1, 2),)
    """
    if not isinstance(spec, TransposedSpec):
        raise ConvError("not-geometry", field="spec", choices="TransposedSpec", kind=type(spec).__name__)
    return EquivalentConvolution(
        zeros_between=tuple(stride - 1 for stride in spec.stride),
        stretched_size=tuple(s * (i - 1) + 1 for s, i in zip(spec.stride, spec.input_size, strict=True)),
        kernel_size=spec.kernel_size,
        dilation=spec.dilation,
        padding=tuple(
            (span - 1 - before, span - 1 - after + extra)
            for span, (before, after), extra in zip(spec.span, spec.padding, spec.output_padding, strict=True)
        ),
        extra=spec.output_padding,
    )
