"""A route of a hand-made plan: always timed and priced, with every rule that it breaks."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from solver.appointments import Starts, appointed, suited
from solver.fit import skill_gaps
from solver.forward import owed_breaks
from solver.problem import Problem
from solver.solution import ReasonCode, Route, Violation
from solver.stock import may_call, shortages
from solver.timing import Timed, as_route, time_route


class Walk(NamedTuple):
    """A timed route, its price in cents (penalties left out), and the rules it breaks."""

    route: Route
    cost: int
    violations: tuple[Violation, ...]


def walk(problem: Problem, vehicle: int, visits: Sequence[int], starts: Starts) -> Walk:
    """Time and price one route, feasible or not.

    Parameters
    ----------
    problem : Problem
        The problem.
    vehicle : int
        Index of the shift.
    visits : sequence of int
        In order, at least one.
    starts : dict of int to int
        The appointments of linked visits (``appointments.py``).

    Raises
    ------
    ValueError
        There is no visit.
    """
    punctual = appointed(problem, starts)
    timed = time_route(punctual, vehicle, visits, lenient=True) if visits else None
    if timed is None:
        raise ValueError("A route without a visit has no times.")
    route = as_route(punctual, vehicle, timed)
    violations = (
        *(v for visit in visits for v in _forbidden(problem, vehicle, visit)),
        *(v for stop in route.stops for v in _misses(problem, vehicle, stop.visit, stop.start)),
        *_stock(problem, vehicle, visits),
        *_shift(problem, route, timed),
        *_breaks(problem, route),
    )
    return Walk(route, timed.cost, violations)


def broken_links(problem: Problem, routes: Sequence[Route]) -> Iterator[Violation]:
    """Every pair and order that a plan breaks, at the visit that may not be where or when it is.

    Parameters
    ----------
    problem : Problem
        The problem.
    routes : sequence of Route
        The plan.
    """
    shift_of = {stop.visit: route.vehicle for route in routes for stop in route.stops}
    starts = {stop.visit: stop.start for route in routes for stop in route.stops}
    for link in problem.links.all:
        code = ReasonCode.PAIR if link.is_pair else ReasonCode.ORDER
        if not suited(problem, link, shift_of):
            alone = link.second if link.second in shift_of else link.first
            yield Violation(code, shift_of[alone], alone, 1)
        if link.first in starts and link.second in starts:
            lag = starts[link.second] - starts[link.first]
            off = max(link.least - lag, lag - link.most)
            if off > 0:
                yield Violation(code, shift_of[link.second], link.second, off)


def _forbidden(problem: Problem, vehicle: int, visit: int) -> Iterator[Violation]:
    entry, shift = problem.visits[visit], problem.vehicles[vehicle]
    for levels in skill_gaps(entry, shift):
        yield Violation(ReasonCode.SKILL, vehicle, visit, levels)
    allowed = entry.allowed_technicians
    if shift.technician in entry.excluded_technicians or (allowed is not None and shift.technician not in allowed):
        yield Violation(ReasonCode.TECHNICIAN, vehicle, visit, 1)
    if entry.pinned_technician not in (None, shift.technician):
        yield Violation(ReasonCode.PIN, vehicle, visit, 1)


def _misses(problem: Problem, vehicle: int, visit: int, start: int) -> Iterator[Violation]:
    entry = problem.visits[visit]
    if any(w.earliest_start <= start <= w.latest_start for w in problem.start_windows[visit]):
        return
    if entry.pinned_start is not None:
        yield Violation(ReasonCode.PIN, vehicle, visit, abs(start - entry.pinned_start))
        return
    last = entry.windows[-1].latest_start
    code = ReasonCode.PARTS_READY if entry.ready_at > last else ReasonCode.TIME_WINDOW
    yield Violation(code, vehicle, visit, start - last)


def _stock(problem: Problem, vehicle: int, visits: Sequence[int]) -> Iterator[Violation]:
    shift = problem.vehicles[vehicle]
    if not may_call(problem, shift):
        for position, missing in shortages(problem, shift, visits):
            yield Violation(ReasonCode.STOCK, vehicle, visits[position], missing)


def _shift(problem: Problem, route: Route, timed: Timed) -> Iterator[Violation]:
    shift = problem.vehicles[route.vehicle]
    over = route.end - shift.shift_end - shift.overtime_limit
    if over > 0:
        yield Violation(ReasonCode.SHIFT, route.vehicle, None, over)
    if timed.work_excess:
        yield Violation("work_limit", route.vehicle, None, timed.work_excess)
    if shift.max_visits is not None and len(route.stops) > shift.max_visits:
        yield Violation("max_visits", route.vehicle, None, len(route.stops) - shift.max_visits)


def _breaks(problem: Problem, route: Route) -> Iterator[Violation]:
    for taken, owed in zip(route.breaks, owed_breaks(problem.vehicles[route.vehicle], route.start), strict=False):
        if taken.start > owed.latest_start:
            yield Violation(ReasonCode.BREAK, route.vehicle, None, taken.start - owed.latest_start)
