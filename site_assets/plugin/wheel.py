"""The wheel of `pyconv` that the reader's browser loads: the package alone, compiled ahead of time.

The distribution that it comes from has another name, because `pyconv` is the name of other people's
program on the public package index. It holds this plugin too, which no browser needs.
"""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import pyconv
from site_assets.files import write_at_once
from site_assets.plugin.contents import content_name
from site_assets.runtime import assembled, cache_folder, compile_wheel
from site_assets.runtime.rewrite import write_zip

DISTRIBUTION = "convolution-views"
"""The name that package indexes know: `pyproject.toml` has it too."""


@dataclass(frozen=True)
class Wheel:
    """A built wheel, or what pages load of it: its file name and its bytes."""

    filename: str
    data: bytes

    @property
    def address(self) -> str:
        """The path of the wheel inside the site, with a hash of its content."""
        return f"wheel/{content_name({self.filename: self.data})}/{self.filename}"


def build_wheel() -> Wheel:
    """Return the wheel of the package `pyconv` as it is imported here.

    The same sources give the same bytes. Needs no network, and no folder of sources.
    """
    root = Path(pyconv.__file__).parent
    stem = f"{DISTRIBUTION.replace('-', '_')}-{pyconv.__version__}"
    metadata = {
        "METADATA": (
            f"Metadata-Version: 2.4\nName: {DISTRIBUTION}\nVersion: {pyconv.__version__}\n"
            "License-Expression: MIT\nLicense-File: LICENSE\n"
        ),
        "WHEEL": "Wheel-Version: 1.0\nGenerator: pyconv\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "licenses/LICENSE": distribution(DISTRIBUTION).read_text("licenses/LICENSE") or "",
    }
    content = {
        path.relative_to(root.parent).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    content |= {f"{stem}.dist-info/{name}": text.encode() for name, text in metadata.items()}
    with tempfile.TemporaryDirectory(prefix="pyconv-wheel-") as folder:
        packed = Path(folder, f"{stem}-py3-none-any.whl")
        write_zip(packed, content)
        return Wheel(packed.name, packed.read_bytes())


def compiled(wheel: Wheel) -> Wheel:
    """Return what is in a wheel, compiled ahead of time by the runtime's own Python, as a gzipped tar.

    A browser unpacks that by itself, and no server has to compress it. Done once for a wheel and a runtime,
    and kept in the cache, if it can be written, under the hash of what was made: what is not that any more
    is made again.

    Raises:
        RuntimeMissing: no runtime has been assembled.
    """
    filename = f"{wheel.filename.removesuffix('-py3-none-any.whl')}.bin"
    kept = cache_folder() / "wheels" / assembled().name / content_name({wheel.filename: wheel.data})
    for path in kept.glob("*.bin"):
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == path.stem:
            return Wheel(filename, data)
    with tempfile.TemporaryDirectory(prefix="pyconv-wheel-") as name:
        source, fresh = Path(name, wheel.filename), Path(name, "compiled.bin")
        source.write_bytes(wheel.data)
        compile_wheel(source, fresh)
        data = fresh.read_bytes()
    with suppress(OSError):
        write_at_once(kept / f"{hashlib.sha256(data).hexdigest()}.bin", data)
    return Wheel(filename, data)
