r"""Type: the fonts of the figures, how wide words are, and what is written as a formula.

Words are given as matplotlib reads them, `$I_{0}$` and `\$`; `plain` makes such of any words.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from matplotlib.cbook import is_math_text
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path

FAMILIES = ("Inter Figures", "DejaVu Sans")
"""The package's own type; for the signs that it lacks, one that matplotlib brings."""

SIZE = 13
"""The height of the type, in pixels, also on a phone."""

LEADING = 1.35
"""The distance between two lines of words, as a part of the height of the type."""

_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_INDEXED = re.compile("([^\\W\\d_]?)([₀-₉]+)")
_ATOM = re.compile(r"(?:\\\$|\$[^$]*\$|[^ $])+")


@cache
def load_fonts() -> None:
    """Tell matplotlib of the package's own fonts, and of none that is gone.

    Its list may be older than the fonts that are there. If it came upon one that is missing, it would
    make the list anew, without ours.
    """
    fontManager.ttflist[:] = [known for known in fontManager.ttflist if Path(known.fname).exists()]
    for file in files(__package__).joinpath("fonts").iterdir():
        if file.name.endswith(".ttf"):
            with as_file(file) as path:
                fontManager.addfont(str(path))


def font(size: float = SIZE, *, bold: bool = False) -> FontProperties:
    """Return the type of the figures at a size in pixels."""
    load_fonts()
    return FontProperties(
        family=list(FAMILIES), weight="semibold" if bold else "normal", size=size, math_fontfamily="stix"
    )


def plain(words: str) -> str:
    r"""Return words as they are to be given: a dollar as itself, digits below the line in the same type.

    A size such as 3 × 3 is not cut in two.

    >>> print(plain("I₀ costs $2"))
    $\mathdefault{I}_{\mathdefault{0}}$ costs \$2
    """
    together = words.replace(" × ", "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}")
    return _INDEXED.sub(_below, together.replace("$", r"\$"))


def _below(found: re.Match[str]) -> str:
    letter, digits = found[1], found[2].translate(_DIGITS)
    return rf"$\mathdefault{{{letter}}}_{{\mathdefault{{{digits}}}}}$"


@lru_cache(maxsize=4096)
def width_of(words: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return how wide words are on one line, in pixels."""
    formula = is_math_text(words)
    shown = words if formula else words.replace(r"\$", "$")
    width, _, _ = text_to_path.get_text_width_height_descent(shown, font(size, bold=bold), formula)
    return float(width)


def folded(words: str, width: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Return words cut into lines that are no wider than that, unless a single word is."""
    lines: list[str] = []
    for atom in _ATOM.findall(words):
        longer = f"{lines[-1]} {atom}" if lines else atom
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(atom)
    return lines


def balanced(words: str, width: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Return words cut into as few lines, but of about the same length."""
    lines = folded(words, width, size, bold=bold)
    narrower = width_of(words, size, bold=bold) / max(len(lines), 1)
    while len(lines) > 1 and len(folded(words, narrower, size, bold=bold)) > len(lines):
        narrower += size
    return folded(words, min(narrower, width), size, bold=bold) if len(lines) > 1 else lines


def widest(lines: Sequence[str], size: float = SIZE, *, bold: bool = False) -> float:
    """Return how wide the widest of some lines is."""
    return max((width_of(line, size, bold=bold) for line in lines), default=0)
