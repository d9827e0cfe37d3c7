"""The cost terms, written once; every amount in cents, rounded where it arises (per leg, per stop, per shift)."""

from collections.abc import Iterable, Sequence

from solver.problem import Problem, Rates, Vehicle, Visit, priced, priced_way
from solver.solution import DepotCall, Route, Stop, Term
from solver.travel import distance


def terms_of(problem: Problem, routes: Sequence[Route]) -> dict[Term, int]:
    """Add up every cost term of a plan.

    Parameters
    ----------
    problem : Problem
        The problem.
    routes : sequence of Route
        The plan; what is on no route is left out at its penalty.

    Returns
    -------
    dict of Term to int
        Cents; every term is present.
    """
    terms = dict.fromkeys(Term, 0)
    served = {stop.visit for route in routes for stop in route.stops}
    terms[Term.UNSERVED] = sum(v.penalty for k, v in enumerate(problem.visits) if k not in served)
    for route in routes:
        for term, cents in route_terms(problem, route):
            terms[term] += cents
    terms[Term.CHANGE] += beyond_cost(problem, len(changes_of(problem, routes)))
    return terms


def changes_of(problem: Problem, routes: Sequence[Route]) -> tuple[int, ...]:
    """Visits of the baseline that a plan changes or leaves out, ascending.

    Parameters
    ----------
    problem : Problem
        The problem.
    routes : sequence of Route
        The plan.
    """
    if problem.baseline is None:
        return ()
    kept = {
        stop.visit
        for route in routes
        for stop in route.stops
        if not is_changed(problem, stop.visit, problem.vehicles[route.vehicle], stop.start)
    }
    return tuple(k for k, before in enumerate(problem.baseline.stops) if before is not None and k not in kept)


def beyond_cost(problem: Problem, changes: int) -> int:
    """Cents for changing more visits than the cap allows.

    Parameters
    ----------
    problem : Problem
        The problem.
    changes : int
        How many visits of the baseline the plan changes or leaves out.
    """
    baseline = problem.baseline
    if baseline is None or baseline.most_changes is None:
        return 0
    return max(0, changes - baseline.most_changes) * baseline.change_beyond


def route_terms(problem: Problem, route: Route) -> Iterable[tuple[Term, int]]:
    """Every amount that one route causes, as (term, cents).

    Parameters
    ----------
    problem : Problem
        The problem.
    route : Route
        With at least one stop.
    """
    vehicle = problem.vehicles[route.vehicle]
    rates = vehicle.rates
    yield Term.FIXED, rates.fixed
    yield Term.OVERTIME, priced(route.overtime, rates.overtime_per_hour)
    yield Term.WAITING, priced(route.waiting, rates.waiting_per_hour)
    yield Term.WORKLOAD, workload_cost(vehicle, route_work(problem, route))
    for seconds, metres in _legs(problem, route):
        yield Term.TRAVEL_TIME, priced(seconds, rates.travel_per_hour)
        yield Term.TRAVEL_DISTANCE, priced_way(metres, rates.travel_per_km)
    for stop in route.stops:
        visit = problem.visits[stop.visit]
        yield Term.PROMISE, promise_cost(visit, stop.start)
        yield Term.RESPONSE, response_cost(visit, stop.start)
        yield Term.PREFERENCE, preference_cost(visit, vehicle)
        yield (
            Term.CHANGE,
            technician_change(problem, stop.visit, vehicle) + start_change(problem, stop.visit, stop.start),
        )


def route_work(problem: Problem, route: Route) -> int:
    """Seconds of work on a route: driving, service and the depot call; no breaks, no waiting.

    Parameters
    ----------
    problem : Problem
        The problem.
    route : Route
        The route.
    """
    call = problem.depot.duration if problem.depot and route.depot_call else 0
    return route.travel + route.service + call


def _legs(problem: Problem, route: Route) -> Iterable[tuple[int, int]]:
    """Seconds and metres of each leg; there are two where the route calls at the depot."""
    stops: tuple[Stop, ...] = route.stops
    call = route.depot_call
    for position, stop in enumerate(stops):
        if call is not None and position == call.after + 1:
            seconds, metres = _to_depot(problem, route, call)
            yield seconds, metres
            yield stop.travel - seconds, stop.distance - metres
        else:
            yield stop.travel, stop.distance
    yield route.travel - sum(s.travel for s in stops), route.distance - sum(s.distance for s in stops)


def _to_depot(problem: Problem, route: Route, call: DepotCall) -> tuple[int, int]:
    shift = problem.vehicles[route.vehicle]
    before = route.stops[call.after] if call.after >= 0 else None
    left, origin = (before.end, problem.visits[before.visit].place) if before else (route.start, shift.start_place)
    resting = sum(b.duration for b in route.breaks if b.after == call.after and b.start < call.arrival)
    metres = distance(problem.travel[shift.profile], origin, problem.depot.place if problem.depot else None)
    return call.arrival - left - resting, metres


def leg_cost(rates: Rates, seconds: int, metres: int) -> int:
    """Cents for one leg.

    Parameters
    ----------
    rates : Rates
        Of the shift.
    seconds, metres : int
        Driving time, breaks left out, and distance.
    """
    return priced(seconds, rates.travel_per_hour) + priced_way(metres, rates.travel_per_km)


def workload_cost(vehicle: Vehicle, work: int) -> int:
    """Cents for working more than the target.

    Parameters
    ----------
    vehicle : Vehicle
        The shift.
    work : int
        Seconds of work on its route.
    """
    if vehicle.workload_target is None:
        return 0
    return priced(max(0, work - vehicle.workload_target), vehicle.rates.workload_per_hour)


def promise_cost(visit: Visit, start: int) -> int:
    """Cents for starting after the promised window.

    Parameters
    ----------
    visit : Visit
        The visit.
    start : int
        Start of service.
    """
    promise = visit.promise
    if promise is None or start <= promise.window.latest_start:
        return 0
    return promise.broken_cost + priced(start - promise.window.latest_start, promise.late_cost_per_hour)


def response_cost(visit: Visit, start: int) -> int:
    """Cents for starting after the response due time.

    Parameters
    ----------
    visit : Visit
        The visit.
    start : int
        Start of service.
    """
    response = visit.response
    if response is None or start <= response.due:
        return 0
    return response.late_cost + priced(start - response.due, response.late_cost_per_hour)


def preference_cost(visit: Visit, vehicle: Vehicle) -> int:
    """Cents for sending somebody who is not among the preferred technicians.

    Parameters
    ----------
    visit : Visit
        The visit.
    vehicle : Vehicle
        The shift that serves it.
    """
    liked = visit.preferred_technicians
    return visit.preference_cost if liked and vehicle.technician not in liked else 0


def technician_change(problem: Problem, visit: int, vehicle: Vehicle) -> int:
    """Cents for sending another technician than the baseline.

    Parameters
    ----------
    problem : Problem
        The problem.
    visit : int
        Index of the visit.
    vehicle : Vehicle
        The shift that serves it.
    """
    before = problem.baseline.stops[visit] if problem.baseline else None
    if problem.baseline is None or before is None or before.technician == vehicle.technician:
        return 0
    return problem.baseline.technician_changed


def start_change(problem: Problem, visit: int, start: int) -> int:
    """Cents for moving the start away from the baseline by more than the tolerance.

    Parameters
    ----------
    problem : Problem
        The problem.
    visit : int
        Index of the visit.
    start : int
        Start of service.
    """
    before = problem.baseline.stops[visit] if problem.baseline else None
    if problem.baseline is None or before is None or abs(start - before.start) <= problem.baseline.tolerance:
        return 0
    return problem.baseline.start_moved


def is_changed(problem: Problem, visit: int, vehicle: Vehicle, start: int) -> bool:
    """Whether a stop departs from the baseline so far that its customer has to be called again.

    Parameters
    ----------
    problem : Problem
        The problem.
    visit : int
        Index of the visit.
    vehicle : Vehicle
        The shift that serves it.
    start : int
        Start of service.
    """
    before = problem.baseline.stops[visit] if problem.baseline else None
    if problem.baseline is None or before is None:
        return False
    return before.technician != vehicle.technician or abs(start - before.start) > problem.baseline.tolerance


def stop_cost(problem: Problem, visit: int, vehicle: Vehicle, start: int) -> int:
    """Cents for everything that one stop causes, travel aside.

    Parameters
    ----------
    problem : Problem
        The problem.
    visit : int
        Index of the visit.
    vehicle : Vehicle
        The shift that serves it.
    start : int
        Start of service.
    """
    entry = problem.visits[visit]
    cents = promise_cost(entry, start) + response_cost(entry, start) + preference_cost(entry, vehicle)
    if problem.baseline is not None:
        cents += technician_change(problem, visit, vehicle) + start_change(problem, visit, start)
    return cents
