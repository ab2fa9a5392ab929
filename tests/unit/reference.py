"""Definitions written out plainly, to compare with: loops over cells, no NumPy."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

Size = tuple[int, ...]
Pads = Sequence[tuple[int, int]]


def flat(place: Sequence[int], size: Sequence[int]) -> int:
    """Count a cell row-major."""
    number = 0
    for coordinate, cells in zip(place, size, strict=True):
        assert 0 <= coordinate < cells
        number = number * cells + coordinate
    return number


def positions(size: int, kernel: int, stride: int, padding: tuple[int, int], dilation: int) -> list[int]:
    """List where a window may begin on one axis, counted from the first cell of padding."""
    cells = padding[0] + size + padding[1]
    return [
        start
        for start in range(0, cells, stride)
        if all(start + tap * dilation < cells for tap in range(kernel))
    ]


def source(place: int, size: int, mode: str) -> int | None:
    """Return the input cell that stands `place` cells after the first one, if any does."""
    if 0 <= place < size:
        return place
    if mode == "replicate":
        return 0 if place < 0 else size - 1
    if mode in {"circular", "wrap"}:
        return place % size
    if mode == "reflect":
        return -place if place < 0 else 2 * (size - 1) - place
    return None


def padded_cells(size: Size, pads: Pads) -> Iterator[Size]:
    """List the cells of the padded input row by row; padding before the input counts below 0."""
    ranges = [range(-b, i + a) for i, (b, a) in zip(size, pads, strict=True)]
    return product(*ranges)


def sources(size: Size, pads: Pads, mode: str) -> list[int | None]:
    """Return the input cell behind each cell of the padded input."""
    found: list[int | None] = []
    for place in padded_cells(size, pads):
        per_axis = [source(at, cells, mode) for at, cells in zip(place, size, strict=True)]
        known = [at for at in per_axis if at is not None]
        found.append(flat(known, size) if len(known) == len(size) else None)
    return found


def meetings(geometry: dict[str, Any]) -> list[tuple[int, int, int]]:
    """List `(padded cell, tap, output cell)`, each counted row-major, by three loops."""
    size, kernel = geometry["input_size"], geometry["kernel_size"]
    stride, pads, dilation = geometry["stride"], geometry["padding"], geometry["dilation"]
    padded = [i + b + a for i, (b, a) in zip(size, pads, strict=True)]
    starts = [
        positions(i, k, s, p, d) for i, k, s, p, d in zip(size, kernel, stride, pads, dilation, strict=True)
    ]
    outputs = [len(each) for each in starts]
    met = []
    for out in product(*map(range, outputs)):
        for reach in product(*map(range, kernel)):
            cell = [
                starts[axis][o] + t * dilation[axis]
                for axis, (o, t) in enumerate(zip(out, reach, strict=True))
            ]
            tap = [k - 1 - t for t, k in zip(reach, kernel, strict=True)] if geometry["flipped"] else reach
            met.append((flat(cell, padded), flat(tap, kernel), flat(out, outputs)))
    return met


def flattened(values: Any) -> list[Any]:
    """Return the leaves of nested lists in order."""
    return [leaf for each in values for leaf in flattened(each)] if isinstance(values, list) else [values]


def slid(geometry: dict[str, Any], x: Any, kernel: Any, constant: Any = 0) -> list[Any]:
    """Return the output cells in order: every meeting's product, added up."""
    behind = sources(geometry["input_size"], geometry["padding"], geometry["padding_mode"])
    fill = constant if geometry["padding_mode"] == "constant" else 0
    values, weights = flattened(x), flattened(kernel)
    met = meetings(geometry)
    output = [0] * (1 + max(out for _, _, out in met))
    for cell, tap, out in met:
        at = behind[cell]
        output[out] = output[out] + weights[tap] * (fill if at is None else values[at])
    return output


# Reading formulas back.


def _letter(node: ET.Element) -> str:
    """Return the name of a letter: `k_02` with a subscript, `k^` with a hat, `i′` with a prime."""
    match node.tag:
        case "msub":
            return f"{_letter(node[0])}_{_letter(node[1])}"
        case "msubsup":
            return f"{_letter(node[0])}{_letter(node[2])}_{_letter(node[1])}"
        case _:
            return "".join(node.itertext())


def _term(node: ET.Element, letters: dict[str, int]) -> str:
    """Return a MathML element as a Python expression."""
    text = node.text or ""
    match node.tag:
        case "mn":
            return text
        case "mi" | "msub" | "msup" | "msubsup" | "mover":
            value = letters[_letter(node)]
            return str(value) if value >= 0 else f"({value})"
        case "mtext":
            return ""
        case "mo":
            return {"−": "-", "·": "*", "\u2062": "*", "⌊": "floor(", "⌋": ")"}.get(text, text)
    parts = [_term(child, letters) for child in node]
    match node.tag:
        case "mfrac":
            return f"(Fraction({parts[0]}) / ({parts[1]}))"
        case "mrow" | "math" | "mtd":
            joined = ""
            for part in parts:
                beside = joined[-1:].isdigit() or joined[-1:] == ")"
                joined += ("*" if beside and (part[0].isdigit() or part[0] in "(f") else "") + part
            return joined
    raise AssertionError(f"no meaning for <{node.tag}>")


def evaluated(math: ET.Element, letters: dict[str, int] | None = None) -> Fraction:
    """Return what a formula in MathML comes to; letters beside each other multiply."""
    expression = _term(math, letters or {}).lstrip("=")
    return Fraction(eval(expression, {"floor": floor, "Fraction": Fraction}))


def number(text: str) -> Fraction:
    """Return the value of a text as a picture shows it."""
    return Fraction(text.strip("()").replace("−", "-").replace(",", "."))
