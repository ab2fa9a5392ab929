"""Maps of numbers as small PNG images, the same bytes wherever they are written."""

import struct
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from zlib import adler32, crc32, decompress

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]

ENDS: tuple[Colour, Colour, Colour] = ((8, 40, 120), (140, 140, 140), (255, 218, 148))
"""The colours of the most negative value, of zero and of the most positive one.

Dark blue, grey and light orange: the signs differ in hue and in brightness, so that they are
told apart with any colour vision, in grey, and on light and dark pages.
"""

_LONGEST = 0xFFFF
"""Bytes in one stored block, at most."""


def data_uri(values: NDArray[np.int64]) -> str:
    """Return the address of an image of a map of whole numbers, one pixel for each.

    Without negative values, black is 0 and white the largest. With them, the colours go from
    one of `ENDS` to the other, and 0 has the one between, as far from both.

    >>> data_uri(np.array([[0, 1], [2, 3]]))[:30]
    'data:image/png;base64,iVBORw0K'
    """
    return _address(*shaded(values))


def shaded(values: NDArray[Any]) -> tuple[NDArray[np.uint8], tuple[Colour, ...]]:
    """Return the level of each pixel, and the colours that they number: none if they are greys.

    Args:
        values: whole numbers, of NumPy or of Python.

    >>> shaded(np.array([[0, 1], [2, 3]]))[0].tolist()
    [[0, 85], [170, 255]]
    """
    most = max(int(np.abs(values).max()), 1)
    if np.min(values) >= 0:
        # Whole numbers throughout: no rounding that could differ between machines.
        return (255 * values // most).astype(np.uint8), ()
    levels = 127 + np.sign(values) * (127 * np.abs(values) // most)
    return levels.astype(np.uint8), tuple(_between(*ENDS))


def png(
    levels: NDArray[np.uint8], palette: Sequence[Colour] = (), texts: Mapping[str, str] | None = None
) -> bytes:
    """Return a PNG file: the levels as greys, or as numbers of colours in the palette.

    Args:
        levels: one for each pixel.
        palette: the colours that they number, if any.
        texts: what the file says besides, by keyword.

    The pixels are stored, not compressed: compressors differ from one version to the next.

    Source: the PNG specification, https://www.w3.org/TR/png-3; RFC 1950 and 1951.
    """
    height, width = levels.shape
    lines = np.zeros((height, width + 1), np.uint8)  # each begins with its filter: none
    lines[:, 1:] = levels
    header = struct.pack(">IIBBBBB", width, height, 8, 3 if palette else 0, 0, 0, 0)
    colours = _chunk(b"PLTE", bytes(level for colour in palette for level in colour)) if palette else b""
    # No compression, and neither a language nor a translated keyword.
    said = b"".join(
        _chunk(b"iTXt", f"{keyword}\0\0\0\0\0{text}".encode()) for keyword, text in (texts or {}).items()
    )
    data = _chunk(b"IDAT", _stored(lines.tobytes()))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + said + colours + data + _chunk(b"IEND", b"")


def pixels(address: str) -> list[list[Colour]]:
    """Return the colours of an image, row by row, from the address that `data_uri` made.

    >>> pixels(data_uri(np.array([[0, 1], [2, 3]])))
    [[(0, 0, 0), (85, 85, 85)], [(170, 170, 170), (255, 255, 255)]]
    """
    data = b64decode(address.partition(",")[2])
    at, chunks = 8, {}
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        chunks[kind] = data[at + 8 : at + 8 + length]
        at += 12 + length
    width, height = struct.unpack_from(">II", chunks[b"IHDR"])
    lines = np.frombuffer(decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width + 1)[:, 1:]
    colours = np.frombuffer(chunks.get(b"PLTE", b""), np.uint8).reshape(-1, 3).tolist()
    return [
        [tuple(colours[level]) if colours else (level, level, level) for level in row]
        for row in lines.tolist()
    ]


def _address(levels: NDArray[np.uint8], palette: Sequence[Colour] = ()) -> str:
    return f"data:image/png;base64,{b64encode(png(levels, palette)).decode()}"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def _stored(data: bytes) -> bytes:
    """Return a zlib stream that holds the data as it is."""
    blocks = [data[start : start + _LONGEST] for start in range(0, len(data), _LONGEST)]
    stream = b"".join(
        struct.pack("<BHH", number == len(blocks), len(block), len(block) ^ _LONGEST) + block
        for number, block in enumerate(blocks, 1)
    )
    return b"\x78\x01" + stream + struct.pack(">I", adler32(data))


def _between(low: Colour, middle: Colour, high: Colour) -> list[Colour]:
    """Return 255 colours, of which number 127 is the middle."""

    def mixed(one: Colour, other: Colour, part: int) -> Colour:
        red, green, blue = (a + (b - a) * part // 127 for a, b in zip(one, other, strict=True))
        return red, green, blue

    return [mixed(low, middle, part) for part in range(127)] + [
        mixed(middle, high, part) for part in range(128)
    ]
