"""JSON in, JSON out: the same answer every time, and a refusal in the reader's language for the rest."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures import exact, svg, web
from pyconv.pictures.parts import connections, convolution, maps
from tests.pictures.pictures import VIEW, ask, built
from tests.strategies import Illegal, Params, any_params, illegal_params, legal_params

languages = st.sampled_from(LANGUAGES)
ANSWER = {"panels", "steps", "step", "summary", "formula", "focus"}


def request(params: Params, language: str = "es", **more: Any) -> str:
    return json.dumps({"view": VIEW, "language": language, "params": params, **more})


def forget() -> None:
    """Empty what the package keeps for the next question."""
    for module in (
        web,
        svg,
        exact,
        sys.modules["pyconv.terms"],
        convolution,
        maps,
        connections,
    ):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


def fits(text: str, template: str) -> bool:
    """Tell whether a text is a template with something in its places."""
    pieces = re.split(r"\{\w+\}", template)
    return re.fullmatch(".*".join(map(re.escape, pieces)), text, re.DOTALL) is not None


def assert_refused(answer: dict[str, Any], language: str, reason: str | None = None) -> str:
    assert set(answer) == {"refused"}
    refused = answer["refused"]
    assert set(refused) == {"message", "field"}
    message: str = refused["message"]
    assert message.endswith(".")
    assert message[0] == message[0].upper()
    words = catalogue(language)
    reasons = [reason] if reason else [key[7:] for key in words if key.startswith("errors.")]
    plain = message[:-1]
    assert any(
        fits(plain[0].lower() + plain[1:], words[f"errors.{one}"]) or fits(plain, words[f"errors.{one}"])
        for one in reasons
    ), message
    return message


@given(legal_params(), languages)
def test_legal_settings_make_a_picture(params: Params, language: str) -> None:
    answer = ask(params, language)
    assert set(answer) == ANSWER
    assert answer["step"] == 0
    assert answer["focus"]["key"] == answer["steps"][0] == "out:0"
    assert answer["summary"]


@given(illegal_params(), languages)
def test_illegal_settings_are_refused_in_the_language_asked_for(illegal: Illegal, language: str) -> None:
    answer = ask(illegal.params, language)
    message = assert_refused(answer, language, illegal.reason)
    assert all(piece in message for piece in illegal.said), message
    assert answer["refused"]["field"] == illegal.field
    assert ask(illegal.params, language, key="out:0") == answer


@given(any_params(), languages)
@example({"edits": [1]}, "es")
@example({"edits": {"input:0": "1"}}, "es")
def test_no_settings_at_all_raise(params: Params, language: str) -> None:
    answer = ask(params, language)
    if "refused" in answer:
        assert_refused(answer, language)
    else:
        assert set(answer) == ANSWER


@pytest.mark.parametrize("padding", ["valid", "same", "same_lower", "half", "full", "explicit"])
@pytest.mark.parametrize("stride", [1, 5])
@pytest.mark.parametrize(
    ("size", "kernel", "dilation"), [(16, 7, 4), (16, 7, 3), (16, 7, 1), (1, 7, 4), (1, 1, 1)]
)
def test_the_ends_of_every_range(size: int, kernel: int, dilation: int, stride: int, padding: str) -> None:
    params = {
        "input": size, "kernel": kernel, "dilation": dilation, "stride": stride, "padding": padding,
        "amounts": 8, "kernel_values": "gaussian", "input_values": "drawing",
    }  # fmt: skip
    answer = ask(params)
    reach = 1 + (kernel - 1) * dilation
    around = {"valid": 0, "explicit": 16, "half": reach // 2 * 2}.get(padding, reach)
    if reach > size + around:
        assert_refused(answer, "es", "kernel-too-large")
    else:
        assert set(answer) == ANSWER


@given(legal_params(), languages, st.randoms(use_true_random=False))
def test_the_same_question_has_the_same_answer(params: Params, language: str, random: Any) -> None:
    first = web.build(request(params, language))
    assert web.build(request(params, language)) == first
    forget()
    names = list(params)
    random.shuffle(names)
    assert web.build(request({name: params[name] for name in names}, language)) == first


def test_the_answer_does_not_depend_on_the_process() -> None:
    params = {"kernel_values": "gaussian", "padding": "same", "fill": "reflect", "stride": 2, "input": [6, 7]}
    script = (
        "import sys; from pyconv.pictures import web; "
        "sys.stdout.buffer.write(web.build(sys.argv[1]).encode())"
    )
    for seed in ("0", "1234"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        }
        done = subprocess.run(
            [sys.executable, "-c", script, request(params)], env=environment, capture_output=True, check=True
        )
        assert done.stdout.decode() == web.build(request(params))


@given(legal_params(largest_input=5, largest_kernel=3), languages, st.integers(0, 60))
def test_the_step_asked_for_or_the_last_before(params: Params, language: str, step: int) -> None:
    answer = built(params, language, step=step)
    assert answer["step"] == min(step, len(answer["steps"]) - 1)
    key = answer["steps"][answer["step"]]
    assert answer["focus"] == ask(params, language, key=key)["focus"]
    rest = {name: value for name, value in answer.items() if name not in {"step", "focus"}}
    assert rest == {name: value for name, value in built(params, language).items() if name in rest}


@given(legal_params(largest_input=5, largest_kernel=3), languages)
def test_the_frame_of_a_focus_is_in_units_of_the_drawing(params: Params, language: str) -> None:
    focus = built(params, language)["focus"]
    tall, wide = (1 + (k - 1) * d for k, d in zip(params["kernel"], params["dilation"], strict=True))
    (box,) = focus["boxes"]
    assert box["grid"] == "input"
    assert box["place"][2:] == [wide * svg.CELL, tall * svg.CELL]
    assert ask(params, language, key="tap:0")["focus"]["boxes"] == []


def test_a_refusal_by_hand() -> None:
    params = {"kernel": [3, 5], "dilation": [1, 2], "padding": 1}
    assert ask({"kernel": [3, 5], "dilation": [1, 2]}, "es") == {
        "refused": {
            "message": "El núcleo abarca 9 celdas (tamaño 5, dilatación 2), pero la entrada con relleno"
            " tiene 5 (tamaño 5, relleno 0 + 0; en horizontal).",
            "field": "kernel",
        }
    }
    assert ask({"edits": {"kernel:0,1": "a<b"}}, "en") == {
        "refused": {
            "message": "“a<b” is not a number: write for instance 2, −0.5 or 1/9.",
            "field": "kernel:0,1",
        }
    }
    assert ask(params, "en")["refused"]["field"] == "padding"


def test_an_unknown_view_and_an_unknown_cell_are_refused() -> None:
    answer = json.loads(web.build(json.dumps({"view": "nothing", "language": "es", "params": {}})))
    assert answer["refused"]["message"].startswith("No hay ninguna vista «nothing»; las que hay son: ")
    assert ask({}, "es", key="in:25") == {
        "refused": {"message": "No hay ninguna celda «in:25».", "field": "in:25"}
    }


def test_after_a_refusal_the_next_question_is_answered() -> None:
    good = built({})
    assert "refused" in ask({"kernel": 9})
    assert built({}) == good
