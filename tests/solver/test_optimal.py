"""On small days a solve ends in the cheapest plan there is, as enumeration shows: each constraint alone, and mixes."""

import random

import pytest

from solver.checker import check
from solver.solve import solve
from tests.solver.enumeration import optimum, timetable_optimum
from tests.solver.generate import FEATURES
from tests.solver.small_days import ADDED, LINKS, small_day

ALONE = sorted((FEATURES | ADDED) - {"periods"})
"""Enumeration over departures, starts and breaks knows one travel period."""

CARRIED = sorted((FEATURES | ADDED) - LINKS - {"periods"})
"""What a mix is drawn from where the grid is fine."""

COARSE = 1800
"""Grid of days with links, whose starts are enumerated together."""

ROUNDS = (500, 5_000, 50_000)
"""Few rounds nearly always do; a day counts as missed when many don't."""


def cheapest_found(problem, known):
    for rounds in ROUNDS:
        solution = solve(problem, iterations=rounds)
        if solution.cost == known:
            break
    assert check(problem, solution) == ()
    return solution


def mix(seed, names, most=None):
    chosen = random.Random(seed)
    return set(chosen.sample(names, most)) if most else {name for name in names if chosen.random() < 0.5}


@pytest.mark.parametrize("feature", ["plain", *ALONE])
@pytest.mark.parametrize("seed", range(3))
def test_each_constraint_alone(feature, seed):
    grid = COARSE if feature in LINKS else 300
    problem = small_day(8, 3, seed, {feature}, grid)
    known = optimum(problem, grid)
    assert cheapest_found(problem, known.cost).cost == known.cost


@pytest.mark.parametrize("seed", range(3))
def test_travel_by_period_alone(seed):
    problem = small_day(7, 2, seed, {"periods"})
    known = timetable_optimum(problem)
    assert cheapest_found(problem, known.cost).cost == known.cost


@pytest.mark.parametrize("seed", range(60))
def test_any_mix(seed):
    problem = small_day(8, 3, seed, mix(seed, CARRIED))
    known = optimum(problem)
    assert cheapest_found(problem, known.cost).cost == known.cost


@pytest.mark.parametrize("seed", range(16))
def test_any_mix_with_travel_by_period_and_the_times_of_the_timetable(seed):
    problem = small_day(8, 2, seed, mix(seed, sorted(set(CARRIED) - {"change_cap"})) | {"periods"})
    known = timetable_optimum(problem)
    assert cheapest_found(problem, known.cost).cost == known.cost


@pytest.mark.parametrize("seed", range(8))
def test_links_with_any_two_other_constraints(seed):
    features = LINKS | mix(seed, CARRIED, 2)
    problem = small_day(6, 3, seed, features, COARSE)
    known = optimum(problem, COARSE)
    assert cheapest_found(problem, known.cost).cost == known.cost
