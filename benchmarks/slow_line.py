"""Opening a page on a slow line, for a phone: until it is painted, until it plays, until Python is there.

The line is a relay before the server, so that it slows whatever the browser asks for, a worker's
downloads as well: all connections share its bytes a second, and each request is kept for the time of a
round trip. The server compresses what GitHub Pages compresses. The processor of the page is slowed;
Chromium offers no way to slow that of a worker.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.opening import SLOWER, WATCH, phone
from benchmarks.pages import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BYTES_A_SECOND = 200_000
"""1.6 Mbit/s."""

ROUND_TRIP = 0.15
"""Seconds."""

CHUNK = 4096

WITH_PYTHON = ("", "transposed/")
"""The pages on which Python is waited for: the first one, and that with the largest pictures."""

READY_MS = 300_000

PLAYABLE = """async () => {
    const found = (selector) => document.querySelector("pyconv-widget")?.querySelector(selector);
    const said = () => found(".pc-step")?.textContent;
    let first;
    // What says the step comes only when the widget is set up.
    while (!first || said() === first) {
        found(".pc-frame")?.scrollIntoView();
        first ??= said();
        found("[data-does=forward]")?.click();
        if (found(".pc-player")?.hidden) return NaN;
        await new Promise((go) => setTimeout(go, 50));
    }
    return performance.now();
}"""


class Line:
    """A relay to a server on this machine, over a slow line.

    Attributes:
        port: where it listens.
        received: bytes that went down the line, headers among them.
    """

    def __init__(self, server: int) -> None:
        self.received = 0
        self.port = 0
        self._server = server
        self._free = 0.0

    async def serve(self, listening: threading.Event) -> None:
        """Relay until cancelled."""
        server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        listening.set()
        async with server:
            await server.serve_forever()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Little is kept on the way, so that what is given up takes none of the line.
        below, above = await asyncio.open_connection("127.0.0.1", self._server, limit=CHUNK)
        down = asyncio.create_task(self._down(below, writer))
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            while asked := await reader.read(CHUNK):
                await asyncio.sleep(ROUND_TRIP)
                above.write(asked)
        down.cancel()
        await asyncio.gather(down, return_exceptions=True)
        above.close()
        writer.close()

    async def _down(self, below: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        now = asyncio.get_running_loop().time
        while data := await below.read(CHUNK):
            self._free = max(self._free, now()) + len(data) / BYTES_A_SECOND
            await asyncio.sleep(self._free - now())
            writer.write(data)
            await writer.drain()
            self.received += len(data)


@contextlib.contextmanager
def slow_line(server: int) -> Iterator[Line]:
    """Relay to the server at a port while the `with` block runs."""
    line, listening, loop = Line(server), threading.Event(), asyncio.new_event_loop()
    relaying = loop.create_task(line.serve(listening))

    def relay() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(relaying)
        # Connections that a closed page left.
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=relay, daemon=True)
    thread.start()
    listening.wait()
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(relaying.cancel)
        thread.join()


def measure(browser: Browser, server: int, path: str, site: Path) -> list[dict[str, Any]]:
    """Return of each page its milliseconds, bytes and shifts.

    Args:
        server: the port that the site is served at.
        path: of the Spanish home page there.
    """
    return [{"page": name or "home", **_opened(browser, server, path, name)} for name in pages(site)]


def _opened(browser: Browser, server: int, path: str, name: str) -> dict[str, float]:
    page = phone(browser, WATCH)
    with slow_line(server) as line:
        page.goto(f"http://127.0.0.1:{line.port}{path}{name}", wait_until="commit", timeout=READY_MS)
        told: dict[str, float] = {"playable": page.evaluate(PLAYABLE), "playable_bytes": line.received}
        if name in WITH_PYTHON:
            ready = page.locator('.pc-python[data-state="ready"]').first
            ready.wait_for(state="attached", timeout=READY_MS)
            told |= {"ready": page.evaluate("performance.now()"), "ready_bytes": line.received}
        told["painted"], told["shifted"] = page.evaluate("[painted, shifted]")
        page.context.close()
    return told


def table(rows: list[dict[str, Any]]) -> str:
    """Return the measurements as text."""
    heads = ("page", "largest paint s", "a step s", "kB by then", "Python s", "kB by then", "shifts")
    lines = [
        f"a line of {BYTES_A_SECOND * 8 / 1e6} Mbit/s, {ROUND_TRIP * 1e3:.0f} ms; page {SLOWER} times slower",
        " ".join(f"{head:>16}" for head in heads),
    ]
    for row in rows:
        numbers = [
            *(row["painted"], row["playable"], row["playable_bytes"]),
            *(row.get("ready", float("nan")), row.get("ready_bytes", float("nan"))),
        ]
        cells = (f"{number / 1000:16.1f}" for number in numbers)
        lines.append(f"{row['page'].strip('/'):>16} {' '.join(cells)} {row['shifted']:16.3f}")
    return "\n".join(lines)
