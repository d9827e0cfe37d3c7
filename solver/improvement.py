"""A better plan met on the way, with the amount of every cost term."""

from dataclasses import dataclass, field
from functools import cached_property

from solver.appointments import Starts
from solver.objective import terms_of
from solver.problem import Problem
from solver.solution import Term
from solver.walk import walk


@dataclass(frozen=True)
class Improvement:
    """A plan that is cheaper than all before it in one solve; not checked yet, as the last one will be.

    Parameters
    ----------
    elapsed_s : float
        Seconds so far.
    cost : int
        Cents, penalties included.
    routes : tuple of (vehicle, visits)
        The plan without times: the visits of each used vehicle in order.
    """

    elapsed_s: float
    cost: int
    routes: tuple[tuple[int, tuple[int, ...]], ...]
    _problem: Problem = field(repr=False)
    _starts: Starts = field(repr=False)

    @cached_property
    def terms(self) -> dict[Term, int]:
        """Cents of every term, worked out when first asked for; their sum is ``cost``."""
        return terms_of(self._problem, [walk(self._problem, *route, self._starts).route for route in self.routes])

    @property
    def unassigned(self) -> int:
        """How many visits it leaves out."""
        return len(self._problem.visits) - sum(len(visits) for _, visits in self.routes)
