"""State in is state out: through a link, and through whole files of every view."""

from __future__ import annotations

import json
from base64 import b64encode
from random import Random

import pyconv
from pyconv.pictures import links, web
from pyconv.pictures.export import Options, written
from pyconv.pictures.state import State, state
from pyconv.pictures.views import VIEWS, view
from tests.pictures.states import drawn

ALL, SHARE, DRAWN = 1_000, 25, 500
"""States, one of how many is tried where not all are, and of how many of these all files are drawn."""


def test_state_in_is_state_out(every: bool) -> None:
    names = list(VIEWS)
    for seed in range(0, ALL, 1 if every else SHARE):
        shown = drawn(Random(seed), names[seed % len(names)])
        through_a_link(shown)
        # Drawing takes a hundred times as long as the page.
        for kind in ("html", "svg", "png") if every or seed % DRAWN == 0 else ("html",):
            through_a_file(shown, kind)


def through_a_link(shown: State) -> None:
    known = view(shown.name).parameters
    for whole in (False, True):
        said = links.written(known, shown.params, step=shown.step, pin=shown.cell, whole=whole)
        assert said.isascii()
        assert len(said.split()) == 1
        linked = links.read(said, known)
        assert not linked.left, said
        same(state(shown.name, linked.params, shown.language, step=linked.step, cell=linked.pin), shown)


def through_a_file(shown: State, kind: str) -> None:
    data = written(kind, shown, Options(scale=1))
    again = pyconv.read_picture(data)
    assert repr(again) == shown.call
    # As a page opens it: every setting is said, and a figure of a page is never at rest.
    opened = json.loads(web.opened(json.dumps({"data": b64encode(data).decode(), "language": "en"})))
    assert opened["view"] == shown.name
    linked = links.read(opened["said"], view(shown.name).parameters)
    assert not linked.left
    found = state(shown.name, linked.params, shown.language, step=linked.step, cell=linked.pin)
    same(found, shown._replace(step=shown.step or 0))


def same(one: State, other: State) -> None:
    assert one.call == other.call
    assert (one.step, one.cell) == (other.step, other.cell)
    assert one.params == other.params
