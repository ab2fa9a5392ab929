"""The arrays of a picture as CSV, one below the other, for a spreadsheet."""

import csv
from collections.abc import Iterator, Sequence
from fractions import Fraction
from io import StringIO
from typing import Any

import numpy as np

from pyconv.pictures.export import Options, Work
from pyconv.pictures.export.carried import line
from pyconv.pictures.export.values import Numbers, numbers
from pyconv.pictures.state import State


def write(shown: State, options: Options) -> Work:  # noqa: ARG001 - numbers have no look
    """Make the file."""
    yield 0, 1
    return table(line(shown), numbers(shown), shown.language)


def table(carries: str, arrays: Sequence[Numbers], language: str) -> bytes:
    """Return arrays as CSV, below the line that the file carries."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f"# {carries}"])
    for each in arrays:
        note = each.note(language)
        for name, rows in _maps(each):
            writer.writerow([])
            writer.writerow([f"# {name}", each.title, *([note] if note else [])])
            writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _maps(each: Numbers) -> Iterator[tuple[str, Any]]:
    """Yield the two-dimensional parts of an array, called as in NumPy."""
    values = each.values.reshape((1,) * max(2 - each.values.ndim, 0) + each.values.shape)
    for place in np.ndindex(values.shape[:-2]):
        yield each.name + (f"[{', '.join(map(str, place))}]" if place else ""), values[place].tolist()


def _plain(value: Fraction | str) -> str | int | float:
    """Return a value as a spreadsheet reads it: what decimals cannot write out is as near as they come."""
    if isinstance(value, str):
        # No program is to take it for a formula.
        return f"'{value}" if value[:1] in "=+-@" else value
    return int(value) if value.denominator == 1 else float(value)
