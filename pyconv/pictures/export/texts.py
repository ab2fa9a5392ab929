r"""Words and numbers as TeX reads them."""

import re

_WORDS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", "…": r"\dots{}", "\N{NO-BREAK SPACE}": "~",
    "“": "``", "”": "''", "‘": "`", "’": "'", "«": r"\guillemotleft{}", "»": r"\guillemotright{}",
    "–": "--", "—": "---",
}  # fmt: skip

_SIGNS = {
    "×": r"\times", "\N{MINUS SIGN}": "-", "·": r"\cdot", "⋆": r"\star", "∗": "*", "≤": r"\leq", "≥": r"\geq",
    "≠": r"\neq", "≈": r"\approx", "→": r"\to", "←": r"\gets", "↔": r"\leftrightarrow", "∞": r"\infty",
    "∑": r"\sum", "Σ": r"\Sigma", "√": r"\surd", "′": "'", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil",
    "⌉": r"\rceil", "±": r"\pm", "∈": r"\in", "²": "^{2}", "³": "^{3}", "ᵀ": "^{T}", "÷": r"\div",
    "⊙": r"\odot", "½": r"\tfrac12", "⊛": r"\circledast", "↓": r"\downarrow", "↑": r"\uparrow", "✓": r"\surd",
    "ⁿ": "^{n}", "⁻": "^{-}", "¹": "^{1}", "⁰": "^{0}", "°": r"^{\circ}", "⇒": r"\Rightarrow", "∘": r"\circ",
}  # fmt: skip
_BELOW = {sign: digit for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")}
_LETTERS = re.compile("[\x20-\x7e\xa1-\xff\u0100-\u017f]")
_RAISED = re.compile(r"([₀-₉]+)")


def words(text: str) -> str:
    r"""Return words as they stand in a text; a sign that TeX's own fonts lack is left out.

    >>> print(words("Input 5 × 5, 50 % of K₀"))
    Input 5 \(\times\) 5, 50 \% of K\({}_{0}\)
    """
    return "".join(_word(sign) for sign in " ".join(text.split(" ")).replace("\n", " "))


def _word(sign: str) -> str:
    if sign in _WORDS:
        return _WORDS[sign]
    if sign in _BELOW:
        return rf"\({{}}_{{{_BELOW[sign]}}}\)"
    if sign in _SIGNS:
        shown = _SIGNS[sign]
        return rf"\({{}}{shown}\)" if shown[0] in "^'" else rf"\({shown}\)"
    return sign if _LETTERS.fullmatch(sign) else ""


def entry(text: str) -> str:
    r"""Return the value of a cell as it stands in a formula.

    >>> entry("−3"), entry("1/9"), entry("K₁₂"), entry("0,5")
    ('-3', '\\tfrac{1}{9}', 'K_{12}', '0{,}5')
    """
    plain = text.replace("\N{MINUS SIGN}", "-")
    if found := re.fullmatch(r"(-?)([0-9]+)/([0-9]+)", plain):
        return rf"{found[1]}\tfrac{{{found[2]}}}{{{found[3]}}}"
    if re.fullmatch(r"-?[0-9.,]*", plain):
        return plain.replace(",", "{,}")
    lowered = _RAISED.sub(lambda found: f"_{{{''.join(str(_BELOW[sign]) for sign in found[1])}}}", plain)
    return signs(" ".join(lowered.split()))


def signs(formula: str) -> str:
    """Return a formula in which signs are as TeX calls them."""
    return "".join(
        f"{_SIGNS[sign]} " if sign in _SIGNS else sign if _LETTERS.fullmatch(sign) and sign < "\x7f" else ""
        for sign in formula
    )
