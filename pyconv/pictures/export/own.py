"""What a reader brings as files: what an image and a sound have in common."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from pyconv.pictures import links
from pyconv.pictures.controls import Parameter
from pyconv.pictures.exact import Rationals
from pyconv.pictures.export import FORMATS
from pyconv.pictures.export.carried import line_of
from pyconv.pictures.export.csv import table
from pyconv.pictures.export.numpy import program
from pyconv.pictures.export.values import Numbers
from pyconv.pictures.settings import chosen_by_hand, first_params

TEXTS = {"csv": table, "numpy": program}
"""The kinds of files that hold all values, and what writes them."""


class Saved(NamedTuple):
    """A file.

    Attributes:
        file: its bytes.
        name: what it is called.
        media: its media type.
        carries: what it says of the settings.
    """

    file: bytes
    name: str
    media: str
    carries: str


def carried(name: str, parameters: Sequence[Parameter], params: Mapping[str, Any], language: str) -> str:
    """Return the line of a file: what a reader has chosen of the settings of `name`."""
    chosen = chosen_by_hand(parameters, {**first_params(parameters), **params})
    return line_of(name, links.written(parameters, chosen), language)


def text(kind: str, name: str, arrays: Sequence[Numbers], carries: str, language: str) -> Saved:
    """Return arrays as a file of one of the kinds of `TEXTS`."""
    file = TEXTS[kind](carries, arrays, language)
    return Saved(file, f"{name}{FORMATS[kind].suffix}", FORMATS[kind].media, carries)


def exact(name: str, title: str, values: Rationals) -> Numbers:
    """Return values as files write them, called as in a program and as above what is drawn."""
    found = np.empty(values.numerators.size, dtype=object)
    found[:] = [values.fraction(place) for place in range(values.numerators.size)]
    return Numbers(name, title, found.reshape(values.numerators.shape), rounded=False)
