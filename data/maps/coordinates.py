"""Coordinate systems of Chinese map services: GCJ-02 (AMap and others) and BD-09 (Baidu), to and from WGS-84.

Both shift places inside mainland China by some hundred metres and leave the rest of the world alone. The formulas are
public but not official; they are those of https://github.com/googollee/eviltransform (MIT). The way back is found by
iteration, exact to far less than 0.1 m.

The outline of the mainland, islands included and with 6 km of coastal sea, is ``mainland_china.csv``, drawn from
Natural Earth 1:10m (public domain, https://www.naturalearthdata.com) without Hong Kong, Macao, Taiwan and the
neighbouring states. It is good to about a kilometre, near border towns to some hundred metres.
"""

import csv
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from math import atan2, cos, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from dispatch.place import Place

_AXIS_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943_23
_BD_PI = pi * 3000 / 180
_CLOSE_ENOUGH_DEG = 1e-9
_MOST_ITERATIONS = 50

_MACAO = (22.10, 22.22, 113.525, 113.61)
"""Lowest and highest lat, lowest and highest lon: as small as the shift, so the two sides can't be told apart."""

Point = tuple[float, float]
"""Lat and lon, degrees."""


def is_in_mainland_china(place: Place) -> bool:
    """Whether a place (WGS-84) is where Chinese map services shift coordinates."""
    return any(_is_inside(ring, place.lat, place.lon) for ring in _outline())


def gcj02_from_wgs84(place: Place) -> Place:
    """Shift a place as AMap does; outside mainland China it stays."""
    return Place(*_to_gcj02((place.lat, place.lon))) if is_in_mainland_china(place) else place


def bd09_from_wgs84(place: Place) -> Place:
    """Shift a place as Baidu does; outside mainland China it stays."""
    return Place(*_to_bd09((place.lat, place.lon))) if is_in_mainland_china(place) else place


def wgs84_from_gcj02(place: Place, *, in_mainland: bool | None = None) -> Place:
    """Shift a place of AMap's back.

    Parameters
    ----------
    in_mainland : bool, optional
        Whether the place is in mainland China, where the service says so. ``None`` asks the outline: what would lie
        in the mainland when shifted back is shifted back. Within some hundred metres of the border a place may be
        either side's; then it counts as the mainland's, except in Macao.
    """
    return _back(place, _to_gcj02, in_mainland)


def wgs84_from_bd09(place: Place, *, in_mainland: bool | None = None) -> Place:
    """Shift a place of Baidu's back; ``in_mainland`` as for ``wgs84_from_gcj02``."""
    return _back(place, _to_bd09, in_mainland)


def _back(place: Place, shift: Callable[[Point], Point], in_mainland: bool | None) -> Place:
    if in_mainland is False or (in_mainland is None and _is_in_macao(place)):
        return place
    original = _inverse((place.lat, place.lon), shift)
    if in_mainland or is_in_mainland_china(original):
        return original
    return place


def _inverse(shifted: Point, shift: Callable[[Point], Point]) -> Place:
    """Find the point that ``shift`` moves to ``shifted``: go back by the error that remains until there is none."""
    lat, lon = shifted
    for _ in range(_MOST_ITERATIONS):
        there = shift((lat, lon))
        error_lat, error_lon = there[0] - shifted[0], there[1] - shifted[1]
        lat, lon = lat - error_lat, lon - error_lon
        if max(abs(error_lat), abs(error_lon)) < _CLOSE_ENOUGH_DEG:
            break
    return Place(lat, lon)


def _to_gcj02(point: Point) -> Point:
    lat, lon = point
    x, y = lon - 105.0, lat - 35.0
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y / 30.0 * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    flattening = 1 - _ECCENTRICITY_SQUARED * sin(lat / 180.0 * pi) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY_SQUARED) / (flattening * sqrt(flattening))
    parallel_m = _AXIS_M / sqrt(flattening) * cos(lat / 180.0 * pi)
    return lat + north * 180.0 / (meridian_m * pi), lon + east * 180.0 / (parallel_m * pi)


def _to_bd09(point: Point) -> Point:
    y, x = _to_gcj02(point)
    radius = sqrt(x * x + y * y) + 0.00002 * sin(y * _BD_PI)
    angle = atan2(y, x) + 0.000003 * cos(x * _BD_PI)
    return radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065


def _is_in_macao(place: Place) -> bool:
    south, north, west, east = _MACAO
    return south <= place.lat <= north and west <= place.lon <= east and not is_in_mainland_china(place)


@cache
def _outline() -> tuple[NDArray[np.float64], ...]:
    rings: dict[str, list[Point]] = defaultdict(list)
    with files("data.maps").joinpath("mainland_china.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rings[row["ring"]].append((float(row["lat"]), float(row["lon"])))
    return tuple(np.array(ring) for ring in rings.values())


def _is_inside(ring: NDArray[np.float64], lat: float, lon: float) -> bool:
    """Even-odd rule: a ray to the east crosses the ring an odd number of times."""
    lats, lons = ring.T
    next_lats, next_lons = np.roll(lats, -1), np.roll(lons, -1)
    crosses = (lats > lat) != (next_lats > lat)
    rise = np.where(crosses, next_lats - lats, 1.0)
    at_lon = lons + (lat - lats) / rise * (next_lons - lons)
    return bool(np.count_nonzero(crosses & (at_lon > lon)) % 2)
