"""The Content-Security-Policy of the built site, sealed into every page.

GitHub Pages sends no headers of one's own, so the policy is a `<meta>` element, the first thing
after the charset. Every page carries the same one: Material's instant navigation compares the
heads of two pages, and a second, different policy would be added to the first.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

CHARSET = '<meta charset="utf-8">'
_MARK = '<meta http-equiv="Content-Security-Policy"'
_SEAL = re.compile(rf"\n?\s*{_MARK}[^>]*>")
_SCRIPT_TYPES = {"", "module", "text/javascript", "application/javascript"}


class SealError(ValueError):
    """A page holds something that a strict policy forbids."""


class _Inline(HTMLParser):
    """Collects inline scripts, and whatever else the policy would block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.forbidden: list[str] = []
        self._script: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        if tag == "style":
            self.forbidden.append(f"line {line}: a <style> element")
        for name, value in values.items():
            if name == "style":
                self.forbidden.append(f'line {line}: style="{value}" on <{tag}>')
            elif name.startswith("on") or value.lstrip().lower().startswith("javascript:"):
                self.forbidden.append(f'line {line}: {name}="{value}" on <{tag}>')
        inline = tag == "script" and "src" not in values
        if inline and values.get("type", "").lower() in _SCRIPT_TYPES:
            self._script = []

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            self.scripts.append("".join(self._script))
            self._script = None


@lru_cache(maxsize=64)
def script_hashes(page: str) -> frozenset[str]:
    """Return the CSP sources ('sha256-…') of the scripts written inside a page's HTML.

    Raises:
        SealError: the page holds inline styles, event attributes or javascript: addresses, which
            no hash can allow; the message names each with its line.
    """
    parser = _Inline()
    parser.feed(page)
    parser.close()
    if parser.forbidden:
        raise SealError("; ".join(parser.forbidden))
    return frozenset(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in parser.scripts
    )


def policy(hashes: Iterable[str]) -> str:
    """Return the policy that allows this site alone, plus inline scripts with these hashes.

    `wasm-unsafe-eval` compiles WebAssembly and nothing else; Pyodide needs it.
    """
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self' 'wasm-unsafe-eval'", *sorted(hashes)]),
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


def sealed(page: str, text: str) -> str:
    """Return a page with the policy `text` in its head, in place of an earlier one.

    Raises:
        SealError: the page has no charset element to put it after.
    """
    bare = _SEAL.sub("", page) if _MARK in page else page
    if CHARSET not in bare:
        raise SealError(f"no {CHARSET}")
    meta = f'{_MARK} content="{text}">'
    return bare.replace(CHARSET, f"{CHARSET}\n      {meta}", 1)


def seal(site: Path) -> str:
    """Put one policy into every HTML file under `site`, and return it.

    Raises:
        SealError: names the file and what in it no strict policy can allow.
    """
    hashes: set[str] = set()
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    for path, page in pages.items():
        try:
            hashes |= script_hashes(page)
        except SealError as error:
            raise SealError(f"{path.relative_to(site).as_posix()}: {error}") from error
    text = policy(hashes)
    for path, page in pages.items():
        path.write_text(sealed(page, text), encoding="utf-8", newline="\n")
    return text
