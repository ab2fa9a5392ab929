"""What the page Frameworks claims: against SciPy and ONNX Runtime, and against the code that is written."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import onnx
import pytest
from scipy import ndimage, signal

from pyconv import ConvSpec, PoolingSpec, TransposedSpec, framework_code, pool
from pyconv.arithmetic import dilated_size, output_size, same_padding
from pyconv.frameworks.layer import Layer
from pyconv.matrix import conv_matrix
from pyconv.ops import convolve, cross_correlate, transposed_conv
from tests.oracles.onnx_models import OPERATORS, run, run_float
from tests.site.claims import claimed, pages

PAGE = "frameworks.md"
MIRRORS = ("reflect", "mirror")
ROW = np.array([3, 1, 4, 1, 5, 9, 2])


def cells(row: str) -> list[list[str]]:
    """Return the cells of the first row that begins so, in each language; `row` has both beginnings."""
    found = []
    for text, begins in zip(pages(PAGE), row.split(" / "), strict=True):
        lines = [line for line in text.splitlines() if line.startswith(f"| {begins} |")]
        found.append([cell.strip() for cell in lines[0].strip("|").split("|")])
    return found


def test_the_arguments_are_those_of_the_code_that_is_written() -> None:
    spec = ConvSpec((9, 9), 3, stride=2, padding=1, dilation=2)
    written = {name: framework_code(spec, name, 4, 4, 2).text for name in ("pytorch", "jax", "onnx")}  # type: ignore[arg-type]
    # Keras has stride and dilation in two steps.
    for name in ("keras", "tensorflow"):
        both = (ConvSpec((9, 9), 3, stride=2), ConvSpec((9, 9), 3, dilation=2))
        written[name] = "".join(framework_code(each, name, 4, 4, 2).text for each in both)  # type: ignore[arg-type]
    for row, names in {
        "paso / stride": {"pytorch": "stride", "keras": "strides", "onnx": "strides"},
        "relleno / padding": {"pytorch": "padding", "onnx": "pads"},
        "dilatación / dilation": {
            "pytorch": "dilation", "keras": "dilation_rate", "tensorflow": "dilations",
            "jax": "rhs_dilation", "onnx": "dilations",
        },
        "grupos / groups": {
            "pytorch": "groups", "keras": "groups", "jax": "feature_group_count", "onnx": "group",
        },
    }.items():  # fmt: skip
        place = {"pytorch": 1, "keras": 2, "tensorflow": 2, "jax": 3, "onnx": 4}
        for name, argument in names.items():
            assert re.search(rf"\b{argument}=", written[name]), (name, argument)
            for text in cells(row):
                assert f"`{argument}`" in text[place[name]]


def test_the_layouts_are_those_of_the_code_that_is_written() -> None:
    convolution = Layer(ConvSpec((5, 7), (2, 3)), 8, 12, 2, True, "en")
    assert convolution.weight_shape(last=False) == (12, 4, 2, 3)
    assert convolution.weight_shape(last=True) == (2, 3, 4, 12)
    back = Layer(TransposedSpec((5, 7), (2, 3)), 8, 12, 2, True, "en")
    assert back.weight_shape(last=False) == (8, 6, 2, 3)
    assert Layer(back.spec, 8, 12, 1, True, "en").weight_shape(last=True) == (2, 3, 12, 8)
    alone = Layer(convolution.spec, 4, 12, 4, True, "en")
    assert (alone.weight_shape(last=False), alone.weight_shape(last=True)) == ((12, 1, 2, 3), (2, 3, 1, 12))
    for text in cells("pesos de una transpuesta / weights of a transposed one"):
        assert text[1] == text[4] == text[5]
    assert '("NHWC", "HWIO", "NHWC")' in framework_code(ConvSpec((5, 5), 3), "jax").text


def test_where_the_padding_of_same_goes() -> None:
    for size, pairs in ((5, ((1, 1), (1, 1))), (6, ((0, 1), (1, 0)))):
        found = tuple(same_padding(size, 3, stride=2, extra_before=before) for before in (False, True))
        assert found == pairs
        for name, (before, after) in zip(("SAME_UPPER", "SAME_LOWER"), pairs, strict=True):
            x, kernel = ROW[None, None, :size], np.array([[[1, 2, 5]]])
            named = run_float("Conv", [x, kernel], {"strides": [2], "auto_pad": name})
            padded = run_float("Conv", [x, kernel], {"strides": [2], "pads": [before, after]})
            assert named.tolist() == padded.tolist()
    claimed(PAGE, "una de 6 recibe 0 y 1 (o 1 y 0)", "one of 6 gets 0 and 1 (or 1 and 0)")
    # Half the kernel on both sides: the windows of SAME_LOWER where the size is even.
    half = ConvSpec(6, 3, stride=2, padding=1)
    assert half.output_size == ConvSpec(6, 3, stride=2, padding="same").output_size
    halved, lower = (
        cross_correlate(ROW[:6], [1, 2, 5], stride=2, padding=padding) for padding in (1, "same_lower")
    )
    assert halved.tolist() == lower.tolist()
    assert output_size(6, 4, padding=2) == 7
    claimed(
        PAGE, "como las de `SAME_LOWER`, y con un núcleo par", "as those of `SAME_LOWER` do, and with an even"
    )


@pytest.mark.parametrize(
    ("function", "turns", "mode"),
    [
        (np.convolve, True, "full"),
        (np.correlate, False, "valid"),
        (signal.convolve, True, "full"),
        (signal.fftconvolve, True, "full"),
        (signal.convolve2d, True, "full"),
        (signal.correlate, False, "full"),
        (signal.correlate2d, False, "full"),
        (ndimage.convolve, True, "reflect"),
        (ndimage.correlate, False, "reflect"),
    ],
)
def test_what_numpy_and_scipy_turn_and_give(function: Callable[..., Any], turns: bool, mode: str) -> None:
    named = inspect.signature(function).parameters
    assert named["mode"].default == mode
    image, kernel = ROW, np.array([1, 2, 5])
    if function.__name__.endswith("2d"):
        assert named["boundary"].default == "fill"
        image, kernel = ROW[None], kernel[None]
    given = np.rint(function(image, kernel)).astype(int).ravel()
    ours = convolve if turns else cross_correlate
    # Of the size of the input, and mirrored with its edge: what NumPy's pad calls symmetric.
    row = np.pad(ROW, 1, mode="symmetric") if mode == "reflect" else ROW
    assert given.tolist() == ours(row, [1, 2, 5], padding="full" if mode == "full" else 0).tolist()
    module, name = function.__module__.split("._")[0], function.__name__
    begins = f"| [`{module}.{name.removesuffix('2d').removeprefix('fft')}`"
    for text, answer in zip(pages(PAGE), (("no", "sí"), ("no", "yes")), strict=True):
        (line,) = [line for line in text.splitlines() if line.startswith(begins)]
        assert f"{name}`" in line
        assert line.strip("|").split("|")[1].strip() == answer[turns]
        assert mode in line


def test_the_odd_cell_of_even_kernels() -> None:
    for kernel in ([1, 2], [1, 2, 5, 3]):
        lower = convolve(ROW, kernel, padding="same_lower").tolist()
        assert (
            np.convolve(ROW, kernel, "same").tolist()
            == signal.convolve(ROW, kernel, "same").tolist()
            == lower
        )
        assert (
            signal.correlate(ROW, kernel, "same").tolist()
            == np.correlate(ROW, kernel, "same").tolist()
            == cross_correlate(ROW, kernel, padding="same_lower").tolist()
        )
        assert (
            signal.correlate2d(ROW[None], [kernel], "same")[0].tolist()
            == cross_correlate(ROW, kernel, padding="same").tolist()
        )
        assert (
            ndimage.convolve(ROW, kernel, mode="constant").tolist()
            == convolve(ROW, kernel, padding="same").tolist()
        )
        assert (
            ndimage.correlate(ROW, kernel, mode="constant").tolist()
            == cross_correlate(ROW, kernel, padding="same_lower").tolist()
        )
    claimed(PAGE, "salvo en `correlate2d`, que la pone después", "but in `correlate2d`, which puts it after")
    claimed(PAGE, "`scipy.ndimage.convolve` la pone después", "`scipy.ndimage.convolve` puts it after")
    # What `reflect` repeats.
    last = np.eye(1, 5, dtype=int)[0]
    shown = {mode: ndimage.correlate(np.arange(1, 7), last, mode=mode)[:4].tolist() for mode in MIRRORS}
    assert shown == {"reflect": [2, 1, 1, 2], "mirror": [3, 2, 1, 2]}
    claimed(PAGE, "repite la celda del borde, y el de PyTorch", "repeats the cell at the edge, and that of PyTorch")
    assert np.convolve([1, 2], ROW, "same").size == 7
    assert signal.convolve([1, 2], ROW, "same").size == 2
    claimed(PAGE, "tantas celdas como el núcleo", "as many cells as the kernel")
    assert np.correlate([1, 1], [1j, 1])[0] == 1 - 1j
    claimed(PAGE, "el conjugado del núcleo", "the complex conjugate of the kernel")
    # A stride and a dilation, by hand.
    strided = convolve(ROW, [1, 2, 5], stride=2, dilation=2)
    assert np.convolve(ROW, [1, 0, 2, 0, 5], "valid")[::2].tolist() == strided.tolist()
    claimed(PAGE, "una de cada $s$ celdas", "every $s$-th cell")


def test_what_onnx_assumes() -> None:
    image = ROW[None, None, :6]
    pooled = run_float("MaxPool", [image], {"kernel_shape": [2]})
    assert pooled.ravel().tolist() == pool(ROW[:6], 2, stride=1).tolist()
    assert PoolingSpec(6, 2).output_size == (3,)
    for text in cells("su paso, si no se dice nada / its stride, if nothing is said"):
        assert text[3:] == ["**1**"] * 3
    framework = framework_code(PoolingSpec(6, 2), "pytorch").text
    assert "MaxPool1d(2, stride=2)" in framework
    row = np.array([-2.0, -1, 0, 1])[None, None]
    settings = {"kernel_shape": [3], "strides": [3], "pads": [1, 1]}
    exact = np.array([Fraction(each) for each in (-2, -1, 0, 1)], dtype=object)
    for counted in (0, 1):
        theirs = run_averages(row, settings | {"count_include_pad": counted})
        ours = pool(exact, 3, kind="average", stride=3, padding=1, count_include_pad=bool(counted))
        assert theirs == pytest.approx([float(each) for each in ours])
    assert run_averages(row, settings) == run_averages(row, settings | {"count_include_pad": 0})
    sticking = {"kernel_shape": [3], "strides": [3], "ceil_mode": 1, "count_include_pad": 1}
    assert run_averages(np.array([1.0, 2, 3, 4])[None, None], sticking) == [2, 4]
    claimed(PAGE, "no cuenta ni en PyTorch ni en ONNX", "counts neither in PyTorch nor in ONNX")
    known = {
        name: set(onnx.defs.get_schema(name, OPERATORS).attributes)
        for name in ("Conv", "ConvTranspose", "AveragePool")
    }
    assert {"strides", "pads", "auto_pad", "dilations", "group"} <= known["Conv"] & known["ConvTranspose"]
    assert {"output_padding", "output_shape"} <= known["ConvTranspose"]
    assert {"kernel_shape", "ceil_mode", "count_include_pad", "dilations"} <= known["AveragePool"]


def run_averages(row: Any, settings: dict[str, Any]) -> list[float]:
    """Return the averages of ONNX Runtime."""
    found: list[float] = (
        run([("AveragePool", ["x"], settings)], {"x": row.astype(np.float32)}).ravel().tolist()
    )
    return found


def test_which_cell_onnx_crops_for_a_shape() -> None:
    y, kernel = ROW[:3], np.array([1, 2, 5])
    whole = transposed_conv(y, kernel, stride=2).tolist()
    assert len(whole) == (3 - 1) * 2 + 3
    for name, kept in (("SAME_UPPER", whole[:-1]), ("SAME_LOWER", whole[1:]), ("NOTSET", whole[1:])):
        settings = {"strides": [2], "auto_pad": name, "output_shape": [6]}
        theirs = run_float("ConvTranspose", [y[None, None], kernel[None, None]], settings)
        assert theirs.ravel().tolist() == kept
    claimed(
        PAGE,
        "se quita del final con `SAME_UPPER`, y del principio",
        "is cropped after with `SAME_UPPER`, and before",
    )


def test_sizes_round_down() -> None:
    for i, k, s, d in product(range(1, 12), range(1, 5), range(1, 4), range(1, 3)):
        span = dilated_size(k, d)
        if span <= i:
            assert output_size(i, k, stride=s, dilation=d) == -(-(i - span + 1) // s)
        (same,) = ConvSpec(i, k, stride=s, dilation=d, padding="same").output_size
        assert same == -(-i // s)
    claimed(PAGE, "que es el mismo número", "which is the same number")


def test_a_same_of_keras_is_a_layer_of_pytorch_only_if_it_crops_evenly() -> None:
    # Keras' "same" is the transpose of a SAME convolution from i's cells to i'.
    for k, s, d in product(range(1, 7), range(1, 5), range(1, 4)):
        span, (before, after) = dilated_size(k, d), same_padding(5 * s, k, stride=s, dilation=d)
        sizes = [
            TransposedSpec(5, k, stride=s, padding=[before], dilation=d, output_padding=extra).output_size[0]
            for extra in range(max(s, d))
            if max(before - extra, 0) == after
        ]
        assert (5 * s in sizes) == (span <= s or (span - s) % 2 == 0), (k, s, d)
    claimed(
        PAGE,
        r"solo si $\hat{k} \le s$ o $\hat{k} - s$ es par",
        r"if $\hat{k} \le s$ or $\hat{k} - s$ is even",
    )
    # It keeps the first 2i' of the uncropped result; the usual layer of PyTorch is shifted by one.
    x, kernel = np.arange(1, 5), np.array([1, 2, 4])
    keras = transposed_conv(x, kernel, stride=2)[:8]
    pytorch = transposed_conv(x, kernel, stride=2, padding=1, output_padding=1)
    assert keras.shape == pytorch.shape
    assert keras[1:].tolist() == pytorch[:-1].tolist()
    claimed(PAGE, "desplazada una celda", "shifted by one cell")
    assert (keras == x @ conv_matrix(ConvSpec(8, 3, stride=2, padding="same"), kernel).T).all()
    claimed(PAGE, "las primeras $2i'$ filas y columnas", "the first $2i'$ rows and columns")
