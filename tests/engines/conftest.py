"""The other engines: Firefox and WebKit, where they are on the machine or can be got.

The site is served as it was built, but for two more scripts in each page. One, before all others,
remembers what goes wrong: WebKit's driver does not tell what appears on the console. The other, after
all others, listens to what is asked of Python: a driver's own scripts have other modules than the page.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from site_assets.programs import FIREFOX, WEBKIT, ProgramMissing, find
from site_assets.serve import SiteServer, served
from tests.browser.scripts import RECORD
from tests.engines.tabs import Tab, firefox, webkit

ENGINES = {"firefox": (FIREFOX, firefox), "webkit": (WEBKIT, webkit)}

RECORDER = """
window.problems = [];
const note = (kind, ...what) => window.problems.push(`${kind}: ${what.join(" ")}`);
addEventListener("error", (event) => setTimeout(() => {
  const { message, target, cancelable, defaultPrevented } = event;
  // What the page sees to does not reach the console; of sizes that are told of later Firefox writes
  // nothing to its own, which is read as well.
  const unwritten = defaultPrevented || (!cancelable && message?.startsWith("ResizeObserver loop"));
  if (!unwritten) note("error", message ?? target.src ?? target.href);
}), true);
addEventListener("unhandledrejection", ({ reason }) => note("rejection", reason));
addEventListener("securitypolicyviolation",
  ({ effectiveDirective, blockedURI }) => note("policy", effectiveDirective, blockedURI));
for (const level of ["error", "warn"]) {
  const write = console[level];
  console[level] = (...words) => { note(level, ...words); write.apply(console, words); };
}
"""


def copy_with_recorders(site: Path, folder: Path, *, without: str | None = None) -> Path:
    """Copy a built site, by links; its pages get the recorders."""

    def take(source: str, target: str) -> None:
        if not source.endswith(".html"):
            os.link(source, target)
            return
        page = Path(source).read_text("utf-8")
        first, last = '<script src="/pyconv/first.js">', '<script type="module" src="/pyconv/last.js">'
        page = page.replace("<head>", f"<head>{first}</script>", 1)
        Path(target).write_text(page.replace("</body>", f"{last}</script></body>", 1), "utf-8")

    ignore = shutil.ignore_patterns(without) if without else None
    shutil.copytree(site, folder, copy_function=take, ignore=ignore)
    (folder / "first.js").write_text(RECORDER, "utf-8")
    (folder / "last.js").write_text(f"await ({RECORD})();", "utf-8")
    return folder


@pytest.fixture(scope="session")
def recorded(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """The built site with the recorders."""
    with served(copy_with_recorders(built_site, tmp_path_factory.mktemp("recorded") / "site")) as server:
        yield server


@pytest.fixture(scope="session")
def without_python(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """The same, but the files of Python are missing."""
    folder = tmp_path_factory.mktemp("without-python") / "site"
    with served(copy_with_recorders(built_site, folder, without="runtime")) as server:
        yield server


@pytest.fixture(scope="session", params=ENGINES)
def open_tab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A tab of an engine, for the whole session; skipped where the engine is not on the machine."""
    program, opened = ENGINES[request.param]
    try:
        find(program)
    except ProgramMissing as missing:
        pytest.skip(str(missing))
    with opened(tmp_path_factory.mktemp(request.param)) as tab:
        yield tab


@pytest.fixture
def tab(open_tab: Tab, project: Path, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """The tab; nothing may go wrong in it, and a picture is kept of what failed."""
    open_tab.said()
    failed_before = request.session.testsfailed
    yield open_tab
    if request.session.testsfailed > failed_before:
        folder = project / "test-results"
        folder.mkdir(exist_ok=True)
        open_tab.picture(folder / f"{re.sub(r'[^a-z0-9-]+', '-', request.node.name)}.png")
    assert not open_tab.said()


@pytest.fixture
def widgets(tab: Tab) -> Callable[..., Any]:
    """Return a function that calls a function of JavaScript with a widget of the page, by its place."""

    def on(place: int, source: str, *arguments: Any) -> Any:
        whole = f'(place, ...more) => ({source})(document.querySelectorAll("pyconv-widget")[place], ...more)'
        return tab.run(whole, place, *arguments)

    return on
