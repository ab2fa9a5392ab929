"""Exercises about sizes, forwards and backwards."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

from pyconv.arithmetic import dilated_size, same_padding
from pyconv.exercises.model import Exercise, Parts, Slip, Table, answer_of, cells_of, kind, numbers, one
from pyconv.inverses import sizes_that_give
from pyconv.pooling import PoolingSpec
from pyconv.receptive_field import receptive_field
from pyconv.spec import ConvSpec
from pyconv.stack import stack
from pyconv.transposed import TransposedSpec


@kind("size")
def _size(draw: Random) -> Exercise | None:
    i, k = draw.randint(6, 32), draw.choice((2, 3, 4, 5, 7))
    s, p, d = draw.randint(1, 3), draw.randint(0, k // 2), draw.choice((1, 1, 2))
    span = dilated_size(k, d)
    room = i + 2 * p - span
    if room < s or (s, p, d) == (1, 0, 1):
        return None
    right = ConvSpec(i, k, stride=s, padding=p, dilation=d).output_size[0]
    wrong = {
        "no-dilation": (i + 2 * p - k) // s + 1,
        "one-side": (i + p - span) // s + 1,
        "no-padding": (i - span) // s + 1,
        "up": -(-room // s) + 1,
        "no-one": room // s,
        "no-stride": room + 1,
    }
    asked = {"i": i, "k": k, "s": s, "p": p, "d": d, "span": span, "room": room}
    return Exercise(asked=asked, **_numbers(right, wrong))


@kind("pooled-size")
def _pooled_size(draw: Random) -> Exercise | None:
    i, k, s = draw.randint(5, 30), draw.choice((2, 3)), draw.choice((2, 3))
    up = draw.choice((True, False))
    if s > k or not (i - k) % s:
        return None
    right = PoolingSpec(i, k, stride=s, ceil_mode=up).output_size[0]
    other = PoolingSpec(i, k, stride=s, ceil_mode=not up).output_size[0]
    wrong = {
        "rounding": other,
        "no-one": right - 1,
        "no-stride": i - k + 1,
        "window-as-stride": PoolingSpec(i, k, stride=k, ceil_mode=up).output_size[0],
    }
    asked = {
        "i": i,
        "k": k,
        "s": s,
        "room": i - k,
        "rounding": f"exercises.rounding.{'up' if up else 'down'}",
    }
    return Exercise(asked=asked, **_numbers(right, wrong))


@kind("transposed-size")
def _transposed_size(draw: Random) -> Exercise | None:
    i, k, s = draw.randint(2, 8), draw.randint(2, 5), draw.randint(2, 3)
    p, a = draw.randint(0, (k - 1) // 2), draw.randint(0, s - 1)
    right = TransposedSpec(i, k, stride=s, padding=p, output_padding=a).output_size[0]
    stamped = s * (i - 1) + k
    wrong = {
        "no-crop": stamped + a,
        "crop-one-side": stamped - p + a,
        "no-extra": stamped - 2 * p,
        "no-less-one": s * i + k - 2 * p + a,
        "crop-added": stamped + 2 * p + a,
        "times-stride": s * i,
    }
    if k <= i + 2 * p:
        wrong["forwards"] = _output(i, kernel_size=k, stride=s, padding=p)
    return Exercise(asked={"i": i, "k": k, "s": s, "p": p, "a": a}, **_numbers(right, wrong))


@kind("other-input")
def _other_input(draw: Random) -> Exercise | None:
    i, k, s, p = draw.randint(6, 30), draw.choice((3, 4, 5)), draw.randint(2, 3), draw.randint(0, 2)
    return _alike(i, {"kernel_size": k, "stride": s, "padding": p}, {"i": i, "k": k, "s": s, "p": p})


@kind("other-input-dilated")
def _other_input_dilated(draw: Random) -> Exercise | None:
    i, k, s, p = draw.randint(8, 30), draw.choice((3, 4, 5)), draw.randint(2, 3), draw.randint(0, 2)
    d = draw.randint(2, 3)
    span = dilated_size(k, d)
    if i + 2 * p < span:
        return None
    undilated = {"kernel_size": k, "stride": s, "padding": p}
    found = _alike(i, {**undilated, "dilation": d}, {"i": i, "k": k, "s": s, "p": p, "d": d, "span": span})
    [forgotten] = sizes_that_give(undilated, int(str(found.asked["o"])))
    slips = {answer_of(size): Slip("no-dilation") for size in forgotten if answer_of(size) not in found.right}
    return replace(found, slips={**found.slips, **slips, answer_of(i): Slip("same-input")})


def _alike(i: int, settings: dict[str, int], asked: dict[str, object]) -> Exercise:
    """Return an exercise that asks for another input with the output of this one."""
    o, s = _output(i, **settings), settings["stride"]
    [sizes] = sizes_that_give(settings, o)
    span = dilated_size(settings["kernel_size"], settings.get("dilation", 1))
    rest = [size for size in sizes if size != i]
    near = [size for size in range(max(i - 2 * s, span), i + 2 * s + 1) if size not in sizes]
    slips = {answer_of(size): Slip("gives", {"gives": _output(size, **settings)}) for size in near}
    slips[answer_of(i)] = Slip("same-input")
    told = {**asked, "o": o, "first": sizes[0], "last": sizes[-1]}
    return Exercise(asked=told, right=tuple(map(answer_of, rest)), slips=slips)


@kind("choose-padding")
def _choose_padding(draw: Random) -> Exercise | None:
    i, k, s, d = draw.randint(6, 20), draw.choice((3, 5)), draw.randint(1, 2), draw.randint(1, 2)
    span = dilated_size(k, d)
    p = draw.randint(1, span - 1)
    if i < span:
        return None
    given = {
        amount: _output(i, kernel_size=k, stride=s, dilation=d, padding=amount) for amount in range(2 * span)
    }
    o = given[p]
    right = tuple(answer_of(amount) for amount, size in given.items() if size == o)
    slips = {answer_of(amount): Slip("gives", {"gives": size}) for amount, size in given.items() if size != o}
    # At stride 2 at most, so much more padding always makes more of an output.
    slips[answer_of(2 * p)] = Slip("both-sides")
    return Exercise(asked={"i": i, "k": k, "s": s, "d": d, "o": o, "span": span}, right=right, slips=slips)


@kind("same-before")
def _same_before(draw: Random) -> Exercise | None:
    i, k, s = draw.randint(5, 16), draw.choice((2, 3, 4, 5)), draw.randint(1, 3)
    before, after = same_padding(i, k, stride=s)
    total = before + after
    if not total % 2:
        return None
    wrong = {"odd-before": after, "half-kernel": k // 2, "all-before": total}
    o = -(-i // s)
    return Exercise(asked={"i": i, "k": k, "s": s, "o": o, "total": total}, **_numbers(before, wrong))


@kind("same-as-padding")
def _same_as_padding(draw: Random) -> Exercise | None:
    k, s, first, count = draw.choice((3, 5, 7)), draw.randint(2, 4), draw.randint(7, 20), draw.randint(5, 7)
    p, sizes = k // 2, range(first, first + count)
    alike = [same_padding(i, k, stride=s) == (p, p) for i in sizes]

    def those(chosen: Callable[[int], bool]) -> str:
        return cells_of(place for place, i in enumerate(sizes) if chosen(i))

    wrong = {
        "same-sizes": those(lambda _: True),
        "same-divided": those(lambda i: not i % s),
        "same-odd": those(lambda i: i % 2 == 1),
        "same-others": those(lambda i: not alike[i - first]),
    }
    parts = one(
        cells_of(place for place, agree in enumerate(alike) if agree),
        {rule: cells for rule, cells in wrong.items() if cells},
    )
    table = Table("sizes", (("",) * count,), pointed=True, heads=(("i",), tuple(map(str, sizes))))
    asked = {"k": k, "s": s, "p": p, "whole": k - 1, "first": first, "last": sizes[-1]}
    return Exercise(asked=asked, way="cells", tables=(table,), **parts)


@kind("p-prime")
def _p_prime(draw: Random) -> Exercise | None:
    k, s = draw.randint(2, 5), draw.randint(1, 3)
    p = draw.randint(0, k - 1)
    right = k - 1 - p
    wrong = {"same-padding": p, "prime-no-one": k - p, "prime-full": k - 1, "zeros-between": s - 1}
    return Exercise(asked={"k": k, "s": s, "p": p, "between": s - 1}, **_numbers(right, wrong))


@kind("field")
def _field(draw: Random) -> Exercise | None:
    layers: list[dict[str, Any]] = [
        {
            "kernel_size": draw.choice((2, 3, 5)),
            "stride": draw.randint(1, 2),
            "dilation": draw.choice((1, 1, 2)),
        }
        for _ in range(draw.randint(2, 3))
    ]
    right = receptive_field(stack(None, layers))[-1].span[0]
    spans = [dilated_size(layer["kernel_size"], layer["dilation"]) for layer in layers]
    jumps, jump = [], 1
    for layer in layers:
        jumps.append(jump)
        jump *= layer["stride"]
    if set(jumps) == {1}:
        return None
    steps = [f"{span - 1} · {jump}" for span, jump in zip(spans, jumps, strict=True)]
    wrong = {
        "no-jump": 1 + sum(span - 1 for span in spans),
        "spans-added": sum(spans),
        "no-start": right - 1,
        "field-dilation": 1
        + sum((layer["kernel_size"] - 1) * jump for layer, jump in zip(layers, jumps, strict=True)),
        "late-jump": 1
        + sum(
            (span - 1) * jump * layer["stride"]
            for span, jump, layer in zip(spans, jumps, layers, strict=True)
        ),
    }
    told = "; ".join(
        f"k = {one['kernel_size']}, s = {one['stride']}, d = {one['dilation']}" for one in layers
    )
    return Exercise(asked={"layers": told, "sum": " + ".join(steps)}, **_numbers(right, wrong))


@kind("set-figure")
def _set_figure(draw: Random) -> Exercise | None:
    i, k, s, p = draw.randint(4, 8), draw.randint(2, 4), draw.randint(1, 3), draw.randint(0, 2)
    o = _output(i, kernel_size=k, stride=s, padding=p)
    if o < 2 or p >= k:
        return None
    wanted = {"kernel": k, "stride": s, "output": o}
    return Exercise(asked={"k": k, "s": s, "o": o, "i": i, "p": p}, way="figure", wanted=wanted)


def _output(size: int, **settings: Any) -> int:
    return ConvSpec(size, **settings).output_size[0]


def _numbers(right: int, wrong: Mapping[str, int]) -> Parts:
    """Return right and slips; a size below 1 is nobody's answer."""
    return numbers(right, {rule: value for rule, value in wrong.items() if value >= 0})
