"""Finds the nearest of many things on the ground, by squares of a grid."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from math import cos, floor, radians
from typing import Generic, TypeVar

from data.maps.city.outline import METRES_PER_DEGREE, Point, apart_m

T = TypeVar("T")


class Near(Generic[T]):
    """Things at points, to be asked for what is near.

    Parameters
    ----------
    within_m : float
        Nothing farther than this is ever found; also the side of a square.
    """

    def __init__(self, within_m: float) -> None:
        self.within_m = within_m
        self._squares: dict[tuple[int, int], list[tuple[Point, T]]] = defaultdict(list)

    def add(self, point: Point, thing: T) -> None:
        """Put a thing somewhere."""
        self._squares[self._square(point)].append((point, thing))

    def around(self, point: Point) -> Iterator[tuple[float, T]]:
        """Everything within the limit, with its distance in metres; in no particular order."""
        row, _ = self._square(point)
        for at in (row - 1, row, row + 1):
            column = self._column(point[1], at)
            for side in (column - 1, column, column + 1):
                for other, thing in self._squares.get((at, side), ()):
                    away_m = apart_m(point, other)
                    if away_m <= self.within_m:
                        yield away_m, thing

    def nearest(self, point: Point, fits: Callable[[T], bool] = lambda _: True) -> tuple[float, T] | None:
        """The nearest thing that fits and its distance in metres; ``None`` when there is none within the limit."""
        found = ((away_m, thing) for away_m, thing in self.around(point) if fits(thing))
        return min(found, key=lambda pair: pair[0], default=None)

    def _square(self, point: Point) -> tuple[int, int]:
        row = floor(point[0] * METRES_PER_DEGREE / self.within_m)
        return row, self._column(point[1], row)

    def _column(self, lon: float, row: int) -> int:
        """Count squares eastward; they are as wide as on the row's edge that is nearer to a pole."""
        lat = max(abs(row), abs(row + 1)) * self.within_m / METRES_PER_DEGREE
        return floor(lon * METRES_PER_DEGREE * max(0.01, cos(radians(min(lat, 89.0)))) / self.within_m)
