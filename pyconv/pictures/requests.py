"""What a page asks: JSON text, read once, and refused where it cannot be answered.

Anybody can write a request, so nothing of it is taken on trust: neither its length and depth,
nor that its parts are there and of their kind. What the parts say has its own checks.
"""

import json
import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from pyconv.errors import ConvError
from pyconv.messages import LANGUAGES

LONGEST = 200_000
"""Characters of a request: enough to give every cell of a figure a value."""

DEEPEST = 8
"""Levels of lists and objects in a request: the parameters of a figure need three."""

DEEPEST_READ = 100
"""So many levels are read at all: in a browser, thousands would end Python rather than raise an error."""

_MARK = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[][{}]', re.DOTALL)
"""What opens or closes a list or an object, and texts, in which the same signs mean nothing."""

UNKNOWN = "en"
"""The language of refusals to those who name none that there is; errors have it as well."""

KINDS: Mapping[str, tuple[type, str]] = {
    "view": (str, "string"),
    "figure": (str, "string"),
    "language": (str, "string"),
    "params": (dict, "object"),
    "key": (str, "string"),
    "step": (int, "integer"),
    "narrow": (bool, "boolean"),
    "typed": (str, "string"),
    "kind": (str, "string"),
    "seed": (int, "integer"),
    "format": (str, "string"),
    "dark": (bool, "boolean"),
    "scale": (int, "integer"),
    "address": (str, "string"),
    "data": (str, "string"),
    "played": (str, "string"),
    "edit": (dict, "object"),
    "code": (str, "string"),
    "cell": (str, "string"),
    "page": (str, "string"),
}
"""What each part of a request is, in Python and in JSON."""

Asked = Mapping[str, Any]


def parsed(request: str, longest: int = LONGEST) -> Asked:
    """Return the parts of a request; a value that no part can have is the error to be raised of it.

    Raises:
        ConvError: the request is too long or too deep, or not the JSON text of an object.

    >>> parsed('{"view": "matrix", "step": 1e999}')
    {'view': 'matrix', 'step': ConvError('request-number')}
    """
    if len(request) > longest:
        raise ConvError("request-long", count=len(request), most=longest)
    if _is_too_deep(request):
        raise ConvError("request-deep", most=DEEPEST)
    try:
        asked = json.loads(
            request,
            object_pairs_hook=_named_once,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_finite,
        )
    except ValueError:
        raise ConvError("request-broken") from None
    if not isinstance(asked, dict):
        raise ConvError("request-broken")
    return asked


def _is_too_deep(request: str) -> bool:
    """Return whether more lists and objects are open at once than are read."""
    depth = 0
    for mark in _MARK.finditer(request):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark[0], 0)
        if depth > DEEPEST_READ:
            return True
    return False


def language_of(asked: Asked) -> str:
    """Return the language in which to answer.

    >>> language_of({"language": "es"}), language_of({"language": ["fr"]})
    ('es', 'en')
    """
    language = asked.get("language")
    return str(language) if language in LANGUAGES else UNKNOWN


def checked(asked: Asked, *needed: str, **optional: object) -> Asked:
    """Return the parts that a question needs, and those that it may have with their defaults.

    Raises:
        ConvError: a part is missing or not of its kind, or a value in it is none.

    >>> checked({"view": "matrix", "language": "es"}, "view", step=0)
    {'language': 'es', 'view': 'matrix', 'step': 0}
    """
    found: dict[str, Any] = {}
    for part in ("language", *needed, *optional):
        kind, name = KINDS[part]
        value = asked.get(part, optional.get(part))
        _check(value, DEEPEST)
        # A bool would pass for an integer.
        if type(value) is not kind:
            raise ConvError("request-part", part=part, kind=name)
        found[part] = value
    if found["language"] not in LANGUAGES:
        raise ConvError("unknown-language", value=found["language"], choices=LANGUAGES)
    return found


def _check(value: object, levels: int) -> None:
    if isinstance(value, ConvError):
        raise value
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ConvError("request-text") from None
    if isinstance(value, list | dict):
        if not levels:
            raise ConvError("request-deep", most=DEEPEST)
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            _check(inner, levels - 1)


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found[name] = ConvError("request-twice", value=name) if name in found else value
    return found


def _whole(digits: str) -> object:
    try:
        return int(digits)
    except ValueError:  # Python reads whole numbers of thousands of digits from nobody
        return ConvError("request-number", value=digits)


def _finite(text: str) -> object:
    number = float(text)
    return number if isfinite(number) else ConvError("request-number", value=text)
