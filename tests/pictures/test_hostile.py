"""Whatever is asked, `pyconv.pictures.web` answers with JSON; only a mistake of ours is raised."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from math import inf, nan
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures import plot as figures
from pyconv.pictures import requests, web
from pyconv.pictures.controls import Choice, Ranged
from pyconv.pictures.views import VIEWS, view
from pyconv.pictures.views.network.editing import DOES

COUNT = 500 if sys.platform == "emscripten" else 10_000

MOST_CHARACTERS = 5_000_000
"""More than any picture of the site has; no request makes a larger answer."""

NASTY: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 7, 10**9, -(10**30), 10**4000, 0.5, 1e308, nan, inf, -inf, "", " ", "x",
    "٣", "３", "−1", "1/0", "1e9", "\0", "\ud800", "\udfff\ud83d", "<script>", "{value}", "%s", "in:0",
    "in:-1", "out:0", "out:999999", "out:٣", "tap:0:0", "term:0:0:0", "corner:0", "pair:1:1", "pixel:0",
    "same-in:0", "map:in:0", "kernel:0:0", "zero:0", "pad:0", "unit:0", "a" * 5000, "9" * 5000, "es", "fr",
    "explicit", "constant", "circular", [], [[]], [1, 2], [nan], ["\ud800"], [10**20] * 3, list(range(500)),
    {}, {"": ""}, {"a": {"b": [{}]}}, {"input:0,0": "1"}, {"input:0,0": {}}, {"kernel:٣,0": 1},
)  # fmt: skip

BROKEN = (
    "", " ", "nul", "null", "true", "3", '"text"', "[]", "[{}]", "{", "}", "{'view': 1}", "{,}", "\ufeff{}",
    "[" * 100_000, '{"params":' * 20_000, '{"a":' * 900 + "1" + "}" * 900, "[" * 900 + "]" * 900,
    "9" * 5000, "-Infinity", '{"view": NaN}', "\ud800", "\0", "{" + " " * 300_000 + "}",
)  # fmt: skip


def questions() -> list[Callable[[str], str]]:
    if find_spec("matplotlib") is None:
        return [web.build, web.focus, web.edit]
    return [web.build, web.build, web.focus, web.focus, web.edit, web.plot]


def parameters(draw: Random, names: list[str]) -> Any:
    """Return some values under the names of parameters, or what is none of that."""
    if draw.random() < 0.1:
        return draw.choice(NASTY)
    chosen = {draw.choice(names): draw.choice(NASTY) for _ in range(draw.randrange(3))}
    return chosen | ({draw.choice(("", "kernels", "\ud800", "__class__")): 1} if draw.random() < 0.1 else {})


def edit(draw: Random) -> dict[str, Any]:
    """Return something to be done in a picture, or what is none of that."""
    does = draw.choice((*DOES, draw.choice(NASTY)))
    return {"does": does, "name": draw.choice(("stride", *NASTY)), "typed": draw.choice(("2", *NASTY))}


def hostile(draw: Random) -> str:
    """Return the text of a request that is wrong in some way, or just possible."""
    if draw.random() < 0.05:
        return draw.choice(BROKEN)
    shown = view(draw.choice(list(VIEWS)))
    names = [parameter.name for parameter in shown.parameters]
    asked: dict[str, Any] = {
        "view": shown.name,
        "figure": draw.choice(list(figures.FIGURES)) if draw.random() < 0.05 else "weigths",
        "language": draw.choice(LANGUAGES),
        "params": parameters(draw, names),
        "key": draw.choice(NASTY),
        "edit": draw.choice(NASTY) if draw.random() < 0.2 else edit(draw),
    }
    for part in ("view", "figure", "language", "params", "step", "narrow"):
        if draw.random() < 0.08:
            asked[part] = draw.choice(NASTY)
        elif draw.random() < 0.03:
            asked.pop(part, None)
    sys.set_int_max_str_digits(0)
    text = json.dumps(asked, ensure_ascii=draw.random() < 0.5)
    sys.set_int_max_str_digits(sys.int_info.default_max_str_digits)
    if draw.random() < 0.1:
        place = draw.randrange(len(text))
        text = draw.choice(
            (text[:place], text[place:], text[:place] + draw.choice('"{}[],:\\0') + text[place + 1 :])
        )
    if draw.random() < 0.05:
        text = text.replace("{", '{"params": 1, "view": 2, ', 1)
    return text


def read(answer: str) -> dict[str, Any]:
    """Return an answer, which has to be JSON that can be sent."""

    def no_constant(text: str) -> None:
        raise AssertionError(text)

    answer.encode()
    found: dict[str, Any] = json.loads(answer, parse_constant=no_constant)
    return found


def test_no_request_raises() -> None:
    draw = Random(7)
    asking = questions()
    refused = 0
    for _ in range(COUNT):
        request = hostile(draw)
        question = draw.choice(asking)
        try:
            answer = question(request)
        except Exception as error:
            error.add_note(f"{question.__name__}: {request[:2000]!r}")
            raise
        assert len(answer) < MOST_CHARACTERS, request
        told = read(answer)
        if "refused" in told:
            refused += 1
            assert set(told["refused"]) == {"message", "field"}
            assert told["refused"]["message"].endswith(".")
            assert len(told["refused"]["message"]) <= 400
    # Most are refused, but not for something that all of them have in common.
    assert COUNT / 2 < refused < COUNT


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(NASTY),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters()), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*requests.KINDS, "other"]), json_values))
def test_no_json_raises(asked: dict[str, Any]) -> None:
    sys.set_int_max_str_digits(0)
    request = json.dumps(asked)
    sys.set_int_max_str_digits(sys.int_info.default_max_str_digits)
    for question in set(questions()):
        assert "refused" in read(question(request))


GOOD = {"view": "matrix", "figure": "weights", "language": "es", "params": {}, "key": "in:0", "edit": {}}


@pytest.mark.parametrize(
    ("question", "part", "kind"),
    [
        (web.build, "view", "string"),
        (web.build, "language", "string"),
        (web.build, "params", "object"),
        (web.focus, "view", "string"),
        (web.focus, "key", "string"),
        (web.focus, "params", "object"),
        (web.edit, "view", "string"),
        (web.edit, "params", "object"),
        (web.edit, "edit", "object"),
        (web.plot, "figure", "string"),
        (web.plot, "params", "object"),
    ],
)
def test_a_part_that_is_missing_or_of_another_kind(
    question: Callable[[str], str], part: str, kind: str
) -> None:
    english = "The request needs “{}” (in JSON, {})."
    spanish = "La petición necesita «{}» (en JSON, {})."
    words = english if part == "language" else spanish
    without = {name: value for name, value in GOOD.items() if name != part}
    for asked in (without, *({**GOOD, part: wrong} for wrong in (None, True, 3, 0.5, [], ["es"]))):
        answer = read(question(json.dumps(asked)))
        assert answer == {"refused": {"message": words.format(part, kind), "field": None}}


@pytest.mark.parametrize("wrong", [None, True, 1.0, "1", [], {}])
def test_a_step_that_is_no_whole_number(wrong: object) -> None:
    answer = read(web.build(json.dumps({**GOOD, "step": wrong})))
    assert answer["refused"]["message"] == "La petición necesita «step» (en JSON, integer)."


@pytest.mark.parametrize("wrong", [None, 1, 0.0, "true", [], {}])
def test_narrow_that_is_neither_true_nor_false(wrong: object) -> None:
    answer = read(web.plot(json.dumps({**GOOD, "narrow": wrong})))
    assert answer["refused"]["message"] == "La petición necesita «narrow» (en JSON, boolean)."


def long(count: int) -> str:
    """Return a good request of so many characters."""
    text = json.dumps(GOOD)
    return text + " " * (count - len(text))


@pytest.mark.parametrize(
    ("request_text", "reason"),
    [
        ("", "request-broken"),
        ("[]", "request-broken"),
        ("null", "request-broken"),
        ('{"view": "matrix"', "request-broken"),
        ("[" * 100_000, "request-deep"),
        ("[]" * 50_000 + "[" * 101, "request-deep"),
        ('{"a":' * 101, "request-deep"),
        (json.dumps({**GOOD, "params": {"input": [[[[[[[[1]]]]]]]]}}), "request-deep"),
        (json.dumps({**GOOD, "params": {"input": nan}}), "request-number"),
        (json.dumps({**GOOD, "params": {"input": [-inf]}}), "request-number"),
        (json.dumps(GOOD).replace("{}", '{"input": 1e999}'), "request-number"),
        (json.dumps(GOOD).replace("{}", '{"input": 1' + "0" * 5000 + "}"), "request-number"),
        (json.dumps({**GOOD, "params": {"input": "\ud800"}}), "request-text"),
        (json.dumps({**GOOD, "params": {"\udc00": 1}}, ensure_ascii=False), "request-text"),
        (json.dumps(GOOD).replace("{}", '{"input": 5, "input": 6}'), "request-twice"),
        ('{"view": 3, ' + json.dumps(GOOD)[1:], "request-twice"),
        (json.dumps({**GOOD, "language": "fr"}), "unknown-language"),
        (long(requests.LONGEST + 1), "request-long"),
    ],
)
def test_what_is_no_request(request_text: str, reason: str) -> None:
    known = (
        reason not in {"request-broken", "request-long", "unknown-language"} and "language" in request_text
    )
    first = catalogue("es" if known else "en")[f"errors.{reason}"].split("{")[0]
    message = read(web.build(request_text))["refused"]["message"]
    assert message.startswith(f"{first[0].upper()}{first[1:]}")


def test_the_largest_request_is_answered() -> None:
    assert "panels" in read(web.build(long(requests.LONGEST)))
    deepest = {**GOOD, "params": {"input": [[[[[[1]]]]]]}}
    assert "entero" in read(web.build(json.dumps(deepest)))["refused"]["message"]


def test_signs_in_texts_open_nothing() -> None:
    texts = ("[" * 5000, '"[' * 5000, "\\" * 4999 + '"' + "[" * 5000, '\\"{' * 5000)
    for text in texts:
        asked = {**GOOD, "params": {"kernel": text}}
        assert read(web.build(json.dumps(asked)))["refused"]["field"] == "kernel.0"
    # A text that never ends is read once, not once for each of its signs.
    for start in ('"', '"' + '\\"' * 90_000, '{"view": "' + '\\"[' * 60_000 + "\\"):
        assert "refused" in read(web.build(start))


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_sizes_are_refused_before_anything_is_computed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def computed(values: object) -> object:
        raise AssertionError(values)

    shown = replace(view(name), prepare=computed)
    monkeypatch.setattr(web, "view", lambda _: shown)
    for parameter in shown.parameters:
        offering = {}
        if parameter.when is not None:
            offering = {parameter.when.name: parameter.when.values[0]}
        if isinstance(parameter, Ranged):
            for large in (parameter.high + 1, 10**9, 10**4000, "9" * 9, "9" * 5000, [10**9] * 5000):
                asked = {"view": name, "language": "en", "params": {parameter.name: large, **offering}}
                assert "refused" in read(web.build(json.dumps(asked)))
        if isinstance(parameter, Choice):
            asked = {"view": name, "language": "en", "params": {parameter.name: "x" * 5000, **offering}}
            message = read(web.build(json.dumps(asked)))["refused"]["message"]
            assert len(message) < 250


@pytest.mark.parametrize("mistake", [TypeError, KeyError, ValueError, RecursionError, ZeroDivisionError])
def test_a_mistake_of_ours_is_no_refusal(mistake: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def scene(*_: object) -> object:
        raise mistake

    shown = replace(view("matrix"), scene=scene)  # type: ignore[arg-type]
    monkeypatch.setattr(web, "_prepared", lambda *_: (shown, None))
    with pytest.raises(mistake):
        web.build(json.dumps(GOOD))
