"""Illegal calls: every operation answers each of them with a ConvError that names the numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, convolve, cross_correlate
from pyconv.layers import conv_layer, transposed_conv_layer
from pyconv.messages import LANGUAGES
from pyconv.ops import transposed_conv
from pyconv.pooling_ops import pool
from tests.strategies import span


class Operation(NamedTuple):
    """An operation and where the arguments go that all of them have."""

    run: Callable[..., Any]
    kernel: bool = True
    """Whether it has weights; otherwise it has the size of a window."""
    layer: bool = False
    transposed: bool = False

    def options(self) -> list[str]:
        """Return the names of its arguments that are integers, one for each axis."""
        names = ["stride", "dilation", *([] if self.kernel else ["window"])]
        return [*names, *(["output_padding", "output_shape"] if self.transposed else [])]

    def call(self, size: tuple[int, ...], taps: tuple[int, ...], **options: Any) -> Any:
        """Run it on ones, which are legal but for the sizes and options given."""
        lead = (1, 1) if self.layer else ()
        x = options.pop("x", np.ones(lead + size, dtype=np.int64))
        if not self.kernel:
            return self.run(x, options.pop("window", taps), **options)
        return self.run(x, options.pop("kernel", np.ones(lead + taps, dtype=np.int64)), **options)


OPERATIONS = {
    "cross_correlate": Operation(cross_correlate),
    "convolve": Operation(convolve),
    "transposed_conv": Operation(transposed_conv, transposed=True),
    "conv_layer": Operation(conv_layer, layer=True),
    "transposed_conv_layer": Operation(transposed_conv_layer, layer=True, transposed=True),
    "pool": Operation(pool, kernel=False),
}


class Illegal(NamedTuple):
    """A call without a meaning, the reason, and what the answer must say."""

    name: str
    size: tuple[int, ...]
    taps: tuple[int, ...]
    options: dict[str, Any]
    reason: str
    said: tuple[str, ...]


names = st.sampled_from(sorted(OPERATIONS))
sizes = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)


def no_count(low: int | None) -> st.SearchStrategy[tuple[Any, str, tuple[str, ...]]]:
    """Draw what is no count of cells: not whole, or below the least if there is a least."""
    strange = [1.5, 2.0, float("nan"), float("inf"), True, None, "2", "", b"2", {}, 1j, Fraction(2), object]
    no_integer = st.sampled_from(strange).map(lambda value: (value, "not-integer", (str(value),)))
    if low is None:
        return no_integer
    return st.one_of(
        no_integer,
        st.integers(-(10**20), low - 1).map(lambda value: (value, "below-minimum", (str(value), str(low)))),
    )


@st.composite
def bad_count(draw: st.DrawFn) -> Illegal:
    name, size = draw(names), draw(sizes)
    option = draw(st.sampled_from([*OPERATIONS[name].options(), *["padding"]]))
    # Padding below 0 crops the input of a convolution.
    crops = option == "padding" and OPERATIONS[name].kernel and not OPERATIONS[name].transposed
    wrong, reason, said = draw(
        no_count(None if crops else 0 if option in {"padding", "output_padding"} else 1)
    )
    if option == "output_shape" and wrong is None:
        wrong, said = 0.5, ("0.5",)
    if option == "padding" and isinstance(wrong, str):
        reason = "unknown-choice"
    if draw(st.booleans()) and not isinstance(wrong, str):
        axis = draw(st.integers(0, len(size) - 1))
        numbers: list[Any] = [1] * len(size)
        if option == "output_padding":
            numbers = [0] * len(size)
        numbers[axis] = wrong
        wrong = numbers
    if option == "stride" and not OPERATIONS[name].kernel and wrong is None:
        wrong, said = 0.5, ("0.5",)  # Without a stride, windows lie side by side.
    return Illegal(name, size, (1,) * len(size), {option: wrong}, reason, said)


@st.composite
def bad_amount(draw: st.DrawFn) -> Illegal:
    name, size = draw(names), draw(sizes)
    option = draw(st.sampled_from([*OPERATIONS[name].options(), *["padding"]]))
    count = draw(st.integers(0, 6).filter(lambda count: count not in {1, len(size)}))
    if option == "padding" and count == 0:
        count = len(size) + 1
    return Illegal(
        name, size, (1,) * len(size), {option: [1] * count}, "axes-disagree", (str(count), str(len(size)))
    )


@st.composite
def bad_pair(draw: st.DrawFn) -> Illegal:
    name, size = draw(names), draw(sizes)
    count = draw(st.sampled_from([0, 1, 3, 4]))
    padding = [(0, 0)] * (len(size) - 1) + [(1,) * count]
    return Illegal(
        name, size, (1,) * len(size), {"padding": padding}, "not-a-pair",
        (str(count), f"axis {len(size) - 1}"),
    )  # fmt: skip


@st.composite
def too_large(draw: st.DrawFn) -> Illegal:
    name = draw(names.filter(lambda name: not OPERATIONS[name].transposed))
    size = list(draw(sizes))
    axis = draw(st.integers(0, len(size) - 1))
    taps = [1] * len(size)
    taps[axis] = size[axis] + draw(st.integers(1, 4))
    dilation = draw(st.integers(1, 3))
    options = {"dilation": dilation}
    said = tuple(map(str, (span(taps[axis], dilation), taps[axis], dilation, size[axis])))
    return Illegal(name, tuple(size), tuple(taps), options, "kernel-too-large", (*said, f"axis {axis}"))


@st.composite
def all_cropped(draw: st.DrawFn) -> Illegal:
    name = draw(names.filter(lambda name: OPERATIONS[name].transposed))
    size, stride = draw(sizes), draw(st.integers(1, 3))
    axis = draw(st.integers(0, len(size) - 1))
    made = stride * (size[axis] - 1) + 1
    before = draw(st.integers(0, made))
    padding = [(0, 0)] * len(size)
    padding[axis] = (before, made - before + draw(st.integers(0, 2)))
    said = (str(made), str(size[axis]), *map(str, padding[axis]), f"axis {axis}")
    return Illegal(
        name, size, (1,) * len(size), {"stride": stride, "padding": padding}, "all-cropped", said
    )  # fmt: skip


@st.composite
def output_padding_too_large(draw: st.DrawFn) -> Illegal:
    name = draw(names.filter(lambda name: OPERATIONS[name].transposed))
    size, stride, dilation = draw(sizes), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    extra = max(stride, dilation) + draw(st.integers(0, 3))
    return Illegal(
        name, size, (1,) * len(size),
        {"stride": stride, "dilation": dilation, "output_padding": extra}, "output-padding-too-large",
        (str(extra), str(stride), str(dilation)),
    )  # fmt: skip


@st.composite
def only_padding(draw: st.DrawFn) -> Illegal:
    size = draw(sizes)
    window, stride = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    amount = window + draw(st.integers(0, 3))
    return Illegal(
        "pool", size, (window,) * len(size), {"stride": stride, "padding": [(amount, stride)] * len(size)},
        "window-of-padding", tuple(map(str, (window, stride, size[0], amount))),
    )  # fmt: skip


@st.composite
def bad_choice(draw: st.DrawFn) -> Illegal:
    name = draw(names.filter(lambda name: not OPERATIONS[name].transposed))
    option = draw(st.sampled_from(["padding_mode"] if OPERATIONS[name].kernel else ["kind"]))
    wrong = draw(st.sampled_from(["", "ZEROS", "nothing", None, 3, ["zeros"], {"max": 1}, 1.5, b"max"]))
    return Illegal(name, (3,), (1,), {option: wrong}, "unknown-choice", (option, str(wrong)))


@st.composite
def no_copies(draw: st.DrawFn) -> Illegal:
    name = draw(st.sampled_from(["cross_correlate", "convolve", "conv_layer"]))
    mode, size = draw(st.sampled_from(["reflect", "circular"])), draw(st.integers(1, 5))
    amount = size + draw(st.integers(1, 3)) - (mode == "reflect")
    return Illegal(
        name, (size,), (1,), {"padding": amount, "padding_mode": mode}, f"{mode}-too-large",
        (str(amount), str(size)),
    )  # fmt: skip


@st.composite
def no_numbers(draw: st.DrawFn) -> Illegal:
    name = draw(names)
    argument = draw(st.sampled_from(["x", "kernel"] if OPERATIONS[name].kernel else ["x"]))
    wrong, reason, said = draw(
        st.sampled_from(
            [
                (None, "not-numbers", "NoneType"),
                ("text", "not-numbers", "U4"),
                ([["a", "b"]], "not-numbers", "U1"),
                ([b"1"], "not-numbers", "S1"),
                ({"a": 1}, "not-numbers", "dict"),
                ([1, None], "not-numbers", "NoneType"),
                ([object], "not-numbers", "type"),
                (np.array(["2026-11-22"], dtype="datetime64[D]"), "not-numbers", "datetime64"),
                (np.zeros(2, dtype=[("a", int)]), "not-numbers", "a"),
                (np.array([[1], [1, 2]], dtype=object), "not-numbers", "list"),
                ([[1], [1, 2]], "ragged", "not all of the same length"),
                ([[1, 2], 3], "ragged", "not all of the same length"),
                (7, "no-axes", "single number"),
                (np.float64(7), "no-axes", "single number"),
            ]
        )
    )
    return Illegal(name, (2,), (1,), {argument: wrong}, reason, (said,))


@st.composite
def bad_value(draw: st.DrawFn) -> Illegal:
    name = draw(st.sampled_from(["cross_correlate", "convolve"]))
    wrong, reason, said = draw(
        st.sampled_from(
            [
                ("0", "not-numbers", "U1"),
                (None, "not-numbers", "NoneType"),
                (object, "not-numbers", "type"),
                ([1, 2], "not-one-number", "2"),
                ([], "not-one-number", "0"),
                ([[1, 2, 3]], "not-one-number", "1×3"),
            ]
        )
    )
    mode = draw(st.sampled_from(["zeros", "constant"]))
    return Illegal(name, (2,), (1,), {"padding_value": wrong, "padding_mode": mode}, reason, (said,))


@st.composite
def bad_channels(draw: st.DrawFn) -> Illegal:
    name = draw(st.sampled_from(["conv_layer", "transposed_conv_layer"]))
    channels, groups, each = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    wanted = groups * each
    if name == "conv_layer":
        kernel, said = np.ones((groups, each, 1)), (channels, wanted, each, groups)
    else:
        # Channels that cannot be shared out are another reason.
        channels *= groups
        kernel, said = np.ones((wanted, 1, 1)), (channels, wanted, each, groups)
    if channels == wanted:
        kernel = np.ones((groups, each + 1, 1)) if name == "conv_layer" else np.ones((wanted + groups, 1, 1))
        said = (channels, wanted + groups, each + 1, groups)
    options = {"x": np.ones((1, channels, 3)), "kernel": kernel, "groups": groups}
    return Illegal(name, (3,), (1,), options, "channels-differ", tuple(map(str, said)))


@st.composite
def bad_groups(draw: st.DrawFn) -> Illegal:
    name = draw(st.sampled_from(["conv_layer", "transposed_conv_layer"]))
    groups = draw(st.integers(2, 4))
    count = groups * draw(st.integers(0, 2)) + draw(st.integers(1, groups - 1))
    if name == "conv_layer":
        options = {"x": np.ones((1, groups, 3)), "kernel": np.ones((count, 1, 1))}
    else:
        options = {"x": np.ones((1, count, 3)), "kernel": np.ones((count, 1, 1))}
    return Illegal(
        name, (3,), (1,), {**options, "groups": groups}, "groups-unequal", (str(count), str(groups))
    )  # fmt: skip


@st.composite
def bad_bias(draw: st.DrawFn) -> Illegal:
    name = draw(st.sampled_from(["conv_layer", "transposed_conv_layer"]))
    wrong, reason, said = draw(
        st.sampled_from(
            [
                ([1, 2], "bias-shape", "2"),
                ([[1]], "bias-shape", "1×1"),
                ([], "bias-shape", "0"),
                (3, "no-axes", "single number"),
                ("a", "not-numbers", "U1"),
                ([None], "not-numbers", "NoneType"),
            ]
        )
    )
    return Illegal(name, (3,), (1,), {"bias": wrong}, reason, (said,))


KINDS = (
    bad_count, bad_amount, bad_pair, too_large, all_cropped, output_padding_too_large, only_padding,
    bad_choice, no_copies, no_numbers, bad_value, bad_channels, bad_groups, bad_bias,
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_an_illegal_call_is_refused_with_its_numbers(
    kind: Callable[[], st.SearchStrategy[Illegal]], data: st.DataObject
) -> None:
    call = data.draw(kind())
    with pytest.raises(ConvError) as caught:
        OPERATIONS[call.name].call(call.size, call.taps, **call.options)
    assert caught.value.reason == call.reason
    text = str(caught.value)
    for part in call.said:
        assert part in text
    for language in LANGUAGES:
        message = caught.value.message(language)
        assert "{" not in message.replace("{}", "").replace("{'max': 1}", "")
        assert len(message) <= 400
