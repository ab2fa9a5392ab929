"""The folders beside the pages: static/<hash>, runtime/<hash> and wheel/<hash>.

    static/<hash>/js/…  css/…  fonts/…  site.json
    runtime/<hash>/…
    wheel/<hash>/pyconv-<version>-py3-none-any.whl

`site.json` tells the scripts where the other two are, relative to itself. Its bytes count in the
hash of the static folder, so a new wheel or runtime gives the scripts a new address too.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from site_assets.publish.contents import content_name, read_tree, write_tree
from site_assets.publish.wheel import Wheel, build_wheel, compiled
from site_assets.runtime import Runtime, assembled

FOLDERS = ("js", "css", "fonts")
MAIN_SCRIPT = "js/main.js"
PICTURE_SHEET = "pyconv/picture.css"
"""The package has it for pictures outside a page, and the site publishes it with its own."""


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

    @property
    def stylesheets(self) -> list[str]:
        """The paths inside the site of the style sheets that every page loads.

        Those in `fonts/` and `css/` themselves; deeper ones are for `@import`.
        """
        names = [name for name in self.static if name.endswith(".css") and name.count("/") == 1]
        # Fonts first, so that what follows can name them.
        names.sort(key=lambda name: (not name.startswith("fonts/"), name))
        return [self.static_address + name for name in names]

    @property
    def scripts(self) -> list[str]:
        """The paths inside the site of the modules that every page loads."""
        return [self.static_address + MAIN_SCRIPT] if MAIN_SCRIPT in self.static else []

    def write(self, site: Path) -> None:
        """Copy all of it into the folder `site`."""
        write_tree(site / self.static_address, self.static)
        write_tree(site, {self.wheel.address: self.wheel.data})
        shutil.copytree(self.runtime.directory, site / "runtime" / self.runtime.name, dirs_exist_ok=True)


def site_json(wheel: Wheel, runtime_name: str) -> bytes:
    """Return `site.json`: where the runtime and the wheel are, as seen from the static folder."""
    facts = {
        "runtime": f"../../runtime/{runtime_name}/",
        "wheel": f"../../{wheel.address}",
        "wheelBytes": len(wheel.data),
    }
    return json.dumps(facts, indent=2).encode() + b"\n"


def prepare(project: Path) -> Publication:
    """Gather what the project in folder `project` publishes.

    Raises:
        RuntimeMissing: the runtime has not been assembled; its message names the step to run.
    """
    runtime = assembled()
    wheel = compiled(build_wheel(project))
    static = {
        f"{folder}/{name}": data
        for folder in FOLDERS
        for name, data in read_tree(project / "site_assets" / folder).items()
    }
    static["css/picture.css"] = (project / PICTURE_SHEET).read_bytes()
    static["site.json"] = site_json(wheel, runtime.name)
    return Publication(static, wheel, runtime)
