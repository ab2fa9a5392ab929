"""What a link and a file say of a picture: what differs from how a view begins, as text.

The grammar is that of the fragment of an address, which `links.js` writes and reads in a page:

    stride=2&padding=1&input:0,0=3,1/2&step=4&pin=out:3&v=1

Settings are named as in `pyconv.show`; of several numbers one stands for all, and weights are those of a
kernel that is as long along each axis, row by row. Cells are those to the right of the one named, and
`step` is the number that a reader sees, from 1; a file may have 0, which lights nothing. `v` is the version
of the grammar: what was once read is read for ever.
"""

import re
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import quote, unquote_plus

from pyconv.pictures.controls import Choice, Edits, Parameter, Ranged, Weights
from pyconv.pictures.settings import first_params

VERSION = "1"

MOST = 1000
"""Settings that are read at most: more than there are."""

UNPACKED = 300_000
"""Bytes that are unpacked at most: a few of them could stand for a great many."""

BEYOND = 10_000
"""No column of a cell has such a number."""

_CELL = re.compile(r"([a-z]+):([0-9]{1,4}),([0-9]{1,4})")
_STEP = re.compile(r"0|[1-9][0-9]{0,5}")
_KEY = re.compile(r"[a-z]+(?:[-:][a-z]+)*(?::(?:0|[1-9][0-9]{0,5}))+")
_NUMBER = re.compile(r"|-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_DIGIT = re.compile("[0-9]")
_PIECE = re.compile("[^&]+")
_HALVES = re.compile("[\ud800-\udfff]")


class Linked(NamedTuple):
    """What was read.

    Attributes:
        params: every setting of the view, as a request has it.
        step: which step is shown, from 0; None lights nothing.
        pin: the key of the pinned cell, or nothing.
        left: what makes no sense, as it was written.
        newer: whether it is in a later grammar than this, of which nothing is read.
    """

    params: dict[str, Any]
    step: int | None = 0
    pin: str = ""
    left: tuple[str, ...] = ()
    newer: bool = False


def written(
    parameters: Sequence[Parameter],
    params: Mapping[str, Any],
    *,
    step: int | None = 0,
    pin: str = "",
    whole: bool = False,
) -> str:
    """Return what a link says of settings: those that differ from how the view begins.

    Args:
        parameters: of the view.
        params: every setting, as a request has it.
        step: which step is shown, from 0; None lights nothing.
        pin: the key of the pinned cell, if any.
        whole: whether it says every setting, so that it does not matter what a figure begins with.
    """
    values = differing(parameters, params, whole=whole)
    weights = {each.name: each for each in parameters if isinstance(each, Weights)}
    said = [f"{name}={_raw(value, weights.get(name))}" for name, value in values.items()]
    said += _cells(parameters, params, whole=whole)
    if step != 0:
        said.append(f"step={0 if step is None else step + 1}")
    if pin:
        said.append(f"pin={escaped(pin)}")
    return "&".join([*said, f"v={VERSION}"])


def differing(
    parameters: Sequence[Parameter], params: Mapping[str, Any], *, whole: bool = False
) -> dict[str, Any]:
    """Return the settings that differ from how a view begins, or all, but for edited cells.

    Where a choice is "explicit", it has its amounts.
    """
    plain = [each for each in parameters if not isinstance(each, Edits)]
    changed = {each.name for each in plain if whole or not _same(params[each.name], each.first())}
    found = {}
    for each in plain:
        amounts = each.by_hand if isinstance(each, Choice) else ""
        by_hand = amounts and params[each.name] == "explicit" and {each.name, amounts} & changed
        # What is escaped has digits of its own.
        if by_hand and _DIGIT.search(unquote_plus(_raw(params[amounts]))):
            found[each.name] = params[amounts]
            changed -= {each.name, amounts}
        if each.name in changed:
            found[each.name] = params[each.name]
    return found


def arguments(parameters: Sequence[Parameter], params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that differ from how a view begins, as one writes them in Python.

    >>> from pyconv.pictures.views import view
    >>> known = view("sliding-filter").parameters
    >>> arguments(known, read("stride=2,2&kernel=2,3", known).params)
    {'kernel': [2, 3], 'stride': 2}
    """
    found = {}
    for name, value in differing(parameters, params).items():
        if isinstance(value, list):
            numbers = [int(number) for number in value]
            found[name] = numbers[0] if len(set(numbers)) == 1 else numbers
        else:
            found[name] = value
    cells = {each.name: dict(params[each.name]) for each in parameters if isinstance(each, Edits)}
    return found | {name: edited for name, edited in cells.items() if edited}


def _cells(parameters: Sequence[Parameter], params: Mapping[str, Any], *, whole: bool) -> list[str]:
    """Return the cells that differ, those beside each other in one setting."""
    said: list[str] = []
    for each in parameters:
        if not isinstance(each, Edits):
            continue
        if whole:
            said.append(f"{each.name}=none")
        places = []
        for cell, value in params[each.name].items():
            grid, row, column = _CELL.fullmatch(str(cell)).groups()  # type: ignore[union-attr]
            places.append((grid, int(row), int(column), _entry(value)))
        end = ("", 0, 0)
        for grid, row, column, value in sorted(places):
            if end == (grid, row, column):
                said[-1] += f",{value}"
            else:
                said.append(f"{grid}:{row},{column}={value}")
            end = (grid, row, column + 1)
    return said


def _same(one: object, other: object) -> bool:
    return _texts(one) == _texts(other)


def _texts(value: object) -> object:
    return list(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _raw(value: object, weights: Weights | None = None) -> str:
    """Return a value as it is written; one number stands for all that are the same."""
    if not isinstance(value, list | tuple):
        return escaped(str(value))
    if weights:
        return ",".join(map(_entry, weights.corner(value)))
    entries = list(map(_entry, value))
    return entries[0] if len(set(entries)) == 1 else ",".join(entries)


def _entry(value: object) -> str:
    return escaped(str(value)).replace(",", "%2C")


def escaped(text: str) -> str:
    """Return a text as an address holds it, with a plus for a space."""
    return quote(_HALVES.sub("\N{REPLACEMENT CHARACTER}", text), safe=",/:").replace("%20", "+")


def read(said: str, parameters: Sequence[Parameter]) -> Linked:
    """Return what a link says of a view; what makes no sense is left out and named.

    >>> from pyconv.pictures.views import view
    >>> linked = read("stride=3&step=2&banana=1&v=1", view("sliding-filter").parameters)
    >>> linked.params["stride"], linked.step, linked.left
    (['3', '3'], 1, ('banana=1',))
    """
    params = first_params(parameters)
    settings = _settings(said)
    if any(name == "v" and raw != VERSION for name, raw in settings):
        return Linked(params, newer=True)
    known = {each.name: each for each in parameters}
    step: int | None = 0
    pin = ""
    left = []
    seen = {"v"}
    for name, raw in settings:
        if name == "v":
            continue
        text = _decoded(raw)
        if name not in seen and name == "step" and _STEP.fullmatch(raw):
            step = int(raw) - 1 if raw != "0" else None
        elif name not in seen and name == "pin" and text and _KEY.fullmatch(text):
            pin = text
        elif name in seen or not _take(params, name, raw, known):
            left.append(f"{name}={raw}")
        seen.add(name)
    return Linked(params, step, pin, tuple(left))


def _settings(said: str) -> list[tuple[str, str]]:
    """Return the settings with those that were packed; what cannot be unpacked stays.

    What is packed is said once, as every setting is: what is packed a second time stays too.
    """
    found = []
    packed = 0
    for name, raw in _split(said):
        packed += name == "deflate"
        inner = _unpacked(raw) if name == "deflate" and packed == 1 else None
        found += [(name, raw)] if inner is None else _split(inner)
    return found


def _split(said: str) -> list[tuple[str, str]]:
    pieces = [piece[0].partition("=") for piece in islice(_PIECE.finditer(said), MOST)]
    return [(_decoded(name) or name, raw) for name, _, raw in pieces]


def _unpacked(raw: str) -> str | None:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        packed = urlsafe_b64decode(raw.encode() + b"=" * (-len(raw) % 4))
        text = stream.decompress(packed, UNPACKED)
        return text.decode() if stream.eof else None
    except (ValueError, zlib.error):
        return None


def _decoded(raw: str) -> str | None:
    """Return the text of what an address holds; nothing if it is broken."""
    if re.search("%(?![0-9a-fA-F]{2})", raw):
        return None
    try:
        return unquote_plus(raw, errors="strict")
    except UnicodeDecodeError:
        return None


def _take(params: dict[str, Any], name: str, raw: str, known: Mapping[str, Parameter]) -> bool:
    """Take one setting over; tell whether it makes sense."""
    if cell := _CELL.fullmatch(name):
        return _take_cells(params, cell, raw, known)
    parameter = known.get(name)
    if parameter is None:
        return False
    if isinstance(parameter, Edits):
        if raw == "none":
            params[name] = {}
        return raw == "none"
    return _take_value(params, parameter, raw, known)


def _take_value(
    params: dict[str, Any], parameter: Parameter, raw: str, known: Mapping[str, Parameter]
) -> bool:
    name = parameter.name
    if isinstance(parameter, Ranged | Weights):
        read = [_decoded(entry) for entry in raw.split(",")]
        entries = [entry for entry in read if entry is not None and _fits(entry)]
        laid = parameter.laid(entries) if len(entries) == len(read) else None
        if laid is not None:
            params[name] = laid
        return laid is not None
    text = _decoded(raw)
    if text is None:
        return False
    if not isinstance(parameter, Choice) or text in parameter.options:
        params[name] = text
        return True
    if not parameter.by_hand or not _DIGIT.search(text):
        return False
    if not _take_value(params, known[parameter.by_hand], raw, known):
        return False
    params[name] = "explicit"
    return True


def _fits(entry: str) -> bool:
    """Return whether a field for numbers can hold it."""
    return bool(_NUMBER.fullmatch(entry)) and abs(float(entry or 0)) < float("inf")


def _take_cells(
    params: dict[str, Any], cell: re.Match[str], raw: str, known: Mapping[str, Parameter]
) -> bool:
    grid, row, column = cell[1], int(cell[2]), int(cell[3])
    edits = next((each for each in known.values() if isinstance(each, Edits) and grid in each.grids), None)
    values = [_decoded(value) for value in raw.split(",")]
    if not edits or None in values or column + len(values) > BEYOND:
        return False
    named = {f"{grid}:{row},{column + place}": value for place, value in enumerate(values)}
    params[edits.name] = params[edits.name] | named
    return True
