"""Bounds on many insertions at once: what is impossible for certain, and what the rest costs at least.

Every test here is necessary, none sufficient: the exact answer is the timetable's (``timing.py``).
"""

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from solver.assignment import AssignmentCosts
from solver.draft import OPEN, DraftRoute
from solver.forward import service_duration
from solver.problem import Problem
from solver.shortest import ShortestLegs
from solver.windows import FOREVER

Amounts = NDArray[np.int64]

NEVER = 2**60
"""The bound of an insertion that breaks a rule for certain."""


class SimilarRoutes:
    """Routes of one shift with equally many stops, the insertions into all of which are looked at together.

    Parameters
    ----------
    routes : sequence of DraftRoute
        At least one, all feasible.

    Attributes
    ----------
    origins, destinations, leave, reach : int64 array
        As those of the routes, one behind the other.
    left : int64 array or None
        Units of each kind of part not yet taken, one row a position.
    work : int64 array
        One entry a position.
    """

    def __init__(self, routes: Sequence[DraftRoute]) -> None:
        first = routes[0]
        self.vehicle, self.visits = first.vehicle, first.visits
        self.origins = np.concatenate([route.origins for route in routes])
        self.destinations = np.concatenate([route.destinations for route in routes])
        self.leave = np.concatenate([route.leave for route in routes])
        self.reach = np.concatenate([route.reach for route in routes])
        self.work = np.repeat(_array([route.work for route in routes]), len(first.origins))
        lefts = [route.left for route in routes if route.left is not None]
        self.left = np.repeat(lefts, len(first.origins), axis=0) if lefts else None


class Screen:
    """The visits as arrays.

    Parameters
    ----------
    problem : Problem
        The problem.
    legs : ShortestLegs
        Of that problem.
    """

    def __init__(self, problem: Problem, legs: ShortestLegs) -> None:
        self._problem = problem
        self._legs = legs
        visits = problem.visits
        windows = problem.start_windows
        self.penalty = _array([v.penalty for v in visits])
        self._place = _array([v.place for v in visits])
        self._low = _array([w[0].earliest_start if w else FOREVER for w in windows])
        self._high = _array([w[-1].latest_start if w else -1 for w in windows])
        dues = [
            (v.promise.window.latest_start, v.promise.broken_cost, v.promise.late_cost_per_hour)
            if v.promise
            else NO_DUE
            for v in visits
        ]
        responses = [
            (v.response.due, v.response.late_cost, v.response.late_cost_per_hour) if v.response else NO_DUE
            for v in visits
        ]
        self._dues = [_array(kind).reshape(-1, 3) for kind in (dues, responses)]
        parts = list(zip_longest(*(v.parts for v in visits), fillvalue=0))
        self._parts = _array(parts).reshape(len(parts), len(visits))
        self._services: dict[tuple[int, ...], Amounts] = {}
        self._assignment = AssignmentCosts(problem)

    def bounds(self, route: DraftRoute | SimilarRoutes, visits: Amounts) -> Amounts:
        """Cents above the route's ``floor`` that each insertion costs at least; ``NEVER`` where it is impossible.

        Parameters
        ----------
        route : DraftRoute or SimilarRoutes
            The route, or several.
        visits : int64 array
            Indices of visits that may be served by this shift.

        Returns
        -------
        int64 array
            Positions × visits.
        """
        shift = self._problem.vehicles[route.vehicle]
        if shift.max_visits is not None and len(route.visits) >= shift.max_visits:
            return np.full((len(route.origins), len(visits)), NEVER, dtype=np.int64)
        places = self._place[visits]
        seconds = self._legs.durations[shift.profile]
        metres = self._problem.travel[shift.profile].distances
        seconds_to, metres_to = (_legs(matrix, route.origins, places) for matrix in (seconds, metres))
        seconds_on, metres_on = (_legs(matrix.T, route.destinations, places) for matrix in (seconds, metres))
        saved = self._legs.shortcut(shift).seconds
        start = np.maximum(route.leave[:, None] + np.maximum(0, seconds_to - saved), self._low[visits])
        end = start + self._service(route.vehicle)[visits]
        possible = (start <= self._high[visits]) & (end + np.maximum(0, seconds_on - saved) <= route.reach[:, None])
        if route.left is not None:
            possible &= (self._parts[:, None, visits] <= np.atleast_2d(route.left).T[..., None]).all(axis=0)
        time_rate, way_rate = shift.rates.travel_per_hour, shift.rates.travel_per_km
        cents = (seconds_to * time_rate + 1800) // 3600 + (seconds_on * time_rate + 1800) // 3600
        if way_rate:
            cents += (metres_to * way_rate + 500) // 1000 + (metres_on * way_rate + 500) // 1000
        seconds_now, cents_now = self._legs_now(route, time_rate, way_rate)
        cents -= cents_now[:, None]
        if shift.workload_target is not None:
            more = end - start + seconds_to + seconds_on - seconds_now[:, None]
            rate, work = shift.rates.workload_per_hour, np.reshape(route.work, (-1, 1))
            for beyond, sign in ((work + more - shift.workload_target, 1), (work - shift.workload_target, -1)):
                cents += sign * ((np.maximum(0, beyond) * rate + 1800) // 3600)
        cents += self._assignment.of(shift)[visits] + (0 if route.visits else shift.rates.fixed)
        for due in self._dues:
            latest, once, hourly = due[visits].T
            late = np.maximum(0, start - latest)
            cents += np.where(late > 0, once + (late * hourly + 1800) // 3600, 0)
        return np.where(possible, cents, NEVER)

    def _legs_now(self, route: DraftRoute | SimilarRoutes, time_rate: int, way_rate: int) -> tuple[Amounts, Amounts]:
        """Seconds and cents for the leg that an insertion at each position replaces."""
        if not route.visits:
            return np.zeros_like(route.origins), np.zeros_like(route.origins)
        profile = self._problem.vehicles[route.vehicle].profile
        closed = (route.origins != OPEN) & (route.destinations != OPEN)
        seconds = self._legs.durations[profile][route.origins, route.destinations].astype(np.int64)
        metres = self._problem.travel[profile].distances[route.origins, route.destinations].astype(np.int64)
        cents = (seconds * time_rate + 1800) // 3600 + (metres * way_rate + 500) // 1000
        return np.where(closed, seconds, 0), np.where(closed, cents, 0)

    def _service(self, vehicle: int) -> Amounts:
        """Seconds of service by this technician, set-up left out."""
        shift = self._problem.vehicles[vehicle]
        if shift.duration_percents not in self._services:
            self._services[shift.duration_percents] = _array(
                [service_duration(self._problem, v, shift, repeated=True) for v in range(len(self._problem.visits))]
            )
        return self._services[shift.duration_percents]


NO_DUE = (FOREVER, 0, 0)


def _array(values: object) -> Amounts:
    return np.array(values, dtype=np.int64)


def _legs(matrix: NDArray[np.int32], ends: Amounts, places: Amounts) -> Amounts:
    legs = matrix[np.ix_(ends, places)].astype(np.int64)
    legs[ends == OPEN] = 0
    return legs
