"""The independent checker: recomputes everything from the problem and the routes, trusting nothing that made them.

It imports types only, as do ``checker_travel.py`` and ``checker_terms.py``, which are parts of it. What it knows of
travel, breaks, durations and costs it states again in its own words; where it and the timetable disagree, one of them
is wrong and no plan leaves the solver.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil

from solver.checker_terms import wrong_terms
from solver.checker_travel import call_before, wrong_travel
from solver.problem import Break, Order, Pair, Problem, Vehicle, Visit
from solver.solution import Route, Solution, Stop, TakenBreak, Violation


def check(problem: Problem, solution: Solution) -> tuple[Violation, ...]:
    """Find everything that is wrong with a solution.

    Parameters
    ----------
    problem : Problem
        What was asked.
    solution : Solution
        Anybody's plan with times.

    Returns
    -------
    tuple of Violation
        Empty when the plan is feasible and every figure is right.
    """
    return (
        *_cover(problem, solution),
        *(v for r in solution.routes for v in _route(problem, r)),
        *_links(problem, solution),
        *wrong_terms(problem, solution),
    )


def _cover(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Each visit is on one route or in the list of unassigned ones; each shift has one route at most."""
    seen = Counter(stop.visit for route in solution.routes for stop in route.stops)
    seen.update(entry.visit for entry in solution.unassigned)
    for visit in sorted(set(range(len(problem.visits))) | set(seen)):
        if seen[visit] != 1 or not 0 <= visit < len(problem.visits):
            yield Violation("route", None, visit, seen[visit])
    vehicles = [route.vehicle for route in solution.routes]
    for before, after in pairwise(vehicles):
        if after <= before:
            yield Violation("route", after, None, 1)
    for route in solution.routes:
        if not route.stops or not 0 <= route.vehicle < len(problem.vehicles):
            yield Violation("route", route.vehicle, None, 0)


def _route(problem: Problem, route: Route) -> Iterator[Violation]:
    known = all(0 <= stop.visit < len(problem.visits) for stop in route.stops)
    if not known or not route.stops or not 0 <= route.vehicle < len(problem.vehicles):
        return
    shift = problem.vehicles[route.vehicle]
    yield from _who(problem, route, shift)
    yield from _stock(problem, route, shift)
    yield from wrong_travel(problem, route, shift)
    for position, stop in enumerate(route.stops):
        yield from _service(problem, route, shift, position, stop)
    yield from _work(problem, route, shift)
    yield from _breaks(route, shift)


def _who(problem: Problem, route: Route, shift: Vehicle) -> Iterator[Violation]:
    for stop in route.stops:
        visit = problem.visits[stop.visit]
        yield from _skilled(route, visit, stop, dict(shift.skills))
        barred = visit.allowed_technicians is not None and shift.technician not in visit.allowed_technicians
        if barred or shift.technician in visit.excluded_technicians:
            yield Violation("technician", route.vehicle, stop.visit, 1)
        if visit.pinned_technician is not None and visit.pinned_technician != shift.technician:
            yield Violation("pin", route.vehicle, stop.visit, 1)


def _skilled(route: Route, visit: Visit, stop: Stop, held: dict[int, int]) -> Iterator[Violation]:
    """All of the required skills, one of the choice, none of those that are barred."""
    for skill, level in visit.skills:
        if held.get(skill, -1) < level:
            yield Violation("skill", route.vehicle, stop.visit, max(1, level - held.get(skill, 0)))
    if visit.one_of and all(held.get(skill, -1) < level for skill, level in visit.one_of):
        away = min(max(1, level - held.get(skill, 0)) for skill, level in visit.one_of)
        yield Violation("skill", route.vehicle, stop.visit, away)
    for skill in sorted(visit.none_of.intersection(held)):
        yield Violation("skill", route.vehicle, stop.visit, max(1, held[skill]))


def _stock(problem: Problem, route: Route, shift: Vehicle) -> Iterator[Violation]:
    """Before the call at the depot the van's own stock has to do; after it nothing lacks; nobody calls without need."""
    call = route.depot_call
    if call and (problem.depot is None or not shift.may_call or not -1 <= call.after < len(route.stops) - 1):
        yield Violation("stock", route.vehicle, None, 1)
    taken: Counter[int] = Counter()
    everything = shift.parts is None
    held = dict(enumerate(shift.parts or ()))
    lacked = False
    for position, stop in enumerate(route.stops):
        visit = problem.visits[stop.visit]
        before, wanted = taken.copy(), Counter(dict(enumerate(visit.parts)))
        taken.update(wanted)
        lacking = sum(tool not in shift.tools for tool in visit.tools)
        for kind in wanted if not everything else ():
            lacking += max(0, taken[kind] - held.get(kind, 0)) - max(0, before[kind] - held.get(kind, 0))
        lacked = lacked or lacking > 0
        if lacking and not (call and call.after < position):
            yield Violation("stock", route.vehicle, stop.visit, lacking)
    if call and not lacked:
        yield Violation("stock", route.vehicle, None, 1)


def _service(problem: Problem, route: Route, shift: Vehicle, position: int, stop: Stop) -> Iterator[Violation]:
    """When the service starts, how long it takes, and the lateness shown."""
    visit = problem.visits[stop.visit]
    before = route.stops[position - 1] if position else None
    last_place = problem.visits[before.visit].place if before else None
    if problem.depot and call_before(route, position):
        last_place = problem.depot.place
    repeated = last_place == visit.place
    known = 0 <= visit.kind < len(shift.duration_percents)
    percent = shift.duration_percents[visit.kind] if known else 100
    seconds = ceil(Fraction(visit.duration * percent, 100)) + (0 if repeated else visit.setup)
    if stop.duration != seconds or stop.end != stop.start + seconds:
        yield Violation("duration", route.vehicle, stop.visit, stop.end - stop.start - seconds)
    yield from _start(route, visit, stop)
    promise_late = max(0, stop.start - visit.promise.window.latest_start) if visit.promise else 0
    response_late = max(0, stop.start - visit.response.due) if visit.response else 0
    if stop.promise_lateness != promise_late:
        yield Violation("promise", route.vehicle, stop.visit, stop.promise_lateness - promise_late)
    if stop.response_lateness != response_late:
        yield Violation("response", route.vehicle, stop.visit, stop.response_lateness - response_late)


def _start(route: Route, visit: Visit, stop: Stop) -> Iterator[Violation]:
    if visit.pinned_start is not None:
        if stop.start != visit.pinned_start:
            yield Violation("pin", route.vehicle, stop.visit, abs(stop.start - visit.pinned_start))
        return
    if visit.windows and not any(a <= stop.start <= b for a, b in visit.windows):
        away = min(max(a - stop.start, stop.start - b) for a, b in visit.windows)
        yield Violation("time_window", route.vehicle, stop.visit, away)
    if stop.start < visit.ready_at:
        yield Violation("parts_ready", route.vehicle, stop.visit, visit.ready_at - stop.start)
    if visit.promise and stop.start < visit.promise.window.earliest_start:
        yield Violation("promise", route.vehicle, stop.visit, visit.promise.window.earliest_start - stop.start)


def _work(problem: Problem, route: Route, shift: Vehicle) -> Iterator[Violation]:
    """The shift, its overtime and work limit, and the route's totals."""
    if route.start < shift.shift_start:
        yield Violation("shift", route.vehicle, None, shift.shift_start - route.start)
    over = route.end - shift.shift_end
    if over > shift.overtime_limit:
        yield Violation("shift", route.vehicle, None, over - shift.overtime_limit)
    resting = sum(b.duration for b in route.breaks)
    worked = route.end - route.start - resting
    if shift.work_limit is not None and worked > shift.work_limit:
        yield Violation("work_limit", route.vehicle, None, worked - shift.work_limit)
    if shift.max_visits is not None and len(route.stops) > shift.max_visits:
        yield Violation("max_visits", route.vehicle, None, len(route.stops) - shift.max_visits)
    calling = problem.depot.duration if problem.depot and route.depot_call else 0
    totals = (
        ("overtime", route.overtime, max(0, over)),
        ("duration", route.service, sum(s.end - s.start for s in route.stops)),
        ("travel", route.waiting, worked - route.travel - route.service - calling),
    )
    for code, shown, found in totals:
        if shown != found:
            yield Violation(code, route.vehicle, None, shown - found)


def _breaks(route: Route, shift: Vehicle) -> Iterator[Violation]:
    """Every break that is owed is taken, in order, in its window, at its length."""
    due = [b for b in shift.breaks if route.start < b.earliest_start + b.duration]
    for taken, owed in zip(route.breaks, due, strict=False):
        if not owed.earliest_start <= taken.start <= owed.latest_start or taken.duration != owed.duration:
            yield Violation("break", route.vehicle, None, _outside(taken, owed))
    if len(route.breaks) > len(due):
        yield Violation("break", route.vehicle, None, len(route.breaks) - len(due))
    for missing in due[len(route.breaks) :]:
        if route.end > missing.latest_start:
            yield Violation("break", route.vehicle, None, route.end - missing.latest_start)


def _outside(taken: TakenBreak, owed: Break) -> int:
    return max(owed.earliest_start - taken.start, taken.start - owed.latest_start, owed.duration - taken.duration)


def _links(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Pairs: both visits or none, by two technicians; orders: the second one only with the first; both in time."""
    served = {
        stop.visit: (problem.vehicles[route.vehicle].technician, stop.start, route.vehicle)
        for route in solution.routes
        for stop in route.stops
        if 0 <= route.vehicle < len(problem.vehicles)
    }
    for pair in problem.pairs:
        yield from _lag("pair", pair, served)
        if pair.first in served and pair.second not in served:
            yield Violation("pair", served[pair.first][2], pair.first, 1)
        if pair.first in served and pair.second in served and served[pair.first][0] == served[pair.second][0]:
            yield Violation("pair", served[pair.second][2], pair.second, 1)
    for order in problem.orders:
        yield from _lag("order", order, served)
        both = order.first in served and order.second in served
        if order.same_technician and both and served[order.first][0] != served[order.second][0]:
            yield Violation("order", served[order.second][2], order.second, 1)


def _lag(code: str, link: Pair | Order, served: dict[int, tuple[int, int, int]]) -> Iterator[Violation]:
    if link.second not in served:
        return
    _, start, vehicle = served[link.second]
    if link.first not in served:
        yield Violation(code, vehicle, link.second, 1)
        return
    lag = start - served[link.first][1]
    if lag < link.least_lag:
        yield Violation(code, vehicle, link.second, link.least_lag - lag)
    if link.most_lag is not None and lag > link.most_lag:
        yield Violation(code, vehicle, link.second, lag - link.most_lag)
