"""Functions and methods that do what a layer does, as `F.relu(x)` and `x.flatten(1)` do."""

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from pyconv.networks.constants import Named, Unreadable, value

TORCH = frozenset({"F", "functional", "torch"})
"""Modules that have functions of PyTorch."""

KERAS = frozenset({"activations", "keras", "nn", "ops", "tf", "layers"})
"""Modules that have functions of Keras and TensorFlow."""

MODULES = TORCH | KERAS | {"jnp", "np", "numpy"}
"""What is no map, whatever is called of it."""

_ELSEWHERE = TORCH | {"jnp", "np", "numpy"}
"""Modules whose `concatenate` puts samples together if it is told nothing."""

_ACTIVATIONS = {
    "celu": "CELU", "elu": "ELU", "gelu": "GELU", "hardsigmoid": "Hardsigmoid", "hardswish": "Hardswish",
    "hardtanh": "Hardtanh", "leaky_relu": "LeakyReLU", "log_softmax": "LogSoftmax",
    "logsigmoid": "LogSigmoid", "mish": "Mish", "relu": "ReLU", "relu6": "ReLU6", "selu": "SELU",
    "sigmoid": "Sigmoid", "silu": "SiLU", "softmax": "Softmax", "softplus": "Softplus", "tanh": "Tanh",
}  # fmt: skip

_DROPOUTS = {
    "alpha_dropout": "AlphaDropout", "dropout": "Dropout", "dropout1d": "Dropout1d",
    "dropout2d": "Dropout2d", "dropout3d": "Dropout3d",
}  # fmt: skip

_POOLINGS = {
    f"{function}{axes}d": f"{layer}{axes}d"
    for axes in (1, 2, 3)
    for function, layer in (
        ("adaptive_avg_pool", "AdaptiveAvgPool"), ("adaptive_max_pool", "AdaptiveMaxPool"),
        ("avg_pool", "AvgPool"), ("lp_pool", "LPPool"), ("max_pool", "MaxPool"),
    )
}  # fmt: skip

_TORCH = {
    **_ACTIVATIONS,
    **_DROPOUTS,
    **_POOLINGS,
    "flatten": "Flatten",
    "glu": "GLU",
    "interpolate": "Upsample",
    "pixel_shuffle": "PixelShuffle",
    "pixel_unshuffle": "PixelUnshuffle",
    "unfold": "Unfold",
    "upsample": "Upsample",
}
"""Functions of PyTorch, and the layers that do the same with the same arguments after the first."""

_KERAS = {"elu": "ELU", "leaky_relu": "LeakyReLU", "relu": "ReLU", "softmax": "Softmax"}
_KERAS_NAMED = frozenset(
    {"gelu", "hard_sigmoid", "hard_swish", "mish", "relu6", "selu", "sigmoid", "silu", "softplus", "softsign",
     "swish", "tanh"}
)  # fmt: skip

MAPS = frozenset({"input", "x"})
"""What functions call the map that they are given."""

_BESIDE = MAPS | {"antialias", "training"}
"""Arguments of the functions that their layers do not have."""

_PADDINGS = {"constant": "ConstantPad", "circular": "CircularPad", "reflect": "ReflectionPad",
             "replicate": "ReplicationPad"}  # fmt: skip

_SHAPED = frozenset({"amax", "mean", "squeeze", "unsqueeze"})
"""Functions of PyTorch of which what arrives decides what layer they are."""

_REDUCED = {"amax": "amax", "max": "amax", "mean": "mean", "reduce_max": "amax", "reduce_mean": "mean"}
"""Functions of Keras and TensorFlow that take the largest, or the mean, of some axes."""

METHODS = _SHAPED | {"flatten", "relu", "relu_", "sigmoid", "softmax", "log_softmax", "tanh"}
"""Methods of a map of PyTorch that do what a layer does."""

NO_MAP = re.compile(r"(?i)(.*_)?(labels?|loss|mask|targets?|test|train|true|val)")
"""What people call what is no map of the network, but stands beside it."""

SAME = frozenset(
    {"clone", "contiguous", "cpu", "cuda", "detach", "double", "float", "half", "requires_grad_", "to"}
)
"""Methods of a map that leave it as it is."""

SIZES = frozenset({"device", "dim", "dtype", "get_shape", "ndim", "numel", "shape", "size"})
"""What is asked of a map, and changes nothing of it."""


class Applied(NamedTuple):
    """A layer that a function stands for.

    Attributes:
        path: the dotted name of the layer; with an empty part, that of a function of which what arrives
            decides what layer it is.
        given, named: its arguments by position and by name.
        cells: how many numbers a flattened map is said to have, unread.
    """

    path: tuple[str, ...]
    given: list[ast.expr]
    named: dict[str, ast.expr]
    cells: ast.expr | None = None


def layer_of(path: tuple[str, ...], node: ast.Call, names: Named) -> Applied | None:
    """Return the layer that does what a function does, called with a map and more arguments.

    >>> call = ast.parse("F.max_pool2d(x, 2, ceil_mode=True)", mode="eval").body
    >>> layer_of(("F", "max_pool2d"), call, {}).path
    ('nn', 'MaxPool2d')
    """
    *modules, name = path
    if any(isinstance(each, ast.Starred) for each in node.args):
        return None
    named = {each.arg: each.value for each in node.keywords if each.arg and each.arg not in _BESIDE}
    given = node.args[1:] if MAPS.isdisjoint(each.arg for each in node.keywords) else node.args
    if TORCH & set(modules):
        return _of_torch(name, given, named, names)
    if KERAS & set(modules) and name in _REDUCED:
        return _shaped("keras", _REDUCED[name], given, named, names)
    if KERAS & set(modules) and name in _KERAS:
        return Applied(("layers", _KERAS[name]), given, named)
    if KERAS & set(modules) and name in _KERAS_NAMED:
        return Applied(("layers", "Activation"), [ast.copy_location(ast.Constant(name), node)], {})
    return None


def method_of(name: str, node: ast.Call, names: Named) -> Applied | None:
    """Return the layer that does what a method of a map does."""
    if any(isinstance(each, ast.Starred) for each in node.args):
        return None
    named = {each.arg: each.value for each in node.keywords if each.arg}
    if name in {"view", "reshape"}:
        return _reshaped(node.args)
    if name in METHODS:
        return _of_torch(name.removesuffix("_"), node.args, named, names)
    return None


def _of_torch(name: str, given: list[ast.expr], named: dict[str, ast.expr], names: Named) -> Applied | None:
    if name == "pad":
        return _padded(given, named, names)
    if name == "reshape":
        return _reshaped(given)
    if name in _SHAPED:
        return _shaped("torch", name, given, named, names)
    layer = _TORCH.get(name.removesuffix("_"))
    if layer is None:
        return None
    if name == "flatten" and not (given or "start_dim" in named):
        # This flattens the samples too.
        return None
    if name in _DROPOUTS:
        # Then comes whether it is in training.
        given = given[:1]
    elif name.startswith("max_pool") and len(given) > 4:
        # The function and the layer have their last two flags in another order.
        named = dict(zip(("ceil_mode", "return_indices"), given[4:], strict=False)) | named
        given = given[:4]
    return Applied(("nn", layer), given, named)


def _reshaped(given: Sequence[ast.expr]) -> Applied | None:
    """Return what `view(-1, 400)` is: flattening, or flat numbers in another shape. First are the samples."""
    if len(given) == 1 and isinstance(given[0], ast.Tuple | ast.List):
        given = given[0].elts
    if len(given) < 2:
        return None
    _, *sizes = given
    if len(sizes) == 1:
        return Applied(("nn", "Flatten"), [], {}, None if _is_rest(sizes[0]) else sizes[0])
    # What it is depends on what arrives.
    return Applied(("torch", "", "view"), list(given), {})


def _is_rest(node: ast.expr) -> bool:
    try:
        return value(node, {}) == -1
    except Unreadable:
        return False


def _shaped(
    framework: str, name: str, given: list[ast.expr], named: dict[str, ast.expr], names: Named
) -> Applied | None:
    """Return a function that what arrives decides on, if it says of which axes, and of no samples."""
    told = [*given, *(each for key, each in named.items() if key in {"axis", "dim"})][:1]
    try:
        dims = value(told[0], names) if told else ()
    except Unreadable:
        return None
    axes = dims if isinstance(dims, tuple) else (dims,)
    # Of what has channels first, these are no axis of space.
    out = {0} if name.endswith("squeeze") else {0, 1} if framework == "torch" else {0, -1}
    if any(isinstance(each, int) and each in out for each in axes) or not (axes or name == "squeeze"):
        return None
    return Applied((framework, "", name), given, named)


def _padded(given: list[ast.expr], named: dict[str, ast.expr], names: Named) -> Applied | None:
    """Return the layer that pads as `F.pad` does; how many axes it pads is what the list says."""
    arguments = dict(zip(("pad", "mode", "value"), given, strict=False)) | named
    try:
        sides = value(arguments["pad"], names)
        mode = value(arguments["mode"], names) if "mode" in arguments else "constant"
    except (KeyError, Unreadable):
        return None
    axes, odd = divmod(len(sides), 2) if isinstance(sides, tuple) else (0, 0)
    if odd or axes not in {1, 2, 3} or not isinstance(mode, str) or mode not in _PADDINGS:
        return None
    if mode != "constant":
        return Applied(("nn", f"{_PADDINGS[mode]}{axes}d"), [arguments["pad"]], {})
    filled = arguments.get("value")
    kind = "ZeroPad" if filled is None else "ConstantPad"
    return Applied(
        ("nn", f"{kind}{axes}d"), [arguments["pad"], *([filled] if filled is not None else [])], {}
    )


def axis_of(path: tuple[str, ...], node: ast.Call) -> ast.expr:
    """Return the axis along which a call puts maps together, unread: what it says, or what is usual there."""
    told = [each.value for each in node.keywords if each.arg in {"dim", "axis"}]
    # A layer is given nothing else.
    place = 0 if path[-1][0].isupper() else 1
    usual = -1 if path[-1].lower() == "concatenate" and not _ELSEWHERE & set(path) else 0
    return [*told, *node.args[place : place + 1], ast.copy_location(ast.Constant(usual), node)][0]


def from_torch(path: tuple[str, ...]) -> bool:
    """Return whether maps are put together by PyTorch, which has their channels first."""
    return "torch" in path or path in {("cat",), ("concat",)}


def of_channels(path: tuple[str, ...], node: ast.Call) -> bool:
    """Return whether maps may be put together along the channels: how many axes they have tells for certain.

    >>> [
    ...     of_channels(("torch", "cat"), ast.parse(f"torch.cat([x, y]{dim})", mode="eval").body)
    ...     for dim in (", 1", "")
    ... ]
    [True, False]
    """
    try:
        along = value(axis_of(path, node), {})
    except Unreadable:
        return True
    return isinstance(along, int) and along in ({1, -2, -3, -4} if from_torch(path) else {-1, 1, 2, 3, 4})


__all__ = [
    "MAPS", "MODULES", "SAME", "SIZES", "Applied", "axis_of", "from_torch", "layer_of", "method_of",
    "of_channels",
]  # fmt: skip
