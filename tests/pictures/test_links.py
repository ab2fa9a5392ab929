"""What a link says, in Python as in a page: what goes in comes out, and harm does none."""

from __future__ import annotations

import re
import sys
import time
import zlib
from base64 import urlsafe_b64encode
from math import inf
from pathlib import Path
from random import Random

import pytest

from pyconv.pictures import links
from pyconv.pictures.controls import Choice, Edits, Ranged, Weights
from pyconv.pictures.export.carried import BROUGHT
from pyconv.pictures.settings import first_params
from pyconv.pictures.views import VIEWS, view

SLIDING = view("sliding-filter").parameters
FIGURES = [*(view(name).parameters for name in VIEWS), *BROUGHT.values()]


def packed(text: str) -> str:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return urlsafe_b64encode(stream.compress(text.encode()) + stream.flush()).decode().rstrip("=")


@pytest.mark.skipif(sys.platform == "emscripten", reason="a browser starts no other process")
def test_python_and_the_page_write_and_read_the_same(tmp_path: Path) -> None:
    from tests.links.links import answers, facts
    from tests.links.test_links_alone import as_text, hostile, state

    draw = Random("both")
    asked, known = [], []
    for number in range(600):
        parameters = list(draw.choice(FIGURES))
        known.append(parameters)
        one = {"facts": facts(parameters)}
        one |= {"link": hostile(draw, parameters)} if number % 2 else {"state": state(draw, parameters)}
        asked.append(one)
    for one, parameters, answer in zip(asked, known, answers(asked, tmp_path), strict=True):
        if answer["id"] is None:
            continue
        said = answer["link"].split(";")[0].partition("?")[2]
        linked = links.read(said, parameters)
        if "state" in one:
            assert as_text(linked.params) == as_text(answer["params"]), said
            assert (linked.step, linked.pin or None) == (answer["step"], answer["pin"])
            again = links.written(parameters, answer["params"], step=answer["step"], pin=answer["pin"] or "")
            if said and "deflate" not in said:
                # A page says what is long last.
                assert sorted(again.split("&")) == sorted(said.split("&"))
        for whole in (False, True):
            wrote = links.written(parameters, linked.params, step=linked.step, pin=linked.pin, whole=whole)
            assert as_text(links.read(wrote, parameters).params) == as_text(linked.params)


@pytest.mark.parametrize(
    ("said", "left", "params"),
    [
        ("stride=2&padding=1", [], {"stride": ["2", "2"], "padding": "explicit", "amounts": ["1"] * 4}),
        ("padding=1,2", [], {"padding": "explicit", "amounts": ["1", "1", "2", "2"]}),
        ("stride=x&kernel=1%2C2&input=1e999", ["stride=x", "kernel=1%2C2", "input=1e999"], {}),
        ("padding=wide&padding=half", ["padding=wide", "padding=half"], {}),
        ("padding=1,2,3,4,5", ["padding=1,2,3,4,5"], {}),
        ("constant=a+b%2B&banana=1&step=x&pin=x", ["banana=1", "step=x", "pin=x"], {"constant": "a b+"}),
        ("input:1,2=3,4&output:0,0=1", ["output:0,0=1"], {"edits": {"input:1,2": "3", "input:1,3": "4"}}),
        ("input:0,0=1&edits=none&seed=%ff", ["seed=%ff"], {"edits": {}}),
        ("edits=all&constant=%g1", ["edits=all", "constant=%g1"], {}),
        ("input:0,9999=1,2&constant=%ff", ["input:0,9999=1,2", "constant=%ff"], {}),
        ("deflate=broken!&stride=2", ["deflate=broken!"], {"stride": ["2", "2"]}),
        (f"deflate={packed('stride=2&seed=4')}", [], {"stride": ["2", "2"], "seed": ["4"]}),
    ],
)
def test_what_makes_no_sense_is_left_and_named(said: str, left: list[str], params: dict[str, object]) -> None:
    linked = links.read(said, SLIDING)
    assert list(linked.left) == left
    assert linked.params == first_params(SLIDING) | params


@pytest.mark.skipif(sys.platform == "emscripten", reason="what draws links starts another process")
def test_a_hostile_link_changes_nothing_but_what_it_may() -> None:
    from tests.links.test_links_alone import hostile

    draw = Random("hostile")
    for _ in range(10_000):
        parameters = list(draw.choice(FIGURES))
        said = hostile(draw, parameters).partition("?")[2]
        linked = links.read(said, parameters)
        assert linked.params.keys() == {each.name for each in parameters}
        assert linked.step is None or linked.step >= 0
        assert not linked.pin or re.fullmatch(r"[a-z:-]+[0-9:]+", linked.pin)
        if linked.newer:
            assert linked.params == first_params(parameters)
        for each in parameters:
            value = linked.params[each.name]
            if isinstance(each, Edits):
                cells = [re.fullmatch(r"([a-z]+):[0-9]{1,4},[0-9]{1,4}", cell) for cell in value]
                assert all(cell and cell[1] in each.grids for cell in cells)
                assert all(isinstance(typed, str) for typed in value.values())
            elif isinstance(each, Choice):
                assert value in each.options
            elif isinstance(each, Ranged | Weights):
                assert len(value) == len(each.first())
                assert all(str(entry) == "" or abs(float(entry)) < inf for entry in value)
            else:
                assert isinstance(value, str)


def test_a_link_says_once_what_is_packed_and_is_read_soon() -> None:
    said = f"deflate={packed('stride=2')}&deflate={packed('kernel=2')}"
    linked = links.read(said, SLIDING)
    assert linked.params == first_params(SLIDING) | {"stride": ["2", "2"]}
    assert linked.left == (said.partition("&")[2],)
    began = time.process_time()
    for inner in ("&" * 299_000, "a&" * 149_000, "stride=2&" * 33_000):
        endless = "&".join([f"deflate={packed(inner)}"] * 200)
        assert len(links.read(endless, SLIDING).left) <= 2 * links.MOST
    # Unpacked again and again, they took a hundred times as long.
    assert time.process_time() - began < 2


def test_a_bomb_stays_packed_and_a_later_grammar_unread() -> None:
    for bomb in (packed("0" * 50_000_000), packed("seed=4") + "x"):
        linked = links.read(f"stride=2&deflate={bomb}", SLIDING)
        assert linked.params == first_params(SLIDING) | {"stride": ["2", "2"]} or linked.params["seed"] == [
            "4"
        ]
    assert links.read("stride=2&v=2", SLIDING) == links.Linked(first_params(SLIDING), newer=True)


def test_a_picture_at_rest_and_a_pinned_cell() -> None:
    params = first_params(SLIDING)
    assert links.written(SLIDING, params) == "v=1"
    assert links.written(SLIDING, params, step=None) == "step=0&v=1"
    assert links.read("step=0&v=1", SLIDING).step is None
    assert links.read("step=3&pin=in:4", SLIDING)[1:3] == (2, "in:4")
    edited = params | {"edits": {"input:0,1": "a,b", "input:0,0": 1, "kernel:1,1": "2"}}
    assert links.written(SLIDING, edited) == "input:0,0=1,a%2Cb&kernel:1,1=2&v=1"


def test_digits_that_only_escape_are_no_amounts() -> None:
    known = view("layer-size").parameters
    params = first_params(known) | {"padding": "explicit", "amounts": "\n"}
    said = links.written(known, params)
    assert "amounts=%0A" in said
    assert links.read(said, known) == links.Linked(params)
