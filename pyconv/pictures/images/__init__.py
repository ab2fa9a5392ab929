"""Small images to look at; the file `LICENCE.txt` beside them tells where each comes from."""

import re
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pyconv.errors import ConvError


@cache
def image(name: str) -> NDArray[np.int64]:
    """Return the brightness of each pixel of an image, from 0 (black) to 255 (white).

    The files are binary grey maps (PGM, P5) with one line of text before the pixels.

    >>> image("cup").shape
    (24, 24)
    """
    brightness = grey_map(files(__name__).joinpath(f"{name}.pgm").read_bytes())
    brightness.flags.writeable = False
    return brightness


_HEADER = re.compile(rb"P5 ([1-9][0-9]{0,4}) ([1-9][0-9]{0,4}) 255\n")


def grey_map(data: bytes) -> NDArray[np.int64]:
    r"""Return the brightness of each pixel of a binary grey map with one line of text before the pixels.

    Raises:
        ConvError: the data are none.

    Source: https://netpbm.sourceforge.net/doc/pgm.html

    >>> grey_map(b"P5 2 1 255\n\x00\xff").tolist()
    [[0, 255]]
    """
    header = _HEADER.match(data)
    if not header or len(data) - header.end() != int(header[1]) * int(header[2]):
        raise ConvError("image-damaged")
    pixels = np.frombuffer(data, np.uint8, offset=header.end())
    return pixels.astype(np.int64).reshape(int(header[2]), int(header[1]))
