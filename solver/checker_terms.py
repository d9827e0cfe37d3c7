"""The checker's view of costs: every term added up again.

Like ``checker.py`` it imports types only.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from math import floor

from solver.checker_travel import metres
from solver.problem import Problem, Vehicle
from solver.solution import Route, Solution, Stop, Term, Violation


def wrong_terms(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Find the cost terms and the customers to be called again that a solution states wrongly.

    Parameters
    ----------
    problem : Problem
        What was asked.
    solution : Solution
        Anybody's plan with times.
    """
    valid = all(
        0 <= r.vehicle < len(problem.vehicles) and all(0 <= s.visit < len(problem.visits) for s in r.stops)
        for r in solution.routes
    )
    if not valid:
        return
    found = _amounts(problem, solution)
    called = _to_be_called(problem, solution)
    for visit in sorted(called.symmetric_difference(solution.changes)):
        yield Violation("change", None, visit, 1)
    baseline = problem.baseline
    if baseline and baseline.most_changes is not None and len(called) > baseline.most_changes:
        found[Term.CHANGE] += (len(called) - baseline.most_changes) * baseline.change_beyond
    for term in Term:
        if term not in solution.terms or solution.terms[term] != found[term]:
            yield Violation("terms", None, None, solution.terms.get(term, 0) - found[term])


def _to_be_called(problem: Problem, solution: Solution) -> set[int]:
    """Who expects somebody else, or expects them at another time, or does not expect to be left out."""
    if problem.baseline is None:
        return set()
    tolerance = problem.baseline.tolerance
    now = {s.visit: (problem.vehicles[r.vehicle].technician, s.start) for r in solution.routes for s in r.stops}
    called = set()
    for visit, before in enumerate(problem.baseline.stops):
        who, start = now.get(visit, (None, 0))
        if before and (who != before.technician or abs(start - before.start) > tolerance):
            called.add(visit)
    return called


def _amounts(problem: Problem, solution: Solution) -> Counter[Term]:
    found: Counter[Term] = Counter()
    served = {stop.visit for route in solution.routes for stop in route.stops}
    found[Term.UNSERVED] = sum(v.penalty for k, v in enumerate(problem.visits) if k not in served)
    for route in solution.routes:
        shift = problem.vehicles[route.vehicle]
        rates = shift.rates
        found[Term.FIXED] += rates.fixed
        found[Term.OVERTIME] += _half_up(max(0, route.end - shift.shift_end) * rates.overtime_per_hour, 3600)
        found[Term.WAITING] += _half_up(route.waiting * rates.waiting_per_hour, 3600)
        found[Term.WORKLOAD] += _overwork(problem, shift, route)
        seconds = [s.travel for s in route.stops]
        ways = [s.distance for s in route.stops]
        seconds.append(route.travel - sum(seconds))
        ways.append(route.distance - sum(ways))
        for amounts, there in zip((seconds, ways), _way_to_depot(problem, route, shift), strict=True):
            amounts.append(there)
            if there and route.depot_call:
                amounts[route.depot_call.after + 1] -= there
        found[Term.TRAVEL_TIME] += sum(_half_up(s * rates.travel_per_hour, 3600) for s in seconds)
        found[Term.TRAVEL_DISTANCE] += sum(_half_up(m * rates.travel_per_km, 1000) for m in ways)
        for stop in route.stops:
            for term, cents in _stop_amounts(problem, shift, stop):
                found[term] += cents
    return found


def _overwork(problem: Problem, shift: Vehicle, route: Route) -> int:
    """Cents for all that is neither waiting nor rest beyond the target."""
    if shift.workload_target is None:
        return 0
    calling = problem.depot.duration if problem.depot and route.depot_call else 0
    work = route.travel + calling + sum(s.end - s.start for s in route.stops)
    return _half_up(max(0, work - shift.workload_target) * shift.rates.workload_per_hour, 3600)


def _way_to_depot(problem: Problem, route: Route, shift: Vehicle) -> tuple[int, int]:
    """Seconds and metres driven to the depot: 0 on a route without a call."""
    call, depot = route.depot_call, problem.depot
    if call is None or depot is None or not -1 <= call.after < len(route.stops) - 1:
        return 0, 0
    before = route.stops[call.after] if call.after >= 0 else None
    left = before.end if before else route.start
    origin = problem.visits[before.visit].place if before else shift.start_place
    resting = [b.duration for b in route.breaks if b.after == call.after and b.start < call.arrival]
    return call.arrival - left - sum(resting), metres(problem, shift, origin, depot.place)


def _stop_amounts(problem: Problem, shift: Vehicle, stop: Stop) -> Iterator[tuple[Term, int]]:
    visit = problem.visits[stop.visit]
    if visit.promise and (late := stop.start - visit.promise.window.latest_start) > 0:
        yield Term.PROMISE, visit.promise.broken_cost + _half_up(late * visit.promise.late_cost_per_hour, 3600)
    if visit.response and (late := stop.start - visit.response.due) > 0:
        yield Term.RESPONSE, visit.response.late_cost + _half_up(late * visit.response.late_cost_per_hour, 3600)
    if visit.preferred_technicians and shift.technician not in visit.preferred_technicians:
        yield Term.PREFERENCE, visit.preference_cost
    before = problem.baseline.stops[stop.visit] if problem.baseline else None
    if problem.baseline and before:
        if before.technician != shift.technician:
            yield Term.CHANGE, problem.baseline.technician_changed
        if not before.start - problem.baseline.tolerance <= stop.start <= before.start + problem.baseline.tolerance:
            yield Term.CHANGE, problem.baseline.start_moved


def _half_up(amount: int, unit: int) -> int:
    return floor(Fraction(amount, unit) + Fraction(1, 2))
