r"""LaTeX in pages to MathML, at build time, so that formulas need no script.

Python-Markdown's arithmatex has marked the formulas by then:
`<span class="arithmatex">\(x\)</span>` in a line, `<div class="arithmatex">\[x\]</div>` alone.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from functools import lru_cache

from latex2mathml.converter import convert

_MARKED = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\s*\\[(\[](?P<latex>.*?)\\[)\]]\s*</(?P=tag)>',
    re.DOTALL,
)
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_ARGUMENTS = {"mfrac": 2, "msub": 2, "msup": 2, "mover": 2, "munder": 2, "mroot": 2} | {
    "msubsup": 3,
    "munderover": 3,
}


class FormulaError(ValueError):
    """A formula that is no LaTeX, or uses a command that cannot be converted."""


@lru_cache(maxsize=1024)
def to_mathml(latex: str, *, display: bool) -> str:
    r"""Return a formula as a `<math>` element.

    Raises:
        FormulaError: a command is unknown or lacks an argument; the message holds the formula.

    >>> to_mathml("x", display=False).startswith("<math")
    True
    >>> to_mathml(r"\nonsense", display=False)
    Traceback (most recent call last):
    site_assets.publish.formulas.FormulaError: formula '\\nonsense': \nonsense is not known
    """
    try:
        mathml: str = convert(latex, display="block" if display else "inline")
        root = ET.fromstring(mathml)  # noqa: S314 - made by the line before, not by a reader
    except Exception as error:
        # latex2mathml has many exceptions without a common base; each is the formula's fault.
        raise FormulaError(f"formula {latex!r}: {type(error).__name__} {error}") from error
    for element in root.iter():
        name = element.tag.removeprefix(_MATHML)
        if element.text and "\\" in element.text:
            raise FormulaError(f"formula {latex!r}: {element.text} is not known")
        if name in _ARGUMENTS and len(element) != _ARGUMENTS[name]:
            raise FormulaError(
                f"formula {latex!r}: {name} has {len(element)} parts, needs {_ARGUMENTS[name]}"
            )
    return mathml


def replace_formulas(page: str) -> str:
    """Return the HTML of a page with every marked formula as MathML.

    Raises:
        FormulaError: see `to_mathml`.
    """

    def one(match: re.Match[str]) -> str:
        latex = html.unescape(match["latex"]).strip()
        display = match["tag"] == "div"
        mathml = to_mathml(latex, display=display)
        # A long formula scrolls in its own box; the page never scrolls sideways.
        return f'<div class="formula" tabindex="0">{mathml}</div>' if display else mathml

    return _MARKED.sub(one, page)
