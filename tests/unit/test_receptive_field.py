"""Receptive fields are what plain loops over the layers reach."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec
from pyconv.receptive_field import reaching_cells, receptive_field
from pyconv.stack import stack
from tests.strategies import MODES, span
from tests.unit.reference import flat, meetings, sources

Settings = dict[str, Any]

ASYMMETRIC: list[Settings] = [
    {"kernel_size": (3, 2), "stride": (2, 1), "padding": [(1, 0), (0, 2)]},
    {"kernel_size": (2, 3), "dilation": (1, 2), "padding": [(0, 1), (2, 1)]},
]


@st.composite
def stacks(draw: st.DrawFn, modes: tuple[str, ...] = ("zeros",)) -> tuple[ConvSpec, ...]:
    """Draw up to three layers that fit onto each other, on one axis or two."""
    axes = draw(st.sampled_from((1, 1, 2)))
    first = tuple(draw(st.integers(1, 12 if axes == 1 else 7)) for _ in range(axes))
    size, layers = first, []
    for _ in range(draw(st.integers(1, 3))):
        mode = draw(st.sampled_from(modes))
        settings: Settings = {"padding_mode": mode, "flipped": draw(st.booleans())}
        per_axis = [draw(_axis(cells, mode)) for cells in size]
        for name, values in zip(
            ("kernel_size", "stride", "padding", "dilation"), zip(*per_axis, strict=True), strict=True
        ):
            settings[name] = values
        layers.append(settings)
        size = tuple(
            len(range(0, i + sum(p) - span(k, d) + 1, s))
            for i, (k, s, p, d) in zip(size, per_axis, strict=True)
        )
    return stack(first, layers)


@st.composite
def _axis(draw: st.DrawFn, cells: int, mode: str) -> tuple[int, int, tuple[int, int], int]:
    most = min(2, {"reflect": cells - 1, "circular": cells}.get(mode, 2))
    before, after = draw(st.integers(0, most)), draw(st.integers(0, most))
    padded = before + cells + after
    kernel = draw(st.integers(1, min(3, padded)))
    fitting = [holes for holes in (1, 2, 3) if span(kernel, holes) <= padded]
    return kernel, draw(st.integers(1, 3)), (before, after), draw(st.sampled_from(fitting))


def geometry(spec: ConvSpec) -> dict[str, Any]:
    names = ("input_size", "kernel_size", "stride", "padding", "dilation", "padding_mode", "flipped")
    return {name: getattr(spec, name) for name in names}


def reached(layers: tuple[ConvSpec, ...], cell: int) -> list[int]:
    """Return the input cells of an output cell by loops over all the layers' windows."""
    found = {cell}
    for spec in reversed(layers):
        behind = sources(spec.input_size, spec.padding, spec.padding_mode)
        met = [behind[padded] for padded, _, out in meetings(geometry(spec)) if out in found]
        found = {source for source in met if source is not None}
    return sorted(found)


def places(cells: list[int], size: tuple[int, ...], axis: int) -> list[int]:
    return sorted({number // prod(size[axis + 1 :]) % size[axis] for number in cells})


@given(stacks(MODES), st.data())
def test_the_exact_cells_are_those_that_the_loops_reach(
    layers: tuple[ConvSpec, ...], data: st.DataObject
) -> None:
    last = layers[-1].output_size
    place = tuple(data.draw(st.integers(0, cells - 1)) for cells in last)
    found = reaching_cells(layers, place)
    assert found.tolist() == reached(layers, flat(place, last))
    assert found.dtype == np.int64


def test_the_exact_cells_of_an_asymmetric_stack_from_every_cell() -> None:
    layers = stack((7, 6), ASYMMETRIC)
    for number, place in enumerate(product(*map(range, layers[-1].output_size))):
        expected = reached(layers, number)
        assert reaching_cells(layers, number).tolist() == expected
        assert reaching_cells(layers, place).tolist() == expected


def test_the_exact_cells_of_three_layers_by_three_nested_loops() -> None:
    layers = stack(
        40,
        [
            {"kernel_size": 2, "dilation": 5, "stride": 2},
            {"kernel_size": 3, "dilation": 2, "padding": 1},
            {"kernel_size": 2, "stride": 3, "padding": [(2, 0)]},
        ],
    )
    for cell in range(layers[-1].outputs):
        expected = set()
        for third in range(2):
            for second in range(3):
                for first in range(2):
                    beyond = cell * 3 + third - 2
                    middle = beyond + second * 2 - 1
                    at = middle * 2 + first * 5
                    if 0 <= beyond < layers[1].outputs and 0 <= middle < layers[0].outputs:
                        expected.add(at)
        assert reaching_cells(layers, cell).tolist() == sorted(expected)


@given(stacks())
def test_spans_and_starts_are_those_of_the_reached_cells(layers: tuple[ConvSpec, ...]) -> None:
    size, field = layers[0].input_size, receptive_field(layers)[-1]
    for number, place in enumerate(product(*map(range, layers[-1].output_size))):
        cells = reached(layers, number)
        extents = field.extent(place)
        inside = [first >= 0 and last < n for (first, last), n in zip(extents, size, strict=True)]
        for axis, (first, last) in enumerate(extents):
            assert last - first + 1 == field.span[axis]
            assert Fraction(first + last, 2) == field.start[axis] + place[axis] * field.jump[axis]
            if all(inside):
                along = places(cells, size, axis)
                assert (along[0], along[-1]) == (first, last)
            elif cells:
                along = places(cells, size, axis)
                assert first <= along[0] <= along[-1] <= last


@given(stacks())
def test_one_entry_for_the_input_and_one_for_every_layer(layers: tuple[ConvSpec, ...]) -> None:
    fields = receptive_field(layers)
    assert [field.layer for field in fields] == list(range(len(layers) + 1))
    assert [field.size for field in fields] == [
        layers[0].input_size,
        *(spec.output_size for spec in layers),
    ]
    axes = layers[0].axes
    assert fields[0] == (0, layers[0].input_size, (1,) * axes, (1,) * axes, (0,) * axes)
    for count in range(1, len(layers) + 1):
        assert receptive_field(layers[:count]) == fields[: count + 1]


@given(st.integers(1, 12), stacks())
def test_the_input_sees_itself(size: int, layers: tuple[ConvSpec, ...]) -> None:
    (_, field) = receptive_field([ConvSpec((size, size), 1)])
    assert field.extent((size - 1, 0)) == ((size - 1, size - 1), (0, 0))
    identity = ConvSpec(layers[0].input_size, 1)
    assert receptive_field([identity, *layers])[-1][1:] == receptive_field(layers)[-1][1:]


def test_spans_of_stacked_small_kernels() -> None:
    # Simonyan and Zisserman, arXiv:1409.1556: two layers of 3×3 see 5×5, three see 7×7.
    fields = receptive_field(stack((9, 11), [{"kernel_size": 3}] * 3))
    assert [field.span for field in fields[1:]] == [(3, 3), (5, 5), (7, 7)]
    assert [field.start for field in fields[1:]] == [(1, 1), (2, 2), (3, 3)]


def test_the_features_of_vgg_16() -> None:
    conv, pool = {"kernel_size": 3, "padding": 1}, {"kernel_size": 2, "stride": 2}
    layers = [layer for count in (2, 2, 3, 3, 3) for layer in [conv] * count + [pool]]
    field = receptive_field(stack((224, 224), layers))[-1]
    assert (field.size, field.jump, field.span) == ((7, 7), (32, 32), (212, 212))


def test_the_features_of_alexnet() -> None:
    layers: list[Settings] = [
        {"kernel_size": 11, "stride": 4},
        {"kernel_size": 3, "stride": 2},
        {"kernel_size": 5, "padding": 2},
        {"kernel_size": 3, "stride": 2},
        *([{"kernel_size": 3, "padding": 1}] * 3),
        {"kernel_size": 3, "stride": 2},
    ]
    fields = receptive_field(stack(227, layers))[1:]
    assert [field.size[0] for field in fields] == [55, 27, 27, 13, 13, 13, 13, 6]
    assert [field.span[0] for field in fields] == [11, 19, 51, 67, 99, 131, 163, 195]
    assert [field.jump[0] for field in fields] == [4, 8, 8, 16, 16, 16, 16, 32]
    assert fields[-1].start == (33,)


def test_an_even_kernel_begins_between_two_cells_and_only_padding_before_moves_it() -> None:
    even = ConvSpec((6, 6), (2, 4), padding=[(0, 3), (1, 0)])
    assert receptive_field([even])[1].start == (Fraction(1, 2), Fraction(1, 2))
    dilated = ConvSpec(9, 3, dilation=2, padding=1)
    assert receptive_field([dilated])[1].start == (1,)


def test_a_field_can_have_holes() -> None:
    dilated = stack(9, [{"kernel_size": 3, "dilation": 2}])
    assert receptive_field(dilated)[1].span == (5,)
    assert reaching_cells(dilated, 1).tolist() == [1, 3, 5]
    skipping = stack(9, [{"kernel_size": 1, "stride": 3}, {"kernel_size": 2}])
    assert receptive_field(skipping)[2].span == (4,)
    assert reaching_cells(skipping, 1).tolist() == [3, 6]


def test_padding_is_no_input_unless_it_copies_one() -> None:
    settings = {"kernel_size": 3, "padding": [(3, 0)]}
    assert reaching_cells(stack(4, [settings]), 0).tolist() == []
    assert reaching_cells(stack(4, [settings | {"padding_mode": "reflect"}]), 0).tolist() == [1, 2, 3]
    assert reaching_cells(stack(4, [settings | {"padding_mode": "replicate"}]), 0).tolist() == [0]
    # A whole field of padding: it has an extent all the same.
    assert receptive_field(stack(4, [settings]))[1].extent(0) == ((-3, -1),)


def test_a_deep_network_of_large_maps_takes_no_table_of_them() -> None:
    layers = stack((4096, 4096, 4096), [{"kernel_size": 3, "padding": 1}] * 2)
    corner = reaching_cells(layers, (4095, 4095, 4095))
    assert corner.size == 3**3
    assert int(corner[-1]) == 4096**3 - 1
    assert reaching_cells(layers, 4096**3 - 1).tolist() == corner.tolist()


def test_stack_makes_the_sizes() -> None:
    layers = stack((7, 6), ASYMMETRIC)
    assert layers == (ConvSpec((7, 6), **ASYMMETRIC[0]), ConvSpec((3, 7), **ASYMMETRIC[1]))
    assert all(a.output_size == b.input_size for a, b in pairwise(layers))
    assert stack(5, [{"kernel_size": (3, 2)}])[0].input_size == (5, 5)


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([], "there is no layer"),
        ((), "there is no layer"),
        (None, "must be a list, not NoneType"),
        (3, "must be a list, not int"),
        ("ab", "must be a list, not str"),
        (ConvSpec(3, 2), "must be a list, not ConvSpec"),
        ([ConvSpec(3, 2), None], "layer 2 must be a ConvSpec, not NoneType"),
        ([{"kernel_size": 3}], "layer 1 must be a ConvSpec, not dict"),
        (
            [ConvSpec(9, 3), ConvSpec(7, 2, stride=2), ConvSpec(4, 2)],
            "the input of layer 3 measures 4, but the output of layer 2 measures 3",
        ),
        (
            [ConvSpec((5, 4), (3, 2)), ConvSpec((3, 2), 2)],
            "the input of layer 2 measures 3×2, but the output of layer 1 measures 3×3",
        ),
        (
            [ConvSpec((5, 5), 3), ConvSpec(3, 2)],
            "the input of layer 2 measures 3, but the output of layer 1 measures 3×3",
        ),
    ],
)
def test_layers_that_make_no_chain_are_refused(layers: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        receptive_field(layers)
    with pytest.raises(ConvError, match=said):
        reaching_cells(layers, 0)


@pytest.mark.parametrize(
    ("size", "layers", "said"),
    [
        (5, [], "there is no layer"),
        (5, None, "must be a list, not NoneType"),
        (5, {"kernel_size": 3}, "must be a list, not dict"),
        (5, [3], "layer 1 must be given by its arguments by name, such as kernel_size, not as int"),
        (5, [{"kernel_size": 3}, {}], "layer 2 has no kernel size"),
        (5, [{"kernel": 3}], "no parameter “kernel”; there are: kernel_size, stride, padding"),
        (5, [{"kernel_size": 3, "input_size": 5}], "no parameter “input_size”"),
        (5, [{"kernel_size": 3, 1: 2}], "no parameter “1”"),
        (5, [{"kernel_size": 3}, {"kernel_size": 4}], "kernel spans 4 cells .* has 3"),
        (5, [{"kernel_size": 3, "stride": 0}], "stride must be at least 1, but it is 0"),
        (5, [{"kernel_size": True}], "kernel must be a whole number, not “True”"),
        (0, [{"kernel_size": 1}], "input must be at least 1, but it is 0"),
        (5.0, [{"kernel_size": 1}], "input must be a whole number, not “5.0”"),
        ("5", [{"kernel_size": 1}], "input must be a whole number, not “5”"),
        (
            (5,),
            [{"kernel_size": 3}, {"kernel_size": (2, 2)}],
            "the input of layer 2 measures 3×3, but the output of layer 1 measures 3",
        ),
    ],
)
def test_a_stack_that_does_not_fit_is_refused(size: Any, layers: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        stack(size, layers)


def test_the_error_of_a_stack_says_which_layer_it_is() -> None:
    with pytest.raises(ConvError, match=r"^layer 2: the kernel spans 4 cells") as caught:
        stack(5, [{"kernel_size": 3}, {"kernel_size": 4}])
    assert caught.value.numbers["layer"] == 2
    assert caught.value.reason == "kernel-too-large"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (9, "no output cell 9: the output measures 3×3, 9 cells counted from 0"),
        ((0, 3), "no output cell 0, 3: the output measures 3×3"),
        (-1, "cell must be at least 0, but it is -1"),
        ((0, -1), "cell must be at least 0, but it is -1"),
        ((0, 0, 0), "cell has 3 numbers, but it needs one or 2"),
        ((), "cell has 0 numbers, but it needs one or 2"),
        (1.0, "cell must be a whole number, not “1.0”"),
        (float("nan"), "cell must be a whole number, not “nan”"),
        (True, "cell must be a whole number, not “True”"),
        (None, "cell must be a whole number, not “None”"),
        ("0", "cell must be a whole number, not “0”"),
        ([[0], [0]], "cell must be a whole number"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(cell: Any, said: str) -> None:
    layers = stack((5, 5), [{"kernel_size": 3}])
    with pytest.raises(ConvError, match=said):
        reaching_cells(layers, cell)
    with pytest.raises(ConvError, match=said):
        receptive_field(layers)[1].extent(cell)


def test_an_axis_beyond_all_memory_is_refused() -> None:
    size = 10**15
    with pytest.raises(ConvError, match="does not fit in"):
        reaching_cells([ConvSpec(size, 3)], 0)
    assert receptive_field([ConvSpec(size, 3)])[1].extent(size - 3) == ((size - 3, size - 1),)


def test_any_mapping_gives_a_layer() -> None:
    class Frozen(Mapping[str, int]):
        def __getitem__(self, name: str) -> int:
            return {"kernel_size": 2}[name]

        def __iter__(self) -> Any:
            return iter(["kernel_size"])

        def __len__(self) -> int:
            return 1

    assert stack(4, [Frozen()]) == (ConvSpec(4, 2),)
