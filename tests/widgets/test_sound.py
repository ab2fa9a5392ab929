"""The block for a sound: its files beside the page, its drawings, and what a bad block is told."""

from __future__ import annotations

import io
import json
import re
import wave
from html import unescape

import numpy as np
import pytest

from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures.sounding import PRESETS, SOUNDS, Settings, prepare, sound
from pyconv.pictures.sounding.setup import FULL
from pyconv.pictures.sounding.wav import played
from site_assets.plugin.sound import sound_html
from tests.widgets.test_markup import Outline


def built(language: str = "en") -> tuple[str, dict[str, bytes]]:
    files: dict[str, bytes] = {}

    def publish(path: str, data: bytes) -> str:
        files[path] = data
        return f"../{path}"

    return sound_html('caption: "Listen to <here>."', language, publish), files


def samples(file: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(file)) as read:
        assert read.getparams()[:3] == (1, 2, 16_000)
        frames = read.readframes(read.getnframes())
    # What the page takes for the samples.
    assert file[44:] == frames
    return np.frombuffer(frames, "<i2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_state_is_whole(language: str) -> None:
    html, files = built(language)
    outline = Outline(html)
    fields = {attributes["data-field"] for _, _, attributes in outline.elements if "data-field" in attributes}
    for parameter in Settings.parameters:
        assert {field.split(".")[0] for field in fields if field} >= {parameter.name}
    words = catalogue(language)
    assert "Listen to &lt;here&gt;." in html
    assert words["sounding.page.private"] in unescape(html)
    shown = re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)
    assert shown.count("<svg") == 4
    assert "1 × " in shown
    state = json.loads(re.search(r'pc-state">(.*?)</template>', html)[1])  # type: ignore[index]
    assert state["heard"]["response"] == [[0, 1.0], [4000, 0.6]]
    assert state["presets"].keys() == PRESETS.keys()
    assert {f"../{path}" for path in files} > set(state["sounds"].values())


def test_its_files_hold_the_sounds() -> None:
    html, files = built()
    named = {re.sub(r".*-(\w+)\.wav", r"\1", path): file for path, file in files.items()}
    assert named.keys() == {*SOUNDS, "after"}
    for name in SOUNDS:
        assert np.array_equal(samples(named[name]), sound(name))
    given = sound("melody").astype(float)
    echo = np.pad(given, (0, 4_000)) + 0.6 * np.pad(given, (4_000, 0))
    wanted = echo * FULL / max(FULL, abs(echo).max())
    assert np.abs(samples(named["after"]) - wanted.clip(-FULL, FULL - 1)).max() <= 0.5
    links = re.findall(r'<a href="\.\./([^"]+)"', html)
    assert [files[link] for link in links] == [named["melody"], named["after"]]


def test_what_reaches_full_scale_is_rounded_within_it() -> None:
    first = Settings.read({})
    loud = played(prepare(np.full(9_000, FULL - 1), first))
    assert (loud.max(), loud.min()) == (FULL - 1, 12_288)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "needs a caption"),
        ("caption: a\nkernel: 3", "a caption and nothing else, not kernel"),
        ("- a", "must hold lines"),
    ],
)
def test_a_bad_block_is_told(body: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        sound_html(body, "en", lambda path, _: path)
