"""Text stands out from what it is written on, in both palettes: WCAG 2.2, level AA."""

from __future__ import annotations

import re

import pytest

LEAST_FOR_TEXT = 4.5
# (text, ground) by the names in tokens.css and palette.css.
PAIRS = [
    ("--ink", "--paper"),
    ("--ink", "--paper-raised"),
    ("--ink", "--paper-sunken"),
    ("--ink-soft", "--paper"),
    ("--ink-soft", "--paper-sunken"),
    ("--accent-strong", "--paper"),
    ("--accent-strong", "--paper-raised"),
    ("--md-typeset-color", "--paper"),
    ("--md-typeset-color", "--paper-raised"),
    ("--md-typeset-a-color", "--paper"),
    ("--md-typeset-a-color", "--paper-raised"),
    ("--md-code-fg-color", "--md-code-bg-color"),
    ("--md-footer-fg-color", "--md-footer-bg-color"),
    ("--md-footer-fg-color--light", "--md-footer-bg-color--dark"),
    ("--md-footer-fg-color--lighter", "--md-footer-bg-color--dark"),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, as WCAG defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def palette(project, scheme: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for sheet in ("tokens.css", "palette.css"):
        text = (project / "site_assets/css" / sheet).read_text(encoding="utf-8")
        block = re.search(rf'\[data-md-color-scheme="{scheme}"\] \{{(.*?)\n\}}', text, re.DOTALL)
        named |= re.findall(r"(--[\w-]+):\s*([^;]+);", block[1])
    return {
        name: named.get(value.removeprefix("var(").removesuffix(")"), value) for name, value in named.items()
    }


def test_the_measure_itself():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out(project, scheme, text, ground):
    colours = palette(project, scheme)
    assert contrast(colours[text], colours[ground]) >= LEAST_FOR_TEXT
