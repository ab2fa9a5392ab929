"""What lies in an assembled runtime, and the two files that describe it."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from site_assets.runtime.description import HERE, Description, Trim, Wheel

STDLIB = "python_stdlib.zip"
WASM = "pyodide.asm.wasm"
SCRIPT = "pyodide.asm.mjs"
FIRST_STDLIB = "stdlib.bin"
NUMPY = "numpy.bin"
REST = "rest.bin"
RECORD = ("*.dist-info/RECORD",)
LOCK = "pyodide-lock.json"
MANIFEST = "runtime.json"
BOOT = {
    "loader": "pyodide.mjs",
    "script": f"{SCRIPT}.bin",
    "wasm": f"{WASM}.bin",
    "stdlib": FIRST_STDLIB,
    "lock": LOCK,
    "numpy": NUMPY,
}
"""What Python is started from, by the names under which the scripts of the site know it."""
GZIPPED = {WASM: BOOT["wasm"], SCRIPT: BOOT["script"]}
"""Pyodide's own files that no server has to compress, and what each becomes."""
LICENCE_WORDS = ("license", "licence", "copying", "notice", "copyright")


def tasks(description: Description, trim: dict[str, Trim]) -> list[dict[str, Any]]:
    """Return what `rewrite.py` has to do: one task for the standard library and each wheel.

    What every page needs becomes gzipped tars, which `boot.js` unpacks itself in a fraction of the time
    of Pyodide's package loader, and which no server has to compress. The others stay wheels.
    """
    python = library_folder(description)
    jobs = [(STDLIB, FIRST_STDLIB, "stdlib", "")]
    for wheel in description.wheels:
        target = NUMPY if wheel.name == "numpy" else wheel.file
        jobs.append((wheel.file, target, wheel.name.lower(), PACKAGES))
    if unknown := set(trim) - {name for *_, name, _ in jobs} - {"every"}:
        raise ValueError(f"trim.toml: no such archive: {sorted(unknown)}")
    every = trim.get("every", Trim())
    return [
        task(source, f"runtime/{target}", python, under, every, trim.get(name, Trim()))
        for source, target, name, under in jobs
    ]


def task(source: str, target: str, python: str, under: str, *trims: Trim) -> dict[str, Any]:
    """Return one task for `rewrite.py`; a target named .bin becomes a gzipped tar, others a zip.

    The members of a tar are named as seen from the folder `python`, those of a zip from `under` it.
    """
    tar = target.endswith(".bin")
    return {
        "source": source,
        "target": target,
        "form": "tar" if tar else "zip",
        "place": python + under,
        "under": under if tar else "",
        "drop": [pattern for trim in trims for pattern in trim.drop],
        "empty": [module for trim in trims for module in trim.empty],
        "unasserting": [module for trim in trims for module in trim.unasserting],
        "first": [pattern for trim in trims for pattern in trim.first],
        "add": {
            module: (HERE / "stand_ins" / PurePosixPath(module).name).read_text(encoding="utf-8")
            for trim in trims
            for module in trim.stand_ins
        },
    }


PACKAGES = "site-packages/"
"""Where packages lie below Python's own modules."""


def library_folder(description: Description) -> str:
    """Return where Python's own modules lie in its file system."""
    return f"/lib/python{description.python}/"


def lock(description: Description, folder: Path) -> dict[str, Any]:
    """Return a Pyodide lock of the wheels in `folder`; what they need of NumPy is always there."""
    packages = {}
    for wheel in description.wheels:
        path = folder / wheel.file
        if wheel.name != "numpy" and path.is_file():
            packages[wheel.name.lower()] = {
                "name": wheel.name,
                "version": wheel.version,
                "file_name": wheel.file,
                "install_dir": "site",
                "sha256": _sha256(path),
                "package_type": "package",
                "imports": list(wheel.imports),
                "depends": [name for name in wheel.depends if name != "numpy"],
                "unvendored_tests": False,
            }
    return {"info": description.lock_info, "packages": packages}


def complete(folder: Path, description: Description, downloads: Path) -> None:
    """Add to the rewritten archives in `folder` whatever else belongs to the runtime."""
    for file in description.core:
        if file.file in GZIPPED:
            packed = gzip.compress((downloads / file.file).read_bytes(), compresslevel=9, mtime=0)
            (folder / GZIPPED[file.file]).write_bytes(packed)
        elif file.file != STDLIB:
            shutil.copyfile(downloads / file.file, folder / file.file)
    _write_json(folder / LOCK, lock(description, folder))
    _licences(folder / "licences", description, downloads)
    # What the site tells its scripts of each file, to find it and to check it.
    files = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    # Matplotlib and what it needs: fetched only when a reader asks for it; and what it writes PDF with.
    later = {wheel.name: wheel.file for wheel in description.wheels if wheel.name != "numpy"}
    fonttools = later.pop("fonttools")
    manifest = {
        "files": files,
        "boot": BOOT,
        "rest": REST,
        "matplotlib": list(later.values()),
        "fonttools": fonttools,
    }
    _write_json(folder / MANIFEST, manifest)


def lay_out_as_released(runtime: Path, folder: Path) -> None:
    """Write Pyodide's own files as its release has them, from a runtime, so that Node can run it."""
    folder.mkdir()
    shutil.copyfile(runtime / BOOT["loader"], folder / BOOT["loader"])
    for name, gzipped in GZIPPED.items():
        (folder / name).write_bytes(gzip.decompress((runtime / gzipped).read_bytes()))
    with zipfile.ZipFile(folder / STDLIB, "w") as stdlib:
        for part in (FIRST_STDLIB, REST):
            with tarfile.open(runtime / part) as packed:
                for entry in packed:
                    if (content := packed.extractfile(entry)) and not entry.name.startswith(PACKAGES):
                        stdlib.writestr(entry.name, content.read())


def content_name(folder: Path) -> str:
    """Return a name that follows from names and bytes of all files in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _licences(folder: Path, description: Description, downloads: Path) -> None:
    """Keep the licence of each part beside it, whether or not its archive still holds it."""
    folder.mkdir()
    for path in sorted((HERE / "licences").iterdir()):
        text = path.read_text(encoding="utf-8")
        if path.name == "README.txt":
            text = text.format(version=description.version, python=description.python)
        (folder / path.name).write_text(text, encoding="utf-8", newline="\n")
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


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
