"""Runs the compiled search: several threads side by side on one problem, in chunks between which Python looks round."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import numpy as np

from solver.appointments import Starts
from solver.problem import Problem
from solver.search.arrays import PENALTY, PLACE, Arrays, Int64s, as_arrays
from solver.search.link_tables import new_link_tables, set_starts, starts_in
from solver.search.roster import BEST, FULL, Roster, longest_needed, neighbours, new_roster
from solver.search.ruin_recreate import put_in_place, run
from solver.windows import FOREVER

Plan = list[tuple[int, tuple[int, ...]]]

log = logging.getLogger(__name__)

CHUNK_S = 0.1
"""About how long the threads run between two looks at clock and caller."""

FIRST_CHUNK = 100
"""Rounds of the first chunk; under a limit on rounds, of every chunk, so that results don't depend on the clock."""

HOT, COLD = 3.0, 0.03
"""First and last temperature, in mean costs of a stop."""

EXCHANGES = 20
"""How often in a run the thread that is furthest behind goes on from the best plan of all."""


def search(
    problem: Problem,
    fitting: list[list[int]],
    initial: Plan,
    *,
    rounds: int | None,
    left: Callable[[], float | None],
    seed: int,
    threads: int,
    stop: Callable[[], bool],
    on_better: Callable[[int, int], None],
    starts: Starts | None = None,
) -> tuple[Plan, Starts]:
    """Improve a plan until a limit is met.

    Parameters
    ----------
    problem : Problem
        With at least one visit and one shift.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    initial : list of (vehicle, visits)
        A feasible plan to begin with.
    rounds : int or None
        Most rounds of each thread; with this limit alone equal arguments give equal plans.
    left : callable
        Seconds left, ``None`` when only ``rounds`` counts.
    seed : int
        Of the random numbers.
    threads : int
        How many run side by side.
    stop : callable
        Asked between chunks; true ends the search.
    on_better : callable
        Gets cost (cents) and number of absent visits whenever a chunk has found a better plan.
    starts : dict of int to int
        The appointments of linked visits in ``initial``; as far as there are none, when its routes serve them.

    Returns
    -------
    list of (vehicle, visits), dict of int to int
        The best plan met, ``initial`` if none is better, and when it serves linked visits.
    """
    arrays = as_arrays(problem)
    first = starts_in(problem, initial, starts or {})
    near = neighbours(arrays, arrays.visits[:, PLACE].copy())
    seeds = np.random.default_rng(seed).integers(1, 2**62, threads).tolist()
    lanes = [_Lane(problem, arrays, fitting, near, (initial, first), number) for number in seeds]
    scale = _cost_of_a_stop(arrays, lanes[0].roster)
    best = lanes[0].best
    seconds, begin = left(), monotonic()
    done, chunk, exchanged = 0, FIRST_CHUNK, 0
    with ThreadPoolExecutor(threads) as pool:
        while True:
            now = _progress(done, rounds, monotonic() - begin, seconds)
            if now >= 1 or stop():
                break
            if rounds is not None:
                chunk = min(chunk, rounds - done)
            started = monotonic()
            after = _progress(done + chunk, rounds, started + CHUNK_S - begin, seconds)
            temperatures = (_temperature(scale, now), _temperature(scale, min(1.0, after)))
            list(pool.map(lambda lane, size=chunk, both=temperatures: lane.run(size, *both), lanes))
            done += chunk
            if rounds is None:
                chunk = max(1, int(chunk * min(4.0, CHUNK_S / max(1e-4, monotonic() - started))))
            leader = min(lanes, key=lambda lane: lane.best)
            if leader.best < best:
                best = leader.best
                on_better(best, leader.absent)
            if int(after * EXCHANGES) > exchanged:
                exchanged = int(after * EXCHANGES)
                _exchange(lanes, leader)
    log.info("%d threads made %d rounds each in %.1f s.", threads, done, monotonic() - begin)
    return min(lanes, key=lambda lane: lane.best).plan


class _Lane:
    """One thread's plan and working memory."""

    def __init__(
        self,
        problem: Problem,
        arrays: Arrays,
        fitting: list[list[int]],
        near: Int64s,
        plan: tuple[Plan, Starts],
        seed: int,
    ) -> None:
        self._arrays = arrays
        if problem.links:
            self._arrays = arrays._replace(visits=arrays.visits.copy())
        self._links = new_link_tables(problem, arrays)
        self._fitting = fitting
        self._near = near
        self._longest = longest_needed(arrays, plan[0])
        self._make(plan, seed)

    def _make(self, plan: tuple[Plan, Starts], seed: int) -> None:
        self.roster, self._scratch = new_roster(self._arrays, self._fitting, self._near, self._longest, seed)
        set_starts(self._arrays, self._links, plan[1])
        for vehicle, visits in plan[0]:
            self.roster.routes[vehicle, : len(visits)] = visits
            self.roster.lengths[vehicle] = len(visits)
        put_in_place(self._arrays, self.roster, self._scratch, self._links)

    def run(self, rounds: int, hot: float, cold: float) -> None:
        """Search on; tables that have become too small for a route are enlarged afterwards."""
        run(self._arrays, self.roster, self._scratch, self._links, rounds, hot, cold)
        if self.roster.totals[FULL]:
            self._longest = min(2 * self._longest, len(self._arrays.visits))
            self._make(self.plan, int(self.roster.random[0] >> np.uint64(1)))

    def follow(self, other: "_Lane") -> None:
        """Go on from another thread's best plan."""
        self._longest = max(self._longest, other._longest)
        self._make(other.plan, int(self.roster.random[0] >> np.uint64(1)))

    @property
    def best(self) -> int:
        """Cents of the best plan."""
        return int(self.roster.totals[BEST])

    @property
    def absent(self) -> int:
        """Visits that the best plan leaves out."""
        return len(self._arrays.visits) - int(self.roster.best_lengths.sum())

    @property
    def plan(self) -> tuple[Plan, Starts]:
        """The best plan, and when it serves linked visits."""
        plan = [
            (vehicle, tuple(self.roster.best_routes[vehicle, :length].tolist()))
            for vehicle, length in enumerate(self.roster.best_lengths.tolist())
            if length
        ]
        best = self._links.best_starts
        return plan, {v: int(best[v]) for v in self._links.linked_list.tolist() if best[v] != FOREVER}


def _exchange(lanes: Sequence[_Lane], leader: _Lane) -> None:
    """The thread that is furthest behind goes on from the best plan of all."""
    last = max(lanes, key=lambda lane: lane.best)
    if last.best > leader.best:
        last.follow(leader)


def _progress(done: int, rounds: int | None, elapsed: float, seconds: float | None) -> float:
    """Which part of the run is over, by the limit that is nearer."""
    parts = [0.0]
    if rounds is not None:
        parts.append(done / rounds if rounds else 1.0)
    if seconds is not None:
        parts.append(elapsed / seconds if seconds > 0 else 1.0)
    return max(parts)


def _temperature(scale: float, progress: float) -> float:
    return float(scale * HOT * (COLD / HOT) ** progress)


def _cost_of_a_stop(arrays: Arrays, roster: Roster) -> float:
    """Mean cents that a stop causes, or where that says nothing, a part of the mean penalty."""
    stops = max(1, int(roster.lengths.sum()))
    return max(float(roster.costs.sum()) / stops, float(arrays.visits[:, PENALTY].mean()) / 50, 1.0)
