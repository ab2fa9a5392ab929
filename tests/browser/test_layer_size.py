"""Sizes of layers on their page: questions that people ask, answered by keyboard, before Python and after."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widget_page import cells_of, open_controls, set_up, wait_for_python

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)

PLAIN = {"stride": "1", "dilation": "1", "padding": "valid"}
ONE = PLAIN | {"spatial_axes": "1"}
BACK = ONE | {"kind": "transposed", "kernel": "3", "stride": "2"}
ASKED: list[tuple[dict[str, str], str]] = [
    ({"input": "224", "kernel": "7", "stride": "2", "padding": "same"}, "112 × 112"),
    ({"kernel": "11", "stride": "4", "padding": "valid"}, "54 × 54"),
    ({"kernel": "11", "stride": "4", "amounts": "2"}, "55 × 55"),
    ({"kernel": "3", "stride": "1", "amounts": "100"}, "422 × 422"),
    ({"kind": "transposed", "input": "10", "kernel": "16", "stride": "8", "amounts": "4"}, "80 × 80"),
    (PLAIN | {"input": "40 × 64 × 64", "spatial_axes": "3", "kernel": "3"}, "38 × 62 × 62"),
    ({"input": "7, 5", "kernel": "3", "stride": "2", "padding": "same"}, "4 × 3"),
    (ONE | {"input": "500", "kernel": "5", "stride": "10", "padding": "same"}, "50"),
    (ONE | {"input": "77", "kernel": "2", "dilation": "8", "padding": "causal"}, "77"),
    (BACK | {"input": "2", "padding": "explicit", "amounts": "1", "output_padding": "1"}, "4"),
    (BACK | {"input": "16", "padding": "same", "output_shape": "32"}, "32"),
    (ONE | {"kind": "max_pooling", "input": "112", "kernel": "3", "stride": "2", "rounding": "ceil"}, "56"),
    (ONE | {"input": "11", "kernel": "3", "padding": "explicit", "amounts": "-2"}, "5"),
]

GIVEN = BACK | {"padding": "explicit", "amounts": "1"}
WHOLE = PLAIN | {"spatial_axes": "2", "groups": "1"}
POOLED = ONE | {"kind": "max_pooling", "rounding": "ceil"}
ONE_MAP = {"in_channels": "3", "out_channels": "1"}
DEPTHWISE = {"in_channels": "24", "out_channels": "24", "groups": "24"}
PADDED = POOLED | {"padding": "explicit", "amounts": "1"}
PADS, CROPS = "relleno antes + después", "recorte antes + después"
ALIKE, EXTRA = "entradas que dan la misma salida", "relleno de salida"
WITHOUT, WITH, PRODUCTS = "parámetros sin sesgo", "parámetros con sesgo", "multiplicaciones (MAC)"
COLUMNS = "columnas de im2col (unfold)"
FOLDED = "ventanas sobre una celda (fold(unfold(x))): esquina · como mucho"
GRADIENT = "gradiente del núcleo, por correlación"
TOLD: list[tuple[dict[str, str], str, list[str]]] = [
    # What is asked, and of the answer a line's head and its cells.
    ({"padding": "same"}, PADS, ["2 + 3", "2 + 3"]),
    (ONE | {"input": "224", "kernel": "11", "stride": "4", "padding": "same"}, "salida", ["56"]),
    (ONE | {"input": "227", "kernel": "11", "stride": "4"}, "salida", ["55"]),
    (ONE | {"kernel": "5", "dilation": "5", "padding": "same"}, PADS, ["10 + 10"]),
    (ONE | {"input": "32", "kernel": "3", "dilation": "18", "padding": "same"}, "salida", ["32"]),
    (PLAIN | {"input": "100, 20", "kernel": "4, 1", "padding": "same"}, PADS, ["1 + 2", "0 + 0"]),
    (ONE | {"input": "500", "kernel": "5", "stride": "10", "padding": "same"}, PADS, ["0 + 0"]),
    ({"input": "14", "kernel": "3", "padding": "same", "dilation": "3, 1"}, PADS, ["2 + 3", "0 + 1"]),
    (ONE | {"input": "77", "kernel": "2", "dilation": "8", "padding": "causal"}, PADS, ["8 + 0"]),
    (GIVEN | {"input": "2", "output_shape": "4"}, EXTRA, ["1"]),
    (GIVEN | {"input": "4", "output_shape": "7"}, EXTRA, ["0"]),
    (GIVEN | {"input": "13", "output_shape": "25"}, EXTRA, ["0"]),
    (BACK | {"input": "6", "padding": "same", "output_shape": "12"}, CROPS, ["0 + 1"]),
    (WHOLE | {"kind": "transposed", "input": "2", "kernel": "2", "stride": "2"} | ONE_MAP, WITH, ["13"]),
    (WHOLE | {"kind": "transposed", "input": "2", "kernel": "2", "stride": "2"} | ONE_MAP, PRODUCTS, ["48"]),
    (PADDED | {"input": "64", "kernel": "3", "stride": "2"}, "salida", ["33"]),
    (POOLED | {"input": "4", "kernel": "3", "stride": "3"}, "salida", ["2"]),
    (POOLED | {"input": "32", "kernel": "8", "stride": "4"}, "salida", ["7"]),
    (PADDED | {"input": "5", "kernel": "2", "stride": "2"}, "salida", ["3"]),
    (POOLED | {"input": "135", "kernel": "2", "stride": "2", "rounding": "floor"}, ALIKE, ["134 … 135"]),
    (WHOLE | {"input": "32", "kernel": "3"} | DEPTHWISE, WITHOUT, ["216"]),
    (WHOLE | {"input": "32", "kernel": "3"} | DEPTHWISE, PRODUCTS, ["194 400"]),
    (PLAIN | {"input": "16", "kernel": "3"}, COLUMNS, ["196 de 9 por canal"]),
    (PLAIN | {"input": "16", "kernel": "3"}, FOLDED, ["1 · 9"]),
    (
        PLAIN | {"input": "8", "kernel": "3", "stride": "2"},
        GRADIENT, ["4 × 4, de lo que cuentan los primeros 3 × 3"],
    ),
]  # fmt: skip

# Of a select the keyboard chooses by its first letters, which differ from language to language: here
# it goes there with the arrows.
CHOSEN = ("kind", "spatial_axes", "padding", "rounding", "framework")


def choose(page: Page, name: str, value: str) -> None:
    """Say a value with the keyboard alone."""
    control = page.locator(f'#layer-figure [data-field="{name}"]')
    control.focus()
    if name not in CHOSEN:
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(value)
        return
    page.keyboard.press("Home")
    options: list[str] = control.evaluate("select => [...select.options].map((option) => option.value)")
    for _ in range(options.index(value)):
        page.keyboard.press("ArrowDown")
    expect(control).to_have_value(value)


def ask(page: Page, asked: dict[str, str], size: str) -> None:
    page.locator("[data-does=reset]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator('#layer-figure [data-field="input"]')).to_have_value("224")
    # What offers a control comes before it.
    for name in sorted(asked, key=lambda name: name not in CHOSEN):
        choose(page, name, asked[name])
    expect(page.locator('#layer-figure [data-name="size"] .pc-title')).to_have_text(f"La salida mide {size}.")
    expect(page.locator(".pc-refusal").first).to_be_empty()


@pytest.fixture(params=WIDTHS)
def opened(open_reader: Any, request: pytest.FixtureRequest) -> Any:
    return open_reader(width=request.param, reduced_motion="reduce")


def test_sizes_are_answered_before_python(opened: Any) -> None:
    opened.context.route("**/runtime/**", lambda _: None)
    page = opened.goto("")
    page.get_by_role("link", name="Tamaños y redes").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("Tamaños y redes"))
    open_controls(page)
    for asked, size in ASKED:
        ask(page, asked, size)
    expect(page.locator(".pc-summary").first).to_contain_text("llegarán con Python")


def test_a_refusal_names_field_and_axis_before_python(opened: Any) -> None:
    opened.context.route("**/runtime/**", lambda _: None)
    page = opened.goto("sizes/")
    open_controls(page)
    choose(page, "input", "258 × 2")
    choose(page, "amounts", "0")
    expect(page.locator(".pc-refusal").first).to_contain_text("en horizontal")
    expect(page.locator(".pc-refusal").first).to_contain_text("canales")
    expect(page.locator('#layer-figure [data-field="kernel"]')).to_have_attribute("aria-invalid", "true")
    choose(page, "input", "0")
    expect(page.locator('#layer-figure [data-field="input"]')).to_have_attribute("aria-invalid", "true")
    expect(page.locator('#layer-figure [data-field="kernel"]')).not_to_have_attribute("aria-invalid", "true")
    choose(page, "input", "225")
    expect(page.locator(".pc-refusal").first).to_be_empty()
    expect(page.locator('#layer-figure [data-field="input"]')).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator('#layer-figure [data-name="size"] .pc-title')).to_have_text(
        "La salida mide 110 × 110."
    )


def test_everything_is_answered_with_python(opened: Any) -> None:
    page = opened.goto("sizes/")
    set_up(page.locator("pyconv-widget").first)
    wait_for_python(page)
    open_controls(page)
    for asked, size in ASKED:
        ask(page, asked, size)
    choose(page, "input", "258")
    table = page.locator('#layer-figure [data-name="axes"] table')
    ask(page, {"input": "6", "kernel": "3", "padding": "same_lower"}, "3 × 3")
    expect(table).to_contain_text("1 + 0")
    ask(page, BACK | {"input": "16", "padding": "same", "output_shape": "32"}, "32")
    expect(table).to_contain_text("0 + 1")
    choose(page, "output_shape", "36")
    expect(page.locator(".pc-refusal").first).to_contain_text("36")
    expect(page.locator('#layer-figure [data-field="output_shape"]')).to_have_attribute(
        "aria-invalid", "true"
    )


def test_tables_answer_by_keyboard(opened: Any) -> None:
    page = opened.goto("sizes/")
    set_up(page.locator("pyconv-widget").first)
    wait_for_python(page)
    open_controls(page)
    more = page.locator("pyconv-widget").first.locator("details:has([data-field=in_channels]) > summary")
    more.focus()
    page.keyboard.press("Enter")
    for asked, head, told in TOLD:
        page.locator("[data-does=reset]").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator('#layer-figure [data-field="input"]')).to_have_value("224")
        for name in sorted(asked, key=lambda name: name not in CHOSEN):
            choose(page, name, asked[name])
        expect(cells_of(page.locator("#layer-figure table"), head), str(asked)).to_have_text(told)


def test_another_size_is_explained_and_a_layer_that_has_it_taken_over(opened: Any) -> None:
    page = opened.goto("sizes/")
    set_up(page.locator("pyconv-widget").first)
    wait_for_python(page)
    open_controls(page)
    choose(page, "expected", "113")
    expect(page.locator('#layer-figure [data-name="why"]')).to_contain_text("se redondea hacia arriba")
    expect(page.locator('#layer-figure [data-name="others"] tbody tr').first).to_contain_text("convolución")
    take = page.locator('#layer-figure [data-name="others"] [data-does=take]').first
    take.focus()
    page.keyboard.press("Enter")
    expect(page.locator('#layer-figure [data-name="size"] .pc-title')).to_have_text(
        "La salida mide 113 × 113."
    )
    expect(page.locator('#layer-figure [data-field="kernel"]')).to_have_value("2")
    expect(page.locator('#layer-figure [data-field="amounts"]')).to_have_value("1")
    expect(page.locator('#layer-figure [data-name="why"]')).to_contain_text("justo lo que mide")
    expect(take).to_be_focused()
    choose(page, "expected", "1 2 3")
    expect(page.locator('#layer-figure [data-field="expected"]')).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    expect(page.locator('#layer-figure [data-name="why"]')).to_have_count(0)


def test_code_is_copied_or_selected(opened: Any) -> None:
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened.goto("sizes/")
    set_up(page.locator("pyconv-widget").first)
    wait_for_python(page)
    open_controls(page)
    choose(page, "framework", "jax")
    code = page.locator('#layer-figure [data-name="code"] pre')
    expect(code).to_contain_text("lax.conv_general_dilated")
    copy = page.locator('#layer-figure [data-name="code"] [data-does=copy]')
    copy.focus()
    page.keyboard.press("Enter")
    said = page.locator('#layer-figure [data-name="code"] output')
    expect(said).to_have_text("Copiado.")
    assert page.evaluate("navigator.clipboard.readText()") == code.text_content()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("está seleccionado")
    assert "lax.conv_general_dilated" in page.evaluate("() => String(getSelection())")
    # The space bar scrolls the program and plays nothing.
    code.focus()
    page.keyboard.press("Space")
    expect(page.locator("pyconv-widget").first).not_to_have_class(re.compile("pc-playing"))
