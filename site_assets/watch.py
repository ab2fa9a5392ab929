"""Build the site again whenever one of its sources changes.

What changes most often is prose. It is built by a process that stays: everything is imported there, and
what was drawn for one build is there for the next. A change of anything else begins another process, so
that changed Python counts.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
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

from site_assets.build import PROJECT, built
from site_assets.kept import Kept
from site_assets.publish.languages import LANGUAGES

PROSE = "docs"
FOLDERS = (PROSE, "pyconv", "site_assets")
FILES = "mkdocs*.yml"
PAUSE_SECONDS = 0.1
"""As long as an editor takes to write a file and to move it to its place."""

# Not that a file was opened or closed, which every build does with every source.
_CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileDeletedEvent,
]


def _path(event: FileSystemEvent) -> Path:
    return Path(os.fsdecode(event.dest_path or event.src_path))


class _Sources(FileSystemEventHandler):
    """Passes on what happens to files of a certain pattern."""

    def __init__(self, changes: EventDebouncer, pattern: str) -> None:
        self._changes = changes
        self._pattern = pattern

    def on_any_event(self, event: FileSystemEvent) -> None:
        path = _path(event)
        if path.match(self._pattern) and "__pycache__" not in path.parts:
            self._changes.handle_event(event)


@cache
def _kept() -> dict[str, Kept]:
    """Return what this process keeps of each language."""
    return {language.code: Kept() for language in LANGUAGES}


def build_again() -> None:
    """Build with what earlier builds of this process have left."""
    built(again=_kept())


class Builder:
    """Builds in a process of its own, which remembers what it has drawn.

    A build that fails says why and leaves the last good site in place.
    """

    def __init__(self) -> None:
        self._process: ProcessPoolExecutor | None = None

    def build(self, *, prose: bool) -> None:
        """Build; unless only `prose` has changed, in a new process."""
        if not prose:
            self.end()
        self._process = self._process or ProcessPoolExecutor(
            max_workers=1,
            # Not a copy of this process: it would have its Python, changed or not.
            mp_context=multiprocessing.get_context("spawn"),
            # Ctrl+C ends the server, and the server ends the process.
            initializer=signal.signal,
            initargs=(signal.SIGINT, signal.SIG_IGN),
        )
        try:
            self._process.submit(build_again).result()
        except BrokenProcessPool:
            # It ended before it could say so itself: it lacks a module, or somebody ended it.
            print("The site was not built.", file=sys.stderr, flush=True)
            self.end()

    def end(self) -> None:
        """End the process, if there is one, after what it does now."""
        if self._process:
            self._process.shutdown()
        self._process = None


@contextlib.contextmanager
def rebuilding(
    build: Callable[[bool], None],
    project: Path = PROJECT,
    pause: float = PAUSE_SECONDS,
    *,
    at_once: bool = False,
) -> Iterator[None]:
    """Call `build` after every change of a source, while the `with` block runs, and `at_once` if so wanted.

    It is told whether only prose has changed. Changes within `pause` seconds make one build, and so do all
    those that come while one is running.
    """

    def changed(events: list[FileSystemEvent]) -> None:
        build(all(_path(event).is_relative_to(project / PROSE) for event in events))

    changes = EventDebouncer(pause, changed)
    observer = Observer()
    observer.schedule(_Sources(changes, FILES), str(project), event_filter=_CHANGES)
    for folder in FOLDERS:
        handler = _Sources(changes, "*")
        observer.schedule(handler, str(project / folder), recursive=True, event_filter=_CHANGES)
    changes.start()
    observer.start()
    if at_once:
        changes.handle_event(FileModifiedEvent(str(project / PROSE)))
    try:
        yield
    finally:
        for thread in (observer, changes):
            thread.stop()
            thread.join()


@contextlib.contextmanager
def kept_built() -> Iterator[None]:
    """Build this site now and after every change of a source, while the `with` block runs."""
    builder = Builder()
    try:
        # What the first change of prose will need is drawn before that comes.
        with rebuilding(lambda prose: builder.build(prose=prose), at_once=True):
            yield
    finally:
        builder.end()
