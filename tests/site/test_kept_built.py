"""The server that builds again: what is served once a source has changed, and once one is wrong."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

SECONDS = 90.0
"""As long as a slow machine may take to build a site of four pages."""


class Served:
    """A project that is served and built again, and what is said of it."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "site_assets.serve", "--port", "0", "--watch"],
            cwd=project,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._said: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.address = self.wait_for(r"The site is at (\S+)")[1]

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self._said.put(line)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Return what fits in the next line that is said and fits."""
        heard = []
        while True:
            try:
                heard.append(self._said.get(timeout=SECONDS))
            except queue.Empty:
                pytest.fail(f"nothing said like {pattern}:\n{''.join(heard)}")
            if found := re.search(pattern, heard[-1]):
                return found

    def change(self, name: str, old: str, new: str) -> None:
        """Change a source."""
        file = self.project / name
        text = file.read_text("utf-8")
        assert text.count(old) == 1, f"{name}: {text.count(old)} times {old!r}"
        file.write_text(text.replace(old, new), "utf-8")

    def page(self, path: str) -> str:
        """Return what is served at a path."""
        with urllib.request.urlopen(self.address + path, timeout=SECONDS) as answer:
            text: str = answer.read().decode()
            return text


@pytest.fixture
def served(small: Path) -> Iterator[Served]:
    served = Served(small)
    try:
        served.wait_for("Built site/")
        yield served
    finally:
        served.process.terminate()
        served.process.wait(SECONDS)


WIDGET = """# Widget

```widget sliding-filter
kernel: 3
caption: The first caption.
```
"""


def test_what_is_written_is_served_and_what_is_wrong_leaves_the_last_good_site(served: Served) -> None:
    page = served.project / "docs/en/index.md"
    page.write_text(WIDGET, "utf-8")
    served.wait_for("Built site/")
    assert "The first caption." in served.page("en/")

    # In the process that drew this before.
    served.change("docs/en/index.md", "first", "second")
    served.wait_for("Built site/")
    assert "The second caption." in served.page("en/")
    served.change("docs/en/index.md", "kernel: 3", "kernel: 2")
    served.wait_for("Built site/")
    assert 'data-key="tap:3"' in (again := served.page("en/"))
    assert 'data-key="tap:4"' not in again

    served.change("docs/en/index.md", "kernel: 2", "kernel: -2")
    served.wait_for(r"index\.md, line 3: ")
    served.wait_for("The site was not built")
    assert served.page("en/") == again
    # A whole new site, of which nothing is left from before.
    served.change("docs/en/index.md", "kernel: -2", "kernel: 2")
    served.wait_for("Built site/")
    assert served.page("en/") == again


def test_changed_python_counts_and_broken_python_is_survived(served: Served) -> None:
    formulas = "site_assets/publish/formulas.py"
    assert 'class="formula"' in served.page("parameters/")
    served.change(formulas, 'class="formula"', 'class="formula changed"')
    served.wait_for("Built site/")
    assert 'class="formula changed"' in served.page("parameters/")

    served.change(formulas, "import html", "import html, nothing_of_this_name")
    served.wait_for("The site was not built")
    served.change("docs/en/index.md", "# en", "# Prose")
    served.wait_for("The site was not built")
    assert 'class="formula changed"' in served.page("parameters/")

    served.change(formulas, "import html, nothing_of_this_name", "import html")
    served.wait_for("Built site/")
    assert "Prose" in served.page("en/")
