"""Layers, transposed layers, pooling and sizes are what ONNX Runtime computes.

ONNX Runtime refuses an output padding that is not below the stride, as PyTorch's rule allows where
the dilation is larger; SciPy is what those cases are compared with.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pyconv.arithmetic import output_size, same_padding, transposed_output_size
from pyconv.layers import conv_layer, transposed_conv_layer
from pyconv.matrix import conv_matrix
from pyconv.networks.layer import read_layer
from pyconv.ops import convolve, cross_correlate, transposed_conv
from pyconv.pooling import PoolingSpec
from pyconv.pooling_ops import pool
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec
from tests.oracles.drawing import (
    NUMPY_PADS,
    Geometry,
    Groups,
    Transposed,
    channels,
    convolutions,
    dimensions,
    seeds,
    transposed,
    whole,
)
from tests.oracles.onnx_models import exactly, pads, run, run_float
from tests.strategies import span

AUTO_PADS = {"valid": "VALID", "same": "SAME_UPPER", "same_lower": "SAME_LOWER"}

many = settings(max_examples=300)
some = settings(max_examples=120)


def attributes_of(geometry: Geometry | Transposed) -> dict[str, Any]:
    named: dict[str, Any] = {
        "strides": geometry.stride,
        "dilations": geometry.dilation,
        "pads": pads(geometry.padding),
    }
    return named | ({"output_padding": geometry.extra} if isinstance(geometry, Transposed) else {})


def layer_arrays(seed: int, geometry: Geometry, groups: Groups) -> list[Any]:
    return whole(
        seed,
        [groups.images, groups.inputs, *geometry.size],
        [groups.outputs, groups.inputs // groups.groups, *geometry.kernel],
        [groups.outputs],
    )


def transposed_arrays(seed: int, geometry: Transposed, groups: Groups) -> list[Any]:
    return whole(
        seed,
        [groups.images, groups.inputs, *geometry.size],
        [groups.inputs, groups.outputs // groups.groups, *geometry.kernel],
        [groups.outputs],
    )


@st.composite
def sizes_to_name(draw: st.DrawFn, name: str, spanned: int, stride: int) -> int:
    """Draw an input size for padding with a name: the window is inside, or the last one needs padding.

    Where a stride leaves cells over, so that SAME has nothing to add, ONNX Runtime crops the input in
    `Conv` and refuses `MaxPool`. TensorFlow, which SAME is from, adds nothing.
    """
    if name == "valid":
        return spanned + draw(st.integers(0, 6))
    return stride * draw(st.integers(0, 3)) + draw(st.integers(1, min(stride, spanned)))


@st.composite
def named_convolutions(draw: st.DrawFn, name: str) -> Geometry:
    """Draw a convolution whose padding has a name.

    ONNX Runtime refuses dilation with `SAME_UPPER` and `SAME_LOWER`, which ONNX defines.
    """
    drawn = []
    for _ in range(draw(dimensions)):
        kernel, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 3 if name == "valid" else 1))
        stride = draw(st.integers(1, 4))
        size = draw(sizes_to_name(name, span(kernel, dilation), stride))
        drawn.append((size, kernel, stride, (0, 0), dilation))
    return Geometry(*zip(*drawn, strict=True))


@st.composite
def poolings(draw: st.DrawFn, name: str | None = None, *, ceil_mode: bool = False) -> Geometry:
    """Draw a pooling: less than a window before or after the input, or padding with a name.

    Every window holds a cell of the input. With a dilation, the padding that ONNX Runtime gives a
    name is that of a window without one, so names come without it.
    """
    drawn = []
    for _ in range(draw(dimensions)):
        window, stride = draw(st.integers(1, 4)), draw(st.integers(1, 4))
        padding, dilation = (0, 0), 1
        if name is None:
            dilation = draw(st.sampled_from([1, 1, 2, 3]))
            padding = draw(st.tuples(st.integers(0, window - 1), st.integers(0, window - 1)))
            reach = span(window, dilation) - sum(padding)
            size = max(1, reach - (stride - 1 if ceil_mode else 0)) + draw(st.integers(0, 6))
            assume(each_holds_a_cell(size, window, stride, padding, dilation, ceil_mode=ceil_mode))
        else:
            size = draw(sizes_to_name(name, window, stride))
        drawn.append((size, window, stride, padding, dilation))
    return Geometry(*zip(*drawn, strict=True))


def each_holds_a_cell(
    size: int, window: int, stride: int, padding: tuple[int, int], dilation: int, *, ceil_mode: bool
) -> bool:
    before, after = padding
    reach = size + before + after - span(window, dilation)
    starts = range(-before, reach - before + (stride if ceil_mode else 1), stride)
    kept = [start for start in starts if not ceil_mode or start < size or start != starts[-1]]
    return all(any(0 <= start + tap * dilation < size for tap in range(window)) for start in kept)


def pooling_attributes(geometry: Geometry, *, ceil_mode: bool) -> dict[str, Any]:
    named = attributes_of(geometry)
    return named | {"kernel_shape": geometry.kernel, "ceil_mode": int(ceil_mode)}


@pytest.mark.parametrize("count", [1, 2, 3])
@many
@given(st.data(), channels(), seeds)
def test_a_layer_is_conv(count: int, data: Any, groups: Groups, seed: int) -> None:
    geometry = data.draw(convolutions(count=count))
    x, weight, bias = layer_arrays(seed, geometry, groups)
    named = attributes_of(geometry) | {"group": groups.groups}
    theirs = run_float("Conv", [x, weight, bias], named)
    ours = conv_layer(x, weight, bias, **geometry.steps, groups=groups.groups)
    assert ours.dtype == np.int64
    assert np.array_equal(ours, theirs)
    without = run_float("Conv", [x, weight], named)
    assert np.array_equal(conv_layer(x, weight, **geometry.steps, groups=groups.groups), without)
    floats = conv_layer(
        x.astype(np.float32), weight.astype(np.float32), **geometry.steps, groups=groups.groups
    )
    assert floats.dtype == np.float32
    assert np.array_equal(floats, without)


@many
@given(convolutions(), seeds)
def test_one_channel_its_matrix_and_its_size_are_conv(geometry: Geometry, seed: int) -> None:
    x, kernel = whole(seed, geometry.size, geometry.kernel)
    theirs = run_float("Conv", [x[None, None], kernel[None, None]], attributes_of(geometry))[0, 0]
    assert np.array_equal(cross_correlate(x, kernel, **geometry.steps), theirs)
    assert np.array_equal(convolve(x, np.flip(kernel), **geometry.steps), theirs)
    matrix = conv_matrix(ConvSpec(geometry.size, geometry.kernel, **geometry.steps), kernel)
    assert np.array_equal(x.ravel() @ matrix, theirs.ravel())
    sizes = [
        output_size(i, k, stride=s, padding=p, dilation=d) for i, k, s, p, d in zip(*geometry, strict=True)
    ]
    assert tuple(sizes) == theirs.shape


@pytest.mark.parametrize("name", AUTO_PADS)
@many
@given(st.data(), seeds)
def test_names_of_padding_are_auto_pad(name: str, data: Any, seed: int) -> None:
    geometry = data.draw(named_convolutions(name))
    x, kernel = whole(seed, [1, 1, *geometry.size], [1, 1, *geometry.kernel])
    steps = {"strides": geometry.stride, "dilations": geometry.dilation}
    theirs = run_float("Conv", [x, kernel], steps | {"auto_pad": AUTO_PADS[name]})
    ours = conv_layer(x, kernel, stride=geometry.stride, dilation=geometry.dilation, padding=name)
    assert np.array_equal(ours, theirs)
    if name != "valid":
        padding = [
            same_padding(i, k, stride=s, dilation=d, extra_before=name == "same_lower")
            for i, k, s, _, d in zip(*geometry, strict=True)
        ]
        assert np.array_equal(run_float("Conv", [x, kernel], steps | {"pads": pads(padding)}), theirs)


@pytest.mark.parametrize("mode", NUMPY_PADS)
@some
@given(st.data(), channels(), seeds)
def test_padding_modes_are_pad(mode: str, data: Any, groups: Groups, seed: int) -> None:
    geometry = data.draw(convolutions(mode))
    x, weight, bias = layer_arrays(seed, geometry, groups)
    inputs = {"x": x.astype(np.float32), "w": weight.astype(np.float32), "b": bias.astype(np.float32)}
    inputs["around"] = np.array(pads(((0, 0), (0, 0), *geometry.padding)))
    steps = {"strides": geometry.stride, "dilations": geometry.dilation, "group": groups.groups}
    theirs = run([("Pad", ["x", "around"], {"mode": NUMPY_PADS[mode]}), ("Conv", ["w", "b"], steps)], inputs)
    ours = conv_layer(x, weight, bias, **geometry.steps, groups=groups.groups, padding_mode=mode)
    assert np.array_equal(ours, exactly(theirs))


@pytest.mark.parametrize("mode", [*NUMPY_PADS, "wrap"])
@some
@given(st.data(), channels(), seeds)
def test_padding_below_0_and_many_times_around_is_pad(
    mode: str, data: Any, groups: Groups, seed: int
) -> None:
    drawn = data.draw(convolutions(mode))
    cuts, amounts = st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(0, 20)
    size, padding = [], []
    for cells, pair in zip(drawn.size, drawn.padding, strict=True):
        # A side is cropped where nothing is added.
        cut = [0 if side else extra for side, extra in zip(pair, data.draw(cuts), strict=True)]
        extra = data.draw(amounts) if mode == "wrap" else 0
        size.append(cells + sum(cut))
        padding.append(tuple(side - crop + extra * (side > 0) for side, crop in zip(pair, cut, strict=True)))
    geometry = drawn._replace(size=tuple(size), padding=tuple(padding))
    x, weight, bias = layer_arrays(seed, geometry, groups)
    inputs = {"x": x.astype(np.float32), "w": weight.astype(np.float32), "b": bias.astype(np.float32)}
    inputs["around"] = np.array(pads(((0, 0), (0, 0), *geometry.padding)))
    steps = {"strides": geometry.stride, "dilations": geometry.dilation, "group": groups.groups}
    named = {"mode": NUMPY_PADS.get(mode, "wrap")}
    theirs = run([("Pad", ["x", "around"], named), ("Conv", ["w", "b"], steps)], inputs)
    ours = conv_layer(x, weight, bias, **geometry.steps, groups=groups.groups, padding_mode=mode)
    assert np.array_equal(ours, exactly(theirs))


@some
@given(convolutions(), seeds)
def test_a_constant_around_is_pad(geometry: Geometry, seed: int) -> None:
    x, kernel = whole(seed, [1, 1, *geometry.size], [1, 1, *geometry.kernel])
    constant = seed % 11 - 5
    inputs = {"x": x.astype(np.float32), "w": kernel.astype(np.float32)}
    inputs["around"] = np.array(pads(((0, 0), (0, 0), *geometry.padding)))
    inputs["fill"] = np.array(constant, np.float32)
    steps = {"strides": geometry.stride, "dilations": geometry.dilation}
    theirs = run([("Pad", ["x", "around", "fill"], {"mode": "constant"}), ("Conv", ["w"], steps)], inputs)
    ours = cross_correlate(
        x[0, 0], kernel[0, 0], **geometry.steps, padding_mode="constant", padding_value=constant
    )
    assert np.array_equal(ours, exactly(theirs)[0, 0])


@pytest.mark.parametrize("kinds", [(np.uint8, np.int8), (np.uint8, np.uint8)])
@some
@given(convolutions(count=2), channels(), seeds)
def test_small_integers_are_conv_integer(kinds: Any, geometry: Geometry, groups: Groups, seed: int) -> None:
    x, weight, _ = (
        array.astype(kind)
        for array, kind in zip(layer_arrays(seed, geometry, groups), (*kinds, int), strict=True)
    )
    # Values of -9 wrap to 247 in unsigned integers: the sums go far beyond 8 bits.
    named = attributes_of(geometry) | {"group": groups.groups}
    theirs = run([("ConvInteger", ["x", "w"], named)], {"x": x, "w": weight}, np.int32)
    ours = conv_layer(x, weight, **geometry.steps, groups=groups.groups)
    assert ours.dtype == np.int64
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("count", [1, 2, 3])
@many
@given(st.data(), channels(), seeds)
def test_a_transposed_layer_is_conv_transpose(count: int, data: Any, groups: Groups, seed: int) -> None:
    geometry = data.draw(transposed(count, below_stride=True))
    y, weight, bias = transposed_arrays(seed, geometry, groups)
    named = attributes_of(geometry) | {"group": groups.groups}
    theirs = run_float("ConvTranspose", [y, weight, bias], named)
    ours = transposed_conv_layer(y, weight, bias, **geometry.steps, groups=groups.groups)
    assert ours.dtype == np.int64
    assert np.array_equal(ours, theirs)
    without = run_float("ConvTranspose", [y, weight], named)
    floats = transposed_conv_layer(
        y.astype(np.float32), weight.astype(np.float32), **geometry.steps, groups=groups.groups
    )
    assert floats.dtype == np.float32
    assert np.array_equal(floats, without)


@many
@given(transposed(below_stride=True), seeds)
def test_one_channel_transposed_its_matrix_and_its_size_are_conv_transpose(
    geometry: Transposed, seed: int
) -> None:
    y, kernel = whole(seed, geometry.size, geometry.kernel)
    theirs = run_float("ConvTranspose", [y[None, None], kernel[None, None]], attributes_of(geometry))[0, 0]
    assert np.array_equal(transposed_conv(y, kernel, **geometry.steps), theirs)
    sizes = [
        transposed_output_size(i, k, stride=s, padding=p, dilation=d, output_padding=a)
        for i, k, s, p, d, a in zip(*geometry, strict=True)
    ]
    assert tuple(sizes) == theirs.shape
    steps = {name: value for name, value in geometry.steps.items() if name != "output_padding"}
    assert np.array_equal(transposed_conv(y, kernel, **steps, output_shape=theirs.shape), theirs)
    matrix = conv_matrix(ConvSpec(theirs.shape, geometry.kernel, **steps), kernel, transposed=True)
    assert np.array_equal(y.ravel() @ matrix, theirs.ravel())


@pytest.mark.parametrize("name", ["SAME_UPPER", "NOTSET"])
@many
@given(st.data(), seeds)
def test_a_wanted_shape_is_conv_transposes(name: str, data: Any, seed: int) -> None:
    geometry = data.draw(transposed())
    wanted, padding = [], []
    for size, kernel, stride, _, dilation, _ in zip(*geometry, strict=True):
        # ONNX chooses the crop itself, where a shape is wanted.
        canvas = stride * (size - 1) + span(kernel, dilation)
        shape = data.draw(st.integers(max(1, canvas - 4), canvas))
        less = (canvas - shape) // 2
        more = canvas - shape - less
        wanted.append(shape)
        padding.append((less, more) if name == "SAME_UPPER" else (more, less))
    y, kernel = whole(seed, geometry.size, geometry.kernel)
    steps = {"strides": geometry.stride, "dilations": geometry.dilation, "auto_pad": name}
    theirs = run_float("ConvTranspose", [y[None, None], kernel[None, None]], steps | {"output_shape": wanted})
    ours = transposed_conv(
        y, kernel, stride=geometry.stride, padding=padding, dilation=geometry.dilation, output_shape=wanted
    )
    assert np.array_equal(ours, theirs[0, 0])
    layer = transposed_conv_layer(
        y[None, None],
        kernel[None, None],
        stride=geometry.stride,
        padding=padding,
        dilation=geometry.dilation,
        output_shape=wanted,
    )
    assert np.array_equal(layer, theirs)


@pytest.mark.parametrize("name", ["SAME_UPPER", "SAME_LOWER", "NOTSET"])
@many
@given(st.data(), seeds)
def test_a_crop_by_name_is_conv_transposes(name: str, data: Any, seed: int) -> None:
    """Without a shape, ONNX Runtime makes less than s · i' where the kernel is shorter than the stride."""
    geometry = data.draw(transposed())
    smallest, largest = [], []
    for size, kernel, stride, _, dilation, _ in zip(*geometry, strict=True):
        canvas = stride * (size - 1) + span(kernel, dilation)
        smallest.append(max(1, canvas - 5))
        largest.append(canvas + stride - 1)
    whole_steps = tuple(s * i for s, i in zip(geometry.stride, geometry.size, strict=True))
    reached = all(s <= span(k, d) for _, k, s, _, d, _ in zip(*geometry, strict=True))
    shape = None
    if name == "NOTSET" or not reached or data.draw(st.booleans()):
        shape = [data.draw(st.integers(low, high)) for low, high in zip(smallest, largest, strict=True)]
    y, kernel = (array[None, None] for array in whole(seed, geometry.size, geometry.kernel))
    steps = {"strides": geometry.stride, "dilations": geometry.dilation, "auto_pad": name}
    wanted = {} if shape is None else {"output_shape": shape}
    theirs = run_float("ConvTranspose", [y, kernel], steps | wanted)
    ours = transposed_conv_layer(
        y,
        kernel,
        stride=geometry.stride,
        dilation=geometry.dilation,
        padding="same" if name == "SAME_UPPER" else "same_lower",
        output_shape=shape,
    )
    assert np.array_equal(ours, theirs)
    assert ours.shape[2:] == (whole_steps if shape is None else tuple(shape))


@pytest.mark.parametrize("name", ["SAME_UPPER", "SAME_LOWER"])
@many
@given(geometry=transposed(), seed=seeds)
def test_a_node_that_crops_by_name_is_read_as_it_is_run(name: str, geometry: Transposed, seed: int) -> None:
    assume(all(extra < stride for extra, stride in zip(geometry.extra, geometry.stride, strict=True)))
    y, kernel = (array[None, None] for array in whole(seed, geometry.size, geometry.kernel))
    named = {
        "strides": geometry.stride,
        "dilations": geometry.dilation,
        "output_padding": geometry.extra,
        "auto_pad": name,
    }
    theirs = run_float("ConvTranspose", [y, kernel], named)
    told = ", ".join(f"{key}={value!r}" for key, value in named.items())
    node = f'helper.make_node("ConvTranspose", ["x"], ["y"], kernel_shape={geometry.kernel}, {told})'
    spec = read_layer(node, geometry.size).spec
    assert isinstance(spec, TransposedSpec)
    ours = transposed_conv_layer(
        y,
        kernel,
        stride=spec.stride,
        padding=spec.padding,
        dilation=spec.dilation,
        output_padding=spec.output_padding,
    )
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("ceil_mode", [False, True])
@many
@given(st.data(), seeds)
def test_max_pooling_is_max_pool(ceil_mode: bool, data: Any, seed: int) -> None:
    geometry = data.draw(poolings(ceil_mode=ceil_mode))
    (x,) = whole(seed, geometry.size)
    named = pooling_attributes(geometry, ceil_mode=ceil_mode)
    for kind in (np.float32, np.float64, np.int8):
        image = x.astype(kind)
        theirs = run([("MaxPool", ["x"], named)], {"x": image[None, None]}, kind)
        ours = pool(image, geometry.kernel, **geometry.steps, kind="max", ceil_mode=ceil_mode)
        assert ours.dtype == kind
        assert np.array_equal(ours, theirs[0, 0])
    spec = PoolingSpec(geometry.size, geometry.kernel, **geometry.steps, ceil_mode=ceil_mode)
    assert spec.output_size == theirs.shape[2:]


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("counted", [False, True])
@many
@given(st.data(), seeds)
def test_average_pooling_is_average_pool(ceil_mode: bool, counted: bool, data: Any, seed: int) -> None:
    geometry = data.draw(poolings(ceil_mode=ceil_mode))
    # Multiples of every count of cells up to four along each axis have averages that are whole.
    x = whole(seed, geometry.size)[0] * 12 ** len(geometry.size)
    named = pooling_attributes(geometry, ceil_mode=ceil_mode) | {"count_include_pad": int(counted)}
    inputs = {"x": x[None, None].astype(np.float32)}
    theirs = run([("AveragePool", ["x"], named)], inputs)
    ours = pool(
        x,
        geometry.kernel,
        **geometry.steps,
        kind="average",
        ceil_mode=ceil_mode,
        count_include_pad=counted,
    )
    assert ours.dtype == np.float64
    assert np.array_equal(ours, exactly(np.rint(theirs))[0, 0])
    assert np.allclose(ours, theirs[0, 0], rtol=1e-6)
    if counted:
        # It is what is counted where nothing is said.
        told = pool(x, geometry.kernel, **geometry.steps, kind="average", ceil_mode=ceil_mode)
        assert np.array_equal(told, ours)


LARGE = [
    # Images, channels, outputs, groups; size; kernel; stride; padding; dilation; output padding.
    ((1, 1, 1, 1), (211, 173), (3, 3), (1, 1), ((1, 1), (1, 1)), (1, 1), (0, 0)),
    ((2, 1, 3, 1), (97, 131), (5, 2), (2, 1), ((2, 0), (0, 3)), (1, 3), (1, 2)),
    ((2, 12, 8, 4), (61, 53), (3, 4), (1, 3), ((0, 1), (2, 2)), (2, 1), (1, 1)),
    ((1, 40, 24, 1), (23, 31), (5, 5), (1, 1), ((2, 2), (2, 2)), (1, 1), (0, 0)),
    ((3, 2, 2, 2), (70001,), (7,), (3,), ((5, 0),), (2,), (1,)),
    ((1, 3, 4, 1), (19, 23, 41), (3, 2, 3), (1, 2, 1), ((1, 0), (0, 1), (2, 1)), (1, 1, 2), (0, 1, 1)),
    ((5, 6, 6, 6), (37, 41), (3, 3), (2, 2), ((1, 1), (1, 1)), (1, 1), (1, 1)),
]
"""Too large to be computed in one block, with blocks that come out uneven."""


@pytest.mark.parametrize(("numbers", "size", "kernel", "stride", "padding", "dilation", "extra"), LARGE)
def test_large_layers_are_conv_and_conv_transpose(
    numbers: Any, size: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, extra: Any
) -> None:
    images, inputs, outputs, parts = numbers
    geometry = Geometry(size, kernel, stride, padding, dilation)
    groups = Groups(images, parts, inputs, outputs)
    x, weight, bias = layer_arrays(1, geometry, groups)
    named = {"group": parts}
    theirs = run_float("Conv", [x, weight, bias], attributes_of(geometry) | named)
    ours = conv_layer(x, weight, bias, **geometry.steps, groups=parts)
    assert np.array_equal(ours, theirs)
    # Output padding below the stride, as ONNX Runtime has it.
    below = tuple(min(a, s - 1) for a, s in zip(extra, stride, strict=True))
    backwards = Transposed(size, kernel, stride, padding, dilation, below)
    y, weight, bias = transposed_arrays(2, backwards, groups)
    theirs = run_float("ConvTranspose", [y, weight, bias], attributes_of(backwards) | named)
    ours = transposed_conv_layer(y, weight, bias, **backwards.steps, groups=parts)
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("size", "window", "stride", "padding"),
    [
        ((301, 277), (3, 2), (1, 1), ((1, 1), (0, 1))),
        ((50021,), (4,), (3,), ((2, 1),)),
        ((31, 43, 29), (2, 3, 1), (1, 2, 1), ((0, 1), (1, 0), (0, 0))),
    ],
)
def test_large_images_are_pooled_as_max_pool_does(size: Any, window: Any, stride: Any, padding: Any) -> None:
    (x,) = whole(3, size)
    named = {"kernel_shape": window, "strides": stride, "pads": pads(padding)}
    theirs = run([("MaxPool", ["x"], named)], {"x": x[None, None].astype(np.float32)})
    assert np.array_equal(pool(x, window, stride=stride, padding=padding), exactly(theirs)[0, 0])
    sums = run_float(
        "Conv",
        [x[None, None], np.ones((1, 1, *window), int)],
        attributes_of(Geometry(size, window, stride, padding, (1,) * len(size))),
    )
    average = pool(x, window, stride=stride, padding=padding, kind="average")
    assert np.array_equal(average, sums[0, 0] / prod(window))


@pytest.mark.parametrize("name", AUTO_PADS)
@some
@given(st.data(), seeds)
def test_pooling_with_named_padding_is_auto_pad(name: str, data: Any, seed: int) -> None:
    geometry = data.draw(poolings(name))
    (x,) = whole(seed, geometry.size)
    named = {"kernel_shape": geometry.kernel, "strides": geometry.stride, "auto_pad": AUTO_PADS[name]}
    theirs = run([("MaxPool", ["x"], named)], {"x": x[None, None].astype(np.float32)})
    ours = pool(x, geometry.kernel, stride=geometry.stride, padding=name, kind="max")
    assert np.array_equal(ours, exactly(theirs)[0, 0])


@pytest.mark.parametrize("name", AUTO_PADS)
@many
@given(st.data(), seeds)
def test_an_average_with_named_padding_is_auto_pad_and_leaves_the_padding_out(
    name: str, data: Any, seed: int
) -> None:
    geometry = data.draw(poolings(name))
    # Multiples of every count of cells up to four along each axis have averages that are whole.
    x = whole(seed, geometry.size)[0] * 12 ** len(geometry.size)
    named = {"kernel_shape": geometry.kernel, "strides": geometry.stride, "auto_pad": AUTO_PADS[name]}
    theirs = run([("AveragePool", ["x"], named)], {"x": x[None, None].astype(np.float32)})
    ours = pool(x, geometry.kernel, stride=geometry.stride, padding=name, kind="average")
    assert ours.dtype == np.float64
    assert np.array_equal(ours, exactly(np.rint(theirs))[0, 0])
    assert np.allclose(ours, theirs[0, 0], rtol=1e-6)
