"""Paths through layers of all kinds are those that plain loops over their windows count."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pyconv import (
    ConvError,
    ConvSpec,
    PoolingSpec,
    TransposedSpec,
    effective_field,
    path_totals,
    paths_to,
    reaching_cells,
    receptive_field,
    stack,
)
from pyconv.packed import Packed
from pyconv.stack import Spec, windows
from tests.unit.reference import source

Settings = dict[str, Any]


@st.composite
def settings(draw: st.DrawFn) -> Settings:
    """Draw a layer of any kind along one axis."""
    kind = draw(st.sampled_from(("conv", "conv", "transposed", "pooling")))
    chosen: Settings = {
        "kernel_size": draw(st.integers(1, 4)),
        "stride": draw(st.integers(1, 3)),
        "dilation": draw(st.sampled_from((1, 1, 2, 3))),
        "padding": [(draw(st.integers(0, 2)), draw(st.integers(0, 2)))],
    }
    if kind == "conv":
        modes = ("zeros", "zeros", "reflect", "replicate", "circular", "wrap")
        mode = draw(st.sampled_from(modes))
        # What copies after a crop copies cells of what is left: the loops know nothing of that.
        least = -2 if mode == "zeros" else 0
        sides = (draw(st.integers(least, 2)), draw(st.integers(least, 2)))
        return chosen | {"padding": [sides], "padding_mode": mode}
    if kind == "transposed":
        most = max(chosen["stride"], chosen["dilation"]) - 1
        return chosen | {"transposed": True, "output_padding": draw(st.integers(0, most))}
    return chosen | {
        "pooling": draw(st.sampled_from(("max", "average"))),
        "ceil_mode": draw(st.booleans()),
    }


@st.composite
def chains(draw: st.DrawFn) -> tuple[Spec, ...]:
    """Draw up to four layers that fit onto each other."""
    size, layers = draw(st.integers(1, 9)), draw(st.lists(settings(), min_size=1, max_size=4))
    try:
        return stack(size, layers)
    except ConvError:
        assume(False)
        raise


def links(layer: Spec, axis: int = 0) -> Iterator[tuple[int, int]]:
    """List every pair of an input cell and an output cell that a tap connects, by loops."""
    size, outputs = layer.input_size[axis], layer.output_size[axis]
    stride, dilation = layer.stride[axis], layer.dilation[axis]
    before = layer.padding[axis][0]
    for tap in range(layer.kernel_size[axis]):
        if isinstance(layer, TransposedSpec):
            for cell in range(size):
                out = cell * stride + tap * dilation - before
                if 0 <= out < outputs:
                    yield cell, out
        else:
            mode = windows(layer).padding_mode
            for out in range(outputs):
                cell = source(out * stride + tap * dilation - before, size, mode)
                if cell is not None:
                    yield cell, out


def counted(layers: tuple[Spec, ...], axis: int = 0) -> list[list[int]]:
    """Return the paths from every input cell to every output cell, by following each step."""
    size = layers[0].input_size[axis]
    ways = [[int(cell == other) for other in range(size)] for cell in range(size)]
    for layer in layers:
        after = [[0] * layer.output_size[axis] for _ in range(size)]
        for cell, out in links(layer, axis):
            for first in range(size):
                after[first][out] += ways[first][cell]
        ways = after
    return ways


@given(chains())
def test_paths_are_those_that_the_loops_count(layers: tuple[Spec, ...]) -> None:
    ways = counted(layers)
    assert path_totals(layers).tolist() == [sum(column) for column in zip(*ways, strict=True)]
    for cell in range(layers[-1].outputs):
        found = paths_to(layers, cell).tolist()
        assert found == [row[cell] for row in ways]
        assert reaching_cells(layers, cell).tolist() == [at for at, paths in enumerate(found) if paths]


@given(chains())
def test_a_field_ends_where_windows_without_an_edge_end(layers: tuple[Spec, ...]) -> None:
    field = receptive_field(layers)[-1]
    extents = []
    for cell in range(min(layers[-1].outputs, 12)):
        first = last = cell
        for layer in reversed(layers):
            # The next cells of the layer before that any window or copy of the kernel could meet.
            reach, before, stride = layer.span[0] - 1, layer.padding[0][0], layer.stride[0]
            if isinstance(layer, TransposedSpec):
                near = range((first + before - reach) // stride - 2, (last + before) // stride + 3)
                low = [place for place in near if place * stride + reach >= first + before]
                high = [place for place in near if place * stride <= last + before]
                first, last = low[0], high[-1]
            else:
                first, last = first * stride - before, last * stride - before + reach
        extents.append((first, last))
        assert field.extent(cell) == ((first, last),)
        reached = reaching_cells(layers, cell)
        assert all(first <= at <= last or modes(layers) for at in reached)
    assert max(last - first + 1 for first, last in extents) <= field.span[0]


def modes(layers: tuple[Spec, ...]) -> bool:
    return any(
        windows(layer).padding_mode != "zeros" for layer in layers if not isinstance(layer, TransposedSpec)
    )


@given(chains())
def test_the_jump_and_the_start_are_those_of_the_middles(layers: tuple[Spec, ...]) -> None:
    field, centre, jump = receptive_field(layers)[-1], Fraction(0), Fraction(1)
    for layer in layers:
        middle = Fraction(layer.span[0] - 1, 2) - layer.padding[0][0]
        if isinstance(layer, TransposedSpec):
            jump /= layer.stride[0]
            centre -= middle * jump
        else:
            centre += middle * jump
            jump *= layer.stride[0]
    assert (field.start, field.jump) == ((centre,), (jump,))
    assert isinstance(field.jump[0], int) == (jump.denominator == 1)


def test_fields_of_a_decoder_differ_from_cell_to_cell() -> None:
    up = {"transposed": True, "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}
    one, two = receptive_field(stack(4, [up, up]))[1:]
    assert (one.jump, one.span, one.start) == ((Fraction(1, 2),), (2,), (0,))
    assert [one.extent(cell) for cell in range(3)] == [((0, 0),), ((0, 1),), ((1, 1),)]
    assert (two.jump, two.span) == ((Fraction(1, 4),), (2,))
    # Down and up again: whole steps, one for every two cells.
    field = receptive_field(stack(9, [{"kernel_size": 3, "stride": 2}, up]))[-1]
    assert (field.jump, field.extent(2), field.extent(3)) == ((1,), ((2, 4),), ((2, 6),))


def test_a_cell_between_copies_of_a_short_kernel_sees_nothing() -> None:
    field = receptive_field(stack(3, [{"transposed": True, "kernel_size": 1, "stride": 2}]))[1]
    ((first, last),) = field.extent(1)
    assert last < first
    assert field.span == (1,)


def test_a_field_needs_no_input_size() -> None:
    conv, pool = {"kernel_size": 3, "padding": 1}, {"pooling": "max", "kernel_size": 2}
    layers = [layer for count in (2, 2, 3, 3, 3) for layer in [conv] * count + [pool]]
    without, given_one = receptive_field(stack(None, layers)), receptive_field(stack(999, layers))
    for field, other in zip(without, given_one, strict=True):
        assert (field.jump, field.span, field.start) == (other.jump, other.span, other.start)
    assert without[-1].span == (212,)
    assert effective_field(stack(None, layers))[-1] == (39,)


@given(st.lists(settings(), min_size=1, max_size=4))
def test_without_a_size_some_cell_sees_no_padding(layers: list[Settings]) -> None:
    try:
        made = stack(None, layers)
    except ConvError as error:
        assert error.reason in {"all-cropped", "window-of-padding"}  # noqa: PT017 - the others are bugs
        return
    # The interior of the input, followed to what is made of it alone.
    inside = set(range(made[0].input_size[0]))
    for layer in made:
        reached: dict[int, list[int]] = {out: [] for out in range(layer.output_size[0])}
        before = layer.padding[0][0]
        for tap in range(layer.kernel_size[0]):
            for out, places in reached.items():
                place = out * layer.stride[0] + tap * layer.dilation[0] - before
                if not isinstance(layer, TransposedSpec):
                    places.append(place)
                else:
                    at, rest = divmod(out + before - tap * layer.dilation[0], layer.stride[0])
                    places.extend([at] if rest == 0 else [])
        inside = {out for out, met in reached.items() if inside.issuperset(met)}
    assert inside


@pytest.mark.parametrize(
    "settings",
    [
        {"kernel_size": 3, "stride": 2, "padding": "same"},
        {"transposed": True, "kernel_size": 3, "output_shape": 9},
    ],
)
def test_what_depends_on_the_size_needs_it(settings: Settings) -> None:
    with pytest.raises(ConvError, match="of layer 2 means depends on the size of the input") as caught:
        stack(None, [{"kernel_size": 1}, settings])
    assert caught.value.numbers["layer"] == 2
    assert stack(None, [{"kernel_size": 3, "padding": "same"}])[0].padding == ((1, 1),)


def test_a_layer_that_does_not_fit_is_named_once() -> None:
    with pytest.raises(ConvError, match=r"^layer 2: the kernel spans 9 cells"):
        stack(5, [{"kernel_size": 3}, {"kernel_size": 9}])
    with pytest.raises(ConvError, match=r"^layer 2 has no kernel size"):
        stack(5, [{"kernel_size": 3}, {}])


def test_without_a_size_layers_of_one_number_stand_for_all_axes() -> None:
    layers = [{"kernel_size": (3, 1)}, {"kernel_size": 3}, {"kernel_size": (1, 5), "stride": (2, 1)}]
    assert stack(None, layers)[0].input_size == (6, 7)
    with pytest.raises(ConvError, match="stride must be at least 1"):
        stack(None, [{"kernel_size": 1, "stride": 0}])


@given(st.lists(st.tuples(settings(), settings()), min_size=1, max_size=2))
def test_paths_along_two_axes_multiply(pairs: list[tuple[Settings, Settings]]) -> None:
    both = [
        {name: (one[name], other[name]) for name in ("kernel_size", "stride", "dilation")}
        for one, other in pairs
    ]
    layers = [
        each | {"padding": [*one["padding"], *other["padding"]]} | {"transposed": "transposed" in one}
        for each, (one, other) in zip(both, pairs, strict=True)
    ]
    try:
        made = stack((7, 5), layers)
    except ConvError:
        return
    along = [counted(made, axis) for axis in range(2)]
    for cell in list(product(*map(range, made[-1].output_size)))[:5]:
        expected = np.multiply.outer(
            *([row[at] for row in ways] for at, ways in zip(cell, along, strict=True))
        )
        assert paths_to(made, cell).tolist() == expected.tolist()


def test_three_transposed_layers_make_a_checkerboard_of_25_to_1() -> None:
    up = {"transposed": True, "kernel_size": 3, "stride": 2}
    inner = path_totals(stack((6, 6), [up] * 3))[16:-16, 16:-16]
    assert (inner.max(), inner.min()) == (25, 1)
    even = path_totals(stack((6, 6), [up | {"kernel_size": 4}] * 3))[16:-16, 16:-16]
    assert set(even.ravel().tolist()) == {64}


def test_half_of_the_paths_of_vgg_16_come_from_the_middle() -> None:
    conv, pool = {"kernel_size": 3, "padding": 1}, {"pooling": "max", "kernel_size": 2}
    layers = stack(224, [layer for count in (2, 2, 3, 3, 3) for layer in [conv] * count + [pool]])
    counts = paths_to(layers, 3)
    assert np.count_nonzero(counts) == 212
    inner = sorted(counts.tolist(), reverse=True)
    assert 2 * sum(inner[:38]) < sum(inner) <= 2 * sum(inner[:39])
    assert sum(inner) == 3**13 * 2**5


def test_numbers_of_hundreds_of_digits_stay_exact() -> None:
    layers = stack(500, [{"kernel_size": 3}] * 200)
    counts = paths_to(layers, 50)
    assert counts.dtype == object
    assert counts.sum() == 3**200
    assert path_totals(layers).tolist() == [3**200] * 100
    assert effective_field(layers)[-1] == (16,)


def test_padding_that_copies_after_a_crop_copies_what_is_left() -> None:
    layers = [ConvSpec(3, 1, padding=[(2, -1)], padding_mode="wrap")]
    assert [reaching_cells(layers, cell).tolist() for cell in range(4)] == [[0], [1], [0], [1]]
    assert path_totals(layers).tolist() == [1] * 4


def test_a_layer_that_moves_no_cell_has_the_field_of_the_one_before() -> None:
    field = receptive_field(stack(9, [{"kernel_size": 3, "padding": 1}]))[1]
    assert field.numbered(5)[1:] == field[1:]
    assert (field.numbered(5).layer, field.numbered(5).extent(1)) == (5, ((0, 2),))


def test_large_windows_and_steps_take_no_time() -> None:
    layers = [ConvSpec(10**6, 10**6)]
    assert paths_to(layers, 0).sum() == path_totals(layers)[0] == 10**6
    assert paths_to([ConvSpec(5, 1, stride=10**30, padding=10**30)], 0).tolist() == [0] * 5
    pooled = [PoolingSpec(7, 3, stride=2, ceil_mode=True, padding=1)]
    assert path_totals(pooled).tolist() == [2, 3, 3, 2]


def test_the_effective_field_looks_at_every_kind_of_cell() -> None:
    up = {"transposed": True, "kernel_size": 3, "stride": 2}
    assert effective_field(stack(None, [up])) == ((1,), (1,))
    assert effective_field(stack(None, [{"kernel_size": 5}, up])) == ((1,), (3,), (3,))
    assert effective_field(stack(3, [up | {"kernel_size": 1}]))[1] == (1,)


@pytest.mark.parametrize("count", [effective_field, receptive_field])
def test_too_many_kinds_of_cells_are_refused(count: Any) -> None:
    with pytest.raises(ConvError, match="cells side by side"):
        count(stack(3, [{"transposed": True, "kernel_size": 3, "stride": 10**5}]))


@pytest.mark.parametrize("count", [path_totals, lambda layers: paths_to(layers, 0)])
def test_what_does_not_fit_is_refused(count: Any) -> None:
    for layers in (
        [ConvSpec(10**15, 3)],
        [ConvSpec((10**7, 10**7, 10**7), 1)],
    ):
        with pytest.raises(ConvError, match="does not fit in the memory"):
            count(layers)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=9), st.integers(1, 5), st.integers(1, 4))
def test_packed_rows_are_rows(numbers: list[int], taps: int, step: int) -> None:
    row = Packed.of(numbers, 2)
    assert row.numbers() == numbers
    assert list(row.most()) == sorted(numbers, reverse=True)
    assert row.total() == sum(numbers)
    assert (
        row.windowed(taps, step).numbers()
        == np.convolve(numbers, [1] + ([0] * (step - 1) + [1]) * (taps - 1)).tolist()
    )
    assert row.every(step).numbers() == numbers[::step]
    assert row.stretched(step).every(step) == row
    assert row.cut(-1, len(numbers) + 1).numbers() == [0, *numbers]
    assert row.cut(1, len(numbers) - 1).numbers() == numbers[1:]
    assert row.cut(0, len(numbers) - 1).numbers() == numbers[:-1]


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ({"transposed": True, "pooling": "max", "kernel_size": 2}, "a transposed convolution is no pooling"),
        ({"transposed": 1, "kernel_size": 2}, "must be true or false"),
        ({"transposed": True, "kernel_size": 2, "ceil_mode": True}, "there is no parameter “ceil_mode”"),
        ({"pooling": "median", "kernel_size": 2}, "it can be: max, average"),
        ({"pooling": "max", "kernel_size": 2, "output_padding": 1}, "there is no parameter “output_padding”"),
        ({"pooling": "max"}, "layer 1 has no kernel size"),
    ],
)
def test_settings_of_no_kind_are_refused(layer: Settings, said: str) -> None:
    for size in (5, None):
        with pytest.raises(ConvError, match=said) as caught:
            stack(size, [layer])
        assert caught.value.numbers["layer"] == 1
