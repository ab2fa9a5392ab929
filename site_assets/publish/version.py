"""The version of the built site, written into every page: a name made of all its files.

A page compares it with the page that the site holds at that address now, and so learns that it
has been replaced (`site_assets/inline/guard.js`).
"""

from __future__ import annotations

import re
from pathlib import Path

from site_assets.plugin.contents import content_name, read_tree

PLACE = '<meta name="pyconv-version" content=""'
DATED = "sitemap.xml.gz"
"""The file that has the time of the build in it."""


_COMMENT = re.compile(r"\s*/\*\*[\s\S]*?\*/|^\s*//.*\n", re.MULTILINE)


class NoPlaceError(ValueError):
    """A page has no place for the version."""


def guard(project: Path) -> str:
    """Return the script that stands in the head of every page, without its comments."""
    script = (project / "site_assets" / "inline" / "guard.js").read_text(encoding="utf-8")
    return _COMMENT.sub("", script).strip()


def stamped(page: str, version: str) -> str:
    """Return a page with the version in its head.

    Raises:
        NoPlaceError: the page has no place for it.

    >>> stamped(f"<head>{PLACE}></head>", "1f")
    '<head><meta name="pyconv-version" content="1f"></head>'
    """
    if page.count(PLACE) != 1:
        raise NoPlaceError(f"{page.count(PLACE)} places for the version")
    return page.replace(PLACE, f'{PLACE[:-1]}{version}"')


def stamp(site: Path) -> str:
    """Write the version of the site in the folder `site` into each of its pages, and return it.

    Raises:
        NoPlaceError: names the page that has no place for it.
    """
    files = {name: data for name, data in read_tree(site).items() if Path(name).name != DATED}
    version = content_name(files)
    for name, data in files.items():
        if name.endswith(".html"):
            try:
                page = stamped(data.decode(), version)
            except NoPlaceError as error:
                raise NoPlaceError(f"{name}: {error}") from error
            (site / name).write_text(page, encoding="utf-8", newline="\n")
    return version
