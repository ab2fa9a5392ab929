"""Writing files that others read: a web server, another build that uses the same cache."""

from __future__ import annotations

import tempfile
from pathlib import Path

FILE, FOLDER = 0o644, 0o755


def readable_by_all(folder: Path) -> None:
    """Let everybody read what lies in `folder`, and only its owner change it, whatever the umask was.

    Nothing that is published is a program.
    """
    folder.chmod(FOLDER)
    for path in folder.rglob("*"):
        path.chmod(FOLDER if path.is_dir() else FILE)


def write_at_once(path: Path, data: bytes) -> None:
    """Write a file of which nobody ever sees a part, making its folder as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
        fresh = Path(part.name)
        try:
            part.write(data)
            part.close()
            fresh.chmod(FILE)
            fresh.replace(path)
        except BaseException:
            part.close()
            fresh.unlink(missing_ok=True)
            raise
