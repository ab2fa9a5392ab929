"""Small images to look at; the file `LICENCE.txt` beside them tells where each comes from."""

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@cache
def image(name: str) -> NDArray[np.int64]:
    """Return the brightness of each pixel of an image, from 0 (black) to 255 (white).

    The files are binary grey maps (PGM, P5) with one line of text before the pixels.

    >>> image("cup").shape
    (24, 24)
    """
    header, _, pixels = files(__name__).joinpath(f"{name}.pgm").read_bytes().partition(b"\n")
    width, height = map(int, header.split()[1:3])
    brightness = np.frombuffer(pixels, np.uint8).astype(np.int64).reshape(height, width)
    brightness.flags.writeable = False
    return brightness
