"""Runs the compiled search: several threads side by side on one problem, in chunks between which Python looks round."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import numpy as np

from solver.appointments import Starts
from solver.problem import Problem
from solver.recombination import RoutePool
from solver.search.arrays import PENALTY, PLACE, Int64s, as_arrays
from solver.search.division import divide, parts_worthwhile
from solver.search.lane import Lane
from solver.search.link_tables import starts_in
from solver.search.roster import longest_needed, neighbours
from solver.search.weights import LOOKS, WEIGHED, Weights
from solver.ties import routes_are_tied
from solver.windows import FOREVER

Plan = list[tuple[int, tuple[int, ...]]]

log = logging.getLogger(__name__)

CHUNK_S, DIVIDED_S = 0.03, 0.1
"""About how long the threads run between two looks at clock and caller; longer where a plan is then divided anew."""

FIRST_CHUNK = 100
"""Rounds of the first chunk; under a limit on rounds, of every chunk, so that results don't depend on the clock."""

HOT, WARM, COLD, COOLING_FROM = 2.0, 0.3, 0.03, 0.7
"""Temperatures at the start, at this part of the run and at the end, in mean costs of a stop. Between the first two it
is settled who is left out, so most of the time belongs there."""

EXCHANGES = 20
"""How often in a run the thread that is furthest behind goes on from the best plan of all."""

RECOMBINED, RECOMBINING = (0.5, 0.75, 0.95), 0.02
"""When in a run the routes seen are recombined, and for which part of its time at most."""


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
    on_better: Callable[[int, Plan, Starts], None],
    starts: Starts | None = None,
) -> Plan:
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
        Gets cost (cents), plan and appointments whenever a chunk has found a better plan.
    starts : dict of int to int
        The appointments of linked visits in ``initial``; as far as there are none, when its routes serve them.

    Returns
    -------
    list of (vehicle, visits)
        The best plan met, ``initial`` if none is better.
    """
    crew = _Crew(problem, fitting, initial, starts or {}, seed, threads)
    scale = crew.lanes[0].stop_cost or float(np.median(crew.arrays.visits[:, PENALTY])) / 50 or 1.0
    seconds, begin = left(), monotonic()
    done, chunk, weighed, exchanged, recombined = 0, FIRST_CHUNK, 0, 0, 0
    with ThreadPoolExecutor(threads) as pool:
        while True:
            now = _progress(done, rounds, monotonic() - begin, seconds)
            if now >= 1 or stop():
                break
            if rounds is not None:
                chunk = min(chunk, rounds - done)
            started = monotonic()
            after = _progress(done + chunk, rounds, started + crew.chunk_s - begin, seconds)
            if crew.run(pool, chunk, _temperature(scale, now), _temperature(scale, min(1.0, after))):
                on_better(crew.best, crew.plan, crew.starts)
            done += chunk
            if rounds is None:
                chunk = max(1, int(chunk * min(4.0, crew.chunk_s / max(1e-4, monotonic() - started))))
            if int(after * LOOKS) > weighed:
                weighed = int(after * LOOKS)
                crew.weigh(after)
            if int(after * EXCHANGES) > exchanged:
                exchanged = int(after * EXCHANGES)
                crew.exchange()
            if recombined < len(RECOMBINED) and after >= RECOMBINED[recombined]:
                recombined += 1
                if crew.recombine(None if seconds is None else RECOMBINING * seconds):
                    on_better(crew.best, crew.plan, crew.starts)
    log.info("%d threads made %d rounds each in %.1f s.", threads, done, monotonic() - begin)
    return crew.plan


class _Crew:
    """The threads, side by side on parts of one plan where it is large enough, else each on a plan of its own."""

    def __init__(
        self, problem: Problem, fitting: list[list[int]], initial: Plan, starts: Starts, seed: int, threads: int
    ) -> None:
        self.arrays = as_arrays(problem)
        self._near = neighbours(self.arrays, self.arrays.visits[: len(problem.visits), PLACE].copy())
        self._random = np.random.default_rng(seed)
        seeds = self._random.integers(1, 2**62, threads).tolist()
        longest = longest_needed(self.arrays, initial)
        self.lanes = [Lane(problem, self.arrays, fitting, self._near, longest, number) for number in seeds]
        self._routes, self._lengths = _tables(initial, len(problem.vehicles), longest)
        self._starts = starts_in(problem, initial, starts)
        self._tied = routes_are_tied(problem)
        self._divided = not self._tied and parts_worthwhile(self._lengths, threads)
        self.chunk_s = DIVIDED_S if self._divided else CHUNK_S
        self._penalties = self.arrays.visits[: len(problem.visits), PENALTY].copy()
        self._weights = [] if self._tied or self._divided else [Weights(self._penalties) for _ in seeds]
        self._weighing = bool(self._weights)
        self._all = (np.ones(len(self._lengths), dtype=np.bool_), np.ones(len(problem.visits), dtype=np.bool_))
        for lane in self.lanes:
            lane.take(self._routes, self._lengths, self._starts, *self._all)
        self.best = self.lanes[0].best
        self._best = (self._routes.copy(), self._lengths.copy())
        self._best_starts = self._starts
        self._pool = RoutePool()

    def run(self, pool: ThreadPoolExecutor, rounds: int, hot: float, cold: float) -> bool:
        """Let each thread search some rounds; tells whether there is a new best plan."""
        better = (self._run_divided if self._divided else self._run_each)(pool, rounds, hot, cold)
        if not self._tied:
            for lane in self.lanes:
                self._note_routes(lane)
        return better

    def _run_each(self, pool: ThreadPoolExecutor, rounds: int, hot: float, cold: float) -> bool:
        list(pool.map(lambda lane: lane.run(rounds, hot, cold), self.lanes))
        costs = [self._cost_of(lane) for lane in self.lanes]
        leader = self.lanes[costs.index(min(costs))]
        better = min(costs) < self.best
        if better:
            self.best = min(costs)
            self._best = (leader.roster.best_routes.copy(), leader.roster.best_lengths.copy())
            self._best_starts = leader.links.best_starts.copy()
        for lane in self.lanes:
            if lane.full:
                lane.take(lane.roster.routes.copy(), lane.roster.lengths.copy(), lane.links.starts.copy(), *self._all)
        return better

    def _cost_of(self, lane: Lane) -> int:
        """Cents of a thread's best plan, by the penalties as they are."""
        if not self._weighing:
            return lane.best
        routes, lengths = lane.roster.best_routes, lane.roster.best_lengths
        absent = np.ones(len(self._penalties), dtype=np.bool_)
        absent[routes[np.arange(routes.shape[1]) < lengths[:, None]]] = False
        return int(lane.roster.best_costs.sum() + self._penalties[absent].sum())

    def weigh(self, progress: float) -> None:
        """Let visits weigh more that threads with plans of their own have left out for a while."""
        if not self._weighing:
            return
        for lane, weights in zip(self.lanes, self._weights, strict=True):
            lane.weigh(weights.after(lane.absent, progress))
        self._weighing = progress < WEIGHED

    def _run_divided(self, pool: ThreadPoolExecutor, rounds: int, hot: float, cold: float) -> bool:
        of_shift, of_visit = divide(self.arrays, self._near, self._routes, self._lengths, len(self.lanes), self._random)

        def search_part(number: int) -> None:
            lane = self.lanes[number]
            lane.take(self._routes, self._lengths, self._starts, of_shift == number, of_visit == number)
            lane.run(rounds, hot, cold)

        list(pool.map(search_part, range(len(self.lanes))))
        best = sum(lane.best for lane in self.lanes)
        better = best < self.best
        if better:
            self.best = best
            self._best = self._joined(of_shift, "best_routes", "best_lengths")
        self._routes, self._lengths = self._joined(of_shift, "routes", "lengths")
        return better

    def _joined(self, of_shift: Int64s, routes: str, lengths: str) -> tuple[Int64s, Int64s]:
        """The parts' routes as one plan."""
        width = max(lane.roster.routes.shape[1] for lane in self.lanes)
        joined = np.zeros((len(of_shift), width), dtype=np.int64), np.zeros(len(of_shift), dtype=np.int64)
        for number, lane in enumerate(self.lanes):
            part, table = of_shift == number, getattr(lane.roster, routes)
            joined[0][part, : table.shape[1]] = table[part]
            joined[1][part] = getattr(lane.roster, lengths)[part]
        return joined

    def _note_routes(self, lane: Lane) -> None:
        """Remember the routes a thread stands at and its best ones."""
        roster = lane.roster
        for routes, lengths, costs in (
            (roster.routes, roster.lengths, roster.costs),
            (roster.best_routes, roster.best_lengths, roster.best_costs),
        ):
            for vehicle in np.flatnonzero(roster.active & (lengths > 0)).tolist():
                self._pool.add(vehicle, routes[vehicle, : lengths[vehicle]].tolist(), int(costs[vehicle]))

    def recombine(self, seconds: float | None) -> bool:
        """Go on from a better plan made of the routes seen; tells whether there is one."""
        if self._tied:
            return False
        seed = int(self._random.integers(2**31))
        plan = self._pool.best_plan(self._penalties.tolist(), self.best, seconds=seconds, seed=seed)
        if plan is None:
            return False
        self._routes, self._lengths = _tables(plan, *self._best[0].shape)
        last = max(self.lanes, key=self._cost_of)
        last.take(self._routes, self._lengths, self._starts, *self._all)
        self.best, self._best = self._cost_of(last), (self._routes.copy(), self._lengths.copy())
        return True

    def exchange(self) -> None:
        """Of threads with plans of their own, the one that is furthest behind goes on from the best plan of all.

        Not while visits have weights: there the threads had better search apart.
        """
        last = max(self.lanes, key=lambda lane: lane.best)
        if not self._divided and not self._weighing and last.best > self.best:
            last.take(*self._best, self._best_starts, *self._all)

    @property
    def plan(self) -> Plan:
        """The best plan."""
        routes, lengths = self._best
        return [(int(v), tuple(routes[v, : lengths[v]].tolist())) for v in np.flatnonzero(lengths)]

    @property
    def starts(self) -> Starts:
        """The appointments in the best plan."""
        return {int(v): int(self._best_starts[v]) for v in np.flatnonzero(self._best_starts != FOREVER)}


def _tables(plan: Plan, shifts: int, longest: int) -> tuple[Int64s, Int64s]:
    """A plan as routes (shifts × stops) and their lengths."""
    routes, lengths = np.zeros((shifts, longest), dtype=np.int64), np.zeros(shifts, dtype=np.int64)
    for vehicle, visits in plan:
        routes[vehicle, : len(visits)] = visits
        lengths[vehicle] = len(visits)
    return routes, lengths


def _progress(done: int, rounds: int | None, elapsed: float, seconds: float | None) -> float:
    """Which part of the run is over, by the limit that is nearer."""
    parts = [0.0]
    if rounds is not None:
        parts.append(done / rounds if rounds else 1.0)
    if seconds is not None:
        parts.append(elapsed / seconds if seconds > 0 else 1.0)
    return max(parts)


def _temperature(scale: float, progress: float) -> float:
    if progress < COOLING_FROM:
        return float(scale * HOT * (WARM / HOT) ** (progress / COOLING_FROM))
    return float(scale * WARM * (COLD / WARM) ** ((progress - COOLING_FROM) / (1 - COOLING_FROM)))
