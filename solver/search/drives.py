"""Driving as arrays, laid out so that what is read together lies together: much of a search is waiting for memory.

Places get new numbers, with which near ones follow each other, and both ways between two places are kept side by side.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.problem import Problem

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]

THERE, BACK = range(2)
"""The last axis of ``legs``."""

NOWHERE = -1
"""The place of an open end."""


class Drives(NamedTuple):
    """Travel between places by their new numbers, read-only.

    Parameters
    ----------
    numbers : int64 array
        The new number of each place; behind them ``NOWHERE``, so that -1 stays as it is.
    legs : int32 array, profiles × places × places × 2
        Seconds in the quickest period, from the first place to the second one and back.
    durations : int32 array, periods of all profiles × places × places
        Seconds; not filled where every profile has a single period.
    distances : int32 array, profiles × places × places
        Metres; not filled where nobody pays for them.
    """

    numbers: Int64s
    legs: Int32s
    durations: Int32s
    distances: Int32s


def drives_of(problem: Problem) -> Drives:
    """Lay out the travel of a problem.

    Parameters
    ----------
    problem : Problem
        The problem.
    """
    order = _near_ones_together(problem.travel[0].durations[0])
    sorted_by = np.ix_(order, order)
    quickest = [t.durations.min(axis=0)[sorted_by] for t in problem.travel]
    single = all(len(t.period_starts) == 1 for t in problem.travel)
    paid = any(shift.rates.travel_per_km for shift in problem.vehicles)
    return Drives(
        np.append(np.argsort(order), NOWHERE),
        _read_only(np.stack([np.stack([there, there.T], axis=-1) for there in quickest])),
        _stack([] if single else [matrix[sorted_by] for t in problem.travel for matrix in t.durations]),
        _stack([t.distances[sorted_by] for t in problem.travel] if paid else []),
    )


def _near_ones_together(seconds: Int32s) -> Int64s:
    """An order of places in which each follows the nearest one that is left."""
    both = seconds.astype(np.float64) + seconds.T
    passed = np.zeros(len(both))
    order = np.zeros(len(both), dtype=np.int64)
    here = 0
    for k in range(len(both)):
        order[k] = here
        passed[here] = np.inf
        here = int(np.argmin(both[here] + passed))
    return order


def _stack(matrices: list[Int32s]) -> Int32s:
    return _read_only(np.stack(matrices) if matrices else np.zeros((0, 0, 0), dtype=np.int32))


def _read_only(matrices: Int32s) -> Int32s:
    matrices.setflags(write=False)
    return matrices
