"""The gaps of a plan, where one more visit could go, as arrays: how little more time it would need in each at least.

Every figure is a bound that no timetable can beat; the exact answer is the timetable's (``timing.py``). Seconds.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.draft import OPEN, Draft, DraftRoute
from solver.forward import service_duration
from solver.screen import NEVER
from solver.windows import FOREVER, earliest_of

Amounts = NDArray[np.int64]


class Gaps:
    """All gaps of the feasible routes that may have one more visit, shift by shift.

    Parameters
    ----------
    draft : Draft
        The plan.
    overtime : int
        How much longer shifts might get.

    Attributes
    ----------
    vehicle : int64 array
        Of each gap: on whose route. Those of one route follow each other.
    """

    def __init__(self, draft: Draft, overtime: int) -> None:
        self._draft = draft
        self._shifts = shifts = draft.problem.vehicles
        routes = [
            route
            for route in draft.routes
            if route.feasible and len(route.visits) < _most_visits(shifts[route.vehicle].max_visits)
        ]
        self.vehicle = _joined([np.full(len(r.origins), r.vehicle, dtype=np.int64) for r in routes])
        self._origins = _joined([r.origins for r in routes])
        self._destinations = _joined([r.destinations for r in routes])
        self._leave = _joined([r.leave for r in routes])
        self._reach = _joined([r.reach for r in routes])
        self._reach_late = _joined([draft.legs.latest_arrivals(r.vehicle, r.visits, overtime) for r in routes])
        rests = [_rest(draft, route) for route in routes]
        self._rest, self._soonest = (_joined([rest[part] for rest in rests]) for part in (0, 1))
        self._limit = np.array([v.shift_end + v.overtime_limit for v in shifts], dtype=np.int64)[self.vehicle]
        self._profile = np.array([v.profile for v in shifts], dtype=np.int64)[self.vehicle]
        self._saved = np.array([draft.legs.shortcut(v).seconds for v in shifts], dtype=np.int64)[self.vehicle]

    def of(self, vehicle: int) -> slice:
        """Which gaps are those of a shift.

        Parameters
        ----------
        vehicle : int
            Index of the shift.
        """
        return slice(*np.searchsorted(self.vehicle, (vehicle, vehicle + 1)).tolist())

    def roomy(self, visit: int, vehicles: Sequence[int]) -> list[int]:
        """The shifts with a gap that is long enough for a visit, as far as bounds can tell.

        Parameters
        ----------
        visit : int
            Index of the visit.
        vehicles : sequence of int
            The shifts to look at.
        """
        windows = self._draft.problem.start_windows[visit]
        if not windows:
            return []
        there, service, onward = self._detour(visit, vehicles)
        start = np.maximum(self._leave + there, windows[0].earliest_start)
        possible = (start <= windows[-1].latest_start) & (start + service + onward <= self._reach)
        found = np.zeros(len(self._shifts), dtype=np.bool_)
        found[self.vehicle[possible]] = True
        return [vehicle for vehicle in vehicles if found[vehicle]]

    def window_missing(self, visit: int, fitting: Sequence[int]) -> Amounts:
        """Seconds by which the visit's windows would have to be wider at least; ``NEVER`` where that can't help.

        Parameters
        ----------
        visit : int
            Index of a visit with windows.
        fitting : sequence of int
            The shifts on which it meets no obstacle.
        """
        there, service, onward = self._detour(visit, fitting)
        entry = self._draft.problem.visits[visit]
        earliest = np.maximum(self._leave + there, earliest_of(entry))
        latest = self._reach - onward - service
        missing = np.min(
            [np.maximum(w.earliest_start - latest, earliest - w.latest_start) for w in entry.windows], axis=0
        )
        return np.where(self._are_of(fitting) & (earliest <= latest), missing, NEVER)

    def overtime_missing(self, visit: int, fitting: Sequence[int]) -> Amounts:
        """Seconds by which the shift would have to be longer at least; ``NEVER`` where that can't help.

        Parameters
        ----------
        visit : int
            Index of the visit.
        fitting : sequence of int
            The shifts on which it meets no obstacle.
        """
        windows = self._draft.problem.start_windows[visit]
        if not windows:
            return np.full(len(self.vehicle), NEVER, dtype=np.int64)
        there, service, onward = self._detour(visit, fitting)
        start = np.maximum(self._leave + there, windows[0].earliest_start)
        arrival = start + service + onward
        end = np.maximum(arrival + self._rest, self._soonest)
        possible = (start <= windows[-1].latest_start) & (arrival <= self._reach_late)
        return np.where(self._are_of(fitting) & possible, end - self._limit, NEVER)

    def _are_of(self, vehicles: Sequence[int]) -> NDArray[np.bool_]:
        named = np.zeros(len(self._shifts), dtype=np.bool_)
        named[list(vehicles)] = True
        return named[self.vehicle]

    def _detour(self, visit: int, fitting: Sequence[int]) -> tuple[Amounts, Amounts, Amounts]:
        """Least seconds to the visit, for it (set-up left out), and from it on."""
        problem, place = self._draft.problem, self._draft.problem.visits[visit].place
        there, onward = np.zeros_like(self._origins), np.zeros_like(self._origins)
        for profile, matrix in enumerate(self._draft.legs.durations):
            to = (self._profile == profile) & (self._origins != OPEN)
            there[to] = matrix[self._origins[to], place]
            on = (self._profile == profile) & (self._destinations != OPEN)
            onward[on] = matrix[place, self._destinations[on]]
        services = np.zeros(len(self._shifts), dtype=np.int64)
        for vehicle in fitting:
            services[vehicle] = service_duration(problem, visit, self._shifts[vehicle], repeated=True)
        return np.maximum(0, there - self._saved), services[self.vehicle], np.maximum(0, onward - self._saved)


def _most_visits(limit: int | None) -> int:
    return FOREVER if limit is None else limit


def _joined(arrays: Sequence[Amounts]) -> Amounts:
    return np.concatenate([np.empty(0, dtype=np.int64), *arrays])


def _rest(draft: Draft, route: DraftRoute) -> tuple[Amounts, Amounts]:
    """Behind each gap, from the arrival at its end: least seconds to the route's end, and the soonest end at all."""
    problem, shift = draft.problem, draft.problem.vehicles[route.vehicle]
    durations = draft.legs.durations[shift.profile]
    rest, soonest = [0], [0]
    place = shift.end_place
    for visit in reversed(route.visits):
        entry, windows = problem.visits[visit], problem.start_windows[visit]
        driving = 0 if place is None else durations.item(entry.place, place)
        rest.append(rest[-1] + driving + service_duration(problem, visit, shift, repeated=True))
        soonest.append(max(soonest[-1], windows[0].earliest_start + rest[-1]))
        place = entry.place
    saved = draft.legs.shortcut(shift).seconds
    return np.array(rest[::-1], dtype=np.int64) - saved, np.array(soonest[::-1], dtype=np.int64) - saved
