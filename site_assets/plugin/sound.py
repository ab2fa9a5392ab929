"""Sound blocks: the place for a sound under a kernel, and what is there for whoever has no scripts.

```sound
caption: "Play both. Where is the echo?"
```
"""

import hashlib
from collections.abc import Callable
from functools import cache

from pyconv.messages import catalogue
from pyconv.pictures.settings import first_params
from pyconv.pictures.sounding import NAME, PRESETS, SOUNDS, Settings, prepare, sound, told
from pyconv.pictures.sounding.moment import moment
from pyconv.pictures.sounding.setup import Sounded
from pyconv.pictures.sounding.wav import played, wav
from site_assets.plugin.blocks import entries, take_caption
from site_assets.plugin.markup import page, state_json

WORDS = "sounding.page."


def parse_sound(body: str) -> str:
    """Return the caption of a sound block.

    Raises:
        ValueError: there is none, or something else is said.
    """
    given = entries(body)
    caption = take_caption(given)
    if given:
        raise ValueError(f"a sound block has a caption and nothing else, not {', '.join(map(str, given))}")
    return caption


def sound_html(body: str, language: str, publish: Callable[[str, bytes], str]) -> str:
    """Return the place for a sound in its first state: the first sound and what the first kernel makes of it.

    Args:
        body: the text of the block.
        language: of the words.
        publish: puts a file beside the pages and returns its address, as seen from this page.

    Raises:
        ValueError: the block makes no sense.
    """
    caption = parse_sound(body)
    params = first_params(Settings.parameters)
    shown = _shown()
    answer = told(shown, language)
    words = catalogue(language)

    def published(name: str, file: bytes) -> str:
        return publish(f"figures/{hashlib.sha256(file).hexdigest()[:12]}/{NAME}-{name}.wav", file)

    addresses = {name: published(name, wav(sound(name))) for name in SOUNDS}
    own = {key.removeprefix(WORDS): said for key, said in words.items() if key.startswith(WORDS)}
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
        files={"before": addresses[Settings.sound.default], "after": published("after", wav(played(shown)))},
        state=state_json(state),
    )


@cache
def _shown() -> Sounded:
    return prepare(sound(Settings.sound.default), Settings.read(first_params(Settings.parameters)))
