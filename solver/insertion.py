"""Exact cheapest insertion of a visit into a route or a plan."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from solver.draft import Draft, DraftRoute
from solver.problem import Problem
from solver.screen import NEVER, Screen
from solver.timing import finish_route


class Insertion(NamedTuple):
    """Where a visit fits, and by how many cents the route gets dearer (penalties left out)."""

    delta: int
    vehicle: int
    position: int


def into_route(
    problem: Problem, screen: Screen, route: DraftRoute, visit: int, below: int = NEVER
) -> Insertion | None:
    """Cheapest feasible insertion into one route.

    Parameters
    ----------
    problem : Problem
        The problem.
    screen : Screen
        Of that problem.
    route : DraftRoute
        The route.
    visit : int
        Index of a visit that meets no obstacle on this shift (``fit.py``).
    below : int
        Only insertions cheaper than this many cents matter.

    Returns
    -------
    Insertion or None
        ``None`` when there is none below that price.
    """
    bounds = screen.bounds(route, np.array([visit], dtype=np.int64))[:, 0]
    best: Insertion | None = None
    for position in np.argsort(bounds, kind="stable").tolist():
        if bounds[position] == NEVER or route.floor + bounds.item(position) - route.cost >= below:
            break
        timed = finish_route(
            problem,
            route.vehicle,
            route.forward,
            route.forward.through(route.prefixes[position], visit, position),
            route.visits[position:],
            position + 1,
            only_price=True,
        )
        if timed is not None and timed.cost - route.cost < below:
            below = timed.cost - route.cost
            best = Insertion(below, route.vehicle, position)
    return best


def into_plan(
    draft: Draft, screen: Screen, vehicles: Iterable[int], visit: int, below: int = NEVER
) -> Insertion | None:
    """Cheapest feasible insertion into any route of a plan.

    Parameters
    ----------
    draft : Draft
        The plan.
    screen : Screen
        Of its problem.
    vehicles : iterable of int
        Shifts on which the visit meets no obstacle.
    visit : int
        Index of the visit.
    below : int
        Only insertions cheaper than this many cents matter.

    Returns
    -------
    Insertion or None
        ``None`` when there is none below that price.
    """
    best: Insertion | None = None
    for vehicle in vehicles:
        found = into_route(draft.problem, screen, draft.routes[vehicle], visit, below)
        if found is not None:
            best, below = found, found.delta
    return best
