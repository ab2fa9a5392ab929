"""Sounds as WAV files: those of the page, and the first result for whoever has no scripts."""

from struct import pack

import numpy as np
from numpy.typing import NDArray

from pyconv.pictures.sounding.setup import FULL, Sounded
from pyconv.pictures.sounding.sounds import RATE


def played(shown: Sounded) -> NDArray[np.int64]:
    """Return the result as it is played, rounded to samples of 16 bits."""
    scale = float(shown.gain / shown.result.denominator)
    samples: NDArray[np.int64] = np.rint(shown.result.numerators * scale).astype(np.int64)
    return samples.clip(-FULL, FULL - 1)


def wav(samples: NDArray[np.int64], comment: str = "") -> bytes:
    """Return samples of 16 bits as a WAV file: 44 bytes that say so, the samples, and a comment if any.

    The comment is what RIFF calls so: a part ICMT of a list INFO, in ASCII. The Python of a page has no
    module `wave`.
    """
    # Samples as they are, of one channel; bytes of a second and of a sample, and bits of a sample.
    parts = _part(b"fmt ", pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16))
    parts += _part(b"data", samples.astype("<i2").tobytes())
    if comment:
        parts += _part(b"LIST", b"INFO" + _part(b"ICMT", comment.encode("ascii") + b"\0"))
    return _part(b"RIFF", b"WAVE" + parts)


def _part(name: bytes, held: bytes) -> bytes:
    """Return a part of a RIFF file, which ends at an even place."""
    return name + pack("<I", len(held)) + held + bytes(len(held) % 2)
