"""Every question of a caption unfolds its answer, what can be tried is one press away, and the numbers are true."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import numpy as np
import pytest

from pyconv import (
    ConvSpec,
    PoolingSpec,
    conv_matrix,
    parameter_count,
    paths_to,
    relationships,
    same_padding,
    stack,
    transposed_conv,
)
from pyconv.pictures import links, web
from pyconv.terms import terms, untouched
from pyconv.transposed import TransposedSpec
from tests.links.links import blocks
from tests.site.claims import DOCS, claimed

PAGES = sorted(path.name for path in (DOCS / "es").glob("*.md"))
BLOCK = re.compile(r"^```(?P<kind>widget|figure) \S+\n(?P<body>.*?)^```\n(?P<after>.*?)(?=^\S(?!\?\? answer)|\Z)", re.M | re.S)
TRY = re.compile(r'<a class="pc-try" href="#(?P<id>[a-z0-9-]+)\?(?P<said>[^"]+)">(?P<words>[^<]+)</a>')


def answered(language: str, page: str) -> list[tuple[str, str]]:
    """Return the body of each block of a page, and what of an answer follows it."""
    text = (DOCS / language / page).read_text("utf-8")
    return [(block["body"], block["after"]) for block in BLOCK.finditer(text)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("language", "head"), [("es", "Respuesta"), ("en", "Answer")])
def test_every_question_has_its_answer(language: str, head: str, page: str) -> None:
    for body, after in answered(language, page):
        caption = body[body.index("caption:") :]
        assert ("?" in caption) == (f'??? answer "{head}"' in after), body


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_what_can_be_tried_makes_its_picture(language: str, page: str) -> None:
    figures = blocks(language)[f"{page.removesuffix('.md')}/".removeprefix("index/")]
    for body, after in answered(language, page):
        for tried in TRY.finditer(after):
            assert f"id: {tried['id']}\n" in body, "it sets the figure above it"
            block = figures[tried["id"]]
            linked = links.read(unescape(tried["said"]), block.parameters)
            assert not linked.left, tried[0]
            request: dict[str, Any] = {"view": block.shown.name, "language": language, "params": linked.params}
            assert "refused" not in json.loads(web.build(json.dumps(request))), tried[0]
            if linked.pin:
                assert "refused" not in json.loads(web.focus(json.dumps({**request, "key": linked.pin})))


def outputs_of(spec: ConvSpec, cell: int) -> int:
    """Return in how many windows an input cell is."""
    return int((terms(spec)[:, 0] == cell).sum())


def test_home() -> None:
    spec = ConvSpec((5, 5), 3, stride=4, padding=1)
    assert (len(untouched(spec)), spec.output_size) == (9, (2, 2))
    claimed("index.md", "Son 9 celdas, y la salida mide 2 × 2", "They are 9 cells, and the output measures 2 × 2")


def test_why() -> None:
    page = "why.md"
    dense = [parameter_count(ConvSpec((side, side), 3), "dense") for side in (32, 64)]
    assert dense == [921_600, 15_745_024]
    assert round(dense[1] / dense[0]) == 17
    claimed(page, "pasan de 921\N{NO-BREAK SPACE}600 a 15\N{NO-BREAK SPACE}745\N{NO-BREAK SPACE}024, unas 17 veces", "go from 921,600 to 15,745,024, about 17 times")
    fitted = np.zeros(16, int)
    fitted[3:6] = 1, -1, 1
    moved = np.zeros(16, int)
    moved[[4, 6]] = 1
    assert fitted @ moved == -1
    claimed(page, "pasa de 2 a −1", "drops from 2 to −1")
    said = [summary("pattern-detector", patterns="two", place=5, second=11, noise="some", seed=n) for n in (1, 5)]
    assert [each.rsplit(": ")[-1] for each in said] == ["5, 9, 11.", "5, 11."]
    claimed(page, "Los píxeles 9, 10 y 11", "Pixels 9, 10 and 11")
    claimed(page, "Con la semilla 5", "With seed 5")
    apart = [summary("pattern-detector", patterns="two", place=5, second=second) for second in (7, 6)]
    assert [each.rsplit(": ")[-1] for each in apart] == ["5, 7.", "6."]


def summary(view: str, **params: object) -> str:
    """Return what is said below a picture, in English."""
    request = {"view": view, "language": "en", "params": params}
    return str(json.loads(web.build(json.dumps(request)))["summary"])


def test_parameters() -> None:
    page = "parameters.md"
    assert ConvSpec(7, 3, stride=2).output_size == (3,)
    claimed(page, "(7 − 3)/2 = 2 es entero", "(7 − 3)/2 = 2 is whole")
    corner = [outputs_of(ConvSpec((5, 5), 3, padding=padding), 0) for padding in ("half", "full")]
    assert corner == [4, 9]
    claimed(page, "Con la mitad, a 4; con «full», a 9", "With half, 4; with “full”, 9")
    assert same_padding(5, 3, stride=2) == (1, 1)
    assert ConvSpec(6, 4, padding=2).output_size == (7,)
    claimed(page, "7 con 6 celdas y núcleo 4", "7 with 6 cells and kernel 4")
    for fill, most in (("reflect", 3), ("circular", 4)):
        ConvSpec(4, 3, padding=most, padding_mode=fill)
        with pytest.raises(ValueError, match=str(most)):
            ConvSpec(4, 3, padding=most + 1, padding_mode=fill)
    claimed(page, "Con el reflejo, 3", "With a reflection, 3")
    assert ConvSpec(9, 3, dilation=4).output_size == (1,)
    claimed(page, "3 + 2 · 3 = 9 celdas por eje", "3 + 2 · 3 = 9 cells along each axis")
    whole = [[i for i in range(3, 12) if not (i - 3) % s] for s in (2, 3)]
    assert whole == [[3, 5, 7, 9, 11], [3, 6, 9]]
    claimed(page, "A lo alto, 5 y 7; a lo ancho, 6 y 9", "Along the height, 5 and 7; along the width, 6 and 9")
    counts = [len(terms(ConvSpec((3,) * axes, 2))) // 2**axes for axes in (1, 2, 3)]
    assert counts == [2, 4, 8]
    claimed(page, "2 productos en 1-D, 4 en 2-D y 8 en 3-D", "2 products in 1-D, 4 in 2-D and 8 in 3-D")
    assert 3 * 3 * 9 == 81
    claimed(page, "81: tres mapas", "81: three input maps")
    guide = {"padding_strides": (5, 3, 2, 1), "padding_strides_odd": (6, 3, 2, 1), "arbitrary": (5, 4, 1, 2)}
    left = {name for name, (i, k, s, p) in guide.items() if (i + 2 * p - k) % s}
    assert left == {"padding_strides_odd"}
    claimed(page, "Solo en una, padding_strides_odd", "In one only, padding_strides_odd")


def test_pooling() -> None:
    page = "pooling.md"
    assert outputs_of(ConvSpec((5, 5), 2), 12) == 4
    claimed(page, "está en 4 ventanas", "is in 4 windows")
    assert PoolingSpec((6, 6), 3, stride=2, ceil_mode=True).output_size == (3, 3)
    claimed(page, "Entre 4: a la última ventana solo le quedan 2 × 2", "By 4: only 2 × 2 cells of the map are left")
    claimed(page, "Sin contarlo son −3/2 y 1/2", "Left out, they are −3/2 and 1/2")
    assert [(-2 - 1) / 2, (0 + 1) / 2] == [-3 / 2, 1 / 2]


def test_matrix() -> None:
    page = "matrix.md"
    claimed(page, "sustituye a 3 pesos densos", "replaces 3 dense weights")
    assert ConvSpec(5, 3).output_size == (3,)
    assert summary("dense-vs-conv").startswith("Of the 15 connections of the dense layer the convolution keeps 9")
    assert 7 * ConvSpec(7, 3).output_size[0] == 35
    claimed(page, "7 · 5 = 35, en vez de 6 · 4 = 24", "7 · 5 = 35, instead of 6 · 4 = 24")
    rows = np.flatnonzero(np.asarray(conv_matrix(ConvSpec((9, 9), 3), np.ones((3, 3), int)))[:, 0])
    assert np.diff(rows).tolist() == [1, 1, 7, 1, 1, 7, 1, 1], "6 zeros between"
    claimed(page, "Entre dos bandas quedan 6 ceros", "Between two bands lie 6 zeros")
    first = [column.argmax() for column in (np.asarray(conv_matrix(ConvSpec((9, 9), 3, stride=2), np.ones((3, 3), int))) > 0).T]
    assert np.diff(first).tolist()[:4] == [2, 2, 2, 12]
    claimed(page, "cada columna baja dos filas", "each column stands two rows lower")


def test_connectivity() -> None:
    page = "connectivity.md"
    assert [outputs_of(ConvSpec(7, 3), cell) for cell in range(7)] == [1, 2, 3, 3, 3, 2, 1]
    left = [untouched(ConvSpec(i, 3, stride=2, padding="same", dilation=2)).tolist() for i in (7, 8)]
    assert left == [[1, 3, 5], [0, 2, 4, 6]]
    claimed(page, "Las celdas 1, 3 y 5", "Cells 1, 3 and 5")
    claimed(page, "0, 2, 4 y 6", "0, 2, 4 and 6")
    middle = terms(ConvSpec((5, 5), 3, stride=2))
    assert middle[middle[:, 0] == 12][:, 1].tolist() == [8, 6, 2, 0]
    assert len(terms(ConvSpec(7, 3, stride=2))) == 9
    claimed(page, "son las mismas 9 líneas", "they are the same 9 lines")


def test_transposed() -> None:
    page = "transposed.md"
    apply = [each.number for each in relationships(TransposedSpec(5, 3, padding=1)) if each.applies]
    assert apply == [9, 10, 13, 14]
    claimed(page, "Las relaciones 9, 10, 13 y 14", "Relationships 9, 10, 13 and 14")
    assert outputs_of(TransposedSpec((2, 2), 3, stride=2).direct, 12) == 4
    assert outputs_of(TransposedSpec((2, 2), 3, stride=2).direct, 0) == 1
    assert len(untouched(TransposedSpec((2, 2), 3, stride=3).direct)) == 0
    assert untouched(TransposedSpec(2, 3, stride=4).direct).tolist() == [3]
    assert TransposedSpec((2, 2), 3, stride=4).output_size == (7, 7)
    assert summary("transposed", input=4, stride=2, padding=3)
    claimed(page, "p′ = 3 − 1 − 3 = −1", "p′ = 3 − 1 − 3 = −1")
    assert "gets 4 products; at the edges, from 1 to 2" in summary("checkerboard", kernel=4)


def test_sizes() -> None:
    page = "sizes.md"
    assert same_padding(224, 7, stride=2) == (2, 3)
    claimed(page, "pasa de 3 + 3 a 2 + 3", "it changes from 3 + 3 to 2 + 3")
    assert [same_padding(i, 3, stride=2) for i in (5, 6)] == [(1, 1), (0, 1)]
    kernel, pooling = {"kernel_size": 5}, {"kernel_size": 2, "stride": 2, "pooling": "average"}
    lenet = stack(32, [kernel, pooling, kernel, pooling, kernel])
    paths = paths_to(lenet, 0)
    assert np.flatnonzero(paths == 25).tolist() == list(range(12, 20))
    assert paths[0] == paths[-1] == 1
    claimed(page, "a las celdas 12 a 19 de cada eje, las del centro, les corresponden 25", "cells 12 to 19 of each axis, those in the middle, have 25")
    assert np.count_nonzero(paths_to(lenet[:2], 0)) == 6
    claimed(page, "Seis: la agrupación", "Six: the pooling")


def test_summary() -> None:
    assert outputs_of(ConvSpec((4, 4), 2), 5) == 4
    claimed("summary.md", "4 si es una celda del centro", "4 for a cell in the middle")


def paths_of(size: int, *layers: dict[str, Any], cell: int = 0) -> list[int]:
    """Return how many paths lead from each input cell to one of the last layer, of kernel 3 unless told."""
    told: list[dict[str, Any]] = [{"kernel_size": 3, **layer} for layer in layers]
    return np.asarray(paths_to(stack(size, told), cell)).tolist()


def test_receptive_field() -> None:
    page = "receptive-field.md"
    two = [paths_of(7, {}, {}, cell=cell) for cell in range(3)]
    assert two[0] == [1, 2, 3, 2, 1, 0, 0]
    assert [paths[0] for paths in two] == [1, 0, 0]
    claimed(page, "solo llega a la celda 0 de la capa 2", "reaches only cell 0 of layer 2")
    assert np.count_nonzero(paths_of(20, *[{}] * 4)) == np.count_nonzero(paths_of(20, *[{"kernel_size": 5}] * 2)) == 9
    for settings, said in (({"stacked": 3}, "3 places"), ({"stacked": 2, "kernel": 5}, "4 places")):
        assert said in summary("receptive-field", input=9, padding="half", seen_cell="first", **settings)
    claimed(page, "3 de los 7 lugares", "3 of the 7 places")
    claimed(page, "4 de los 9", "4 of the 9")
    fields = [np.count_nonzero(paths_of(20, {}, {"kernel_size": 2, "stride": s}, {})) for s in (2, 1)]
    assert fields == [8, 6]
    claimed(page, "Quedan 6", "6 are left")
    dilated = [np.count_nonzero(paths_of(40, *({"dilation": 2**n} for n in range(count)))) for count in (3, 4)]
    assert dilated == [np.count_nonzero(paths_of(40, *[{}] * 7)), 31]
    claimed(page, "15 + 2 · 8 = 31")
    grids = [np.flatnonzero(paths_of(15, *[{"dilation": 2}] * 3, cell=cell)).tolist() for cell in (0, 1)]
    assert grids == [list(range(0, 13, 2)), list(range(1, 14, 2))]
    claimed(page, "de la 0 a la 12, y la 1 las impares, de la 1 a la 13", "from 0 to 12, and cell 1 the odd ones, from 1 to 13")
    assert np.flatnonzero(paths_of(15, *({"dilation": n} for n in (1, 2, 3)))).tolist() == list(range(13))
    claimed(page, "mide también 13", "is again 13 wide")
    four, five = (paths_of(1 + 2 * count, *[{}] * count) for count in (4, 5))
    assert (sum(four[3:6]), sum(four)) == (51, 81)
    claimed(page, "16 + 19 + 16 = 51 de los 81", "16 + 19 + 16 = 51 of the 81")
    said = ", ".join(map(str, five[:-1]))
    claimed(page, f"{said} y 1", f"{said} and 1")


def test_true_convolution() -> None:
    page = "true-convolution.md"
    kernel = [1, 2, 3]
    assert transposed_conv([0, 0, 5, 0, 0], kernel).tolist() == [0, 0, 5, 10, 15, 0, 0]
    assert transposed_conv([0, 0, 1, 1, 0], kernel).tolist() == [0, 0, 1, 3, 5, 3, 0]
    claimed(page, "5, 10, 15. Con dos unos seguidos, la suma de dos copias: 1, 3, 5, 3", "5, 10, 15. With two ones side by side, the sum of two copies: 1, 3, 5, 3")
    counts = transposed_conv([1] * 4, [1] * 3).tolist()
    assert counts == [1, 2, 3, 3, 2, 1]
    assert sum(counts) == 12
    claimed(page, "4 + 3 − 1 = 6")
    claimed(page, "los mismos 12 productos", "the same 12 products")
    assert transposed_conv([1, 2, 3, 2, 1], [1] * 3).tolist() == [1, 3, 6, 7, 6, 3, 1]
    claimed(page, "1, 3, 6, 7, 6, 3, 1, que mide 7", "1, 3, 6, 7, 6, 3, 1, which is 7 wide")
    assert np.polymul([2, 1], kernel).tolist() == [2, 5, 8, 3]
    claimed(page, "sale 2, 5, 8, 3", "comes 2, 5, 8, 3")
    assert max(transposed_conv([1, 1], [1] * 3, stride=3).tolist()) == 1


def test_cost() -> None:
    page = "cost.md"
    found = terms(ConvSpec((4, 4), 3))
    assert found[found[:, 0] == 5][:, 1].tolist() == [4, 3, 1, 0]
    claimed(page, "En las 4, porque", "In all 4, since")
    assert max(outputs_of(ConvSpec((6, 6), 3, stride=3), cell) for cell in range(36)) == 1
    weights = [parameter_count(ConvSpec((5, 5), k), in_channels=2, out_channels=3) for k in (1, 3)]
    assert weights == [6, 54]
    claimed(page, "Con 3 × 3 hay 54 pesos, y cada celda de salida lee 18", "With 3 × 3 there are 54 weights, and each output cell reads 18")
    whole, apart = (parameter_count(ConvSpec((5, 5), 3), in_channels=3, out_channels=3, groups=g) for g in (1, 3))
    assert (whole, whole - apart) == (81, 54)
    claimed(page, "Faltan 54 de los 81", "Of the 81 weights of the whole layer 54 are missing")
    assert outputs_of(TransposedSpec((2, 2), 3, stride=2).direct, 12) == 4
    stops = TransposedSpec((2, 2), 3, stride=3).output_size
    assert (stops, 36 * 9, 4 * 9) == ((6, 6), 324, 36)
    claimed(page, "36 paradas, 324 productos", "36 stops, 324 products")
