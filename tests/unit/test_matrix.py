"""The matrix is the convolution: X · U is what plain loops over the windows add up."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec
from pyconv.matrix import conv_matrix, convolution_of, linear_terms, matrix_entries
from pyconv.transposed import TransposedSpec
from tests.strategies import geometries, nested
from tests.unit.reference import flattened, meetings, positions, slid, sources

POST: dict[str, Any] = {
    "input_size": (5, 5), "kernel_size": (3, 3), "stride": (2, 2), "padding": ((0, 0), (0, 0)),
    "dilation": (1, 1), "padding_mode": "zeros", "flipped": False,
}  # fmt: skip
ADDED_UP: dict[str, Any] = {
    "input_size": (2, 3), "kernel_size": (2, 3), "stride": (1, 2), "padding": ((2, 1), (3, 0)),
    "dilation": (1, 2), "padding_mode": "replicate", "flipped": True,
}  # fmt: skip


def matrix_of(size: Any, kernel: Any, **more: Any) -> Any:
    return conv_matrix(ConvSpec(size, np.shape(kernel), **more), kernel)


def pairs(geometry: dict[str, Any]) -> list[tuple[int | None, int, int]]:
    """List the meetings with the input cell in the place of the padded one; None for no cell."""
    behind = sources(geometry["input_size"], geometry["padding"], geometry["padding_mode"])
    return [(behind[cell], tap, out) for cell, tap, out in meetings(geometry)]


def linear(geometry: dict[str, Any]) -> bool:
    return geometry["padding_mode"] != "constant" or all(cell is not None for cell, _, _ in pairs(geometry))


@st.composite
def problems(draw: st.DrawFn) -> tuple[dict[str, Any], Any, Any]:
    geometry = draw(geometries().filter(linear))
    return geometry, draw(nested(geometry["input_size"])), draw(nested(geometry["kernel_size"]))


@given(problems())
@example(
    (POST, [[5 * row + column for column in range(5)] for row in range(5)], [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
)
@example((ADDED_UP, [[1, 2, 3], [4, 5, 6]], [[1, 10, 100], [1000, 10000, 100000]]))
def test_the_flattened_input_times_the_matrix_is_the_flattened_output(problem: Any) -> None:
    geometry, x, kernel = problem
    matrix = conv_matrix(ConvSpec(**geometry), kernel)
    assert matrix.dtype == np.int64
    assert (np.ravel(x) @ matrix).tolist() == slid(geometry, x, kernel)


@given(problems())
@example((ADDED_UP, None, [[1, 10, 100], [1000, 10000, 100000]]))
def test_every_entry_is_the_sum_of_the_taps_that_the_loops_find(problem: Any) -> None:
    geometry, _, kernel = problem
    weights = flattened(kernel)
    expected: dict[tuple[int, int], int] = defaultdict(int)
    for cell, tap, out in pairs(geometry):
        if cell is not None:
            expected[cell, out] += weights[tap]
    matrix = conv_matrix(ConvSpec(**geometry), kernel)
    spec = ConvSpec(**geometry)
    assert matrix.shape == (spec.inputs, spec.outputs)
    assert matrix.tolist() == [
        [expected.get((cell, out), 0) for out in range(spec.outputs)] for cell in range(spec.inputs)
    ]


@given(problems())
def test_the_transposed_matrix_is_the_matrix_on_its_side(problem: Any) -> None:
    geometry, _, kernel = problem
    spec = ConvSpec(**geometry)
    matrix = conv_matrix(spec, kernel)
    assert (conv_matrix(spec, np.array(kernel), transposed=True) == matrix.T).all()


@given(problems(), st.booleans())
@example((ADDED_UP, None, [[0, 1, 0], [0, 0, -1]]), True)
def test_the_entries_make_the_matrix_up(problem: Any, transposed: bool) -> None:
    geometry, _, kernel = problem
    spec = ConvSpec(**geometry)
    rows, columns, values, shape = matrix_entries(spec, kernel, transposed=transposed)
    rebuilt = np.zeros(shape, dtype=np.int64)
    rebuilt[rows, columns] = values
    assert (rebuilt == conv_matrix(spec, kernel, transposed=transposed)).all()
    listed = list(zip(rows.tolist(), columns.tolist(), strict=True))
    assert listed == sorted(set(listed))
    met = {(out, cell) if transposed else (cell, out) for cell, _, out in pairs(geometry) if cell is not None}
    assert set(listed) == met


@given(st.integers(1, 2), st.data())
def test_a_transposed_geometry_gives_what_the_copies_of_its_kernel_add_up_to(
    count: int, data: st.DataObject
) -> None:
    axes = st.integers(1, 3)
    size = tuple(data.draw(axes) for _ in range(count))
    taps = tuple(data.draw(axes) for _ in range(count))
    stride = tuple(data.draw(axes) for _ in range(count))
    dilation = tuple(data.draw(axes) for _ in range(count))
    crop = tuple((data.draw(st.integers(0, 1)), data.draw(st.integers(0, 1))) for _ in range(count))
    extra = tuple(data.draw(st.integers(0, step - 1)) for step in stride)
    canvas = [s * (i - 1) + d * (k - 1) + 1 + a
              for i, k, s, d, a in zip(size, taps, stride, dilation, extra, strict=True)]  # fmt: skip
    kept = [cells - before - after for cells, (before, after) in zip(canvas, crop, strict=True)]
    assume(min(kept) >= 1)
    y, kernel = data.draw(nested(size)), data.draw(nested(taps))
    spread: dict[tuple[int, ...], int] = defaultdict(int)
    for place in np.ndindex(*size):
        for tap in np.ndindex(*taps):
            reached = [s * at + d * t for at, t, s, d in zip(place, tap, stride, dilation, strict=True)]
            at = tuple(cell - before for cell, (before, _) in zip(reached, crop, strict=True))
            spread[at] += np.array(y)[place] * np.array(kernel)[tap]
    spec = TransposedSpec(size, taps, stride=stride, padding=crop, dilation=dilation, output_padding=extra)
    matrix = conv_matrix(spec, kernel)
    assert (np.ravel(y) @ matrix).tolist() == [spread[place] for place in np.ndindex(*kept)]
    assert (conv_matrix(spec, kernel, transposed=True) == matrix.T).all()
    assert (conv_matrix(spec.direct, kernel, transposed=True) == matrix).all()
    assert matrix_entries(spec, kernel).shape == matrix.shape == (spec.inputs, spec.outputs)


@given(geometries(), st.data())
def test_padding_with_a_constant_is_refused_where_a_window_meets_it(
    geometry: dict[str, Any], data: st.DataObject
) -> None:
    geometry = {**geometry, "padding_mode": "constant"}
    kernel = data.draw(nested(geometry["kernel_size"]))
    met = [cell is None for cell, _, _ in pairs(geometry)]
    if any(met):
        with pytest.raises(ConvError, match=f"{sum(met)} of the {len(met)} products read padding"):
            conv_matrix(ConvSpec(**geometry), kernel)
        with pytest.raises(ConvError, match="with a constant"):
            linear_terms(ConvSpec(**geometry))
    else:
        zeros = conv_matrix(ConvSpec(**{**geometry, "padding_mode": "zeros"}), kernel)
        assert (conv_matrix(ConvSpec(**geometry), kernel) == zeros).all()


def test_by_hand() -> None:
    assert matrix_of(4, [1, 2, 3], stride=2, padding=1).tolist() == [[2, 0], [3, 1], [0, 2], [0, 3]]
    assert matrix_of(4, [1, 2, 3], stride=2, padding=1, flipped=True).tolist() == [
        [2, 0], [1, 3], [0, 2], [0, 1],
    ]  # fmt: skip
    assert matrix_of((2, 3), [[1], [2]]).tolist() == [
        [1, 0, 0], [0, 1, 0], [0, 0, 1], [2, 0, 0], [0, 2, 0], [0, 0, 2],
    ]  # fmt: skip
    # One number is the size along every axis of the kernel.
    assert matrix_of(2, [[1, 2]]).shape == (4, 2)
    assert matrix_of(2, [1, 2, 4], padding="half", padding_mode="replicate").tolist() == [[3, 1], [4, 6]]
    # A window of nothing but padding is a column of nothing.
    assert matrix_of(1, [1, 2], padding=3, stride=5).tolist() == [[0, 0]]
    rows, columns, values, shape = matrix_entries(ConvSpec(1, 2, padding=3, stride=5), [1, 2])
    assert (rows.size, columns.size, values.size, shape) == (0, 0, 0, (1, 2))


def test_the_band_of_one_axis() -> None:
    # Over one axis U is constant along its diagonals.
    matrix = matrix_of(7, [3, -1, 4, 1], padding="full")
    assert matrix.shape == (7, len(positions(7, 4, 1, (3, 3), 1)))
    for row in range(6):
        assert matrix[row, :-1].tolist() == matrix[row + 1, 1:].tolist()


def test_whole_numbers_are_exact_and_other_numbers_keep_their_kind() -> None:
    huge = 2**62
    added = matrix_of(1, [huge, huge, huge], padding=1, padding_mode="replicate")
    assert added.tolist() == [[3 * huge]]
    assert added.dtype == object
    assert matrix_of(4, [huge, -huge]).dtype == np.int64
    assert matrix_of(4, [10**30, 1])[1].tolist() == [1, 10**30, 0]
    small = np.array([200, 100], dtype=np.uint8)
    assert matrix_of(2, small, padding=1, padding_mode="replicate").tolist() == [
        [300, 200, 0],
        [0, 100, 300],
    ]
    assert matrix_of(2, [True, True], padding=1, padding_mode="circular").tolist() == [[1, 1, 1], [1, 1, 1]]
    assert matrix_of(3, np.array([0.5, 2], dtype=np.float32)).dtype == np.float32
    assert matrix_of(3, [0.5, 2]).tolist() == [[0.5, 0], [2, 0.5], [0, 2]]
    assert matrix_of(2, [1j]).tolist() == [[1j, 0], [0, 1j]]
    assert matrix_of(1, [Fraction(1, 3)] * 3, padding=1, padding_mode="replicate").tolist() == [[Fraction(1)]]


def test_what_a_geometry_stands_for() -> None:
    spec = ConvSpec(5, 3)
    assert convolution_of(spec) is spec
    assert convolution_of(TransposedSpec(2, 3, stride=2, output_padding=1)).input_size == (6,)


@pytest.mark.parametrize(
    ("geometry", "kernel", "more", "said"),
    [
        (ConvSpec((5, 4), 3), [[1, 2], [3, 4]], {}, "the kernel measures 2×2, but .* for one of 3×3"),
        (ConvSpec((5, 4), (3, 1)), [1, 2, 3], {}, "the kernel measures 3, but .* for one of 3×1"),
        (TransposedSpec(5, 3), [1, 2], {}, "the kernel measures 2, but .* for one of 3"),
        (TransposedSpec(3, 3, dilation=3, output_padding=2), [1, 2, 3], {}, r"padding \(2\) is not smaller"),
        (ConvSpec(10**30, 2), [1, 2], {}, f"an array of {2 * 10**30 - 2}×3 cells does not fit in the memory"),
        ((5, 5), [[1]], {}, "must be a ConvSpec / TransposedSpec, not tuple"),
        (5, [1], {}, "must be a ConvSpec / TransposedSpec, not int"),
        (None, [1], {}, "must be a ConvSpec / TransposedSpec, not NoneType"),
        (ConvSpec(5, 3), [], {}, "the kernel measures 0, but .* for one of 3"),
        (ConvSpec(5, 1), 3, {}, "kernel is a single number"),
        (ConvSpec(5, 3), "abc", {}, "kernel must hold numbers"),
        (ConvSpec(5, 3), None, {}, "kernel"),
        (ConvSpec(5, 3), [[1], [2, 3]], {}, "the rows of kernel are not all of the same length"),
        (ConvSpec(5, 2), ["1", "2"], {}, "kernel must hold numbers"),
        (ConvSpec(5, 2), [1, 2], {"transposed": 0}, "transposed must be true or false, not “0”"),
        (ConvSpec(5, 2), [1, 2], {"transposed": None}, "transposed must be true or false, not “None”"),
    ],
)  # fmt: skip
def test_what_makes_no_matrix_is_refused_with_its_numbers(
    geometry: Any, kernel: Any, more: dict[str, Any], said: str
) -> None:
    for operation in (conv_matrix, matrix_entries):
        with pytest.raises(ConvError, match=said) as refused:
            operation(geometry, kernel, **more)
        assert refused.value.message("es")


@pytest.mark.parametrize("wrong", [None, 5, "5", (5, 5), ConvSpec])
def test_only_a_geometry_stands_for_a_convolution(wrong: Any) -> None:
    with pytest.raises(ConvError, match=f"must be a ConvSpec / TransposedSpec, not {type(wrong).__name__}"):
        convolution_of(wrong)
