"""Somebody else's machine: the distribution installed from its wheel, and sites of other people."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import yaml


class Stranger:
    """An environment in which the distribution is installed, and nothing of the repository is.

    Attributes:
        wheel: the distribution, built as for anyone.
        python: the Python of the environment. Other people's packages are those of the tests.
    """

    def __init__(self, project: Path, folder: Path) -> None:
        self.folder = folder
        choices = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
        build = ("wheel", *choices, "--no-build-isolation", "-w", str(folder / "dist"), str(project))
        _run(sys.executable, "-m", "pip", *build)
        (self.wheel,) = (folder / "dist").glob("*.whl")
        place = folder / "environment"
        venv.create(place, symlinks=os.name != "nt")
        self.python = place / Path(sysconfig.get_path("scripts")).name / Path(sys.executable).name
        packages = _run(self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
        # Only what is named in a folder of the environment itself is followed: the packages of the
        # tests are found here, and the repository, which they point at, is not.
        Path(packages, "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
        install = ("install", *choices, "--ignore-installed", "--target", packages)
        _run(sys.executable, "-m", "pip", *install, str(self.wheel))

    def run(self, *arguments: str, folder: Path | None = None) -> str:
        """Return what that Python prints; `folder` is where it runs."""
        return _run(self.python, *arguments, folder=folder or self.folder)

    def build(self, name: str, theme: dict[str, Any], pages: dict[str, str], **more: Any) -> Path:
        """Return the folder of a site that MkDocs has built, warnings being errors.

        Args:
            name: of the folder, and of the site.
            theme: what its mkdocs.yml says of the theme.
            pages: their texts, by their paths.
            more: what else its mkdocs.yml says.
        """
        root = self.folder / name
        for path, text in pages.items():
            page = root / "docs" / path
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8")
        settings = {
            "site_name": name,
            "site_url": f"https://example.org/{name}/",
            "theme": theme,
            "plugins": ["search", "pyconv"],
        }
        (root / "mkdocs.yml").write_text(yaml.safe_dump(settings | more), encoding="utf-8")
        self.run("-m", "mkdocs", "build", "--strict", "--quiet", folder=root)
        return root / "site"


def _run(*command: str | Path, folder: Path | None = None) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    told = subprocess.run(
        list(map(str, command)), cwd=folder, env=kept, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout
