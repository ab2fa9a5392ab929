"""The pages in Firefox and WebKit: what is shown equals what this Python draws, whatever is moved.

All that differs between engines is here: the start of Python, pictures, the keyboard, playing. What
does not, the tests of tests/browser do in Chromium.
"""

from __future__ import annotations

import io
import json
import time
from base64 import b64decode
from typing import Any
from urllib.parse import unquote

import pytest
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader

from pyconv.pictures import web
from pyconv.pictures.export import Options, written
from pyconv.pictures.export.carried import read
from pyconv.pictures.state import state
from site_assets.publish.languages import LANGUAGES
from tests.browser.scripts import CONTROLS, MOVE, PRESS, READ, REFUSAL, WALK
from tests.browser.widget_page import PAGES, build, difference, drawn, expect_walk, outline, pages_of

pytestmark = [
    pytest.mark.site,
    # Firefox's own driver leaves sockets to be collected.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

# A share for every run of the tests: what has most of the engines' differences in it.
SHARE = {("es", ""), ("es", "connectivity/"), ("en", "en/transposed/")}
EVERY = [(language.code, f"{language.folder}{page}") for language in LANGUAGES for page in PAGES]
MARKED = [pytest.param(*page, marks=[] if page in SHARE else pytest.mark.rest) for page in EVERY]

READY = """async () => {
    document.querySelector("pyconv-widget").scrollIntoView();
    const { dataset } = document.querySelector(".pc-python");
    const come = () => window.settled && ["ready", "failed"].includes(dataset.state);
    while (!come()) await new Promise((go) => setTimeout(go, 100));
    return dataset.state;
}"""
SET_UP = """async (widget) => {
    widget.dispatchEvent(new FocusEvent("focusin"));
    while (!widget.matches(".pc-set-up")) await new Promise((go) => setTimeout(go, 20));
}"""
NAMES = """() => [...document.querySelectorAll("pyconv-widget")].map(({ dataset }) => dataset.view)"""
STATE = """widget => JSON.parse(widget.querySelector(".pc-state").content.textContent)"""
PROBLEMS = """() => window.problems.splice(0)"""
PLAYING = """widget => [widget.matches(".pc-playing"), Number(widget.querySelector(".pc-scrubber").value)]"""
FOCUS_FIRST = """(widget, grid) => {
    const svg = widget.querySelector(".pc-frame").shadowRoot.querySelector(`svg[data-grid="${grid}"]`);
    svg.scrollIntoView({ block: "center" });
    svg.querySelector("[tabindex='0']").focus();
}"""
LEAVE = """() => {
    let part = document.activeElement;
    while (part?.shadowRoot?.activeElement) part = part.shadowRoot.activeElement;
    part?.blur();
}"""
PLOT = """async (kernel) => {
    const plot = document.querySelector("pyconv-plot");
    plot.scrollIntoView();
    const drawn = () => new Promise((go) => plot.addEventListener("pyconv-drawn", go, { once: true }));
    let next = drawn();
    plot.querySelector("[data-does=load]").click();
    await next;
    next = drawn();
    const control = plot.querySelector("[data-field='kernel.0']");
    control.value = kernel;
    control.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await next;
    const { params } = JSON.parse(plot.querySelector(".pc-state").content.textContent);
    const palettes = ["light", "dark"].map((name) => [name, plot.querySelector(`.pc-plot-${name} img`).src]);
    return [params, plot.querySelector(".pc-summary").textContent, palettes];
}"""
SAVE = """async (widget, buttons) => {
    widget.querySelector("[data-does=take-along]").click();
    const until = async (found) => {
        let come;
        while (!(come = found())) await new Promise((go) => setTimeout(go, 50));
        return come;
    };
    const dialog = await until(() => document.querySelector("dialog.pc-taking"));
    const file = dialog.querySelector(".pc-file-section");
    file.parentElement.open = true;
    await until(() => file.querySelector("button"));
    // What the browser would put into a folder of its reader's.
    const saved = [];
    const { createObjectURL } = URL;
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = () => {};
    URL.createObjectURL = (file) => {
        saved.push(file.arrayBuffer());
        return createObjectURL(file);
    };
    const files = {};
    for (const name of buttons) {
        const button = [...file.querySelectorAll("button")].find(({ textContent }) => textContent === name);
        button.click();
        const bytes = new Uint8Array(await (await until(() => saved.pop())));
        files[name] = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    }
    Object.assign(HTMLAnchorElement.prototype, { click });
    Object.assign(URL, { createObjectURL });
    const offered = [...file.querySelectorAll("button")].map(({ textContent }) => textContent);
    dialog.close();
    return [files, offered];
}"""
SLIDE = """async (widget) => {
    widget.querySelector("[data-does=take-along]").click();
    const until = async (found) => {
        while (!found()) await new Promise((go) => setTimeout(go, 50));
    };
    await until(() => document.querySelector("dialog.pc-taking .pc-present-section"));
    const section = document.querySelector("dialog.pc-taking .pc-present-section");
    section.parentElement.open = true;
    await until(() => section.querySelector(".pc-first"));
    section.querySelector(".pc-first").focus();
}"""
EDGES = """async (widget) => {
    const { clientWidth, clientHeight } = document.documentElement;
    const { left, right, top, bottom } = widget.getBoundingClientRect();
    return [left, right - clientWidth, top, bottom - clientHeight].map(Math.round);
}"""
FOCUSED = """() => {
    let part = document.activeElement;
    while (part?.shadowRoot?.activeElement) part = part.shadowRoot.activeElement;
    return part?.dataset?.key ?? part?.className ?? "";
}"""


def expect_same(widgets: Any, place: int, wanted: dict[str, Any]) -> None:
    """Wait until a widget shows, in every part, what is wanted."""
    for _ in range(60):
        if not difference(widgets(place, READ), wanted):
            return
        time.sleep(0.05)
    pytest.fail(difference(widgets(place, READ), wanted))


def answered(asked: Any, language: str) -> dict[str, Any]:
    """Return what the page's Python answered, once this one has answered the same."""
    request, answer = asked
    assert request["language"] == language
    here: dict[str, Any] = json.loads(web.build(json.dumps(request)))
    assert {key: value for key, value in answer.items() if key != "spent"} == here, request
    return here


def test_every_page_of_the_site_is_in_the_list(built_site):
    for language in LANGUAGES:
        found = set(pages_of(built_site, language.code))
        assert found <= {path for one, path in EVERY if one == language.code}
    listed = {page.parent.relative_to(built_site).as_posix() for page in built_site.rglob("index.html")}
    assert {path.rstrip("/") or "." for _, path in EVERY} == listed


@pytest.mark.parametrize(("language", "path"), MARKED)
def test_a_page_is_drawn_moved_and_played_as_in_python(tab, widgets, recorded, language, path):
    tab.open(recorded.address + path)
    names = tab.run(NAMES)
    if names:
        assert tab.run(READY) == "ready"
    for place, name in enumerate(names):
        widgets(place, SET_UP)
        first = widgets(place, STATE)
        expect_same(widgets, place, drawn(build(name, language, first["params"])))
        move_once(widgets, place, language)
        start = answered(widgets(place, PRESS, "[data-does=reset]"), language)
        if len(start["steps"]) > 1:
            widgets(place, PRESS, "[data-does=forward]")
            expect_same(widgets, place, drawn(build(name, language, first["params"], step=1)))
            widgets(place, PRESS, "[data-does=reset]")
    assert tab.run(PROBLEMS) == []


def move_once(widgets, place, language):
    """Move the first control that has two ends to the end where it is not; a refusal stands in place."""
    controls = widgets(place, CONTROLS)
    before = drawn(answered(widgets(place, PRESS, "[data-does=reset]"), language))
    usable = [control for control in controls if not control["needs"]]
    if not usable:
        return
    control = usable[0]
    asked, kept = widgets(place, MOVE, [control["name"], control["ends"][1]])
    answer = answered(asked, language)
    assert kept == control["ends"][1]
    if "refused" in answer:
        assert answer["refused"]["message"] in widgets(place, REFUSAL)["words"]
        expect_same(widgets, place, before)
    else:
        expect_same(widgets, place, drawn(answer))


def test_the_keyboard_walks_pins_and_edits(tab, widgets, recorded):
    tab.open(recorded.address)
    assert tab.run(READY) == "ready"
    answer = answered(widgets(0, PRESS, "[data-does=reset]"), "es")
    panel = next(panel for panel in answer["panels"] if panel["name"] == "input")
    rows = [[key for key, *_ in row] for row in panel["rows"]]
    widgets(0, FOCUS_FIRST, "input")

    def press(key: str) -> str:
        tab.press(key)
        found: str = tab.run(FOCUSED)
        return found

    while (here := tab.run(FOCUSED)) not in rows[0]:
        assert press("ArrowUp") != here
    assert press("Home") == rows[0][0]
    assert press("ArrowRight") == rows[0][1]
    assert press("ArrowDown") == rows[1][1]
    assert press("ArrowDown") == rows[2][1]
    assert press("End") == rows[2][-1]
    assert press("ArrowUp") == rows[1][-1]
    inner = rows[2][2]
    press("Home")
    while tab.run(FOCUSED) != inner:
        press("ArrowDown" if tab.run(FOCUSED) in rows[1] else "ArrowRight")
    for key in ("7", "Enter"):
        tab.press(key)
    asked = tab.run("() => window.settled()")
    edited = answered(asked, "es")
    assert list(asked[0]["params"]["edits"].values()) == ["7"]
    tab.press("Escape")
    tab.run(LEAVE)
    expect_same(widgets, 0, drawn(edited))
    assert tab.run(PROBLEMS) == []


def test_arrow_keys_go_along_rows_and_columns_of_slanted_planes(tab, widgets, recorded):
    tab.open(recorded.address + "connectivity/")
    assert tab.run(READY) == "ready"
    answer = answered(widgets(0, PRESS, "[data-does=reset]"), "es")
    on = f"""(widget, grid) => ({WALK})(
        widget.querySelector(".pc-frame").shadowRoot.querySelector(`svg[data-grid="${{grid}}"]`))"""
    for panel in answer["panels"]:
        if "rows" in panel:
            expect_walk(panel, *widgets(0, on, panel["name"]))
    assert tab.run(PROBLEMS) == []


def test_the_player_plays_and_stops(tab, widgets, recorded):
    tab.open(recorded.address + "connectivity/")
    assert tab.run(READY) == "ready"
    widgets(0, "widget => widget.querySelector('.pc-stage, .pc-frame').scrollIntoView({ block: 'center' })")
    widgets(0, "widget => widget.querySelector('[data-does=play]').click()")
    deadline = time.monotonic() + 30
    while widgets(0, PLAYING)[1] < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    playing, step = widgets(0, PLAYING)
    assert playing
    assert step >= 2
    widgets(0, "widget => widget.querySelector('[data-does=play]').click()")
    stopped, step = widgets(0, PLAYING)
    time.sleep(1.5)
    assert widgets(0, PLAYING) == [stopped, step] == [False, step]
    assert tab.run(PROBLEMS) == []


def test_without_its_files_python_says_so_in_place_and_the_first_state_stays(tab, widgets, without_python):
    tab.open(without_python.address + "en/connectivity/")
    assert tab.run(READY) == "failed"
    first = widgets(0, STATE)
    expect_same(widgets, 0, drawn(build(tab.run(NAMES)[0], "en", first["params"])))
    said = widgets(0, "widget => widget.querySelector('.pc-status').textContent")
    assert "could not be downloaded" in said
    assert widgets(0, "widget => !widget.querySelector('[data-does=retry]').hidden")
    control = widgets(0, CONTROLS)[0]
    widgets(0, MOVE, [control["name"], control["ends"][1]])
    for _ in range(60):
        if widgets(0, REFUSAL)["words"]:
            break
        time.sleep(0.05)
    assert said in widgets(0, REFUSAL)["words"]
    # Each engine writes the requests that failed to its console, whatever a page does.
    tab.run(PROBLEMS)
    tab.said()


def test_a_figure_is_saved_with_the_bytes_that_python_writes(tab, widgets, recorded):
    tab.open(recorded.address + "en/parameters/#stride-figure?stride=2&input:0,0=3&step=3&v=1")
    assert tab.run(READY) == "ready"
    place = tab.run("""() => {
        const figure = document.querySelector("#stride-figure");
        return [...document.querySelectorAll("pyconv-widget")].indexOf(figure);
    }""")
    widgets(place, SET_UP)
    tab.run("() => window.settled()")
    kinds = {"svg": "SVG", "png": "PNG, 2×", "pdf": "PDF", "gif": "GIF", "csv": "CSV",
             "html": "A page that plays (HTML)"}  # fmt: skip
    saved, offered = widgets(place, SAVE, list(kinds.values()))
    assert set(kinds.values()) <= set(offered)
    files = {kind: b64decode(saved[name]) for kind, name in kinds.items()}
    carried = {kind: read(file) for kind, file in files.items()}
    assert {(each.view, each.language, each.linked.step) for each in carried.values()} == {
        ("sliding-filter", "en", 2)
    }
    shown = state("sliding-filter", carried["svg"].linked.params, "en", step=2)
    assert shown.params["stride"] == [2, 2]
    for kind in ("svg", "csv"):
        assert files[kind] == written(kind, shown, Options(so_far=True)), kind
    with Image.open(io.BytesIO(files["gif"])) as film:
        assert film.n_frames == len(shown.scene.steps)
    drawn_here = Image.open(io.BytesIO(written("png", shown, Options(so_far=True, scale=2))))
    with Image.open(io.BytesIO(files["png"])) as image:
        assert image.size == drawn_here.size
        differs = ImageChops.difference(image.convert("RGB"), drawn_here.convert("RGB"))
        assert max(ImageStat.Stat(differs).mean) < 1
    (sheet,) = PdfReader(io.BytesIO(files["pdf"])).pages
    assert " = " in sheet.extract_text(), "the words of the step are letters, and no outlines"
    assert tab.run(PROBLEMS) == []


def test_a_slide_fills_the_window_and_escape_gives_it_back(tab, widgets, recorded):
    tab.open(recorded.address + "connectivity/")
    assert tab.run(READY) == "ready"
    widgets(0, SLIDE)
    # Only what a reader does may fill the screen.
    tab.press("Enter")

    def wait_for(classes: str, *, there: bool) -> None:
        for _ in range(100):
            if widgets(0, "(widget, classes) => widget.matches(classes)", classes) == there:
                return
            time.sleep(0.05)
        pytest.fail(f"{classes}: {not there}")

    wait_for(".pc-presenting.pc-full", there=True)
    for _ in range(60):
        if (edges := widgets(0, EDGES)) == [0, 0, 0, 0]:
            break
        time.sleep(0.05)
    assert edges == [0, 0, 0, 0]
    tab.press("PageDown")
    assert widgets(0, PLAYING)[1] == 1
    tab.press("b")
    assert widgets(0, "widget => !widget.querySelector('.pc-black').hidden")
    tab.press("b")
    tab.press("Escape")
    wait_for(".pc-presenting, .pc-full", there=False)
    assert tab.run(PROBLEMS) == []


def test_the_plot_is_drawn_by_matplotlib(tab, recorded):
    tab.open(recorded.address + "why/")
    assert tab.run(READY) == "ready"
    params, summary, palettes = tab.run(PLOT, "7")
    params["kernel"] = ["7"]
    request = {"figure": "weights", "language": "es", "params": params, "narrow": False}
    wanted = json.loads(web.plot(json.dumps(request)))
    assert summary == wanted["summary"]
    for palette, address in palettes:
        assert outline(unquote(address)) == outline(wanted["svg"][palette])
    assert tab.run(PROBLEMS) == []
