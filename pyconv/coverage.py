"""How many cells the windows along one axis meet: counted without going through them.

Numbers of any size take few steps, so the sizes of real layers are no burden.
"""

from math import gcd


def floor_sum(count: int, modulus: int, step: int, start: int) -> int:
    """Return the sum of floor((step · n + start) / modulus) over n from 0 to count - 1.

    It goes the way of Euclid's algorithm, so numbers of any size take few steps.

    >>> floor_sum(4, 3, 2, 1)  # 0 + 1 + 1 + 2
    4
    """
    total = 0
    while count:
        total += (count * (count - 1) // 2) * (step // modulus) + count * (start // modulus)
        step, start = step % modulus, start % modulus
        last = step * count + start
        count, start, modulus, step = last // modulus, last % modulus, step, modulus
    return total


def touched_size(
    size: int, *, before: int, windows: int, kernel_size: int, stride: int = 1, dilation: int = 1
) -> int:
    """Return how many of the `size` cells along one axis some window touches.

    Window o meets the places s·o + d·t of the padded axis, t from 0 to k - 1; the cells begin at the
    place `before`. With g = gcd(s, d), the place of (o, t) is that of (o + d/g, t - s/g) as well and of
    no other between them: what is counted are the pairs without such a successor.

    Args:
        size: cells of the axis without padding.
        before: places ahead of the first of them; below 0 where cells are cropped.
        windows: how many windows there are, at least 1.
        kernel_size: taps of each.
        stride: places from one window to the next.
        dilation: places from one tap to the next.

    >>> touched_size(6, before=0, windows=2, kernel_size=3, stride=2)
    5
    >>> touched_size(10**12, before=0, windows=10**12 // 4, kernel_size=2, stride=4, dilation=2)
    500000000000
    """
    common = gcd(stride, dilation)
    later, earlier = dilation // common, stride // common

    def below(place: int) -> int:
        every = _pairs_below(windows, kernel_size, stride, dilation, place)
        again = _pairs_below(
            windows - later, kernel_size - earlier, stride, dilation, place - dilation * earlier
        )
        return every - again

    return below(before + size) - below(before)


def _pairs_below(windows: int, taps: int, stride: int, dilation: int, place: int) -> int:
    """Return how many pairs (o, t) have s·o + d·t below a place."""
    if windows <= 0 or taps <= 0 or place <= 0:
        return 0
    # The first taps are below it in every window, the last in none.
    all_below = min(max(-((stride * (windows - 1) - place) // dilation), 0), taps)
    some_below = min(-(-place // dilation), taps)
    nearest = place - dilation * (some_below - 1) + stride - 1
    return all_below * windows + floor_sum(some_below - all_below, stride, dilation, nearest)


__all__ = ["floor_sum", "touched_size"]
