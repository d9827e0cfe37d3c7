"""Exact insertion where links matter: of linked visits with all that they need, and of any visit beside appointments.

All positions of all members are tried, the most promising first, and each plan is timed anew with its appointments
(``appointments.py``). Bounds from routes without appointments (``screen.py``) leave out what can't be better.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from solver.draft import OPEN, Draft, DraftRoute
from solver.forward import service_duration
from solver.insertion import Insertion, into_route
from solver.screen import NEVER, Screen
from solver.windows import TimeWindow, first_start, last_start

QUICK = 6
"""How many places for each member are tried where not all are."""


class Effort(NamedTuple):
    """How much is tried for a visit and a shift: plans timed, and members placed; then the best so far counts."""

    plans: int = 3000
    placed: int = 2**62


THOROUGH = Effort()


class _Place(NamedTuple):
    bound: int
    vehicle: int
    position: int
    starts: TimeWindow


class Found(NamedTuple):
    """A plan with the visits inserted, and by how many cents it is dearer than before, penalties counted."""

    extra: int
    plan: Draft
    insertion: Insertion


class LinkedInsertions:
    """Looks for insertions into one plan.

    Parameters
    ----------
    draft : Draft
        The plan.
    screen : Screen
        Of the problem as given.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    over : callable
        Tells when to give up; the best plan so far is the answer.
    quickly : bool
        Try only a few places for each member.
    effort : Effort
        How much is tried.
    """

    def __init__(
        self,
        draft: Draft,
        screen: Screen,
        fitting: list[list[int]],
        over: Callable[[], bool] = lambda: False,
        *,
        quickly: bool = False,
        effort: Effort = THOROUGH,
    ) -> None:
        self._draft = draft
        self._problem = draft.given
        self._screen = screen
        self._fitting = fitting
        self.over = over
        self.cap = draft.cap
        self.width = QUICK if quickly else None
        self.effort = effort
        self._routes: dict[tuple[int, tuple[int, ...]], DraftRoute] = {}
        self._places: dict[tuple[int, int, tuple[int, ...]], list[_Place]] = {}
        self._technicians = {
            visit: self._problem.vehicles[route.vehicle].technician for route in draft.routes for visit in route.visits
        }

    def best(self, visit: int, below: int = NEVER, vehicle: int | None = None) -> Found | None:
        """Cheapest plan that serves a visit and all that it needs.

        Parameters
        ----------
        visit : int
            An absent visit.
        below : int
            Only plans that are dearer by less than this many cents matter.
        vehicle : int or None
            Only this shift may serve it; ``None`` means any.
        """
        absent = self._draft.absent
        unit = [member for member in self._problem.links.needs.get(visit, (visit,)) if member in absent]
        return _Search(self, visit, unit, vehicle).below(below)

    def places(self, visit: int, vehicle: int, visits: tuple[int, ...]) -> list[_Place]:
        """Where a visit may fit into a route as far as can be seen without appointments, with the least price.

        Parameters
        ----------
        visit, vehicle : int
            Which visit, on which shift.
        visits : tuple of int
            The route.
        """
        key = (visit, vehicle, visits)
        if key not in self._places:
            self._places[key] = list(self._places_on(self.route(vehicle, visits), visit))
        return self._places[key]

    def _places_on(self, route: DraftRoute, visit: int) -> Iterator[_Place]:
        if not route.feasible:
            return
        bounds = self._screen.bounds(route, np.array([visit], dtype=np.int64))[:, 0]
        for position in np.flatnonzero(bounds < NEVER).tolist():
            starts = self._starts(route, visit, position)
            if starts is not None:
                yield _Place(int(bounds[position]) + route.floor, route.vehicle, position, starts)

    def route(self, vehicle: int, visits: tuple[int, ...]) -> DraftRoute:
        """A route without appointments.

        Parameters
        ----------
        vehicle : int
            Index of the shift.
        visits : tuple of int
            In order.
        """
        key = (vehicle, visits)
        if key not in self._routes:
            self._routes[key] = DraftRoute(self._problem, self._draft.legs, vehicle, visits)
        return self._routes[key]

    def _starts(self, route: DraftRoute, visit: int, position: int) -> TimeWindow | None:
        shift, entry = self._problem.vehicles[route.vehicle], self._problem.visits[visit]
        seconds = self._draft.legs.durations[shift.profile]
        windows = self._problem.start_windows[visit]
        origin, destination = int(route.origins[position]), int(route.destinations[position])
        saved = self._draft.legs.shortcut(shift).seconds
        there = 0 if origin == OPEN else max(0, seconds.item(origin, entry.place) - saved)
        onward = 0 if destination == OPEN else max(0, seconds.item(entry.place, destination) - saved)
        service = service_duration(self._problem, visit, shift, repeated=True)
        earliest = first_start(windows, int(route.leave[position]) + there)
        latest = last_start(windows, int(route.reach[position]) - onward - service)
        return None if earliest is None or latest is None or latest < earliest else TimeWindow(earliest, latest)


class _Search:
    """Depth first through the places of one member after the other."""

    def __init__(self, owner: LinkedInsertions, visit: int, unit: list[int], vehicle: int | None) -> None:
        self._owner = owner
        self._visit = visit
        self._unit = unit
        self._vehicle = vehicle
        draft = owner._draft
        self._draft = draft
        self._now = {route.vehicle: route.visits for route in draft.routes if route.visits}
        self._saved = sum(draft.given.visits[member].penalty for member in unit)
        self._saved += owner.cap.price * max(0, -owner.cap.room)
        self._best: Found | None = None
        self._below = NEVER
        self._plans = self._placed = 0

    def below(self, below: int) -> Found | None:
        self._below = below
        self._place(0, {}, {}, {})
        return self._best

    def _place(
        self,
        number: int,
        changed: dict[int, tuple[int, ...]],
        floors: dict[int, int],
        placed: dict[int, _Place],
    ) -> None:
        if number == len(self._unit):
            self._finish(changed, placed)
            return
        member = self._unit[number]
        candidates = sorted(self._candidates(member, changed, floors, placed))
        for bound, place in candidates[: self._owner.width]:
            if bound >= self._below or self._enough or self._owner.over():
                break
            self._placed += 1
            visits = changed.get(place.vehicle, self._draft.routes[place.vehicle].visits)
            visits = (*visits[: place.position], member, *visits[place.position :])
            self._place(
                number + 1,
                changed | {place.vehicle: visits},
                floors | {place.vehicle: place.bound},
                placed | {member: place},
            )

    @property
    def _enough(self) -> bool:
        most = self._owner.effort
        return self._plans > most.plans or self._placed > most.placed

    def _candidates(
        self, member: int, changed: dict[int, tuple[int, ...]], floors: dict[int, int], placed: dict[int, _Place]
    ) -> Iterator[tuple[int, _Place]]:
        costs = self._draft.routes
        settled = sum(floor - costs[vehicle].cost for vehicle, floor in floors.items()) - self._saved
        vehicles = self._owner._fitting[member]
        if member == self._visit and self._vehicle is not None:
            vehicles = [self._vehicle]
        for vehicle in vehicles:
            if not self._suits(member, vehicle, placed):
                continue
            rest = settled - (floors[vehicle] if vehicle in floors else costs[vehicle].cost)
            for place in self._owner.places(member, vehicle, changed.get(vehicle, costs[vehicle].visits)):
                if self._in_time(member, place, placed):
                    yield rest + place.bound, place

    def _suits(self, member: int, vehicle: int, placed: dict[int, _Place]) -> bool:
        problem = self._draft.given
        technician = problem.vehicles[vehicle].technician
        for link in problem.links.at.get(member, ()):
            other = link.other(member)
            who = self._owner._technicians.get(other)
            if other in placed:
                who = problem.vehicles[placed[other].vehicle].technician
            if who is not None and not link.suits(technician, who):
                return False
        return True

    def _in_time(self, member: int, place: _Place, placed: dict[int, _Place]) -> bool:
        for link in self._draft.given.links.at.get(member, ()):
            other = placed.get(link.other(member))
            if other is None:
                continue
            first, second = (other.starts, place.starts) if member == link.second else (place.starts, other.starts)
            if not link.in_time(first, second):
                return False
        return True

    def _finish(self, changed: dict[int, tuple[int, ...]], placed: dict[int, _Place]) -> None:
        self._plans += 1
        for vehicle, visits in changed.items():
            if not self._owner.route(vehicle, visits).feasible:
                return
        trial = self._draft.adopted((self._now | changed).items())
        extra = trial.cost - self._draft.cost
        if extra < self._below and trial.feasible:
            self._below = extra
            place = placed[self._visit]
            delta = extra + self._draft.given.visits[self._visit].penalty
            position = changed[place.vehicle].index(self._visit)
            self._best = Found(extra, trial, Insertion(delta, place.vehicle, position))


def has_appointments(draft: Draft, vehicle: int) -> bool:
    """Whether a route has visits whose starts depend on other visits.

    Parameters
    ----------
    draft : Draft
        The plan.
    vehicle : int
        Index of the shift.
    """
    return bool(draft.appointments) and any(visit in draft.appointments for visit in draft.routes[vehicle].visits)


def into_plan(
    draft: Draft, screen: Screen, linked: LinkedInsertions, vehicle: int, visit: int, *, quickly: bool = False
) -> Insertion | None:
    """Cheapest insertion of a visit into a shift's route, with what it needs, other linked visits moving along.

    Parameters
    ----------
    draft : Draft
        The plan.
    screen : Screen
        Of the problem as given.
    linked : LinkedInsertions
        Of that plan.
    vehicle, visit : int
        Which visit, on which shift.
    quickly : bool
        Let the appointments stand where the visit itself has no link.
    """
    if visit not in draft.given.links.at and (quickly or not has_appointments(draft, vehicle)):
        return into_route(screen, draft.routes[vehicle], visit, cap=linked.cap)
    found = linked.best(visit, vehicle=vehicle)
    return found.insertion if found else None


def complete_linked(
    draft: Draft,
    screen: Screen,
    fitting: list[list[int]],
    over: Callable[[], bool] = lambda: False,
    *,
    exact: bool = False,
) -> bool:
    """Insert absent linked visits where that pays, the dearest first.

    Parameters
    ----------
    draft : Draft
        The plan; changed in place.
    screen : Screen
        Of the problem as given.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    over : callable
        Tells when to leave the rest.
    exact : bool
        Try every place, and also visits without a link on routes with appointments.

    Returns
    -------
    bool
        Whether the plan has changed.
    """
    problem = draft.given
    changed = True
    ever = False
    while changed:
        changed = False
        linked = LinkedInsertions(draft, screen, fitting, over, quickly=not exact)
        for visit in sorted(draft.absent, key=lambda v: (-problem.visits[v].penalty, v)):
            if over():
                return ever
            if visit not in draft.absent or not (exact or visit in problem.links.at):
                continue
            found = _best_of(draft, linked, visit)
            if found is not None:
                draft.take(found.plan)
                linked = LinkedInsertions(draft, screen, fitting, over, quickly=not exact)
                changed = ever = True
    return ever


def _best_of(draft: Draft, linked: LinkedInsertions, visit: int) -> Found | None:
    """The cheapest plan with a visit that is no dearer; of visits without a link only beside appointments."""
    if visit in draft.given.links.at:
        return linked.best(visit, 1)
    best: Found | None = None
    for vehicle in range(len(draft.routes)):
        if has_appointments(draft, vehicle) and vehicle in linked._fitting[visit]:
            best = linked.best(visit, best.extra if best else 1, vehicle) or best
    return best


def settle(draft: Draft, before: Draft | None = None) -> Draft:
    """Give linked visits the appointments that :func:`solver.appointments.appoint` finds for the plan as it is now.

    Parameters
    ----------
    draft : Draft
        The plan; changed in place.
    before : Draft or None
        A settled plan to go back to where that is cheaper.

    Returns
    -------
    Draft
        The settled plan, to go back to later.
    """
    if not draft.given.links:
        return draft
    trial = draft.adopted(draft.sequences())
    if before is not None and (not trial.feasible or trial.cost > before.cost):
        trial = before
    draft.take(trial)
    return trial


def unlinked(fitting: list[list[int]], draft: Draft) -> list[list[int]]:
    """The shifts that may serve each visit by itself: none for linked ones.

    Parameters
    ----------
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    draft : Draft
        A plan.
    """
    linked = draft.given.links.at
    return [[] if visit in linked else shifts for visit, shifts in enumerate(fitting)] if linked else fitting
