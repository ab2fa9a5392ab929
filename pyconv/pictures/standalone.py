"""A picture that needs no page around it: HTML that brings its own style, for a notebook."""

from collections.abc import Mapping
from functools import cache
from html import escape

from pyconv.pictures import svg
from pyconv.pictures.model import HUES
from pyconv.pictures.plot.palette import COLOURS, STRENGTHS, tap
from pyconv.pictures.settings import first_params, with_defaults
from pyconv.pictures.style import sheet
from pyconv.pictures.views import view

VARIABLES: Mapping[str, str] = {
    "--paper-raised": COLOURS["paper"],
    "--paper-sunken": COLOURS["sunken"],
    "--ink": COLOURS["ink"],
    "--ink-soft": COLOURS["soft"],
    "--line": COLOURS["line"],
    "--edge": "#8a9598",
    "--glow": "#ffffff",
    "--wrong": "#c62828",
    "--accent-strong": COLOURS["accent"],
    "--frame": COLOURS["accent"],
    "--strength": f"{STRENGTHS[0]:.0%}",
    **{f"--tap-{hue}": COLOURS[tap(hue)] for hue in range(HUES)},
}
"""What the style sheet of pictures takes from a page, in light colours."""

PAPER = """
  padding: 12px; border-radius: 8px; font: 15px/1.5 Inter, system-ui, sans-serif;
  background: var(--paper-raised); color: var(--ink);
"""
"""Colours that fit each other, whatever those of the page around are."""

WALL = """
.pc-stage:not(#_) *, .pc-stage:not(#_) ::before, .pc-stage:not(#_) ::after { all: revert-layer; }
"""
"""Keeps the rules of the page around away: inside, only what lies in layers counts."""


def picture(name: str, params: Mapping[str, object] | None = None, *, language: str = "en") -> str:
    """Return the first state of a view as HTML with its style inside, on paper of its own.

    Args:
        name: of the view, as a widget block names it: "sliding-filter", "matrix" …
        params: the parameters that differ from their defaults, as in a block: one number may
            stand for several.
        language: of the words, "es" or "en".

    Raises:
        ConvError: an unknown view, or settings that make no picture.

    >>> html = picture("sliding-filter", {"input": 5, "stride": 2, "padding": 1})
    >>> html.count("<svg"), "<style>" in html
    (3, True)
    """
    shown = view(name)
    prepared = shown.prepared(first_params(with_defaults(shown.parameters, params or {})))
    scene = shown.scene(prepared, language)
    focus = shown.focus(prepared, scene.steps[0], language) if scene.steps else None
    panels = "".join(map(_panel, svg.panels(scene.panels), svg.stills(scene.panels, focus)))
    return f'<style>{_style()}</style><div class="pc-stage">{panels}</div>'


@cache
def _style() -> str:
    variables = "".join(f"{name}: {value}; " for name, value in VARIABLES.items())
    return f".pc-stage {{ {variables}{PAPER}}}\n{WALL}\n{sheet()}"


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
