"""A view on paper: its state, its drawing, and what the drawing shows in words."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

from pyconv.pictures.model import Grid, Panel, ShapeKind
from pyconv.pictures.plot.picture import draw
from pyconv.pictures.plot.prose import left_out
from pyconv.pictures.state import State, state

MOST_CELLS = 40
"""The values of a grid of more cells are not read out."""


def alt(shown: State) -> str:
    """Return what a drawing shows: the titles and values of its panels, its lines, what is lit in it."""
    scene = shown.scene
    told = [_panel(panel) for panel in scene.panels]
    if shown.focus:
        told.append(shown.focus.spoken)
    elif _has_lines(scene.panels):
        # What a line joins cannot be read from the values at its ends.
        told += [shown.told(key).spoken for key in scene.steps[:1]]
    return " ".join(words if words[-1] in ".!?" else f"{words}." for words in [*told, scene.summary] if words)


def _has_lines(panels: tuple[Panel, ...]) -> bool:
    return any(
        shape.kind is ShapeKind.EDGE for panel in panels if isinstance(panel, Grid) for shape in panel.shapes
    )


def _panel(panel: Panel) -> str:
    if isinstance(panel, Grid):
        captions = [shape.text for shape in panel.shapes if shape.text]
        cells = sum(map(len, panel.rows))
        lines = (", ".join(cell.text for cell in row if cell.text) for row in panel.rows)
        values = "; ".join(filter(None, lines)) if cells <= MOST_CELLS and not panel.image else ""
        return ": ".join(filter(None, (panel.title, "; ".join(filter(None, (values, *captions))))))
    # Made by the package itself, and well-formed.
    words = "; ".join(_lines(panel.html))
    return ": ".join(filter(None, (panel.title, words)))


def _lines(html: str) -> Iterator[str]:
    """Return the words of prose, line by line; of a table, those of its entries."""
    for element in fromstring(f"<div>{html}</div>"):  # noqa: S314
        if left_out(element):
            continue
        rows = list(element.iter("tr")) or list(element.iter("li")) or [element]
        for row in rows:
            entries = list(row) if row.tag == "tr" else [row]
            words = ("".join(_texts(entry)).strip().rstrip(".") for entry in entries)
            if line := ", ".join(filter(None, words)):
                yield line


def _texts(element: Element) -> Iterator[str]:
    """Return the texts in an element, without those of what could be pressed."""
    if not left_out(element):
        yield element.text or ""
        for inner in element:
            yield from _texts(inner)
            yield inner.tail or ""


__all__ = ["alt", "draw", "state"]
