"""Visits left out for a while weigh more, and nobody outside the search sees it."""

import numpy as np
import pytest

from solver.draft import Draft
from solver.fit import fitting_vehicles
from solver.search.search import search
from solver.search.weights import HEAVIER, WEIGHED, Weights
from tests.solver.generate import generate

PENALTIES = np.array([1000, 1000, 4000])


def test_a_visit_weighs_more_the_longer_it_is_absent():
    weights = Weights(PENALTIES)
    absent = np.array([True, False, False])
    weighed = [weights.after(absent, 0.0)[0] for _ in range(200)]
    assert weighed == sorted(weighed)
    assert 1000 < weighed[0] < weighed[-1] == pytest.approx(1000 * (1 + HEAVIER), rel=0.01)


def test_a_visit_that_is_served_again_loses_its_weight():
    weights = Weights(PENALTIES)
    for _ in range(50):
        weights.after(np.array([True, False, False]), 0.0)
    for _ in range(200):
        weighed = weights.after(np.array([False, True, False]), 0.0)
    assert weighed[0] == 1000 < weighed[1]
    assert weighed[2] == 4000


def test_towards_the_end_of_a_run_penalties_are_what_they_are():
    weights = Weights(PENALTIES)
    for _ in range(50):
        weights.after(np.array([True, True, True]), 0.5)
    assert weights.after(np.array([True, True, True]), WEIGHED).tolist() == PENALTIES.tolist()


@pytest.mark.parametrize("rounds", [300, 2000])
@pytest.mark.parametrize("threads", [1, 2])
def test_the_cost_told_of_each_better_plan_is_its_own(rounds, threads):
    problem = generate(40, 3, 4)
    told = []
    plan = search(
        problem,
        fitting_vehicles(problem),
        [],
        rounds=rounds,
        left=lambda: None,
        seed=1,
        threads=threads,
        stop=lambda: False,
        on_better=lambda cost, plan, _: told.append((cost, 40 - sum(len(visits) for _, visits in plan))),
    )
    assert len(told) > 1
    assert told == sorted(told, reverse=True)
    assert told[-1] == (Draft(problem, plan).cost, 40 - sum(len(visits) for _, visits in plan))
    assert told[-1][1] > 0, "a day on which nobody is left out shows nothing"
