"""What holds of every view there is, whether or not it has tests of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures.controls import Edits, Parameter
from pyconv.pictures.views import VIEWS, view
from tests.pictures import golden
from tests.pictures.linear import ends
from tests.pictures.views import asked, check_focuses, keys, picture

MOST_BYTES = 150_000
"""Of the first state of a view: it is part of the page, whether anybody looks at it or not."""


def test_every_view_was_looked_at() -> None:
    looked_at = {each["request"]["view"] for each in golden.requests()}
    assert looked_at == set(VIEWS), "a new view needs `python -m tests.pictures.golden`"
    kept = {path.name for path in golden.FOLDER.glob("*.json")}
    assert kept == {golden.state_file(name, language).name for name in VIEWS for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_the_first_state_is_as_it_was(name: str, language: str) -> None:
    kept = golden.state_file(name, language).read_text("utf-8")
    assert golden.first_state(name, language) == kept


@pytest.mark.parametrize("name", VIEWS)
def test_drawn_settings_are_answered_as_they_were(name: str) -> None:
    mine = [each for each in golden.requests() if each["request"]["view"] == name]
    assert len(mine) >= golden.DRAWN
    for each in mine:
        answers = golden.answers(each["request"], [key for key in each["answers"] if key != golden.PICTURE])
        assert answers == each["answers"], each["request"]


ALONE = """
import json, sys
from pyconv.pictures import web
for line in open(sys.argv[1], encoding="utf-8"):
    kept = json.loads(line)
    if kept["request"]["view"] == sys.argv[2]:
        web.build(json.dumps(kept["request"]))
        for key in kept["answers"]:
            web.focus(json.dumps(kept["request"] | {"key": key}))
"""


@pytest.mark.skipif(sys.platform == "emscripten", reason="a browser starts no other process")
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_needs_no_other_to_have_been_shown(name: str) -> None:
    # A page in the browser imports, and reads the words of, its own views only.
    command = [sys.executable, "-c", ALONE, str(golden.REQUESTS), name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_every_parameter_works_or_is_refused_at_both_ends(name: str, language: str) -> None:
    names = {parameter.name for parameter in view(name).parameters}
    for params in ends(name):
        answer = asked(name, params, language)
        if "refused" in answer:
            assert str(answer["refused"]["field"]).split(".")[0] in names, params
            assert "{" not in answer["refused"]["message"]
            continue
        assert set(answer["steps"]) <= keys(answer), params
        assert "{" not in answer["summary"] + re.sub("<style.*?</style>", "", answer["formula"])
        for key in {*answer["steps"][:1], *answer["steps"][-1:]}:
            assert asked(name, params, language, key=key)["focus"]["words"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_every_cell_of_the_first_state_tells_something(name: str, language: str) -> None:
    known = sorted(keys(picture(name, {}, language)))
    assert known or name == "relationships"
    # A cell of an image tells what its neighbour does: some of each kind will do.
    kinds: dict[str, list[str]] = {}
    for key in known:
        kinds.setdefault(key.rstrip("0123456789:"), []).append(key)
    check_focuses(name, {}, language, [key for few in kinds.values() for key in few[:: len(few) // 60 + 1]])


@pytest.mark.parametrize("name", VIEWS)
def test_cells_that_are_not_there_are_refused(name: str) -> None:
    drawn = keys(picture(name, {}))
    kinds = {key.partition(":")[0]: key for key in sorted(drawn, reverse=True)}
    wrong = {*golden.WRONG_KEYS, "in", "out:\u0663", "cell:1", *kinds}
    for key in kinds.values():
        wrong |= {f"{key}0000000", key.replace(":", ":0", 1)}
    for key in wrong - drawn:
        answer = asked(name, {}, key=key)
        assert set(answer) == {"refused"}, key
        assert "cell" in answer["refused"]["message"] or key[:20] in answer["refused"]["message"], answer


@pytest.mark.parametrize("name", VIEWS)
def test_the_first_state_is_no_burden_to_a_page(name: str) -> None:
    for language in LANGUAGES:
        assert len(json.dumps(picture(name, {}, language)).encode()) <= MOST_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_every_control_has_words(name: str, language: str) -> None:
    words = catalogue(language)

    def label(parameter: Parameter) -> Any:
        return words[f"parameters.{parameter.name}"]

    for parameter in view(name).parameters:
        if not isinstance(parameter, Edits):
            assert label(parameter)
