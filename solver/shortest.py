"""Each leg at its quickest period, and what follows from it: bounds that no timetable can beat."""

from collections.abc import Sequence
from copy import copy
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.forward import service_duration
from solver.problem import Depot, Problem, Rates, Vehicle
from solver.stock import may_run_short
from solver.windows import FOREVER, first_start, last_start

UNREACHABLE = -(2**40)
"""A latest arrival that nothing meets."""


class Shortcut(NamedTuple):
    """What the way by the depot saves at most against a straight leg: 0, unless the triangle inequality fails."""

    seconds: int
    cents: int


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
        self._shortcuts: dict[tuple[int, Rates], Shortcut] = {}

    def under(self, rules: Problem) -> "ShortestLegs":
        """The same legs where other rules hold.

        Parameters
        ----------
        rules : Problem
            With the same travel times and depot.
        """
        other = copy(self)
        other._problem = rules
        return other

    def shortcut(self, shift: Vehicle) -> Shortcut:
        """What a call at the depot saves at most.

        Parameters
        ----------
        shift : Vehicle
            The shift; where it never calls, nothing is saved.
        """
        depot = self._problem.depot
        if depot is None or not may_run_short(self._problem, shift):
            return Shortcut(0, 0)
        key = (shift.profile, shift.rates)
        if key not in self._shortcuts:
            distances = self._problem.travel[shift.profile].distances
            self._shortcuts[key] = _shortcut(self.durations[shift.profile], distances, depot, shift.rates)
        return self._shortcuts[key]

    def latest_arrivals(self, vehicle: int, visits: Sequence[int], overtime: int = 0) -> NDArray[np.int64]:
        """Latest arrival at each visit, and at the end, with which the hard bounds behind it can still be kept.

        Breaks, set-ups, calls at the depot and the work limit are left out, so the true bound is never later.

        Parameters
        ----------
        vehicle : int
            Index of the shift.
        visits : sequence of int
            In order.
        overtime : int
            How much longer than it is the shift might get.
        """
        problem = self._problem
        shift = problem.vehicles[vehicle]
        durations = self.durations[shift.profile]
        saved = self.shortcut(shift).seconds
        latest = np.empty(len(visits) + 1, dtype=np.int64)
        bound = shift.shift_end + shift.overtime_limit + overtime
        latest[-1] = bound
        destination = shift.end_place
        for position in range(len(visits) - 1, -1, -1):
            visit = visits[position]
            place = problem.visits[visit].place
            driving = 0 if destination is None else max(0, durations.item(place, destination) - saved)
            service = service_duration(problem, visit, shift, repeated=True)
            found = last_start(problem.start_windows[visit], bound - driving - service)
            bound = UNREACHABLE if found is None else found
            latest[position] = bound
            destination = place
        return latest

    def earliest_departures(self, vehicle: int, visits: Sequence[int]) -> NDArray[np.int64]:
        """Earliest instant at which the start and each visit can be left, wherever the route calls at the depot.

        Breaks, set-ups and the time at the depot are left out.

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
        saved = self.shortcut(shift).seconds
        earliest = [shift.shift_start]
        origin = shift.start_place
        for visit in visits:
            place = problem.visits[visit].place
            driving = 0 if origin is None else max(0, durations.item(origin, place) - saved)
            start = first_start(problem.start_windows[visit], earliest[-1] + driving)
            service = service_duration(problem, visit, shift, repeated=True)
            earliest.append(FOREVER if start is None else start + service)
            origin = place
        return np.array(earliest, dtype=np.int64)


def least_seconds(matrix: NDArray[np.int32], services: NDArray[np.int64], origin: int, destination: int) -> int:
    """Least seconds from place to place, straight or by way of other visits, if that is quicker with their services.

    Parameters
    ----------
    matrix : int32 array, n × n
        Seconds from row to column.
    services : int64 array, n
        Seconds of the shortest service at each place; very many where no visit is.
    origin, destination : int
        Places.
    """
    best = matrix[origin].astype(np.int64)
    onward = matrix[:, destination]
    rest = np.minimum(onward, (services + onward).min())
    while True:
        reach, limit = best + services, best[destination]
        best[destination] = min(limit, (reach + onward).min())
        near = np.flatnonzero(reach + rest < limit)
        far = np.flatnonzero(reach.min() + services + rest < limit)
        if len(near) == 0 or len(far) == 0:
            return int(best[destination])
        found = (matrix[np.ix_(near, far)] + reach[near, None]).min(axis=0)
        if (found >= best[far]).all():
            return int(best[destination])
        best[far] = np.minimum(best[far], found)


def _shortcut(durations: NDArray[np.int32], distances: NDArray[np.int32], depot: Depot, rates: Rates) -> Shortcut:
    there, onward = (legs.astype(np.int64) for legs in (durations[:, depot.place], durations[depot.place]))
    cents_there = _cents(there, distances[:, depot.place], rates)
    cents_onward = _cents(onward, distances[depot.place], rates)
    seconds = cents = 0
    for origin, straight in enumerate(durations.astype(np.int64)):
        seconds = max(seconds, int((straight - onward).max() - there[origin]) - depot.duration)
        saved = _cents(straight, distances[origin], rates) - cents_onward
        cents = max(cents, int(saved.max() - cents_there[origin]))
    return Shortcut(seconds, cents)


def _cents(seconds: NDArray[np.int64], metres: NDArray[np.int32], rates: Rates) -> NDArray[np.int64]:
    """Cents of legs, as ``objective.leg_cost``."""
    way = metres.astype(np.int64) * rates.travel_per_km
    return (seconds * rates.travel_per_hour + 1800) // 3600 + (way + 500) // 1000
