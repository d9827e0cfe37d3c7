"""The one way in which a route gets its times and its price.

First everything as early as possible (``forward.py``), then the latest useful start: the departure moves as late as
no stop, cost or end suffers (``slack.py``), so that idle time is not worked time. Where yet another departure might be
cheaper, or keep a work limit, all those worth trying are tried (``departures.py``).
"""

from collections.abc import Sequence
from typing import NamedTuple

from solver.departures import Departures, Outlook, departure_matters, owed_until
from solver.forward import CALL, ForwardPass, State
from solver.objective import workload_cost
from solver.problem import Problem, priced
from solver.slack import latest_starts, latest_useful_end
from solver.solution import DepotCall, Route, Stop
from solver.stock import first_short, may_call
from solver.windows import FOREVER


class Timed(NamedTuple):
    """A timed route: ``chain`` holds one state a stop, call and end; ``cost`` is everything but penalties.

    ``weighed`` is the cost with each of the ``changes`` at ``Baseline.price_beyond``, by which times are chosen; both
    are counted only where the cap on changes can be exceeded.
    """

    excess: int
    weighed: int
    end: int
    departure: int
    chain: tuple[State, ...]
    work_excess: int
    cost: int
    changes: int
    outlook: Outlook


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
        ``None`` when a rule on times or stock would be broken; never when lenient. Skills and the like are left aside.
    """
    strict = ForwardPass(problem, vehicle, problem.vehicles[vehicle].shift_start)
    timed = finish_route(strict, [strict.first()], visits)
    if timed is not None or not lenient:
        return timed
    forward = ForwardPass(problem, vehicle, problem.vehicles[vehicle].shift_start, lenient=True)
    return finish_route(forward, [forward.first()], visits, lenient=True)


def finish_route(
    forward: ForwardPass,
    prefixes: Sequence[list[State]],
    visits: Sequence[int],
    *,
    lenient: bool = False,
    only_price: bool = False,
) -> Timed | None:
    """Time and price a route of which a part has been walked already; call at the depot where that is best, if needed.

    Parameters
    ----------
    forward : ForwardPass
        The pass that made ``prefixes``, from the shift's start.
    prefixes : sequence of list of State
        How the route stands after 0, 1, 2, … of its stops, without a call.
    visits : sequence of int
        In order, at least one.
    lenient : bool
        As in :func:`time_route`.
    only_price : bool
        Do without the latest useful start where it can't change the price.
    """
    problem, shift = forward.problem, forward.problem.vehicles[forward.vehicle]
    short = first_short(problem, shift, visits)
    calls = may_call(problem, shift)
    if short is None or (lenient and not calls):
        return _finish(forward, prefixes[-1], visits, len(prefixes) - 1, lenient=lenient, only_price=only_price)
    if not calls:
        return None
    prefixes = list(prefixes)
    while len(prefixes) <= short:
        prefixes.append(forward.through(prefixes[-1], visits[len(prefixes) - 1], len(prefixes) - 1))
    found = (
        _finish(forward, prefixes[k], (*visits[:k], CALL, *visits[k:]), k, lenient=lenient, only_price=only_price)
        for k in range(short + 1)
    )
    return min((timed for timed in found if timed is not None), key=lambda timed: timed[:3], default=None)


def _finish(
    forward: ForwardPass,
    states: list[State],
    stops: Sequence[int],
    position: int,
    *,
    lenient: bool,
    only_price: bool,
) -> Timed | None:
    """Time and price a route that stands after ``position`` of its stops, the call among them."""
    problem, vehicle = forward.problem, forward.vehicle
    early = _run(forward, states, stops, position)
    if early is None:
        return None
    matters = departure_matters(problem, vehicle)
    best = early
    if matters or not (only_price and start_is_free(problem, vehicle)):
        best = _later(problem, vehicle, stops, early, lenient=lenient)
    if matters and not lenient:
        best = _best_departure(problem, vehicle, stops, early, best)
    return None if best.excess and not lenient else best


def _later(problem: Problem, vehicle: int, stops: Sequence[int], timed: Timed, *, lenient: bool) -> Timed:
    """The same route with the latest useful start, unless that is worse."""
    if timed.end - timed.departure == timed.chain[-1].busy:
        return timed
    departure, _ = latest_starts(problem, vehicle, timed.departure, timed.chain, timed.end)
    if departure <= timed.departure:
        return timed
    again = ForwardPass(problem, vehicle, departure, lenient=lenient)
    late = _run(again, again.first(), stops, 0)
    return late if late is not None and late[:3] <= timed[:3] else timed


def _best_departure(problem: Problem, vehicle: int, stops: Sequence[int], early: Timed, best: Timed) -> Timed:
    """The cheapest of all departures, ``best`` if no other one is cheaper."""
    shift = problem.vehicles[vehicle]
    departures = Departures(problem, vehicle, stops, [state.travel for state in early.chain])
    departure, outlook = early.departure, early.outlook
    while True:
        below = FOREVER if best.excess else best.weighed
        useful = outlook.next_useful(shift, departure, below)
        if useful > departures.last:
            return best
        departure = departures.from_(useful)
        if departure > departures.last:
            return best
        forward = ForwardPass(problem, vehicle, departure)
        trial = _run(forward, forward.first(), stops, 0)
        if trial is None:
            outlook = Outlook(FOREVER, 0, 0, 0, owed_until(shift, departure))
            continue
        outlook = trial.outlook
        if trial[:2] < best[:2]:
            best = trial


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
    last = timed.chain[-1]
    served = [state for state in timed.chain if state.visit >= 0]
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
        depot_call=next(
            (DepotCall(s.arrival, s.time, k - 1) for k, s in enumerate(timed.chain) if s.visit == CALL), None
        ),
    )


def _stop(problem: Problem, state: State, latest: int) -> Stop:
    visit = problem.visits[state.visit]
    at_stop = sum(b.duration for b in state.breaks if b.start >= state.arrival)
    call = state.parent if state.parent is not None and state.parent.visit == CALL else None
    return Stop(
        visit=state.visit,
        arrival=state.arrival,
        start=state.start,
        end=state.time,
        travel=state.travel + (call.travel if call else 0),
        distance=state.distance + (call.distance if call else 0),
        waiting=state.start - state.arrival - at_stop,
        duration=state.time - state.start,
        promise_lateness=max(0, state.start - visit.promise.window.latest_start) if visit.promise else 0,
        response_lateness=max(0, state.start - visit.response.due) if visit.response else 0,
        slack=latest - state.start,
    )


def _run(forward: ForwardPass, states: list[State], stops: Sequence[int], position: int) -> Timed | None:
    for stop in stops[position:]:
        if stop == CALL:
            states = forward.call(states, position)
        else:
            states = forward.through(states, stop, position)
            position += 1
        if not states:
            return None
    ends = forward.last(states, position)
    return _cheapest(forward, ends) if ends else None


def _cheapest(forward: ForwardPass, ends: Sequence[State]) -> Timed:
    """The best end, with what holds for all of them."""
    shift = forward.problem.vehicles[forward.vehicle]
    priced_ends = [(*_priced(forward, end), end.time, k) for k, end in enumerate(ends)]
    outlook = Outlook(
        min(bare for _, _, bare, _, _ in priced_ends),
        min(end.time for end in ends),
        max(end.busy for end in ends),
        max(_rested(forward, end) for end in ends),
        owed_until(shift, forward.departure),
    )
    over, cost, _, _, number = min(priced_ends, key=lambda entry: (entry[0] + ends[entry[4]].excess, *entry[1::2]))
    return _timed(forward, ends[number], over, cost, outlook)


def _priced(forward: ForwardPass, last: State) -> tuple[int, int, int]:
    """Seconds beyond the work limit, and cents with and without waiting, each change at ``Baseline.price_beyond``."""
    shift = forward.problem.vehicles[forward.vehicle]
    span, rested = last.time - forward.departure, _rested(forward, last)
    bare = (
        last.cost
        + shift.rates.fixed
        + priced(max(0, last.time - shift.shift_end), shift.rates.overtime_per_hour)
        + workload_cost(shift, last.busy - rested)
    )
    over = 0 if shift.work_limit is None else max(0, span - rested - shift.work_limit)
    return over, bare + priced(span - last.busy, shift.rates.waiting_per_hour), bare


def _rested(forward: ForwardPass, last: State) -> int:
    return sum(b.duration for b in forward.breaks[: last.taken])


def _timed(forward: ForwardPass, last: State, over: int, cost: int, outlook: Outlook) -> Timed:
    chain: list[State] = []
    state: State | None = last
    while state is not None:
        chain.append(state)
        state = state.parent
    beyond = forward.problem.baseline.price_beyond if forward.problem.baseline else 0
    return Timed(
        last.excess + over,
        cost,
        last.time,
        forward.departure,
        tuple(chain[-2::-1]),
        over,
        cost - beyond * last.changes,
        last.changes,
        outlook,
    )


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
