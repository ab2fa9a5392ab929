"""A sound under a kernel: what the browser plays is what NumPy says, wherever the sound comes from."""

from __future__ import annotations

import io
import re
import wave
from base64 import b64decode
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from pyconv.pictures.sounding import sound
from site_assets.build import PROJECT
from tests.browser.scripts import RENDERED
from tests.browser.test_files import dialog_of, drop
from tests.browser.widget_page import READY_MS, wait_for_python

pytestmark = pytest.mark.browser

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

RATE, FULL = 16_000, 32_768

NEAR = 1e-5
"""How far apart, in parts of full scale, sums of floats of 32 bits may be from exact ones."""

KERNELS = [
    ([1], 1),
    ([1, 0.6], 4_000),
    ([1 / 8] * 8, 1),
    ([1 / 8] * 8, 100),
    ([1, -1], 1),
    ([1, -2, 1], 1),
    ([2.5, -1, 0, 0.25, 1 / 3, 7, -0.01, 1, -3], 8_000),
]


def wav(samples: Any, rate: int = RATE, channels: int = 1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(np.asarray(samples).astype("<i2").tobytes())
    return file.getvalue()


def choose(host: Locator, name: str, data: bytes, kind: str = "audio/wav") -> None:
    field = host.locator("input[type='file']")
    field.set_input_files({"name": name, "mimeType": kind, "buffer": data})


def opened(page: Page) -> Locator:
    host = page.locator("#own-sound")
    # The theme may make the page anew for a link, now or in a moment.
    host.evaluate("(figure) => figure.scrollIntoView()")
    expect(host.locator(".pc-python")).to_have_attribute("data-state", "ready", timeout=READY_MS)
    return host


def told(host: Locator, name: str) -> Locator:
    return host.locator(f".pc-shot[data-name='{name}'] .pc-told-shades")


def added(samples: Any, response: Any, length: int) -> Any:
    """Return the sum of the copies of a sound, within full scale from −1 to 1."""
    total = np.zeros(length)
    for place, weight in response:
        total[place : place + len(samples)] += weight * samples / FULL
    return total


def kernel(weights: Any, spacing: int) -> Any:
    spread = np.zeros((len(weights) - 1) * spacing + 1)
    spread[::spacing] = weights
    return spread


@pytest.mark.parametrize("made", ["melody", "noise"])
def test_the_browser_plays_what_numpy_computes(open_reader: Any, made: str) -> None:
    page = open_reader().goto("en/sound/")
    noise = np.random.default_rng(4).integers(-FULL, FULL, 9_000)
    samples = noise if made == "noise" else sound("melody")
    for weights, spacing in KERNELS:
        length = len(samples) + (len(weights) - 1) * spacing
        response = [[place * spacing, weight] for place, weight in enumerate(weights)]
        heard = page.evaluate(f"(given) => ({RENDERED})(...given)", [samples.tolist(), response, length])
        floats = np.frombuffer(b64decode(heard), "<f4")
        wanted = added(samples, response, length)
        assert floats.shape == wanted.shape
        # Floats are as fine as what they add up is large.
        assert np.abs(floats - wanted).max() < NEAR * max(1, sum(map(abs, weights)))


COUNTED = """
globalThis.contexts = [];
globalThis.AudioContext = class extends AudioContext {
  constructor(...given) { super(...given); globalThis.contexts.push(this); }
};
"""


def test_kernels_samples_and_what_is_heard(open_reader: Any) -> None:
    reader = open_reader(width=1280, height=900)
    reader.context.add_init_script(COUNTED)
    page = reader.goto("en/sound/")
    host = opened(page)
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run('#own-sound', { resultTypes: ['violations'] })")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []

    # What the browser computes is compared on the page itself.
    def compared() -> float:
        host.get_by_role("button", name="Do they agree?").click()
        words = host.locator(".pc-sound-compared")
        expect(words).to_contain_text("of full scale")
        apart = re.search(r"than ([\d.]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))? of full", words.inner_text())
        assert apart
        power = (apart[2] or "0").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
        return float(apart[1]) * 10.0 ** int(power)

    chosen = host.locator("[data-field='sound_kernel']")
    expect(told(host, "result")).to_contain_text("44,000 samples")
    assert compared() < NEAR
    chosen.select_option("blur")
    expect(told(host, "result")).to_contain_text("40,007 samples")
    expect(host.locator("[data-field='sound_weights.7']")).to_have_value("1")
    expect(host.locator("[data-field='sound_weights.8']")).to_be_hidden()
    expect(host.get_by_label("All divided by")).to_have_value("8")
    assert compared() < NEAR

    # The blur becomes a row of echoes.
    for _ in range(3):
        host.get_by_role("button", name="twice the samples").click()
    expect(host.locator("input[type='number'][data-field='spacing.0']")).to_have_value("8")
    expect(told(host, "result")).to_contain_text("40,056 samples")

    # A weight by the keyboard makes the kernel the reader's own; a sample by the keyboard and its sum.
    weight = host.get_by_role("spinbutton", name="Weights of the kernel, weight 1")
    weight.focus()
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_value("own")
    slider = host.get_by_role("slider", name="Sample of the result")
    slider.focus()
    for key in ("Home", "PageUp", "Shift+ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    at = round(40_056 / 40) + 10
    weights = np.array([1, 1.5, 1, 1, 1, 1, 1, 1]) / 8
    wanted = np.convolve(sound("melody"), kernel(weights, 8))[at]
    words = host.locator(".pc-words")
    expect(words).to_contain_text(f"Result, sample {at:,}")
    expect(words).to_contain_text(f"1.5 × {sound('melody')[at - 8]}".replace("× -", "× (−"))
    last = words.inner_text().rpartition("= ")[2].replace("−", "-").replace("≈ ", "")
    assert float(last.split()[-1]) == pytest.approx(wanted, abs=0.006)
    expect(slider).to_have_attribute("aria-valuetext", re.compile(f"^Result, sample {at:,}"))
    expect(host.locator(".pc-live")).to_contain_text(f"Result, sample {at:,}")
    assert compared() < NEAR

    # What is no number is told in place.
    weight.fill("")
    expect(host.locator(".pc-refusal")).to_contain_text("The cell is empty")
    expect(weight).to_have_attribute("aria-invalid", "true")
    host.get_by_role("button", name="Start over").click()
    expect(host.locator(".pc-refusal")).to_be_empty()
    expect(chosen).to_have_value("echo")

    # Nothing was played so far.
    playing = host.locator(".pc-sound-playing")
    expect(playing).to_have_text("Nothing is playing.")
    assert page.evaluate("() => contexts.length") == 0
    host.get_by_label("again and again").check()
    after = host.get_by_role("button", name="Play after")
    after.press("Enter")
    expect(playing).to_have_text("Playing: after.")
    expect(after).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => contexts.length === 1 && contexts[0].currentTime > 0.3")
    head = host.locator("[data-name='result'] .pc-sound-head")
    expect(head).to_be_visible()
    weight.fill("-1")
    expect(host.locator("[data-name='kernel'] text").nth(2)).to_have_text("−1")
    host.get_by_role("button", name="Play before").click()
    expect(playing).to_have_text("Playing: before.")
    host.get_by_role("button", name="Stop").click()
    expect(playing).to_have_text("Nothing is playing.")
    expect(head).to_be_hidden()

    # By itself it ends behind the last echo.
    host.get_by_label("again and again").uncheck()
    host.locator("[data-field='sound']").select_option("clicks")
    expect(told(host, "input")).to_contain_text("19,200 samples")
    expect(host.locator(".pc-words")).to_contain_text("sample 1,600")
    after.click()
    expect(playing).to_have_text("Playing: after.")
    page.wait_for_function(
        "() => document.querySelector('.pc-sound-playing').textContent.startsWith('Nothing')"
    )
    assert page.evaluate("() => contexts.length") == 1


MICROPHONE = """
navigator.mediaDevices.getUserMedia = async () => {
  if (globalThis.failure) throw new DOMException("", globalThis.failure);
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: 440 });
  const level = new GainNode(context, { gain: 0.25 });
  const out = new MediaStreamAudioDestinationNode(context);
  tone.connect(level).connect(out);
  tone.start();
  globalThis.stream = out.stream;
  return out.stream;
};
"""


def test_files_and_a_recording_on_a_phone(open_reader: Any) -> None:
    reader = open_reader(width=360, height=800, reduced_motion="reduce")
    reader.context.add_init_script(MICROPHONE)
    page = reader.goto("sound/")
    host = opened(page)
    said = host.locator(".pc-source-told")
    mine = np.random.default_rng(3).integers(-9_000, 9_000, 8_000)
    choose(host, "mía.wav", wav(mine))
    expect(said).to_have_text("Sonido nuevo: 0,5 s.")
    expect(told(host, "input")).to_contain_text("8000 muestras")
    expect(host.locator("[data-field='sound']")).to_have_value("own")
    # Sample for sample: the sum of one is that of the file.
    slider = host.get_by_role("slider", name="Muestra del resultado")
    slider.press("Home")
    slider.press("Shift+ArrowRight")
    expect(host.locator(".pc-words")).to_contain_text("muestra 10 ")
    assert str(abs(mine[10])) in host.locator(".pc-words").inner_text()

    # Two channels at another rate.
    stereo = np.repeat(mine[:, None], 2, axis=1) * [1, 0]
    choose(host, "dos.wav", wav(stereo, rate=32_000, channels=2))
    expect(said).to_have_text("Sonido nuevo: 0,25 s.")
    expect(told(host, "input")).to_contain_text("4000 muestras")

    choose(host, "larga.wav", wav(np.tile(mine, 20)))
    expect(said).to_have_text("Sonido nuevo: los primeros 8 s de 10 s; el resto queda fuera.")
    expect(told(host, "input")).to_contain_text("128 000 muestras")

    # What is none leaves the last sound where it was.
    for name, data, kind, words in (
        ("notas.txt", b"no es un sonido", "text/plain", "«notas.txt» no es un sonido"),
        ("nada.wav", b"", "audio/wav", "«nada.wav» está vacío: tiene 0 bytes."),
        ("hueca.wav", wav([]), "audio/wav", "«hueca.wav»"),
        (
            "enorme.wav",
            bytes(20_100_000),
            "audio/wav",
            "«enorme.wav» mide 21 MB: no se lee ningún archivo de más de 20 MB.",
        ),
    ):
        choose(host, name, data, kind)
        expect(said).to_contain_text(words)
    expect(told(host, "input")).to_contain_text("128 000 muestras")

    # The microphone is asked for when it is pressed, and is off again once there is a recording.
    record = host.locator("[data-does='record']")
    for failure, words in (
        ("NotAllowedError", "No se permitió usar el micrófono."),
        ("NotFoundError", "Aquí no hay ningún micrófono"),
        ("NotReadableError", "No se pudo encender el micrófono"),
    ):
        page.evaluate("(failure) => { globalThis.failure = failure; }", failure)
        record.click()
        expect(said).to_contain_text(words)
    page.evaluate("() => { globalThis.failure = ''; }")
    record.press("Enter")
    expect(record).to_have_text("Dejar de grabar")
    expect(said).to_contain_text("Grabando: 8 s como mucho.")
    page.wait_for_timeout(900)
    record.press("Enter")
    expect(record).to_have_text("Grabar")
    expect(said).to_contain_text("Sonido nuevo")
    expect(told(host, "input")).to_contain_text(re.compile(r"llega al 2\d.%"))
    assert page.evaluate("() => stream.getTracks().every((each) => each.readyState === 'ended')")

    # Without movement nothing runs along.
    host.get_by_role("button", name="Oír el de después").click()
    expect(host.locator(".pc-sound-playing")).to_have_text("Suena el de después.")
    expect(host.locator("[data-name='result'] .pc-sound-head")).to_be_hidden()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


BY_HAND = "sound_count=3&sound_weights=1,0,-0.5&spacing=100"
WRITTEN = "sound_kernel=own&sound_count=3&sound_weights=1,0,-0.5&spacing=100&v=1"


def test_a_link_sets_it_up_and_follows(open_reader: Any) -> None:
    reader = open_reader(width=1280, height=900, reduced_motion="reduce")
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.goto(f"en/sound/#own-sound?sound=own&{BY_HAND}&pin=out:1")
    host = opened(page)
    # Weights that are said are those of a kernel of one's own; what makes no sense is told, the rest applied.
    kind = host.locator("[data-field='sound_kernel']")
    chosen = host.locator("[data-field='sound']")
    note = host.locator(".pc-refusal")
    expect(kind).to_have_value("own")
    expect(chosen).to_have_value("melody")
    expect(told(host, "result")).to_contain_text("40,200 samples")
    expect(note).to_contain_text("sound=own, pin=out:1")
    expect(note).to_contain_text("The rest was applied.")
    host.locator("[data-does=share]").click()
    expect(host.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{page.url.split('#')[0]}#own-sound?{WRITTEN}"
    expect(host.locator(".pc-private")).to_contain_text("a sound of your own is in no link")

    # The address follows a sound of the page, and names none of the reader's own, which stays where it is.
    chosen.select_option("clicks")
    expect(told(host, "input")).to_contain_text("19,200 samples")
    expect(note).to_be_empty()
    expect(page).to_have_url(re.compile(rf"#own-sound\?sound=clicks&{re.escape(WRITTEN)}$"))
    choose(host, "mine.wav", wav(np.arange(-4_000, 4_000)))
    expect(told(host, "input")).to_contain_text("8,000 samples")
    expect(page).to_have_url(re.compile(rf"#own-sound\?{re.escape(WRITTEN)}$"))
    page.evaluate("() => { location.hash = '#own-sound?spacing=3' }")
    expect(told(host, "result")).to_contain_text("8,003 samples")
    expect(kind).to_have_value("echo")
    expect(chosen).to_have_value("own")
    page.go_back()
    expect(told(host, "result")).to_contain_text("8,200 samples")
    expect(kind).to_have_value("own")
    expect(chosen).to_have_value("own")
    host.locator("[data-does=reset]").click()
    expect(told(host, "result")).to_contain_text("12,000 samples")
    expect(page).to_have_url(re.compile("/sound/$"))
    # The first sound can be had again, though it is what a link without one means.
    chosen.select_option("melody")
    expect(told(host, "input")).to_contain_text("40,000 samples")
    expect(chosen).to_have_value("melody")
    # And so can one's own.
    chosen.select_option("own")
    expect(told(host, "input")).to_contain_text("8,000 samples")
    expect(page).to_have_url(re.compile("/sound/$"))

    # What is to be tried sets the figure; loaded anew and come back to, it is as it was.
    page.get_by_text("Why does the blur of eight weights").click()
    page.get_by_role("link", name="The blur on the tones").click()
    expect(told(host, "input")).to_contain_text("24,000 samples")
    expect(kind).to_have_value("blur")
    expect(host.get_by_label("All divided by")).to_have_value("8")
    weight = host.get_by_role("spinbutton", name="Weights of the kernel, weight 7")
    weight.fill("0.5")
    expect(kind).to_have_value("own")
    said = "sound_kernel=own&sound_count=8&sound_weights=1,1,1,1,1,1,1,0.5&sound_divisor=8&spacing=1&v=1"
    expect(page).to_have_url(re.compile(rf"#own-sound\?sound=tones&{re.escape(said)}$"))
    page.reload()
    host = opened(page)
    expect(told(host, "input")).to_contain_text("24,000 samples")
    expect(told(host, "result")).to_contain_text("24,007 samples")
    expect(weight).to_have_value("0.5")
    page.get_by_role("link", name="As a matrix").first.click()
    expect(page).to_have_url(re.compile("/matrix/"))
    page.go_back()
    host = opened(page)
    expect(told(host, "input")).to_contain_text("24,000 samples")
    expect(weight).to_have_value("0.5")


def test_files_of_it_open_elsewhere_and_set_it_up_again(open_reader: Any, tmp_path: Path) -> None:
    reader = open_reader(width=1280, height=900, reduced_motion="reduce")
    page = reader.goto(f"en/sound/#own-sound?sound=claps&{BY_HAND}")
    host = opened(page)
    # Chromium reads what is above half of full scale one too high.
    mine = np.random.default_rng(8).integers(-16_000, 16_000, 5_000)
    choose(host, "mine.wav", wav(mine))
    expect(told(host, "result")).to_contain_text("5,200 samples")
    dialog = dialog_of(page, host)
    expect(dialog.locator("summary")).to_have_text(["A link", "A file", "Inside another page"])
    names = {
        "Before: the sound": "own-sound-input.wav",
        "After: the result": "own-sound-result.wav",
        "NumPy: the arrays": "own-sound.py",
        "CSV": "own-sound.csv",
    }
    files: dict[str, bytes] = {}
    for button, name in names.items():
        with page.expect_download() as saved:
            dialog.get_by_role("button", name=button, exact=True).click()
        assert saved.value.suggested_filename == name
        saved.value.save_as(tmp_path / name)
        files[name] = (tmp_path / name).read_bytes()
    expect(dialog.locator(".pc-told")).to_contain_text("own-sound.csv is saved.")
    page.keyboard.press("Escape")
    wanted = np.convolve(mine, kernel([1, 0, -0.5], 100))
    for name, values in (("input", mine), ("result", wanted)):
        with wave.open(io.BytesIO(files[f"own-sound-{name}.wav"])) as read:
            assert read.getparams()[:3] == (1, 2, RATE)
            samples = np.frombuffer(read.readframes(read.getnframes()), "<i2")
        assert np.abs(samples - values).max() <= 0.5
    arrays: dict[str, Any] = {}
    exec(files["own-sound.py"], arrays)
    assert np.array_equal(arrays["input"], mine)
    assert np.array_equal(arrays["result"], wanted)
    rows = files["own-sound.csv"].decode().split("# result")[1].split("\n\n")[0].split("\n")[1:]
    assert np.array_equal(np.array(rows, float), wanted)

    # Dropped on the figure it sets the settings, also if it is a sound itself; chosen, it is the sound.
    for name in ("own-sound-result.wav", "own-sound.csv"):
        host.locator("[data-does=reset]").click()
        expect(told(host, "result")).to_contain_text("9,000 samples")
        drop(page, "#own-sound", name, files[name])
        expect(host.locator(".pc-source-told")).to_contain_text("The settings in this file have been applied")
        expect(told(host, "result")).to_contain_text("5,200 samples")
    choose(host, "again.wav", files["own-sound-result.wav"])
    expect(told(host, "input")).to_contain_text("5,200 samples")

    # On another page it leads here.
    other = reader.goto("en/")
    wait_for_python(other)
    with other.expect_navigation(url=re.compile("sound/#own-sound")):
        drop(other, "main", "own-sound-input.wav", files["own-sound-input.wav"])
    host = opened(other)
    expect(host.locator("[data-field='sound_kernel']")).to_have_value("own")
    expect(told(host, "result")).to_contain_text("40,200 samples")


TOGETHER = """(host) => {
  const box = (selector) => host.querySelector(selector).getBoundingClientRect();
  const play = box(".pc-sound-play");
  const tall = ({ top, bottom }) => Math.max(bottom, play.bottom) - Math.min(top, play.top);
  const dials = [...host.querySelectorAll(".pc-dials .pc-control")];
  const weights = box("[data-parameter='sound_weights']");
  return {
    ...Object.fromEntries(dials.map((each) => [each.dataset.parameter, tall(each.getBoundingClientRect())])),
    "weights and result": weights.bottom - box("[data-name='result'] .pc-sound-place").top,
  };
}"""


@pytest.mark.parametrize("path", ["sound/", "en/sound/"])
def test_what_is_set_and_what_plays_it_are_on_one_screen(open_reader: Any, path: str) -> None:
    page = open_reader(width=360, height=800, touch=True, reduced_motion="reduce").goto(path)
    host = opened(page)
    header = page.locator(".md-header").bounding_box()
    assert header
    for name in ("echo", "blur", "room"):
        host.locator("[data-field='sound_kernel']").select_option(name)
        expect(told(host, "result")).to_contain_text(re.compile(r"\d (muestras|samples)"))
        seen = host.evaluate(TOGETHER)
        assert len(seen) == 6
        assert max(seen.values()) <= 800 - header["height"], (name, seen)
    # Who goes on with the keyboard goes on downwards.
    stops = host.evaluate(
        """(host) => [...host.querySelectorAll("button, input, select, [tabindex='0'], summary")]
          .filter((each) => each.tabIndex >= 0 && each.checkVisibility())
          .map((each) => each.getBoundingClientRect())
          .map(({ top, bottom }) => [top, bottom])"""
    )
    for (_, above), (_, below) in pairwise(stops):
        assert below > above - 30


def test_without_scripts_the_drawings_and_the_files_are_there(open_reader: Any) -> None:
    page = open_reader(javascript=False).goto("sound/")
    host = page.locator("#own-sound")
    for name in ("input", "result", "kernel", "close"):
        expect(host.locator(f"[data-name='{name}'] svg")).to_be_visible()
    links = host.locator("noscript a")
    expect(links).to_have_count(2)
    answer = page.request.get(links.first.evaluate("(link) => link.href"))
    assert answer.headers["content-type"] == "audio/wav"
    assert np.array_equal(np.frombuffer(answer.body()[44:], "<i2"), sound("melody"))
