"""What the pages claim in numbers, computed once more: one test for each page."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from pyconv import ConvError
from pyconv.counts import multiply_count, parameter_count
from pyconv.figures.detector import cases
from pyconv.formulas import latex
from pyconv.matrix import conv_matrix
from pyconv.ops import cross_correlate, transposed_conv
from pyconv.parameters import read
from pyconv.relationships import relationship, relationships
from pyconv.scenes import feature_maps, transposed
from pyconv.scenes.detectors import FILTER, PARAMETERS, PATTERN, prepare
from pyconv.scenes.guide_animations import ANIMATIONS
from pyconv.scenes.relationships import shown_in_the_guide
from pyconv.spec import ConvSpec
from pyconv.symbols import transposed_sums
from pyconv.terms import padded_source, placements, terms, untouched
from pyconv.transposed import TransposedSpec, equivalent_convolution

DOCS = Path(__file__).parents[2] / "docs"


def pages(name: str) -> tuple[str, str]:
    """Return the text of a page in Spanish and in English."""
    spanish, english = ((DOCS / language / name).read_text("utf-8") for language in ("es", "en"))
    return spanish, english


def claimed(name: str, spanish: str, english: str) -> None:
    """Check that a page says something, in each language in its own words."""
    for text, words in zip(pages(name), (spanish, english), strict=True):
        assert words in text, words


def test_transposed_page() -> None:
    page = "transposed.md"
    layer = TransposedSpec((2, 2), 3, stride=2)
    direct = layer.direct
    assert (direct.input_size, direct.output_size, layer.output_size) == ((5, 5), (2, 2), (5, 5))
    assert relationship(layer).number == 12
    equal = equivalent_convolution(layer)
    assert equal.zeros_between == (1, 1)
    assert equal.padding == ((2, 2), (2, 2))
    claimed(page, "En el ejemplo se cumple la 12: va 1 cero", "In the example number 12 applies: 1 zero")
    claimed(page, "$p' = 2$ ceros las rodean, y $o' = 2(2 - 1) + 3 = 5$", "$o' = 2(2 - 1) + 3 = 5$")
    for number in range(8, 15):
        written = re.sub(r"\\left|\\right| ", "", latex(relationships(layer)[number - 1].letters))
        for text in pages(page):
            (line,) = [line for line in text.splitlines() if line.startswith(f"| {number} |")]
            assert f"$o'={written}$" in line.replace(" ", "")

    u = conv_matrix(direct, np.arange(1, 10).reshape(3, 3))
    assert u.shape == (25, 4)
    claimed(page, "$U$ es de 25 × 4", "$U$ is 25 × 4")
    middle = transposed_sums(layer).rows[2][2]
    claimed(page, f"C_{{22}} = {latex(middle)}", f"C_{{22}} = {latex(middle)}")

    met = np.bincount(terms(direct)[:, 0], minlength=25)
    assert np.bincount(met).tolist() == [0, 16, 8, 0, 1]
    assert met.sum() == len(terms(direct)) == 36
    claimed(page, "16. La central tiene 4 productos, las 8 que", "16. The middle has 4 products, the 8 cells")
    claimed(page, "4 + 8 \\cdot 2 + 16 = 36", "4 + 8 \\cdot 2 + 16 = 36")
    half = relationships(TransposedSpec(5, 3, padding=(1,)))
    assert [one.number for one in half if one.applies] == [9, 10, 13, 14]
    claimed(page, "¿qué cuatro se cumplen a la vez?", "which four apply at once?")

    for size in (5, 6):
        assert ConvSpec((size, size), 3, stride=2, padding=((1, 1), (1, 1))).output_size == (3, 3)
        extra = TransposedSpec(3, 3, stride=2, padding=(1,), output_padding=size - 5)
        assert extra.output_size == (size,)
    claimed(
        page, "con 0 el resultado mide 5, con 1 mide 6", "with 0 the result measures 5, with 1 it measures 6"
    )
    three = np.ones((3, 3), dtype=int)
    longer = transposed_conv(three, three, stride=2, padding=1, output_padding=1)
    assert longer[-1].all()
    assert longer[:, -1].all()
    # In the figure below that, with the numbers that it starts with.
    figure = {"input": 3, "stride": 2, "padding": 1, "output_padding": 1, "seed": 10}
    shown = transposed.prepare(read(transposed.PARAMETERS, figure)).by_matrix.numerators
    assert shown[-1].all()
    assert shown[:, -1].all()
    claimed(page, "output_padding: 1\nseed: 10\n", "output_padding: 1\nseed: 10\n")
    untouched = transposed_conv(three, three, stride=2, output_padding=1)
    assert not untouched[-1].any()
    assert not untouched[:, -1].any()
    figure = {"input": 3, "stride": 2, "padding": 1, "output_padding": 1, "seed": 10}
    result = transposed.prepare(read(transposed.PARAMETERS, figure)).by_matrix.numerators
    assert result[-1].all()
    assert result[:, -1].all()
    for text in pages(page):
        assert "output_padding: 1\nseed: 10\n" in text
    claimed(page, "del resultado no son ceros", "of the result are not zeros")
    claimed(page, "como con relleno 0, ningún peso llega", "as with padding 0, does no weight reach")

    four = np.ones((4, 4), dtype=int)
    assert set(transposed_conv(four, three, stride=2).ravel().tolist()) == {1, 2, 4}
    assert set(transposed_conv(four, four, stride=2)[2:-2, 2:-2].ravel().tolist()) == {4}
    claimed(page, "tienen 1, 2 o 4 productos", "have 1, 2 or 4 products")
    claimed(page, "cada celda alejada del borde tiene 4", "every cell away from the edge has 4")

    assert TransposedSpec((4, 4), 4, stride=2, padding=1).output_size == (8, 8)
    claimed(
        page,
        "8 × 8, porque $2(4 - 1) + 4 - 2 \\cdot 1 = 8$",
        "8 × 8, because $2(4 - 1) + 4 - 2 \\cdot 1 = 8$",
    )

    # A Keras "same" keeps the first 2i' of the uncropped result; the usual PyTorch layer is shifted by one.
    x, kernel = np.arange(1, 5), np.array([1, 2, 4])
    keras = transposed_conv(x, kernel, stride=2)[:8]
    pytorch = transposed_conv(x, kernel, stride=2, padding=1, output_padding=1)
    assert keras.shape == pytorch.shape
    assert keras[1:].tolist() == pytorch[:-1].tolist()
    claimed(page, "desplazada una celda", "shifted by one cell")

    image, weights, given = (
        np.arange(25).reshape(5, 5),
        np.arange(9).reshape(3, 3),
        np.array([[3, 1], [4, 1]]),
    )
    there = cross_correlate(image, weights, stride=2)
    back = transposed_conv(given, weights, stride=2)
    assert (there * given).sum() == (image * back).sum()


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


def test_why_page() -> None:
    page = "why.md"
    shown = prepare(read(PARAMETERS, {}))
    sums = sorted(int(cross_correlate(three, FILTER)[0]) for three in product((0, 1), repeat=3))
    assert (sums[-1], sums[-2]) == (2, 1)
    assert cross_correlate(PATTERN, FILTER).tolist() == [2]
    claimed(page, "Sobre el patrón suman 2;", "On the pattern they add up to 2;")
    claimed(page, "suman como mucho 1", "to 1 at most")
    assert [at for at, weight in enumerate(shown.weights) if weight] == [3, 4, 5]
    claimed(page, "tres pesos en los píxeles 3, 4 y 5", "three weights at pixels 3, 4 and 5")
    # The same line with 16 pixels, and with 32.
    for pixels, places, weights in ((16, 14, 224), (32, 30, 960)):
        line = ConvSpec(pixels, 3)
        assert (line.outputs, parameter_count(line, "dense"), parameter_count(line)) == (places, weights, 3)
    claimed(page, "cabe en 14 lugares", "fits in 14 places")
    claimed(page, "14 unidades densas de 16 pesos, 224", "14 dense units of 16 weights, 224")
    claimed(page, "30 unidades de 32 pesos son 960", "30 units of 32 weights make 960")
    image = ConvSpec((100, 100), 3)
    assert (image.outputs, parameter_count(image, "dense"), parameter_count(image)) == (9604, 96_040_000, 9)
    claimed(page, "9604 lugares", "9,604 places")
    claimed(page, "96 040 000 pesos densos contra 9", "96,040,000 dense weights against 9")
    learnt, moved = cases()
    assert (learnt.place, moved.place, len(learnt.pixels), moved.unit) == (1, 5, 9, 0)
    claimed(page, "cuando pasa al 5, su suma cae a 0", "once it moves to 5, the sum falls to 0")
    two = {"patterns": "two", "place": 5, "second": 11, "noise": "some"}
    found = prepare(read(PARAMETERS, two)).activations
    assert [place for place, value in enumerate(found) if value >= 2] == [5, 9, 11]
    claimed(page, "el filtro se activa en tres lugares", "the filter fires at three places")
    assert prepare(read(PARAMETERS, two | {"place": 3, "outside": "minus"})).unit < 2
    low = prepare(read(PARAMETERS, {"threshold": 1}))
    assert [place - 3 for place, value in enumerate(low.activations) if low.fires(value)] == [-2, 0, 2]
    claimed(page, "dos antes y dos después", "two before and two after")
    assert {max(prepare(read(PARAMETERS, {"place": place})).activations) for place in range(14)} == {2}
    claimed(page, "el máximo vale siempre 2", "the largest value is always 2")
    maps = feature_maps.prepare(read(feature_maps.PARAMETERS, {}))
    assert maps.maps[-1].span == 8
    claimed(page, "los 8 × 8 píxeles que ve", "the 8 × 8 pixels of the photograph")


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


def test_matrix_page() -> None:
    page = "matrix.md"
    spec = ConvSpec((5, 5), 3, stride=2)
    dense, local, shared = (parameter_count(spec, kind) for kind in ("dense", "local", "convolutional"))
    assert (dense, local, shared) == (100, 36, 9)
    assert [multiply_count(spec, kind) for kind in ("dense", "convolutional")] == [100, 36]
    claimed(page, f"una capa densa aprende {dense} pesos", f"a dense layer learns {dense} weights")
    claimed(
        page,
        f"aprende {local}. La convolución aprende {shared}",
        f"learns {local}. The convolution learns {shared}",
    )
    claimed(page, "de 100 a 36", "from 100 to 36")
    matrix = conv_matrix(ConvSpec((6, 6), 3), np.ones((3, 3), dtype=int))
    zeros = int((matrix == 0).sum())
    assert (matrix.shape, set((matrix == 0).sum(axis=0).tolist())) == ((36, 16), {27})
    claimed(page, f"{zeros} ceros de {matrix.size}", f"{zeros} zeros out of {matrix.size}")
    post = conv_matrix(spec, np.ones((3, 3), dtype=int))
    assert np.flatnonzero(post.all(axis=1)).tolist() == [12], "only the row of I₂₂ has no zeros"


def test_connectivity_page() -> None:
    page = "connectivity.md"
    line = ConvSpec(7, 3)
    assert (len(terms(line)), line.outputs, line.taps) == (15, 5, 3)
    claimed(
        page, "15 líneas, tres por cada una de las 5 salidas", "15 lines, three for each of the 5 outputs"
    )
    square = ConvSpec((5, 5), 3, stride=2)
    table = terms(square)
    assert (len(table), square.taps, int((table[:, 0] == 12).sum())) == (36, 9, 4)
    claimed(page, "36 en total, 9 por cada salida", "36 in all, 9 for each output")
    assert ConvSpec(8, 3, stride=2, padding="same").padding == ((0, 1),)
    assert ConvSpec(7, 3, stride=2, padding="same").padding == ((1, 1),)
    assert untouched(ConvSpec(7, 3, stride=2, padding="same", dilation=2)).tolist() == [1, 3, 5]


def test_summary_page() -> None:
    first = ConvSpec((4, 4), 2, stride=2)
    assert (first.output_size, ConvSpec((4, 4), 2).output_size) == ((2, 2), (3, 3))
    claimed("summary.md", "la salida es de 2 × 2", "the output is 2 × 2")
