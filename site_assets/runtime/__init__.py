"""The Pyodide runtime of the site: what it is made of, and how it is assembled.

`pyodide.toml` names every file with its SHA-256, `trim.toml` what is left out. `assemble()` fetches
the files, has them compiled ahead of time and returns the finished folder; `assembled()` returns one
that is there already and never uses the network.
"""

from __future__ import annotations

from site_assets.runtime.assembly import (
    Runtime,
    RuntimeMissing,
    assemble,
    assembled,
    cache_folder,
    compile_wheel,
)
from site_assets.runtime.fetching import AssemblyError, FileMissing, FileRefused

__all__ = [
    "AssemblyError",
    "FileMissing",
    "FileRefused",
    "Runtime",
    "RuntimeMissing",
    "assemble",
    "assembled",
    "cache_folder",
    "compile_wheel",
]
