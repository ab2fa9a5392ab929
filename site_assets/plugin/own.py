"""What the blocks of something that a reader brings have in common: a caption alone, and words."""

from pyconv.messages import catalogue
from site_assets.plugin.blocks import entries, take_caption


def caption_alone(kind: str, body: str) -> str:
    """Return the caption of a block that has nothing else.

    Args:
        kind: what the error calls it, with its article.
        body: the text of the block.

    Raises:
        ValueError: there is none, or something else is said.
    """
    given = entries(body)
    caption = take_caption(given)
    if given:
        raise ValueError(f"{kind} block has a caption and nothing else, not {', '.join(map(str, given))}")
    return caption


def words_under(name: str, language: str) -> dict[str, str]:
    """Return the words of a language under a name, such as `imaging.page`, by what they are called there."""
    words = catalogue(language).items()
    return {key.removeprefix(f"{name}."): said for key, said in words if key.startswith(f"{name}.")}
