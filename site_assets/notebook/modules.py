"""The site's scripts as one module, which is what a notebook takes of a widget.

They stay as they are, each a text of its own: `live.js` gives each an address of its own and has it import
the others by theirs. What belongs to a page of the site is replaced by what belongs to a notebook.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent
ENTRY = "js/elements/widget.js"
LIVE = "notebook/live.js"
REPLACED: Mapping[str, str] = {
    "js/worker/client.js": "notebook/kernel.js",
    "js/elements/address.js": "notebook/address.js",
    "js/elements/styles.js": "notebook/styles.js",
}
"""What of a page has another in a notebook: who answers, what is opened first, where styles come from."""

_IMPORT = re.compile(
    r'(?P<before>^(?:import|export\b[^";=(]*\bfrom)\b[^";]*|\bawait import\()"(?P<address>\.{1,2}/[^"]+)"',
    re.MULTILINE,
)
_PLACE = "const MODULES = [];"


class CircleError(ValueError):
    """Modules import each other in a circle: none of them could be given its address first."""


def ordered(sources: Mapping[str, str], entry: str = ENTRY) -> list[tuple[str, str]]:
    """Return a module and all that it imports, each after those that it imports itself.

    `sources` holds modules by their path. In the texts that are returned an import names a path after `@/`.

    Raises:
        CircleError: names a module that imports itself in a circle.

    >>> ordered({"js/a.js": 'import { b } from "./b.js";', "js/b.js": "export const b = 1;"}, "js/a.js")
    [('js/b.js', 'export const b = 1;'), ('js/a.js', 'import { b } from "@/js/b.js";')]
    """
    done: dict[str, str] = {}
    begun: set[str] = set()

    def follow(path: str) -> None:
        if path in done:
            return
        if path in begun:
            raise CircleError(f"{path} imports itself in a circle")
        begun.add(path)

        def named(found: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found["address"]))
            target = REPLACED.get(target, target)
            follow(target)
            return f'{found["before"]}"@/{target}"'

        done[path] = _IMPORT.sub(named, sources[path])

    follow(entry)
    return list(done.items())


@cache
def bundle() -> str:
    """Return the one module: `live.js` with all that it needs written into it."""
    folders = (ASSETS / "js", ASSETS / "notebook")
    sources = {
        path.relative_to(ASSETS).as_posix(): path.read_text("utf-8")
        for folder in folders
        for path in folder.rglob("*.js")
    }
    live = sources[LIVE]
    return live.replace(_PLACE, f"const MODULES = {json.dumps(ordered(sources))};", 1)
