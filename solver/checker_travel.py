"""The checker's view of driving: when legs end, what interrupts them, and how far they go, stated anew.

Like ``checker.py`` it imports types only.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from solver.problem import Problem, Vehicle
from solver.solution import DepotCall, Route, TakenBreak, Violation

BILLION = 10**9


def wrong_travel(problem: Problem, route: Route, shift: Vehicle) -> Iterator[Violation]:
    """Find what is wrong with times and distances of the driving, the breaks between two services, and the end.

    Parameters
    ----------
    problem : Problem
        What was asked.
    route : Route
        Of visits that exist.
    shift : Vehicle
        The shift that drives it.
    """
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
        call = call_before(route, leg)
        if call and problem.depot:
            place, seconds = problem.depot
            rests = [b for b in breaks if b.start < call.end]
            breaks = breaks[len(rests) :]
            arrival, driven = _drive(problem, shift, (origin, place), left, rests)
            ready = max([arrival, *(b.start + b.duration for b in rests)])
            if (call.arrival, call.end) != (arrival, ready + seconds):
                yield Violation("travel", route.vehicle, visit, abs(call.arrival - arrival) + abs(call.end - ready))
            way = metres(problem, shift, origin, place)
            yield from _existing(problem, route, (origin, place), visit)
            origin, left = place, call.end  # noqa: PLW2901
        yield from _existing(problem, route, (origin, destination), visit)
        arrival, travel = _drive(problem, shift, (origin, destination), left, breaks)
        ready = max([arrival, *(b.start + b.duration for b in breaks)])
        travel += driven
        distance = way + metres(problem, shift, origin, destination)
        if stop and stop.arrival != arrival:
            yield Violation("travel", route.vehicle, visit, stop.arrival - arrival)
        if not stop and route.end != ready:
            yield Violation("travel", route.vehicle, visit, route.end - ready)
        if travel != (stop.travel if stop else last_travel):
            yield Violation("travel", route.vehicle, visit, travel)
        if distance != (stop.distance if stop else last_distance):
            yield Violation("travel", route.vehicle, visit, distance)
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


def call_before(route: Route, position: int) -> DepotCall | None:
    """The call at the depot, if it is made right before a stop.

    Parameters
    ----------
    route : Route
        The route.
    position : int
        How many stops come before that stop.
    """
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


def metres(problem: Problem, shift: Vehicle, origin: int | None, destination: int | None) -> int:
    """Metres of a leg.

    Parameters
    ----------
    problem : Problem
        What was asked.
    shift : Vehicle
        The shift that drives it.
    origin, destination : int or None
        Places; ``None`` is an open end: no travel.
    """
    if origin is None or destination is None:
        return 0
    return int(problem.travel[shift.profile].distances[origin, destination])
