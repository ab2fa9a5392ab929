"""Image blocks: the place for a reader's own image, and what the sample becomes for whoever has no scripts.

```image
caption: "Choose another kernel. What is left of the house?"
```
"""

import hashlib
from collections.abc import Callable

from pyconv.messages import catalogue
from pyconv.pictures.imaging import NAME, Settings, prepare, sample, still
from pyconv.pictures.settings import first_params
from site_assets.plugin.blocks import entries, take_caption
from site_assets.plugin.markup import page, state_json

WORDS = "imaging.page."


def parse_image(body: str) -> str:
    """Return the caption of an image block.

    Raises:
        ValueError: there is none, or something else is said.
    """
    given = entries(body)
    caption = take_caption(given)
    if given:
        raise ValueError(f"an image block has a caption and nothing else, not {', '.join(map(str, given))}")
    return caption


def image_html(body: str, language: str, publish: Callable[[str, bytes], str]) -> str:
    """Return the place for an image in its first state: the sample and what the first kernel makes of it.

    Args:
        body: the text of the block.
        language: of the words.
        publish: puts a file beside the pages and returns its address, as seen from this page.

    Raises:
        ValueError: the block makes no sense.
    """
    caption = parse_image(body)
    params = first_params(Settings.parameters)
    shown = prepare(sample(), Settings.read(params))
    shots = []
    for name in ("input", "result"):
        file, title, told = still(shown, name, language)
        digest = hashlib.sha256(file).hexdigest()[:12]
        size = shown.values(name).numerators.shape[::-1]
        address = publish(f"figures/{digest}/{NAME}-{name}.png", file)
        shots.append({"name": name, "title": title, "told": told, "address": address, "size": size})
    own = {
        key.removeprefix(WORDS): said for key, said in catalogue(language).items() if key.startswith(WORDS)
    }
    return page(
        "image.html",
        language,
        list(Settings.parameters),
        list(Settings.prominent),
        called=NAME,
        caption=caption,
        shots=shots,
        own=own,
        longest=Settings.image_longest,
        does=catalogue(language)[f"imaging.does.{params['image_filter']}"],
        state=state_json({"params": params, "words": own}),
    )
