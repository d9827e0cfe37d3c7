"""Days small enough to enumerate: the random problems of ``generate.py`` moved onto a grid, and what it lacks."""

from dataclasses import replace

import numpy as np

from solver.problem import (
    Baseline,
    Break,
    Depot,
    Order,
    Pair,
    Problem,
    Promise,
    Rates,
    Response,
    SkillLevel,
    TimeWindow,
    Vehicle,
    Visit,
)
from tests.solver.generate import FEATURES, generate

GRID = 300

LINKS = frozenset({"orders", "pairs"})
ADDED = LINKS | {"change_cap", "skill_choice", "stock", "workload"}
"""Features put on top of what ``generate`` makes."""


def small_day(visits: int, vehicles: int, seed: int, features: set[str], grid: int = GRID) -> Problem:
    """A day with any of ``FEATURES`` and ``ADDED``, on the grid."""
    rng = np.random.default_rng(seed + 10_000)
    names = features | ({"baseline"} if "change_cap" in features else set())
    problem = on_grid(generate(visits, vehicles, seed, (names - ADDED) & FEATURES), grid)
    for feature in sorted(features & ADDED):
        problem = _ADD[feature](rng, problem, grid)
    return problem


def on_grid(problem: Problem, grid: int = GRID) -> Problem:
    """Round every time to the grid, and every rate so that no amount on the grid needs rounding."""

    def time(seconds: int) -> int:
        return round(seconds / grid) * grid

    def up(seconds: int) -> int:
        return -(-seconds // grid) * grid

    def hourly(cents: int) -> int:
        return -(-cents // 12) * 12

    def window(w: TimeWindow) -> TimeWindow:
        return TimeWindow(time(w.earliest_start), time(w.latest_start))

    def visit(v: Visit) -> Visit:
        return replace(
            v,
            duration=-(-v.duration // (2 * grid)) * 2 * grid,
            setup=up(v.setup),
            windows=tuple(window(w) for w in v.windows),
            ready_at=time(v.ready_at),
            promise=v.promise
            and Promise(window(v.promise.window), v.promise.broken_cost, hourly(v.promise.late_cost_per_hour)),
            response=v.response
            and Response(time(v.response.due), v.response.late_cost, hourly(v.response.late_cost_per_hour)),
            pinned_start=None if v.pinned_start is None else time(v.pinned_start),
        )

    def vehicle(s: Vehicle) -> Vehicle:
        return replace(
            s,
            shift_start=time(s.shift_start),
            shift_end=time(s.shift_end),
            overtime_limit=time(s.overtime_limit),
            work_limit=None if s.work_limit is None else time(s.work_limit),
            breaks=tuple(Break(time(b.earliest_start), time(b.latest_start), up(b.duration)) for b in s.breaks),
            duration_percents=tuple(round(p / 50) * 50 for p in s.duration_percents),
            rates=Rates(
                **{
                    name: hourly(getattr(s.rates, name)) if name.endswith("_per_hour") else getattr(s.rates, name)
                    for name in s.rates.__slots__
                }
            ),
            workload_target=None if s.workload_target is None else time(s.workload_target),
        )

    travel = tuple(
        replace(
            t,
            durations=np.ceil(t.durations / grid) * grid,
            distances=np.ceil(t.distances / 1000) * 1000,
            period_starts=tuple(time(s) for s in t.period_starts),
        )
        for t in problem.travel
    )
    baseline = problem.baseline and replace(
        problem.baseline,
        stops=tuple(s and s._replace(start=time(s.start)) for s in problem.baseline.stops),
        tolerance=up(problem.baseline.tolerance),
    )
    return replace(
        problem,
        visits=tuple(visit(v) for v in problem.visits),
        vehicles=tuple(vehicle(s) for s in problem.vehicles),
        travel=travel,
        baseline=baseline,
        depot=problem.depot and problem.depot._replace(duration=up(problem.depot.duration)),
        pairs=tuple(p._replace(least_lag=time(p.least_lag), most_lag=time(p.most_lag)) for p in problem.pairs),
        orders=tuple(
            o._replace(least_lag=time(o.least_lag), most_lag=None if o.most_lag is None else time(o.most_lag))
            for o in problem.orders
        ),
    )


def _with_stock(rng: np.random.Generator, problem: Problem, grid: int) -> Problem:
    """Two kinds of parts, two tools, vans that lack some, and a depot at the place of the first visit or home."""
    visits = tuple(
        replace(
            v,
            parts=tuple(int(units) for units in rng.integers(0, 3, rng.integers(0, 3))),
            tools=frozenset({int(rng.integers(0, 2))}) if rng.random() < 0.4 else frozenset(),
        )
        for v in problem.visits
    )
    vehicles = tuple(
        replace(
            s,
            parts=None if rng.random() < 0.1 else tuple(int(units) for units in rng.integers(0, 4, rng.integers(1, 3))),
            tools=frozenset({int(rng.integers(0, 2))}) if rng.random() < 0.5 else frozenset(),
            may_call=bool(rng.random() < 0.8),
        )
        for s in problem.vehicles
    )
    place = int(rng.integers(0, problem.travel[0].distances.shape[0]))
    depot = Depot(place, int(rng.integers(0, 4)) * grid) if rng.random() < 0.9 else None
    return replace(problem, visits=visits, vehicles=vehicles, depot=depot)


def _with_workload(rng: np.random.Generator, problem: Problem, grid: int) -> Problem:
    vehicles = tuple(
        replace(
            s,
            workload_target=int(rng.integers(0, 20)) * 2 * grid if rng.random() < 0.8 else None,
            rates=replace(s.rates, workload_per_hour=int(rng.choice([2400, 6000]))),
        )
        for s in problem.vehicles
    )
    return replace(problem, vehicles=vehicles)


def _with_skill_choice(rng: np.random.Generator, problem: Problem, grid: int) -> Problem:
    def some(count: int) -> list[int]:
        return [int(skill) for skill in rng.choice(6, count, replace=False)]

    visits = []
    for v in problem.visits:
        wanted = tuple(SkillLevel(skill, int(rng.integers(1, 3))) for skill in some(2)) if rng.random() < 0.4 else ()
        barred = frozenset(some(1)) if rng.random() < 0.3 else frozenset()
        barred -= {entry.skill for entry in (*v.skills, *wanted)}
        visits.append(replace(v, one_of=wanted, none_of=barred))
    return replace(problem, visits=tuple(visits))


def _with_change_cap(rng: np.random.Generator, problem: Problem, grid: int) -> Problem:
    assert isinstance(problem.baseline, Baseline)
    planned = sum(stop is not None for stop in problem.baseline.stops)
    return replace(problem, baseline=replace(problem.baseline, most_changes=int(rng.integers(0, planned + 1))))


def _with_pairs(rng: np.random.Generator, problem: Problem, grid: int) -> Problem:
    """The first two visits belong together."""
    if len(problem.visits) < 2:
        return problem
    least = int(rng.integers(0, 2)) * grid
    most = least + int(rng.integers(0, 3)) * grid
    return replace(problem, pairs=(Pair(0, 1, least, most),))


def _with_orders(rng: np.random.Generator, problem: Problem, grid: int) -> Problem:
    """The third visit comes before the fourth."""
    if len(problem.visits) < 4:
        return problem
    least = int(rng.integers(0, 4)) * grid
    most = least + int(rng.integers(0, 4)) * grid if rng.random() < 0.5 else None
    return replace(problem, orders=(Order(2, 3, least, most, bool(rng.random() < 0.5)),))


_ADD = {
    "change_cap": _with_change_cap,
    "orders": _with_orders,
    "pairs": _with_pairs,
    "skill_choice": _with_skill_choice,
    "stock": _with_stock,
    "workload": _with_workload,
}
