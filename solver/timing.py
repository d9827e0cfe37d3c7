"""The one way in which a route gets its times and its price.

First everything as early as possible (``forward.py``), then the latest useful start: the departure moves as late as
no stop, cost or end suffers (``slack.py``), so that idle time is not worked time.
"""

from collections.abc import Sequence
from typing import NamedTuple

from solver.forward import ForwardPass, State
from solver.problem import Problem, Vehicle, priced
from solver.slack import latest_starts, latest_useful_end
from solver.solution import Route, Stop


class Timed(NamedTuple):
    """A timed route: ``chain`` holds one state a stop and one for the end; ``cost`` is everything but penalties."""

    excess: int
    cost: int
    end: int
    departure: int
    chain: tuple[State, ...]
    work_excess: int


def time_route(problem: Problem, vehicle: int, visits: Sequence[int], *, lenient: bool = False) -> Timed | None:
    """Time and price a route.

    Parameters
    ----------
    problem : Problem
        The problem.
    vehicle : int
        Index of the shift.
    visits : sequence of int
        In order, at least one.
    lenient : bool
        Price a rule-breaking route instead of giving it up.

    Returns
    -------
    Timed or None
        ``None`` when a rule on times would be broken; never when lenient. Skills and the like are not looked at.
    """
    forward = ForwardPass(problem, vehicle, problem.vehicles[vehicle].shift_start, lenient=lenient)
    return finish_route(forward, forward.first(), visits, 0, lenient=lenient)


def finish_route(
    forward: ForwardPass,
    states: list[State],
    rest: Sequence[int],
    position: int,
    *,
    lenient: bool = False,
    only_price: bool = False,
) -> Timed | None:
    """Time and price a route of which a part has been walked already.

    Parameters
    ----------
    forward : ForwardPass
        The pass that made ``states``, from the shift's start.
    states : list of State
        How the route stands after ``position`` stops.
    rest : sequence of int
        The visits still to come.
    position : int
        How many stops are walked.
    lenient : bool
        As in :func:`time_route`.
    only_price : bool
        Do without the latest useful start where it can't change the price.
    """
    problem, vehicle = forward.problem, forward.vehicle
    early = _run(forward, states, rest, position)
    if early is None:
        return None
    best = early
    idle = early.end - early.departure > early.chain[-1].busy
    if idle and not (only_price and start_is_free(problem, vehicle)):
        departure, _ = latest_starts(problem, vehicle, early.departure, early.chain, early.end)
        if departure > early.departure:
            visits = [state.visit for state in early.chain[:-1]]
            again = ForwardPass(problem, vehicle, departure, lenient=lenient)
            late = _run(again, again.first(), visits, 0)
            if late is not None and late[:3] <= early[:3]:
                best = late
    return None if best.excess and not lenient else best


def as_route(problem: Problem, vehicle: int, timed: Timed) -> Route:
    """Write a timed route out.

    Parameters
    ----------
    problem : Problem
        The problem.
    vehicle : int
        Index of the shift.
    timed : Timed
        From :func:`time_route`.
    """
    shift = problem.vehicles[vehicle]
    *served, last = timed.chain
    end = latest_useful_end(problem, vehicle, timed.departure, timed.chain)
    _, latest = latest_starts(problem, vehicle, timed.departure, timed.chain, end)
    stops = tuple(_stop(problem, state, bound) for state, bound in zip(served, latest, strict=True))
    return Route(
        vehicle=vehicle,
        start=timed.departure,
        end=timed.end,
        stops=stops,
        breaks=tuple(b for state in timed.chain for b in state.breaks),
        travel=sum(state.travel for state in timed.chain),
        distance=sum(state.distance for state in timed.chain),
        waiting=timed.end - timed.departure - last.busy,
        service=sum(stop.duration for stop in stops),
        overtime=max(0, timed.end - shift.shift_end),
    )


def _stop(problem: Problem, state: State, latest: int) -> Stop:
    visit = problem.visits[state.visit]
    at_stop = sum(b.duration for b in state.breaks if b.start >= state.arrival)
    return Stop(
        visit=state.visit,
        arrival=state.arrival,
        start=state.start,
        end=state.time,
        travel=state.travel,
        distance=state.distance,
        waiting=state.start - state.arrival - at_stop,
        duration=state.time - state.start,
        promise_lateness=max(0, state.start - visit.promise.window.latest_start) if visit.promise else 0,
        response_lateness=max(0, state.start - visit.response.due) if visit.response else 0,
        slack=latest - state.start,
    )


def _run(forward: ForwardPass, states: list[State], rest: Sequence[int], position: int) -> Timed | None:
    for visit in rest:
        states = forward.through(states, visit, position)
        if not states:
            return None
        position += 1
    ends = forward.last(states, position)
    if not ends:
        return None
    return min(
        (_timed(forward.problem.vehicles[forward.vehicle], forward, end) for end in ends), key=lambda timed: timed[:3]
    )


def _timed(vehicle: Vehicle, forward: ForwardPass, last: State) -> Timed:
    rates = vehicle.rates
    span = last.time - forward.departure
    work = span - sum(b.duration for b in forward.breaks[: last.taken])
    over = max(0, work - vehicle.work_limit) if vehicle.work_limit is not None else 0
    cost = (
        last.cost
        + rates.fixed
        + priced(max(0, last.time - vehicle.shift_end), rates.overtime_per_hour)
        + priced(span - last.busy, rates.waiting_per_hour)
    )
    chain: list[State] = []
    state: State | None = last
    while state is not None:
        chain.append(state)
        state = state.parent
    return Timed(last.excess + over, cost, last.time, forward.departure, tuple(chain[-2::-1]), over)


def start_is_free(problem: Problem, vehicle: int) -> bool:
    """Whether the latest useful start costs the same as the earliest for certain.

    Parameters
    ----------
    problem : Problem
        The problem.
    vehicle : int
        Index of the shift.
    """
    shift = problem.vehicles[vehicle]
    return (
        shift.rates.waiting_per_hour == 0
        and shift.work_limit is None
        and not shift.breaks
        and problem.baseline is None
        and len(problem.travel[shift.profile].period_starts) == 1
    )
