"""Functions that compute a layer of their arguments: each framework's, by their names."""

from typing import Literal

from pyconv.networks.functions import jax, numpy, onnx, pytorch, tensorflow
from pyconv.networks.functions.arrays import Unrun
from pyconv.networks.functions.made import Made, Maker, check_divisor

Framework = Literal["pytorch", "keras", "tensorflow", "jax", "onnx", "numpy"]

TABLES: tuple[tuple[Framework, frozenset[str], dict[str, Maker]], ...] = (
    ("numpy", frozenset({"pyconv"}), numpy.HERE),
    ("tensorflow", frozenset({"tf", "tensorflow"}), tensorflow.FUNCTIONS),
    ("pytorch", frozenset({"F", "functional", "torch"}), pytorch.FUNCTIONS),
    ("jax", frozenset({"jax", "lax"}), jax.FUNCTIONS),
    ("onnx", frozenset({"helper", "onnx"}), onnx.FUNCTIONS),
    ("numpy", frozenset({"signal"}), numpy.SIGNAL),
    ("numpy", frozenset({"ndimage"}), numpy.NDIMAGE),
    ("numpy", frozenset({"np", "numpy"}), numpy.FUNCTIONS),
)
"""The functions of each framework, and the parts of a dotted name that tell which one's it is."""

__all__ = ["TABLES", "Framework", "Made", "Maker", "Unrun", "check_divisor", "function_of"]


def function_of(path: tuple[str, ...]) -> tuple[Framework, Maker] | None:
    """Return the framework and the maker of a dotted name, if it is a function that is known here.

    A name without a module is known if it is that of this package, or that of one framework alone.

    >>> function_of(("tf", "nn", "conv2d"))[0], function_of(("make_node",))[0], function_of(("conv2d",))
    ('tensorflow', 'onnx', None)
    """
    if not path:
        return None
    *modules, name = path
    found = [
        (framework, table[name])
        for framework, parts, table in TABLES
        if name in table and (not modules or parts & set(modules))
    ]
    alone = len(found) == 1 or name in numpy.HERE
    return found[0] if found and (modules or alone) else None
