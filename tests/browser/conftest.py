"""A reader with a real Chromium, who notices everything that goes wrong.

The site stands under /pyconv/, as on GitHub Pages. Every request to another host is blocked and
recorded, in pages, workers and the browser itself: Chromium sends it to a proxy that answers none.
"""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    WebError,
    expect,
    sync_playwright,
)

from site_assets.programs import chromium_choices
from site_assets.serve import SiteServer, served
from tests.browser.two_versions import publish_next

# What Chromium itself asks for whatever page is open, though its flags tell it not to. No site can
# have any business with these; the hosts of fonts and scripts are not among them.
BROWSERS_OWN = re.compile(
    r"^(accounts|clients\d*|android\.clients|mtalk|www)\.google\.com$"
    r"|^(update|content-autofill|optimizationguide-pa|safebrowsing|chromewebstore)\.googleapis\.com$"
    r"|\.gvt1\.com$"
)

# Some refusals appear in no console: a blocked image, a blocked style in a worker.
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} blocked ${event.blockedURI}`));
"""


PATIENCE_MS = 15_000
"""How long a page may take over what it does at once: a busy machine paints a few frames a second."""

expect.set_options(timeout=PATIENCE_MS)


class OtherHosts(socketserver.ThreadingTCPServer):
    """A proxy that lets nothing through and remembers what was asked of it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Refusal)


class _Refusal(socketserver.StreamRequestHandler):
    server: OtherHosts

    def handle(self) -> None:
        # "CONNECT host:443 HTTP/1.1" or "GET http://host/path HTTP/1.1"
        words = self.rfile.readline().decode("latin-1").split()
        if len(words) > 1:
            host = urlsplit(words[1] if "://" in words[1] else f"//{words[1]}").hostname or words[1]
            if not BROWSERS_OWN.search(host):
                self.server.asked.append(f"{words[0]} {words[1]}")
            self.wfile.write(b"HTTP/1.1 502 No other hosts\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


class Reader:
    """One visitor: a browser context with a page, and a list of what went wrong."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.problems: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        self._tolerated: list[re.Pattern[str]] = []
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        self.page: Page = context.new_page()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            place = message.location
            self.problems.append(f"{message.type}: {message.text} ({place['url']}:{place['lineNumber']})")

    def _on_error(self, error: WebError) -> None:
        self.problems.append(f"uncaught: {error.error}")

    def goto(self, path: str = "") -> Page:
        """Open a page by its path inside the site ("" is the Spanish home page) and return it."""
        self.page.goto(self.address + path)
        return self.page

    def expects(self, pattern: str) -> None:
        """Say that a problem whose text matches `pattern` belongs to this test, and is to occur."""
        self._expected.append(re.compile(pattern))

    def tolerates(self, pattern: str) -> None:
        """Say that a problem whose text matches `pattern` is no fault of the site here, if it occurs.

        Chromium itself writes some failed requests of a worker to the console, and others not.
        """
        self._tolerated.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """Return the problems that no `expects` covers, and the expected ones that never came."""
        rest = [
            problem
            for problem in self.problems
            if not any(one.search(problem) for one in self._expected + self._tolerated)
        ]
        absent = [
            f"expected, but never seen: {one.pattern}"
            for one in self._expected
            if not any(one.search(problem) for problem in self.problems)
        ]
        return rest + absent


@pytest.fixture(scope="session")
def other_hosts() -> Iterator[OtherHosts]:
    """The proxy that stands for all other hosts."""
    with OtherHosts() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def server(built_site: Path) -> Iterator[SiteServer]:
    """The built site under /pyconv/ on a free port; `server.address` is its home page."""
    with served(built_site) as running:
        yield running


@pytest.fixture(scope="session")
def versions(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The built site, and another version of it."""
    return built_site, publish_next(built_site, tmp_path_factory.mktemp("versions") / "next")


@pytest.fixture(scope="session")
def browser(other_hosts: OtherHosts) -> Iterator[Browser]:
    """The Chromium of this machine, through Playwright."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            **chromium_choices(),
            proxy={"server": f"http://127.0.0.1:{other_hosts.server_address[1]}", "bypass": "127.0.0.1"},
        )
        yield running
        running.close()


@pytest.fixture
def open_reader(
    browser: Browser, server: SiteServer, other_hosts: OtherHosts
) -> Iterator[Callable[..., Reader]]:
    """Return a function that makes a reader; the test fails at its end if one saw a problem.

    Arguments: width and height (CSS pixels), color_scheme ("light", "dark"), reduced_motion
    ("reduce", "no-preference"), locale, javascript (bool), touch (bool), address (another server's
    home page), and whatever else Playwright's `new_context` takes.
    """
    readers: list[Reader] = []
    asked_before = len(other_hosts.asked)

    def open_one(
        *,
        width: int = 1280,
        height: int = 800,
        javascript: bool = True,
        touch: bool = False,
        address: str | None = None,
        **choices: Any,
    ) -> Reader:
        choices = {"locale": "es-ES", "color_scheme": "light", "reduced_motion": "no-preference"} | choices
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            has_touch=touch,
            **choices,
        )
        context.set_default_timeout(PATIENCE_MS)
        # A page that comes late is not what a test is about; tests share the machine.
        context.set_default_navigation_timeout(4 * PATIENCE_MS)
        readers.append(Reader(context, address or server.address))
        return readers[-1]

    yield open_one
    problems = []
    for reader in readers:
        problems += reader.unexpected()
        reader.context.close()
    problems += [f"asked another host: {line}" for line in other_hosts.asked[asked_before:]]
    assert not problems, "\n".join(problems)


@pytest.fixture
def reader(open_reader: Callable[..., Reader]) -> Reader:
    """A reader at a desk: 1280 × 800, light, Spanish, everything switched on."""
    return open_reader()
