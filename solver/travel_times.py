"""Travel between places by period of the day: seconds, metres, and legs that do not exist."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.travel_validation import int32_matrix

NO_WAY = 30 * 24 * 3600
"""Seconds for a leg that does not exist, see ``TravelTimes.no_way``: longer than any shift of people."""


@dataclass(frozen=True, slots=True, eq=False)
class TravelTimes:
    """Travel between places by period of the day.

    Parameters
    ----------
    durations : int32 array, periods × n × n
        Seconds from row to column when the whole leg is driven in that period.
    distances : int32 array, n × n
        Metres.
    period_starts : tuple of int
        First instant of each period, ascending; the first is 0. A leg that crosses into the next period goes on at
        that period's speed, so a later departure never arrives earlier (Ichoua et al. 2003,
        doi 10.1016/S0377-2217(02)00147-9).
    no_way : bool array, n × n, or None
        True where no way leads; the durations there, e.g. ``NO_WAY``, are longer than any shift, so that no route takes
        such a leg whoever makes it. ``None`` means that every leg exists.

    Raises
    ------
    InvalidProblemError
        A value is not a whole number that fits 32 bits.
    """

    durations: NDArray[np.int32]
    distances: NDArray[np.int32]
    period_starts: tuple[int, ...] = (0,)
    no_way: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        for name in ("durations", "distances"):
            object.__setattr__(self, name, int32_matrix(name, getattr(self, name)))
        if self.no_way is not None:
            no_way = np.array(self.no_way, dtype=np.bool_)
            no_way.setflags(write=False)
            object.__setattr__(self, "no_way", no_way)
