"""What the proof calls the best plan is what exhaustive enumeration finds, also from a plan that is far from it."""

import numpy as np
import pytest

from tests.benchmarks.columns import price
from tests.benchmarks.field_days import field_day
from tests.benchmarks.field_score import BrokenRuleError, score
from tests.benchmarks.peers.ours import problem_of
from tests.benchmarks.proof import best_plan, lower_bound
from tests.solver.enumeration import timetable_optimum


@pytest.mark.parametrize("seed", range(6))
def test_the_best_plan_is_that_of_enumeration(seed: int) -> None:
    day = field_day(8, 1 + seed % 2, seed)
    best = timetable_optimum(problem_of(day)).cost
    bound = lower_bound(day)
    assert bound.cents <= best + 1e-6
    assert best_plan(day, bound, best, 60, 1) == best
    assert best_plan(day, bound, best + 1, 60, 1) == best
    assert best_plan(day, bound, best + 40_000, 60, 1) == best


@pytest.mark.parametrize("seed", range(4))
def test_all_routes_below_a_reduced_cost_are_listed(seed: int) -> None:
    day = field_day(7, 1, seed)
    worth = np.random.default_rng(seed).integers(-2, 9, day.visits) * 2000.0
    worth[0] = 0.0
    listed = dict(zip(*price(day, 0, worth, 3000.0, 10_000)[:2], strict=True))
    expected = {}
    for route in _sequences(range(day.visits), 4):
        try:
            value = score(day, [route]).value - day.penalties.sum() + day.penalties[list(route)].sum()
        except BrokenRuleError:
            continue
        if value - worth[list(route)].sum() < 3000.0:
            expected[route] = value
    assert {route: seconds for route, seconds in listed.items() if len(route) <= 4} == expected
    assert expected


def _sequences(visits, most):
    """All sequences of up to so many different visits."""
    found = [(visit,) for visit in visits]
    longest = found
    for _ in range(most - 1):
        longest = [(*route, visit) for route in longest for visit in visits if visit not in route]
        found = [*found, *longest]
    return found
