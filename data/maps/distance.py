"""Great-circle distances in metres on a sphere of the earth's mean radius (IUGG, 6,371,008.8 m)."""

import math

import numpy as np
from numpy.typing import NDArray

from dispatch.place import Place

EARTH_RADIUS_M = 6_371_008.8


def distance_m(a: Place, b: Place) -> float:
    """Metres between two places."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def distances_m(from_deg: NDArray[np.float64], to_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres from each of n places to each of m, as an n × m array.

    Parameters
    ----------
    from_deg, to_deg : float array, n × 2 and m × 2
        Latitude and longitude in degrees.
    """
    lat_a, lon_a = np.radians(from_deg).T
    lat_b, lon_b = np.radians(to_deg).T
    h = np.sin((lat_b[None, :] - lat_a[:, None]) / 2) ** 2
    h += np.cos(lat_a)[:, None] * np.cos(lat_b)[None, :] * np.sin((lon_b[None, :] - lon_a[:, None]) / 2) ** 2
    distances: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, h)))
    return distances
