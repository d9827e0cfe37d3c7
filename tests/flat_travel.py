"""Travel on a flat earth: 60 seconds and 1,000 metres for each hundredth of a degree; slower in a second period."""

from collections.abc import Sequence

import numpy as np

from dispatch.place import Place
from dispatch.ports import TravelMatrix


class FlatTravel:
    """Exact and easy to reckon in the head.

    Parameters
    ----------
    rush : (int, int), optional
        Second of the day at which a slower period begins, and its percent of the usual seconds.
    """

    name = "flat"

    def __init__(self, rush: tuple[int, int] | None = None) -> None:
        self.rush = rush

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        lat = np.array([place.lat for place in places])
        lon = np.array([place.lon for place in places])
        steps = np.rint((np.abs(lat[:, None] - lat) + np.abs(lon[:, None] - lon)) * 100)
        durations = (steps * 60).astype(np.int32)
        distances = (steps * 1000).astype(np.int32)
        if self.rush is None:
            return TravelMatrix(durations[None], distances)
        start, percent = self.rush
        return TravelMatrix(np.stack([durations, durations * percent // 100]), distances, (0, start))
