"""Plane geometry of short lines and outlines; points are (lat, lon) in WGS-84 degrees, distances metres."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians

METRES_PER_DEGREE = 111_195.0

Point = tuple[float, float]


def is_closed(points: Sequence[Point]) -> bool:
    """Whether a line ends where it began and encloses something."""
    return len(points) > 3 and points[0] == points[-1]


def middle(points: Sequence[Point]) -> Point:
    """Centre of area of an outline, the halfway point of a line, or the only point.

    Parameters
    ----------
    points : sequence of (float, float)
        At least one.
    """
    if not is_closed(points):
        return along(points, 0.5)
    lat_0, lon_0 = points[0]
    area = lat = lon = 0.0
    for (lat_a, lon_a), (lat_b, lon_b) in pairwise(points):
        part = (lon_a - lon_0) * (lat_b - lat_0) - (lon_b - lon_0) * (lat_a - lat_0)
        area += part
        lat += part * (lat_a + lat_b - 2 * lat_0)
        lon += part * (lon_a + lon_b - 2 * lon_0)
    if not area:
        return along(points, 0.5)
    return lat_0 + lat / (3 * area), lon_0 + lon / (3 * area)


def along(points: Sequence[Point], share: float) -> Point:
    """Point after a share (0 to 1) of a line's length."""
    lengths = [apart_m(a, b) for a, b in pairwise(points)]
    left = share * sum(lengths)
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if length and left <= length:
            part = left / length
            return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
        left -= length
    return points[-1]


def spread(points: Sequence[Point], every_m: float) -> list[Point]:
    """Points along a line, one in the middle of each stretch of about ``every_m``; at least one."""
    count = max(1, round(sum(apart_m(a, b) for a, b in pairwise(points)) / every_m))
    return [along(points, (at + 0.5) / count) for at in range(count)]


def apart_m(a: Point, b: Point) -> float:
    """Metres between two points that are near to each other: the earth is taken as flat."""
    return METRES_PER_DEGREE * hypot(a[0] - b[0], (a[1] - b[1]) * cos(radians((a[0] + b[0]) / 2)))


def holds(outline: Sequence[Point], point: Point) -> bool:
    """Whether a point lies inside a closed outline (even-odd rule)."""
    lat, lon = point
    inside = False
    for (lat_a, lon_a), (lat_b, lon_b) in pairwise(outline):
        if (lat_a > lat) != (lat_b > lat) and lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a):
            inside = not inside
    return inside
