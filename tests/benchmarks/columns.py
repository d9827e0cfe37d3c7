"""Routes of one technician with a low reduced cost, all of them: exact pricing for column generation; compiled.

A route's reduced cost is its travel less the worth of its visits, both in cents. Routes are built stop by stop, and
given up where even the best completion leaves too much. That bound lets a visit come again, only not as the next but
one.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tests.benchmarks.field_days import SHIFT_END, FieldDay

Floats = NDArray[np.float64]
Int64s = NDArray[np.int64]

BUCKET_S = 60
"""Completions are known for instants so many seconds apart; between two of them the earlier one's bound holds."""

MOST_STOPS = 20
"""Nobody makes more visits in a shift."""

NEVER = 1e18


class Priced(NamedTuple):
    """Routes, their travel in seconds and their reduced costs; whether they are all there are."""

    routes: list[tuple[int, ...]]
    travel: Int64s
    reduced: Floats
    complete: bool


def price(day: FieldDay, technician: int, worth: Floats, below: float, most: int) -> Priced:
    """List a technician's routes by reduced cost.

    Parameters
    ----------
    day : FieldDay
        The day.
    technician : int
        Whose routes.
    worth : float array
        Cents for each visit.
    below : float
        Only routes with a lower reduced cost, cents.
    most : int
        Stop after so many.
    """
    visits = np.flatnonzero([skill in day.held[technician] for skill in day.skills.tolist()])
    task = _Task(day.travel, day.durations, day.windows, worth, visits, day.visits + technician)
    order = visits[np.argsort(day.travel[:, visits] - worth[None, visits], axis=1)]
    routes, travel, reduced, complete = _routes(task, order, _completions(task), below, most)
    listed = [tuple(visit for visit in route if visit >= 0) for route in routes.tolist()]
    return Priced(listed, travel, reduced, complete)


class _Task(NamedTuple):
    """The day as one technician sees it: which visits, and where home is."""

    travel: Int64s
    durations: Int64s
    windows: Int64s
    worth: Floats
    visits: Int64s
    home: int


class _Completions(NamedTuple):
    """Visits × instants: least reduced cost of the way home when the service ends then.

    With it the visit that such a way leads to first, and the least of all ways that lead elsewhere first.
    """

    least: Floats
    first: Int64s
    otherwise: Floats


@njit(cache=True)
def _completions(task: _Task) -> _Completions:
    travel, durations, windows, worth, visits, home = task
    shape = (len(durations), SHIFT_END // BUCKET_S + 1)
    least, first, otherwise = np.full(shape, NEVER), np.full(shape, -1, np.int64), np.full(shape, NEVER)
    for bucket in range(shape[1] - 1, -1, -1):
        now = bucket * BUCKET_S
        for visit in visits:
            if not windows[visit, 0] - BUCKET_S <= now - durations[visit] <= windows[visit, 1]:
                continue
            if now + travel[visit, home] <= SHIFT_END:
                least[visit, bucket] = travel[visit, home]
            for following in visits:
                end = max(now + travel[visit, following], windows[following, 0]) + durations[following]
                late = end - durations[following] > windows[following, 1]
                if following == visit or late or end + travel[following, home] > SHIFT_END:
                    continue
                onward = end // BUCKET_S
                back = first[following, onward] == visit
                cost = otherwise[following, onward] if back else least[following, onward]
                cost += travel[visit, following] - worth[following]
                if cost < least[visit, bucket]:
                    otherwise[visit, bucket] = least[visit, bucket]
                    least[visit, bucket], first[visit, bucket] = cost, following
                elif cost < otherwise[visit, bucket]:
                    otherwise[visit, bucket] = cost
    return _Completions(least, first, otherwise)


@njit(cache=True)
def _routes(
    task: _Task, order: Int64s, completions: _Completions, below: float, most: int
) -> tuple[Int64s, Int64s, Floats, bool]:
    """All routes below a reduced cost, depth first; those that seem cheapest are tried first."""
    travel, durations, windows, worth, _, home = task
    least, first, otherwise = completions
    routes = np.full((most, MOST_STOPS), -1, np.int64)
    travels, reduced = np.empty(most, np.int64), np.empty(most)
    found, depth, choices = 0, 0, order.shape[1]
    stops, tried = np.full(MOST_STOPS + 1, home, np.int64), np.zeros(MOST_STOPS + 1, np.int64)
    ends, seconds = np.zeros(MOST_STOPS + 1, np.int64), np.zeros(MOST_STOPS + 1, np.int64)
    costs, made = np.zeros(MOST_STOPS + 1), np.zeros(len(durations), np.bool_)
    while depth >= 0:
        here = stops[depth]
        if tried[depth] == choices or depth == MOST_STOPS:
            if depth > 0:
                made[here] = False
            depth -= 1
            continue
        visit = order[here, tried[depth]]
        tried[depth] += 1
        end = max(ends[depth] + travel[here, visit], windows[visit, 0]) + durations[visit]
        late = end - durations[visit] > windows[visit, 1]
        if made[visit] or late or end + travel[visit, home] > SHIFT_END:
            continue
        cost = costs[depth] + travel[here, visit] - worth[visit]
        bucket = end // BUCKET_S
        following = first[visit, bucket]
        again = following >= 0 and made[following]
        if cost + (otherwise[visit, bucket] if again else least[visit, bucket]) >= below:
            continue
        depth += 1
        stops[depth], ends[depth], costs[depth], tried[depth] = visit, end, cost, 0
        seconds[depth] = seconds[depth - 1] + travel[here, visit]
        made[visit] = True
        if cost + travel[visit, home] < below:
            if found == most:
                return routes, travels, reduced, False
            routes[found, :depth] = stops[1 : depth + 1]
            travels[found], reduced[found] = seconds[depth] + travel[visit, home], cost + travel[visit, home]
            found += 1
    return routes[:found], travels[:found], reduced[:found], True
