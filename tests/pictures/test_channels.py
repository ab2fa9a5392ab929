"""Layers of several maps: every output adds up what it reads in each of them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures.model import HUES, NO_HUE, Grid, Kind
from pyconv.pictures.views import view
from pyconv.pictures.views.channels.focus import focus
from tests.pictures.views import Params, check_focuses, keys, picture, prepared, refusal, texts
from tests.unit import reference

VIEW = "channels"

languages = st.sampled_from(LANGUAGES)
all_params = st.fixed_dictionaries({
    "in_channels": st.integers(1, 3), "out_channels": st.integers(1, 3),
    "groups": st.sampled_from(["one", "each"]), "input": st.integers(3, 6), "kernel": st.integers(1, 3),
    "stride": st.integers(1, 2), "padding": st.sampled_from(["valid", "half"]),
    "kernel_values": st.sampled_from(["mixed", "counting", "ones"]),
    "input_values": st.sampled_from(["random", "ramp", "ones"]),
})  # fmt: skip
legal = all_params.filter(
    lambda params: params["groups"] == "one" or params["out_channels"] % params["in_channels"] == 0
)


def geometry(params: Params) -> dict[str, Any]:
    pads = params["kernel"] // 2 if params["padding"] == "half" else 0
    return {
        "input_size": (params["input"],) * 2,
        "kernel_size": (params["kernel"],) * 2,
        "stride": (params["stride"],) * 2,
        "padding": ((pads, pads),) * 2,
        "dilation": (1, 1),
        "flipped": False,
    }


def reads(params: Params) -> list[list[int]]:
    """List the input maps that each output map reads."""
    inputs, outputs = params["in_channels"], params["out_channels"]
    if params["groups"] == "one":
        return [list(range(inputs))] * outputs
    return [[out_map * inputs // outputs] for out_map in range(outputs)]


def names(params: Params, channel: int) -> list[str]:
    """Return the key of each cell of a padded input map."""
    given_size, pads = geometry(params)["input_size"], geometry(params)["padding"]
    inside = reference.sources(given_size, pads, "zeros")
    cells = params["input"] ** 2
    return [
        f"pad:{channel * len(inside) + place}" if cell is None else f"in:{channel * cells + cell}"
        for place, cell in enumerate(inside)
    ]


@settings(max_examples=40)
@given(legal, languages)
def test_every_output_is_the_sum_over_the_maps_that_it_reads(params: Params, language: str) -> None:
    drawn = picture(VIEW, params, language)
    cells, weights, output = (texts(drawn, name) for name in ("input", "kernel", "output"))
    met = reference.meetings(geometry(params))
    taps, outputs = params["kernel"] ** 2, 1 + max(out for _, _, out in met)
    kernel = 0
    for out_map, channels in enumerate(reads(params)):
        sums = [0] * outputs
        for channel in channels:
            padded = names(params, channel)
            for cell, tap, out in met:
                sums[out] += int(cells[padded[cell]]) * int(weights[f"tap:{kernel * taps + tap}"])
            kernel += 1
        assert [int(output[f"out:{out_map * outputs + out}"]) for out in range(outputs)] == sums
    assert drawn["steps"] == [f"out:{at}" for at in range(params["out_channels"] * outputs)]
    numbers = list(map(int, re.findall(r"\d+", drawn["summary"])))
    assert numbers[4] == kernel * taps
    assert numbers[5] == kernel * taps + params["out_channels"]
    assert numbers[6] == kernel * taps * outputs
    dense = params["in_channels"] * params["input"] ** 2 * params["out_channels"] * outputs
    assert numbers[7] == dense
    ET.fromstring(f"<div>{drawn['formula']}</div>")
    assert drawn["formula"].count("∑") == (len(reads(params)[0]) > 1)


@settings(max_examples=25)
@given(legal, st.data())
def test_an_output_lights_its_window_in_every_map(params: Params, data: st.DataObject) -> None:
    shown = prepared(VIEW, params)
    flat = data.draw(st.integers(0, shown.output.size - 1))
    out_map, out = divmod(flat, shown.spec.outputs)
    found = focus(shown, f"out:{flat}", "en")
    window = [(cell, tap) for cell, tap, to in reference.meetings(geometry(params)) if to == out]
    channels = reads(params)[out_map]
    lit = {names(params, channel)[cell]: tap % HUES for channel in channels for cell, tap in window} | {
        f"out:{flat}": NO_HUE
    }
    assert {key: hue for key, hue in found.lit.items() if not key.startswith("tap:")} == lit
    assert sum(key.startswith("tap:") for key in found.lit) == len(channels) * len(window)
    assert [box.grid for box in found.boxes] == ["input", "kernel"] * len(channels)
    drawn = {grid.name: grid for grid in view(VIEW).scene(shown, "en").panels if isinstance(grid, Grid)}
    for box in found.boxes:
        inside = [
            cell
            for row in drawn[box.grid].rows
            for cell in row
            if box.row <= cell.row < box.row + box.height
            and box.column <= cell.column < box.column + box.width
        ]
        assert len(inside) == len(window)
        assert {cell.key for cell in inside} <= set(found.lit)
    # The partial sums and their total are written out.
    lines = [span for span in ET.fromstring(f"<p>{found.words}</p>") if span.get("class") == "pc-line"]
    parts = [int("".join(line.itertext()).rpartition("= ")[2]) for line in lines]
    assert sum(parts[:-1]) == parts[-1] == int(shown.output.flat[flat])


@settings(max_examples=15)
@given(legal, languages, st.data())
def test_a_focus_names_what_is_drawn(params: Params, language: str, data: st.DataObject) -> None:
    known = sorted(keys(picture(VIEW, params, language)))
    check_focuses(VIEW, params, language, data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=8)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_in_a_small_layer_can_be_pointed_at(language: str) -> None:
    for groups in ("one", "each"):
        small = {
            "in_channels": 2,
            "out_channels": 2,
            "groups": groups,
            "input": 3,
            "padding": "half",
            "kernel": 2,
        }
        check_focuses(VIEW, small, language)


def test_no_two_cells_of_a_grid_stand_in_one_place() -> None:
    for params in ({}, {"padding": "half", "input": 6}, {"groups": "each", "in_channels": 3, "kernel": 1}):
        for grid in view(VIEW).scene(prepared(VIEW, params), "en").panels:
            assert isinstance(grid, Grid)
            cells = [cell for row in grid.rows for cell in row if cell.kind != "head"]
            for one in cells:
                near = [
                    other
                    for other in cells
                    if max(abs(one.row - other.row), abs(one.column - other.column)) < 0.99
                ]
                assert near == [one]


def test_an_input_cell_reaches_every_map_that_reads_it() -> None:
    shown = prepared(VIEW, {})
    found = focus(shown, "in:37", "es")
    assert sum(key.startswith("out:") for key in found.lit) == 27
    assert found.spoken == (
        "X₁\N{NO-BREAK SPACE}(2, 2) = 5. Llega a 9 celdas de cada mapa que la lee (O₀, O₁, O₂), "
        "en cada uno a través de otro núcleo."
    )
    apart = prepared(VIEW, {"groups": "each", "in_channels": 3})
    assert sum(key.startswith("out:") for key in focus(apart, "in:37", "es").lit) == 9
    alone = prepared(VIEW, {"stride": 2, "input": 6})
    assert "No window touches it" in focus(alone, "in:35", "en").words


def test_groups_that_cannot_be_shared_out_are_refused() -> None:
    refused = refusal(VIEW, {"groups": "each", "out_channels": 3})
    assert refused == {
        "message": "The 3 channels of the output cannot be shared out equally among 2 groups.",
        "field": "groups",
    }
    assert "2 grupos" in refusal(VIEW, {"groups": "each", "out_channels": 3}, "es")["message"]


@pytest.mark.parametrize(
    "key",
    ["", "out:27", "in:50", "pad:0", "tap:54", "map:in:2", "map:out:3", "kernel:0:2", "kernel:3:0",
     "kernel:0", "kernel:3:2", "kernel:9:0", "out:0:1", "out:00", "map:0", "cell:1"],
)  # fmt: skip
def test_what_is_not_there_is_refused(key: str) -> None:
    with pytest.raises(ConvError, match="there is no cell"):
        focus(prepared(VIEW, {}), key, "en")


def test_padding_in_a_map_is_not_an_input() -> None:
    shown = prepared(VIEW, {"padding": "half"})
    assert "Padding = 0" in focus(shown, "pad:0", "en").words
    with pytest.raises(ConvError, match="there is no cell"):
        focus(shown, "pad:8", "en")


def test_a_kernel_between_maps_that_are_apart_is_refused() -> None:
    apart = prepared(VIEW, {"groups": "each", "in_channels": 3})
    assert focus(apart, "kernel:1:1", "en").words
    with pytest.raises(ConvError, match="there is no cell"):
        focus(apart, "kernel:1:0", "en")


def test_mixed_kernels_differ() -> None:
    layer = prepared(VIEW, {"in_channels": 3, "out_channels": 3, "kernel_values": "mixed"})
    kernels = {tuple(kernel.ravel().tolist()) for kernel in layer.weights.reshape(9, 9)}
    assert len(kernels) == 9


@settings(max_examples=25)
@given(legal, st.data())
def test_a_weight_lights_what_it_meets_in_its_two_maps(params: Params, data: st.DataObject) -> None:
    shown = prepared(VIEW, params)
    flat = data.draw(st.integers(0, shown.weights.size - 1))
    kernel, tap = divmod(flat, params["kernel"] ** 2)
    joined = [(out_map, channel) for out_map, channels in enumerate(reads(params)) for channel in channels]
    out_map, channel = joined[kernel]
    lit = {f"tap:{flat}"}
    for cell, met, out in reference.meetings(geometry(params)):
        if met == tap:
            lit |= {names(params, channel)[cell], f"out:{out_map * shown.spec.outputs + out}"}
    assert focus(shown, f"tap:{flat}", "en").lit == dict.fromkeys(lit, tap % HUES)


def test_padding_and_inputs_are_told_apart() -> None:
    for grid in view(VIEW).scene(prepared(VIEW, {"padding": "half"}), "en").panels:
        assert isinstance(grid, Grid)
        for cell in (cell for row in grid.rows for cell in row if cell.kind != "head"):
            assert (cell.kind is Kind.PADDING) == cell.key.startswith("pad:")
            assert (cell.kind is Kind.INPUT) == cell.key.startswith("in:")
