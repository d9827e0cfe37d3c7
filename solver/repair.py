"""Last look at a plan: absent visits are tried by exact insertion and in exchange for one or two that are served."""

from collections.abc import Callable

import numpy as np

from solver.cap import Cap
from solver.construction import complete
from solver.draft import Draft, DraftRoute
from solver.insertion import into_route
from solver.screen import NEVER, Screen

MOST_LEAVING = 2
"""Most neighbouring stops that leave for one visit."""


def repair(draft: Draft, screen: Screen, fitting: list[list[int]], over: Callable[[], bool] = lambda: False) -> None:
    """Improve a plan until no absent visit can be inserted, or exchanged for one or two neighbouring stops, at a gain.

    Parameters
    ----------
    draft : Draft
        The plan; changed in place and never made dearer.
    screen : Screen
        Of its problem.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    over : callable
        Tells when to leave out further exchanges; insertions are always finished.
    """
    complete(draft, screen, fitting)
    fits = np.zeros((len(draft.problem.visits), len(draft.routes)), dtype=bool)
    for visit, vehicles in enumerate(fitting):
        fits[visit, vehicles] = True
    waiting = [route.vehicle for route in draft.routes if route.visits]
    while waiting and draft.absent and not over():
        vehicle = waiting.pop()
        if _exchange_once(draft, screen, fits[:, vehicle], vehicle):
            before = list(draft.routes)
            complete(draft, screen, fitting)
            changed = [r.vehicle for r, old in zip(draft.routes, before, strict=True) if r is not old]
            waiting = [v for v in waiting if v not in changed] + [*changed, vehicle]


def _exchange_once(
    draft: Draft, screen: Screen, fits: np.ndarray[tuple[int], np.dtype[np.bool_]], vehicle: int
) -> bool:
    """Make the first gainful exchange on a route."""
    problem = draft.problem
    route = draft.routes[vehicle]
    absent = np.array(sorted(v for v in draft.absent if fits[v]), dtype=np.int64)
    if not len(absent):
        return False
    cap = draft.cap
    planned = np.isin(absent, list(cap.planned))
    for start, end in _segments(len(route.visits)):
        if any(leaving in problem.links.at for leaving in route.visits[start:end]):
            continue
        shorter = draft.route(vehicle, route.visits[:start] + route.visits[end:])
        if not shorter.feasible:
            continue
        leaving = route.visits[start:end]
        more = shorter.changes - route.changes + len(cap.planned.intersection(leaving))
        rest = cap.after(more)
        lost = sum(problem.visits[v].penalty for v in leaving) - route.cost + cap.cents_for(more)
        fewer = np.where(planned, rest.cents_for(-shorter.changes - 1), rest.cents_for(-shorter.changes))
        bounds = screen.bounds(shorter, absent).min(axis=0)
        gain = np.where(bounds == NEVER, -NEVER, screen.penalty[absent] - lost - shorter.floor - bounds - fewer)
        for k in np.argsort(-gain, kind="stable").tolist():
            if gain[k] <= 0:
                break
            visit = int(absent[k])
            if _insert(draft, screen, shorter, visit, problem.visits[visit].penalty - lost - shorter.cost, cap=rest):
                return True
    return False


def _segments(length: int) -> list[tuple[int, int]]:
    """Single stops, then pairs of neighbours, as slices."""
    return [(start, start + size) for size in range(1, MOST_LEAVING + 1) for start in range(length - size + 1)]


def _insert(draft: Draft, screen: Screen, route: DraftRoute, visit: int, below: int, *, cap: Cap) -> bool:
    found = into_route(screen, route, visit, below, cap)
    if found is None:
        return False
    visits = list(route.visits)
    visits.insert(found.position, visit)
    draft.replace(route.vehicle, visits)
    return True
