"""What the page Parameters claims in numbers, computed once more."""

from __future__ import annotations

from itertools import product
from math import ceil
from typing import Any

import numpy as np
import pytest
from scipy import signal

from pyconv import ConvError
from pyconv.arithmetic import dilated_size, same_padding
from pyconv.counts import parameter_count
from pyconv.ops import convolve, cross_correlate
from pyconv.pictures.views.guide_animations import ANIMATIONS
from pyconv.pictures.views.relationships import shown_in_the_guide
from pyconv.spec import ConvSpec
from pyconv.terms import padded_source, placements, terms, untouched
from tests.site.claims import claimed


def test_same_padding_on_the_parameters_page() -> None:
    page = "parameters.md"
    same, half = (ConvSpec(6, 3, stride=2, padding=padding) for padding in ("same", "half"))
    assert (same.padding, half.padding) == (((0, 1),), ((1, 1),))
    assert same.outputs == half.outputs == 3
    claimed(
        page,
        "una entrada de 6 celdas recibe 0 ceros antes y 1 después",
        "6 cells gets 0 zeros before and 1 after",
    )
    claimed(page, "pone 1 en cada lado: las dos dan 3 salidas", "puts 1 on each side: both give 3 outputs")
    # Which are one cell apart: the first window begins at column 0 and at column -1.
    claimed(page, "corridas una celda", "one cell apart")


def reached(spec: ConvSpec, cell: int) -> int:
    """Count the outputs that an input cell reaches."""
    return len({out for place, _, out in terms(spec).tolist() if place == cell})


def test_parameters_page() -> None:
    page = "parameters.md"
    # What padding holds, two cells a side.
    for mode, row in (("reflect", "cbabcdcb"), ("replicate", "aaabcddd"), ("circular", "cdabcdab")):
        held = "".join("abcd"[at] for at in padded_source(ConvSpec(4, 3, padding=2, padding_mode=mode)))
        assert held == row
        before, after = (r"\;".join(held[at : at + 2]) for at in (0, 6))
        claimed(page, f"(*{mode}*) | ${before}$ |", f"(*{mode}*) | ${before}$ |")
        claimed(page, rf"$a\;b\;c\;d$ | ${after}$ |", rf"$a\;b\;c\;d$ | ${after}$ |")
    for mode, most in (("reflect", 3), ("circular", 4)):
        ConvSpec(4, 3, padding=most, padding_mode=mode)
        with pytest.raises(ConvError, match=f"{mode} padding"):
            ConvSpec(4, 3, padding=most + 1, padding_mode=mode)
    # The formula: an uncovered row and column, and the next sizes that divide.
    both = ConvSpec((6, 7), 3, stride=(2, 3))
    assert untouched(both).tolist() == sorted({*range(35, 42), *range(6, 42, 7)})
    claimed(page, "(6 − 3)/2 no es entero, y a lo ancho tampoco lo es (7 − 3)/3", "neither is (7 − 3)/3")
    whole = [
        [size for size in range(near - 2, near + 3) if untouched(ConvSpec(size, 3, stride=stride)).size == 0]
        for near, stride in ((6, 2), (7, 3))
    ]
    assert whole == [[5, 7], [6, 9]]


def test_axes_and_channels_on_the_parameters_page() -> None:
    page = "parameters.md"
    assert [ConvSpec((3,) * axes, 3).taps for axes in (1, 2, 3)] == [3, 9, 27]
    claimed(
        page,
        "una salida necesita 3 productos en una línea, 9 en una imagen y 27 en un volumen",
        "an output takes 3 products along a line, 9 on an image and 27 in a volume",
    )
    layer = ConvSpec((5, 5), 3)
    counts = {
        pair: parameter_count(layer, in_channels=pair[0], out_channels=pair[1]) for pair in ((2, 3), (3, 2))
    }
    assert counts == {(2, 3): 54, (3, 2): 54}
    assert parameter_count(layer, in_channels=3, out_channels=2, bias=True) == 56
    claimed(page, r"$3 \cdot 2 \cdot 3 \cdot 3 = 54$", r"$3 \cdot 2 \cdot 3 \cdot 3 = 54$")
    claimed(page, "y 56 con un sesgo", "and 56 with a bias")


def test_mistakes_on_the_parameters_page() -> None:
    page = "parameters.md"
    assert ConvSpec(6, 3, stride=2, padding="same").output_size == (3,)
    claimed(page, "una entrada de 6 y paso 2, una salida de 3", "an input of 6 and stride 2, an output of 3")
    corner = [reached(ConvSpec((5, 5), 3, padding=name), 0) for name in ("valid", "half", "full")]
    middle = {reached(ConvSpec((5, 5), 3, padding=name), 12) for name in ("valid", "half", "full")}
    assert (corner, middle) == ([1, 4, 9], {9})
    claimed(page, "la celda del centro llega a 9 salidas", "the cell in the middle reaches 9 outputs")
    claimed(
        page, "llega a 1 sin relleno, a 4 con *half* y a las 9", "1 without padding, 4 with *half* and all 9"
    )
    middles = [(ConvSpec(7, 3, padding=[1], dilation=dilation).span[0] - 1) // 2 - 1 for dilation in (1, 2)]
    assert middles == [0, 1]
    claimed(page, "en la celda 0; con dilatación 2, en la celda 1", "on cell 0; with dilation 2, on cell 1")


def test_animations_on_the_parameters_page() -> None:
    # "In which of the first eight is there padding that no window touches?"
    found = []
    for name in ANIMATIONS[:8]:
        spec = shown_in_the_guide(name)
        assert isinstance(spec, ConvSpec)
        flat = ConvSpec(spec.input_size * 2, spec.kernel_size * 2, stride=spec.stride * 2,
                        padding=spec.padding * 2, dilation=spec.dilation * 2)  # fmt: skip
        read_cells = set(placements(flat)[:, 0].tolist())
        if len(read_cells) < flat.padded_size[0] * flat.padded_size[1]:
            found.append(name)
    assert found == ["padding_strides_odd"]
    claimed("parameters.md", "¿En cuál de las ocho primeras", "In which of the first eight")


def test_names_of_padding_on_the_parameters_page() -> None:
    page = "parameters.md"
    for i, k, d in product((7, 8), (1, 2, 3, 4), (1, 2)):
        span = dilated_size(k, d)
        made = {name: ConvSpec(i, k, padding=name, dilation=d) for name in ("valid", "half", "same", "full")}
        assert made["valid"].outputs == i - span + 1
        assert made["half"].padding == ((span // 2, span // 2),)
        assert made["half"].outputs == i + 1 - span % 2
        assert made["same"].outputs == i
        assert (made["full"].padding, made["full"].outputs) == (((span - 1, span - 1),), i + span - 1)
        assert ConvSpec(i, k, padding=[(1, 2)], dilation=d).outputs == i + 1 + 2 - span + 1
    claimed(
        page, r"*half* pone $\lfloor \hat{k}/2 \rfloor$ celdas", r"*half* puts $\lfloor \hat{k}/2 \rfloor$"
    )
    claimed(page, r"*full*, $\hat{k} - 1$", r"*full* $\hat{k} - 1$")
    # Causal: all before, and no output reads a later cell.
    for k, d in ((2, 1), (3, 1), (3, 2)):
        causal = ConvSpec(8, k, padding=[(d * (k - 1), 0)], dilation=d)
        assert causal.outputs == 8
        assert all(cell <= out for cell, _, out in terms(causal).tolist())
    claimed(page, "las $k - 1$ celdas van todas antes", "all $k - 1$ cells go before")


def test_what_same_means_on_the_parameters_page() -> None:
    page = "parameters.md"
    for k, d in product((1, 2, 3, 4, 5), (1, 2)):
        # PyTorch's rule: d(k - 1) in all, the smaller half before.
        total = d * (k - 1)
        assert same_padding(9, k, dilation=d) == (total // 2, total - total // 2)
        assert same_padding(9, k, dilation=d, extra_before=True) == (total - total // 2, total // 2)
        if dilated_size(k, d) % 2:
            for i, s in product((8, 9), (1, 2, 3)):
                named = (ConvSpec(i, k, stride=s, padding=name, dilation=d) for name in ("same", "half"))
                assert {spec.outputs for spec in named} == {ceil(i / s)}
    claimed(
        page, "TensorFlow, Keras, JAX y PyTorch entienden lo mismo", "TensorFlow, Keras, JAX and PyTorch mean"
    )
    claimed(
        page, "`SAME_LOWER`, que pone antes la celda de más", "`SAME_LOWER`, which puts the odd cell before"
    )


@pytest.mark.parametrize("kernel", [[1, 2], [1, 2, 4], [1, 2, 4, 8]])
def test_numpy_and_scipy_on_the_parameters_page(kernel: list[int]) -> None:
    x = [3, 1, 4, 1, 5, 9, 2, 6]
    for theirs in (np.convolve, signal.convolve):
        assert theirs(x, kernel, "valid").tolist() == convolve(x, kernel).tolist()
        assert theirs(x, kernel, "same").tolist() == convolve(x, kernel, padding="same_lower").tolist()
        even = len(kernel) % 2 == 0
        assert even == (theirs(x, kernel, "same") != convolve(x, kernel, padding="same")).any()
    for theirs in (np.correlate, signal.correlate):
        assert theirs(x, kernel, "valid").tolist() == cross_correlate(x, kernel).tolist()
    claimed("parameters.md", "en `convolve`, y no en `correlate`", "in `convolve`, and not in `correlate`")
    claimed(
        "parameters.md", "la celda de más antes, como `SAME_LOWER`", "the odd cell before, as `SAME_LOWER`"
    )


def test_rounding_up_on_the_parameters_page() -> None:
    size, window, stride = 6, 3, 2
    assert ConvSpec(size, window, stride=stride).outputs == 2
    up = ceil((size - window) / stride) + 1
    assert up == 3
    last = (up - 1) * stride
    assert last < size < last + window, "the last window begins inside and ends outside"
    claimed(
        "parameters.md",
        "con 6 celdas, ventana 3 y paso 2 hay 3 salidas",
        "with 6 cells, window 3 and stride 2",
    )


def cell_or_zero(x: Any, *place: int) -> int:
    """Return a cell of an array, and 0 outside it."""
    return int(x[place]) if all(0 <= at < size for at, size in zip(place, x.shape, strict=True)) else 0


def test_the_sums_over_any_number_of_axes_on_the_parameters_page() -> None:
    page = "parameters.md"
    x, kernel = np.arange(1, 31).reshape(5, 6) % 11, np.array([[1, 2], [3, 5], [7, 4]])
    taps = list(np.ndindex(kernel.shape))
    true = [
        [sum(kernel[k] * cell_or_zero(x, n - k[0], m - k[1]) for k in taps) for m in range(6 + 2 - 1)]
        for n in range(5 + 3 - 1)
    ]
    assert convolve(x, kernel, padding="full").tolist() == true
    claimed(page, "$n_j$ va de 0 a $I_j + K_j - 2$", "$n_j$ runs from 0 to $I_j + K_j - 2$")
    (s, t), (d, e), (p, q) = (2, 1), (1, 3), (1, 2)
    spec = ConvSpec(x.shape, kernel.shape, stride=(s, t), dilation=(d, e), padding=(p, q))
    rows, columns = spec.output_size
    crossed = [
        [
            sum(kernel[k] * cell_or_zero(x, s * n + d * k[0] - p, t * m + e * k[1] - q) for k in taps)
            for m in range(columns)
        ]
        for n in range(rows)
    ]
    theirs = cross_correlate(x, kernel, stride=(s, t), dilation=(d, e), padding=(p, q))
    assert theirs.tolist() == crossed
    claimed(page, r"X(s_1 n_1 + d_1 k_1 - p_1, \dots, s_M n_M + d_M k_M - p_M)")
    claimed(page, "$n_j$ va de 0 a $o_j - 1$", "$n_j$ runs from 0 to $o_j - 1$")


def test_circular_padding_on_the_parameters_page() -> None:
    for mode, even in (("circular", True), ("zeros", False)):
        for k in (3, 5):
            spec = ConvSpec((5, 5), k, padding="half", padding_mode=mode)
            counts = np.bincount(terms(spec)[:, 0], minlength=25)
            assert (set(counts.tolist()) == {k * k}) == even
    assert {
        reached(ConvSpec((5, 5), 3, padding="half", padding_mode="circular"), cell) for cell in range(25)
    } == {9}
    claimed("parameters.md", "(*circular*), basta con *half*", "(*circular*), *half* is enough")
    # A window may read the same cell twice.
    for mode in ("reflect", "replicate"):
        spec = ConvSpec(4, 3, padding=1, padding_mode=mode)
        pairs = [(cell, out) for cell, _, out in terms(spec).tolist()]
        assert len(set(pairs)) < len(pairs)
    claimed(
        "parameters.md", "leer más de una vez una celda", "may read a cell near the border more than once"
    )
