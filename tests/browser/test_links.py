"""Links to figures: what they open, before Python and after, and what the address says of what is set up."""

from __future__ import annotations

import re
from random import Random

import pytest
from playwright.sync_api import expect

from site_assets.publish.languages import language as folder_of
from tests.browser.widget_page import build, expect_shown, lit, set_up
from tests.links.links import Golden, blocks, golden
from tests.links.test_links_alone import hostile

pytestmark = pytest.mark.browser

STRIDE = {"input": [6, 6], "kernel": [3, 3], "stride": [2, 2], "input_values": "ramp"}
"""How the figure of the stride begins."""

LINK = "#stride-figure?stride=3&padding=1&input:0,0=3,1/2&step=3&pin=out:1"
SETTINGS = STRIDE | {"stride": [3, 3], "padding": "explicit", "edits": {"input:0,0": "3", "input:0,1": "1/2"}}
DRAWN_MS = 90_000


def figure(page, name):
    return page.locator(f"#{name}")


def field(widget, name):
    return widget.locator(f'[data-field="{name}"]')


def expect_led_to(widget):
    """Expect a widget at the top of the window, below the header."""
    expect(widget).to_have_class(re.compile("pc-set-up"))
    for _ in range(100):
        top = widget.evaluate("(widget) => widget.getBoundingClientRect().top")
        if 0 <= top < 120:
            return
        widget.page.wait_for_timeout(50)
    assert 0 <= top < 120, top


@pytest.fixture
def visitor(open_reader):
    return open_reader(reduced_motion="reduce")


@pytest.fixture
def waiting(visitor):
    """A reader whose Python never comes."""
    visitor.context.route("**/runtime/**", lambda _: None)
    return visitor


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_link_opens_its_figure(visitor, language):
    page = visitor.goto(f"{folder_of(language).folder}parameters/{LINK}")
    widget = figure(page, "stride-figure")
    expect_led_to(widget)
    expect(field(widget, "stride.0")).to_have_value("3")
    expect(widget.locator(".pc-step")).to_have_text(re.compile(r"3 (de|of) 4"), timeout=DRAWN_MS)
    answer = build("sliding-filter", language, SETTINGS, step=2)
    key = re.compile("pc-chosen")
    expect(widget.locator('[data-key="out:1"].pc-cell')).to_have_class(key)
    assert "out:1" in lit(page)
    expect(widget.locator(".pc-summary")).to_have_text(answer["summary"])
    expect(widget.locator(".pc-refusal")).to_be_empty()
    # As it was left, once the pin is let go.
    widget.locator("[data-does=back]").press("Enter")
    expect_shown(widget, build("sliding-filter", language, SETTINGS, step=1))


def test_before_python_the_controls_are_set_and_it_is_said_what_comes(waiting):
    page = waiting.goto(f"en/parameters/{LINK}")
    widget = figure(page, "stride-figure")
    expect_led_to(widget)
    expect(field(widget, "stride.1")).to_have_value("3")
    expect(field(widget, "padding")).to_have_value("explicit")
    expect(widget.locator(".pc-summary")).to_have_text(re.compile("comes with Python"))
    expect(widget.locator(".pc-live")).to_have_text(re.compile("comes with Python"))
    expect(widget.locator(".pc-status")).to_have_text(re.compile("Downloading Python"))
    # Sent on before it was drawn, it is the same link.
    widget.locator("[data-does=share]").click()
    expect(page).to_have_url(re.compile(re.escape(f"{LINK}&v=1") + "$"))


def test_what_is_set_up_while_a_link_is_read_stays(waiting):
    held = []

    def hold(route):
        held.append(route)

    waiting.context.route("**/elements/reading.js", hold)
    page = waiting.goto("en/sizes/")
    widget = figure(page, "layer-figure")
    set_up(widget)
    kernel = field(widget, "kernel")
    kernel.fill("11")
    expect(page).to_have_url(re.compile("kernel=11"))
    # As when the theme comes back to an address: its link is read, which has to be fetched first.
    with page.expect_request("**/elements/reading.js"):
        page.evaluate("() => window.dispatchEvent(new HashChangeEvent('hashchange'))")
    kernel.fill("9")
    expect(page).to_have_url(re.compile("kernel=9&"))
    with page.expect_response("**/elements/reading.js"):
        for each in held:
            each.continue_()
    expect(widget.locator('[data-name="size"] .pc-title')).to_have_text("The output measures 111 × 111.")
    expect(kernel).to_have_value("9")


def test_step_and_pin_of_the_first_state_need_no_python(waiting):
    page = waiting.goto("en/parameters/#stride-figure?step=3&pin=out:2")
    widget = figure(page, "stride-figure")
    expect(widget.locator(".pc-step")).to_have_text("Step 3 of 4")
    expect(widget.locator('[data-key="out:2"].pc-cell')).to_have_class(re.compile("pc-chosen"))
    expect(widget.locator(".pc-stage")).to_have_class(re.compile("pc-pinned"))
    expect(widget.locator(".pc-refusal")).to_be_empty()


def test_a_size_is_answered_before_python(waiting):
    page = waiting.goto("en/sizes/#layer-figure?kernel=11&stride=4&padding=2")
    widget = figure(page, "layer-figure")
    expect(widget.locator('[data-name="size"] .pc-title')).to_have_text("The output measures 55 × 55.")
    expect(widget.locator(".pc-summary")).to_contain_text("come with Python")


def test_several_figures_of_a_page_are_set(waiting):
    link = "#kernel-figure?kernel=5;stride-figure?stride=4&v=1;padding-figure?padding=full"
    page = waiting.goto(f"parameters/{link}")
    expect_led_to(figure(page, "kernel-figure"))
    for name, control, value in (
        ("kernel-figure", "kernel.0", "5"),
        ("stride-figure", "stride.0", "4"),
        ("padding-figure", "padding", "full"),
    ):
        set_up(figure(page, name))
        expect(field(figure(page, name), control)).to_have_value(value)
    # What is done to one leaves the others in the address.
    field(figure(page, "stride-figure"), "stride.0").fill("2")
    expect(page).to_have_url(re.compile(r"#kernel-figure\?kernel=5;padding-figure\?padding=full$"))
    field(figure(page, "stride-figure"), "stride.0").fill("5")
    expect(page).to_have_url(re.compile(r"padding=full;stride-figure\?stride=5&v=1$"))


def test_what_makes_no_sense_is_told_in_place_and_the_rest_applied(visitor):
    page = visitor.goto("en/parameters/#stride-figure?stride=3&banana=1&padding=wide&step=99&pin=out:77")
    widget = figure(page, "stride-figure")
    told = widget.locator(".pc-refusal")
    expect(told).to_contain_text("banana=1, padding=wide, step=99, pin=out:77", timeout=DRAWN_MS)
    expect(widget.locator(".pc-stage")).not_to_have_class(re.compile("pc-stale"))
    expect(widget.locator('svg[data-grid="output"] .pc-cell')).to_have_count(4)
    expect(told).to_contain_text("The rest was applied")
    # The reader goes on, and it is said no more.
    field(widget, "stride.0").fill("2")
    expect(told).to_be_empty()
    expect(page).to_have_url(re.compile("/en/parameters/(#.*step=4.*)?$"))


def test_a_wrong_value_is_refused_like_any_wrong_control(visitor):
    page = visitor.goto("en/parameters/#stride-figure?stride=77&kernel=2")
    widget = figure(page, "stride-figure")
    expect(field(widget, "stride.0")).to_have_attribute("aria-invalid", "true", timeout=DRAWN_MS)
    expect(widget.locator(".pc-refusal")).to_contain_text("between 1 and 5")
    field(widget, "stride.0").fill("1")
    expect(widget.locator(".pc-refusal")).to_be_empty()
    expect(widget.locator('svg[data-grid="output"] .pc-cell')).to_have_count(25)


def test_a_figure_that_is_gone_is_told(waiting):
    page = waiting.goto("parameters/#old-figure?stride=2;stride-figure?stride=3")
    expect(page.locator(".pc-astray")).to_contain_text("#old-figure")
    expect_led_to(figure(page, "stride-figure"))
    page.goto(f"{waiting.address}en/summary/#older-figure?x=1")
    expect(page.locator(".pc-astray")).to_have_text(re.compile("names a figure that this page does not have"))
    expect(page.locator(".pc-astray")).to_be_in_viewport()


def test_a_reload_and_the_way_back_keep_what_is_set_up(visitor):
    page = visitor.goto("parameters/")
    widget = figure(page, "stride-figure")
    widget.scroll_into_view_if_needed()
    field(widget, "stride.0").fill("3")
    widget.locator("[data-does=forward]").click()
    expect(page).to_have_url(re.compile(r"#stride-figure\?stride=3&step=2&v=1$"))
    page.reload()
    expect(field(widget, "stride.0")).to_have_value("3")
    expect(widget.locator(".pc-step")).to_have_text("Paso 2 de 4", timeout=DRAWN_MS)
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).not_to_contain_text("Parámetros")
    # Its own figures begin as they do.
    assert "#" not in page.url
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Parámetros")
    set_up(widget)
    expect(field(widget, "stride.0")).to_have_value("3")
    expect(widget.locator(".pc-step")).to_have_text("Paso 2 de 4")
    widget.locator("[data-does=reset]").click()
    expect(page).to_have_url(re.compile("/parameters/$"))


def test_headings_are_led_to_and_what_is_set_up_stays(visitor):
    page = visitor.goto("en/parameters/")
    widget = figure(page, "stride-figure")
    widget.scroll_into_view_if_needed()
    heading = page.locator("#the-padding a.headerlink")
    for stride in ("3", "4", "5"):
        field(widget, "stride.0").fill(stride)
        expect(page).to_have_url(re.compile(rf"#stride-figure\?stride={stride}&v=1$"))
        # The same link twice: the theme must know that the reader was elsewhere meanwhile.
        heading.dispatch_event("click")
        expect(page).to_have_url(re.compile("#the-padding$"))
        expect(page.locator("#the-padding")).to_be_in_viewport()
        set_up(widget)
        expect(field(widget, "stride.0")).to_have_value(stride)
    page.reload()
    set_up(widget)
    expect(field(widget, "stride.0")).to_have_value("5")
    page.go_back()
    expect(page).to_have_url(re.compile("stride=5"))
    # Somebody who comes anew finds the page as it begins.
    page.goto("about:blank")
    visitor.goto("en/parameters/")
    set_up(widget)
    expect(field(widget, "stride.0")).to_have_value("2")


def test_another_link_in_the_same_page_is_heeded(waiting):
    page = waiting.goto("en/parameters/#stride-figure?stride=3")
    expect(field(figure(page, "stride-figure"), "stride.0")).to_have_value("3")
    page.evaluate("() => { location.hash = '#stride-figure?stride=4' }")
    expect(field(figure(page, "stride-figure"), "stride.0")).to_have_value("4")
    page.evaluate("() => { location.hash = '#dilation-figure?dilation=3' }")
    expect_led_to(figure(page, "dilation-figure"))
    expect(field(figure(page, "dilation-figure"), "dilation.0")).to_have_value("3")
    set_up(figure(page, "stride-figure"))
    expect(field(figure(page, "stride-figure"), "stride.0")).to_have_value("4")


def test_a_link_is_not_written_over_by_what_was_set_up_before_it(waiting):
    page = waiting.goto("en/parameters/#stride-figure?stride=3")
    widget = figure(page, "stride-figure")
    expect(field(widget, "stride.0")).to_have_value("3")
    page.wait_for_timeout(1000)  # The address follows from here on at once.
    for moments in (0, 50, 250):
        field(widget, "stride.0").evaluate(
            """(field, moments) => {
                field.value = "2";
                field.dispatchEvent(new Event("input", { bubbles: true }));
                return new Promise((go) => setTimeout(go, moments)).then(() => {
                    location.hash = "#stride-figure?stride=4";
                });
            }""",
            moments,
        )
        page.wait_for_timeout(1000)
        assert page.url.endswith("#stride-figure?stride=4"), moments
        expect(field(widget, "stride.0")).to_have_value("4")
        page.evaluate("() => { location.hash = '#stride-figure?stride=3' }")
        expect(field(widget, "stride.0")).to_have_value("3")


def test_what_is_to_be_tried_leaves_the_page_as_it_stands(waiting):
    page = waiting.goto("en/parameters/")
    widget = figure(page, "stride-figure")
    widget.scroll_into_view_if_needed()
    set_up(widget)
    widget.evaluate("(one) => { one.same = true; }")
    answer = page.locator("details:has(a.pc-try[href*='#stride-figure?'])").first
    answer.locator("summary").click()
    tried = answer.locator("a.pc-try").first
    tried.click()
    expect(page).to_have_url(re.compile(r"/en/parameters/#stride-figure\?input=7$"))
    expect(widget).to_be_in_viewport()
    # The theme would make the page anew within this time, and the answer would be closed.
    page.wait_for_timeout(1000)
    assert widget.evaluate("(one) => one.same")
    expect(tried).to_be_attached()
    assert answer.evaluate("(one) => one.open")
    page.go_back()
    expect(page).to_have_url(re.compile("/en/parameters/$"))


@pytest.mark.parametrize(("language", "copied"), [("es", "Enlace copiado"), ("en", "Link copied")])
def test_a_link_is_copied_or_shown(open_reader, language, copied):
    reader = open_reader(reduced_motion="reduce", width=360)
    reader.context.route("**/runtime/**", lambda _: None)
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.goto(f"{folder_of(language).folder}parameters/#stride-figure?stride=3&kernel:0,0=1/2")
    widget = figure(page, "stride-figure")
    expect(widget).to_have_class(re.compile("pc-set-up"))
    button = widget.locator("[data-does=share]")
    button.focus()
    page.keyboard.press("Enter")
    expect(widget.get_by_role("status").filter(has_text=copied)).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{page.url.split('#')[0]}#stride-figure?stride=3&kernel:0,0=1/2&v=1"
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.keyboard.press("Enter")
    shown = widget.locator(".pc-shared-link")
    expect(shown).to_have_value(link)
    expect(shown).to_be_focused()
    assert page.evaluate("() => String(getSelection())") == link
    # In its first state a figure has a link without settings.
    other = figure(page, "dilation-figure")
    set_up(other)
    other.locator("[data-does=share]").click()
    expect(other.locator(".pc-shared-link")).to_have_value(re.compile("#dilation-figure$"))


def opens(page, address, link: Golden, language):
    """Open a golden link in a page whose Python never comes, and look at what it sets."""
    page.goto("about:blank")
    page.goto(f"{address}{folder_of(language).folder}{link.page}#{link.fragment}")
    widget = figure(page, link.figure)
    set_up(widget)
    block = blocks(language)[link.page][link.figure]
    changed = {name: value for name, value in link.settings.items() if name != "edits"}
    for parameter in block.parameters:
        value = changed.get(parameter.name)
        for place, entry in enumerate(value if isinstance(value, list) else [value] if value else []):
            name = f"{parameter.name}.{place}" if isinstance(value, list) else parameter.name
            expect(field(widget, name)).to_have_value(entry)
    widget.locator("[data-does=share]").click()
    expect(widget.locator(".pc-shared-link")).to_have_value(
        re.compile(re.escape(f"#{link.figure}{link.again and '?'}{link.again}") + "$")
    )
    if link.told and language == "en":
        expect(widget.locator(".pc-refusal")).to_contain_text(link.told)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_golden_link_opens(waiting, language, every):
    waiting.context.add_init_script(
        "if (navigator.clipboard) navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"
    )
    # In an ordinary run all of them in one language, and some in the other.
    for link in golden()[:: 1 if every or language == "en" else 4]:
        opens(waiting.page, waiting.address, link, language)


def test_hostile_links_reach_neither_the_page_nor_the_console(waiting):
    page = waiting.goto("en/parameters/#stride-figure?stride=3")
    widget = figure(page, "stride-figure")
    expect(field(widget, "stride.0")).to_have_value("3")
    draw = Random("page")
    parameters = blocks("en")["parameters/"]["stride-figure"].parameters
    links = [hostile(draw, parameters).replace("a-figure", "stride-figure") for _ in range(120)]
    script = """async (links) => {
        const all = () => document.querySelectorAll("img, script, iframe, b, [onerror]").length;
        const before = all();
        for (const link of links) {
            location.hash = link;
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
        return [all() - before, Object.keys(Object.prototype)];
    }"""
    assert page.evaluate(script, links) == [0, []]
    page.evaluate("() => { location.hash = '#stride-figure?stride=4' }")
    expect(field(widget, "stride.0")).to_have_value("4")
    expect(widget.locator(".pc-refusal")).to_be_empty()


@pytest.mark.parametrize(
    ("language", "fragment", "words", "figure_name", "cells"),
    [
        ("es", "", "en el filtro deslizante", "formula-figure", 3),
        (
            "en",
            "?kind=transposed&input=6&kernel=3&padding=1",
            "transposed convolution",
            "three-agree-figure",
            11,
        ),
    ],
)
def test_the_small_example_of_a_layer_opens_with_numbers(
    visitor, language, fragment, words, figure_name, cells
):
    page = visitor.goto(f"{folder_of(language).folder}sizes/#layer-figure{fragment}")
    link = figure(page, "layer-figure").get_by_role("link", name=words)
    expect(link).to_be_visible(timeout=DRAWN_MS)
    drawn = figure(page, "layer-figure").locator('[data-name="example"] .pc-title')
    expect(drawn).to_contain_text(str(cells))
    link.click()
    widget = figure(page, figure_name)
    expect_led_to(widget)
    expect(widget.locator(".pc-refusal")).to_be_empty()
    made = widget.locator('svg[data-grid="output"], svg[data-grid="result"]').first
    expect(made.locator("[data-key].pc-cell")).to_have_count(cells, timeout=DRAWN_MS)
    # Where the picture of an example is not known, there is no link.
    visitor.goto(f"{folder_of(language).folder}sizes/#layer-figure?kind=max_pooling&step=2")
    expect(figure(page, "layer-figure").locator("a[data-opens]")).to_have_count(0, timeout=DRAWN_MS)
