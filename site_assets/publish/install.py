"""What a browser needs to install the site beside its programs: a manifest in each language, and icons.

The icons are drawn from `theme/assets/favicon.svg`, which consists of rectangles with round corners.
"""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from site_assets.plugin.contents import content_name

MANIFEST = "manifest.webmanifest"
TOUCH = "icon-180.png"
_FINER = 4
_SVG = "{http://www.w3.org/2000/svg}"


class _Tile(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    radius: float
    colour: str


def _tiles(drawing: str) -> tuple[float, list[_Tile]]:
    root = ET.fromstring(drawing)  # noqa: S314 - a file of this project
    size = float(root.attrib["viewBox"].split()[2])
    found = []
    for parent in root.iter():
        for child in parent.iterfind(f"{_SVG}rect"):
            x, y, width, height, radius = (
                float(child.get(name, "0")) for name in ("x", "y", "width", "height", "rx")
            )
            found.append(_Tile(x, y, width, height, radius, child.get("fill") or parent.attrib["fill"]))
    return size, found


def icon(drawing: str, pixels: int, *, full: bool = False) -> bytes:
    """Return a drawing as a square PNG; its first rectangle is the ground.

    `full` lets the ground reach the edges and keeps the rest within the circle that every system shows of
    an icon, as the manifest's purpose "maskable" asks (https://www.w3.org/TR/appmanifest/#icon-masks).
    """
    size, (ground, *cells) = _tiles(drawing)
    fine = pixels * _FINER
    image = Image.new("RGBA", (fine, fine), ground.colour if full else (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    # The corners of what is drawn then lie within the circle, which is 0.8 wide.
    shrunk = 0.75 if full else 1
    for tile in cells if full else [ground, *cells]:

        def place(at: float) -> float:
            return fine * (0.5 + shrunk * (at / size - 0.5))

        box = (
            place(tile.x),
            place(tile.y),
            place(tile.x + tile.width) - 1,
            place(tile.y + tile.height) - 1,
        )
        pen.rounded_rectangle(box, tile.radius * fine * shrunk / size, tile.colour)
    written = io.BytesIO()
    image.resize((pixels, pixels), Image.Resampling.BOX).save(written, "PNG", optimize=True)
    return written.getvalue()


@lru_cache(maxsize=1)
def icons(drawing: str) -> dict[str, bytes]:
    """Return the icons by their path inside the site."""
    made = {
        "icon-192.png": icon(drawing, 192),
        "icon-512.png": icon(drawing, 512),
        "maskable-192.png": icon(drawing, 192, full=True),
        "maskable-512.png": icon(drawing, 512, full=True),
        # Rounds the corners itself, and shows what is transparent as black.
        TOUCH: icon(drawing, 180, full=True),
    }
    return {f"icons/{content_name(made)}/{name}": data for name, data in made.items()}


def manifest(words: dict[str, str], colour: str, root: str, paths: Iterable[str]) -> bytes:
    """Return the manifest of one language, for its root; `root` leads from there to that of the site.

    `words` are its `lang`, `name`, `short_name` and `description`, `paths` those of the icons.
    """
    told = [
        {
            "src": f"{root}{path}",
            "sizes": "{0}x{0}".format(path.rpartition("-")[2].removesuffix(".png")),
            "type": "image/png",
            "purpose": "maskable" if "maskable" in path else "any",
        }
        for path in paths
        if not path.endswith(TOUCH)
    ]
    facts = {
        **words,
        "start_url": "./",
        "scope": root or "./",
        "display": "standalone",
        "theme_color": colour,
        "background_color": colour,
        "icons": told,
    }
    return json.dumps(facts, ensure_ascii=False, indent=2).encode() + b"\n"


def drawing(project: Path) -> str:
    """Return the drawing that the icons are made of."""
    return (project / "site_assets" / "theme" / "assets" / "favicon.svg").read_text("utf-8")


def paper(project: Path) -> str:
    """Return the colour of a light page, and of its header."""
    sheet = (project / "site_assets" / "css" / "tokens.css").read_text("utf-8")
    colour: str = re.findall(r"--paper: (#\w+);", sheet)[0]
    return colour
