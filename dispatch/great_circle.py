"""Distance as the crow flies."""

from math import asin, cos, radians, sin, sqrt

from dispatch.place import Place

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius, metres (IUGG)."""


def distance_m(a: Place, b: Place) -> float:
    """Great-circle distance in metres (haversine)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))
