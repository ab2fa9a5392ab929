"""The operations on one channel give what SciPy's direct routines give."""

from __future__ import annotations

from math import prod
from random import Random
from typing import Any

import numpy as np
import pytest
import scipy.linalg
import scipy.ndimage
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv.layers import conv_layer, transposed_conv_layer
from pyconv.matrix import conv_matrix
from pyconv.ops import convolve, cross_correlate, transposed_conv
from pyconv.pooling_ops import pool
from pyconv.spec import ConvSpec
from tests.oracles.drawing import (
    NUMPY_PADS,
    Geometry,
    Groups,
    Transposed,
    channels,
    convolutions,
    dimensions,
    every,
    pairs_of,
    seeds,
    transposed,
    whole,
    with_holes,
)
from tests.strategies import span

MODES = {"zeros": "constant", "constant": "constant", "reflect": "mirror", "replicate": "nearest",
         "circular": "grid-wrap"}  # fmt: skip
OPERATIONS = {cross_correlate: scipy.signal.correlate, convolve: scipy.signal.convolve}

many = settings(max_examples=250)
some = settings(max_examples=100)
operations = st.sampled_from(list(OPERATIONS))


def scattered(y: Any, kernel: Any, geometry: Transposed) -> Any:
    """Transpose with SciPy's convolution: stretch, convolve in full, lengthen, crop."""
    stretched = np.zeros([s * (i - 1) + 1 for s, i in zip(geometry.stride, y.shape, strict=True)], y.dtype)
    stretched[every(geometry.stride)] = y
    canvas = scipy.signal.convolve(stretched, with_holes(kernel, geometry.dilation), "full", "direct")
    canvas = np.pad(canvas, [(0, extra) for extra in geometry.extra])
    return canvas[
        tuple(
            slice(before, size - after)
            for size, (before, after) in zip(canvas.shape, geometry.padding, strict=True)
        )
    ]


@st.composite
def filters(draw: st.DrawFn, mode: str) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Draw sizes of an image and of a kernel, and the padding before that keeps the size."""
    count = draw(dimensions)
    kernel = tuple(draw(st.integers(1, 5)) for _ in range(count))
    before = tuple(draw(st.integers(0, size - 1)) for size in kernel)
    most = [max(b, k - 1 - b) for b, k in zip(before, kernel, strict=True)]
    least = {"reflect": 1, "circular": 0}.get(mode)
    size = tuple(draw(st.integers(1 if least is None else max(1, reach + least), 7)) for reach in most)
    return size, kernel, before


@many
@given(operations, convolutions(), seeds)
def test_zero_padding_is_signal_correlate_and_convolve(operation: Any, geometry: Geometry, seed: int) -> None:
    x, kernel = whole(seed, geometry.size, geometry.kernel)
    padded = np.pad(x, geometry.padding)
    whole_steps = OPERATIONS[operation](padded, with_holes(kernel, geometry.dilation), "valid", "direct")
    output = operation(x, kernel, **geometry.steps)
    assert output.dtype == np.int64
    assert np.array_equal(output, whole_steps[every(geometry.stride)])


@pytest.mark.parametrize("mode", NUMPY_PADS)
@some
@given(operations, st.data(), seeds)
def test_copied_padding_is_signal_on_numpys_pad(mode: str, operation: Any, data: Any, seed: int) -> None:
    geometry = data.draw(convolutions(mode))
    x, kernel = whole(seed, geometry.size, geometry.kernel)
    padded = np.pad(x, geometry.padding, mode=NUMPY_PADS[mode])
    whole_steps = OPERATIONS[operation](padded, with_holes(kernel, geometry.dilation), "valid", "direct")
    output = operation(x, kernel, **geometry.steps, padding_mode=mode)
    assert np.array_equal(output, whole_steps[every(geometry.stride)])


@pytest.mark.parametrize("mode", MODES)
@many
@given(st.data(), seeds, st.integers(-5, 5))
def test_every_padding_mode_is_one_of_ndimage(mode: str, data: Any, seed: int, constant: int) -> None:
    size, kernel_size, before = data.draw(filters(mode))
    x, kernel = whole(seed, size, kernel_size)
    # SciPy's origin counts from the middle tap.
    origin = [b - k // 2 for b, k in zip(before, kernel_size, strict=True)]
    fill = {"cval": constant} if mode == "constant" else {}
    given_fill = {"padding_value": constant} if mode == "constant" else {}
    filtered = scipy.ndimage.correlate(x, kernel, mode=MODES[mode], origin=origin, **fill)
    padding = tuple((b, k - 1 - b) for b, k in zip(before, kernel_size, strict=True))
    output = cross_correlate(x, kernel, padding=padding, padding_mode=mode, **given_fill)
    assert np.array_equal(output, filtered)
    flipped = convolve(x, np.flip(kernel), padding=padding, padding_mode=mode, **given_fill)
    assert np.array_equal(flipped, filtered)


@some
@given(operations, dimensions, st.data(), seeds)
def test_names_of_padding_are_scipys_modes(operation: Any, count: int, data: Any, seed: int) -> None:
    size = [data.draw(st.integers(1, 6)) for _ in range(count)]
    x, kernel = whole(seed, size, [data.draw(st.integers(1, cells)) for cells in size])
    # SciPy's "same" is the middle of "full", with the odd cell of an even kernel before.
    for padding, mode in {"valid": "valid", "full": "full", "same_lower": "same"}.items():
        other = OPERATIONS[operation](x, kernel, mode, "direct")
        assert np.array_equal(operation(x, kernel, padding=padding), other)
        if count == 1:
            numpys = {cross_correlate: np.correlate, convolve: np.convolve}[operation]
            assert np.array_equal(operation(x, kernel, padding=padding), numpys(x, kernel, mode))


@some
@given(operations, st.integers(1, 6), st.integers(0, 3), seeds)
def test_same_is_scipys_and_numpys_for_odd_kernels_only(
    operation: Any, taps: int, more: int, seed: int
) -> None:
    x, kernel = whole(seed, [taps + more], [taps], low=1)
    ours = operation(x, kernel, padding="same")
    theirs = OPERATIONS[operation](x, kernel, "same", "direct")
    assert np.array_equal(ours, theirs) == (taps % 2 == 1)
    # With an even one it is a cell further on.
    full = OPERATIONS[operation](x, kernel, "full", "direct")
    assert np.array_equal(ours, full[taps // 2 :][: len(x)])


@some
@given(operations, st.data(), seeds, st.integers(-5, 5))
def test_full_padding_of_images_is_correlate2d(operation: Any, data: Any, seed: int, constant: int) -> None:
    kernel_size = [data.draw(st.integers(1, 4)) for _ in range(2)]
    x, kernel = whole(seed, [k - 1 + data.draw(st.integers(1, 4)) for k in kernel_size], kernel_size)
    other = {cross_correlate: scipy.signal.correlate2d, convolve: scipy.signal.convolve2d}[operation]
    wrapped = other(x, kernel, "full", "wrap")
    assert np.array_equal(operation(x, kernel, padding="full", padding_mode="circular"), wrapped)
    filled = other(x, kernel, "full", "fill", constant)
    output = operation(x, kernel, padding="full", padding_mode="constant", padding_value=constant)
    assert np.array_equal(output, filled)


@some
@given(st.integers(1, 9), st.integers(1, 6), st.integers(1, 5), seeds)
def test_signals_are_upfirdn(size: int, taps: int, stride: int, seed: int) -> None:
    x, kernel = whole(seed, [size], [taps])
    down = scipy.signal.upfirdn(kernel, x, down=stride)
    assert np.array_equal(convolve(x, kernel, padding="full", stride=stride), down)
    up = scipy.signal.upfirdn(kernel, x, up=stride)
    assert np.array_equal(transposed_conv(x, kernel, stride=stride), up)


@many
@given(transposed(), seeds)
def test_the_transpose_is_signal_convolve_of_the_stretched_input(geometry: Transposed, seed: int) -> None:
    y, kernel = whole(seed, geometry.size, geometry.kernel)
    expected = scattered(y, kernel, geometry)
    output = transposed_conv(y, kernel, **geometry.steps)
    assert output.dtype == np.int64
    assert np.array_equal(output, expected)
    steps = {name: value for name, value in geometry.steps.items() if name != "output_padding"}
    assert np.array_equal(transposed_conv(y, kernel, **steps, output_shape=expected.shape), expected)


@some
@given(convolutions(), seeds)
def test_floats_and_complex_numbers_are_near_scipys(geometry: Geometry, seed: int) -> None:
    generator = np.random.default_rng(seed)
    x, kernel = generator.standard_normal(geometry.size), generator.standard_normal(geometry.kernel)
    kernel_holes = with_holes(kernel, geometry.dilation)
    for factor in (1.0, 1 + 2j):
        padded = np.pad(x * factor, geometry.padding)
        whole_steps = scipy.signal.convolve(padded, kernel_holes, "valid", "direct")
        output = convolve(x * factor, kernel, **geometry.steps)
        assert output.dtype == whole_steps.dtype
        assert np.allclose(output, whole_steps[every(geometry.stride)], rtol=1e-12, atol=1e-12)


def digits(values: Any) -> list[Any]:
    """Split integers into digits of 16 bits, the lowest first; the last one has the sign."""
    split = []
    for _ in range(5):
        split.append((values & 0xFFFF).astype(np.int64))
        values = values >> 16
    return [*split, values.astype(np.int64)]


@many
@given(convolutions(), seeds, st.integers(1, 70), st.integers(1, 70))
def test_integers_of_any_size_are_scipys_digit_by_digit(
    geometry: Geometry, seed: int, bits: int, kernel_bits: int
) -> None:
    generator = Random(seed)

    def integers(shape: tuple[int, ...], limit: int) -> Any:
        # Many of the largest ones: sums come near the limits of 24, 53 and 63 bits.
        ends = (limit, -limit, 0)
        cells = [generator.choice((*ends, generator.randint(-limit, limit))) for _ in range(prod(shape))]
        return np.array(cells, dtype=object).reshape(shape)

    x, kernel = integers(geometry.size, 2**bits - 1), integers(geometry.kernel, 2**kernel_bits)
    whole_steps: Any = 0
    for high, digit in enumerate(digits(x)):
        padded = np.pad(digit, geometry.padding)
        for place, tap in enumerate(digits(kernel), high):
            holes = with_holes(tap, geometry.dilation)
            part = scipy.signal.correlate(padded, holes, "valid", "direct").astype(object)
            whole_steps = whole_steps + part * 2 ** (16 * place)
    expected = whole_steps[every(geometry.stride)].tolist()
    assert cross_correlate(x.tolist(), kernel.tolist(), **geometry.steps).tolist() == expected
    if max(bits, kernel_bits) < 63:
        fixed = cross_correlate(x.astype(np.int64), kernel.astype(np.int64), **geometry.steps)
        assert fixed.tolist() == expected


@some
@given(convolutions(), channels(), seeds)
def test_a_layer_adds_up_scipys_channels(geometry: Geometry, groups: Groups, seed: int) -> None:
    x, weight, bias = whole(
        seed,
        [groups.images, groups.inputs, *geometry.size],
        [groups.outputs, groups.inputs // groups.groups, *geometry.kernel],
        [groups.outputs],
    )
    output = conv_layer(x, weight, bias, **geometry.steps, groups=groups.groups)
    expected = np.zeros_like(output)
    for image in range(groups.images):
        for inp, inside, out, _ in pairs_of(groups):
            padded = np.pad(x[image, inp], geometry.padding)
            holes = with_holes(weight[out, inside], geometry.dilation)
            whole_steps = scipy.signal.correlate(padded, holes, "valid", "direct")
            expected[image, out] += whole_steps[every(geometry.stride)]
    assert np.array_equal(output, expected + bias.reshape(-1, *[1] * len(geometry.size)))


@some
@given(transposed(), channels(), seeds)
def test_a_transposed_layer_adds_up_scipys_channels(geometry: Transposed, groups: Groups, seed: int) -> None:
    y, weight, bias = whole(
        seed,
        [groups.images, groups.inputs, *geometry.size],
        [groups.inputs, groups.outputs // groups.groups, *geometry.kernel],
        [groups.outputs],
    )
    output = transposed_conv_layer(y, weight, bias, **geometry.steps, groups=groups.groups)
    expected = np.zeros_like(output)
    for image in range(groups.images):
        for inp, _, out, inside in pairs_of(groups):
            expected[image, out] += scattered(y[image, inp], weight[inp, inside], geometry)
    assert np.array_equal(output, expected + bias.reshape(-1, *[1] * len(geometry.size)))


@st.composite
def poolings(draw: st.DrawFn) -> Geometry:
    """Draw a pooling: windows with at most half of them in the padding; none steps over the input."""
    drawn = []
    for _ in range(draw(dimensions)):
        window = draw(st.integers(1, 5))
        padding = draw(st.tuples(st.integers(0, window // 2), st.integers(0, window // 2)))
        dilation = draw(st.sampled_from([1, 1, 2, 3]))
        size = max(dilation, span(window, dilation) - sum(padding)) + draw(st.integers(0, 6))
        drawn.append((size, window, draw(st.integers(1, 4)), padding, dilation))
    return Geometry(*zip(*drawn, strict=True))


@many
@given(poolings(), seeds)
def test_max_pooling_is_maximum_filter(geometry: Geometry, seed: int) -> None:
    (x,) = whole(seed, geometry.size)
    lowest = np.iinfo(np.int64).min
    padded = np.pad(x, geometry.padding, constant_values=lowest)
    # Windows named by their first cell: SciPy's middle one, taken back.
    origin = [-(reach // 2) for reach in geometry.dilated]
    shape = with_holes(np.ones(geometry.kernel, bool), geometry.dilation)
    filtered = scipy.ndimage.maximum_filter(padded, footprint=shape, origin=origin)
    inside = tuple(slice(cells - k + 1) for cells, k in zip(padded.shape, geometry.dilated, strict=True))
    output = pool(x, geometry.kernel, **geometry.steps, kind="max")
    assert output.dtype == x.dtype
    assert np.array_equal(output, filtered[inside][every(geometry.stride)])


@many
@given(poolings(), seeds)
def test_average_pooling_is_correlation_with_ones(geometry: Geometry, seed: int) -> None:
    (x,) = whole(seed, geometry.size)
    padded = np.pad(x, geometry.padding)
    ones = with_holes(np.ones(geometry.kernel, np.int64), geometry.dilation)
    sums = scipy.signal.correlate(padded, ones, "valid", "direct")[every(geometry.stride)]
    output = pool(x, geometry.kernel, **geometry.steps, kind="average")
    assert np.array_equal(output, sums / np.prod(geometry.kernel))
    inner = scipy.signal.correlate(
        np.pad(np.ones_like(x), geometry.padding), ones, "valid", "direct"
    )[every(geometry.stride)]  # fmt: skip
    without = pool(x, geometry.kernel, **geometry.steps, kind="average", count_include_pad=False)
    assert np.array_equal(without, sums / inner)
    if max(geometry.dilation) > 1:
        return
    origin = [-(window // 2) for window in geometry.kernel]
    filtered = scipy.ndimage.uniform_filter(padded.astype(float), geometry.kernel, origin=origin)
    inside = tuple(slice(cells - k + 1) for cells, k in zip(padded.shape, geometry.kernel, strict=True))
    assert np.allclose(output, filtered[inside][every(geometry.stride)])


@some
@given(st.integers(1, 7), st.data(), seeds)
def test_the_matrix_of_a_signal_is_scipys(taps: int, data: Any, seed: int) -> None:
    size = data.draw(st.integers(taps, 9))
    (kernel,) = whole(seed, [taps])
    for padding, mode in {"valid": "valid", "full": "full", "same_lower": "same"}.items():
        theirs = scipy.linalg.convolution_matrix(kernel, size, mode)
        spec = ConvSpec(size, taps, padding=padding, flipped=True)
        assert np.array_equal(conv_matrix(spec, kernel), theirs.T)
        assert np.array_equal(conv_matrix(spec, kernel, transposed=True), theirs)
    column = np.pad(kernel, (0, size - taps))
    row = np.pad(kernel[:1], (0, size - taps))
    banded = scipy.linalg.toeplitz(column, row)[:, : size - taps + 1]
    assert np.array_equal(conv_matrix(ConvSpec(size, taps), kernel), banded)
    around = ConvSpec(size, taps, padding=[(0, taps - 1)], padding_mode="circular")
    assert np.array_equal(conv_matrix(around, kernel), scipy.linalg.circulant(column))


@some
@given(st.integers(1, 4), st.integers(1, 4), st.data(), seeds)
def test_the_matrix_of_a_separable_kernel_is_a_kronecker_product(
    height: int, width: int, data: Any, seed: int
) -> None:
    size = (data.draw(st.integers(height, 6)), data.draw(st.integers(width, 6)))
    down, across = whole(seed, [height], [width])
    theirs = np.kron(
        scipy.linalg.convolution_matrix(down, size[0], "full"),
        scipy.linalg.convolution_matrix(across, size[1], "full"),
    )
    spec = ConvSpec(size, (height, width), padding="full", flipped=True)
    ours = conv_matrix(spec, np.outer(down, across))
    assert np.array_equal(ours, theirs.T)


@some
@given(convolutions(), seeds)
def test_a_column_of_the_transposed_matrix_is_an_impulses_answer(geometry: Geometry, seed: int) -> None:
    (kernel,) = whole(seed, geometry.kernel)
    matrix = conv_matrix(ConvSpec(geometry.size, geometry.kernel, **geometry.steps, flipped=True), kernel)
    cell = seed % matrix.shape[0]
    impulse = np.zeros(geometry.size, np.int64)
    impulse.ravel()[cell] = 1
    padded = np.pad(impulse, geometry.padding)
    answer = scipy.signal.convolve(padded, with_holes(kernel, geometry.dilation), "valid", "direct")
    assert np.array_equal(matrix[cell], answer[every(geometry.stride)].ravel())
