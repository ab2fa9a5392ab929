"""What is saved for TeX is set by TeX, where the machine has it: all numbers of the picture are there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from pyconv.pictures.export import written
from pyconv.pictures.model import Grid
from pyconv.pictures.state import State, state
from pyconv.pictures.views import VIEWS
from site_assets.programs import TEX, ProgramMissing, find

SHARE = {"sliding-filter", "transposed"}
CASES = [pytest.param(name, marks=[] if name in SHARE else pytest.mark.rest) for name in VIEWS]


@pytest.fixture(scope="module")
def pdflatex() -> Path:
    """TeX; skipped where it is not on the machine."""
    try:
        return find(TEX)
    except ProgramMissing as missing:
        pytest.skip(str(missing))


def sheet(pdflatex: Path, kind: str, shown: State, folder: Path) -> str:
    """Return what stands on the first sheet that TeX makes of a file."""
    (folder / "figure.tex").write_bytes(written(kind, shown))
    options = ("-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape")
    done = subprocess.run(
        [pdflatex, *options, "figure.tex"],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, [line for line in done.stdout.splitlines() if line.startswith(("!", "l."))]
    return PdfReader(folder / "figure.pdf").pages[0].extract_text().replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize("name", CASES)
def test_a_picture_is_set_by_tex(pdflatex: Path, name: str, tmp_path: Path) -> None:
    shown = state(name, {}, "es", step=0)
    texts = [
        cell.text
        for panel in shown.scene.panels
        if isinstance(panel, Grid)
        for row in panel.rows
        for cell in row
    ]
    numbers = {text for text in texts if re.fullmatch("[0-9]+", text)}
    # Numbers that stand beside each other are read as one.
    drawn = sheet(pdflatex, "tikz", shown, tmp_path)
    assert [number for number in numbers if number not in drawn] == []
    assert sheet(pdflatex, "tex", shown, tmp_path).strip()
