"""Exercises in which one of several lines is chosen, and those that count weights or products."""

from random import Random

from pyconv.arithmetic import output_size
from pyconv.counts import multiply_count, parameter_count
from pyconv.exercises.model import Exercise, Slip, choice, kind, numbers
from pyconv.spec import ConvSpec


@kind("weights")
def _weights(draw: Random) -> Exercise | None:
    i, k = draw.randint(5, 12), draw.randint(2, 3)
    spec = ConvSpec((i, i), k)
    counts = {name: parameter_count(spec, name) for name in ("dense", "local", "convolutional")}
    name = draw.choice(tuple(counts))
    wrong: dict[str, object] = {f"counts-{other}": count for other, count in counts.items()}
    wrong["counts-outputs"] = spec.outputs
    o = spec.output_size[0]
    asked = {"i": i, "k": k, "o": o, "layer": f"exercises.layer.{name}", "how": f"exercises.count.{name}"}
    found = numbers(counts[name], wrong)
    return Exercise(asked=asked, **found)


@kind("products")
def _products(draw: Random) -> Exercise | None:
    o, k = draw.randint(4, 10), draw.choice((3, 5))
    c, m = draw.randint(2, 8), draw.randint(2, 8)
    around, place = ConvSpec((o, o), k, padding=k // 2), ConvSpec((o, o), 1)
    plain = multiply_count(around, in_channels=c, out_channels=m)
    looked = multiply_count(around, in_channels=c, out_channels=c, groups=c)
    mixed = multiply_count(place, in_channels=c, out_channels=m)
    whole = draw.choice((True, False))
    right, other, name = (plain, looked + mixed, "plain") if whole else (looked + mixed, plain, "separable")
    wrong: dict[str, object] = {
        "products-weights": right // o**2,
        "products-separable" if whole else "products-plain": other,
    }
    # A plain convolution has no halves, and of a separable one each channel is looked at by itself.
    if whole:
        wrong["products-one-channel"] = plain // c
    else:
        wrong |= {"products-looked": looked, "products-mixed": mixed}
    asked = {
        "o": o,
        "k": k,
        "c": c,
        "m": m,
        "layer": f"exercises.layer.{name}",
        "how": f"exercises.products.{name}",
    }
    found = numbers(right, wrong)
    return Exercise(asked=asked, **found)


@kind("shift")
def _shift(draw: Random) -> Exercise | None:
    s, m = draw.randint(2, 4), draw.randint(2, 8)
    follows = not m % s
    moves = sorted({m // s, m, m * s})
    options = (*map(str, moves), "exercises.shift.not")
    right = moves.index(m // s) if follows else len(moves)
    slips = {
        str(moves.index(m)): Slip("moves-alike"),
        str(moves.index(m * s)): Slip("moves-more"),
    }
    if follows:
        slips[str(len(moves))] = Slip("moves-exactly")
    else:
        slips[str(moves.index(m // s))] = Slip("moves-rounded")
    outcome = f"exercises.shift.{'follows' if follows else 'falls-between'}"
    return choice(options, right, slips, s=s, m=m, moves=m // s, outcome=outcome)


@kind("checkerboard")
def _checkerboard(draw: Random) -> Exercise | None:
    s = draw.randint(2, 3)
    even = s * draw.randint(1, 2)
    kernels = draw.sample([k for k in range(2, 8) if k % s], 2)
    options = sorted([even, *kernels])
    slips = {
        str(options.index(k)): Slip("uneven", {"chosen": k, "few": k // s, "many": k // s + 1})
        for k in kernels
    }
    return choice(tuple(map(str, options)), options.index(even), slips, s=s, even=even, count=even // s)


@kind("chain")
def _chain(draw: Random) -> Exercise | None:
    size, channels = draw.choice((64, 96, 112, 128)), 3
    start = f"3 × {size} × {size}"
    wrong_at = draw.randrange(4)
    lines, slips, told = [], {}, {}
    for place in range(4):
        k, s = draw.choice(((3, 1), (3, 2), (5, 1), (2, 2), (4, 2)))
        p = 0 if k == 2 else draw.randint(0, k // 2)
        before, out = size, output_size(size, k, stride=s, padding=p)
        if k == 2:
            code = f"nn.MaxPool2d({k})"
        else:
            code = f"nn.Conv2d({channels}, {2 * channels + 2}, {k}, stride={s}, padding={p})"
            channels = 2 * channels + 2
        size = out
        if place == wrong_at:
            tempting = [-(-(before + 2 * p - k) // s) + 1, before // s, (before - k) // s + 1, out + 1]
            size = next(each for each in tempting if each not in {out, 0})
            told = {
                "before": before,
                "after": out,
                "said": size,
                "room": f"{before} + 2 · {p} − {k}",
                "stride": s,
            }
        else:
            slips[str(place)] = Slip("line-right", {"before": before, "after": out})
        lines.append(f"{code}  # {channels} × {size} × {size}")
    return choice(tuple(lines), wrong_at, slips, start=start, line=wrong_at + 1, **told)


@kind("code")
def _code(draw: Random) -> Exercise | None:
    # With an even input the first ones halve it, and the second ones miss by one.
    good = draw.choice(((2, 0), (3, 1), (4, 1), (5, 2), (6, 2), (7, 3)))
    k, p = draw.choice(((3, 0), (4, 0), (4, 2), (5, 1), (2, 1), (6, 1), (7, 2), (1, 1)))
    i = 2 * draw.randint(8, 64)
    outputs = [output_size(i, kernel, stride=2, padding=amount) for kernel, amount in (good, (k, p))]
    lines = [f"nn.Conv2d(3, 8, {kernel}, stride=2, padding={amount})" for kernel, amount in (good, (k, p))]
    if draw.randrange(3) == 0:
        # PyTorch has the name at stride 1 only.
        lines[1] = 'nn.Conv2d(3, 8, 3, stride=2, padding="same")'
        outputs[1] = 0
    right = draw.randrange(2)
    if right == 0:
        lines.reverse()
    slips = {str(1 - right): Slip("line-halves", {"kernel": good[0], "padding": good[1]})}
    why = "exercises.code-why.size" if outputs[1] else "exercises.code-why.same"
    return choice(tuple(lines), right, slips, i=i, o=i // 2, gives=outputs[1], line=right + 1, why=why)
