"""The real runtime, for the tests that need it."""

import pytest

from site_assets.runtime import Runtime, RuntimeMissing, assembled


@pytest.fixture(scope="session")
def runtime() -> Runtime:
    """The real runtime, if it has been assembled on this machine."""
    try:
        return assembled()
    except RuntimeMissing as reason:
        pytest.skip(str(reason))
