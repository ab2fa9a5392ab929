"""A sound under any kernel: what the page "Hear it" asks.

A sound comes as samples of 16 bits and goes back as drawings and as the kernel that the browser plays it
with, so that little crosses between Python and the page however often a weight is moved. Its words lie
beside it.
"""

import json
from base64 import b64decode
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyconv.errors import ConvError
from pyconv.messages import add_words, say
from pyconv.pictures.controls import OWN
from pyconv.pictures.exact import brief, grouped
from pyconv.pictures.sounding.drawing import stems, waveform
from pyconv.pictures.sounding.moment import moment, seconds
from pyconv.pictures.sounding.setup import (
    FULL,
    NAME,
    PRESETS,
    Settings,
    Sounded,
    fields,
    peak_of,
    prepare,
)
from pyconv.pictures.sounding.sounds import RATE, SOUNDS, sound

__all__ = [
    "NAME",
    "PRESETS",
    "RATE",
    "SOUNDS",
    "Settings",
    "heard_answer",
    "kernel_title",
    "prepare",
    "sample_answer",
    "sound",
    "sound_answer",
    "sounded",
    "title",
    "told",
]

add_words(__name__)

Answer = dict[str, Any]

AGREE = 1e-4
"""Parts of full scale that nobody hears: floats of 32 bits stay far below."""


@lru_cache(maxsize=2)
def sounded(data: str, params: str) -> Sounded:
    """Return what was computed for a sound, as pages send it, and for settings as JSON text."""
    try:
        samples: NDArray[np.int64] = np.frombuffer(b64decode(data, validate=True), "<i2").astype(np.int64)
    except ValueError:
        raise ConvError("sound-damaged") from None
    return prepare(samples, Settings.read(json.loads(params)))


def sound_answer(data: str, params: str, language: str) -> Answer:
    """Return what settings make of a sound, whose samples are 16 bits each, the low ones first, in Base64."""
    return told(sounded(data, params), language)


def sample_answer(data: str, params: str, key: str, language: str) -> Answer:
    """Return what is told of the sample `key` of the result."""
    return moment(sounded(data, params), key, language)._asdict()


def heard_answer(data: str, params: str, played: str, language: str) -> Answer:
    """Return how far what a browser makes of the sound is from the result, at the sample where most.

    Args:
        data, params: as of `sound_answer`.
        played: what it makes of it, from −1 to 1 within full scale: floats of 32 bits in Base64.
        language: of the words.

    Raises:
        ConvError: `played` is no such row of floats, or of another length than the result.
    """
    result = sounded(data, params).result
    try:
        given = np.frombuffer(b64decode(played, validate=True), "<f4").astype(float)
    except ValueError:
        raise ConvError("sound-damaged") from None
    if given.size != result.numerators.size or not np.isfinite(given).all():
        raise ConvError("sound-damaged")
    apart = np.abs(given - result.numerators / float(result.denominator * FULL))
    sample = int(apart.argmax())
    words = {"most": brief(Fraction(float(apart[sample])), language), "sample": grouped(sample, language)}
    form = "heard" if apart[sample] < AGREE else "apart"
    return {"words": say(language, f"sounding.{form}", count=grouped(given.size, language), **words)}


def told(shown: Sounded, language: str) -> Answer:
    """Return both sounds and the kernel, drawn and in words, and what the browser needs to play the result.

    `response` has the place of each weight, in samples, and the weight; `take` what the fields of a kernel
    with a name are to say; `loudest` the sample to begin with.
    """
    kernel, chosen = shown.kernel, shown.chosen
    name, spacing = chosen.sound_kernel, chosen.spacing
    return {
        "input": _wave(shown, "input", language),
        "result": _wave(shown, "result", language),
        "kernel": {
            "title": kernel_title(shown, language),
            "drawing": stems(kernel, language),
        },
        "response": [[place * spacing, float(weight)] for place, weight in enumerate(kernel.divided)],
        "length": shown.result.numerators.size,
        "gain": float(shown.gain),
        "take": {} if name == OWN else fields(kernel),
        "does": say(language, f"sounding.does.{name}"),
        "loudest": int(abs(shown.result.numerators).argmax()),
    }


def title(name: str, language: str) -> str:
    """Return what stands above a sound, "input" or "result"."""
    return say(language, f"sounding.titles.{name}")


def kernel_title(shown: Sounded, language: str) -> str:
    """Return what stands above the kernel: how many weights, and how far apart."""
    count, spacing = len(shown.kernel.weights), shown.chosen.spacing
    samples = say(
        language,
        f"sounding.samples.{'one' if spacing == 1 else 'many'}",
        count=grouped(spacing, language),
    )
    form = "one" if count == 1 else "many"
    time = seconds(spacing, language)
    return say(language, f"sounding.kernel.{form}", count=count, samples=samples, time=time)


def _wave(shown: Sounded, name: str, language: str) -> Answer:
    values = shown.values[name]
    length = values.numerators.size
    peak = peak_of(values)
    words = {
        "time": seconds(length, language),
        "count": grouped(length, language),
        "peak": _percent(peak / FULL, language),
        "gain": _percent(shown.gain, language),
    }
    form = "louder" if name == "result" and shown.gain < 1 else "told"
    return {
        "title": title(name, language),
        "told": say(language, f"sounding.{form}", **words),
        "drawing": waveform(shown, name),
    }


def _percent(part: Fraction, language: str) -> str:
    """Return a part in hundredths: whole ones, or few digits where it is small."""
    hundredths = 100 * part
    return brief(Fraction(round(hundredths)) if hundredths >= 10 else hundredths, language)
