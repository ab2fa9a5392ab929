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
    """Add the choice of how much is tested in Firefox and WebKit."""
    parser.addoption(
        "--every-page",
        action="store_true",
        help="in Firefox and WebKit, test every page of both languages and not a share of them",
    )


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    """Somebody who has installed the distribution and knows nothing of this repository."""
    # In a browser, where these fixtures are loaded too, nothing can be installed.
    from tests.stranger import Stranger

    return Stranger(PROJECT, tmp_path_factory.mktemp("stranger"))
