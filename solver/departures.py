"""Departures worth trying between the earliest one and the last with which a route can still be driven.

For a fixed departure everything as early as possible is best. The cost by departure runs straight, but where a stop is
reached at an instant at which something begins or ends: there it bends or jumps up, so that the least cost lies at such
a departure, or where the work limit is just met. With several travel periods all of this is a rule of thumb.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from solver.forward import CALL, service_duration
from solver.problem import Problem, Vehicle, Visit
from solver.windows import FOREVER, last_start


class Outlook(NamedTuple):
    """What no later departure undercuts: the cost without waiting (cents), and the end of the route.

    ``busy`` and ``rested`` are the most seconds of work and breaks, and of breaks. All of this holds for departures
    before ``until``, where a break is not owed any more that could not be taken before.
    """

    cents: int
    end: int
    busy: int
    rested: int
    until: int

    def next_useful(self, shift: Vehicle, departure: int, below: int) -> int:
        """First later departure with which a route may keep the work limit and cost less than so many cents.

        Parameters
        ----------
        shift : Vehicle
            The shift.
        departure : int
            From which this is the outlook.
        below : int
            Cents, of all costs of the route.
        """
        waiting = shift.rates.waiting_per_hour
        useful = departure + 1
        if below <= self.cents:
            useful = FOREVER
        elif waiting:
            useful = max(useful, self.end - self.busy - (3600 * (below - self.cents) - 1801) // waiting)
        if shift.work_limit is not None:
            useful = max(useful, self.end - self.rested - shift.work_limit)
        return min(useful, self.until)


def departure_matters(problem: Problem, vehicle: int) -> bool:
    """Whether another departure than the earliest one may be cheaper, or possible at all, while ways take as long.

    Parameters
    ----------
    problem : Problem
        The problem.
    vehicle : int
        Index of the shift.
    """
    shift = problem.vehicles[vehicle]
    return (
        shift.rates.waiting_per_hour > 0
        or shift.work_limit is not None
        or owed_until(shift, shift.shift_start) < FOREVER
    )


def owed_until(shift: Vehicle, departure: int) -> int:
    """First later departure that rules a break out which had begun to be due at this one; FOREVER if there is none.

    A break with a later beginning can be taken before the route sets off, so it is no loss to owe it.

    Parameters
    ----------
    shift : Vehicle
        The shift.
    departure : int
        When the route starts.
    """
    over = (b.earliest_start + b.duration for b in shift.breaks if b.earliest_start < departure)
    return min((end for end in over if end > departure), default=FOREVER)


class Departures:
    """The departures worth trying for one order of stops.

    Parameters
    ----------
    problem : Problem
        The problem.
    vehicle : int
        Index of the shift.
    stops : sequence of int
        Visits, perhaps with a call at the depot (``CALL``).
    travel : sequence of int
        Seconds of driving to each stop and to the end; with several travel periods, at some departure.

    Attributes
    ----------
    last : int
        The latest departure with which every window and the shift's latest end are met, breaks left out.
    """

    def __init__(self, problem: Problem, vehicle: int, stops: Sequence[int], travel: Sequence[int]) -> None:
        self._problem, self._stops = problem, stops
        self._shift = problem.vehicles[vehicle]
        self._arrivals, self._services, self._home = _without_waiting(problem, self._shift, stops, travel)
        self.last = self._last()
        self._found: list[int] | None = None

    def from_(self, instant: int) -> int:
        """The first departure worth trying at or after an instant; FOREVER if there is none.

        Parameters
        ----------
        instant : int
            Seconds.
        """
        if self._found is None:
            self._found = sorted(set(self._all()))
        position = bisect_left(self._found, instant)
        return self._found[position] if position < len(self._found) else FOREVER

    def _last(self) -> int:
        bound, next_arrival = self._shift.shift_end + self._shift.overtime_limit, self._home
        for k in range(len(self._stops) - 1, -1, -1):
            bound -= next_arrival - self._arrivals[k]
            if self._stops[k] != CALL:
                found = last_start(self._problem.start_windows[self._stops[k]], bound)
                bound = -FOREVER if found is None else found
            next_arrival = self._arrivals[k]
        return bound - next_arrival

    def _all(self) -> Iterator[int]:
        breaks, limit = self._shift.breaks, self._shift.work_limit
        for over in (b.earliest_start + b.duration for b in breaks):
            yield from (over - 1, over)
        for first in range(len(breaks) + 1):
            for end in range(first, len(breaks) + 1):
                rest = sum(b.duration for b in breaks[first:end])
                for seconds, bends, begins in self._instants():
                    found = [(instant - seconds - rest, instant) for instant in (*bends, *begins)]
                    if limit is not None:
                        found.extend((instant + self._home - seconds - rest - limit, instant) for instant in begins)
                    yield from (departure for departure, at in found if self._rested(departure, at, first, end))

    def _rested(self, departure: int, instant: int, first: int, end: int) -> bool:
        """Whether the breaks from ``first`` to ``end``, and no others, may have been taken by an instant."""
        return all(
            departure < b.earliest_start + b.duration <= instant
            if first <= number < end
            else departure >= b.earliest_start + b.duration or (number >= end and instant <= b.latest_start)
            for number, b in enumerate(self._shift.breaks)
        )

    def _instants(self) -> Iterator[tuple[int, list[int], list[int]]]:
        """Seconds of work from the departure on, then instants; the latter ones can be waited for at that point."""
        breaks, shift = self._shift.breaks, self._shift
        pauses = [b.latest_start for b in breaks]
        rests = [b.earliest_start for b in breaks]
        for stop, arrival, seconds in zip(self._stops, self._arrivals, self._services, strict=True):
            yield arrival + seconds, pauses, []
            bends, begins = ([], []) if stop == CALL else self._of_visit(stop)
            yield arrival, [*bends, *pauses], [*begins, *rests]
        yield self._home, [*pauses, shift.shift_end, shift.shift_end + shift.overtime_limit], rests

    def _of_visit(self, number: int) -> tuple[list[int], list[int]]:
        windows = self._problem.start_windows[number]
        visit: Visit = self._problem.visits[number]
        bends = [window.latest_start for window in windows]
        begins = [window.earliest_start for window in windows]
        if visit.promise:
            bends.append(visit.promise.window.latest_start)
        if visit.response:
            bends.append(visit.response.due)
        baseline = self._problem.baseline
        before = baseline.stops[number] if baseline else None
        if baseline and before:
            bends.append(before.start + baseline.tolerance)
            begins.append(before.start - baseline.tolerance)
        return bends, begins


def _without_waiting(
    problem: Problem, shift: Vehicle, stops: Sequence[int], travel: Sequence[int]
) -> tuple[list[int], list[int], int]:
    """Seconds from the departure to the arrival at each stop, of the stops themselves, and to the end."""
    services = []
    before: int | None = None
    for stop in stops:
        if stop == CALL:
            before = problem.depot.place if problem.depot else None
            services.append(problem.depot.duration if problem.depot else 0)
        else:
            repeated = before == problem.visits[stop].place
            before = problem.visits[stop].place
            services.append(service_duration(problem, stop, shift, repeated=repeated))
    arrivals = list(accumulate((s + leg for s, leg in zip(services, travel[1:], strict=True)), initial=travel[0]))
    return arrivals[:-1], services, arrivals[-1]
