"""A sound under a kernel as files: wave, csv and NumPy read them, and find what NumPy says."""

from __future__ import annotations

import csv
import io
import json
import struct
import wave
from base64 import b64decode
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import pyconv
from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures import web
from pyconv.pictures.export import carried
from pyconv.pictures.sounding.setup import COUNT, FULL, LONGEST
from tests.pictures.test_sounding import FIRST, RATE, SMALL, own, spread, written

CHOSEN = own("1", "-2.5", "0.5", divisor="3", spacing=7) | {"sound": "claps"}
SAID = "sound=claps&sound_kernel=own&sound_count=3&sound_weights=1,-2.5,0.5&sound_divisor=3&spacing=7&v=1"
WEIGHTS = np.array([1, -2.5, 0.5]) / 3


def saved(kind: str, samples: Any = SMALL, language: str = "en", **params: Any) -> dict[str, Any]:
    request = {"language": language, "data": written(samples), "format": kind, "params": params or CHOSEN}
    answer: dict[str, Any] = json.loads(web.sound_file(json.dumps(request)))
    return answer


def heard(file: bytes) -> Any:
    """Return the samples of a WAV file as Python's reader finds them."""
    with wave.open(io.BytesIO(file)) as read:
        assert read.getparams()[:3] == (1, 2, RATE)
        return np.frombuffer(read.readframes(read.getnframes()), "<i2").astype(int)


def parts(file: bytes) -> dict[bytes, bytes]:
    """Return the parts of a RIFF file, by walking from one to the next."""
    name, length, kind = struct.unpack_from("<4sI4s", file)
    assert (name, length, kind) == (b"RIFF", len(file) - 8, b"WAVE")
    found, at = {}, 12
    while at < len(file):
        name, length = struct.unpack_from("<4sI", file, at)
        found[name] = file[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    assert at == len(file)
    return found


def test_wave_hears_the_result_and_the_sound() -> None:
    wanted = np.convolve(SMALL, spread(WEIGHTS, 7))
    answer = saved("result")
    assert (answer["name"], answer["media"]) == ("own-sound-result.wav", "audio/wav")
    assert abs(wanted).max() < FULL
    assert np.abs(heard(b64decode(answer["file"])) - wanted).max() < 0.5 + 1e-9
    assert np.array_equal(heard(b64decode(saved("input")["file"])), SMALL)


def test_a_result_louder_than_full_scale_is_quieter_as_a_whole() -> None:
    params = own(3, -3, spacing=2)
    wanted = np.convolve(SMALL, spread([3, -3], 2))
    gain = FULL / abs(wanted).max()
    assert gain < 1
    file = heard(b64decode(saved("result", **params)["file"]))
    # The one place where rounding and the end of the scale meet is the loudest sample.
    assert np.abs(file - np.clip(np.rint(wanted * gain), -FULL, FULL - 1)).max() <= 1
    assert abs(file).max() >= FULL - 1


@pytest.mark.parametrize("count", [3, 4])
def test_a_wav_file_says_what_it_was_made_from(count: int) -> None:
    answer = saved("result", **own(*[1] * count, spacing=10 ** (count - 1)))
    found = parts(b64decode(answer["file"]))
    assert list(found) == [b"fmt ", b"data", b"LIST"]
    kind, name, length = struct.unpack_from("<4s4sI", found[b"LIST"])
    assert (kind, name) == (b"INFO", b"ICMT")
    assert found[b"LIST"][12 : 12 + length] == answer["carries"].encode() + b"\0"
    assert len(found[b"LIST"]) == 12 + length + length % 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_numpy_and_csv_have_the_values(language: str) -> None:
    program = saved("numpy", language=language)
    assert (program["name"], program["media"]) == ("own-sound.py", "text/x-python")
    found: dict[str, Any] = {}
    exec(b64decode(program["file"]), found)
    table = saved("csv", language=language)
    assert (table["name"], table["media"]) == ("own-sound.csv", "text/csv")
    rows = list(csv.reader(io.StringIO(b64decode(table["file"]).decode())))
    assert rows[0] == [f"# {table['carries']}"]
    assert table["carries"] == f"pyconv:{pyconv.__version__}/{language}#own-sound?{SAID}"
    columns: dict[str, list[float]] = {}
    for row in rows[2:]:
        if row and row[0].startswith("# "):
            columns[row[0].removeprefix("# ")] = inside = []
        elif row:
            [value] = row
            inside.append(float(value))
    wanted = {"input": SMALL, "result": np.convolve(SMALL, spread(WEIGHTS, 7)), "kernel": WEIGHTS}
    assert list(columns) == list(wanted)
    assert wanted.keys() == found.keys() - {"np", "__builtins__"}
    for name, values in wanted.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-12, atol=1e-9, err_msg=name)
        np.testing.assert_allclose(columns[name], values, rtol=1e-12, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("kind", ["input", "result", "csv", "numpy"])
def test_a_file_sets_up_again_what_it_was_made_from(kind: str) -> None:
    params = own(1, 0, "-0.25", divisor="1/2", spacing=30)
    answer = saved(kind, **params)
    opened = json.loads(web.opened(json.dumps({"language": "es", "data": answer["file"]})))
    assert opened["view"] == "own-sound"
    settings = dict(setting.split("=") for setting in opened["said"].split("&"))
    assert settings.keys() == FIRST.keys() | {"v"}
    assert settings["sound_weights"] == "1,0,-0.25"
    read = carried.read(b64decode(answer["file"]))
    assert (read.view, read.language, read.linked.left) == ("own-sound", "en", ())
    assert read.linked.params == FIRST | params | {"sound_count": ["3"], "spacing": ["30"]}
    with pytest.raises(ConvError, match="on the page “Hear it”"):
        pyconv.read_picture(b64decode(answer["file"]))


def test_a_kernel_with_a_name_says_its_weights_itself() -> None:
    fields = own(9, 9, 9) | {"sound_kernel": "room", "sound_count": [4]}
    assert saved("csv", **fields)["carries"].endswith("?sound_kernel=room&sound_count=4&spacing=1&v=1")


def test_what_cannot_be_saved_is_refused() -> None:
    assert saved("mp3")["refused"]["message"] == (
        "There is no kind of file “mp3”; there are: csv, numpy, input, result."
    )
    assert saved("csv", **own(1, divisor=0))["refused"]["field"] == "sound_divisor"
    assert "refused" in saved("result", np.array([]))


def test_the_longest_sound_is_saved() -> None:
    samples = np.zeros(LONGEST * RATE, int)
    samples[-1] = 7
    answer = saved("csv", samples, **own(*[1] * COUNT, spacing=RATE // 2))
    lines = b64decode(answer["file"]).decode().split("# result")[1].split("\n\n")[0].splitlines()[1:]
    assert len(lines) == (LONGEST + (COUNT - 1) // 2) * RATE
    assert Fraction(lines[-1]) == 7
