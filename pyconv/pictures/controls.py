"""The kinds of controls: each knows its range, its first value and the template that draws it.

Their words are in the word files under their names. What is read may be text that somebody typed, so
everything is checked here, and the error names the field to blame: `stride.1` is the second number of
`stride`.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

from pyconv.errors import ConvError
from pyconv.pictures.exact import parse, whole
from pyconv.pictures.keys import unknown

_CELL = re.compile(r"(?P<grid>[a-z]+):(?P<row>[0-9]{1,4}),(?P<column>[0-9]{1,4})")

Value = TypeVar("Value")
Option = TypeVar("Option", bound=str)
Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Condition:
    """A control is offered only while another one has one of these values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Control(ABC, Generic[Value]):
    """One thing that a reader can change.

    Attributes:
        template: what draws it in a page; nothing does if it is empty.
        default: its first value, as it is read.
        name: the attribute of the settings that holds it, which is its name in requests and word files.
        when: when it is offered, if not always.
    """

    template: ClassVar[str]
    name: str = field(default="", kw_only=True)
    when: Condition | None = field(default=None, kw_only=True)

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)

    @overload
    def __get__(self, settings: None, owner: type) -> Self: ...
    @overload
    def __get__(self, settings: object, owner: type) -> Value: ...
    def __get__(self, settings: object, owner: type) -> Self | Value:
        """Return the control itself: settings that were read hold its value under the same name."""
        return self

    @abstractmethod
    def read(self, raw: object) -> Value:
        """Return the value chosen.

        Raises:
            ConvError: it is none that the control allows.
        """

    def first(self) -> Any:
        """Return the first value as a request has it."""
        return self.default  # type: ignore[attr-defined]

    @abstractmethod
    def ends(self) -> tuple[Any, ...]:
        """Return values at the ends of the range, as a request has them."""

    def starting(self, raw: object) -> Self:
        """Return the control with another first value."""
        value = self.read(raw)
        return replace(self, default=value)  # type: ignore[call-arg]


@dataclass(frozen=True)
class Ranged(Control[Value]):
    """Whole numbers within one range, one for each part, such as height and width.

    Attributes:
        parts: keys of the words for the single numbers; one part needs none.
        together: key of the words for all parts at once, if they can be set together.
    """

    low: int
    high: int
    default: tuple[int, ...]
    parts: tuple[str, ...] = ("",)
    together: str = ""

    @property
    def template(self) -> str:  # type: ignore[override]
        """The name of the template: numbers that can be set together have one of their own."""
        return "numbers" if self.together else "number"

    def numbers(self, raw: object) -> tuple[int, ...]:
        """Return the numbers chosen; one number counts for every part.

        Fewer numbers than parts are spread evenly: 2 of 4 count for two parts each.
        """
        entries = list(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw]
        spread = self.laid(entries)
        if spread is None:
            raise ConvError(
                "axes-disagree",
                field=self.name,
                name=self.name,
                count=len(entries),
                axes=len(self.parts),
            )
        return tuple(self._number(entry, place) for place, entry in enumerate(spread))

    def laid(self, entries: Sequence[Entry]) -> list[Entry] | None:
        """Return as many numbers as there are parts, or nothing if these cannot be spread evenly."""
        times, rest = divmod(len(self.parts), len(entries) or len(self.parts) + 1)
        return None if rest or not times else [entry for entry in entries for _ in range(times)]

    def _number(self, entry: object, place: int) -> int:
        field = f"{self.name}.{place}"
        limits = {"low": self.low, "high": self.high}
        if isinstance(entry, str):
            if not entry.strip():
                raise ConvError("missing-number", field=field, name=self.name, **limits)
            number = whole(entry)
            entry = entry.strip() if number is None else number
        if isinstance(entry, bool) or not isinstance(entry, int):
            shown = str(entry)[:24]
            raise ConvError("not-integer", field=field, name=self.name, value=shown)
        if not self.low <= entry <= self.high:
            raise ConvError("out-of-range", field=field, name=self.name, value=entry, **limits)
        return entry

    def first(self) -> list[int]:
        """Return the first numbers."""
        return list(self.default)

    def ends(self) -> tuple[int, int]:
        """Return the least number and the greatest: for every part."""
        return self.low, self.high

    def starting(self, raw: object) -> Self:
        """Return the control with other first numbers."""
        return replace(self, default=self.numbers(raw))


@dataclass(frozen=True)
class Integers(Ranged[tuple[int, ...]]):
    """Several whole numbers within one range."""

    def read(self, raw: object) -> tuple[int, ...]:
        """Return the numbers chosen, as `numbers`."""
        return self.numbers(raw)


@dataclass(frozen=True)
class Integer(Ranged[int]):
    """One whole number."""

    def read(self, raw: object) -> int:
        """Return the number chosen."""
        (number,) = self.numbers(raw)
        return number


@dataclass(frozen=True)
class Choice(Control[Option]):
    """One of several names.

    Attributes:
        by_hand: name of the `Integers` that hold the amounts when the option "explicit"
            is chosen, so that a block may give the amounts at once.
        fills: name of the grid whose edited cells a new choice replaces.
        words: name of the control whose words for the options it shares, if not its own.
    """

    template: ClassVar[str] = "choice"
    options: tuple[Option, ...]
    default: Option
    by_hand: str = ""
    fills: str = ""
    words: str = ""

    def read(self, raw: object) -> Option:
        """Return the option chosen."""
        if not isinstance(raw, str) or raw not in self.options:
            raise ConvError(
                "unknown-choice",
                field=self.name,
                name=self.name,
                value=str(raw)[:24],
                choices=self.options,
            )
        return self.options[self.options.index(raw)]

    def ends(self) -> tuple[Option, ...]:
        """Return every option."""
        return self.options


@dataclass(frozen=True)
class Number(Control[Fraction]):
    """One exact value, typed as in a cell."""

    template: ClassVar[str] = "text"
    default: str

    def read(self, raw: object) -> Fraction:
        """Return the value typed."""
        try:
            return parse(str(raw))
        except ConvError as error:
            raise ConvError(error.reason, field=self.name, **error.numbers) from None

    def ends(self) -> tuple[str, str]:
        """Return a large value and a fine one."""
        return "-9999", "1/999"

    def starting(self, raw: object) -> Self:
        """Return the control with another first value, as it was written."""
        self.read(raw)
        return replace(self, default=str(raw))


LARGEST_WEIGHT, FINEST_WEIGHT = 99, 100
"""The largest magnitude of a weight that somebody types, and its largest denominator."""

OWN = "own"
"""The kernel whose weights somebody types, among those that have a name."""


@dataclass(frozen=True)
class Weights(Control[tuple[str, ...]]):
    """The weights of a kernel that is as long along every axis, typed one by one.

    A smaller kernel has the fields of the first corner. What is typed stays text: only a kernel that is
    used has to make sense.

    Attributes:
        shape: fields along each axis: (9,) is one row of them, (5, 5) is a square.
        chosen: name of the control with the name of the kernel; with another one than `OWN`, the fields
            only repeat what it is.
        divisor: name of the control with what all weights are divided by.
    """

    template: ClassVar[str] = "weights"
    shape: tuple[int, ...]
    default: tuple[str, ...]
    chosen: str = ""
    divisor: str = ""

    @property
    def count(self) -> int:
        """How many fields there are."""
        return prod(self.shape)

    @property
    def _far(self) -> list[int]:
        """How far each field is from the first corner, along the axis where it is farthest."""
        return [max(cell) for cell in product(*map(range, self.shape))]

    def places(self, length: int) -> list[int]:
        """Return where the weights of a kernel of some length stand among the fields, counted row by row.

        >>> Weights((3, 3), ("0",) * 9).places(2), Weights((9,), ("0",) * 9).places(2)
        ([0, 1, 3, 4], [0, 1])
        """
        return [place for place, far in enumerate(self._far) if far < length]

    def read(self, raw: object) -> tuple[str, ...]:
        """Return what was typed, row by row."""
        texts = list(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else []
        if len(texts) != self.count or not all(isinstance(text, str) for text in texts):
            raise ConvError("no-weights", field=self.name, name=self.name, count=self.count)
        return tuple(texts)

    def values(self, texts: Sequence[str], places: Sequence[int]) -> tuple[Fraction, ...]:
        """Return what was typed at some places, counted row by row.

        Raises:
            ConvError: a weight is no number, too large or too fine; it names the place.
        """
        return tuple(self._value(texts[place], place) for place in places)

    def _value(self, text: str, place: int) -> Fraction:
        try:
            return parse(text, LARGEST_WEIGHT, FINEST_WEIGHT)
        except ConvError as error:
            raise ConvError(error.reason, field=f"{self.name}.{place}", **error.numbers) from None

    def laid(self, texts: Sequence[str]) -> list[str] | None:
        """Return what all fields say of a smaller kernel, whose weights stand in the first corner.

        Returns:
            Nothing if they are as many as no such kernel has, or more than there are fields.

        >>> Weights((3, 3), ("0",) * 9).laid(["1", "2", "3", "4"])
        ['1', '2', '0', '3', '4', '0', '0', '0', '0']
        """
        places = self.places(round(len(texts) ** (1 / len(self.shape))))
        if len(places) != len(texts):
            return None
        weights = dict(zip(places, texts, strict=True))
        return [weights.get(place, "0") for place in range(self.count)]

    def corner(self, texts: Sequence[str]) -> list[str]:
        """Return the smallest kernel in the first corner beyond which there are only zeros.

        >>> Weights((3, 3), ("0",) * 9).corner(["1", "2", "0", "0", "4", "0", "0", "0", "0"])
        ['1', '2', '0', '4']
        """
        used = [far for far, text in zip(self._far, texts, strict=True) if text != "0"]
        return [texts[place] for place in self.places(max(used, default=0) + 1)]

    def first(self) -> list[str]:
        """Return the first weights."""
        return list(self.default)

    def ends(self) -> tuple[list[str], list[str]]:
        """Return the smallest weights and the largest."""
        return [f"-{LARGEST_WEIGHT}"] * self.count, [f"{LARGEST_WEIGHT}"] * self.count


@dataclass(frozen=True)
class Code(Control[str]):
    """A text of several lines, which the view reads.

    Attributes:
        longest: characters that it may have.
        lines: how many of it are in sight.
        wrapped: whether a line goes on in the next where it is too long, and does not scroll.
    """

    template: ClassVar[str] = "code"
    default: str
    longest: int = 20_000
    lines: int = 8
    wrapped: bool = False

    def read(self, raw: object) -> str:
        """Return the text."""
        if not isinstance(raw, str):
            raise ConvError("not-text", field=self.name, kind=type(raw).__name__)
        if len(raw) > self.longest:
            raise ConvError("code-long", field=self.name, count=len(raw), most=self.longest)
        return raw

    def ends(self) -> tuple[str, str]:
        """Return no text, and the first one a line further down."""
        return "", f"\n{self.default}"

    def starting(self, raw: object) -> Self:
        """Return the control with another first text."""
        return replace(self, default=self.read(raw))


Edited = dict[str, dict[tuple[int, int], Fraction]]


@dataclass(frozen=True)
class Edits(Control[Edited]):
    """Cells whose value the reader replaced: `{"input:0,2": "1/2"}`.

    Attributes:
        grids: names of the grids that can be edited.
    """

    template: ClassVar[str] = ""
    grids: tuple[str, ...]
    default: Mapping[str, object] = field(default_factory=dict)

    def read(self, raw: object) -> Edited:
        """Return the values typed, by grid and place."""
        edits: Edited = {grid: {} for grid in self.grids}
        given = {} if raw is None or raw == () else raw
        if not isinstance(given, Mapping):
            raise ConvError("no-edits", field=self.name, name=self.name, value=str(raw)[:24])
        for cell, typed in given.items():
            name = _CELL.fullmatch(str(cell))
            if not name or name["grid"] not in edits:
                raise unknown(str(cell))
            where = int(name["row"]), int(name["column"])
            try:
                edits[name["grid"]][where] = parse(str(typed))
            except ConvError as error:
                raise ConvError(error.reason, field=str(cell), **error.numbers) from None
        return edits

    def first(self) -> dict[str, object]:
        """Return the cells that differ from the start."""
        return dict(self.default)

    def ends(self) -> tuple[dict[str, object]]:
        """Return no edits: they have no range."""
        return ({},)

    def starting(self, raw: object) -> Self:
        """Return the control with cells that differ from the start, as they were written."""
        self.read(raw)
        return replace(self, default=raw if isinstance(raw, Mapping) else {})


Parameter = Control[Any]
