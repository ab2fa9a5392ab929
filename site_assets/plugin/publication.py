"""The folders beside the pages: static/<hash>, runtime/<hash> and wheel/<hash>.

    static/<hash>/js/…  css/…  fonts/…  words/…  site.json
    runtime/<hash>/…
    wheel/<hash>/convolution_views-<version>.bin

`site.json` tells the scripts where the files of the other two are, relative to itself, and what their
bytes are. Its own bytes count in the hash of the static folder, so a new wheel or runtime gives the
scripts a new address too.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures.interpreter import page_words
from pyconv.pictures.style import sheet
from site_assets.plugin.contents import content_name, read_tree, write_tree
from site_assets.plugin.sheets import PICTURE_SHEET
from site_assets.plugin.wheel import Wheel, build_wheel, compiled
from site_assets.runtime import Runtime, assembled

ASSETS = Path(__file__).resolve().parent.parent
FOLDERS = ("js", "css", "fonts")
FETCHED = "taking."
"""Where words begin that no page holds."""
MAIN_SCRIPT = "js/main.js"
WORKER_SCRIPT = "js/worker/worker.js"

_IMPORT = re.compile(rb'^(?:import|export\b[^";=(]*\bfrom)\b[^";]*"(\.{1,2}/[^"]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Publication:
    """Everything that is published beside the pages."""

    static: dict[str, bytes]
    wheel: Wheel
    runtime: Runtime

    @property
    def static_address(self) -> str:
        """The path of the static folder inside the site, with a slash at its end."""
        return f"static/{content_name(self.static)}/"

    def write(self, site: Path) -> None:
        """Copy all of it into the folder `site`."""
        write_tree(site / self.static_address, self.static)
        write_tree(site, {self.wheel.address: self.wheel.data})
        shutil.copytree(self.runtime.directory, site / "runtime" / self.runtime.name, dirs_exist_ok=True)


def file_facts(address: str, data: bytes) -> dict[str, object]:
    """Return what the page is told of a file, to find it and to check it."""
    return {"address": address, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def sealed_facts(facts: dict[str, object]) -> bytes:
    """Return facts as a JSON file that tells of itself whether it arrived as it was written."""
    text = json.dumps(facts)
    sealed = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "facts": text}
    return json.dumps(sealed, indent=2).encode() + b"\n"


def modules(start: str, static: Mapping[str, bytes]) -> list[str]:
    """Return the path of a script and of all that it imports, in turn.

    >>> modules("js/a.js", {"js/a.js": b'import { b } from "./b.js";', "js/b.js": b"", "js/c.js": b""})
    ['js/a.js', 'js/b.js']
    """
    found = [start]
    for path in found:
        for address in _IMPORT.findall(static[path]):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), address.decode()))
            if target not in found:
                found.append(target)
    return found


def runtime_facts(runtime: Runtime, folder: str) -> dict[str, object]:
    """Return what the page is told of a runtime at the address `folder`: what starts it, what comes later."""
    manifest = runtime.manifest

    def told(name: str) -> dict[str, object]:
        return {"address": f"{folder}/{name}", **manifest["files"][name]}

    return {
        "runtime": {part: told(name) for part, name in manifest["boot"].items()},
        "rest": told(manifest["rest"]),
        "matplotlib": [told(name) for name in manifest["matplotlib"]],
        "fonttools": told(manifest["fonttools"]),
    }


def site_json(runtime: Runtime, wheel: Wheel, static: Mapping[str, bytes]) -> bytes:
    """Return `site.json`: the runtime, the wheel and the worker's scripts, as seen from the static folder."""
    facts: dict[str, object] = {
        **runtime_facts(runtime, f"../../runtime/{runtime.name}"),
        "wheel": file_facts(f"../../{wheel.address}", wheel.data),
        "scripts": [file_facts(path, static[path]) for path in modules(WORKER_SCRIPT, static)],
    }
    return sealed_facts(facts)


def fetched_words(language: str) -> bytes:
    """Return the words that scripts fetch for whoever takes a figure along, as JSON by their short names."""
    return _words_file(
        {
            name.removeprefix(FETCHED): said
            for name, said in catalogue(language).items()
            if name.startswith(FETCHED)
        }
    )


def _words_file(words: Mapping[str, str]) -> bytes:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()


def prepare() -> Publication:
    """Gather what is published.

    Raises:
        RuntimeMissing: the runtime has not been assembled; its message names the step to run.
    """
    runtime = assembled()
    wheel = compiled(build_wheel())
    static = {
        f"{folder}/{name}": data for folder in FOLDERS for name, data in read_tree(ASSETS / folder).items()
    }
    static[PICTURE_SHEET] = sheet().encode()
    static |= {f"words/{language}.json": fetched_words(language) for language in LANGUAGES}
    static |= {f"words/cells-{language}.json": _words_file(page_words(language)) for language in LANGUAGES}
    static["site.json"] = site_json(runtime, wheel, static)
    return Publication(static, wheel, runtime)
