"""Exercise blocks: which kinds a page has, and one of them with its answer for whoever has no scripts.

```exercises
kinds: [size, other-input, set-figure]
figure: formula-figure
```
"""

from dataclasses import dataclass

from pyconv.exercises import KINDS, page_words, posed
from site_assets.plugin.blocks import entries
from site_assets.plugin.markup import rendered

ID = "practice"
"""The name by which links call the exercises of a page."""

SAMPLE = 7
"""The seed of the exercise that stands in the page."""


@dataclass(frozen=True)
class Practice:
    """What a block says: the kinds of exercises, and the figure that some of them have the reader set."""

    kinds: tuple[str, ...]
    figure: str


def parse_exercises(body: str) -> Practice:
    """Return what an exercise block says.

    Raises:
        ValueError: there are no such kinds, or a figure is to be set and none is named.
    """
    given = entries(body)
    kinds, figure = given.pop("kinds", []), given.pop("figure", "")
    unknown = [kind for kind in kinds if kind not in KINDS] if isinstance(kinds, list) else [kinds]
    if not kinds or unknown or given:
        named = ", ".join(map(str, unknown or given or ["nothing"]))
        raise ValueError(
            f"an exercise block names kinds and a figure, not {named}; kinds: {', '.join(KINDS)}"
        )
    if ("set-figure" in kinds) != bool(figure):
        raise ValueError("set-figure needs the id of a figure of the page, and nothing else does")
    return Practice(tuple(kinds), str(figure))


def exercises_html(body: str, language: str) -> str:
    """Return the exercises of a page as they stand there before any script.

    Raises:
        ValueError: the block makes no sense.
    """
    block = parse_exercises(body)
    return rendered(
        "practice.html",
        language,
        block=block,
        called=ID,
        sample=posed(block.kinds[0], SAMPLE, language),
        around=page_words(language),
    )
