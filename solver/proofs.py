"""Proofs that no route of a shift could ever serve a visit, whatever else is on it.

The visit is timed alone, with every leg at its quickest and by way of other visits where that were quicker still. If
even that breaks a rule, every route does. The code names the first rule that it fails.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from solver.fit import Obstacles
from solver.forward import ForwardPass, service_duration
from solver.lone_visits import LoneVisits
from solver.problem import Depot, Problem, TravelTimes, Vehicle, Visit
from solver.shortest import ShortestLegs, least_seconds
from solver.solution import ReasonCode
from solver.stock import suffices
from solver.timing import time_route
from solver.value_validation import LONGEST
from solver.windows import TimeWindow, first_start, last_start, start_windows

HORIZON_FREE = 2**30
"""Seconds that stand for a place no visit is at."""

LAYERS = (
    ReasonCode.SKILL,
    ReasonCode.TECHNICIAN,
    ReasonCode.PIN,
    ReasonCode.STOCK,
    ReasonCode.PARTS_READY,
    ReasonCode.DURATION,
    ReasonCode.TIME_WINDOW,
    ReasonCode.UNREACHABLE,
    ReasonCode.SHIFT,
    ReasonCode.BREAK,
)
"""The order in which rules are looked at; the last layer that stops a shift names the reason of the visit."""


class Proofs:
    """Looks for proofs and remembers what they have in common.

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
        self._obstacles = Obstacles(problem)
        self._lone = LoneVisits(problem)
        self._at_place = Counter(visit.place for visit in problem.visits)
        self._services: dict[tuple[int, ...], NDArray[np.int64]] = {}
        self._starts: dict[tuple[int, int], TimeWindow | None] = {}

    def obstacle(self, visit: int, vehicle: int) -> ReasonCode | None:
        """First rule that keeps a shift from serving a visit on any route; ``None`` when there is none.

        Parameters
        ----------
        visit : int
            Index of the visit.
        vehicle : int
            Index of the shift.
        """
        found = self._obstacles.between(visit, vehicle)
        return found if found is not None else self._in_time(visit, vehicle)

    def obstacles(self, visits: Sequence[int]) -> Iterator[list[ReasonCode | None]]:
        """For each of many visits the :meth:`obstacle` on every shift, in their order.

        Parameters
        ----------
        visits : sequence of int
            Their indices.
        """
        shifts = range(len(self._problem.vehicles))
        numbers = np.array(visits, dtype=np.int64)
        certain = np.empty((len(visits), len(shifts)), dtype=np.bool_)
        for vehicle in shifts:
            certain[:, vehicle] = self._lone.are_served(vehicle, numbers)
        for visit, served in zip(visits, certain, strict=True):
            yield [
                found if (found := self._obstacles.between(visit, vehicle)) or alone else self._in_time(visit, vehicle)
                for vehicle, alone in zip(shifts, served.tolist(), strict=True)
            ]

    def _in_time(self, visit: int, vehicle: int) -> ReasonCode | None:
        """First rule on times that keeps a shift from serving a visit that meets no other obstacle."""
        if time_route(self._problem, vehicle, [visit]) is not None:
            return None
        alone = self._alone(self._problem.visits[visit], self._problem.vehicles[vehicle])
        if time_route(alone, 0, [0]) is not None:
            return None
        return next(_failing_rules(alone))

    def starts(self, visit: int, vehicle: int) -> TimeWindow | None:
        """Bounds on the start of a visit on any route of a shift; ``None`` when there is an obstacle.

        Parameters
        ----------
        visit : int
            Index of the visit.
        vehicle : int
            Index of the shift.
        """
        if (visit, vehicle) not in self._starts:
            self._starts[visit, vehicle] = self._starts_alone(visit, vehicle)
        return self._starts[visit, vehicle]

    def _starts_alone(self, visit: int, vehicle: int) -> TimeWindow | None:
        if self.obstacle(visit, vehicle) is not None:
            return None
        alone = self._alone(self._problem.visits[visit], self._problem.vehicles[vehicle])
        entry, shift = alone.visits[0], alone.vehicles[0]
        forward = ForwardPass(alone, 0, shift.shift_start)
        states = forward.through(forward.first(), 0, 0)
        back = 0 if shift.end_place is None else alone.travel[0].durations.item(0, 1, 2)
        service = service_duration(alone, 0, shift, repeated=False)
        latest = last_start(start_windows(entry), shift.shift_end + shift.overtime_limit - back - service)
        earliest = min((state.start for state in states), default=None)
        return None if earliest is None or latest is None else TimeWindow(earliest, latest)

    def _alone(self, visit: Visit, shift: Vehicle) -> Problem:
        """The visit and the shift by themselves: place 0 is the start, 1 the visit, 2 the end.

        A call at the depot that the visit needs whatever else is on the route is a part of the way to it.
        """
        depot = self._problem.depot
        calls = depot is not None and not suffices(shift, visit)
        there, back = self._way(shift, visit.place, depot if calls else None)
        durations = np.zeros((1, 3, 3), dtype=np.int32)
        durations[0, 0, 1], durations[0, 1, 2] = min(there, LONGEST), min(back, LONGEST)
        shared = self._at_place[visit.place] > 1 or (depot is not None and depot.place == visit.place)
        return Problem(
            (replace(visit, place=1, setup=0 if shared else visit.setup, parts=(), tools=frozenset()),),
            (
                replace(
                    shift,
                    start_place=0 if calls or shift.start_place is not None else None,
                    end_place=None if shift.end_place is None else 2,
                    profile=0,
                ),
            ),
            (TravelTimes(durations, np.zeros((3, 3), dtype=np.int32)),),
        )

    def _way(self, shift: Vehicle, place: int, call: Depot | None) -> tuple[int, int]:
        """Least seconds from the start place (by way of a call) and to the end place, services on the way included."""
        matrix = self._legs.durations[shift.profile]
        services = self._service_at(shift)
        first = place if call is None else call.place
        there = 0 if shift.start_place is None else least_seconds(matrix, services, shift.start_place, first)
        if call is not None:
            there += call.duration + least_seconds(matrix, services, call.place, place)
        back = 0 if shift.end_place is None else least_seconds(matrix, services, place, shift.end_place)
        return there, back

    def _service_at(self, shift: Vehicle) -> NDArray[np.int64]:
        """Seconds of the shortest service at each place."""
        if shift.duration_percents not in self._services:
            seconds = np.full(len(self._legs.durations[0]), HORIZON_FREE, dtype=np.int64)
            for number, visit in enumerate(self._problem.visits):
                service = service_duration(self._problem, number, shift, repeated=True)
                seconds[visit.place] = min(seconds[visit.place], service)
            if self._problem.depot is not None:
                place, service = self._problem.depot
                seconds[place] = min(seconds[place], service)
            self._services[shift.duration_percents] = seconds
        return self._services[shift.duration_percents]


def _failing_rules(alone: Problem) -> Iterator[ReasonCode]:
    """Rules that a lone visit fails on a lone shift, the plainest first."""
    visit, shift = alone.visits[0], alone.vehicles[0]
    windows = start_windows(visit)
    limit = shift.shift_end + shift.overtime_limit
    longest = (
        limit - shift.shift_start if shift.work_limit is None else min(shift.work_limit, limit - shift.shift_start)
    )
    service = service_duration(alone, 0, shift, repeated=False)
    there = alone.travel[0].durations.item(0, 0, 1) if shift.start_place is not None else 0
    back = alone.travel[0].durations.item(0, 1, 2) if shift.end_place is not None else 0
    when = ReasonCode.TIME_WINDOW if visit.pinned_start is None else ReasonCode.PIN
    if visit.pinned_start is None and visit.ready_at > 0:
        ready = first_start(start_windows(replace(visit, promise=None)), visit.ready_at)
        if ready is None or (visit.ready_at + service > limit and start_windows(replace(visit, ready_at=0))):
            yield ReasonCode.PARTS_READY
    if service > longest:
        yield ReasonCode.DURATION
    start = first_start(windows, shift.shift_start)
    if start is None or start + service > limit:
        yield when
    if there + back > longest:
        yield ReasonCode.UNREACHABLE
    start = first_start(windows, shift.shift_start + there)
    if start is None:
        yield when
    if not shift.breaks or time_route(replace(alone, vehicles=(replace(shift, breaks=()),)), 0, [0]) is None:
        yield ReasonCode.SHIFT
    yield ReasonCode.BREAK
