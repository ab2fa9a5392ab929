"""The decoder of an encoder: layers that lead through the same sizes back to that of the input."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from math import prod
from typing import ClassVar, NamedTuple

from pyconv.arithmetic import same_padding
from pyconv.errors import ConvError
from pyconv.networks import Framework, Network, Row
from pyconv.networks.steps import Shape
from pyconv.spec import ConvSpec
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec

Pads = tuple[tuple[int, int], ...]

DENSE = frozenset({"Linear", "LazyLinear", "Dense"})
"""What the frameworks call a dense layer."""

DEFAULTS = {"stride": "1", "strides": "1", "dilation": "1", "dilation_rate": "1", "padding": "0"}
"""What need not be said of a layer."""


class Decoder(NamedTuple):
    """A decoder as code.

    Attributes:
        text: its layers, as a `Sequential` of the framework that the encoder was written in.
        framework: that framework.
    """

    text: str
    framework: Framework


def matching_decoder(network: Network) -> Decoder:
    r"""Return the decoder that leads through the sizes of an encoder back to that of its input.

    Every layer is reversed, the last one first: a convolution or a pooling by a transposed convolution
    with the same kernel, stride and dilation, a transposed convolution or a resizing by a convolution,
    a dense layer by one the other way, and what flattens by what gives the shape back. A transposed
    convolution has

        a = i - (s(o - 1) - 2p + k̂)

    cells of output padding, where i and o are the sizes before and after the layer that is reversed.
    Where no output padding does (a pooling that rounded up, padding that differs before and after),
    the result is cropped or padded behind it. Activations, normalisation and dropout change no size and
    are left out; of copies past layers (`Row.joins`), none is given back.

    Args:
        network: the encoder, as `read_network` returns it.

    Returns:
        Code in the encoder's framework. `read_network` reads it, and makes of the encoder's
        `output_shape` its `input_shape`.

    Raises:
        ConvError: a layer makes sizes that no layer brings back, as `Unfold` does. The error holds its
            line under `numbers["line"]`.

    >>> from pyconv import read_network
    >>> encoder = read_network("nn.Conv2d(3, 8, 3, stride=2, padding=1)\nnn.MaxPool2d(2)", (3, 26, 26))
    >>> print(matching_decoder(encoder).text)
    nn.Sequential(
        nn.ConvTranspose2d(8, 8, 2, stride=2, output_padding=1),
        nn.ConvTranspose2d(8, 3, 3, stride=2, padding=1, output_padding=1),
    )
    >>> read_network(matching_decoder(encoder).text, encoder.output_shape).output_shape
    (3, 26, 26)
    """
    writer = _WRITERS[network.framework]
    lines: list[str] = []
    for place in reversed(range(len(network.rows))):
        before = network.rows[place - 1].output_shape if place else network.input_shape
        lines += writer.back(network.rows[place], before)
    return Decoder(writer.whole(lines), network.framework)


class _Writer(ABC):
    """Writes the layers of a framework that lead back from a layer to what came before it.

    Attributes:
        dense: a dense layer, with places for the numbers before and after the one that it reverses.
        axis: of the shape, along which a dense layer acts.
    """

    dense: ClassVar[str]
    axis: ClassVar[int]

    def back(self, row: Row, before: Shape) -> Iterator[str]:
        """Yield the lines that reverse a layer."""
        after = row.output_shape
        if row.name in DENSE:
            yield self.dense.format(before=before[self.axis], after=after[self.axis])
        elif row.layers is not None:
            yield from self._through(row, row.layers, before)
        elif prod(before) == prod(after):
            yield from self.reshaped(before, after)
        elif len(before) == len(after) and before[0] == after[0]:
            yield from self.resized(before[1:], after[1:])
        elif after == before[:1]:
            # The mean of a map, or its maximum: as if its window were the whole.
            single = (*after, *(1 for _ in before[1:]))
            yield from self.reshaped(single, after)
            yield from self.up(ConvSpec(before[1:], before[1:]), (before[0], before[0]))
        else:
            raise ConvError("no-decoder", field="network", line=row.line, name=row.name)

    def _through(self, row: Row, layers: Sequence[Spec], before: Shape) -> Iterator[str]:
        inputs = row.output_shape[0]
        for number, layer in reversed(list(enumerate(layers, 1))):
            learns = row.parameters and number == len(layers)
            if isinstance(layer, TransposedSpec):
                yield from self.down(layer, (inputs, before[0]))
            elif layer.taps == 1 == max(layer.stride) and inputs == before[0] and not learns:
                yield from self.pads(tuple((-start, -end) for start, end in layer.padding))
            else:
                yield from self.up(layer, (inputs, before[0]))
            inputs = before[0]

    @abstractmethod
    def whole(self, lines: list[str]) -> str:
        """Return the code of all layers."""

    @abstractmethod
    def reshaped(self, before: Shape, after: Shape) -> Iterator[str]:
        """Yield what gives the cells of a shape the one that they had before."""

    @abstractmethod
    def resized(self, before: Shape, after: Shape) -> Iterator[str]:
        """Yield what gives maps the size that they had before."""

    @abstractmethod
    def pads(self, pads: Pads) -> Iterator[str]:
        """Yield what adds cells before and after, or cuts them off, if there is any to be."""

    @abstractmethod
    def up(self, layer: Spec, channels: tuple[int, int]) -> Iterator[str]:
        """Yield a transposed convolution that reverses windows."""

    @abstractmethod
    def down(self, layer: TransposedSpec, channels: tuple[int, int]) -> Iterator[str]:
        """Yield a convolution that reverses a transposed one."""


class _PyTorch(_Writer):
    dense = "nn.Linear({after}, {before})"
    axis = -1

    def whole(self, lines: list[str]) -> str:
        return "\n".join(["nn.Sequential(", *(f"    {line}," for line in lines), ")"])

    def reshaped(self, before: Shape, after: Shape) -> Iterator[str]:
        if len(after) > 1:
            yield "nn.Flatten()"
        if len(before) > 1:
            yield f"nn.Unflatten(1, {before})"

    def resized(self, before: Shape, _after: Shape) -> Iterator[str]:
        yield f"nn.Upsample(size={_short(before)})"

    def pads(self, pads: Pads) -> Iterator[str]:
        if any(map(any, pads)):
            # The last axis comes first.
            sides = ", ".join(str(side) for pair in reversed(pads) for side in pair)
            yield f"nn.ZeroPad{len(pads)}d(({sides}))"

    def up(self, layer: Spec, channels: tuple[int, int]) -> Iterator[str]:
        crops, extras, pads = zip(*(self._fitted(layer, axis) for axis in range(layer.axes)), strict=True)
        told = {"output_padding": extras} if any(extras) else {}
        yield self._called("ConvTranspose", layer, channels, padding=crops, **told)
        yield from self.pads(pads)

    def _called(self, name: str, layer: Spec, channels: tuple[int, int], **named: Shape) -> str:
        named = {"stride": layer.stride, **named, "dilation": layer.dilation}
        return _called(f"nn.{name}{layer.axes}d", *channels, _short(layer.kernel_size), **named)

    def _fitted(self, layer: Spec, axis: int) -> tuple[int, int, tuple[int, int]]:
        """Return the crop on both sides, the output padding, and what is padded behind the layer."""
        most = max(layer.stride[axis], layer.dilation[axis]) - 1
        before, end = layer.padding[axis][0], _end(layer, axis)
        if before >= 0 and end + before <= most:
            return before, max(end + before, 0), (0, min(end + before, 0))
        extra = min(max(end, 0), most)
        return 0, extra, (-before, end - extra)

    def down(self, layer: TransposedSpec, channels: tuple[int, int]) -> Iterator[str]:
        even = all(before == after for before, after in layer.padding)
        if even and all(extra < step for extra, step in zip(layer.output_padding, layer.stride, strict=True)):
            yield self._called("Conv", layer, channels, padding=tuple(before for before, _ in layer.padding))
        else:
            yield from self.pads(_uncropped(layer))
            yield self._called("Conv", layer, channels)


class _Keras(_Writer):
    dense = "layers.Dense({before})"
    axis = 0

    def whole(self, lines: list[str]) -> str:
        inner = (f"        {line}," for line in lines)
        return "\n".join(["keras.Sequential(", "    [", *inner, "    ]", ")"])

    def reshaped(self, before: Shape, _after: Shape) -> Iterator[str]:
        yield f"layers.Reshape({(*before[1:], before[0])})"

    def resized(self, before: Shape, after: Shape) -> Iterator[str]:
        factors = tuple(-(-n // m) for n, m in zip(before, after, strict=True))
        yield f"layers.UpSampling{len(factors)}D({_short(factors)})"
        made = [m * f for m, f in zip(after, factors, strict=True)]
        yield from self.pads(tuple((0, n - m) for n, m in zip(before, made, strict=True)))

    def pads(self, pads: Pads) -> Iterator[str]:
        for name, sign in (("ZeroPadding", 1), ("Cropping", -1)):
            sides = tuple((max(sign * before, 0), max(sign * after, 0)) for before, after in pads)
            if any(map(any, sides)):
                yield f"layers.{name}{len(pads)}D({sides if len(sides) > 1 else sides[0]})"

    def up(self, layer: Spec, channels: tuple[int, int]) -> Iterator[str]:
        axes = range(layer.axes)
        if all(
            layer.input_size[axis] == layer.stride[axis] * layer.output_size[axis]
            and layer.padding[axis][0] == max(layer.span[axis] - layer.stride[axis], 0) // 2
            for axis in axes
        ):
            yield self._called("DTranspose", layer, channels, padding="same")
            return
        ends = [_end(layer, axis) for axis in axes]
        extras = tuple(min(max(end, 0), step - 1) for end, step in zip(ends, layer.stride, strict=True))
        # Left to itself, a stride above the kernel's span adds the difference.
        told = any(extras) or any(span < step for span, step in zip(layer.span, layer.stride, strict=True))
        yield self._called("DTranspose", layer, channels, **({"output_padding": extras} if told else {}))
        yield from self.pads(tuple((-layer.padding[axis][0], ends[axis] - extras[axis]) for axis in axes))

    def _called(self, name: str, layer: Spec, channels: tuple[int, int], **named: Shape | str) -> str:
        named = {"strides": layer.stride, **named, "dilation_rate": layer.dilation}
        return _called(f"layers.Conv{layer.axes}{name}", channels[1], _short(layer.kernel_size), **named)

    def down(self, layer: TransposedSpec, channels: tuple[int, int]) -> Iterator[str]:
        pads = _uncropped(layer)
        numbers = zip(layer.output_size, layer.kernel_size, layer.stride, layer.dilation, strict=True)
        same = tuple(same_padding(o, k, stride=s, dilation=d) for o, k, s, d in numbers)
        if pads == same and any(map(any, pads)):
            yield self._called("D", layer, channels, padding="same")
        else:
            yield from self.pads(pads)
            yield self._called("D", layer, channels)


_WRITERS: dict[Framework, _Writer] = {"pytorch": _PyTorch(), "keras": _Keras()}


def _end(layer: Spec, axis: int) -> int:
    """Return by how many cells the input of a layer ends behind what its windows reach; below 0, before."""
    reached = (layer.output_size[axis] - 1) * layer.stride[axis] + layer.span[axis]
    return layer.input_size[axis] + layer.padding[axis][0] - reached


def _uncropped(layer: TransposedSpec) -> Pads:
    """Return the padding that gives a transposed layer's result back what was cropped off it."""
    return tuple(
        (before, after - extra)
        for (before, after), extra in zip(layer.padding, layer.output_padding, strict=True)
    )


def _called(name: str, *given: object, **named: Shape | str) -> str:
    """Return the call of a layer, without what has its default value."""
    written = {key: f'"{value}"' if isinstance(value, str) else _short(value) for key, value in named.items()}
    kept = [f"{key}={value}" for key, value in written.items() if value != DEFAULTS.get(key)]
    return f"{name}({', '.join([*map(str, given), *kept])})"


def _short(numbers: Shape) -> str:
    """Return one number if all of them are the same."""
    return str(numbers[0] if len(set(numbers)) == 1 else numbers)


__all__ = ["Decoder", "matching_decoder"]
