"""The outlines of shapes: from the text of an SVG path to points."""

import re
from typing import NamedTuple

_COMMAND = re.compile("([A-Za-z])([^A-Za-z]*)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


class Point(NamedTuple):
    """Where an outline goes: `does` is M where it begins anew, L along a line, Z back to where it began."""

    does: str
    x: float
    y: float


def points(text: str) -> list[Point]:
    """Return an outline of straight lines, given as SVG writes it; a small letter counts from where it is.

    Raises:
        ValueError: a command other than M, L, H, V and Z.

    >>> points("M20 40h10z")
    [Point(does='M', x=20.0, y=40.0), Point(does='L', x=30.0, y=40.0), Point(does='Z', x=20.0, y=40.0)]
    """
    found: list[Point] = []
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
        does = command.upper() if command in "zZmM" else "L"
        found += [Point(does, *end) for end in ends]
        here = ends[-1]
        if does == "M":
            start = here
    return found
