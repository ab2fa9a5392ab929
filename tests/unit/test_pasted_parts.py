"""Parts of texts as people paste them: what is printed, quoted and drawn, axes, shapes, and values."""

from __future__ import annotations

import ast
import time

import pytest

from pyconv import ConvError, network_code, read_layer, read_network
from pyconv.messages import LANGUAGES
from pyconv.networks import Network
from pyconv.networks.constants import Unreadable, value
from pyconv.networks.depth import bare, code_too_deep, too_deep
from pyconv.networks.editing.arguments import arguments
from pyconv.networks.text import MOST_REPEATED


def told(network: Network) -> list[tuple[int, str]]:
    return [(row.line, row.name) for row in network.rows]


def named(network: Network) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in network.unknown]


PRINTED_BLOCKS = """Net(
  (stem): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=same, padding_mode=reflect)
  (layers): ModuleList(
    (0-2): 3 x Block(
      (conv): Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
      (inner): ModuleList(
        (0-1): 2 x Linear(in_features=9, out_features=9, bias=True)
      )
      (act): ReLU()
    )
    (3): Identity()
  )
  (tail): ModuleList(
    (0-3): 4 x Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1), bias=False)
  )
)"""


def test_layers_that_are_printed_once_are_as_many_as_it_says() -> None:
    network = read_network(PRINTED_BLOCKS, (3, 9, 9))
    block = [(5, "Conv2d"), (7, "Linear"), (7, "Linear"), (9, "ReLU")]
    assert told(network) == [(2, "Conv2d"), *block * 3, (11, "Identity"), *[(14, "Conv2d")] * 4]
    assert named(network) == []
    assert network.output_shape == (8, 1, 1)
    assert network.parameters == 224 + 3 * (584 + 2 * 90) + 4 * 576


def test_a_line_of_several_alone_is_read_and_not_taken_for_one_layer() -> None:
    line = "(0-3): 4 x Conv2d(3, 3, kernel_size=(3, 3), stride=(1, 1))"
    assert told(read_network(line, (3, 9, 9))) == [(1, "Conv2d")] * 4
    with pytest.raises(ConvError, match="a second layer"):
        read_layer(line, 9)
    assert read_layer("(0): Conv2d(3, 3, kernel_size=(3, 3), padding=same)", 9).spec.output_size == (9, 9)


@pytest.mark.parametrize(
    ("text", "rows", "lines"),
    [
        (f"(0-9): {MOST_REPEATED + 2} x ReLU()\n(1): Tanh()", 1, [1]),
        (f"(0-9): {'9' * 5000} x ReLU()\n(1): Tanh()", 1, [1]),
        ("(0-9): 1000 x A(\n(0-9): 1000 x ReLU()\n)\n(1): Tanh()", 1, [1]),
        ("(0-9): 800 x A(\n(0-9): 5 x ReLU()\n)\n(1): Tanh()\n(0-9): 9 x ReLU()", 4010, []),
        ("(0-9): 4000 x ReLU()\n(0-9): 4000 x Tanh()", 4000, [2]),
        # What is opened there is never closed.
        ("(0-9): 3 x A(\n  (a): ReLU()", 1, [1]),
        ("(0-9): 3 x A(\n  (downsample): Sequential(\n    (0): ReLU()\n  )\n  (b): Tanh()\n)", 3, [2, 2, 2]),
    ],
)
def test_only_so_many_layers_are_read_of_what_is_printed(text: str, rows: int, lines: list[int]) -> None:
    network = read_network(text, (3,), most_rows=6000)
    assert len(network.rows) == rows
    assert [each.line for each in network.unknown] == sorted(set(lines))


DRAWN = "-" * 64


@pytest.mark.parametrize(
    "text",
    [
        f"nn.ReLU()  # {DRAWN}\nnn.Tanh()",
        f"# {'+' * 50}\n# {'(' * 50}\nnn.ReLU()\nnn.Tanh()",
        f'"""\n{DRAWN}\n"""\nnn.ReLU()\nnn.Tanh()',
        f"print('{DRAWN}')\nprint(f'{DRAWN}')\nprint(f'{DRAWN}{{x}}{DRAWN}')\nnn.ReLU()\nnn.Tanh()",
        f'print(rb"{"[" * 50}\\"{DRAWN}")\nnn.ReLU()\nnn.Tanh()',
        f"{DRAWN}\nnn.ReLU()\n{'=' * 64}\nnn.Tanh()\n{DRAWN}",
        f"+{DRAWN}+{DRAWN}+\nnn.ReLU()\n  {DRAWN}  \nnn.Tanh()",
        f"Don't!\n# {DRAWN}\nnn.ReLU()\nnn.Tanh()",
    ],
    ids=range(8),
)
def test_what_is_drawn_or_said_is_no_depth(text: str) -> None:
    network = read_network(text, (3,))
    assert [row.name for row in network.rows] == ["ReLU", "Tanh"]
    assert {each.text for each in network.unknown} <= {"Don't!"}


@pytest.mark.parametrize(
    "text",
    [
        # What stands in the fields of such a string is code.
        "f'{x[" + "(" * 41 + "]}'", "f'''{" + "-" * 41 + "x}'''", 'f"{x["a"' + "(" * 41 + '"b"]}"',
        # A string that is never closed is none, and neither is what a quote opens behind a word.
        "'''\n" + "(" * 41, "x = 'a\n" + "(" * 41, "1 if x else'a' + " + "(" * 41 + "'b'",
        "x = '" + "(" * 41 + "\nnn.ReLU()",
        "(1\n" + "-" * 41 + "1)",
    ],
    ids=range(8),
)  # fmt: skip
def test_what_may_be_code_is_depth(text: str) -> None:
    assert too_deep(text) == 40
    with pytest.raises(ConvError, match="more than 40 levels deep"):
        read_network(text, (3,))


def test_lines_that_are_drawn_within_brackets_are_never_parsed() -> None:
    text = f"x = (1\n{'-' * 99}\n1)\nnn.ReLU()"
    assert (too_deep(text), code_too_deep(text)) == (40, 0)
    network = read_network(text, (3,))
    assert told(network) == [(4, "ReLU")]
    assert [each.line for each in network.unknown] == [1]


def test_strings_and_comments_are_found_soon() -> None:
    for text in (
        "'\\\n" * 4_900,
        "'" * 100_000,
        '"\\"' * 33_000,
        '"""\\' * 25_000,
        "x" * 100_000,
        "'''" * 33_000,
    ):
        started = time.process_time()
        assert len(bare(text)) <= len(text)
        assert time.process_time() - started < 2
    assert bare("a = 'b' 'c'") == "a = 0 0"
    assert bare('a = """b\n"c" """ # d\ne') == "a = 0 \ne"
    assert bare('f"{a}-{b}" + rf"c"').split() == ["f0", "{a}", "{b}", "+", "rf0"]


CODE = ["nn.Sequential(", "    nn.Conv2d(3, 8, 3),", "", "    nn.ReLU(),", ")"]


@pytest.mark.parametrize(
    "lines",
    [
        [f"> {line}" for line in CODE],
        [f">{line}" for line in CODE],
        [f"> > {line}" for line in CODE],
        [f"{number:3} {line}" for number, line in enumerate(CODE, 9)],
        [f"{number}: {line}" for number, line in enumerate(CODE, 1)],
        [f"{number:2} | {line}" for number, line in enumerate(CODE, 7)],
        [f"{number}.\t{line}" for number, line in enumerate(CODE, 1)],
        ["In [1]: " + CODE[0], *("   ...: " + line for line in CODE[1:])],
        [">>> " + CODE[0], *("... " + line for line in CODE[1:])],
        ["> >>> " + CODE[0], *("> ... " + line for line in CODE[1:])],
    ],
    ids=range(10),
)
def test_what_stands_before_each_line_is_no_code(lines: list[str]) -> None:
    network = read_network("\n".join(lines), (3, 9, 9))
    assert told(network) == [(2, "Conv2d"), (4, "ReLU")]
    assert (named(network), network.output_shape) == ([], (8, 7, 7))


def test_numbers_and_signs_that_are_code_are_left() -> None:
    network = read_network("1\n3\nnn.ReLU()", (3,))
    assert (told(network), named(network)) == ([(3, "ReLU")], [])
    assert read_network("In [1]: x = nn.ReLU()\nOut[1]: ReLU()", (3,)).rows[0].line == 1


def test_the_file_of_a_notebook_is_refused_as_one() -> None:
    text = '{"cells": [{"cell_type": "code", "source": ["nn.ReLU()"], "outputs": []}], "nbformat": 4}'
    for read in (lambda: read_network(text, (3,)), lambda: read_network(f"\n{text}{' ' * 100_000}", (3,)),
                 lambda: read_layer(text, 3)):  # fmt: skip
        with pytest.raises(ConvError, match="paste the code of its cells") as caught:
            read()
        assert all(".ipynb" in caught.value.message(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("layer", "shape", "parameters"),
    [
        ("BatchNormalization()", (32, 30, 20), 128),
        ("BatchNormalization(axis=1)", (32, 30, 20), 120),
        ("BatchNormalization(2)", (32, 30, 20), 80),
        ("BatchNormalization(axis=3)", (32, 30, 20), 128),
        ("BatchNormalization(axis=-2, scale=False)", (32, 30, 20), 60),
        ("BatchNormalization(axis=[3])", (32, 30, 20), 128),
        ("BatchNormalization(axis=1)", (32,), 128),
        ("LayerNormalization(axis=[1, 2, 3])", (32, 30, 20), 2 * 32 * 30 * 20),
        ("LayerNormalization(axis=1, center=False)", (32, 30), 30),
        ("LayerNormalization(rms_scaling=True)", (32, 30), 32),
        ("RMSNormalization(axis=(1, -1))", (32, 30, 20), 960),
        ("GroupNormalization(groups=10, axis=1)", (32, 30, 20), 60),
        ("Normalization()", (32, 30, 20), 65),
        ("Normalization(axis=1)", (32, 30, 20), 61),
        ("Normalization(axis=None)", (32, 30, 20), 3),
        ("Normalization(axis=(1, 2))", (32, 30, 20), 1201),
        ("Normalization(mean=[0.5] * 32, variance=[0.2] * 32)", (32, 30, 20), 0),
    ],
)
def test_parameters_of_keras_go_by_the_axis(layer: str, shape: tuple[int, ...], parameters: int) -> None:
    network = read_network(f"layers.{layer}", shape)
    assert (network.parameters, network.output_shape, network.unknown) == (parameters, shape, ())


def test_what_only_normalises_is_named_where_it_is_written_anew() -> None:
    network = read_network("layers.Normalization(axis=-1)\nlayers.Conv2D(4, 3)", (3, 9, 9))
    assert "Normalization(axis=-1)" in network_code(network, "pytorch").text


@pytest.mark.parametrize("axis", ["0", "4", "-4", "(1, 0)"])
def test_an_axis_of_keras_that_is_none_is_refused(axis: str) -> None:
    for layer in ("BatchNormalization", "LayerNormalization", "Normalization", "GroupNormalization"):
        with pytest.raises(ConvError, match="axis must be"):
            read_network(f"layers.{layer}(axis={axis})", (32, 30, 20))


def test_where_a_text_has_the_channels_first_axes_are_counted_so() -> None:
    text = """
    layers.Conv2D(8, 3, data_format="channels_first", input_shape=(3, 32, 30))
    layers.BatchNormalization(axis=1)
    layers.BatchNormalization(2)
    layers.BatchNormalization()
    layers.LayerNormalization(axis=[1, 2, 3])
    layers.LayerNormalization(axis=7, name=x)
    """
    with pytest.raises(ConvError, match="line 7: axis must be between"):
        read_network(text, (3, 32, 30))
    network = read_network(text.replace("axis=7", "epsilon=1e-6, axis=axis"), (3, 32, 30))
    assert [row.parameters for row in network.rows] == [224, 32, 120, 112, 2 * 8 * 30 * 28]
    assert [each.line for each in network.unknown] == [7]
    with pytest.raises(ConvError, match=r"\(3, 32, 30\) comes in, but the input measures 3×32×31") as caught:
        read_network(text, (3, 32, 31))
    assert "mide 3×32×31" in caught.value.message("es")
    beginning = read_network(text.split("layers.BatchNormalization(2)", maxsplit=1)[0], (3, 32, 30))
    assert "nn.BatchNorm2d(8, " in network_code(beginning, "pytorch").text


JOINED = """
axis = 3
s = layers.Conv2D(4, 3, padding="same"{first})(x)
x = layers.MaxPooling2D()(s)
x = layers.UpSampling2D()(x)
x = {joined}
"""


@pytest.mark.parametrize(
    ("joined", "channels"),
    [
        ("layers.concatenate([x, s])", 8), ("layers.concatenate([x, s], axis=-1)", 8),
        ("layers.concatenate([x, s], 3)", 8), ("layers.concatenate([x, s], axis=axis)", 8),
        ("layers.Concatenate()([x, s])", 8), ("layers.Concatenate(3)([x, s])", 8),
        ("layers.Concatenate(axis=axis)([x, s])", 8), ("concatenate([x, s])", 8),
        ("tf.concat([x, s], 3)", 8), ("tf.concat([x, s], axis=-1)", 8), ("torch.cat([x, s], 1)", 8),
        ("torch.cat([x, s], -3)", 8), ("torch.concatenate([x, s], dim=1)", 8),
        ("layers.concatenate([x, s], axis=1)", 4), ("layers.Concatenate(axis=1)([x, s])", 4),
        ("layers.Concatenate(axis=2)([x, s])", 4), ("layers.Concatenate(axis=-2)([x, s])", 4),
        ("layers.Concatenate(axis=other)([x, s])", 4), ("tf.concat([x, s], 1)", 4),
        ("tf.concat([x, s], 0)", 4),
        ("tf.concat([x, s], {})", 4), ("layers.Concatenate(axis={})([x, s])", 4),
        ("torch.cat([x, s])", 4), ("torch.cat([x, s], 2)", 4), ("torch.cat([x, s], -2)", 4),
        ("torch.concatenate([x, s])", 4), ("np.concatenate([x, s])", 4),
    ],
)  # fmt: skip
def test_maps_are_put_together_along_their_channels_or_named(joined: str, channels: int) -> None:
    text = JOINED.format(first="", joined=joined)
    network = read_network(text, (3, 8, 8))
    assert network.output_shape == (channels, 8, 8)
    assert [each.line for each in network.unknown] == ([] if channels == 8 else [6])
    if "axis=1" in joined:
        text = JOINED.format(first=', data_format="channels_first"', joined=joined)
        assert read_network(text, (3, 8, 8)).output_shape == (8, 8, 8)


def test_maps_of_signals_are_put_together_along_their_channels() -> None:
    text = "s = x\nx = layers.MaxPooling1D()(x)\nx = layers.UpSampling1D()(x)\n"
    for axis, found in ((2, 6), (3, 3), (1, 3)):
        network = read_network(f"{text}x = layers.concatenate([x, s], {axis})", (3, 8))
        assert network.output_shape == (found, 8)


@pytest.mark.parametrize(
    ("call", "arriving", "name", "made"),
    [
        ("x.view(x.size(0), 16, 64)", (16, 8, 8), "Unflatten", (16, 64)),
        ("x.view(x.size(0), 8, -1)", (16, 8, 8), "Unflatten", (8, 128)),
        ("x.view(-1, 4, 16, 16)", (16, 8, 8), "Unflatten", (4, 16, 16)),
        ("x.view(-1, 28, 28)", (1, 28, 28), "Unflatten", (28, 28)),
        ("x.view(64, 28, 28)", (1, 28, 28), "Unflatten", (28, 28)),
        ("x.reshape((-1, 1, 28, 28))", (784,), "Unflatten", (1, 28, 28)),
        ("x.view(-1, 16, 8, 8)", (16, 8, 8), "Identity", (16, 8, 8)),
        ("torch.reshape(x, (-1, 32, 32))", (16, 8, 8), "Unflatten", (32, 32)),
        ("x.view(-1, 1024)", (16, 8, 8), "Flatten", (1024,)),
        ("x.mean([2, 3])", (16, 8, 8), "GlobalAveragePooling2D", (16,)),
        ("x.mean(dim=(-1, -2))", (16, 8, 8), "GlobalAveragePooling2D", (16,)),
        ("x.mean((2, 3), keepdim=True)", (16, 8, 8), "AdaptiveAvgPool2d", (16, 1, 1)),
        ("x.mean(2, False)", (16, 8), "GlobalAveragePooling1D", (16,)),
        ("x.mean(-1, True)", (16, 8), "AdaptiveAvgPool1d", (16, 1)),
        ("torch.mean(x, dim=[2, 3])", (16, 8, 8), "GlobalAveragePooling2D", (16,)),
        ("torch.amax(x, (2, 3, 4))", (4, 8, 8, 8), "GlobalMaxPooling3D", (4,)),
        ("x.amax((2, 3), True)", (16, 8, 8), "AdaptiveMaxPool2d", (16, 1, 1)),
        ("tf.reduce_mean(x, [1, 2])", (16, 8, 8), "GlobalAveragePooling2D", (16,)),
        ("tf.reduce_max(x, axis=[1, 2], keepdims=True)", (16, 8, 8), "GlobalMaxPooling2D", (16, 1, 1)),
        ("keras.ops.mean(x, axis=(-2, -3))", (16, 8, 8), "GlobalAveragePooling2D", (16,)),
        ("x.squeeze()", (16, 1, 1), "Flatten", (16,)),
        ("x.squeeze()", (16, 8, 8), "Identity", (16, 8, 8)),
        ("x.squeeze(-1)", (16, 8, 1), "Unflatten", (16, 8)),
        ("x.squeeze(2)", (16, 1), "Flatten", (16,)),
        ("x.squeeze((2, 3))", (16, 1, 1), "Flatten", (16,)),
        ("x.squeeze(2)", (16, 8), "Identity", (16, 8)),
        ("torch.squeeze(x, dim=1)", (1, 8), "Flatten", (8,)),
        ("x.unsqueeze(1)", (40,), "Unflatten", (1, 40)),
        ("x.unsqueeze(-1)", (40,), "Unflatten", (40, 1)),
        ("torch.unsqueeze(x, dim=2)", (4, 8), "Unflatten", (4, 1, 8)),
    ],
)  # fmt: skip
def test_functions_of_which_what_arrives_decides(
    call: str, arriving: tuple[int, ...], name: str, made: tuple[int, ...]
) -> None:
    network = read_network(f"x = nn.ReLU()(x)\nx = {call}\nx = F.relu(x)", arriving)
    assert network.unknown == ()
    _, row, last = network.rows
    assert (row.name, row.output_shape, row.text, last.output_shape) == (name, made, call, made)
    assert (row.field is None) == (len(arriving) == 1 or (made != arriving and "Adaptive" not in name
                                                           and "keepdims" not in call))  # fmt: skip
    assert row.flattened == (name == "Unflatten" and len(arriving) > 1)
    # Its arguments can be told, and what it is can be written again.
    assert all(isinstance(each.text, str) for each in arguments(row))
    if name != "Unflatten" and len(arriving) < 4:
        assert network_code(network, "pytorch")


@pytest.mark.parametrize(
    ("call", "arriving", "said"),
    [
        ("x.view(-1, 4, 4)", (8, 16), "128 cells have no shape 4×4"),
        ("x.view(-1, 28, 28, 1)", (2, 28, 28), "1568 cells have no shape 28×28×1"),
        ("x.view(-1, 8, -1)", (16, 8, 8), "1024 cells have no shape -1×8×-1"),
        ("x.view(x.size(0), 3, -1)", (16, 8, 8), "1024 cells have no shape 3×-1"),
        ("layers.Reshape((28, 28, 2))(x)", (1, 28, 28), "784 cells have no shape 28×28×2"),
        ("x.view(-1, 2, 2)", (1,), "1 cell has no shape 2×2"),
    ],
)
def test_a_shape_that_all_cells_have_not_is_refused(call: str, arriving: tuple[int, ...], said: str) -> None:
    with pytest.raises(ConvError, match=f"line 2: {said}") as caught:
        read_network(f"nn.ReLU()\nx = {call}", arriving)
    assert "no cabe" in caught.value.message("es")


@pytest.mark.parametrize(
    "call",
    [
        "x.mean()", "x.mean(1)", "x.mean((1, 2, 3))", "x.mean(-1)", "x.mean((2, 3), keepdim=keep)",
        "x.mean(dims)", "x.mean((2, 3, 4))", "x.mean((2, None))", "x.mean((2, 9))",
        "tf.reduce_mean(x, [2, 3])", "tf.reduce_mean(x, -1)", "x.squeeze(0)", "x.squeeze(9)", "x.squeeze(d)",
        "x.unsqueeze()", "x.unsqueeze(0)", "x.unsqueeze(-5)", "x.view(x.size(0), a, b)",
        "x.view(-1, 2, 2, 4, 8, 8)",
    ],
)  # fmt: skip
def test_functions_that_are_no_layer_are_named(call: str) -> None:
    network = read_network(f"x = nn.ReLU()(x)\nx = {call}\nx = F.relu(x)", (16, 8, 8))
    assert [row.name for row in network.rows] == ["ReLU", "ReLU"]
    assert named(network) == [(2, call)]


def test_what_is_left_of_a_map_of_single_cells_is_no_layer() -> None:
    assert named(read_network("x = nn.ReLU()(x)\nx.squeeze()", (1, 1))) == [(2, "x.squeeze()")]
    assert named(read_network("x = nn.ReLU()(x)\nx.mean(-1)", (4,))) == [(2, "x.mean(-1)")]


@pytest.mark.parametrize("name", ["labels", "y_train", "self.target", "loss"])
def test_what_stands_beside_a_network_is_no_map_of_it(name: str) -> None:
    network = read_network(f"nn.Linear(4, 3)\n{name} = {name}.view(-1, 1)\nnn.ReLU()", (4,))
    assert [row.name for row in network.rows] == ["Linear", "ReLU"]


@pytest.mark.parametrize(
    ("layer", "shape", "said"),
    [
        ("nn.BatchNorm2d(3)", (3, 9), "BatchNorm2d needs channels and 2 axes of space"),
        ("nn.BatchNorm1d(3)", (3, 9, 9), "BatchNorm1d needs channels and 1 axis of space"),
        ("nn.InstanceNorm3d(3)", (3, 9), "InstanceNorm3d needs"),
        ("nn.SyncBatchNorm(3)\nnn.MaxPool1d(2)", (3, 9, 9), "MaxPool1d needs"),
        ("nn.AdaptiveAvgPool2d(1)", (3, 9), "AdaptiveAvgPool2d needs"),
        ("nn.LPPool2d(2, 2)", (3, 9), "LPPool2d needs"),
        ("nn.ReflectionPad2d(1)", (3, 9), "ReflectionPad2d needs"),
        ("nn.LazyConv2d(3, 1)", (3, 9), "LazyConv2d needs"),
        ("F.max_pool2d(x, 2)", (3, 9), "MaxPool2d needs"),
        ("layers.MaxPooling2D()", (3, 9), "MaxPooling2D needs"),
        ("layers.AvgPool2D()", (3, 9), "AvgPool2D needs"),
        ("layers.GlobalAveragePooling2D()", (3, 9), "GlobalAveragePooling2D needs"),
        ("layers.Convolution2D(3, 1)", (3, 9), "Convolution2D needs"),
    ],
)
def test_a_refusal_names_the_layer_as_the_text_does(layer: str, shape: tuple[int, ...], said: str) -> None:
    with pytest.raises(ConvError, match=said):
        read_network(layer, shape)


def test_how_many_there_are_is_said_in_the_right_number() -> None:
    with pytest.raises(ConvError) as caught:
        read_network("?\nnn.ReLU()\n??\n???\nnn.Conv1d(3, 4, 3)", (3, 9, 9))
    assert str(caught.value).startswith("line 5: Conv1d needs channels and 1 axis of space, but")
    assert "(not understood before it: lines 4, 3)" in str(caught.value)
    assert "necesita canales y 1 eje de espacio" in caught.value.message("es")
    assert "(antes no se entendieron: líneas 4, 3)" in caught.value.message("es")
    with pytest.raises(
        ConvError, match=r"input channels = 4, but what comes before has 3 \(.*: line 1\)"
    ) as caught:
        read_network("?\nnn.Conv2d(4, 4, 3)", (3, 9, 9))
    assert "canales de entrada = 4, pero lo que llega tiene 3 (antes no se entendió: línea 1)" in (
        caught.value.message("es")
    )


def test_the_nearest_lines_that_were_not_understood_come_first() -> None:
    many = "".join(f"?{number}\n" for number in range(9))
    with pytest.raises(ConvError) as caught:
        read_network(f"?\nnn.ReLU()\n{many}nn.Conv2d(4, 4, 3)", (3, 9, 9))
    assert caught.value.numbers["skipped"] == "11, 10, 9, 8, 7, 6, …"
    # What comes after it in the text is of it only if nothing else is.
    text = "class A(nn.Module):\n    def __init__(self):\n        self.a = nn.Conv2d(4, 4, 3)\n"
    text += "    def forward(self, x):\n        return self.a(x)\n"
    with pytest.raises(ConvError) as caught:
        read_network(f"z = ~x\n{text}b = ~x\nnet = A()\n", (3, 9, 9))
    assert caught.value.numbers["skipped"] == "1"
    with pytest.raises(ConvError) as caught:
        read_network(f"{text.replace('return', 'x = ~x; return')}", (3, 9, 9))
    assert caught.value.numbers["skipped"] == "5"


VALUES = {"ch": (16, 32, 64), "w": 2.0, "i": 3, "s": "abc", "t": {"a": 1}, "long": (1,) * 1001}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ch[:-1]", (16, 32)), ("ch[::-1]", (64, 32, 16)), ("s[1:]", "bc"), ("s[0]", "a"),
        ("math.log(8, 2)", 3.0), ("log2(8)", 3.0), ("math.ceil(w * 1.2)", 3), ("np.floor(2.5)", 2),
        ("math.sqrt(16)", 4.0), ("math.prod(ch)", 32768), ("int(np.prod((2, 3)))", 6), ("np.prod(4)", 4),
        ("str(i)", "3"), ("'conv' + str(i)", "conv3"), ("dict(a=1, b=i)['b']", 3), ("{1.5: 3}[1.5]", 3),
        ("[c * 2 for c in ch][1]", 64), ("[a + b for a, b in zip(ch, ch[1:])]", (48, 96)),
        ("[i * c for i, c in enumerate(ch, 1)]", (16, 64, 192)),
        ("[k * (a + b) for k, (a, b) in enumerate(zip(ch, ch[1:]), start=1)]", (48, 192)),
        ("sum(c for c in ch if c > 16)", 96), ("list(range(4))", (0, 1, 2, 3)), ("list(reversed(ch))[0]", 64),
        ("list('ab')", ("a", "b")), ("tuple(ch)", (16, 32, 64)), ("[k for k in t]", ("a",)),
        ("isinstance(i, int)", True), ("isinstance(ch, (list, tuple))", True), ("isinstance(w, int)", False),
        ("isinstance(i, list)", False), ("max(8, int(w + 4) // 8 * 8)", 8), ("max(i, int(floor(w)))", 3),
        ("round(2.567, 2)", 2.57), ("round(2.5)", 2), ("bool(0)", False), ("len(s)", 3),
    ],
)  # fmt: skip
def test_values_that_are_written_out(text: str, found: object) -> None:
    assert value(ast.parse(text, mode="eval").body, VALUES) == found


@pytest.mark.parametrize(
    "text",
    [
        "ch[::0]", "ch['a':]", "i[1:]", "long[1:]", "isinstance(ch, list)", "isinstance(i, Foo)",
        "math.log(0)",
        "isinstance(i, s)", "range(10**18)", "round(5, -10**9)", "str(ch)", "dict(**t)", "range()",
        "[[1 for a in ch] for b in ch]", "[j for j in range(0)]", "[c for (c, d) in ch]",
        "[x.a for x.a in ch]",
        "[a for a in ch for b in ch]", "[a + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 for a in range(100)]",
        "[a for a in i]", "enumerate(t)", "math.prod((2**40, 2**40))", "math.prod('ab')", "i.log(2)",
        "'a' * 3", f"'{'a' * 999}' + 'bb'", f"str('{'a' * 1001}')", "dict(1)", "math.foo(2)", "foo.log(2)",
        "sum(ch, start=1)", "[c for c in ch if q]",
    ],
)  # fmt: skip
def test_values_that_are_not_written_out_or_too_much(text: str) -> None:
    with pytest.raises(Unreadable):
        value(ast.parse(text, mode="eval").body, VALUES)


def test_values_of_thousands_of_lines_are_read_soon() -> None:
    line = "a = [i + 7 for i in range(99)]\n"
    for text in (line * 3_000, "b = range(200)\n" * 4_900, "for j in range(4000):\n    " + line):
        started = time.process_time()
        assert read_network(text, (3,)).rows == ()
        assert time.process_time() - started < 10
