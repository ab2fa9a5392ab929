"""What lies in an assembled runtime, and the two files that describe it."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from site_assets.runtime.description import HERE, Description, Wheel

STDLIB = "python_stdlib.zip"
LOCK = "pyodide-lock.json"
MANIFEST = "runtime.json"
LICENCE_WORDS = ("license", "licence", "copying", "notice", "copyright")


def tasks(description: Description, trim: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Return what `rewrite.py` has to do: one task for the standard library and each wheel."""
    digits = description.python.replace(".", "")
    site_packages = f"/lib/python{description.python}/site-packages/"
    jobs = [(STDLIB, "stdlib", f"/lib/python{digits}.zip/")]
    jobs += [(wheel.file, wheel.name.lower(), site_packages) for wheel in description.wheels]
    unknown = set(trim) - {name for _, name, _ in jobs} - {"every"}
    if unknown:
        raise ValueError(f"trim.toml: no such archive: {sorted(unknown)}")
    return [
        {
            "source": file,
            "target": f"runtime/{file}",
            "place": place,
            "drop": [*trim.get("every", []), *trim.get(name, [])],
        }
        for file, name, place in jobs
    ]


def lock(description: Description, files: list[Path]) -> dict[str, Any]:
    """Return a Pyodide lock of the wheels among `files`."""
    by_name = {path.name: path for path in files}
    return {
        "info": description.lock_info,
        "packages": {
            wheel.name.lower(): {
                "name": wheel.name,
                "version": wheel.version,
                "file_name": wheel.file,
                "install_dir": "site",
                "sha256": hashlib.sha256(by_name[wheel.file].read_bytes()).hexdigest(),
                "package_type": "package",
                "imports": list(wheel.imports),
                "depends": list(wheel.depends),
                "unvendored_tests": False,
            }
            for wheel in description.wheels
            if wheel.file in by_name
        },
    }


def complete(folder: Path, description: Description, downloads: Path) -> None:
    """Add to the rewritten archives in `folder` whatever else belongs to the runtime."""
    for file in description.core:
        if file.file != STDLIB:
            shutil.copyfile(downloads / file.file, folder / file.file)
    _write_json(folder / LOCK, lock(description, sorted(folder.glob("*.whl"))))
    _licences(folder / "licences", description, downloads)
    sizes = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "pyodide": description.version,
        "python": description.python,
        "stdlib": STDLIB,
        "lock": LOCK,
        "files": sizes,
        "boot": _boot(description),
    }
    _write_json(folder / MANIFEST, manifest)


def is_whole(folder: Path) -> bool:
    """Tell whether every file that the manifest names is there with its size."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return False
    sizes: dict[str, int] = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    return all(
        (folder / name).is_file() and (folder / name).stat().st_size == size for name, size in sizes.items()
    )


def content_name(folder: Path) -> str:
    """Return a name that follows from names and bytes of all files in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _boot(description: Description) -> list[str]:
    """Return the names that a page fetches until the first answer with NumPy."""
    numpy = next(wheel.file for wheel in description.wheels if wheel.name == "numpy")
    return [*(file.file for file in description.core), LOCK, numpy]


def _licences(folder: Path, description: Description, downloads: Path) -> None:
    """Keep the licence of each part beside it, whether or not its archive still holds it."""
    folder.mkdir()
    for path in sorted((HERE / "licences").iterdir()):
        shutil.copyfile(path, folder / path.name)
    for wheel in description.wheels:
        text = _licence_text(wheel, downloads)
        (folder / f"{wheel.name}-{wheel.version}.txt").write_text(text, encoding="utf-8", newline="\n")


def _licence_text(wheel: Wheel, downloads: Path) -> str:
    parts = []
    with zipfile.ZipFile(downloads / wheel.file) as packed:
        for name in sorted(packed.namelist()):
            stem = PurePosixPath(name).name.lower()
            if stem.startswith(LICENCE_WORDS) and not name.endswith((".py", "/")):
                parts.append(f"== {name}\n\n" + packed.read(name).decode("utf-8", "replace").strip())
    if not parts:
        raise ValueError(f"{wheel.file} holds no licence")
    return "\n\n".join(parts) + "\n"


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8", newline="\n")


