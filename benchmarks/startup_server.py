"""A local web server for the start-up benchmark: folders under one root, bytes counted."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TYPES = {
    **SimpleHTTPRequestHandler.extensions_map,
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".json": "application/json",
}


class Server(ThreadingHTTPServer):
    """Serves `{prefix: file or folder}`, each answer good for ten minutes as on GitHub Pages."""

    daemon_threads = True

    def __init__(self, places: Mapping[str, Path]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.places = dict(places)
        self.sent = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Address of the root."""
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def count(self, size: int) -> None:
        """Add to the bytes sent."""
        with self._lock:
            self.sent += size

    def take_sent(self) -> int:
        """Return the bytes sent since the last call."""
        with self._lock:
            sent, self.sent = self.sent, 0
        return sent


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = TYPES
    server: Server

    def translate_path(self, path: str) -> str:
        name = path.partition("?")[0].lstrip("/") or "index.html"
        for prefix, place in self.server.places.items():
            if name == prefix:
                return str(place)
            if name.startswith(prefix + "/"):
                return str(place / name[len(prefix) + 1 :])
        return "/nonexistent"

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def copyfile(self, source: object, outputfile: object) -> None:
        data = source.read()  # type: ignore[attr-defined]
        self.server.count(len(data))
        outputfile.write(data)  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def serving(places: Mapping[str, Path]) -> Iterator[Server]:
    """Serve while the block runs."""
    server = Server(places)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
