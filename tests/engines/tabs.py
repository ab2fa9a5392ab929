"""A tab of Firefox or of WebKit, each by the means it has, with what was said on its console."""

from __future__ import annotations

import gc
import os
import re
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from pyvirtualdisplay import Display
from selenium.webdriver import ActionChains, WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.webkitgtk.service import Service

from site_assets.programs import FIREFOX, WEBKIT, find

SECONDS = 120
WIDTH, HEIGHT = 1280, 900
# Where distributions put the browser that WebKitGTK comes with.
PLACES = ("lib", "lib64", "lib/*-linux-gnu", "libexec")

# The policy forbids to evaluate text, so the function stands in what the browser is told to run.
CALL = """
const [args, done] = arguments;
Promise.resolve().then(() => (%s)(...args))
    .then((value) => done({ value }), (error) => done({ error: `${error} ${error.stack}` }));
"""

# Both drivers call the keys the same.
KEYS = {
    "ArrowRight": "ARROW_RIGHT",
    "ArrowLeft": "ARROW_LEFT",
    "ArrowUp": "ARROW_UP",
    "ArrowDown": "ARROW_DOWN",
    "Enter": "ENTER",
    "Escape": "ESCAPE",
    "Home": "HOME",
    "End": "END",
    "PageDown": "PAGE_DOWN",
}

# What Firefox says of the theme's own script and of Pyodide's, and can do nobody any harm; and of a
# fraction that has arrived by half when a page is first laid out. That every one is whole in the end is
# held by tests/site/test_built.py.
OTHERS_WARNINGS = re.compile(
    r"^Empty string passed to getElementById|^The WebAssembly exception handling 'try' instruction"
    r"|^Invalid markup: Incorrect number of children for <mfrac/> tag"
)

# What Firefox keeps of its console: errors of scripts and of the policy, and what scripts wrote there.
FIREFOX_CONSOLE = """
const said = [];
for (const message of Services.console.getMessageArray()) {
  if (!(message instanceof Ci.nsIScriptError)) continue;
  said.push([message.flags & 1 ? "warning" : "error", message.sourceName, message.errorMessage]);
}
const written = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
for (const { level, filename, arguments: words } of written.getEvents()) {
  if (level === "error" || level === "warn") said.push([level, filename, words.map(String).join(" ")]);
}
Services.console.reset();
written.clearEvents();
return said;
"""


class Tab(ABC):
    """One tab of a browser."""

    engine: str

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to an address and wait until the page has loaded."""

    @abstractmethod
    def call(self, script: str, arguments: Sequence[Any]) -> Any:
        """Run the body of an asynchronous function in the page; it calls its last argument to end."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press and release a key, named as in the DOM."""

    @abstractmethod
    def picture(self, file: Path) -> None:
        """Write what the window shows into a PNG file."""

    def run(self, source: str, *arguments: Any) -> Any:
        """Call a function of JavaScript in the page; return what it returns, or what it promises."""
        answer = self.call(CALL % source, [list(arguments)])
        if "error" in answer:
            raise AssertionError(f"{self.engine}: {answer['error']}")
        return answer.get("value")

    def said(self) -> list[str]:
        """Return what appeared on the console since the last time, of the pages that a site serves."""
        return []


class Firefox(Tab):
    """Firefox through Marionette, its own protocol."""

    engine = "firefox"

    def __init__(self, marionette: Any, browser: Any) -> None:
        self.marionette = marionette
        self.browser = browser

    def open(self, address: str) -> None:
        self.browser.navigate(address)

    def call(self, script: str, arguments: Sequence[Any]) -> Any:
        # Not in a sandbox: the page's own elements have to be reached.
        return self.browser.execute_async_script(script, script_args=list(arguments), sandbox=None)

    def press(self, key: str) -> None:
        code = getattr(Keys, KEYS.get(key, ""), key)
        self.marionette.ActionSequence(self.browser, "key", "keyboard").key_down(code).key_up(code).perform()

    def picture(self, file: Path) -> None:
        file.write_bytes(self.browser.screenshot(format="binary", full=False))

    def said(self) -> list[str]:
        with self.browser.using_context("chrome"):
            messages = self.browser.execute_script(FIREFOX_CONSOLE)
        return [
            f"{level}: {text} ({source})"
            for level, source, text in messages
            if "127.0.0.1" in source and not OTHERS_WARNINGS.search(text)
        ]


class WebKit(Tab):
    """WebKitGTK through its WebDriver."""

    engine = "webkit"

    def __init__(self, browser: WebKitGTK) -> None:
        self.browser = browser

    def open(self, address: str) -> None:
        self.browser.get(address)

    def call(self, script: str, arguments: Sequence[Any]) -> Any:
        return self.browser.execute_async_script(script, *arguments)

    def press(self, key: str) -> None:
        code = getattr(Keys, KEYS.get(key, ""), key)
        ActionChains(self.browser, duration=0).key_down(code).key_up(code).perform()

    def picture(self, file: Path) -> None:
        self.browser.save_screenshot(str(file))


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """Open a Firefox with a profile of its own, which asks no other host for anything."""
    preferences = {
        "ui.prefersReducedMotion": 1,
        "app.normandy.enabled": False,
        "browser.safebrowsing.downloads.remote.enabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
    }
    with warnings.catch_warnings():
        # Of its own packages, about each other.
        warnings.simplefilter("ignore")
        from marionette_driver import marionette
    program, log = str(find(FIREFOX)), str(folder / "gecko.log")
    browser = marionette.Marionette(bin=program, headless=True, prefs=preferences, gecko_log=log)
    try:
        browser.start_session()
        browser.timeout.script = SECONDS
        browser.set_window_rect(width=WIDTH, height=HEIGHT)
        yield Firefox(marionette, browser)
    finally:
        profiles = [browser.instance.profile]
        browser.quit()
        browser.cleanup()
        # Cleaning up makes one more profile. The end of each would come too late to work, and say so.
        profiles.append(browser.instance.profile)
        for profile in profiles:
            profile.cleanup()
            profile.restore = False
        # What the driver leaves behind is collected here, and not in another test.
        gc.collect()


@contextmanager
def webkit(folder: Path) -> Iterator[WebKit]:
    """Open WebKitGTK's small browser on a screen made for it, with a configuration of its own."""
    browsers = [path for place in PLACES for path in Path("/usr").glob(f"{place}/webkit2gtk-4*/MiniBrowser")]
    settings = folder / "gtk-3.0" / "settings.ini"
    settings.parent.mkdir(parents=True)
    # Less motion, as a reader may ask for.
    settings.write_text("[Settings]\ngtk-enable-animations=0\n", "utf-8")
    options = WebKitGTKOptions()
    options.binary_location = str(max(browsers))
    options.add_argument("--automation")
    with ExitStack() as closing:
        screen = closing.enter_context(Display(visible=False, size=(1600, 1200), manage_global_env=False))
        environ = os.environ | screen.env() | {"XDG_CONFIG_HOME": str(folder), "NO_AT_BRIDGE": "1"}
        with warnings.catch_warnings():
            # Of the driver, about itself.
            warnings.simplefilter("ignore")
            browser = WebKitGTK(options=options, service=Service(str(find(WEBKIT)), env=environ))
        closing.callback(browser.quit)
        browser.set_script_timeout(SECONDS)
        browser.set_page_load_timeout(SECONDS)
        browser.set_window_rect(0, 0, WIDTH, HEIGHT)
        yield WebKit(browser)
