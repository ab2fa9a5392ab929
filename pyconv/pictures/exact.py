"""Exact values that a reader types and sees: integers over one common denominator.

`1/9` stays a ninth, so the sum that a picture writes out is the sum that was computed.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv import ops
from pyconv.errors import ConvError
from pyconv.matrix import conv_matrix
from pyconv.messages import say
from pyconv.pooling import PoolingSpec
from pyconv.pooling_ops import pooled
from pyconv.spec import ConvSpec
from pyconv.terms import terms
from pyconv.transposed import TransposedSpec

LARGEST = 9999
"""The largest magnitude that a cell holds."""

FINEST = 1000
"""The largest denominator that a cell holds: three decimals, or a fraction like 1/999."""

BRIEF = (Fraction(1, 100), 100_000)
"""From which magnitude on, and up to which, two decimals tell enough."""

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
"""What makes digits those of a power."""

_SAFE = 2**62
LONGEST = 16
"""Characters of a number that somebody types."""

_FORM = re.compile(r"([+-]?)\s*([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:\s*/\s*([0-9]+))?")
"""How numbers are typed, in cells and in fields: digits 0 to 9 alone, for those of other scripts are
not what the site writes; a comma or a point before decimals; the minus sign as well as the hyphen."""


class Rationals(NamedTuple):
    """A grid of exact values: `numerators / denominator`."""

    numerators: NDArray[Any]
    denominator: int = 1

    def fraction(self, flat: int) -> Fraction:
        """Return one value, counted row-major."""
        return Fraction(int(self.numerators.flat[flat]), self.denominator)


def of_fractions(values: NDArray[Any]) -> Rationals:
    """Return an array of fractions, or of whole numbers, over their common denominator.

    >>> of_fractions(np.array([Fraction(1, 2), Fraction(2, 3)]))
    Rationals(numerators=array([3, 4], dtype=object), denominator=6)
    """
    below = lcm(*(value.denominator for value in values.flat))
    above: NDArray[Any] = np.empty(values.size, dtype=object)
    above[:] = [value.numerator * (below // value.denominator) for value in values.flat]
    return Rationals(above.reshape(values.shape), below)


def _typed(text: str) -> re.Match[str] | None:
    """Return the parts of a number that was typed: its sign, its magnitude and a denominator, if any."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    return _FORM.fullmatch(plain) if len(plain) <= LONGEST else None


def whole(text: str) -> int | None:
    """Return the whole number that a reader typed, or None if it is none: `3`, `−2`.

    >>> whole(" -2 "), whole("2.0"), whole("٢")
    (-2, None, None)
    """
    form = _typed(text)
    if not form or form[3] or not form[2].isdigit():
        return None
    return int(form[1] + form[2])


def parse(text: str, largest: float = LARGEST, finest: float = FINEST) -> Fraction:
    """Return the value that a reader typed: `3`, `-0.5`, `0,5` or `1/9`.

    Args:
        largest, finest: the largest magnitude and the largest denominator that it may have.

    Raises:
        ConvError: the text is empty, no number, too large or too fine.

    >>> parse("-1/9")
    Fraction(-1, 9)
    """
    if not text.strip():
        raise ConvError("empty-cell")
    form = _typed(text)
    sign, magnitude, below = form.groups() if form else ("", "", "0")
    if below and not int(below):
        raise ConvError("not-a-number", value=text.strip()[:24])
    value = Fraction(magnitude.replace(",", ".")) / int(below or 1)
    if value > largest:
        raise ConvError("cell-too-large", value=text.strip(), largest=largest)
    if value.denominator > finest:
        raise ConvError("cell-too-fine", value=text.strip(), finest=finest)
    return -value if sign == "-" else value


def with_values(values: Rationals, edits: dict[int, Fraction]) -> Rationals:
    """Return `values` with some cells, counted row-major, replaced."""
    if not edits:
        return values
    denominator = lcm(values.denominator, *(value.denominator for value in edits.values()))
    scale = denominator // values.denominator
    numerators = values.numerators.astype(object) * scale
    for flat, value in edits.items():
        numerators.flat[flat] = value.numerator * (denominator // value.denominator)
    return Rationals(numerators, denominator)


def plus(values: Rationals, constant: Fraction) -> Rationals:
    """Return values with the same added to each.

    >>> plus(Rationals(np.array([1, 2]), 2), Fraction(1, 3)).fraction(0)
    Fraction(5, 6)
    """
    above, below = constant.as_integer_ratio()
    sums = values.numerators.astype(object) * below + above * values.denominator
    return Rationals(sums, values.denominator * below)


def cross_correlate(
    x: Rationals, kernel: Rationals, spec: ConvSpec | None = None, *, dilation: int | Sequence[int] = 1
) -> Rationals:
    """Return the sums of products of windows and kernel, exactly.

    Args:
        x: the map, with its padding.
        kernel: the weights; where `spec` is flipped they are turned by 180 degrees.
        spec: the stride and the dilation, if any, but not the padding, which `x` has.
        dilation: that of a kernel without `spec`.
    """
    dtype = product_dtype(x, kernel)
    weights: NDArray[Any] = kernel.numerators.astype(dtype)
    sums = ops.cross_correlate(
        x.numerators.astype(dtype),
        np.flip(weights) if spec and spec.flipped else weights,
        stride=spec.stride if spec else 1,
        dilation=spec.dilation if spec else dilation,
    )
    return Rationals(sums, x.denominator * kernel.denominator)


def pool(x: Rationals, spec: PoolingSpec) -> Rationals:
    """Return the largest number of each window, or its average, exactly."""
    if spec.kind == "max":
        return Rationals(pooled(x.numerators, spec), x.denominator)
    # Of Python's integers an average is a fraction.
    averages = of_fractions(pooled(x.numerators.astype(object), spec))
    return Rationals(averages.numerators, x.denominator * averages.denominator)


def transposed_conv(spec: ConvSpec, given: Rationals, kernel: Rationals) -> Rationals:
    """Return the transpose of `spec` applied to a map of its output's size, exactly.

    back[i] = sum over the terms (i, t, o) of kernel[t] · given[o]
    """
    dtype = product_dtype(given, kernel)
    table = terms(spec)
    back: NDArray[Any] = np.zeros(spec.inputs, dtype=dtype)
    products: NDArray[Any] = (
        kernel.numerators.ravel().astype(dtype)[table[:, 1]]
        * given.numerators.ravel().astype(dtype)[table[:, 2]]
    )
    np.add.at(back, table[:, 0], products)
    return Rationals(back.reshape(spec.input_size), given.denominator * kernel.denominator)


def times_matrix(given: Rationals, kernel: Rationals, layer: TransposedSpec) -> Rationals:
    """Return the flat map times the matrix T of a transposed convolution, in the shape of its result."""
    dtype = product_dtype(given, kernel)
    cells: NDArray[Any] = given.numerators.astype(dtype).ravel()
    product = cells @ conv_matrix(layer, kernel.numerators.astype(dtype))
    return Rationals(product.reshape(layer.output_size), given.denominator * kernel.denominator)


def product_dtype(x: Rationals, kernel: Rationals) -> type:
    """Return the dtype in which sums of products stay exact: int64, or Python integers."""
    bound = _magnitude(x) * _magnitude(kernel) * kernel.numerators.size
    return np.int64 if bound < _SAFE else object


def _magnitude(values: Rationals) -> int:
    numerators = values.numerators
    return max(int(numerators.max()), -int(numerators.min()))


def brief(value: Fraction, language: str) -> str:
    """Return a value in few characters, its size kept: of one that is small or large, the power of ten.

    >>> brief(Fraction(2, 3), "en"), brief(Fraction(1, 3000), "en"), brief(Fraction(-12345678), "en")
    ('0.67', '3.3·10⁻⁴', '−1.2·10⁷')
    """
    if not value or BRIEF[0] <= abs(value) < BRIEF[1]:
        return show(*value.as_integer_ratio(), language)
    digits, _, power = f"{float(value):.1e}".partition("e")
    return f"{signed(digits).replace('.', say(language, 'decimal'))}·10{str(int(power)).translate(RAISED)}"


@lru_cache(maxsize=4096)
def show(numerator: int, denominator: int, language: str, *, as_fraction: bool = False) -> str:
    """Return the text of `numerator / denominator` for a cell.

    A value with up to three decimals is written out; any other is rounded to two, or
    written as a fraction if asked.

    >>> show(3, 4, "en"), show(2, 3, "en"), show(2, 3, "en", as_fraction=True)
    ('0.75', '0.67', '2/3')
    """
    common = gcd(numerator, denominator)
    above, below = numerator // common, denominator // common
    if below == 1:
        return signed(str(above))
    if as_fraction:
        return signed(f"{above}/{below}")
    digits = 3 if FINEST % below == 0 else 2
    value = Fraction(above, below)
    text = f"{float(round(value, digits)):.{digits}f}".rstrip("0").rstrip(".")
    return signed("0" if text == "-0" else text).replace(".", say(language, "decimal"))


def is_short(numerator: int, denominator: int) -> bool:
    """Return whether `show` writes the value exactly."""
    return FINEST % (denominator // gcd(numerator, denominator)) == 0


def exactly(value: Fraction, language: str) -> str:
    """Return a value as it is: in decimals where three of them do, or as a fraction.

    >>> exactly(Fraction(5, 2), "en"), exactly(Fraction(-4, 9), "en")
    ('2.5', '−4/9')
    """
    if is_short(*value.as_integer_ratio()):
        return show(*value.as_integer_ratio(), language)
    return signed(f"{value.numerator}/{value.denominator}")


def rounded(value: Fraction, language: str) -> str:
    """Return a value in decimals, with a sign before it where they are rounded.

    >>> rounded(Fraction(5, 2), "en"), rounded(Fraction(4, 9), "en")
    ('2.5', '≈ 0.44')
    """
    text = show(*value.as_integer_ratio(), language)
    return text if is_short(*value.as_integer_ratio()) else f"≈ {text}"


def written(value: Fraction, language: str) -> str:
    """Return a value as it is, and behind it in decimals where it is a fraction.

    >>> written(Fraction(5, 2), "en"), written(Fraction(4, 9), "en")
    ('2.5', '4/9 ≈ 0.44')
    """
    exact = exactly(value, language)
    return exact if is_short(*value.as_integer_ratio()) else f"{exact} {rounded(value, language)}"


def signed(number: object) -> str:
    """Return a number with the sign that stands in text."""
    return str(number).replace("-", "\N{MINUS SIGN}")


def grouped(number: int, language: str) -> str:
    r"""Return a number with its digits in groups of three, as the language does it.

    >>> grouped(1234567, "en"), grouped(1234567, "es"), grouped(1234, "es")
    ('1,234,567', '1\xa0234\xa0567', '1234')
    """
    mark = say(language, "thousands")
    # Where a space parts them, four digits stay together.
    return str(number) if mark.isspace() and number <= 9999 else f"{number:,}".replace(",", mark)


def texts(
    values: Rationals, language: str, *, exact: bool = False, places: Sequence[int] | None = None
) -> list[str]:
    """Return the text of each value, row-major, or of those at some places.

    With `exact`, values that decimals cannot all write out are written as fractions.
    """
    numerators = values.numerators.ravel()
    flat = (numerators if places is None else numerators[places]).tolist()
    below = values.denominator
    if below == 1:
        return list(map(signed, flat))
    as_fraction = exact and FINEST % below != 0
    return [show(above, below, language, as_fraction=as_fraction) for above in flat]
