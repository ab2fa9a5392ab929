"""Sounds as WAV files: those of the page, and the first result for whoever has no scripts."""

import wave
from io import BytesIO
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

    The comment is what RIFF calls so: a part ICMT of a list INFO, in ASCII.
    """
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(samples.astype("<i2").tobytes())
    if not comment:
        return file.getvalue()
    info = b"INFO" + _part(b"ICMT", comment.encode("ascii") + b"\0")
    # The file is itself a part, which grows by what it holds.
    return _part(b"RIFF", file.getvalue()[8:] + _part(b"LIST", info))


def _part(name: bytes, held: bytes) -> bytes:
    """Return a part of a RIFF file, which ends at an even place."""
    return name + pack("<I", len(held)) + held + bytes(len(held) % 2)
