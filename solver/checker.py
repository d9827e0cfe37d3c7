"""The independent checker: recomputes everything from the problem and the routes, trusting nothing that made them.

It imports types only. What it knows of travel, breaks, durations and costs it states again in its own words; where it
and the timetable disagree, one of them is wrong and no plan leaves the solver.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from solver.problem import Break, Order, Pair, Problem, Vehicle, Visit
from solver.solution import DepotCall, Route, Solution, Stop, TakenBreak, Term, Violation

BILLION = 10**9


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
        *_terms(problem, solution),
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
    yield from _legs(problem, route, shift)
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


def _legs(problem: Problem, route: Route, shift: Vehicle) -> Iterator[Violation]:
    """Times and distances of the driving, the breaks between two services, and the end."""
    stops = route.stops
    places = [shift.start_place, *(problem.visits[s.visit].place for s in stops), shift.end_place]
    departures = [route.start, *(stop.end for stop in stops)]
    services = [*(stop.start for stop in stops), route.end]
    last_travel = route.travel - sum(s.travel for s in stops)
    last_distance = route.distance - sum(s.distance for s in stops)
    for leg, (origin, destination) in enumerate(pairwise(places)):
        stop = stops[leg] if leg < len(stops) else None
        visit = stop.visit if stop else None
        breaks = [b for b in route.breaks if b.after == leg - 1]
        times = [departures[leg], *(t for b in breaks for t in (b.start, b.start + b.duration)), services[leg]]
        left, driven, way = departures[leg], 0, 0
        call = _call_before(route, leg)
        if call and problem.depot:
            place, seconds = problem.depot
            rests = [b for b in breaks if b.start < call.end]
            breaks = breaks[len(rests) :]
            arrival, driven = _drive(problem, shift, (origin, place), left, rests)
            ready = max([arrival, *(b.start + b.duration for b in rests)])
            if (call.arrival, call.end) != (arrival, ready + seconds):
                yield Violation("travel", route.vehicle, visit, abs(call.arrival - arrival) + abs(call.end - ready))
            way = _metres(problem, shift, origin, place)
            yield from _existing(problem, route, (origin, place), visit)
            origin, left = place, call.end  # noqa: PLW2901
        yield from _existing(problem, route, (origin, destination), visit)
        arrival, travel = _drive(problem, shift, (origin, destination), left, breaks)
        ready = max([arrival, *(b.start + b.duration for b in breaks)])
        travel += driven
        metres = way + _metres(problem, shift, origin, destination)
        if stop and stop.arrival != arrival:
            yield Violation("travel", route.vehicle, visit, stop.arrival - arrival)
        if not stop and route.end != ready:
            yield Violation("travel", route.vehicle, visit, route.end - ready)
        if travel != (stop.travel if stop else last_travel):
            yield Violation("travel", route.vehicle, visit, travel)
        if metres != (stop.distance if stop else last_distance):
            yield Violation("travel", route.vehicle, visit, metres)
        if services[leg] < ready:
            yield Violation("travel", route.vehicle, visit, ready - services[leg])
        resting = sum(b.duration for b in breaks if b.start >= arrival)
        if stop and stop.waiting != stop.start - arrival - resting:
            yield Violation("travel", route.vehicle, visit, stop.waiting)
        if any(after < before for before, after in pairwise(times)):
            yield Violation("break", route.vehicle, visit, 1)


def _existing(
    problem: Problem, route: Route, ends: tuple[int | None, int | None], visit: int | None
) -> Iterator[Violation]:
    """A leg leads along some way."""
    no_way = problem.travel[problem.vehicles[route.vehicle].profile].no_way
    if no_way is not None and None not in ends and no_way[ends]:
        yield Violation("unreachable", route.vehicle, visit, 1)


def _call_before(route: Route, position: int) -> DepotCall | None:
    """The call at the depot, if it is made right before this stop."""
    call = route.depot_call
    return call if call and call.after == position - 1 else None


def _drive(
    problem: Problem,
    shift: Vehicle,
    ends: tuple[int | None, int | None],
    departure: int,
    breaks: list[TakenBreak],
) -> tuple[int, int]:
    """End of a leg and its seconds of driving; a break that starts before the end interrupts it."""
    pauses: list[TakenBreak] = []
    end = _end_of_leg(problem, shift, ends, departure, pauses)
    for pause in breaks:
        if pause.start < end:
            pauses.append(pause)
            end = _end_of_leg(problem, shift, ends, departure, pauses)
    return end, end - departure - sum(p.duration for p in pauses)


def _end_of_leg(
    problem: Problem,
    shift: Vehicle,
    ends: tuple[int | None, int | None],
    departure: int,
    pauses: list[TakenBreak],
) -> int:
    """The travel rule: how far each period or stretch between breaks gets, in billionths of the leg."""
    resting = sum(p.duration for p in pauses)
    origin, destination = ends
    if origin is None or destination is None:
        return departure + resting
    travel = problem.travel[shift.profile]
    speeds = [int(matrix[origin, destination]) for matrix in travel.durations]
    if len(speeds) == 1:
        return departure + resting + speeds[0]
    rest, now = BILLION, departure
    boundaries = list(travel.period_starts[1:])
    waiting = list(pauses)
    while True:
        seconds = speeds[sum(1 for boundary in boundaries if boundary <= now)]
        events = [boundary for boundary in boundaries if boundary > now] + [p.start for p in waiting[:1]]
        needed = ceil(Fraction(rest * seconds, BILLION))
        if not events or now + needed <= min(events):
            return now + needed + sum(p.duration for p in waiting)
        if min(events) > now:
            rest -= floor(Fraction((min(events) - now) * BILLION, seconds))
            now = min(events)
        if waiting and waiting[0].start <= now:
            now += waiting.pop(0).duration


def _metres(problem: Problem, shift: Vehicle, origin: int | None, destination: int | None) -> int:
    if origin is None or destination is None:
        return 0
    return int(problem.travel[shift.profile].distances[origin, destination])


def _service(problem: Problem, route: Route, shift: Vehicle, position: int, stop: Stop) -> Iterator[Violation]:
    """When the service starts, how long it takes, and the lateness shown."""
    visit = problem.visits[stop.visit]
    before = route.stops[position - 1] if position else None
    last_place = problem.visits[before.visit].place if before else None
    if problem.depot and _call_before(route, position):
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


def _terms(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Every cost term, added up again."""
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
        metres = [s.distance for s in route.stops]
        seconds.append(route.travel - sum(seconds))
        metres.append(route.distance - sum(metres))
        for amounts, there in zip((seconds, metres), _way_to_depot(problem, route, shift), strict=True):
            amounts.append(there)
            if there and route.depot_call:
                amounts[route.depot_call.after + 1] -= there
        found[Term.TRAVEL_TIME] += sum(_half_up(s * rates.travel_per_hour, 3600) for s in seconds)
        found[Term.TRAVEL_DISTANCE] += sum(_half_up(m * rates.travel_per_km, 1000) for m in metres)
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
    return call.arrival - left - sum(resting), _metres(problem, shift, origin, depot.place)


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
