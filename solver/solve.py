"""The way to a plan: construct → routing model → repair → explain → check. Seed, limits and callbacks are arguments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from solver.problem import Problem
from solver.solution import Solution

Routes = Sequence[tuple[int, Sequence[int]]]
"""A plan without times: (vehicle, visits in order) for each used vehicle."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A report from a running solve: seconds so far, its limit (None if there is none), best cost (cents), unassigned."""

    elapsed_s: float
    limit_s: float | None
    solutions: int
    cost: int
    unassigned: int


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    initial: Routes | None = None,
    search: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution: ...


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a hand-made plan breaks: reason code, vehicle, visit (None for the route), seconds or levels over."""

    code: str
    vehicle: int
    visit: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A hand-made plan with its times and price; not valid while there are violations."""

    solution: Solution
    violations: tuple[Violation, ...]


def evaluate(problem: Problem, routes: Routes) -> Evaluation: ...
