"""Describing a release of Pyodide, from small files that stand for one."""

import hashlib
import io
import json
import re
import tarfile
import tomllib
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from site_assets.runtime import AssemblyError, FileMissing, FileRefused, record
from site_assets.runtime.description import HERE, Carrier, load_description, parse_description
from site_assets.runtime.record import CORE, LEFT_OUT, REQUIREMENTS, Makers, describe, pinned, written
from site_assets.runtime.sources import NpmPackage, SourceDead, SourceLacks
from site_assets.serve import running
from tests.runtime.fakes import Dead, Shelf, core_file

DEPENDS = {
    "numpy": [],
    "matplotlib": ["contourpy", "cycler", "numpy", "pillow", "pytz"],
    "contourpy": ["numpy"],
    "cycler": ["six"],
    "pillow": [],
    "pytz": [],
    "six": [],
    "scipy": ["numpy"],
}
WHEELS = {f"{name}-2-py3-none-any.whl": f"wheel of {name}".encode() for name in DEPENDS}
LOCK = {
    "info": {"abi_version": "2030_0", "arch": "wasm32", "platform": "emscripten_9", "python": "3.19.4"},
    "packages": {
        name: {
            "name": "Pillow" if name == "pillow" else name,
            "version": "2",
            "file_name": f"{name}-2-py3-none-any.whl",
            "sha256": hashlib.sha256(WHEELS[f"{name}-2-py3-none-any.whl"]).hexdigest(),
            "imports": [name],
            "depends": depends,
        }
        for name, depends in DEPENDS.items()
    },
}
OFFICIAL = {name: name.encode() for name in CORE} | {"pyodide-lock.json": json.dumps(LOCK).encode()}
NEEDED = [f"{name}-2-py3-none-any.whl" for name in ("numpy", "matplotlib", "contourpy", "cycler", "pillow")]


def quiet(line):
    pass


def described(folder, carrier=None, report=quiet, official=OFFICIAL, wheels=WHEELS):
    return describe("400.0.1", Makers([Dead(), Shelf(official)], [Shelf(wheels)]), carrier, folder, report)


@pytest.fixture
def carry(tmp_path, monkeypatch):
    """Return what makes a wheel that pip finds without a network, with files in a folder of it."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))

    def make(contents):
        (tmp_path / "index").mkdir()
        path = tmp_path / "index" / "carrier-7-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr(
                "carrier-7.dist-info/METADATA", "Metadata-Version: 2.1\nName: carrier\nVersion: 7\n"
            )
            packed.writestr("carrier-7.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            for name, content in contents.items():
                packed.writestr(f"deep/inside/{name}", content)
        return Carrier("carrier==7", "3.12", "deep/inside/", 1), path.stat().st_size

    return make


def test_a_release_is_described_by_its_lock_and_its_bytes(tmp_path):
    description = described(tmp_path)
    assert (description.version, description.python) == ("400.0.1", "3.19")
    assert description.lock_info == LOCK["info"]
    assert description.core == tuple(core_file(name, OFFICIAL[name]) for name in CORE)
    assert [(wheel.file, wheel.size, wheel.sha256) for wheel in description.wheels] == [
        (name, len(WHEELS[name]), hashlib.sha256(WHEELS[name]).hexdigest()) for name in NEEDED
    ]
    assert description.wheels[-1].name == "Pillow"
    # What assembling needs is there already.
    assert {path.name for path in tmp_path.iterdir()} == {*OFFICIAL, *NEEDED}


def test_only_what_importing_needs_is_described(tmp_path):
    wheels = {wheel.name: wheel for wheel in described(tmp_path).wheels}
    assert LEFT_OUT["matplotlib"] & set(DEPENDS["matplotlib"]) == {"pytz"}
    assert wheels["matplotlib"].depends == ("contourpy", "cycler", "numpy", "pillow")
    assert wheels["cycler"].depends == ()
    assert not {"pytz", "six", "scipy"} & wheels.keys()


def test_the_text_says_all_that_was_described(tmp_path):
    description = described(tmp_path)
    assert parse_description(written(description), "here") == description


def test_the_description_in_use_is_what_would_be_written():
    assert written(load_description()) == (HERE / "pyodide.toml").read_text("utf-8")


def test_the_site_is_built_with_the_matplotlib_of_the_runtime():
    requirements = REQUIREMENTS.read_text("utf-8")
    assert pinned(requirements, load_description()) == requirements
    assert requirements.count("\nmatplotlib==") == 1


def test_a_carrier_that_carries_the_release_is_described_with_its_size_and_serves_the_wheels(tmp_path, carry):
    carrier, size = carry({**OFFICIAL, **WHEELS, "pyodide-lock.json": b"edited"})
    description = described(tmp_path / "files", carrier, wheels={})
    assert description.carrier == Carrier("carrier==7", "3.12", "deep/inside/", size)
    assert parse_description(written(description), "here") == description
    assert (tmp_path / "files" / "pyodide-lock.json").read_bytes() == OFFICIAL["pyodide-lock.json"]


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ({**OFFICIAL, **WHEELS, NEEDED[1]: b"of another release"}, f"{NEEDED[1]} from carrier==7"),
        ({**OFFICIAL}, f"{NEEDED[0]}: no source has it"),
        ({**WHEELS}, "pyodide.mjs: no source has it"),
    ],
)
def test_a_carrier_of_another_release_is_left_out(tmp_path, carry, contents, said):
    carrier, _ = carry(contents)
    lines = []
    description = described(tmp_path / "files", carrier, lines.append)
    assert description.carrier is None
    assert any(f"carrier==7 does not carry this release: {said}" in line for line in lines)
    assert "[carrier]" not in written(description)
    assert parse_description(written(description), "here") == description
    assert {path.name for path in (tmp_path / "files").iterdir()} == {*OFFICIAL, *NEEDED}


def test_a_wheel_that_is_not_the_one_in_the_lock_is_refused(tmp_path):
    with pytest.raises(FileRefused, match=re.escape(NEEDED[0])):
        described(tmp_path, wheels={**WHEELS, NEEDED[0]: b"tampered"})


def test_a_release_without_a_core_file_or_a_package_is_refused(tmp_path):
    with pytest.raises(FileMissing, match=r"pyodide\.asm\.wasm: no source has it"):
        described(tmp_path, official={name: OFFICIAL[name] for name in OFFICIAL if "wasm" not in name})
    packages = {name: package for name, package in LOCK["packages"].items() if name != "contourpy"}
    lock = json.dumps({**LOCK, "packages": packages}).encode()
    with pytest.raises(AssemblyError, match="no package contourpy"):
        described(tmp_path, official={**OFFICIAL, "pyodide-lock.json": lock})


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return the files that a run of the command writes, in a project of its own."""
    target, requirements = tmp_path / "pyodide.toml", tmp_path / "docs.in"
    target.write_bytes((HERE / "pyodide.toml").read_bytes())
    requirements.write_text("mkdocs\nmatplotlib==1.0\n", "utf-8")
    monkeypatch.setattr(record.record, "__kwdefaults__", {"target": target, "requirements": requirements})
    monkeypatch.setattr(record, "load_description", lambda: load_description(target))
    monkeypatch.setattr(record, "makers", lambda _: Makers([Shelf(OFFICIAL)], [Shelf(WHEELS)]))
    monkeypatch.setenv("PYCONV_CACHE", str(tmp_path / "cache"))
    return target, requirements


def test_the_command_moves_the_project_and_says_what_it_wrote(project, carry, monkeypatch, capsys):
    target, requirements = project
    carrier, _ = carry({**OFFICIAL, **WHEELS})
    monkeypatch.setattr(record, "CARRIER", carrier)
    target.write_text(target.read_text().replace('"open_webui/frontend/pyodide/"', '"deep/inside/"'))
    monkeypatch.setattr("sys.argv", ["record", "400.0.1", "--carrier", "carrier==7"])
    assert record.main() == 0
    assert "Written: pyodide.toml, docs.in\n" in capsys.readouterr().out
    data = tomllib.loads(target.read_text("utf-8"))
    assert (data["pyodide"]["version"], data["carrier"]["requirement"]) == ("400.0.1", "carrier==7")
    assert requirements.read_text("utf-8") == "mkdocs\nmatplotlib==2\n"
    assert record.main() == 0
    assert "Nothing has changed.\n" in capsys.readouterr().out


def test_the_command_says_what_it_means_to_have_no_carrier(project, carry, monkeypatch, capsys):
    carry({})
    monkeypatch.setattr("sys.argv", ["record", "400.0.1"])
    assert record.main() == 0
    assert "Without a carrier, the runtime can be assembled only where" in capsys.readouterr().out
    assert load_description(project[0]).carrier is None


def test_a_release_that_is_not_there_leaves_the_project_as_it_was(project, carry, monkeypatch, capsys):
    carry({})
    before = [path.read_bytes() for path in project]
    monkeypatch.setattr(record, "makers", lambda _: Makers([Dead()], [Dead()]))
    monkeypatch.setattr("sys.argv", ["record", "400.0.1"])
    assert record.main() == 1
    assert "Nothing was written.\npyodide-lock.json: no source has it" in capsys.readouterr().err
    assert [path.read_bytes() for path in project] == before


def packed(contents):
    """Return an npm package with some files."""
    data = io.BytesIO()
    files = {**contents, "package.json": b'{"name": "pyodide", "version": "400.0.1"}'}
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """Let npm find one release of Pyodide on this machine, and nothing else."""
    tarball = packed(OFFICIAL)

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self):
            here = f"http://127.0.0.1:{self.server.server_port}"
            release = {
                "name": "pyodide",
                "version": "400.0.1",
                "dist": {"tarball": f"{here}/pyodide.tgz", "shasum": hashlib.sha1(tarball).hexdigest()},
            }
            about = {
                "name": "pyodide",
                "dist-tags": {"latest": "400.0.1"},
                "versions": {"400.0.1": release},
            }
            answer = tarball if self.path.endswith(".tgz") else json.dumps(about).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Registry)) as server:
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{server.server_port}/")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
        yield


@pytest.mark.usefixtures("registry")
def test_npm_brings_the_core_files_and_leaves_nothing(tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    package = NpmPackage("400.0.1")
    for name in CORE:
        package.fetch(core_file(name, OFFICIAL[name]), tmp_path / name, quiet)
        assert (tmp_path / name).read_bytes() == OFFICIAL[name]
    with pytest.raises(SourceLacks, match="no numpy"):
        package.fetch(core_file(NEEDED[0], b""), tmp_path / "x", quiet)
    package.close()
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("registry")
def test_a_release_that_npm_has_not_got_is_dead_and_npm_says_why(tmp_path):
    with pytest.raises(SourceDead, match=r"No matching version found for pyodide@400\.0\.2"):
        NpmPackage("400.0.2").fetch(core_file("pyodide.mjs", b""), tmp_path / "x", quiet)
