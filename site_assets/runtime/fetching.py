"""Files into the cache: each from the first source that answers, none without its SHA-256 checked."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pooch

from site_assets.runtime.description import CoreFile
from site_assets.runtime.sources import Report, Source, SourceDead, SourceLacks


class AssemblyError(Exception):
    """The runtime could not be assembled, for a reason fit to be shown."""


class FileRefused(AssemblyError):
    """A source gave other bytes than the description records."""


class FileMissing(AssemblyError):
    """No source gave the file."""


def fetch_all(files: Iterable[CoreFile], sources: Sequence[Source], folder: Path, report: Report) -> None:
    """Bring every file into `folder` and close the sources.

    A file that is there already with the right bytes is not fetched again; one with other bytes is.
    A source that is dead once is not asked again.

    Raises:
        FileRefused: a source gave other bytes than expected. Nothing of it stays.
        FileMissing: no source gave a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    alive = list(sources)
    failures: dict[str, str] = {}
    try:
        for file in files:
            if not _is_good(folder / file.file, file):
                _fetch(file, alive, failures, folder, report)
    finally:
        for source in sources:
            source.close()


def fetch_official(
    names: Iterable[str], sources: Sequence[Source], folder: Path, report: Report
) -> list[CoreFile]:
    """Bring files of which nothing is known yet into `folder`, close the sources, and return what they are.

    Their bytes are whatever the first source gives that has them, so the sources must be the makers' own.

    Raises:
        FileMissing: no source gave a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    alive = list(sources)
    failures: dict[str, str] = {}
    found = []
    try:
        for name in names:
            with _temporary(name, folder) as temporary:
                _first(CoreFile(name, 0, "not known"), alive, failures, temporary, report)
                digest = pooch.file_hash(str(temporary), alg="sha256")
                found.append(CoreFile(name, temporary.stat().st_size, digest))
                temporary.replace(folder / name)
    finally:
        for source in sources:
            source.close()
    return found


def _fetch(
    file: CoreFile, alive: list[Source], failures: dict[str, str], folder: Path, report: Report
) -> None:
    with _temporary(file.file, folder) as temporary:
        _check(temporary, file, _first(file, alive, failures, temporary, report))
        temporary.replace(folder / file.file)


@contextlib.contextmanager
def _temporary(name: str, folder: Path) -> Iterator[Path]:
    """Give a path for a file on its way, of which nothing is left if it does not arrive."""
    path = folder / f".{name}.{secrets.token_hex(4)}.part"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _first(
    file: CoreFile, alive: list[Source], failures: dict[str, str], target: Path, report: Report
) -> Source:
    """Have the first source that can write a file, unchecked, to `target`, and return that source."""
    lacks: dict[str, str] = {}
    for source in list(alive):
        try:
            source.fetch(file, target, report)
        except SourceLacks as reason:
            lacks[source.name] = str(reason)
        except SourceDead as reason:
            alive.remove(source)
            failures[source.name] = str(reason)
            report(f"  {source.name} does not answer ({reason}); not asked again")
        else:
            return source
    reasons = "".join(f"\n  {name}: {reason}" for name, reason in {**failures, **lacks}.items())
    raise FileMissing(f"{file.file}: no source has it (expected SHA-256 {file.sha256}){reasons}")


def _check(path: Path, file: CoreFile, source: Source) -> None:
    found = pooch.file_hash(str(path), alg="sha256")
    if found != file.sha256:
        raise FileRefused(
            f"{file.file} from {source.name} is not the file that was recorded, and was thrown away:\n"
            f"  expected SHA-256 {file.sha256} ({file.size} bytes)\n"
            f"  found    SHA-256 {found} ({path.stat().st_size} bytes)"
        )


def _is_good(path: Path, file: CoreFile) -> bool:
    return path.is_file() and bool(pooch.file_hash(str(path), alg="sha256") == file.sha256)
