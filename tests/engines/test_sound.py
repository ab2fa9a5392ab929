"""A sound in Firefox and WebKit: their ConvolverNode makes of it what NumPy does."""

from __future__ import annotations

from base64 import b64decode

import numpy as np
import pytest

from tests.browser.scripts import RENDERED
from tests.browser.test_sound import KERNELS, NEAR, added

pytestmark = [
    pytest.mark.site,
    # Firefox's own driver leaves sockets to be collected.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


WEBKIT_RIGHT = 50
"""Samples that a kernel may reach back in WebKitGTK.

Of longer ones it takes the later part in frequencies, and is wrong by up to a third of full scale, as the
page says there to whoever asks.
"""


def test_the_browser_plays_what_numpy_computes(tab, recorded):
    tab.open(recorded.address + "sound/")
    samples = np.random.default_rng(4).integers(-32_768, 32_768, 5_000)
    for weights, spacing in KERNELS:
        if tab.engine == "webkit" and (len(weights) - 1) * spacing > WEBKIT_RIGHT:
            continue
        length = len(samples) + (len(weights) - 1) * spacing
        response = [[place * spacing, weight] for place, weight in enumerate(weights)]
        floats = np.frombuffer(b64decode(tab.run(RENDERED, samples.tolist(), response, length)), "<f4")
        wanted = added(samples, response, length)
        assert floats.shape == wanted.shape
        assert np.abs(floats - wanted).max() < NEAR * max(1, sum(map(abs, weights)))
