"""A decoder leads back through every size of its encoder: it is read, and compared."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import ConvError, matching_decoder, read_network
from pyconv.messages import LANGUAGES

small = st.integers(1, 4)


def back(text: str, shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the shapes of a decoder, from the first to the last; whatever it says is understood."""
    encoder = read_network(text, shape)
    decoder = matching_decoder(encoder)
    assert decoder.framework == encoder.framework
    read = read_network(decoder.text, encoder.output_shape)
    assert read.unknown == ()
    assert read.output_shape == shape
    # It goes through the same spaces, in between those that it pads or crops.
    passed = iter([encoder.output_shape, *(row.output_shape for row in read.rows)])
    reversed_sizes = [row.output_shape[1:] for row in reversed(encoder.rows) if len(row.output_shape) > 1]
    assert all(any(size == made[1:] for made in passed) for size in dict.fromkeys(reversed_sizes))
    return [row.output_shape for row in read.rows]


@st.composite
def torch_lines(draw: Any, axes: int) -> str:
    def each(low: int, high: int) -> str:
        numbers = tuple(draw(st.integers(low, high)) for _ in range(axes))
        return str(numbers if axes > 1 else numbers[0])

    kind = draw(
        st.sampled_from(
            ["LazyConv", "LazyConv", "LazyConvTranspose", "MaxPool", "AvgPool", "ZeroPad", "AdaptiveAvgPool",
             "Upsample", "BatchNorm", "Linear"]
        )
    )  # fmt: skip
    if kind == "LazyConv":
        window = f"{each(1, 4)}, {each(1, 3)}, {each(0, 3)}, {each(1, 3)}"
        return f"nn.LazyConv{axes}d({draw(small)}, {window})"
    if kind == "LazyConvTranspose":
        return (
            f"nn.LazyConvTranspose{axes}d({draw(small)}, {each(1, 4)}, {each(1, 3)}, padding={each(0, 1)},"
            f" output_padding={each(0, 1)}, dilation={each(1, 3)})"
        )
    if kind in {"MaxPool", "AvgPool"}:
        rounding = draw(st.booleans())
        return (
            f"nn.{kind}{axes}d({each(1, 4)}, {each(1, 3)}, {draw(st.integers(0, 1))}, ceil_mode={rounding})"
        )
    if kind == "ZeroPad":
        sides = tuple(draw(st.integers(-2, 3)) for _ in range(2 * axes))
        return f"nn.ZeroPad{axes}d({sides})"
    if kind == "AdaptiveAvgPool":
        return f"nn.AdaptiveAvgPool{axes}d({each(1, 4)})"
    if kind == "Upsample":
        factor = draw(st.sampled_from(["2", "1.5"]))
        return f"nn.Upsample(scale_factor={factor}, mode='nearest')"
    return "nn.LazyLinear(3)" if kind == "Linear" else f"nn.LazyBatchNorm{axes}d()"


@st.composite
def keras_lines(draw: Any, axes: int) -> str:
    padding = draw(st.sampled_from(["valid", "same"]))
    kernel, stride, rate = draw(small), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    rate = rate if stride == 1 else 1
    filters = draw(small)
    window = f"{kernel}, strides={stride}, padding='{padding}'"
    return draw(
        st.sampled_from(
            [
                f"layers.Conv{axes}D({filters}, {window}, dilation_rate={rate})",
                f"layers.Conv{axes}DTranspose({filters}, {window}, dilation_rate={rate})",
                f"layers.Conv{axes}DTranspose({filters}, {kernel}, strides=2, output_padding=1)",
                f"layers.MaxPooling{axes}D({kernel}, {stride}, '{padding}')",
                f"layers.ZeroPadding{axes}D({kernel})",
                f"layers.Cropping{axes}D(1)",
                f"layers.UpSampling{axes}D({stride})",
                f"layers.AdaptiveAveragePooling{axes}D({kernel})",
                f"layers.GlobalAveragePooling{axes}D(keepdims=True)",
                "layers.Dense(3)",
                "layers.BatchNormalization()",
            ]
        )
    )


def kept(lines: list[str], shape: tuple[int, ...]) -> str:
    """Return the lines without those that make no layer of what is left before them."""
    text = ""
    for line in lines:
        try:
            read_network(text + line, shape)
        except ConvError:
            continue
        text += f"{line}\n"
    return text


@settings(max_examples=300, deadline=None)
@given(st.data(), st.integers(1, 3), st.sampled_from(["pytorch", "keras"]), st.booleans())
def test_every_size_comes_back(data: st.DataObject, axes: int, framework: str, flat: bool) -> None:
    line = torch_lines(axes) if framework == "pytorch" else keras_lines(axes)
    size = st.integers(1, {1: 60, 2: 24, 3: 9}[axes])
    shape = (data.draw(small), *(data.draw(size) for _ in range(axes)))
    text = kept(data.draw(st.lists(line, max_size=6)), shape)
    if flat and framework == "pytorch":
        text += "nn.Flatten()\nnn.LazyLinear(5)\nnn.ReLU()\n"
    elif flat:
        text += f"layers.GlobalMaxPooling{axes}D()\nlayers.Dense(5)\n"
    back(text, shape)


def test_the_sizes_of_four_layers_of_stride_2() -> None:
    text = "nn.Conv2d(1, 8, 3, 2, 1)\n" + "nn.Conv2d(8, 8, 3, 2, 1)\n" * 3
    assert [shape[1] for shape in back(text, (1, 25, 25))] == [4, 7, 13, 25]
    decoder = matching_decoder(read_network(text, (1, 25, 25))).text.splitlines()
    layers = [line for line in decoder if "ConvTranspose" in line]
    assert ["output_padding=1" in line for line in layers] == [True, False, False, False]


def test_three_poolings_are_told_the_size_that_they_rounded_off() -> None:
    assert [shape[1:] for shape in back("nn.MaxPool2d(2)\n" * 3, (3, 540, 960))] == [
        (135, 240), (270, 480), (540, 960),
    ]  # fmt: skip


def test_what_was_rounded_up_is_cropped() -> None:
    encoder = read_network("nn.MaxPool2d(3, 2, ceil_mode=True)", (1, 6, 7))
    assert matching_decoder(encoder).text.splitlines()[4:-1] == [
        "    nn.ConvTranspose2d(1, 1, 3, stride=2),",
        "    # The layer crops both sides alike: what is too much at one of them is cut off here.",
        "    nn.ZeroPad2d((0, 0, 0, -1)),",
    ]


def test_what_flattens_is_given_its_shape_back() -> None:
    assert back("nn.Conv2d(1, 6, 5)\nnn.Flatten()\nnn.Linear(3456, 7)", (1, 28, 28)) == [
        (3456,), (6, 24, 24), (1, 28, 28),
    ]  # fmt: skip
    assert back("layers.Conv1D(6, 5)\nlayers.Flatten()\nlayers.Dense(7)", (1, 28)) == [
        (144,), (6, 24), (1, 28),
    ]  # fmt: skip
    assert back("nn.Unflatten(1, (2, 3))", (6,)) == [(6,)]
    assert back("layers.Permute((2, 1, 3))", (5, 2, 3))
    assert back("layers.UpSampling2D(2, interpolation='lanczos3')", (5, 2, 3))


def test_layers_of_keras() -> None:
    def lines(text: str, shape: tuple[int, ...]) -> list[str]:
        assert back(text, shape)
        written = matching_decoder(read_network(text, shape)).text
        return [line.strip() for line in written.splitlines() if line.startswith("    layers.")]

    up = "layers.Conv1DTranspose(2, 3, strides=2, padding='same')"
    assert lines(up, (1, 5)) == ["layers.ZeroPadding1D((0, 1)),", "layers.Conv1D(1, 3, strides=2),"]
    assert lines("layers.Conv1D(2, 1, strides=3)", (1, 7)) == [
        "layers.Conv1DTranspose(1, 1, strides=3),", "layers.Cropping1D((0, 2)),"
    ]  # fmt: skip
    assert lines("layers.Conv1D(2, 3, dilation_rate=2)", (1, 9)) == [
        "layers.ZeroPadding1D((4, 4)),", "layers.Conv1D(1, 3, dilation_rate=2),"
    ]  # fmt: skip
    assert lines("nn.Upsample(scale_factor=2)\nlayers.Conv1D(1, 1, padding='valid')\nlayers.ReLU()", (1, 5))


def test_a_dense_layer_of_maps_stays_in_its_framework() -> None:
    encoder = read_network("nn.ReLU()\nnn.Linear(6, 3)", (2, 5, 6))
    assert "nn.Linear(3, 6)" in matching_decoder(encoder).text
    with pytest.raises(ConvError) as caught:
        matching_decoder(encoder, framework="jax")
    assert caught.value.numbers["line"] == 2
    with pytest.raises(ConvError):
        matching_decoder(encoder, framework="caffe")  # type: ignore[arg-type]


def test_a_row_of_a_copy_is_reversed_without_it() -> None:
    text = "nn.Conv2d(1, 4, 3, padding=1)\nnn.MaxPool2d(2)\nnn.ConvTranspose2d(4, 4, 2, stride=2)"
    shapes = back(f"{text}\nnn.Conv2d(8, 2, 3)", (1, 9, 9))
    assert shapes[:2] == [(4, 9, 9), (4, 8, 8)]


def test_padding_that_differs_before_and_after_is_cropped_behind() -> None:
    # A layer of one framework among those of the other.
    text = "nn.ReLU()\nnn.ReLU()\nlayers.Conv1D(1, 4, padding='causal')"
    assert back(text, (1, 9)) == [(1, 12), (1, 9)]


def test_nothing_has_a_decoder_of_nothing() -> None:
    assert matching_decoder(read_network("", (3, 9))).text.endswith("network = nn.Sequential(\n)\n")


@pytest.mark.parametrize(
    ("text", "shape"), [("nn.ReLU()\nnn.Unfold(3)", (2, 9, 9)), ("ReLU()\nlayers.RepeatVector(3)", (5,))]
)
def test_what_no_layer_brings_back_is_named(text: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(ConvError, match="no layer brings back the sizes that") as caught:
        matching_decoder(read_network(text, shape))
    assert caught.value.numbers["line"] == 2
    assert all(caught.value.sentence(language) for language in LANGUAGES)


def test_a_decoder_without_layers_can_be_called() -> None:
    nothing = read_network("nn.ReLU()", (1, 5))
    assert "layers.Identity()," in matching_decoder(nothing, framework="keras").text
    assert read_network(matching_decoder(nothing).text, (1, 5)).output_shape == (1, 5)
