"""A reader's own image: every source, weights by the keyboard, and pixels whose sums are NumPy's."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from pyconv.pictures.imaging import sample
from site_assets.build import PROJECT
from tests.browser.test_files import dialog_of, drop
from tests.browser.widget_page import READY_MS, wait_for_python

pytestmark = pytest.mark.browser

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

PICTURE = np.random.default_rng(3).integers(0, 256, (20, 30), dtype=np.uint8)


def png(pixels: Any = PICTURE) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def opened(page: Page) -> Locator:
    image = page.locator("#own-image")
    # The theme may make the page anew for a link, now or in a moment.
    page.wait_for_function(
        "() => { const image = document.querySelector('#own-image'); image?.scrollIntoView(); return image; }"
    )
    expect(image.locator(".pc-python")).to_have_attribute("data-state", "ready", timeout=READY_MS)
    expect(image.locator("[data-name='result'] canvas")).to_be_visible()
    return image


def canvas(image: Locator, name: str) -> Locator:
    return image.locator(f".pc-shot[data-name='{name}'] canvas")


def title(image: Locator, name: str) -> Locator:
    return image.locator(f".pc-shot[data-name='{name}'] .pc-title")


def greys(image: Locator, name: str) -> Any:
    """Return the levels of grey that a canvas shows."""
    width, levels = canvas(image, name).evaluate(
        """(canvas) => {
          const { width, height } = canvas;
          const copy = Object.assign(document.createElement("canvas"), { width, height });
          const context = copy.getContext("2d", { willReadFrequently: true });
          context.drawImage(canvas, 0, 0);
          const { data } = context.getImageData(0, 0, width, height);
          return [width, [...data].filter((_, at) => at % 4 === 0)];
        }"""
    )
    return np.array(levels).reshape(-1, width)


def correlated(pixels: Any, kernel: Any) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(pixels.astype(int), kernel.shape)
    return (windows * kernel).sum((2, 3))


def test_sources_weights_and_pixels(open_reader: Any) -> None:
    reader = open_reader(width=1280, height=900, reduced_motion="reduce")
    page = reader.goto("en/image/")
    image = opened(page)
    assert np.array_equal(greys(image, "input"), sample())
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run('#own-image', { resultTypes: ['violations'] })")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []

    # A file, and what is none.
    field = image.locator("input[type='file']")
    field.set_input_files({"name": "mine.png", "mimeType": "image/png", "buffer": png()})
    expect(title(image, "result")).to_have_text("Result: 18 × 28")
    expect(image.locator(".pc-source-told")).to_have_text("New image: 20 × 30 pixels.")
    assert np.array_equal(greys(image, "input"), PICTURE)
    field.set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no image"})
    expect(image.locator(".pc-source-told")).to_contain_text("“notes.txt” is no image")

    # A weight by the keyboard makes the kernel the reader's own; a pixel by the keyboard and its sum.
    chosen = image.locator("[data-field='image_filter']")
    weight = image.get_by_role("spinbutton", name="Weights of the kernel, row 1, column 1")
    weight.focus()
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_value("own")
    kernel = np.array([[-1, 0, 1], [-2, 0.5, 2], [-1, 0, 1]])
    wanted = correlated(PICTURE, kernel)
    canvas(image, "result").focus()
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowRight"):
        page.keyboard.press(key)
    at = 18 // 2 - 1, 28 // 2 - 1 + 10
    shown = f"{wanted[at]:g}".replace("-", "−")
    words = image.locator(".pc-words")
    expect(words).to_contain_text(f"Result ({at[0]}, {at[1]}): {shown}.")
    expect(words).to_contain_text(f"{PICTURE[at[0] + 1, at[1] + 1]} × 0.5")
    expect(image.locator(".pc-live")).to_contain_text(f"= {shown}.")
    spot = image.locator("[data-name='input'] .pc-spot").bounding_box()
    box = canvas(image, "input").bounding_box()
    assert spot
    assert box
    pixel = box["width"] / 30
    assert abs(spot["x"] - box["x"] - at[1] * pixel) < 1
    assert abs(spot["y"] - box["y"] - at[0] * pixel) < 1
    assert abs(spot["width"] - 3 * pixel) < 1

    # What is no number is told in place; the last good image stays.
    weight.fill("")
    expect(image.locator(".pc-refusal")).to_contain_text("The cell is empty")
    expect(weight).to_have_attribute("aria-invalid", "true")
    image.get_by_role("button", name="Start over").click()
    expect(image.locator(".pc-refusal")).to_be_empty()
    expect(chosen).to_have_value("sobel-x")

    # A named kernel fills the fields, also in another size; the slider moves the weight last in use.
    chosen.select_option("gaussian")
    expect(weight).to_have_value("4")
    expect(image.get_by_label("All divided by")).to_have_value("16")
    smooth = correlated(PICTURE, np.outer([1, 2, 1], [1, 2, 1]))
    page.wait_for_function(
        "(told) => document.querySelector('.pc-words').textContent.includes(told)", arg=") / 16"
    )
    assert np.array_equal(greys(image, "result"), (2 * smooth + 16) // 32)
    slider = image.locator(".pc-mover input").first
    slider.fill("-2.5")
    expect(weight).to_have_value("-2.5")

    # A picture that has the keyboard keeps it while it is drawn anew.
    canvas(image, "result").focus()
    slider.evaluate(
        """(slider) => new Promise((drawn) => {
          document.addEventListener("pyconv-drawn", drawn, { once: true });
          slider.value = "2";
          slider.dispatchEvent(new Event("input", { bubbles: true }));
        }).then(() => null)"""
    )
    expect(canvas(image, "result")).to_be_focused()

    # Everything at once: an image for each step.
    image.locator("summary").click()
    pooling = image.locator("[data-field='image_pooling']")
    pooling.select_option("max")
    image.locator("[data-field='second_kernel']").select_option("laplacian")
    image.get_by_label("The transposed way back").select_option("yes")
    for name, said in (
        ("pooled", "After the pooling: 9 × 14"),
        ("second", "After the second kernel: 7 × 12"),
        ("back", "The way back: 20 × 30"),
    ):
        expect(title(image, name)).to_have_text(said)
    back = canvas(image, "back")
    box = back.bounding_box()
    assert box
    back.hover(position={"x": 2, "y": box["height"] - 2})
    expect(words).to_contain_text("Way back (19, 0)")
    pooling.select_option("none")
    expect(canvas(image, "pooled")).to_have_count(0)


def paste(page: Page, target: str, file: bytes | None) -> None:
    page.evaluate(
        """([target, bytes]) => {
          const clipboardData = new DataTransfer();
          const file = bytes && new File([new Uint8Array(bytes)], "a.png", { type: "image/png" });
          if (file) clipboardData.items.add(file);
          else clipboardData.setData("text/plain", "words");
          document.querySelector(target).dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
          );
        }""",
        [target, list(file) if file else None],
    )


CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  if (globalThis.denied) throw new DOMException("", "NotAllowedError");
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
  const context = canvas.getContext("2d");
  context.fillStyle = "rgb(200 200 200)";
  context.fillRect(0, 0, 64, 48);
  globalThis.stream = canvas.captureStream(10);
  setInterval(() => context.fillRect(0, 0, 64, 48), 50);
  return globalThis.stream;
};
"""


def test_clipboard_camera_and_drawing_on_a_phone(open_reader: Any) -> None:
    reader = open_reader(width=360, height=800, reduced_motion="reduce")
    reader.context.add_init_script(CAMERA)
    page = reader.goto("image/")
    image = opened(page)
    told = image.locator(".pc-source-told")
    paste(page, "#own-image canvas", None)
    expect(told).to_contain_text("No hay ninguna imagen en el portapapeles.")
    paste(page, "body", png())
    expect(told).to_have_text("Imagen nueva: 20 × 30 píxeles.")
    expect(title(image, "result")).to_have_text("Resultado: 18 × 28")

    # The camera is asked for when it is pressed, and is off again once there is a picture.
    camera = image.get_by_role("button", name="Cámara")
    page.evaluate("() => { globalThis.denied = true; }")
    camera.click()
    expect(told).to_contain_text("No se permitió usar la cámara.")
    page.evaluate("() => { globalThis.denied = false; }")
    camera.press("Enter")
    expect(image.get_by_role("button", name="Tomar la foto")).to_be_focused()
    page.wait_for_function("() => document.querySelector('#own-image video').videoWidth > 0")
    page.keyboard.press("Enter")
    expect(title(image, "input")).to_have_text("Entrada: 48 × 64")
    assert abs(int(np.median(greys(image, "input"))) - 200) < 6
    assert page.evaluate("() => globalThis.stream.getTracks().every((each) => each.readyState === 'ended')")
    expect(image.locator(".pc-camera")).to_be_hidden()
    expect(camera).to_be_focused()

    # A drawing, by the mouse and by the keyboard.
    image.get_by_role("button", name="Dibujar").click()
    expect(title(image, "input")).to_have_text("Entrada: 128 × 128")
    assert greys(image, "input").min() == 255
    drawn = canvas(image, "input")
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 3 / 4, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    sheet = greys(image, "input")
    assert sheet[64, 34:94].max() == 0
    assert sheet[:50].min() == 255
    drawn.focus()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press(" ")
    # The keys go on where the mouse was last.
    assert greys(image, "input")[44, 90:100].min() == 0
    image.get_by_label("Lado más largo").select_option("32")
    expect(title(image, "result")).to_have_text("Resultado: 30 × 30")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360

    # The sample again; then another page and back: the theme keeps the script, and the page its image.
    image.get_by_role("button", name="La muestra").click()
    expect(title(image, "input")).to_have_text("Entrada: 32 × 32")
    expect(image.get_by_role("button", name="Dibujar")).to_have_attribute("aria-pressed", "false")


LAPLACIAN = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
BY_HAND = "image_weights=0,1,0,1,-4,1,0,1,0&image_longest=32"
WRITTEN = f"image_filter=own&{BY_HAND}&v=1"


def test_a_link_sets_it_up_and_follows(open_reader: Any) -> None:
    reader = open_reader(width=1280, height=900, reduced_motion="reduce")
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.goto(f"en/image/#own-image?{BY_HAND}&image_edges=wide&pin=out:1")
    image = opened(page)
    # Weights that are said are those of a kernel of one's own; what makes no sense is told, the rest applied.
    chosen = image.locator("[data-field='image_filter']")
    expect(chosen).to_have_value("own")
    expect(title(image, "result")).to_have_text("Result: 30 × 30")
    told = image.locator(".pc-refusal")
    expect(told).to_contain_text("image_edges=wide, pin=out:1")
    expect(told).to_contain_text("The rest was applied.")
    expect(image.locator(".pc-told-shades").nth(1)).to_contain_text("negative")
    image.locator("[data-does=share]").click()
    expect(image.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{page.url.split('#')[0]}#own-image?{WRITTEN}"
    expect(image.locator(".pc-private")).to_contain_text("A link holds the settings alone")

    # The address follows, a kernel with a name says its weights itself, and a file stays where it is.
    field = image.locator("input[type='file']")
    field.set_input_files({"name": "mine.png", "mimeType": "image/png", "buffer": png()})
    expect(title(image, "result")).to_have_text("Result: 18 × 28")
    chosen.select_option("gaussian")
    expect(image.get_by_label("All divided by")).to_have_value("16")
    expect(page).to_have_url(re.compile(r"#own-image\?image_filter=gaussian&image_longest=32&v=1$"))
    expect(told).to_be_empty()
    page.evaluate("() => { location.hash = '#own-image?stride=2&image_longest=16' }")
    expect(title(image, "result")).to_have_text("Result: 5 × 7")
    assert greys(image, "input").shape == (11, 16)
    expect(chosen).to_have_value("sobel-x")
    page.go_back()
    expect(title(image, "result")).to_have_text("Result: 18 × 28")
    expect(chosen).to_have_value("gaussian")

    # Loaded anew and come back to, it is set up as it was; the file was never anywhere but here.
    page.reload()
    image = opened(page)
    expect(title(image, "result")).to_have_text("Result: 30 × 30")
    expect(chosen).to_have_value("gaussian")
    page.get_by_role("link", name="As a matrix").first.click()
    expect(page).to_have_url(re.compile("/matrix/"))
    page.go_back()
    image = opened(page)
    expect(chosen).to_have_value("gaussian")
    expect(title(image, "result")).to_have_text("Result: 30 × 30")
    image.locator("[data-does=reset]").click()
    expect(page).to_have_url(re.compile("/image/$"))
    expect(title(image, "result")).to_have_text("Result: 126 × 126")


def test_files_of_it_open_elsewhere_and_set_it_up_again(open_reader: Any, tmp_path: Path) -> None:
    reader = open_reader(width=1280, height=900, reduced_motion="reduce")
    page = reader.goto(
        "en/image/#own-image?image_filter=own&image_weights=0,1,0,1,-4,1,0,1,0&image_pooling=max"
    )
    image = opened(page)
    field = image.locator("input[type='file']")
    field.set_input_files({"name": "mine.png", "mimeType": "image/png", "buffer": png()})
    expect(title(image, "pooled")).to_have_text("After the pooling: 9 × 14")
    shown = {name: greys(image, name) for name in ("input", "result", "pooled")}
    dialog = dialog_of(page, image)
    expect(dialog.locator("summary")).to_have_text(["A link", "A file", "Inside another page"])
    names = {
        "Input: 20 × 30": "own-image-input.png",
        "Result: 18 × 28": "own-image-result.png",
        "After the pooling: 9 × 14": "own-image-pooled.png",
        "NumPy: the arrays": "own-image.py",
        "CSV": "own-image.csv",
    }
    files: dict[str, bytes] = {}
    for button, name in names.items():
        with page.expect_download() as saved:
            dialog.get_by_role("button", name=button, exact=True).click()
        assert saved.value.suggested_filename == name
        saved.value.save_as(tmp_path / name)
        files[name] = (tmp_path / name).read_bytes()
    expect(dialog.locator(".pc-told")).to_contain_text("own-image.csv is saved.")
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run('dialog', { resultTypes: ['violations'] })")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    page.keyboard.press("Escape")
    for name, levels in shown.items():
        with Image.open(io.BytesIO(files[f"own-image-{name}.png"])) as read:
            assert read.text["pyconv"].endswith("image_pooling=max&v=1")
            assert np.array_equal(np.asarray(read.convert("RGB"))[..., 0], levels)
    made = correlated(PICTURE, LAPLACIAN)
    arrays: dict[str, Any] = {}
    exec(files["own-image.py"], arrays)
    assert np.array_equal(arrays["input"], PICTURE)
    assert np.array_equal(arrays["result"], made)
    assert np.array_equal(arrays["pooled"], made.reshape(9, 2, 14, 2).max((1, 3)))
    rows = files["own-image.csv"].decode().split("# result")[1].split("\n\n")[0].split("\n")[1:]
    assert np.array_equal(np.array([row.split(",") for row in rows], float), made)

    # Dropped on the figure it sets the settings, also if it is an image itself; the image stays.
    image.locator("[data-does=reset]").click()
    expect(canvas(image, "pooled")).to_have_count(0)
    for name in ("own-image-result.png", "own-image.csv"):
        drop(page, "#own-image", name, files[name])
        expect(image.locator(".pc-source-told")).to_contain_text(
            "The settings in this file have been applied"
        )
        expect(title(image, "pooled")).to_have_text("After the pooling: 9 × 14")
        assert np.array_equal(greys(image, "input"), PICTURE)
        image.locator("[data-does=reset]").click()
        expect(canvas(image, "pooled")).to_have_count(0)
    # What was saved elsewhere is an image like any other.
    drop(page, "#own-image", "mine.png", png(PICTURE[:8, :8]))
    expect(title(image, "input")).to_have_text("Input: 8 × 8")

    # On another page it leads here.
    other = reader.goto("en/")
    wait_for_python(other)
    with other.expect_navigation(url=re.compile("image/#own-image")):
        drop(other, "main", "own-image.py", files["own-image.py"])
    image = opened(other)
    expect(image.locator("[data-field='image_filter']")).to_have_value("own")
    expect(image.locator("[data-field='image_pooling']")).to_have_value("max")


def test_without_scripts_the_sample_and_its_result_stand_there(open_reader: Any) -> None:
    reader = open_reader(javascript=False)
    page = reader.goto("image/")
    image = page.locator("#own-image")
    for name in ("input", "result"):
        expect(image.locator(f"[data-name='{name}'] img")).to_be_visible()
        width = image.locator(f"[data-name='{name}'] img").evaluate("(shown) => shown.naturalWidth")
        assert width == {"input": 128, "result": 126}[name]
    expect(image.locator("noscript")).to_be_visible()
    expect(image.get_by_text(re.compile("−820 a 820"))).to_be_visible()
