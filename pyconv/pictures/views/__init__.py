"""The views that a page can show: a folder each, found by its name.

A view is imported when it is first shown: a page in the browser needs few of them.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from pyconv.errors import ConvError
from pyconv.pictures.view import View

VIEWS: Sequence[str] = tuple(sorted(found.name.replace("_", "-") for found in iter_modules(__path__)))
"""The names of all views: those of the folders, with hyphens."""


@cache
def view(name: str) -> View[Any, Any]:
    """Return the view called `name`.

    Raises:
        ConvError: there is none.
    """
    if name not in VIEWS:
        raise ConvError("unknown-view", value=name, choices=list(VIEWS))
    found: View[Any, Any] = import_module(f"{__name__}.{name.replace('-', '_')}").VIEW
    return found
