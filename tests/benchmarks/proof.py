"""How far plans of field days can be from the best there is: ``python -m tests.benchmarks proof``.

A linear program over all routes (column generation) bounds what any plan costs at least. Where the plan is close to
that bound, all routes that a cheaper plan could consist of are listed, and CP-SAT either finds that plan or proves that
there is none.
"""

import argparse
import math
import time
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from tests.benchmarks.columns import price
from tests.benchmarks.field_days import FieldDay, field_day
from tests.benchmarks.field_score import score
from tests.benchmarks.field_table import SECONDS
from tests.benchmarks.peers.ours import solve
from tests.benchmarks.report import line, markdown, measured_on, running

ROUTES_A_ROUND, LISTED_A_ROUND = 60, 2000
"""Most routes of a technician that join the linear program at a time, and of how many they are the best."""

SLACK = 1e-3
"""Cents that a reduced cost may be below zero at the end of the column generation, for rounding."""

MOST_ROUTES = 200_000
"""Of one technician; where more could belong to a cheaper plan, only the bound is given."""

HEADINGS = ("day", "plan", "unserved", "bound", "above it at most", "best plan", "seconds for the proof")


class Bound(NamedTuple):
    """What any plan costs at least, cents, with the duals that prove it."""

    cents: float
    worth: NDArray[np.float64]
    shifts: NDArray[np.float64]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument("--visits", type=int, default=50, help="default: %(default)s")
    parser.add_argument("--technicians", type=int, default=6, help="default: %(default)s")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3], help="of the days")
    parser.add_argument("--seconds", type=float, help="for our plan; default: as in the field benchmark")
    parser.add_argument("--minutes", type=float, default=5, help="most for CP-SAT's part (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="default: %(default)s")


def main(options: argparse.Namespace) -> None:
    """Print a row as soon as its day is done, and the table at the end."""
    size = options.visits, options.technicians
    seconds = options.seconds or SECONDS.get(size, 20.0)
    rows: list[list[str]] = []
    try:
        for seed in options.seeds:
            running(f"{size[0]}/{size[1]} s{seed}")
            rows.append(_row(field_day(*size, seed), seed, seconds, options))
            line(" · ".join(rows[-1]))
    finally:
        line(markdown("How far from the best plan", HEADINGS, rows))
        line(f"{datetime.now(tz=UTC).date()}; {measured_on()}.")


def _row(day: FieldDay, seed: int, seconds: float, options: argparse.Namespace) -> list[str]:
    routes, _ = solve(day, seconds, seed, options.threads)
    value, unserved = score(day, routes)
    begin = time.monotonic()
    bound = lower_bound(day)
    best = best_plan(day, bound, value, 60 * options.minutes, options.threads)
    shown = "open" if best is None else f"{best:,}" + (" (proved)" if best == value else "")
    least = math.ceil(bound.cents - SLACK * (1 + day.technicians))
    figures = [f"{value:,}", str(unserved), f"{least:,}", f"{100 * (value / least - 1):.1f} %", shown]
    return [day.name, *figures, f"{time.monotonic() - begin:.1f}"]


def lower_bound(day: FieldDay) -> Bound:
    """The linear bound over all routes.

    Parameters
    ----------
    day : FieldDay
        The day.
    """
    master = _Master(day)
    while True:
        bound = master.solved()
        added = False
        for technician in range(day.technicians):
            below = bound.shifts.item(technician) - SLACK
            routes, travel, reduced, _ = price(day, technician, bound.worth, below, LISTED_A_ROUND)
            for k in np.argsort(reduced)[:ROUTES_A_ROUND].tolist():
                added = True
                master.add(technician, routes[k], travel.item(k))
        if not added:
            return bound


class _Master:
    """The linear program: each visit on one route or paid for, each technician on one route at most."""

    def __init__(self, day: FieldDay) -> None:
        self._lp = lp = pywraplp.Solver.CreateSolver("GLOP")
        lp.Objective().SetMinimization()
        self._visits = [lp.Constraint(1, 1) for _ in range(day.visits)]
        self._shifts = [lp.Constraint(-lp.infinity(), 1) for _ in range(day.technicians)]
        for penalty, row in zip(day.penalties.tolist(), self._visits, strict=True):
            self._column(penalty, [row])

    def add(self, technician: int, route: tuple[int, ...], travel: int) -> None:
        self._column(travel, [self._shifts[technician], *(self._visits[visit] for visit in route)])

    def _column(self, cents: int, rows: list[pywraplp.Constraint]) -> None:
        share = self._lp.NumVar(0, self._lp.infinity(), "")
        self._lp.Objective().SetCoefficient(share, cents)
        for row in rows:
            row.SetCoefficient(share, 1)

    def solved(self) -> Bound:
        if self._lp.Solve() != pywraplp.Solver.OPTIMAL:
            raise RuntimeError("GLOP did not solve the linear program.")
        duals = (np.array([row.dual_value() for row in rows]) for rows in (self._visits, self._shifts))
        return Bound(self._lp.Objective().Value(), *duals)


def best_plan(day: FieldDay, bound: Bound, known: int, seconds: float, threads: int) -> int | None:
    """The value of the best plan; ``None`` if it can't be told.

    Parameters
    ----------
    day : FieldDay
        The day.
    bound : Bound
        From :func:`lower_bound`.
    known : int
        The value of a plan.
    seconds : float
        For CP-SAT.
    threads : int
        For CP-SAT.
    """
    model = cp_model.CpModel()
    by_visit: list[list[cp_model.IntVar]] = [[] for _ in range(day.visits)]
    cost: list[cp_model.LinearExpr] = []
    for technician in range(day.technicians):
        below = known - bound.cents + bound.shifts.item(technician)
        routes, travel, _, complete = price(day, technician, bound.worth, below, MOST_ROUTES)
        if not complete:
            return None
        cheapest: dict[frozenset[int], int] = {}
        for route, driven in zip(routes, travel.tolist(), strict=True):
            visits = frozenset(route)
            cheapest[visits] = min(driven, cheapest.get(visits, driven))
        chosen = [model.new_bool_var("") for _ in cheapest]
        model.add_at_most_one(chosen)
        for route_chosen, (visits, driven) in zip(chosen, cheapest.items(), strict=True):
            cost.append(driven * route_chosen)
            for visit in visits:
                by_visit[visit].append(route_chosen)
    for penalty, routes_with in zip(day.penalties.tolist(), by_visit, strict=True):
        left_out = model.new_bool_var("")
        cost.append(penalty * left_out)
        model.add_exactly_one(left_out, *routes_with)
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, threads
    solver.best_bound_callback = lambda least: solver.stop_search() if least >= known else None
    status = solver.solve(model)
    if solver.best_objective_bound >= known:
        return known
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None
