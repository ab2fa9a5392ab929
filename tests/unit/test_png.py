"""Images as PNG: read back by the letter of the format, and the bytes of the file itself."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv.pictures import images
from pyconv.pictures.images import image
from pyconv.pictures.png import ENDS, data_uri, png

Pixels = list[list[tuple[int, int, int]]]


def read_back(data: bytes) -> Pixels:
    """Return the colours of an image of 8 bits without filters, by the PNG specification."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = [], 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size]) == (zlib.crc32(kind + content),)
        chunks.append((kind, content))
        at += 12 + size
    found = dict(chunks)
    assert chunks[0][0] == b"IHDR"
    assert chunks[-1] == (b"IEND", b"")
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", found[b"IHDR"])
    assert (depth, rest) == (8, [0, 0, 0])
    palette = [tuple(found[b"PLTE"][at : at + 3]) for at in range(0, 765, 3)] if colour == 3 else None
    lines = zlib.decompress(found[b"IDAT"])
    assert len(lines) == height * (width + 1)
    rows = [lines[start : start + width + 1] for start in range(0, len(lines), width + 1)]
    assert all(row[0] == 0 for row in rows)
    return [[palette[level] if palette else (level,) * 3 for level in row[1:]] for row in rows]  # type: ignore[misc]


def shown(values: list[list[int]]) -> Pixels:
    kind, _, data = data_uri(np.array(values, np.int64)).partition(",")
    assert kind == "data:image/png;base64"
    return read_back(b64decode(data))


def maps(low: int) -> st.SearchStrategy[list[list[int]]]:
    return st.integers(1, 6).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(low, 10**12), min_size=width, max_size=width), min_size=1, max_size=5
        )
    )


@given(maps(0))
def test_without_negative_values_black_is_0_and_white_the_largest(values: list[list[int]]) -> None:
    most = max(map(max, values)) or 1
    assert shown(values) == [[(255 * value // most,) * 3 for value in row] for row in values]


@given(maps(-(10**12)).filter(lambda values: min(map(min, values)) < 0))
def test_signs_differ_in_hue_and_in_brightness(values: list[list[int]]) -> None:
    low, middle, high = ENDS
    most = max(abs(value) for row in values for value in row)
    order: list[tuple[int, int]] = []
    for row, colours in zip(values, shown(values), strict=True):
        for value, colour in zip(row, colours, strict=True):
            red, _, blue = colour
            if value in {0, most, -most}:
                assert colour == {0: middle, most: high, -most: low}[value]
            if abs(value) * 32 >= most:
                assert (red > blue) == (value > 0)
            order.append((value, sum(colour)))
    order.sort()
    assert [bright for _, bright in order] == sorted(bright for _, bright in order)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 5), (300, 400)])
def test_blocks_follow_one_another(height: int, width: int) -> None:
    levels = (np.arange(height * width) % 251).astype(np.uint8).reshape(height, width)
    assert [[red for red, _, _ in row] for row in read_back(png(levels))] == levels.tolist()


def test_the_bytes_depend_on_no_compressor() -> None:
    # 2 rows of 2 pixels: two filters and four levels, as they are.
    assert b"\x01\x06\x00\xf9\xff" + bytes([0, 1, 2, 0, 3, 4]) in png(np.array([[1, 2], [3, 4]], np.uint8))


def test_the_photograph() -> None:
    cup = image("cup")
    assert (cup.shape, int(cup.min()), int(cup.max())) == ((24, 24), 0, 255)
    raw = files(images).joinpath("cup.pgm").read_bytes()
    assert raw.endswith(cup.astype(np.uint8).tobytes())
    assert len(raw) < 2000
    with pytest.raises(ValueError, match="read-only"):
        cup[0, 0] = 1
    # What a reader sees is what the file beside it says where it is from.
    licence = files(images).joinpath("LICENCE.txt").read_text("utf-8")
    assert "CC0 1.0" in licence
