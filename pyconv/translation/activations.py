"""Activations: what each framework calls them, and what they are.

Source: PyTorch's pages of its non-linear activations; `keras.activations` and Keras's activation layers;
ONNX's operators of the same names.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Activation(NamedTuple):
    """A function of every cell.

    Attributes:
        name: what it is called here.
        number: its slope below 0, or what it is multiplied by there, if it has such a number.
    """

    name: str
    number: float | None = None


class Names(NamedTuple):
    """What the frameworks call an activation, and how it is written where it is a function.

    Attributes:
        pytorch: a layer of `torch.nn`.
        keras: a layer of `keras.layers`.
        tensorflow, jax, numpy: an expression of `x`.
        onnx: an operator with its attributes.
    """

    pytorch: str
    keras: str
    tensorflow: str
    jax: str
    numpy: str
    onnx: str


SIGMOID = "1 / (1 + np.exp(-x))"

ACTIVATIONS: dict[str, Names] = {
    "relu": Names("ReLU()", "ReLU()", "tf.nn.relu(x)", "jax.nn.relu(x)", "np.maximum(x, 0)", '"Relu"'),
    "relu6": Names(
        "ReLU6()", "ReLU(max_value=6)", "tf.nn.relu6(x)", "jax.nn.relu6(x)", "np.clip(x, 0, 6)", ""
    ),
    "leaky_relu": Names(
        "LeakyReLU({number})",
        "LeakyReLU(negative_slope={number})",
        "tf.nn.leaky_relu(x, {number})",
        "jax.nn.leaky_relu(x, {number})",
        "np.where(x > 0, x, {number} * x)",
        '"LeakyRelu", alpha={number}',
    ),
    "elu": Names(
        "ELU({number})",
        "ELU({number})",
        "tf.where(x > 0, x, {number} * (tf.exp(tf.minimum(x, 0.0)) - 1))",
        "jax.nn.elu(x, {number})",
        "np.where(x > 0, x, {number} * (np.exp(np.minimum(x, 0)) - 1))",
        '"Elu", alpha={number}',
    ),
    "selu": Names("SELU()", 'Activation("selu")', "tf.nn.selu(x)", "jax.nn.selu(x)", "", '"Selu"'),
    "gelu": Names(
        "GELU()", 'Activation("gelu")', "tf.nn.gelu(x)", "jax.nn.gelu(x, approximate=False)", "", '"Gelu"'
    ),
    "silu": Names("SiLU()", 'Activation("silu")', "tf.nn.silu(x)", "jax.nn.silu(x)", f"x * ({SIGMOID})", ""),
    "mish": Names("Mish()", 'Activation("mish")', "", "jax.nn.mish(x)", "", '"Mish"'),
    "sigmoid": Names(
        "Sigmoid()", 'Activation("sigmoid")', "tf.sigmoid(x)", "jax.nn.sigmoid(x)", SIGMOID, '"Sigmoid"'
    ),
    "tanh": Names("Tanh()", 'Activation("tanh")', "tf.tanh(x)", "jnp.tanh(x)", "np.tanh(x)", '"Tanh"'),
    "softplus": Names(
        "Softplus()",
        'Activation("softplus")',
        "tf.nn.softplus(x)",
        "jax.nn.softplus(x)",
        "np.logaddexp(x, 0)",
        '"Softplus"',
    ),
    "softsign": Names(
        "Softsign()",
        'Activation("softsign")',
        "tf.nn.softsign(x)",
        "jax.nn.soft_sign(x)",
        "x / (1 + np.abs(x))",
        '"Softsign"',
    ),
    "hard_sigmoid": Names(
        "Hardsigmoid()",
        'Activation("hard_sigmoid")',
        "tf.nn.relu6(x + 3) / 6",
        "jax.nn.relu6(x + 3) / 6",
        "np.clip(x + 3, 0, 6) / 6",
        '"HardSigmoid", alpha=1 / 6, beta=0.5',
    ),
    "hard_silu": Names(
        "Hardswish()",
        'Activation("hard_silu")',
        "x * tf.nn.relu6(x + 3) / 6",
        "x * jax.nn.relu6(x + 3) / 6",
        "x * np.clip(x + 3, 0, 6) / 6",
        '"HardSwish"',
    ),
    "softmax": Names(
        "Softmax(dim=1)",
        "Softmax()",
        "tf.nn.softmax(x)",
        "jax.nn.softmax(x)",
        "np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)",
        '"Softmax", axis=1',
    ),
    "log_softmax": Names(
        "LogSoftmax(dim=1)",
        'Activation("log_softmax")',
        "tf.nn.log_softmax(x)",
        "jax.nn.log_softmax(x)",
        "x - np.log(np.exp(x).sum(axis=1, keepdims=True))",
        '"LogSoftmax", axis=1',
    ),
}

LAYERS = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu", "Softmax": "softmax"}
"""Layers that both PyTorch and Keras have under one name."""

PYTORCH = LAYERS | {names.pytorch.partition("(")[0]: name for name, names in ACTIVATIONS.items()}

SYNONYMS = {"swish": "silu", "hard_swish": "hard_silu"}

NUMBERS = {("leaky_relu", "pytorch"): 0.01, ("leaky_relu", "keras"): 0.3}
"""The usual number of a layer; that of an `ELU` is 1 in both."""

IN_NAME = {"leaky_relu": 0.2, "elu": 1.0}
"""The number of an activation that Keras is told by its name."""


def activation_of(
    layer: str, framework: str, given: Sequence[object], named: Mapping[str, object], *, flat: bool = False
) -> Activation | None:
    """Return the activation that a layer is, if it is one known here.

    Args:
        layer: its name.
        framework: whose it is.
        given, named: its arguments.
        flat: whether there is no axis but that of the channels.

    >>> activation_of("LeakyReLU", "pytorch", [0.2], {})
    Activation(name='leaky_relu', number=0.2)
    """
    if layer == "Activation" and framework == "keras":
        said = given[0] if given else None
        return named_activation(said) if isinstance(said, str) else None
    name = (PYTORCH if framework == "pytorch" else LAYERS).get(layer)
    told = [*given, *named.values()]
    if name in {"leaky_relu", "elu"}:
        usual = NUMBERS.get((name, framework), 1.0)
        numbers = [each for each in told if isinstance(each, int | float) and not isinstance(each, bool)]
        number = numbers[0] if numbers else usual
        return Activation(name, float(number))
    if name == "relu" and framework == "keras" and told:
        return Activation("relu6") if told in ([6], [6.0]) and (given or "max_value" in named) else None
    if name in {"softmax", "log_softmax"}:
        # Over the channels, and nothing else: they are last in Keras.
        channels = {-1} if framework == "keras" else {1, -1} if flat else {1}
        return Activation(name) if not told or set(told) <= channels else None
    return Activation(name) if name and all(isinstance(each, bool) for each in told) else None


def named_activation(said: str) -> Activation | None:
    """Return the activation that Keras is told by its name; none for the one that changes nothing.

    >>> named_activation("swish")
    Activation(name='silu', number=None)
    """
    name = SYNONYMS.get(said, said)
    return Activation(name, IN_NAME.get(name)) if name in ACTIVATIONS else None
