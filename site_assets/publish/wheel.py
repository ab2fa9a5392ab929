"""The wheel of `pyconv` that the reader's browser loads."""

from __future__ import annotations

import os
import tempfile
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from site_assets.publish.contents import content_name


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
