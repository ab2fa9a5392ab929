"""LaTeX to MathML, in whole pages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import markdown
import pytest

from site_assets.publish.formulas import FormulaError, replace_formulas, to_mathml

MATHML = "{http://www.w3.org/1998/Math/MathML}"


def render(text: str) -> str:
    extensions = ["pymdownx.arithmatex"]
    configs = {"pymdownx.arithmatex": {"generic": True}}
    return replace_formulas(markdown.markdown(text, extensions=extensions, extension_configs=configs))


def test_a_formula_in_a_line_and_one_alone():
    page = render(r"Size $o < i$ and" + "\n\n" + r"$$\left\lfloor \frac{i - k}{s} \right\rfloor$$")
    line, alone = re.findall(r"<math.*?</math>", page, re.DOTALL)
    assert [element.text for element in ET.fromstring(line).iter() if element.text] == ["o", "<", "i"]
    assert 'display="inline"' in line
    assert 'display="block"' in alone
    assert ET.fromstring(alone).find(f".//{MATHML}mfrac") is not None
    assert "arithmatex" not in page


def test_prices_and_code_are_left_alone():
    assert "<math" not in render("It costs 5$ or `$x$`.")


@pytest.mark.parametrize("latex", [r"\nonsense{x}", r"\frac{a}", r"x^", r"\left( x", r"\begin{matrix} a"])
def test_a_bad_formula_is_refused_with_its_text(latex):
    with pytest.raises(FormulaError, match=re.escape(repr(latex))):
        to_mathml(latex, display=False)


@pytest.mark.parametrize(
    "latex",
    [
        r"o = \left\lfloor \frac{i + 2p - k - (k-1)(d-1)}{s} \right\rfloor + 1",
        r"\begin{pmatrix} w_{0,0} & 0 \\ 0 & w_{1,1} \end{pmatrix}",
        r"T = U^{\mathsf{T}}, \quad \hat{k} = k + (k-1)(d-1)",
        r"\sum_{t \in T} w_t \, x_{s o + d t} \text{ para cada } o",
    ],
)
def test_what_the_pages_write_can_be_converted_without_inline_styles(latex):
    mathml = to_mathml(latex, display=True)
    assert "style=" not in mathml
    assert ET.fromstring(mathml).tag == f"{MATHML}math"
