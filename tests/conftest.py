"""What every test may use: the project's folder and the built site."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.stranger import Stranger

PROJECT = Path(__file__).resolve().parent.parent
IN_BROWSERS = [PROJECT / "tests" / folder for folder in ("browser", "engines")]


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the repository."""
    return PROJECT


@pytest.fixture(scope="session")
def built_site() -> Path:
    """The folder of the built site, which `nox -s tests` makes before it calls pytest."""
    site = Path(os.environ.get("PYCONV_SITE", PROJECT / "site"))
    if not (site / "index.html").is_file():
        pytest.fail(f"no built site in {site}: run `nox -s build` first, or set PYCONV_SITE")
    return site


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of how much is tested."""
    parser.addoption(
        "--every",
        action="store_true",
        help="test all of what an ordinary run takes a share of: pages in every engine and window, faults of"
        " every file, hostile texts, states and sizes by the thousand",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take a share, and be patient with browsers, unless every test was asked for."""
    if config.getoption("--every"):
        return
    for item in items:
        if any(folder in item.path.parents for folder in IN_BROWSERS):
            item.add_marker(pytest.mark.flaky(reruns=1))
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("rest")])
    items[:] = [item for item in items if not item.get_closest_marker("rest")]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell of each test that was tried twice what it failed of at first."""
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.section(f"tried once more: {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


@pytest.fixture(scope="session")
def every(request: pytest.FixtureRequest) -> bool:
    """Whether every test was asked for, and not a share of them."""
    return bool(request.config.getoption("--every"))


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    """Somebody who has installed the distribution and knows nothing of this repository."""
    # In a browser, where these fixtures are loaded too, nothing can be installed.
    from tests.stranger import Stranger

    return Stranger(PROJECT, tmp_path_factory.mktemp("stranger"))
