"""The exercises of a page, by the keyboard on a phone's width: explained, counted, and the same by a link."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from pyconv.exercises import exercise, names, page_words, posed
from site_assets.build import PROJECT
from tests.browser.widget_page import READY_MS

pytestmark = pytest.mark.browser

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
KINDS = ["size", "seen-cells", "code", "set-figure"]
LINK = f"en/parameters/#practice?seed=7&kinds={','.join(KINDS)}&v=1"


def asked(practice: Locator, place: int) -> dict[str, Any]:
    """Wait for an exercise of the series and return it."""
    told = posed(KINDS[place], 7000 + place, "en")
    expect(practice.locator(".pc-asked")).to_have_text(told["question"], timeout=READY_MS)
    return told


def answers(page: Page, practice: Locator, says: str) -> None:
    page.keyboard.press("Enter")
    expect(practice.locator(".pc-judged")).to_contain_text(says)


def another(practice: Locator) -> None:
    practice.get_by_role("button", name="Another one").press("Enter")
    expect(practice.locator(".pc-asked")).to_be_focused()


def test_each_way_to_answer_by_the_keyboard(open_reader: Any) -> None:
    reader = open_reader(width=360, height=800, reduced_motion="reduce")
    page = reader.goto(LINK)
    practice = page.locator("#practice")
    told = asked(practice, 0)
    page.evaluate(AXE)

    # A number: what is none, a slip, the hint, and then the answer.
    practice.get_by_label("Your answer").focus()
    page.keyboard.type("many")
    answers(page, practice, "is not a number")
    slip, why = next(iter(exercise("size", 7000).slips.items()))
    practice.get_by_label("Your answer").fill(slip)
    answers(page, practice, "Not yet. You get this")
    assert why.rule
    expect(practice.get_by_role("button", name="Show the answer")).to_be_hidden()
    practice.get_by_role("button", name="Hint").press("Enter")
    expect(practice.get_by_text(told["hint"], exact=True)).to_be_visible()
    expect(practice.get_by_role("button", name="Show the answer")).to_be_visible()
    practice.get_by_label("Your answer").fill(told["answer"])
    practice.get_by_label("Your answer").focus()
    answers(page, practice, f"Right. {told['solution']}")
    expect(practice.locator(".pc-progress")).to_contain_text("Solved on this machine: 1.")
    another(practice)

    # Cells: the arrows lead through the grid, one stop of Tab.
    told = asked(practice, 1)
    found = page.evaluate("() => axe.run('#practice', { resultTypes: ['violations'] })")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    grid = practice.get_by_role("grid")
    width = len(told["tables"][0]["rows"][0])
    grid.get_by_role("button").first.focus()
    practice.get_by_role("button", name="Check").press("Enter")
    expect(practice.locator(".pc-judged")).to_have_text("Point at a cell first.")
    grid.get_by_role("button").first.focus()
    at = 0
    for cell in map(int, told["answer"].split()):
        page.keyboard.press("Home")
        for _ in range(cell // width - at // width):
            page.keyboard.press("ArrowDown")
        for _ in range(cell % width):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        at = cell
    assert practice.locator("button[tabindex='0']").count() == 1
    practice.get_by_role("button", name="Check").press("Enter")
    expect(practice.locator(".pc-judged")).to_contain_text("Right.")
    another(practice)

    # A line of code.
    told = asked(practice, 2)
    practice.get_by_role("radio").nth(1 - int(told["answer"])).check()
    practice.get_by_role("button", name="Check").press("Enter")
    expect(practice.locator(".pc-judged")).to_contain_text("Not yet. That line does it")
    practice.get_by_role("radio").nth(int(told["answer"])).press("Space")
    practice.get_by_role("button", name="Check").press("Enter")
    expect(practice.locator(".pc-judged")).to_contain_text("Right. Line ")
    another(practice)

    # The figure of the page, set by its own link.
    asked(practice, 3)
    practice.get_by_role("button", name="Check").press("Enter")
    expect(practice.locator(".pc-judged")).to_contain_text("Not yet.")
    wanted = exercise("set-figure", 7003).asked
    page.evaluate(
        "(said) => { location.hash = said; }",
        "formula-figure?input={i}&kernel={k}&stride={s}&padding=explicit&amounts={p}".format(**wanted),
    )
    expect(page.locator("#formula-figure")).to_have_class(re.compile("pc-set-up"))
    expect(page.locator("#formula-figure svg[data-grid='output']")).to_have_attribute(
        "aria-label", re.compile(r"{o}\D+{o}".format(**wanted)), timeout=READY_MS
    )
    # The theme makes the page anew for that link, now or in a moment: the exercise is the same once it is
    # looked at again.
    page.evaluate("() => { setInterval(() => document.getElementById('practice')?.scrollIntoView(), 500); }")
    asked(practice, 3)
    practice.get_by_role("button", name="Check").press("Enter")
    expect(practice.locator(".pc-judged")).to_contain_text("Right. For instance")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360

    # What is solved stays when the page is loaded anew, and goes when it is cleared.
    page = reader.goto("en/pooling/")
    practice = page.locator("#practice")
    practice.scroll_into_view_if_needed()
    progress = practice.locator(".pc-progress")
    expect(progress).to_contain_text("Solved on this machine: 4.", timeout=READY_MS)
    practice.get_by_role("button", name="Forget it").click()
    expect(progress).to_contain_text("Solved on this machine: 0.")
    assert page.evaluate("() => localStorage.getItem('pyconv exercises')") is None


@pytest.mark.parametrize(("language", "width"), [("es", 360), ("en", 1280)])
def test_a_series_for_a_class_is_put_together(open_reader: Any, language: str, width: int) -> None:
    reader = open_reader(width=width, height=800, reduced_motion="reduce")
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    words = page_words(language)
    page = reader.goto("pooling/" if language == "es" else "en/pooling/")
    practice = page.locator("#practice")
    practice.scroll_into_view_if_needed()
    folded = practice.locator(".pc-class")
    folded.locator("summary").press("Enter", timeout=READY_MS)
    ticks = folded.get_by_role("checkbox")
    kinds = [str(each.get_attribute("value")) for each in ticks.all()]
    assert kinds == practice.get_attribute("data-kinds").split()  # type: ignore[union-attr]
    for kind, label in zip(kinds, folded.locator("fieldset label").all_inner_texts(), strict=True):
        assert label.strip() == names(language)[kind]

    # What makes no series is told, with the keyboard where it can be mended.
    said = folded.get_by_role("status")
    copy = folded.get_by_role("button", name=words["class-copy"])
    for each in ticks.all():
        each.press("Space") if width == 360 else each.click()
    copy.press("Enter")
    expect(said).to_have_text(words["class-none"])
    expect(ticks.first).to_be_focused()
    ticks.nth(1).press("Space")
    number = folded.get_by_label(words["class-seed"])
    for wrong in ("0", "1000", "2.5", ""):
        number.fill(wrong)
        number.press("Enter")
        expect(said).to_have_text(words["class-number"].replace("{last}", "999"))
        expect(number).to_be_focused()
    number.fill("41")
    copy.click()
    expect(said).to_have_text(words["linked"])
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.endswith(f"#practice?seed=41&kinds={kinds[1]}&v=1")
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run('#practice .pc-class', { resultTypes: ['violations'] })")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width

    # It can be opened at once: the exercise is the one that the link gives whoever opens it.
    ticks.nth(0).press("Space")
    folded.get_by_role("button", name=words["class-open"]).press("Enter")
    told = posed(kinds[0], 41_000, language)
    expect(practice.locator(".pc-asked")).to_have_text(told["question"], timeout=READY_MS)
    expect(practice.locator(".pc-practice-head option")).to_have_count(3)


def test_without_scripts_one_exercise_stands_there_with_its_answer(open_reader: Any) -> None:
    reader = open_reader(javascript=False)
    page = reader.goto("parameters/")
    example = page.locator("#practice .pc-example")
    told = posed("size", 7, "es")
    expect(example).to_contain_text(told["question"])
    example.locator("summary").click()
    expect(example.locator("details p")).to_have_text(told["solution"])
    expect(page.locator("#practice .pc-coming")).to_be_hidden()
