"""Files into the cache: each from the first source that answers, none without its SHA-256 checked."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable, Sequence
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


def _fetch(
    file: CoreFile, alive: list[Source], failures: dict[str, str], folder: Path, report: Report
) -> None:
    lacks: dict[str, str] = {}
    temporary = folder / f".{file.file}.{secrets.token_hex(4)}.part"
    try:
        for source in list(alive):
            try:
                source.fetch(file, temporary, report)
            except SourceLacks as reason:
                lacks[source.name] = str(reason)
            except SourceDead as reason:
                alive.remove(source)
                failures[source.name] = str(reason)
                report(f"  {source.name} does not answer ({reason}); not asked again")
            else:
                _check(temporary, file, source)
                temporary.replace(folder / file.file)
                return
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
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
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    return bool(pooch.file_hash(str(path), alg="sha256") == file.sha256)
