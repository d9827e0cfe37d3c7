"""What the routing model can hold of parts and tools: shifts that make do with what they carry at the start.

It knows no call at the depot. Routes that call stay as they are, with all that links join to them; their visits and
shifts are left out of the model.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from solver.appointments import Cluster, clusters
from solver.problem import Problem
from solver.stock import first_short, suffices

Sequences = list[tuple[int, tuple[int, ...]]]


class OwnStock(NamedTuple):
    """``kept`` are the routes that call, ``fitting`` and ``initial`` what is left to the model."""

    kept: Sequences
    fitting: list[list[int]]
    initial: Sequences


def on_own_stock(problem: Problem, fitting: list[list[int]], initial: Iterable[tuple[int, Sequence[int]]]) -> OwnStock:
    """Take the routes that call at the depot out of a plan.

    Parameters
    ----------
    problem : Problem
        The problem.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    initial : iterable of (vehicle, visits)
        A feasible plan.
    """
    kept: Sequences = []
    left: Sequences = []
    if all(suffices(shift, problem.demand) for shift in problem.vehicles):
        return OwnStock(kept, fitting, [(vehicle, tuple(visits)) for vehicle, visits in initial])
    plan = [(vehicle, tuple(visits)) for vehicle, visits in initial]
    calling = {v for v, visits in plan if first_short(problem, problem.vehicles[v], visits) is not None}
    away = calling.union(*(c for c in map(_vehicles, clusters(problem, plan)) if c & calling))
    for vehicle, visits in plan:
        (kept if vehicle in away else left).append((vehicle, visits))
    served = {visit for _, visits in kept for visit in visits}
    alone = [
        [v for v in shifts if v not in away and visit not in served and suffices(problem.vehicles[v], entry)]
        for visit, (entry, shifts) in enumerate(zip(problem.visits, fitting, strict=True))
    ]
    return OwnStock(kept, alone, left)


def _vehicles(cluster: Cluster) -> set[int]:
    return {vehicle for vehicle, _ in cluster}
