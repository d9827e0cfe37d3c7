"""Travel for stateless problems: given as matrices by profile, or computed from coordinates."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from data.files.json_matrix import without_gaps
from data.files.problem_json import MatrixDocument
from dispatch.place import Place
from dispatch.ports import TravelMatrix
from dispatch.ports import TravelTimes as TravelTimesPort
from solver.problem import NO_WAY, TravelTimes

Point = tuple[float, float]
"""Longitude, latitude."""

DAY_S, NOON_S = 24 * 3600, 12 * 3600
LONGEST_HORIZON_DAYS = 31


def travel_of_matrices(matrices: Mapping[str, MatrixDocument], profiles: Sequence[str]) -> tuple[TravelTimes, ...]:
    """Read the matrices of the profiles named; where distances are missing they count as 0."""
    return tuple(_given(matrices[profile]) for profile in profiles)


def travel_of_points(points: Sequence[Point], travel_times: TravelTimesPort, horizon_s: int) -> TravelTimes:
    """Compute travel between points, longitude first; instant 0 is taken as midnight for the hours of the day.

    Parameters
    ----------
    horizon_s : int
        Last instant that matters; the day's periods are repeated until then, for 31 days at most.
    """
    matrix = _matrix(points, travel_times)
    starts, rows = _repeated(matrix, min(horizon_s, LONGEST_HORIZON_DAYS * DAY_S))
    return _travel(matrix.durations_s[rows], matrix.distances_m, starts)


def travel_at_noon(points: Sequence[Point], travel_times: TravelTimesPort) -> TravelTimes:
    """Compute travel between points, longitude first, for callers who know no hours of the day."""
    matrix = _matrix(points, travel_times)
    row = sum(start <= NOON_S for start in matrix.period_starts_s) - 1
    return _travel(matrix.durations_s[row : row + 1], matrix.distances_m)


def _matrix(points: Sequence[Point], travel_times: TravelTimesPort) -> TravelMatrix:
    return travel_times.matrix([Place(lat, lon) for lon, lat in points])


def _given(document: MatrixDocument) -> TravelTimes:
    durations = document.durations_s
    distances = np.zeros(durations.shape[1:], np.int32) if document.distances_m is None else document.distances_m
    return _travel(durations, distances, tuple(document.period_starts))


def _travel(
    durations_s: NDArray[np.int32], distances_m: NDArray[np.int32], starts: tuple[int, ...] = (0,)
) -> TravelTimes:
    """Put a leg that takes longer than any shift where -1 says that no way leads in some period."""
    no_way: NDArray[np.bool_] = np.any(durations_s < 0, axis=0)
    durations = np.where(no_way, NO_WAY, durations_s)
    return TravelTimes(durations, without_gaps(distances_m, 0), starts, no_way if no_way.any() else None)


def _repeated(matrix: TravelMatrix, horizon_s: int) -> tuple[tuple[int, ...], list[int]]:
    days = horizon_s // DAY_S + 1
    periods = [
        (day * DAY_S + start, row)
        for day in range(days)
        for row, start in enumerate(matrix.period_starts_s)
        if day * DAY_S + start <= horizon_s
    ]
    return tuple(start for start, _ in periods), [row for _, row in periods]
