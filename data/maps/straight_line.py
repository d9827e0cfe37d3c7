"""Travel times from straight lines: distance × detour ÷ speed of the hour, plus access. Seconds and metres."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.maps.straight_line_settings import SpeedBand, StraightLineSettings, shipped_settings
from dispatch.great_circle import EARTH_RADIUS_M
from dispatch.place import Place
from dispatch.ports import TravelMatrix

_ROWS_AT_ONCE = 256
"""Keeps the intermediate arrays of 3,000 places below 10 MB."""


class StraightLine:
    """The travel times that need no map.

    Parameters
    ----------
    settings : StraightLineSettings, optional
        ``None`` means the shipped ones.
    """

    name = "straight_line"

    def __init__(self, settings: StraightLineSettings | None = None) -> None:
        self.settings = settings or shipped_settings()

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Travel from each place to each; zero between equal places, the same in both directions."""
        bands = _merged(self.settings.bands)
        count = len(places)
        degrees = np.array([(place.lat, place.lon) for place in places], dtype=np.float64).reshape(count, 2)
        durations_s = np.empty((len(bands), count, count), dtype=np.int32)
        distances = np.empty((count, count), dtype=np.int32)
        for start in range(0, count, _ROWS_AT_ONCE):
            rows = slice(start, start + _ROWS_AT_ONCE)
            road_m = distances_m(degrees[rows], degrees) * self.settings.detour
            apart = (degrees[rows, None, :] != degrees[None, :, :]).any(axis=2)
            distances[rows] = np.rint(road_m)
            for period, band in enumerate(bands):
                driving_s = road_m * (3.6 / band.speed_km_h)
                durations_s[period, rows] = np.where(apart, np.rint(driving_s + self.settings.access_s), 0)
        for array in (durations_s, distances):
            array.setflags(write=False)
        return TravelMatrix(durations_s, distances, tuple(band.start_s for band in bands))


def distances_m(from_deg: NDArray[np.float64], to_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle metres from each of n places to each of m, as an n × m array.

    Parameters
    ----------
    from_deg, to_deg : float array, n × 2 and m × 2
        Latitude and longitude in degrees.
    """
    lat_a, lon_a = np.radians(from_deg).T
    lat_b, lon_b = np.radians(to_deg).T
    half = np.sin((lat_b[None, :] - lat_a[:, None]) / 2) ** 2
    half += np.cos(lat_a)[:, None] * np.cos(lat_b)[None, :] * np.sin((lon_b[None, :] - lon_a[:, None]) / 2) ** 2
    metres: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return metres


def _merged(bands: Sequence[SpeedBand]) -> list[SpeedBand]:
    """Leave out bands that go on at the speed of the one before."""
    return [band for at, band in enumerate(bands) if at == 0 or band.speed_km_h != bands[at - 1].speed_km_h]
