"""Arrays of numbers: what may stand in them, and dtypes that no sum overflows."""

from numbers import Integral, Number
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pyconv.errors import ConvError, shown
from pyconv.spec import MOST_AXES

Array = NDArray[Any]

WHOLE = "bui"
"""Kinds of dtype that hold whole numbers; booleans count as 0 and 1."""

EXACT: tuple[tuple[int, type[Any]], ...] = ((2**24, np.float32), (2**53, np.float64), (2**63 - 1, np.int64))
"""How far whole numbers are exact in each dtype, the fastest first: floats multiply fastest in matrices."""


class Dtypes(NamedTuple):
    """The dtype of a result, and that in which it is computed."""

    result: np.dtype[Any]
    working: np.dtype[Any]


def numbers(name: str, values: ArrayLike) -> Array:
    """Return `values` as an array of numbers: integers of any size, floats, complex ones, fractions.

    Raises:
        ConvError: a single number, rows of different lengths, something that is no number, a
            masked cell, or too many axes.

    >>> numbers("input", [[1, 2], [3, 4]])
    array([[1, 2],
           [3, 4]])
    """
    array = _array(name, values)
    if array.ndim == 0:
        raise ConvError("no-axes", field=name, name=name)
    if array.ndim > len(("samples", "channels")) + MOST_AXES:
        raise ConvError("too-many-axes", field=name, count=array.ndim, most=MOST_AXES)
    return array


def one_number(name: str, value: object) -> Array:
    """Return one number as an array without axes.

    Raises:
        ConvError: it is no number, or several.

    >>> one_number("padding_value", 3)
    array(3)
    """
    array = _array(name, value)
    if array.ndim:
        raise ConvError("not-one-number", field=name, name=name, shape=shape_text(array.shape))
    return array


def exact_dtype(
    x: Array, kernel: Array, *, terms: int | None = None, fill: Array | None = None, bias: Array | None = None
) -> np.dtype[Any]:
    """Return the dtype of sums of products `x · kernel`; for integers one that no sum overflows.

    Integers give int64, or Python's integers (object) where 64 bits may not be enough.
    Anything else gives what NumPy's promotion gives, so float32 with float32 stays float32.

    Args:
        terms: products added up in one cell; without it, as many as the kernel has weights.
        fill: one number that may stand in the place of one of `x`.
        bias: numbers of which one is added to each sum.

    >>> exact_dtype(np.array([2**62]), np.array([1, 1]))
    dtype('O')
    """
    return dtypes(x, kernel, terms=terms, fill=fill, bias=bias).result


def dtypes(
    x: Array, kernel: Array, *, terms: int | None = None, fill: Array | None = None, bias: Array | None = None
) -> Dtypes:
    """Return `exact_dtype` of the same arguments, and a dtype in which computing is exact as well.

    Small integers are computed as floats: they are exact up to 2²⁴ or 2⁵³, and faster. Floats of
    16 bits are added up as floats of 32, and rounded once.

    >>> dtypes(np.array([255]), np.array([1, -2, 1])).working
    dtype('float32')
    """
    arrays = [array for array in (x, kernel, fill, bias) if array is not None]
    if any(array.dtype.kind not in WHOLE for array in arrays):
        found = np.result_type(*map(_promoted, arrays))
        return Dtypes(found, np.dtype(np.float32) if found == np.float16 else found)
    largest = max(magnitude(x), 0 if fill is None else magnitude(fill))
    total = largest * magnitude(kernel) * (kernel.size if terms is None else terms)
    total += 0 if bias is None else magnitude(bias)
    working = next((np.dtype(kind) for limit, kind in EXACT if total <= limit), np.dtype(object))
    return Dtypes(working if working.kind == "O" else np.dtype(np.int64), working)


def magnitude(values: Array) -> int:
    """Return the largest absolute value among integers; 0 if there are none.

    >>> magnitude(np.array([3, -128], dtype=np.int8))
    128
    """
    return max(int(values.max()), -int(values.min())) if values.size else 0


def room(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Return a new array, whatever its values.

    Raises:
        ConvError: it does not fit in the memory.

    >>> room((2, 3), np.dtype(np.int64)).shape
    (2, 3)
    """
    try:
        return np.empty(shape, dtype)
    except (MemoryError, ValueError, OverflowError):
        raise ConvError("no-room", shape=shape_text(shape)) from None


def shape_text(shape: tuple[int, ...]) -> str:
    """Return a shape as a sentence shows it.

    >>> shape_text((5, 7))
    '5×7'
    """
    return "×".join(map(shown, shape))


def _array(name: str, values: object) -> Array:
    try:
        array = np.asarray(values)
    except (ValueError, OverflowError):
        raise ConvError("ragged", field=name, name=name) from None
    if array.dtype.kind == "f" and not isinstance(values, np.ndarray | np.generic):
        # NumPy reads a list of integers beyond 64 bits as floats.
        whole = np.asarray(values, dtype=object)
        array = whole if all(isinstance(value, Integral) for value in whole.flat) else array
    if array.dtype == np.int_ and not isinstance(values, np.ndarray | np.generic):
        # What NumPy makes of Python's integers has 32 bits where addresses have, as in the browser.
        array = array.astype(np.int64)
    if array.dtype.kind == "O":
        # NumPy's own integers overflow, even among objects; Python's do not.
        own = [value.item() if isinstance(value, np.generic) else value for value in array.flat]
        strange = [value for value in own if not isinstance(value, Number)]
        if strange:
            raise ConvError("not-numbers", field=name, name=name, kind=type(strange[0]).__name__)
        array = np.array(own, dtype=object).reshape(array.shape)
    elif array.dtype.kind not in "buifc":
        raise ConvError("not-numbers", field=name, name=name, kind=array.dtype)
    # What stands under the mask of NumPy's masked arrays is no number to compute with.
    if isinstance(values, np.ndarray) and np.any(getattr(values, "mask", False)):
        raise ConvError("not-numbers", field=name, name=name, kind="MaskedConstant")
    return array


def _promoted(array: Array) -> Any:
    """Return what NumPy promotes: a single number of Python's own does not widen an array's floats."""
    return array.dtype if array.ndim or array.dtype.kind == "O" else array.item()
