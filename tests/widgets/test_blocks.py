"""Widget blocks in Markdown: a good one is rendered, a bad one is told with its line and reason."""

from __future__ import annotations

from typing import Any

import pytest
from markdown import Markdown

from pyconv import ConvError
from pyconv.pictures.settings import read
from site_assets.plugin.blocks import Block, parse_widget
from site_assets.plugin.fences import BlockError, BlockExtension
from site_assets.plugin.markup import widget

VIEW = "sliding-filter"
GOOD = """```widget sliding-filter
kernel: 2
caption: Look here.
```"""


def rendered(text: str, **more: Any) -> tuple[str, list[Block]]:
    """Return what Markdown makes of a text whose widgets are stand-ins, and their blocks."""
    blocks: list[Block] = []

    def render(name: str, body: str) -> str:
        blocks.append(parse_widget(name, body))
        return f"<pyconv-widget>{blocks[-1].caption}</pyconv-widget>"

    markdown = Markdown(extensions=["fenced_code", "tables", BlockExtension({"widget": render}, **more)])
    return markdown.convert(text), blocks


def failure(text: str) -> BlockError:
    """Return how a page fails, its widgets drawn for real."""
    renders = {"widget": lambda name, body: widget(parse_widget(name, body), "es")}
    markdown = Markdown(extensions=["fenced_code", BlockExtension(renders)])
    with pytest.raises(BlockError) as failed:
        markdown.convert(text)
    return failed.value


def block(*lines: str, name: str = VIEW) -> str:
    return "\n".join([f"```widget {name}", *lines, "```"])


def test_a_good_block_stands_where_it_was_written() -> None:
    html, blocks = rendered(f"Before.\n\n{GOOD}\n\nAfter.")
    assert html.split("\n") == [
        "<p>Before.</p>",
        "<pyconv-widget>Look here.</pyconv-widget>",
        "<p>After.</p>",
    ]
    assert [shown.shown.name for shown in blocks] == [VIEW]


@pytest.mark.parametrize(
    "text",
    [
        f"Straight after a paragraph.\n{GOOD}\nAnd before another.",
        GOOD.replace("```", "~~~"),
        GOOD.replace("```", "``````"),
        GOOD + "``",
        GOOD.replace("widget sliding-filter", "  widget   sliding-filter  "),
        f"{GOOD}   ",
        f"\ufeff\n{GOOD}".lstrip("\ufeff"),
        GOOD.replace("\n", "\r\n"),
        f"```python\nx = 1\n```\n\n{GOOD}",
        f"~~~\n```\n~~~\n\n{GOOD}",
        f"| a |\n|---|\n| b |\n\n{GOOD}",
    ],
)
def test_ways_of_writing_a_block(text: str) -> None:
    html, blocks = rendered(text)
    assert html.count("<pyconv-widget>Look here.</pyconv-widget>") == 1
    assert "<p><pyconv-widget>" not in html
    assert [shown.caption for shown in blocks] == ["Look here."]


def test_several_blocks_keep_their_order() -> None:
    one, two = GOOD.replace("here", "one"), GOOD.replace("here", "two").replace("kernel: 2", "kernel: 5")
    html, blocks = rendered(f"{one}\n{two}\n\n{one}")
    assert [shown.caption for shown in blocks] == ["Look one.", "Look two.", "Look one."]
    assert html.index("Look one.") < html.index("Look two.") < html.rindex("Look one.")


def test_what_a_block_says() -> None:
    _, (shown,) = rendered(
        block(
            "input: [5, 7]",
            "padding: 1",
            "fill: constant",
            "constant: 0.5",
            "edits: {'kernel:0,0': 1/3}",
            "autoplay: true",
            "controls: [stride, fill]",
            'caption: "  A caption: with a colon.  "',
        )
    )
    assert shown.caption == "A caption: with a colon."
    assert shown.flag is True
    assert shown.prominent == ["stride", "fill"]
    values = read(shown.parameters, {})
    assert (values["input"], values["padding"], values["amounts"]) == ((5, 7), "explicit", (1, 1, 1, 1))
    assert str(values["constant"]) == "1/2"
    assert {name: list(cells) for name, cells in values["edits"].items()} == {  # type: ignore[attr-defined]
        "input": [],
        "kernel": [(0, 0)],
    }


def test_what_a_block_need_not_say() -> None:
    shown = parse_widget(VIEW, "caption: a")
    assert shown.flag is False
    assert shown.prominent == list(shown.shown.settings.prominent)
    assert read(shown.parameters, {}) == read(shown.shown.parameters, {})
    assert parse_widget(VIEW, "caption: a\ncontrols: []").prominent == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (block("caption: a", name="matrix9"), "there is no view “matrix9”; there are: matrix, "),
        (block("caption: a", name=""), "there is no view “”"),
        (block("caption: a", name="sliding-filter twice"), "there is no view “sliding-filter twice”"),
        (
            block("kernels: 3", "caption: a"),
            "there is no parameter “kernels”; there are: kernel, kernel_values, ",
        ),
        (block("3: 3", "caption: a"), "there is no parameter “3”"),
        (block("kernel: 8", "caption: a"), "kernel must be between 1 and 7, but it is 8"),
        (block("stride: [1, 0]", "caption: a"), "stride must be between 1 and 5, but it is 0"),
        (block("stride: 1.5", "caption: a"), "stride must be a whole number, not “1.5”"),
        (block("stride:", "caption: a"), "stride must be a whole number, not “None”"),
        (block("input: [1, 2, 3]", "caption: a"), "has 3 numbers"),
        (
            block("padding: most", "caption: a"),
            "padding cannot be “most”; it can be: valid, same, same_lower, half, ",
        ),
        (block("padding: 9", "caption: a"), "must be between 0 and 8, but it is 9"),
        (block("fill: constant", "constant: x", "caption: a"), "“x” is not a number"),
        (block("edits: {'kernel:0,0': x}", "caption: a"), "“x” is not a number"),
        (block("edits: {'output:0,0': 1}", "caption: a"), "there is no cell “output:0,0”"),
        (block("input: 2", "caption: a"), "El núcleo abarca 3 celdas (tamaño 3, dilatación 1)"),
        (block("fill: reflect", "padding: 5", "caption: a"), "El relleno por reflejo (5)"),
        (block("caption: a", "kernel: [1"), "the block is not YAML"),
        (block("caption: a: b"), "the block is not YAML"),
        (block("caption: '"), "the block is not YAML"),
        (block("caption: !!python/name:os.system"), "the block is not YAML"),
        (block("- caption"), "the block must hold lines of the form `name: value`"),
        (block("just words"), "the block must hold lines of the form `name: value`"),
        (block(), "the block needs a caption"),
        (block("kernel: 3"), "the block needs a caption"),
        (block("caption:"), "the block needs a caption"),
        (block("caption: '  '"), "the block needs a caption"),
        (block("caption: 5"), "the block needs a caption"),
        (block("caption: a", "autoplay: 2"), "autoplay must be true or false, not 2"),
        (block("caption: a", "autoplay: 'yes'"), "autoplay must be true or false, not 'yes'"),
        (block("caption: a", "controls: [kernel, speed]"), "controls names 'speed', but there are: input"),
        (block("caption: a", "controls: [[1]]"), "controls names [1]"),
        # A name alone and no list, nothing, what has no control of its own, or is out of sight at first.
        (block("caption: a", "controls: kernel"), "controls"),
        (block("caption: a", "controls: 5"), "controls"),
        (block("caption: a", "controls:"), "controls"),
        (block("caption: a", "controls: [edits]"), "controls"),
        (block("caption: a", "edits: 5"), "edits"),
        (block("caption: a", "edits: {'input:0': 1}"), "there is no cell “input:0”"),
        (block("caption: a", "constant: x"), "“x” is not a number"),
        (block("caption: a", "constant: 2026-11-22"), "“2026-11-22” is not a number"),
        (block("caption: a", "amounts: 99"), "but it is 99"),
    ],
)
@pytest.mark.parametrize(
    "before", ["", "A paragraph.\n\n\n* a list\n\n```python\ncode\n```\n\n"], ids=["alone", "after-others"]
)
def test_a_bad_block_is_told_with_its_line_and_reason(text: str, reason: str, before: str) -> None:
    failed = failure(before + text + "\n\nAfter.")
    assert failed.line == before.count("\n") + 1
    assert reason in failed.reason
    assert str(failed) == f"line {failed.line}: {failed.reason}"


def test_the_largest_settings_are_drawn() -> None:
    shown = parse_widget(VIEW, "input: 16\nkernel: 7\ndilation: 4\npadding: full\ncaption: a")
    assert "<pyconv-widget" in widget(shown, "es")


def test_the_second_of_two_blocks_is_told_by_its_own_line() -> None:
    assert failure(f"{GOOD}\n\n{block('caption: a', 'kernel: 0')}").line == 6


@pytest.mark.parametrize("indent", [" ", "    ", "\t"])
def test_an_indented_block_is_refused(indent: str) -> None:
    text = "* a list\n\n" + "\n".join(indent + line for line in GOOD.split("\n"))
    failed = failure(text)
    assert failed.line == 3
    assert failed.reason == "a widget block stands at the left margin"


@pytest.mark.parametrize(
    "text",
    [
        "A\n\n```widget sliding-filter\ncaption: a\n",
        "A\n\n```widget sliding-filter\ncaption: a\n``\n",
        "A\n\n````widget sliding-filter\ncaption: a\n```\n",
        "A\n\n```widget sliding-filter\ncaption: a\n~~~\n",
        "A\n\n```widget sliding-filter\ncaption: a\n```python\n",
    ],
)
def test_a_block_that_is_never_closed_is_refused(text: str) -> None:
    failed = failure(text)
    assert failed.line == 3
    assert failed.reason == "the widget block is never closed"


@pytest.mark.parametrize(
    "text",
    [
        f"````\n{GOOD}\n````",
        f"````markdown\n{GOOD}\n````",
        f"~~~\n{GOOD}\n~~~",
        "```widgets\nkernel: 3\n```",
        "```\nwidget sliding-filter\n```",
        "`` ```widget sliding-filter ``",
    ],
)
def test_code_about_widgets_is_left_alone(text: str) -> None:
    html, blocks = rendered(text)
    assert blocks == []
    assert "<pyconv-widget>" not in html
    assert "<code" in html


def test_after_code_about_widgets_the_next_block_is_rendered() -> None:
    html, blocks = rendered(f"````\n{GOOD}\n````\n\n{GOOD}")
    assert len(blocks) == 1
    assert html.count("<pyconv-widget>") == 1
    assert "```widget" in html


def test_code_in_a_line_of_text_opens_no_fence() -> None:
    # CommonMark: what follows the marks of a fence holds no such mark.
    _, blocks = rendered(f"```widget``` is how a block begins.\n\n{GOOD}")
    assert len(blocks) == 1
    _, blocks = rendered(f"```a``` b\n\n{GOOD}")
    assert len(blocks) == 1


def test_a_refusal_to_draw_is_told_with_its_line() -> None:
    with pytest.raises(BlockError, match="line 2: no ink"):
        Markdown(extensions=[BlockExtension({"widget": _no_ink})]).convert(f"\n{GOOD}")


def _no_ink(name: str, body: str) -> str:
    raise ValueError(f"no ink for {name}: {body}")


def test_the_failure_may_be_of_another_kind() -> None:
    class PageError(Exception):
        pass

    with pytest.raises(PageError, match="3 the widget block is never closed"):
        rendered("A\n\n```widget x", failure=lambda line, reason: PageError(f"{line} {reason}"))


def test_parse_widget_raises_what_it_says() -> None:
    with pytest.raises(ConvError, match="no view"):
        parse_widget("nothing", "caption: a")
    with pytest.raises(ConvError, match="kernel must be between 1 and 7"):
        parse_widget(VIEW, "kernel: 0\ncaption: a")
    with pytest.raises(ValueError, match="needs a caption"):
        parse_widget(VIEW, "kernel: 3")


@pytest.mark.parametrize("name", ["a", "stride-figure", "figure-2"])
def test_a_block_says_what_links_call_it(name: str) -> None:
    assert parse_widget(VIEW, f"id: {name}\ncaption: a").id == name
    assert parse_widget(VIEW, "caption: a").id == ""


@pytest.mark.parametrize("name", ["2", "A", "a b", "a--b", "-a", "[]", "true", "'a?b'", "a;b", "é"])
def test_what_cannot_stand_in_a_link_is_no_id(name: str) -> None:
    with pytest.raises(ValueError, match="id must be words of small letters"):
        parse_widget(VIEW, f"id: {name}\ncaption: a")


def test_a_block_says_where_its_example_opens() -> None:
    block = parse_widget(VIEW, "opens: {convolution: a/page.md#a-figure}\ncaption: a")
    assert block.opens == {"convolution": "a/page.md#a-figure"}
    for opens in ("a", "[a.md#b]", "{a: b}", "{a: b.md}", "{a: 'b.md#'}", "{a: 'b.md#c?d'}", "{a: 1}"):
        with pytest.raises(ValueError, match="opens must name figures"):
            parse_widget(VIEW, f"opens: {opens}\ncaption: a")
