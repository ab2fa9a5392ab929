"""Layers that can be put into a network, with numbers that fit what comes before them."""

from collections.abc import Callable

from pyconv.errors import ConvError
from pyconv.networks import Framework
from pyconv.networks.steps import Shape

Writer = Callable[[int, int, Shape], str]
"""Takes the channels, how many axes of space there are, and the shape; returns a layer without what its
framework puts before the name."""

SPATIAL = ("convolution", "transposed", "max_pooling", "average_pooling", "padding", "upsampling")
"""Kinds that need axes of space."""

KINDS = (*SPATIAL, "normalisation", "activation", "dropout", "flatten", "dense")
"""The kinds, by their names."""


def _windows(space: Shape) -> str:
    """Return a window of 2 along every axis that has room for it."""
    sizes = [min(2, size) for size in space] or [2]
    return str(sizes[0] if len(set(sizes)) == 1 else tuple(sizes))


_PYTORCH: dict[str, Writer] = {
    "convolution": lambda c, n, _: f"Conv{n}d({c}, {c}, 3, padding=1)",
    "transposed": lambda c, n, _: f"ConvTranspose{n}d({c}, {c}, 2, stride=2)",
    "max_pooling": lambda _, n, shape: f"MaxPool{n}d({_windows(shape[1:])})",
    "average_pooling": lambda _, n, shape: f"AvgPool{n}d({_windows(shape[1:])})",
    "padding": lambda _, n, __: f"ZeroPad{n}d(1)",
    "upsampling": lambda _, __, ___: "Upsample(scale_factor=2)",
    "normalisation": lambda c, n, shape: f"BatchNorm{n if len(shape) > 1 else 1}d({c})",
    "activation": lambda _, __, ___: "ReLU()",
    "dropout": lambda _, __, ___: "Dropout(0.5)",
    "flatten": lambda _, __, ___: "Flatten()",
    "dense": lambda _, __, shape: f"Linear({shape[-1]}, {shape[-1]})",
}

_KERAS: dict[str, Writer] = {
    "convolution": lambda c, n, _: f'Conv{n}D({c}, 3, padding="same")',
    "transposed": lambda c, n, _: f"Conv{n}DTranspose({c}, 2, strides=2)",
    "max_pooling": lambda _, n, shape: f"MaxPooling{n}D({_windows(shape[1:])})",
    "average_pooling": lambda _, n, shape: f"AveragePooling{n}D({_windows(shape[1:])})",
    "padding": lambda _, n, __: f"ZeroPadding{n}D(1)",
    "upsampling": lambda _, n, __: f"UpSampling{n}D(2)",
    "normalisation": lambda _, __, ___: "BatchNormalization()",
    "activation": lambda _, __, ___: "ReLU()",
    "dropout": lambda _, __, ___: "Dropout(0.5)",
    "flatten": lambda _, __, ___: "Flatten()",
    "dense": lambda c, _, __: f"Dense({c})",
}

_WRITERS: dict[Framework, dict[str, Writer]] = {"pytorch": _PYTORCH, "keras": _KERAS}


def kinds_for(*shapes: Shape) -> tuple[str, ...]:
    """Return the kinds of layers that one of some shapes can come into.

    >>> kinds_for((10,))
    ('normalisation', 'activation', 'dropout', 'flatten', 'dense')
    """
    return KINDS if any(len(shape) > 1 for shape in shapes) else KINDS[len(SPATIAL) :]


def new_layer(kind: str, shape: Shape, framework: Framework, axes: int = 1) -> str:
    """Return a layer that takes a shape in and changes as little of it as such a layer can.

    Args:
        kind: one of `KINDS`.
        shape: what comes in.
        framework: whose layer it is to be.
        axes: of space, where the shape has none.

    Raises:
        ConvError: there is no such kind.

    >>> new_layer("max_pooling", (8, 1, 6), "pytorch"), new_layer("dense", (10,), "keras")
    ('MaxPool2d((1, 2))', 'Dense(10)')
    """
    if kind not in KINDS:
        raise ConvError("unknown-choice", field="kind", name="kind", value=kind, choices=KINDS)
    return _WRITERS[framework][kind](shape[0], len(shape) - 1 or axes, shape)


__all__ = ["KINDS", "kinds_for", "new_layer"]
