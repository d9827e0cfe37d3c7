"""What a running solve tells its caller, and when it has to end; seconds of wall-clock time, cents."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from solver.appointments import Sequences, Starts
from solver.improvement import Improvement
from solver.problem import Problem

REPORT_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class Progress:
    """A report from a running solve.

    Parameters
    ----------
    elapsed_s : float
        Seconds so far.
    limit_s : float or None
        The limit; ``None`` if there is none.
    solutions : int
        How many better plans were met.
    cost : int
        Of the best plan, cents.
    unassigned : int
        Visits that it leaves out.
    """

    elapsed_s: float
    limit_s: float | None
    solutions: int
    cost: int
    unassigned: int


class Watch:
    """Clock, caller's wish to stop, and throttled reports of one solve.

    Parameters
    ----------
    problem : Problem
        The problem.
    seconds : float or None
        Limit of the whole solve.
    on_progress : callable or None
        Gets a report at each better plan and at least every few tenths of a second while the search runs.
    on_improvement : callable or None
        Gets every better plan.
    should_stop : callable or None
        Tells whether the caller has had enough.
    """

    def __init__(
        self,
        problem: Problem,
        seconds: float | None,
        on_progress: Callable[[Progress], None] | None = None,
        on_improvement: Callable[[Improvement], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        self._problem = problem
        self._begin = monotonic()
        self._seconds = seconds
        self._on_progress = on_progress
        self._on_improvement = on_improvement
        self._should_stop = should_stop
        self._reported = -REPORT_EVERY_S
        self._stopped = False
        self._state = (0, 0, 0)

    def better(self, cost: int, routes: Sequences, starts: Starts) -> None:
        """Note a better plan.

        Parameters
        ----------
        cost : int
            Cents.
        routes : sequence of (vehicle, visits)
            The plan.
        starts : dict of int to int
            The appointments of its linked visits.
        """
        solutions, least, _ = self._state
        found = tuple((vehicle, tuple(visits)) for vehicle, visits in routes)
        better = Improvement(monotonic() - self._begin, cost, found, self._problem, starts)
        self._state = (solutions + 1, cost, better.unassigned)
        if self._on_improvement is not None and (cost < least or not solutions):
            self._on_improvement(better)
        self.report()

    def report(self, *, always: bool = False) -> None:
        """Tell the caller where the solve stands, unless that has just been done.

        Parameters
        ----------
        always : bool
            However short ago the last report was.
        """
        elapsed = monotonic() - self._begin
        if self._on_progress is not None and (always or elapsed - self._reported >= REPORT_EVERY_S):
            self._reported = elapsed
            self._on_progress(Progress(elapsed, self._seconds, *self._state))

    def left(self, reserve: float = 0.0) -> float | None:
        """Seconds until the limit; ``None`` if there is none.

        Parameters
        ----------
        reserve : float
            Seconds to keep for what comes later.
        """
        return None if self._seconds is None else self._seconds - reserve - (monotonic() - self._begin)

    def grace(self, least: float) -> float:
        """Seconds beyond the limit that leave so many from now on.

        Parameters
        ----------
        least : float
            Seconds that are needed.
        """
        left = self.left()
        return 0.0 if left is None else max(0.0, least - left)

    @property
    def limited(self) -> bool:
        """Whether there is a time limit."""
        return self._seconds is not None

    def over(self, reserve: float = 0.0) -> bool:
        """Whether the time is up or the caller wants the best plan so far.

        Parameters
        ----------
        reserve : float
            Seconds to keep for what comes later.
        """
        left = self.left(reserve)
        return self.stopped() or (left is not None and left <= 0)

    def stopped(self) -> bool:
        """Whether the caller wants the best plan so far; asked afresh until the answer is yes."""
        self._stopped = self._stopped or (self._should_stop is not None and self._should_stop())
        return self._stopped
