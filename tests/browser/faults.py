"""A server of the built site on which files can be spoiled while it runs, in all the ways in which a
file does not arrive as it should. Every answer may be kept for ten minutes, the spoiled ones too."""

from __future__ import annotations

import fnmatch
import gzip
import io
import json
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from site_assets.plugin.publication import file_facts, sealed_facts
from site_assets.serve import SiteServer, _Handler, content_type, running


@dataclass
class Spoiled:
    """How the files that match a pattern are spoiled, and how often; -1: until it is mended."""

    pattern: str
    how: str
    times: int = -1


@dataclass
class Answer:
    """What is sent: `body` goes out whole unless `sent` says how many bytes, after which the line breaks."""

    body: bytes
    kind: str
    status: HTTPStatus = HTTPStatus.OK
    sent: int | None = None


def valid(name: str) -> bytes:
    """Return a file that can be read as one of this name, and has nothing in it."""
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    kinds = {
        ".wasm": b"\0asm\1\0\0\0",
        ".json": b"{}",
        ".js": b"export {};\n",
        ".mjs": b"export {};\n",
        ".bin": gzip.compress(bytes(1024)),
        ".zip": empty.getvalue(),
        ".whl": empty.getvalue(),
    }
    return kinds[Path(name).suffix]


PAGE = b"<!doctype html><title>Not found</title><p>There is nothing here."

WAYS: dict[str, Callable[[str, Answer], Answer]] = {
    "missing": lambda *_: Answer(PAGE, "text/html", HTTPStatus.NOT_FOUND),
    "a page in its place": lambda *_: Answer(PAGE, "text/html"),
    "truncated": lambda _, good: Answer(good.body[: len(good.body) // 2], good.kind),
    "broken off": lambda _, good: Answer(good.body, good.kind, sent=len(good.body) // 2),
    "valid, but another": lambda name, good: Answer(valid(name), good.kind),
    "one bit flipped": lambda _, good: Answer(flipped(good.body), good.kind),
    "wrong type": lambda _, good: Answer(good.body, "text/plain"),
}


def flipped(body: bytes) -> bytes:
    """Return the bytes with another one in their middle."""
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]


@dataclass
class State:
    """What is wrong with the site at present."""

    spoiled: list[Spoiled] = field(default_factory=list)
    replaced: dict[str, bytes] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class FaultyServer(SiteServer):
    """A server of one site, whose files are good until they are spoiled."""

    def __init__(self, site: Path) -> None:
        super().__init__(site)
        self.RequestHandlerClass = _FaultyHandler
        self.state = State()

    def spoil(self, pattern: str, how: str, times: int = -1) -> None:
        """Spoil the files whose names match `pattern` in one of the `WAYS`."""
        assert how in WAYS
        self.state.spoiled.append(Spoiled(pattern, how, times))

    def mend(self) -> None:
        """Serve good files again; what browsers keep of the bad ones is theirs."""
        self.state.spoiled.clear()
        self.state.late.clear()

    def delay(self, pattern: str, seconds: float) -> None:
        """Begin to send the files whose names match `pattern` only after some time."""
        self.state.late[pattern] = seconds

    def rewrite(self, name: str, old: str, new: str) -> None:
        """Publish another version of a script of the worker, with facts that fit."""
        (path,) = self.site.glob(f"static/*/js/worker/{name}")
        text = self.state.replaced.get(name, path.read_bytes()).decode()
        assert text.count(old) == 1, f"{name}: {text.count(old)} times {old!r}"
        data = text.replace(old, new).encode()
        (facts,) = self.site.glob("static/*/site.json")
        site = json.loads(json.loads(self.state.replaced.get("site.json", facts.read_bytes()))["facts"])
        site["scripts"] = [
            file_facts(one["address"], data) if one["address"].endswith(f"/{name}") else one
            for one in site["scripts"]
        ]
        self.state.replaced |= {name: data, "site.json": sealed_facts(site)}

    def hurry(self, second: int = 100) -> None:
        """Make the page's patience shorter: a second of it lasts so many milliseconds."""
        self.rewrite("patience.js", "const SECOND = 1000;", f"const SECOND = {second};")


class _FaultyHandler(_Handler):
    server: FaultyServer

    def _send(self, status: HTTPStatus, file: Path | None) -> None:
        state = self.server.state
        if file is None or status != HTTPStatus.OK or file.suffix in {".html", ".xml"}:
            return super()._send(status, file)
        state.asked.append(file.name)
        for pattern, seconds in list(state.late.items()):
            if fnmatch.fnmatch(file.name, pattern):
                time.sleep(seconds)
        good = Answer(state.replaced.get(file.name, b"") or file.read_bytes(), content_type(file.name))
        return self._answer(self._spoiled(file.name, good))

    def _spoiled(self, name: str, good: Answer) -> Answer:
        state = self.server.state
        with state.lock:
            for one in state.spoiled:
                if one.times and fnmatch.fnmatch(name, one.pattern):
                    one.times -= 1
                    return WAYS[one.how](name, good)
        return good

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: answer.sent])
        if answer.sent is not None:
            self.close_connection = True


def faulty(site: Path) -> AbstractContextManager[FaultyServer]:
    """Serve `site` on a free port while the `with` block runs."""
    return running(FaultyServer(site))
