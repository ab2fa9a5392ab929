"""What a reader's browser keeps of the site for times without a network, and the script that answers then.

    offline.json        every file that is kept: its address, its bytes, its SHA-256
    service-worker.js   at a stable address: what one may answer lies beside it and below

A file with a hash in its address never changes; the rest, pages above all, is of one version of the site.
"""

from __future__ import annotations

import re
from pathlib import Path

from site_assets.plugin.contents import read_tree
from site_assets.plugin.publication import file_facts, sealed_facts
from site_assets.publish.languages import LANGUAGES

LIST = "offline.json"
SERVICE_WORKER = "service-worker.js"
PLACE = 'data-megabytes=""'

_IMMUTABLE = re.compile(
    r"(^|/)((static|runtime|wheel|figures|icons)/[0-9a-f]{12,}/|[^/]+\.[0-9a-f]{8}\.min\.(js|css)$)"
)
_LEFT_OUT = re.compile(
    r"(^|/)404\.html$"  # without a network nobody knows whether an address is wrong
    r"|(^|/)sitemap\.xml\.gz$|^offline\.json$|^service-worker\.js$"
    r"|\.map$|(^|/)assets/images/|/[^/]*LICENSE[^/]*\.txt$"
    r"|/licences/|/runtime\.json$"
)
_STEMMERS = re.compile(r"(?P<root>|.*/)assets/javascripts/lunr/(?P<name>.+)$")
_REWRITTEN = (".html", ".xml")
"""What hosts may change on its way: a page says by itself of which version it is."""


class NoPlaceForSizeError(ValueError):
    """A page has no place to say how much would be kept."""


def service_worker(project: Path) -> bytes:
    """Return the script that answers without a network."""
    return (project / "site_assets" / "root" / SERVICE_WORKER).read_bytes()


def is_kept(address: str) -> bool:
    """Tell whether a file of the site is kept: what pages use, and no more.

    >>> [is_kept(f"assets/javascripts/lunr/min/lunr.{code}.min.js") for code in ("es", "ru")]
    [True, False]
    >>> is_kept("why/index.html"), is_kept("404.html")
    (True, False)
    """
    if stemmer := _STEMMERS.search(address):
        codes = {one.code for one in LANGUAGES if one.folder == stemmer["root"]}
        return stemmer["name"] in {f"min/lunr.{name}.min.js" for name in (*codes, "stemmer.support")}
    return not _LEFT_OUT.search(address)


def fill_size(site: Path) -> float:
    """Write into every page how many megabytes would be kept, rounded to tenths, and return that.

    Raises:
        NoPlaceForSizeError: names a page that has not one place for it.
    """
    files = read_tree(site)
    size = round(sum(len(data) for name, data in files.items() if is_kept(name)) / 1e6, 1)
    for name, data in files.items():
        if name.endswith(".html"):
            page = data.decode()
            if page.count(PLACE) != 1:
                raise NoPlaceForSizeError(f"{name}: {page.count(PLACE)} places for the size of the site")
            (site / name).write_text(page.replace(PLACE, f'{PLACE[:-1]}{size}"'), "utf-8", newline="\n")
    return size


def listing(site: Path, version: str) -> bytes:
    """Return `offline.json` of a built site: the same bytes for the same files.

    Addresses are relative to the root of the site. `files` never change, `pages` belong to this version.
    """
    kept = {name: data for name, data in sorted(read_tree(site).items()) if is_kept(name)}
    immutable = {name for name in kept if _IMMUTABLE.search(name)}

    def facts(name: str) -> dict[str, object]:
        told = file_facts(re.sub(r"(^|/)index\.html$", r"\1", name), kept[name])
        return {**told, "sha256": None} if name.endswith(_REWRITTEN) else told

    return sealed_facts(
        {
            "version": version,
            "files": [facts(name) for name in kept if name in immutable],
            "pages": [facts(name) for name in kept if name not in immutable],
        }
    )


def publish(site: Path, project: Path, version: str) -> None:
    """Put the list and the script at the root of a built site."""
    (site / SERVICE_WORKER).write_bytes(service_worker(project))
    (site / LIST).write_bytes(listing(site, version))
