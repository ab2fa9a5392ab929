"""The image that everybody begins with: drawn by rules in whole numbers, and so nobody's photograph."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

SIDE = 128


@cache
def sample() -> NDArray[np.int64]:
    """Return a house by a lake, in brightness from 0 (black) to 255 (white).

    It has edges in every direction, flat areas, slow changes, thin lines and a fine pattern.

    >>> sample().shape, int(sample().min()), int(sample().max())
    ((128, 128), 12, 250)
    """
    row, column = np.indices((SIDE, SIDE))
    drawn = 120 + row  # the sky, brighter towards the horizon

    def paint(where: NDArray[np.bool_], brightness: object) -> None:
        drawn[where] = np.broadcast_to(np.asarray(brightness), drawn.shape)[where]

    def disc(middle_row: int, middle_column: int, radius: int) -> NDArray[np.bool_]:
        return (row - middle_row) ** 2 + (column - middle_column) ** 2 <= radius**2

    def box(top: int, left: int, height: int, width: int) -> NDArray[np.bool_]:
        return (row >= top) & (row < top + height) & (column >= left) & (column < left + width)

    paint(disc(24, 100, 13), 250)
    paint((row < 84) & (row - 20 >= abs(column - 34)), 96)
    paint((row < 84) & (row - 20 >= abs(column - 34)) & (row < 34 + column % 5), 225)
    paint((row < 84) & (2 * (row - 44) >= abs(column - 84)), 66 + (84 - row) // 2)
    paint(row >= 84, 150 - (row - 84))
    # The sun's light on the water.
    paint((row >= 84) & (row % 4 < 2) & (abs(column - 100) <= 4 + (row - 84) // 3), 235)
    paint((row >= 96) & (column < 84 - (row - 96) // 2), 58 + (7 * row + 13 * column) % 23)
    paint(box(72, 20, 38, 44), 205)
    paint((row < 72) & (row >= 52) & (abs(column - 42) <= row - 48), 40)
    paint(box(82, 27, 12, 12), 20)
    paint(box(82, 32, 12, 1) | box(87, 27, 1, 12), 225)
    paint(box(86, 46, 24, 11), 84)
    paint(disc(98, 54, 1), 240)
    paint((row >= 112) & (row < 124) & (column < 78) & (column % 8 < 3), 232)
    paint(box(115, 0, 2, 78), 232)
    paint(box(60, 108, 66, 5), 12)
    paint(disc(56, 110, 15) & ((row + column) % 4 < 3), 44)
    return drawn
