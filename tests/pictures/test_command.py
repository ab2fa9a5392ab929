"""The command: the same bytes as from Python, and errors in words."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

import pyconv
from pyconv.pictures.command import main
from pyconv.pictures.views import VIEWS


def test_a_figure_has_the_bytes_that_python_saves(tmp_path: Path, capfdbinary) -> None:
    path = tmp_path / "figure.svg"
    settings = ["--stride", "2", "--padding=1", "--input:0,0", "3,1/2", "--step", "3", "--language", "es"]
    assert main(["figure", "sliding-filter", *settings, "-o", str(path)]) == 0
    edits = {"input:0,0": "3", "input:0,1": "1/2"}
    shown = pyconv.show("sliding-filter", stride=2, padding=1, edits=edits, step=3, language="es")
    assert path.read_bytes() == shown.svg().encode()
    assert main(["figure", "sliding-filter", *settings, "-o", "-"]) == 0
    assert capfdbinary.readouterr().out == shown.svg().encode()
    assert main(["read", str(path)]) == 0
    assert eval(capfdbinary.readouterr().out.decode())._repr_html_() == shown._repr_html_()
    rest = tmp_path / "rest.csv"
    assert main(["figure", "matrix", "--kernel-values", "ones", "--rest", "-o", str(rest)]) == 0
    assert repr(pyconv.read_picture(rest)).endswith("kernel_values='ones', language='en', step=None)")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["figure", "nothing", "-o", "a.svg"], 2, "There is no view “nothing”"),
        (["figure", "matrix", "-o", "a.jpeg"], 2, "its name may end with"),
        (
            ["figure", "matrix", "--strid", "2", "-o", "a.svg"],
            2,
            "There is no parameter “strid”; there are: stride",
        ),
        (["figure", "matrix", "--padding", "wide", "-o", "a.svg"], 2, "Padding cannot be “wide”; it can be"),
        (["figure", "matrix", "--stride", "9", "-o", "a.svg"], 2, "between 1 and 4, but it is 9"),
        (["figure", "matrix", "--stride", "1,2,3", "-o", "a.svg"], 2, "Stride has 3 numbers"),
        (["figure", "matrix", "--other:0,0", "1", "-o", "a.svg"], 2, "This makes no sense here: other:0,0=1"),
        (["figure", "matrix", "--stride", "1", "--stride", "2", "-o", "a.svg"], 2, "no sense here: stride=2"),
        (["figure", "matrix", "--other:0,0", "a b", "-o", "a.svg"], 2, "no sense here: other:0,0=a b"),
        (["figure", "matrix", "--stride", "-o", "a.svg"], 2, "Stride needs a value"),
        (["figure", "matrix", "--stride", "2", "--step", "99", "-o", "a.svg"], 2, "between 0 and"),
        (["read", "nowhere.svg"], 1, "nowhere.svg"),
        (["figure", "relationships", "-o", "nowhere/a.csv"], 1, "nowhere/a.csv"),
        (["views", "nothing"], 2, "There is no view “nothing”"),
    ],
)
def test_what_makes_no_sense_is_said(arguments: list[str], code: int, said: str, capsys) -> None:
    assert main(arguments) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["views", "matrix", "more"], ["figure", "matrix"]])
def test_what_the_command_does_not_know_ends_it(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_views_and_their_settings_are_listed(capsys) -> None:
    assert main(["views"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in listed] == list(VIEWS)
    assert all(len(row.split()) > 1 for row in listed)
    for name in VIEWS:
        assert main(["views", name]) == 0
    told = capsys.readouterr().out
    assert "--stride 1,1  (1 … 5)" in told
    assert "or cells per side" in told
    assert "--input:ROW,COLUMN VALUE,…" in told
    assert "(a text)" in told


def test_the_guide_is_a_pack(tmp_path: Path, capsys) -> None:
    assert main(["guide", "-o", str(tmp_path / "pack"), "--format", "html", "csv"]) == 0
    made = sorted(path.name for path in (tmp_path / "pack").iterdir())
    assert len(made) == 2 * 15
    assert len(capsys.readouterr().out.splitlines()) == 30
    page = (tmp_path / "pack" / "padding_strides_odd_transposed.html").read_bytes()
    assert repr(pyconv.read_picture(page)) == (
        "pyconv.show('guide-animations', preset='padding_strides_odd_transposed', language='en', step=0)"
    )


def test_it_is_called_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["pyconv", "views"])
    # Another test may have imported every module of the package.
    monkeypatch.delitem(sys.modules, "pyconv.__main__", raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("pyconv", run_name="__main__")
    assert ended.value.code == 0
    assert "sliding-filter" in capsys.readouterr().out
