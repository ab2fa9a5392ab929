"""The style sheets: what they take from each other is there, and each keeps to its own."""

from __future__ import annotations

import re

import pytest

from pyconv.pictures.inline import VARIABLES
from pyconv.pictures.style import sheet

OURS = ("controls", "plot", "widget")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@pytest.fixture(scope="module")
def sheets(project):
    """Return every sheet by its name, without comments."""
    texts = {path.stem: path.read_text("utf-8") for path in (project / "site_assets/css").glob("*.css")}
    return {name: _COMMENT.sub("", text) for name, text in (texts | {"picture": sheet()}).items()}


def defined(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])(--[\w-]+):", text))


def used(text: str) -> set[str]:
    return set(re.findall(r"var\((--[\w-]+)", text))


def outside_layers(text: str) -> str:
    """Return what lies in no layer."""
    kept, depth, layer = [], 0, None
    for part in re.split(r"(@layer [\w., \n]+;|@layer [\w.]+ \{|[{}])", text):
        if part.startswith("@layer") and part.endswith(";"):
            continue
        if part.endswith("{"):
            layer = depth if part.startswith("@layer") and layer is None else layer
            depth += 1
        kept.append("" if layer is not None else part)
        if part == "}":
            depth -= 1
            layer = None if depth == layer else layer
    return "".join(kept)


def test_every_variable_is_defined_somewhere(sheets):
    known = set().union(*map(defined, sheets.values()))
    for name, text in sheets.items():
        # Those of the theme are its own.
        missing = {variable for variable in used(text) - known if not variable.startswith("--md-")}
        assert not missing, name


def test_a_picture_in_a_notebook_brings_every_variable_along(sheets):
    text = sheets["picture"]
    # A cell without a hue has none.
    needed = {variable for variable in used(text) - defined(text) if not variable.startswith("--md-")}
    assert needed <= set(VARIABLES["light"]) == set(VARIABLES["dark"])
    assert all(f"{variable}, " in text for variable in used(text) if variable.startswith("--md-"))


@pytest.mark.parametrize("name", [*OURS, "picture"])
def test_what_belongs_to_the_widgets_lies_in_layers(sheets, name):
    left = outside_layers(sheets[name]).split()
    # But for the wall between a widget and the theme of its page.
    wall = ".pc:not(#_) :not(svg *), .pc:not(#_) ::before, .pc:not(#_) ::after { all: revert-layer; }".split()
    assert left == (wall if name == "widget" else [])


def test_every_layer_has_its_place(sheets):
    order = re.search(r"@layer ([\w., \n]+);", sheets["tokens"])[1].replace(",", " ").split()
    for name in (*OURS, "picture"):
        layers = {layer for text in [sheets[name]] for layer in re.findall(r"@layer ([\w.]+) \{", text)}
        assert layers
        assert all(any(f"{layer}.".startswith(f"{known}.") for known in order) for layer in layers), name


def test_no_rule_shouts_or_names_a_view(sheets):
    for name, text in sheets.items():
        assert "!important" not in text, name
        assert "data-view" not in text, name
