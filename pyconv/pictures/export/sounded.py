"""A sound under a kernel as files: both sounds to be heard, and all values, exactly."""

import json

import numpy as np

from pyconv.errors import ConvError
from pyconv.pictures import sounding
from pyconv.pictures.exact import of_fractions
from pyconv.pictures.export import own
from pyconv.pictures.export.values import Numbers
from pyconv.pictures.sounding.setup import Sounded
from pyconv.pictures.sounding.wav import played, wav


def written(kind: str, data: str, params: str, language: str) -> own.Saved:
    """Return a sound under some settings as a file.

    Args:
        kind: "csv" or "numpy" for all values, or "input" or "result" for that sound as WAV: the result as it
            is played, rounded to 16 bits, and more quietly as a whole where it is louder than full scale.
        data: the sound, samples of 16 bits in Base64.
        params: the settings, as JSON text.
        language: of the words.

    Raises:
        ConvError: there is no such kind, or the settings make nothing of the sound.
    """
    shown = sounding.sounded(data, params)
    carries = own.carried(sounding.NAME, sounding.Settings.parameters, json.loads(params), language)
    if kind in own.TEXTS:
        arrays = _numbers(shown, language)
        if kind == "csv":
            # One sample a line: no spreadsheet has as many columns.
            arrays = [each._replace(values=each.values[:, None]) for each in arrays]
        return own.text(kind, sounding.NAME, arrays, carries, language)
    sounds = {"input": shown.sound, "result": played(shown)}
    if kind not in sounds:
        raise ConvError("unknown-format", field="format", value=kind, choices=[*own.TEXTS, *sounds])
    file = wav(sounds[kind], carries)
    return own.Saved(file, f"{sounding.NAME}-{kind}.wav", "audio/wav", carries)


def _numbers(shown: Sounded, language: str) -> list[Numbers]:
    """Return the samples of both sounds, and the kernel without the gaps between its weights."""
    kernel = of_fractions(np.array(shown.kernel.divided, dtype=object))
    return [
        *(own.exact(name, sounding.title(name, language), values) for name, values in shown.values.items()),
        own.exact("kernel", sounding.kernel_title(shown, language), kernel),
    ]
