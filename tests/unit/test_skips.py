"""Copies past layers, as U-Net has them, and what other inputs make of a network."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pyconv import ConvError, read_network
from pyconv.networks import Network, Row
from pyconv.networks.sizes import Axis, spatial
from pyconv.networks.skips import fitted
from tests.unit.test_decoder import kept, torch_lines


def two(before: int, after: int, padding: int) -> str:
    lines = [f"nn.Conv2d({channels}, {after}, 3, padding={padding})\n" for channels in (before, after)]
    return "".join(lines)


def unet(padding: int, widths: tuple[int, ...] = (64, 128, 256, 512, 1024)) -> str:
    """Return the lines of a U-Net."""
    *levels, _ = widths
    lines = [two(a, b, padding) + "nn.MaxPool2d(2)\n" for a, b in zip((1, *levels), levels, strict=False)]
    lines.append(two(widths[-2], widths[-1], padding))
    lines += [
        f"nn.ConvTranspose2d({2 * width}, {width}, 2, stride=2)\n" + two(2 * width, width, padding)
        for width in reversed(levels)
    ]
    return "".join(lines) + f"nn.Conv2d({widths[0]}, 2, 1)\n"


def joining(network: Network) -> list[Row]:
    return [row for row in network.rows if row.joins]


def test_u_net_has_the_parameters_of_its_authors() -> None:
    # Two convolutions of kernel 3 a level; a transposed one of kernel 2 a step up; one of kernel 1.
    def level(before: int, after: int) -> int:
        return 9 * before * after + after + 9 * after * after + after

    widths = (64, 128, 256, 512)
    down = sum(level(a, b) for a, b in zip((1, *widths), (*widths, 1024), strict=True))
    up = sum(level(2 * width, width) + 4 * 2 * width * width + width for width in widths)
    for padding in (0, 1):
        assert read_network(unet(padding), (1, 572, 572)).parameters == down + up + 64 * 2 + 2 == 31_030_658


def test_copies_of_u_net_are_cropped() -> None:
    network = read_network(unet(0), (1, 572, 572))
    assert network.output_shape == (2, 388, 388)
    found = [
        (row.joins.output_shape, row.joins.cropped[0], row.joins.padded[1])
        for row in joining(network)
        if row.joins
    ]
    assert found == [
        ((512, 64, 64), (4, 4), (0, 0)),
        ((256, 136, 136), (16, 16), (0, 0)),
        ((128, 280, 280), (40, 40), (0, 0)),
        ((64, 568, 568), (88, 88), (0, 0)),
    ]
    first = joining(network)[0].joins
    assert first is not None
    assert (first.row, first.line, network.rows[first.row - 1].output_shape) == (11, 11, (512, 64, 64))


def test_what_same_padding_rounds_off_is_padded() -> None:
    network = read_network(unet(1), (1, 572, 572))
    assert network.output_shape == (2, 572, 572)
    sizes = [row.output_shape[1] for row in network.rows]
    assert {143, 71, 35, 70} <= set(sizes)
    assert [row.joins.padded[0] for row in joining(network) if row.joins] == [(0, 1), (0, 1), (0, 0), (0, 0)]
    assert all(row.field is not None for row in network.rows)
    fits = read_network(unet(1), (1, 576, 576))
    assert all(row.joins.fits for row in joining(fits) if row.joins)
    assert not any(row.joins.fits for row in joining(network)[:2] if row.joins)


def test_products_are_those_of_both_maps() -> None:
    text = "nn.Conv1d(1, 4, 1)\nnn.MaxPool1d(2)\nnn.Upsample(scale_factor=2)\nnn.Conv1d(8, 3, 1)"
    row = read_network(text, (1, 10)).rows[-1]
    assert (row.parameters, row.multiplications, row.output_shape) == (8 * 3 + 3, 8 * 3 * 10, (3, 10))
    assert row.joins is not None
    assert (row.joins.row, row.joins.output_shape) == (1, (4, 10))


@pytest.mark.parametrize(
    "up",
    [
        "nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)",
        "nn.Upsample(size=10)",
        "nn.PixelShuffle(2)",
        "nn.ConvTranspose2d(4, 4, 2, stride=2)",
        "nn.ConvTranspose2d(4, 4, 3, stride=2)",
    ],
)
def test_every_step_up_brings_the_map_of_its_level(up: str) -> None:
    deep = "nn.Conv2d(4, 16, 1)\n" if "Shuffle" in up else ""
    network = read_network(f"nn.Conv2d(1, 4, 1)\nnn.MaxPool2d(2)\n{deep}{up}\nnn.BatchNorm2d(8)", (1, 10, 10))
    (row,) = joining(network)
    assert row.output_shape == (8, 10, 10)
    assert row.joins is not None
    assert row.joins.padded == (((0, -1),) * 2 if "3, stride" in up else ((0, 0),) * 2)


def test_the_input_itself_may_be_copied_and_each_map_is_read_once() -> None:
    text = "nn.MaxPool1d(2)\nnn.Upsample(scale_factor=2)\nnn.Conv1d(6, 3, 1)\n"
    network = read_network(text, (3, 8))
    assert joining(network)[0].joins is not None
    assert (joining(network)[0].joins.row, joining(network)[0].joins.line) == (0, 0)  # type: ignore[union-attr]
    with pytest.raises(ConvError, match="input channels = 6"):
        read_network(text + "nn.Conv1d(6, 3, 1)", (3, 8))


DOWN_AND_UP = "nn.MaxPool1d(2)\nnn.Upsample(scale_factor=2)\n"


@pytest.mark.parametrize(
    "text",
    [
        # Not yet stepped up, or past the level.
        "nn.MaxPool1d(2)\nnn.Conv1d(6, 3, 1)",
        "nn.MaxPool1d(2)\nnn.Upsample(scale_factor=4)\nnn.Conv1d(6, 3, 1)",
        # Other numbers of channels.
        DOWN_AND_UP + "nn.Conv1d(7, 3, 1)",
        # What reshapes ends all levels.
        DOWN_AND_UP + "nn.Flatten()\nnn.Unflatten(1, (3, 8))\nnn.Conv1d(6, 3, 1)",
        # The last map of a level is the one that waits.
        DOWN_AND_UP + "nn.Conv1d(3, 5, 1)\n" + DOWN_AND_UP + "nn.Conv1d(8, 3, 1)",
    ],
)
def test_nothing_else_is_joined(text: str) -> None:
    with pytest.raises(ConvError, match="input channels ="):
        read_network(text, (3, 8))


def test_two_steps_at_once_lead_back_to_the_level_above_both() -> None:
    down = "nn.MaxPool1d(2)\nnn.Conv1d(3, 5, 1)\nnn.MaxPool1d(2)\n"
    (row,) = joining(read_network(down + "nn.Upsample(scale_factor=4)\nnn.Conv1d(8, 3, 1)", (3, 8)))
    assert row.joins is not None
    assert row.joins.row == 0


def test_keras_says_where_it_concatenates() -> None:
    text = """
inputs = keras.Input((71, 70, 1))
c1 = layers.Conv2D(4, 3, padding="same")(inputs)
p1 = layers.MaxPooling2D(2)(c1)
u1 = layers.UpSampling2D(2)(p1)
x = {}
x = layers.Conv2D(2, 1)(x)
"""
    for call in ("layers.Concatenate()([u1, c1])", "layers.concatenate([u1, c1], axis=-1)"):
        network = read_network(text.format(call), (1, 71, 70))
        assert network.unknown == ()
        assert [row.output_shape for row in network.rows[-2:]] == [(8, 71, 70), (2, 71, 70)]
        (row,) = joining(network)
        assert row.joins is not None
        assert (row.joins.line, row.joins.padded) == (3, ((0, 1), (0, 0)))
    nested = text.format("layers.concatenate([layers.ReLU()(u1), c1])")
    assert [row.name for row in read_network(nested, (1, 71, 70)).rows][-3:] == [
        "ReLU",
        "concatenate",
        "Conv2D",
    ]
    alone = read_network("layers.ReLU()\nlayers.Concatenate()([a, b])", (1, 9))
    assert [each.line for each in alone.unknown] == [2]


def test_a_joined_layer_without_a_geometry() -> None:
    text = "nn.MaxPool2d(2)\nnn.Upsample(scale_factor=2)\nnn.Conv2d(6, 3, 1)\nnn.Flatten()"
    assert read_network(text, (3, 8, 8)).output_shape == (192,)
    late = "nn.MaxPool2d(2)\nnn.Upsample(scale_factor=2)\nnn.Conv2d(6, 8, 3, groups=4)"
    with pytest.raises(ConvError, match="6 channels of the input"):
        read_network(late, (3, 8, 8))


@given(st.integers(1, 200), st.integers(1, 200), st.integers(2, 4))
def test_both_are_of_one_size_after(arriving: int, copied: int, stride: int) -> None:
    cropped, padded = fitted(arriving, copied, stride)
    assert arriving + sum(padded) == copied - sum(cropped)
    assert not (any(cropped) and any(padded))
    for before, after in (cropped, padded):
        assert abs(after) - abs(before) in {0, 1}


def tried(text: str, network: Network, number: int, size: int) -> Network | None:
    """Return the network of an input of another size along one axis, if there is one."""
    shape = list(network.input_shape)
    shape[number + 1] = size
    try:
        return read_network(text, shape, most_rows=len(spatial(network)))
    except ConvError:
        return None


LATER = (
    "nn.LazyConv1d(4, 3)\nnn.MaxPool1d(2)\nnn.LazyConv1d(4, 3)\n"
    "nn.ConvTranspose1d(4, 5, 2, 2)\nnn.Conv1d(9, 2, 1)"
)


@settings(deadline=None)
@example(lines=["nn.Upsample(scale_factor=1.5, mode='nearest')"], size=1)
@given(st.lists(torch_lines(1), max_size=4), st.integers(1, 50))
@example(LATER.splitlines(), 21)
@example(LATER.replace("3)", "3, padding=1)").splitlines(), 21)
@example(["nn.Conv1d(2, 2, 2, padding_mode='reflect', padding=3)"], 5)
@example(["nn.LazyConv1d(2, 2, dilation=3, stride=2)", "nn.MaxPool1d(2, 3)"], 30)
def test_other_sizes_are_those_that_are_read(lines: list[str], size: int) -> None:
    text = kept(lines, (2, size))
    network = read_network(text, (2, size))
    axis = Axis.of(network, 0)
    rows = spatial(network)
    if axis is None:
        assert not rows or any(row.sized or row.layers is None for row in rows)
        return
    walk = axis.walk(size)
    assert walk is not None
    assert walk.sizes == (size, *(row.output_shape[1] for row in rows))
    # Where a pooling's windows would lie in padding, it is refused at some sizes, and told as if it were not.
    for other in range(1, 60):
        found, read = axis.walk(other), tried(text, network, 0, other)
        if read is not None:
            assert found is not None
            assert found.sizes[1:] == tuple(row.output_shape[1] for row in read.rows)
    low, high = axis.alike(size)
    same = {
        other for other in range(1, 60) if (found := axis.walk(other)) and found.sizes[-1] == walk.sizes[-1]
    }
    assert low is not None
    assert {other for other in same if low <= other <= (high or 60)} == set(
        range(low, min(high or 60, 59) + 1)
    )
    assert high is not None
    assert not {low - 1, high + 1} & same


def test_cells_that_no_window_touches() -> None:
    def lost(text: str, size: int) -> tuple[int, ...]:
        axis = Axis.of(read_network(text, (1, size)), 0)
        assert axis is not None
        walk = axis.walk(size)
        assert walk is not None
        return walk.lost

    assert lost("nn.MaxPool1d(2)\nnn.MaxPool1d(2)", 7) == (1, 1)
    assert lost("nn.Conv1d(1, 1, 3, stride=2, padding=1)", 8) == (0,)
    assert lost("nn.Conv1d(1, 1, 1, stride=3)", 10) == (6,)
    assert lost("nn.ConstantPad1d((-2, -1), 0)\nnn.ReLU()", 10) == (3, 0)
    assert lost("nn.ConvTranspose1d(1, 1, 2, stride=2)", 10) == (0,)
    assert lost("nn.MaxPool1d(3, 2, ceil_mode=True)", 10) == (0,)


def test_the_nearest_sizes_that_lose_nothing_and_come_back_whole() -> None:
    def nearest(text: str, size: int) -> tuple[object, object]:
        axis = Axis.of(read_network(text, (1, size, size)), 1)
        assert axis is not None
        return axis.lossless(size), axis.whole(size)

    few = (2, 4, 8, 16, 32)
    assert nearest(unet(1, few), 572) == ((560, 576), (560, 576))
    assert nearest(unet(1, few), 576) == ((576, 576), (576, 576))
    assert nearest(unet(0, few), 572) == ((572, 572), (None, None))
    assert nearest(unet(0, few), 573) == ((572, 588), (None, None))
    assert nearest("nn.MaxPool2d(7)", 3 + 7) == ((7, 14), (None, None))
    assert nearest("nn.MaxPool2d(7)", 8) == ((7, 14), (None, None))


def test_a_network_without_a_walk() -> None:
    for text, shape in (
        ("nn.Flatten()", (2, 9)),
        ("nn.AdaptiveAvgPool1d(3)", (2, 9)),
        ("nn.Upsample(size=18)", (2, 9)),
        ("nn.PixelUnshuffle(2)", (2, 8, 8)),
        ("nn.ReLU()", (9,)),
        ("", (2, 9)),
    ):
        assert Axis.of(read_network(text, shape), 0) is None
    axis = Axis.of(read_network("nn.Conv1d(1, 1, 5)", (1, 9)), 0)
    assert axis is not None
    assert axis.walk(4) is None
