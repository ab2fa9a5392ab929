"""Files carry the state that they were made in, and come to no harm."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import subprocess
import sys
import time
import tracemalloc
import zlib
from base64 import b64decode, b64encode
from pathlib import Path
from random import Random

import numpy as np
import pytest

import pyconv
from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures import web
from pyconv.pictures.export import FORMATS, Options, carried, format_of, tikz, values, written
from pyconv.pictures.export import csv as csv_file
from pyconv.pictures.export.carried import LARGEST, line, read
from pyconv.pictures.export.values import numbers
from pyconv.pictures.model import NO_HUE, Cell, Focus, Form, Grid, Kind, Shape, ShapeKind
from pyconv.pictures.state import state
from pyconv.pictures.views import VIEWS, view
from tests.pictures.states import drawn

DRAWN, SHARE, HOSTILE = 1_000, 250, 10_000
LIGHT = ("sliding-filter", "connectivity", "guide-animations", "pooling", "same-padding")
"""Views that are quickly computed."""

TEXTS = ("html", "tex", "tikz", "numpy", "csv")
SHOWN = state("sliding-filter", {"stride": 2, "padding": 1, "edits": {"input:0,0": "1/3"}}, "es", step=3)
LARGEST_PICTURE = {"input": 8, "kernel": 5, "stride": 4, "padding": 4, "output_padding": 3, "dilation": 3}
"""It has 1,296 steps, more than any other that was found."""


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {kind: written(kind, SHOWN, Options(scale=1)) for kind in FORMATS}


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(texts: list[tuple[bytes, bytes]]) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = header + b"".join(chunk(kind, text) for kind, text in texts)
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def gif_of(comment: str) -> bytes:
    said = comment.encode()
    parts = [said[at : at + 255] for at in range(0, len(said), 255)]
    blocks = b"".join(bytes([len(part)]) + part for part in parts)
    return b"GIF89a\1\0\1\0\0\0\0!\xfe" + blocks + b"\0;"


@pytest.mark.parametrize("kind", FORMATS)
def test_every_file_gives_its_picture_back(files: dict[str, bytes], kind: str, tmp_path: Path) -> None:
    carried = read(files[kind])
    assert (carried.view, carried.language, carried.linked.step) == ("sliding-filter", "es", 3)
    again = pyconv.read_picture(files[kind])
    assert repr(again) == SHOWN.call
    assert repr(eval(repr(again))) == repr(again)
    path = again.save(tmp_path / f"figure{FORMATS[kind].suffix}", scale=1, animated=kind == "animated-svg")
    assert path.read_bytes() == files[kind], "the same bytes each time"
    assert repr(pyconv.read_picture(path)) == repr(again)


def test_state_in_is_state_out(every: bool) -> None:
    """Through what carries it in SVG, PNG, GIF and text, without drawing a thousand pictures."""
    for seed in range(DRAWN if every else SHARE):
        shown = drawn(Random(seed), LIGHT[seed % len(LIGHT)])
        said = line(shown)
        escaped = said.replace("&", "&amp;")
        holders = [
            f"<svg><metadata>{escaped}</metadata></svg>".encode(),
            f'<meta name="pyconv" content="{escaped}">'.encode(),
            f"% {said}\n".encode(),
            png_of([(b"tEXt", b"pyconv\0" + said.encode())]),
            png_of([(b"zTXt", b"pyconv\0\0" + zlib.compress(said.encode()))]),
            png_of([(b"iTXt", b"pyconv\0\0\0\0\0" + said.encode())]),
            png_of([(b"iTXt", b"pyconv\0\1\0en\0name\0" + zlib.compress(said.encode()))]),
            gif_of(said),
        ]
        found = read(holders[0])
        linked = found.linked
        assert not linked.left
        again = state(found.view, linked.params, found.language, step=linked.step, cell=linked.pin)
        assert again.params == shown.params
        assert (again.step, again.cell, again.language) == (shown.step, shown.cell, shown.language)
        assert all(read(holder) == found for holder in holders)


def test_a_foreign_or_damaged_file_is_answered_in_words() -> None:
    said = line(SHOWN).encode()
    foreign = [b"", b"GIF", b"a text", png_of([]), gif_of("hello"), b"\x89PNG\r\n\x1a\n" + b"\0" * 3]
    for data in foreign:
        with pytest.raises(ConvError, match=r"no picture of pyconv|damaged"):
            read(data)
    png = png_of([(b"tEXt", b"pyconv\0" + said)])
    damaged = [
        png.replace(b"stride=2", b"stride=3"),
        png_of([(b"zTXt", b"pyconv\0\0no stream")]),
        png_of([(b"iTXt", b"pyconv\0\1\0\0\0no stream")]),
        png[:60],
        gif_of(line(SHOWN))[:40],
        b"GIF89a\1\0\1\0\0\0\0?",
        b"% pyconv:0.1.0/es#sliding filter",
    ]
    for data in damaged:
        with pytest.raises(ConvError, match="damaged"):
            read(data)
    with pytest.raises(ConvError, match=r"later version \(9\.9\)"):
        pyconv.read_picture(b"pyconv:9.9/en#matrix?stride=2&v=7")
    with pytest.raises(ConvError, match="no language"):
        pyconv.read_picture(b"pyconv:9.9/xx#matrix?v=1")
    with pytest.raises(ConvError, match="no view"):
        pyconv.read_picture(b"pyconv:9.9/en#nothing?v=1")
    with pytest.raises(ConvError, match="no sense here: banana=1, stride=x"):
        pyconv.read_picture(b"pyconv:9.9/en#matrix?banana=1&stride=x&v=1")
    with pytest.raises(ConvError, match="51 MB"):
        read(b"\0" * (LARGEST + 10**6))
    with pytest.raises(OSError, match="nowhere"):
        pyconv.read_picture("nowhere.svg")


def test_a_bomb_in_a_text_is_not_unpacked() -> None:
    bomb = zlib.compress(b"0" * 300_000_000, 9)
    for text in (b"pyconv\0\0" + bomb, b"pyconv\0\1\0\0\0" + bomb):
        with pytest.raises(ConvError, match="no picture"):
            read(png_of([(b"zTXt" if text[7:8] == b"\0" else b"iTXt", text)]))


def large(piece: bytes, start: bytes = b"", end: bytes = b"") -> bytes:
    """Return a file as large as one may be, of many of one piece."""
    return start + piece * ((LARGEST - len(start) - len(end)) // len(piece)) + end


PNG, GIF = b"\x89PNG\r\n\x1a\n", b"GIF89a\1\0\1\0\0\0\0"

ENDLESS = {
    "many bombs": (chunk(b"zTXt", b"pyconv\0\0" + zlib.compress(b"0" * 10**6, 9)), PNG, b""),
    "many texts": (chunk(b"tEXt", b"pyconv\0"), PNG, b""),
    "many chunks": (chunk(b"tEXt", b""), PNG, b""),
    "many comments": (b"!\xfe\1p\0", GIF, b";"),
    "many empty comments": (b"!\xfe\0", GIF, b";"),
    "one comment in letters": (b"\1a", GIF + b"!\xfe", b"\0;"),
    "one long comment": (b"\xff" + b"a" * 255, GIF + b"!\xfe", b"\0;"),
    "many beginnings": (b"pyconv:1/en#", b"", b""),
    "many words": (b"-b", b"pyconv:1/en#a", b""),
}
"""What a file without an end is made of: a piece that comes again and again, what is before and after."""


@pytest.mark.parametrize(("piece", "start", "end"), ENDLESS.values(), ids=ENDLESS)
def test_a_file_without_an_end_is_answered_soon_and_in_little_memory(
    monkeypatch: pytest.MonkeyPatch, piece: bytes, start: bytes, end: bytes
) -> None:
    monkeypatch.setattr(carried, "MOST_PARTS", 10_000)
    data = start + piece * (4_000_000 // len(piece)) + end
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(ConvError, match=r"no picture of pyconv|damaged"):
            read(data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Where everything was read, the bombs took ten times as long, and the letters as much memory.
    assert time.process_time() - began < (30 if sys.platform == "emscripten" else 5)
    assert most < 2 * len(data)


def test_hostile_files_are_refused_or_read(files: dict[str, bytes]) -> None:
    draw = Random("files")
    kinds = {kind: data for kind, data in files.items() if len(data) < 400_000}
    assert {"svg", "png", "gif", "pdf", "html", "tikz", "tex", "numpy", "csv"} <= kinds.keys()
    reasons: set[str] = set()
    small = [png_of([(b"tEXt", b"pyconv\0" + line(SHOWN).encode())]), gif_of(line(SHOWN))]
    applied = 0
    for number in range(HOSTILE):
        data = bytearray(draw.choice(small) if number % 4 else kinds[draw.choice(list(kinds))])
        for _ in range(draw.randrange(1, 6)):
            place = draw.randrange(len(data) + 1)
            if draw.random() < 0.5:
                # In or about what is read.
                place = min(max(data.find(b"pyconv:"), 0) + draw.randrange(120), len(data))
            match draw.randrange(5):
                case 0:
                    del data[place:]
                case 1:
                    data[place : place + 1] = bytes([draw.randrange(256)])
                case 2:
                    data[place:place] = draw.randbytes(draw.randrange(20))
                case 3:
                    data = data[place:] + data[:place]
                case 4:
                    data[place : place + 4] = struct.pack(">I", draw.randrange(2**32))
        try:
            found = read(bytes(data))
        except ConvError as error:
            reasons.add(error.reason)
            continue
        # What was said is drawn, or refused in words; what makes no sense is named.
        applied += 1
        assert found.view in VIEWS
        assert found.linked.params.keys() == {each.name for each in view(found.view).parameters}
        if applied % 10 == 0:
            web.build(
                json.dumps({"view": found.view, "language": found.language, "params": found.linked.params})
            )
    assert applied > HOSTILE // 10
    assert reasons <= {"file-foreign", "file-damaged", "file-newer", "unknown-view", "unknown-language"}


@pytest.mark.parametrize("name", VIEWS)
def test_arrays_and_formulas_of_every_view(name: str) -> None:
    shown = state(name, {}, "es", step=0)
    space: dict[str, object] = {}
    exec(written("numpy", shown).decode(), space)
    arrays = numbers(shown)
    for each in arrays:
        values = np.asarray(space[each.name])
        assert values.shape == each.values.shape
        if not each.written:
            assert values.ravel().tolist() == pytest.approx([float(value) for value in each.values.ravel()])
    rows = list(csv.reader(io.StringIO(written("csv", shown).decode())))
    assert sum(
        row[:1] == [f"# {each.name}"] for row in rows for each in arrays if each.values.ndim < 3
    ) == sum(each.values.ndim < 3 for each in arrays)
    for kind in ("tex", "tikz"):
        text = written(kind, shown, Options(so_far=True, dark=True)).decode()
        assert text.startswith(f"% {line(shown)}\n\\documentclass")
        begun = re.findall(r"\\(begin|end)\{(\w+)\}", text)
        opened: list[str] = []
        for does, what in begun:
            assert does == "begin" or opened.pop() == what
            if does == "begin":
                opened.append(what)
        assert not opened
        plain = re.sub(r"\\[{}\\]", "", text)
        assert plain.count("{") == plain.count("}")
        assert not re.search(r"[^\x00-\u017f]", re.sub(r"(?m)^%.*", "", text)), (
            "nothing that TeX's fonts lack"
        )
        for number in re.findall(r"pyconv-([\w-]+)", text.partition("\\begin{document}")[2]):
            assert f"\\definecolor{{pyconv-{number}}}" in text


def test_fractions_and_wide_numbers_stay_exact() -> None:
    space: dict[str, object] = {}
    shown = state("sliding-filter", {"kernel_values": "box-blur"}, "en")
    text = written("numpy", shown).decode()
    exec(text, space)
    assert text.count("]) / 9") == 2
    assert r"\tfrac{1}{9}" in written("tex", shown).decode()
    edits = {"input:0,0": "9999", "input:0,1": "1/997", "input:0,2": "1/991", "input:1,1": "1/983",
             "input:1,2": "1/977", "input:2,2": "1/971", "input:2,1": "1/967"}  # fmt: skip
    wide = written("numpy", state("sliding-filter", {"edits": edits}, "en")).decode()
    exec(wide, space)
    assert "dtype=object" in wide


def test_numbers_that_may_be_rounded_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "_rationals", lambda *_: [])
    shown = state("sliding-filter", {"kernel_values": "box-blur"}, "en")
    assert [each.rounded for each in numbers(shown)] == [False, False, True]
    text = written("numpy", shown).decode()
    assert text.count("# As the picture shows them: decimals may be rounded.") == 1
    assert written("csv", shown).decode().count("As the picture shows them") == 1
    assert written("tex", shown).decode().count("As the picture shows them") == 1


def arrays_of(name: str, params: dict[str, object]) -> dict[str, np.ndarray]:
    space: dict[str, object] = {}
    exec(written("numpy", state(name, params, "en")).decode(), space)
    return {name: value for name, value in space.items() if isinstance(value, np.ndarray)}


def test_arrays_have_the_shapes_of_the_picture() -> None:
    found = arrays_of("im2col", {})
    assert (found["row"] @ found["columns"]).tolist() == found["output"].tolist()
    assert found["output"].shape == (1, 4)


@pytest.mark.parametrize("stamping", ["cells", "weights"])
@pytest.mark.parametrize("stride", [1, 3])
def test_stamps_stand_in_their_columns(stamping: str, stride: int) -> None:
    found = arrays_of("stamps", {"stamping": stamping, "stride": stride})
    assert found["stamps_1"].sum(axis=0).tolist() == found["stamps_2"][0].tolist()


def test_no_spreadsheet_takes_a_text_for_a_formula() -> None:
    rows = written("csv", state("matrix", {"entries": "symbols"}, "en")).decode()
    assert not re.search(r"(?m)(^|,)[=+@-](?![0-9])", rows)
    assert csv_file._plain("=1+1") == "'=1+1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_step_and_needs_nothing(language: str) -> None:
    shown = state("sliding-filter", {}, language, step=3)
    page = written("html", shown, Options(address="https://example.org/#a&b")).decode()
    assert 'href="https://example.org/#a&amp;b"' in page
    assert not re.search(r'(?:src|href)="(?!https://example\.org/#a|data:)', page)
    assert "default-src 'none'" in page
    (packed,) = re.findall(r'id="packed" data-step="3">([^<]*)<', page)
    inner = json.loads(zlib.decompress(b64decode(packed)))
    assert [step[0] for step in inner["steps"]] == list(shown.scene.steps)
    assert inner["stage"] == ""
    for step, key in zip(inner["steps"], shown.scene.steps, strict=True):
        focus = shown.told(key)
        places = np.cumsum(step[1]).tolist()
        lit = [inner["keys"][place] for place in places]
        assert dict(zip(lit, step[2], strict=True)) == focus.lit
        assert {k: note for k, note in zip(lit, step[3], strict=True) if note} == {
            k: note for k, note in focus.notes.items() if k in focus.lit
        }
        assert step[5] == focus.words


def test_a_page_of_a_thousand_steps_stays_small() -> None:
    shown = state("transposed", LARGEST_PICTURE | {"seed": 999}, "es", step=None)
    assert len(shown.scene.steps) > 1000
    page = written("html", shown)
    assert len(page) < 300_000
    assert b'<p class="pc-words"></p>' in page
    at_rest = written("html", state("relationships", {}, "en"))
    assert b'<p class="pc-words">' not in at_rest


def test_what_is_not_drawn_needs_no_matplotlib() -> None:
    program = f"""
import sys
from pyconv.pictures.export import written
from pyconv.pictures.state import state
for kind in {TEXTS}:
    written(kind, state("connectivity", {{}}, "es", step=1))
sys.exit("matplotlib" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_names_kinds_and_sizes_that_there_are_not() -> None:
    for name in ("figure", "figure.jpeg", "folder.svg/figure"):
        with pytest.raises(ConvError, match="its name may end with"):
            format_of(name)
    with pytest.raises(ConvError, match=r"may end with: \.gif, \.html, \.svg"):
        format_of("figure.png", animated=True)
    with pytest.raises(ConvError, match="no kind of file"):
        written("jpeg", SHOWN)
    with pytest.raises(ConvError, match="3 times as large; it can be: 1, 2, 4"):
        written("png", SHOWN, Options(scale=3))


def asked(question: str, **parts: object) -> dict[str, object]:
    answer: dict[str, object] = json.loads(getattr(web, question)(json.dumps({"language": "es", **parts})))
    return answer


def test_a_page_asks_for_a_file_step_by_step() -> None:
    params = {"stride": ["2", "2"], "padding": "explicit", "amounts": ["1"] * 4}
    wanted = {"view": "sliding-filter", "params": params, "step": 2, "format": "html"}
    answer = asked("file", **wanted, address="javascript:alert(1)")
    seen = [(answer["done"], answer["of"])]
    while "file" not in answer:
        answer = asked("further")
        if "done" in answer:
            seen.append((answer["done"], answer["of"]))
    assert seen == sorted(seen)
    assert (answer["name"], answer["media"]) == ("sliding-filter.html", "text/html")
    data = b64decode(str(answer["file"]))
    assert str(answer["carries"]).replace("&", "&amp;").encode() in data
    assert b"javascript:" not in data
    assert asked("further") == {"refused": {"message": "No se está haciendo ningún archivo.", "field": None}}
    found = asked("opened", data=b64encode(data).decode())
    assert found["view"] == "sliding-filter"
    assert str(found["said"]).startswith("input=5&kernel=3&stride=2&padding=1&dilation=1&")
    assert str(found["said"]).endswith("&edits=none&step=3&v=1")
    # What was begun and given up is forgotten.
    asked("file", **wanted)
    assert "message" in asked("file", **wanted | {"format": "jpeg"})["refused"]  # type: ignore[operator]
    assert "refused" in asked("further")


@pytest.mark.parametrize("data", ["!", b64encode(b"a text").decode()])
def test_a_page_is_told_why_a_file_does_not_open(data: str) -> None:
    assert "archivo" in asked("opened", data=data)["refused"]["message"]  # type: ignore[index]


def test_what_makes_no_sense_any_more_is_left_for_the_figure_to_tell() -> None:
    data = b64encode(b"pyconv:0.1.0/en#matrix?banana=1&step=0&v=1").decode()
    assert str(asked("opened", data=data)["said"]).startswith("banana=1&")


def test_tikz_draws_every_kind_of_shape_and_a_lit_pixel() -> None:
    focus = Focus("px:0", {"px:0": 2, "line": 1}, {"dot": "3"}, (), "", "")
    drawing = tikz._Drawing("light", focus, frozenset())
    shapes = [
        Shape("line", kind, "0 0" if kind in {ShapeKind.CAPTION, ShapeKind.END_CAPTION} else "M0 0L9 9z", hue,
              "words" if kind in {ShapeKind.CAPTION, ShapeKind.END_CAPTION} else "")
        for kind in ShapeKind
        for hue in (NO_HUE, 1)
    ]  # fmt: skip
    cells = (
        Cell("px:0", Kind.PIXEL, "", 0, 0),
        Cell("dot", Kind.INPUT, "1", 0, 1, form=Form.DOT),
        Cell("px:1", Kind.PIXEL, "", 0, 2),
    )
    grid = Grid("grid", "", "", (cells,), tuple(shapes))
    text = "\n".join(drawing.grid(grid, 0, 0))
    for part in (
        "anchor=east",
        "anchor=west",
        "opacity=.8",
        "line width=2pt",
        "circle",
        r"\times 3",
        "opacity=.62",
    ):
        assert part in text
    assert "-- cycle" in text


def test_texts_of_other_programs_are_passed_over_and_empty_cells_are_zero() -> None:
    said = b"pyconv\0" + line(SHOWN).encode()
    assert read(png_of([(b"tEXt", b"Author\0somebody"), (b"tEXt", said)])).view == "sliding-filter"
    assert values._read(Cell("in:0", Kind.INPUT, "", 0, 0), "en") == 0
