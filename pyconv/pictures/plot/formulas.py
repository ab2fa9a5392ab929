"""Formulas of prose: from the MathML of a page to what matplotlib reads."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

_SIGNS: Mapping[str, str] = {
    "′": r"\prime", "·": r"\cdot", "∑": r"\sum", "{": r"\{", "}": r"\}", "$": r"\$",
    "⌊": r"\left\lfloor", "⌋": r"\right\rfloor", "⌈": r"\left\lceil", "⌉": r"\right\rceil",
}  # fmt: skip

_ACCENTS: Mapping[str, str] = {"^": r"\hat", "~": r"\tilde", "¯": r"\bar"}


def formula(math: Element) -> str:
    r"""Return a formula as matplotlib's own TeX, without the dollars around it.

    >>> from xml.etree.ElementTree import fromstring
    >>> formula(fromstring("<math><mfrac><mi>i</mi><mn>2</mn></mfrac><mo>·</mo><mi>k</mi></math>"))
    '\\dfrac{i}{2}\\cdot k'
    """
    parts = [formula(part) for part in math]
    match math.tag:
        case "mfrac":
            return rf"\dfrac{{{parts[0]}}}{{{parts[1]}}}"
        case "msub" | "munder":
            return f"{{{parts[0]}}}_{{{parts[1]}}}"
        case "msup":
            prime = parts[1].strip() == r"\prime"
            return f"{parts[0]}'" if prime else f"{{{parts[0]}}}^{{{parts[1]}}}"
        case "msubsup" | "munderover":
            return f"{{{parts[0]}}}_{{{parts[1]}}}^{{{parts[2]}}}"
        case "mover":
            return f"{_ACCENTS[parts[1]]}{{{parts[0]}}}"
        case "mtext":
            return rf"\mathrm{{{math.text or ''}}}"
    words = "".join(_SIGNS.get(sign, sign) for sign in math.text or "")
    if words.startswith("\\"):
        words += " "
    return words + "".join(parts)
