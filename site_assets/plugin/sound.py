"""Sound blocks: the place for a sound under a kernel, and what is there for whoever has no scripts.

```sound
caption: "Play both. Where is the echo?"
```
"""

from functools import cache

from pyconv.pictures.settings import first_params
from pyconv.pictures.sounding import NAME, PRESETS, SOUNDS, Settings, prepare, sound, told
from pyconv.pictures.sounding.moment import moment
from pyconv.pictures.sounding.setup import Sounded
from pyconv.pictures.sounding.wav import played, wav
from site_assets.plugin.contents import Publish, published
from site_assets.plugin.markup import page, state_json
from site_assets.plugin.own import caption_alone, words_under


def sound_html(body: str, language: str, publish: Publish) -> str:
    """Return the place for a sound in its first state: the first sound and what the first kernel makes of it.

    Args:
        body: the text of the block.
        language: of the words.
        publish: puts a file beside the pages and returns its address, as seen from this page.

    Raises:
        ValueError: the block makes no sense.
    """
    caption = caption_alone("a sound", body)
    params = first_params(Settings.parameters)
    shown = _shown()
    answer = told(shown, language)
    own = words_under("sounding.page", language)

    def address(name: str, file: bytes) -> str:
        return published(publish, f"{NAME}-{name}.wav", file)

    addresses = {name: address(name, wav(sound(name))) for name in SOUNDS}
    state = {
        "params": params,
        "words": own,
        "presets": {
            name: {"sound_count.0": str(preset.taps), "spacing.0": str(preset.spacing)}
            for name, preset in PRESETS.items()
        },
        "sounds": addresses,
        "heard": {part: answer[part] for part in ("response", "length", "gain")},
        "sample": answer["loudest"],
    }
    return page(
        "sound.html",
        language,
        list(Settings.parameters),
        list(Settings.prominent),
        called=NAME,
        caption=caption,
        answer=answer,
        moment=moment(shown, f"out:{answer['loudest']}", language),
        own=own,
        sounds=Settings.sound,
        files={"before": addresses[Settings.sound.default], "after": address("after", wav(played(shown)))},
        state=state_json(state),
    )


@cache
def _shown() -> Sounded:
    return prepare(sound(Settings.sound.default), Settings.read(first_params(Settings.parameters)))
