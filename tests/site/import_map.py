"""The map of the imports in docs/architecture.md: what is drawn of them there, and how it is drawn anew.

python -m tests.site.import_map
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import grimp

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
MAP = re.compile(r"(?<=```mermaid\n).*?(?=```)", re.DOTALL)

FOLDERS = {
    "site_assets": "site_assets: the site",
    "pyconv.pictures": "pyconv.pictures: pictures",
    "pyconv": "pyconv: mathematics",
}
"""What each part of the map is called, the uppermost first."""


def folder(module: str) -> str:
    """Return the part of the map that a module stands in.

    >>> folder("pyconv.pictures.svg"), folder("pyconv.spec")
    ('pyconv.pictures', 'pyconv')
    """
    return next(name for name in FOLDERS if module.startswith(f"{name}."))


def room(module: str) -> str | None:
    """Return what a module belongs to on the map; the doors of the folders belong to nothing.

    >>> room("pyconv.pictures.views.channels.focus"), room("pyconv.pictures")
    ('pyconv.pictures.views', None)
    """
    if module in FOLDERS:
        return None
    within = folder(module)
    return f"{within}.{module.removeprefix(within).split('.')[1]}"


def arrows() -> dict[str, set[str]]:
    """Return {room: rooms that it imports from}; what another folder has is that folder as a whole."""
    graph = grimp.build_graph(*{name.partition(".")[0] for name in FOLDERS}, cache_dir=None)
    found: dict[str, set[str]] = {name: set() for name in FOLDERS}
    for module in graph.modules:
        here = room(module)
        if here is None:
            continue
        met = found.setdefault(here, set())
        for there in map(room, graph.find_modules_directly_imported_by(module)):
            if there is None or there == here:
                continue
            if folder(there) == folder(here):
                met.add(there)
            else:
                found[folder(here)].add(folder(there))
    return found


def reached(start: str, along: Mapping[str, Iterable[str]]) -> set[str]:
    """Return everything that can be reached from somewhere."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = set(along[waiting.pop()]) - seen
        seen |= new
        waiting += new
    return seen


def without_detours(along: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the arrows but for those that a longer way replaces."""
    beyond = {room: reached(room, along) for room in along}
    return {
        here: {there for there in theirs if not any(there in beyond[other] for other in theirs - {there})}
        for here, theirs in along.items()
    }


def drawn() -> str:
    """Return the map as the text of a Mermaid diagram."""
    along = without_detours(arrows())
    names = {name: name.replace(".", "_") for name in along} | {
        name: f"{name.replace('.', '_')}_" for name in FOLDERS
    }
    lines = ["flowchart TD"]
    for within, title in FOLDERS.items():
        inside = [name for name in sorted(along) if name not in FOLDERS and folder(name) == within]
        lines.append(f'    subgraph {names[within]} ["{title}"]')
        lines += [f'        {names[name]}["{name.rpartition(".")[2]}"]' for name in inside]
        lines.append("    end")
    lines += [
        f"    {names[here]} --> {names[there]}" for here in sorted(along) for there in sorted(along[here])
    ]
    return "\n".join(lines) + "\n"


def record() -> None:
    """Draw the map anew."""
    PAGE.write_text(MAP.sub(lambda _: drawn(), PAGE.read_text("utf-8"), count=1), "utf-8")


if __name__ == "__main__":
    record()
