"""Links as they are read and written, without a page: what goes in comes out, and nothing else gets in."""

from __future__ import annotations

import json
import re
import sys
import zlib
from base64 import urlsafe_b64encode
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pytest

from pyconv.messages import LANGUAGES
from pyconv.pictures import links, web
from pyconv.pictures.controls import Choice, Code, Edits, Parameter, Ranged, Weights
from pyconv.pictures.settings import first_params
from pyconv.pictures.views import VIEWS, view
from tests.links.links import Own, answers, blocks, facts, golden

pytestmark = pytest.mark.skipif(sys.platform == "emscripten", reason="a browser starts no other process")

DRAWN, HOSTILE = 1_000, 10_000
MEANT = ("v", "step", "pin", "deflate", "edits", "present", "embed")
"""What a link says besides the settings of a view, now or some day."""

TEXTS = (
    "",
    " ",
    "-3",
    "1/2",
    "0,5",
    "−7",
    "a & b = c; d?e#f%g+h",
    "ñ × 日本 🙂",
    "(1, 2) × 0",
    "\n\ttwo\nlines",
    "%41%",
)
KEYS = ("out:3", "in:0", "term:7:2:3", "map:in:0", "node-x:12")

CELL = re.compile(r"[a-z]+:(0|[1-9]\d{0,3}),(0|[1-9]\d{0,3})")


def cells(draw: Random, grids: tuple[str, ...]) -> dict[str, str]:
    if draw.random() < 0.4:
        return {}
    side = draw.choice((2, 5, 16))
    return {
        f"{draw.choice(grids)}:{draw.randrange(side)},{draw.randrange(side)}": (
            draw.choice(TEXTS) if draw.random() < 0.1 else str(draw.randint(-99, 99))
        )
        for _ in range(draw.randrange(side * side))
    }


def chosen(draw: Random, parameter: Parameter) -> Any:
    if isinstance(parameter, Edits):
        return cells(draw, parameter.grids)
    if isinstance(parameter, Choice):
        return draw.choice(parameter.options)
    if isinstance(parameter, Weights):
        used = draw.randint(0, parameter.shape[0])
        columns = parameter.shape[-1]
        fields = [draw.choice(("", "0", "-1", "2.5", "99", ".5")) for _ in range(parameter.count)]
        return [field if max(divmod(at, columns)) < used else "0" for at, field in enumerate(fields)]
    if isinstance(parameter, Code):
        return "\n".join(draw.choice(TEXTS) for _ in range(draw.randrange(60)))
    if not isinstance(parameter, Ranged):
        return draw.choice((*TEXTS, str(draw.randint(0, 999))))
    numbers = [draw.choice((draw.randint(parameter.low, parameter.high), "2")) for _ in parameter.parts]
    if draw.random() < 0.1:
        numbers[0] = draw.choice(("", "2.5", "-1e3", "007", ".5"))
    return numbers if draw.random() < 0.5 else numbers[:1] * len(numbers)


def state(draw: Random, parameters: list[Parameter]) -> dict[str, Any]:
    often = draw.choice((0.1, 0.5, 1))
    params = {each.name: chosen(draw, each) if draw.random() < often else each.first() for each in parameters}
    return {"params": params, "step": draw.choice((0, 0, 3, 400)), "pin": draw.choice((None, None, *KEYS))}


def as_text(params: dict[str, Any]) -> dict[str, Any]:
    """Return parameters as texts, for a field holds nothing else."""

    def text(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: str(inner) for name, inner in value.items()}
        return [str(inner) for inner in value] if isinstance(value, list | tuple) else str(value)

    return {name: text(value) for name, value in params.items()}


def every_figure() -> list[list[Parameter]]:
    """Return the parameters of each view, and of each widget of the pages as it begins there."""
    placed = [block.parameters for page in blocks("en").values() for block in page.values()]
    return [list(view(name).parameters) for name in VIEWS] + placed


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    draw = Random("links")
    figures = every_figure()
    asked = []
    for _ in range(DRAWN):
        parameters = draw.choice(figures)
        asked.append({"facts": facts(parameters), "state": state(draw, parameters)})
    for one, answer in zip(asked, answers(asked, tmp_path), strict=True):
        wanted = one["state"]
        if answer["id"] is None:
            assert answer["link"] == "a-figure?", "nothing differs"
            assert as_text(wanted["params"]) == as_text(one["facts"]["first"])
            continue
        assert as_text(answer["params"]) == as_text(wanted["params"]), answer["link"]
        assert (answer["step"], answer["pin"]) == (wanted["step"], wanted["pin"])
        assert (answer["left"], answer["newer"], answer["id"]) == ([], False, "a-figure")
        assert answer["again"] == answer["link"].removeprefix("a-figure?")
        assert re.fullmatch(r"[\w\-.~:/,=&?%+]*", answer["link"], re.ASCII), "nothing that ends an address"


def packed(text: str) -> str:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return urlsafe_b64encode(stream.compress(text.encode()) + stream.flush()).decode().rstrip("=")


def hostile(draw: Random, parameters: list[Parameter]) -> str:
    """Draw a link that somebody made to do harm, or that came to harm."""
    names = [each.name for each in parameters]
    odd = (
        "__proto__", "constructor", "toString", "hasOwnProperty", "edits", "params", "", "%", "v", "step",
        "pin", "deflate", "input:0,0", "input:99999,1", "input:9999,9999", "kernel:0,0", "__proto__:0,0",
        "<img src=x onerror=alert(1)>", "a" * 3000, "\ud800", "%ff", "%E0%A4%A", "input:00,0",
    )  # fmt: skip
    values = (
        "", "0", "-1", "1e999", "1" * 400, "NaN", "null", "[object Object]", "__proto__", "explicit",
        "1,2,3,4,5", ",,,", "%00", "%ff", "javascript:alert(1)", "</script><b>", "=", "&&", "🙂", "1?2?3",
        "none", "out:0", "out:-1", "term:1", "deflate", "H4sIA", packed("stride=2&__proto__=3"),
        packed("deflate=" + packed("stride=3")),
        packed("input:0,0=" + ",".join("1" * 200)),
    )  # fmt: skip
    settings = [
        f"{draw.choice((draw.choice(names), draw.choice(odd)))}{draw.choice(('=', '=', '=', '', '=='))}"
        f"{draw.choice((draw.choice(values), str(draw.randint(-5, 50))))}"
        for _ in range(draw.randrange(12))
    ]
    link = "a-figure?" + draw.choice(("&", "&", "&&", ";")).join(settings)
    for _ in range(draw.choice((0, 0, 1, 5))):
        place = draw.randrange(len(link))
        link = link[:place] + draw.choice("?&=;#%+,: \\\"'<>{}\0\n\u202e𝕏") + link[place + 1 :]
    return link.encode("utf-8", "replace").decode()


def test_a_hostile_link_changes_nothing_but_what_it_may(tmp_path: Path) -> None:
    draw = Random("hostile")
    figures = every_figure()
    asked, settings = [], []
    for _ in range(HOSTILE):
        parameters = draw.choice(figures)
        settings.append(parameters)
        asked.append({"facts": facts(parameters), "link": hostile(draw, parameters)})
    found = 0
    for one, parameters, answer in zip(asked, settings, answers(asked, tmp_path), strict=True):
        if answer["id"] is None:
            continue
        found += 1
        params, first = answer["params"], one["facts"]["first"]
        assert answer["step"] >= 0
        assert answer["pin"] is None or re.fullmatch(r"[a-z:-]+[0-9:]+", answer["pin"])
        assert params.keys() == first.keys()
        for each in parameters:
            value = params[each.name]
            if isinstance(each, Edits):
                assert all(CELL.fullmatch(name) and name.split(":")[0] in each.grids for name in value)
                assert all(isinstance(typed, str) for typed in value.values())
            elif isinstance(each, Choice):
                assert value in each.options
            elif isinstance(each, Ranged | Weights):
                assert len(value) == len(each.first())
                assert all(str(entry) == "" or abs(float(entry)) < float("inf") for entry in value)
            else:
                assert isinstance(value, str)
    assert found > HOSTILE // 2


def test_what_would_fill_the_memory_is_left_packed(tmp_path: Path) -> None:
    known = facts(view("sliding-filter").parameters)
    bombs = [packed("0" * 50_000_000), packed("input:0,0=" + ",".join("1" * 100_000)), packed("&" * 250_000)]
    for bomb in bombs:
        (answer,) = answers([{"facts": known, "link": f"a-figure?stride=2&deflate={bomb}"}], tmp_path)
        assert as_text(answer["params"]) == as_text(known["first"] | {"stride": ["2", "2"]})


def test_a_link_says_once_what_is_packed(tmp_path: Path) -> None:
    known = facts(view("sliding-filter").parameters)
    said = f"deflate={packed('stride=2')}&deflate={packed('kernel=2')}"
    endless = "&".join([f"deflate={packed('a&' * 149_000)}"] * 200)
    twice, many = answers(
        [{"facts": known, "link": f"a-figure?{said}"}, {"facts": known, "link": f"a-figure?{endless}"}],
        tmp_path,
    )
    assert as_text(twice["params"]) == as_text(known["first"] | {"stride": ["2", "2"]})
    assert twice["left"] == [said.partition("&")[2]]
    assert len(many["left"]) < 2_000


def test_whatever_a_link_sets_python_draws_or_refuses(tmp_path: Path) -> None:
    draw = Random("answered")
    names = [name for name in VIEWS if name != "network"]
    views = [draw.choice(names) for _ in range(150)]
    asked = [
        {"facts": facts(view(name).parameters), "link": hostile(draw, list(view(name).parameters))}
        for name in views
    ]
    for name, answer in zip(views, answers(asked, tmp_path), strict=True):
        if answer["id"] is None:
            continue
        request = {"view": name, "language": "es", "params": answer["params"], "step": answer["step"]}
        said = json.loads(web.build(json.dumps(request)))
        assert "panels" in said or said["refused"]["message"]


@pytest.mark.parametrize(
    "value",
    [
        lambda draw: str(draw.randint(0, 9)),
        lambda draw: str(draw.randint(-99, 99)),
        lambda draw: f"{draw.uniform(-9, 9):.2f}",
        lambda draw: f"{draw.randint(-99, 99)}/{draw.randint(1, 99)}",
    ],
)
def test_an_edited_input_of_16_by_16_makes_a_short_link(tmp_path: Path, value: Any) -> None:
    draw = Random("many")
    known = facts(view("sliding-filter").parameters)
    edits = {f"input:{row},{column}": value(draw) for row in range(16) for column in range(16)}
    params = known["first"] | {"input": [16, 16], "edits": edits}
    (answer,) = answers([{"facts": known, "state": {"params": params, "step": 99, "pin": "out:7"}}], tmp_path)
    assert len(f"https://an-account-with-a-long-name.github.io/pyconv/parameters/#{answer['link']}") <= 2_000
    assert as_text(answer["params"]) == as_text(params)


def test_what_is_short_stays_readable(tmp_path: Path) -> None:
    known = facts(view("sliding-filter").parameters)
    edits = {"input:0,0": "3", "input:0,1": "1/2", "kernel:2,0": "-1", "kernel:2,1": "0,5"}
    params = known["first"] | {"stride": [2, 2], "input": [4, 6], "padding": "explicit", "edits": edits}
    (answer,) = answers([{"facts": known, "state": {"params": params, "step": 3, "pin": "in:5"}}], tmp_path)
    assert answer["link"] == (
        "a-figure?input=4,6&stride=2&padding=1&input:0,0=3,1/2&kernel:2,0=-1,0%2C5&step=4&pin=in:5&v=1"
    )


@pytest.mark.parametrize(
    ("link", "left", "params"),
    [
        ("stride=2&padding=1", [], {"stride": ["2", "2"], "padding": "explicit", "amounts": ["1"] * 4}),
        ("padding=1,2", [], {"padding": "explicit", "amounts": ["1", "1", "2", "2"]}),
        ("padding=half&stride=1,", [], {"padding": "half", "stride": ["1", ""]}),
        ("stride=x&kernel=1%2C2&input=1e999", ["stride=x", "kernel=1%2C2", "input=1e999"], {}),
        ("padding=wide&kernel=2", ["padding=wide"], {"kernel": ["2", "2"]}),
        ("kernel=1,2,3&stride=3&stride=4", ["kernel=1,2,3", "stride=4"], {"stride": ["3", "3"]}),
        ("constant=a+b%2B&banana=1&step=0&pin=x", ["banana=1", "step=0", "pin=x"], {"constant": "a b+"}),
        ("input:1,2=3,4&output:0,0=1", ["output:0,0=1"], {"edits": {"input:1,2": "3", "input:1,3": "4"}}),
        ("deflate=broken!&stride=2", ["deflate=broken!"], {"stride": ["2", "2"]}),
        (f"deflate={packed('stride=2&seed=4')}", [], {"stride": ["2", "2"], "seed": ["4"]}),
        ("seed=%ff", ["seed=%ff"], {}),
    ],
)
def test_what_is_written_by_hand(tmp_path: Path, link: str, left: list[str], params: dict[str, Any]) -> None:
    known = facts(view("sliding-filter").parameters)
    (answer,) = answers([{"facts": known, "link": f"a-figure?{link}"}], tmp_path)
    assert answer["left"] == left
    assert as_text(answer["params"]) == as_text(known["first"] | params)


@pytest.mark.parametrize(
    ("link", "left", "weights", "again"),
    [
        ("image_weights=1,2,3,4", [], {0: "1", 1: "2", 5: "3", 6: "4"}, "image_weights=1,2,3,4"),
        ("image_weights=7", [], {0: "7"}, "image_weights=7"),
        ("image_weights=1,2,3", ["image_weights=1,2,3"], None, ""),
        (f"image_weights={','.join('1' * 36)}", [f"image_weights={','.join('1' * 36)}"], None, ""),
        ("image_weights=1,x,3,4&image_longest=32", ["image_weights=1,x,3,4"], None, "image_longest=32"),
        ("image_weights=1,1/2&image_longest=20", ["image_weights=1,1/2", "image_longest=20"], None, ""),
        ("sound_weights=1,-2,3", [], {0: "1", 1: "-2", 2: "3"}, "sound_weights=1,-2,3"),
        ("sound_weights=1,0,3,0,0", [], {0: "1", 2: "3"}, "sound_weights=1,0,3"),
        ("sound_weights=0", [], {}, "sound_weights=0"),
        ("sound_weights=1,2,3,4,5,6,7,8,9", [], {at: str(at + 1) for at in range(9)}, None),
        (f"sound_weights={','.join('1' * 10)}", [f"sound_weights={','.join('1' * 10)}"], None, ""),
        ("sound_weights=1,x&sound=tones", ["sound_weights=1,x"], None, "sound=tones"),
        ("sound=own&spacing=7", ["sound=own"], None, "spacing=7"),
    ],
)  # fmt: skip
def test_weights_of_a_link_are_those_of_a_kernel_in_the_first_corner(
    tmp_path: Path, link: str, left: list[str], weights: dict[int, str] | None, again: str | None
) -> None:
    kind = "sound" if "sound" in link else "image"
    parameters, name = Own(f"own-{kind}").parameters, f"{kind}_weights"
    known = facts(parameters)
    (answer,) = answers([{"facts": known, "link": f"own-{kind}?{link}"}], tmp_path)
    read = links.read(link, parameters)
    assert answer["left"] == list(read.left) == left
    first = known["first"][name]
    wanted = first if weights is None else [weights.get(at, "0") for at in range(len(first))]
    assert answer["params"][name] == read.params[name] == wanted
    again = link if again is None else again
    assert answer["again"] == (again and f"{again}&v=1")


def test_a_link_of_a_later_grammar_sets_nothing(tmp_path: Path) -> None:
    known = facts(view("sliding-filter").parameters)
    (answer,) = answers([{"facts": known, "link": "a-figure?stride=2&v=2"}], tmp_path)
    assert answer["newer"]
    assert answer["params"] == known["first"]


def test_cells_that_a_page_begins_with_can_be_taken_away(tmp_path: Path) -> None:
    known = facts(view("sliding-filter").parameters)
    known["first"]["edits"] = {"input:0,0": "9", "input:1,1": "8"}
    for edits in ({}, {"input:1,1": "8"}, {"input:0,0": "9", "input:1,1": "7"}):
        asked = {"params": known["first"] | {"edits": edits}, "step": 0, "pin": None}
        (answer,) = answers([{"facts": known, "state": asked}], tmp_path)
        assert answer["params"]["edits"] == edits


@pytest.mark.parametrize("name", VIEWS)
def test_no_setting_is_called_as_something_else_in_a_link(name: str) -> None:
    parameters = view(name).parameters
    names = {parameter.name for parameter in parameters if not isinstance(parameter, Edits)}
    assert not names & set(MEANT)
    assert all(parameter.name == "edits" for parameter in parameters if isinstance(parameter, Edits))
    assert all(quote(each) == each for each in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_widget_of_the_pages_has_a_name(language: str) -> None:
    for page, found in blocks(language).items():
        assert all(found), page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_golden_link_says_what_it_said(tmp_path: Path, language: str) -> None:
    links = golden()
    placed = blocks(language)
    asked = []
    for link in links:
        block = placed[link.page][link.figure]
        part = next(each for each in link.fragment.split(";") if each.startswith(f"{link.figure}?"))
        asked.append({"facts": facts(block.parameters), "link": part})
    for link, one, answer in zip(links, asked, answers(asked, tmp_path), strict=True):
        changed = {
            name: value
            for name, value in as_text(answer["params"]).items()
            if value != as_text(first_params(placed[link.page][link.figure].shown.parameters))[name]
        }
        assert changed == as_text(link.settings), link.fragment
        assert (answer["step"], answer["pin"] or "") == (link.step, link.pin)
        assert bool(answer["left"] or answer["newer"]) == bool(link.told)
        assert answer["again"] == link.again
        del one
