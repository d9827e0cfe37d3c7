"""Flat travel with places that no way leads to, or leads away from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dispatch.place import Place
from dispatch.ports import TravelMatrix
from tests.flat_travel import FlatTravel


class CutTravel(FlatTravel):
    """No way leads to the places ``to``, nor away from the places ``away``."""

    name = "cut"

    def __init__(
        self, to: Sequence[Place] = (), away: Sequence[Place] = (), rush: tuple[int, int] | None = None
    ) -> None:
        super().__init__(rush)
        self.to = to
        self.away = away

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        matrix = super().matrix(places)
        gaps = np.array([[a != b and (b in self.to or a in self.away) for b in places] for a in places])
        return replace(
            matrix,
            durations_s=np.where(gaps, -1, matrix.durations_s).astype(np.int32),
            distances_m=np.where(gaps, -1, matrix.distances_m).astype(np.int32),
            unreachable=tuple(map(tuple, np.argwhere(gaps).tolist())),
        )
