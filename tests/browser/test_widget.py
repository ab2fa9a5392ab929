"""The widget with Python: every control, linking, editing, impossible settings."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from pyconv.messages import LANGUAGES
from pyconv.pictures import web
from pyconv.pictures.views import VIEWS
from tests.browser.widget_page import (
    FIRST,
    cell,
    expect_picture,
    field,
    lit,
    open_controls,
    picture,
    refusal,
    slider,
    texts,
    value,
    wait_for_python,
    words,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_reader):
    """The Spanish home page, with Python there and nothing moving by itself."""
    page = open_reader(reduced_motion="reduce", height=1100).goto("")
    wait_for_python(page)
    return page


def test_both_pythons_answer_the_same_to_the_byte(page):
    draw = random.Random(20)
    requests = []
    for _ in range(60):
        size = [draw.randint(1, 16), draw.randint(1, 16)]
        params: dict[str, Any] = {
            "input": size,
            "kernel": [draw.randint(1, 7), draw.randint(1, 7)],
            "stride": [draw.randint(1, 5), draw.randint(1, 5)],
            "dilation": [draw.randint(1, 3), draw.randint(1, 3)],
            "padding": draw.choice(["valid", "same", "same_lower", "half", "full", "explicit"]),
            "amounts": [draw.randint(0, 8) for _ in range(4)],
            "fill": draw.choice(["zeros", "constant", "reflect", "replicate", "circular"]),
            "constant": draw.choice(["1", "-0.5", "1/3"]),
            "operation": draw.choice(["correlation", "convolution"]),
            "kernel_values": draw.choice(["mixed", "gaussian", "box-blur", "sobel-x", "emboss"]),
            "input_values": draw.choice(["random", "ramp", "drawing", "checkerboard"]),
            "edits": draw.choice([{}, {"input:0,0": "1/7", "kernel:0,0": "-2.5"}, {"input:0,0": "x"}]),
        }
        request = {"view": "sliding-filter", "language": draw.choice(LANGUAGES), "params": params}
        requests.append(("build", json.dumps(request | {"step": draw.randint(0, 20)})))
        key = draw.choice(["in:0", "out:0", "tap:0", "pad:0", "in:999"])
        requests.append(("focus", json.dumps(request | {"key": key})))
    for name in VIEWS:
        request = {"view": name, "language": "es", "params": {}}
        requests.append(("build", json.dumps(request)))
    for first, pooling, activation in (("laplacian", "average", "none"), ("box-blur", "max", "relu")):
        chosen = {"first_filter": first, "pooling": pooling, "activation": activation}
        request = {"view": "feature-maps", "language": "en", "params": chosen}
        requests += [("build", json.dumps(request)), ("focus", json.dumps(request | {"key": "second:0"}))]
    answers = page.evaluate(
        """async (requests) => {
            const main = [...document.scripts].find(({ type }) => type === "module").src;
            const worker = new Worker(new URL("worker/worker.js", main), { type: "module" });
            const { readSite } = await import(new URL("worker/facts.js", main));
            const { href } = new URL("../site.json", main);
            const site = await readSite(await (await fetch(href)).text(), href);
            worker.postMessage({ type: "start", site });
            const answers = [];
            for (const [question, request] of requests) {
                answers.push(await new Promise((resolve) => {
                    worker.onmessage = ({ data }) => {
                        if (data.type === "answered") resolve(data.answer);
                        if (data.type === "crashed" || data.type === "failed") resolve(JSON.stringify(data));
                    };
                    worker.postMessage({ type: "ask", id: 1, question, request });
                }));
            }
            worker.terminate();
            return answers;
        }""",
        requests,
    )
    refused = 0
    for (question, request), answer in zip(requests, answers, strict=True):
        assert answer == getattr(web, question)(request), request
        refused += "refused" in json.loads(answer)
    assert 0 < refused < len(requests), "some settings are good and some are not"


def start_over(page):
    page.locator("[data-does=reset]").first.click()
    expect_picture(page, {})


CHANGES = [
    ("input.0", "8", {"input": [8, 8]}),
    ("kernel.0", "5", {"kernel": [5, 5]}),
    ("kernel.0", "2", {"kernel": [2, 2]}),
    ("stride.0", "1", {"stride": [1, 1]}),
    ("stride.0", "4", {"stride": [4, 4]}),
    ("dilation.0", "2", {"dilation": [2, 2]}),
    ("amounts.0", "3", {"amounts": [3, 3, 3, 3]}),
]


@pytest.mark.parametrize("by", ["typing", "sliding"])
def test_a_number_changes_the_picture(page, by):
    for name, number, params in CHANGES:
        start_over(page)
        control, other = field(page, name), slider(page, name)
        if by == "sliding":
            control, other = other, control
        control.fill(number)
        expect_picture(page, params)
        assert other.input_value() == number


CHOICES: list[dict[str, Any]] = [
    *({"padding": name} for name in ("valid", "same", "same_lower", "half", "full")),
    *({"fill": name} for name in ("reflect", "replicate", "circular")),
    {"operation": "convolution"},
    *({"kernel_values": name} for name in ("counting", "identity", "box-blur", "gaussian")),
    *({"kernel_values": name} for name in ("sharpen", "sobel-x", "sobel-y", "laplacian", "emboss")),
    *({"input_values": name} for name in ("ramp", "checkerboard", "drawing")),
    {"fill": "constant", "constant": "-1.5"},
    {"seed": [7]},
]


def test_a_choice_changes_the_picture(page):
    page.locator("summary").first.click()
    for params in CHOICES:
        start_over(page)
        for name, chosen in params.items():
            if name == "seed":
                field(page, "seed.0").fill("7")
            elif name == "constant":
                field(page, name).fill(chosen)
            else:
                field(page, name).select_option(chosen)
        expect_picture(page, params)


def test_axes_are_set_together_or_apart(page):
    page.locator('[data-links="input"]').first.uncheck()
    field(page, "input.1").fill("9")
    expect_picture(page, {"input": [5, 9]})
    page.locator('[data-links="stride"]').first.uncheck()
    field(page, "stride.0").fill("1")
    expect_picture(page, {"input": [5, 9], "stride": [1, 2]})
    page.locator('[data-links="input"]').first.check()
    expect_picture(page, {"input": [5, 5], "stride": [1, 2]})
    expect(field(page, "input.1")).to_be_hidden()
    page.locator('[data-links="amounts"]').first.uncheck()
    field(page, "amounts.2").fill("4")
    expect_picture(page, {"amounts": [1, 1, 4, 1], "stride": [1, 2]})


def test_controls_that_make_no_difference_are_not_offered(page):
    expect(field(page, "amounts.0")).to_be_visible()
    field(page, "padding").select_option("half")
    expect(field(page, "amounts.0")).to_be_hidden()
    field(page, "padding").select_option("explicit")
    expect(field(page, "amounts.0")).to_be_visible()
    expect_picture(page, {})


def test_pointing_lights_exactly_what_is_connected(page):
    for key in ("out:4", "in:6", "in:0", "tap:5", "pad:3"):
        cell(page, key).hover()
        request = {"view": "sliding-filter", "language": "es", "params": FIRST, "key": key}
        focus = json.loads(web.focus(json.dumps(request)))["focus"]
        expect(cell(page, key)).to_have_class(re.compile("pc-chosen"))
        assert lit(page) == set(focus["lit"])
        for lit_key, note in focus["notes"].items():
            expect(cell(page, lit_key).locator(".pc-note")).to_have_text(f"×{note}")
    page.mouse.move(2, 2)
    expect(cell(page, "out:0")).to_have_class(re.compile("pc-chosen"))


def test_a_click_pins_and_another_place_releases(page):
    cell(page, "out:8").click()
    cell(page, "in:0").hover()
    expect(words(page)).to_contain_text("Salida (2, 2)")
    cell(page, "out:8").click()
    cell(page, "in:0").hover()
    expect(words(page)).to_contain_text("Entrada (0, 0)")
    cell(page, "tap:1").click()
    page.keyboard.press("Escape")
    page.mouse.move(2, 2)
    expect(words(page)).to_contain_text("Salida (0, 0)")


def test_untouched_cells_are_marked_and_counted(page):
    field(page, "stride.0").fill("4")
    expect(page.locator(".pc-summary").first).to_contain_text("9 celdas")
    expect(page.locator("pyconv-widget .pc-cell.untouched")).to_have_count(9)
    cell(page, "in:2").hover()
    expect(words(page)).to_contain_text("Ninguna ventana la toca")


def test_the_sum_and_the_size_are_written_with_their_numbers(page):
    field(page, "stride.0").fill("1")
    field(page, "input.0").fill("6")
    expect_picture(page, {"stride": [1, 1], "input": [6, 6]})
    cell(page, "out:7").hover()
    expect(words(page)).to_contain_text("Salida (1, 1)")
    shown = words(page).inner_text()
    products = re.findall(r"(\d+)·(\d+)", shown)
    assert len(products) == 9
    total = sum(int(weight) * int(number) for weight, number in products)
    assert shown.split("=")[-1].strip() == str(total) == value(page, "out:7")
    formula = page.locator(".pc-formulas math").all_text_contents()
    assert re.sub(r"\s", "", formula[-1]) == "=6"
    assert re.sub(r"\s", "", formula[-2]) == "=⌊6+2·1−31⌋+1"


EDITS = [
    ("in:6", "input:1,1", "-3", "−3"),
    ("in:0", "input:0,0", "0,5", "0,5"),
    ("tap:8", "kernel:2,2", "2/3", "2/3"),
]


def test_a_value_is_changed_in_place(page):
    for key, name, typed, drawn in EDITS:
        start_over(page)
        cell(page, key).dblclick()
        editor = page.locator(".pc-edit").first
        expect(editor).to_be_focused()
        editor.fill(typed)
        editor.press("Enter")
        expect_picture(page, {"edits": {name: typed}})
        expect(editor).to_be_hidden()
        assert value(page, key) == drawn
        expect(cell(page, key)).to_be_focused()


def test_a_preset_replaces_edited_values_of_its_grid_only(page):
    for key, typed in (("tap:0", "7"), ("in:0", "8")):
        cell(page, key).dblclick()
        page.locator(".pc-edit").first.fill(typed)
        page.locator(".pc-edit").first.press("Enter")
        expect(cell(page, key).locator("text:not(.pc-note)")).to_have_text(typed)
    page.locator("summary").first.click()
    field(page, "kernel_values").select_option("identity")
    expect_picture(page, {"kernel_values": "identity", "edits": {"input:0,0": "8"}})


def test_a_cell_that_is_no_number_is_answered_in_place(page):
    for typed in ("", "abc", "99999", "1/0", "0.0001"):
        refuse_cell(page, typed)


def refuse_cell(page, typed):
    before = texts(page, "input")
    cell(page, "in:6").dblclick()
    editor = page.locator(".pc-edit").first
    editor.fill(typed)
    editor.press("Enter")
    reason = picture({"edits": {"input:1,1": typed}})["refused"]["message"]
    expect(refusal(page)).to_contain_text(reason)
    expect(refusal(page)).to_contain_text("última configuración válida")
    expect(editor).to_be_visible()
    expect(editor).to_have_attribute("aria-invalid", "true")
    assert editor.input_value() == typed
    expect(page.locator(".pc-stage").first).to_have_class(re.compile("pc-stale"))
    assert texts(page, "input") == before
    editor.press("Escape")
    expect(refusal(page)).to_have_text("")
    expect(editor).to_be_hidden()
    expect_picture(page, {})


IMPOSSIBLE = [
    ({"kernel.0": "7", "amounts.0": "0"}, {"kernel": [7, 7], "amounts": [0, 0, 0, 0]}, "kernel.0"),
    ({"amounts.0": "5", "fill": "reflect"}, {"amounts": [5] * 4, "fill": "reflect"}, None),
    ({"amounts.0": "6", "fill": "circular"}, {"amounts": [6] * 4, "fill": "circular"}, None),
    ({"input.0": ""}, {"input": ["", ""]}, "input.0"),
    ({"input.0": "17"}, {"input": ["17", "17"]}, "input.0"),
    ({"stride.0": "0"}, {"stride": ["0", "0"]}, "stride.0"),
    ({"dilation.0": "1.5"}, {"dilation": ["1.5", "1.5"]}, "dilation.0"),
]


@pytest.mark.parametrize(("path", "language"), [("", "es"), ("en/", "en")])
def test_a_setting_without_a_convolution_is_answered_in_place(open_reader, path, language):
    page = open_reader(reduced_motion="reduce", height=1100).goto(path)
    wait_for_python(page)
    page.locator("summary").first.click()
    for typed, params, blamed in IMPOSSIBLE:
        refuse_setting(page, language, typed, params, blamed)


def refuse_setting(page, language, typed, params, blamed):
    for name, number in typed.items():
        if name == "fill":
            field(page, name).select_option(number)
        else:
            field(page, name).fill(number)
    reason = picture(params, language)["refused"]["message"]
    expect(refusal(page)).to_contain_text(reason)
    expect(page.locator(".pc-stage").first).to_have_class(re.compile("pc-stale"))
    if blamed:
        expect(field(page, blamed)).to_have_attribute("aria-invalid", "true")
        described = field(page, blamed).get_attribute("aria-describedby")
        assert described
        assert described == refusal(page).get_attribute("id")
    for name, number in typed.items():
        assert field(page, name).input_value() == number, "nothing that was typed is lost"
    page.locator("[data-does=reset]").first.click()
    expect(refusal(page)).to_have_text("")
    expect_picture(page, {}, language)


def test_starting_over_brings_back_the_first_state(page):
    field(page, "kernel.0").fill("5")
    page.locator('[data-links="stride"]').first.uncheck()
    field(page, "stride.1").fill("1")
    field(page, "padding").select_option("full")
    expect_picture(page, {"kernel": [5, 5], "stride": [2, 1], "padding": "full"})
    page.locator("[data-does=reset]").first.click()
    expect_picture(page, {})
    expect(field(page, "stride.1")).to_be_hidden()
    assert field(page, "kernel.0").input_value() == "3"


def test_only_the_newest_of_many_changes_is_drawn(page):
    page.evaluate("document.addEventListener('pyconv-drawn', () => (window.drawn = (window.drawn ?? 0) + 1))")
    slider(page, "input.0").evaluate(
        """slider => { for (let size = 1; size <= 16; size++) {
            slider.value = size; slider.dispatchEvent(new InputEvent("input", { bubbles: true })); } }"""
    )
    expect_picture(page, {"input": [16, 16]})
    assert page.evaluate("window.drawn") <= 2


@pytest.mark.parametrize("path", ["", "parameters/", "en/", "en/parameters/"])
def test_nothing_is_cut_on_a_phone(open_reader, path):
    page = open_reader(reduced_motion="reduce", width=360, height=740, touch=True).goto(path)
    wait_for_python(page)
    open_controls(page)
    for size, kernel in (("16", "7"), ("9", "3")):
        if field(page, "input.0").is_visible():
            field(page, "input.0").fill(size)
        field(page, "kernel.0").fill(kernel)
        page.wait_for_timeout(400)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        wide = page.evaluate(
            """() => [...document.querySelectorAll("pyconv-widget *")]
                .filter(part => part.checkVisibility() && !part.closest(".pc-unseen, .pc-stage"))
                .map(part => [part.className, part.getBoundingClientRect()])
                .filter(([, box]) => box.width && (box.left < 0 || box.right > 360.5))
                .map(([name]) => name)"""
        )
        assert not wide


def test_a_mistake_of_ours_is_owned_and_can_be_recovered_from(open_reader):
    reader = open_reader(reduced_motion="reduce")
    reader.expects("not a function")
    page = reader.goto("")
    wait_for_python(page)
    shown = texts(page, "output")
    page.evaluate(
        """async () => {
            const main = [...document.scripts].find(({ type }) => type === "module").src;
            const { python } = await import(new URL("worker/client.js", main));
            const ask = python.ask.bind(python);
            // Python has no such function; whatever it has refuses what is wrong.
            python.ask = (question, request) => ask("nothing", request);
            window.mend = () => (python.ask = ask);
        }"""
    )
    field(page, "kernel.0").fill("5")
    expect(page.locator(".pc-status").first).to_contain_text("es un error nuestro")
    assert texts(page, "output") == shown
    page.evaluate("() => { window.mend(); }")
    page.locator("[data-does=retry]").first.click()
    expect_picture(page, {"kernel": [5, 5]})
