"""Serve a built site as GitHub Pages would, under a sub-path.

    python -m site_assets.serve [--port 8000] [--watch]

Like there: 404.html with status 404, folders redirected to their address with a slash, text
compressed, everything cached for ten minutes, no other headers. One thing differs: sitemap.xml names
this server instead of the site's public address. Material follows links without a reload only if
they stand in it, and takes no account of a port.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import posixpath
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote, urlsplit

from site_assets.build import SITE

HOST = "127.0.0.1"
PREFIX = "/pyconv/"

# Not the machine's own table: it differs, and a wrong type stops a module or a wasm file.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".map": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".toml": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".zip": "application/zip",
}
_SITEMAP_ORIGIN = re.compile(rb"(?<=[>\"])https?://[^/<\"]+(?=/)")
_COMPRESSED = ("text/", "application/json", "application/xml", "application/wasm", "image/svg+xml")


def content_type(name: str) -> str:
    """Return the MIME type of a file by its name.

    >>> content_type("pyodide.asm.wasm"), content_type("pyconv-0.1.0-py3-none-any.whl")
    ('application/wasm', 'application/octet-stream')
    """
    return TYPES.get(posixpath.splitext(name)[1].lower(), "application/octet-stream")


def locate(site: Path, path: str, prefix: str = PREFIX) -> Path | str | None:
    """Return what stands at an address: a file, another address to go to, or nothing.

    `path` is the path of the request as sent, `prefix` where the site begins; it begins and ends
    with a slash.
    """
    plain = unquote(path)
    if plain in ("/", prefix.rstrip("/")):
        return prefix
    if not plain.startswith(prefix):
        return None
    try:
        target = (site / plain.removeprefix(prefix)).resolve()
        if not target.is_relative_to(site.resolve()):
            return None
        if target.is_dir():
            index = target / "index.html"
            if not index.is_file():
                return None
            return index if plain.endswith("/") else quote(plain) + "/"
        return target if target.is_file() and not plain.endswith("/") else None
    except (OSError, ValueError):  # a name that no file can have: too long, or with a zero in it
        return None


def moved_sitemap(sitemap: bytes, origin: str) -> bytes:
    """Return a sitemap whose addresses begin with `origin` ("http://127.0.0.1:8000").

    >>> moved_sitemap(b"<url><loc>https://example.github.io/pyconv/</loc></url>", "http://127.0.0.1:8000")
    b'<url><loc>http://127.0.0.1:8000/pyconv/</loc></url>'
    """
    # What stands before the first page are the names of the formats, which look like addresses.
    head, mark, rest = sitemap.partition(b"<url>")
    return head + mark + _SITEMAP_ORIGIN.sub(origin.encode(), rest)


AnyServer = TypeVar("AnyServer", bound=ThreadingHTTPServer)


class SiteServer(ThreadingHTTPServer):
    """A server of one built site under `prefix`."""

    daemon_threads = True
    # A page asks for more files at once than the five that wait by default.
    request_queue_size = 64

    def __init__(self, site: Path, *, port: int = 0, prefix: str = PREFIX) -> None:
        super().__init__((HOST, port), _Handler)
        self.site = site
        self.prefix = prefix

    @property
    def address(self) -> str:
        """The URL of the site's home page."""
        return self.origin + self.prefix

    @property
    def origin(self) -> str:
        """The scheme, host and port of every address here."""
        return f"http://{HOST}:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet about a browser that leaves before it has everything; that is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SiteServer

    def do_GET(self) -> None:
        """Answer with a file, a redirect or the page for wrong addresses."""
        try:
            parts = urlsplit(self.path)
        except ValueError:  # an address that is none, such as http://[/
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        found = locate(self.server.site, parts.path, self.server.prefix)
        if isinstance(found, str):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", found + (f"?{parts.query}" if parts.query else ""))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif found is None:
            lost = self.server.site / "404.html"
            self._send(HTTPStatus.NOT_FOUND, lost if lost.is_file() else None)
        else:
            self._send(HTTPStatus.OK, found)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    def _send(self, status: HTTPStatus, file: Path | None) -> None:
        body = file.read_bytes() if file else status.phrase.encode()
        kind = content_type(file.name) if file else "text/plain; charset=utf-8"
        if file and file.name == "sitemap.xml":
            body = moved_sitemap(body, self.server.origin)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Vary", "Accept-Encoding")
        if kind.startswith(_COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, compresslevel=5, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the reader's browser shows what fails."""


@contextlib.contextmanager
def running(server: AnyServer) -> Iterator[AnyServer]:
    """Let a server answer while the `with` block runs."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def served(site: Path, *, prefix: str = PREFIX) -> AbstractContextManager[SiteServer]:
    """Serve `site` on a free port while the `with` block runs."""
    return running(SiteServer(site, prefix=prefix))


def main() -> int:
    """Serve from the command line until interrupted; return the exit status."""
    parser = argparse.ArgumentParser(description="Serve the built site as GitHub Pages would.")
    parser.add_argument("--port", type=int, default=8000, help="8000 unless told")
    parser.add_argument("--watch", action="store_true", help="build again whenever a source changes")
    options = parser.parse_args()
    try:
        server = SiteServer(SITE, port=options.port)
    except (OSError, OverflowError) as error:
        print(f"Port {options.port} cannot be used ({error}); try --port with another.", file=sys.stderr)
        return 1
    watching: AbstractContextManager[None] = contextlib.nullcontext()
    if options.watch:
        from site_assets.watch import kept_built  # noqa: PLC0415 - only for editing

        watching = kept_built()
    with server, watching, contextlib.suppress(KeyboardInterrupt):
        print(f"\nThe site is at {server.address} (Ctrl+C stops it)\n", flush=True)
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
