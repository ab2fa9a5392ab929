"""Building again when a source changes."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from site_assets.watch import FOLDERS, rebuilding

PAUSE = 0.3
PATIENCE = 20.0


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in FOLDERS:
        (tmp_path / folder / "deep").mkdir(parents=True)
        (tmp_path / folder / "deep" / "source.txt").write_text("old")
    (tmp_path / "mkdocs.xx.yml").write_text("old")
    return tmp_path


@pytest.fixture
def builds(project: Path) -> Iterator[queue.SimpleQueue[bool]]:
    """Return where each build says that it has begun, and whether only prose had changed."""
    begun: queue.SimpleQueue[bool] = queue.SimpleQueue()
    with rebuilding(begun.put, project, PAUSE):
        yield begun


def build_once(builds: queue.SimpleQueue[bool]) -> bool:
    """Wait for a build, and then for none; tell whether only prose had changed."""
    prose = builds.get(timeout=PATIENCE)
    nothing_built(builds)
    return prose


def nothing_built(builds: queue.SimpleQueue[bool]) -> None:
    with pytest.raises(queue.Empty):
        builds.get(timeout=4 * PAUSE)


@pytest.mark.parametrize(
    ("changed", "prose"),
    [
        (["docs/deep/source.txt"], True),
        (["docs/new.md", "docs/deep/new.md"], True),
        (["pyconv/deep/source.txt"], False),
        (["site_assets/new.css"], False),
        (["mkdocs.xx.yml"], False),
        (["docs/deep/source.txt", "pyconv/deep/source.txt"], False),
    ],
)
def test_a_changed_source_is_built_once(
    project: Path, builds: queue.SimpleQueue[bool], changed: list[str], prose: bool
) -> None:
    for name in changed:
        (project / name).write_text("new")
    assert build_once(builds) is prose


def test_the_site_is_built_at_once_where_that_is_wanted(project: Path) -> None:
    begun: queue.SimpleQueue[bool] = queue.SimpleQueue()
    with rebuilding(begun.put, project, PAUSE, at_once=True):
        assert build_once(begun)


def test_a_burst_of_changes_is_built_once(project: Path) -> None:
    # As long as a slow machine may take to write so many files.
    pause = 4.0
    begun: queue.SimpleQueue[bool] = queue.SimpleQueue()
    with rebuilding(begun.put, project, pause):
        for number in range(20):
            for folder in FOLDERS:
                (project / folder / f"{number}.txt").write_text("new")
        (project / "docs/deep/source.txt").rename(project / "docs/moved.txt")
        (project / "pyconv/deep/source.txt").unlink()
        begun.get(timeout=PATIENCE)
        with pytest.raises(queue.Empty):
            begun.get(timeout=1.5 * pause)


def test_what_a_build_does_with_the_sources_is_no_change(
    project: Path, builds: queue.SimpleQueue[bool]
) -> None:
    assert (project / "docs/deep/source.txt").read_text() == "old"
    (project / "pyconv/__pycache__").mkdir()
    (project / "pyconv/__pycache__/source.pyc").write_text("compiled")
    (project / "site").mkdir()
    (project / "site/index.html").write_text("built")
    (project / "notes.txt").write_text("no source")
    nothing_built(builds)


def test_what_changes_during_a_build_is_built_after_it(project: Path) -> None:
    going, begun = threading.Event(), queue.SimpleQueue[float]()

    def build(_: bool) -> None:
        begun.put(time.monotonic())
        assert going.wait(PATIENCE)

    with rebuilding(build, project, PAUSE):
        (project / "docs/deep/source.txt").write_text("new")
        begun.get(timeout=PATIENCE)
        for text in ("newer", "newest"):
            (project / "docs/deep/source.txt").write_text(text)
            time.sleep(2 * PAUSE)
        assert begun.empty()
        released = time.monotonic()
        going.set()
        assert begun.get(timeout=PATIENCE) >= released
        with pytest.raises(queue.Empty):
            begun.get(timeout=4 * PAUSE)
