"""Whose place an unassigned visit could take: the cheapest visit of lower penalty to drop from a plan.

Bounds on all exchanges with a shift are worked out at once (``screen.py``); the most promising ones are tested exactly.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solver.draft import Draft, DraftRoute
from solver.insertion import into_route
from solver.screen import NEVER, Amounts, Screen, SimilarRoutes
from solver.solution import Remedy

MOST_TRIED = 5
"""How many of the cheapest visits to drop are put to the exact test."""


class Drop(NamedTuple):
    """A visit that may leave, what is left of its route, and what the exchange costs at least, cents."""

    cents: int
    leaving: int
    shorter: DraftRoute


class _Exchanges(NamedTuple):
    """One shift's route without each of its stops: who leaves, its penalty, and cents for each visit instead."""

    leaving: Amounts
    lost: Amounts
    shorter: list[DraftRoute]
    cents: Amounts


class Drops:
    """Looks for visits to drop in one plan.

    Parameters
    ----------
    draft : Draft
        The plan.
    screen : Screen
        Of its problem.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    visits : sequence of int
        The absent visits that may be asked about.
    """

    def __init__(self, draft: Draft, screen: Screen, fitting: list[list[int]], visits: Sequence[int]) -> None:
        self._draft = draft
        self._screen = screen
        self._fitting = fitting
        self._column = {visit: column for column, visit in enumerate(visits)}
        self._visits = np.array(visits, dtype=np.int64)
        self._known: dict[int, _Exchanges | None] = {}

    def cheapest(self, visit: int) -> Remedy | None:
        """Find the visit to drop; ``None`` when no single one makes enough room.

        Parameters
        ----------
        visit : int
            One of the visits that may be asked about.
        """
        for drop in self.possible(visit, self._draft.problem.visits[visit].penalty)[:MOST_TRIED]:
            if into_route(self._screen, drop.shorter, visit) is not None:
                return Remedy("drop_visit", drop.shorter.vehicle, drop.leaving)
        return None

    def possible(self, visit: int, penalty: int) -> list[Drop]:
        """Whose place a visit may take, as far as bounds can tell; the cheapest first.

        Parameters
        ----------
        visit : int
            An absent visit; nobody's where it may not be asked about.
        penalty : int
            Only visits with a lower penalty, cents, leave.
        """
        column = self._column.get(visit)
        if column is None:
            return []
        found: list[Drop] = []
        for vehicle in self._fitting[visit]:
            exchanges = self._exchanges(vehicle)
            if exchanges is None:
                continue
            cents = exchanges.cents[:, column]
            for k in np.flatnonzero((cents < NEVER) & (exchanges.lost < penalty)).tolist():
                price = cents.item(k) + exchanges.lost.item(k)
                found.append(Drop(price, exchanges.leaving.item(k), exchanges.shorter[k]))
        return sorted(found, key=lambda drop: drop[:2])

    def _exchanges(self, vehicle: int) -> _Exchanges | None:
        """What can leave a shift's route, and what that and each visit instead of it cost at least."""
        if vehicle not in self._known:
            self._known[vehicle] = self._priced(self._draft.routes[vehicle])
        return self._known[vehicle]

    def _priced(self, route: DraftRoute) -> _Exchanges | None:
        problem = self._draft.problem
        shorter = [
            (leaving, self._draft.route(route.vehicle, route.visits[:k] + route.visits[k + 1 :]))
            for k, leaving in enumerate(route.visits)
            if route.feasible and leaving not in problem.links.at
        ]
        shorter = [entry for entry in shorter if entry[1].feasible]
        if not shorter:
            return None
        routes = [rest for _, rest in shorter]
        leaving = np.array([visit for visit, _ in shorter], dtype=np.int64)
        saved = np.array([rest.floor - route.cost for rest in routes], dtype=np.int64)
        bounds = self._screen.bounds(SimilarRoutes(routes), self._visits)
        bounds = bounds.reshape(len(routes), -1, len(self._visits)).min(axis=1)
        cents = np.where(bounds < NEVER, bounds + saved[:, None], NEVER)
        return _Exchanges(leaving, self._screen.penalty[leaving], routes, cents)
