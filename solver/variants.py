"""Problems that differ a little from a valid one; made quickly, without validating it all again."""

from collections.abc import Sequence
from copy import copy
from typing import TypeVar

from solver.problem import Problem, Vehicle, Visit
from solver.stock import total_demand
from solver.windows import TimeWindow, start_windows


def with_visit(problem: Problem, index: int, visit: Visit) -> Problem:
    """Exchange one visit.

    Parameters
    ----------
    problem : Problem
        A valid problem.
    index : int
        Which visit.
    visit : Visit
        A valid visit to put there.
    """
    changed = copy(problem)
    before = problem.visits[index]
    object.__setattr__(changed, "visits", _exchanged(problem.visits, index, visit))
    object.__setattr__(changed, "start_windows", _exchanged(problem.start_windows, index, start_windows(visit)))
    if (visit.parts, visit.tools) != (before.parts, before.tools):
        object.__setattr__(changed, "demand", total_demand(changed.visits))
    return changed


def with_windows(problem: Problem, windows: Sequence[tuple[TimeWindow, ...]]) -> Problem:
    """Exchange the windows in which services may start.

    Parameters
    ----------
    problem : Problem
        A valid problem.
    windows : sequence of tuple of TimeWindow
        As ``Problem.start_windows``, one entry a visit.
    """
    changed = copy(problem)
    object.__setattr__(changed, "start_windows", windows)
    return changed


def with_vehicle(problem: Problem, index: int, vehicle: Vehicle) -> Problem:
    """Exchange one shift.

    Parameters
    ----------
    problem : Problem
        A valid problem.
    index : int
        Which shift.
    vehicle : Vehicle
        A valid shift to put there.
    """
    changed = copy(problem)
    object.__setattr__(changed, "vehicles", _exchanged(problem.vehicles, index, vehicle))
    return changed


T = TypeVar("T")


def _exchanged(entries: tuple[T, ...], index: int, entry: T) -> tuple[T, ...]:
    return (*entries[:index], entry, *entries[index + 1 :])
