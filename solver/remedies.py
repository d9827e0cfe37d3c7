"""The smallest single change that would fit an unassigned visit into a plan, confirmed by an insertion test.

Minutes first (a wider window or more overtime, whichever takes fewer), then another visit's place, then a skill or a
technician that the rules don't allow now. For a visit in a pair: that it is made without the other.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from solver.draft import Draft, DraftRoute
from solver.fit import missing_skills, obstacle
from solver.forward import ForwardPass
from solver.insertion import Insertion, into_route
from solver.problem import Problem, SkillLevel, TimeWindow, Visit
from solver.screen import NEVER, Screen
from solver.solution import ReasonCode, Remedy
from solver.timing import Timed, as_route, finish_route
from solver.variants import with_vehicle, with_visit

MOST_MINUTES = 120
"""Longest change of a window or of the overtime worth proposing."""

MOST_DROPS_TRIED = 5
"""How many of the cheapest visits to drop are put to the exact test."""

TIMED = frozenset({ReasonCode.NO_ROOM, ReasonCode.TIME_WINDOW, ReasonCode.SHIFT, ReasonCode.DURATION, ReasonCode.BREAK})
"""Reasons that minutes may mend."""

ALONE = frozenset({ReasonCode.NO_ROOM, ReasonCode.PAIR})
"""Reasons why a visit may fit without those that it is paired with."""


class Remedies:
    """Looks for remedies in one plan.

    Parameters
    ----------
    draft : Draft
        The plan.
    screen : Screen
        Of its problem.
    """

    def __init__(self, draft: Draft, screen: Screen) -> None:
        self._draft = draft
        self._problem = draft.problem
        self._screen = screen
        self._cap = draft.cap
        self._shorter: dict[int, list[tuple[int, DraftRoute]]] = {}

    def smallest(self, visit: int, code: ReasonCode, insertion: Insertion | None) -> Remedy | None:
        """Find the smallest change; ``None`` when no single one helps.

        Parameters
        ----------
        visit : int
            Index of the visit.
        code : ReasonCode
            Why it is left out.
        insertion : Insertion or None
            Its cheapest insertion, which then costs more than the penalty.
        """
        if insertion is not None:
            cents = insertion.delta - self._problem.visits[visit].penalty
            return Remedy("pay", insertion.vehicle, cents)
        if visit in self._problem.links.at:
            return self._alone(visit) if code in ALONE else None
        if code is ReasonCode.SKILL:
            return self._skill(visit)
        if code is ReasonCode.TECHNICIAN:
            return self._technician(visit)
        found = min(self._minutes(visit), key=lambda r: r.amount, default=None) if code in TIMED else None
        if found is None and code is ReasonCode.NO_ROOM:
            found = self._drop(visit)
        return found

    def _alone(self, visit: int) -> Remedy | None:
        """The cheapest route for it if it were not paired; ``None`` also where it waits for a visit to come before."""
        if not all(link.is_pair for link in self._problem.links.at[visit]):
            return None
        routes = self._routes(visit)
        found = (into_route(self._screen, route, visit, cap=self._cap) for route in routes)
        best = min((insertion for insertion in found if insertion is not None), default=None)
        return Remedy("alone", best.vehicle, 1) if best else None

    def _routes(self, visit: int) -> Iterator[DraftRoute]:
        """Routes of the shifts that may serve the visit."""
        for route in self._draft.routes:
            if route.feasible and self._obstacle(self._problem.visits[visit], route) is None:
                yield route

    def _obstacle(self, entry: Visit, route: DraftRoute) -> ReasonCode | None:
        return obstacle(entry, self._problem.vehicles[route.vehicle], self._problem.depot)

    def _minutes(self, visit: int) -> Iterator[Remedy]:
        entry = self._problem.visits[visit]
        if entry.windows and entry.pinned_start is None:
            free = with_visit(self._problem, visit, replace(entry, windows=()))
            for route in self._routes(visit):
                timed = [t for _, t in _insertions(free, route, visit)]
                seconds = min((_outside(free, route.vehicle, visit, entry, t) for t in timed), default=NEVER)
                yield from self._confirmed_window(visit, entry, route, _whole_minutes(seconds))
        for route in self._routes(visit):
            shift = self._problem.vehicles[route.vehicle]
            longer = replace(shift, overtime_limit=shift.overtime_limit + 60 * MOST_MINUTES)
            relaxed = with_vehicle(self._problem, route.vehicle, longer)
            ends = [timed.end for _, timed in _insertions(relaxed, route, visit)]
            seconds = _whole_minutes(min(ends, default=NEVER) - shift.shift_end - shift.overtime_limit)
            if 0 < seconds <= 60 * MOST_MINUTES:
                just_enough = replace(shift, overtime_limit=shift.overtime_limit + seconds)
                if any(_insertions(with_vehicle(self._problem, route.vehicle, just_enough), route, visit)):
                    yield Remedy("overtime_minutes", route.vehicle, seconds)

    def _confirmed_window(self, visit: int, entry: Visit, route: DraftRoute, seconds: int) -> Iterator[Remedy]:
        if 0 < seconds <= 60 * MOST_MINUTES:
            wider = with_visit(self._problem, visit, replace(entry, windows=_widened(entry, seconds)))
            if any(_insertions(wider, route, visit)):
                yield Remedy("window_minutes", route.vehicle, seconds)

    def _drop(self, visit: int) -> Remedy | None:
        """Cheapest visit of lower penalty whose place it could take."""
        found: list[tuple[int, int, int, DraftRoute]] = []
        penalty = self._problem.visits[visit].penalty
        for route in self._routes(visit):
            for leaving, shorter in self._without_one(route):
                lost = self._problem.visits[leaving].penalty
                bound = self._screen.bounds(shorter, np.array([visit], dtype=np.int64)).min()
                if lost < penalty and bound < NEVER:
                    found.append((int(bound) + shorter.floor - route.cost + lost, leaving, route.vehicle, shorter))
        found.sort(key=lambda entry: entry[:3])
        for _, leaving, vehicle, shorter in found[:MOST_DROPS_TRIED]:
            if into_route(self._screen, shorter, visit) is not None:
                return Remedy("drop_visit", vehicle, leaving)
        return None

    def _without_one(self, route: DraftRoute) -> list[tuple[int, DraftRoute]]:
        if route.vehicle not in self._shorter:
            shorter = [
                (leaving, self._draft.route(route.vehicle, route.visits[:k] + route.visits[k + 1 :]))
                for k, leaving in enumerate(route.visits)
                if leaving not in self._problem.links.at
            ]
            self._shorter[route.vehicle] = [entry for entry in shorter if entry[1].feasible]
        return self._shorter[route.vehicle]

    def _skill(self, visit: int) -> Remedy | None:
        """The one skill, with the fewest levels missing, that would let somebody serve it."""
        entry = self._problem.visits[visit]
        found: list[tuple[int, int, Remedy]] = []
        for route in self._draft.routes:
            if not route.feasible:
                continue
            missing = missing_skills(entry, self._problem.vehicles[route.vehicle])
            enough = [(short, need) for need, short in missing if self._suffices(need, entry, route)]
            insertion = into_route(self._screen, route, visit, cap=self._cap) if enough else None
            if insertion is not None:
                short, need = min(enough)
                found.append((short, insertion.delta, Remedy("skill", route.vehicle, need.level, need.skill)))
        return min(found, key=lambda entry: entry[:2])[2] if found else None

    def _suffices(self, need: SkillLevel, entry: Visit, route: DraftRoute) -> bool:
        """Whether nothing but this one skill keeps a technician from a visit."""
        shift = self._problem.vehicles[route.vehicle]
        others = tuple(held for held in shift.skills if held.skill != need.skill)
        return obstacle(entry, replace(shift, skills=(*others, need)), self._problem.depot) is None

    def _technician(self, visit: int) -> Remedy | None:
        """The cheapest technician among those kept away by name only."""
        entry = self._problem.visits[visit]
        anybody = replace(entry, allowed_technicians=None, excluded_technicians=frozenset())
        found: list[tuple[int, Remedy]] = []
        for route in self._draft.routes:
            shift = self._problem.vehicles[route.vehicle]
            if route.feasible and self._obstacle(anybody, route) is None:
                insertion = into_route(self._screen, route, visit, cap=self._cap)
                if insertion is not None:
                    found.append((insertion.delta, Remedy("technician", route.vehicle, shift.technician)))
        return min(found, key=lambda entry: entry[0])[1] if found else None


def _insertions(problem: Problem, route: DraftRoute, visit: int) -> Iterator[tuple[int, Timed]]:
    """Every feasible insertion into a route under changed rules, as (position, times)."""
    shift = problem.vehicles[route.vehicle]
    if shift.max_visits is not None and len(route.visits) >= shift.max_visits:
        return
    forward = ForwardPass(problem, route.vehicle, shift.shift_start)
    for position in range(len(route.prefixes)):
        visits = (*route.visits[:position], visit, *route.visits[position:])
        timed = finish_route(forward, route.prefixes[: position + 1], visits)
        if timed is not None:
            yield position, timed


def _outside(problem: Problem, vehicle: int, visit: int, entry: Visit, timed: Timed) -> int:
    """Seconds between the starts that these times leave open and the nearest window."""
    stop = next(stop for stop in as_route(problem, vehicle, timed).stops if stop.visit == visit)
    return min(max(0, w.earliest_start - stop.start - stop.slack, stop.start - w.latest_start) for w in entry.windows)


def _widened(entry: Visit, seconds: int) -> tuple[TimeWindow, ...]:
    wider: list[TimeWindow] = []
    for earliest, latest in entry.windows:
        start = max(0, earliest - seconds)
        if wider and start <= wider[-1].latest_start:
            wider[-1] = TimeWindow(wider[-1].earliest_start, latest + seconds)
        else:
            wider.append(TimeWindow(start, latest + seconds))
    return tuple(wider)


def _whole_minutes(seconds: int) -> int:
    return -(-seconds // 60) * 60
