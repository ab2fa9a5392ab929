"""What the page Transposed claims in numbers, computed once more."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import numpy as np
import pytest

from pyconv import ConvError, pixel_shuffle
from pyconv.arithmetic import dilated_size
from pyconv.formulas import latex
from pyconv.matrix import conv_matrix
from pyconv.ops import convolve, cross_correlate, transposed_conv
from pyconv.pictures.views import upsampling
from pyconv.pictures.views.transposed import setup as transposed
from pyconv.relationships import relationship, relationships
from pyconv.spec import ConvSpec
from pyconv.symbols import transposed_sums
from pyconv.terms import terms
from pyconv.transposed import TransposedSpec, equivalent_convolution
from tests.site.claims import claimed, pages

PAGE = "transposed.md"
ONES = {size: np.ones((size, size), dtype=int) for size in (3, 4, 5)}


def figure(**settings: Any) -> Any:
    """Return the result that the figure shows with some settings."""
    return transposed.prepare(transposed.Settings.read(settings)).by_matrix.numerators


def test_the_example_by_parameters() -> None:
    layer = TransposedSpec((2, 2), 3, stride=2)
    direct = layer.direct
    assert (direct.input_size, direct.output_size, layer.output_size) == ((5, 5), (2, 2), (5, 5))
    assert (layer.input_size, layer.output_size) == (direct.output_size, direct.input_size)
    claimed(PAGE, "$i' = o$ y $o' = i$", "$i' = o$ and $o' = i$")
    assert relationship(layer).number == 12
    equal = equivalent_convolution(layer)
    assert equal.zeros_between == (1, 1)
    assert equal.padding == ((2, 2), (2, 2))
    claimed(PAGE, "En el ejemplo se cumple la 12: va 1 cero", "In the example number 12 applies: 1 zero")
    claimed(PAGE, "$p' = 2$ ceros las rodean, y $o' = 2(2 - 1) + 3 = 5$", "$o' = 2(2 - 1) + 3 = 5$")
    for number in range(8, 15):
        written = re.sub(r"\\left|\\right| ", "", latex(relationships(layer)[number - 1].letters))
        for text in pages(PAGE):
            (line,) = [line for line in text.splitlines() if line.startswith(f"| {number} |")]
            assert f"$o'={written}$" in line.replace(" ", "")
    half = relationships(TransposedSpec(5, 3, padding=(1,)))
    assert [one.number for one in half if one.applies] == [9, 10, 13, 14]
    claimed(PAGE, "¿qué cuatro se cumplen a la vez?", "which four apply at once?")


def test_the_ordinary_convolution_does_the_same_only_with_the_kernel_turned() -> None:
    given, kernel = np.array([[3, 1], [4, 1]]), np.arange(1, 10).reshape(3, 3)
    stretched = np.zeros((3, 3), dtype=int)
    stretched[::2, ::2] = given
    result = transposed_conv(given, kernel, stride=2)
    assert (cross_correlate(stretched, kernel[::-1, ::-1], padding=2) == result).all()
    assert (cross_correlate(stretched, kernel, padding=2) != result).any()
    claimed(
        PAGE,
        "la convolución corriente que hace lo mismo, con el núcleo girado",
        "the ordinary convolution that does the same, with the kernel turned",
    )


def test_the_extra_edge_is_what_the_size_wanted_leaves_over() -> None:
    # Row 14, whose i is the size wanted of the result.
    for i, k, s, p in product(range(3, 9), (1, 2, 3, 4), (1, 2, 3), (0, 1, 2)):
        if k <= i + 2 * p and p < i:
            given = ConvSpec(i, k, stride=s, padding=[p]).outputs
            back = TransposedSpec(given, k, stride=s, padding=[p], output_padding=(i + 2 * p - k) % s)
            assert back.output_size == (i,)
    claimed(PAGE, r"otros $a = (i + 2p - k) \bmod s$ ceros", r"$a = (i + 2p - k) \bmod s$ more zeros")
    claimed(PAGE, "el tamaño al que se quiere volver", "the size that you want back")


def test_the_example_by_matrices() -> None:
    layer = TransposedSpec((2, 2), 3, stride=2)
    assert conv_matrix(layer.direct, np.arange(1, 10).reshape(3, 3)).shape == (25, 4)
    claimed(PAGE, "$U$ es de 25 × 4", "$U$ is 25 × 4")
    middle = transposed_sums(layer).rows[2][2]
    claimed(PAGE, f"C_{{22}} = {latex(middle)}")
    met = np.bincount(terms(layer.direct)[:, 0], minlength=25)
    assert np.bincount(met).tolist() == [0, 16, 8, 0, 1]
    assert met.sum() == len(terms(layer.direct)) == 36
    claimed(PAGE, "Son 16. La central tiene 4 productos, las 8", "There are 16. The middle has 4 products,")
    claimed(PAGE, "4 + 8 \\cdot 2 + 16 = 36")
    image, weights, given = (
        np.arange(25).reshape(5, 5),
        np.arange(9).reshape(3, 3),
        np.array([[3, 1], [4, 1]]),
    )
    there = cross_correlate(image, weights, stride=2)
    assert (there * given).sum() == (image * transposed_conv(given, weights, stride=2)).sum()
    assert TransposedSpec((4, 4), 4, stride=2, padding=1).output_size == (8, 8)
    claimed(
        PAGE,
        "8 × 8, porque $2(4 - 1) + 4 - 2 \\cdot 1 = 8$",
        "8 × 8, because $2(4 - 1) + 4 - 2 \\cdot 1 = 8$",
    )


def test_output_padding_tells_two_sizes_apart() -> None:
    for size in (5, 6):
        assert ConvSpec((size, size), 3, stride=2, padding=((1, 1), (1, 1))).output_size == (3, 3)
        extra = TransposedSpec(3, 3, stride=2, padding=(1,), output_padding=size - 5)
        assert extra.output_size == (size,)
    claimed(
        PAGE, "con 0 el resultado mide 5, con 1 mide 6", "with 0 the result measures 5, with 1 it measures 6"
    )
    # In the figure below that, with the numbers that it starts with, and with padding 0.
    start = {"input": 3, "stride": 2, "padding": 1, "output_padding": 1, "seed": 10}
    shown = figure(**start)
    assert shown[-1].all()
    assert shown[:, -1].all()
    claimed(PAGE, "input: 3\nstride: 2\npadding: 1\noutput_padding: 1\nseed: 10\n")
    claimed(PAGE, "del resultado no son ceros", "of the result are not zeros")
    uncropped = figure(**start | {"padding": 0})
    assert not uncropped[-1].any()
    assert not uncropped[:, -1].any()


def test_output_padding_crops_less_at_the_end() -> None:
    kernel = np.array([1, 2, 5])
    for n, s, d, p in product((2, 3), (1, 2, 3, 4), (1, 2, 3), (0, 1, 2)):
        span = dilated_size(3, d)
        canvas = transposed_conv(np.arange(1, n + 1), kernel, stride=s, dilation=d)
        if 2 * p >= canvas.size:
            continue
        for a in range(max(s, d)):
            long = transposed_conv(
                np.arange(1, n + 1), kernel, stride=s, padding=p, dilation=d, output_padding=a
            )
            kept = canvas[p : canvas.size - max(p - a, 0)]
            assert long.tolist() == [*kept.tolist(), *[0] * max(a - p, 0)], (n, s, d, p, a, span)
    claimed(PAGE, "solo $p - a$ celdas, en vez de $p$", "only $p - a$ cells at the end of each axis, instead")
    claimed(PAGE, "a las últimas $a - p$ filas y columnas", "the last $a - p$ rows and columns")
    # There is something to crop, and yet the last row and column stay at 0.
    result = transposed_conv(ONES[3], ONES[3], stride=3, padding=1, output_padding=2)
    assert result[:-1, :-1].all()
    assert not result[-1].any()
    assert not result[:, -1].any()
    # Gaps between the stamps: the extra cell is one, although no more than p are added.
    assert transposed_conv([1, 1, 1], [1], stride=3, padding=2, output_padding=1).tolist() == [0, 1, 0, 0]
    claimed(PAGE, "el núcleo es más corto que el paso", "the kernel is shorter than the stride")


def test_an_output_padding_of_the_stride_or_more_has_no_transpose_with_even_padding() -> None:
    y, kernel = np.array([3, 1, 4, 2]), np.array([1, 2, 5])
    for s, d, p in ((1, 2, 1), (1, 3, 1), (1, 3, 2), (2, 4, 2), (2, 4, 3), (2, 3, 2)):
        for a in range(s, d):
            layer = TransposedSpec(4, 3, stride=s, padding=[p], dilation=d, output_padding=a)
            even = ConvSpec(layer.output_size[0], 3, stride=s, padding=[p], dilation=d)
            assert even.outputs > 4
            with pytest.raises(ConvError, match=f"has {even.outputs} outputs, not 4"):
                _ = layer.direct
            if a <= p:
                uneven = ConvSpec(layer.output_size[0], 3, stride=s, padding=[(p, p - a)], dilation=d)
                assert uneven.outputs == 4
                result = transposed_conv(y, kernel, stride=s, padding=p, dilation=d, output_padding=a)
                assert (result == y @ conv_matrix(uneven, kernel).T).all()
    claimed(PAGE, "si fuera igual o mayor, la convolución", "if it were as large or larger, the convolution")
    claimed(PAGE, "con el mismo relleno a los dos lados", "with the same padding on both sides")
    claimed(PAGE, r"si $a \le p$, lo es de una con $p$", r"if $a \le p$, it is that of one with $p$")


def test_checkerboards() -> None:
    start = {"way": "superposition", "input": 4, "input_values": "ones"}
    assert set(figure(**start, kernel=3, kernel_values="ones").ravel().tolist()) == {1, 2, 4}
    assert set(figure(**start, kernel=4, kernel_values="ones")[2:-2, 2:-2].ravel().tolist()) == {4}
    claimed(PAGE, "tienen 1, 2 o 4 productos", "have 1, 2 or 4 products")
    claimed(PAGE, "cada celda alejada del borde tiene 4", "every cell away from the edge has 4")
    # Equal numbers of products, and yet a checkerboard.
    assert transposed_conv(ONES[5][0], [1, 2, 3, 4], stride=2)[2:-2].tolist() == [4, 6, 4, 6, 4, 6, 4, 6]
    claimed(PAGE, "$1 + 3 = 4$ y $2 + 4 = 6$", "$1 + 3 = 4$ and $2 + 4 = 6$")
    claimed(PAGE, "… 4 6 4 6 …")
    shown = figure(**start, kernel=4, kernel_values="counting")[2:-2, 2:-2]
    assert shown[:2, :4].tolist() == [[24, 28, 24, 28], [40, 44, 40, 44]]
    claimed(PAGE, "24 y 28 en una fila, y 40 y 44 en", "24 and 28 alternate in one row, and 40 and 44 in")


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_a_map_stays_even_exactly_if_all_classes_of_weights_have_the_same_sum(stride: int) -> None:
    found = set()
    for weights in product(range(3), repeat=4):
        sums = {sum(weights[rest::stride]) for rest in range(stride)}
        inside = transposed_conv(np.ones(12, dtype=int), weights, stride=stride)[4:-4]
        assert set(inside.tolist()) == sums
        found.add(len(sums) == 1)
    assert found == ({True} if stride == 1 else {True, False})
    claimed(PAGE, "todas las clases suman lo mismo", "all the classes have the same sum")


def test_a_transposed_convolution_is_one_convolution_for_each_class_of_weights() -> None:
    image, kernel = np.arange(25).reshape(5, 5) % 7, np.arange(16).reshape(4, 4)
    woven = np.zeros((12, 12), dtype=int)
    for row, column in product(range(2), repeat=2):
        woven[row::2, column::2] = convolve(image, kernel[row::2, column::2], padding="full")
    assert (woven == transposed_conv(image, kernel, stride=2)).all()
    claimed(PAGE, "son $s^2$ convoluciones corrientes de paso 1", "it is $s^2$ ordinary convolutions with")


def test_where_the_list_comes_from() -> None:
    for stride, padding, size in ((2, 0, 2), (2, 1, 4), (3, 2, 3), (1, 1, 5)):
        given, kernel = np.arange(1, size + 1), np.array([5, 7, 2])
        layer = TransposedSpec(size, 3, stride=stride, padding=padding)
        (cells,) = layer.output_size
        result = [
            sum(
                int(given[out]) * int(kernel[cell + padding - stride * out])
                for out in range(size)
                if 0 <= cell + padding - stride * out < 3
            )
            for cell in range(cells)
        ]
        assert result == transposed_conv(given, kernel, stride=stride, padding=padding).tolist()
        equal = equivalent_convolution(layer)
        assert (equal.zeros_between, equal.padding) == ((stride - 1,), ((2 - padding, 2 - padding),))
    claimed(PAGE, "C_j = \\sum_o O_o \\, k_{j + p - so}")


def test_the_example_by_hand() -> None:
    given, kernel = np.array([2, 1]), np.array([1, 2, 3])
    assert transposed_conv(given, kernel, stride=2).tolist() == [2, 4, 7, 2, 3]
    assert cross_correlate([0, 0, 2, 0, 1, 0, 0], kernel[::-1]).tolist() == [2, 4, 7, 2, 3]
    claimed(PAGE, "el mapa estirado 0 0 2 0 1 0 0", "the stretched map 0 0 2 0 1 0 0")
    claimed(PAGE, "1·2 = 2, 2·2 = 4, 3·2 + 1·1 = **7**, 2·1 = 2, 3·1 = 3")
    matrix = conv_matrix(TransposedSpec(2, 3, stride=2), kernel)
    assert matrix.tolist() == [[1, 2, 3, 0, 0], [0, 0, 1, 2, 3]]
    claimed(PAGE, "2·(1 2 3 0 0) + 1·(0 0 1 2 3) = (2 4 **7** 2 3)")
    claimed(PAGE, "2, 4, 6 + 1 = **7**, 2, 3")
    shown = figure(input=[1, 2], kernel=[1, 3], stride=[1, 2], edits={"input:0,0": "2", "input:0,1": "1"})
    assert shown.tolist() == [[2, 4, 7, 2, 3]]


def test_the_example_as_connections() -> None:
    table = terms(TransposedSpec((2, 2), 3, stride=2).direct)
    assert (len(set(table[:, 0].tolist())), len(set(table[:, 2].tolist()))) == (25, 4)
    middle = table[table[:, 0] == 12]
    assert sorted(middle[:, 1].tolist()) == [0, 2, 6, 8]
    claimed(PAGE, "con los cuatro pesos de las esquinas", "with the four corner weights")
    claimed(PAGE, "se abre en nueve, una línea por peso", "fans out into nine, one line per weight")


def test_other_ways_to_the_same_size() -> None:
    longer = np.convolve([1, 1], [1, 2, 1]).tolist()
    assert longer == [1, 3, 3, 1]
    assert np.convolve(np.repeat([2, 1], 2), [1, 2, 1]).tolist() == [2, 6, 7, 5, 3, 1]
    assert transposed_conv([2, 1], longer, stride=2).tolist() == [2, 6, 7, 5, 3, 1]
    claimed(PAGE, "= (1, 3, 3, 1)$")
    claimed(PAGE, "2·(1 3 3 1 0 0) + 1·(0 0 1 3 3 1) = (2 6 7 5 3 1)")
    for stride, size in product((2, 3, 4), (1, 2, 3, 5)):
        weights = np.arange(1, size + 1) ** 2
        kernel = np.convolve(np.ones(stride, int), weights)
        assert kernel.size == size + stride - 1
        assert {int(kernel[rest::stride].sum()) for rest in range(stride)} == {int(weights.sum())}
    claimed(PAGE, "Siempre suman lo mismo, sea cual sea $w$", "They always have the same sum, whatever $w$ is")
    # The example by hand, class by class.
    classes = [np.convolve([2, 1], weights).tolist() for weights in ([1, 3], [2])]
    assert classes == [[2, 7, 3], [4, 2]]
    woven = transposed_conv([2, 1], [1, 2, 3], stride=2)
    assert [woven[::2].tolist(), woven[1::2].tolist()] == classes
    claimed(PAGE, "| 1 3 | 2, 6 + 1 = **7**, 3 | 0, 2, 4 |")
    claimed(PAGE, "| 2 | 4, 2 | 1, 3 |")
    maps = np.array(classes[0] + [*classes[1], 0]).reshape(1, 2, 3)
    assert pixel_shuffle(maps, 2)[0, 0, :-1].tolist() == woven.tolist()
    claimed(PAGE, "Intercalados: 2 4 **7** 2 3", "Interleaved: 2 4 **7** 2 3")


def test_the_photograph() -> None:
    def even(**settings: Any) -> set[str]:
        shown = upsampling.prepare(upsampling.Settings.read(settings))
        return {
            way
            for way, result in shown.uniform.items()
            if len(set(result.numerators[16:20, 16:20].ravel().tolist())) == 1
        }

    assert even() == {"even", "resized"}
    claimed(PAGE, "el núcleo 4 y repetir, no", "kernel 4 and repeating do not")
    assert even(kernel_values="gaussian") == {"odd", "even", "resized"}
    claimed(PAGE, "el núcleo 3 sale uniforme: son 1, 2, 1", "kernel 3 comes out even: they are 1, 2, 1")
    assert even(kernel_values="counting") == {"resized"}
    claimed(PAGE, "también el núcleo 4 deja un tablero", "kernel 4 leaves a checkerboard too")
