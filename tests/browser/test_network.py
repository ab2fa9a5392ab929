"""A network on its page: code is pasted, read, and blamed by its line; its decoder is copied and read."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from pyconv.pictures.views.network.presets import PRESETS
from tests.browser.conftest import PATIENCE_MS
from tests.browser.widget_page import with_controls

pytestmark = pytest.mark.browser

CODE = "nn.Conv2d(1, 8, 4)\nnn.MaxPool2d(2)\nnn.Conv2d(8, 16, 3)\nnn.MaxPool2d(2)\nnn.Flatten()"


def opened(page: Page) -> Locator:
    """Return the widget with its controls in sight, once Python is there."""
    return with_controls(page, 'pyconv-widget[data-view="network"]')


@pytest.mark.parametrize("width", [360, 1280])
def test_pasted_code_is_read_and_blamed_by_its_line(open_reader: Any, width: int) -> None:
    widget = opened(open_reader(width=width, reduced_motion="reduce").goto("sizes/"))
    page = widget.page
    layers, refusal = widget.locator('[data-name="layers"]'), widget.locator(".pc-refusal")
    expect(layers).to_contain_text("nn.Linear(120, 84)")
    widget.locator('[data-field="network"]').select_option("own")
    code = widget.locator('textarea[data-field="code"]')
    code.fill(CODE)
    expect(refusal).to_contain_text("Línea 1", timeout=PATIENCE_MS)
    expect(code).to_have_attribute("aria-invalid", "true")
    widget.locator('[data-field="own_input"]').fill("1 × 28 × 28")
    expect(widget.locator('[data-name="whole"]')).to_contain_text("400: lo que recibe")
    expect(refusal).to_be_empty()
    # Typed text is text: no letter of it is a command.
    code.focus()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("Enter")
    page.keyboard.type("fff(2)")
    expect(widget.locator('[data-name="unknown"]')).to_contain_text("línea 6: fff(2)")
    expect(widget.locator('[data-name="field"]')).to_be_visible()


def type_into(widget: Locator, field: str, typed: str) -> None:
    """Replace what a field says with the keyboard alone."""
    widget.locator(f'[data-field="{field}"]').focus()
    widget.page.keyboard.press("ControlOrMeta+a")
    widget.page.keyboard.press("Delete")
    widget.page.keyboard.insert_text(typed)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_network_is_changed_and_its_decoder_copied_by_keyboard(open_reader: Any, width: int) -> None:
    reader = open_reader(width=width, reduced_motion="reduce")
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    widget = opened(reader.goto("sizes/"))
    page, layers = widget.page, widget.locator('[data-name="layers"]')
    # A network that is ready becomes one's own, with its input.
    widget.locator('[data-name="edit"] button').focus()
    page.keyboard.press("Enter")
    code = widget.locator('[data-field="code"]')
    expect(code).to_have_value(PRESETS["lenet"].text)
    expect(widget.locator('[data-field="own_input"]')).to_have_value("1 × 32 × 32")
    expect(widget.locator('[data-name="edit"]')).to_have_count(0)
    # 25 → 13 → 7 → 4 → 2, and back.
    type_into(widget, "code", "nn.Conv2d(1, 1, 3, 2, 1)\n" * 4)
    type_into(widget, "own_input", "1 × 25 × 25")
    # The input of 32 that was there before comes to 2 × 2 as well.
    for row, size in enumerate((13, 7, 4, 2)):
        expect(layers.locator("tbody tr").nth(row)).to_contain_text(
            f"1\u00a0×\u00a0{size}\u00a0×\u00a0{size}"
        )
    decoder = widget.locator('[data-name="decoder"]')
    decoder.locator("summary").focus()
    page.keyboard.press("Enter")
    text = decoder.locator("pre")
    expect(text).to_be_visible()
    copy = decoder.locator("[data-does=copy]")
    copy.focus()
    page.keyboard.press("Enter")
    expect(decoder.locator("output")).to_have_text("Copiado.")
    assert page.evaluate("navigator.clipboard.readText()") == text.text_content()
    assert (text.text_content() or "").count("output_padding=1") == 1
    decoder.locator("[data-does=take]").focus()
    page.keyboard.press("Enter")
    for row, size in enumerate((4, 7, 13, 25)):
        cell = layers.locator("tbody tr").nth(row).locator("td").nth(1)
        expect(cell).to_have_text(f"1\u00a0×\u00a0{size}\u00a0×\u00a0{size}")
    # The space bar folds and unfolds, and plays nothing.
    decoder.locator("summary").focus()
    opened_before = decoder.locator("details").get_attribute("open")
    page.keyboard.press("Space")
    if opened_before is None:
        expect(decoder.locator("details")).to_have_attribute("open", "")
    else:
        expect(decoder.locator("details")).not_to_have_attribute("open", "")
    expect(widget.locator(".pc-refusal")).to_be_empty()


@pytest.mark.parametrize("width", [360, 1280])
def test_copies_of_u_net_and_the_field_of_a_cell(open_reader: Any, width: int) -> None:
    widget = opened(open_reader(width=width, reduced_motion="reduce").goto("sizes/"))
    widget.locator('[data-field="network"]').select_option("unet")
    expect(widget.locator('[data-name="whole"]')).to_contain_text("31\u00a0030\u00a0658")
    expect(widget.locator('[data-name="copies"] tbody tr').first).to_contain_text("recortar la copia: 4 + 4")
    widget.locator('[data-name="edit"] button').click()
    code = widget.locator('[data-field="code"]')
    expect(code).to_have_value(PRESETS["unet"].text)
    code.fill(PRESETS["unet"].text.replace(", 3)", ", 3, padding=1)"))
    whole = widget.locator('[data-name="whole"]')
    expect(whole).to_contain_text("572: no; las más cercanas que sí: 560 o 576")
    expect(widget.locator('[data-name="copies"]')).to_contain_text("rellenar lo que llega: 0 + 1")
    type_into(widget, "layer", "5")
    type_into(widget, "field_cell", "3")
    field = widget.locator('svg[data-grid="field"]')
    expect(field.locator("[role=row]")).to_have_count(4)
    expect(field.locator("[role=row]").last.locator(".pc-cell").last).to_have_attribute("data-key", "map:5:3")
    type_into(widget, "field_cell", "286")
    expect(widget.locator(".pc-refusal")).to_contain_text("285")
    expect(widget.locator('[data-field="field_cell"]')).to_have_attribute("aria-invalid", "true")


def test_a_decoder_shows_its_checkerboard(open_reader: Any) -> None:
    widget = opened(open_reader(width=1280, reduced_motion="reduce").goto("sizes/"))
    widget.locator('[data-field="network"]').select_option("dcgan")
    evenness = widget.locator('[data-name="evenness"]')
    expect(evenness).to_contain_text("no hay tablero de ajedrez")
    widget.locator('[data-field="network"]').select_option("own")
    widget.locator('[data-field="code"]').fill("nn.ConvTranspose2d(1, 1, 3, stride=2)\n" * 3)
    widget.locator('[data-field="own_input"]').fill("1 × 4 × 4")
    expect(evenness).to_contain_text("De 1 a 25 caminos")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_table_has_room(open_reader: Any, width: int) -> None:
    widget = opened(open_reader(width=width, reduced_motion="reduce").goto("sizes/"))
    page, table = widget.page, widget.locator('[data-name="layers"] table')
    for name, preset in PRESETS.items():
        widget.locator('[data-field="network"]').select_option(name)
        expect(table.locator("tbody tr code").last).to_have_text(preset.text.splitlines()[-1])
        room, taken = table.evaluate("table => [table.parentElement.clientWidth, table.scrollWidth]")
        if width == 1280:
            assert taken <= room, name
        else:
            # It scrolls in its place, and the page does not; the number of the layer stays in sight.
            # Pictures that are new are given their room in the next frame, and not in this one.
            page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
            left = table.locator("tbody th").first.evaluate(
                """head => {
                    const place = head.closest(".pc-html").parentElement;
                    place.scrollLeft = 100;
                    return head.getBoundingClientRect().left - place.getBoundingClientRect().left;
                }"""
            )
            assert left >= 0, name
