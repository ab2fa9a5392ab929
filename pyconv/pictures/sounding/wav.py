"""Sounds as WAV files: those of the page, and the first result for whoever has no scripts."""

import wave
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from pyconv.pictures.sounding.setup import FULL, Sounded
from pyconv.pictures.sounding.sounds import RATE


def played(shown: Sounded) -> NDArray[np.int64]:
    """Return the result as it is played, rounded to samples of 16 bits."""
    scale = float(shown.gain / shown.result.denominator)
    samples: NDArray[np.int64] = np.rint(shown.result.numerators * scale).astype(np.int64)
    return samples.clip(-FULL, FULL - 1)


def wav(samples: NDArray[np.int64]) -> bytes:
    """Return samples of 16 bits as a WAV file: 44 bytes that say so, and the samples."""
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()
