"""What every test may use: the project's folder and the built site."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.stranger import Stranger

PROJECT = Path(__file__).resolve().parent.parent


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
    """Leave out what is no part of the share, unless every test was asked for."""
    if config.getoption("--every"):
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("rest")])
    items[:] = [item for item in items if not item.get_closest_marker("rest")]


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
