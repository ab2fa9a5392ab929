"""Decoders run in the frameworks of their encoders, and give back the sizes of these.

Run by `nox -s frameworks`, which installs the frameworks; the other tests do without them.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import matching_decoder, read_network
from pyconv.frameworks import Framework
from pyconv.translation.operations import DENSE
from tests.unit.test_decoder import kept, keras_lines, small, torch_lines

DRAWN = int(os.environ.get("LAYERS", "2000")) // 10

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}


def network(text: str) -> Any:
    """Return what the code of a decoder leaves."""
    named: dict[str, Any] = {}
    exec(text, named)
    return named["network"]


def torch_shape(text: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape that PyTorch makes of one."""
    import torch

    with torch.no_grad():
        return tuple(network(text).eval()(torch.zeros((1, *shape))).shape[1:])


def keras_shape(text: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape that Keras makes of one, channels first."""
    import numpy as np

    made = network(text)(np.zeros((1, *shape[1:], shape[0]), "float32"))
    return (made.shape[-1], *made.shape[1:-1])


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    ("lines", "run", "end"),
    [
        (torch_lines, torch_shape, "nn.Flatten()\nnn.LazyLinear(5)\n"),
        (keras_lines, keras_shape, "layers.GlobalMaxPooling{axes}D()\nlayers.Dense(5)\n"),
    ],
)
def test_a_decoder_gives_the_size_back(lines: Any, run: Any, end: str) -> None:
    # Keras takes long over volumes.
    most = 3 if run is torch_shape else 2

    @settings(max_examples=DRAWN, deadline=None)
    @given(data=st.data(), axes=st.integers(1, most), flat=st.booleans())
    def compare(data: st.DataObject, axes: int, flat: bool) -> None:
        size = st.integers(1, (60, 24, 9)[axes - 1])
        shape = (data.draw(small), *(data.draw(size) for _ in range(axes)))
        text = kept(data.draw(st.lists(lines(axes), max_size=5)), shape)
        encoder = read_network(text + (end.format(axes=axes) if flat else ""), shape)
        decoder = matching_decoder(encoder).text
        if read_network(decoder, encoder.output_shape).rows:
            assert run(decoder, encoder.output_shape) == shape, (text, decoder)
        if all(len(row.output_shape) == 1 for row in encoder.rows if row.name in DENSE):
            other: Framework = "keras" if run is torch_shape else "pytorch"
            told = matching_decoder(encoder, framework=other).text
            again = keras_shape if run is torch_shape else torch_shape
            assert again(told, encoder.output_shape) == shape, (text, told)

    compare()
