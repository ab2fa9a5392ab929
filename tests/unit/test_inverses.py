"""Sizes and settings found backwards are those that trying them all finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pyconv import ConvError, settings_that_give, sizes_that_give, stack
from tests.unit.test_paths import settings


def tried(layers: list[dict[str, Any]], most: int) -> dict[int, int]:
    """Return the output of every input size up to the most that there is."""
    found = {}
    for size in range(1, most + 1):
        try:
            (found[size],) = stack(size, layers)[-1].output_size
        except ConvError as error:
            # It depends on the remainder, and is asked of one that is told the size.
            assume(error.reason != "window-of-padding")
    return found


@given(st.lists(settings(), min_size=1, max_size=2), st.integers(1, 12))
def test_sizes_are_those_that_trying_all_finds(layers: list[dict[str, Any]], wanted: int) -> None:
    found = [size for size, output in tried(layers, 60).items() if output == wanted]
    (sizes,) = sizes_that_give(layers, wanted)
    assert list(sizes)[: len(found)] == found
    assert len(found) == len(sizes) or sizes.stop > 60


@given(st.sampled_from(("same", "same_lower", "half", "full", "valid")), st.integers(1, 5), st.integers(1, 4))
def test_sizes_with_padding_by_name(padding: str, kernel: int, stride: int) -> None:
    layer = {"kernel_size": kernel, "stride": stride, "padding": padding}
    outputs = tried([layer], 40)
    for wanted in range(1, 7):
        (sizes,) = sizes_that_give(layer, wanted)
        assert list(sizes) == [size for size, output in outputs.items() if output == wanted]


@given(st.integers(1, 30), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2))
def test_sizes_of_a_decoder_that_is_told_its_output(
    shape: int, kernel: int, stride: int, dilation: int, padding: int
) -> None:
    layer = {
        "transposed": True, "kernel_size": kernel, "stride": stride, "dilation": dilation, "padding": padding,
    }  # fmt: skip
    found = tried([layer | {"output_shape": shape}], 60)
    (sizes,) = sizes_that_give(layer | {"output_shape": shape}, shape)
    assert list(sizes) == list(found)
    (none,) = sizes_that_give(layer | {"output_shape": shape}, shape + 1)
    assert len(none) == 0


@pytest.mark.parametrize("padding", ["same", "same_lower"])
@given(st.integers(1, 30), st.integers(1, 5), st.integers(1, 4), st.integers(1, 3))
def test_sizes_of_a_decoder_whose_crop_follows(
    padding: str, shape: int, kernel: int, stride: int, dilation: int
) -> None:
    layer = {
        "transposed": True, "kernel_size": kernel, "stride": stride, "dilation": dilation, "padding": padding,
    }  # fmt: skip
    (sizes,) = sizes_that_give(layer, shape)
    assert list(sizes) == [size for size, output in tried([layer], 40).items() if output == shape]
    told = layer | {"output_shape": shape}
    (sizes,) = sizes_that_give(told, shape)
    assert list(sizes[:40])[: 41 - sizes.start] == list(tried([told], 40))
    assert sizes.stop == 2**64


def test_which_inputs_give_three_cells_after_five_layers() -> None:
    layers = [{"kernel_size": k, "stride": s} for k, s in ((7, 2), (3, 2), (5, 2), (3, 2), (3, 1))]
    assert sizes_that_give(layers, 3) == (range(107, 123),)


def test_sizes_along_several_axes() -> None:
    layer = {"kernel_size": (3, 5), "stride": (2, 1)}
    assert sizes_that_give(layer, 4) == (range(9, 11), range(8, 9))
    assert sizes_that_give({"kernel_size": 3}, (4, 5)) == (range(6, 7), range(7, 8))
    up = {"transposed": True, "kernel_size": 3, "stride": 2, "output_shape": (9, 12)}
    assert sizes_that_give([{"kernel_size": 2}, up], (9, 12)) == (range(5, 6), range(6, 7))
    assert sizes_that_give({"kernel_size": 3, "stride": 10**30}, 10**20)[0].start == (10**20 - 1) * 10**30 + 3


@pytest.mark.parametrize(
    ("layers", "wanted", "said"),
    [
        ([], 3, "there is no layer"),
        ([3], 3, "layer 1 must be given by its arguments"),
        ({"kernel": 3}, 3, "there is no parameter “kernel”"),
        ({"kernel_size": 3}, 0, "output shape must be at least 1"),
        ({"kernel_size": (3, 3)}, (1, 2, 3), "needs one or 3"),
    ],
)
def test_what_has_no_sizes_is_refused(layers: Any, wanted: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        sizes_that_give(layers, wanted)


@given(st.integers(1, 300), st.integers(1, 300))
def test_settings_give_what_they_say(size: int, wanted: int) -> None:
    found = settings_that_give(size, wanted)
    assert len(found) <= 10
    assert len({str(each) for each in found}) == len(found)
    for each in found:
        assert stack(size, [each])[-1].output_size == (wanted,)


def test_the_simplest_settings_come_first() -> None:
    assert settings_that_give(112, 56, most=3) == [
        {"kernel_size": 2, "stride": 2},
        {"kernel_size": 3, "stride": 2, "padding": 1},
        {"kernel_size": 4, "stride": 2, "padding": 1},
    ]
    assert settings_that_give(112, 224, most=3) == [
        {"kernel_size": 2, "stride": 2, "transposed": True},
        {"kernel_size": 4, "stride": 2, "padding": 1, "transposed": True},
        {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "transposed": True},
    ]
    assert settings_that_give(32, 32, most=3) == [
        {"kernel_size": 1},
        {"kernel_size": 3, "padding": 1},
        {"kernel_size": 5, "padding": 2},
    ]
    assert settings_that_give(64, 62, most=1) == [{"kernel_size": 3}]
    assert settings_that_give(7, 1, most=1) == [{"kernel_size": 7}]
    assert settings_that_give(100, 1) == [{"kernel_size": 100}]
    # Growing by k - 1, as the first layer of DCGAN's generator does.
    assert settings_that_give(1, 4, most=1) == [{"kernel_size": 4, "transposed": True}]
    assert settings_that_give(5, 7, most=2) == [
        {"kernel_size": 3, "transposed": True},
        {"kernel_size": 3, "padding": 2},
    ]
    assert {"kernel_size": 5, "transposed": True} in settings_that_give((1, 3), (5, 7))
    # Without a stride both axes grow by as much.
    uneven = settings_that_give((1, 3), (5, 6), most=40)
    assert all("stride" in each for each in uneven if "transposed" in each)
    assert settings_that_give(1000, 3) == []


def test_settings_along_several_axes() -> None:
    assert settings_that_give((112, 64), (56, 32), most=1) == [{"kernel_size": 2, "stride": 2}]
    mixed = settings_that_give((6, 7), (12, 13), most=1)
    assert stack((6, 7), mixed)[-1].output_size == (12, 13)
    assert settings_that_give((6, 7), (100, 3)) == []


@pytest.mark.parametrize("sizes", [(0, 3), (3, 0), (2.5, 3)])
def test_settings_need_sizes(sizes: Any) -> None:
    with pytest.raises(ConvError):
        settings_that_give(*sizes)
