r"""The formula of a picture and its grids as matrices, in LaTeX."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import numpy as np

from pyconv.pictures.exact import show
from pyconv.pictures.export import Options, Work
from pyconv.pictures.export.carried import line, title
from pyconv.pictures.export.texts import entry, signs, words
from pyconv.pictures.export.values import Numbers, numbers
from pyconv.pictures.plot.formulas import formula
from pyconv.pictures.state import State

_BEGIN = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{amsmath,amssymb}
\usepackage[landscape,margin=1cm]{geometry}
\pagestyle{empty}
\begin{document}
"""

_WIDE, _WIDEST = 18, 36
"""Columns of a matrix from which on it is written smaller, and much smaller."""


def write(shown: State, options: Options) -> Work:  # noqa: ARG001 - formulas have no look
    """Make the file."""
    yield 0, 1
    parts = [
        *_formulas(shown.scene.formula),
        *(part for each in numbers(shown) for part in _matrices(each, shown)),
    ]
    body = "\n".join([rf"\section*{{{words(title(shown))}}}", *parts])
    return f"% {line(shown)}\n{_BEGIN}{body}\n\\end{{document}}\n".encode()


def _formulas(html: str) -> Iterator[str]:
    """Yield each paragraph of formulas with the words before it."""
    # Made by the package itself, and well-formed.
    for paragraph in fromstring(f"<div>{html}</div>"):  # noqa: S314
        yield rf"\[ {''.join(_parts(paragraph)).strip()} \]"


def _parts(paragraph: Element) -> Iterator[str]:
    if paragraph.tag == "math":
        # What stands in roman letters are words.
        yield re.sub(
            r"\\mathrm\{([^}]*)\}", lambda found: rf"\text{{{words(found[1])}}}", _kept(formula(paragraph))
        )
        return
    yield _text(paragraph.text)
    for inner in paragraph:
        yield from _parts(inner)
        yield _text(inner.tail)


def _kept(text: str) -> str:
    """Return a formula with its signs as TeX calls them, but for those in words."""
    return "".join(
        part if part.startswith(r"\mathrm") else signs(part)
        for part in re.split(r"(\\mathrm\{[^}]*\})", text)
    )


def _text(text: str | None) -> str:
    return rf"\text{{{words(text)}}}" if text else ""


def _matrices(each: Numbers, shown: State) -> Iterator[str]:
    values = each.values.reshape((1,) * max(2 - each.values.ndim, 0) + each.values.shape)
    for place in np.ndindex(values.shape[:-2]):
        rows = [[_entry(value, shown.language) for value in row] for row in values[place].tolist()]
        name = each.title + (f" ({', '.join(map(str, place))})" if place else "")
        note = each.note(shown.language)
        beside = rf" \qquad \text{{{words(note)}}}" if note else ""
        columns = len(rows[0])
        size = "" if columns < _WIDE else r"\footnotesize" if columns < _WIDEST else r"\tiny"
        # A matrix of amsmath has ten columns at most.
        inner = " \\\\\n".join(" & ".join(row) for row in rows)
        yield (
            f"{{{size}\\setlength{{\\arraycolsep}}{{3pt}}\n"
            rf"\[ \text{{{words(name)}}} = \left(\begin{{array}}{{*{{{columns}}}{{r}}}}" + "\n"
            f"{inner}\n\\end{{array}}\\right){beside} \\]}}"
        )


def _entry(value: object, language: str) -> str:
    if isinstance(value, str):
        return entry(value)
    above, below = value.numerator, value.denominator  # type: ignore[attr-defined]
    return entry(show(above, below, language, as_fraction=True))
