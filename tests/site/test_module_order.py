"""The order of modules in pyproject.toml holds, and a wrong import breaks it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def linted(project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the package that may be spoilt."""
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    shutil.copytree(PROJECT / "pyconv", tmp_path / "pyconv", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_module_imports_only_what_it_may() -> None:
    done = linted(PROJECT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "wrong"),
    [
        ("terms", "pyconv.pictures.model"),
        ("arithmetic", "pyconv.spec"),
        ("symbols", "pyconv.relationships"),
        ("pictures/model", "pyconv.pictures.settings"),
        ("pictures/settings", "pyconv.pictures.views"),
        ("pictures/parts/convolution", "pyconv.pictures.views.channels"),
        ("pictures/views/round_trip/__init__", "pyconv.pictures.views.channels.picture"),
        ("pictures/views/channels/picture", "pyconv.pictures.views.channels.focus"),
        ("pictures/svg", "matplotlib.colors"),
        ("spec", "site_assets.build"),
    ],
)
def test_a_wrong_import_is_named(copy: Path, module: str, wrong: str) -> None:
    with (copy / "pyconv" / f"{module}.py").open("a", encoding="utf-8") as source:
        source.write(f"\n\ndef late() -> object:\n    import {wrong}\n\n    return {wrong}\n")
    done = linted(copy)
    assert done.returncode == 1
    name = f"pyconv.{module.removesuffix('/__init__').replace('/', '.')}"
    named = wrong.partition(".")[0] if wrong.startswith(("matplotlib", "site_assets")) else wrong
    assert f"{name} -> {named}" in done.stdout


@pytest.mark.parametrize("folder", ["pyconv", "pyconv/pictures"])
def test_a_module_that_has_no_place_in_the_order_is_named(copy: Path, folder: str) -> None:
    (copy / folder / "stray.py").write_text('"""Has no place."""\n', encoding="utf-8")
    done = linted(copy)
    assert done.returncode == 1
    assert "stray" in done.stdout
