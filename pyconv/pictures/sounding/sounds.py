"""The sounds that everybody can begin with: made by rules in whole numbers, and so nobody's recording."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
"""Samples of a second."""

LOUD = 26_000
"""How far the loudest sample is from 0."""

Sound = NDArray[np.int64]


def melody() -> Sound:
    """Return eight plucked strings, one after the other.

    A string begins as noise, one period long; from then on each sample is the average of two that are a
    period old, which takes the high tones first.

    Source: K. Karplus and A. Strong, Digital Synthesis of Plucked-String and Drum Timbres (1983).
    """
    periods, apart = (48, 40, 36, 40, 48, 54, 61, 72), 4_200
    drawn = np.zeros(apart * len(periods) + 6_400, np.int64)
    noise = _noise(1)
    for number, period in enumerate(periods):
        string = list(islice(noise, period + 1))
        # What is the same everywhere never dies away.
        string = [sample - sum(string) // len(string) for sample in string]
        while len(string) < 2 * apart:
            both = string[-period] + string[-period - 1]
            # Towards 0: rounding down, the string would drift away from it.
            string.append((both + (both < 0)) // 2)
        begin = number * apart
        drawn[begin : begin + len(string)] += _ended(string)
    return _loud(drawn)


def clicks() -> Sound:
    """Return three impulses: single samples, far apart."""
    drawn = np.zeros(19_200, np.int64)
    drawn[[1_600, 8_000, 14_400]] = LOUD, LOUD // 2, -LOUD
    return drawn


def claps() -> Sound:
    """Return five bursts of noise that die away."""
    drawn = np.zeros(25_600, np.int64)
    noise = _noise(2)
    for begin in (800, 6_800, 12_800, 15_800, 18_800):
        strength = 1 << 20
        for place in range(begin, begin + 4_000):
            drawn[place] += next(noise) * strength >> 20
            strength = strength * 1_021 // 1_024
    return _loud(drawn)


RESONANCES = ((30_864, 15_691), (28_402, 15_630), (16_559, 15_326))
"""Of a throat with resonances at 700, 1220 and 2600 Hz: what the last two samples count for, times 2¹⁴."""


def vowel() -> Sound:
    """Return a voice that says "ah": pulses, ever further apart, through the resonances of a throat."""
    length = 22_400
    drawn = [0] * length
    place = 0
    while place < length:
        drawn[place] = 8 * min(place, length - place, 2_000)
        place += 118 + place // 1_000
    for last_counts, other_counts in RESONANCES:
        last = other = 0
        for place, pulse in enumerate(drawn):
            last, other = pulse + (last_counts * last - other_counts * other >> 14), last
            drawn[place] = last
    return _loud(drawn)


QUARTER = (0, 980, 1951, 2903, 3827, 4714, 5556, 6344, 7071, 7730, 8315, 8819, 9239, 9569, 9808, 9952, 10_000)
"""A quarter of a sine wave of 64 samples."""

LOW, HIGH = 64, 4
"""Samples of a period of the two tones: 250 Hz and 4000 Hz."""


def tones() -> Sound:
    """Return a low tone, a high one, and both at once, each for half a second."""
    half = [*QUARTER, *QUARTER[-2:0:-1]]
    low = np.array(half + [-sample for sample in half])
    high = low[:: LOW // HIGH]
    lows, highs = (np.tile(wave, RATE // 2 // len(wave)) for wave in (low, high))
    return np.concatenate([lows, highs, lows + highs])


SOUNDS: dict[str, Callable[[], Sound]] = {
    "melody": melody,
    "clicks": clicks,
    "claps": claps,
    "vowel": vowel,
    "tones": tones,
}


@cache
def sound(name: str) -> Sound:
    """Return a sound by its name, in samples of 16 bits.

    >>> sound("clicks").nonzero()[0].tolist(), sound("tones")[:3].tolist()
    ([1600, 8000, 14400], [0, 980, 1951])
    """
    made = SOUNDS[name]()
    made.flags.writeable = False
    return made


def _noise(seed: int) -> Iterator[int]:
    """Yield numbers from −2¹⁴ up to 2¹⁴ that sound like chance: those of the C standard's example."""
    while True:
        seed = (1_103_515_245 * seed + 12_345) % 2**31
        yield (seed >> 16) - 2**14


def _ended(samples: Sequence[int]) -> Sound:
    """Return samples of which the last eighth of a second fades away, so that nothing clicks."""
    left = np.arange(len(samples), 0, -1)
    return np.asarray(samples, np.int64) * np.minimum(left, RATE // 8) // (RATE // 8)


def _loud(samples: Sequence[int] | Sound) -> Sound:
    drawn: Sound = np.asarray(samples, np.int64)
    return drawn * LOUD // int(abs(drawn).max())
