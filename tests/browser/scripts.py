"""What runs in the page for a test, in any browser: the functions of `scripts.js`, most of a widget."""

from __future__ import annotations

import re
from pathlib import Path


def function(path: Path, name: str) -> str:
    """Return the text of a function that a module exports, as a page can be given it."""
    whole = rf"^export ((?:async )?function {name}\(.*?^\}})$"
    found = re.search(whole, path.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert found, f"{path.name} exports no function {name}"
    return found[1]


_HERE = Path(__file__).with_suffix(".js")
READ = function(_HERE, "read")
RECORD = function(_HERE, "record")
MOVE = function(_HERE, "move")
PRESS = function(_HERE, "press")
CONTROLS = function(_HERE, "controls")
REFUSAL = function(_HERE, "refusal")
WALK = function(_HERE, "walk")
STOPS = function(_HERE, "stops")
HAND = function(_HERE, "hand")
CLEAR = function(_HERE, "clear")
RENDERED = function(_HERE, "rendered")
