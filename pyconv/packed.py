"""Rows of whole numbers packed into one: exact, and added up all at once.

A row of numbers is written with a fixed count of bytes for each of them. Python adds and shifts such
a long integer in one go, however many digits the numbers have.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

import numpy as np

from pyconv.errors import ConvError, shown

MOST_BYTES = 10**9
"""Bytes that a row may take."""


class Packed(NamedTuple):
    """A row of numbers of at least 0.

    Attributes:
        value: the numbers as the digits of one, the first one the lowest.
        cells: how many there are.
        width: bytes of each; no sum may ever need more.

    >>> Packed.of([1, 2, 3], 8).windowed(2, 1).numbers()
    [1, 3, 5, 3]
    """

    value: int
    cells: int
    width: int

    @classmethod
    def of(cls, numbers: Sequence[int], width: int) -> Self:
        """Return a row of some numbers."""
        digits = b"".join(number.to_bytes(width, "little") for number in numbers)
        return cls(int.from_bytes(digits, "little"), len(numbers), width)

    @classmethod
    def ones(cls, cells: int, width: int) -> Self:
        """Return a row of ones.

        Raises:
            ConvError: it would not fit in the memory.
        """
        _check(cells, width)
        return cls(int.from_bytes((b"\1" + bytes(width - 1)) * cells, "little"), cells, width)

    def numbers(self) -> list[int]:
        """Return the numbers."""
        digits, width = self._bytes(), self.width
        return [int.from_bytes(digits[at : at + width], "little") for at in range(0, len(digits), width)]

    def cut(self, first: int, cells: int) -> Self:
        """Return so many cells from a first one on; those outside the row are 0."""
        bits = 8 * self.width
        _check(cells, self.width)
        moved = self.value >> first * bits if first >= 0 else self.value << -first * bits
        if first + cells < self.cells:
            moved &= (1 << cells * bits) - 1
        return type(self)(moved, cells, self.width)

    def most(self) -> Iterator[int]:
        """Return the numbers from the largest to the smallest, each made when it is asked for."""
        digits, width = self.value.to_bytes(self.cells * self.width, "big"), self.width
        # Written with their first digit first, they are in order when their bytes are.
        largest = sorted([digits[at : at + width] for at in range(0, len(digits), width)], reverse=True)
        return (int.from_bytes(number, "big") for number in largest)

    def total(self) -> int:
        """Return the sum of the numbers, found by adding one half of the row to the other."""
        value, cells = self.value, self.cells
        while cells > 1:
            cells = (cells + 1) // 2
            bits = 8 * self.width * cells
            value = (value >> bits) + (value & ((1 << bits) - 1))
        return value

    def windowed(self, taps: int, dilation: int) -> Self:
        """Return the sum of the row moved by every tap: a full convolution with ones."""
        cells = self.cells + (taps - 1) * dilation
        _check(cells, self.width)
        return type(self)(_summed(self.value, taps, 8 * self.width * dilation), cells, self.width)

    def stretched(self, stride: int) -> Self:
        """Return the row with zeros between its numbers."""
        if stride == 1 or self.cells <= 1:
            return self
        cells = (self.cells - 1) * stride + 1
        _check(cells, self.width)
        wide = np.zeros((cells, self.width), np.uint8)
        wide[::stride] = self._array()
        return self._replace(value=int.from_bytes(wide.tobytes(), "little"), cells=cells)

    def every(self, stride: int) -> Self:
        """Return every so-manieth number, from the first one on."""
        if stride == 1 or self.cells <= 1:
            return self
        kept = self._array()[:: min(stride, self.cells)]
        return self._replace(value=int.from_bytes(kept.tobytes(), "little"), cells=len(kept))

    def _array(self) -> np.ndarray:
        return np.frombuffer(self._bytes(), np.uint8).reshape(self.cells, self.width)

    def _bytes(self) -> bytes:
        return self.value.to_bytes(self.cells * self.width, "little")


def _summed(value: int, taps: int, shift: int) -> int:
    """Return the sum of a number shifted 0, 1, … taps - 1 times.

    Half of them are summed once and used twice, so large windows take few sums.
    """
    if taps == 1:
        return value
    half = _summed(value, taps // 2, shift)
    both = half + (half << taps // 2 * shift)
    return both + (value << (taps - 1) * shift) if taps % 2 else both


def _check(cells: int, width: int) -> None:
    if cells * width > MOST_BYTES:
        raise ConvError("no-room", shape=shown(cells))
