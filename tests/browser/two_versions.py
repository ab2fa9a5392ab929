"""Two versions of the built site, and a server on which one replaces the other during a visit."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from site_assets.plugin.publication import sealed_facts
from site_assets.publish.offline import LIST, listing
from site_assets.serve import SiteServer

TEXTS = {".html", ".json", ".css", ".js", ".xml"}
ASSETS = re.compile(r"/(assets|static|runtime|wheel|figures|icons)/")
_FOLDERS = ("static", "runtime", "wheel", "figures", "icons")
_HASHED = re.compile(r"\.([0-9a-f]{8})\.min\.(?:css|js)$")
NOTHING = re.compile("(?!)")
_VERSION = re.compile(r'(?<=name="pyconv-version" content=")\w+')


def version_of(site: Path) -> str:
    found = _VERSION.search((site / "index.html").read_text(encoding="utf-8"))
    assert found
    return found[0]


def publish_next(site: Path, folder: Path) -> Path:
    """Make another version of a built site: every file with a hash in its address has another one.

    Its pages say so with `data-edition` on their first element and with a colour at their edge.
    """
    shutil.copytree(site, folder, copy_function=os.link)
    names = [each.name for kind in _FOLDERS for each in (site / kind).iterdir()]
    names += [found[1] for each in (site / "assets").rglob("*") if (found := _HASHED.search(each.name))]
    other = {name: name[::-1] for name in [*names, version_of(site)]}
    pattern = re.compile("|".join(other))
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.suffix in TEXTS:
            text = path.read_text(encoding="utf-8")
            changed = pattern.sub(lambda found: other[found[0]], text)
            changed = changed.replace("<html ", '<html data-edition="2" ')
            if path.name == "site.json":
                # It holds a hash of what it says.
                changed = sealed_facts(json.loads(json.loads(changed)["facts"])).decode()
            if path.name == "site.css":
                changed += "\nhtml { outline: 3px solid rgb(1, 2, 3); }\n"
            if changed != text:
                path.unlink()
                path.write_text(changed, encoding="utf-8")
        renamed = pattern.sub(lambda found: other[found[0]], path.name)
        if renamed != path.name:
            path.rename(path.with_name(renamed))
    # It holds the hashes of what was changed.
    (folder / LIST).unlink()
    (folder / LIST).write_bytes(listing(folder, version_of(folder)))
    return folder


def leave(first: Path, other: Path, folder: Path, missing: str) -> Path:
    """Make the other version with the files of the first beside it, but for those that are missing."""
    shutil.copytree(other, folder, copy_function=os.link)
    for path in first.rglob("*"):
        target = folder / path.relative_to(first)
        if path.is_file() and not target.exists() and not re.search(missing, path.as_posix()):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(path)
    return folder


class Publisher(SiteServer):
    """A server that remembers what it was asked and can publish another version.

    Attributes:
        asked: the path and status of each answer since `forget`.
        soon: publish the other version just before an address with this ending is asked for.
        fleeting: what browsers may not keep; GitHub Pages lets them keep everything for ten minutes.
        gone: what is answered with 404 whatever version is there, and how often.
        alternating: whether each answer with a page is of another version than the one before.
        down: whether nobody answers at all, also where a connection is open.
        slow: what is not answered before `down`, as on a line that is not quite dead.
    """

    def __init__(self, site: Path, other: Path) -> None:
        super().__init__(site)
        self.first, self.other = site, other
        self.asked: list[tuple[str, int]] = []
        self.soon = ""
        self.fleeting = NOTHING
        self.gone = NOTHING
        self.gone_times = 1_000_000
        self.alternating = False
        self.down = threading.Event()
        self.slow = NOTHING
        self.RequestHandlerClass = type("_Told", (_Told, self.RequestHandlerClass), {})  # type: ignore[misc]

    def publish(self) -> None:
        """Put the other version in place of the first."""
        self.site = self.other

    def forget(self) -> None:
        self.asked.clear()

    def count(self, path: str) -> int:
        """Return how often a page was asked for, by its path inside the site."""
        return Counter(each for each, _ in self.asked)[self.prefix + path]


@contextmanager
def publishing(site: Path, other: Path) -> Iterator[Publisher]:
    """Serve `site`, and `other` once it is published, while the `with` block runs."""
    with Publisher(site, other) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class _Told:
    server: Publisher
    path: str
    close_connection: bool

    def do_GET(self) -> None:  # noqa: N802 - the base class's name
        path = urlsplit(self.path).path
        if self.server.slow.search(path):
            self.server.down.wait()
        if self.server.down.is_set():
            self.close_connection = True
            return
        if self.server.soon and path.endswith(self.server.soon):
            self.server.publish()
        if self.server.gone.search(path) and self.server.gone_times > 0:
            self.server.gone_times -= 1
            self.path = f"{self.server.prefix}nothing/at/all"
        if self.server.alternating and path.endswith("/"):
            turn = self.server.count(path.removeprefix(self.server.prefix)) % 2
            self.server.site = self.server.other if turn else self.server.first
        super().do_GET()  # type: ignore[misc]

    def send_header(self, name: str, value: str) -> None:
        if name == "Cache-Control" and self.server.fleeting.search(self.path):
            value = "no-store"
        super().send_header(name, value)  # type: ignore[misc]

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        del size
        self.server.asked.append((urlsplit(self.path).path, int(code)))
