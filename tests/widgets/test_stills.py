"""Drawings are kept from one build to the next, and never out of date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pyconv.pictures.plot import Drawing
from site_assets.plugin import stills

Params = dict[str, Any]


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Params, Params]]:
    """Return what is drawn, one after the other, into an empty cache."""
    monkeypatch.setenv("PYCONV_CACHE", str(tmp_path / "cache"))
    stills._drawn_by.cache_clear()
    asked: list[tuple[str, Params, Params]] = []

    def drawing(name: str, params: Params, **wanted: Any) -> Drawing:
        asked.append((name, params, wanted))
        return Drawing({"light": f"<svg>ñ{len(asked)}</svg>", "dark": "<svg/>"}, (680, 90), "alt", "")

    monkeypatch.setattr(stills, "drawing", drawing)
    return asked


def test_the_same_is_drawn_once(drawn: list[Any]) -> None:
    first = stills.kept_drawing("matrix", {"stride": 2}, language="es", narrow=False, step=None)
    again = stills.kept_drawing("matrix", {"stride": 2}, language="es", narrow=False, step=None)
    assert again == first == ({"light": "<svg>ñ1</svg>", "dark": "<svg/>"}, (680, 90), "alt", "")
    assert len(drawn) == 1


def test_whatever_else_is_asked_for_is_another_drawing(drawn: list[Any]) -> None:
    plain: Params = {"language": "es", "narrow": False, "step": None}
    others: list[tuple[str, Params, Params]] = [
        ("connectivity", {}, {}),
        ("matrix", {"stride": 2}, {}),
        ("matrix", {"stride": 3}, {}),
        ("matrix", {}, {"language": "en"}),
        ("matrix", {}, {"narrow": True}),
        ("matrix", {}, {"step": 1}),
        ("matrix", {}, {}),
    ]
    for _ in range(2):
        for name, params, wanted in others:
            stills.kept_drawing(name, params, **plain | wanted)
    assert drawn == [(name, params, plain | wanted) for name, params, wanted in others]


def test_a_changed_package_or_library_draws_anew(drawn: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    package: dict[str, bytes] = {"view.py": b"1"}
    monkeypatch.setattr(stills, "read_tree", lambda _: package)
    for change in ({"view.py": b"1"}, {"view.py": b"2"}, {"es.toml": b""}):
        package |= change
        stills._drawn_by.cache_clear()
        stills.kept_drawing("matrix", {})
    assert len(drawn) == 3
    monkeypatch.setattr(stills, "version", lambda name: f"another {name}")
    stills._drawn_by.cache_clear()
    stills.kept_drawing("matrix", {})
    assert len(drawn) == 4


def test_what_is_kept_and_damaged_is_drawn_again(drawn: list[Any], tmp_path: Path) -> None:
    for damage in (b"", b"{}", b"\xff"):
        stills.kept_drawing("matrix", {})
        (file,) = (tmp_path / "cache" / "stills").glob("*/*.json")
        file.write_bytes(file.read_bytes()[:70] + damage)
        assert stills.kept_drawing("matrix", {}).alt == "alt"
    assert len(drawn) == 4


def test_without_a_place_to_keep_them_they_are_drawn(drawn: list[Any], tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    for _ in range(2):
        assert stills.kept_drawing("matrix", {}).size == (680, 90)
    assert len(drawn) == 2


def test_long_gone_states_of_the_package_are_forgotten(
    drawn: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for state in range(12):
        monkeypatch.setattr(stills, "read_tree", lambda _, state=state: {"state": str(state).encode()})
        stills._drawn_by.cache_clear()
        stills.kept_drawing("matrix", {})
    assert len(drawn) == 12
    assert len(list((tmp_path / "cache" / "stills").iterdir())) == stills.KEPT
