"""Exact cheapest insertion of a visit into a route."""

from typing import NamedTuple

import numpy as np

from solver.draft import DraftRoute
from solver.screen import NEVER, Screen
from solver.timing import finish_route


class Insertion(NamedTuple):
    """Where a visit fits, and by how many cents the route gets dearer (penalties left out)."""

    delta: int
    vehicle: int
    position: int


def into_route(screen: Screen, route: DraftRoute, visit: int, below: int = NEVER) -> Insertion | None:
    """Cheapest feasible insertion into one route.

    Parameters
    ----------
    screen : Screen
        Of the problem.
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
            route.forward,
            route.prefixes[: position + 1],
            (*route.visits[:position], visit, *route.visits[position:]),
            only_price=True,
        )
        if timed is not None and timed.cost - route.cost < below:
            below = timed.cost - route.cost
            best = Insertion(below, route.vehicle, position)
    return best
