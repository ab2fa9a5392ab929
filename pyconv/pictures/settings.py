"""The kinds of parameters that a widget offers, and how what a reader chose is read.

A parameter knows its range and its default; its words are in the word files under its
name. What is read may be text that somebody typed, so everything is checked here, and
the error names the field to blame: `stride.1` is the second number of `stride`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pyconv.errors import ConvError
from pyconv.pictures.exact import parse, whole

_CELL = re.compile(r"(?P<grid>[a-z]+):(?P<row>[0-9]{1,4}),(?P<column>[0-9]{1,4})")

Raw = Mapping[str, object]
Values = dict[str, object]


@dataclass(frozen=True)
class Condition:
    """A parameter is offered only while another one has one of these values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Integers:
    """Whole numbers within one range, one for each part, such as height and width.

    Attributes:
        parts: keys of the words for the single numbers; one part needs none.
        together: key of the words for all parts at once, if they can be set together.
    """

    name: str
    low: int
    high: int
    default: tuple[int, ...]
    parts: tuple[str, ...] = ("",)
    together: str = ""
    when: Condition | None = None

    def read(self, raw: object) -> tuple[int, ...]:
        """Return the numbers chosen; one number counts for every part.

        Fewer numbers than parts are spread evenly: 2 of 4 count for two parts each.
        """
        entries = list(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw]
        times, rest = divmod(len(self.parts), len(entries) or len(self.parts) + 1)
        if rest or not times:
            raise ConvError(
                "axes-disagree",
                field=self.name,
                name=self.name,
                count=len(entries),
                axes=len(self.parts),
            )
        spread = [entry for entry in entries for _ in range(times)]
        return tuple(self._number(entry, place) for place, entry in enumerate(spread))

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


@dataclass(frozen=True)
class Choice:
    """One of several names.

    Attributes:
        by_hand: name of the `Integers` that hold the amounts when the option "explicit"
            is chosen, so that a block may give the amounts at once.
        fills: name of the grid whose edited cells a new choice replaces.
        words: name of the parameter whose words for the options it shares, if not its own.
    """

    name: str
    options: tuple[str, ...]
    default: str
    by_hand: str = ""
    fills: str = ""
    when: Condition | None = None
    words: str = ""

    def read(self, raw: object) -> str:
        """Return the option chosen."""
        if raw not in self.options:
            raise ConvError(
                "unknown-choice",
                field=self.name,
                name=self.name,
                value=str(raw)[:24],
                choices=self.options,
            )
        return str(raw)


@dataclass(frozen=True)
class Number:
    """One exact value, typed as in a cell."""

    name: str
    default: str
    when: Condition | None = None

    def read(self, raw: object) -> Fraction:
        """Return the value typed."""
        try:
            return parse(str(raw))
        except ConvError as error:
            raise ConvError(error.reason, field=self.name, **error.numbers) from None


@dataclass(frozen=True)
class Edits:
    """Cells whose value the reader replaced: `{"input:0,2": "1/2"}`.

    Attributes:
        grids: names of the grids that can be edited.
    """

    name: str
    grids: tuple[str, ...]
    default: tuple[()] = ()
    when: Condition | None = None

    def read(self, raw: object) -> dict[str, dict[tuple[int, int], Fraction]]:
        """Return the values typed, by grid and place."""
        edits: dict[str, dict[tuple[int, int], Fraction]] = {grid: {} for grid in self.grids}
        given = {} if raw is None or raw == () else raw
        if not isinstance(given, Mapping):
            raise ConvError("no-edits", field=self.name, name=self.name, value=str(raw)[:24])
        for field, typed in given.items():
            name = _CELL.fullmatch(str(field))
            if not name or name["grid"] not in edits:
                raise ConvError("unknown-cell", field=str(field), value=str(field)[:24])
            where = int(name["row"]), int(name["column"])
            try:
                edits[name["grid"]][where] = parse(str(typed))
            except ConvError as error:
                raise ConvError(error.reason, field=str(field), **error.numbers) from None
        return edits


Parameter = Integers | Choice | Number | Edits


def offered(parameter: Parameter, raw: Raw, parameters: Sequence[Parameter]) -> bool:
    """Return whether the choices made so far offer the parameter."""
    when = parameter.when
    if when is None:
        return True
    default = next(other.default for other in parameters if other.name == when.name)
    return raw.get(when.name, default) in when.values


def read(parameters: Sequence[Parameter], raw: Raw) -> Values:
    """Return the value of each parameter; one that is not offered has its default.

    Raises:
        ConvError: an unknown name or a value that the parameter does not allow.
    """
    known = {parameter.name for parameter in parameters}
    for name in raw:
        if name not in known:
            raise ConvError("unknown-parameter", value=str(name)[:24], choices=sorted(known))
    return {
        parameter.name: parameter.read(
            raw.get(parameter.name, parameter.default)
            if offered(parameter, raw, parameters)
            else parameter.default
        )
        for parameter in parameters
    }


def with_defaults(parameters: Sequence[Parameter], chosen: Raw) -> list[Parameter]:
    """Return the parameters with what a block chose as their defaults.

    A number given for a choice with an "explicit" option goes to its amounts.

    Raises:
        ConvError: as `read`.
    """
    wanted = dict(chosen)
    for parameter in parameters:
        if not isinstance(parameter, Choice) or not parameter.by_hand:
            continue
        amounts = wanted.get(parameter.name)
        if amounts is not None and not isinstance(amounts, str):
            wanted |= {parameter.name: "explicit", parameter.by_hand: amounts}
    read(parameters, wanted)
    changed: list[Parameter] = []
    for parameter in parameters:
        if parameter.name in wanted:
            # Read by itself: also a default that is out of sight at first has to be good.
            value = parameter.read(wanted[parameter.name])
            default = wanted[parameter.name] if isinstance(parameter, Number | Edits) else value
            parameter = replace(parameter, default=default)  # type: ignore[arg-type] # noqa: PLW2901
        changed.append(parameter)
    return changed
