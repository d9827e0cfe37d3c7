"""Regret insertion: completes a plan until no absent visit fits for less than its penalty.

Next comes the visit with much penalty for the time it takes, cheap to serve, dear to serve by anybody else. Costs start
as bounds (``screen.py``) and are made exact only for the visit whose turn it is, which keeps the work small. The end is
a guarantee: each visit still absent has been shown to fit nowhere, or only for more than its penalty.
"""

import numpy as np
from numpy.typing import NDArray

from solver.draft import Draft
from solver.insertion import Insertion, into_route
from solver.screen import NEVER, Screen

HANDLING_S = 900
"""Seconds added to each visit's duration when penalties are weighed against time, so that short ones don't win all."""


def complete(draft: Draft, screen: Screen, fitting: list[list[int]]) -> None:
    """Insert absent visits, cheapest position first come, as long as that pays.

    Parameters
    ----------
    draft : Draft
        The plan; changed in place.
    screen : Screen
        Of its problem.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    """
    board = _Board(draft, screen, fitting)
    while (row := board.most_urgent()) is not None:
        insertion = board.exact_best(row)
        if insertion is not None:
            visit = int(board.visits[row])
            visits = list(draft.routes[insertion.vehicle].visits)
            visits.insert(insertion.position, visit)
            draft.replace(insertion.vehicle, visits)
            board.served(row, insertion.vehicle)


class _Board:
    """Absent visits × shifts: cents that serving the visit on that shift costs at least."""

    def __init__(self, draft: Draft, screen: Screen, fitting: list[list[int]]) -> None:
        self._draft = draft
        self._screen = screen
        self.visits = np.array(sorted(draft.absent), dtype=np.int64)
        shape = (len(self.visits), len(draft.routes))
        self._fits = np.zeros(shape, dtype=bool)
        for row, visit in enumerate(self.visits):
            self._fits[row, fitting[visit]] = True
        self._cents: NDArray[np.int64] = np.full(shape, NEVER, dtype=np.int64)
        self._exact: dict[tuple[int, int], Insertion] = {}
        self._waiting = np.ones(len(self.visits), dtype=bool)
        self._penalty = screen.penalty[self.visits]
        self._duration = np.array([draft.problem.visits[v].duration for v in self.visits], dtype=np.int64)
        self._cap = draft.cap
        self._planned = np.isin(self.visits, list(self._cap.planned))
        for vehicle in range(len(draft.routes)):
            self._refresh(vehicle)

    def most_urgent(self) -> int | None:
        """Row of the visit to insert next; ``None`` when none pays."""
        if self._cents.size == 0:
            return None
        if self._cents.shape[1] > 1:
            two = np.partition(self._cents, 1, axis=1)[:, :2]
            best, second = two[:, 0], np.minimum(two[:, 1], self._penalty)
        else:
            best, second = self._cents[:, 0], self._penalty
        worth = self._waiting & (best <= self._penalty)
        if not worth.any():
            return None
        worthiness = (self._penalty - 3 * best) * HANDLING_S // (HANDLING_S + self._duration)
        urgency = worthiness + (second - best) // 4
        return int(np.flatnonzero(worth)[urgency[worth].argmax()])

    def exact_best(self, row: int) -> Insertion | None:
        """Cheapest insertion of a visit, made exact shift by shift; ``None`` when it doesn't pay."""
        visit = int(self.visits[row])
        while True:
            vehicle = int(self._cents[row].argmin())
            if self._cents[row, vehicle] > self._penalty[row]:
                return None
            if (row, vehicle) in self._exact:
                return self._exact[row, vehicle]
            route = self._draft.routes[vehicle]
            found = into_route(self._screen, route, visit, int(self._penalty[row]) + 1, self._cap)
            self._cents[row, vehicle] = found.delta if found else NEVER
            if found:
                self._exact[row, vehicle] = found

    def served(self, row: int, vehicle: int) -> None:
        """Strike a visit off and renew the bounds of the shift that serves it now; of all, if changes cost more now."""
        self._waiting[row] = False
        self._cents[row] = NEVER
        before, self._cap = self._cap, self._draft.cap
        for changed in [vehicle] if self._cap == before else range(len(self._draft.routes)):
            self._refresh(changed)

    def _refresh(self, vehicle: int) -> None:
        rows = np.flatnonzero(self._waiting & self._fits[:, vehicle])
        for row in rows.tolist():
            self._exact.pop((row, vehicle), None)
        if len(rows) == 0:
            return
        route = self._draft.routes[vehicle]
        bounds = self._screen.bounds(route, self.visits[rows]).min(axis=0)
        fewer = np.where(
            self._planned[rows], self._cap.cents_for(-route.changes - 1), self._cap.cents_for(-route.changes)
        )
        self._cents[rows, vehicle] = np.where(bounds == NEVER, NEVER, bounds + (route.floor - route.cost) + fewer)
