"""A sound under a kernel: what becomes of it, by NumPy and by loops, and what is told of its samples."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures import web
from pyconv.pictures.settings import first_params
from pyconv.pictures.sounding import PRESETS, RATE, SOUNDS, Settings, prepare, sound
from pyconv.pictures.sounding.drawing import HEIGHT, IN_SIGHT, REACH, WIDTH, places, waveform
from pyconv.pictures.sounding.setup import COUNT, FARTHEST, FULL, LONGEST, OWN, Kernel, Sounded, kernel_of

FIRST = first_params(Settings.parameters)
SMALL = np.random.default_rng(5).integers(-20_000, 20_000, 60)


def shown(samples: Any = SMALL, **params: object) -> Sounded:
    return prepare(np.asarray(samples), Settings.read({**FIRST, **params}))


def floats(made: Sounded) -> Any:
    return made.result.numerators.astype(float) / made.result.denominator


def own(*weights: object, divisor: object = 1, spacing: int = 1) -> dict[str, object]:
    """Return the settings of a kernel of one's own."""
    fields = [str(weight) for weight in weights] + ["0"] * (COUNT - len(weights))
    return {
        "sound_kernel": OWN, "sound_count": [len(weights)], "sound_weights": fields,
        "sound_divisor": str(divisor), "spacing": [spacing],
    }  # fmt: skip


def spread(weights: Any, spacing: int) -> Any:
    """Return a kernel with zeros between its weights."""
    wide = np.zeros((len(weights) - 1) * spacing + 1)
    wide[::spacing] = np.asarray(weights, float)
    return wide


def written(samples: Any, kind: str = "<i2") -> str:
    """Return samples as pages send them."""
    return b64encode(np.asarray(samples).astype(kind).tobytes()).decode()


def ask(function: Any, samples: Any = SMALL, language: str = "en", more: Any = None, **params: object) -> Any:
    data = samples if isinstance(samples, str) else written(samples)
    request = {"language": language, "data": data, **(more or {}), "params": {**FIRST, **params}}
    return json.loads(function(json.dumps(request)))


@pytest.mark.parametrize("name", SOUNDS)
def test_the_sounds_of_the_page_are_samples_of_16_bits(name: str) -> None:
    samples = sound(name)
    assert samples.dtype == np.int64
    assert abs(samples).max() < FULL
    assert abs(samples).max() > FULL // 2
    assert RATE < samples.size < 3 * RATE


def test_the_tones_have_their_periods() -> None:
    low, high, both = np.split(sound("tones"), 3)
    place = np.arange(8_000)
    assert np.allclose(low, 10_000 * np.sin(2 * np.pi * 250 / RATE * place), atol=0.51)
    assert np.array_equal(high, np.tile([0, 10_000, 0, -10_000], 2_000))
    assert np.array_equal(both, low + high)


def test_the_strings_have_their_pitches() -> None:
    # Each string repeats after its period and half a sample, and the one before it still sounds.
    periods = (48, 40, 36, 40, 48, 54, 61, 72)
    for number, period in enumerate(periods):
        begin = 4_200 * number + 2_000
        loud = np.abs(np.fft.rfft(sound("melody")[begin : begin + 2_048] * np.hanning(2_048)))
        sounding = (period, periods[max(number - 1, 0)])
        peaks = [RATE / (each + 0.5) * multiple for each in sounding for multiple in range(1, 7)]
        heard = RATE / 2_048 * loud.argmax()
        assert min(abs(heard - peak) for peak in peaks) < 12


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(-FULL, FULL - 1), min_size=1, max_size=50),
    st.lists(st.integers(-99, 99), min_size=1, max_size=COUNT),
    st.integers(1, 70),
)
def test_the_result_is_numpys_full_convolution(samples: list[int], weights: list[int], spacing: int) -> None:
    made = shown(samples, **own(*weights, divisor=7, spacing=spacing))
    wanted = np.convolve(samples, spread(weights, spacing))
    assert np.array_equal(made.result.numerators * (7 // made.result.denominator), np.rint(wanted))
    assert made.result.numerators.size == len(samples) + (len(weights) - 1) * spacing


def test_fine_weights_stay_exact() -> None:
    weights = [f"1/{below}" for below in (97, 89, 83, 79, 73, 71, 67, 61, 59)]
    made = shown([1_000, -7], **own(*weights))
    assert made.result.numerators.dtype == object
    assert made.result.fraction(1) == Fraction(1_000, 89) - Fraction(7, 97)
    assert made.gain == 1


NAMED = {
    "identity": [1, 0, 0, 0, 0],
    "echo": [1, 0, 0, 0, 0.6],
    "blur": [0.2] * 5,
    "gaussian": [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16],
    "edge": [1, 0, 0, 0, -1],
    "second-difference": [1, 0, -2, 0, 1],
    "room": [1, 0.6, 0.36, 0.22, 0.13],
}


@pytest.mark.parametrize("name", PRESETS)
def test_kernels_that_have_a_name(name: str) -> None:
    answer = ask(web.sound, sound_kernel=name, sound_count=[5], spacing=[3])
    assert [weight for _, weight in answer["response"]] == pytest.approx(NAMED[name])
    assert [place for place, _ in answer["response"]] == [0, 3, 6, 9, 12]
    divisor = float(Fraction(answer["take"]["sound_divisor"]))
    fields = [float(answer["take"][f"sound_weights.{place}"]) / divisor for place in range(5)]
    assert fields == pytest.approx(NAMED[name])
    assert answer["does"] == catalogue("en")[f"sounding.does.{name}"]
    # What it begins with is a kernel too, and so is one of a single weight.
    for count in (PRESETS[name].taps, 1, COUNT):
        kernel = kernel_of(Settings.read({**FIRST, "sound_kernel": name, "sound_count": [count]}))
        assert len(kernel.weights) == count
        again = own(*(float(weight) for weight in kernel.weights), divisor=kernel.divisor)
        assert kernel_of(Settings.read({**FIRST, **again})) == kernel


def test_the_first_fields_say_the_first_kernel() -> None:
    first = kernel_of(Settings.read(FIRST))
    assert kernel_of(Settings.read({**FIRST, "sound_kernel": OWN})) == first
    assert first.divided == (1, Fraction(3, 5))


def test_what_is_louder_than_full_scale_is_played_more_quietly() -> None:
    answer = ask(web.sound, [30_000, 30_000], **own(1, 1))
    assert answer["gain"] == FULL / 60_000
    assert answer["loudest"] == 1
    assert "183% of full scale" in answer["result"]["told"]
    assert "at 55% of its strength" in answer["result"]["told"]
    assert answer["input"]["told"] == "0.125 ms, 2 samples. The loudest reaches 92% of full scale."
    fine = ask(web.sound, [30_000], **own("1/100"))["result"]["told"]
    assert fine.endswith("reaches 0.92% of full scale.")
    quiet = ask(web.sound, [0, 0], **own(0))
    assert (quiet["gain"], quiet["length"]) == (1, 2)
    assert quiet["result"]["told"].endswith("reaches 0% of full scale.")


def test_the_kernel_says_how_far_its_weights_lie_apart() -> None:
    titles = [
        ask(web.sound, language=language, **own(*[1] * count, spacing=spacing))["kernel"]["title"]
        for language, count, spacing in (("en", 1, 5), ("en", 2, 1), ("en", 3, 4_000), ("es", 3, 4_000))
    ]
    assert titles == [
        "Kernel: one weight",
        "Kernel: 2 weights, 1 sample apart (≈ 0.06 ms)",
        "Kernel: 3 weights, 4,000 samples apart (250 ms)",
        "Núcleo: 3 pesos, cada 4000 muestras (250 ms)",
    ]


def test_the_stems_say_the_weights() -> None:
    params = own("0.5", -1, 0, "1/7", divisor=1)
    drawing = ask(web.sound, **params)["kernel"]["drawing"]
    assert re.findall(r'pc-sound-value"[^>]*>([^<]*)', drawing) == ["0.5", "−1", "0", "1/7"]
    assert re.findall(r'pc-sound-name"[^>]*>([^<]*)', drawing) == ["w₀", "w₁", "w₂", "w₃"]
    # As high as they are: 0.5 half as far above the axis as 1 is below it.
    ends = [float(end) for end in re.findall(r'cy="([^"]*)"', drawing)]
    assert (ends[2] - ends[0]) * 2 == pytest.approx(ends[1] - ends[2])
    long = ask(web.sound, **own("0.01", divisor="9973"))["kernel"]["drawing"]
    assert re.findall(r'pc-sound-value"[^>]*>([^<]*)', long) == ["1.0·10⁻⁶"]


def heights(drawing: str) -> tuple[Any, Any]:
    """Return how high and how low each upright line of a waveform goes, to the scale of what is drawn."""
    path = re.search(r'pc-sound-wave" d="M([^"]*)Z', drawing)
    assert path
    points = np.array([point.split() for point in path[1].split("L")], int)
    half = len(points) // 2
    tops, bottoms = points[:half, 1], points[half:, 1][::-1]
    assert np.array_equal(points[:half, 0], points[half:, 0][::-1])
    return (HEIGHT / 2 - tops) / REACH, (HEIGHT / 2 - bottoms) / REACH


def test_the_waveform_goes_from_the_lowest_to_the_highest_of_each_line() -> None:
    samples = np.random.default_rng(2).integers(-FULL, FULL, 4_000)
    made = shown(samples, **own(1))
    tops, bottoms = heights(waveform(made, "input"))
    lines = samples.reshape(WIDTH, 5)
    assert np.allclose(tops, lines.max(1) / FULL, atol=0.006)
    assert np.allclose(bottoms, lines.min(1) / FULL, atol=0.006)
    # As long as the result, which is louder than full scale.
    made = shown(samples[:8], **own(1, 1, 1, spacing=4))
    tops, _ = heights(waveform(made, "input"))
    result = sum(np.pad(samples[:8], (late, 8 - late)) for late in (0, 4, 8))
    scale = max(FULL, abs(result).max())
    assert np.allclose(tops, [*samples[:8] / scale, *[0] * 8], atol=0.006)
    assert np.allclose(heights(waveform(made, "result"))[0], result / scale, atol=0.006)
    assert ("pc-sound-full" in waveform(made, "result")) == (scale > FULL)
    assert "pc-sound-end" in waveform(made, "result")


def test_a_close_up_shows_every_sample_that_is_met() -> None:
    for count, spacing in ((1, 1), (9, 1), (2, 30), (5, 8), (3, 4_000), (9, FARTHEST)):
        runs = places(70_000, Kernel((Fraction(1),) * count), spacing)
        samples = [one for run in runs for one in range(run.first, run.stop)]
        assert samples == sorted(set(samples))
        assert {70_000 - spacing * place for place in range(count)} <= set(samples)
        assert count == 9 or len(samples) <= IN_SIGHT
        assert len(samples) >= 30


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spacing", [1, 7, 50])
def test_the_words_of_a_sample_are_its_sum(language: str, spacing: int) -> None:
    weights = [1, -0.5, 2]
    wanted = np.convolve(SMALL, spread(weights, spacing)) / 3
    for sample in (0, 30, len(wanted) - 1):
        params = own(*weights, divisor=3, spacing=spacing)
        told = ask(web.sample, language=language, more={"key": f"out:{sample}"}, **params)
        title, work = told["spoken"].split(": ")
        assert str(sample) in title
        sums, _, said = work.replace("−", "-").replace(",", ".").partition(" = ")
        numbers = [float(Fraction(number)) for number in re.findall(r"-?\d+(?:\.\d+)?(?:/\d+)?", said)]
        assert numbers == pytest.approx([wanted[sample]] * len(numbers), abs=0.006)
        assert eval(sums.replace("×", "*")) == pytest.approx(wanted[sample])
        assert told["words"].count("pc-hue-") == 3
        # Side by side, their names would run into each other.
        assert told["drawing"].count('pc-sound-name"') == (1 if spacing == 1 else 3)
        assert told["drawing"].count("pc-sound-chosen") == 1
        # The sound has ended, or has not begun: those samples are 0.
        assert sums.count("× 0") == sum(not 0 <= sample - spacing * j < len(SMALL) for j in range(3))


def test_a_whole_sum_is_written_without_a_divisor() -> None:
    told = ask(web.sample, [4, -6], more={"key": "out:1"}, **own(2, 1))
    assert told["spoken"] == "Result, sample 1 (≈ 0.06 ms): 2 × (−6) + 1 × 4 = −8"
    told = ask(web.sample, [0] * 20_000, more={"key": "out:16000"}, **own(0))
    assert (told["time"], "NaN" in told["drawing"]) == ("1 s", False)


def test_how_far_a_browser_is_from_it() -> None:
    params = own(0.5, 0.25, spacing=2)
    right = np.convolve(SMALL, spread([0.5, 0.25], 2)) / FULL
    off = right.copy()
    off[7] += 3e-5
    loud = right.copy()
    loud[61] -= 0.25
    for played, said in (
        (right, "They agree: of the 62 samples"),
        (off, "than 3.0·10⁻⁵ of full scale (sample 7)"),
        (loud, "They do not: of the 62 samples"),
        (loud, "one is 0.25 of full scale away from that of pyconv (sample 61)"),
    ):
        assert said in ask(web.heard, more={"played": written(played, "<f4")}, **params)["words"]
    for bad in (right[1:], np.full(62, np.nan), np.full(62, np.inf)):
        refused = ask(web.heard, more={"played": written(bad, "<f4")}, **params)
        assert "has not arrived whole" in refused["refused"]["message"]
    for text in ("?", "AAAA", "AAA"):
        assert "refused" in ask(web.heard, more={"played": text}, **params)


@pytest.mark.parametrize(
    ("samples", "params", "message", "field"),
    [
        ("?", {}, "not arrived whole", None),
        ("AAAA", {}, "not arrived whole", None),
        ("", {}, "has 0 samples", None),
        ([0] * (LONGEST * RATE + 1), {}, "has 128001 samples", None),
        (SMALL, own("a"), "“a” is not a number", "sound_weights.0"),
        (SMALL, own(1, 100), "too large", "sound_weights.1"),
        (SMALL, own(1, divisor=0), "divided by 0", "sound_divisor"),
        (SMALL, {"spacing": [FARTHEST + 1]}, "between 1 and 8000", "spacing.0"),
        (SMALL, {"sound_count": [10]}, "between 1 and 9", "sound_count.0"),
        (SMALL, {"sound_weights": ["1"]}, "must be 9 numbers", "sound_weights"),
    ],
)
def test_what_makes_no_sense_is_refused(samples: Any, params: Any, message: str, field: str | None) -> None:
    refused = ask(web.sound, samples, **params)["refused"]
    assert message in refused["message"]
    assert refused["field"] == field


@pytest.mark.parametrize("key", ["out:64", "out:-1", "in:0", "out", ""])
def test_there_is_no_such_sample(key: str) -> None:
    refused = ask(web.sample, more={"key": key}, **own(1, 1, spacing=4))["refused"]
    assert "There is no cell" in refused["message"]


def test_a_sound_as_long_as_may_be_is_asked_for() -> None:
    answer = ask(web.sound, np.full(LONGEST * RATE, -FULL), **own(*[1] * COUNT, spacing=FARTHEST))
    assert answer["length"] == LONGEST * RATE + (COUNT - 1) * FARTHEST
    assert max(len(answer[name]["drawing"]) for name in ("input", "result")) < 20_000
    played = {"played": written(np.zeros(answer["length"]), "<f4")}
    params = own(*[1] * COUNT, spacing=FARTHEST)
    assert "192,000 samples" in ask(web.heard, np.full(LONGEST * RATE, -FULL), more=played, **params)["words"]


def test_weights_have_ends() -> None:
    for end in Settings.sound_weights.ends():
        read = Settings.read({**FIRST, "sound_kernel": OWN, "sound_count": [9], "sound_weights": end})
        assert len(kernel_of(read).weights) == COUNT
    with pytest.raises(ConvError, match="must be 9 numbers"):
        Settings.sound_weights.read("1" * COUNT)
