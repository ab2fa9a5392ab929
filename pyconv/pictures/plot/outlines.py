"""Outlines of shapes: from the text of an SVG path to matplotlib."""

import re

from matplotlib.path import Path

_COMMAND = re.compile("([A-Za-z])([^A-Za-z]*)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def outline(text: str) -> Path:
    """Return an outline of straight lines, given as SVG writes it; a small letter counts from where it is.

    Raises:
        ValueError: a command other than M, L, H, V and Z.

    >>> outline("M20 40h10V60z").vertices.tolist()
    [[20.0, 40.0], [30.0, 40.0], [30.0, 60.0], [20.0, 40.0]]
    """
    points: list[tuple[float, float]] = []
    codes: list[int] = []
    start = here = (0.0, 0.0)
    for command, written in _COMMAND.findall(text):
        from_x, from_y = here if command.islower() else (0.0, 0.0)
        numbers = [float(number) for number in _NUMBER.findall(written)]
        match command.upper():
            case "M" | "L":
                ends = [(from_x + x, from_y + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            case "H":
                ends = [(from_x + x, here[1]) for x in numbers]
            case "V":
                ends = [(here[0], from_y + y) for y in numbers]
            case "Z":
                ends = [start]
            case _:
                raise ValueError(f"an outline has no command {command}: {text}")
        closes, begins = command in "zZ", command in "mM"
        codes += [int(Path.CLOSEPOLY if closes else Path.MOVETO if begins else Path.LINETO)] * len(ends)
        points += ends
        here = ends[-1]
        if begins:
            start = here
    return Path(points, codes)
