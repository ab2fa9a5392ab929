"""What a reader can do with a sound, and what it makes of it: every value exact."""

from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv.errors import ConvError
from pyconv.ops import convolve
from pyconv.pictures.controls import OWN, Choice, Integer, Number, Weights
from pyconv.pictures.exact import Rationals, of_fractions, product_dtype
from pyconv.pictures.settings import Controls
from pyconv.pictures.sounding.sounds import RATE, SOUNDS

NAME = "own-sound"
"""By which links and files call it."""

LONGEST = 8
"""Seconds that a sound may have."""

FULL = 2**15
"""Full scale: samples of 16 bits reach from its negative up to one less."""

COUNT = 9
"""Weights of the longest kernel."""

FARTHEST = RATE // 2
"""Samples from one weight to the next at most."""


class Kernel(NamedTuple):
    """A kernel as it is written: weights, and what they are all divided by."""

    weights: tuple[Fraction, ...]
    divisor: Fraction = Fraction(1)

    @property
    def divided(self) -> tuple[Fraction, ...]:
        """The weights, divided."""
        return tuple(weight / self.divisor for weight in self.weights)


class Preset(NamedTuple):
    """A kernel that has a name.

    Attributes:
        made: the kernel of so many weights.
        taps: how many weights it begins with.
        spacing: samples from one of them to the next, at first.
    """

    made: Callable[[int], Kernel]
    taps: int
    spacing: int


def _at(**places: Fraction | int) -> Callable[[int], Kernel]:
    """Return what makes a kernel of weights at its `first`, `middle` and `last` place; they add up."""

    def made(count: int) -> Kernel:
        weights = [Fraction(0)] * count
        for place, weight in places.items():
            weights[{"first": 0, "middle": (count - 1) // 2, "last": count - 1}[place]] += weight
        return Kernel(tuple(weights))

    return made


def _blur(count: int) -> Kernel:
    return Kernel((Fraction(1),) * count, Fraction(count))


def _gaussian(count: int) -> Kernel:
    weights = tuple(Fraction(comb(count - 1, place)) for place in range(count))
    return Kernel(weights, sum(weights, Fraction(0)))


def _room(count: int) -> Kernel:
    return Kernel(tuple(round(Fraction(3, 5) ** place, 2) for place in range(count)))


PRESETS = {
    "identity": Preset(_at(first=1), 1, 1),
    "echo": Preset(_at(first=1, last=Fraction(3, 5)), 2, 4_000),
    "blur": Preset(_blur, 8, 1),
    "gaussian": Preset(_gaussian, 9, 1),
    "edge": Preset(_at(first=1, last=-1), 2, 1),
    "second-difference": Preset(_at(first=1, middle=-2, last=1), 3, 1),
    "room": Preset(_room, 9, 1_100),
}
"""The kernels that have a name, by it."""

FIRST = "echo"


def fields(kernel: Kernel) -> dict[str, str]:
    """Return what the fields of a kernel say.

    >>> fields(Kernel((Fraction(1), Fraction(3, 5))))
    {'sound_weights.0': '1', 'sound_weights.1': '0.6', 'sound_divisor': '1'}
    """
    said = {f"sound_weights.{place}": f"{float(weight):g}" for place, weight in enumerate(kernel.weights)}
    return said | {"sound_divisor": str(kernel.divisor)}


def _laid(preset: Preset) -> tuple[str, ...]:
    weights = list(fields(preset.made(preset.taps)).values())[:-1]
    return (*weights, *["0"] * (COUNT - len(weights)))


class Settings(Controls):
    """What a reader can change; a kernel that has a name replaces what the fields of its weights say.

    The sound is one of the page. It is given besides, for a reader's own has no name.
    """

    sound = Choice(tuple(SOUNDS), "melody")
    sound_kernel = Choice((*PRESETS, OWN), FIRST)
    sound_count = Integer(1, COUNT, (PRESETS[FIRST].taps,))
    sound_weights = Weights((COUNT,), _laid(PRESETS[FIRST]), "sound_kernel", "sound_divisor")
    sound_divisor = Number("1")
    spacing = Integer(1, FARTHEST, (PRESETS[FIRST].spacing,))


class Sounded(NamedTuple):
    """A sound, what the reader chose, and what was made of it.

    Attributes:
        sound: its samples.
        chosen: the settings.
        kernel: its weights.
        result: every sum, up to the last that any sample takes part in.
    """

    sound: NDArray[np.int64]
    chosen: Settings
    kernel: Kernel
    result: Rationals

    @property
    def values(self) -> dict[str, Rationals]:
        """Both sounds by their name."""
        return {"input": Rationals(self.sound), "result": self.result}

    @property
    def gain(self) -> Fraction:
        """What the result is multiplied by to be played: 1, or less if it is louder than full scale."""
        peak = peak_of(self.result)
        return Fraction(1) if peak <= FULL else FULL / peak


def peak_of(values: Rationals) -> Fraction:
    """Return how far the loudest sample is from 0."""
    return Fraction(int(abs(values.numerators).max()), values.denominator)


def prepare(sound: NDArray[np.int64], chosen: Settings) -> Sounded:
    """Return what the settings make of a sound.

        y[n] = sum over j of w[j] · x[n − j·d]

    a convolution, not a cross-correlation: what a weight makes of a sample comes j·d samples later.

    Raises:
        ConvError: the sound has no sample or too many, or the settings make nothing of it.
    """
    if not 0 < sound.size <= LONGEST * RATE:
        raise ConvError("sound-long", count=sound.size, most=LONGEST * RATE)
    kernel = kernel_of(chosen)
    given, weights = Rationals(sound), of_fractions(np.array(kernel.divided, dtype=object))
    dtype = product_dtype(given, weights)
    sums = convolve(
        sound.astype(dtype), weights.numerators.astype(dtype), padding="full", dilation=chosen.spacing
    )
    return Sounded(sound, chosen, kernel, Rationals(sums, weights.denominator))


def kernel_of(chosen: Settings) -> Kernel:
    """Return the kernel that was chosen by its name or by its weights.

    Raises:
        ConvError: a weight is no number, too large or too fine, or the divisor is 0.
    """
    if chosen.sound_kernel != OWN:
        return PRESETS[chosen.sound_kernel].made(chosen.sound_count)
    fields = Settings.sound_weights
    weights = fields.values(chosen.sound_weights, fields.places(chosen.sound_count))
    if not chosen.sound_divisor:
        raise ConvError("divisor-zero", field="sound_divisor")
    return Kernel(weights, chosen.sound_divisor)
