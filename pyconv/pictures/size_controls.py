"""Controls for sizes of any magnitude, typed as people write them: `224`, `224 × 112`, `(1, 2)`.

One number stands for every axis, or there is one for each; how many axes there are is for the view to
say. `site_assets/js/elements/sizes.js` reads the same texts before Python is there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self, TypeVar

from pyconv.errors import ConvError
from pyconv.pictures.controls import Control

LARGEST = 10**15
"""The largest magnitude: products of some of them are still worked out at once."""

SHOWN = 24
"""Characters of a text that a refusal repeats."""

_NUMBER = re.compile(r"-?[0-9]+")
_APART = re.compile(r"[\s×xX*,;]+")
_ENCLOSED = re.compile(r"[(\[](.*)[)\]]", re.DOTALL)
_NESTED = re.compile(r"[(\[]\s*([(\[].*[)\]])[\s,;]*[)\]]", re.DOTALL)
_ITEM = re.compile(r"[(\[][^()\[\]]*[)\]]|[^()\[\]×xX*,;]+")
_LEFT = re.compile(r"[\s×xX*,;]*")

Value = TypeVar("Value")


@dataclass(frozen=True)
class Typed(Control[Value]):
    """Whole numbers in one field of text.

    Attributes:
        default: the first text.
        low: the least number.
        axes: the most numbers, or pairs of them.
    """

    template: ClassVar[str] = "text"
    default: str
    low: int = 1
    axes: int = 3

    def ends(self) -> tuple[str, str]:
        """Return the least number and a large one, as texts."""
        return str(self.low), str(10**12)

    def starting(self, raw: object) -> Self:
        """Return the control with another first text; a block may give numbers and lists."""
        self.read(raw)
        return replace(self, default=written(raw))

    def _number(self, part: str) -> int:
        limits = {"low": self.low, "high": LARGEST}
        if not _NUMBER.fullmatch(part):
            shown = part[:SHOWN]
            raise ConvError("not-integer", field=self.name, name=self.name, value=shown)
        # Python reads no number of thousands of digits.
        number = int(part) if len(part) <= len(str(LARGEST)) + 1 else LARGEST + 1
        if not self.low <= number <= LARGEST:
            raise ConvError("out-of-range", field=self.name, name=self.name, value=part[:SHOWN], **limits)
        return number

    def _counted(self, items: Sequence[Any], text: str) -> Sequence[Any]:
        if not text.strip():
            raise ConvError("missing-number", field=self.name, name=self.name, low=self.low, high=LARGEST)
        if not 1 <= len(items) <= self.axes:
            raise ConvError(
                "axes-disagree", field=self.name, name=self.name, count=len(items), axes=self.axes
            )
        return items


@dataclass(frozen=True)
class Sizes(Typed[tuple[int, ...]]):
    """One whole number for all axes, or one for each.

    Attributes:
        optional: whether the field may be left empty; it is read as no numbers then.
    """

    optional: bool = False

    def read(self, raw: object) -> tuple[int, ...]:
        """Return the numbers typed.

        Raises:
            ConvError: none, too many, or something that is no whole number within the limits.
        """
        text = plain(raw)
        if self.optional and not text:
            return ()
        enclosed = _ENCLOSED.fullmatch(text)
        parts = [part for part in _APART.split(enclosed[1] if enclosed else text) if part]
        return tuple(map(self._number, self._counted(parts, text)))

    def ends(self) -> tuple[str, str]:
        """Return the least number, or nothing where that will do, and a large one."""
        least, large = super().ends()
        return "" if self.optional else least, large


@dataclass(frozen=True)
class Sides(Typed[tuple[tuple[int, ...], ...]]):
    """Cells per side: one whole number for both sides, or a pair before and after, for all axes or each.

    `1 2` and `(1, 2)` are pairs, `1, 2` and `1 × 2` are two axes.
    """

    low: int = -LARGEST

    def read(self, raw: object) -> tuple[tuple[int, ...], ...]:
        """Return one number or two for each axis that was typed.

        Raises:
            ConvError: as of `Sizes`, or more than two numbers for one axis.
        """
        text = plain(raw)
        nested = _NESTED.fullmatch(text)
        inside = nested[1] if nested else text
        if not _LEFT.fullmatch(_ITEM.sub("", inside)):
            shown = text[:SHOWN]
            raise ConvError("not-integer", field=self.name, name=self.name, value=shown)
        items = [item.strip() for item in _ITEM.findall(inside) if item.strip()]
        return tuple(self._sides(item, axis) for axis, item in enumerate(self._counted(items, text)))

    def _sides(self, item: str, axis: int) -> tuple[int, ...]:
        enclosed = _ENCLOSED.fullmatch(item)
        parts = [part for part in _APART.split(enclosed[1] if enclosed else item) if part]
        if len(parts) not in {1, 2}:
            raise ConvError("not-a-pair", field=self.name, axis=axis, count=len(parts))
        return tuple(map(self._number, parts))

    def ends(self) -> tuple[str, str]:
        """Return a crop and much padding."""
        return "-1", str(10**12)


def plain(raw: object) -> str:
    """Return what was typed, with one sign of minus and no space around it."""
    return written(raw).replace("\N{MINUS SIGN}", "-").strip()


def written(raw: object) -> str:
    """Return the text of what a block gives: a number, or a list of numbers and of pairs.

    >>> written([[1, 2], 0])
    '(1, 2) × 0'
    """
    if not isinstance(raw, list | tuple):
        return str(raw)
    items = [
        f"({', '.join(map(str, item))})" if isinstance(item, list | tuple) else str(item) for item in raw
    ]
    return " × ".join(items)


__all__ = ["LARGEST", "Sides", "Sizes"]
