"""What the page "Hear it" claims, computed once more."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest

from pyconv import ConvSpec
from pyconv.messages import LANGUAGES
from pyconv.pictures import links
from pyconv.pictures.settings import first_params
from pyconv.pictures.sounding import PRESETS, RATE, Settings, prepare, sound
from pyconv.pictures.sounding.setup import FULL, LONGEST, Sounded
from tests.site.claims import DOCS, claimed

PAGE = "sound.md"


def weights(name: str) -> np.ndarray:
    preset = PRESETS[name]
    return np.array([float(weight) for weight in preset.made(preset.taps).divided])


def left(name: str, frequency: float, spacing: int = 1) -> float:
    """Return the part of a tone that a kernel leaves of it, by its frequency response."""
    places = spacing * np.arange(len(weights(name)))
    return abs(np.exp(-2j * np.pi * frequency / RATE * places) @ weights(name))


def test_samples() -> None:
    assert (RATE, FULL, LONGEST) == (16_000, 32_768, 8)
    claimed(PAGE, "16 000 *muestras* por segundo, cada una un entero de −32 768 a 32 767", "16,000 *samples* for each second, each a whole number from −32,768 to 32,767")
    claimed(PAGE, "se toman los 8 primeros segundos", "the first 8 seconds are taken")
    claimed(PAGE, "a lo más lejos del 0, 32 768,", "the furthest from 0, 32,768,")


@pytest.mark.parametrize(
    ("spacing", "milliseconds", "spanish", "english"),
    [
        (1, 0.0625, "| 1 | 0,0625 ms |", "| 1 | 0.0625 ms |"),
        (100, 6.25, "| 100 | 6,25 ms |", "| 100 | 6.25 ms |"),
        (4_000, 250, "| 4000 | 250 ms |", "| 4,000 | 250 ms |"),
    ],
)
def test_the_table_of_spacings(spacing: int, milliseconds: float, spanish: str, english: str) -> None:
    assert 1000 * spacing / RATE == milliseconds
    claimed(PAGE, spanish, english)


def test_an_echo_of_one_sample() -> None:
    assert weights("echo").tolist() == [1, 0.6]
    assert (left("echo", 0), left("echo", RATE / 2)) == (pytest.approx(1.6), pytest.approx(0.4))
    claimed(PAGE, "con 1,6 veces los tonos más graves y 0,4 veces los de 8000 Hz", "with 1.6 times the lowest tones and 0.4 times those of 8,000 Hz")
    assert (RATE * 30 // 1000, RATE * 50 // 1000) == (480, 800)
    claimed(PAGE, "30 a 50 ms (de 500 a 800 muestras)", "30 to 50 ms (about 500 to 800 samples)")


def test_clicks_of_either_sign() -> None:
    clicks = sound("clicks")
    assert np.sign(clicks[clicks.nonzero()]).tolist() == [1, 1, -1]
    claimed(PAGE, "el tercero es negativo y le cambia el signo", "the third click is negative and turns it upside down")


def test_eight_weights_near_and_far() -> None:
    assert weights("blur").tolist() == [1 / 8] * 8
    claimed(PAGE, "ocho pesos de 1, divididos por 8", "eight weights of 1, divided by 8")
    assert 1000 * 7 / RATE < 0.5
    claimed(PAGE, "las ocho caben en medio milisegundo", "the eight fall within half a millisecond")
    # Those tones pass whole, and none that lies between them is as strong.
    assert RATE / 100 == 160
    for multiple in (1, 2, 3, 10):
        assert left("blur", 160 * multiple, 100) == pytest.approx(1)
        assert max(left("blur", 160 * (multiple + part), 100) for part in (0.125, 0.25, 0.5, 0.75)) < 0.5
    claimed(PAGE, "un zumbido de 160 Hz y sus múltiplos", "a hum of 160 Hz and its multiples")


KERNELS = {
    "identity": (1, "| identidad | 1 | todo | todo |", "| identity | 1 | all | all |"),
    "blur": (1, "| desenfoque, 8 pesos | 1 | 97 % | nada |", "| blur, 8 weights | 1 | 97% | nothing |"),
    "gaussian": (1, "| gaussiano, 9 pesos | 1 | 99 % | 6 % |", "| Gaussian, 9 weights | 1 | 99% | 6% |"),
    "edge": (0, "| borde | 0 | 10 % | 141 % |", "| edge | 0 | 10% | 141% |"),
    "second-difference": (0, "| segunda diferencia | 0 | 1 % | 200 % |", "| second difference | 0 | 1% | 200% |"),
}
PERCENT = {"identity": (100, 100), "blur": (97, 0), "gaussian": (99, 6), "edge": (10, 141), "second-difference": (1, 200)}


@pytest.mark.parametrize("name", KERNELS)
def test_the_table_of_tones(name: str) -> None:
    total, spanish, english = KERNELS[name]
    assert weights(name).sum() == total
    low, high = PERCENT[name]
    assert (round(100 * left(name, 250)), round(100 * left(name, 4_000))) == (low, high)
    claimed(PAGE, spanish, english)
    # The same of the tones themselves, once the kernel has met nothing but them.
    given = np.split(sound("tones"), 3)[:2]
    made = [np.convolve(tone, weights(name), "valid")[:6_400] for tone in given]
    parts = [np.sqrt((after**2).mean() / (tone[:6_400] ** 2).mean()) for after, tone in zip(made, given, strict=True)]
    assert [round(100 * part) for part in parts] == [low, high]


def test_periods() -> None:
    low, high, _ = np.split(sound("tones"), 3)
    assert np.array_equal(low[64:], low[:-64])
    assert np.array_equal(high[4:], high[:-4])
    claimed(PAGE, "Un período del grave dura 64 muestras; uno del agudo, 4", "One period of the low one takes 64 samples, one of the high one 4")
    taken = [frequency for frequency in range(0, RATE // 2 + 1, 250) if left("blur", frequency) < 1e-9]
    assert taken == [2_000, 4_000, 6_000, 8_000]
    claimed(PAGE, "2000, 4000, 6000 y 8000 Hz", "2,000, 4,000, 6,000 and 8,000 Hz")
    assert left("edge", 4_000, 4) == pytest.approx(0)
    assert left("edge", 4_000, 8) == pytest.approx(0)
    assert left("edge", 4_000, 2) == pytest.approx(2)
    claimed(PAGE, "A 2 muestras, medio período, le quita su opuesta, y el tono suena el doble de fuerte", "With 2 samples, half a period, it takes away its opposite, and the tone gets twice as strong")


def test_a_click_leaves_the_kernel() -> None:
    room = {**first_params(Settings.parameters), "sound_kernel": "room", "sound_count": [9], "spacing": [10]}
    made = prepare(sound("clicks"), Settings.read(room)).result
    around = made.numerators[1_600 : 1_600 + 81 : 10] / made.denominator
    assert np.allclose(around, 26_000 * weights("room"))
    claimed(PAGE, "lo que sale a partir de ella es el propio núcleo, en el orden en que se escribe", "what comes out from there on is the kernel itself, in the order in which it is written")


def test_the_length_of_the_result() -> None:
    assert ConvSpec(40_000, 9, dilation=1_100, padding="full").output_size == (48_800,)
    claimed(PAGE, "40 000 + 8 · 1100 = 48 800", "40,000 + 8 · 1,100 = 48,800")


def test_two_echoes_in_a_row() -> None:
    assert np.allclose(np.convolve([1, 0.6], [1, 0.6]), [1, 1.2, 0.36])
    claimed(PAGE, r"$(1;\ 0{,}6) * (1;\ 0{,}6) = (1;\ 1{,}2;\ 0{,}36)$", "$(1, 0.6) * (1, 0.6) = (1, 1.2, 0.36)$")


LINKS = re.compile(r'href="#own-sound\?(?P<said>[^"]+)"')
WRITTEN = re.compile(r"`#own-sound\?(?P<said>[^`]+)`")


def by(said: str) -> Sounded:
    """Return what a link to the figure makes of the sound that it names."""
    linked = links.read(unescape(said), Settings.parameters)
    assert not linked.left, said
    params = linked.params
    if params["sound_weights"] != Settings.sound_weights.first():
        # As on the page: whoever says weights wants a kernel of these.
        params["sound_kernel"] = "own"
    return prepare(sound(params["sound"]), Settings.read(params))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_be_tried_makes_what_the_answers_say(language: str) -> None:
    text = (DOCS / language / PAGE).read_text("utf-8")
    near, nearest, hum, blur, two, four, twice = map(by, LINKS.findall(text))
    # Half a second of each tone, both together in the last; where they begin, the sums are not full.
    highs = slice(8_100, 15_900)
    assert peak(blur, highs) == 0
    assert peak(two, highs) == 2 * abs(sound("tones")[highs]).max()
    assert peak(four, highs) == 0
    melody = sound("melody")
    for made, apart in ((near, 400), (nearest, 1)):
        assert np.allclose(floats(made), np.convolve(melody, [1, *[0] * (apart - 1), 0.6]))
    assert np.allclose(floats(hum)[700:30_000], sum(melody[700 - 100 * j : 30_000 - 100 * j] for j in range(8)) / 8)
    echo = np.array([1, *[0] * 3_999, 0.6])
    assert np.allclose(floats(twice), np.convolve(np.convolve(melody, echo), echo))
    [by_hand] = WRITTEN.findall(text)
    made, click = floats(by(by_hand)), sound("clicks")[1_600]
    assert made[[1_600, 3_600, 5_600]].tolist() == [click, -click / 2, click / 4]


def floats(made: Sounded) -> np.ndarray:
    return made.result.numerators / made.result.denominator


def peak(made: Sounded, where: slice) -> float:
    return abs(floats(made)[where]).max()
