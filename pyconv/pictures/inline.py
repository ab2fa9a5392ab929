"""A picture as HTML that brings its own style, for a notebook or a file."""

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape

from pyconv.pictures import svg
from pyconv.pictures.model import HUES
from pyconv.pictures.plot.palette import PALETTES, STRENGTHS, tap
from pyconv.pictures.state import State
from pyconv.pictures.style import notebook_sheet

_FIXED = {"--wrong": "#c62828", "--glow": "#ffffff"}


def _variables(palette: str, strength: float) -> dict[str, str]:
    colours = PALETTES[palette]
    return {
        "--scheme": palette,
        "--paper-raised": colours["paper"],
        "--paper-sunken": colours["sunken"],
        "--ink": colours["ink"],
        "--ink-soft": colours["soft"],
        "--line": colours["line"],
        "--edge": colours["edge"],
        "--accent-strong": colours["accent"],
        "--frame": colours["accent"],
        "--strength": f"{strength:.0%}",
        **{f"--tap-{hue}": colours[tap(hue)] for hue in range(HUES)},
        **_FIXED,
    }


VARIABLES: Mapping[str, Mapping[str, str]] = {
    palette: _variables(palette, strength) for palette, strength in zip(PALETTES, STRENGTHS, strict=True)
}
"""What the style sheet of pictures takes from a page, by palette."""

HOSTS: Mapping[str, str] = {
    "light": '[data-jp-theme-light="true"], .vscode-light, .light, [data-theme="light"], [theme="light"]',
    "dark": '[data-jp-theme-light="false"], .vscode-dark, .vscode-high-contrast, .dark, [data-theme="dark"],'
    ' [theme="dark"]',
}
"""How Jupyter, VS Code, marimo and their like say which palette they show, whatever the system prefers."""

PAPER = """
  all: initial; display: block; color-scheme: var(--scheme);
  padding: 12px; border-radius: 8px; font: 15px/1.5 Inter, system-ui, sans-serif;
  background: var(--paper-raised); color: var(--ink);
"""
"""A picture lies on paper of its own, so that its colours fit each other, and takes nothing from around."""

_ORDER = re.compile(r"@layer [^{;]*;")


def html(shown: State) -> str:
    """Return a picture with its style sheet."""
    sheet, scope = style()
    return (
        f'<style>{sheet}</style><div class="{scope}" lang="{shown.language}">'
        f'<div class="pc-stage">{stage(shown)}</div>{words(shown)}</div>'
    )


def stage(shown: State) -> str:
    """Return the panels of a picture, with what is lit in them."""
    panels = shown.scene.panels
    return "".join(map(_panel, svg.panels(panels), svg.stills(panels, shown.focus)))


def words(shown: State) -> str:
    """Return what is said below a picture."""
    scene, focus = shown.scene, shown.focus
    below = (
        f'<p class="pc-words">{focus.words}</p>' if focus else "",
        f'<div class="pc-formulas">{scene.formula}</div>' if scene.formula else "",
        f'<p class="pc-summary">{escape(scene.summary)}</p>' if scene.summary else "",
    )
    return "".join(below)


@cache
def style() -> tuple[str, str]:
    """Return the style sheet, and the name of the class that it keeps to.

    The name follows from the sheet, so that pictures made by several versions of the package can stand
    in one notebook. The order of the layers is told outside, where alone it may be; rules of the
    notebook, which lie in no layer, are kept away.
    """
    sheet = notebook_sheet()
    scope = f"pyconv-{sha256(sheet.encode()).hexdigest()[:8]}"
    sheet = sheet.replace("pyconv.picture", scope)
    orders = "".join(_ORDER.findall(sheet))
    light, dark = (
        "".join(f"{name}: {value}; " for name, value in variables.items()) for variables in VARIABLES.values()
    )
    rules = (
        f".{scope} {{ {light}}}",
        f"@media (prefers-color-scheme: dark) {{ .{scope} {{ {dark}}} }}",
        f":is({HOSTS['light']}) .{scope} {{ {light}}}",
        f":is({HOSTS['dark']}) .{scope} {{ {dark}}}",
        f"@media print {{ .{scope}.{scope}.{scope} {{ {light}}} }}",
        f".{scope}:not(#_) {{ {PAPER}}}",
        ", ".join(f".{scope}:not(#_) {inside}" for inside in ("*", "::before", "::after"))
        + " { all: revert-layer; }",
        f".{scope} {{ {_ORDER.sub('', sheet)} }}",
    )
    return f"{orders}\n" + "\n".join(rules), scope


def _panel(panel: svg.Drawn, drawn: str) -> str:
    title = f'<p class="pc-title">{escape(panel["title"])}</p>' if panel["title"] else ""
    if "rows" not in panel:
        return (
            f'<div class="pc-item pc-wide"><div class="pc-prose">{title}'
            f'<div class="pc-html">{panel["html"]}</div></div></div>'
        )
    wide = " pc-wide" if panel["wide"] else ""
    sign = f'<span class="pc-sign">{escape(panel["sign"])}</span>' if panel["sign"] else ""
    return f'<div class="pc-item{wide}">{sign}<div class="pc-grid">{title}{drawn}</div></div>'
