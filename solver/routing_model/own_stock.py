"""What the routing model can hold of parts and tools: shifts that make do with what they carry at the start.

It knows no call at the depot. Routes that call stay as they are, their visits and shifts left out of the model.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

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
    for vehicle, visits in initial:
        calls = first_short(problem, problem.vehicles[vehicle], visits) is not None
        (kept if calls else left).append((vehicle, tuple(visits)))
    away = {vehicle for vehicle, _ in kept}
    served = {visit for _, visits in kept for visit in visits}
    alone = [
        [v for v in shifts if v not in away and visit not in served and suffices(problem.vehicles[v], entry)]
        for visit, (entry, shifts) in enumerate(zip(problem.visits, fitting, strict=True))
    ]
    return OwnStock(kept, alone, left)
