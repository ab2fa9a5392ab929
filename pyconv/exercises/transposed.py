"""Exercises about transposed convolutions: the ordinary one that does the same, and no checkerboard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import numpy as np

from pyconv.arithmetic import transposed_output_size
from pyconv.exercises.model import Exercise, Slip, Table, choice, kind, numbers, rows_of
from pyconv.ops import cross_correlate
from pyconv.transposed import TransposedSpec, equivalent_convolution


@kind("ordinary-convolution")
def _ordinary_convolution(draw: Random) -> Exercise | None:
    i, k, s, p = draw.randint(2, 3), draw.randint(3, 4), draw.randint(2, 3), draw.randint(0, 3)
    y, kernel = ([draw.randint(1, 5) for _ in range(size)] for size in (i, k))
    turned = kernel[::-1]
    # There have to be weights to turn, another p′ than p, and cells that the crop leaves.
    if kernel == turned or p in {k, k - 1 - p} or s * (i - 1) + k - 2 * p < 2:
        return None
    same = equivalent_convolution(TransposedSpec(i, k, stride=s, padding=p))
    [between], [(around, _)] = same.zeros_between, same.padding
    row = _stretched(y, between, around)
    tried = {
        "ordinary-not-turned": (row, kernel),
        "ordinary-padding": (_stretched(y, between, p), turned),
        "ordinary-no-zeros": (_stretched(y, 0, around), turned),
    }
    if any(len(cells) < k for cells, _ in tried.values()):
        return None
    made = _slid(row, turned)
    wrong = {_line(*pair): Slip(rule, {"gives": _slid(*pair)}) for rule, pair in tried.items()}
    if made in {slip.values["gives"] for slip in wrong.values()}:
        return None
    asked = {"s": s, "p": p, "between": between, "around": around, "last": k - 1, "made": made}
    tables = (Table("given", rows_of(y)), Table("kernel", rows_of(kernel)))
    return replace(_mixed(draw, _line(row, turned), wrong, **asked), tables=tables)


@kind("better-layer")
def _better_layer(draw: Random) -> Exercise | None:
    s, i = draw.randint(2, 4), 2 * draw.randint(4, 9)
    uneven, other = draw.sample([k for k in range(s + 1, 10) if k % s], 2)
    better = s * draw.randint(uneven // s, uneven // s + 1)
    kept, (p, a) = _keeping(uneven, s), _keeping(better, s)
    # The paddings of the layer before, or half the kernel: they make another size.
    wrong = {_code(better, s, *pads): _wrong_size(i, better, s, *pads) for pads in (kept, (better // 2, 0))}
    wrong[_code(other, s, *_keeping(other, s))] = Slip(
        "uneven", {"chosen": other, "few": other // s, "many": other // s + 1}
    )
    if len(wrong) < 3:
        return None
    asked = {"s": s, "i": i, "o": s * i, "layer": _code(uneven, s, *kept)}
    asked |= {"better": better, "p": p, "a": a, "each": better // s}
    return _mixed(draw, _code(better, s, p, a), wrong, **asked)


@kind("even-classes")
def _even_classes(draw: Random) -> Exercise | None:
    s, k = draw.randint(2, 3), draw.randint(3, 6)
    kernel, t = [draw.randint(1, 6) for _ in range(k)], draw.randrange(k)
    classes = [range(first, k, s) for first in range(s)]
    sums = {sum(kernel[tap] for tap in taps) for taps in classes if t not in taps}
    if k <= s or len(sums) > 1:
        return None
    [wanted] = sums
    rest = sum(kernel[tap] for tap in range(t % s, k, s) if tap != t)
    wrong = {"class-sum": wanted}
    if 2 * t != k - 1:
        wrong["class-mirror"] = kernel[k - 1 - t]
    if k == 2 * s == 4:
        # The first two and the last two, in place of every other one.
        wrong["class-halves"] = sum(kernel[:2] if t > 1 else kernel[2:]) - kernel[t ^ 1]
    wrong["class-all"] = sum(kernel) - kernel[t]
    shown = ["?" if tap == t else str(kernel[tap]) for tap in range(k)]
    told = [" + ".join(shown[tap] for tap in taps) for taps in classes]
    others = ", ".join(f"{said} = {wanted}" for said in told if "?" not in said)
    asked = {"s": s, "t": t, "others": others, "own": told[t % s], "wanted": wanted, "rest": rest}
    found = numbers(wanted - rest, wrong)
    return Exercise(asked=asked, tables=(Table("kernel", (tuple(shown),)),), **found)


def _mixed(draw: Random, right: str, wrong: Mapping[str, Slip], **asked: object) -> Exercise:
    """Return an exercise in which a line is chosen, with the lines in any order."""
    options = draw.sample([right, *wrong], len(wrong) + 1)
    slips = {str(place): wrong[line] for place, line in enumerate(options) if line != right}
    return choice(options, options.index(right), slips, line=right, **asked)


def _stretched(row: Sequence[int], between: int, around: int) -> list[int]:
    """Return a row with zeros between its cells and around it."""
    made = np.zeros((len(row) - 1) * (between + 1) + 1 + 2 * around, int)
    made[around : len(made) - around : between + 1] = row
    return made.tolist()


def _line(row: Sequence[int], kernel: Sequence[int]) -> str:
    return f"{_listed(row)} ⋆ {_listed(kernel)}"


def _slid(row: Sequence[int], kernel: Sequence[int]) -> str:
    return _listed(cross_correlate(row, kernel).tolist())


def _listed(row: Sequence[int]) -> str:
    return " ".join(map(str, row))


def _keeping(k: int, s: int) -> tuple[int, int]:
    """Return the padding and output padding with which a kernel enlarges a map exactly s times."""
    p = -((s - k) // 2)
    return p, s - k + 2 * p


def _code(k: int, s: int, p: int, a: int) -> str:
    extra = f", output_padding={a}" if a else ""
    return f"nn.ConvTranspose2d(8, 8, {k}, stride={s}, padding={p}{extra})"


def _wrong_size(i: int, k: int, s: int, p: int, a: int) -> Slip:
    gives = transposed_output_size(i, k, stride=s, padding=p, output_padding=a)
    return Slip("enlarged-otherwise", {"gives": gives, "chosen": k, "padding": p, "extra": a})
