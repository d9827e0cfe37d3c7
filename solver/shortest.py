"""Each leg at its quickest period, and what follows from it: bounds that no timetable can beat."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.forward import service_duration
from solver.problem import Problem
from solver.windows import last_start

UNREACHABLE = -(2**40)
"""A latest arrival that nothing meets."""


class ShortestLegs:
    """The quickest duration of each leg over the periods of the day.

    Parameters
    ----------
    problem : Problem
        The problem.

    Attributes
    ----------
    durations : tuple of int32 array
        n × n seconds, one a profile.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.durations: tuple[NDArray[np.int32], ...] = tuple(
            t.durations[0] if len(t.durations) == 1 else t.durations.min(axis=0) for t in problem.travel
        )

    def latest_arrivals(self, vehicle: int, visits: Sequence[int]) -> NDArray[np.int64]:
        """Latest arrival at each visit, and at the end, with which the hard bounds behind it can still be kept.

        Breaks, set-ups and the work limit are left out, so the true bound is never later.

        Parameters
        ----------
        vehicle : int
            Index of the shift.
        visits : sequence of int
            In order.
        """
        problem = self._problem
        shift = problem.vehicles[vehicle]
        durations = self.durations[shift.profile]
        latest = np.empty(len(visits) + 1, dtype=np.int64)
        bound = shift.shift_end + shift.overtime_limit
        latest[-1] = bound
        destination = shift.end_place
        for position in range(len(visits) - 1, -1, -1):
            visit = visits[position]
            place = problem.visits[visit].place
            driving = 0 if destination is None else durations.item(place, destination)
            service = service_duration(problem, visit, shift, repeated=True)
            found = last_start(problem.start_windows[visit], bound - driving - service)
            bound = UNREACHABLE if found is None else found
            latest[position] = bound
            destination = place
        return latest
