"""One forward pass along a route: everything as early as it can be, with a choice of legs for the breaks.

A *state* is a way to have got so far. Several survive side by side where they differ in what matters later: the time,
the cost, the breaks already taken, and (only for plans that break rules) the seconds by which rules are broken.
Where the baseline asks for a later start than the earliest one, both starts are tried.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from solver.objective import is_changed, leg_cost, stop_cost
from solver.problem import Break, Problem, Vehicle
from solver.solution import TakenBreak
from solver.travel import arrival, distance
from solver.windows import earliest_of, first_start

CALL = -2
"""Stands for a visit where the route calls at the parts depot."""


class State(NamedTuple):
    """How a route stands when it leaves a stop or the depot, or at its end.

    ``taken`` counts the owed breaks already taken, ``busy`` the seconds driven, served and rested so far. ``visit`` is
    ``CALL`` at the depot, -1 before the first leg and at the end. Where the cap on changes can be exceeded, ``changes``
    counts them, and each one adds ``Baseline.price_beyond`` to ``cost``.
    """

    time: int
    cost: int
    taken: int
    excess: int
    busy: int
    place: int | None
    parent: "State | None" = None
    visit: int = -1
    arrival: int = 0
    start: int = 0
    travel: int = 0
    distance: int = 0
    breaks: tuple[TakenBreak, ...] = ()
    changes: int = 0


class _Leg(NamedTuple):
    ready: int
    arrival: int
    taken: int
    excess: int
    breaks: tuple[TakenBreak, ...]


class ForwardPass:
    """The rules of one shift, seen from one departure.

    Parameters
    ----------
    problem : Problem
        The problem; kept as an attribute.
    vehicle : int
        Index of the shift; kept.
    departure : int
        When the route starts; kept.
    lenient : bool
        Price rule-breaking plans instead of giving them up.

    Attributes
    ----------
    breaks : tuple of Break
        Those not ruled out by the departure; at the end, those not taken are not owed.
    """

    __slots__ = (
        "_beyond",
        "_busy_counts",
        "_lenient",
        "_shift",
        "_travel",
        "breaks",
        "departure",
        "problem",
        "vehicle",
    )

    def __init__(self, problem: Problem, vehicle: int, departure: int, *, lenient: bool = False) -> None:
        self.problem = problem
        self.vehicle = vehicle
        self._shift = problem.vehicles[vehicle]
        self._travel = problem.travel[self._shift.profile]
        self.breaks = owed_breaks(self._shift, departure)
        self._beyond = problem.baseline.price_beyond if problem.baseline else 0
        self._busy_counts = self._shift.workload_target is not None and self._shift.rates.workload_per_hour > 0
        self._lenient = lenient
        self.departure = departure

    def first(self) -> list[State]:
        """The state before the first leg."""
        return [State(self.departure, 0, 0, 0, 0, self._shift.start_place)]

    def through(self, states: Sequence[State], visit: int, position: int) -> list[State]:
        """Drive to a visit and serve it; no state is left when that is impossible.

        Parameters
        ----------
        states : sequence of State
            How the route stands.
        visit : int
            Index of the visit.
        position : int
            How many stops come before it.
        """
        problem, shift = self.problem, self._shift
        entry = problem.visits[visit]
        found: list[State] = []
        for reached in self._reached(states, entry.place, position):
            duration = service_duration(problem, visit, shift, repeated=_repeats(problem, reached.parent, visit))
            for start, late in self._starts(visit, reached.start):
                changed = int(self._beyond > 0 and is_changed(problem, visit, shift, start))
                found.append(
                    State(
                        start + duration,
                        reached.cost + stop_cost(problem, visit, shift, start) + self._beyond * changed,
                        reached.taken,
                        reached.excess + late,
                        reached.busy + duration,
                        entry.place,
                        reached.parent,
                        visit,
                        reached.arrival,
                        start,
                        reached.travel,
                        reached.distance,
                        reached.breaks,
                        reached.changes + changed,
                    )
                )
        return found if len(found) < 2 else _undominated(found, busy_counts=self._busy_counts)

    def call(self, states: Sequence[State], position: int) -> list[State]:
        """Drive to the depot, which the problem has to have, and call there.

        Parameters
        ----------
        states : sequence of State
            How the route stands.
        position : int
            How many stops come before the call.
        """
        depot = self.problem.depot
        if depot is None:
            raise ValueError("There is no depot to call at.")
        found = [
            reached._replace(time=reached.start + depot.duration, busy=reached.busy + depot.duration, visit=CALL)
            for reached in self._reached(states, depot.place, position)
        ]
        return _undominated(found, busy_counts=self._busy_counts)

    def last(self, states: Sequence[State], stops: int) -> list[State]:
        """Drive to the end place; ``start`` of the result is the route's end, its ``cost`` still lacks the shift's own.

        Parameters
        ----------
        states : sequence of State
            How the route stands after its last stop.
        stops : int
            How many stops it has.
        """
        shift = self._shift
        limit = shift.shift_end + shift.overtime_limit
        found: list[State] = []
        for reached in self._reached(states, shift.end_place, stops):
            unowed = all(reached.time <= pause.latest_start for pause in self.breaks[reached.taken :])
            late = max(0, reached.time - limit)
            if unowed and (self._lenient or not late):
                found.append(reached._replace(excess=reached.excess + late) if late else reached)
        return found

    def _reached(self, states: Sequence[State], place: int | None, position: int) -> Iterator[State]:
        """Drive to a place in every way; ``time`` and ``start`` of a result are when something can begin there."""
        rates = self._shift.rates
        for state in states:
            metres = distance(self._travel, state.place, place)
            for leg in self._legs(state, place, position - 1):
                travel = leg.arrival - state.time - _seconds_on_the_way(leg)
                yield State(
                    leg.ready,
                    state.cost + leg_cost(rates, travel, metres),
                    leg.taken,
                    leg.excess,
                    state.busy + travel + sum(b.duration for b in leg.breaks),
                    place,
                    state,
                    -1,
                    leg.arrival,
                    leg.ready,
                    travel,
                    metres,
                    leg.breaks,
                    state.changes,
                )

    def _starts(self, visit: int, ready: int) -> Iterator[tuple[int, int]]:
        """Starts worth trying, each with the seconds by which it misses the last window."""
        windows = self.problem.start_windows[visit]
        start = first_start(windows, ready)
        if start is None:
            if self._lenient:
                start = max(ready, earliest_of(self.problem.visits[visit]))
                yield start, max(1, start - (windows[-1].latest_start if windows else start))
            return
        yield start, 0
        baseline = self.problem.baseline
        before = baseline.stops[visit] if baseline else None
        if baseline and before and start < before.start - baseline.tolerance:
            unmoved = first_start(windows, before.start - baseline.tolerance)
            if unmoved is not None and unmoved <= before.start + baseline.tolerance:
                yield unmoved, 0

    def _legs(self, state: State, destination: int | None, after: int) -> Iterator[_Leg]:
        """The leg without a break, with one, with two, …: on arrival where that is soon enough, else on the way."""
        there = arrival(self._travel, state.place, destination, state.time)
        yield _Leg(there, there, state.taken, state.excess, ())
        ready, on_the_way, excess = there, True, state.excess
        breaks: tuple[TakenBreak, ...] = ()
        for taken in range(state.taken, len(self.breaks)):
            earliest, latest, duration = self.breaks[taken]
            start = max(ready, earliest)
            if start > latest and on_the_way:
                start = max(breaks[-1].start + breaks[-1].duration if breaks else state.time, earliest)
                there = ready = arrival(
                    self._travel,
                    state.place,
                    destination,
                    state.time,
                    [*((b.start, b.duration) for b in breaks), (start, duration)],
                )
            else:
                on_the_way = False
                ready = start + duration
            if start > latest:
                if not self._lenient:
                    return
                excess += start - latest
            breaks = (*breaks, TakenBreak(start, duration, after))
            yield _Leg(ready, there, taken + 1, excess, breaks)


def owed_breaks(vehicle: Vehicle, departure: int) -> tuple[Break, ...]:
    """Breaks that a route with this departure may not ignore because of its start.

    Parameters
    ----------
    vehicle : Vehicle
        The shift.
    departure : int
        When the route starts.
    """
    return tuple(b for b in vehicle.breaks if departure < b.earliest_start + b.duration)


def service_duration(problem: Problem, visit: int, vehicle: Vehicle, *, repeated: bool) -> int:
    """Seconds of service: proficiency rounded up, and the set-up where it applies.

    Parameters
    ----------
    problem : Problem
        The problem.
    visit : int
        Index of the visit.
    vehicle : Vehicle
        The shift that serves it.
    repeated : bool
        The stop before, or the depot called at in between, is at the same place.
    """
    entry = problem.visits[visit]
    percents = vehicle.duration_percents
    percent = percents[entry.kind] if 0 <= entry.kind < len(percents) else 100
    return -(-entry.duration * percent // 100) + (0 if repeated else entry.setup)


def _repeats(problem: Problem, before: State | None, visit: int) -> bool:
    return before is not None and before.visit != -1 and before.place == problem.visits[visit].place


def _seconds_on_the_way(leg: _Leg) -> int:
    """Seconds of breaks on the way; those at the stop start at the arrival or later."""
    return sum(b.duration for b in leg.breaks if b.start < leg.arrival)


def _undominated(states: list[State], *, busy_counts: bool) -> list[State]:
    """Drop each state that another one equals or beats in everything that matters later."""
    states.sort(key=lambda s: s[:4])
    kept: list[State] = []
    for state in states:
        if not any(
            k.time <= state.time
            and k.cost <= state.cost
            and k.taken == state.taken
            and k.excess <= state.excess
            and (k.busy <= state.busy or not busy_counts)
            for k in kept
        ):
            kept.append(state)
    return kept
