"""Names made of content, the wheel, and the folders beside the pages."""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
import zipfile

import pytest

import pyconv
from site_assets.plugin import wheel as publish_wheel
from site_assets.plugin.contents import content_name, read_tree, write_tree
from pyconv.pictures.style import sheet
from site_assets.plugin.publication import MAIN_SCRIPT, WORKER_SCRIPT, Publication, prepare, site_json
from site_assets.plugin.sheets import SHEETS
from site_assets.plugin.wheel import DISTRIBUTION, Wheel, build_wheel, compiled
from site_assets.runtime import Runtime


# Of these the worker needs three.
SCRIPTS = {
    "js/main.js": b'import "./worker/client.js";\n',
    "js/worker/worker.js": b'import {\n  boot,\n} from "./boot.js";\nimport { f } from "./plots.js";\n',
    "js/worker/boot.js": b'/** @typedef {import("./types.js").T} T */\nexport const url = g("./other.js");\n',
    "js/worker/plots.js": b'export { boot } from "./boot.js";\n',
    "js/worker/client.js": b"",
}


@pytest.fixture(scope="module")
def wheel():
    return build_wheel()


def test_a_name_changes_with_any_byte_and_any_path():
    base = {"js/main.js": b"one", "css/a.css": b"two"}
    names = [
        content_name(base),
        content_name(base | {"js/main.js": b"One"}),
        content_name({"js/main2.js": b"one", "css/a.css": b"two"}),
        content_name({"js/main.js": b"one"}),
    ]
    assert len(set(names)) == len(names)
    assert content_name(dict(reversed(base.items()))) == names[0]


def test_a_tree_is_read_and_written_back_without_what_is_not_published(tmp_path):
    kept = {"js/main.js": b"1", "fonts/a.woff2": b"\x00\xff"}
    left = {"js/.hidden": b"", "js/__pycache__/x.pyc": b"", "README.md": b"", "js/tool.py": b""}
    write_tree(tmp_path / "from", kept | left)
    assert read_tree(tmp_path / "from") == kept
    assert read_tree(tmp_path / "missing") == {}


def test_the_wheel_holds_pyconv_and_nothing_else(wheel):
    with zipfile.ZipFile(io.BytesIO(wheel.data)) as archive:
        names = archive.namelist()
    folders = {name.split("/")[0] for name in names}
    assert folders == {"pyconv", f"convolution_views-{pyconv.__version__}.dist-info"}
    assert {
        "pyconv/__init__.py",
        "pyconv/pictures/web.py",
        "pyconv/pictures/style/cells.css",
        "pyconv/messages/es.toml",
        "pyconv/messages/en.toml",
    } <= set(names)
    assert wheel.filename.endswith("-py3-none-any.whl")


def test_the_same_sources_give_the_same_wheel(wheel, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert build_wheel() == wheel


def test_the_wheel_is_of_the_distribution(project, wheel):
    described = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    assert described["name"] == DISTRIBUTION
    with zipfile.ZipFile(io.BytesIO(wheel.data)) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        (licence,) = [name for name in archive.namelist() if name.endswith("/LICENSE")]
        said = archive.read(metadata).decode()
        assert archive.read(licence) == (project / "LICENSE").read_bytes()
    assert f"\nName: {DISTRIBUTION}\nVersion: {pyconv.__version__}\n" in said
    assert f"\nLicense-Expression: {described['license']}\n" in said


def assembled_at(folder):
    """Put a runtime of four files into a folder: to start from, of the rest, of matplotlib, of its PDF."""
    files = {"a.mjs": b"export {};", "b.whl": b"packed", "c.bin": b"rest", "d.whl": b"fonts"}
    write_tree(folder, files)
    facts = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    }
    later = {"rest": "c.bin", "matplotlib": ["b.whl"], "fonttools": "d.whl"}
    manifest = {"files": facts, "boot": {"loader": "a.mjs"}, **later}
    (folder / "runtime.json").write_text(json.dumps(manifest))
    return Runtime(directory=folder, name="abc")


def test_site_json_leads_from_the_static_folder_to_runtime_and_wheel(tmp_path, wheel):
    runtime = assembled_at(tmp_path / "cache")
    publication = Publication(SCRIPTS | {"site.json": site_json(runtime, wheel, SCRIPTS)}, wheel, runtime)
    site = tmp_path / "site"
    publication.write(site)
    static = site / publication.static_address
    sealed = json.loads((static / "site.json").read_text())
    assert sealed["sha256"] == hashlib.sha256(sealed["facts"].encode()).hexdigest()
    facts = json.loads(sealed["facts"])
    later = [facts["rest"], *facts["matplotlib"], facts["fonttools"]]
    described = [*facts["runtime"].values(), *later, facts["wheel"], *facts["scripts"]]
    assert list(facts["runtime"]) == ["loader"]
    assert [one["address"].rpartition("/")[2] for one in described] == [
        "a.mjs",
        "c.bin",
        "b.whl",
        "d.whl",
        wheel.filename,
        "worker.js",
        "boot.js",
        "plots.js",
    ]
    for one in described:
        data = (static / one["address"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_a_new_wheel_gives_the_static_folder_a_new_address(wheel, tmp_path):
    runtime = assembled_at(tmp_path / "cache")
    other = Wheel(wheel.filename, wheel.data + b"\n")
    addresses = {
        Publication({"site.json": site_json(runtime, one, SCRIPTS)}, one, runtime).static_address
        for one in (wheel, other)
    }
    assert len(addresses) == 2
    assert wheel.address != other.address


@pytest.fixture
def compiling(tmp_path, monkeypatch):
    """A cache of its own, and a list of what was compiled."""
    done = []

    def compile_wheel(source, target):
        done.append(source.read_bytes())
        target.write_bytes(b"compiled " + source.read_bytes())

    monkeypatch.setenv("PYCONV_CACHE", str(tmp_path / "a cache"))
    monkeypatch.setattr(publish_wheel, "assembled", lambda: Runtime(directory=tmp_path, name="abc"))
    monkeypatch.setattr(publish_wheel, "compile_wheel", compile_wheel)
    return done


def test_a_wheel_is_compiled_once_and_again_if_what_is_kept_was_damaged(tmp_path, compiling):
    source = Wheel("a-py3-none-any.whl", b"source")
    for _ in range(2):
        assert compiled(source) == Wheel("a.bin", b"compiled source")
    assert compiling == [b"source"]
    (kept,) = (tmp_path / "a cache").rglob("*.bin")
    assert kept.stat().st_mode & 0o777 == 0o644
    kept.write_bytes(b"compiled sourcE")
    for _ in range(2):
        assert compiled(source).data == b"compiled source"
    assert compiling == [b"source"] * 2


def test_a_wheel_is_compiled_though_nothing_can_be_kept(tmp_path, compiling):
    (tmp_path / "a cache").write_text("a file where a folder should be")
    assert compiled(Wheel("a.whl", b"source")).data == b"compiled source"
    assert compiling == [b"source"]


def test_what_is_published():
    static = prepare().static
    assert {*SHEETS, MAIN_SCRIPT, WORKER_SCRIPT, "site.json"} <= static.keys()
    assert static["css/picture.css"] == sheet().encode()
    # Fonts are other people's work: each goes out with its licence.
    fonts = {name for name in static if name.endswith(".woff2")}
    licences = {name for name in static if name.endswith("-LICENSE.txt")}
    assert fonts
    assert all(
        any(font.startswith(licence.removesuffix("-LICENSE.txt")) for licence in licences) for font in fonts
    )
