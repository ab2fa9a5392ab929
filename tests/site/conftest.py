"""A small project to build, beside this one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from site_assets.build import configuration_file
from site_assets.publish.languages import LANGUAGES

PAGES = {
    "index.md": "# {0}\n\nSee [more](parameters.md): $o = i - k + 1$.\n",
    "parameters.md": "# {0} 2\n\n$$x^2$$\n",
}


@pytest.fixture
def small(project: Path, tmp_path: Path) -> Path:
    """A project with two short pages in each language; nothing in it is this project's but copies."""
    root = tmp_path / "small"
    configurations = [configuration_file(one.folder) for one in LANGUAGES]
    for one in LANGUAGES:
        (root / "docs" / one.code).mkdir(parents=True)
        for name, text in PAGES.items():
            (root / "docs" / one.code / name).write_text(text.format(one.code), encoding="utf-8")
    for name in (*configurations, "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(project / name, root / name)
    for name in configurations:
        # The other pages of the site are not here to be led to.
        whole = (root / name).read_text("utf-8")
        kept = re.sub(r"^  - .+: (?!index|parameters)[\w-]+\.md\n", "", whole, flags=re.MULTILINE)
        (root / name).write_text(kept, "utf-8")
    shutil.copytree(project / "pyconv", root / "pyconv", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(
        project / "site_assets", root / "site_assets", ignore=shutil.ignore_patterns("__pycache__")
    )
    return root
