"""How late each stop of a timed route could start without breaking a window or adding a cost.

A backward pass over the times of ``forward.py``. A leg that touches two travel periods, or that a break interrupts,
is kept where it is: that is never wrong, only sometimes cautious.
"""

from bisect import bisect_right
from collections.abc import Sequence

from solver.forward import State, owed_breaks
from solver.problem import Problem
from solver.windows import last_start


def latest_starts(
    problem: Problem, vehicle: int, departure: int, chain: Sequence[State], end: int
) -> tuple[int, list[int]]:
    """Latest departure and latest start of each service with which the route still ends by ``end`` at no more cost.

    Parameters
    ----------
    problem : Problem
        The problem.
    vehicle : int
        Index of the shift.
    departure : int
        Of the timed route.
    chain : sequence of State
        One a stop, one for the call at the depot, if any, and one for the end.
    end : int
        Latest end of the route, not before its end now.

    Returns
    -------
    tuple of int and list of int
        The departure, and one instant a stop.
    """
    starts = problem.travel[problem.vehicles[vehicle].profile].period_starts
    owed = owed_breaks(problem.vehicles[vehicle], departure)
    latest: list[int] = []
    bound = end
    for position in range(len(chain) - 1, -1, -1):
        state = chain[position]
        bound -= state.time - state.start
        if state.visit >= 0:
            bound = _latest_service(problem, state, bound)
            latest.append(bound)
        left = chain[position - 1].time if position else departure
        first = state.taken - len(state.breaks)
        for taken in range(state.taken - 1, first - 1, -1):
            pause = owed[taken]
            bound = min(bound - pause.duration, pause.latest_start)
        interrupted = any(pause.start < state.arrival for pause in state.breaks)
        bound = left if interrupted else max(left, _latest_departure(starts, left, state, bound))
    return bound, latest[::-1]


def latest_useful_end(problem: Problem, vehicle: int, departure: int, chain: Sequence[State]) -> int:
    """Latest end of the route that costs nothing more and keeps the shift, the work limit and the breaks not owed.

    Parameters
    ----------
    problem : Problem
        The problem.
    vehicle : int
        Index of the shift.
    departure : int
        Of the timed route.
    chain : sequence of State
        As there.
    """
    shift = problem.vehicles[vehicle]
    last = chain[-1]
    if shift.rates.waiting_per_hour:
        return last.time
    owed = owed_breaks(shift, departure)
    bounds = [pause.latest_start for pause in owed[last.taken :]]
    bounds.append(shift.shift_end + (0 if shift.rates.overtime_per_hour else shift.overtime_limit))
    if shift.work_limit is not None:
        bounds.append(departure + shift.work_limit + sum(pause.duration for pause in owed[: last.taken]))
    return max(last.time, min(bounds))


def _latest_service(problem: Problem, state: State, bound: int) -> int:
    """Latest start of a service by ``bound`` that stays inside its windows and causes no more lateness or change."""
    visit = problem.visits[state.visit]
    if visit.promise:
        bound = min(bound, max(state.start, visit.promise.window.latest_start))
    if visit.response:
        bound = min(bound, max(state.start, visit.response.due))
    before = problem.baseline.stops[state.visit] if problem.baseline else None
    if problem.baseline and before and abs(state.start - before.start) <= problem.baseline.tolerance:
        bound = min(bound, before.start + problem.baseline.tolerance)
    found = last_start(problem.start_windows[state.visit], bound)
    return state.start if found is None else max(state.start, found)


def _latest_departure(starts: Sequence[int], left: int, state: State, arrival: int) -> int:
    """Latest departure of an uninterrupted leg that arrives by ``arrival`` and takes as long as it does now."""
    if len(starts) == 1 or state.travel == 0:
        return arrival - state.travel
    period = bisect_right(starts, left)
    if period == len(starts):
        return arrival - state.travel
    if state.arrival > starts[period]:
        return left
    return min(arrival, starts[period]) - state.travel
