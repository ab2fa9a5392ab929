"""Columns added up are what ONNX Runtime's Col2Im adds up, and shuffled channels its DepthToSpace."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import col2im, im2col, pixel_shuffle
from tests.oracles.drawing import Geometry, convolutions, seeds, whole
from tests.oracles.onnx_models import exactly, pads, run

many = settings(max_examples=300)


@many
@given(convolutions(), seeds)
def test_columns_are_added_up_as_col2im_does(geometry: Geometry, seed: int) -> None:
    if len(geometry.size) == 3:
        # Along three axes ONNX Runtime puts dilated taps in places that the loops do not.
        geometry = geometry._replace(dilation=(1, 1, 1))
    (x,) = whole(seed, geometry.size)
    columns = im2col(x, geometry.kernel, **geometry.steps)
    (other,) = whole(seed + 1, columns.shape)
    named = {"strides": geometry.stride, "dilations": geometry.dilation, "pads": pads(geometry.padding)}
    for each in (columns, other):
        inputs: dict[str, Any] = {
            "columns": each[None].astype(np.float32),
            "size": np.array(geometry.size),
            "block": np.array(geometry.kernel),
        }
        theirs = run([("Col2Im", ["columns", "size", "block"], named)], inputs)
        ours = col2im(each, geometry.size, geometry.kernel, **geometry.steps)
        assert np.array_equal(ours, exactly(theirs)[0, 0])


@many
@given(st.tuples(*[st.integers(1, 3)] * 5), seeds)
def test_a_shuffle_is_depth_to_space(numbers: tuple[int, ...], seed: int) -> None:
    samples, channels, rows, columns, factor = numbers
    (x,) = whole(seed, [samples, channels * factor**2, rows, columns])
    named = {"blocksize": factor, "mode": "CRD"}
    theirs = run([("DepthToSpace", ["x"], named)], {"x": x.astype(np.float32)})
    assert np.array_equal(pixel_shuffle(x, factor), exactly(theirs))
