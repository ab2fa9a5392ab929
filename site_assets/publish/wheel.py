"""The wheel of `pyconv`: as anyone installs it, and compiled as the reader's browser loads it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import chdir, suppress
from dataclasses import dataclass
from pathlib import Path

from site_assets.files import write_at_once
from site_assets.publish.contents import content_name
from site_assets.runtime import assembled, cache_folder, compile_wheel


@dataclass(frozen=True)
class Wheel:
    """A built wheel: its file name and its bytes."""

    filename: str
    data: bytes

    @property
    def address(self) -> str:
        """The path of the wheel inside the site, with a hash of its content."""
        return f"wheel/{content_name({self.filename: self.data})}/{self.filename}"


def build_wheel(project: Path) -> Wheel:
    """Build the wheel of the project in folder `project` with hatchling, in this process.

    The same sources give the same bytes: hatchling dates every member alike, and the date is
    fixed here whatever SOURCE_DATE_EPOCH the machine sets. Needs no network.
    """
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415 - only a build needs it

    epoch = os.environ.pop("SOURCE_DATE_EPOCH", None)
    try:
        with tempfile.TemporaryDirectory() as folder, chdir(project):
            builder = WheelBuilder(str(project))
            (path,) = builder.build(directory=folder, versions=["standard"])
            return Wheel(Path(path).name, Path(path).read_bytes())
    finally:
        if epoch is not None:
            os.environ["SOURCE_DATE_EPOCH"] = epoch


def compiled(wheel: Wheel) -> Wheel:
    """Return the wheel with its modules compiled ahead of time by the runtime's own Python.

    Done once for a wheel and a runtime, and kept in the cache, if it can be written, under the hash of
    what was made: what is not that any more is made again.

    Raises:
        RuntimeMissing: no runtime has been assembled.
    """
    kept = cache_folder() / "wheels" / assembled().name / content_name({wheel.filename: wheel.data})
    for path in kept.glob("*.whl"):
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == path.stem:
            return Wheel(wheel.filename, data)
    with tempfile.TemporaryDirectory(prefix="pyconv-wheel-") as name:
        source, fresh = Path(name, wheel.filename), Path(name, "compiled.whl")
        source.write_bytes(wheel.data)
        compile_wheel(source, fresh)
        data = fresh.read_bytes()
    with suppress(OSError):
        write_at_once(kept / f"{hashlib.sha256(data).hexdigest()}.whl", data)
    return Wheel(wheel.filename, data)
