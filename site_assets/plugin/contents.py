"""Names made of content, so that a file which changes gets a new address."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

HASH_LENGTH = 12

# Puts a file beside the pages, at this path, and returns its address as seen from the page.
Publish = Callable[[str, bytes], str]


def content_name(contents: Mapping[str, bytes]) -> str:
    """Return a name for a set of files: the first hex digits of a SHA-256.

    `contents` maps each file's relative path to its bytes. Two sets have the same name only if
    they hold the same paths with the same bytes; the order of the mapping does not matter.

    >>> content_name({"a": b"1", "b": b"2"}) == content_name({"b": b"2", "a": b"1"})
    True
    >>> content_name({"a": b"12"}) == content_name({"a1": b"2"})
    False
    """
    digest = hashlib.sha256()
    for path in sorted(contents):
        for part in (path.encode(), contents[path]):
            # The length first: otherwise bytes could move between a name and its content.
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()[:HASH_LENGTH]


def published(publish: Publish, name: str, data: bytes) -> str:
    """Publish a file of a figure under a name, in a folder named by its content; return its address."""
    digest = hashlib.sha256(data).hexdigest()[:HASH_LENGTH]
    return publish(f"figures/{digest}/{name}", data)


def read_tree(folder: Path) -> dict[str, bytes]:
    """Return every file under `folder` as {relative POSIX path: bytes}.

    Hidden files, Python's caches and files that are only about the folder (`*.md`) are left out.
    A folder that does not exist counts as an empty one.
    """
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and _published(path.relative_to(folder))
    }


def write_tree(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write `contents` ({relative path: bytes}) under `folder`, making folders as needed."""
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _published(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    return not hidden and path.suffix not in {".md", ".py"}
