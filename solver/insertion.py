"""Exact cheapest insertion of a visit into a route."""

from typing import NamedTuple

import numpy as np

from solver.cap import UNCAPPED, Cap
from solver.draft import DraftRoute
from solver.screen import NEVER, Screen
from solver.timing import finish_route


class Insertion(NamedTuple):
    """Where a visit fits, and by how many cents the plan gets dearer (penalties left out)."""

    delta: int
    vehicle: int
    position: int


def into_route(
    screen: Screen, route: DraftRoute, visit: int, below: int = NEVER, cap: Cap = UNCAPPED
) -> Insertion | None:
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
    cap : Cap
        How the plan, with this route and without the visit, stands to the cap on changes.

    Returns
    -------
    Insertion or None
        ``None`` when there is none below that price.
    """
    bounds = screen.bounds(route, np.array([visit], dtype=np.int64))[:, 0]
    fewer = route.changes + (visit in cap.planned)
    least = route.floor - route.cost + cap.cents_for(-fewer)
    best: Insertion | None = None
    for position in np.argsort(bounds, kind="stable").tolist():
        if bounds[position] == NEVER or least + bounds.item(position) >= below:
            break
        timed = finish_route(
            route.forward,
            route.prefixes[: position + 1],
            (*route.visits[:position], visit, *route.visits[position:]),
            only_price=True,
        )
        if timed is None:
            continue
        delta = timed.cost - route.cost + cap.cents_for(timed.changes - fewer)
        if delta < below:
            below = delta
            best = Insertion(delta, route.vehicle, position)
    return best
