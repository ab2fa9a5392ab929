"""Outlines of shapes: from the text of an SVG path to matplotlib."""

from matplotlib.path import Path

from pyconv.pictures.plot.lines import points

_CODES = {"M": Path.MOVETO, "L": Path.LINETO, "Z": Path.CLOSEPOLY}


def outline(text: str) -> Path:
    """Return an outline of straight lines, given as SVG writes it; a small letter counts from where it is.

    Raises:
        ValueError: a command other than M, L, H, V and Z.

    >>> outline("M20 40h10V60z").vertices.tolist()
    [[20.0, 40.0], [30.0, 40.0], [30.0, 60.0], [20.0, 40.0]]
    """
    found = points(text)
    return Path([(x, y) for _, x, y in found], [int(_CODES[does]) for does, _, _ in found])
