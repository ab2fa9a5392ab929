"""A reader's own image under any kernel: what the page "Your own image" asks.

An image comes as a grey map and goes back as one level for each pixel, so that little crosses between
Python and the page however often a weight is moved. Its words lie beside it.
"""

import json
from base64 import b64decode, b64encode
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv.errors import ConvError
from pyconv.messages import add_words, say
from pyconv.pictures.controls import OWN
from pyconv.pictures.exact import rounded
from pyconv.pictures.images import grey_map
from pyconv.pictures.imaging.pixel import pixel
from pyconv.pictures.imaging.sample import sample
from pyconv.pictures.imaging.setup import (
    NAME,
    WEIGHTS,
    Imaged,
    Kernel,
    Settings,
    kernel_of,
    prepare,
)
from pyconv.pictures.png import Colour, png, shaded

__all__ = [
    "NAME",
    "Imaged",
    "Settings",
    "image_answer",
    "imaged",
    "kernel_title",
    "kernels",
    "levels",
    "pixel_answer",
    "prepare",
    "sample",
    "still",
    "title",
]

add_words(__name__)

Answer = dict[str, Any]


class Levels(NamedTuple):
    """An image as it is seen: a level for each pixel, the colours that they number, and what is said of it.

    Without colours, levels are greys.
    """

    levels: NDArray[np.uint8]
    colours: tuple[Colour, ...]
    told: str


@lru_cache(maxsize=2)
def imaged(data: str, params: str) -> Imaged:
    """Return what was computed for an image, a grey map in Base64, and for settings as JSON text."""
    try:
        image = grey_map(b64decode(data, validate=True))
    except ValueError as error:
        raise error if isinstance(error, ConvError) else ConvError("image-damaged") from None
    return prepare(image, Settings.read(json.loads(params)))


def image_answer(data: str, params: str, language: str) -> Answer:
    """Return what settings make of an image: its images one by one, and the kernels that were used.

    `take` has what the fields of a kernel with a name are to say.
    """
    shown = imaged(data, params)
    return {
        "stages": [_told(name, shown, language) for name in shown.names],
        "take": _fields(shown.chosen),
        "does": {
            which: "" if name == "none" else say(language, f"imaging.does.{name}")
            for which, name in named(shown.chosen).items()
        },
    }


def pixel_answer(data: str, params: str, key: str, language: str) -> Answer:
    """Return what is told of the pixel `key` of one of the images."""
    return pixel(imaged(data, params), key, language)._asdict()


def levels(shown: Imaged, name: str, language: str) -> Levels:
    """Return how an image is seen.

    Suited are black for 0 and white for 255 where the weights add up to more than 0, as in the image
    itself; else the whole range of the values is shown, since they are differences.
    """
    values = shown.values(name)
    above, below = values.numerators, values.denominator
    gain = next((stage.gain for stage in shown.stages if stage.name == name), 1)
    scale = "image" if name == "input" else shown.chosen.shades
    colours: tuple[Colour, ...] = ()
    if scale == "image" or (scale == "suited" and gain > 0):
        seen = np.clip((2 * above + below) // (2 * below), 0, 255).astype(np.uint8)
        form = "cut" if above.min() < 0 or above.max() > 255 * below else "whole"
    else:
        seen, colours = shaded(above)
        form = "signed" if colours else "positive"
    low, high = (Fraction(int(end), below) for end in (above.min(), above.max()))
    told = {"low": low, "high": high, "far": max(high, -low)}
    told_as = "even" if low == high else form
    words = {end: rounded(value, language) for end, value in told.items()}
    return Levels(seen, colours, say(language, f"imaging.shades.{told_as}", **words))


def still(shown: Imaged, name: str, language: str) -> tuple[bytes, str, str]:
    """Return an image as a PNG file, its title and what is said of it."""
    seen = levels(shown, name, language)
    return png(seen.levels, seen.colours), title(shown, name, language), seen.told


def _told(name: str, shown: Imaged, language: str) -> Answer:
    seen = levels(shown, name, language)
    colours = bytes(part for colour in seen.colours for part in colour)
    return {
        "name": name,
        "title": title(shown, name, language),
        "size": seen.levels.shape,
        # The page has the image itself.
        "levels": "" if name == "input" else b64encode(seen.levels.tobytes()).decode(),
        "colours": b64encode(colours).decode(),
        "told": seen.told,
    }


def title(shown: Imaged, name: str, language: str) -> str:
    """Return what stands above an image: what it is, and its size."""
    height, width = shown.values(name).numerators.shape
    cut = name == "result" and shown.chosen.image_activation == "relu"
    called = say(language, f"imaging.titles.{'result-relu' if cut else name}")
    return say(language, "imaging.sized", title=called, height=height, width=width)


def kernel_title(which: str, language: str) -> str:
    """Return what the weights of a kernel are called."""
    called = say(language, f"parameters.{which}_weights")
    return called[:1].upper() + called[1:]


def named(chosen: Settings) -> dict[str, str]:
    """Return the name of each kernel."""
    return {which: vars(chosen)[fields.chosen] for which, fields in WEIGHTS.items()}


def kernels(chosen: Settings) -> dict[str, Kernel]:
    """Return the kernels that are used: "image", the first one, and "second" if there is one."""
    return {which: kernel_of(chosen, which) for which, name in named(chosen).items() if name != "none"}


def _fields(chosen: Settings) -> dict[str, str]:
    names = named(chosen)
    written = [_written(kernel, which) for which, kernel in kernels(chosen).items() if names[which] != OWN]
    return {field: said for kernel in written for field, said in kernel.items()}


def _written(kernel: Kernel, which: str) -> dict[str, str]:
    weights = {
        f"{which}_weights.{place}": str(weight)
        for place, weight in zip(WEIGHTS[which].places(kernel.side), kernel.weights, strict=True)
    }
    return weights | {f"{which}_divisor": str(kernel.divisor)}
