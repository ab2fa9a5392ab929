"""The drawings of figures, kept from one build to the next: matplotlib takes most of the time of a build.

A drawing follows from what is asked for, from the package that draws it and from the libraries below
that. All of it is in the name under which it is kept, so nothing is ever out of date.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyconv
from pyconv.pictures.plot import Drawing, drawing
from site_assets.files import write_at_once
from site_assets.plugin.contents import content_name, read_tree
from site_assets.runtime import cache_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

LIBRARIES = ("matplotlib", "numpy", "fonttools", "contourpy", "pillow")
"""What the bytes of a drawing depend on besides the package."""

KEPT = 8
"""Of how many states of the package drawings are kept: branches that are built in turns find theirs."""


def kept_drawing(name: str, params: Mapping[str, Any], **wanted: Any) -> Drawing:
    """Return what `drawing` does, drawn only if it was not drawn before.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
    """
    asked = json.dumps([name, params, wanted], sort_keys=True).encode()
    file = _folder() / f"{hashlib.sha256(asked).hexdigest()[:32]}.json"
    with suppress(OSError, ValueError, TypeError, KeyError):
        seal, _, text = file.read_bytes().partition(b"\n")
        if seal.decode() == hashlib.sha256(text).hexdigest():
            found = Drawing(**json.loads(text))
            return found._replace(size=(found.size[0], found.size[1]))
    drawn = drawing(name, params, **wanted)
    text = json.dumps(drawn._asdict()).encode()
    with suppress(OSError):
        write_at_once(file, hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
    return drawn


def _folder() -> Path:
    """Return where drawings of the package as it is now lie, in the cache that is named now."""
    return cache_folder() / "stills" / _drawn_by(str(cache_folder()))


@cache
def _drawn_by(cache: str) -> str:
    """Return a name for all that draws, and forget drawings of states of it that are long gone."""
    libraries = {name: _version(name).encode() for name in LIBRARIES}
    name = content_name(
        {**read_tree(Path(pyconv.__file__).parent), **libraries, "python": sys.version.encode()}
    )
    with suppress(OSError):
        others = sorted(Path(cache, "stills").iterdir(), key=lambda folder: folder.stat().st_mtime)
        for folder in [other for other in others if other.name != name][: 1 - KEPT]:
            shutil.rmtree(folder, ignore_errors=True)
    return name


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
