"""Accessibility: axe-core finds nothing, on any page, in both palettes, wide and narrow.

Every page is opened before Python is there and again with it. What axe cannot judge, the contrast of
numbers in a picture, is measured here.
"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from site_assets.publish import languages
from tests.browser.walk import walk
from tests.browser.widget_page import cell, field, open_controls, refusal, wait_for_python

pytestmark = [pytest.mark.browser, pytest.mark.site]

AXE = "node_modules/axe-core/axe.min.js"
WIDTHS = (1280, 360)
LANGUAGES = {one.code: one.folder for one in languages.LANGUAGES}
LEAST_FOR_TEXT = 4.5

# Everything that axe knows, those rules too that it leaves out by itself, but for:
LEFT_OUT = {
    # Level AAA: 7:1 is more than this site promises.
    "color-contrast-enhanced",
    "identical-links-same-purpose",
    "meta-refresh-no-exceptions",
    # It minds that a box that scrolls can be reached with the keyboard; another rule demands it.
    "focus-order-semantics",
    # They only ask a person to look.
    "hidden-content",
    "frame-tested",
}
OF_COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async ({ leftOut, only }) => {
    const rules = {};
    for (const { ruleId, tags } of axe.getRules()) {
        rules[ruleId] = { enabled: only.length
            ? only.includes(ruleId)
            : !leftOut.includes(ruleId) && !tags.includes("deprecated") };
    }
    const { violations, passes } = await axe.run(document, { rules, resultTypes: ["violations"] });
    return [passes.length, violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, html, failureSummary }) =>
            [id, help, target.flat().join(" "), html.slice(0, 200), failureSummary].join(" | ")))];
}"""

# The colour of each text in a picture against what it stands on: the shape drawn before it in its
# group, or the paper under all; colours as the browser mixed them, paled as what they stand in is.
CONTRASTS = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const paint = (...layers) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const [colour, opacity] of layers) {
            canvas.globalAlpha = opacity;
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        return `rgb(${r} ${g} ${b})`;
    };
    const luminance = (colour) => {
        const [r, g, b] = colour.match(/\\d+/g).map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paleness = (element) => element?.closest
        ? Number(getComputedStyle(element).opacity) * paleness(element.parentNode)
        : element?.host ? paleness(element.host) : 1;
    const contrasts = new Map();
    for (const widget of document.querySelectorAll("pyconv-widget")) {
        const paper = getComputedStyle(widget).backgroundColor;
        const roots = [widget, ...[...widget.querySelectorAll("*")].flatMap((each) => each.shadowRoot ?? [])];
        for (const text of roots.flatMap((root) => [...root.querySelectorAll("svg text")])) {
            if (!text.checkVisibility({ visibilityProperty: true }) || !text.textContent.trim()) continue;
            const shape = [...text.parentElement.children].find((each) => each.matches("rect, circle"));
            const under = shape ? getComputedStyle(shape).fill : "none";
            const { fill, opacity } = getComputedStyle(text);
            const pale = paleness(text.parentNode);
            const looks = [fill, opacity, under, paper, pale].join("; ");
            if (contrasts.has(looks)) continue;
            const ground = paint([paper, 1], [under === "none" ? "transparent" : under, 1]);
            const ink = paint([ground, 1], [fill, Number(opacity)]);
            const [light, dark] = [ink, ground]
                .map((colour) => luminance(paint([paper, 1], [colour, pale])))
                .sort((one, other) => other - one);
            const name = `${text.textContent} on ${text.parentElement.getAttribute("class")} (${looks})`;
            contrasts.set(looks, [(light + 0.05) / (dark + 0.05), name]);
        }
    }
    return [...contrasts.values()];
}"""


@pytest.fixture(scope="module")
def axe(project):
    """The text of axe-core."""
    script = project / AXE
    assert script.is_file(), f"no {AXE}: `nox -s tests` installs it"
    return script.read_text(encoding="utf-8")


def paths(site, language: str) -> list[str]:
    """Return the address of every page of a language, the one for wrong addresses too."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    folder = LANGUAGES[language]
    others = tuple(other for other in LANGUAGES.values() if other and other != folder)
    mine = [path for path in found if path.startswith(folder) and not path.startswith(others)]
    return [path.removesuffix("index.html") for path in mine]


def paint(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    wanted = {"light": "default", "dark": "slate"}[scheme]
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", wanted)
    expect(page.locator("[data-md-color-switching]")).to_have_count(0)


def found(page: Page, axe: str, only: list[str]) -> list[str]:
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe)
    passed, problems = page.evaluate(RUN, {"leftOut": sorted(LEFT_OUT), "only": only})
    assert passed or only, "axe judged nothing"
    return problems


def widths(place: int, language: str, *, every: bool) -> tuple[int, ...]:
    """Return the widths at which a page is judged: in an ordinary run one, in each language another."""
    return WIDTHS if every else (WIDTHS[(place + list(LANGUAGES).index(language)) % len(WIDTHS)],)


def judge(page: Page, axe: str, name: str, height: int = 800, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """Return what is wrong with the page that is open, as it stands."""
    problems = []
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        # Scrolled, any field may lie half under the header.
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        for scheme in ("light", "dark"):
            paint(page, scheme)
            # The palette changes nothing but colours.
            rules = [] if scheme == "light" else OF_COLOURS
            wrong = found(page, axe, rules)
            wrong += [
                f"contrast {ratio:.2f}: {text}"
                for ratio, text in page.evaluate(CONTRASTS)
                if ratio < LEAST_FOR_TEXT
            ]
            problems += [f"{name} ({width}, {scheme}): {problem}" for problem in wrong]
    return problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_found_before_python_is_there(open_reader, built_site, axe, language, every):
    reader = open_reader(reduced_motion="reduce")
    reader.context.route("**/runtime/**", lambda _: None)
    problems = []
    for place, path in enumerate(paths(built_site, language)):
        page = reader.goto(path)
        expect(page.locator("h1")).to_be_visible()
        problems += judge(page, axe, path, widths=widths(place, language, every=every))
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_found_with_python(open_reader, built_site, axe, language, every):
    reader = open_reader(reduced_motion="reduce")
    problems, visited = [], []
    for path in walk(reader, LANGUAGES[language]):
        visited.append(path)
        if reader.page.locator("pyconv-widget").count():
            seen = widths(len(visited), language, every=every)
            problems += judge(reader.page, axe, path, widths=seen)
    assert sorted(visited) == sorted(path for path in paths(built_site, language) if "404" not in path)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_found_in_what_opens_and_what_is_refused(open_reader, axe, language):
    page = open_reader(reduced_motion="reduce", height=1100).goto(LANGUAGES[language])
    wait_for_python(page)
    for link in page.locator("[data-links]").all():
        if link.is_visible():
            link.uncheck()
    cell(page, "in:0").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pc-edit").first).to_be_visible()
    problems = judge(page, axe, "a cell is written to")
    page.keyboard.press("Escape")
    # What was opened to be judged lies over the bar.
    page.locator(".pc-help summary").first.press("Escape")
    open_controls(page)
    field(page, "kernel.0").fill("0")
    expect(refusal(page)).not_to_have_text("")
    page.wait_for_timeout(400)
    # High enough for the message to stand in its place: lower down it lies over the settings.
    problems += judge(page, axe, "refused", height=3000)

    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially("conv")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    problems += [f"search: {problem}" for problem in found(page, axe, [])]
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 360, "height": 800})
    page.locator("label.md-header__button[for=__drawer]").click()
    expect(page.locator(".md-nav--primary")).to_be_in_viewport()
    page.wait_for_timeout(400)
    problems += [f"menu: {problem}" for problem in found(page, axe, [])]
    assert not problems, "\n".join(problems)


FAULTS = {
    "image-alt": "<img src='assets/logo.svg'>",
    "label": "<input>",
    "color-contrast": "<p style='color: #aaa; background: #fff'>Hardly to be read</p>",
    "heading-order": "<h5>Far below</h5>",
    "target-size": "<button aria-label=a style='width:9px;height:9px;padding:0'></button>" * 2,
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_is_found_behind_a_shadow_root_too(open_reader, axe, rule):
    page = open_reader(bypass_csp=True).goto("404.html")
    page.evaluate(
        """markup => {
            const place = document.querySelector("article").appendChild(document.createElement("div"));
            place.attachShadow({ mode: "open" }).innerHTML = markup;
        }""",
        FAULTS[rule],
    )
    problems = found(page, axe, [])
    assert {problem.split(" |")[0] for problem in problems} == {rule}, problems


def test_a_number_that_hardly_stands_out_is_found(open_reader):
    page = open_reader(reduced_motion="reduce").goto("")
    before = page.evaluate(CONTRASTS)
    assert len(before) > 5, json.dumps(before)
    cell(page, "in:0").locator("text").first.evaluate("text => text.style.fill = 'rgb(200 200 200)'")
    assert min(page.evaluate(CONTRASTS))[0] < LEAST_FOR_TEXT <= min(before)[0]
