"""A reader's own image as files: each of its images as it is seen, and the values of all, exactly."""

import json
from typing import NamedTuple

import numpy as np

from pyconv.errors import ConvError
from pyconv.pictures import imaging, links
from pyconv.pictures.exact import Rationals
from pyconv.pictures.export import FORMATS
from pyconv.pictures.export.carried import KEYWORD, line_of
from pyconv.pictures.export.csv import table
from pyconv.pictures.export.numpy import program
from pyconv.pictures.export.values import Numbers
from pyconv.pictures.png import png

_TEXTS = {"csv": table, "numpy": program}


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


def written(kind: str, data: str, params: str, language: str) -> Saved:
    """Return an own image under some settings as a file.

    Args:
        kind: "csv" or "numpy" for all values, or the name of one of the images for that as PNG.
        data: the image, a grey map in Base64.
        params: the settings, as JSON text.
        language: of the words.

    Raises:
        ConvError: there is no such kind or image, or the settings make nothing of the image.
    """
    shown = imaging.imaged(data, params)
    parameters = imaging.Settings.parameters
    chosen = imaging.chosen_by_hand({**links.read("", parameters).params, **json.loads(params)})
    carries = line_of(imaging.NAME, links.written(parameters, chosen), language)
    if kind in _TEXTS:
        text = _TEXTS[kind](carries, _numbers(shown, language), language)
        return Saved(text, f"{imaging.NAME}{FORMATS[kind].suffix}", FORMATS[kind].media, carries)
    if kind not in shown.names:
        raise ConvError("unknown-format", field="format", value=kind, choices=[*_TEXTS, *shown.names])
    seen = imaging.levels(shown, kind, language)
    texts = {KEYWORD: carries, "Title": imaging.title(shown, kind, language)}
    file = png(seen.levels, seen.colours, texts)
    return Saved(file, f"{imaging.NAME}-{kind}.png", FORMATS["png"].media, carries)


def _numbers(shown: imaging.Imaged, language: str) -> list[Numbers]:
    """Return the values of every image, and the kernels between them."""
    images = {name: (imaging.title(shown, name, language), shown.values(name)) for name in shown.names}
    used = {
        f"{which}_kernel": (imaging.kernel_title(which, language), kernel.values)
        for which, kernel in imaging.kernels(shown.chosen).items()
    }
    return [_exact(name, *each) for name, each in (images | used).items()]


def _exact(name: str, title: str, values: Rationals) -> Numbers:
    found = np.array(
        [values.fraction(place) for place in range(values.numerators.size)], dtype=object
    ).reshape(values.numerators.shape)
    return Numbers(name, title, found, rounded=False)
