"""A picture in a notebook: HTML that brings its own style, text for a terminal, and matplotlib's figure."""

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, final

import numpy as np

from pyconv.errors import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures import svg
from pyconv.pictures.model import HUES
from pyconv.pictures.plot.palette import PALETTES, STRENGTHS, tap
from pyconv.pictures.state import State, state
from pyconv.pictures.style import notebook_sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pyconv.pictures.plot.sheet import Sheet

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


@final
class Picture:
    """A state of a view, as `show` returns it.

    A notebook shows it as the site does, in light or in dark; a terminal shows the call that made it.
    Its figure and its text as SVG need matplotlib.
    """

    def __init__(
        self, name: str, settings: Mapping[str, object], language: str, step: int | None, cell: str
    ) -> None:
        self._state = state(name, settings, language, step=step, cell=cell)
        given = {**settings, "language": language, **({"cell": cell} if cell else {"step": step})}
        arguments = "".join(f", {key}={value!r}" for key, value in given.items())
        self._call = f"pyconv.show({name!r}{arguments})"

    def __repr__(self) -> str:
        return self._call

    def figure(self, *, narrow: bool = False, dark: bool = False) -> "Figure":
        """Return the picture as matplotlib draws it, to be changed or saved: `.savefig("picture.pdf")`.

        Args:
            narrow: whether it is as wide as a phone rather than as a column of text.
            dark: whether it has the dark colours.
        """
        return self._sheet(narrow=narrow, dark=dark).figure

    def svg(self, *, narrow: bool = False, dark: bool = False) -> str:
        """Return the picture as the text of an SVG file that needs nothing else, letters being outlines.

        Arguments are those of `figure`. The same arguments give the same text.
        """
        return self._sheet(narrow=narrow, dark=dark).svg(paper=True)

    def _sheet(self, *, narrow: bool, dark: bool) -> "Sheet":
        from pyconv.pictures.plot.picture import draw  # noqa: PLC0415 - only this needs matplotlib

        shown = self._state
        return draw(shown.scene, shown.focus, narrow=narrow, palette="dark" if dark else "light")

    def _repr_html_(self) -> str:
        return _html(self._state)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        """Return what a notebook may choose from; it leaves out itself what it does not want."""
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}


def show(
    name: str,
    /,
    *,
    step: int | None = 0,
    cell: str = "",
    language: str = "en",
    **settings: object,
) -> Picture:
    """Return a picture of a view, which a notebook shows as the site does.

    Args:
        name: of the view, as a widget block of the site names it: "sliding-filter", "matrix" …
        step: which step of the animation is lit, from 0; None lights nothing.
        cell: the key of a cell to light instead, such as "in:7", "tap:2" or "out:3".
        language: of the words, "es" or "en".
        **settings: what differs from the view's own settings, as in a block: one number may stand
            for several.

    Raises:
        ConvError: an unknown view, setting, cell or language, or settings that make no picture.

    >>> show("sliding-filter", input=5, stride=2, padding=1)
    pyconv.show('sliding-filter', input=5, stride=2, padding=1, language='en', step=0)
    >>> show("sliding-filter", stride=0)
    Traceback (most recent call last):
    pyconv.errors.ConvError: stride must be between 1 and 5, but it is 0
    """
    try:
        plain = {key: _plain(value) for key, value in settings.items()}
        return Picture(name, plain, language, _plain(step), cell)  # type: ignore[arg-type]
    except ConvError as error:
        # The text of an error is English; what is told in another language stands below it.
        if language in LANGUAGES and error.message(language) != str(error):
            error.add_note(error.message(language))
        raise


def _plain(value: object) -> object:
    """Return numbers of NumPy as those of Python."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def _html(shown: State) -> str:
    scene, focus = shown.scene, shown.focus
    panels = "".join(map(_panel, svg.panels(scene.panels), svg.stills(scene.panels, focus)))
    below = (
        f'<p class="pc-words">{focus.words}</p>' if focus else "",
        f'<div class="pc-formulas">{scene.formula}</div>' if scene.formula else "",
        f'<p class="pc-summary">{escape(scene.summary)}</p>' if scene.summary else "",
    )
    style, scope = _style()
    return (
        f'<style>{style}</style><div class="{scope}" lang="{shown.language}">'
        f'<div class="pc-stage">{panels}</div>{"".join(below)}</div>'
    )


@cache
def _style() -> tuple[str, str]:
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
