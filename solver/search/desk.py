"""One plan on the compiled side, for what is done to a plan once: completed, repaired, asked what would still fit."""

from collections.abc import Callable, Iterator

import numpy as np

from solver.insertion import Insertion
from solver.problem import Problem
from solver.search.arrays import as_arrays
from solver.search.lane import Lane
from solver.search.legs import NEVER
from solver.search.roster import DELTA, MEMBERS, POSITION, STOPS, longest_needed

Plan = list[tuple[int, tuple[int, ...]]]

CHUNK = 200
"""Visits inserted between two looks at the clock."""


class Desk:
    """A plan that is worked on.

    Parameters
    ----------
    problem : Problem
        With at least one visit and one shift, and nothing that ties routes to each other.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    plan : list of (vehicle, visits)
        Feasible routes.
    """

    def __init__(self, problem: Problem, fitting: list[list[int]], plan: Plan) -> None:
        self._arrays = as_arrays(problem)
        nobody = np.zeros((len(problem.visits), 0), dtype=np.int64)
        self._lane = Lane(problem, self._arrays, fitting, nobody, longest_needed(self._arrays, plan), 1)
        self._whole = (
            self._lane.links.starts,
            np.ones(len(problem.vehicles), dtype=np.bool_),
            np.ones(len(problem.visits), dtype=np.bool_),
        )
        lengths = np.zeros(len(problem.vehicles), dtype=np.int64)
        routes = np.zeros((len(problem.vehicles), self._lane.roster.routes.shape[1]), dtype=np.int64)
        for vehicle, visits in plan:
            routes[vehicle, : len(visits)] = visits
            lengths[vehicle] = len(visits)
        self._lane.take(routes, lengths, *self._whole)

    def complete(self, over: Callable[[], bool] = lambda: False) -> None:
        """Insert absent visits as long as that pays.

        Parameters
        ----------
        over : callable
            Tells when to leave it at what has been inserted.
        """
        more = True
        while more and not over():
            more = self._lane.complete(CHUNK)
            more |= self._enlarged()

    def repair(self, over: Callable[[], bool]) -> None:
        """Insert, then exchange absent visits for one or two neighbouring stops, as long as that pays.

        Parameters
        ----------
        over : callable
            Tells when to leave out further exchanges; insertions are always finished.
        """
        self.complete()
        waiting = np.flatnonzero(self._lane.roster.lengths).tolist()
        while waiting and not over():
            vehicle = waiting.pop()
            if self._lane.exchange(vehicle):
                before = self._lane.roster.versions.copy()
                self.complete()
                changed = np.flatnonzero(self._lane.roster.versions != before).tolist()
                waiting = [v for v in waiting if v not in changed] + [v for v in changed if v != vehicle] + [vehicle]

    def insertions(self) -> dict[int, list[Insertion]]:
        """For each absent visit its cheapest insertion into every route that has room for it, by shift."""
        self._lane.price_insertions()
        if self._enlarged():
            self._lane.price_insertions()
        roster = self._lane.roster
        absent = roster.absent[: roster.totals[MEMBERS] - roster.totals[STOPS]].tolist()
        return {visit: list(self._insertions(visit)) for visit in absent}

    def _insertions(self, visit: int) -> Iterator[Insertion]:
        roster = self._lane.roster
        entries = roster.insertions[visit]
        able = np.sort(roster.able[roster.fits_from[visit] : roster.able_to[visit]])
        for vehicle in able[entries[able, DELTA] < NEVER].tolist():
            yield Insertion(int(entries[vehicle, DELTA]), vehicle, int(entries[vehicle, POSITION]))

    def _enlarged(self) -> bool:
        """Make room for longer routes where that is needed; tells whether it was."""
        if not self._lane.full:
            return False
        roster = self._lane.roster
        self._lane.take(roster.routes.copy(), roster.lengths.copy(), *self._whole)
        return True

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        roster = self._lane.roster
        used = np.flatnonzero(roster.lengths).tolist()
        return [(v, tuple(roster.routes[v, : roster.lengths[v]].tolist())) for v in used]
