"""Small files, and sources that give them, tamper with them or are dead."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from site_assets.runtime.description import CoreFile
from site_assets.runtime.sources import Report, SourceDead, SourceLacks


def core_file(name: str, content: bytes) -> CoreFile:
    return CoreFile(name, len(content), hashlib.sha256(content).hexdigest())


@dataclass
class Shelf:
    """A source that has some files, and notes what it was asked for."""

    contents: dict[str, bytes]
    name: str = "the shelf"
    asked: list[str] = field(default_factory=list)
    closed: bool = False

    def fetch(self, file: CoreFile, target: Path, _report: Report) -> None:
        self.asked.append(file.file)
        if file.file not in self.contents:
            raise SourceLacks("not on the shelf")
        target.write_bytes(self.contents[file.file])

    def close(self) -> None:
        self.closed = True


@dataclass
class Dead(Shelf):
    """A source that never answers, after having written a few bytes."""

    contents: dict[str, bytes] = field(default_factory=dict)
    name: str = "the dead source"

    def fetch(self, file: CoreFile, target: Path, _report: Report) -> None:
        self.asked.append(file.file)
        target.write_bytes(b"half a fi")
        raise SourceDead("connection refused")


@dataclass
class Interrupted(Shelf):
    """A source in the middle of whose file the person at the keyboard gives up."""

    contents: dict[str, bytes] = field(default_factory=dict)

    def fetch(self, _file: CoreFile, target: Path, _report: Report) -> None:
        target.write_bytes(b"half a fi")
        raise KeyboardInterrupt
