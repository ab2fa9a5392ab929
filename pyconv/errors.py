"""The one expected error of the package."""

from collections.abc import Mapping, Sequence
from math import log10
from typing import Self

from pyconv.messages import catalogue, form, say

LONGEST = 120
"""Characters of a value that a sentence shows."""

MOST_DIGITS = 40
"""Digits of a whole number that a sentence writes out."""

MOST_CHOICES = 6
"""Names that a sentence lists; of more it lists the nearest."""

NEAREST = 3
"""How many are the nearest."""


def shown(value: object) -> str:
    """Return a value as a sentence shows it, on one line of bearable length.

    Python itself refuses to write out whole numbers of thousands of digits.

    >>> shown(-2), shown(10**5000)
    ('-2', '≈10^5000')
    """
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        return f"{'-' if value < 0 else ''}≈10^{round((abs(value).bit_length() - 1) * log10(2))}"
    try:
        text = " ".join(str(value).split(chr(10)))
    except ValueError:  # there is such a number in it
        text = type(value).__name__
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


class ConvError(ValueError):
    """The arguments define no convolution; fit to be shown to whoever chose them.

    It holds the name of the reason and the numbers that go with it, so that the same
    error can be told in any language of the site. `str(error)` is the English text.

    Attributes:
        reason: key of the message under `errors.` in the word files.
        numbers: the values that the message names; `axis` is the number of an axis, `choices`
            the names that `value` could have been, `line` that of the text which is to blame,
            `skipped` those before it that were not understood, and `blamed` the layer of a network or a
            stack, from 1; 0 is one that is new.
        field: name of the parameter to blame, where one can be named.

    >>> print(ConvError("below-minimum", name="stride", value=0, minimum=1))
    stride must be at least 1, but it is 0
    """

    def __init__(self, reason: str, *, field: str | None = None, **numbers: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.numbers = numbers

    def without_axis(self) -> Self:
        """Return the same error for where there is a single axis, or the same numbers along every one."""
        return type(self)(self.reason, field=self.field, **self.numbers | {"axis": None})

    def message(self, language: str = "en", *, axes: Mapping[int, str] | None = None) -> str:
        """Return the sentence for a reader; `axes` gives words for the axis numbers."""
        words = catalogue(language)
        numbers: dict[str, object] = {name: shown(value) for name, value in self.numbers.items()}
        if "choices" in numbers:
            numbers["choices"] = self._choices(language)
        axis = self.numbers.get("axis")
        if isinstance(axis, int):
            named = (axes or {}).get(axis)
            numbers["axis"] = named or say(language, "errors.axis", number=axis)
        elif "axis" in numbers:
            numbers["axis"] = say(language, "errors.any-axis")
        name = numbers.get("name")
        if isinstance(name, str):
            numbers["name"] = words.get(f"parameters.{name}", name)
        reason = form(words, f"errors.{self.reason}", self.numbers.get("count"))
        message = say(language, reason, **numbers)
        if "skipped" in numbers:
            lines = str(numbers["skipped"])
            count = len(lines.split(","))
            message = say(language, "errors.after-skipped", count=count, message=message, lines=lines)
        if "line" in numbers:
            return say(language, "errors.at-line", line=numbers["line"], message=message)
        if "blamed" in numbers:
            return say(language, "errors.at-layer", count=self.numbers["blamed"], message=message)
        return message

    def sentence(self, language: str, *, axes: Mapping[int, str] | None = None) -> str:
        """Return `message` as a sentence of its own."""
        message = self.message(language, axes=axes)
        return f"{message[:1].upper()}{message[1:]}."

    def _choices(self, language: str) -> str:
        """Return what could have been chosen: all of it, or if it is much what is nearest by its name."""
        choices = self.numbers["choices"]
        if isinstance(choices, str) or not isinstance(choices, Sequence):
            return str(choices)
        if len(choices) <= MOST_CHOICES:
            return ", ".join(choices)
        from difflib import get_close_matches  # noqa: PLC0415 - few need it, and start-up would pay

        near = get_close_matches(shown(self.numbers.get("value")), choices, n=NEAREST, cutoff=0)
        return say(language, "errors.nearest", near=", ".join(near), count=len(choices))

    def __str__(self) -> str:
        return self.message()
