"""A plan under construction: each route with its price and what insertion tests need to know about it."""

from collections.abc import Iterable, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from solver.appointments import Known, Starts, appoint, appointed
from solver.cap import UNCAPPED, Cap
from solver.forward import ForwardPass, State, service_duration
from solver.objective import leg_cost, preference_cost, technician_change, workload_cost
from solver.problem import Problem
from solver.shortest import ShortestLegs
from solver.stock import may_call, may_run_short
from solver.timing import finish_route, time_route
from solver.travel import distance

OPEN = -1
"""Stands for the place of an open end."""


class DraftRoute:
    """One shift's visits in order; never changed, only replaced.

    Parameters
    ----------
    problem : Problem
        The problem.
    legs : ShortestLegs
        Of that problem.
    vehicle : int
        Index of the shift.
    visits : sequence of int
        In order; may be empty.

    Attributes
    ----------
    cost : int
        Cents, penalties left out; 0 for an empty route.
    changes : int
        Visits of the baseline on it that are changed; counted only where the cap on changes can be exceeded.
    floor : int
        The part of ``cost`` that no retiming can lower.
    work : int
        Seconds of driving and service that no retiming can lower.
    feasible : bool
        Whether a timetable exists; the rest is meaningless if not.
    prefixes : list of list of State
        How the route stands after 0, 1, 2, … stops, everything as early as possible, without a call at the depot.
    origins, destinations : int64 array
        The places before and behind each position where a visit could be inserted.
    leave, reach : int64 array
        Earliest instant at which each position is reached, and latest arrival behind it, breaks left out.
    left : int64 array or None
        Units of each kind of part not yet taken; ``None`` where parts don't limit the route, or it may call for more.
    """

    __slots__ = (
        "changes",
        "cost",
        "destinations",
        "feasible",
        "floor",
        "forward",
        "leave",
        "left",
        "origins",
        "prefixes",
        "reach",
        "vehicle",
        "visits",
        "work",
    )

    def __init__(self, problem: Problem, legs: ShortestLegs, vehicle: int, visits: Sequence[int]) -> None:
        shift = problem.vehicles[vehicle]
        self.vehicle = vehicle
        self.visits = tuple(visits)
        self.forward = ForwardPass(problem, vehicle, shift.shift_start)
        self.prefixes: list[list[State]] = [self.forward.first()]
        for position, visit in enumerate(visits):
            self.prefixes.append(self.forward.through(self.prefixes[-1], visit, position))
        timed = finish_route(self.forward, self.prefixes, self.visits, only_price=True) if visits else None
        self.feasible = not visits or timed is not None
        self.cost = timed.cost if timed else 0
        if not self.feasible and problem.baseline and problem.baseline.price_beyond:
            timed = time_route(problem, vehicle, visits, lenient=True)
        self.changes = timed.changes if timed else 0
        places = [shift.start_place, *(problem.visits[v].place for v in visits), shift.end_place]
        ends = np.array([OPEN if place is None else place for place in places], dtype=np.int64)
        self.origins, self.destinations = ends[:-1], ends[1:]
        if self.feasible:
            self.floor, self.work = _floor(problem, legs, vehicle, visits)
            self.leave = (
                legs.earliest_departures(vehicle, visits)
                if may_run_short(problem, shift)
                else np.array([min(s.time for s in states) for states in self.prefixes], dtype=np.int64)
            )
            self.reach = legs.latest_arrivals(vehicle, visits)
            self.left = _parts_left(problem, vehicle, visits)


class Draft:
    """All routes of a plan, one a shift, and the visits on none of them.

    Parameters
    ----------
    problem : Problem
        The problem.
    routes : iterable of (vehicle, visits)
        Feasible routes to begin with; shifts not named are empty.

    Attributes
    ----------
    given : Problem
        The problem as it was given.
    appointments : dict of int to int
        The starts of linked visits (``appointments.py``).
    problem : Problem
        The problem in which linked visits start at their appointments only.
    linked : bool
        Whether the plan keeps all pairs and orders.
    """

    def __init__(self, problem: Problem, routes: Iterable[tuple[int, Sequence[int]]] = ()) -> None:
        self.given = problem
        self.legs = ShortestLegs(problem)
        self.absent = set(range(len(problem.visits)))
        self._known: Known = {}
        self._appoint(listed := [(vehicle, tuple(visits)) for vehicle, visits in routes])
        self.routes = [DraftRoute(problem, self.legs, v, ()) for v in range(len(problem.vehicles))]
        for vehicle, visits in listed:
            self.replace(vehicle, visits)

    def _appoint(self, routes: Sequence[tuple[int, Sequence[int]]]) -> None:
        starts = appoint(self.given, routes, self._known)
        self.linked = starts is not None
        self.appointments: Starts = starts or {}
        self.problem = appointed(self.given, self.appointments)

    @property
    def feasible(self) -> bool:
        """Whether every route has a timetable, and all pairs and orders are kept."""
        return self.linked and all(route.feasible for route in self.routes)

    @property
    def cost(self) -> int:
        """Cents, penalties included."""
        routes = sum(r.cost for r in self.routes)
        cap = self.cap
        return routes + sum(self.problem.visits[v].penalty for v in self.absent) + cap.price * max(0, -cap.room)

    @property
    def cap(self) -> Cap:
        """How the plan stands to the cap on changes."""
        baseline = self.problem.baseline
        if baseline is None or baseline.most_changes is None or not baseline.price_beyond:
            return UNCAPPED
        planned = frozenset(k for k, before in enumerate(baseline.stops) if before is not None)
        changes = sum(r.changes for r in self.routes) + len(planned & self.absent)
        return Cap(baseline.price_beyond, baseline.most_changes - changes, planned)

    def route(self, vehicle: int, visits: Sequence[int]) -> DraftRoute:
        """Price a route without changing the plan.

        Parameters
        ----------
        vehicle : int
            Index of the shift.
        visits : sequence of int
            In order.
        """
        return DraftRoute(self.problem, self.legs, vehicle, visits)

    def freed(self, vehicle: int) -> DraftRoute:
        """A shift's route as if it had no appointments.

        Parameters
        ----------
        vehicle : int
            Index of the shift.
        """
        route = self.routes[vehicle]
        if not any(visit in self.appointments for visit in route.visits):
            return route
        return DraftRoute(self.given, self.legs, vehicle, route.visits)

    def replace(self, vehicle: int, visits: Sequence[int]) -> None:
        """Put another route in the place of a shift's route.

        Parameters
        ----------
        vehicle : int
            Index of the shift.
        visits : sequence of int
            In order, feasible, on no other route.
        """
        self.absent.update(self.routes[vehicle].visits)
        self.absent.difference_update(visits)
        self.routes[vehicle] = self.route(vehicle, visits)

    def adopted(self, routes: Iterable[tuple[int, Sequence[int]]]) -> "Draft":
        """Another plan for the same problem, linked visits at their earliest; what doesn't change isn't priced again.

        Parameters
        ----------
        routes : iterable of (vehicle, visits)
            The whole plan; shifts not named are empty.
        """
        other = copy(self)
        wanted = {vehicle: tuple(visits) for vehicle, visits in routes}
        other._appoint(list(wanted.items()))
        other.routes = [
            route
            if route.visits == wanted.get(route.vehicle, ()) and self._is_punctual(route, other.appointments)
            else other.route(route.vehicle, wanted.get(route.vehicle, ()))
            for route in self.routes
        ]
        other.absent = set(range(len(self.problem.visits))).difference(*wanted.values())
        return other

    def under(self, rules: Problem) -> "Draft":
        """The same plan where other rules hold, of which none of its routes takes notice.

        Parameters
        ----------
        rules : Problem
            Differs by what is asked of absent visits, and by shifts that last longer or have more skills.
        """
        other = copy(self)
        other.given, other.problem, other.legs = rules, appointed(rules, self.appointments), self.legs.under(rules)
        other._known = {}
        return other

    def _is_punctual(self, route: DraftRoute, starts: Starts) -> bool:
        """Whether the linked visits of a route keep their appointments."""
        return all(self.appointments.get(visit) == starts.get(visit) for visit in route.visits)

    def take(self, other: "Draft") -> None:
        """Become another plan for the same problem.

        Parameters
        ----------
        other : Draft
            From :meth:`adopted`.
        """
        self.routes, self.absent = list(other.routes), set(other.absent)
        self.problem, self.appointments, self.linked = other.problem, other.appointments, other.linked

    def sequences(self) -> list[tuple[int, tuple[int, ...]]]:
        """The plan without times: (vehicle, visits) of each used shift."""
        return [(route.vehicle, route.visits) for route in self.routes if route.visits]


def _floor(problem: Problem, legs: ShortestLegs, vehicle: int, visits: Sequence[int]) -> tuple[int, int]:
    """Cents of a route that no retiming can lower, and the least seconds of work."""
    shift = problem.vehicles[vehicle]
    saved = legs.shortcut(shift)
    if not visits:
        return -saved.cents, -saved.seconds
    travel = problem.travel[shift.profile]
    shortest = legs.durations[shift.profile]
    cents = shift.rates.fixed - saved.cents
    work = -saved.seconds
    origin = shift.start_place
    for visit in visits:
        entry = problem.visits[visit]
        seconds = 0 if origin is None else shortest.item(origin, entry.place)
        cents += leg_cost(shift.rates, seconds, distance(travel, origin, entry.place))
        cents += preference_cost(entry, shift) + technician_change(problem, visit, shift)
        work += seconds + service_duration(problem, visit, shift, repeated=True)
        origin = entry.place
    if origin is not None and shift.end_place is not None:
        seconds = shortest.item(origin, shift.end_place)
        cents += leg_cost(shift.rates, seconds, distance(travel, origin, shift.end_place))
        work += seconds
    return cents + workload_cost(shift, work), work


def _parts_left(problem: Problem, vehicle: int, visits: Sequence[int]) -> NDArray[np.int64] | None:
    shift = problem.vehicles[vehicle]
    kinds = len(problem.demand.parts)
    if shift.parts is None or not kinds or may_call(problem, shift):
        return None
    left = np.array([*shift.parts, *[0] * kinds][:kinds], dtype=np.int64)
    for visit in visits:
        taken = problem.visits[visit].parts
        left[: len(taken)] -= np.array(taken, dtype=np.int64)
    return left
