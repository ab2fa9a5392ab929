"""The arithmetic of sizes backwards: from an output to the inputs, and from two sizes to the layer."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from pyconv.arithmetic import dilated_size, whole
from pyconv.errors import ConvError
from pyconv.pooling import PoolingSpec
from pyconv.spec import SAME, ConvSpec, PerAxis, count_axes, per_axis
from pyconv.stack import BEYOND, Spec, layer_of, listed_layers
from pyconv.transposed import TransposedSpec

KERNELS = range(1, 12)
"""Kernel sizes that are tried."""

STRIDES = range(1, 17)
"""Strides that are tried, besides the ratio of the sizes."""

DILATIONS = range(1, 5)
"""Dilations that are tried where the stride is 1."""


DEFAULTS = {"stride": 1, "padding": 0, "dilation": 1, "output_padding": 0, "transposed": False}
"""What need not be said of a layer."""


def sizes_that_give(
    layers: Mapping[str, Any] | Sequence[Mapping[str, Any]], output_size: PerAxis
) -> tuple[range, ...]:
    """Return the input sizes that some layers bring to an output size, a range for each axis.

    Each layer makes more cells of more, or as many: so the sizes lie side by side. A layer alone has
    at most as many of them as its stride.

    Args:
        layers: the settings of one layer, or a list of them, as `stack` takes them.
        output_size: cells wanted of the last layer.

    Returns:
        One range for each axis, empty where no input gives that size. A transposed layer that crops what
        the size wanted leaves over makes it of any longer input: the range ends at 2⁶⁴ then.

    Raises:
        ConvError: there is no layer, or one that makes sense on no input.

    >>> sizes_that_give({"kernel_size": 3, "stride": 2, "padding": 1}, 56)
    (range(111, 113),)
    >>> sizes_that_give([{"kernel_size": 3, "stride": 2}, {"pooling": "max", "kernel_size": 2}], (3, 4))
    (range(13, 17), range(17, 21))
    """
    listed = listed_layers([layers] if isinstance(layers, Mapping) else layers)
    probes = [_probe(number, settings) for number, settings in enumerate(listed, 1)]
    axes = max(count_axes(output_size), *(probe.axes for probe, _ in probes))
    wanted = per_axis("output_shape", output_size, axes)
    for probe, _ in probes:
        if probe.axes not in {1, axes}:
            raise ConvError("axes-disagree", field="layers", name="kernel", count=probe.axes, axes=axes)
    return tuple(_range(probes, axis, size) for axis, size in enumerate(wanted))


def settings_that_give(input_size: PerAxis, output_size: PerAxis, *, most: int = 10) -> list[dict[str, Any]]:
    """Return settings of layers that make one size of another, the simplest first.

    They are convolutions and, where the output is no smaller than the input, transposed ones: with a stride,
    or with none and nothing cropped, which add k - 1 cells. Kernels of up to 11, no shorter than the stride,
    are tried, and padding that is smaller than the kernel.
    The simplest have small numbers, use every cell, and need neither dilation nor output padding.

    Args:
        input_size, output_size: cells per axis; kernel, stride and dilation are the same along all.
        most: how many are returned at most.

    Returns:
        Settings as `stack` takes them; what has its default value is left out.

    Raises:
        ConvError: a size is below 1.

    >>> settings_that_give(112, 56, most=2)
    [{'kernel_size': 2, 'stride': 2}, {'kernel_size': 3, 'stride': 2, 'padding': 1}]
    >>> settings_that_give(112, 224, most=1)
    [{'kernel_size': 2, 'stride': 2, 'transposed': True}]
    >>> settings_that_give(1, 4, most=1)
    [{'kernel_size': 4, 'transposed': True}]
    """
    axes = count_axes(input_size, output_size)
    sizes = per_axis("input", input_size, axes)
    wanted = per_axis("output_shape", output_size, axes)
    count = whole("most", most, minimum=1)
    found = list(_candidates(list(zip(sizes, wanted, strict=True))))
    return [settings for _, settings in sorted(found, key=lambda each: each[0])[:count]]


def _probe(number: int, settings: object) -> tuple[Spec, Mapping[str, Any]]:
    """Return a layer on a very long input, which knows its numbers along every axis, and its settings."""
    given = dict(settings) if isinstance(settings, Mapping) else {}
    wanted = given.pop("output_shape", None)
    probe = layer_of(number, BEYOND, given if wanted is not None else settings)
    if wanted is not None:
        # Along as many axes as the wanted size has.
        axes = count_axes(wanted, probe.input_size)
        probe = layer_of(number, (BEYOND,) * axes, given)
        given["output_shape"] = per_axis("output_shape", wanted, axes)
    return probe, given


def _range(probes: Sequence[tuple[Spec, Mapping[str, Any]]], axis: int, wanted: int) -> range:
    def size(cells: int) -> int:
        for probe, settings in probes:
            cells = _size(probe, settings, axis if probe.axes > 1 else 0, cells) if cells else 0
        return cells

    def first(least: int) -> int:
        """Return the first size that gives so many cells or more."""
        high = 1
        while size(high) < least:
            high *= 2
        low = high // 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if size(middle) >= least else (middle, high)
        return high

    return range(first(wanted), first(wanted + 1))


def size_after(layer: Spec, axis: int, cells: int) -> int:
    """Return the output cells of a layer along one axis if its input had so many; 0 if there is none then.

    Padding that was asked for by a name is that of the other input, crop and output padding of a
    transposed layer are what they are.

    >>> size_after(ConvSpec(9, 3, stride=2, padding="same"), 0, 11)
    6
    """
    name = None if isinstance(layer, TransposedSpec) else layer.padding_name
    return _size(layer, {"padding": name}, axis, cells)


def _size(layer: Spec, settings: Mapping[str, Any], axis: int, cells: int) -> int:
    """Return the output cells along one axis, 0 if there is no such layer."""
    stride, span = layer.stride[axis], _span(layer, axis)
    padding = settings.get("padding")
    same = isinstance(padding, str) and padding in SAME
    before, after = layer.padding[axis]
    if isinstance(layer, TransposedSpec):
        return _size_back(layer, settings, axis, cells, same=same)
    if same:
        return -(-cells // stride)
    spare = cells + before + after - span
    if isinstance(layer, PoolingSpec):
        count = (-(-spare // stride) if layer.ceil_mode else spare // stride) + 1
        return max(count - (layer.ceil_mode and (count - 1) * stride >= cells + before), 0)
    return max(spare // stride + 1, 0) if _fits(layer, axis, cells) else 0


def _span(layer: Spec, axis: int) -> int:
    """Return what the kernel spans along one axis; those along the others are not reckoned with it."""
    return layer.dilation[axis] * (layer.kernel_size[axis] - 1) + 1


def _size_back(
    layer: TransposedSpec, settings: Mapping[str, Any], axis: int, cells: int, *, same: bool
) -> int:
    """Return the output cells of a transposed layer along one axis."""
    stride, extra = layer.stride[axis], max(layer.stride[axis], layer.dilation[axis]) - 1
    made = stride * (cells - 1) + _span(layer, axis)
    if same:
        # The crop is what the size wanted leaves over, however much that is.
        wanted = settings.get("output_shape")
        if wanted is None:
            return stride * cells
        return _reached(wanted[axis], 1, made + extra - 1) if cells < BEYOND else BEYOND**2
    made -= sum(layer.padding[axis])
    if "output_shape" in settings:
        return _reached(settings["output_shape"][axis], made, extra)
    return max(made + layer.output_padding[axis], 0)


def _reached(wanted: int, least: int, extra: int) -> int:
    """Return the wanted size if it can be had; 0 if the input is too short for it, much if too long."""
    if least + extra < wanted:
        return 0
    return wanted if least <= wanted else BEYOND**2


def _fits(layer: ConvSpec, axis: int, cells: int) -> bool:
    """Tell whether an input is long enough for what the padding copies or crops."""
    before, after = layer.padding[axis]
    copied = {"reflect": 1, "circular": 0}.get(layer.padding_mode)
    left = cells + min(before, 0) + min(after, 0)
    return left >= 1 and (copied is None or max(before, after) + copied <= left)


def _candidates(sizes: list[tuple[int, int]]) -> Iterator[tuple[tuple[int, ...], dict[str, Any]]]:
    """Yield settings that give the sizes, each with what makes it less simple than another."""
    alone = all(wanted == 1 for _, wanted in sizes)
    ratios = {number for i, o in sizes for number in (i // o, -(-i // o), o // i, -(-o // i)) if number}
    # The stride of a single window makes no difference.
    strides = sorted({1} if alone else {*STRIDES, *ratios})
    kernels = sorted({*KERNELS, *(i for i, o in sizes if o == 1)})
    for stride, kernel in product(strides, kernels):
        if kernel < stride:
            continue
        plain = stride > 1 or kernel == 1 or kernel not in KERNELS or any(i < o for i, o in sizes)
        for dilation in (1,) if plain else DILATIONS:
            span = dilated_size(kernel, dilation)
            yield from _chosen(kernel, stride, dilation, [_direct(i, o, span, stride) for i, o in sizes])
        if kernel > 1 and all(i <= o for i, o in sizes):
            solved = [_transposed(i, o, kernel, stride) for i, o in sizes]
            # One of stride 1 that crops is a convolution written in another way.
            if stride > 1 or set(solved) == {(0, 0, 0)}:
                yield from _chosen(kernel, stride, 1, solved, transposed=True)


def _chosen(
    kernel: int,
    stride: int,
    dilation: int,
    solved: list[tuple[int, int, int] | None],
    *,
    transposed: bool = False,
) -> Iterator[tuple[tuple[int, ...], dict[str, Any]]]:
    """Yield settings without what has its default value, if there are any along every axis."""
    sides = [each for each in solved if each is not None]
    if len(sides) < len(solved):
        return
    pads, extras, left = zip(*sides, strict=True)
    settings = {"kernel_size": kernel, "stride": stride, "padding": _short(pads), "dilation": dilation}
    settings |= {"output_padding": _short(extras), "transposed": transposed}
    numbers = kernel + stride + 2 * max(pads) + 8 * (dilation - 1) + 3 * max(extras) + 2 * max(left)
    yield (numbers, kernel), {name: value for name, value in settings.items() if value != DEFAULTS.get(name)}


def _direct(size: int, wanted: int, span: int, stride: int) -> tuple[int, int, int] | None:
    """Return the padding of a convolution, no output padding, and the input cells that it leaves over."""
    padding = max(-(-((wanted - 1) * stride + span - size) // 2), 0)
    left = size + 2 * padding - span - (wanted - 1) * stride
    # What is left over at the end is padding first.
    return (padding, 0, max(left - padding, 0)) if 0 <= left < stride and padding < span else None


def _transposed(size: int, wanted: int, span: int, stride: int) -> tuple[int, int, int] | None:
    """Return the padding and the output padding of a transposed convolution."""
    excess = stride * (size - 1) + span - wanted
    padding = max(-(-excess // 2), 0)
    extra = 2 * padding - excess
    return (padding, extra, 0) if extra < stride and padding < span else None


def _short(numbers: tuple[int, ...]) -> int | tuple[int, ...]:
    """Return one number if all of them are the same."""
    return numbers[0] if len(set(numbers)) == 1 else numbers


__all__ = ["settings_that_give", "size_after", "sizes_that_give"]
