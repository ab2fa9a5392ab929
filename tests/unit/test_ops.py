"""Operations on arrays: exact, and equal to the sum over the terms."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec, arrays, convolve, cross_correlate, terms, transposed_conv, windows
from tests.strategies import MODES, axes, geometries, nested
from tests.unit.reference import slid

OPERATIONS = {False: cross_correlate, True: convolve}


def options(geometry: dict[str, Any]) -> dict[str, Any]:
    return {name: geometry[name] for name in ("stride", "padding", "dilation", "padding_mode")}


@st.composite
def problems(draw: st.DrawFn, flips: bool | None = None) -> tuple[dict[str, Any], Any, Any]:
    geometry = draw(geometries(flips=flips))
    return geometry, draw(nested(geometry["input_size"])), draw(nested(geometry["kernel_size"]))


@given(problems(), st.integers(-5, 5))
def test_the_output_is_what_the_loops_add_up(problem: Any, constant: int) -> None:
    geometry, x, kernel = problem
    output = OPERATIONS[geometry["flipped"]](x, kernel, **options(geometry), padding_value=constant)
    assert output.shape == ConvSpec(**geometry).output_size
    assert output.dtype == np.int64
    assert output.ravel().tolist() == slid(geometry, x, kernel, constant)


@given(problems())
def test_the_output_is_the_sum_over_the_terms(problem: Any) -> None:
    geometry, x, kernel = problem
    spec = ConvSpec(**geometry)
    sums = np.zeros(spec.outputs, dtype=np.int64)
    table = terms(spec)
    np.add.at(sums, table[:, 2], np.ravel(kernel)[table[:, 1]] * np.ravel(x)[table[:, 0]])
    output = OPERATIONS[spec.flipped](x, kernel, **options(geometry))
    assert (output == sums.reshape(spec.output_size)).all()


@given(problems(), st.integers(1, 60), st.integers(1, 20))
def test_the_size_of_the_blocks_changes_nothing(problem: Any, block: int, narrowest: int) -> None:
    geometry, x, kernel = problem
    operation = OPERATIONS[geometry["flipped"]]
    with patch.multiple(windows, BLOCK=block, NARROWEST=narrowest):
        output = operation(x, kernel, **options(geometry), padding_value=3)
    assert output.ravel().tolist() == slid(geometry, x, kernel, 3)


@given(st.data(), st.sampled_from([1, 2, 3]))
def test_full_convolution_commutes_and_is_associative(data: st.DataObject, count: int) -> None:
    sizes = st.lists(st.integers(1, 4), min_size=count, max_size=count)
    a, b, c = (data.draw(nested(tuple(data.draw(sizes)))) for _ in range(3))

    def full(x: Any, kernel: Any) -> Any:
        return convolve(x, kernel, padding="full")

    assert full(a, b).tolist() == full(b, a).tolist()
    assert full(full(a, b), c).tolist() == full(a, full(b, c)).tolist()


@given(problems(flips=False))
def test_convolving_is_cross_correlating_with_the_kernel_turned(problem: Any) -> None:
    geometry, x, kernel = problem
    turned = np.flip(kernel)
    assert (convolve(x, kernel, **options(geometry)) == cross_correlate(x, turned, **options(geometry))).all()


@given(st.lists(st.integers(-99, 99), min_size=1, max_size=9), st.data())
def test_numpy_agrees_in_one_dimension(x: list[int], data: st.DataObject) -> None:
    kernel = data.draw(st.lists(st.integers(-99, 99), min_size=1, max_size=len(x)))
    assert convolve(x, kernel, padding="full").tolist() == np.convolve(x, kernel, "full").tolist()
    assert convolve(x, kernel).tolist() == np.convolve(x, kernel, "valid").tolist()
    assert cross_correlate(x, kernel).tolist() == np.correlate(x, kernel, "valid").tolist()
    assert cross_correlate(x, kernel, padding="full").tolist() == np.correlate(x, kernel, "full").tolist()


@given(st.sampled_from([1, 2, 3]), st.data())
def test_full_convolution_multiplies_polynomials(count: int, data: st.DataObject) -> None:
    # In any number of variables: evaluate both factors and the product at the same point.
    sizes = st.lists(st.integers(1, 4), min_size=count, max_size=count)
    x = np.array(data.draw(nested(tuple(data.draw(sizes)))))
    kernel = np.array(data.draw(nested(tuple(data.draw(sizes)))))
    point = [2, -3, 5][:count]

    def value(coefficients: Any) -> int:
        for variable in reversed(point):
            coefficients = coefficients @ variable ** np.arange(coefficients.shape[-1])
        return int(coefficients)

    assert value(convolve(x, kernel, padding="full")) == value(x) * value(kernel)


@given(st.data())
def test_windows_and_einsum_agree_in_two_dimensions(data: st.DataObject) -> None:
    size = data.draw(st.tuples(st.integers(3, 8), st.integers(4, 9)))
    shape = data.draw(st.tuples(st.integers(1, 3), st.integers(1, 4)))
    x, kernel = np.array(data.draw(nested(size))), np.array(data.draw(nested(shape)))
    windows = np.lib.stride_tricks.sliding_window_view(x, shape)
    assert (cross_correlate(x, kernel) == np.einsum("abij,ij->ab", windows, kernel)).all()
    assert (cross_correlate(x, kernel, stride=(3, 2)) == cross_correlate(x, kernel)[::3, ::2]).all()


@given(problems(), st.data(), st.integers(-9, 9), st.integers(-9, 9))
def test_linear_in_the_input_and_in_the_kernel(problem: Any, data: st.DataObject, a: int, b: int) -> None:
    geometry, x, kernel = problem
    operation = OPERATIONS[geometry["flipped"]]
    other, weights = data.draw(nested(geometry["input_size"])), data.draw(nested(geometry["kernel_size"]))

    def run(image: Any, taps: Any) -> Any:
        return operation(image, taps, **options(geometry))

    mixed = a * np.array(x) + b * np.array(other)
    assert (run(mixed, kernel) == a * run(x, kernel) + b * run(other, kernel)).all()
    mixed = a * np.array(kernel) + b * np.array(weights)
    assert (run(x, mixed) == a * run(x, kernel) + b * run(x, weights)).all()


@given(st.data(), st.booleans())
def test_shifting_the_input_by_the_stride_shifts_the_output_by_one(
    data: st.DataObject, flipped: bool
) -> None:
    axis = data.draw(axes())
    wide = 1 + (axis.kernel_size - 1) * axis.dilation
    x = data.draw(nested((wide + 4 * axis.stride,)))
    kernel = data.draw(nested((axis.kernel_size,)))
    run = OPERATIONS[flipped]
    whole = run(x, kernel, stride=axis.stride, dilation=axis.dilation)
    shifted = run(x[axis.stride :], kernel, stride=axis.stride, dilation=axis.dilation)
    assert whole[1:].tolist() == shifted.tolist()


@given(problems(), st.data())
def test_around_a_circle_every_shift_commutes(problem: Any, data: st.DataObject) -> None:
    geometry, x, kernel = problem
    spans = [1 + (k - 1) * d for k, d in zip(geometry["kernel_size"], geometry["dilation"], strict=True)]
    pads = [(0, wide - 1) for wide in spans]
    if any(wide - 1 > size for wide, size in zip(spans, geometry["input_size"], strict=True)):
        pads = [(0, 0)] * len(spans)
        geometry = {**geometry, "dilation": 1}
        kernel = np.array(kernel)[(slice(0, 1),) * len(spans)]
    shift = [data.draw(st.integers(0, size)) for size in geometry["input_size"]]
    where = tuple(range(len(shift)))

    def run(image: Any) -> Any:
        return cross_correlate(
            image, kernel, padding=pads, dilation=geometry["dilation"], padding_mode="circular"
        )

    assert (run(np.roll(x, shift, where)) == np.roll(run(x), shift, where)).all()


@given(problems(flips=False), st.integers(-7, 7))
def test_a_padding_mode_is_numpys_pad_and_then_no_padding(problem: Any, constant: int) -> None:
    geometry, x, kernel = problem
    modes: dict[str, dict[str, Any]] = {
        "zeros": {"mode": "constant"},
        "constant": {"mode": "constant", "constant_values": constant},
        "reflect": {"mode": "reflect"},
        "replicate": {"mode": "edge"},
        "circular": {"mode": "wrap"},
    }
    padded = np.pad(np.array(x), geometry["padding"], **modes[geometry["padding_mode"]])
    rest = {"stride": geometry["stride"], "dilation": geometry["dilation"]}
    output = cross_correlate(x, kernel, **options(geometry), padding_value=constant)
    assert (output == cross_correlate(padded, kernel, **rest)).all()


def test_by_hand() -> None:
    x = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]
    kernel = [[1, 2], [3, 5]]
    assert cross_correlate(x, kernel).tolist() == [[50, 61, 72], [94, 105, 116]]
    assert convolve(x, kernel).tolist() == [[27, 38, 49], [71, 82, 93]]
    assert cross_correlate(x, kernel, stride=(1, 2)).tolist() == [[50, 72], [94, 116]]
    assert cross_correlate(x, kernel, dilation=(2, 3)).tolist() == [[1 + 8 + 27 + 60]]
    assert cross_correlate([7], [5], padding=1, padding_mode="constant", padding_value=2).tolist() == [
        10, 35, 10,
    ]  # fmt: skip


# Kinds of numbers.


@pytest.mark.parametrize("kind", [np.bool_, np.uint8, np.int8, np.uint16, np.int16, np.int32, np.uint32])
def test_small_kinds_of_integers_do_not_overflow(kind: Any) -> None:
    largest = 1 if kind is np.bool_ else np.iinfo(kind).max
    x = np.full(6, largest, dtype=kind)
    kernel = np.full(5, 1 if kind is np.bool_ else min(int(largest), 2**20), dtype=kind)
    output = cross_correlate(x, kernel)
    assert output.tolist() == [5 * int(largest) * int(kernel[0])] * 2


def test_negative_numbers_survive_beside_unsigned_ones() -> None:
    x, kernel = np.array([1, 255, 3], dtype=np.uint8), np.array([-1, 1], dtype=np.int8)
    assert cross_correlate(x, kernel).tolist() == [254, -252]
    assert convolve(x, kernel).tolist() == [-254, 252]


@pytest.mark.parametrize(
    ("x", "kernel"),
    [
        ([2**62], [4]),
        ([2**62, 2**62], [1, 1]),
        ([2**63 - 1, 1], [1, 1]),
        ([-(2**63)], [-1]),
        ([2**63], [1]),
        ([2**63, 1], [1, 1]),
        ([2**63, -1], [1, 1]),
        ([2**64 - 1], [3]),
        ([2**64, -1], [5, 7]),
        ([1, 2, 3], [2**70, 1]),
        ([2**70, 1, 2], [3, 4]),
        ([2**40, -(2**41)], [2**40, 2**39]),
    ],
)
@pytest.mark.parametrize("operation", [cross_correlate, convolve])
def test_integers_of_any_size_are_exact(operation: Any, x: list[int], kernel: list[int]) -> None:
    # The docstring: "integers and booleans give exact integers".
    geometry = {
        "input_size": (len(x),), "kernel_size": (len(kernel),), "stride": (1,), "padding": ((0, 0),),
        "dilation": (1,), "padding_mode": "zeros", "flipped": operation is convolve,
    }  # fmt: skip
    assert operation(x, kernel).tolist() == slid(geometry, x, kernel)


def test_unsigned_integers_of_64_bits_are_exact() -> None:
    x = np.array([2**63 + 1, 2**64 - 1], dtype=np.uint64)
    assert cross_correlate(x, [1]).tolist() == [2**63 + 1, 2**64 - 1]


def test_a_kernel_of_python_integers_does_not_overflow() -> None:
    output = cross_correlate(np.array([2**62, 1]), np.array([4, 1], dtype=object))
    assert output.tolist() == [2**64 + 1]


@pytest.mark.parametrize("value", [2**53 + 1, 2**63, 2**70, -(2**63) - 1])
def test_large_values_in_the_padding_are_exact(value: int) -> None:
    output = cross_correlate([3], [1], padding=1, padding_mode="constant", padding_value=value)
    assert output.tolist() == [value, 3, value]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("x", "kernel"), [([0, 1, 2], [2**70, 1]), ([2**70, 1, 2], [3, 1]), ([2**62, 1, 2], [4, 1])]
)
@pytest.mark.parametrize("constant", [3, 2**62, -(2**70)])
def test_integers_of_any_size_are_exact_beside_padding(
    mode: str, x: list[int], kernel: list[int], constant: int
) -> None:
    geometry = {
        "input_size": (3,), "kernel_size": (2,), "stride": (1,), "padding": ((1, 2),),
        "dilation": (1,), "padding_mode": mode, "flipped": False,
    }  # fmt: skip
    output = cross_correlate(x, kernel, **options(geometry), padding_value=constant)
    assert output.tolist() == slid(geometry, x, kernel, constant)


def test_fractions_stay_fractions() -> None:
    third = Fraction(1, 3)
    assert cross_correlate([third, 2, 3], [1, third]).tolist() == [1, 3]
    assert cross_correlate([1, 2, 4], [third, Fraction(1, 2)]).tolist() == [Fraction(4, 3), Fraction(8, 3)]
    output = cross_correlate([1], [1], padding=1, padding_mode="constant", padding_value=third)  # type: ignore[arg-type]
    assert output.tolist() == [third, 1, third]


def test_a_broken_value_in_the_padding_is_not_cut_to_an_integer() -> None:
    output = cross_correlate([1, 2], [1, 1], padding=1, padding_mode="constant", padding_value=0.5)
    assert output.tolist() == [1.5, 3.0, 2.5]


def test_floats_and_complex_numbers() -> None:
    assert cross_correlate([0.5, 1.5], [2.0, 4.0]).tolist() == [7.0]
    assert cross_correlate(np.array([0.5, 1.5], dtype=np.float32), [2, 4]).tolist() == [7.0]
    # No conjugate: the formula has none.
    assert cross_correlate([1j, 2], [1j, 1]).tolist() == [1 + 0j]
    assert convolve([1j, 2], [1j, 1]).tolist() == [3j]


@pytest.mark.parametrize(
    ("x", "kernel", "result"),
    [
        ("float32", "float32", "float32"),
        ("float16", "float16", "float16"),
        ("complex64", "float32", "complex64"),
        ("float32", "uint8", "float32"),
        ("bool", "float32", "float32"),
        ("float32", "int64", "float64"),
        ("uint8", "float64", "float64"),
        ("uint8", "int8", "int64"),
        ("bool", "bool", "int64"),
    ],
)
def test_the_result_has_the_dtype_that_numpy_promotes_to(x: str, kernel: str, result: str) -> None:
    for mode in MODES:
        output = cross_correlate(
            np.ones(4, dtype=x), np.ones(2, dtype=kernel), padding=1, padding_mode=mode, padding_value=1
        )
        assert output.dtype == result
    if result != "int64":
        output = cross_correlate(
            np.ones(1, x), np.ones(1, kernel), padding=1, padding_mode="constant", padding_value=0.5
        )
        assert (output.dtype, output.tolist()) == (result, [0.5, 1, 0.5])


@pytest.mark.parametrize(("high", "working"), [(2**10, "float32"), (2**24, "float64"), (2**29, "int64")])
def test_whole_numbers_are_exact_up_to_the_limit_of_the_dtype_they_are_computed_in(
    high: int, working: str
) -> None:
    x, kernel = np.array([[high, -high, high - 1], [1, high - 3, -high]]), np.array([[high - 1, -1, high]])
    assert arrays.dtypes(x, kernel).working == working
    assert cross_correlate(x, kernel).ravel().tolist() == [
        sum(int(a) * int(b) for a, b in zip(row, kernel[0], strict=True)) for row in x
    ]


@pytest.mark.parametrize(("limit", "below", "above"), [
    (2**24, "float32", "float64"), (2**53, "float64", "int64"), (2**63 - 1, "int64", "object"),
])  # fmt: skip
def test_the_limits_themselves_are_exact(limit: int, below: str, above: str) -> None:
    one = np.array([1])
    assert arrays.dtypes(np.array([limit]), one).working == below
    assert arrays.dtypes(np.array([limit], dtype=np.uint64), one, bias=one).working == above
    assert arrays.dtypes(one, one, terms=limit).working == below
    assert arrays.dtypes(one, one, terms=limit + 1).working == above
    assert arrays.dtypes(one, one, fill=np.array(limit)).working == below
    assert arrays.dtypes(one, one, fill=np.array(limit + 1)).working == above
    assert cross_correlate([limit, -limit], [1]).tolist() == [limit, -limit]
    assert cross_correlate([limit, 1], [1, 1]).tolist() == [limit + 1]


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128", "float16"])
def test_infinities_and_nan_are_values_like_others(dtype: str) -> None:
    x = np.array([[1, np.inf, 3, 4], [5, 6, np.nan, 8], [9, 0, 1, -np.inf]], dtype=dtype)
    kernel = np.array([[1, 0], [2, 0.5]], dtype=dtype)
    output = cross_correlate(x, kernel)
    with np.errstate(all="ignore"):
        sums = [
            [sum(kernel[t] * x[i + t[0], j + t[1]] for t in np.ndindex(2, 2)) for j in range(3)]
            for i in range(2)
        ]
    assert np.array_equal(np.isnan(output), np.isnan(sums))
    assert np.array_equal(np.isinf(output), np.isinf(sums))
    assert np.nan_to_num(output[0, 2]) == 0
    assert output[1, 0] == 5 + 2 * 9 + 0.5 * 0


def test_large_floats_overflow_to_infinity_without_a_word() -> None:
    assert cross_correlate([1e308, 1e308], [1, 1]).tolist() == [np.inf]
    x = np.ones(1, dtype=np.float32)
    output = cross_correlate(x, x, padding=1, padding_mode="constant", padding_value=1e300)
    assert output.tolist() == [np.inf, 1, np.inf]


def test_integers_of_numpy_among_objects_do_not_overflow() -> None:
    x = np.array([np.int64(2**62), 1], dtype=object)
    assert cross_correlate(x, np.array([np.int64(4), 0], dtype=object)).tolist() == [2**64]


def test_arrays_in_any_order_of_memory() -> None:
    x, kernel = np.arange(24).reshape(4, 6) ** 2, np.array([[1, 2, 3], [4, 5, 6]])
    plain = cross_correlate(x, kernel, padding=1).tolist()
    for other in (np.asfortranarray(x), x.astype(">i4"), np.flip(np.flip(x).copy()), x.repeat(2, 1)[:, ::2]):
        assert cross_correlate(other, kernel, padding=1).tolist() == plain
        assert cross_correlate(other, np.asfortranarray(kernel), padding=1).tolist() == plain


def test_steps_longer_than_any_array_reach_one_window() -> None:
    assert cross_correlate([1, 2], [3], stride=10**30).tolist() == [3]
    assert cross_correlate([1, 2], [3], dilation=10**30).tolist() == [3, 6]


def test_the_arguments_are_left_as_they_were() -> None:
    x, kernel = np.arange(12).reshape(3, 4), np.array([[1, 2], [3, 4]])
    convolve(x, kernel, padding=1, padding_mode="circular")
    assert x.tolist() == np.arange(12).reshape(3, 4).tolist()
    assert kernel.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("x", "kernel", "said"),
    [
        ([], [1], "input must be at least 1, but it is 0"),
        ([1], [], "kernel must be at least 1, but it is 0"),
        ([[]], [[1]], "input must be at least 1, but it is 0"),
        (np.zeros((0, 3)), [[1]], "input must be at least 1, but it is 0"),
        ([[1], [1, 2]], [[1]], "the rows of input are not all of the same length"),
        ([[1, 2]], [[1], [1, 2]], "the rows of kernel are not all of the same length"),
        (3, [1], "input is a single number"),
        ([1, 2], 1, "kernel is a single number"),
        ([1, 2], [[1]], "the input has 1 axes and the kernel 2"),
        (["1", "2"], [1], "input must hold numbers, not <U1"),
        ([1], [b"1"], "kernel must hold numbers, not"),
        (np.array(["2026-11-22"], dtype="datetime64[D]"), [1], "input must hold numbers, not datetime64"),
        ([1, 2], [1, 2, 3], r"spans 3 cells \(size 3, dilation 1\), but the padded input has 2"),
        ([None, 1], [1], "input must hold numbers"),
        ([1, 2], [None], "kernel must hold numbers"),
        (np.array(["1", 2], dtype=object), [1], "input must hold numbers"),
        (np.array([[1], [1, 2]], dtype=object), [1], "input must hold numbers"),
        (None, [1], "input"),
        ({"a": 1}, [1], "input"),
    ],
)
def test_what_is_no_convolution_is_refused(x: Any, kernel: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        cross_correlate(x, kernel)
    with pytest.raises(ConvError, match=said):
        convolve(x, kernel)


@pytest.mark.parametrize(
    ("x", "kernel", "options", "said"),
    [
        ([Decimal(1), Decimal(2)], [0.5], {}, "multiplied and added together: Decimal, float64"),
        ([10**400], [0.5], {}, "added together: float64, int"),
        ([Fraction(1, 2), Decimal(2)], [1, 1], {}, "added together: Decimal, Fraction, int"),
        ([1, 2], [1], {"stride": (1, 2)}, "stride has 2 numbers, but it needs one or 1"),
        ([1, 2], [1], {"dilation": (1, 2, 3)}, "dilation has 3 numbers, but it needs one or 1"),
        ([1, 2], [1], {"padding": (1, 2)}, "padding has 2 numbers, but it needs one or 1"),
        ([1, 2], [1], {"padding": 10**14}, "an array of 1×1×200000000000002 cells does not fit"),
        ([1, 2], [1], {"padding": 10**20}, "an array of 1×1×200000000000000000002 cells does not fit"),
        ([1, 2], [1], {"padding": 10**14, "padding_mode": "replicate"}, "200000000000002 cells does not fit"),
        ([1, 2], [1], {"padding_value": "3"}, "padding value must hold numbers, not <U1"),
        ([1, 2], [1], {"padding_value": None}, "padding value must hold numbers, not NoneType"),
        ([1, 2], [1], {"padding_value": [3, 4]}, "padding value must be one number, but it is an array of 2"),
        ([1, 2], [1], {"padding_mode": ["zeros"]}, "padding_mode cannot be “..zeros..”"),
        ([1, 2], [1], {"padding": "SAME"}, "padding cannot be “SAME”; it can be: valid, same"),
    ],
)  # fmt: skip
def test_arguments_that_go_with_no_array_are_refused(x: Any, kernel: Any, options: Any, said: str) -> None:
    for operation in (cross_correlate, convolve):
        with pytest.raises(ConvError, match=said):
            operation(x, kernel, **options)


def test_a_part_of_the_input_that_is_too_large_with_its_padding_is_refused() -> None:
    with pytest.raises(ConvError, match=r"an array of 1×1×19000000000001 cells does not fit"):
        cross_correlate([1, 2], [1], stride=10**12, padding=[(10**13, 9 * 10**12)])


def test_windows_of_nothing_but_padding_see_its_value() -> None:
    for narrowest in (1, 9):
        with patch.multiple(windows, BLOCK=1, NARROWEST=narrowest):
            output = cross_correlate(
                [[5, 7]], [[1]], stride=(1, 3), padding=[(1, 1), (5, 6)],
                padding_mode="constant", padding_value=4,
            )  # fmt: skip
        assert output.tolist() == [[4] * 5, [4, 4, 7, 4, 4], [4] * 5]


def test_a_mistake_of_the_package_is_not_told_as_one_of_the_reader() -> None:
    with pytest.raises(TypeError, match="a mistake"), windows.computing(np.array([1])):
        raise TypeError("a mistake")


def test_an_error_names_the_argument_to_blame() -> None:
    with pytest.raises(ConvError) as differing:
        cross_correlate([1, 2], [[1]])
    assert differing.value.field == "kernel"
    with pytest.raises(ConvError, match="dilation has 2 numbers") as dilated:
        transposed_conv([1, 2], [1], dilation=(1, 2))
    assert dilated.value.field == "dilation"
