"""What the page Receptive field claims in numbers, computed once more."""

from __future__ import annotations

from typing import Any

from pyconv import effective_field, paths_to, reaching_cells, receptive_field, stack
from tests.site.claims import claimed

PAGE = "receptive-field.md"


def layers(*settings: tuple[int, int, int]) -> list[dict[str, Any]]:
    return [{"kernel_size": k, "stride": s, "dilation": d} for k, s, d in settings]


def spans(*settings: tuple[int, int, int]) -> list[int]:
    return [field.span[0] for field in receptive_field(stack(None, layers(*settings)))[1:]]


def test_windows_of_windows() -> None:
    assert spans((3, 1, 1), (3, 1, 1), (3, 1, 1)) == [3, 5, 7]
    claimed(PAGE, "ven $3 + 2 + 2 = 7$ celdas", "see $3 + 2 + 2 = 7$ cells")
    assert (7 * 7, 3 * 3 * 3) == (49, 27)
    claimed(PAGE, "tiene 49 pesos; tres de 3 × 3 tienen 27", "has 49 weights, three of 3 × 3 have 27")
    assert spans((3, 1, 1), (2, 2, 1), (3, 1, 1)) == [3, 4, 8]
    claimed(PAGE, "una agrupación de 2 y otra convolución: 3, 4 y 8", "a pooling of 2 and another convolution: 3, 4 and 8")
    five = receptive_field(stack(None, layers(*[(2, 2, 1)] * 5)))[-1]
    assert five.jump == (32,)
    claimed(PAGE, "$2^5 = 32$")


def test_dilations() -> None:
    assert spans(*((3, 1, 2**at) for at in range(4))) == [3, 7, 15, 31]
    claimed(PAGE, "los campos son 3, 7 y 15", "the fields are 3, 7 and 15")
    claimed(PAGE, "3, 7, 15, 31…", "3, 7, 15, 31 …")
    assert spans(*((2, 1, 2**at) for at in range(10)))[-1] == 1024
    claimed(PAGE, "ve 1024 muestras con diez capas", "sees 1,024 samples with ten layers")


def test_holes() -> None:
    gridded = stack(15, layers(*[(3, 1, 2)] * 3))
    first, second = (set(reaching_cells(gridded, cell).tolist()) for cell in (0, 1))
    assert (spans(*[(3, 1, 2)] * 3)[-1], len(first), first & second) == (13, 7, set())
    claimed(PAGE, "de las 13 celdas que abarca el campo, la celda lee 7", "of the 13 cells that the field spans, the cell reads 7")
    for dilations in ((1, 2, 3), (1, 2, 4)):
        settings = layers(*((3, 1, each) for each in dilations))
        span = receptive_field(stack(None, settings))[-1].span[0]
        assert paths_to(stack(span, settings), 0).all()
    claimed(PAGE, "tampoco los dejan dilataciones como 1, 2, 3", "dilations such as 1, 2, 3 leave none either")


def test_the_effective_field() -> None:
    paths = paths_to(stack(9, layers(*[(3, 1, 1)] * 4)), 0).tolist()
    assert (paths, sum(paths)) == ([1, 4, 10, 16, 19, 16, 10, 4, 1], 81)
    claimed(PAGE, "De los 81 caminos que llegan a la celda 1 de la capa 4, la del centro, salen 1, 4, 10, 16, 19, 16, 10, 4 y 1", "Of the 81 paths to cell 1 of layer 4, the one in the middle, 1, 4, 10, 16, 19, 16, 10, 4 and 1")
    for count in (4, 10, 20, 40):
        made = stack(None, layers(*[(3, 1, 1)] * count))
        (half,), (span,) = effective_field(made)[-1], receptive_field(made)[-1].span
        claimed(PAGE, f"| {count} | {span} | {half} |")


def test_answers() -> None:
    assert spans((5, 2, 1), (3, 2, 1), (3, 1, 1)) == [5, 9, 17]
    claimed(PAGE, "5, después $5 + 2 \\cdot 2 = 9$, después $9 + 2 \\cdot 4 = 17$", "5, then $5 + 2 \\cdot 2 = 9$, then $9 + 2 \\cdot 4 = 17$")
    assert spans((3, 1, 1), (3, 2, 1), (5, 2, 1)) == [3, 5, 13]
    claimed(PAGE, "No: 3, 5 y $5 + 4 \\cdot 2 = 13$", "No: 3, 5 and $5 + 4 \\cdot 2 = 13$")
    assert paths_to(stack(5, layers((2, 1, 2), (2, 1, 2))), 0).tolist() == [1, 0, 2, 0, 1]
    claimed(PAGE, "Abarca $1 + 2 + 2 = 5$ celdas y ve tres", "It spans $1 + 2 + 2 = 5$ cells and sees three")
