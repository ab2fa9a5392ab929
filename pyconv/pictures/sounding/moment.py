"""One sample of the result: what the weights meet, drawn, and the sum that it is, written out."""

from fractions import Fraction
from typing import NamedTuple

from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.exact import exactly, grouped, rounded, show, written
from pyconv.pictures.model import HUES
from pyconv.pictures.sounding.drawing import close_up
from pyconv.pictures.sounding.setup import Sounded
from pyconv.pictures.sounding.sounds import RATE
from pyconv.pictures.words import Said, factor, joined, named


class Moment(NamedTuple):
    """What is told of a sample: its key, its time, a drawing, and words as HTML and in plain text."""

    key: str
    time: str
    drawing: str
    words: str
    spoken: str


def moment(shown: Sounded, key: str, language: str) -> Moment:
    """Return what is told of a sample of the result, called by its number: `out:8192`.

    Raises:
        ConvError: there is no such sample.
    """
    (sample,) = keys.read(key, {"out": (shown.result.numerators.size,)}).numbers
    rows = [say(language, f"sounding.rows.{name}") for name in ("input", "kernel", "result")]
    time = seconds(sample, language)
    number = grouped(sample, language)
    said = joined(
        [
            named(say(language, "sounding.sample", number=number, time=time)),
            ": ",
            _sum(shown, sample, language),
        ]
    )
    drawing = close_up(shown, sample, rows)
    return Moment(key, time, drawing, said.html, said.spoken)


def _sum(shown: Sounded, sample: int, language: str) -> Said:
    products = []
    for place, weight in enumerate(shown.kernel.weights):
        met = sample - place * shown.chosen.spacing
        value = int(shown.sound[met]) if 0 <= met < shown.sound.size else 0
        tap, sound = (factor(exactly(Fraction(each), language)) for each in (weight, value))
        products.append(_hued(f"{tap} × {sound}", place))
    total = joined(products, " + ")
    divisor = shown.kernel.divisor
    if divisor != 1:
        total = joined(["(", total, f") / {factor(exactly(divisor, language))}"])
    return joined([total, f" = {written(shown.result.fraction(sample), language)}"])


def _hued(text: str, tap: int) -> Said:
    return Said(f'<span class="pc-term pc-hue-{tap % HUES}">{text}</span>', text)


def seconds(samples: int, language: str) -> str:
    r"""Return how long so many samples last, in words.

    >>> seconds(40_000, "en"), seconds(3, "en")
    ('2.5\xa0s', '≈ 0.19\xa0ms')
    """
    lasts = Fraction(samples, RATE)
    if lasts >= 1:
        return say(language, "sounding.seconds", count=show(*round(lasts, 3).as_integer_ratio(), language))
    return say(language, "sounding.milliseconds", count=rounded(1000 * lasts, language))
