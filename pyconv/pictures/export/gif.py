"""All steps as GIF, in the colours that they are drawn in."""

import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pyconv.pictures.export import Options, Work
from pyconv.pictures.export.carried import line
from pyconv.pictures.plot.film import Film
from pyconv.pictures.state import State

BEAT = 1000
"""Milliseconds of a step, as in a page at speed 1."""

MOST = 255
"""Colours of a GIF, but for one that stands for what stays as it was."""

Codes = NDArray[np.uint32]


def write(shown: State, options: Options) -> Work:
    """Make the file."""
    yield 0, 1
    film = Film(shown, narrow=options.narrow, palette=options.palette)
    # Half of that of a still: it is much larger.
    scale = max(options.scale // 2, 1)
    packed = []
    counts: dict[int, int] = {}
    shape = (0, 0)
    for number, frame in enumerate(film.frames(scale)):
        yield number, film.count + 1
        codes = _codes(frame)
        shape = codes.shape[0], codes.shape[1]
        for code, count in zip(
            *(each.tolist() for each in np.unique(codes, return_counts=True)), strict=True
        ):
            counts[code] = counts.get(code, 0) + count
        # Hundreds of frames as they are would fill the memory of a page.
        packed.append(zlib.compress(codes.tobytes(), 1))
    yield film.count, film.count + 1
    # The flat colours are by far the most frequent; what else there is room for are edges of letters.
    palette = np.array(sorted(counts, key=lambda code: (-counts[code], code))[:MOST], np.uint32)
    return _gif(_images(packed, shape, np.sort(palette)), [BEAT * beat for beat in film.beats], line(shown))


def _codes(frame: NDArray[np.uint8]) -> Codes:
    """Return each pixel as one number."""
    red, green, blue = np.moveaxis(frame.astype(np.uint32), 2, 0)
    codes: Codes = red << 16 | green << 8 | blue
    return codes


def _images(packed: Sequence[bytes], shape: tuple[int, int], palette: Codes) -> Iterator[Image.Image]:
    colours = _parts(palette)
    for data in packed:
        codes, where = np.unique(np.frombuffer(zlib.decompress(data), np.uint32), return_inverse=True)
        nearest = np.searchsorted(palette, codes).clip(max=len(palette) - 1)
        others = palette[nearest] != codes
        distance = np.square(_parts(codes[others])[:, None, :] - colours[None, :, :]).sum(axis=2)
        nearest[others] = distance.argmin(axis=1)
        image = Image.fromarray(nearest.astype(np.uint8)[where].reshape(shape))
        image.putpalette(colours.astype(np.uint8).tobytes())
        yield image


def _parts(codes: Codes) -> NDArray[np.int64]:
    return np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=-1).astype(np.int64)


def _gif(images: Iterator[Image.Image], durations: list[int], comment: str) -> bytes:
    out = BytesIO()
    next(images).save(
        out,
        format="GIF",
        save_all=True,
        append_images=images,
        duration=durations if len(durations) > 1 else durations[0],
        loop=0,
        comment=comment.encode(),
        optimize=False,
        disposal=1,
    )
    return out.getvalue()
