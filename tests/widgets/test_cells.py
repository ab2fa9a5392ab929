"""Blocks with cells of code: they stand in the page as code, and what would be no cell stops the build."""

from __future__ import annotations

import re

import pytest
from markdown import Markdown

from site_assets.plugin.cells import cell_text
from site_assets.plugin.fences import BlockError, BlockExtension


def rendered(block: str) -> str:
    blocks = BlockExtension({}, texts={"python-cell": lambda name, body: cell_text(name, body, "es")})
    return Markdown(extensions=[blocks, "md_in_html", "fenced_code"]).convert(block)


def test_it_is_code_within_its_element() -> None:
    page = rendered("Before\n\n```python-cell sum\nx = 1 < 2\nx\n```\n\nAfter")
    assert re.sub(r"\s*\n\s*", "", page) == (
        '<p>Before</p><pyconv-python data-language="es" id="sum">'
        '<pre><code class="language-python">x = 1 &lt; 2x</code></pre></pyconv-python><p>After</p>'
    )


def test_code_may_hold_a_fence() -> None:
    page = rendered("~~~python-cell sum\nx = '''\n```\n'''\n~~~")
    assert "'''\n```\n'''" in page


@pytest.mark.parametrize("code", ["", "\n\n", "x = (", "\0"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="code"):
        cell_text("sum", code, "es")


def test_the_line_is_named() -> None:
    with pytest.raises(BlockError, match=r"^line 3: the code of the cell does not compile"):
        rendered("One\n\n```python-cell sum\nx = (\n```")
