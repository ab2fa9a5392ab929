"""One line of code is read as the layer that its framework makes of it, or its line is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pyconv import (
    ConvError,
    ConvSpec,
    PoolingSpec,
    TransposedSpec,
    compare_layers,
    convolve,
    cross_correlate,
    framework_code,
    read_layer,
)
from pyconv.frameworks import FRAMEWORKS
from pyconv.messages import LANGUAGES
from pyconv.networks.functions import TABLES
from pyconv.networks.layer import ReadLayer
from tests.frameworks.drawing import Drawn, layers

SAME = ConvSpec((6, 6), 3, stride=2, padding="same")
ONE = ConvSpec((6, 6), 3, stride=2, padding=1)
LOWER = ConvSpec((6, 6), 3, stride=2, padding="same_lower")
BACK = TransposedSpec((6, 6), 3, stride=2, padding="same")
W = "w = (3, 3, 16, 32)\n"
LAX = 'w = jnp.zeros((3, 3, 2, 8))\nnumbers = ("NHWC", "HWIO", "NHWC")\n'
NODE = 'helper.make_node("{}", ["x", "w"], ["y"], kernel_shape=[3, 3], strides=[2, 2], {})'

KNOWN: list[tuple[str, Any, dict[str, Any]]] = [
    # PyTorch and Keras, their layers.
    ("nn.Conv2d(3, 8, 3, stride=2, padding=1)", ONE, {"in_channels": 3, "out_channels": 8, "bias": True}),
    ("nn.Conv2d(4, 8, 3, 2, 1, groups=4, bias=False)", ONE, {"groups": 4, "bias": False}),
    ('layers.Conv2D(8, 3, strides=2, padding="same")', SAME, {"framework": "keras", "out_channels": 8}),
    ("layers.Conv2D(8, 3, groups=4)", ConvSpec((6, 6), 3), {"in_channels": 4, "groups": 4}),
    ("layers.DepthwiseConv2D(3)", ConvSpec((6, 6), 3), {"in_channels": 1, "groups": 1, "out_channels": 1}),
    ('Conv2D(8, 3, activation="relu")\nReLU()', ConvSpec((6, 6), 3), {"line": 1}),
    ("keras.Input((6, 6, 3))\nlayers.MaxPooling2D(2)", PoolingSpec((6, 6), 2), {"line": 2}),
    ("nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(3, 8, 3, stride=2))", SAME, {"in_channels": 3}),
    ("nn.ReflectionPad2d(1)\nnn.Conv2d(3, 8, 3)", ConvSpec((6, 6), 3, padding=1, padding_mode="reflect"), {}),
    ("nn.ZeroPad2d(1)\nnn.Conv2d(3, 8, 3, padding=1)", ConvSpec((6, 6), 3, padding=2), {}),
    ("nn.ZeroPad2d(1)", ConvSpec((6, 6), 1, padding=1), {"in_channels": 1}),
    ("nn.ZeroPad2d(1)\nnn.AvgPool2d(2)", PoolingSpec((6, 6), 2, padding=1, kind="average"), {}),
    (
        "nn.ConvTranspose2d(16, 8, 3, stride=2, output_padding=1)\nnn.ZeroPad2d((0, -2, 0, -2))",
        BACK,
        {"in_channels": 16, "out_channels": 8},
    ),
    # SAME crops what the size leaves over, the odd cell after: s(i - 1) + k mod 2 + the output padding.
    ('layers.Conv2DTranspose(8, 3, strides=2, padding="same", output_padding=1)', BACK, {}),
    (
        'layers.Conv2DTranspose(8, 3, strides=2, padding="same", output_padding=0)',
        TransposedSpec((6, 6), 3, stride=2, padding=1),
        {},
    ),
    (
        'layers.Conv2DTranspose(8, 4, strides=2, padding="same", output_padding=1)',
        TransposedSpec((6, 6), 4, stride=2, padding=[(1, 2), (1, 2)]),
        {},
    ),
    (
        'layers.Conv2DTranspose(8, 1, strides=3, padding="same", output_padding=2)',
        TransposedSpec((6, 6), 1, stride=3, output_padding=2),
        {},
    ),
    # The functions that are given their weights.
    (
        "F.conv2d(x, torch.randn(8, 3, 3, 3), stride=2, padding=1)",
        ONE,
        {"framework": "pytorch", "bias": False},
    ),
    ("F.conv2d(x, torch.randn(8, 3, 3, 3), b, 2, 1)", ONE, {"bias": True, "in_channels": 3}),
    (
        "F.conv_transpose2d(x, torch.empty(16, 8, 3, 3), None, 2, 1, 1)",
        TransposedSpec((6, 6), 3, stride=2, padding=1, output_padding=1),
        {"in_channels": 16, "out_channels": 8},
    ),
    ("F.max_pool2d(x, 3, 2, 1)", PoolingSpec((6, 6), 3, stride=2, padding=1), {}),
    (
        "F.avg_pool2d(x, 3, 2, 1, count_include_pad=False)",
        PoolingSpec((6, 6), 3, stride=2, padding=1, kind="average", count_include_pad=False),
        {},
    ),
    # Activations change nothing of the layer, and what pads it is part of it.
    ("F.relu(F.max_pool2d(x, 2))", PoolingSpec((6, 6), 2), {"framework": "pytorch"}),
    (W + "x = tf.nn.conv2d(x, w, 2, 'SAME')\nx = tf.nn.relu(x)", SAME, {"bias": False, "line": 2}),
    (W + "tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, w, 2, 'SAME'), b))", SAME, {"bias": True}),
    ("y = F.conv2d(x, torch.randn(8, 3, 3, 3), stride=2, padding=1).relu()", ONE, {}),
    ("F.conv2d(F.pad(x, (0, 1, 0, 1)), torch.randn(8, 3, 3, 3), stride=2)", SAME, {"in_channels": 3}),
    ("F.conv2d(input=F.pad(x, (0, 1, 0, 1)), weight=torch.randn(8, 3, 3, 3), stride=2)", SAME, {}),
    (
        "y = x\ny = F.pad(x, (0, 1, 0, 1))\nz = F.conv2d(y, torch.randn(8, 3, 3, 3), stride=2)\ny = z",
        SAME,
        {"framework": "pytorch", "line": 3},
    ),
    # The last axis comes first, and the others are as they are.
    ("F.conv2d(F.pad(x, (1, 2)), torch.randn(8, 3, 3, 3))", ConvSpec((6, 6), 3, padding=[0, (1, 2)]), {}),
    (
        "F.conv2d(F.pad(F.pad(x, (1, 0)), (0, 0, 0, 2)), torch.randn(8, 3, 3, 3))",
        ConvSpec((6, 6), 3, padding=[(0, 2), (1, 0)]),
        {},
    ),
    (
        "F.conv2d(F.pad(x, (1, 1, 1, 1), 'circular'), torch.randn(8, 3, 3, 3))",
        ConvSpec((6, 6), 3, padding=1, padding_mode="circular"),
        {},
    ),
    (
        "F.avg_pool1d(F.pad(x, (1, 1)), 3, 1)",
        PoolingSpec(6, 3, stride=1, padding=1, kind="average"),
        {},
    ),
    (
        "F.pad(F.conv_transpose2d(x, torch.empty(16, 8, 3, 3), stride=2), (0, -1, 0, -1))",
        BACK,
        {"in_channels": 16, "out_channels": 8},
    ),
    (W + 'tf.nn.conv2d(tf.pad(x, [[0, 0], [0, 1], [0, 1], [0, 0]]), w, 2, "VALID")', SAME, {"line": 2}),
    (
        W + 'tf.nn.conv2d(tf.pad(x, [[0, 0], [0, 0], [1, 2], [0, 0]], "reflect"), w, 1, "VALID", "NCHW")',
        ConvSpec((6, 6), 3, padding=[(1, 2), 0], padding_mode="reflect"),
        {},
    ),
    (
        'lax.conv(jnp.pad(x, ((0, 0), (0, 0), (1, 2), (0, 0))), jnp.zeros((8, 3, 3, 3)), (1, 1), "VALID")',
        ConvSpec((6, 6), 3, padding=[(1, 2), 0]),
        {"framework": "jax"},
    ),
    (
        LAX + "lax.conv_general_dilated(jnp.pad(x, ((0, 0), (1, 2), (0, 0), (0, 0))), w, 1, 'VALID',"
        " dimension_numbers=numbers)",
        ConvSpec((6, 6), 3, padding=[(1, 2), 0]),
        {},
    ),
    (
        "lax.conv_transpose(jnp.pad(x, ((0, 0), (1, 0), (0, 0))), jnp.zeros((2, 8, 16)), 1, ((0, 0),))",
        ConvSpec(6, 2, padding=[(1, 0)]),
        {"framework": "jax"},
    ),
    ("np.convolve(np.pad(u, 2), [1, 2, 1], 'valid')", ConvSpec(6, 3, padding=2, flipped=True), {}),
    (
        "np.convolve(np.pad(u, (1, 2), 'edge'), [1, 2, 1], 'valid')",
        ConvSpec(6, 3, padding=[(1, 2)], padding_mode="replicate", flipped=True),
        {},
    ),
    (
        "signal.correlate(np.pad(a, ((1, 1),)), [[1, 2]], 'valid')",
        ConvSpec((6, 6), (1, 2), padding=1),
        {},
    ),
    (
        "signal.correlate(np.pad(a, ((1, 0), (0, 2))), [[1, 2]], 'valid')",
        ConvSpec((6, 6), (1, 2), padding=[(1, 0), (0, 2)]),
        {},
    ),
    (
        "conv_layer(np.pad(x, ((0, 0), (0, 0), (1, 2))), np.zeros((8, 2, 3)))",
        ConvSpec(6, 3, padding=[(1, 2)]),
        {"in_channels": 2},
    ),
    (
        "pool(np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1))), (1, 1, 2, 2), kind='average')",
        PoolingSpec((6, 6), 2, padding=1, kind="average"),
        {},
    ),
    (W + 'tf.nn.conv2d(x, w, 2, "SAME")', SAME, {"in_channels": 16, "out_channels": 32, "line": 2}),
    (W + 'y = tf.nn.conv2d(x, w, [1, 2, 2, 1], "SAME") + b', SAME, {"bias": True}),
    (
        "# weight (3, 3, 1, 1)\ntf.nn.conv2d(x, weight, strides=2, padding=[[0, 0], [1, 1], [1, 1], [0, 0]])",
        ONE,
        {},
    ),
    (
        'tf.nn.conv1d(x, tf.zeros([3, 16, 32]), stride=2, padding="SAME")',
        ConvSpec(6, 3, stride=2, padding="same"),
        {"in_channels": 16, "out_channels": 32},
    ),
    (W + 'tf.nn.conv2d(x, w, 2, "VALID", dilations=2)', ConvSpec((6, 6), 3, stride=2, dilation=2), {}),
    (
        W + 'tf.nn.atrous_conv2d(x, w, rate=2, padding="SAME")',
        ConvSpec((6, 6), 3, dilation=2, padding=2),
        {"in_channels": 16, "out_channels": 32},
    ),
    (
        "tf.nn.conv3d(x, tf.zeros([3, 3, 3, 1, 2]), [1, 2, 2, 2, 1], 'SAME')",
        ConvSpec((6, 6, 6), 3, stride=2, padding="same"),
        {"out_channels": 2},
    ),
    ("tf.nn.pool(x, [3, 3], 'MAX', [2, 2], 'SAME')", PoolingSpec((6, 6), 3, stride=2, padding="same"), {}),
    ("tf.nn.pool(x, [3], 'AVG')", PoolingSpec(6, 3, stride=1, kind="average"), {"framework": "tensorflow"}),
    ("tf.nn.pool(x, [2], 'MAX', dilations=[3])", PoolingSpec(6, 2, stride=1, dilation=3), {}),
    ("tf.nn.max_pool1d(x, 3, 2, [[0, 0], [1, 1], [0, 0]])", PoolingSpec(6, 3, stride=2, padding=1), {}),
    ('tf.nn.convolution(x, tf.zeros(shape=(3, 3, 1, 2)), 2, "SAME")', SAME, {}),
    ('tf.nn.conv2d(x, tf.Variable(tf.ones([3, 3, 1, 2])), 2, "SAME")', SAME, {}),
    (
        'tf.nn.depthwise_conv2d(x, tf.zeros((3, 3, 4, 2)), [1, 2, 2, 1], "SAME")',
        SAME,
        {"groups": 4, "out_channels": 8},
    ),
    (
        'f = tf.random.normal((3, 3, 8, 16))\ntf.nn.conv2d_transpose(x, f, [1, 12, 12, 8], 2, "SAME")',
        BACK,
        {"in_channels": 16, "out_channels": 8},
    ),
    ("tf.nn.conv2d_transpose(x, tf.zeros((3, 3, 1, 1)), tf.shape(y), 2)", BACK, {}),
    (
        'tf.nn.conv2d_transpose(x, tf.zeros((3, 3, 1, 1)), [n, 1, 13, 13], 2, "VALID", data_format="NCHW")',
        TransposedSpec((6, 6), 3, stride=2),
        {},
    ),
    ('tf.nn.max_pool2d(x, 3, 2, "VALID")', PoolingSpec((6, 6), 3, stride=2), {"framework": "tensorflow"}),
    (
        'tf.nn.avg_pool2d(x, 3, 2, "SAME")',
        PoolingSpec((6, 6), 3, stride=2, padding="same", kind="average"),
        {},
    ),
    ('lax.conv_general_dilated(x, jnp.zeros((8, 3, 3, 3)), (2, 2), "SAME")', SAME, {"in_channels": 3}),
    (
        LAX + "lax.conv_general_dilated(x, w, 2, ((1, 1), (1, 1)), None, None, numbers, 2)",
        ONE,
        {"in_channels": 4, "out_channels": 8, "groups": 2},
    ),
    ('lax.conv(x, jnp.zeros((8, 3, 3, 3)), (2, 2), "SAME_LOWER")', LOWER, {"framework": "jax"}),
    (
        'lax.conv_with_general_padding(x, jax.random.normal(key, (8, 3, 3, 3)), (2, 2), "SAME", None, 1)',
        SAME,
        {},
    ),
    (
        'lax.conv_transpose(x, jnp.zeros((3, 3, 8, 16)), (2, 2), "SAME", transpose_kernel=True)',
        TransposedSpec((6, 6), 3, stride=2, padding=[(0, 1), (0, 1)]),
        {"in_channels": 16, "out_channels": 8},
    ),
    (
        'lax.conv_transpose(x, jnp.zeros((3, 3, 8, 16)), (2, 2), "VALID", transpose_kernel=True)',
        TransposedSpec((6, 6), 3, stride=2),
        {},
    ),
    (
        LAX + "lax.conv_transpose(x, w, 2, ((1, 3), (1, 3)), None, numbers, transpose_kernel=True)",
        TransposedSpec((6, 6), 3, stride=2, padding=[(1, 0), (1, 0)], output_padding=1),
        {"in_channels": 8, "out_channels": 2},
    ),
    # Without a stride the kernel that is not turned around is that of a convolution: k - 1 zeros in all.
    (
        'lax.conv_transpose(x, jnp.zeros((2, 2, 8, 16)), (1, 1), "SAME")',
        ConvSpec((6, 6), 2, padding=[(1, 0), (1, 0)]),
        {"in_channels": 8, "out_channels": 16},
    ),
    (
        'lax.conv_transpose(x, jnp.zeros((3, 3, 8, 16)), (1, 1), "VALID")',
        ConvSpec((6, 6), 3, padding=2),
        {},
    ),
    (
        LAX + "lax.conv_transpose(x, w, 1, ((1, 0), (0, 2)), dimension_numbers=numbers)",
        ConvSpec((6, 6), 3, padding=[(1, 0), (0, 2)]),
        {"in_channels": 2, "out_channels": 8},
    ),
    (
        'lax.conv_transpose(x, jnp.zeros((1, 8, 16)), (2,), "VALID")',
        TransposedSpec(6, 1, stride=2, output_padding=1),
        {"in_channels": 8, "out_channels": 16},
    ),
    (
        'lax.reduce_window(x, -jnp.inf, lax.max, (1, 3, 3, 1), (1, 2, 2, 1), "SAME")',
        PoolingSpec((6, 6), 3, stride=2, padding="same"),
        {},
    ),
    (
        "lax.reduce_window(x, 0, lax.max, (1, 1, 3, 3), (1, 1, 2, 2), ((0, 0), (0, 0), (1, 1), (1, 1)))",
        PoolingSpec((6, 6), 3, stride=2, padding=1),
        {},
    ),
    (NODE.format("Conv", "pads=[1, 1, 1, 1]"), ONE, {"framework": "onnx", "bias": False}),
    (NODE.replace('"w"', '"w", "b"').format("Conv", 'auto_pad="SAME_LOWER"'), LOWER, {"bias": True}),
    (NODE.format("ConvTranspose", 'auto_pad="SAME_UPPER"'), BACK, {}),
    (
        NODE.format("ConvTranspose", "pads=[1, 1, 0, 0]"),
        TransposedSpec((6, 6), 3, stride=2, padding=[(1, 0), (1, 0)]),
        {},
    ),
    # A kernel that is shorter than the stride has nothing to crop: 3 * 5 + 2 cells, by both names.
    (
        'make_node("ConvTranspose", ["x"], ["y"], kernel_shape=[2], strides=[3], auto_pad="SAME_UPPER")',
        TransposedSpec(6, 2, stride=3),
        {},
    ),
    (
        'make_node("ConvTranspose", ["x"], ["y"], kernel_shape=[2], strides=[3], auto_pad="SAME_LOWER")',
        TransposedSpec(6, 2, stride=3),
        {},
    ),
    (
        NODE.format("ConvTranspose", "auto_pad='SAME_LOWER', output_padding=[1, 1]"),
        TransposedSpec((6, 6), 3, stride=2, padding=1, output_padding=1),
        {},
    ),
    (
        NODE.format("ConvTranspose", "output_shape=[12, 12]"),
        TransposedSpec((6, 6), 3, stride=2, padding="same_lower", output_shape=12),
        {},
    ),
    (NODE.format("MaxPool", "ceil_mode=1"), PoolingSpec((6, 6), 3, stride=2, ceil_mode=True), {}),
    (
        NODE.format("AveragePool", "pads=[1, 1, 1, 1]"),
        PoolingSpec((6, 6), 3, stride=2, padding=1, kind="average", count_include_pad=False),
        {},
    ),
    ("np.convolve(u, [1, 2, 1])", ConvSpec(6, 3, padding="full", flipped=True), {"framework": "numpy"}),
    ('np.convolve(u, np.ones(4), "same")', ConvSpec(6, 4, padding="same_lower", flipped=True), {}),
    ("v = np.array([1, 0, -1])\nnp.correlate(u, v)", ConvSpec(6, 3), {}),
    (
        "signal.fftconvolve(a, [[1, 0], [0, 1]])",
        ConvSpec((6, 6), 2, padding="full", flipped=True),
        {"framework": "numpy"},
    ),
    ("signal.oaconvolve(u, [1, 2], 'same')", ConvSpec(6, 2, padding=[(1, 0)], flipped=True), {}),
    # As many cells as there are: correlation has the odd cell before, convolution after.
    (
        "ndimage.correlate(x, np.ones((2, 3)), mode='constant')",
        ConvSpec((6, 6), (2, 3), padding=[(1, 0), (1, 1)]),
        {"framework": "numpy"},
    ),
    (
        "scipy.ndimage.convolve(x, np.ones((2, 3)), mode='constant')",
        ConvSpec((6, 6), (2, 3), padding=[(0, 1), (1, 1)], flipped=True),
        {},
    ),
    ("nn.AdaptiveMaxPool2d(3)", PoolingSpec((6, 6), 2), {}),
    ("layers.GlobalMaxPool2D(keepdims=True)", PoolingSpec((6, 6), 6), {}),
    (
        'signal.convolve2d(a, [[1, 0], [0, 1]], mode="valid")',
        ConvSpec((6, 6), 2, flipped=True),
        {"in_channels": 1},
    ),
    (
        "conv_layer(x, np.zeros((8, 2, 3, 3)), bias, stride=2, padding='same', groups=2)",
        SAME,
        {"in_channels": 4, "out_channels": 8, "groups": 2, "bias": True},
    ),
    (
        "pyconv.transposed_conv_layer(x, np.zeros((8, 2, 3, 3)), stride=2, padding='same', groups=2)",
        BACK,
        {"in_channels": 8, "out_channels": 4, "bias": False},
    ),
    ("pool(x, (3, 3), stride=2)", PoolingSpec((6, 6), 3, stride=2), {}),
]


@pytest.mark.parametrize(("text", "spec", "told"), KNOWN, ids=[each[0][-60:] for each in KNOWN])
def test_a_line_is_the_layer_of_its_framework(text: str, spec: Any, told: dict[str, Any]) -> None:
    read = read_layer(text, 6)
    assert read.spec == spec
    assert {name: getattr(read, name) for name in told} == told


REFUSED = [
    ("nn.Foo(3)", "unknown-layer", 1),
    ("hello(3", "unknown-layer", 1),
    ("\nnn.Linear(3, 8)", "no-windows", 2),
    ("nn.Conv2d(n, 8, 3)", "unknown-layer", 1),
    ("nn.Upsample(scale_factor=2)", "resizes", 1),
    ("layers.UpSampling2D(2)", "resizes", 1),
    ("nn.UpsamplingNearest2d(scale_factor=2)", "resizes", 1),
    ("nn.PixelShuffle(2)", "resizes", 1),
    ("nn.AdaptiveAvgPool2d(4)", "uneven-windows", 1),
    ("layers.GlobalMaxPooling2D()", "no-space-left", 1),
    ("nn.BatchNorm2d(1)", "no-windows", 1),
    ("nn.LPPool2d(2, 3)", "powers", 1),
    ("nn.AvgPool2d(3, divisor_override=2)", "divisor-given", 1),
    ("F.avg_pool2d(x, 3, divisor_override=2)", "divisor-given", 1),
    ("layers.SeparableConv2D(8, 3)", "two-layers", 1),
    ("layers.SeparableConv1D(8, 5)", "two-layers", 1),
    ("", "no-layer", None),
    ("nn.ReLU()", "no-layer", None),
    ("nn.Conv2d(3, 8, 3)\nnn.Conv2d(8, 8, 3)", "several-layers", 2),
    ("nn.ZeroPad2d(1)\nnn.MaxPool2d(2)", "zeros-before-largest", 2),
    ("nn.ZeroPad2d(-1)\nnn.MaxPool2d(2)", "several-layers", 2),
    ("nn.ZeroPad2d(-1)\nnn.Conv2d(3, 8, 3, padding=1)", "several-layers", 2),
    ("nn.ReflectionPad2d(1)\nnn.Conv2d(3, 8, 3, padding=1)", "several-layers", 2),
    ("nn.ZeroPad2d(1)\nnn.ConvTranspose2d(3, 8, 3)", "several-layers", 2),
    ("nn.ConvTranspose2d(3, 8, 3)\nnn.ZeroPad2d(1)", "several-layers", 2),
    ("nn.Conv2d(3, 8, 9)", "kernel-too-large", 1),
    ("nn.Conv2d(3, 8)", "layer-arguments", 1),
    ("nn.Conv2d(0, 8, 3)", "below-minimum", 1),
    ('tf.nn.conv2d(x, w, 2, "SAME")', "weights-untold", 1),
    ('tf.nn.conv2d(x, foo(3, 3), 2, "SAME")', "unknown-layer", 1),
    ('w = tf.zeros((3, 3, 8))\ntf.nn.conv2d(x, w, 2, "SAME")', "weights-shape", 2),
    ('tf.nn.convolution(x, tf.zeros((3, 3)), 2, "SAME")', "weights-shape", 1),
    (W + 'tf.nn.conv2d(x, w, 2, "FULL")', "unknown-choice", 2),
    (W + "tf.nn.conv2d(x, w, (2, 2, 2), 'SAME')", "axes-disagree", 2),
    (W + "tf.nn.conv2d(x, w, 2, [[1, 1]])", "axes-disagree", 2),
    (W + "tf.nn.conv2d(x, w, 2, [1, [1, 1]])", "not-a-pair", 2),
    # What pads something else, other axes, or with what no layer has.
    ("x = tf.pad(x, p)\n" + W + 'tf.nn.conv2d(x, w, 2, "SAME")', "argument-unread", 1),
    ("x = tf.pad(y, p)\n" + W + 'tf.nn.conv2d(z, w, 2, "SAME")', "pads-apart", 1),
    ("x = F.pad(x, (1, 1))\nx = F.relu(x)\nF.max_pool1d(x, 3)", "pads-apart", 1),
    ("F.max_pool1d(F.relu(F.pad(x, (1, 1))), 3)", "pads-apart", 1),
    ("v = np.pad([1, 2], 1)\nnp.convolve(u, v)", "pads-apart", 1),
    ("F.max_pool1d(F.pad(x, (1, 1)), 3)", "zeros-before-largest", 1),
    (
        "lax.reduce_window(jnp.pad(x, ((0, 0), (1, 1), (0, 0))), 0, lax.max, (1, 3, 1), (1, 2, 1), 'VALID')",
        "zeros-before-largest",
        1,
    ),
    (
        "lax.reduce_window(jnp.pad(x, ((0, 0), (0, 0), (1, 1))), 0, lax.max, (1, 1, 3), (1, 1, 2), 'VALID')",
        "zeros-before-largest",
        1,
    ),
    ("F.pad(x, (1, 1))", "unknown-layer", 1),
    ("np.convolve(np.pad(u, 1, mode='symmetric'), [1, 2])", "edge-mirrored", 1),
    ("np.convolve(np.pad(u, 1, mode='mean'), [1, 2])", "unknown-choice", 1),
    ("np.convolve(np.pad(u, 1, constant_values=3), [1, 2])", "argument-unread", 1),
    ("np.convolve(np.pad(u, 1, mode='reflect', reflect_type='odd'), [1, 2])", "argument-unread", 1),
    ("np.convolve(np.pad(u, 1, end_values=1), [1, 2])", "argument-unread", 1),
    ("np.convolve(np.pad(u, n), [1, 2])", "argument-unread", 1),
    ("np.convolve(np.pad(u, ((1, 1), (0, 0))), [1, 2])", "pads-others", 1),
    ("np.convolve(np.pad(u, 1), [[1, 2]])", "axes-disagree", 1),
    ("lax.conv(jnp.pad(x, 1), jnp.zeros((8, 3, 3, 3)), 1, 'VALID')", "pads-others", 1),
    ("F.max_pool1d(F.pad(x, (1, 1, 1)), 3)", "argument-unread", 1),
    ("F.avg_pool1d(F.pad(x, (1, 1), value=1), 3)", "argument-unread", 1),
    ("F.avg_pool1d(F.pad(x, (1, 1), 'mirror'), 3)", "unknown-choice", 1),
    (W + "tf.nn.conv2d(tf.pad(x, [[0, 0], [0, 0], [1, 1], [1, 1]]), w, 2, 'VALID')", "pads-others", 2),
    (W + "tf.nn.conv2d(tf.pad(x, [[0, 0]] , constant_values=1), w, 2, 'VALID')", "argument-unread", 2),
    ("y = F.max_pool2d(x, 2).sum()", "unknown-layer", 1),
    ("tf.nn.avg_pool2d(x, 3, 2, [[1, 1], [1, 1]])", "unknown-choice", 1),
    ("tf.nn.max_pool3d(x, 3, 2, [[1, 1]] * 3)", "unknown-choice", 1),
    ("tf.nn.max_pool3d(x, 3, 2, [[1, 1], [1, 1], [1, 1]])", "unknown-choice", 1),
    # In capitals only, and by number only where that is documented.
    (W + "tf.nn.conv2d(x, w, 1, 'same')", "unknown-choice", 2),
    (W + "tf.nn.conv2d(x, w, 1)", "layer-arguments", 2),
    ("tf.nn.conv1d(x, tf.zeros([3, 16, 32]), strides=2, padding='SAME')", "layer-arguments", 1),
    ("tf.nn.conv1d(x, tf.zeros([3, 16, 32]), 2, [[0, 0], [1, 1], [0, 0]])", "unknown-choice", 1),
    (
        "tf.nn.conv1d_transpose(x, tf.zeros([3, 1, 1]), [1, 9, 1], 2, [[0, 0], [1, 1], [0, 0]])",
        "unknown-choice",
        1,
    ),
    ("tf.nn.conv3d(x, tf.zeros([3, 3, 3, 1, 2]), 2, 'SAME')", "list-needed", 1),
    (
        "tf.nn.conv3d(x, tf.zeros([3, 3, 3, 1, 2]), [1, 2, 2, 2, 1], 'SAME', dilations=[1, 2])",
        "list-needed",
        1,
    ),
    (W + "tf.nn.depthwise_conv2d(x, w, 2, 'SAME')", "list-needed", 2),
    (
        W + "tf.nn.depthwise_conv2d(x, w, [1, 2, 2, 1], 'SAME', dilations=[2, 2])",
        "stride-and-dilation",
        2,
    ),
    (W + "tf.nn.convolution(x, w, 2, 'SAME', dilations=2)", "stride-and-dilation", 2),
    (W + "tf.nn.atrous_conv2d(x, w, (2, 2), 'SAME')", "not-integer", 2),
    ("tf.nn.pool(x, 3, 'MAX')", "argument-unread", 1),
    ("tf.nn.pool(x, [3], 'MIN')", "unknown-choice", 1),
    ("tf.nn.pool(x, [3], 'MAX', [2], dilations=[2])", "stride-and-dilation", 1),
    ("tf.nn.pool(x, [3], 'MAX', padding='SAME', dilations=[2])", "argument-unread", 1),
    ("tf.nn.pool(x, [2], 'MAX', strides=[3])", "argument-unread", 1),
    (W + 'tf.nn.conv2d_transpose(x, w, [1, 14, 14, 8], 2, "SAME")', "tensorflow-shape", 2),
    ('lax.conv(x, jnp.zeros((8, 3, 3, 3)), (2, 2), "HALF")', "unknown-choice", 1),
    (
        'lax.conv_general_dilated(x, jnp.zeros((8, 3, 3, 3)), (2, 2), "SAME", lhs_dilation=(2, 2))',
        "argument-unread",
        1,
    ),
    (
        LAX + 'lax.conv_general_dilated(x, w, 1, "SAME", dimension_numbers=("NHC", "HIO", "NHC"))',
        "weights-shape",
        3,
    ),
    (
        'lax.conv_general_dilated(x, jnp.zeros((8, 3, 3, 3)), 1, "SAME", batch_group_count=2)',
        "argument-unread",
        1,
    ),
    (
        'lax.conv_general_dilated(x, jnp.zeros((8, 3, 3, 3)), 1, "SAME", dimension_numbers="NHWC")',
        "argument-unread",
        1,
    ),
    ('lax.conv_transpose(x, jnp.zeros((3, 3, 8, 16)), (2, 2), "SAME")', "kernel-unturned", 1),
    (
        'lax.conv_transpose(x, jnp.zeros((3, 3, 1, 1)), 2, "SAME_LOWER", transpose_kernel=True)',
        "unknown-choice",
        1,
    ),
    ('lax.reduce_window(x, 0.0, lax.add, (1, 3, 3, 1), (1, 2, 2, 1), "SAME")', "argument-unread", 1),
    ('lax.reduce_window(x, 0.0, lax.max, 3, 2, "SAME")', "argument-unread", 1),
    ('lax.reduce_window(x, 0.0, lax.max, (1, 3, 1), (1, 2, 1), "SAME", (1, 2, 1))', "argument-unread", 1),
    ('helper.make_node("Relu", ["x"], ["y"])', "unknown-layer", 1),
    ('helper.make_node("Conv", ["x", "w"], ["y"])', "kernel-untold", 1),
    (NODE.format("Conv", "modes=1"), "layer-arguments", 1),
    ("a = x[0]\nb = x[1:]\nnp.convolve(b, [1, 2])", "unknown-layer", 2),
    (NODE.format("Conv", 'auto_pad="SAME"'), "unknown-choice", 1),
    (NODE.format("Conv", "pads=[1, 1]"), "axes-disagree", 1),
    (NODE.format("Conv", "pads=1"), "axes-disagree", 1),
    ("np.convolve(u, v)", "weights-untold", 1),
    ("np.convolve(u, [[1, 2]])", "axes-disagree", 1),
    ("np.convolve(u, [[1, 2], [1]])", "weights-untold", 1),
    ("np.convolve(u, [])", "weights-untold", 1),
    ('np.convolve(u, [1], "half")', "unknown-choice", 1),
    ('np.convolve(u, np.ones(7), "same")', "shorter-input", 1),
    ('signal.convolve2d(a, [[1]], boundary="symm")', "edge-mirrored", 1),
    ('signal.convolve2d(a, [[1]], boundary="mirror")', "unknown-choice", 1),
    ("signal.convolve2d(a, [[1]], fillvalue=2)", "argument-unread", 1),
    ('signal.convolve(a, [[1]], boundary="wrap")', "layer-arguments", 1),
    ("signal.fftconvolve(a, [[1]], axes=1)", "argument-unread", 1),
    ("signal.fftconvolve(a, [[1]], axes=mine)", "argument-unread", 1),
    ("scipy.ndimage.convolve(x, np.ones((3, 3)))", "edge-mirrored", 1),
    ("ndimage.correlate(x, np.ones((3, 3)), mode='grid-mirror')", "edge-mirrored", 1),
    ("ndimage.correlate(x, np.ones((3, 3)), mode='same')", "unknown-choice", 1),
    ("ndimage.convolve(x, np.ones((3, 3)), mode='constant', cval=1)", "argument-unread", 1),
    ("ndimage.convolve(x, np.ones((3, 3)), mode='constant', origin=2)", "out-of-range", 1),
    ("ndimage.convolve(x, np.ones((3, 3)), mode='constant', origin=(1, 1, 1))", "axes-disagree", 1),
    ("ndimage.convolve(x, w, mode='constant')", "weights-untold", 1),
    ("convolve(u, [1, 2])", "unknown-layer", 1),
]


@pytest.mark.parametrize(
    ("text", "reason", "line"), REFUSED, ids=[text.strip()[-60:] for text, *_ in REFUSED]
)
def test_what_is_no_layer_is_named_with_its_line(text: str, reason: str, line: int | None) -> None:
    with pytest.raises(ConvError) as caught:
        read_layer(text, 6)
    assert caught.value.reason == reason
    assert caught.value.numbers.get("line") == line
    for language in LANGUAGES:
        assert "{" not in caught.value.message(language)


def refusal(text: str, *told: Any) -> str | None:
    """Return why a text is no layer, if it is none."""
    try:
        read_layer(text, *told)
    except ConvError as error:
        return error.reason if error.message("es") else ""
    return None


@given(drawn=layers())
def test_a_text_of_a_framework_is_read_as_the_layer_that_it_was_written_for(drawn: Drawn) -> None:
    spec = drawn.layer.spec
    read = {}
    for framework in FRAMEWORKS:
        code = framework_code(spec, framework, **drawn.arguments)
        channels = drawn.layer.in_channels, drawn.layer.out_channels
        reason = refusal(code.text, spec.input_size, *channels)
        if reason is None:
            read[framework] = read_layer(code.text, spec.input_size, *channels)
        # What pads, splits or turns around by itself is no single layer.
        assert reason in {None, "unknown-layer", "several-layers", "kernel-untold"}, code.text
    flipped = isinstance(spec, ConvSpec) and spec.flipped
    assert flipped or "numpy" in read
    for framework, layer in read.items():
        (verdict,) = compare_layers(layer.spec, spec, [spec.input_size])
        assert verdict.equal, framework
        assert _channels(layer, drawn) == _channels(drawn.layer, drawn), framework


def _channels(layer: Any, drawn: Drawn) -> Any:
    # Of groups TensorFlow hears only from the channels of the arrays.
    grouped = isinstance(layer, ReadLayer) and layer.framework == "tensorflow" and drawn.layer.groups > 1
    if isinstance(drawn.layer.spec, PoolingSpec) or grouped:
        return _channels(drawn.layer, drawn) if grouped else None
    bias = layer.bias if isinstance(layer, ReadLayer) else drawn.layer.bias
    return layer.in_channels, layer.out_channels, layer.groups, bias


@given(
    st.sampled_from(["convolve", "correlate"]),
    st.sampled_from(["full", "same", "valid"]),
    st.integers(1, 6),
    st.integers(0, 5),
)
def test_modes_of_numpy_and_scipy_are_what_these_compute(name: str, mode: str, taps: int, more: int) -> None:
    signal = pytest.importorskip("scipy.signal", reason="SciPy is none of the site's packages")

    size = taps + more
    u, v = np.arange(1, size + 1) ** 2, np.arange(2, taps + 2) ** 3
    for text, made in (
        (f'np.{name}(u, np.ones({taps}), "{mode}")', getattr(np, name)(u, v, mode)),
        (f'signal.{name}(u, np.ones({taps}), "{mode}")', getattr(signal, name)(u, v, mode)),
    ):
        spec = read_layer(text, size).spec
        assert isinstance(spec, ConvSpec)
        compute = convolve if spec.flipped else cross_correlate
        assert np.array_equal(compute(u, v, padding=spec.padding), made), text
    # Of planes, correlate2d alone has the odd cell of an even kernel at the other end.
    plane, weights = np.outer(u, np.append(u, 5)), np.outer(v, np.append(v, 3))[:, :taps]
    text = f'signal.{name}2d(x, np.ones({weights.shape}), "{mode}")'
    spec = read_layer(text, plane.shape).spec
    assert isinstance(spec, ConvSpec)
    compute = convolve if spec.flipped else cross_correlate
    made = getattr(signal, f"{name}2d")(plane, weights, mode)
    assert np.array_equal(compute(plane, weights, padding=spec.padding), made), text


def test_output_padding_moves_the_cells_of_keras() -> None:
    keras = 'layers.Conv2DTranspose(8, 3, strides=2, padding="same"'
    told, plain = (read_layer(f"{keras}{more})", 6).spec for more in (", output_padding=1", ""))
    pytorch = read_layer("nn.ConvTranspose2d(8, 8, 3, stride=2, padding=1, output_padding=1)", 6).spec
    assert compare_layers(told, plain, [(6, 6)])[0].equal
    assert compare_layers(told, pytorch, [(6, 6)])[0].reason == "cell"


@given(
    st.sampled_from(["convolve", "correlate"]),
    st.sampled_from(["constant", "grid-constant", "nearest", "mirror", "wrap", "grid-wrap"]),
    st.tuples(st.integers(1, 5), st.integers(1, 4)),
    st.tuples(st.integers(-1, 1), st.integers(0, 1)),
)
def test_ndimage_makes_as_many_cells_as_there_are(
    name: str, mode: str, taps: tuple[int, int], origin: tuple[int, int]
) -> None:
    ndimage = pytest.importorskip("scipy.ndimage", reason="SciPy is none of the site's packages")

    rng = np.random.default_rng(sum(taps))
    x, weights = rng.integers(0, 9, (6, 7)), rng.integers(0, 9, taps)
    text = f'scipy.ndimage.{name}(x, np.ones({taps}), mode="{mode}", origin={origin})'
    try:
        made = getattr(ndimage, name)(x, weights, mode=mode, origin=origin)
    except ValueError:
        assert refusal(text, x.shape) == "out-of-range"
        return
    spec = read_layer(text, x.shape).spec
    assert isinstance(spec, ConvSpec)
    compute = convolve if spec.flipped else cross_correlate
    found = compute(x, weights, padding=spec.padding, padding_mode=spec.padding_mode)
    assert np.array_equal(found, made)


@given(
    st.sampled_from(["convolve2d", "correlate2d"]),
    st.sampled_from(["full", "same", "valid"]),
    st.tuples(st.integers(1, 4), st.integers(1, 3)),
)
def test_planes_that_go_around(name: str, mode: str, taps: tuple[int, int]) -> None:
    signal = pytest.importorskip("scipy.signal", reason="SciPy is none of the site's packages")

    rng = np.random.default_rng(sum(taps))
    x, weights = rng.integers(0, 9, (4, 5)), rng.integers(0, 9, taps)
    spec = read_layer(f'signal.{name}(x, np.ones({taps}), "{mode}", boundary="wrap")', x.shape).spec
    assert isinstance(spec, ConvSpec)
    compute = convolve if spec.flipped else cross_correlate
    found = compute(x, weights, padding=spec.padding, padding_mode=spec.padding_mode)
    assert np.array_equal(found, getattr(signal, name)(x, weights, mode, boundary="wrap"))


def test_several_sizes_of_an_input_say_how_many_axes_are_padded() -> None:
    read = read_layer("F.conv2d(F.pad(x, (1, 0, 0, 2)), torch.randn(8, 3, 3, 3))", (6, 7))
    assert read.spec == ConvSpec((6, 7), 3, padding=[(0, 2), (1, 0)])
    # The kernel is longer than what is not yet padded.
    assert read_layer("F.conv1d(F.pad(x, (2, 0)), torch.randn(8, 3, 3))", 1).spec.output_size == (1,)
    with pytest.raises(ConvError, match="line 1: the kernel spans 5"):
        read_layer("F.conv1d(F.pad(x, (2, 0)), torch.randn(8, 3, 5))", 1)


def test_what_is_two_layers_names_them() -> None:
    with pytest.raises(ConvError, match=r"DepthwiseConv2D\(\(3, 5\)\), .* Conv2D\(8, 1\)"):
        read_layer("layers.SeparableConv2D(8, (3, 5))", 6, 4)


PIECES = [
    "nn.Conv2d(", "layers.Conv2D(8, 3", "tf.nn.conv2d(x, w, 2, 'SAME')", "np.convolve(u, [1, 2])",
    "w = (3, 3, 1, 2)", "w = tf.zeros((3, 3, 1, 2))", "lax.conv(", "helper.make_node('Conv'", ")",
    ", kernel_shape=[3, 3]", "[", "\n", "#", " weight (3, 3)", "x", "=", "-1", "None", "'SAME'", "tf.zeros(",
    "pool(x, 2)", "F.pad(", "x = np.pad(x, 1)", "tf.pad(x, [[0, 0], [1, 1]])", ".relu()", "(0, 0)", "*a",
    "**b", ",", "lambda: ",
]  # fmt: skip


@settings(max_examples=400)
@example("tf.nn.conv2d(x, tf.zeros((0, 0, 0, 0)), 2, 'SAME')")
@example("np.convolve(u, np.ones(), 'same')")
@example("tf.nn.conv2d(*x, w, 2)")
@example("x.y[0].conv2d(3)\nF.conv1d(x, w=3)")
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert refusal(text, 6) != ""


def test_channels_that_the_text_does_not_say_can_be_given() -> None:
    read = read_layer("layers.DepthwiseConv2D(3, depth_multiplier=2)", 6, 5)
    assert (read.in_channels, read.out_channels, read.groups) == (5, 10, 5)
    read = read_layer(NODE.format("Conv", "group=2"), 6, 4, 8)
    assert (read.in_channels, read.out_channels, read.groups) == (4, 8, 2)
    # What it says itself counts more.
    read = read_layer("nn.Conv2d(3, 8, 3)", 6, 5, 7)
    assert (read.in_channels, read.out_channels) == (3, 8)


def test_every_function_has_a_module_that_tells_whose_it_is() -> None:
    parts = [part for _, names, _ in TABLES for part in names]
    assert len(set(parts)) == len(parts)


def test_names_are_those_that_any_line_gives_to_a_value() -> None:
    text = "(a, b.c), d = (3, 4), 5\na, b.c = 3, 4\nb.c = 2\nF.max_pool2d(x, a)"
    assert read_layer(text, 9).spec.kernel_size == (3, 3)
