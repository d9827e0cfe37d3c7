"""One thread's plan and working memory."""

import numpy as np

from solver.problem import Problem
from solver.search.arrays import PENALTY, Arrays, Int64s
from solver.search.jit import Bools
from solver.search.link_tables import new_link_tables, set_starts
from solver.search.roster import BEST, FULL, new_roster
from solver.search.work import COMPLETE, EXCHANGE, PRICE, SEARCH, TAKE, Part, work


class Lane:
    """A thread that searches a plan or a part of it.

    Parameters
    ----------
    problem : Problem
        The problem.
    arrays : Arrays
        Of that problem.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    near : int64 array, visits × neighbours
        From :func:`solver.search.roster.neighbours`.
    longest : int
        Stops that a route may have until the tables are enlarged.
    seed : int
        Of the random numbers.
    """

    def __init__(
        self, problem: Problem, arrays: Arrays, fitting: list[list[int]], near: Int64s, longest: int, seed: int
    ) -> None:
        self._arrays = arrays._replace(visits=arrays.visits.copy())
        self.links = new_link_tables(problem, arrays)
        self._fitting = fitting
        self._near = near
        self._make(longest, seed)

    def _make(self, longest: int, seed: int) -> None:
        self.roster, self.scratch = new_roster(self._arrays, self._fitting, self._near, longest, seed)
        nothing = np.zeros(0, dtype=np.bool_)
        self._part = Part(self.roster.routes, self.roster.lengths, nothing, nothing)

    def take(self, routes: Int64s, lengths: Int64s, starts: Int64s, shifts: Bools, visits: Bools) -> None:
        """Begin to search a part of a plan, as :func:`take_part` says, in tables that are large enough.

        Linked visits have these appointments (``FOREVER`` where there is none), and are all in the part.
        """
        longest = self.roster.routes.shape[1]
        if self.roster.totals[FULL] or lengths.max(initial=0) > longest:
            most = len(self._fitting)
            self._make(min(most, max(2 * longest, int(lengths.max()))), int(self.roster.random[0] >> np.uint64(1)))
        if len(self.links.linked_list):
            set_starts(self._arrays, self.links, starts)
            self.roster.known[:] = False
        self._part = Part(routes, lengths, shifts, visits)
        self._work(TAKE)

    def run(self, rounds: int, hot: float, cold: float) -> None:
        """Search on."""
        self._work(SEARCH, rounds, hot, cold)

    def weigh(self, penalties: Int64s) -> None:
        """Search on from the plan at hand with other penalties of the visits."""
        self._arrays.visits[: len(penalties), PENALTY] = penalties
        roster = self.roster
        self.take(
            roster.routes.copy(), roster.lengths.copy(), self.links.starts.copy(), self._part.shifts, self._part.visits
        )

    def complete(self, most: int) -> bool:
        """Insert absent visits as long as that pays; tells whether ``most`` kept it from going on."""
        return self._work(COMPLETE, most)

    def exchange(self, vehicle: int) -> bool:
        """Make the first gainful exchange of an absent visit for stops of a route; tells whether there was one."""
        return self._work(EXCHANGE, vehicle)

    def price_insertions(self) -> None:
        """Make the roster's ``insertions`` of every absent visit exact."""
        self._work(PRICE)

    def _work(self, task: int, number: int = 0, hot: float = 0.0, cold: float = 0.0) -> bool:
        return work(self._arrays, self.roster, self.scratch, self.links, self._part, task, number, hot, cold)

    @property
    def full(self) -> bool:
        """Whether a route has become too long for the tables."""
        return bool(self.roster.totals[FULL])

    @property
    def best(self) -> int:
        """Cents of the best plan of the part since it was taken."""
        return int(self.roster.totals[BEST])

    @property
    def absent(self) -> Bools:
        """Which visits the plan at hand leaves out."""
        return np.asarray(self.roster.shift_of == -1)

    @property
    def stop_cost(self) -> float:
        """Cents that a stop causes on a middling route of the whole plan; 0 without stops."""
        used = self.roster.lengths > 0
        return float(np.median(self.roster.costs[used] / self.roster.lengths[used])) if used.any() else 0.0
