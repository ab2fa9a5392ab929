"""Networks as code: what each layer becomes, what is only named, and what is refused with its line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pyconv import ConvError, network_code, read_network
from pyconv.frameworks import FRAMEWORKS
from pyconv.messages import LANGUAGES
from pyconv.networks import TABLES
from pyconv.pictures.views.network.presets import PRESETS
from pyconv.translation.activations import ACTIVATIONS, PYTORCH, activation_of, named_activation


def written(lines: str, framework: Any, shape: tuple[int, ...] = (4, 8, 8), language: str = "en") -> str:
    """Return the text of a network."""
    network = read_network(lines, shape)
    assert not network.unknown
    return network_code(network, framework, language=language).text


def layers(text: str) -> list[str]:
    """Return the layers of a `Sequential`, without comments."""
    inner = text[text.index("Sequential(") :].splitlines()[1:-1]
    return [
        line.strip().rstrip(",").removeprefix("nn.").removeprefix("layers.")
        for line in inner
        if not line.strip().startswith(("#", "keras.Input"))
    ]


TO_KERAS = [
    ("nn.Conv2d(4, 8, 3, padding=1)", ['Conv2D(8, 3, padding="same")']),
    ("nn.LazyConv2d(8, 3)", ["Conv2D(8, 3)"]),
    ("nn.ConvTranspose2d(4, 8, 2, stride=2)", ['Conv2DTranspose(8, 2, strides=2, padding="same")']),
    ("nn.MaxPool2d(2)\nnn.AvgPool2d(2)", ["MaxPooling2D(2)", "AveragePooling2D(2)"]),
    ("nn.AdaptiveAvgPool2d(1)", ["GlobalAveragePooling2D(keepdims=True)"]),
    ("nn.AdaptiveMaxPool2d((1, 1))", ["GlobalMaxPooling2D(keepdims=True)"]),
    ("nn.AdaptiveMaxPool2d(4)", ["MaxPooling2D(2)"]),
    ("nn.AdaptiveAvgPool2d(4)", ["AveragePooling2D(2)"]),
    # Of 8 cells three windows are not all of one length.
    ("nn.AdaptiveAvgPool2d(3)", ["AdaptiveAveragePooling2D(3)"]),
    ("nn.AdaptiveMaxPool2d((3, None))", ["AdaptiveMaxPooling2D((3, 8))"]),
    ("nn.ConstantPad2d((1, 2, 0, 0), 0)", ["ZeroPadding2D(((0, 0), (1, 2)))"]),
    ("nn.ZeroPad2d(-1)", ["Cropping2D(((1, 1), (1, 1)))"]),
    ("nn.UpsamplingNearest2d(scale_factor=2)", ["UpSampling2D(2)"]),
    (
        "nn.Flatten()\nnn.Linear(256, 3, bias=False)",
        ["Permute((3, 1, 2))", "Flatten()", "Dense(3, use_bias=False)"],
    ),
    ("nn.BatchNorm2d(4, affine=False)", None),
    ("nn.BatchNorm2d(4)", ["BatchNormalization(momentum=0.9, epsilon=1e-05)"]),
    ("nn.Dropout(p=0.1)\nnn.Dropout2d()", ["Dropout(0.1)", "SpatialDropout2D(0.5)"]),
    ("nn.ELU()\nnn.LeakyReLU()", ["ELU(1.0)", "LeakyReLU(negative_slope=0.01)"]),
    ("nn.SiLU()\nnn.Softmax(dim=1)", ['Activation("silu")', "Softmax()"]),
]


@pytest.mark.parametrize(("lines", "made"), TO_KERAS)
def test_layers_of_pytorch_have_their_like_in_keras(lines: str, made: list[str] | None) -> None:
    found = written(lines, "keras")
    if made is None:
        found = found.replace("\n", "")
        assert "center=False" in found
        assert "scale=False" in found
        return
    assert layers(found) == made


TO_PYTORCH = [
    ('layers.Conv2D(8, 3, activation="relu")', ["Conv2d(4, 8, 3)", "ReLU()"]),
    ("layers.Conv2D(8, 3, activation=tf.nn.gelu)", ["Conv2d(4, 8, 3)", "GELU()"]),
    ('layers.Conv2D(8, 3, activation="linear")', ["Conv2d(4, 8, 3)"]),
    ("layers.Conv2D(8, 3, activation=None)", ["Conv2d(4, 8, 3)"]),
    (
        "layers.SeparableConv2D(8, 3, depth_multiplier=2)",
        ["Conv2d(4, 8, 3, groups=4, bias=False)", "Conv2d(8, 8, 1)"],
    ),
    ("layers.DepthwiseConv2D(3, use_bias=False)", ["Conv2d(4, 4, 3, groups=4, bias=False)"]),
    ("layers.GlobalAveragePooling2D()", ["AdaptiveAvgPool2d(1)", "Flatten()"]),
    ("layers.GlobalMaxPool2D(keepdims=True)", ["AdaptiveMaxPool2d(1)"]),
    ("layers.AdaptiveAveragePooling2D((3, 5))", ["AdaptiveAvgPool2d((3, 5))"]),
    ("layers.AdaptiveMaxPooling2D(3)", ["AdaptiveMaxPool2d(3)"]),
    ("layers.Cropping2D(1)", ["ZeroPad2d((-1, -1, -1, -1))"]),
    ("layers.UpSampling2D((2, 1))", ["Upsample(scale_factor=(2, 1))"]),
    ("layers.Flatten()", ["ChannelsLast()", "Flatten()"]),
    (
        "layers.GlobalMaxPool2D()\nlayers.Dense(3, 'tanh')",
        ["AdaptiveMaxPool2d(1)", "Flatten()", "Linear(4, 3)", "Tanh()"],
    ),
    ("layers.BatchNormalization()", ["BatchNorm2d(4, eps=0.001, momentum=0.01)"]),
    ("layers.SpatialDropout2D(0.2)\nlayers.Dropout(0.3)", ["Dropout2d(0.2)", "Dropout(0.3)"]),
    ("layers.ReLU(max_value=6)\nlayers.LeakyReLU()", ["ReLU6()", "LeakyReLU(0.3)"]),
    ('layers.Activation("swish")\nlayers.Softmax()', ["SiLU()", "Softmax(dim=1)"]),
]


@pytest.mark.parametrize(("lines", "made"), TO_PYTORCH)
def test_layers_of_keras_have_their_like_in_pytorch(lines: str, made: list[str]) -> None:
    assert layers(written(lines, "pytorch")) == made


def test_layers_of_the_framework_itself_are_written_as_they_were_read() -> None:
    lines = "width = 8\nnn.Conv2d(4, width, kernel_size=3)\nnn.PixelShuffle(2)\nnn.RReLU()"
    assert layers(written(lines, "pytorch")) == ["Conv2d(4, 8, kernel_size=3)", "PixelShuffle(2)", "RReLU()"]
    lines = (
        'layers.Conv2D(8, 3, activation="relu", name="a")\nlayers.Dense(3, "tanh")\nlayers.Activation("elu")'
    )
    assert layers(written(lines, "keras")) == [
        "Conv2D(8, 3)",
        "ReLU()",
        "Dense(3, 'tanh')",
        "Activation('elu')",
    ]
    lines = 'layers.Conv2D(8, 3, activation="exponential")\nlayers.Conv2D(8, 3, activation="linear")'
    text = written(lines, "keras")
    assert layers(text) == ["Conv2D(8, 3)", "Conv2D(8, 3)"]
    assert "# Here stands exponential." in text


NAMED = [
    ("nn.RReLU()\nnn.ReLU()", "keras"),
    ("nn.ReLU()\nnn.RReLU()", "numpy"),
    ("nn.Softmax(dim=2)", "keras"),
    ("layers.ReLU(max_value=4)", "pytorch"),
    ("layers.Conv2D(8, 3, activation=foo(3))", "pytorch"),
    ("layers.GaussianNoise(0.1)", "pytorch"),
    ('layers.Activation("exponential")', "jax"),
    ("nn.GELU()", "numpy"),
    ("nn.Mish()", "tensorflow"),
]


@pytest.mark.parametrize(("lines", "framework"), NAMED)
def test_what_changes_no_size_and_has_no_like_is_named(lines: str, framework: str) -> None:
    assert "Here stands" in written(lines, framework)
    assert "Aquí está" in written(lines, framework, language="es")


def test_dropout_is_told_of_where_it_is_left_out() -> None:
    text = written("nn.Dropout(0.5)", "numpy")
    assert "# Dropout(0.5): once a network is trained, this does nothing." in text
    assert "def network(x, weights=()):" in text


REFUSED = [
    ("nn.ReLU()\nnn.PixelShuffle(2)", "keras"),
    ("nn.LPPool2d(2, 2)", "keras"),
    ("nn.AdaptiveAvgPool2d(3)", "tensorflow"),
    ("nn.AdaptiveMaxPool2d(3)", "onnx"),
    ("layers.AdaptiveMaxPooling2D(3)", "numpy"),
    ("nn.ReflectionPad2d(1)", "keras"),
    ("nn.ConstantPad2d(1, 3.0)", "keras"),
    ("nn.Upsample(scale_factor=2, mode='bilinear')", "keras"),
    ("nn.Upsample(size=(11, 11))", "keras"),
    ("nn.Linear(8, 3)", "keras"),
    ("nn.Flatten(start_dim=2)", "keras"),
    ("nn.LayerNorm(8)", "keras"),
    ("nn.BatchNorm2d(4, track_running_stats=False)", "keras"),
    ("layers.BatchNormalization(center=False)", "pytorch"),
    ("layers.Dense(3)", "numpy"),
    ("layers.PReLU()", "pytorch"),
    ("nn.AvgPool2d(3, divisor_override=2)", "keras"),
]


@pytest.mark.parametrize(("lines", "framework"), REFUSED)
def test_a_layer_of_one_framework_alone_is_refused_with_its_line(lines: str, framework: Any) -> None:
    with pytest.raises(ConvError) as caught:
        written(lines, framework)
    assert caught.value.reason == "untranslated"
    assert caught.value.numbers["line"] == lines.count("\n") + 1
    for language in LANGUAGES:
        assert "{" not in caught.value.message(language)


def test_other_frameworks_and_rows_are_refused() -> None:
    network = read_network("nn.ReLU()", (4, 8, 8))
    with pytest.raises(ConvError, match="cannot be “caffe”"):
        network_code(network, "caffe")  # type: ignore[arg-type]
    row = network.rows[0]._replace(call=None)
    made = type(network)(network.input_shape, (row,), (), ())
    with pytest.raises(ConvError, match="line 1: ReLU was not read from a text"):
        network_code(made, "keras")


COPIES = """\
nn.ReLU()
nn.MaxPool2d(2)
nn.Conv2d(1, 2, 1)
nn.Dropout()
nn.Upsample(scale_factor=2)
nn.Conv2d(3, 1, 3)
nn.RReLU()
"""
"""The first map is read again by the last convolution."""


def without_words(text: str) -> list[str]:
    """Return the lines of a text but its comments and what it imports."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith(("#", "import", "from"))]


def test_copies_past_layers_are_read_in_forward() -> None:
    text = written(COPIES, "pytorch", (1, 9, 8))
    assert without_words(text) == [
        "class Network(nn.Module):", "def __init__(self):", "super().__init__()",
        "self.layers1 = nn.Sequential(", "nn.ReLU(),", ")",
        "self.layers2 = nn.Sequential(", "nn.MaxPool2d(2),", "nn.Conv2d(1, 2, 1),", "nn.Dropout(),",
        "nn.Upsample(scale_factor=2),", "nn.ZeroPad2d((0, 0, 0, 1)),", ")",
        "self.layers3 = nn.Sequential(", "nn.Conv2d(3, 1, 3),", "nn.RReLU(),", ")",
        "def forward(self, x):", "x = self.layers1(x)", "copy1 = x", "x = self.layers2(x)",
        "x = torch.cat([x, copy1], dim=1)", "x = self.layers3(x)", "return x", "network = Network()",
    ]  # fmt: skip
    assert "rounded off: zeros stand there" in text
    assert "import torch\n" in text
    compile(text, "<network>", "exec")


def test_copies_past_layers_are_concatenated_in_a_model_of_keras() -> None:
    text = written(COPIES, "keras", (1, 9, 8))
    assert without_words(text) == [
        "inputs = x = keras.Input((9, 8, 1))", "x = layers.ReLU()(x)", "copy1 = x",
        "x = layers.MaxPooling2D(2)(x)", "x = layers.Conv2D(2, 1)(x)", "x = layers.Dropout(0.5)(x)",
        "x = layers.UpSampling2D(2)(x)", "x = layers.ZeroPadding2D(((0, 1), (0, 0)))(x)",
        "x = layers.Concatenate()([x, copy1])", "x = layers.Conv2D(1, 3)(x)",
        "network = keras.Model(inputs, x)",
    ]  # fmt: skip
    # Nothing is cut off the copy.
    assert 'helper.make_node("Concat", ["y4", "x"], ["y5"], axis=1)' in written(
        COPIES.replace("nn.ReLU()\n", ""), "onnx", (1, 9, 8)
    )
    # What stands after the last layer is told before the model.
    assert text.index("Here stands RReLU()") < text.index("keras.Model(")


def test_edges_are_cut_off_whichever_map_is_longer() -> None:
    down = "nn.MaxPool1d(2)\nnn.Conv1d(1, 1, 3)\n"
    up = "nn.Upsample(scale_factor=2)\nnn.Conv1d(2, 1, 1)"
    longer = {
        "pytorch": "x = torch.cat([x, copy0[:, :, 2:-2]], dim=1)",
        "keras": "x = layers.Concatenate()([x, layers.Cropping1D((2, 2))(copy0)])",
        "tensorflow": "x = tf.concat([x, copy0[:, 2:-2]], axis=-1)",
        "jax": "x = jnp.concatenate([x, copy0[:, 2:-2]], axis=-1)",
        "numpy": "x = np.concatenate([x, copy0[:, :, 2:-2]], axis=1)",
        "onnx": 'helper.make_node("Pad", ["x", "around1"], ["y4"]),',
    }
    for framework, line in longer.items():
        text = written(down + up, framework, (1, 12))
        assert line in without_words(text), text
        assert "The copy is longer" in text
        assert "La copia es más larga" in written(down + up, framework, (1, 12), "es")
    up = "nn.ConvTranspose1d(1, 1, 3, stride=2)\nnn.Conv1d(2, 1, 1)"
    shorter = {
        "pytorch": "nn.ZeroPad1d((0, -1)),",
        "keras": "x = layers.Cropping1D((0, 1))(x)",
        "jax": "x = x[:, :-1]",
        "numpy": "x = x[:, :, :-1]",
    }
    for framework, line in shorter.items():
        text = written("nn.MaxPool1d(2)\n" + up, framework, (1, 12))
        assert line in without_words(text), text
        assert "What arrives is longer" in text


def test_a_concatenation_of_keras_is_no_layer_beside_the_copy() -> None:
    lines = (
        "layers.MaxPooling2D(2)\nlayers.UpSampling2D(2)\nlayers.Concatenate(axis=-1)\n"
        "layers.Conv2D(3, 1)\nlayers.MaxPooling2D(2)\nlayers.UpSampling2D(2)\nconcatenate([x, y])"
    )
    text = written(lines, "keras", (2, 8, 8))
    assert [line for line in without_words(text) if "oncatenate" in line] == [
        "x = layers.Concatenate()([x, copy0])",
        "x = layers.Concatenate()([x, copy4])",
    ]
    text = written(lines, "pytorch", (2, 8, 8))
    # Nothing comes after the last copy, nor before the first.
    assert without_words(text)[-6:] == [
        "x = self.layers2(x)", "copy4 = x", "x = self.layers3(x)", "x = torch.cat([x, copy4], dim=1)",
        "return x", "network = Network()",
    ]  # fmt: skip


def test_a_model_of_keras_is_read_again_as_it_is() -> None:
    preset = PRESETS["unet"]
    network = read_network(preset.text, preset.input_shape)
    again = read_network(network_code(network, "keras").text, preset.input_shape)
    assert not again.unknown
    assert (again.output_shape, again.parameters) == (network.output_shape, network.parameters)
    assert [row.joins.cropped for row in again.rows if row.joins] == [
        row.joins.cropped for row in network.rows if row.joins
    ]


def test_definitions_of_several_layers_have_names_of_their_own() -> None:
    pool = "nn.AvgPool2d(3, 2, 1, count_include_pad=False)"
    text = written(f"{pool}\n{pool}", "keras")
    assert "def average1(x):" in text
    assert "layers.Lambda(average2)" in text
    compile(text, "<network>", "exec")
    text = written('layers.AveragePooling2D(3, 2, "same")', "pytorch")
    assert "class Average1(nn.Module):" in text
    text = written("layers.Flatten()\nlayers.Reshape((4, 8, 8))\nlayers.Flatten()", "keras")
    assert "Permute" not in text
    # Words are left as they are.
    assert "the layer itself" in written("nn.AvgPool2d(3, 1, 1)", "jax")


def test_a_warning_is_told_once() -> None:
    same = 'layers.Conv2D(4, 3, strides=2, padding="same")'
    network = read_network(f"{same}\n{same}", (4, 8, 8))
    (warning,) = network_code(network, "pytorch").warnings
    assert "another size" in warning


def test_functions_lay_out_what_they_pad_and_flatten() -> None:
    text = written("nn.ZeroPad2d((1, 2, -1, 0))\nnn.Flatten()", "jax")
    assert "x = x[:, 1:, :]" in text
    assert "x = jnp.pad(x, [(0, 0), (0, 0), (1, 2), (0, 0)])" in text
    assert "x = jnp.transpose(x, (0, 3, 1, 2))" in text
    text = written("layers.ZeroPadding2D(((1, 0), (0, 0)))\nlayers.Flatten()", "numpy")
    assert "np.pad(x, [(0, 0), (0, 0), (1, 0), (0, 0)])" in text
    assert "x = np.transpose(x, (0, 2, 3, 1))" in text
    text = written("nn.Upsample(scale_factor=(2, 1))\nnn.ZeroPad2d(0)", "numpy")
    assert text.count("x = np.repeat(x, 2, axis=2)") == text.count("x = ") == 1
    text = written("nn.AdaptiveAvgPool2d(1)\nnn.Flatten()", "tensorflow")
    assert "x = tf.reduce_mean(x, (1, 2), keepdims=True)" in text
    assert "transpose" not in text


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_published_networks_are_written(name: str, framework: Any) -> None:
    preset = PRESETS[name]
    network = read_network(preset.text, preset.input_shape)
    code = network_code(network, framework)
    compile(code.text, "<network>", "exec")
    assert "Here stands" not in code.text


def test_an_onnx_model_has_names_of_its_own_for_each_layer() -> None:
    pool = "nn.AvgPool2d(3, 1, 1)"
    text = written(f"nn.Conv2d(4, 4, 3, bias=False)\n{pool}\n{pool}\nnn.RReLU()", "onnx")
    assert '"weight1"' in text
    assert "# Here stands RReLU()." in text
    assert 'helper.make_node("Identity"' in text
    compile(text, "<network>", "exec")
    text = written("nn.ReLU6()\nnn.SiLU()\nnn.Hardsigmoid()\nnn.Dropout()\nnn.ELU(0.5)", "onnx")
    assert 'helper.make_node("Clip", ["x", "least0", "most1"], ["y1"])' in text
    assert 'helper.make_node("Mul", ["y2", "y1"], ["y3"])' in text
    assert 'helper.make_node("HardSigmoid", ["y3"], ["y4"], alpha=1 / 6, beta=0.5)' in text
    assert 'helper.make_node("Elu", ["y4"], ["y5"], alpha=0.5)' in text
    text = written("layers.GlobalMaxPooling2D()", "onnx")
    assert text.index("GlobalMaxPool") < text.index('"Flatten"')
    text = written("nn.Mish()\nnn.ReLU()", "onnx")
    assert 'helper.make_node("Mish", ["x"], ["y1"])' in text
    text = written('layers.Conv2D(4, 3, activation="exponential")\nlayers.Flatten()', "onnx")
    assert "perm=[0, 2, 3, 1]" in text
    assert "# Here stands exponential." in text


def test_activations_of_numpy_are_what_they_are_called() -> None:
    x = np.linspace(-7, 7, 15)[None]
    exponent = np.exp(x)
    known = {
        "relu": np.where(x > 0, x, 0),
        "relu6": np.minimum(np.where(x > 0, x, 0), 6),
        "leaky_relu": np.where(x > 0, x, 0.2 * x),
        "elu": np.where(x > 0, x, exponent - 1),
        "silu": x * exponent / (1 + exponent),
        "sigmoid": exponent / (1 + exponent),
        "tanh": (exponent**2 - 1) / (exponent**2 + 1),
        "softplus": np.log(1 + exponent),
        "softsign": x / (1 + np.abs(x)),
        "hard_sigmoid": np.clip(x / 6 + 0.5, 0, 1),
        "hard_silu": x * np.clip(x / 6 + 0.5, 0, 1),
        "softmax": exponent / exponent.sum(),
        "log_softmax": np.log(exponent / exponent.sum()),
    }
    assert set(known) == {name for name, names in ACTIVATIONS.items() if names.numpy}
    for name, made in known.items():
        activation = named_activation(name)
        assert activation is not None
        code = ACTIVATIONS[name].numpy.format(number=activation.number)
        assert np.allclose(eval(code, {"np": np, "x": x}), made), name


def test_every_activation_is_a_layer_of_both_frameworks() -> None:
    for name, layer in {known: layer for layer, known in PYTORCH.items()}.items():
        assert layer in TABLES["pytorch"]
        names = ACTIVATIONS[name]
        assert names.keras.partition("(")[0] in {*TABLES["keras"], "Activation"}
    assert set(PYTORCH.values()) == set(ACTIVATIONS)
    assert activation_of("LeakyReLU", "pytorch", [0.2, True], {}) == ("leaky_relu", 0.2)
    assert activation_of("Activation", "keras", [None], {}) is None
    assert activation_of("Activation", "keras", [], {}) is None
    assert activation_of("Softmax", "pytorch", [-1], {}, flat=True) == ("softmax", None)
    assert activation_of("ReLU", "pytorch", [True], {}) == ("relu", None)
    assert activation_of("Softplus", "pytorch", [2], {}) is None
