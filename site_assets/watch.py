"""Build the site again whenever one of its sources changes."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from watchdog.events import (
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.utils.event_debouncer import EventDebouncer

from site_assets.build import PROJECT

FOLDERS = ("docs", "pyconv", "site_assets")
FILES = "mkdocs*.yml"
PAUSE_SECONDS = 0.5

# Not that a file was opened or closed, which every build does with every source.
_CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileDeletedEvent,
]


class _Sources(FileSystemEventHandler):
    """Passes on what happens to files of a certain pattern."""

    def __init__(self, changes: EventDebouncer, pattern: str) -> None:
        self._changes = changes
        self._pattern = pattern

    def on_any_event(self, event: FileSystemEvent) -> None:
        path = Path(os.fsdecode(event.dest_path or event.src_path))
        if path.match(self._pattern) and "__pycache__" not in path.parts:
            self._changes.handle_event(event)


def build_apart() -> None:
    """Build in a process of its own, so that changed Python counts too.

    A build that fails says why and leaves the last good site in place.
    """
    subprocess.run([sys.executable, "-m", "site_assets.build"], check=False)


@contextlib.contextmanager
def rebuilding(
    project: Path = PROJECT, build: Callable[[], None] = build_apart, pause: float = PAUSE_SECONDS
) -> Iterator[None]:
    """Build after every change of a source, while the `with` block runs.

    Changes within `pause` seconds make one build, and so do all those that come while one is running.
    """
    changes = EventDebouncer(pause, lambda _: build())
    observer = Observer()
    observer.schedule(_Sources(changes, FILES), str(project), event_filter=_CHANGES)
    for folder in FOLDERS:
        handler = _Sources(changes, "*")
        observer.schedule(handler, str(project / folder), recursive=True, event_filter=_CHANGES)
    changes.start()
    observer.start()
    try:
        yield
    finally:
        for thread in (observer, changes):
            thread.stop()
            thread.join()
