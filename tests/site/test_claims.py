"""What the other pages claim in numbers, computed once more: one test for each page."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pyconv import transposed_output_size
from pyconv.counts import multiply_count, parameter_count
from pyconv.matrix import conv_matrix
from pyconv.ops import cross_correlate
from pyconv.pictures.parts.matrix_grids import legible
from pyconv.spec import ConvSpec
from pyconv.terms import terms, untouched
from tests.site.claims import claimed


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
    claimed(page, "Ponlo en la figura escrita con números", "Set it in the figure written with numbers")
    post = conv_matrix(spec, np.ones((3, 3), dtype=int))
    assert np.flatnonzero(post.all(axis=1)).tolist() == [12], "only the row of I₂₂ has no zeros"
    assert [legible(ConvSpec(size, 3)) for size in ((8, 8), (5, 12), (5, 13))] == [True, True, False]
    claimed(page, "con más de 64 celdas (8 × 8)", "with more than 64 cells (8 × 8)")
    # Each window as a column, the weights as a row.
    image, kernel = np.arange(25).reshape(5, 5), np.arange(9).reshape(3, 3)
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))[::2, ::2]
    columns = windows.reshape(4, 9).T
    assert (kernel.reshape(1, 9) @ columns == cross_correlate(image, kernel, stride=2).reshape(1, 4)).all()
    claimed(page, r"$(1, 9) \cdot (9, 4)$")
    products = multiply_count(spec)
    claimed(page, f"{products} productos y {products - spec.outputs} sumas", "36 products and 32 sums")
    assert (products, products - spec.outputs) == (36, 32)


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
    # What the answers tell to set: in the figure with same padding, and in the first.
    equal = terms(ConvSpec(8, 3, padding="full"))[:, 0]
    assert set(np.bincount(equal).tolist()) == {3}
    claimed(
        page,
        "Si el relleno es de ceros, tiene que ser *full*",
        "If the padding is of zeros, it has to be *full*",
    )
    assert untouched(ConvSpec(7, 3, stride=4)).tolist() == [3]
    assert untouched(ConvSpec(8, 3, stride=2, padding="same", dilation=2)).tolist() == [0, 2, 4, 6]
    claimed(
        page,
        "el paso en 4 en la primera, o la dilatación en 2",
        "the stride to 4 in the first one, or the dilation",
    )


def test_summary_page() -> None:
    first = ConvSpec((4, 4), 2, stride=2)
    assert (first.output_size, ConvSpec((4, 4), 2).output_size) == ((2, 2), (3, 3))
    claimed("summary.md", "la salida es de 2 × 2", "the output is 2 × 2")


def test_pyconv_page() -> None:
    assert transposed_output_size(4, 3, stride=2, padding=1, output_padding=1) == 8
    claimed("pyconv.md", "8: `transposed_output_size(4, 3, stride=2, padding=1, output_padding=1)`")
    claimed("transposed.md", "beside: results\ninput: 4\nstride: 2\npadding: 1\n")


SOUGHT = ("causal", "asymmetric", "atrous", "im2col", "unfold", "pixel shuffle", "unpool", "ceil_mode",
          "SciPy", "average pooling", "max pooling", "FLOPs", "depthwise")  # fmt: skip


@pytest.mark.site
@pytest.mark.parametrize(
    ("folder", "glossary"), [("", "summary/#glosario"), ("en", "summary/#glossary")], ids=["es", "en"]
)
def test_the_search_finds_the_words_that_readers_look_for(
    built_site: Path, folder: str, glossary: str
) -> None:
    index = json.loads((built_site / folder / "search" / "search_index.json").read_text("utf-8"))
    for word in SOUGHT:
        places = {entry["location"] for entry in index["docs"] if word.lower() in entry["text"].lower()}
        assert glossary in places, word
        assert places - {glossary}, f"{word}: not where the thing itself is told"
