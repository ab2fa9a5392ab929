"""Networks that are read have the sizes and the numbers that their authors and frameworks give."""

from __future__ import annotations

import inspect
import sys
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pyconv import ConvError, effective_field, paths_to, read_network, receptive_field
from pyconv.messages import LANGUAGES
from pyconv.networks import TABLES, Network, keras, pytorch

LENET = """
nn.Conv2d(1, 6, 5, padding=2)
nn.Tanh()
nn.AvgPool2d(2)
nn.Conv2d(6, 16, 5)
nn.Tanh()
nn.AvgPool2d(2)
nn.Flatten()
nn.Linear(400, 120)
nn.Tanh()
nn.Linear(120, 84)
nn.Tanh()
nn.Linear(84, 10)
"""

ALEXNET = """
class AlexNet(nn.Module):
    def __init__(self, num_classes: int = 1000, dropout: float = 0.5) -> None:
        super().__init__()
        num_classes = 1000
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(64, 192, kernel_size=5, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(192, 384, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.flat = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(p=0.5),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(p=0.5),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, num_classes),
        )
"""

DCGAN = """
nz = 100
ngf, nc = 64, 3
main = nn.Sequential(
    nn.ConvTranspose2d(nz, ngf * 8, 4, 1, 0, bias=False),
    nn.BatchNorm2d(ngf * 8),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 8, ngf * 4, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf * 4),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 4, ngf * 2, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf * 2),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False),
    nn.Tanh()
)
"""


def vgg_16() -> str:
    lines, channels = [], 3
    for width, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            lines += [f"nn.Conv2d({channels}, {width}, 3, padding=1)", "nn.ReLU()"]
            channels = width
        lines.append("nn.MaxPool2d(2)")
    lines += [
        "nn.Flatten()",
        "nn.Linear(512 * 7 * 7, 4096)",
        "nn.Linear(4096, 4096)",
        "nn.Linear(4096, 1000)",
    ]
    return "\n".join(lines)


def shapes(network: Network) -> list[tuple[int, ...]]:
    return [row.output_shape for row in network.rows]


def last(text: str, shape: Any) -> tuple[int, ...]:
    network = read_network(text, shape)
    assert not network.unknown
    return network.output_shape


def test_lenet_5() -> None:
    network = read_network(LENET, (1, 28, 28))
    assert (network.parameters, network.output_shape, network.unknown) == (61706, (10,), ())
    assert [row.parameters for row in network.rows if row.parameters] == [156, 2416, 48120, 10164, 850]
    assert network.multiplications == 28**2 * 25 * 6 + 10**2 * 25 * 6 * 16 + 400 * 120 + 120 * 84 + 84 * 10
    assert network.rows[6].output_shape == (400,)
    assert network.rows[5].field is not None
    assert network.rows[5].field.span == (16, 16)
    assert [row.field for row in network.rows[6:]] == [None] * 6


def test_alexnet_as_a_class() -> None:
    # torchvision counts 61 100 840.
    network = read_network(ALEXNET, (3, 224, 224))
    assert (network.parameters, network.output_shape, network.unknown) == (61_100_840, (1000,), ())
    assert [shape[1:] for shape in shapes(network)[:13:3]][:3] == [(55, 55), (27, 27), (13, 13)]
    assert network.rows[0].line == 7
    assert network.rows[0].text == "nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2)"


def test_vgg_16() -> None:
    network = read_network(vgg_16(), (3, 224, 224))
    assert network.parameters == 138_357_544
    assert network.multiplications == 15_470_264_320
    pooled = network.rows[30]
    assert (pooled.line, pooled.name, pooled.output_shape) == (31, "MaxPool2d", (512, 7, 7))
    assert pooled.field is not None
    assert (pooled.field.layer, pooled.field.span, pooled.field.jump) == (31, (212, 212), (32, 32))
    assert effective_field(network.layers)[-1] == (39, 39)
    assert paths_to(network.layers, (3, 3)).sum() == (3**13 * 2**5) ** 2


def test_the_stem_of_a_residual_network() -> None:
    network = read_network(
        """
        nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        nn.BatchNorm2d(64)
        nn.ReLU(inplace=True)
        nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        """,
        (3, 224, 224),
    )
    assert shapes(network) == [(64, 112, 112)] * 3 + [(64, 56, 56)]
    assert [row.parameters for row in network.rows] == [9408, 128, 0, 0]
    field = network.rows[-1].field
    assert field is not None
    assert (field.span, field.jump, field.layer) == ((11, 11), (4, 4), 4)


def test_the_generator_of_a_dcgan() -> None:
    network = read_network(DCGAN, (100, 1, 1))
    assert network.output_shape == (3, 64, 64)
    assert network.parameters == 3_576_704
    assert network.multiplications == sum(
        size**2 * 16 * before * after
        for size, before, after in ((1, 100, 512), (4, 512, 256), (8, 256, 128), (16, 128, 64), (32, 64, 3))
    )
    field = network.rows[3].field
    assert field is not None
    assert field.jump == (Fraction(1, 2), Fraction(1, 2))


def test_a_separable_block_in_both_frameworks() -> None:
    torch = read_network(
        "nn.Conv2d(32, 32, 3, padding=1, groups=32, bias=False)\nnn.Conv2d(32, 64, 1, bias=False)",
        (32, 112, 112),
    )
    keras_text = """
    layers.DepthwiseConv2D(3, padding="same", use_bias=False)
    layers.Conv2D(64, 1, use_bias=False)
    """
    other = read_network(keras_text, (32, 112, 112))
    one = read_network('SeparableConv2D(64, 3, padding="same", use_bias=False)', (32, 112, 112))
    assert torch.parameters == other.parameters == one.parameters == 32 * 9 + 32 * 64
    assert torch.multiplications == other.multiplications == one.multiplications == 112**2 * (288 + 2048)
    assert torch.output_shape == other.output_shape == one.output_shape == (64, 112, 112)


def test_a_keras_model() -> None:
    # The first example of Keras's own guide: 34 826 parameters.
    network = read_network(
        """
model = keras.Sequential(
    [
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ]
)
model.summary()
""",
        (1, 28, 28),
    )
    assert (network.parameters, network.output_shape, network.unknown) == (34_826, (10,), ())
    assert shapes(network)[:4] == [(32, 26, 26), (32, 13, 13), (64, 11, 11), (64, 5, 5)]


def test_a_functional_model_and_one_that_layers_are_added_to() -> None:
    functional = """
inputs = keras.Input((None, None, 3))
x = layers.Conv2D(8, 3, strides=2, padding="same")(inputs)
x = layers.Activation("relu")(layers.BatchNormalization()(x))
outputs = layers.GlobalAveragePooling2D()(x)
"""
    added = """
model = Sequential()
model.add(Conv2D(8, 3, strides=2, padding="same", input_shape=(64, 32, 3)))
model.add(BatchNormalization())
model.add(Activation("relu"))
model.add(GlobalAveragePooling2D())
"""
    for text in (functional, added):
        network = read_network(text, (3, 64, 32))
        assert shapes(network) == [(8, 32, 16)] * 3 + [(8,)]
        assert [row.parameters for row in network.rows] == [224, 32, 0, 0]
        assert network.unknown == ()


def test_what_pytorch_prints_of_a_model() -> None:
    network = read_network(
        """Sequential(
  (conv1): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))
  (norm): BatchNorm2d(6, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  (pool): Sequential(
    (0): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  )
  (fc): Flatten(start_dim=1, end_dim=-1)
  (out): Linear(in_features=1176, out_features=10, bias=True)
)""",
        (1, 28, 28),
    )
    assert [(row.line, row.output_shape) for row in network.rows] == [
        (2, (6, 28, 28)), (3, (6, 28, 28)), (5, (6, 14, 14)), (7, (1176,)), (8, (10,)),
    ]  # fmt: skip
    assert network.unknown == ()


@pytest.mark.parametrize(
    ("text", "shape", "expected"),
    [
        # Convolutions of PyTorch.
        ("nn.Conv1d(2, 4, 3, dilation=512, padding=512)", (2, 2000), (4, 2000)),
        ("nn.Conv2d(3, 8, (3, 5), stride=(2, 1), padding=(1, 2))", (3, 9, 9), (8, 5, 9)),
        ("nn.Conv3d(3, 64, 3, padding='same')", (3, 16, 112, 112), (64, 16, 112, 112)),
        ("nn.Conv2d(3, 8, 4, padding='valid', padding_mode='reflect')", (3, 9, 9), (8, 6, 6)),
        ("nn.Conv2d(3, 8, 3, 1, 1, 1, 1, True, 'circular')", (3, 9, 9), (8, 9, 9)),
        ("nn.LazyConv2d(8, 3)", (3, 9, 9), (8, 7, 7)),
        ("nn.ConvTranspose1d(2, 3, 16, 8, 4)", (2, 10), (3, 80)),
        ("nn.ConvTranspose2d(2, 3, 3, 2, 1, output_padding=1)", (2, 7, 6), (3, 14, 12)),
        ("nn.LazyConvTranspose3d(3, 2, stride=2)", (2, 4, 4, 4), (3, 8, 8, 8)),
        # Poolings.
        ("nn.MaxPool2d(3, 2, ceil_mode=True)", (1, 112, 112), (1, 56, 56)),
        ("nn.MaxPool1d(3, stride=2, padding=1, dilation=2)", (1, 9), (1, 4)),
        ("nn.AvgPool3d((1, 2, 2), padding=(0, 1, 1), count_include_pad=False)", (1, 4, 4, 4), (1, 4, 3, 3)),
        ("nn.LPPool2d(2, 3, stride=2)", (1, 9, 9), (1, 4, 4)),
        ("nn.AdaptiveAvgPool2d((None, 3))", (1, 9, 9), (1, 9, 3)),
        ("nn.AdaptiveMaxPool2d(5)", (1, 9, 11), (1, 5, 5)),
        # Padding.
        ("nn.ZeroPad2d((1, 2, 3, 4))", (1, 9, 9), (1, 16, 12)),
        ("nn.ZeroPad2d((-1, 2, 0, -4))", (1, 9, 9), (1, 5, 10)),
        ("nn.ConstantPad1d(2, 3.5)", (1, 9), (1, 13)),
        ("nn.ReflectionPad3d(1)", (1, 9, 9, 9), (1, 11, 11, 11)),
        ("nn.ReplicationPad1d((20, 1))", (1, 9), (1, 30)),
        ("nn.CircularPad2d(9)", (1, 9, 9), (1, 27, 27)),
        # Other sizes and shapes.
        ("nn.Upsample(scale_factor=2)", (1, 9, 9), (1, 18, 18)),
        ("nn.Upsample(scale_factor=(2.0, 1.0), mode='bilinear')", (1, 9, 9), (1, 18, 9)),
        ("nn.Upsample(scale_factor=1.5)", (1, 9, 9), (1, 13, 13)),
        ("nn.Upsample(size=(20, 18), mode='nearest-exact')", (1, 9, 9), (1, 20, 18)),
        ("nn.Upsample(scale_factor=2, mode='area')", (1, 9), (1, 18)),
        ("nn.UpsamplingNearest2d(scale_factor=3)", (1, 9, 9), (1, 27, 27)),
        ("nn.UpsamplingBilinear2d(size=20)", (1, 9, 9), (1, 20, 20)),
        ("nn.PixelShuffle(3)", (9, 4, 4), (1, 12, 12)),
        ("nn.PixelUnshuffle(2)", (1, 4, 6), (4, 2, 3)),
        ("nn.Unfold(3)", (2, 16, 16), (18, 196)),
        ("nn.GLU(1)", (6, 5, 4), (3, 5, 4)),
        ("nn.GLU()", (6, 5, 4), (6, 5, 2)),
        ("nn.Flatten(2)", (2, 3, 4), (2, 12)),
        ("nn.Flatten(-2, -1)", (2, 3, 4), (2, 12)),
        ("nn.Unflatten(1, (256, 4, 4))", (4096,), (256, 4, 4)),
        ("nn.Unflatten(-1, (2, -1))", (6, 8), (6, 2, 4)),
        ("nn.Linear(4, 7)", (2, 3, 4), (2, 3, 7)),
        ("nn.LazyLinear(7)", (5,), (7,)),
        # Keras.
        ("layers.Conv1D(4, 2, padding='causal', dilation_rate=8)", (2, 100), (4, 100)),
        ("layers.Conv2D(4, 3, 2, 'same')", (2, 7, 5), (4, 4, 3)),
        ("layers.Conv3D(4, (3, 3, 3), data_format='channels_last')", (2, 7, 5, 5), (4, 5, 3, 3)),
        ("layers.SeparableConv1D(4, 3, padding='causal', depth_multiplier=2)", (2, 7), (4, 7)),
        ("layers.Conv2DTranspose(4, 3, strides=2, padding='same')", (2, 6, 7), (4, 12, 14)),
        ("layers.Conv1DTranspose(4, 2, strides=3)", (2, 6), (4, 18)),
        ("layers.Conv2DTranspose(4, 5, strides=2)", (2, 6, 6), (4, 15, 15)),
        ("layers.Conv2DTranspose(4, 1, strides=3, padding='SAME')", (2, 6, 6), (4, 18, 18)),
        ("layers.Conv2DTranspose(4, 3, strides=2, padding='same', output_padding=0)", (2, 6, 6), (4, 11, 11)),
        ("layers.Conv2DTranspose(4, 3, strides=2, output_padding=1)", (2, 6, 6), (4, 14, 14)),
        ("layers.MaxPooling2D()", (2, 7, 7), (2, 3, 3)),
        ("layers.AveragePooling1D(3, 2, 'same')", (2, 7), (2, 4)),
        ("layers.MaxPool3D(2, strides=1)", (2, 4, 4, 4), (2, 3, 3, 3)),
        ("layers.GlobalMaxPooling2D(keepdims=True)", (2, 4, 4), (2, 1, 1)),
        ("layers.AdaptiveAveragePooling2D((3, 2))", (2, 9, 9), (2, 3, 2)),
        ("layers.ZeroPadding1D((1, 2))", (2, 4), (2, 7)),
        ("layers.ZeroPadding2D(((1, 0), (2, 3)))", (2, 4, 4), (2, 5, 9)),
        ("layers.ZeroPadding2D((3, 4))", (2, 4, 4), (2, 10, 12)),
        ("layers.Cropping2D(((1, 0), (2, 1)))", (2, 4, 4), (2, 3, 1)),
        ("layers.Cropping1D()", (2, 4), (2, 2)),
        ("layers.Cropping2D()", (2, 4, 4), (2, 4, 4)),
        ("layers.Cropping3D()", (2, 4, 4, 4), (2, 2, 2, 2)),
        ("layers.UpSampling2D((2, 3))", (2, 4, 4), (2, 8, 12)),
        ("layers.UpSampling2D(2, interpolation='lanczos3')", (2, 4, 4), (2, 8, 8)),
        ("layers.CenterCrop(2, 3)", (2, 5, 4), (2, 2, 3)),
        ("layers.CenterCrop(6, 3)", (2, 5, 4), (2, 6, 3)),
        ("layers.Resizing(7, 9, interpolation='nearest')", (2, 5, 4), (2, 7, 9)),
        ("layers.Dense(3)", (2, 4, 4), (3, 4, 4)),
        ("layers.Reshape((7, 7, -1))", (98,), (2, 7, 7)),
        ("layers.Reshape((-1,))", (2, 7), (14,)),
        ("layers.Permute((2, 1, 3))", (5, 2, 3), (5, 3, 2)),
        ("layers.RepeatVector(3)", (5,), (5, 3)),
        ("layers.Conv2D(4, 3, kernel_regularizer=keras.regularizers.L2(1e-4))", (2, 7, 7), (4, 5, 5)),
    ],
)
def test_the_shape_of_a_layer(text: str, shape: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert last(text, shape) == expected


@pytest.mark.parametrize(
    ("text", "shape", "parameters", "products"),
    [
        ("nn.ConvTranspose2d(3, 1, 2, stride=2)", (3, 2, 2), 13, 48),
        ("nn.Conv2d(24, 24, 3, groups=24, bias=False)", (24, 32, 32), 216, 194_400),
        ("nn.ConvTranspose2d(4, 6, 3, groups=2)", (4, 2, 2), 9 * 2 * 6 + 6, 4 * 9 * 2 * 6),
        ("layers.DepthwiseConv2D(3, depth_multiplier=2)", (4, 5, 5), 9 * 8 + 8, 9 * 9 * 8),
        ("layers.DepthwiseConv1D(3)", (4, 5), 16, 36),
        ("layers.SeparableConv2D(5, 3, depth_multiplier=2)", (4, 5, 5), 9 * 8 + 8 * 5 + 5, 9 * (72 + 40)),
        ("layers.Conv2DTranspose(5, 3)", (4, 5, 5), 9 * 20 + 5, 25 * 9 * 20),
        ("nn.Linear(4, 7, bias=False)", (3, 4), 28, 84),
        ("layers.Dense(7)", (4, 3), 35, 84),
        ("nn.BatchNorm1d(4)", (4,), 8, 0),
        ("nn.BatchNorm3d(4, affine=False)", (4, 2, 2, 2), 0, 0),
        ("nn.LazyBatchNorm2d()", (4, 2, 2), 8, 0),
        ("nn.SyncBatchNorm(4)", (4, 2, 2), 8, 0),
        ("nn.InstanceNorm2d(4)", (4, 2, 2), 0, 0),
        ("nn.LazyInstanceNorm1d(affine=True)", (4, 2), 8, 0),
        ("nn.GroupNorm(2, 4)", (4, 2, 2), 8, 0),
        ("nn.LayerNorm([4, 2, 3])", (4, 2, 3), 48, 0),
        ("nn.LayerNorm(3, bias=False)", (4, 2, 3), 3, 0),
        ("nn.RMSNorm(3)", (4, 2, 3), 3, 0),
        ("nn.RMSNorm(3, elementwise_affine=False)", (4, 2, 3), 0, 0),
        ("nn.PReLU()", (4, 2, 3), 1, 0),
        ("nn.PReLU(4)", (4, 2, 3), 4, 0),
        ("layers.PReLU()", (4, 2, 3), 24, 0),
        ("layers.PReLU(shared_axes=[1, 2])", (4, 2, 3), 4, 0),
        ("layers.PReLU(1)", (4, 2, 3), 12, 0),
        ("layers.BatchNormalization(scale=False)", (4, 2, 3), 12, 0),
        ("layers.LayerNormalization()", (4, 2, 3), 8, 0),
        ("layers.RMSNormalization()", (4, 2, 3), 4, 0),
        ("layers.GroupNormalization(-1)", (4, 2, 3), 8, 0),
        ("layers.GroupNormalization(2)", (4, 2, 3), 8, 0),
    ],
)
def test_the_numbers_of_a_layer(text: str, shape: tuple[int, ...], parameters: int, products: int) -> None:
    network = read_network(text, shape)
    assert (network.parameters, network.multiplications, network.unknown) == (parameters, products, ())


@pytest.mark.parametrize(
    ("text", "span", "jump"),
    [
        ("nn.ReflectionPad2d(1)\nnn.Conv2d(1, 1, 3, 2)", 3, 2),
        ("nn.ZeroPad2d((-1, 2, 0, -4))", 1, 1),
        ("nn.Upsample(scale_factor=2)", 1, Fraction(1, 2)),
        ("nn.Upsample(scale_factor=2, mode='bilinear')", 2, Fraction(1, 2)),
        ("nn.Upsample(scale_factor=3, mode='bilinear')", 2, Fraction(1, 3)),
        ("nn.Upsample(scale_factor=2, mode='bicubic')", 4, Fraction(1, 2)),
        ("nn.AdaptiveAvgPool2d(3)", 4, 4),
        ("nn.AdaptiveAvgPool2d(1)", 12, 12),
        ("nn.Conv2d(1, 1, 2)\nnn.AdaptiveAvgPool2d(5)", 4, 2),
        ("nn.PixelUnshuffle(2)\nnn.PixelShuffle(2)", 2, 1),
        ("layers.Dense(2)\nlayers.MaxPooling2D()", 2, 2),
        ("nn.Dropout()\nnn.Identity()", 1, 1),
        ("nn.LazyConv2d(2, 3)\nnn.GLU(1)", 3, 1),
        ("layers.MaxPooling2D()\nlayers.CenterCrop(3, 2)", 2, 2),
        ("layers.Resizing(12, 12)\nlayers.Solarization()", 1, 1),
    ],
)
def test_the_field_of_a_layer(text: str, span: int, jump: Fraction) -> None:
    network = read_network(text, (1, 12, 12))
    field = network.rows[-1].field
    assert field is not None
    assert (field.span[0], field.jump[0], field.size) == (span, jump, network.output_shape[1:])
    assert field.layer == len(network.rows)


@pytest.mark.parametrize(
    "text",
    [
        "nn.AdaptiveAvgPool2d(5)",
        "nn.Upsample(scale_factor=1.5)",
        "nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)",
        "nn.Flatten()",
        "nn.Linear(12, 3)",
        "nn.GLU(2)",
        "layers.CenterCrop(13, 13)",
        "layers.Resizing(9, 9)",
        "layers.GlobalAveragePooling2D()",
        "layers.Permute((2, 1, 3))",
        "nn.ConvTranspose2d(1, 1, 3, stride=10**9)",
        "nn.ConvTranspose2d(1, 1, 3, stride=1000000000)",
    ],
)
def test_some_layers_have_no_field_and_those_after_them_neither(text: str) -> None:
    network = read_network(f"{text}\nnn.ReLU()", (1, 12, 12))
    if not network.unknown:
        assert [row.field for row in network.rows] == [None, None]
        assert network.layers == ()
    # What has no space has nothing to be seen.
    assert read_network("nn.ReLU()", 7).rows[0].field is None


@pytest.mark.parametrize(
    ("text", "shape", "said"),
    [
        ("nn.ReLU()\nnn.Conv2d(4, 8, 3)", (3, 9, 9), "input channels = 4, but what comes before has 3"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3)", (3, 258, 2), "kernel spans 3 cells .* has 2"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3)", (3, 9), "Conv2d needs channels and 2 axes of space, .* 3×9"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3)", (3,), "Conv2d needs channels and 2 axes"),
        (
            "nn.ReLU()\nnn.Conv2d(3, 8)",
            (3, 9, 9),
            "Conv2d cannot be called like this; it takes: in_channels, ",
        ),
        ("nn.ReLU()\nnn.LazyConv2d()", (3, 9, 9), "it takes: out_channels, kernel_size"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3, strides=2)", (3, 9, 9), "Conv2d cannot be called like this"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3, groups=2)", (3, 9, 9), "3 channels of the input"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3, groups=3)", (3, 9, 9), "8 channels of the output"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3.5)", (3, 9, 9), "kernel must be a whole number"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, (3, 3, 3))", (3, 9, 9), "kernel has 3 numbers, but it needs one or 2"),
        ("nn.ReLU()\nnn.Conv1d(3, 8, (3, 3))", (3, 9), "kernel has 2 numbers"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3, stride=2, padding='same')", (3, 9, 9), "only with stride 1"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3, padding='full')", (3, 9, 9), "it can be: same, valid"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3, padding=-1)", (3, 9, 9), "padding must be at least 0"),
        ("nn.ReLU()\nnn.Conv2d(3, 8, 3, padding_mode='wrap')", (3, 9, 9), "cannot be “wrap”"),
        ("nn.ReLU()\nnn.ConvTranspose2d(3, 8, 3, output_padding=1)", (3, 9, 9), "output padding \\(1\\)"),
        ("nn.ReLU()\nnn.MaxPool2d(2, padding=2)", (3, 9, 9), "padding"),
        (
            "nn.ReLU()\nnn.MaxPool2d(3, padding=2)",
            (3, 9, 9),
            "by half of its window \\(3\\) at most, not by 2",
        ),
        ("nn.ReLU()\nnn.ZeroPad2d((1, 2, 3))", (3, 9, 9), "padding has 3 numbers, but it needs one or 4"),
        ("nn.ReLU()\nnn.ReflectionPad1d(9)", (3, 9), "reflect padding"),
        ("nn.ReLU()\nnn.Upsample(2, 2)", (3, 9, 9), "either size or scale_factor"),
        ("nn.ReLU()\nnn.Upsample()", (3, 9, 9), "either size or scale_factor"),
        ("nn.ReLU()\nnn.Upsample(2, mode='cubic')", (3, 9, 9), "cannot be “cubic”"),
        ("nn.ReLU()\nnn.Upsample(2)", (3,), "Upsample needs channels and 1 axis of"),
        ("nn.ReLU()\nnn.Upsample(scale_factor=(1, 2, 3))", (3, 9, 9), "scale_factor has 3 numbers"),
        ("nn.ReLU()\nnn.Upsample(scale_factor=1e999)", (3, 9, 9), "scale_factor must be a whole number"),
        ("nn.ReLU()\nnn.Upsample(scale_factor=0.01)", (3, 9, 9), "size must be at least 1"),
        ("nn.ReLU()\nnn.PixelShuffle(2)", (3, 9, 9), "channels measures 3, which 4 does not divide"),
        ("nn.ReLU()\nnn.PixelUnshuffle(2)", (3, 9, 9), "input measures 9, which 2 does not divide"),
        ("nn.ReLU()\nnn.GLU()", (3, 9, 9), "dim measures 9, which 2 does not divide"),
        ("nn.ReLU()\nnn.Linear(400, 10)", (399,), "in_features = 400, but what comes before has 399"),
        ("nn.ReLU()\nnn.Flatten(0)", (3, 9), "start_dim must be between 1 and 2"),
        ("nn.ReLU()\nnn.Flatten(2, 1)", (3, 9), "start_dim must be between 1 and 1"),
        ("nn.ReLU()\nnn.Unflatten(1, (2, 2))", (3, 9), "3 cells have no shape 2×2"),
        ("nn.ReLU()\nnn.Unflatten(1, (-1, -1))", (3, 9), "3 cells have no shape"),
        ("nn.ReLU()\nnn.BatchNorm2d(4)", (3, 9, 9), "num_features = 4"),
        ("nn.ReLU()\nnn.GroupNorm(2, 3)", (3, 9, 9), "3 channels of the input"),
        ("nn.ReLU()\nnn.LayerNorm((3, 9))", (3, 9, 8), "normalized_shape = 3×9, but .* 3×9×8"),
        ("nn.ReLU()\nnn.PReLU(4)", (3, 9, 8), "num_parameters = 4"),
        ("ReLU()\nlayers.Conv2D(4, 3, strides=2, dilation_rate=2)", (3, 9, 9), "not both"),
        ("ReLU()\nlayers.Conv2DTranspose(4, 3, strides=2, dilation_rate=2)", (3, 9, 9), "not both"),
        ("ReLU()\nlayers.Conv1DTranspose(4, 3, output_padding=1)", (3, 9), "only below the stride \\(1; "),
        ("ReLU()\nlayers.Conv2D(4, 3, padding='causal')", (3, 9, 9), "cannot be “causal”"),
        ("ReLU()\nlayers.Conv2D(4, 3, stride=2)", (3, 9, 9), "Conv2D cannot be called like this"),
        ("ReLU()\nlayers.Cropping2D(5)", (3, 9, 9), "padding"),
        ("ReLU()\nlayers.ZeroPadding2D((1, 1, 1))", (3, 9, 9), "padding has 3 numbers"),
        ("ReLU()\nlayers.Reshape((2, 2))", (3, 9), "27 cells have no shape 2×2"),
        ("ReLU()\nlayers.Permute((1, 1))", (3, 9), "1×1 is no order of the axes 1 to 2"),
        ("ReLU()\nlayers.RepeatVector(2)", (3, 9), "RepeatVector needs channels and 0 axes"),
        ("ReLU()\nlayers.GroupNormalization(2)", (3, 9), "3 channels of the input"),
        ("ReLU()\nlayers.Conv2D(4, 3, input_shape=(9, 9, 4))", (3, 9, 9), "\\(9, 9, 4\\) comes in, .* 3×9×9"),
        ("ReLU()\nkeras.Input((9, 9))", (3, 9, 9), "channels first"),
        ("ReLU()\nkeras.Input(())", (3, 9, 9), "channels first"),
    ],
)
def test_a_line_that_makes_no_layer_is_an_error_with_its_line(
    text: str, shape: tuple[int, ...], said: str
) -> None:
    with pytest.raises(ConvError, match=said) as caught:
        read_network(text, shape)
    assert caught.value.numbers["line"] == 2
    assert f"line 2: {text.splitlines()[1]}" in caught.value.__notes__[0] or "(" in caught.value.__notes__[0]
    for language in LANGUAGES:
        assert caught.value.message(language)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("nn.Conv2d(3, width, 3)\nnn.ReLU()", [1]),
        ("nn.ReLU()\nnn.LSTM(3, 4)", [2]),
        ("nn.ReLU()\nx = F.relu(self.conv(x))", [2]),
        ("nn.ReLU()\nx + 1", [2]),
        ("nn.ReLU()\nfor i in range(n):\n    nn.Conv2d(3, 3, 3)", [2]),
        ("nn.ReLU()\nnn.Sequential(*parts)", [2]),
        ("nn.ReLU()\nnn.Conv2d(*sizes)", [2]),
        ("nn.ReLU()\nnn.Conv2d(**sizes)", [2]),
        ("nn.ReLU()\nparts[0](3)", [2]),
        ("nn.ReLU()\nthis is no Python\nnn.ReLU()", [2]),
        ("nn.Sequential(\nnn.ReLU(),\n?,\n", [3]),
        ("nn.ReLU()\nnn.Conv2d(3,\n 4, ?)", [2, 3]),
        ("nn.ReLU()\nnn.Conv2d(3, 10 ** 99, 3)", [2]),
        ("nn.ReLU()\nnn.Conv2d(3, 4 // 0, 3)", [2]),
        ("nn.ReLU()\nnn.Conv2d(3, 9223372036854775807 * 2, 3)", [2]),
        ("nn.ReLU()\nnn.Conv2d(3, 2 * '3', 3)", [2]),
        ("nn.ReLU()\nnn.Conv2d(3, -True, 3)", [2]),
        ("nn.ReLU()\nnn.FractionalMaxPool2d(3, output_size=2)", [2]),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(text: str, unknown: list[int]) -> None:
    network = read_network(text, (3, 9, 9))
    assert [each.line for each in network.unknown] == unknown
    assert all(each.text for each in network.unknown)
    assert "ReLU" in [row.name for row in network.rows]


def test_words_beside_a_network_are_passed_over() -> None:
    network = read_network(
        '''
"""A network."""
import torch
from torch import nn
a: int
b: int = 3
c, d.e = 4, 5
self.f = 3
(c, d), e = g
layers = []
layers.append(nn.Conv2d(b, 2 + 2, -(-3), padding=7 - 6))
nn.Sequential().to("cpu")
layers += [nn.ReLU(), nn.Sequential(OrderedDict([("pool", nn.MaxPool2d(4 // 2))]))]
with torch.no_grad():
    pass
def forward(self, x):
    return x
def nothing():
    return
print(layers)
''',
        (3, 9, 9),
    )
    assert [row.name for row in network.rows] == ["Conv2d", "ReLU", "MaxPool2d"]
    assert network.output_shape == (4, 4, 4)
    assert network.unknown == ()


def test_a_bracket_that_was_opened_before_is_no_part_of_a_line() -> None:
    network = read_network("nn.Sequential(\n  nn.Conv2d(3, 4,\n    3),\n  nn.ReLU())]\n)", (3, 9, 9))
    assert [(row.line, row.name) for row in network.rows] == [(2, "Conv2d"), (4, "ReLU")]
    assert network.unknown == ()


def test_a_layer_is_told_as_it_is_written() -> None:
    network = read_network("é = 3; nn.Conv2d( é,4, 3) ;nn.Conv2d(\n  4,\n  5, 3)", (3, 9, 9))
    assert [row.text for row in network.rows] == ["nn.Conv2d( é,4, 3)", "nn.Conv2d( 4, 5, 3)"]


def test_nothing_is_a_network_too() -> None:
    network = read_network("", (3, 9, 9))
    assert (network.rows, network.output_shape, network.parameters) == ((), (3, 9, 9), 0)


def test_names_of_both_frameworks_go_by_the_others() -> None:
    shape = (4, 3, 2)
    assert read_network("PReLU()\nReLU()", shape).parameters == 1
    assert read_network("PReLU()\nConv2D(1, 1)", shape).rows[0].parameters == 24
    assert read_network("tf.keras.layers.PReLU()\nnn.Conv2d(4, 1, 1)", shape).rows[0].parameters == 24


@pytest.mark.parametrize(
    ("text", "shape", "said"),
    [
        (None, (3, 9), "a network is read from a text, not from NoneType"),
        ("x" * 100_001, (3, 9), "the text has 100001 characters"),
        ("\n" * 5001, (3, 9), "in 5002 lines"),
        ("(" * 41, (3, 9), "more than 40 levels deep"),
        ("x = " + "-" * 50 + "1", (3, 9), "more than 40 levels deep"),
        ("nn.ReLU()", (), "1 to 4 numbers, not 0"),
        ("nn.ReLU()", (1, 2, 3, 4, 5), "1 to 4 numbers, not 5"),
        ("nn.ReLU()", (3, 0), "input must be at least 1"),
        ("nn.ReLU()", "39", "input must be a whole number"),
    ],
)
def test_what_is_no_text_or_too_much_is_refused(text: Any, shape: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        read_network(text, shape)


def test_where_python_has_little_room_left_a_deep_text_is_refused() -> None:
    text = "\n".join(" " * depth + "with a:" for depth in range(90)) + "\n" + " " * 90 + "nn.ReLU()"
    assert len(read_network(text, (3, 9)).rows) == 1
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 70)
    try:
        with pytest.raises(ConvError, match="levels deep"):
            read_network(text, (3, 9))
    finally:
        sys.setrecursionlimit(limit)


PIECES = st.sampled_from(
    [
        *(f"nn.{name}" for name in pytorch.LAYERS),
        *(f"layers.{name}" for name in keras.LAYERS),
        "(", ")", "[", "]", "{", ":", ",", "=", "\n", "\n    ", " ", "'", '"', '"""', "#", "\\", "\0", "\t",
        "1", "3", "-1", "2.5", "1e999", "9" * 5000, "10**10", "True", "None", "x", "lambda:", "not ",
        "-", "~", "**", "*", "+", ".", "self.", "Sequential", "kernel_size=", "padding='same'", "stride=2",
        "(3, 3)", "(2)", "(1, 1, 1)", "()", "class A:", "def f():", "for x in y:", "if x:", "é", "𝒞",
        "yield", "await ",
        "import os", "os.system('false')", "__import__('os')", "f'{x}'", "@",
        "->", ";", "Input",
        "1if 1else ",
    ]
)  # fmt: skip


def told(error: ConvError) -> None:
    assert all(error.sentence(language) for language in LANGUAGES)


def answered(text: str, shape: tuple[int, ...]) -> None:
    try:
        network = read_network(text, shape)
    except ConvError as error:
        told(error)
    else:
        lines = text.count("\n") + text.count("\r") + 1
        assert all(1 <= each.line <= lines for each in (*network.rows, *network.unknown))


@given(st.lists(PIECES, max_size=40), st.sampled_from([(3,), (2, 9), (1, 8, 8), (4, 3, 3, 3)]))
@example(["+".join("1" * 30000)], (3,))
@example(["x" + ".a" * 30000], (3,))
@example(["f" + "()" * 30000], (3,))
@example(["+".join("1" * 900)], (3,))
@example(["x = " + "+".join("1" * 900)], (3,))
@example(["nn.Linear(3, " + "+".join("1" * 900) + ")"], (3,))
@example(["f" + "()" * 900], (3,))
@example(["1if 1else " * 9000], (3,))
@example(["2**" * 30000 + "1"], (3,))
@example(["x = " + "y = " * 20000 + "1"], (3,))
@example(["a(\n" * 2500], (3,))
@example(["{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{"], (3,))
@example(["nn.Conv2d(3,\n" * 40 + ")" * 40], (3,))
def test_any_text_gets_an_answer(pieces: list[str], shape: tuple[int, ...]) -> None:
    answered("".join(pieces), shape)


@given(st.text(max_size=200))
@example("nn.ReLU()\n\ud800 # nn.ReLU()")
@example("nn.Sequential(nn.ReLU(),  # \ud800\nnn.ReLU())")
def test_any_characters_get_an_answer(text: str) -> None:
    answered(text, (3, 9, 9))


ARGUMENTS = st.sampled_from(
    ["1", "2", "3", "0", "-1", "9", "(1, 2)", "(3, 3)", "()", "((1, 2), (0, 1))", "None", "True", "False",
     "'same'", "'valid'", "'reflect'", "'causal'", "1.5", "1e999", "10**30", "'x'", "(None, 2)", "-1.0",
     "[1, 1, 1, 1]", "99999999999999999999", "kernel_size=3", "stride=2", "padding=1", "dilation=2",
     "groups=3", "size=4", "scale_factor=2", "padding='same'", "strides=2", "use_bias=False", "axis=1"]
)  # fmt: skip


@given(
    st.sampled_from([(table, name) for table, known in TABLES.items() for name in known]),
    st.lists(ARGUMENTS, max_size=5),
    st.sampled_from([(3,), (3, 9), (3, 8, 9), (3, 4, 5, 6)]),
)
def test_every_layer_answers_whatever_its_arguments(
    known: tuple[str, str], given_ones: list[str], shape: tuple[int, ...]
) -> None:
    framework, name = known
    module = {"pytorch": "nn", "keras": "layers"}[framework]
    try:
        network = read_network(f"{module}.{name}({', '.join(given_ones)})", shape)
    except ConvError as error:
        told(error)
        return
    assert all(size >= 1 for size in network.output_shape)
    for row in network.rows:
        assert row.field is None or row.field.size == row.output_shape[1:]


PAGES = {
    "pytorch": {
        f"{name}{axes}d"
        for axes in (1, 2, 3)
        for name in (
            "Conv", "ConvTranspose", "LazyConv", "LazyConvTranspose", "MaxPool", "AvgPool", "LPPool",
            "AdaptiveMaxPool", "AdaptiveAvgPool", "ReflectionPad", "ReplicationPad", "ZeroPad", "ConstantPad",
            "CircularPad",
        )
    } | {"Unfold"},
    "keras": {
        f"{name}{axes}D"
        for axes in (1, 2, 3)
        for name in (
            "Conv", "MaxPooling", "AveragePooling", "GlobalMaxPooling", "GlobalAveragePooling",
            "AdaptiveMaxPooling", "AdaptiveAveragePooling", "ZeroPadding", "Cropping", "UpSampling",
        )
    } | {f"Conv{axes}DTranspose" for axes in (1, 2, 3)}
      | {f"{name}{axes}D" for axes in (1, 2) for name in ("SeparableConv", "DepthwiseConv")},
}  # fmt: skip

KNOWN_ELSEWHERE = {
    "pytorch": """
        ELU Hardshrink Hardsigmoid Hardtanh Hardswish LeakyReLU LogSigmoid PReLU ReLU ReLU6 RReLU SELU CELU
        GELU Sigmoid SiLU Mish Softplus Softshrink Softsign Tanh Tanhshrink Threshold GLU
        Softmin Softmax Softmax2d LogSoftmax
        BatchNorm1d BatchNorm2d BatchNorm3d LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d GroupNorm
        SyncBatchNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d LazyInstanceNorm1d LazyInstanceNorm2d
        LazyInstanceNorm3d LayerNorm LocalResponseNorm RMSNorm
        Identity Linear LazyLinear
        Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout
        PixelShuffle PixelUnshuffle Upsample UpsamplingNearest2d UpsamplingBilinear2d ChannelShuffle
        Flatten Unflatten
    """,
    "keras": """
        Dense Activation ReLU Softmax LeakyReLU PReLU ELU Identity Masking
        BatchNormalization LayerNormalization UnitNormalization GroupNormalization RMSNormalization
        Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianDropout AlphaDropout GaussianNoise
        ActivityRegularization Reshape Flatten RepeatVector Permute Cropping1D Cropping2D Cropping3D
        Normalization Rescaling Resizing CenterCrop RandomFlip RandomTranslation RandomRotation RandomZoom
        RandomContrast RandomBrightness AutoContrast Solarization Equalization RandomErasing RandomHue
    """,
}
"""The classes of the pages on activations, normalisation, dropout, dense layers, shuffling and reshaping."""

BESIDE = {
    "nn": """
        Fold MaxUnpool1d MaxUnpool2d MaxUnpool3d FractionalMaxPool2d FractionalMaxPool3d Bilinear
        MultiheadAttention AdaptiveLogSoftmaxWithLoss RNN LSTM GRU RNNCell LSTMCell GRUCell Transformer
        TransformerEncoder TransformerDecoder TransformerEncoderLayer TransformerDecoderLayer
        Embedding EmbeddingBag CosineSimilarity PairwiseDistance
    """,
    "layers": """
        Add Average Maximum Minimum Multiply Subtract Dot Concatenate EinsumDense Embedding Lambda
        LSTM LSTMCell GRU GRUCell SimpleRNN RNN TimeDistributed Bidirectional ConvLSTM1D ConvLSTM2D ConvLSTM3D
        MultiHeadAttention Attention AdditiveAttention GroupQueryAttention SpectralNormalization RandomCrop
        Discretization CategoryEncoding Hashing StringLookup IntegerLookup TextVectorization
    """,
}
"""What the same pages and those beside them list, and what is named as unknown: its sizes are not told by
the call alone, or it has several inputs."""


def test_every_class_of_the_pages_on_convolution_pooling_and_padding_is_known_or_named() -> None:
    for framework, names in PAGES.items():
        assert names | set(KNOWN_ELSEWHERE[framework].split()) <= set(TABLES[framework])  # type: ignore[index]
    for module, listed in BESIDE.items():
        lines = [f"{module}.{name}(2, 2)" for name in listed.split()]
        first, last = f"{module}.Softmax()", f"{module}.Identity()"
        network = read_network("\n".join([first, *lines, last]), (3, 9, 9))
        assert [(each.line, each.text) for each in network.unknown] == list(enumerate(lines, 2))
        # The rest goes on.
        assert [(row.line, row.output_shape) for row in network.rows] == [
            (1, (3, 9, 9)),
            (len(lines) + 2, (3, 9, 9)),
        ]


def test_what_is_added_in_a_functional_model_is_named_and_the_rest_goes_on() -> None:
    text = """x = keras.Input((9, 9, 3))
y = layers.Conv2D(8, 3, padding="same")(x)
y = layers.Add()([y, z])
y = layers.add([layers.ReLU()(y), z])
y = add([y, z])
y = F.one_hot(y)
y = layers.GlobalAveragePooling2D()(y)"""
    network = read_network(text, (3, 9, 9))
    assert [each.line for each in network.unknown] == [3, 4, 5, 6]
    assert [(row.line, row.name) for row in network.rows] == [
        (2, "Conv2D"),
        (4, "ReLU"),
        (7, "GlobalAveragePooling2D"),
    ]
    assert network.output_shape == (8,)


def test_rows_know_how_deep_they_lie_and_reading_may_stop() -> None:
    text = "nn.Conv1d(1, 2, 3)\nnn.ReLU()\nnn.MaxPool1d(2)\nnn.Flatten()\nnn.Linear(1, 1)"
    network = read_network(text, (1, 9), most_rows=4)
    assert [row.depth for row in network.rows] == [1, 1, 2, 2]
    assert network.rows[2].field is not None
    fields = receptive_field(network.layers[: network.rows[2].depth])
    assert fields[-1].span == network.rows[2].field.span
    with pytest.raises(ConvError, match=r"^line 5: "):
        read_network(text, (1, 9))
