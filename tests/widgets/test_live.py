"""Live pictures in notebooks, without a browser: what is sent, what is answered, what follows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pyconv
from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures import web
from pyconv.pictures.views import VIEWS
from site_assets.notebook.modules import ENTRY, REPLACED, CircleError, bundle, ordered
from site_assets.notebook.widget import LivePicture, styles


@pytest.fixture
def live(monkeypatch):
    """Return what makes a live picture, whose answers are kept in `sent`."""

    def make(name: str = "sliding-filter", **settings) -> LivePicture:
        made = pyconv.show(name, live=True, **settings)
        made.sent = []
        monkeypatch.setattr(type(made), "send", lambda self, content, _=None: self.sent.append(content))
        return made

    return make


def ask(picture: LivePicture, question: str, **request) -> dict:
    picture._handle_custom_msg({"id": 7, "question": question, "request": json.dumps(request)}, [])
    answer = picture.sent.pop()
    assert answer["id"] == 7
    return answer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_every_view_can_be_live(live, name, language):
    picture = live(name, language=language)
    assert f'data-view="{name}"' in picture.html
    assert f'data-language="{language}"' in picture.html
    # All that its scripts look for is beside it, and nothing of other addresses.
    assert picture.html.count('<template class="pc-page-words">') == 1
    assert "<script" not in picture.html


def test_the_kernel_answers_as_the_worker_does_and_settings_follow(live):
    picture = live(stride=2)
    assert picture.settings["stride"] == [2, 2]
    # As a page says it: what stands in its fields.
    params = {**picture.settings, "stride": ["1", "1"], "edits": {"input:0,2": "1/2"}}
    asked = {"view": "sliding-filter", "language": "en", "params": params, "step": 0}
    assert ask(picture, "build", **asked)["answer"] == web.build(json.dumps(asked))
    settings = {**params, "stride": [1, 1]}
    assert picture.settings == settings
    # What it has come to can be shown again.
    assert picture.settings == live(**picture.settings).settings
    refused = {**asked, "params": {**params, "stride": [0, 0]}}
    assert "between 1 and" in json.loads(ask(picture, "build", **refused)["answer"])["refused"]["message"]
    assert picture.settings == settings
    focus = {"view": "sliding-filter", "language": "en", "params": params, "key": "tap:0"}
    assert json.loads(ask(picture, "focus", **focus)["answer"])["focus"]["key"] == "tap:0"


@pytest.mark.parametrize("question", ["plot", "__init__", None])
def test_nothing_else_is_reached_from_outside(live, question):
    answer = ask(live(), question)
    assert "KeyError" in answer["trace"]
    assert "answer" not in answer


def test_it_opens_where_it_is_told_and_is_a_still_picture_elsewhere(live):
    assert live().first == ""
    assert live(step=3).first == "step=4"
    picture = live(cell="tap:0", stride=2)
    assert picture.first == "pin=tap:0"
    assert repr(picture) == (
        "pyconv.show('sliding-filter', stride=2, language='en', cell='tap:0', live=True)"
    )
    shown = picture._repr_mimebundle_()
    data = shown[0] if isinstance(shown, tuple) else shown
    assert "application/vnd.jupyter.widget-view+json" in data
    still = pyconv.show("sliding-filter", stride=2, cell="tap:0")
    assert data["text/html"] == still._repr_html_()


def test_what_makes_no_picture_is_refused_as_ever():
    with pytest.raises(ConvError, match="stride must be between 1 and"):
        pyconv.show("sliding-filter", stride=0, live=True)


def test_the_scripts_come_in_the_order_in_which_they_are_needed(project: Path):
    sources = {
        path.relative_to(project / "site_assets").as_posix(): path.read_text("utf-8")
        for folder in ("js", "notebook")
        for path in (project / "site_assets" / folder).rglob("*.js")
    }
    there: set[str] = set()
    for path, text in ordered(sources):
        needed = {part.partition('"')[0] for part in text.split('"@/')[1:]}
        assert needed <= there, path
        assert 'from "./' not in text
        there.add(path)
    assert path == ENTRY
    assert there >= set(REPLACED.values())
    assert not there & REPLACED.keys()
    # What is fetched on a page when it is needed is there as well.
    assert {"js/elements/reading.js", "js/elements/opening.js"} <= there
    assert "const MODULES = [];" not in bundle()
    with pytest.raises(CircleError, match=r"a\.js imports itself"):
        ordered({"a.js": 'import "./b.js";', "b.js": 'import { a } from "./a.js";'}, "a.js")


def test_styles_ask_for_no_file():
    for sheet in styles().values():
        assert "url(" not in sheet
        assert "@import" not in sheet
