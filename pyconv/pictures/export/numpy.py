"""The arrays of a picture as text for NumPy: a program that makes them, exactly."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from pyconv.pictures.export import Options, Work
from pyconv.pictures.export.carried import line
from pyconv.pictures.export.values import Numbers, numbers
from pyconv.pictures.state import State

_WIDE = 2**63


def write(shown: State, options: Options) -> Work:  # noqa: ARG001 - numbers have no look
    """Make the file."""
    yield 0, 1
    return program(line(shown), numbers(shown), shown.language)


def program(carries: str, arrays: Sequence[Numbers], language: str) -> bytes:
    """Return a program that makes arrays, below the line that the file carries."""
    lines = [f"# {carries}", "import numpy as np"]
    for each in arrays:
        lines += ["", f"# {each.title}" if each.title else "#"]
        if note := each.note(language):
            lines.append(f"# {note}")
        lines.append(f"{each.name} = {_program(each)}")
    return ("\n".join(lines) + "\n").encode()


def _program(each: Numbers) -> str:
    if each.written:
        return f"np.array({_listed(each.values.tolist(), 1)})"
    below = lcm(*(value.denominator for value in each.values.ravel().tolist()))
    whole = each.values * below
    wide = any(abs(value) >= _WIDE for value in whole.flat)
    over = f" / {below}" if below > 1 else ""
    return f"np.array({_listed(whole.tolist(), 1)}{', dtype=object' if wide else ''}){over}"


def _listed(values: Any, depth: int) -> str:
    """Return lists as a program writes them, a line for each of the innermost."""
    if not isinstance(values, list):
        return str(int(values)) if isinstance(values, Fraction) else repr(values)
    if not isinstance(values[0], list):
        return f"[{', '.join(_listed(value, 0) for value in values)}]"
    margin = ",\n" + " " * 4 * depth
    inner = margin.join(_listed(value, depth + 1) for value in values)
    return f"[\n{' ' * 4 * depth}{inner},\n{' ' * 4 * (depth - 1)}]"
