"""A layer as every framework is told of it, and what has to be padded or cut around a framework's call."""

from dataclasses import dataclass
from typing import NamedTuple

from pyconv.arithmetic import same_padding
from pyconv.messages import say
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Layer:
    """A geometry with its channels. A pooling has those of its input, and no weights.

    >>> layer = Layer(ConvSpec((5, 5), 3), 2, 4, 1, True, "en")
    >>> layer.shape_text(layer.spec.input_size, 2, last=True), layer.weight_shape(last=True)
    ('(N, 5, 5, 2)', (3, 3, 2, 4))
    """

    spec: Spec
    in_channels: int
    out_channels: int
    groups: int
    bias: bool
    language: str

    def say(self, key: str, **values: object) -> str:
        """Return words of this package in the layer's language."""
        return say(self.language, f"code.{key}", **values)

    def weight_shape(self, *, last: bool) -> tuple[int, ...]:
        """Return the shape of the weights, channels first (PyTorch, ONNX) or `last`.

        A transposed layer has the weights of the convolution that it transposes.
        """
        ends = (self.in_channels, self.out_channels)
        many, each = ends if isinstance(self.spec, TransposedSpec) else ends[::-1]
        pair = (many, each // self.groups)
        return (*self.spec.kernel_size, *pair[::-1]) if last else (*pair, *self.spec.kernel_size)

    def shape_text(self, size: tuple[int, ...], channels: int, *, last: bool) -> str:
        """Return the shape of any number of samples."""
        shape = (*size, channels) if last else (channels, *size)
        return f"(N, {', '.join(map(str, shape))})"

    def shapes(self, *, last: bool, weight: tuple[int, ...] | None = None) -> str:
        """Return the comment that says what goes in and what comes out."""
        pooled = isinstance(self.spec, PoolingSpec)
        parts = [f"x {self.shape_text(self.spec.input_size, self.in_channels, last=last)}"]
        if not pooled:
            parts.append(f"weight {weight or self.weight_shape(last=last)}")
            parts += [f"bias ({self.out_channels},)"] if self.bias else []
        outputs = self.in_channels if pooled else self.out_channels
        return f"{', '.join(parts)} -> {self.shape_text(self.spec.output_size, outputs, last=last)}"

    @property
    def arguments(self) -> str:
        """Return the parameters of a function that computes the layer."""
        if isinstance(self.spec, PoolingSpec):
            return "x"
        return "x, weight, bias" if self.bias else "x, weight"


def padding_name(spec: ConvSpec | PoolingSpec) -> str | None:
    """Return the name by which frameworks know the padding, if it has one: valid, same or same_lower.

    What nobody named is SAME only where it is for every size of the input.

    >>> padding_name(ConvSpec(6, 3, stride=2, padding="same")), padding_name(ConvSpec(6, 3, padding=1))
    ('same', 'same')
    >>> padding_name(ConvSpec(5, 3, stride=2, padding=1)) is None
    True
    """
    if not any(map(any, spec.padding)) and spec.padding_name not in {"same", "same_lower"}:
        return "valid"
    if isinstance(spec, ConvSpec) and spec.padding_mode != "zeros":
        return None
    if spec.padding_name in {"same", "same_lower"}:
        return spec.padding_name
    always = max(spec.stride) == 1 and spec.padding == _same(spec)
    return "same" if always else None


def depends_on_size(spec: ConvSpec | PoolingSpec) -> bool:
    """Return whether the padding was asked for by a name that means another one for other sizes.

    >>> [depends_on_size(ConvSpec(6, 3, stride=stride, padding="same")) for stride in (1, 2)]
    [False, True]
    """
    return spec.padding_name in {"same", "same_lower"} and max(spec.stride) > 1


def _same(spec: ConvSpec | PoolingSpec) -> Pairs:
    axes = zip(spec.input_size, spec.kernel_size, spec.dilation, strict=True)
    return tuple(same_padding(size, kernel, dilation=dilation) for size, kernel, dilation in axes)


def beyond(spec: PoolingSpec) -> Pairs:
    """Return the cells after the padding that windows reach where their number is rounded up.

    >>> beyond(PoolingSpec(4, 3, ceil_mode=True))
    ((0, 2),)
    """
    pairs = zip(spec.padding, spec.windows.padding, strict=True)
    return tuple((0, wide - after) for (_, after), (_, wide) in pairs)


class Edges(NamedTuple):
    """What padding does to the edges of an input: first it crops, where it is below 0, then it adds.

    Attributes:
        crop: cells `(before, after)` cut off.
        left: cells along each axis that are left.
        grown: cells `(before, after)` put around what is left.
    """

    crop: Pairs
    left: tuple[int, ...]
    grown: Pairs


def edges(size: tuple[int, ...], padding: Pairs) -> Edges:
    """Return what padding does, in two steps.

    >>> edges((5,), ((-1, 2),))
    Edges(crop=((1, 0),), left=(4,), grown=((0, 2),))
    """
    crop = tuple((max(-before, 0), max(-after, 0)) for before, after in padding)
    left = tuple(cells - sum(cut) for cells, cut in zip(size, crop, strict=True))
    return Edges(crop, left, tuple((max(before, 0), max(after, 0)) for before, after in padding))


class Canvas(NamedTuple):
    """How to have a transposed convolution of a call that neither crops nor makes the end longer.

    Attributes:
        more: zeros put after the cells along each axis: with them the canvas reaches far enough.
        crop: cells `(before, after)` cut off its result.
    """

    more: tuple[int, ...]
    crop: Pairs


def canvas(spec: TransposedSpec, made: tuple[int, ...]) -> Canvas:
    """Return what to do around a call that makes so many cells of the input.

    >>> canvas(TransposedSpec(3, 3, stride=2, padding=1, output_padding=1), (7,))
    Canvas(more=(0,), crop=((1, 0),))
    >>> canvas(TransposedSpec(3, 2, dilation=3, output_padding=2), (6,))
    Canvas(more=(2,), crop=((0, 0),))
    """
    more, crop = [], []
    for (before, _), size, cells, stride in zip(
        spec.padding, spec.output_size, made, spec.stride, strict=True
    ):
        count = -(-max(before + size - cells, 0) // stride)
        more.append(count)
        crop.append((before, cells + count * stride - before - size))
    return Canvas(tuple(more), tuple(crop))


def longest(spec: TransposedSpec) -> tuple[int, ...]:
    """Return the cells of the canvas with the end that the result needs, if it is below the stride.

    Frameworks make an end that long by themselves: it tells apart the sizes that a convolution with
    that stride brings to the same input.

    >>> longest(TransposedSpec(3, 3, stride=2, output_padding=1)), longest(TransposedSpec(3, 3, stride=2))
    ((8,), (7,))
    """
    cells = []
    for (before, _), size, inputs, span, stride in zip(
        spec.padding, spec.output_size, spec.input_size, spec.span, spec.stride, strict=True
    ):
        made = stride * (inputs - 1) + span
        missing = max(before + size - made, 0)
        cells.append(made + (missing if missing < stride else 0))
    return tuple(cells)


def same_everywhere(spec: TransposedSpec) -> bool:
    """Return whether the crop is that of SAME, which makes s · i cells of i, whatever the size is.

    >>> same_everywhere(TransposedSpec(3, 3, stride=2, padding=[(0, 1)]))
    True
    """
    axes = zip(spec.input_size, spec.kernel_size, spec.stride, strict=True)
    crops = [same_padding(size * stride, kernel, stride=stride)[0] for size, kernel, stride in axes]
    sizes = tuple(size * stride for size, stride in zip(spec.input_size, spec.stride, strict=True))
    before = [pair[0] for pair in spec.padding]
    return max(spec.dilation) == 1 and before == crops and spec.output_size == sizes
