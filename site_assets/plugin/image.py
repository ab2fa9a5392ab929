"""Image blocks: the place for a reader's own image, and what the sample becomes for whoever has no scripts.

```image
caption: "Choose another kernel. What is left of the house?"
```
"""

from pyconv.messages import catalogue
from pyconv.pictures.imaging import NAME, Settings, prepare, sample, still
from pyconv.pictures.settings import first_params
from site_assets.plugin.contents import Publish, published
from site_assets.plugin.markup import page, state_json
from site_assets.plugin.own import caption_alone, words_under


def image_html(body: str, language: str, publish: Publish) -> str:
    """Return the place for an image in its first state: the sample and what the first kernel makes of it.

    Args:
        body: the text of the block.
        language: of the words.
        publish: puts a file beside the pages and returns its address, as seen from this page.

    Raises:
        ValueError: the block makes no sense.
    """
    caption = caption_alone("an image", body)
    params = first_params(Settings.parameters)
    shown = prepare(sample(), Settings.read(params))
    own = words_under("imaging.page", language)
    does = catalogue(language)[f"imaging.does.{params['image_filter']}"]
    shots = []
    for name, seen in (("input", own["sample-shown"]), ("result", does)):
        file, title, told = still(shown, name, language)
        size = shown.values(name).numerators.shape[::-1]
        address = published(publish, f"{NAME}-{name}.png", file)
        shots.append(
            {
                "name": name,
                "title": title,
                "seen": f"{title}. {seen}",
                "told": told,
                "address": address,
                "size": size,
            }
        )
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
        does=does,
        state=state_json({"params": params, "words": own}),
    )
