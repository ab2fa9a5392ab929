"""A network edited in its text: what is read again is what was edited, and all else is as it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pyconv import ConvError, read_network
from pyconv.networks import TABLES, Network
from pyconv.networks.editing import (
    KINDS,
    Edited,
    Followed,
    Place,
    add,
    arguments,
    draft,
    duplicate,
    kinds_for,
    move,
    remove,
    set_argument,
)
from pyconv.networks.editing.values import literal
from pyconv.networks.following import calls
from pyconv.networks.text import Call, whole
from pyconv.pictures.views.network.presets import PRESETS

LINES = """\
# what comes first
nn.Conv2d(3, 8, 3, padding=1)  # keeps the size
nn.BatchNorm2d(8)

nn.ReLU()
nn.MaxPool2d(2)  # halves it
nn.Conv2d(8, 4, 3)
nn.Flatten()
nn.Linear(784, 10)
"""

SEQUENTIAL = """\
width = 8
model = nn.Sequential(
    nn.Conv2d(3, width, 3, padding=1),  # first
    nn.BatchNorm2d(width), nn.ReLU(inplace=True),
    nn.Conv2d(
        width,
        2 * width,
        kernel_size=3,  # odd
    ),
    nn.ConvTranspose2d(16, 8, 2, stride=2),
    nn.Upsample(scale_factor=2)
).to("cpu")
model.eval
"""

CLASS = '''\
class Net(nn.Module):
    """Ünïcode before – and a line

    of nothing."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 6, 5)  # überall
        self.pool = nn.MaxPool2d(2, 2); self.act = nn.ReLU()
        width = 4
        self.second = nn.Conv2d(6, width, 3, groups=2)
        width = 2
        self.third = nn.Conv2d(4, width, 1)
'''

NAMED = """\
net = nn.Sequential(OrderedDict([
    ("conv1", nn.Conv2d(3, 4, 3)),
    ("relu1", nn.ReLU()),  # bends
    ("conv2", nn.Conv2d(4, 4, (3, 1), padding=(1, 0)))]))
net.add_module("last", nn.AdaptiveAvgPool2d(1))
net.append(nn.Flatten())
"""

ADDED = """\
model = keras.Sequential()
model.add(keras.Input(shape=(32, 32, 3)))
model.add(layers.Conv2D(8, 3, activation="relu", name="first"))
model.add(layers.MaxPooling2D())
model.add(layers.Conv2D(filters=4, kernel_size=3, padding="same"))  # last
"""

KERAS = """\
keras.Sequential([
    layers.Conv2D(8, 3, strides=2, padding="same", input_shape=(32, 32, 3)),
    layers.DepthwiseConv2D(3), layers.ReLU(),
    layers.Conv2DTranspose(4, 2, strides=2), layers.Flatten(), layers.Dense(10)])
"""

APPLIED = """\
inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(8, 3)(inputs)
x = layers.ReLU()(x)
x = layers.MaxPooling2D(2)(layers.BatchNormalization()(x))
y = layers.Conv2D(4, 3)(x)
"""

PRINTED = """\
Sequential(
  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))
  (1): ReLU(inplace=True)
  (2): Sequential(
    (0): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
    (1): Conv2d(8, 4, kernel_size=(1, 1), stride=(1, 1), bias=False)
  )
)
"""

BROKEN = """\
    nn.Conv2d(3, 8, 3),  # pasted from the middle
    nn.ReLU(), nn.MaxPool2d(2)),
  the rest is lost(
    nn.Conv2d(8, 8, 3),
    nn.ReLU())
"""

DEPTHWISE = """\
nn.Conv2d(3, 8, 1)
nn.Conv2d(8, 8, 3, padding=1, groups=8)
nn.Conv2d(8, 16, 1)
"""

LEVELS = """\
nn.Conv2d(3, 8, 3, padding=1)
nn.MaxPool2d(2)
nn.Conv2d(8, 16, 3, padding=1)
nn.ConvTranspose2d(16, 8, 2, stride=2)
nn.Conv2d(16, 4, 1)
"""

JOINED = """\
layers.Conv2D(8, 3, padding="same")
layers.MaxPooling2D(2)
layers.UpSampling2D(2)
layers.Concatenate()
layers.Conv2D(4, 3)
"""

TEXTS = {
    name.lower(): text for name, text in list(globals().items()) if name.isupper() and isinstance(text, str)
}

SHAPE = (3, 32, 32)


def names(network: Network) -> list[str]:
    """Return what the layers are called."""
    return [row.name for row in network.rows]


def comments(text: str) -> Counter[str]:
    """Return the comments of a text."""
    return Counter(re.findall("#.*", text))


def said(network: Network) -> list[tuple[str, ...]]:
    """Return of each layer what its arguments are, reckoned out."""
    found = []
    for row in network.rows:
        assert row.call
        found.append(tuple(f"{each.name}={each.text}" for each in arguments(row) if each.given))
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_every_style_is_read(name: str) -> None:
    text = TEXTS[name]
    network = read_network(text, SHAPE)
    assert len(network.rows) >= 3
    assert not network.unknown


def outcome(make: Callable[[], Edited]) -> Edited | str:
    """Return what an edit makes, or why it is refused; either can be told."""
    try:
        return make()
    except ConvError as error:
        return error.reason if error.sentence("es") and error.sentence("en") else ""


@pytest.mark.parametrize("name", TEXTS)
def test_every_layer_can_be_taken_out_moved_and_set_beside_in_every_style(name: str) -> None:
    text = TEXTS[name]
    for row in range(len(read_network(text, SHAPE).rows)):
        for edit, more in (
            (remove, {}),
            (add, {"kind": "activation"}),
            (add, {"kind": "activation", "after": False}),
            (duplicate, {}),
            (move, {"by": 1}),
        ):
            made = outcome(partial(edit, text, SHAPE, row, **more))  # type: ignore[operator]
            if isinstance(made, str):
                # Never for want of a way to write it, unless a copy would not be read any more.
                assert made != "edit-unread" or name == "joined", (row, edit)
            else:
                assert whole(made.text) or not whole(text)


def done(network: Network, text: str, draw: Callable[..., Any]) -> tuple[list[str], Callable[[], Edited]]:
    """Draw an edit; return what the layers are called after it, and what does it."""
    old = names(network)
    row = draw(st.integers(0, len(old) - 1))
    kind = draw(st.sampled_from(["set", "move", "remove", "add", "duplicate"]))
    if kind == "set":
        known = arguments(network.rows[row])
        if not known:
            return old, lambda: remove(text, SHAPE, -1)
        name = draw(st.sampled_from([each.name for each in known]))
        typed = draw(st.sampled_from(["1", "2", "3", "(1, 2)", "2 × 1", "same", "", "8", "16", "True", "0"]))
        return old, lambda: set_argument(text, SHAPE, row, name, typed)
    if kind == "move":
        by = draw(st.integers(-row, len(old) - 1 - row))
        moved = [*old[:row], *old[row + 1 :]]
        moved.insert(row + by, old[row])
        return moved, lambda: move(text, SHAPE, row, by)
    if kind == "remove":
        return [*old[:row], *old[row + 1 :]], lambda: remove(text, SHAPE, row)
    if kind == "duplicate":
        return [*old[: row + 1], *old[row:]], lambda: duplicate(text, SHAPE, row)
    which, after = draw(st.sampled_from(KINDS)), draw(st.booleans())
    at = row + after
    return [*old[:at], which, *old[at:]], lambda: add(text, SHAPE, row, which, after=after)


@settings(max_examples=150)
@given(name=st.sampled_from(sorted(TEXTS)), steps=st.integers(1, 6), data=st.data())
def test_after_any_edits_the_text_read_again_is_what_was_edited(name: str, steps: int, data: Any) -> None:
    text = TEXTS[name]
    for _ in range(steps):
        network = read_network(text, SHAPE)
        wanted, make = done(network, text, data.draw)
        made = outcome(make)
        assert made
        if isinstance(made, str):
            continue
        again = read_network(made.text, SHAPE)
        assert again == made.network
        assert 0 <= made.row < len(again.rows)
        assert [b if a in KINDS else a for a, b in zip(wanted, names(again), strict=True)] == names(again)
        assert len(again.unknown) == len(network.unknown)
        assert whole(made.text) or not whole(text)
        assert comments(made.text).keys() <= comments(text).keys()
        text = made.text


@settings(max_examples=300)
@given(
    text=st.one_of(
        st.text(max_size=200),
        st.lists(
            st.sampled_from(
                ["nn.ReLU()", "(", ")", "\n", "\t", "    ", ",", "#", "'", '"""', "\\", "\r\n", "\x0c",
                 "\ufeff", "x = ", "é", "nn.Conv2d(3, 3, 1)", "lambda: ", "[", "]", "if x:", ";",
                 "nn.Dropout(0.5)", "(0): "]
            ),
            max_size=25,
        ).map("".join),
    ),
    typed=st.text(max_size=30),
)  # fmt: skip
@example(text="\ufeffnn.Dropout(0.5)", typed="(" * 30)
def test_hostile_texts_are_edited_or_refused(text: str, typed: str) -> None:
    try:
        network = read_network(text, SHAPE)
    except ConvError:
        return
    for row, each in enumerate(network.rows):
        for argument in arguments(each):
            assert outcome(partial(set_argument, text, SHAPE, row, argument.name, typed))
        for edit, more in ((partial(remove, text), -1), (partial(duplicate, text), 1)):
            made = outcome(partial(edit, SHAPE, row))
            assert made
            if not isinstance(made, str):
                assert len(made.network.rows) == len(network.rows) + more


def test_a_number_changes_in_its_place_alone() -> None:
    made = set_argument(SEQUENTIAL, SHAPE, 3, "kernel_size", "5 × 3")
    assert made.text == SEQUENTIAL.replace("kernel_size=3,  # odd", "kernel_size=(5, 3),  # odd")
    assert (made.row, made.followed) == (3, ())
    # What the line does not say yet is added, and what need not be said goes.
    added = set_argument(LINES, SHAPE, 4, "padding", "2").text
    assert "nn.Conv2d(8, 4, 3, padding=2)\n" in added
    assert "nn.Linear(1296, 10)" in added
    assert "nn.Conv2d(3, 8, 3)  # keeps the size" in set_argument(LINES, SHAPE, 0, "padding", "").text
    assert "nn.MaxPool2d(2, None)" in set_argument(CLASS, SHAPE, 1, "stride", "").text
    assert "layers.MaxPooling2D(pool_size=3)" in set_argument(ADDED, SHAPE, 1, "pool_size", "3").text
    assert set_argument(SEQUENTIAL, SHAPE, 3, "stride", "").text == SEQUENTIAL
    (first, *_) = calls(LINES)
    assert isinstance(first, Call)
    # There is one way to write what has a place, and a second one for what has a name.
    assert [len(list(Place(LINES, first).with_argument(at, "in_channels", "4"))) for at in (0, 9)] == [1, 2]
    bare = "nn.MaxPool2d((2))\nnn.Dropout(0.5)"
    assert set_argument(bare, SHAPE, 0, "stride", "1").text.startswith("nn.MaxPool2d(2, stride=1)")
    assert set_argument(bare, SHAPE, 1, "1", "0.1").text.endswith("nn.Dropout(0.1)")
    assert 'padding="same", input' not in set_argument(KERAS, SHAPE, 0, "padding", "valid").text


def test_numbers_that_repeat_what_comes_before_follow() -> None:
    made = set_argument(LINES, SHAPE, 0, "out_channels", "16")
    assert made.followed == (Followed(1, "num_features", "8", "16"), Followed(4, "in_channels", "8", "16"))
    assert made.text == LINES.replace("3, 8, 3", "3, 16, 3").replace("2d(8", "2d(16")
    wide = set_argument(DEPTHWISE, SHAPE, 0, "out_channels", "12")
    assert wide.text.splitlines()[1] == "nn.Conv2d(12, 12, 3, padding=1, groups=12)"
    assert [(each.row, each.name) for each in wide.followed] == [
        (1, "in_channels"),
        (1, "out_channels"),
        (1, "groups"),
        (2, "in_channels"),
    ]
    # A layer that reads a copy besides takes the channels of both.
    copied = set_argument(LEVELS, SHAPE, 0, "out_channels", "10")
    assert copied.text.splitlines()[2:] == [
        "nn.Conv2d(10, 16, 3, padding=1)",
        "nn.ConvTranspose2d(16, 8, 2, stride=2)",
        "nn.Conv2d(18, 4, 1)",
    ]
    assert set_argument(LEVELS, SHAPE, 3, "out_channels", "4").text.endswith("nn.Conv2d(12, 4, 1)\n")
    # What says what comes into the first layer goes where another one comes before it.
    first = move(KERAS, SHAPE, 0, 1)
    assert first.followed == (Followed(1, "input_shape", "(32, 32, 3)", ""),)
    assert "input_shape" not in first.text


def test_a_layer_moves_with_its_comment_and_names_stay() -> None:
    assert move(LINES, SHAPE, 3, -1).text == LINES.replace(
        "nn.ReLU()\nnn.MaxPool2d(2)  # halves it\n", "nn.MaxPool2d(2)  # halves it\nnn.ReLU()\n"
    )
    assert "self.act = nn.MaxPool2d(2, 2)" in move(CLASS, SHAPE, 1, 1).text
    assert "self.pool = nn.ReLU()" in move(CLASS, SHAPE, 1, 1).text
    # A name that means another number there is written out.
    third = move(CLASS, SHAPE, 4, -1).text
    assert "self.second = nn.Conv2d(6, 2, 1)" in third
    assert "self.third = nn.Conv2d(2, 4, 3, groups=2)" in third
    assert move(APPLIED, SHAPE, 3, -1).text.splitlines()[3] == (
        "x = layers.BatchNormalization()(layers.MaxPooling2D(2)(x))"
    )
    far = move(LINES, SHAPE, 2, -2)
    assert (far.row, names(far.network)[:3]) == (0, ["ReLU", "Conv2d", "BatchNorm2d"])


def test_a_layer_goes_with_its_line() -> None:
    assert remove(LINES, SHAPE, 3).text == LINES.replace("nn.MaxPool2d(2)  # halves it\n", "").replace(
        "784", "3600"
    )
    assert '("relu1"' not in remove(NAMED, SHAPE, 1).text
    assert "model.add(layers.MaxPooling2D())" not in remove(ADDED, SHAPE, 1).text
    assert remove(APPLIED, SHAPE, 1).text == APPLIED.replace("x = layers.ReLU()(x)\n", "")
    assert "x = layers.MaxPooling2D(2)(x)" in remove(APPLIED, SHAPE, 2).text
    assert remove(SEQUENTIAL, SHAPE, 1).text.count("nn.ReLU(inplace=True),") == 1
    assert remove(SEQUENTIAL, SHAPE, 2).text.count("nn.BatchNorm2d(width),\n") == 1
    assert (
        remove("def f():\n    return nn.ReLU()\nf()\nnn.ReLU()", SHAPE, 0).text
        == "def f():\n    pass\nf()\nnn.ReLU()"
    )
    assert (remove(LINES, SHAPE, 6).row, remove(LINES, SHAPE, 0).row) == (5, 0)
    assert remove(PRINTED, SHAPE, 1).text == PRINTED.replace("  (1): ReLU(inplace=True)\n", "")
    assert remove(BROKEN, SHAPE, 4).text.endswith("nn.Conv2d(8, 8, 3),\n    )\n")


def test_a_new_layer_is_written_as_its_neighbour_is() -> None:
    def with_relu(text: str, row: int, *, after: bool = True) -> str:
        return add(text, SHAPE, row, "activation", after=after).text

    assert "nn.MaxPool2d(2)  # halves it\nnn.ReLU()\n" in with_relu(LINES, 3)
    assert "# what comes first\nnn.ReLU()\nnn.Conv2d(3" in with_relu(LINES, 0, after=False)
    assert "  # first\n    nn.ReLU(),\n" in with_relu(SEQUENTIAL, 0)
    assert "nn.Upsample(scale_factor=2),\n    nn.ReLU()\n)" in with_relu(SEQUENTIAL, 5)
    assert (
        "        self.first = nn.Conv2d(3, 6, 5)  # überall\n        self.first_2 = nn.ReLU()\n"
        in with_relu(CLASS, 0)
    )
    assert "; self.act_2 = nn.ReLU(); self.act = nn.ReLU()" in with_relu(CLASS, 2, after=False)
    assert '("relu1_2", nn.ReLU()),' in with_relu(NAMED, 1)
    assert 'net.add_module("last_2", nn.ReLU())' in with_relu(NAMED, 3, after=False)
    assert "net.append(nn.Flatten())\nnet.append(nn.ReLU())\n" in with_relu(NAMED, 4)
    assert "model.add(layers.MaxPooling2D())\nmodel.add(layers.ReLU())\n" in with_relu(ADDED, 1)
    assert "x = layers.ReLU()(x)\nx = layers.ReLU()(x)\n" in with_relu(APPLIED, 1)
    assert "inputs = layers.ReLU()(inputs)\nx = layers.Conv2D(8, 3)(inputs)" in with_relu(
        APPLIED, 0, after=False
    )
    assert "layers.MaxPooling2D(2)(layers.ReLU()(layers.BatchNormalization()(x)))" in with_relu(APPLIED, 2)
    assert "layers.MaxPooling2D(2)(layers.ReLU()(layers.BatchNormalization()(x)))" in with_relu(
        APPLIED, 3, after=False
    )
    assert "  (1): ReLU(inplace=True)\n  (1_2): ReLU()\n" in with_relu(PRINTED, 1)
    assert "nn.ReLU(), nn.ReLU())" in with_relu(BROKEN, 4)
    assert with_relu("def f():\n    return nn.Tanh()", 0) == "def f():\n    return nn.Tanh(), nn.ReLU()"
    assert with_relu("def f():\n    return nn.Tanh()", 0, after=False).endswith("return nn.ReLU(), nn.Tanh()")


@pytest.mark.parametrize("framework", ["pytorch", "keras"])
@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_layer_fits(framework: str, axes: int, kind: str) -> None:
    text = "nn.ReLU()" if framework == "pytorch" else "layers.ReLU()"
    shape = (4, 5, 6, 7)[: axes + 1]
    for after in (True, False):
        made = add(text, shape, 0, kind, after=after)
        row = made.network.rows[made.row]
        assert row.name in TABLES[framework]  # type: ignore[index]
        assert (row.name == "ReLU") == (kind == "activation")
        if kind in ("convolution", "normalisation", "activation", "dropout", "dense"):
            assert row.output_shape == shape
    assert set(kinds_for((4,))) < set(kinds_for((4,), shape)) == set(KINDS)
    flat = add(text, (4,), 0, "normalisation")
    assert flat.network.output_shape == (4,)
    with pytest.raises(ConvError, match="needs channels"):
        add(text, (4,), 0, "convolution")


def test_a_layer_twice_is_two_layers() -> None:
    made = duplicate(LINES, SHAPE, 0)
    assert "padding=1)  # keeps the size\nnn.Conv2d(8, 8, 3, padding=1)\n" in made.text
    assert made.row == 1
    assert 'name="first"' in ADDED
    assert 'model.add(layers.Conv2D(8, 3, activation="relu"))' in duplicate(ADDED, SHAPE, 0).text.replace(
        "'", '"'
    )
    assert duplicate(KERAS, SHAPE, 0).text.count("input_shape") == 1
    assert duplicate(APPLIED, SHAPE, 0).text.splitlines()[2] == "x = layers.Conv2D(8, 3)(x)"


@pytest.mark.parametrize(
    ("text", "row", "name", "typed", "reason", "numbers"),
    [
        (LINES, 0, "stride", "0", "below-minimum", {"value": 0, "minimum": 1, "row": 0}),
        (LINES, 0, "padding", "abc", "unknown-choice", {"value": "abc", "row": 0}),
        (LINES, 0, "kernel_size", "", "no-argument", {"name": "kernel_size", "row": 0}),
        (LINES, 0, "kernel_size", "f(3)", "no-value", {"value": "f(3)", "row": 0}),
        (LINES, 0, "kernel_size", "3" * 300, "code-long", {"count": 300, "row": 0}),
        (LINES, 0, "kernel_size", "(" * 60, "text-deep", {"row": 0}),
        (LINES, 0, "in_channels", "4", "number-differs", {"value": 4, "found": 3, "row": 0}),
        (LINES, 3, "kernel_size", "40", "kernel-too-large", {"row": 3}),
        (LINES, 0, "stride", "11", "kernel-too-large", {"row": 4}),
        (LINES, 0, "kernels", "1", "unknown-parameter", {"value": "kernels"}),
        (LINES, 9, "stride", "1", "out-of-range", {"value": 10, "high": 7}),
        (DEPTHWISE, 1, "groups", "3", "groups-unequal", {"groups": 3, "row": 1}),
    ],
)
def test_a_value_that_makes_no_layer_is_refused_with_its_numbers(
    text: str, row: int, name: str, typed: str, reason: str, numbers: dict[str, object]
) -> None:
    with pytest.raises(ConvError) as caught:
        set_argument(text, SHAPE, row, name, typed)
    assert caught.value.reason == reason
    assert caught.value.numbers.items() >= numbers.items()
    assert "line" not in caught.value.numbers


def test_what_cannot_be_is_refused_at_its_layer() -> None:
    def refused(make: Callable[[], object]) -> tuple[str, object]:
        with pytest.raises(ConvError) as caught:
            make()
        return caught.value.reason, caught.value.numbers.get("row")

    assert refused(lambda: remove("nn.ReLU()", SHAPE, 0)) == ("only-layer", 0)
    assert refused(lambda: move(LINES, SHAPE, 0, -1)) == ("out-of-range", None)
    assert refused(lambda: add(LINES, SHAPE, 0, "nothing")) == ("unknown-choice", None)
    # The layer to blame is one of the old network, or the new one.
    assert refused(lambda: add(LINES, SHAPE, 0, "flatten")) == ("layer-space", 1)
    assert refused(lambda: add(LINES, SHAPE, 5, "convolution")) == ("layer-space", -1)
    # What no other place of the text can hold.
    nested = "layers.concatenate([layers.ReLU()(x), layers.ReLU()(y)])"
    assert read_network(nested, SHAPE).unknown
    assert refused(lambda: move(JOINED, SHAPE, 3, -2))[0] == "edit-unread"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("3", "3"),
        (" 3 ", "3"),
        ("−1", "-1"),
        ("3 × 5", "(3, 5)"),
        ("3x5", "(3, 5)"),
        ("[3, 5]", "(3, 5)"),
        ("((1, 2), (3, 4))", "((1, 2), (3, 4))"),
        ("2*width", "2 * width"),
        ("width", "width"),
        ("same", '"same"'),
        ("'same'", '"same"'),
        ('a"b', None),
        ("'it\"s'", "'it\"s'"),
        ("None", "None"),
        ("True", "True"),
        ("3 # three", "3"),
        ("3)(", None),
        ("3; 4", "(3, 4)"),
        ("3\n4", "(3, 4)"),
        ("lambda: 3", None),
        ("", ""),
        ("0.5", "0.5"),
        ("3 pixels", '"3 pixels"'),
    ],
)
def test_typed_values_are_written_as_python_has_them(typed: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(ConvError):
            literal(typed, {"width": 8})
    else:
        assert literal(typed, {"width": 8}) == written


@given(typed=st.text(max_size=40), name=st.sampled_from(["x", "width"]))
def test_anything_typed_is_one_value_or_refused(typed: str, name: str) -> None:
    try:
        written = literal(typed, {name: 8})
    except ConvError:
        return
    (call,) = calls(f"f({written})") if written else calls("f()")
    assert len(call.given) == bool(written)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_edited(name: str) -> None:
    preset = PRESETS[name]
    old = read_network(preset.text, preset.input_shape)
    for row in range(len(old.rows)):
        assert "\n".join(each.text for each in old.rows) == preset.text.strip()
        made = add(preset.text, preset.input_shape, row, "activation")
        assert len(made.text.splitlines()) == len(old.rows) + 1


def test_what_only_its_place_holds_is_left_to_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = """\
y = layers.MaxPooling2D(2)(x)
y = layers.UpSampling2D(2)(y)
z = layers.concatenate([layers.ReLU()(y), x])
w = layers.Softmax()(z, y)
f(x.shape)
"""
    assert names(read_network(nested, SHAPE))[2:] == ["ReLU", "concatenate", "Softmax"]
    for edit in (
        partial(move, row=2, by=1),
        partial(remove, row=3),
        partial(duplicate, row=3),
        partial(remove, row=4),
        partial(add, row=4, kind="activation", after=False),
    ):
        assert outcome(partial(edit, nested, SHAPE)) == "edit-unread"
    assert "[y, x]" in remove(nested, SHAPE, 2).text
    assert arguments(read_network(nested, SHAPE).rows[3]._replace(call=None)) == ()
    # An input in the midst is no layer, and follows nothing.
    midst = "layers.Conv2D(8, 3)\nkeras.Input((30, 30, 8))\nlayers.ReLU()"
    with pytest.raises(ConvError) as caught:
        set_argument(midst, SHAPE, 0, "filters", "4")
    assert (caught.value.reason, caught.value.numbers["row"]) == ("input-declared", 1)
    ends = "layers.Conv2D(8, 3)\nkeras.Input((30, 30, 8))"
    assert outcome(partial(set_argument, ends, SHAPE, 0, "filters", "4")) == "input-declared"
    with monkeypatch.context() as patched:
        patched.setattr(draft, "MOST_FOLLOWING", 0)
        assert outcome(partial(remove, LINES, SHAPE, 0)) == "edit-unread"
    for method in ("with_argument", "beside"):
        monkeypatch.setattr(Place, method, lambda *_given, **_named: iter(()))
    assert outcome(partial(set_argument, LINES, SHAPE, 0, "stride", "2")) == "edit-unread"
    assert outcome(partial(duplicate, LINES, SHAPE, 0)) == "edit-unread"
    # A number that should follow, and cannot, is refused as it is.
    assert outcome(partial(remove, LINES, SHAPE, 4)) == "number-differs"


def test_a_layer_that_is_taken_twice_changes_in_both_places() -> None:
    text = """class Net(nn.Module):
    def __init__(self):
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
    def forward(self, x):
        x = self.pool(F.relu(self.conv(x)))
        return self.pool(self.conv(x))
"""
    made = set_argument(text, SHAPE, 2, "kernel_size", "4")
    assert made.text == text.replace("MaxPool2d(2)", "MaxPool2d(4)")
    assert [row.output_shape for row in made.network.rows] == [
        (3, 32, 32), (3, 32, 32), (3, 8, 8), (3, 8, 8), (3, 2, 2),
    ]  # fmt: skip
    pooled = text.replace("F.relu(", "F.max_pool2d(").replace("(x)))", "(x), 2))")
    changed = set_argument(pooled, SHAPE, 1, "kernel_size", "4")
    assert "F.max_pool2d(self.conv(x), 4)" in changed.text
    for edit in (partial(remove, row=2), partial(move, row=1, by=1), partial(duplicate, row=1)):
        assert outcome(partial(edit, text, SHAPE)) == "edit-unread"
