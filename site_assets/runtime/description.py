"""What the runtime is made of, as `pyodide.toml` records it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class CoreFile:
    """A file of Pyodide itself. `size` counts bytes."""

    file: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Wheel(CoreFile):
    """A package built for Pyodide: what its lock says of it."""

    name: str
    version: str
    imports: tuple[str, ...]
    depends: tuple[str, ...]


@dataclass(frozen=True)
class Carrier:
    """A wheel of another project in which the same files travel, under `folder`."""

    requirement: str
    python: str
    folder: str
    size: int


@dataclass(frozen=True)
class Description:
    """Version, core files and wheels of the runtime, and where to find them.

    Without a `carrier` everything comes from Pyodide's own CDN.
    """

    version: str
    python: str
    lock_info: dict[str, str]
    carrier: Carrier | None
    core: tuple[CoreFile, ...]
    wheels: tuple[Wheel, ...]

    @property
    def files(self) -> tuple[CoreFile, ...]:
        """Every file that must be fetched."""
        return (*self.core, *self.wheels)


def load_description(path: Path = HERE / "pyodide.toml") -> Description:
    """Read and check a description.

    Raises:
        ValueError: a hash, a size or a dependency is not well formed.
    """
    return parse_description(path.read_text(encoding="utf-8"), path.name)


def parse_description(text: str, where: str) -> Description:
    """Return the description that a text is; `where` it stands is said of what is wrong.

    Raises:
        ValueError: a hash, a size or a dependency is not well formed.
    """
    data = tomllib.loads(text)
    description = Description(
        version=data["pyodide"]["version"],
        python=data["pyodide"]["python"],
        lock_info=dict(data["pyodide"]["lock_info"]),
        carrier=Carrier(**data["carrier"]) if "carrier" in data else None,
        core=tuple(CoreFile(**entry) for entry in data["core"]),
        wheels=tuple(_wheel(entry) for entry in data["wheel"]),
    )
    _check(description, where)
    return description


@dataclass(frozen=True)
class Trim:
    """What is left out of one archive, and what of it Python starts with.

    Attributes:
        drop: patterns of members that go.
        empty: modules that stay without content.
        unasserting: modules that lose their assertions.
        first: patterns of what Python starts with; the others come later. Without any, all of it comes
            at once.
        stand_ins: modules that hold the place of what comes later, from the folder `stand_ins`.
    """

    drop: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    unasserting: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()


def load_trim(path: Path = HERE / "trim.toml") -> dict[str, Trim]:
    """Read what is left out, by name of the archive; `every` holds for all of them."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: Trim(**{field: tuple(patterns) for field, patterns in table.items()})
        for name, table in data.items()
    }


def _wheel(entry: dict[str, Any]) -> Wheel:
    lists = {"imports": tuple(entry["imports"]), "depends": tuple(entry["depends"])}
    return Wheel(**{**entry, **lists})


def _check(description: Description, where: str) -> None:
    names = {wheel.name.lower() for wheel in description.wheels}
    for file in description.files:
        if not re.fullmatch(r"[0-9a-f]{64}", file.sha256):
            raise ValueError(f"{where}: {file.file}: not a SHA-256: {file.sha256!r}")
        if file.size <= 0:
            raise ValueError(f"{where}: {file.file}: size {file.size} is not positive")
        if Path(file.file).name != file.file:
            raise ValueError(f"{where}: {file.file!r} is not a plain file name")
    for wheel in description.wheels:
        if missing := set(wheel.depends) - names:
            raise ValueError(f"{where}: {wheel.name} depends on {sorted(missing)}, not described")
    if len({file.file for file in description.files}) != len(description.files):
        raise ValueError(f"{where}: a file is described twice")
