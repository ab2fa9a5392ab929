"""A convolution in letters: its input I, kernel k and output O, and what they make of each other.

Every letter wears the place of its cell along each axis: k₀₂ is the tap in row 0, column 2.
Cells with one axis are written as one row, those with two as rows and columns, and those
with more as their planes one below the other.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import product as places_of
from math import prod

from pyconv.arithmetic import flag, output_size
from pyconv.expressions import (
    Expression,
    Fraction,
    Indexed,
    Matrix,
    Symbol,
    floor,
    parenthesised,
    product,
    row,
    total,
)
from pyconv.matrix import convolution_of, linear_terms
from pyconv.spec import ConvSpec, Geometry
from pyconv.transposed import TransposedSpec


def input_symbols(spec: Geometry) -> Matrix:
    """Return the input I of the convolution; of a transposed one, that of its `direct`.

    Raises:
        ConvError: `spec` is no geometry, or no convolution has it as its transpose.

    >>> from pyconv.formulas import text
    >>> text(input_symbols(ConvSpec((2, 3), 1)))
    '[I₀₀, I₀₁, I₀₂; I₁₀, I₁₁, I₁₂]'
    """
    size = convolution_of(spec).input_size
    return _laid_out(_letters("I", size), size)


def kernel_symbols(spec: Geometry) -> Matrix:
    """Return the kernel k, as it is: not flipped.

    Raises:
        ConvError: as `input_symbols`.

    >>> from pyconv.formulas import text
    >>> text(kernel_symbols(ConvSpec(5, 3)))
    '[k₀, k₁, k₂]'
    """
    size = convolution_of(spec).kernel_size
    return _laid_out(_letters("k", size), size)


def output_symbols(spec: Geometry) -> Matrix:
    """Return the output O of the convolution, which is what its transpose is given.

    Raises:
        ConvError: as `input_symbols`.

    >>> from pyconv.formulas import text
    >>> text(output_symbols(ConvSpec(5, 3, stride=2)))
    '[O₀, O₁]'
    """
    size = convolution_of(spec).output_size
    return _laid_out(_letters("O", size), size)


def flattened(matrix: Matrix) -> Matrix:
    """Return the entries of a matrix in one row, in the order of reading: X of I.

    >>> from pyconv.formulas import text
    >>> text(flattened(input_symbols(ConvSpec(2, (1, 1)))))
    '[I₀₀, I₀₁, I₁₀, I₁₁]'
    """
    return Matrix((tuple(entry for line in matrix.rows for entry in line),))


def placed_filters(spec: Geometry) -> tuple[Matrix, ...]:
    """Return, for each output cell, the input with every tap at the cell that it meets, 0 elsewhere.

    Where padding copies input cells, the taps that meet one cell are added up.

    Raises:
        ConvError: as `matrix_symbols`.

    >>> from pyconv.formulas import text
    >>> for placed in placed_filters(ConvSpec(4, 3)):
    ...     print(text(placed))
    [k₀, k₁, k₂, 0]
    [0, k₀, k₁, k₂]
    """
    direct = convolution_of(spec)
    entries = _entries(direct)
    return tuple(
        _laid_out([entries.get((i, o), 0) for i in range(direct.inputs)], direct.input_size)
        for o in range(direct.outputs)
    )


def matrix_symbols(spec: Geometry, *, transposed: bool = False) -> Matrix:
    """Return the matrix U of a convolution, or T of a transposed one: `conv_matrix` in letters.

    Column o of U is the placed filter of output cell o, flattened, so that X · U = O. With
    `transposed` it is the transpose: T instead of U, or U instead of T.

    Raises:
        ConvError: `spec` is no geometry, no convolution has it as its transpose, or windows
            meet padding with a constant.

    >>> from pyconv.formulas import text
    >>> text(matrix_symbols(ConvSpec(3, 2)))
    '[k₀, 0; k₁, k₀; 0, k₁]'
    """
    direct = convolution_of(spec)
    entries = _entries(direct)
    inputs, outputs = range(direct.inputs), range(direct.outputs)
    if flag("transposed", transposed) != isinstance(spec, TransposedSpec):
        return Matrix(tuple(tuple(entries.get((i, o), 0) for i in inputs) for o in outputs))
    return Matrix(tuple(tuple(entries.get((i, o), 0) for o in outputs) for i in inputs))


def output_sums(spec: Geometry) -> Matrix:
    """Return each output cell of the convolution as a sum of products k · I, in the window's order.

    Products with padding of zeros are left out; a window of padding only gives 0.

    Raises:
        ConvError: as `matrix_symbols`.

    >>> from pyconv.formulas import text
    >>> text(output_sums(ConvSpec(3, 2)))
    '[k₀I₀ + k₁I₁, k₀I₁ + k₁I₂]'
    """
    direct = convolution_of(spec)
    cells, taps = _letters("I", direct.input_size), _letters("k", direct.kernel_size)
    products: dict[int, list[Expression]] = defaultdict(list)
    for cell, tap, out in linear_terms(direct).tolist():
        products[out].append(product(taps[tap], cells[cell]))
    return _laid_out([total(*products[out]) for out in range(direct.outputs)], direct.output_size)


def transposed_sums(spec: Geometry) -> Matrix:
    """Return each cell of C = O · T as a sum of products O · k, in the order of the output cells.

    C is what the transposed convolution makes of O, and has the shape of the input; cells
    that no window touches are 0.

    Raises:
        ConvError: as `matrix_symbols`.

    >>> from pyconv.formulas import text
    >>> text(transposed_sums(ConvSpec(3, 2)))
    '[O₀k₀, O₀k₁ + O₁k₀, O₁k₁]'
    """
    direct = convolution_of(spec)
    outs, taps = _letters("O", direct.output_size), _letters("k", direct.kernel_size)
    products: dict[int, list[Expression]] = defaultdict(list)
    for cell, tap, out in linear_terms(direct).tolist():
        products[cell].append(product(outs[out], taps[tap]))
    return _laid_out([total(*products[cell]) for cell in range(direct.inputs)], direct.input_size)


def size_formula(
    input_size: int,
    kernel_size: int,
    *,
    stride: int,
    padding: tuple[int, int],
    dilation: int,
    sides: Sequence[str] = ("1", "2"),
) -> tuple[Expression, Expression, Expression]:
    r"""Return the size formula of one axis in letters, in numbers, and its result.

        o = floor((i + 2p - k - (k - 1)(d - 1)) / s) + 1

    The dilation is left out where it is 1; padding that differs at the two sides is
    written as two summands, subscripted with `sides`.

    Source: arXiv:1603.07285, relationships 6 and 15.

    >>> from pyconv.formulas import latex
    >>> letters, numbers, result = size_formula(
    ...     5, 3, stride=2, padding=(1, 1), dilation=1)
    >>> latex(numbers), result
    ('\\left\\lfloor \\frac{5 + 2 \\cdot 1 - 3}{2} \\right\\rfloor + 1', 3)
    """
    i, k, s, p, d = map(Symbol, "ikspd")
    before, after = padding
    letters: list[Expression | str] = [i, "+"]
    numbers: list[Expression | str] = [input_size, "+"]
    if before == after:
        letters += [2, p]
        numbers += [2, "·", before]
    else:
        letters += [Symbol("p", sides[0]), "+", Symbol("p", sides[1])]
        numbers += [before, "+", after]
    letters += ["−", k]
    numbers += ["−", kernel_size]
    if dilation > 1:
        letters += ["−", parenthesised(row(k, "−", 1)), parenthesised(row(d, "−", 1))]
        numbers += ["−", kernel_size - 1, "·", dilation - 1]
    result = output_size(input_size, kernel_size, stride=stride, padding=padding, dilation=dilation)
    return (
        row(floor(Fraction(row(*letters), s)), "+", 1),
        row(floor(Fraction(row(*numbers), stride)), "+", 1),
        result,
    )


def _letters(name: str, size: tuple[int, ...]) -> list[Indexed]:
    """Return the letter of each cell; all of them have commas if a place may have two digits."""
    separated = len(size) > 1 and max(size) > 10
    return [Indexed(name, place, separated) for place in places_of(*map(range, size))]


def _laid_out(cells: Sequence[Expression], size: tuple[int, ...]) -> Matrix:
    width = size[-1]
    return Matrix(tuple(tuple(cells[at : at + width]) for at in range(0, prod(size), width)))


def _entries(direct: ConvSpec) -> dict[tuple[int, int], Expression]:
    """Return what stands at (input cell, output cell); taps that are added up, from the first on."""
    taps = _letters("k", direct.kernel_size)
    met: dict[tuple[int, int], list[int]] = defaultdict(list)
    for cell, tap, out in linear_terms(direct).tolist():
        met[cell, out].append(tap)
    return {place: total(*(taps[tap] for tap in sorted(found))) for place, found in met.items()}
