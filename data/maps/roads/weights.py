"""Weights of ways: milliseconds and decimetres in one whole number, milliseconds in the upper half.

Sums add both halves, and the least sum is the fastest way, among equally fast ones the shortest.
"""

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.compiled import compiled

SHIFT = 32

NEVER = 1 << 61
"""The weight of no way: more than any way's, and twice as much still fits."""

_LOWER = (1 << SHIFT) - 1

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


def packed(milliseconds: NDArray[np.integer], decimetres: NDArray[np.integer] | None = None) -> Int64s:
    """Put both into one number; ``None`` is no distance."""
    weights = milliseconds.astype(np.int64) << SHIFT
    return weights if decimetres is None else weights + decimetres


def seconds(weight: int, access_ms: int = 0) -> int:
    """The duration that a weight holds and the access time, rounded."""
    return round(((weight >> SHIFT) + access_ms) / 1000)


def metres(weight: int) -> int:
    """The distance that a weight holds, rounded."""
    return round((weight & _LOWER) / 10)


@compiled
def spread(  # noqa: PLR0917 -- compiled
    weights: Int64s, spot: Int64s, place: Int64s, access_ms: int, durations_s: Int32s, distances_m: Int32s
) -> None:
    """Write what weights between spots hold as seconds and metres between places: 0 where they are the same place.

    Parameters
    ----------
    weights : int64 array, spots × spots
    spot, place : int64 arrays, n
        The spot of each place, -1 where it has none, for -1 in the result; and a number that equal places share.
    access_ms : int
        Added to each duration between different places.
    durations_s, distances_m : int32 arrays, n × n
        Written to; distances only where the array is not empty.
    """
    for row in range(len(spot)):
        for column in range(len(spot)):
            duration_s = distance_m = 0
            if place[row] != place[column]:
                weight = weights[spot[row], spot[column]] if spot[row] >= 0 and spot[column] >= 0 else NEVER
                duration_s = -1 if weight >= NEVER else int(np.rint(((weight >> SHIFT) + access_ms) / 1000))
                distance_m = -1 if weight >= NEVER else int(np.rint((weight & _LOWER) / 10))
            durations_s[row, column] = duration_s
            if distances_m.size > 0:
                distances_m[row, column] = distance_m
